"""The style of the document, as rules: each gives the places that break it."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from spec_tree import (
    Node,
    allows_null,
    bodies,
    class_name,
    components,
    find,
    follow,
    headers,
    inputs,
    is_object,
    is_success,
    is_valid,
    media,
    name_of,
    operations,
    outputs,
    parameters,
    parameters_of,
    python_name,
    reached,
    responses,
    schemas,
    shape_of,
    types_of,
    unions,
    validator,
)

Rule = Callable[[Node], list[str]]
RULES: list[Rule] = []

PATH_PARAMETERS = {
    *("taskUuid", "poolUuid", "jobUuid", "projectUuid"),
    *("instanceId", "snapshotId", "name", "key", "prefix"),
}
ERROR_STATUSES = {"400", "401", "402", "403", "404", "409", "429", "5XX"}
ERROR_TYPES = {"application/json", "application/problem+json"}
FORMATS = {"int32", "int64", "float", "double"}
FORBIDDEN_KEYWORDS = {"title", "default", "nullable", "readOnly", "writeOnly"}
# Names that the generator uses itself, in the classes and functions that it makes: code with a
# second thing of the name fails, or sends something else.
TAKEN_PROPERTIES = {
    *("to_dict", "from_dict", "additional_properties", "additional_keys"),
    *("d", "cls", "src_dict", "field_dict", "cast", "prop", "prop_name"),
}
TAKEN_PARAMETERS = {"client", "url", "body", "params", "headers", "quote"}
LONGEST_PROPERTY = 600


def rule(check: Callable[[Node], Iterator[str]]) -> Rule:
    """Make a rule of a function that yields what breaks it."""

    @functools.wraps(check)
    def listed(document: Node) -> list[str]:
        return list(check(document))

    RULES.append(listed)
    return listed


def repeated(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give the pointers whose names somebody else has too."""
    listed = list(names)
    counts = Counter(name for _, name in listed)
    return (
        f"{pointer}: {name} is not the only one" for pointer, name in listed if counts[name] > 1
    )


# Names


@rule
def operation_ids(document: Node) -> Iterator[str]:
    """Operation ids are unique in any case, snake_case, and good names of Python modules."""
    listed = list(operations(document))
    yield from repeated((each.pointer, each.name.casefold()) for each in listed)
    for each in listed:
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", each.name):
            yield f"{each.pointer}: {each.name} is not snake_case"
        elif python_name(each.name) != each.name:
            yield f"{each.pointer}: the generator calls {each.name} {python_name(each.name)}"


@rule
def component_names(document: Node) -> Iterator[str]:
    """Names of components are unique in any case, and so are the files made of schemas."""
    for section in document["components"]:
        listed = [
            (pointer, pointer.rpartition("/")[2]) for pointer, _ in components(document, section)
        ]
        yield from repeated((pointer, name.casefold()) for pointer, name in listed)
        if section == "schemas":
            files = ((pointer, f"{python_name(class_name(name))}.py") for pointer, name in listed)
            yield from repeated(files)


@rule
def python_names(document: Node) -> Iterator[str]:
    """Properties and parameters have names of their own in Python, free for the taking."""
    for pointer, schema in schemas(document):
        if "properties" in schema or "allOf" in schema:
            names = shape_of(document, schema).properties
            listed = [(f"{pointer}/properties/{name}", python_name(name)) for name in names]
            yield from repeated(listed)
            for place, name in listed:
                if name in TAKEN_PROPERTIES:
                    yield f"{place}: the generator needs the name {name}"
    for operation in operations(document):
        found = [python_name(each["name"]) for each in parameters_of(document, operation)]
        yield from repeated((f"{operation.pointer}/parameters", name) for name in found)
        for name in TAKEN_PARAMETERS.intersection(found):
            yield f"{operation.pointer}/parameters: the generator needs the name {name}"


@rule
def tags(document: Node) -> Iterator[str]:
    """Each operation has one tag, a declared one; each declared tag is a module and is used."""
    declared = {tag["name"] for tag in document["tags"]}
    used = set()
    for operation in operations(document):
        given = operation.content.get("tags", [])
        used |= set(given)
        if len(given) != 1 or not declared.issuperset(given):
            yield f"{operation.pointer}/tags: {given} is not one declared tag"
    for number, tag in enumerate(document["tags"]):
        if tag["name"] not in used:
            yield f"/tags/{number}: no operation has the tag {tag['name']}"
        if python_name(tag["name"]) != tag["name"]:
            yield f"/tags/{number}: the generator calls {tag['name']} {python_name(tag['name'])}"


@rule
def path_parameters(document: Node) -> Iterator[str]:
    """Path parameters are declared, stand in the path, are required, and have one spelling."""
    for operation in operations(document):
        in_path = re.findall(r"\{([^}]*)\}", operation.path)
        found = [each for each in parameters_of(document, operation) if each["in"] == "path"]
        if sorted(in_path) != sorted(each["name"] for each in found):
            yield f"{operation.pointer}: the path and its declared parameters differ"
        for each in found:
            if each["name"] not in PATH_PARAMETERS:
                yield f"{operation.pointer}/parameters: {{{each['name']}}} is no known spelling"
            if each.get("required") is not True:
                yield f"{operation.pointer}/parameters: {{{each['name']}}} is not required"


