"""P24: a wait outlives every outage, is late by one look at most, and ends by its limit.

The real tasks and connections of both colours, in virtual time, over a transport that is a platform
of one task with outages.
"""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from attrs import Factory, define, field, frozen
from conftest import Colour
from fault_options import Scale

from qarnot.exceptions import (
    ConnectionClosed,
    MissingTaskException,
    QarnotException,
    UnauthorizedException,
)

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]

UUID = "00000000-0000-4000-8000-00000000000a"
SCHEDULES = 300
SLICE = 30
LATENCY = 0.01
LONGEST_PAUSE = 10.0
LAST_LOOK = 10.0
LOOKS_AFTER_THE_END = 6
HOUR, DAY = 3_600.0, 86_400.0
ASKED = 30.0
STATUSES = {"500": 500, "502": 502, "503": 503, "asked": 503, "504": 504, "429": 429}
KINDS = ("refused", "dropped", "stalled", "html", *STATUSES)


# The platform


@frozen
class Outage:
    """A time in which requests fail.

    :ivar kind: of ``KINDS``.
    """

    begin: float
    end: float
    kind: str

    def reaches_to(self, attempt_timeout: float) -> float:
        """Give the time until which it may keep a client busy that looks again at once."""
        more = {"stalled": attempt_timeout, "asked": ASKED}.get(self.kind, 0.0)
        return self.end + more + LATENCY


@define
class Clock:
    """Seconds that pass when somebody waits.

    :ivar end: how many may pass, so that a wait that never ends fails its test.
    """

    now: float = 0.0
    end: float = 30 * DAY

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds
        assert self.now < self.end, "somebody waits for ever"

    async def wait_async(self, seconds: float) -> None:
        self.wait(seconds)


@define
class Platform:
    """Answers for one task.

    :ivar ends: when the task does.
    :ivar outages: of everything.
    :ivar output_outages: of the endpoint of the output alone.
    :ivar pieces: what the task prints, each with its time.
    :ivar latency: what an answer takes.
    :ivar refuses: the time from which everything is answered with this status.
    :ivar looks: when the task was asked for.
    :ivar output_looks: when its output was.
    """

    ends: float
    outages: tuple[Outage, ...] = ()
    output_outages: tuple[Outage, ...] = ()
    pieces: tuple[tuple[float, str], ...] = ()
    latency: float = LATENCY
    refuses: tuple[float, int] | None = None
    clock: Clock = Factory(Clock)
    looks: list[float] = field(factory=list, init=False)
    output_looks: list[float] = field(factory=list, init=False)

    @property
    def output(self) -> str:
        return "".join(text for when, text in self.pieces if when <= self.clock.now)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer, or fail as the outage of this moment does."""
        is_output = request.url.path.endswith(("/stdout", "/stderr"))
        (self.output_looks if is_output else self.looks).append(self.clock.now)
        for outage in (*self.outages, *(self.output_outages if is_output else ())):
            if outage.begin <= self.clock.now < outage.end:
                return self._fail(request, outage.kind)
        self.clock.wait(self.latency)
        if self.refuses is not None and self.clock.now >= self.refuses[0]:
            return httpx.Response(self.refuses[1], json={"message": "no"})
        if is_output:
            return httpx.Response(200, text=self.output)
        state = "Success" if self.clock.now >= self.ends else "FullyExecuting"
        return httpx.Response(200, json={"uuid": UUID, "name": "t", "state": state})

    def _fail(self, request: httpx.Request, kind: str) -> httpx.Response:
        if kind == "stalled":
            self.clock.wait(request.extensions["timeout"]["read"])
            raise httpx.ReadTimeout("nothing came")
        self.clock.wait(LATENCY)
        if kind == "refused":
            raise httpx.ConnectError("connection refused")
        if kind == "dropped":
            raise httpx.ReadError("connection reset by peer")
        if kind == "html":
            return httpx.Response(200, html="<html>Log in to this network</html>")
        headers = {"Retry-After": f"{ASKED:.0f}"} if kind == "asked" else {}
        return httpx.Response(STATUSES[kind], headers=headers, json={"message": "not now"})

    def seen_by(self, attempt_timeout: float) -> float:
        """Give the time by which whoever looks every 10 s has seen the end of the task."""
        seen = self.ends
        while True:
            begun = (each for each in self.outages if each.begin <= seen + LONGEST_PAUSE + LATENCY)
            latest = max([seen, *(each.reaches_to(attempt_timeout) for each in begun)])
            if latest == seen:
                return seen + LONGEST_PAUSE + 2 * LATENCY
            seen = latest


class _Transport(httpx.BaseTransport):
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._platform.answer(request)


class _AsyncTransport(httpx.AsyncBaseTransport):
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._platform.answer(request)


async def running_task(colour: Colour, platform: Platform, **settings: Any) -> Any:
    """Give the task of a platform, whose time is also that of the task's connection."""
    outages, platform.outages = platform.outages, ()
    transport = _AsyncTransport(platform) if colour.is_async else _Transport(platform)
    connection = colour.connection(
        cluster_url="http://api.example", transport=transport, **settings
    )
    clock = platform.clock
    connection.wire.clock = clock
    connection.wire.pause = clock.wait_async if colour.is_async else clock.wait
    task = await colour.do(connection.retrieve_task(UUID))
    platform.outages, clock.now = outages, 0.0
    platform.looks.clear()
    return task


