"""Facts of a document: everything that is said shows, once, and only what is said."""

from __future__ import annotations

import copy
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
spec_facts: Any = importlib.import_module("spec_facts")
sys.path.remove(str(SCRIPTS))

Node = dict[str, Any]


def document(**schemas: Node) -> Node:
    return {"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}


def flat(facts: Any) -> Node:
    """Give pointer and value of everything that a document states."""
    said: Node = {}
    for pointer, slot in facts.items():
        if slot.kind != "items":
            said[pointer] = spec_facts.type_text(slot.shape)
        said.update({f"{pointer} {fact}": value for fact, value in slot.facts.items()})
    return said


def facts_of(schema: Node, **others: Node) -> Node:
    """Give the facts of one property, by the words after its pointer."""
    found = spec_facts.read_facts(
        document(Thing={"type": "object", "properties": {"x": schema}}, **others)
    )
    said: Node = flat(found)
    return {
        pointer.removeprefix("Thing.x").strip(): value
        for pointer, value in said.items()
        if pointer.startswith("Thing.x")
    }


WHOLE: Node = {
    "openapi": "3.1.0",
    "security": [{"token": []}],
    "paths": {
        "/tasks/{taskUuid}": {
            "parameters": [{"$ref": "#/components/parameters/task"}],
            "get": {
                "operationId": "get_task",
                "tags": ["tasks"],
                "parameters": [
                    {
                        "name": "tag",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                    {
                        "name": "fields",
                        "in": "query",
                        "explode": False,
                        "schema": {"type": "string"},
                    },
                ],
                "responses": {"200": {"$ref": "#/components/responses/Task"}, "404": {}},
            },
            "put": {
                "deprecated": True,
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Task"}},
                        "text/json": {"schema": {"$ref": "#/components/schemas/Task"}},
                        "text/plain": {"schema": {"type": "string"}},
                    },
                },
                "responses": {
                    "201": {"headers": {"Location": {"schema": {"type": "string"}}}},
                },
            },
        }
    },
    "components": {
        "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        "parameters": {
            "task": {
                "name": "taskUuid",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1},
            }
        },
        "responses": {
            "Task": {
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Task"}}}
            }
        },
        "schemas": {
            "Task": {
                "type": "object",
                "description": "Prose.",
                "additionalProperties": False,
                "required": ["uuid"],
                "properties": {
                    "uuid": {"type": "string", "description": "Prose.", "example": "x"},
                    "tags": {
                        "type": ["array", "null"],
                        "items": {"type": "string", "maxLength": 5},
                    },
                },
            }
        },
    },
}


def test_all_that_a_document_says() -> None:
    assert flat(spec_facts.read_facts(WHOLE)) == {
        "GET /tasks/{}": "operation",
        "GET /tasks/{} operationId": "get_task",
        "GET /tasks/{} tag": "tasks",
        "GET /tasks/{} path.1": "string",
        "GET /tasks/{} path.1 name": "taskUuid",
        "GET /tasks/{} path.1 required": True,
        "GET /tasks/{} path.1 minLength": 1,
        "GET /tasks/{} query.tag": "array of string",
        "GET /tasks/{} query.fields": "string",
        "GET /tasks/{} query.fields style": "form",
        "GET /tasks/{} 200": "Task",
        "GET /tasks/{} 200 content": "application/json",
        "GET /tasks/{} 404": "nothing",
        "PUT /tasks/{}": "operation",
        "PUT /tasks/{} deprecated": True,
        "PUT /tasks/{} public": True,
        "PUT /tasks/{} path.1": "string",
        "PUT /tasks/{} path.1 name": "taskUuid",
        "PUT /tasks/{} path.1 required": True,
        "PUT /tasks/{} path.1 minLength": 1,
        "PUT /tasks/{} body": "Task",
        "PUT /tasks/{} body required": True,
        "PUT /tasks/{} body content": "application/json | text/json",
        "PUT /tasks/{} body as text/plain": "string",
        "PUT /tasks/{} 201": "nothing",
        "PUT /tasks/{} 201 header.Location": "string",
        "Task": "object",
        "Task closed": True,
        "Task.uuid": "string",
        "Task.uuid required": True,
        "Task.tags": "array of string",
        "Task.tags null": True,
        "Task.tags[] maxLength": 5,
        "security apiKey header Authorization": "security scheme",
    }