# The shape of schemas


@rule
def named_objects(document: Node) -> Iterator[str]:
    """Objects are components, or parts of one in its allOf; there are none inline."""
    allowed = re.compile(r"/components/schemas/[^/]+(/allOf/\d+)?")
    for pointer, schema in schemas(document):
        has_keyword = schema.keys() & {"properties", "additionalProperties", "required"}
        if (has_keyword or "object" in types_of(schema)) and not allowed.fullmatch(pointer):
            yield pointer


@rule
def bare_references(document: Node) -> Iterator[str]:
    """No component is just a reference: the generator would leave it out."""
    for section in document["components"]:
        for pointer, component in components(document, section):
            if "$ref" in component:
                yield pointer


@rule
def every_component_is_used(document: Node) -> Iterator[str]:
    """What no operation leads to is not described."""
    used = reached(document, document["paths"])
    demands = [document.get("security", [])]
    demands += [each.content.get("security", []) for each in operations(document)]
    used |= {
        f"/components/securitySchemes/{name}"
        for demand in itertools.chain.from_iterable(demands)
        for name in demand
    }
    for section in document["components"]:
        yield from (each for each, _ in components(document, section) if each not in used)


@rule
def keywords(document: Node) -> Iterator[str]:
    """Keywords that the generator ignores or misreads do not occur."""
    for pointer, schema in schemas(document):
        yield from (f"{pointer}/{name}" for name in FORBIDDEN_KEYWORDS & schema.keys())


@rule
def enumerations(document: Node) -> Iterator[str]:
    """Enumerations are plain text: a new value must not break a reader."""
    for pointer, schema in schemas(document):
        if "enum" in schema and not pointer.endswith("/not"):
            yield f"{pointer}/enum"


@rule
def formats(document: Node) -> Iterator[str]:
    """Only numbers have formats: dates, uuids and time spans are texts that readers convert."""
    for pointer, schema in schemas(document):
        if "format" in schema and schema["format"] not in FORMATS:
            yield f"{pointer}/format: {schema['format']}"


@rule
def told_apart(document: Node) -> Iterator[str]:
    """In a union it is plain which variant a value is.

    Objects have constant tags and an open last variant for unknown ones, or the generator, which
    takes the first variant whose required properties are there, finds the right one. Where just
    one may fit (oneOf), those without tags are closed. Lists there is at most one of.
    """
    for union in unions(document):
        if union.tag(document) is not None:
            continue
        for first, second in itertools.combinations(union.objects, 2):
            if not _differ(document, first, second):
                yield f"{union.pointer}: {name_of(second)} may be taken for {name_of(first)}"
        if "oneOf" in union.schema:
            for each in union.objects:
                if not shape_of(document, each).is_closed:
                    yield f"{union.pointer}: {name_of(each)} is neither tagged nor closed"
    for pointer, schema in schemas(document):
        listed = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
        if sum("array" in types_of(follow(document, each)) for each in listed) > 1:
            yield f"{pointer}: several lists"


def _differ(document: Node, first: Node, second: Node) -> bool:
    """Say whether the first needs what the second has not, or has as something else."""
    one, other = shape_of(document, first), shape_of(document, second)
    for name in one.required:
        if name not in other.properties:
            return True
        if is_object(document, one.properties[name]) > is_object(document, other.properties[name]):
            return True
    return False


def _open_variants(document: Node) -> set[str]:
    """Give the last variants of tagged unions, which take what is unknown."""
    return {
        union.objects[-1]["$ref"].removeprefix("#")
        for union in unions(document)
        if union.tag(document) is not None
    }


@rule
def inputs_are_closed(document: Node) -> Iterator[str]:
    """What is sent has no unknown properties, but in maps and in variants for the unknown."""
    open_variants = _open_variants(document)
    for pointer in sorted(inputs(document)):
        schema = find(document, pointer)
        shape = shape_of(document, schema)
        may_be_open = shape.is_map or pointer in open_variants
        if is_object(document, schema) and not shape.is_closed and not may_be_open:
            yield pointer


@rule
def outputs_are_open(document: Node) -> Iterator[str]:
    """A reply may have more properties than are listed."""
    for pointer in sorted(outputs(document)):
        if shape_of(document, find(document, pointer)).is_closed:
            yield pointer


@rule
def outputs_may_be_null(document: Node) -> Iterator[str]:
    """Anything in a reply may be absent or null, but identifiers and what tells variants apart."""
    variants = _variants(document)
    for pointer in sorted(outputs(document)):
        shape = shape_of(document, find(document, pointer))
        for name, schema in shape.properties.items():
            if name not in shape.required and not allows_null(document, schema):
                yield f"{pointer}/properties/{name}: may be absent, but not null"
        for name in sorted(shape.required):
            tells_apart = pointer in variants and variants[pointer] in (None, name)
            if not tells_apart and not re.search(r"^(uu)?id$|Uuid$|Id$", name):
                yield f"{pointer}/required: {name} is no identifier"