def scheduled_pause(elapsed: float) -> float:
    return min(LONGEST_PAUSE, max(0.2, elapsed / 10))


def assert_polls_by_the_schedule(looks: Iterable[float], limit: float | None) -> None:
    for before, after in pairwise(looks):
        is_last = limit is not None and after == pytest.approx(limit)
        assert is_last or after - before >= scheduled_pause(before) - 1e-6, (before, after)


# Waits through outages


def some_outages(chance: random.Random, ends: float) -> tuple[Outage, ...]:
    begins = [chance.uniform(-50, ends * 1.1 + 20) for _ in range(chance.randint(1, 6))]
    return tuple(
        Outage(begin, begin + chance.uniform(1, 600), chance.choice(KINDS)) for begin in begins
    )


@frozen
class Schedule:
    """One wait, drawn by its number."""

    number: int
    platform: Platform
    limit: float | None
    attempt_timeout: float

    @classmethod
    def draw(cls, number: int) -> Schedule:
        chance = random.Random(number)
        ends = 10 * 360 ** chance.random()
        platform = Platform(ends, some_outages(chance, ends), clock=Clock(end=2 * DAY))
        limit = chance.choice([None, ends * chance.uniform(0.1, 2), chance.uniform(0, HOUR)])
        return cls(number, platform, limit, chance.choice([5.0, 30.0, 60.0, 300.0]))

    def check(self, has_ended: bool) -> float:
        """Check what a wait gave, and give by how much it was late."""
        now, seen_by = self.platform.clock.now, self.platform.seen_by(self.attempt_timeout)
        if has_ended:
            assert now >= self.platform.ends
            assert now <= seen_by
        else:
            assert self.limit is not None
            assert self.limit <= now
            assert seen_by > self.limit
        if self.limit is not None:
            assert now <= self.limit + LAST_LOOK + LATENCY
        assert_polls_by_the_schedule(self.platform.looks, self.limit)
        assert len(self.platform.looks) <= 60 + now / LONGEST_PAUSE
        return now - self.platform.ends if has_ended else 0.0


@pytest.fixture
def a_jumping_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    real, chance = time.time, random.Random(0)
    monkeypatch.setattr(time, "time", lambda: real() + chance.choice([-DAY, 0.0, DAY]))


