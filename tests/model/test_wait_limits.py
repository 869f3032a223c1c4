"""A wait that meets a task too early or too late, and answers that take long.

The real tasks and connections of both colours, in virtual time but for the output that never ends.
"""

from __future__ import annotations

import json
import math
import time
from typing import Any

import httpx
import pytest
from attrs import Factory, define, field
from conftest import Colour
from rawserver import RawServer, answer, drip

import qarnot._polling
from qarnot.exceptions import MissingTaskException, QarnotException, UnauthorizedException

pytestmark = pytest.mark.anyio

UUID = "00000000-0000-4000-8000-00000000000a"
SECONDS_UNTIL_SEEN = 30.0
LONGEST_PAUSE = 10.0
LAST_LOOK = 10.0
HOUR = 3_600.0


@define
class Clock:
    """Seconds that pass when somebody waits."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds
        assert self.now < 24 * HOUR, "somebody waits for ever"

    async def wait_async(self, seconds: float) -> None:
        self.wait(seconds)


@define
class Platform:
    """Answers for one task.

    :ivar appears: when a read of the task finds it for the first time.
    :ivar ends: when the task does.
    :ivar vanishes: when it is deleted.
    :ivar latency: what an answer takes.
    :ivar refuses_output: the status that every read of an output gets.
    :ivar looks: when the task was asked for.
    :ivar output_looks: when its output was.
    """

    appears: float = 0.0
    ends: float = math.inf
    vanishes: float = math.inf
    latency: float = 0.01
    refuses_output: int | None = None
    clock: Clock = Factory(Clock)
    looks: list[float] = field(factory=list, init=False)
    output_looks: list[float] = field(factory=list, init=False)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer, unless whoever asks is not that patient."""
        is_output = request.url.path.endswith(("/stdout", "/stderr"))
        if request.method == "GET":
            (self.output_looks if is_output else self.looks).append(self.clock.now)
        patience = request.extensions["timeout"]["read"]
        self.clock.wait(min(self.latency, patience))
        if patience < self.latency:
            raise httpx.ReadTimeout("nothing came")
        if request.method == "POST":
            return httpx.Response(200, json={"uuid": UUID})
        if not self.appears <= self.clock.now < self.vanishes:
            return httpx.Response(404, json={"message": "No such task"})
        if is_output and self.refuses_output is not None:
            return httpx.Response(self.refuses_output, json={"message": "no"})
        if is_output:
            return httpx.Response(200, text="one\n")
        state = "Success" if self.clock.now >= self.ends else "FullyExecuting"
        return httpx.Response(200, json={"uuid": UUID, "name": "t", "state": state})


def connect(colour: Colour, platform: Platform, **settings: Any) -> Any:
    """Make a connection to a platform, with the time of which it lives."""
    transport = httpx.MockTransport(platform.answer)
    connection = colour.connection(
        cluster_url="http://api.example", transport=transport, **settings
    )
    clock = platform.clock
    connection.wire.clock = clock
    connection.wire.pause = clock.wait_async if colour.is_async else clock.wait
    return connection


async def new_task(colour: Colour, platform: Platform, **settings: Any) -> Any:
    """Give a task that was submitted just now."""
    task = connect(colour, platform, **settings).create_task("t", "docker-batch")
    await colour.do(task.submit())
    assert task.uuid == UUID
    assert platform.looks == []
    return task


async def known_task(colour: Colour, platform: Platform, **settings: Any) -> Any:
    """Give a task that was seen before, as it was then."""
    task = await colour.do(connect(colour, platform, **settings).retrieve_task(UUID))
    platform.looks.clear()
    return task


# A task that was just created


@pytest.mark.parametrize("appears", [0.5, 7.0, SECONDS_UNTIL_SEEN - 1])
async def test_a_wait_outlives_that_a_new_task_is_not_seen_yet(
    colour: Colour, appears: float
) -> None:
    platform = Platform(appears, ends=100.0)
    task = await new_task(colour, platform)
    assert await colour.do(task.wait()) is True
    assert platform.looks[0] < appears
    assert platform.clock.now <= platform.ends + LONGEST_PAUSE + 1
    await colour.close(task.connection)


async def test_a_new_task_that_is_never_seen_is_missing_in_the_end(colour: Colour) -> None:
    platform = Platform(appears=math.inf)
    task = await new_task(colour, platform)
    assert await colour.do(task.wait(5)) is False
    with pytest.raises(MissingTaskException):
        await colour.do(task.wait())
    late = platform.clock.now - SECONDS_UNTIL_SEEN
    assert 0 <= late <= LONGEST_PAUSE
    assert [each for each in platform.looks if each >= SECONDS_UNTIL_SEEN] == platform.looks[-1:]
    await colour.close(task.connection)


