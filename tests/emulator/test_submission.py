"""What becomes of submitted tasks that fit the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.core.cluster import RepeatedShortname

from .support import Rest, history, task


@pytest.fixture(scope="module")
def idle() -> Iterator[Emulator]:
    with Emulator(runner="none") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def rest(idle: Emulator) -> Iterator[Rest]:
    client = Rest(idle.cluster_url)
    with client.http:
        yield client


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (task(profile=None), 400, "profile: missing"),
        (
            task(profile="blender"),
            400,
            "profile: no such profile: blender; the emulator has docker-batch, docker-network",
        ),
        (
            task(advancedRanges="0-1"),
            400,
            "instanceCount: not together with advancedRanges",
        ),
        (
            task(instanceCount=None),
            400,
            "instanceCount: give at least 1, or advancedRanges instead",
        ),
        (task(instanceCount=0), 400, "instanceCount: give at least 1, or advancedRanges instead"),
        (
            task(completionTimeToLive="-00:00:01"),
            400,
            "completionTimeToLive: -00:00:01 is negative",
        ),
        (
            task(completionTimeToLive="123456789.00:00:00"),
            400,
            "completionTimeToLive: not a time span: 123456789.00:00:00",
        ),
        (task(instanceCount=10**7), 400, "instanceCount: more than 100000 instances"),
        (
            task(instanceCount=None, advancedRanges="5-3"),
            400,
            "advancedRanges: the range 5-3 runs backwards",
        ),
        (
            task(instanceCount=None, advancedRanges="0-99999999999"),
            400,
            "advancedRanges: more than 100000 instances",
        ),
        (
            task(instanceCount=None, advancedRanges="9" * 50),
            400,
            f"advancedRanges: no instance has a number as long as in {'9' * 50}",
        ),
        (
            task(resourceBuckets=["a"], advancedResourceBuckets=[{"bucketName": "b"}]),
            400,
            "resourceBuckets: not together with advancedResourceBuckets",
        ),
        (task(resourceBuckets=["nowhere"]), 404, "No such bucket: nowhere"),
        (
            task(advancedResourceBuckets=[{"bucketName": "nowhere"}]),
            404,
            "No such bucket: nowhere",
        ),
    ],
)
def test_a_task_that_cannot_be_is_refused(rest: Rest, body: Any, status: int, message: str) -> None:
    assert rest.refusal("POST", "/tasks", json=body) == (status, message)


def test_a_task_is_shown_as_it_was_asked_for(rest: Rest) -> None:
    rest.http.post(
        "/tasks",
        json=task(
            "echo",
            constants={"A": "x", "QARNOT_SECRET__B": "hidden"},
            name="all of it",
            shortname="all-of-it",
            profile="docker-network",
            instanceCount=0,
            advancedRanges="7,0-2,1-3",
            tags=["a", "b"],
            labels={"k": "v"},
            resultBucket="out",
        ),
    )
    shown = rest.task("all-of-it")
    assert (
        shown.items()
        >= {
            "name": "all of it",
            "shortname": "all-of-it",
            "profile": "docker-network",
            "state": "Submitted",
            "previousState": None,
            "previousStateTransitionTime": "0001-01-01T00:00:00Z",
            "endDate": "0001-01-01T00:00:00Z",
            "advancedRanges": "7,0-2,1-3",
            "instanceCount": 5,
            "tags": ["a", "b"],
            "labels": {"k": "v"},
            "resultBucket": "out",
            "resultsCount": 0,
            "executionTime": "00:00:00.0000000",
            "progress": 0,
            "errors": [],
        }.items()
    )
    assert shown["constants"] == [
        {"key": "A", "value": "x"},
        {"key": "QARNOT_SECRET__B", "value": "[SECRET]"},
        {"key": "DOCKER_CMD", "value": "echo"},
    ]
    assert shown["creationDate"] == shown["stateTransitionTime"] == shown["lastModified"]
    assert shown["creationDate"].endswith("Z")


def test_a_task_is_found_by_uuid_and_shortname(rest: Rest) -> None:
    uuid = rest.submit(shortname="found-by-both")
    assert rest.task("found-by-both") | {"wallTime": 0} == rest.task(uuid) | {"wallTime": 0}
    unnamed = rest.submit()
    assert rest.task(unnamed)["shortname"] == unnamed


@pytest.mark.parametrize(
    ("setting", "status", "message"),
    [
        ("refuse", 400, "shortname: twice belongs to another task"),
        ("conflict", 409, "shortname: twice belongs to another task"),
    ],
)
def test_a_shortname_is_unique(setting: RepeatedShortname, status: int, message: str) -> None:
    with Emulator(runner="none", repeated_shortname=setting) as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            first = rest.submit(shortname="twice")
            assert rest.refusal("POST", "/tasks", json=task(shortname="twice")) == (
                status,
                message,
            )
            assert rest.refusal("POST", "/tasks", json=task(shortname=first))[0] == status
            rest.http.delete("/tasks/twice")
            assert rest.submit(shortname="twice") != first


def test_a_shortname_may_be_allowed_to_repeat() -> None:
    with Emulator(runner="none", repeated_shortname="accept") as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            first, second = rest.submit(shortname="twice"), rest.submit(shortname="twice")
            assert first != second
            assert rest.task("twice")["uuid"] == second
            rest.http.delete("/tasks/twice")
            assert rest.task("twice")["uuid"] == first


def test_a_list_is_answered_item_by_item(rest: Rest) -> None:
    good, bad, absent = task(), task(profile=None), task(resourceBuckets=["nowhere"])

    reply = rest.http.post("/tasks", json=[good, good])
    assert reply.status_code == 200
    assert [each["statusCode"] for each in reply.json()] == [200, 200]
    assert all(rest.task(each["uuid"]) for each in reply.json())

    reply = rest.http.post("/tasks", json=[bad, good, absent])
    assert reply.status_code == 207
    assert [each["statusCode"] for each in reply.json()] == [400, 200, 404]
    assert [each["message"] for each in reply.json()] == [
        "profile: missing",
        None,
        "No such bucket: nowhere",
    ]
    assert [bool(each["uuid"]) for each in reply.json()] == [False, True, False]

    reply = rest.http.post("/tasks", json=[absent, bad])
    assert reply.status_code == 404
    assert [each["statusCode"] for each in reply.json()] == [404, 400]


def test_a_whole_number_may_be_written_with_a_point(rest: Rest) -> None:
    uuid = rest.submit(instanceCount=2.0)
    assert rest.task(uuid)["instanceCount"] == 2
    assert rest.http.post("/tasks/paginate", json={"maximumResults": 1.0}).status_code == 200


def test_a_shortname_is_unique_within_a_list(rest: Rest) -> None:
    twin = task(shortname="twin")
    reply = rest.http.post("/tasks", json=[twin, twin])
    assert reply.status_code == 207
    assert [each["statusCode"] for each in reply.json()] == [200, 400]


def test_nothing_runs_without_a_runner(idle: Emulator, rest: Rest) -> None:
    uuid = rest.submit("exit 3", instanceCount=3)
    without_command = rest.submit(None)
    assert rest.task(uuid)["state"] == rest.task(without_command)["state"] == "Submitted"
    assert rest.http.post(f"/tasks/{uuid}/abort").status_code == 200
    assert history(idle, uuid) == ["Submitted", "PendingCancel", "Cancelled"]
    assert rest.refusal("POST", f"/tasks/{uuid}/abort") == (
        403,
        f"Can't abort the task {uuid}: its state is Cancelled",
    )
    assert rest.http.delete(f"/tasks/{uuid}").status_code == 200
    assert rest.refusal("GET", f"/tasks/{uuid}")[0] == 404
    assert history(idle, uuid)[-1] == "PendingDelete"
