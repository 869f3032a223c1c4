"""The document, and everything that must agree with it."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import qarnot_rest
import qarnot_rest.api
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from qarnot._account import Profile, ProfileLicense, UserInfo
from qarnot._async.task import Task as AsyncTask
from qarnot._fields import fields_of
from qarnot._operations import OPERATIONS
from qarnot._sync.task import Task
from qarnot.error import Error

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "spec/openapi.yaml").read_text())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
VERBS = {"get", "post", "put", "patch", "delete"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for verb in VERBS & item.keys():
            yield verb, path, item[verb]


def generated_modules() -> Iterator[ModuleType]:
    yield qarnot_rest
    for found in pkgutil.walk_packages(qarnot_rest.__path__, "qarnot_rest."):
        yield importlib.import_module(found.name)


def properties(name: str) -> set[str]:
    """List the properties of a schema, those of its parts included."""
    return _properties(SCHEMAS[name])


def _properties(schema: dict[str, Any]) -> set[str]:
    found = set(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        reference = part.get("$ref", "").rpartition("/")[2]
        found |= properties(reference) if reference else _properties(part)
    return found


def test_the_document_is_valid_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_the_json_twin_says_the_same() -> None:
    assert json.loads((ROOT / "qarnot/_document.json").read_text()) == DOCUMENT


def test_operation_ids_are_unique_snake_case_and_have_one_tag() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert all(len(operation["tags"]) == 1 for _, _, operation in operations())


def test_inputs_are_closed_and_outputs_are_open() -> None:
    for name, schema in SCHEMAS.items():
        closed = schema.get("additionalProperties") is False
        is_input = name.endswith("Input") or name in {"PageRequest", "FilterGroup", "FilterValue"}
        if name not in {"Labels", "Filter"}:
            assert closed == is_input, name


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert OPERATIONS.keys() == {operation["operationId"] for _, _, operation in operations()}
    assert all(name == row.name for name, row in OPERATIONS.items())


def test_every_generated_module_imports() -> None:
    assert len(list(generated_modules())) > 40


def test_every_operation_has_a_generated_builder() -> None:
    for _, _, operation in operations():
        name = f"qarnot_rest.api.{operation['tags'][0]}.{operation['operationId']}"
        assert callable(importlib.import_module(name)._get_kwargs)


def test_the_facade_uses_every_operation() -> None:
    code = "".join(path.read_text() for path in (ROOT / "qarnot/_async").glob("*.py"))
    names = {operation["operationId"] for _, _, operation in operations()}
    assert {name for name in names if not re.search(rf"\b{name}\b", code)} == set()


@pytest.mark.parametrize("colour", ["_async", "_sync"])
def test_every_name_that_a_module_of_the_facade_offers_is_there(colour: str) -> None:
    for path in (ROOT / "qarnot" / colour).glob("[a-z]*.py"):
        module = importlib.import_module(f"qarnot.{colour}.{path.stem}")
        assert all(hasattr(module, name) for name in module.__all__), path


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (Task, "Task"),
        (AsyncTask, "Task"),
        (UserInfo, "UserInfo"),
        (Profile, "Profile"),
        (ProfileLicense, "ProfileLicense"),
        (Error, "TaskError"),
    ],
)
def test_a_field_table_and_its_schema_agree_in_both_directions(kind: type, schema: str) -> None:
    keys = {field.key for field in fields_of(kind).values()}
    # The task's resources read both spellings of the bucket list.
    also_read = {"resourceBuckets"} if schema == "Task" else set()
    assert keys | also_read == properties(schema)


def test_what_a_task_sends_is_what_its_creation_takes() -> None:
    sent = {field.key for field in fields_of(Task).values() if field.write}
    assert sent | {"resourceBuckets"} == properties("TaskCreationInput")


def test_a_summary_lacks_the_details_and_nothing_else() -> None:
    fields = fields_of(Task).values()
    assert {field.key for field in fields if not field.is_detail} == properties("TaskSummary")
