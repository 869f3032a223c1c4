"""Known defects of another client in what it reads of a task, which this one must not have.

D26, D27, D45 and D47.
"""

from __future__ import annotations

import asyncio
import datetime
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import (
    UUID,
    Connect,
    WrittenAnswers,
    a_task,
    connections,
    new_name,
    sent_to,
    task_json,
)

from qarnot._fields import Received, fields_of
from qarnot.emulator import Emulator
from qarnot.exceptions import UnreadableItemWarning
from qarnot.status import PerRunningInstanceInfo, RunningInstancesInfo, Status
from qarnot.task import CompletedInstance

pytestmark = pytest.mark.anyio

PATH = f"/tasks/{UUID}"
OTHER = "22222222-3333-4444-5555-666666666666"


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


# D26


def nulls_of(kind: type) -> dict[str, None]:
    """Give an object of the API of which every field is null."""
    return dict.fromkeys(field.key for field in fields_of(kind).values())


RUNNING: list[Any] = [
    None,
    {},
    {"perRunningInstanceInfo": None},
    nulls_of(RunningInstancesInfo),
    {"perRunningInstanceInfo": [None, {}, nulls_of(PerRunningInstanceInfo), {"instanceId": 0}]},
    {"perRunningInstanceInfo": [{"activeForwards": [None, {}], "vpnConnections": [None, {}]}]},
    {"runningCoreCountByCpuModel": [None, {}]},
]
# Fields of a task, with values that are null or empty further inside.
INSIDE: dict[str, list[Any]] = {
    "advancedResourceBuckets": [[None], [{}], *([{"bucketName": name}] for name in (None, "", 5))],
    "completedInstances": [[None], [{}], [nulls_of(CompletedInstance)], [{"error": {}}]],
    "constants": [[None], [{}], [{"key": None, "value": "v"}], [{"key": "K", "value": None}]],
    "dependencies": [
        {},
        {"dependsOn": None, "advancedDependsOn": None},
        {"dependsOn": [None], "advancedDependsOn": [None]},
        {"advancedDependsOn": [{"taskUuid": OTHER, "taskFinalStateCondition": [None]}]},
    ],
    "errors": [[None], [{}], [{"code": None, "message": None, "debug": None}]],
    "forcedNetworkRules": [[None], [{}], [{"inbound": None, "proto": None, "port": None}]],
    "hardwareConstraints": [[None], [{}], [{"discriminator": None}]],
    "labels": [{}, {"a": None}],
    "privileges": [{}, {"exportApiAndStorageCredentialsInEnvironment": None}],
    "retrySettings": [{}, {"maxTotalRetries": None, "maxPerInstanceRetries": None}],
    "secretsAccessRights": [
        {},
        {"bySecret": None, "byPrefix": None},
        {"bySecret": [None, {}, {"key": None}], "byPrefix": [None, {}, {"prefix": None}]},
    ],
    "status": [{}, nulls_of(Status), *({"runningInstancesInfo": each} for each in RUNNING)],
    "tags": [[], [None]],
}
ODD: list[Any] = [0, -1, 1.5, "", "text", True, [], {}, [0], ["text"], [[]], {"a": {}}]


def read_everything(value: Any, seen: set[int]) -> None:
    """Read every field of a value, and of all that is in it."""
    if id(value) in seen:
        return
    seen.add(id(value))
    assert repr(value)
    if isinstance(value, Received):
        names = [*fields_of(type(value)), "raw", "instances", "forwards", "outcome", "has_ended"]
        for name in names:
            read_everything(getattr(value, name, None), seen)
    elif isinstance(value, Mapping):
        for each in value.values():
            read_everything(each, seen)
    elif isinstance(value, list | tuple):
        for each in value:
            read_everything(each, seen)


def numbered(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "uuid": f"00000000-0000-0000-0000-{n:012}"} for n, each in enumerate(shown)]