def _variants(document: Node) -> dict[str, str | None]:
    """Give the variants of unions, with what they are made of, and the tags of the unions."""
    found: dict[str, str | None] = {}
    for union in unions(document):
        waiting = list(union.objects)
        while waiting:
            variant = waiting.pop()
            if "$ref" in variant:
                found[variant["$ref"].removeprefix("#")] = union.tag(document)
            waiting += follow(document, variant).get("allOf", [])
    return found


# Requests and replies


@rule
def content_types(document: Node) -> Iterator[str]:
    """A request body has one content type, a reply to a success none or one."""
    for pointer, body in bodies(document):
        if len(body["content"]) != 1:
            yield f"{pointer}/content: {[*body['content']]}"
    for operation in operations(document):
        for status, response in operation.content["responses"].items():
            content = follow(document, response).get("content")
            if is_success(status) and content is not None and len(content) != 1:
                yield f"{operation.pointer}/responses/{status}: {[*content]}"


@rule
def required_bodies(document: Node) -> Iterator[str]:
    """A body that an operation takes must be sent."""
    for pointer, body in bodies(document):
        if body.get("required") is not True:
            yield f"{pointer}/required"


@rule
def examples(document: Node) -> Iterator[str]:
    """Each request body has one worked example, and all examples are valid."""
    judge = validator(document)
    for pointer, content in media(bodies(document)):
        if len(_examples(content)) != 1:
            yield f"{pointer}: not one example"
    for pointer, content in [*media(bodies(document)), *media(responses(document))]:
        for example in _examples(content):
            if not is_valid(judge, f"{pointer}/schema", example):
                yield f"{pointer}/example: not valid"


def _examples(content: Node) -> list[object]:
    found = [content["example"]] if "example" in content else []
    return found + [each["value"] for each in content.get("examples", {}).values()]


@rule
def errors_are_declared(document: Node) -> Iterator[str]:
    """Operations say which errors they give: 401 unless public, 404 by id, 429 and 5XX."""
    for operation in operations(document):
        expected = {"429", "5XX"}
        if operation.content.get("security") != []:
            expected.add("401")
        if operation.verb == "get" and "{" in operation.path:
            expected.add("404")
        for status in sorted(expected - {str(each) for each in operation.content["responses"]}):
            yield f"{operation.pointer}/responses: no {status}"


@rule
def errors_are_shared(document: Node) -> Iterator[str]:
    """Errors are components, of known statuses and content types, with named schemas."""
    for operation in operations(document):
        for status, response in operation.content["responses"].items():
            if is_success(status):
                continue
            place = f"{operation.pointer}/responses/{status}"
            if "$ref" not in response:
                yield f"{place}: not shared"
            if str(status) not in ERROR_STATUSES:
                yield f"{place}: an unknown status"
            strange = follow(document, response).get("content", {}).keys() - ERROR_TYPES
            yield from (f"{place}: {kind}" for kind in sorted(strange))


# Prose


def described(document: Node) -> Iterator[tuple[str, object]]:
    """Give all that must have prose, with the prose it has."""
    for operation in operations(document):
        for name in ("summary", "description"):
            yield f"{operation.pointer}/{name}", operation.content.get(name)
    for number, tag in enumerate(document["tags"]):
        yield f"/tags/{number}/description", tag.get("description")
    owners = itertools.chain(
        parameters(document),
        headers(document),
        responses(document),
        components(document, "schemas"),
        components(document, "securitySchemes"),
        properties(document),
    )
    for pointer, owner in owners:
        yield f"{pointer}/description", owner.get("description")


def properties(document: Node) -> Iterator[tuple[str, Node]]:
    """Give all properties of all schemas, where they are described."""
    for pointer, schema in schemas(document):
        for name, each in schema.get("properties", {}).items():
            yield f"{pointer}/properties/{name}", each


@rule
def prose(document: Node) -> Iterator[str]:
    """Everything has a description."""
    for pointer, text in described(document):
        if not isinstance(text, str) or not text.strip():
            yield pointer


@rule
def sentences(document: Node) -> Iterator[str]:
    """Descriptions are sentences: a capital letter, backtick or digit first, a full stop last."""
    for pointer, text in described(document):
        said = text.strip() if isinstance(text, str) else ""
        if said and not re.fullmatch(r"[A-Z0-9`].*\.", said, re.DOTALL):
            yield f"{pointer}: {said}"


@rule
def short_descriptions(document: Node) -> Iterator[str]:
    """A property is described in a few sentences."""
    for pointer, schema in properties(document):
        if len(str(schema.get("description", ""))) > LONGEST_PROPERTY:
            yield f"{pointer}/description"


def figures(document: Node) -> dict[str, int]:
    """Count what the document describes."""
    listed = list(properties(document))
    return {
        "operations": len(list(operations(document))),
        "schemas": len(document["components"]["schemas"]),
        "unions": len(list(unions(document))),
        "properties": len(listed),
        "properties with prose": sum("description" in schema for _, schema in listed),
    }
