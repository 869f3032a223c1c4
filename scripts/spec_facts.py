"""Read an OpenAPI 3.0 or 3.1 document into small facts that can be compared one by one.

A document becomes slots: operations, their parameters, bodies and responses, the schemas, their
properties, and the items of lists and maps. Each slot has a pointer, a type, and facts:

    GET /tasks/{}                  the operation; `operationId`, `tag`, `deprecated`, `public`
    GET /tasks/{} path.1           its first path parameter; `name`, `required`, ...
    GET /tasks query.tag           a parameter, by its place and name
    GET /tasks query.tag[]         the items of that list
    POST /tasks body               the request body; `required`, `content`, ...
    GET /tasks/{} 200              a response; `content`, ...
    Task                           a schema; `closed`
    Task.status                    a property; `null`, `required`, `format`, `enum`, limits, ...
    Task.*                         those that have no name, where others have one

A fact is named by the slot and one more word: `Task.status null`. What is not said has the value
of `unsaid`. Two ways to say one thing give the same facts: `nullable: true`, `type: [x, 'null']`
and a union with `type: 'null'`; a union of one; `allOf` and the properties written out; a list of
variants with a mapping of their tags, and `const` in each of them. `not`, and members of a union
that cannot share a slot, are one fact each, written as JSON. References to parameters and responses
are followed. Prose, examples, defaults and `readOnly` are no facts. `nullable` beside `$ref`, which
OpenAPI 3.0 ignores, is read as it is meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

import yaml
from yaml_text import load_yaml

Value = str | bool | int | float
Document = Mapping[str, Any]

PROSE: Final = frozenset({"description", "summary", "title", "example", "examples"})
LIMITS: Final = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"),
    *("minProperties", "maxProperties"),
)
SWITCHES: Final = ("null", "required", "deprecated", "public", "closed")
WORDS: Final = (
    *("name", "operationId", "tag", "content", "style"),
    *("format", "enum", "const", "not", "variants"),
)
FACTS: Final = frozenset((*SWITCHES, *WORDS, *LIMITS))

VERBS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SCHEMAS: Final = "#/components/schemas/"
TEMPLATE: Final = re.compile(r"\{([^}]*)\}")


class Shape(NamedTuple):
    """A type: a word such as `string`, the name of a schema, or a list, map or union of types."""

    kind: str
    name: str = ""
    parts: tuple[Shape, ...] = ()

    def names(self) -> Iterator[str]:
        """List the schemas that the type names."""
        if self.kind == "ref":
            yield self.name
        for part in self.parts:
            yield from part.names()

    def renamed(self, new_name: Callable[[str], str]) -> Shape:
        """Give the type with other names of schemas."""
        if self.kind == "ref":
            return Shape("ref", new_name(self.name))
        return Shape(self.kind, self.name, tuple(part.renamed(new_name) for part in self.parts))


ANY: Final = Shape("any")
NOTHING: Final = Shape("nothing")


class Slot(NamedTuple):
    """A place of the document; `parent` is the pointer of the slot it belongs to."""

    kind: str
    parent: str
    shape: Shape
    facts: dict[str, Value]


Facts = dict[str, Slot]


def unsaid(fact: str) -> Value:
    """Give the value of a fact that the document does not state."""
    return False if fact in SWITCHES else "none"


@cache
def type_text(shape: Shape) -> str:
    """Write a type, as `array of Task` or `FilterGroup | FilterValue`."""
    if shape.kind == "ref":
        return shape.name
    if shape.kind == "union":
        return " | ".join(sorted(type_text(part) for part in shape.parts))
    if shape.kind in {"array", "map"}:
        inner = type_text(shape.parts[0])
        return f"{shape.kind} of ({inner})" if " | " in inner else f"{shape.kind} of {inner}"
    return shape.kind


def signature(slot: Slot) -> str:
    """Write all that a slot says in one line, as `string or null, required, maxLength 5`."""
    words = [] if slot.kind == "items" else [type_text(slot.shape)]
    if "null" in slot.facts:
        words = [f"{words[0]} or null"] if words else ["null"]
    for fact in (*SWITCHES[1:], *WORDS, *LIMITS):
        if fact in slot.facts and fact not in {"operationId", "tag"}:
            words.append(fact if fact in SWITCHES else f"{fact} {slot.facts[fact]}")
    return ", ".join(words)


class DocumentError(Exception):
    """A text is no OpenAPI document, and why."""


def parsed(text: str, name: str) -> Document:
    """Read a document from YAML or JSON.

    :raises DocumentError: naming the document.
    """
    try:
        found: Any = json.loads(text) if text.startswith("{") else load_yaml(text)
    except (ValueError, yaml.YAMLError) as error:
        raise DocumentError(f"{name} cannot be read: {error}") from error
    for *way, expected in (("paths",), ("components",), ("components", "schemas")):
        node = found
        for step in way:
            node = node.get(step, {}) if isinstance(node, dict) else None
        part = node.get(expected, {}) if isinstance(node, dict) else None
        if not isinstance(part, dict):
            raise DocumentError(f"{name} is no OpenAPI document: `{expected}` is no mapping")
    if "paths" not in found:
        raise DocumentError(f"{name} is no OpenAPI document: it has no `paths`")
    return dict(found)


def read_facts(document: Document) -> Facts:
    """Read all facts of a document."""
    return _Reader(document).read()


def root_of(facts: Facts, pointer: str) -> str:
    """Give the parameter, body, response or schema that a property or item is part of."""
    while facts[pointer].kind in {"property", "items"}:
        pointer = facts[pointer].parent
    return pointer


def directions(document: Document) -> dict[str, set[str]]:
    """Tell for each schema whether it is sent (`request`), received (`reply`), both or neither."""
    schemas: Mapping[str, Any] = document.get("components", {}).get("schemas", {})
    found: dict[str, set[str]] = {name: set() for name in schemas}

    def follow(node: object, direction: str) -> None:
        for name in _references(node):
            if name in found and direction not in found[name]:
                found[name].add(direction)
                follow(schemas[name], direction)

    reader = _Reader(document)
    for _, _, item, operation in _operations(document):
        for parameter in reader.parameters(item, operation):
            follow(parameter, "request")
        follow(reader.resolve(operation.get("requestBody", {})), "request")
        for response in operation.get("responses", {}).values():
            follow(reader.resolve(response), "reply")
    return found


def _references(node: object) -> Iterator[str]:
    """List the schemas that a part of the document refers to."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(SCHEMAS):
            yield reference.removeprefix(SCHEMAS)
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _operations(
    document: Document,
) -> Iterator[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]]:
    """List verb, path, path item and operation."""
    for path, item in document.get("paths", {}).items():
        for verb in VERBS:
            if verb in item:
                yield verb, path, item, item[verb]