def tasks_with_nulls(kind: type) -> list[dict[str, Any]]:
    keys = [field.key for field in fields_of(kind).values()]
    usual = task_json()
    return numbered(
        [
            dict.fromkeys(keys),
            {},
            usual,
            *({**usual, key: None} for key in keys),
            *({**usual, key: each} for key, inside in INSIDE.items() for each in inside),
        ]
    )


def tasks_with_odd_values(kind: type) -> list[dict[str, Any]]:
    keys = [field.key for field in fields_of(kind).values()]
    inside = [key for key in keys if key != "uuid"]
    return numbered([{**task_json(), key: odd} for key in inside for odd in ODD])


@pytest.mark.parametrize("is_summary", [False, True])
@pytest.mark.parametrize("make", [tasks_with_nulls, tasks_with_odd_values])
async def test_d26_no_task_hides_the_others_and_no_attribute_raises(
    colour: Colour, connect: Connect, answers: WrittenAnswers, make: Any, is_summary: bool
) -> None:
    connection = connect(answers.url)
    shown = make(type(a_task(connection)))
    path = "/tasks/summaries/paginate" if is_summary else "/tasks/paginate"
    half = len(shown) // 2
    answers.add("POST", path, {"data": [None, 5, {}, *shown[:half]], "nextToken": "more"})
    answers.add("POST", path, {"data": shown[half:], "isTruncated": False, "nextToken": None})
    with pytest.warns(UnreadableItemWarning) as caught:
        tasks = await colour.collect(connection.all_tasks(summary=is_summary))
    assert [each.message.index for each in caught] == [0, 1, 2]  # type: ignore[union-attr]
    assert [task.uuid for task in tasks] == [each["uuid"] for each in shown]
    for task, each in zip(tasks, shown, strict=True):
        assert dict(task.raw) == each
        if is_summary:
            assert repr(task)
            continue
        task.auto_update = False
        read_everything(task, set())
        assert task.edits == frozenset(), each
    assert len(answers.asked) == 2


@pytest.mark.parametrize("task_uuid", [None, "", "no uuid", 5])
async def test_d26_a_dependency_without_a_uuid_is_read(
    colour: Colour, connect: Connect, answers: WrittenAnswers, task_uuid: Any
) -> None:
    shown = {"advancedDependsOn": [{"taskUuid": task_uuid, "state": "waiting"}]}
    answers.add("GET", PATH, task_json(dependencies=shown))
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    task.auto_update = False
    (dependency,) = task.dependencies.advanced_depends_on
    assert dependency.task_uuid == (None if task_uuid is None else str(task_uuid))
    assert str(dependency.state) == "waiting"
    assert task.edits == frozenset()


async def test_d26_a_task_full_of_nulls_works(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    connection = connect(answers.url)
    nulls = nulls_of(type(a_task(connection)))
    shown = [{**nulls, "uuid": UUID, "state": state} for state in (None, None, "Success")]
    answers.add("GET", PATH, *shown)
    answers.add("GET", f"{PATH}/stdout", b"hello\n")
    answers.add("PUT", PATH, {})
    task = await colour.do(connection.retrieve_task(UUID))
    assert (task.errors, task.constants, task.hardware_constraints) == ([], {}, [])
    assert (task.completed_instances, task.tags, task.resources) == ([], [], [])
    assert (task.status, task.results, task.dependencies) == (None, None, None)
    await colour.do(task.commit())
    assert [line.text for line in await colour.collect(task.lines(20))] == ["hello"]
    assert await colour.do(task.wait(20)) is True
    task.tags.append("new")
    task.constants["K"] = "v"
    await colour.do(task.commit())
    assert [body for method, _, body in answers.asked if method == "PUT"] == [
        {"tags": ["new"], "constants": [{"key": "K", "value": "v"}]}
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014-12-24T15:10:54.8659210Z", "2014-12-24T15:10:54.865921+00:00"),
        ("2014-12-24T15:10:54+00:00", "2014-12-24T15:10:54+00:00"),
        ("2014-12-24T16:10:54.5+01:00", "2014-12-24T15:10:54.5+00:00"),
        ("2014-12-24T15:10:54", "2014-12-24T15:10:54+00:00"),
        ("0001-01-01T00:00:00Z", None),
        (None, None),
    ],
)
async def test_d26_dates_are_read_as_the_platform_writes_them(
    colour: Colour, connect: Connect, answers: WrittenAnswers, text: str, expected: str | None
) -> None:
    names = ["creation_date", "end_date", "last_modified", "state_transition_time"]
    keys = ["creationDate", "endDate", "lastModified", "stateTransitionTime"]
    shown = task_json(**dict.fromkeys(keys, text), status={"timestamp": text})
    answers.add("POST", "/tasks/paginate", {"data": [shown]})
    (task,) = await colour.collect(connect(answers.url).all_tasks(summary=False))
    date = None if expected is None else datetime.datetime.fromisoformat(expected)
    assert [getattr(task, name) for name in names] == [date] * 4
    assert task.status.timestamp == date
    assert all(date is None or getattr(task, name).tzinfo is not None for name in names)


