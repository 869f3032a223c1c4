"""When retries come: the documented waits, what a server asks for, and no storm of them (P8)."""

from __future__ import annotations

import contextlib
import itertools
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import pytest
from attrs import field, frozen
from conftest import Colour
from hypothesis import given, strategies as st
from stage import Reaction, Server, Stage

import qarnot._async.wire
import qarnot._sync.wire
from qarnot._creation import created
from qarnot._exchange import Fault, FaultKind, repeated
from qarnot._finding import creation_of
from qarnot._operations import OPERATIONS
from qarnot._replies import Answer, Request, any_reply
from qarnot.config import resolve_settings
from qarnot.exceptions import QarnotException, RateLimited
from qarnot.retry import RetryPolicy

REFUSED = Fault(FaultKind.NEVER_SENT, ConnectionRefusedError("refused"))
DROPPED = Fault(FaultKind.UNANSWERED, ConnectionResetError("dropped"))
DONE = Answer(200, {"content-type": "application/json"}, b"{}")
WINDOWS = [(0.5, 1.0), (1.0, 2.0), (1.5, 3.0)]


def ask(operation: str = "get_task") -> Request[Any]:
    return Request(OPERATIONS[operation], {"method": "get", "url": "/tasks/x"}, any_reply)


def status(code: int, **headers: str) -> Answer:
    return Answer(code, {name.replace("_", "-"): text for name, text in headers.items()})


def always(reaction: Reaction) -> Server:
    return lambda _: reaction


def play(stage: Stage, *reactions: Reaction, operation: str = "get_task") -> Any:
    line = iter(reactions)
    return stage.play(repeated(stage.call(), ask(operation)), lambda _: next(line))


def by_chance(policy: RetryPolicy, seed: int, attempt_timeout: float = 60.0) -> Stage:
    return Stage(policy, attempt_timeout, random.Random(seed).random)


# The waits of the documentation


def test_three_dropped_connections_are_waited_for_as_documented(
    figure: Callable[[str], None],
) -> None:
    seen: list[list[float]] = [[], [], []]
    for seed in range(1000):
        stage = by_chance(RetryPolicy.documented(3, 1.0), seed)
        assert play(stage, DROPPED, DROPPED, DROPPED, DONE) == {}
        assert len(stage.sent) == 4
        assert stage.now - 1000 == pytest.approx(sum(stage.pauses))
        for number, seconds in enumerate(stage.pauses):
            seen[number].append(seconds)
    for waits, (least, most) in zip(seen, WINDOWS, strict=True):
        assert len(waits) == 1000
        assert least <= min(waits) < least * 1.05
        assert most * 0.95 < max(waits) <= most
    spans = ", ".join(f"{min(waits):.2f}-{max(waits):.2f}" for waits in seen)
    figure(f"schedule: 3 dropped connections, 1,000 calls, waits of {spans} s, then success")


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=3))
def test_no_chance_leads_out_of_the_windows(chances: list[float]) -> None:
    stage = Stage(RetryPolicy.documented(3, 1.0), chance=iter(chances).__next__)
    play(stage, DROPPED, DROPPED, DROPPED, DONE)
    for seconds, (least, most) in zip(stage.pauses, WINDOWS, strict=True):
        assert least <= seconds <= most


@pytest.mark.parametrize("code", [429, 503])
def test_a_server_that_asks_for_seven_seconds_is_left_alone_for_them(code: int) -> None:
    limiting = status(code, retry_after="7")
    for seed in range(1000):
        stage = by_chance(RetryPolicy.documented(3, 1.0), seed)
        play(stage, limiting, limiting, limiting, DONE)
        assert stage.pauses == [7.0, 7.0, 7.0]


def test_what_is_asked_lengthens_a_wait_and_never_shortens_it() -> None:
    for seed, asked in itertools.product(range(100), range(6)):
        plain = by_chance(RetryPolicy.documented(3, 1.0), seed)
        play(plain, *[status(503)] * 3, DONE)
        told = by_chance(RetryPolicy.documented(3, 1.0), seed)
        play(told, *[status(503, retry_after=str(asked))] * 3, DONE)
        assert told.pauses == [max(seconds, asked) for seconds in plain.pauses]