@pytest.mark.usefixtures("a_jumping_wall_clock")
async def test_p24_a_wait_outlives_outages_and_ends_in_time(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    numbers = scale.pick(range(SCHEDULES), SLICE)
    results: Counter[bool] = Counter()
    outages, looks, seconds, lateness = 0, 0, 0.0, 0.0
    for number in numbers:
        schedule = Schedule.draw(number)
        platform = schedule.platform
        task = await running_task(colour, platform, cluster_timeout=schedule.attempt_timeout)
        try:
            has_ended = await colour.do(task.wait(schedule.limit))
            lateness = max(lateness, schedule.check(has_ended))
        except (AssertionError, QarnotException) as error:
            error.add_note(f"schedule {number}: {schedule}")
            raise
        await colour.close(task.connection)
        results[has_ended] += 1
        outages += len(platform.outages)
        looks += len(platform.looks)
        seconds += platform.clock.now
    name = "async" if colour.is_async else "sync"
    figure(
        f"P24: {name}, {len(numbers)} of {SCHEDULES} schedules, {outages} outages, "
        f"{seconds / HOUR:.0f} virtual hours, {looks} looks: {results[True]} ended, "
        f"{results[False]} by their limit, 0 raised; the latest return {lateness:.0f} s after an "
        "end, outages included; 0 later than one look"
    )
    assert results[True] > 0
    assert results[False] > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_no_number_of_failures_ends_a_wait(colour: Colour, kind: str) -> None:
    platform = Platform(100.0, (Outage(1.0, 3 * HOUR, kind),))
    task = await running_task(colour, platform)
    assert await colour.do(task.wait()) is True
    assert 3 * HOUR <= platform.clock.now <= platform.seen_by(60.0)
    # An outage spends nothing that other calls of the connection need.
    now = platform.clock.now
    platform.outages = (Outage(now, now + 3, "503"),)
    await colour.do(task.update(True))
    await colour.close(task.connection)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_limit_counts_during_an_outage_too(colour: Colour, kind: str) -> None:
    platform = Platform(1.0, (Outage(0.0, DAY, kind),))
    task = await running_task(colour, platform)
    for limit in (0, 0.1, 7, 100, 1000.0):
        begin = platform.clock.now
        assert await colour.do(task.wait(limit)) is False
        assert begin + limit <= platform.clock.now <= begin + limit + LAST_LOOK + LATENCY
    await colour.close(task.connection)


async def test_slow_answers_delay_a_limit_by_one_look_of_each_kind(colour: Colour) -> None:
    platform = Platform(HOUR, latency=0.99 * LAST_LOOK)
    task = await running_task(colour, platform)
    platform.clock.now = 0.0
    assert await colour.do(task.wait(7)) is False
    assert platform.clock.now <= 7 + LAST_LOOK
    platform.clock.now = 0.0
    assert await colour.do(task.wait(7, follow_stdout=True, follow_stderr=True)) is False
    assert platform.clock.now <= 7 + 3 * LAST_LOOK
    await colour.close(task.connection)


async def test_a_wait_without_time_sees_an_end_that_is_there(colour: Colour) -> None:
    platform = Platform(5.0)
    task = await running_task(colour, platform)
    assert await colour.do(task.wait(0)) is False
    platform.clock.now = 5.0
    assert await colour.do(task.wait(0)) is True
    assert len(platform.looks) == 2
    await colour.close(task.connection)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, UnauthorizedException), (403, UnauthorizedException), (404, MissingTaskException),
     (400, QarnotException), (501, QarnotException)],
)  # fmt: skip
@pytest.mark.parametrize("is_after_outage", [False, True])
async def test_a_definite_error_ends_a_wait_at_once(
    colour: Colour, status: int, kind: type[QarnotException], is_after_outage: bool
) -> None:
    outages = (Outage(20.0, 90.0, "503"),) if is_after_outage else ()
    platform = Platform(HOUR, outages, refuses=(50.0, status))
    task = await running_task(colour, platform)
    with pytest.raises(kind) as caught:
        await colour.do(task.wait())
    assert caught.value.status == status
    refused = 90.0 if is_after_outage else 50.0
    assert [each for each in platform.looks if each >= refused] == platform.looks[-1:]
    assert platform.clock.now <= refused + LONGEST_PAUSE + 2 * LATENCY
    await colour.close(task.connection)


async def test_an_outage_is_no_reason_to_poll_faster(colour: Colour) -> None:
    looks = []
    for outages in ((), (Outage(0.0, 595.0, "refused"),)):
        platform = Platform(590.0, outages)
        task = await running_task(colour, platform)
        assert await colour.do(task.wait()) is True
        assert_polls_by_the_schedule(platform.looks, None)
        looks.append(len(platform.looks))
        await colour.close(task.connection)
    assert abs(looks[0] - looks[1]) <= 1


