"""What the document allows and no handler heeds is refused, unless it asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.document import Document

from .support import Rest, task

UUID = "01234567-89ab-cdef-0123-456789abcdef"

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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("jobUuid", UUID),
        ("poolUuid", UUID),
        ("projectUuid", UUID),
        ("hardwareConstraints", [{"discriminator": "GpuHardwareConstraint"}]),
        ("dependencies", {"dependsOn": [UUID]}),
        ("privileges", {"exportApiAndStorageCredentialsInEnvironment": True}),
        ("retrySettings", {"maxTotalRetries": 0}),
        ("autoDeleteOnCompletion", True),
        ("resultsWhitelist", ".*txt"),
        ("schedulingType", "flex"),
        ("maxTimeQueueSeconds", 0),
        ("priority", 1),
    ],
)
def test_a_property_that_is_not_modelled_is_refused_by_name(
    rest: Rest, name: str, value: Any
) -> None:
    before = len(rest.http.get("/tasks").json())
    assert rest.refusal("POST", "/tasks", json=task() | {name: value}) == refused(name)
    several = [task(), task() | {name: value}]
    assert rest.refusal("POST", "/tasks", json=several) == refused(f"body[1].{name}")
    assert len(rest.http.get("/tasks").json()) == before


def test_all_that_is_not_modelled_is_named_at_once(rest: Rest) -> None:
    body = task() | {"priority": 1, "jobUuid": UUID, "autoDeleteOnCompletion": False}
    assert rest.refusal("POST", "/tasks", json=body) == refused("priority, jobUuid")


def test_what_does_not_fit_the_document_is_refused_as_such_first(rest: Rest) -> None:
    body = task() | {"priority": 1, "jobUuid": "not a uuid"}
    status, message = rest.refusal("POST", "/tasks", json=body)
    assert (status, message.partition(":")[0]) == (400, "jobUuid")


@pytest.mark.parametrize("path", ["/tasks/paginate", "/tasks/summaries/paginate"])
def test_pages_in_another_order_than_that_of_creation_are_refused(rest: Rest, path: str) -> None:
    for order, what in (
        ({"orderBy": "name", "orderType": "ASC"}, "orderBy name"),
        ({"orderType": "DESC"}, "orderType DESC without orderBy"),
        ({"orderBy": "creationDate", "orderType": "sideways"}, "orderType sideways"),
    ):
        assert rest.refusal("POST", path, json=order) == refused(what)
    unordered = {"orderBy": None, "orderType": None}
    assert rest.http.post(path, json=unordered).status_code == 200


def test_a_selection_of_fields_is_refused_and_an_empty_one_accepted(rest: Rest) -> None:
    selected = {"select": {"fields": ["Uuid"]}}
    assert rest.refusal("POST", "/tasks/search", json=selected) == refused("select")
    selections: list[dict[str, Any]] = [{}, {"fields": []}, {"fields": None}]
    for empty in selections:
        assert rest.http.post("/tasks/search", json={"select": empty}).status_code == 200


def test_the_schema_of_a_body_is_known_by_its_name() -> None:
    names = {each.name: each.body_schema for each in Document().operations}
    assert names["create_task"] == "TaskCreationInput"
    assert names["paginate_task_summaries"] == "PageRequest"
    assert names["get_task"] is None
