"""What the machines of a pool print."""

from __future__ import annotations

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
    MissingPoolInstanceException,
    OutcomeUnknown,
    QarnotException,
)

pytestmark = pytest.mark.anyio

METHODS = {
    "stdout": ("GET", "stdout"),
    "stderr": ("GET", "stderr"),
    "fresh_stdout": ("POST", "stdout"),
    "fresh_stderr": ("POST", "stderr"),
}


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


async def a_shown_pool(colour: Colour, connect: Connect, answers: WrittenAnswers) -> Any:
    answers.add("GET", PATH, pool_json())
    return await colour.do(connect(answers.url).retrieve_pool(UUID))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("instance", [None, 0, 3])
@pytest.mark.parametrize("answer", [b"0> ready\n", "0> ready\n"])
async def test_each_output_is_read_from_its_place(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    method: str,
    instance: int | None,
    answer: bytes | str,
) -> None:
    verb, stream = METHODS[method]
    place = f"{PATH}/{stream}" if instance is None else f"{PATH}/{stream}/{instance}"
    answers.add(verb, place, answer)
    pool = await a_shown_pool(colour, connect, answers)
    arguments = {} if instance is None else {"instanceId": instance}
    assert await colour.do(getattr(pool, method)(**arguments)) == "0> ready\n"
    assert answers.asked[-1] == (verb, place, None)


@pytest.mark.parametrize("method", ["fresh_stdout", "fresh_stderr"])
@pytest.mark.parametrize("instance", [None, 0])
async def test_d18_what_is_consumed_is_asked_for_once(
    colour: Colour, connect: Connect, answers: WrittenAnswers, method: str, instance: int | None
) -> None:
    place = f"{PATH}/{method.removeprefix('fresh_')}"
    place = place if instance is None else f"{place}/{instance}"
    answers.add("POST", place, 502, b"the rest\n")
    pool = await a_shown_pool(colour, connect, answers)
    with pytest.raises(OutcomeUnknown):
        await colour.do(getattr(pool, method)(instance))
    assert answers.count("POST", place) == 1
    assert await colour.do(getattr(pool, method)(instance)) == "the rest\n"


@pytest.mark.parametrize("method", METHODS)
async def test_what_is_missing_is_told(
    colour: Colour, connect: Connect, answers: WrittenAnswers, method: str
) -> None:
    verb, stream = METHODS[method]
    answers.add(verb, f"{PATH}/{stream}", 404)
    answers.add(verb, f"{PATH}/{stream}/7", 404)
    pool = await a_shown_pool(colour, connect, answers)
    kinds: list[tuple[int | None, type[QarnotException]]] = [
        (None, MissingPoolException),
        (7, MissingPoolInstanceException),
    ]
    for instance, kind in kinds:
        with pytest.raises(kind):
            await colour.do(getattr(pool, method)(instance))
    for wrong in (-1, 1.5, True, "first"):
        with pytest.raises(InvalidValue, match="instanceId"):
            await colour.do(getattr(pool, method)(wrong))


async def test_d58_a_draft_has_no_output_and_asks_nobody(colour: Colour, connect: Connect) -> None:
    pool = connect(NOTHING).create_pool("a pool", "docker-batch")
    for method in METHODS:
        assert await colour.do(getattr(pool, method)()) == ""


async def test_what_prepares_the_machines_can_be_read(colour: Colour, connection: Any) -> None:
    pool = a_pool(connection)
    pool.preparation_command_line = "echo prepared; echo odd >&2"
    await colour.do(pool.submit())
    assert await colour.do(pool.wait_until_ready(30))
    assert "prepared" in await colour.do(pool.stdout())
    assert "prepared" in await colour.do(pool.stdout(0))
    assert "odd" in await colour.do(pool.fresh_stderr())
    assert await colour.do(pool.fresh_stderr()) == ""
    with pytest.raises(MissingPoolInstanceException):
        await colour.do(pool.stdout(99))
    await colour.do(pool.delete())