# D27

UNKNOWN: dict[str, Any] = {
    "state": "Hibernating",
    "schedulingType": "Quantum",
    "completionTimeToLive": "a fortnight",
    "hardwareConstraints": [{"discriminator": "QubitHardware", "qubits": 5}],
    "forcedNetworkRules": [{"inbound": True, "proto": "quic", "hops": [1, {"of": "two"}]}],
    "advancedResourceBuckets": [{"bucketName": "in", "mirror": "eu", "cacheTTLSec": 5}],
    "retrySettings": {"maxTotalRetries": 2, "backOff": "slow"},
    "privileges": {"mayDream": True},
    "secretsAccessRights": {"bySecret": [{"key": "k", "until": "2030"}], "byMood": ["calm"]},
    "dependencies": {
        "advancedDependsOn": [
            {
                "taskUuid": OTHER,
                "taskFinalStateCondition": ["Exploded"],
                "state": "pondering",
                "weight": 3,
            }
        ],
        "mood": "patient",
    },
    "errors": [{"code": "E_NEW", "message": "m", "advice": "a"}],
    "status": {"newTime": "1", "runningInstancesInfo": {"newFigure": 1}},
    "completedInstances": [{"instanceId": 0, "state": "Vanished", "newFigure": 1}],
    "fieldOfTomorrow": {"deep": [1, None, {"x": "y"}]},
}