TEXT = {"type": "string"}
NULL = {"type": "null"}
PART = {"$ref": "#/components/schemas/Part"}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({}, {"": "any"}),
        ({"description": "Prose.", "title": "T", "example": 1, "default": 2}, {"": "any"}),
        ({"type": "string", "format": "uuid"}, {"": "string", "format": "uuid"}),
        ({"type": "string", "nullable": True}, {"": "string", "null": True}),
        ({"type": ["string", "null"]}, {"": "string", "null": True}),
        ({"oneOf": [TEXT, NULL]}, {"": "string", "null": True}),
        ({"anyOf": [NULL, TEXT]}, {"": "string", "null": True}),
        ({"oneOf": [TEXT]}, {"": "string"}),
        ({"oneOf": [PART]}, {"": "Part"}),
        (PART, {"": "Part"}),
        ({"oneOf": [PART, NULL]}, {"": "Part", "null": True}),
        ({"allOf": [PART], "nullable": True}, {"": "Part", "null": True}),
        ({**PART, "nullable": True}, {"": "Part", "null": True}),
        ({"type": ["string", "integer"]}, {"": "integer | string"}),
        ({"oneOf": [PART, {"type": "array", "items": PART}]}, {"": "Part | array of Part"}),
        ({"type": "array", "items": {"oneOf": [PART, TEXT]}}, {"": "array of (Part | string)"}),
        (
            {"type": "array", "items": {"type": "string", "format": "uuid"}},
            {"": "array of string", "[] format": "uuid"},
        ),
        (
            {"type": "array", "items": {"type": ["string", "null"]}},
            {"": "array of string", "[] null": True},
        ),
        ({"type": "object", "additionalProperties": TEXT}, {"": "map of string"}),
        (
            {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
            {"": "map of array of string"},
        ),
        ({"type": "object"}, {"": "object"}),
        ({"type": "object", "additionalProperties": False}, {"": "object", "closed": True}),
        (
            {"type": "object", "properties": {"y": TEXT}, "required": ["y"]},
            {"": "object", ".y": "string", ".y required": True},
        ),
        ({"enum": ["b", "a"], "type": "string"}, {"": "string", "enum": "a | b"}),
        ({"enum": ["a", None]}, {"": "string", "enum": "a", "null": True}),
        ({"const": "Fixed"}, {"": "string", "const": "Fixed"}),
        (
            {"type": "integer", "minimum": 0, "maximum": 9, "deprecated": True},
            {"": "integer", "minimum": 0, "maximum": 9, "deprecated": True},
        ),
        (
            {"type": "string", "pattern": "^a$", "minLength": 1, "maxLength": 2},
            {"": "string", "pattern": "^a$", "minLength": 1, "maxLength": 2},
        ),
        (
            {"type": "array", "items": {}, "minItems": 1, "maxItems": 2},
            {"": "array of any", "minItems": 1, "maxItems": 2},
        ),
    ],
)
def test_what_a_schema_says(schema: Node, said: Node) -> None:
    assert facts_of(schema, Part={"type": "object"}) == said


def test_parts_of_an_all_of_are_as_good_as_properties_written_out() -> None:
    part = {"type": "object", "required": ["a"], "properties": {"a": TEXT}}
    own = {"type": "object", "additionalProperties": False, "properties": {"b": TEXT}}
    joined = {"allOf": [{"$ref": "#/components/schemas/Part"}, own]}
    said = flat(spec_facts.read_facts(document(Part=part, Whole=joined)))
    assert {key: value for key, value in said.items() if key.startswith("Whole")} == {
        "Whole": "object",
        "Whole closed": True,
        "Whole.a": "string",
        "Whole.a required": True,
        "Whole.b": "string",
    }


def test_a_property_is_null_only_where_all_parts_allow_it() -> None:
    nullable = {"properties": {"a": {"type": "string", "nullable": True}, "b": {"nullable": True}}}
    strict = {"properties": {"a": TEXT, "b": {"type": "string", "nullable": True}}}
    said = flat(spec_facts.read_facts(document(Whole={"allOf": [nullable, strict]})))
    assert said == {
        "Whole": "object",
        "Whole.a": "string",
        "Whole.b": "string",
        "Whole.b null": True,
    }