async def test_a_new_task_that_was_seen_is_missing_at_once(colour: Colour) -> None:
    platform = Platform(appears=1.0, vanishes=8.0)
    task = await new_task(colour, platform)
    with pytest.raises(MissingTaskException):
        await colour.do(task.wait())
    assert [each for each in platform.looks if each >= platform.vanishes] == platform.looks[-1:]
    assert platform.clock.now < SECONDS_UNTIL_SEEN / 2
    await colour.close(task.connection)


async def test_a_new_task_that_an_update_has_seen_is_missing_at_once(colour: Colour) -> None:
    platform = Platform(vanishes=1.0)
    task = await new_task(colour, platform)
    await colour.do(task.update(True))
    platform.clock.now = 1.0
    with pytest.raises(MissingTaskException):
        await colour.do(task.wait())
    assert platform.looks[1:] == [1.0]
    await colour.close(task.connection)


# Answers that take long


async def test_a_wait_has_the_patience_of_its_connection(colour: Colour) -> None:
    platform = Platform(ends=200.0, latency=90.0)
    task = await known_task(colour, platform, cluster_timeout=300)
    platform.clock.now = 0.0
    assert await colour.do(task.wait(follow_stdout=True)) is True
    assert platform.clock.now <= platform.ends + 3 * platform.latency + LONGEST_PAUSE
    await colour.close(task.connection)


@pytest.mark.parametrize(("limit", "has_ended"), [(100, True), (81, True), (79, False)])
async def test_a_wait_with_a_limit_is_patient_until_its_last_look(
    colour: Colour, limit: float, has_ended: bool
) -> None:
    platform = Platform(ends=50.0)
    task = await known_task(colour, platform, cluster_timeout=300)
    platform.clock.now, platform.latency = 0.0, 90.0
    assert await colour.do(task.wait(limit)) is has_ended
    assert platform.clock.now <= limit + LAST_LOOK
    await colour.close(task.connection)


async def test_a_limit_ends_output_that_comes_in_for_ever(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qarnot._polling, "LAST_LOOK", 0.3)
    running = answer(json.dumps({"uuid": UUID, "name": "t", "state": "FullyExecuting"}).encode())
    endless = drip(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"1000\r\n" + b"x" * 0x1000 + b"\r\n",
    )
    with RawServer(running, running, endless) as server:
        connection = colour.connection(cluster_url=server.url)
        task = await colour.do(connection.retrieve_task(UUID))
        begin = time.monotonic()
        assert await colour.do(task.wait(0.2, follow_stdout=True)) is False
        taken = time.monotonic() - begin
        assert server.requests[2:] == [f"GET /tasks/{UUID}/stdout"]
        await colour.close(connection)
    # The limit and the last look are half a second; what is more is a machine that is busy.
    assert 0.2 <= taken < LAST_LOOK


# What comes after the end


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_an_output_that_is_refused_does_not_keep_an_ended_task(
    colour: Colour, status: int
) -> None:
    platform = Platform(ends=10.0, refuses_output=status)
    task = await known_task(colour, platform)
    platform.clock.now = 11.0
    assert await colour.do(task.wait(follow_stdout=True, follow_stderr=True)) is True
    assert (len(platform.looks), len(platform.output_looks)) == (1, 2)
    assert platform.clock.now < 12.0
    await colour.close(task.connection)


async def test_a_task_that_ended_and_was_deleted_has_ended(colour: Colour) -> None:
    platform = Platform(vanishes=20.0, ends=10.0)
    task = await known_task(colour, platform)
    platform.clock.now = 11.0
    assert await colour.do(task.wait()) is True
    platform.clock.now = 21.0
    assert await colour.do(task.wait(follow_stdout=True)) is True
    assert len(platform.looks) == 2
    assert platform.clock.now < 22.0
    await colour.close(task.connection)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, QarnotException), (403, UnauthorizedException), (404, MissingTaskException)],
)
async def test_an_output_that_is_refused_before_the_end_is_an_error(
    colour: Colour, status: int, kind: type[QarnotException]
) -> None:
    platform = Platform(ends=HOUR, refuses_output=status)
    task = await known_task(colour, platform)
    with pytest.raises(kind) as caught:
        await colour.do(task.wait(follow_stdout=True))
    assert caught.value.status == status
    assert (len(platform.looks), len(platform.output_looks)) == (1, 1)
    await colour.close(task.connection)


async def test_a_task_that_is_deleted_before_its_end_was_seen_is_missing(colour: Colour) -> None:
    platform = Platform(ends=10.0, vanishes=20.0)
    task = await known_task(colour, platform)
    platform.clock.now = 20.0
    with pytest.raises(MissingTaskException):
        await colour.do(task.wait())
    assert len(platform.looks) == 1
    await colour.close(task.connection)
