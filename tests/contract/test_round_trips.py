"""What the document allows goes through the generated models and comes out unchanged."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import attrs
import httpx
import pytest
import qarnot_rest
import qarnot_rest.models
from fault_options import examples
from hypothesis import given, settings, strategies as st
from spec_tree import (
    Node,
    Operation,
    allows_null,
    find,
    follow,
    is_success,
    is_union,
    is_valid,
    models,
    operations,
    outputs,
    parameters_of,
    python_name,
    reached,
    references,
    shape_of,
    the_document,
    types_of,
    unions,
    validator,
)
from values_of import Values, anything

DOCUMENT = the_document()
SCHEMAS: dict[str, Node] = DOCUMENT["components"]["schemas"]
MODELS = models(DOCUMENT)
OUTPUTS = sorted(pointer.rpartition("/")[2] for pointer in outputs(DOCUMENT))
UNIONS = [name for name, schema in SCHEMAS.items() if is_union(DOCUMENT, schema)]
OPERATIONS = {each.name: each for each in operations(DOCUMENT)}

VALUES = Values(DOCUMENT)
JUDGE = validator(DOCUMENT)
CLIENT = qarnot_rest.Client(base_url="http://127.0.0.1")
NEW = "Something New, äöü"


def text_of(value: Any) -> str:
    """Write a value down, so that 1, 1.0 and true are three things."""
    return json.dumps(value, sort_keys=True)


def model(name: str) -> Any:
    return getattr(qarnot_rest.models, MODELS[name])


def draw(data: st.DataObject, pointer: str) -> Any:
    """Draw a value for the schema at a pointer; the strategy is held against the validator."""
    value = data.draw(VALUES.of(find(DOCUMENT, pointer)))
    assert is_valid(JUDGE, pointer, value)
    return value


def assert_survives(name: str, value: Any) -> None:
    assert is_valid(JUDGE, f"/components/schemas/{name}", value)
    before = text_of(value)
    read = model(name).from_dict(value)
    assert list(unread(name, read)) == []
    assert text_of(read.to_dict()) == before
    assert text_of(value) == before


def unread(place: str, read: Any) -> Iterator[str]:
    """Name what should have become a model and did not; free values are what they are."""
    if isinstance(read, list):
        for each in read:
            yield from unread(place, each)
    elif isinstance(read, dict):
        yield place
    elif attrs.has(type(read)):
        for field in attrs.fields(type(read)):
            value = getattr(read, field.name)
            if "Any" not in str(field.type):
                inner = list(value.values()) if field.name == "additional_properties" else value
                yield from unread(f"{place}.{field.name}", inner)


def plain(parsed: Any) -> Any:
    """Give the JSON of what a reader made: models, lists of models, or neither."""
    if isinstance(parsed, list):
        return [plain(each) for each in parsed]
    return parsed.to_dict() if hasattr(parsed, "to_dict") else parsed


# What there is


def test_every_object_has_a_model_and_every_model_an_object() -> None:
    assert sorted(MODELS.values()) == sorted(qarnot_rest.models.__all__)


def test_every_generated_module_imports() -> None:
    found = {each.name for each in pkgutil.walk_packages(qarnot_rest.__path__, "qarnot_rest.")}
    assert all(isinstance(importlib.import_module(name), ModuleType) for name in found)
    assert {f"qarnot_rest.api.{module_of(each)}" for each in OPERATIONS.values()} <= found


def module_of(operation: Operation) -> str:
    return f"{operation.content['tags'][0]}.{operation.name}"


# Models


@pytest.mark.parametrize("name", MODELS)
@examples(15)
@given(data=st.data())
def test_what_fits_a_schema_survives(name: str, data: st.DataObject) -> None:
    assert_survives(name, data.draw(VALUES.of(SCHEMAS[name])))


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name in MODELS])
@pytest.mark.parametrize("news", [False, True], ids=["nulls", "news"])
@settings(max_examples=2)
@given(data=st.data(), extra=st.dictionaries(st.just(NEW), anything))
def test_a_reply_may_hold_nulls_and_news(
    name: str, news: bool, data: st.DataObject, extra: dict[str, Any]
) -> None:
    """Null wherever it may be, or an unknown text wherever texts are; and unknown properties."""
    shape = shape_of(DOCUMENT, SCHEMAS[name])
    value = {} if shape.is_map else dict(extra)
    for key, schema in shape.properties.items():
        if key in shape.required:
            value[key] = data.draw(VALUES.of(schema))
        elif news and "string" in types_of(schema):
            value[key] = NEW
        elif allows_null(DOCUMENT, schema):
            value[key] = None
    assert_survives(name, value)


# Unions, which have no models of their own


def holders(union: str) -> list[tuple[str, str, Callable[[Any], Any]]]:
    """Find the models that hold a union: their names, the properties, and what stands around it."""
    reference = {"$ref": f"#/components/schemas/{union}"}
    found: list[tuple[str, str, Callable[[Any], Any]]] = []
    for name in MODELS:
        for key, schema in shape_of(DOCUMENT, SCHEMAS[name]).properties.items():
            if reference in (schema, *schema.get("oneOf", [])):
                found.append((name, key, lambda value: value))
            elif schema.get("items") == reference:
                found.append((name, key, lambda value: [value, value]))
    return found


HELD = [(union, *holder) for union in UNIONS for holder in holders(union)]


@pytest.mark.parametrize(
    ("union", "name", "key", "wrap"), HELD, ids=[f"{union} in {name}" for union, name, *_ in HELD]
)
@examples(50)
@given(data=st.data())
def test_a_union_survives_in_what_holds_it(
    union: str, name: str, key: str, wrap: Callable[[Any], Any], data: st.DataObject
) -> None:
    shape = shape_of(DOCUMENT, SCHEMAS[name])
    value = {each: data.draw(VALUES.of(shape.properties[each])) for each in shape.required}
    value[key] = wrap(draw(data, f"/components/schemas/{union}"))
    assert_survives(name, value)


TAGS = {
    union.pointer.rpartition("/")[2]: tag
    for union in unions(DOCUMENT)
    if (tag := union.tag(DOCUMENT)) is not None
}
TAGGED = [held for held in HELD if held[0] in TAGS]


@pytest.mark.parametrize(
    ("union", "name", "key", "wrap"),
    TAGGED,
    ids=[f"{union} in {name}" for union, name, *_ in TAGGED],
)
@settings(max_examples=3)
@given(data=st.data(), extra=anything)
def test_a_variant_that_nobody_knows_survives(
    union: str,
    name: str,
    key: str,
    wrap: Callable[[Any], Any],
    data: st.DataObject,
    extra: Any,
) -> None:
    shape = shape_of(DOCUMENT, SCHEMAS[name])
    value = {each: data.draw(VALUES.of(shape.properties[each])) for each in shape.required}
    value[key] = wrap({TAGS[union]: NEW, NEW: extra})
    assert_survives(name, value)


def test_every_union_that_the_client_meets_is_held_or_read() -> None:
    held = {union for union, *_ in HELD}
    schemas = [find(DOCUMENT, pointer) for _, _, pointer in REPLIES]
    read = {pointer.rpartition("/")[2] for pointer in reached(DOCUMENT, schemas)}
    assert set(UNIONS) - held - read <= {"ErrorReply"}


# Bodies and replies


def json_of(owner: tuple[str, Node]) -> list[str]:
    """Give the pointer of the JSON schema of a body or a response, if there is one."""
    pointer, content = owner[0], follow(DOCUMENT, owner[1]).get("content", {})
    if "$ref" in owner[1]:
        pointer = owner[1]["$ref"].removeprefix("#")
    return [f"{pointer}/content/application~1json/schema"] if "application/json" in content else []


BODIES = [
    (name, pointer)
    for name, each in OPERATIONS.items()
    if "requestBody" in each.content
    for pointer in json_of((f"{each.pointer}/requestBody", each.content["requestBody"]))
]
REPLIES = [
    (name, int(status), pointer)
    for name, each in OPERATIONS.items()
    for status, response in each.content["responses"].items()
    if is_success(status)
    for pointer in json_of((f"{each.pointer}/responses/{status}", response))
]


def module(name: str) -> Any:
    return importlib.import_module(f"qarnot_rest.api.{module_of(OPERATIONS[name])}")


@pytest.mark.parametrize(("name", "pointer"), BODIES, ids=[name for name, _ in BODIES])
@settings(max_examples=3)
@given(data=st.data())
def test_a_body_is_sent_as_it_is(name: str, pointer: str, data: st.DataObject) -> None:
    value = draw(data, pointer)
    (item,) = set(references(find(DOCUMENT, pointer)))
    read = model(item.rpartition("/")[2]).from_dict
    body = [read(each) for each in value] if isinstance(value, list) else read(value)
    arguments = {
        python_name(each["name"]): "x"
        for each in parameters_of(DOCUMENT, OPERATIONS[name])
        if each.get("required")
    }
    sent = module(name)._get_kwargs(**arguments, body=body)
    assert text_of(sent["json"]) == text_of(value)


@pytest.mark.parametrize(
    ("name", "status", "pointer"), REPLIES, ids=[f"{name} {status}" for name, status, _ in REPLIES]
)
@settings(max_examples=5)
@given(data=st.data())
def test_a_reply_is_read_as_it_is(
    name: str, status: int, pointer: str, data: st.DataObject
) -> None:
    value = draw(data, pointer)
    response = httpx.Response(status, json=value)
    parsed = module(name)._parse_response(client=CLIENT, response=response)
    assert text_of(plain(parsed)) == text_of(value)