async def test_a_server_is_left_alone_for_as_long_as_it_asks(colour: Colour) -> None:
    platform = Platform(300.0, (Outage(0.0, 250.0, "asked"),))
    task = await running_task(colour, platform)
    assert await colour.do(task.wait()) is True
    during = [each for each in platform.looks if each < 250.0 + ASKED]
    assert all(after - before >= ASKED for before, after in pairwise(during))
    await colour.close(task.connection)


async def test_a_wait_ends_when_its_connection_is_closed(colour: Colour) -> None:
    platform = Platform(HOUR, (Outage(0.0, HOUR, "503"),))
    task = await running_task(colour, platform)
    await colour.close(task.connection)
    with pytest.raises(ConnectionClosed):
        await colour.do(task.wait())


# Following


class Lines(logging.Handler):
    """Keeps what was shown of a task."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.logger = logging.Logger("qarnot.tests.following", logging.INFO)
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == "%s":
            self.shown.append(record.getMessage())


WORDS = ("", "a", "grüße", "日本語", "🚀 " * 5, "x" * 500, "50 %s", " ")


def some_pieces(chance: random.Random, ends: float) -> tuple[tuple[float, str], ...]:
    times = sorted(chance.uniform(0, ends) for _ in range(chance.randint(0, 60)))
    return tuple(
        (when, f"{number} {chance.choice(WORDS)}" + chance.choice(["\n", "\n", ""]))
        for number, when in enumerate(times)
    )


def lines_of(platform: Platform) -> list[str]:
    """Give the lines that the task has printed in all; the last one needs no end."""
    *lines, rest = "".join(text for _, text in platform.pieces).split("\n")
    return [*lines, rest] if rest else lines


async def follow(colour: Colour, platform: Platform, limit: float | None = None) -> list[str]:
    lines = Lines()
    task = await running_task(colour, platform, logger=lines.logger)
    assert await colour.do(task.wait(limit, follow_stdout=True)) is True
    await colour.close(task.connection)
    return lines.shown


def some_output_outages(chance: random.Random, ends: float, over: float) -> Iterator[Outage]:
    """Draw outages that are over at some time."""
    for _ in range(chance.randint(1, 4)):
        begin = chance.uniform(0, ends)
        end = min(begin + chance.uniform(1, 600), over)
        yield Outage(begin, end, chance.choice(KINDS))


async def test_following_through_outages_loses_and_repeats_no_line(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    numbers = scale.pick(range(SCHEDULES), SLICE)
    count = 0
    for number in numbers:
        chance = random.Random(number)
        ends = 10 * 360 ** chance.random()
        # One of them may go on when the task has ended: together they may last for too long.
        outages = some_outages(chance, ends) if chance.random() < 0.5 else ()
        over = ends if outages else ends + 2 * scheduled_pause(ends)
        platform = Platform(
            ends,
            outages,
            tuple(some_output_outages(chance, ends, over)),
            some_pieces(chance, ends),
        )
        shown = await follow(colour, platform)
        assert shown == lines_of(platform), f"schedule {number}: {platform}"
        count += len(shown)
    name = "async" if colour.is_async else "sync"
    figure(
        f"P24: {name}, following through {len(numbers)} schedules of outages of the output: "
        f"{count} lines, 0 lost, 0 repeated"
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("begin", [0.0, 1_000.0])
async def test_output_that_never_comes_again_does_not_keep_a_wait(
    colour: Colour, kind: str, begin: float
) -> None:
    outage = Outage(begin, 30 * DAY, kind)
    platform = Platform(1_000.0, output_outages=(outage,), pieces=((1.0, "one\n"),))
    shown = await follow(colour, platform)
    assert shown == (["one"] if begin else [])
    after = [each for each in platform.looks if each >= platform.ends]
    assert 1 <= len(after) <= LOOKS_AFTER_THE_END
    longest = LONGEST_PAUSE + {"stalled": 60.0, "asked": ASKED}.get(kind, 0.0)
    assert platform.clock.now <= platform.ends + longest * (LOOKS_AFTER_THE_END + 1)


async def test_output_that_comes_again_soon_after_the_end_is_shown(colour: Colour) -> None:
    outage = Outage(100.0, 1_015.0, "503")
    platform = Platform(1_000.0, output_outages=(outage,), pieces=((1.0, "one\n"), (999.0, "two")))
    assert await follow(colour, platform) == ["one", "two"]