def test_two_minutes_are_waited_and_no_second_more() -> None:
    stage = Stage(RetryPolicy.documented(3, 1.0))
    play(stage, status(503, retry_after="120"), DONE)
    assert stage.pauses == [120.0]
    for asked in ("121", "3600", "999999999"):
        stage = Stage(RetryPolicy.documented(3, 1.0), 100_000)
        with pytest.raises(RateLimited) as caught:
            play(stage, status(429, retry_after=asked))
        assert caught.value.retry_after == float(asked)
        assert (stage.pauses, caught.value.attempts) == ([], 1)


def test_nothing_is_waited_for_that_comes_after_the_deadline() -> None:
    # The call has 4 x 5 + 6 seconds.
    for asked, is_waited in (("25", True), ("26", False), ("60", False)):
        stage = Stage(RetryPolicy.documented(3, 1.0), 5)
        if is_waited:
            play(stage, status(503, retry_after=asked), DONE)
            assert stage.pauses == [25.0]
            continue
        with pytest.raises(QarnotException) as caught:
            play(stage, status(503, retry_after=asked))
        assert caught.value.retry_after == float(asked)
        assert caught.value.status == 503
        assert (stage.pauses, caught.value.attempts) == ([], 1)


# Everything that servers have been seen to ask for, in whole calls of either colour

NOW = "Sun, 06 Nov 1994 08:49:07 GMT"
LATER = "Sun, 06 Nov 1994 08:49:27 GMT"
USUAL = (4.0, 8.0)
"""The seconds of the schedule, which is what is waited when nothing readable is asked for."""


@frozen
class Row:
    """What a server says, and the least and the most that is waited; ``None`` ends the call.

    :ivar ends_with: ``retry_after`` of the error then.
    """

    name: str
    headers: tuple[tuple[str, str], ...]
    waits: tuple[float, float] | None = USUAL
    ends_with: float | None = field(default=None)


def says(name: str, *texts: str, date: str | None = NOW, **more: Any) -> Row:
    headers = [("Retry-After", text) for text in texts]
    return Row(name, (*headers, *([("Date", date)] if date else [])), **more)


TWENTY = (20.0, 20.0)
ROWS = [
    says("none"),
    says("0", "0"),
    says("7", "7", waits=(7.0, 8.0)),
    says("-10", "-10"),
    says("' 20 '", " 20 ", waits=TWENTY),
    says("20, no Date", "20", date=None, waits=TWENTY),
    says("20.5", "20.5"),
    says("1e3", "1e3"),
    says("inf", "inf"),
    says("nan", "nan"),
    says("35 nines", "9" * 35),
    says("empty", ""),
    says("text", "soon"),
    says("120", "120", waits=(120.0, 120.0)),
    says("121", "121", waits=None, ends_with=121.0),
    says("9 nines", "9" * 9, waits=None, ends_with=999_999_999.0),
    says("date in the past", "Sun, 06 Nov 1994 08:00:00 GMT"),
    says("date that is now", NOW),
    says("date in the future", LATER, waits=TWENTY),
    says("date far in the future", "Sun, 06 Nov 1994 09:49:07 GMT", waits=None, ends_with=3600.0),
    says("date with a wrong weekday", "Wed, 06 Nov 1994 08:49:27 GMT", waits=TWENTY),
    says("date of the year 100000", "Wed, 21 Oct 100000 07:28:00 GMT"),
    says("date of asctime", "Sun Nov  6 08:49:27 1994", waits=TWENTY),
    says("date of RFC 850", "Sunday, 06-Nov-94 08:49:27 GMT", waits=TWENTY),
    says("date, no Date", LATER, date=None),
    says("date, odd Date", LATER, date="today"),
    says("two headers", "20", "30"),
    says("two headers, one date", "20", LATER),
    says("clock 1 h ahead", "Sun, 06 Nov 1994 09:49:27 GMT", date="Sun, 06 Nov 1994 09:49:07 GMT",
         waits=TWENTY),
    says("clock 1 h behind", "Sun, 06 Nov 1994 07:49:27 GMT", date="Sun, 06 Nov 1994 07:49:07 GMT",
         waits=TWENTY),
]  # fmt: skip


