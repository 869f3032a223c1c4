"""The document, and everything that must agree with it."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from spec_tree import the_document

from qarnot._account import Profile, ProfileLicense, UserInfo
from qarnot._async.task import Task as AsyncTask
from qarnot._async.work_fields import NEVER_TOLD
from qarnot._fields import fields_of
from qarnot._operations import OPERATIONS
from qarnot._sync.task import Task
from qarnot.error import Error

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT: dict[str, Any] = the_document()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
# What a creation takes and no task sends, and why.
NOT_SENT = {
    "resourceBuckets": "advancedResourceBuckets says the same and more",
    "resultsBucket": "how it relates to resultBucket is stated nowhere",
    "snapshotInterval": "it is ignored; set_periodic_snapshot sets it",
}
VERBS = {"get", "post", "put", "patch", "delete"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for verb in VERBS & item.keys():
            yield verb, path, item[verb]


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


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    names = {operation["operationId"] for _, _, operation in operations()}
    missing = sorted(names - OPERATIONS.keys())
    assert not missing, f"write their rows in qarnot/_operations.py: {missing}"
    unknown = sorted(OPERATIONS.keys() - names)
    assert not unknown, f"rows of qarnot/_operations.py that spec/openapi.yaml lacks: {unknown}"
    assert all(name == row.name for name, row in OPERATIONS.items())


def test_the_rows_say_which_operations_read_another_account() -> None:
    reference = {"$ref": "#/components/parameters/read_only_account"}
    told = {
        operation["operationId"]
        for _, _, operation in operations()
        if reference in operation.get("parameters", ())
    }
    assert {name for name, row in OPERATIONS.items() if row.reads_other_accounts} == told


def test_every_operation_has_a_generated_builder() -> None:
    for _, _, operation in operations():
        name = f"qarnot_rest.api.{operation['tags'][0]}.{operation['operationId']}"
        assert callable(importlib.import_module(name)._get_kwargs)


def test_the_facade_uses_every_operation() -> None:
    code = "".join(path.read_text() for path in (ROOT / "qarnot/_async").glob("*.py"))
    names = {operation["operationId"] for _, _, operation in operations()}
    missing = sorted(name for name in names if not re.search(rf"\b{name}\b", code))
    assert not missing, f"write their methods in qarnot/_async: {missing}"


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
        (Error, "ExecutionError"),
    ],
)
def test_a_field_table_and_its_schema_agree_in_both_directions(kind: type, schema: str) -> None:
    keys = {field.key for field in fields_of(kind).values()}
    # The task's resources read both spellings of the bucket list.
    also_read = {"resourceBuckets"} if schema == "Task" else set()
    if schema == "Task":
        keys -= set(NEVER_TOLD)
    agrees(f"the fields of {kind.__module__}.{kind.__name__}", keys | also_read, schema)


def test_what_a_task_sends_is_what_its_creation_takes() -> None:
    sent = {field.key for field in fields_of(Task).values() if field.write}
    agrees("what a task sends", sent | NOT_SENT.keys(), "TaskCreationInput")


def test_what_is_not_sent_is_not_sent() -> None:
    sent = {field.key for field in fields_of(Task).values() if field.write}
    assert not sent & NOT_SENT.keys()


def agrees(what: str, keys: set[str], schema: str) -> None:
    """Assert that keys are the properties of a schema."""
    missing = sorted(properties(schema) - keys)
    assert not missing, f"{what} lack these properties of {schema}: {missing}"
    unknown = sorted(keys - properties(schema))
    assert not unknown, f"{what} are not all properties of {schema}: {unknown}"


def test_a_summary_lacks_the_details_and_nothing_else() -> None:
    fields = fields_of(Task).values()
    in_summary = {field.key for field in fields if not field.is_detail}
    assert in_summary - set(NEVER_TOLD) == properties("TaskSummary")