class _Reading(NamedTuple):
    """What a schema says where it is used; `inner` gives the slots below it."""

    shape: Shape
    facts: dict[str, Value]
    properties: dict[str, list[Any]]
    required: frozenset[str]
    items: Any


class _Reader:
    """Reads one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas: Mapping[str, Any] = document.get("components", {}).get("schemas", {})
        self.facts: Facts = {}

    def read(self) -> Facts:
        for verb, path, item, operation in _operations(self.document):
            self._read_operation(verb, path, item, operation)
        for name, schema in self.schemas.items():
            self._add(name, "schema", "", self._understand(schema, is_component=True))
        for schema in self.schemas.values():
            self._read_tags(schema)
        for scheme in self.document.get("components", {}).get("securitySchemes", {}).values():
            words = (scheme.get("type"), scheme.get("in"), scheme.get("name"), scheme.get("scheme"))
            pointer = "security " + " ".join(str(word) for word in words if word)
            self.facts[pointer] = Slot("security", "", Shape("security scheme"), {})
        return self.facts

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow a reference to a parameter, body or response; a broken one gives nothing."""
        reference = node.get("$ref")
        if reference is None:
            return node
        found: Any = self.document
        for step in reference.removeprefix("#/").split("/"):
            found = found.get(step, {}) if isinstance(found, dict) else {}
        return self.resolve(found) if isinstance(found, dict) else {}

    def parameters(
        self, item: Mapping[str, Any], operation: Mapping[str, Any]
    ) -> list[Mapping[str, Any]]:
        """List the parameters of an operation, those of its path included."""
        both = [*item.get("parameters", []), *operation.get("parameters", [])]
        resolved = [self.resolve(parameter) for parameter in both]
        named = {(found["in"], found["name"]): found for found in resolved if "name" in found}
        return list(named.values())

    def _read_operation(
        self, verb: str, path: str, item: Mapping[str, Any], operation: Mapping[str, Any]
    ) -> None:
        pointer = f"{verb.upper()} {TEMPLATE.sub('{}', path)}"
        facts: dict[str, Value] = {}
        if "operationId" in operation:
            facts["operationId"] = operation["operationId"]
        if operation.get("tags"):
            facts["tag"] = ", ".join(operation["tags"])
        if operation.get("deprecated"):
            facts["deprecated"] = True
        security = operation.get("security", self.document.get("security", []))
        if not security or {} in security:
            facts["public"] = True
        self.facts[pointer] = Slot("operation", "", Shape("operation"), facts)

        places = TEMPLATE.findall(path)
        for parameter in self.parameters(item, operation):
            self._read_parameter(pointer, parameter, places)
        if "requestBody" in operation:
            body = self.resolve(operation["requestBody"])
            said: dict[str, Value] = {"required": True} if body.get("required") else {}
            self._read_content(f"{pointer} body", "body", pointer, body, said)
        for status, response in operation.get("responses", {}).items():
            resolved = self.resolve(response)
            self._read_content(f"{pointer} {status}", "response", pointer, resolved, {})
            for name, header in resolved.get("headers", {}).items():
                reading = self._understand(self.resolve(header).get("schema", {}))
                holder = f"{pointer} {status}"
                self._add(f"{holder} header.{name}", "header", holder, reading)

    def _read_parameter(
        self, operation: str, parameter: Mapping[str, Any], places: list[str]
    ) -> None:
        place, name = parameter["in"], parameter["name"]
        schema = parameter.get("schema")
        if schema is None:
            media = next(iter(parameter.get("content", {}).values()), None)
            schema = media.get("schema") if media else None
        reading = self._understand(schema)
        if parameter.get("required"):
            reading.facts["required"] = True
        if parameter.get("deprecated"):
            reading.facts["deprecated"] = True
        usual = {"query": "form", "cookie": "form"}.get(place, "simple")
        style = parameter.get("style", usual)
        explode = parameter.get("explode", style == "form")
        if (style, explode) != (usual, usual == "form"):
            reading.facts["style"] = f"{style}{' exploded' if explode else ''}"
        key = name
        if place == "path" and name in places:
            reading.facts["name"] = name
            key = str(places.index(name) + 1)
        self._add(f"{operation} {place}.{key}", "parameter", operation, reading)

    def _read_content(
        self,
        pointer: str,
        kind: str,
        parent: str,
        holder: Mapping[str, Any],
        said: dict[str, Value],
    ) -> None:
        """Read a body or a response; content types with other schemas get slots of their own."""
        schemas = {
            name: media.get("schema", {}) for name, media in holder.get("content", {}).items()
        }
        if not schemas:
            self.facts[pointer] = Slot(kind, parent, NOTHING, said)
            return
        main = "application/json" if "application/json" in schemas else min(schemas)
        reading = self._understand(schemas[main])
        reading.facts.update(said)
        alike = [name for name in schemas if schemas[name] == schemas[main]]
        reading.facts["content"] = " | ".join(sorted(alike))
        self._add(pointer, kind, parent, reading)
        for name in sorted(schemas.keys() - set(alike)):
            self._add(f"{pointer} as {name}", kind, parent, self._understand(schemas[name]))

    def _read_tags(self, schema: Any) -> None:
        """Read the mapping of a discriminator as the `const` of the tag of each variant."""
        discriminator = schema.get("discriminator", {}) if isinstance(schema, dict) else {}
        for tag, reference in discriminator.get("mapping", {}).items():
            variant = reference.removeprefix(SCHEMAS)
            slot = self.facts.get(f"{variant}.{discriminator.get('propertyName')}")
            if slot is not None:
                slot.facts.setdefault("const", tag)

    def _add(self, pointer: str, kind: str, parent: str, reading: _Reading) -> None:
        """Put a slot and all that is below it."""
        self.facts[pointer] = Slot(kind, parent, reading.shape, reading.facts)
        if reading.items is not None:
            self._add(f"{pointer}[]", "items", pointer, self._understand(reading.items))
        for name, parts in reading.properties.items():
            inner = self._together([self._understand(part) for part in parts])
            if name in reading.required:
                inner.facts["required"] = True
            self._add(f"{pointer}.{name}", "property", pointer, inner)

    @staticmethod
    def _together(readings: list[_Reading]) -> _Reading:
        """Join what the parts of an `allOf` say of one property: null only when all allow it."""
        last = readings[-1]
        for reading in readings[:-1]:
            if last.shape == ANY:
                last = last._replace(shape=reading.shape)
            for fact, value in reading.facts.items():
                if fact != "null":
                    last.facts.setdefault(fact, value)
            if "null" not in reading.facts:
                last.facts.pop("null", None)
        return last

    def _understand(self, schema: Any, *, is_component: bool = False) -> _Reading:
        """Tell what a schema says at the place where it is used."""
        if not isinstance(schema, dict):
            shape = NOTHING if schema is False else ANY
            return _Reading(shape, {}, {}, frozenset(), None)
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(SCHEMAS)
            return _Reading(Shape("ref", name), _said(schema), {}, frozenset(), None)
        for key in ("oneOf", "anyOf"):
            if key in schema:
                return self._understand_union(schema, schema[key])
        parts = schema.get("allOf", [])
        if len(parts) == 1 and not is_component and "properties" not in schema:
            inner = self._understand(parts[0])
            inner.facts.update(_said(schema))
            return inner
        if parts or "properties" in schema or schema.get("required"):
            return self._understand_object(schema)
        return self._understand_simple(schema)

    def _understand_union(self, schema: Mapping[str, Any], members: list[Any]) -> _Reading:
        common = self._understand_object(schema)
        facts, properties = common.facts, common.properties
        kept = [member for member in members if not _is_null(member)]
        if len(kept) < len(members):
            facts["null"] = True
        readings = [self._understand(member) for member in kept]
        if len(readings) == 1:
            readings[0].facts.update(facts)
            return readings[0]
        shape, items = _union(reading.shape for reading in readings), None
        written_out = [
            member
            for member, reading in zip(kept, readings, strict=True)
            if reading.items is not None or reading.facts or reading.properties
        ]
        if len(written_out) > 1:
            # One slot cannot hold them side by side.
            facts["variants"] = " | ".join(sorted(map(_canonical, written_out)))
        for reading in readings:
            facts = {**reading.facts, **facts}
            items = reading.items if items is None else items
            properties = {**reading.properties, **properties}
        return _Reading(shape, facts, properties, common.required, items)

    def _understand_object(self, schema: Mapping[str, Any]) -> _Reading:
        properties: dict[str, list[Any]] = {}
        required: set[str] = set()
        closed = self._collect(schema, properties, required, frozenset())
        facts = _said(schema)
        if closed:
            facts["closed"] = True
        for name in required - properties.keys():
            properties[name] = [True]
        others = schema.get("additionalProperties")
        if others and isinstance(others, dict):
            properties["*"] = [others]
        return _Reading(Shape("object"), facts, properties, frozenset(required), None)

    def _collect(
        self,
        schema: Mapping[str, Any],
        properties: dict[str, list[Any]],
        required: set[str],
        seen: frozenset[str],
    ) -> bool:
        """Gather the properties of an object and its parts; tell whether any of them is closed."""
        name = schema.get("$ref", "").removeprefix(SCHEMAS)
        if name:
            if name in seen or name not in self.schemas:
                return False
            return self._collect(self.schemas[name], properties, required, seen | {name})
        closed = schema.get("additionalProperties") is False
        for part in schema.get("allOf", []):
            closed = self._collect(part, properties, required, seen) or closed
            for variant in (*part.get("oneOf", ()), *part.get("anyOf", ())):
                self._collect(variant, properties, set(), seen)
        for key, value in schema.get("properties", {}).items():
            properties.setdefault(key, []).append(value)
        required.update(schema.get("required", []))
        return closed

    def _understand_simple(self, schema: Mapping[str, Any]) -> _Reading:
        facts = _said(schema)
        said = schema.get("type", [])
        kinds = [said] if isinstance(said, str) else list(said)
        if "null" in kinds:
            facts["null"] = True
            kinds.remove("null")
        if not kinds:
            kinds = _guessed(schema)
        values = schema.get("additionalProperties")
        items = schema.get("items", {}) if "array" in kinds else None
        shapes: list[Shape] = []
        for kind in kinds:
            if kind == "array":
                shapes.append(Shape("array", parts=(self._understand(items).shape,)))
            elif kind == "object" and isinstance(values, dict):
                items = values
                shapes.append(Shape("map", parts=(self._understand(values).shape,)))
            else:
                shapes.append(Shape(kind))
        if "object" in kinds and values is False:
            facts["closed"] = True
        return _Reading(_union(shapes), facts, {}, frozenset(), items)


