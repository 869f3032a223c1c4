"""What the document allows and no handler heeds is refused, unless it asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from json import loads
from typing import Any, cast

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.document import Document
from qarnot.emulator.modelled import MODELLED

from .support import WHOLE_TASK, Rest

# What version 2.23.0 of the official client sends for the smallest task.
OFFICIAL: dict[str, Any] = {
    "name": "smallest",
    "profile": "docker-batch",
    "poolUuid": None,
    "jobUuid": None,
    "constants": [],
    "constraints": [],
    "forcedConstants": [],
    "waitForPoolResourcesSynchronization": None,
    "uploadResultsOnCancellation": None,
    "labels": {},
    "dependencies": {"dependsOn": []},
    "advancedResourceBuckets": [],
    "instanceCount": 1,
    "tags": [],
    "autoDeleteOnCompletion": False,
    "completionTimeToLive": "00:00:00",
    "hardwareConstraints": [],
    "defaultResourcesCacheTTLSec": None,
    "privileges": {"exportApiAndStorageCredentialsInEnvironment": False},
    "retrySettings": {"maxTotalRetries": None, "maxPerInstanceRetries": None},
    "forcedNetworkRules": [],
}


@pytest.fixture(scope="module")
def rest() -> Iterator[Rest]:
    with Emulator(runner="none") as emulator:
        client = Rest(emulator.cluster_url)
        with client.http:
            yield client


def refused(what: str) -> tuple[int, str]:
    return 501, f"not modelled: {what} (this is the emulator)"


def test_the_smallest_task_of_the_official_client_is_accepted(rest: Rest) -> None:
    for body in (OFFICIAL, [OFFICIAL, OFFICIAL]):
        reply = rest.http.post("/tasks", json=body)
        assert reply.status_code == 200, reply.text


HIDDEN = {"constraints", "forcedConstants", "priority"}
CHANGED = {"snapshotInterval": 0, "forcedNetworkRules": None}
ELSEWHERE = {
    *("name", "profile", "instanceCount", "constants", "advancedRanges"),
    *("poolUuid", "jobUuid", "dependencies", "resourceBuckets", "advancedResourceBuckets"),
}


def test_every_property_of_a_task_is_accepted_and_shown_as_it_came(rest: Rest) -> None:
    uuid = rest.submit(**WHOLE_TASK)
    shown = rest.task(uuid)
    for name, value in WHOLE_TASK.items():
        if name not in HIDDEN and name not in CHANGED:
            assert shown[name] == value, name
    assert shown["snapshotInterval"] == 0
    [rule] = shown["forcedNetworkRules"]
    assert {name: value for name, value in rule.items() if value is not None} == {
        "inbound": True,
        "proto": "tcp",
        "port": "80",
    }


def test_no_property_of_a_task_is_left_out_of_these_tests() -> None:
    assert WHOLE_TASK.keys() | ELSEWHERE == MODELLED["TaskCreationInput"]
    assert MODELLED["TaskCreationInput"] == _properties("TaskCreationInput")
    assert MODELLED["TaskRerunInput"] == _properties("TaskRerunInput")
    assert MODELLED["TaskCloneInput"] == _properties("TaskCloneInput")


@pytest.mark.parametrize("schema", ["PoolCreationInput", "PoolCloneInput", "PoolUpdateInput"])
def test_every_property_of_a_pool_is_modelled(schema: str) -> None:
    assert MODELLED[schema] == _properties(schema)


@pytest.mark.parametrize("schema", ["JobCreationInput", "ScalingInput"])
def test_every_property_of_a_job_and_of_a_scaling_is_modelled(schema: str) -> None:
    assert MODELLED[schema] == _properties(schema)


def _properties(schema: str) -> set[str]:
    content = loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
    return set(content["components"]["schemas"][schema]["properties"])


def test_every_form_of_a_preparation_is_accepted(rest: Rest) -> None:
    pool = {"name": "p", "profile": "docker-batch", "instanceCount": 1}
    forms: list[Any] = [None, {}, {"commandLine": None}, {"commandLine": ""}]
    for form in [*forms, {"commandLine": "true"}]:
        reply = rest.http.post("/pools", json=pool | {"preparationTask": form})
        assert reply.status_code == 200
        shown = rest.http.get(f"/pools/{reply.json()['uuid']}").json()
        assert shown["preparationTask"] == form


def test_a_property_that_is_not_modelled_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, rest: Rest
) -> None:
    known = MODELLED["JobCreationInput"] - {"maxWallTime"}
    monkeypatch.setitem(cast("dict[str, Any]", MODELLED), "JobCreationInput", known)
    job = {"name": "j", "maxWallTime": "00:01:00"}
    assert rest.refusal("POST", "/jobs", json=job) == refused("maxWallTime")
    assert rest.http.post("/jobs", json=job | {"maxWallTime": None}).status_code == 200


def test_what_does_not_fit_the_document_is_refused_as_such_first(rest: Rest) -> None:
    body = {"name": "p", "preparationTask": {"commandLine": "true"}}
    status, message = rest.refusal("POST", "/pools", json=body)
    assert (status, message) == (400, "profile: missing")


def test_everything_that_can_be_asked_of_a_listing_is_heeded() -> None:
    for schema in ("PageRequest", "SearchRequest"):
        assert MODELLED[schema] == _properties(schema)


def test_the_schema_of_a_body_is_known_by_its_name() -> None:
    names = {each.name: each.body_schema for each in Document().operations}
    assert names["create_task"] == "TaskCreationInput"
    assert names["paginate_task_summaries"] == "PageRequest"
    assert names["get_task"] is None
