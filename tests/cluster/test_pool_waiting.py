"""Waiting until a pool is ready, and until it is closed."""

from __future__ import annotations

import logging
import pickle
from collections.abc import AsyncIterator
from typing import Any

import pytest
from conftest import Colour
from pool_support import NOTHING, PATH, a_pool, pool_json
from pytest_httpserver import HTTPServer
from task_support import UUID, Connect, WrittenAnswers, connections

from qarnot.exceptions import (
    InvalidValue,
    MissingPoolException,
    NotSubmitted,
    PoolEnded,
    UnauthorizedException,
)
from qarnot.scaling import FixedScalingPolicy, ManagedTasksQueueScalingPolicy, Scaling

pytestmark = pytest.mark.anyio

ERROR = {"code": "E1", "message": "the machine is gone", "debug": None}
QUEUE = Scaling([ManagedTasksQueueScalingPolicy(0, 4, 0, name="queue")]).to_json()
NO_IDLE = Scaling([ManagedTasksQueueScalingPolicy(1, 4, name="queue")]).to_json()
NO_FIGURES = Scaling([ManagedTasksQueueScalingPolicy()]).to_json()
TWO = Scaling([FixedScalingPolicy(2, "two")]).to_json()
UNKNOWN = {"policies": [{"type": "New", "name": "new"}], "activePolicyName": "new"}
ELASTIC = {"isElastic": True, "minTotalSlots": 1, "maxTotalSlots": 4, "minIdleSlots": 2}


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


async def a_shown_pool(colour: Colour, connection: Any) -> Any:
    """Make a pool that was seen before."""
    pool = connection.create_pool("a pool", "docker-batch")
    return type(pool).from_json(connection, pool_json(state="Submitted"))


# With a cluster


async def test_a_pool_is_ready_and_then_closed(colour: Colour, connection: Any) -> None:
    pool = a_pool(connection, 2)
    await colour.do(pool.submit())
    assert await colour.do(pool.wait_until_ready(30)) is True
    assert (pool.state, pool.total_slot_capacity) == ("FullyExecuting", 2)
    assert await colour.do(pool.wait_until_ready(30, minimum_slots=2)) is True
    assert await colour.do(pool.wait_until_ready(0, minimum_slots=3)) is False
    assert await colour.do(pool.wait_until_closed(0)) is False
    await colour.do(pool.close())
    assert await colour.do(pool.wait_until_closed(30)) is True
    assert (pool.state, pool.has_ended) == ("Closed", True)
    with pytest.raises(PoolEnded, match="Closed"):
        await colour.do(pool.wait_until_ready(30))
    await colour.do(pool.delete())
    assert await colour.do(pool.wait_until_closed()) is False


async def test_a_pool_that_has_slots_for_tasks_only_is_ready_without(
    colour: Colour, connection: Any
) -> None:
    pool = connection.create_elastic_pool("a pool", "docker-batch", maximum_total_slots=2)
    await colour.do(pool.submit())
    assert await colour.do(pool.wait_until_ready(30)) is True
    assert pool.total_slot_capacity == 0
    task = connection.create_task("a task", pool)
    task.constants["DOCKER_CMD"] = "true"
    await colour.do(task.run(check=True))
    await colour.do(pool.delete())


# What counts as ready


@pytest.mark.parametrize(
    ("shown", "least", "expected"),
    [
        ({"state": "FullyExecuting"}, None, True),
        ({"state": "PartiallyExecuting", "totalSlotCapacity": 9}, None, False),
        ({"state": "Submitted"}, None, False),
        ({"state": "Thinking"}, None, False),
        ({"state": "Submitted"}, 0, True),
        ({"state": "PartiallyExecuting", "totalSlotCapacity": 2}, 2, True),
        ({"state": "PartiallyExecuting", "totalSlotCapacity": 1}, 2, False),
        ({"state": "FullyDispatched", "totalSlotCapacity": 2}, 2, False),
        ({"state": "FullyExecuting", "totalSlotCapacity": None}, 1, False),
        ({"state": "Thinking", "totalSlotCapacity": 2}, 2, True),
        ({"state": "Submitted", "scaling": {**QUEUE, "activePolicyName": "queue"}}, None, True),
        ({"state": "Submitted", "scaling": QUEUE}, None, True),
        ({"state": "Submitted", "scaling": TWO, "totalSlotCapacity": 1}, None, False),
        ({"state": "PartiallyExecuting", "scaling": TWO, "totalSlotCapacity": 2}, None, True),
        ({"state": "PartiallyExecuting", "scaling": UNKNOWN, "totalSlotCapacity": 9}, None, False),
        ({"state": "PartiallyExecuting", "scaling": NO_IDLE, "totalSlotCapacity": 0}, None, False),
        ({"state": "PartiallyExecuting", "scaling": NO_IDLE, "totalSlotCapacity": 1}, None, True),
        ({"state": "Submitted", "scaling": NO_FIGURES}, None, True),
        ({"state": "FullyExecuting", "scaling": UNKNOWN}, None, True),
        ({"state": "PartiallyExecuting", "elasticProperty": ELASTIC}, None, False),
        (
            {"state": "PartiallyExecuting", "elasticProperty": ELASTIC, "totalSlotCapacity": 2},
            None,
            True,
        ),
        (
            {"state": "Submitted", "elasticProperty": {"isElastic": False, "minTotalSlots": 0}},
            None,
            False,
        ),
    ],
)
async def test_what_counts_as_ready(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    shown: dict[str, Any],
    least: int | None,
    expected: bool,
) -> None:
    answers.add("GET", PATH, pool_json(**shown))
    pool = await a_shown_pool(colour, connect(answers.url))
    assert await colour.do(pool.wait_until_ready(0, minimum_slots=least)) is expected
    assert answers.count("GET", PATH) == 1