def _said(schema: Mapping[str, Any]) -> dict[str, Value]:
    """List the facts that a schema states beside its type."""
    facts: dict[str, Value] = {}
    if schema.get("nullable"):
        facts["null"] = True
    if schema.get("deprecated"):
        facts["deprecated"] = True
    if "format" in schema:
        facts["format"] = schema["format"]
    if "enum" in schema:
        values = [value for value in schema["enum"] if value is not None]
        facts["enum"] = " | ".join(sorted(str(value) for value in values))
        if len(values) < len(schema["enum"]) and "type" not in schema:
            facts["null"] = True
    for fact in ("const", *LIMITS):
        if fact in schema:
            facts[fact] = schema[fact]
    if "not" in schema:
        refused = schema["not"]
        is_list = isinstance(refused, dict) and refused.keys() == {"enum"}
        facts["not"] = (
            " | ".join(sorted(map(str, refused["enum"]))) if is_list else _canonical(refused)
        )
    return facts


def _canonical(schema: Any) -> str:
    """Write a schema so that its prose and the order of its parts do not matter."""

    def bare(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: bare(value) for key, value in node.items() if key not in PROSE}
        return sorted(map(bare, node), key=json.dumps) if isinstance(node, list) else node

    return json.dumps(bare(schema), sort_keys=True, ensure_ascii=False)


def _union(shapes: Iterable[Shape]) -> Shape:
    """Join types, in an order that does not depend on the document's."""
    kept = sorted(set(shapes), key=type_text)
    return kept[0] if len(kept) == 1 else Shape("union", parts=tuple(kept)) if kept else ANY


def _is_null(schema: Any) -> bool:
    """Tell whether a member of a union only allows null."""
    if not isinstance(schema, dict):
        return False
    return schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None]


def _guessed(schema: Mapping[str, Any]) -> list[str]:
    """Tell the type of a schema that does not name it."""
    values = [schema["const"]] if "const" in schema else schema.get("enum", [])
    words = {bool: "boolean", int: "integer", float: "number", str: "string"}
    kinds = sorted({words[type(value)] for value in values if type(value) in words})
    if kinds:
        return kinds
    if "items" in schema:
        return ["array"]
    return ["object"] if "additionalProperties" in schema else ["any"]
