"""Ways around the document: its operations, its schemas, and what refers to what."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from openapi_python_client.strings import ClassName, PythonIdentifier
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Node = dict[str, Any]

SPEC = Path(__file__).resolve().parents[2] / "spec/openapi.yaml"
VERBS = ("get", "put", "post", "patch", "delete")
BASE = "urn:qarnot:spec"
# What the generator puts before a name that Python would not take.
PREFIX = "field_"


@functools.cache
def the_document() -> Node:
    """Read the document; whoever changes it takes a copy first."""
    text = SPEC.read_text(encoding="utf-8")
    document: Node = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return document


def escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def find(document: Node, pointer: str) -> Any:
    """Give what stands at a pointer such as ``/components/schemas/Task``."""
    found: Any = document
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def follow(document: Node, node: Node) -> Node:
    """Give what a reference leads to; anything else is given as it is."""
    while "$ref" in node:
        node = find(document, node["$ref"].removeprefix("#"))
    return node


def name_of(node: Node) -> str:
    """Give the name of the component that a reference leads to."""
    return str(node["$ref"]).rpartition("/")[2]


def validator(document: Node) -> OAS31Validator:
    """Make a validator for any schema of the document; its ``evolve`` takes the schema."""
    resource = DRAFT202012.create_resource(document)
    registry: Registry[Any] = Registry().with_resource(BASE, resource)
    return OAS31Validator({}, registry=registry)


def is_valid(judge: OAS31Validator, pointer: str, value: Any) -> bool:
    """Say whether a value fits the schema at a pointer."""
    return bool(judge.evolve(schema={"$ref": f"{BASE}#{pointer}"}).is_valid(value))


# Operations


class Operation(NamedTuple):
    pointer: str
    path: str
    verb: str
    content: Node

    @property
    def name(self) -> str:
        return str(self.content["operationId"])


def operations(document: Node) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for verb in VERBS:
            if verb in item:
                yield Operation(f"/paths/{escaped(path)}/{verb}", path, verb, item[verb])


def is_success(status: object) -> bool:
    return str(status)[0] in "123"


def parameters_of(document: Node, operation: Operation) -> list[Node]:
    item = document["paths"][operation.path]
    listed = [*item.get("parameters", []), *operation.content.get("parameters", [])]
    return [follow(document, each) for each in listed]


def parameters(document: Node) -> Iterator[tuple[str, Node]]:
    """Give every parameter where it is described."""
    yield from components(document, "parameters")
    for path, item in document["paths"].items():
        yield from _listed(f"/paths/{escaped(path)}", item)
    for operation in operations(document):
        yield from _listed(operation.pointer, operation.content)


def _listed(pointer: str, owner: Node) -> Iterator[tuple[str, Node]]:
    for number, each in enumerate(owner.get("parameters", [])):
        if "$ref" not in each:
            yield f"{pointer}/parameters/{number}", each


def responses(document: Node) -> Iterator[tuple[str, Node]]:
    """Give every response where it is described."""
    yield from components(document, "responses")
    for operation in operations(document):
        for status, response in operation.content.get("responses", {}).items():
            if "$ref" not in response:
                yield f"{operation.pointer}/responses/{status}", response


def headers(document: Node) -> Iterator[tuple[str, Node]]:
    for pointer, response in responses(document):
        for name, header in response.get("headers", {}).items():
            yield f"{pointer}/headers/{escaped(name)}", header


def bodies(document: Node) -> Iterator[tuple[str, Node]]:
    """Give every request body."""
    for operation in operations(document):
        if "requestBody" in operation.content:
            yield f"{operation.pointer}/requestBody", operation.content["requestBody"]


def media(owners: Iterable[tuple[str, Node]]) -> Iterator[tuple[str, Node]]:
    """Give what bodies or responses say of each content type."""
    for pointer, owner in owners:
        for kind, content in owner.get("content", {}).items():
            yield f"{pointer}/content/{escaped(kind)}", content


def components(document: Node, section: str) -> Iterator[tuple[str, Node]]:
    for name, component in document["components"].get(section, {}).items():
        yield f"/components/{section}/{escaped(name)}", component


# Schemas


def roots(document: Node) -> Iterator[tuple[str, Node]]:
    """Give every schema that is no part of another."""
    yield from components(document, "schemas")
    owners = [*parameters(document), *headers(document)]
    owners += [*media(bodies(document)), *media(responses(document))]
    for pointer, owner in owners:
        if "schema" in owner:
            yield f"{pointer}/schema", owner["schema"]


def parts(pointer: str, schema: Node) -> Iterator[tuple[str, Node]]:
    """Give the schemas that a schema is made of."""
    for name, each in schema.get("properties", {}).items():
        yield f"{pointer}/properties/{escaped(name)}", each
    for keyword in ("items", "not", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield f"{pointer}/{keyword}", schema[keyword]
    for keyword in ("allOf", "oneOf", "anyOf"):
        for number, each in enumerate(schema.get(keyword, [])):
            yield f"{pointer}/{keyword}/{number}", each


def walk(pointer: str, schema: Node) -> Iterator[tuple[str, Node]]:
    """Give a schema and everything in it, not what it refers to."""
    yield pointer, schema
    for each in parts(pointer, schema):
        yield from walk(*each)


def schemas(document: Node) -> Iterator[tuple[str, Node]]:
    for each in roots(document):
        yield from walk(*each)


def types_of(schema: Node) -> set[str]:
    types = schema.get("type", [])
    return {types} if isinstance(types, str) else set(types)


class Shape(NamedTuple):
    """What an object may have: its own parts and those of ``allOf``, taken together."""

    properties: dict[str, Node]
    required: set[str]
    others: Any
    """The schema of further properties; ``False`` when there must be none."""

    @property
    def is_closed(self) -> bool:
        return self.others is False

    @property
    def is_map(self) -> bool:
        return not self.properties and isinstance(self.others, dict)


def shape_of(document: Node, schema: Node) -> Shape:
    schema = follow(document, schema)
    shape = Shape(
        dict(schema.get("properties", {})),
        set(schema.get("required", [])),
        schema.get("additionalProperties", True),
    )
    for part in schema.get("allOf", []):
        more = shape_of(document, part)
        shape.properties.update(more.properties)
        shape.required.update(more.required)
        if more.others is not True:
            shape = shape._replace(others=more.others)
    return shape


def is_object(document: Node, schema: Node) -> bool:
    schema = follow(document, schema)
    if "allOf" in schema:
        return any(is_object(document, part) for part in schema["allOf"])
    return "object" in types_of(schema) or "properties" in schema


def alternatives(schema: Node) -> list[Node]:
    """List what a value may be, without null."""
    listed = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
    return [each for each in listed if types_of(each) != {"null"}]


def is_union(document: Node, schema: Node) -> bool:
    return bool(alternatives(follow(document, schema)))


def objects_of(document: Node, schema: Node) -> list[Node]:
    """List the objects that a value may be; a union within the union gives its own."""
    if is_union(document, schema):
        inner = alternatives(follow(document, schema))
        return [each for part in inner for each in objects_of(document, part)]
    return [schema] if is_object(document, schema) else []


def allows_null(document: Node, schema: Node) -> bool:
    schema = follow(document, schema)
    if union := [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
        return any(allows_null(document, each) for each in union)
    if "allOf" in schema:
        return all(allows_null(document, each) for each in schema["allOf"])
    return "const" not in schema and ("type" not in schema or "null" in types_of(schema))


class Union(NamedTuple):
    pointer: str
    schema: Node
    objects: list[Node]

    def tag(self, document: Node) -> str | None:
        """Find the property whose value says which of the objects it is.

        All objects but the last give it a value of its own; the last takes every other text.
        """
        shapes = [shape_of(document, each) for each in self.objects]
        *known, last = shapes
        for name in known[0].properties:
            if not all(name in shape.properties.keys() & shape.required for shape in shapes):
                continue
            tags = [shape.properties[name] for shape in known]
            other = last.properties[name]
            values = {tag["const"] for tag in tags if "const" in tag}
            refused = other.get("not", {})
            takes_the_rest = (
                last.others is True
                and other.get("type") == "string"
                and "const" not in other
                and refused.keys() == {"enum"}
                and set(refused["enum"]) == values
            )
            if len(values) == len(known) and takes_the_rest:
                return name
        return None


def unions(document: Node) -> Iterator[Union]:
    """Give the unions of several objects, or of unions of them."""
    for pointer, schema in schemas(document):
        each_has = [objects_of(document, each) for each in alternatives(schema)]
        if sum(map(bool, each_has)) > 1:
            yield Union(pointer, schema, [each for found in each_has for each in found])


def references(node: Any) -> Iterator[str]:
    """Give every reference that stands in a part of the document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix("#")
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def reached(document: Node, start: Any) -> set[str]:
    """Give the pointers of all components that a part of the document leads to."""
    found: set[str] = set()
    waiting = list(references(start))
    while waiting:
        pointer = waiting.pop()
        if pointer not in found:
            found.add(pointer)
            waiting += references(find(document, pointer))
    return found


def inputs(document: Node) -> set[str]:
    """Give the pointers of the schemas that requests are made of."""
    content = [body for _, body in bodies(document)]
    return {each for each in reached(document, content) if "/schemas/" in each}


def outputs(document: Node) -> set[str]:
    """Give the pointers of the schemas that replies are made of."""
    replies = [operation.content.get("responses") for operation in operations(document)]
    return {each for each in reached(document, replies) if "/schemas/" in each}


# What the generator makes of it


def python_name(name: str) -> str:
    return str(PythonIdentifier(name, PREFIX))


def class_name(schema_name: str) -> str:
    return str(ClassName(schema_name, PREFIX))


def models(document: Node) -> dict[str, str]:
    """Give the schemas that the generator makes a class of, with the names of the classes."""
    return {
        name: class_name(name)
        for name, schema in document["components"]["schemas"].items()
        if is_object(document, schema)
    }