async def test_a_wait_looks_until_the_pool_is_ready(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    states = ("Submitted", "PartiallyDispatched", "PartiallyExecuting", "FullyExecuting")
    answers.add("GET", PATH, *(pool_json(state=state) for state in states))
    pool = await a_shown_pool(colour, connect(answers.url))
    assert await colour.do(pool.wait_until_ready()) is True
    assert answers.count("GET", PATH) == len(states)


@pytest.mark.parametrize("state", ["Closing", "Closed", "Failure", "PendingDelete"])
async def test_a_pool_that_ends_before_is_told(
    colour: Colour, connect: Connect, answers: WrittenAnswers, state: str
) -> None:
    answers.add("GET", PATH, pool_json(state="Submitted"), pool_json(state=state, errors=[ERROR]))
    pool = await a_shown_pool(colour, connect(answers.url))
    with pytest.raises(PoolEnded, match=f"{state}.*the machine is gone") as caught:
        await colour.do(pool.wait_until_ready(10))
    again = pickle.loads(pickle.dumps(caught.value))
    for error in (caught.value, again):
        assert (error.pool_uuid, error.state) == (UUID, state)
        assert [each.message for each in error.errors] == ["the machine is gone"]


async def test_a_closed_pool_has_ended(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    for end in ("Closed", "Failure", "PendingDelete"):
        answers.add("GET", PATH, pool_json(state="Closing"), pool_json(state=end))
        pool = await a_shown_pool(colour, connect(answers.url))
        assert await colour.do(pool.wait_until_closed(10)) is True
        assert (pool.state, pool.has_ended) == (end, True)
        answers._answers.clear()


# Outages


@pytest.mark.parametrize("wait", ["wait_until_ready", "wait_until_closed"])
async def test_a_wait_outlives_outages(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    caplog: pytest.LogCaptureFixture,
    wait: str,
) -> None:
    end = {"wait_until_ready": "FullyExecuting", "wait_until_closed": "Closed"}[wait]
    odd = [pool_json(state="Submitted"), 502, 503, b"<html>", 429, [], pool_json(state=end)]
    answers.add("GET", PATH, *odd)
    pool = await a_shown_pool(colour, connect(answers.url))
    with caplog.at_level(logging.INFO, "qarnot"):
        assert await colour.do(getattr(pool, wait)()) is True
    assert answers.count("GET", PATH) == len(odd)
    assert f"the wait for pool {UUID} goes on" in caplog.text
    assert "has outlived failures: 5" in caplog.text


@pytest.mark.parametrize("wait", ["wait_until_ready", "wait_until_closed"])
@pytest.mark.parametrize(
    ("status", "kind"), [(404, MissingPoolException), (401, UnauthorizedException)]
)
async def test_what_will_not_pass_ends_a_wait(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    wait: str,
    status: int,
    kind: type[Exception],
) -> None:
    answers.add("GET", PATH, pool_json(state="Submitted"), status)
    pool = await a_shown_pool(colour, connect(answers.url))
    with pytest.raises(kind):
        await colour.do(getattr(pool, wait)())


async def test_a_pool_that_is_not_seen_yet_is_waited_for(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add("POST", "/pools", {"uuid": UUID})
    answers.add("GET", PATH, 404, 404, pool_json(state="Submitted"), pool_json())
    pool = connect(answers.url).create_pool("a pool", "docker-batch")
    await colour.do(pool.submit())
    assert await colour.do(pool.wait_until_ready()) is True
    assert answers.count("POST", "/pools") == 1


# What is refused


async def test_an_unsubmitted_pool_is_not_waited_for(colour: Colour, connect: Connect) -> None:
    pool = connect(NOTHING).create_pool("a pool", "docker-batch")
    with pytest.raises(NotSubmitted):
        await colour.do(pool.wait_until_ready())
    assert await colour.do(pool.wait_until_closed()) is False
    assert pool.has_ended is False


@pytest.mark.parametrize(
    ("method", "wrong"),
    [
        ("wait_until_ready", {"timeout": -1}),
        ("wait_until_ready", {"timeout": "long"}),
        ("wait_until_ready", {"minimum_slots": -1}),
        ("wait_until_ready", {"minimum_slots": 1.5}),
        ("wait_until_closed", {"timeout": -1}),
    ],
)
async def test_numbers_that_cannot_be_are_refused(
    colour: Colour, connect: Connect, method: str, wrong: dict[str, Any]
) -> None:
    pool = await a_shown_pool(colour, connect(NOTHING))
    with pytest.raises(InvalidValue, match=next(iter(wrong))):
        await colour.do(getattr(pool, method)(**wrong))