def test_an_all_of_that_contains_itself_ends() -> None:
    looped = {"allOf": [{"$ref": "#/components/schemas/Whole"}, {"properties": {"a": TEXT}}]}
    said = flat(spec_facts.read_facts(document(Whole=looped)))
    assert said == {"Whole": "object", "Whole.a": "string"}


def test_a_mapping_of_tags_is_as_good_as_const() -> None:
    base = {
        "type": "object",
        "properties": {"type": TEXT},
        "discriminator": {
            "propertyName": "type",
            "mapping": {"One": "#/components/schemas/First"},
        },
    }
    first = {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"x": TEXT}}]}
    said = flat(spec_facts.read_facts(document(Base=base, First=first)))
    assert said["First.type const"] == "One"
    assert "Base.type const" not in said


def test_a_broken_reference_gives_no_parameter() -> None:
    broken = copy.deepcopy(WHOLE)
    del broken["components"]["parameters"]["task"]
    missing = spec_facts.read_facts(WHOLE).keys() - spec_facts.read_facts(broken).keys()
    assert missing == {"GET /tasks/{} path.1", "PUT /tasks/{} path.1"}


def test_directions() -> None:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sent"}}}}
    reply = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Got"}}}}
    nested = {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/Both"}}}
    found = document(Sent=nested, Got=nested, Both={"type": "object"}, Unused={"type": "object"})
    found["paths"] = {"/x": {"post": {"requestBody": body, "responses": {"200": reply}}}}
    assert spec_facts.directions(found) == {
        "Sent": {"request"},
        "Got": {"reply"},
        "Both": {"request", "reply"},
        "Unused": set(),
    }


def test_a_signature_says_it_on_one_line() -> None:
    facts = spec_facts.read_facts(WHOLE)
    assert spec_facts.signature(facts["GET /tasks/{} path.1"]) == (
        "string, required, name taskUuid, minLength 1"
    )
    assert spec_facts.signature(facts["Task.tags"]) == "array of string or null"
    assert spec_facts.signature(facts["Task.tags[]"]) == "maxLength 5"
    assert spec_facts.signature(facts["PUT /tasks/{}"]) == "operation, deprecated, public"


ARRAYS: Node = {
    "oneOf": [
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "integer", "maximum": 3}},
    ]
}


@pytest.mark.parametrize(
    "text",
    ["- a list", "openapi: 3.1.0", "paths: []", "{paths: {}, components: []}", "{", "a: [",
     "{paths: {}, components: {schemas: 3}}"],
)  # fmt: skip
def test_what_is_no_document_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(spec_facts.DocumentError, match=r"here\.yaml"):
        spec_facts.parsed(text, "here.yaml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ARRAYS, ("oneOf", 1, "items", "maximum", 2)),
        ({"anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]},
         ("additionalProperties", False)),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "string"}},
         ("additionalProperties", "type", "integer")),
        ({"type": "object", "required": ["a"]}, ("required", [])),
        ({"type": "object", "properties": {}, "required": ["a"]}, ("required", ["b"])),
        ({"allOf": [{"oneOf": [{"type": "object", "properties": {"a": {"type": "string"}}}]}]},
         ("allOf", 0, "oneOf", 0, "properties", "a", "type", "integer")),
        ({"type": "string", "not": {"enum": ["a", "b"]}}, ("not", "enum", ["a"])),
        ({"type": "string", "not": {"pattern": "a"}}, ("not", "pattern", "b")),
    ],
)  # fmt: skip
def test_nothing_changes_unseen(before: Node, after: tuple[Any, ...]) -> None:
    changed = copy.deepcopy(before)
    *way, key, value = after
    node: Any = changed
    for step in way:
        node = node[step]
    node[key] = value
    wrapped = {"properties": {"x": before}}, {"properties": {"x": changed}}
    for first, second in (wrapped, (before, changed)):
        assert flat(spec_facts.read_facts(document(Thing=first))) != flat(
            spec_facts.read_facts(document(Thing=second))
        )