class Script(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Says one thing at first, and gives an answer from then on."""

    def __init__(self, code: int, headers: Sequence[tuple[str, str]]) -> None:
        self.first = httpx.Response(code, headers=list(headers), json={"message": "later"})
        self.asked = 0

    def handle_request(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        return self.first if self.asked == 1 else httpx.Response(200, json={"uuid": "x"})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


async def whole_call(
    colour: Colour, code: int, row: Row
) -> tuple[list[float], QarnotException | None]:
    """Make a call by a wire; gives the seconds of its waits, and its error."""
    pauses: list[float] = []

    async def pause_async(seconds: float) -> None:
        pauses.append(seconds)

    settings = resolve_settings(
        None,
        {"client_token": "any", "cluster_url": "http://api.example", "cluster_timeout": 500.0},
        retry_count=1,
        retry_wait=USUAL[1],
        environment={},
    )
    script = Script(code, row.headers)
    options: dict[str, Any] = {"transport": script, "clock": lambda: 1000 + sum(pauses)}
    logger, error = logging.getLogger("qarnot.tests.schedule"), None
    wire: Any
    if colour.is_async:
        wire = qarnot._async.wire.Wire(settings, logger, pause=pause_async, **options)
    else:
        wire = qarnot._sync.wire.Wire(settings, logger, pause=pauses.append, **options)
    try:
        assert await colour.do(wire.call("get_task", "x")) == {"uuid": "x"}
    except QarnotException as raised:
        error = raised
    await colour.do(wire.aclose() if colour.is_async else wire.close())
    assert script.asked == len(pauses) + 1
    return pauses, error


@pytest.mark.anyio
async def test_the_retry_after_table(colour: Colour, figure: Callable[[str], None]) -> None:
    right, wrong = 0, []
    for row in ROWS:
        came = [await whole_call(colour, code, row) for code in (429, 503)]
        is_right = all(map(is_as_expected, itertools.repeat(row), came))
        right += is_right
        if not is_right:
            wrong.append((row.name, came))
    name = "async" if colour.is_async else "blocking"
    figure(f"Retry-After table: {right} of {len(ROWS)} rows, in {name} calls, for 429 and 503")
    assert wrong == []


def is_as_expected(row: Row, came: tuple[list[float], QarnotException | None]) -> bool:
    pauses, error = came
    if row.waits is None:
        return pauses == [] and error is not None and error.retry_after == row.ends_with
    least, most = row.waits
    return error is None and len(pauses) == 1 and least <= pauses[0] <= most


# P8: no storm

CALLS = 1000
MOST_RETRIES_IN_ALL = 36
"""500 tokens, of which each retry takes 14."""

DEAD: dict[str, Reaction] = {"refused": REFUSED, "dropped": DROPPED, "503": status(503)}


@pytest.mark.parametrize("operation", ["get_task", "update_task", "abort_task", "delete_secret"])
def test_a_dead_server_is_not_stormed(operation: str, figure: Callable[[str], None]) -> None:
    seen = {}
    for way, reaction in DEAD.items():
        stage = by_chance(RetryPolicy.documented(), 8)
        for _ in range(CALLS):
            with pytest.raises(QarnotException):
                stage.play(repeated(stage.call(), ask(operation)), always(reaction))
        seen[way] = len(stage.sent)
    figure(f"P8: {CALLS} calls of {operation} to a dead server, requests: {shown(seen)}")
    assert all(CALLS < count <= CALLS + MOST_RETRIES_IN_ALL for count in seen.values())


@pytest.mark.parametrize("operation", ["create_task", "create_pool", "create_job", "clone_task"])
def test_a_dead_server_is_not_stormed_with_creations(
    operation: str, figure: Callable[[str], None]
) -> None:
    post: Request[Any] = Request(
        OPERATIONS[operation], {"method": "post", "url": "/x", "json": {"name": "n"}}, any_reply
    )
    posts, every = {}, {}
    for way, reaction in DEAD.items():
        stage = by_chance(RetryPolicy.documented(), 8)
        for _ in range(CALLS):
            steps = created(stage.call(), creation_of(post))
            with pytest.raises(QarnotException):
                stage.play(steps, always(reaction))
        posts[way], every[way] = stage.sent.count(operation), len(stage.sent)
    figure(
        f"P8: {CALLS} calls of {operation} to a dead server, creations: {shown(posts)}; "
        f"with their looks: {shown(every)}"
    )
    assert all(CALLS <= count <= CALLS + MOST_RETRIES_IN_ALL for count in posts.values())
    assert every["refused"] == posts["refused"]
    assert all(count <= 2 * CALLS + MOST_RETRIES_IN_ALL for count in every.values())


def test_creations_that_fail_where_reads_do_not_are_no_storm() -> None:
    def server(request: Request[Any]) -> Reaction:
        return status(503) if request.operation.name == "create_task" else status(404)

    stage = by_chance(RetryPolicy.documented(), 8)
    post: Request[Any] = Request(
        OPERATIONS["create_task"], {"method": "post", "url": "/tasks", "json": {}}, any_reply
    )
    for _ in range(CALLS):
        with pytest.raises(QarnotException):
            stage.play(created(stage.call(), creation_of(post)), server)
    assert CALLS < stage.sent.count("create_task") <= CALLS + MOST_RETRIES_IN_ALL
    # Two looks after each.
    assert len(stage.sent) <= 3 * (CALLS + MOST_RETRIES_IN_ALL)


@pytest.mark.parametrize("way", DEAD)
def test_a_failed_read_takes_from_the_budget_what_its_retries_cost(way: str) -> None:
    stage = Stage(RetryPolicy.documented(5))
    with pytest.raises(QarnotException):
        play(stage, *[DEAD[way]] * 6)
    assert stage.budget.capacity - stage.budget._tokens == 5 * 14


def shown(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} ({way})" for way, count in counts.items())


def test_a_server_that_comes_back_is_asked_again_as_before() -> None:
    stage = by_chance(RetryPolicy.documented(), 8)
    for _ in range(CALLS):
        with pytest.raises(QarnotException):
            play(stage, *[DROPPED] * 6)
    for _ in range(500):
        play(stage, DONE)
    stage.sent.clear()
    play(stage, *[DROPPED] * 5, DONE)
    assert len(stage.sent) == 6


BINS = 20
CRITICAL = 43.82
"""What a chi-square of 19 degrees of freedom exceeds once in 1,000 times, from its usual table."""

CLIENTS = 100
ROUNDS = 20
POLICIES = {
    "documented": (RetryPolicy.documented(), 0.5),
    "exponential": (RetryPolicy.exponential(), 0.0),
}


def chi_square(places: Sequence[float]) -> float:
    """Tell how far numbers from 0 to 1 are from being spread evenly."""
    counts = Counter(min(int(place * BINS), BINS - 1) for place in places)
    expected = len(places) / BINS
    return sum((counts[number] - expected) ** 2 / expected for number in range(BINS))


def test_the_judge_of_uniformity_knows_what_is_not_uniform() -> None:
    assert chi_square([0.5] * 10_000) > CRITICAL
    draw = random.Random(8)
    assert chi_square([draw.random() ** 1.1 for _ in range(10_000)]) > CRITICAL
    assert chi_square([number / 10_000 for number in range(10_000)]) < 1e-9


@pytest.mark.parametrize("name", POLICIES)
def test_a_hundred_clients_do_not_come_back_together(
    name: str, figure: Callable[[str], None]
) -> None:
    policy, least = POLICIES[name]
    places = []
    for client in range(CLIENTS):
        chance = random.Random(f"{name} {client}").random
        for _ in range(ROUNDS):
            stage = Stage(policy, chance=chance)
            with contextlib.suppress(QarnotException):
                play(stage, *[status(503)] * 6)
            for seconds, longest in zip(stage.pauses, policy.waits, strict=True):
                assert least * longest <= seconds <= longest
                places.append((seconds / longest - least) / (1 - least))
    assert len(places) == 10_000
    far = chi_square(places)
    figure(
        f"P8: {CLIENTS} clients on 503, {name}: {len(places)} waits, chi-square {far:.1f} "
        f"with {BINS - 1} degrees of freedom (uniform below {CRITICAL})"
    )
    assert far < CRITICAL