async def test_d27_what_is_unknown_survives_and_is_never_sent_back(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    shown = task_json(**UNKNOWN, tags=["a"], constants=[{"key": "K", "value": "v"}])
    answers.add("GET", PATH, shown)
    answers.add("PUT", PATH, {})
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    task.auto_update = False
    read_everything(task, set())
    assert task.state == "Hibernating"
    assert task.outcome is None
    assert task.scheduling_type.schedulingType == "Quantum"
    assert task.completion_ttl == "a fortnight"
    assert task.completed_instances[0].state == "Vanished"
    assert [each.state for each in task.instances] == ["Vanished"]
    (dependency,) = task.dependencies.advanced_depends_on
    assert str(dependency.state) == "pondering"
    assert [str(each) for each in dependency.task_final_state_condition] == ["Exploded"]
    assert dict(task.raw) == shown
    assert task.edits == frozenset()
    await colour.do(task.commit())
    assert [method for method, _, _ in answers.asked] == ["GET"]
    task.tags = ["b"]
    await colour.do(task.commit())
    assert answers.asked[1:] == [("PUT", PATH, {"tags": ["b"]})]
    await colour.do(task.update(True))
    assert dict(task.raw) == shown


async def test_d27_what_is_unknown_goes_into_another_task_as_it_came(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add("GET", PATH, task_json(**UNKNOWN))
    answers.add("POST", "/tasks", {"uuid": OTHER})
    connection = connect(answers.url)
    found = await colour.do(connection.retrieve_task(UUID))
    draft = a_task(connection)
    draft.scheduling_type = found.scheduling_type
    draft.hardware_constraints = found.hardware_constraints
    await colour.do(draft.submit())
    _, _, body = answers.asked[-1]
    for key in ("schedulingType", "hardwareConstraints"):
        assert body[key] == UNKNOWN[key]


# D45


async def test_d45_times_of_caches_are_read_back(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    connection = connect(cluster.cluster_url)
    plain = await colour.do(connection.create_bucket(new_name("cached")))
    cached = type(plain)(connection, plain.uuid, create=False, cacheTTLSec=60)
    task = a_task(connection)
    task.results = cached
    task.resources.append(type(plain)(connection, plain.uuid, create=False, cacheTTLSec=0))
    task.default_resources_cache_ttl_sec = 30
    await colour.do(task.submit())
    (body,) = (
        each
        for each in sent_to(cluster, "POST", "/tasks")
        if isinstance(each, dict) and each["shortname"] == task.shortname
    )
    assert body["resultsCacheTTLSec"] == 60
    found = await colour.do(connection.retrieve_task(task.uuid))
    assert found.results_cache_ttl_sec == 60
    assert found.results == cached
    assert found.results != plain
    assert found.default_resources_cache_ttl_sec == 30
    assert [each.to_json()["cacheTTLSec"] for each in found.resources] == [0]
    again = a_task(connection)
    again.results_cache_ttl_sec = 90
    await colour.do(again.submit())
    assert (await colour.do(connection.retrieve_task(again.uuid))).results_cache_ttl_sec == 90
    await colour.do(task.delete())
    await colour.do(plain.delete())


# D47


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("busy_threads")
async def test_d47_threads_that_read_a_task_see_each_bucket_once(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    shown = task_json(
        advancedResourceBuckets=[{"bucketName": name} for name in ("in-1", "in-2")],
        tags=["a"],
        constants=[{"key": "K", "value": "v"}],
    )
    answers.add("GET", f"/tasks/{UUID}", shown)
    connection, threads = connect(answers.url), 8

    def read(task: Any, start: threading.Barrier) -> Any:
        start.wait()
        return [(task.resources, task.tags, task.constants) for _ in range(20)]

    with ThreadPoolExecutor(threads) as pool:
        for _ in range(20):
            task = await colour.do(connection.retrieve_task(UUID))
            start = threading.Barrier(threads)
            reads = [pool.submit(read, task, start) for _ in range(threads)]
            for resources, tags, constants in [one for each in reads for one in each.result()]:
                assert [bucket.uuid for bucket in resources] == ["in-1", "in-2"]
                assert resources is task.resources
                assert tags is task.tags
                assert constants is task.constants
            assert task.edits == frozenset()


@pytest.mark.usefixtures("busy_threads")
async def test_d47_reading_while_the_task_is_refreshed_sees_whole_lists(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    both = ["in-1"], ["in-2", "in-3", "in-4"]
    shown = [
        task_json(advancedResourceBuckets=[{"bucketName": name} for name in names])
        for names in both
    ]
    answers.add("GET", f"/tasks/{UUID}", *shown * 7)
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    task.auto_update = False
    done = threading.Event()

    def read() -> list[list[str]]:
        seen = []
        while not done.is_set():
            seen.append([bucket.uuid for bucket in list(task.resources)])
        return seen

    with ThreadPoolExecutor(2) as pool:
        reads = [pool.submit(read) for _ in range(2)]
        try:
            for _ in range(13):
                await colour.do(task.update(True))
                await asyncio.sleep(0.005)
        finally:
            done.set()
        seen = [names for each in reads for names in each.result()]
    assert all(names in both for names in seen)
    assert all(names in seen for names in both)
