"""How often a wait looks, what it outlives, and when a task has come to its end."""

from __future__ import annotations

import logging
import math

import pytest
from hypothesis import given, strategies as st

from qarnot._polling import LAST_LOOK, Waiting, is_transient
from qarnot._states import is_final, task_state
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    ConnectionClosed,
    InvalidValue,
    LocalFileError,
    MissingTaskException,
    QarnotException,
    QarnotGenericException,
    RateLimited,
    UnauthorizedException,
    UnreadableReply,
)
from qarnot.polling import PollingPolicy

times = st.floats(0, 1e7)
next_look = PollingPolicy().pause_after
LOGGER = logging.getLogger("qarnot.tests.polling")


def error(
    status: int | None = None,
    retry_after: float | None = None,
    kind: type[QarnotException] = QarnotGenericException,
) -> QarnotException:
    made = kind("said the server")
    made.status, made.retry_after = status, retry_after
    return made


OUTAGE = error(503)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, limit: float | None = None) -> Waiting:
        return Waiting(self, limit, LOGGER, "task x", PollingPolicy())


@pytest.fixture
def clock() -> Clock:
    return Clock()


# The schedule


def test_the_first_looks_come_fast() -> None:
    assert next_look(0) == 0.2
    assert next_look(1) == 0.2


def test_later_looks_are_a_tenth_of_the_elapsed_time_apart() -> None:
    assert next_look(30) == 3.0


def test_looks_are_never_further_apart_than_ten_seconds() -> None:
    assert next_look(100) == 10.0
    assert next_look(1e9) == 10.0


@given(times, times)
def test_the_pauses_never_shrink_as_time_passes(earlier: float, later: float) -> None:
    if earlier > later:
        earlier, later = later, earlier
    assert next_look(earlier) <= next_look(later)


@given(times)
def test_a_pause_is_within_its_bounds(elapsed: float) -> None:
    assert 0.2 <= next_look(elapsed) <= 10


@given(st.floats(0, 3600))
def test_the_end_is_seen_late_by_a_tenth_at_most(length: float) -> None:
    elapsed, looks = 0.0, 0
    while elapsed < length:
        elapsed += next_look(elapsed)
        looks += 1
    assert elapsed - length <= max(0.2, 0.1 * length)
    assert looks <= 450


def test_a_schedule_of_ones_own_is_kept() -> None:
    policy = PollingPolicy(first=2, longest=5, share=0.5)
    assert [policy.pause_after(elapsed) for elapsed in (0, 6, 8, 100)] == [2, 3, 4, 5]


@pytest.mark.parametrize("name", ["first", "longest", "share"])
@pytest.mark.parametrize("value", [-1, True, "1", None, math.nan, math.inf, 10**400])
def test_a_schedule_that_cannot_be_is_refused(name: str, value: object) -> None:
    with pytest.raises(InvalidValue, match=name):
        PollingPolicy(**{name: value})  # type: ignore[arg-type]


# The pauses of a wait


@pytest.mark.parametrize(
    ("elapsed", "pause"), [(0.0, 0.2), (2.0, 0.2), (30.0, 3.0), (100.0, 10.0), (1e6, 10.0)]
)
def test_a_wait_pauses_by_the_schedule(clock: Clock, elapsed: float, pause: float) -> None:
    wait = clock.wait()
    clock.now += elapsed
    assert wait.next_pause() == pytest.approx(pause)


def test_a_pause_ends_with_the_limit_at_the_latest(clock: Clock) -> None:
    wait = clock.wait(61.5)
    clock.now += 60
    assert wait.next_pause() == pytest.approx(1.5)


@pytest.mark.parametrize("elapsed", [60.0, 60.1, 1e6])
def test_after_the_limit_there_is_no_pause(clock: Clock, elapsed: float) -> None:
    wait = clock.wait(60)
    clock.now += elapsed
    assert wait.next_pause() is None


def test_a_limit_of_nothing_allows_one_look(clock: Clock) -> None:
    wait = clock.wait(0)
    assert wait.look_timeout() == LAST_LOOK
    assert wait.next_pause() is None


def test_the_server_is_left_alone_for_as_long_as_it_asks(clock: Clock) -> None:
    wait = clock.wait()
    wait.failed(error(503, retry_after=30.0))
    assert wait.next_pause() == 30.0


def test_what_the_server_asks_for_shortens_no_pause(clock: Clock) -> None:
    wait = clock.wait()
    clock.now += 100
    wait.failed(error(503, retry_after=1.0))
    assert wait.next_pause() == 10.0


def test_no_server_is_left_alone_for_more_than_two_minutes(clock: Clock) -> None:
    wait = clock.wait()
    wait.failed(error(503, retry_after=3600.0))
    assert wait.next_pause() == 120.0


def test_what_the_server_asks_for_does_not_move_the_limit(clock: Clock) -> None:
    wait = clock.wait(20)
    clock.now += 3
    wait.failed(error(429, retry_after=100.0, kind=RateLimited))
    assert wait.next_pause() == pytest.approx(17)


@pytest.mark.parametrize("is_over", [False, True])
def test_what_the_server_asked_for_counts_once(clock: Clock, is_over: bool) -> None:
    wait = clock.wait()
    wait.failed(error(503, retry_after=30.0))
    if is_over:
        wait.succeeded()
    else:
        wait.failed(error(503))
    assert wait.next_pause() == 0.2


def test_a_look_has_a_minute_and_a_late_one_what_is_left_and_a_little_more(clock: Clock) -> None:
    wait = clock.wait(100)
    assert wait.look_timeout() == 110.0
    clock.now += 70
    assert wait.look_timeout() == 40.0
    clock.now += 30
    assert wait.look_timeout() == LAST_LOOK == 10.0
    clock.now += 4
    assert wait.look_timeout() == 6.0
    clock.now += 100
    assert wait.look_timeout() == 0.0
    assert clock.wait().look_timeout() == math.inf


# Failures


@pytest.mark.parametrize(
    "passing",
    [
        error(kind=ApiUnreachable),
        error(kind=ApiTimeout),
        error(429, kind=RateLimited),
        error(200, kind=UnreadableReply),
        *map(error, [408, 500, 502, 503, 504, 520, 599]),
    ],
    ids=repr,
)
def test_what_says_nothing_of_the_task_is_outlived(clock: Clock, passing: QarnotException) -> None:
    assert is_transient(passing)
    wait = clock.wait()
    for _ in range(1000):
        wait.failed(passing)
    assert wait.next_pause() is not None


@pytest.mark.parametrize(
    "definite",
    [
        error(401, kind=UnauthorizedException),
        error(403, kind=UnauthorizedException),
        error(404, kind=MissingTaskException),
        *map(error, [302, 400, 402, 409, 418, 422, 501, 505]),
        error(kind=ConnectionClosed),
        error(kind=InvalidValue),
        error(kind=LocalFileError),
        error(),
    ],
    ids=lambda one: f"{type(one).__name__}-{one.status}",
)
def test_what_is_definite_is_raised_at_once(clock: Clock, definite: QarnotException) -> None:
    assert not is_transient(definite)
    wait = clock.wait()
    wait.failed(OUTAGE)
    with pytest.raises(type(definite)) as caught:
        wait.failed(definite)
    assert caught.value is definite


def test_an_outage_is_logged_when_it_begins_and_when_it_is_over(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    wait = clock.wait()
    with caplog.at_level("DEBUG", logger=LOGGER.name):
        for failures in (7, 1):
            wait.succeeded()
            for _ in range(failures):
                wait.failed(OUTAGE)
            wait.succeeded()
            wait.succeeded()
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "the wait for task x goes on after: Error: said the server (503)"),
        ("INFO", "the wait for task x has outlived failures: 7"),
        ("WARNING", "the wait for task x goes on after: Error: said the server (503)"),
        ("INFO", "the wait for task x has outlived failures: 1"),
    ]


@pytest.mark.parametrize(("apart", "looks"), [(1.0, 30), (10.0, 5)])
def test_what_failed_is_tried_a_while_longer_when_the_end_was_seen(
    clock: Clock, apart: float, looks: int
) -> None:
    wait = clock.wait()
    assert wait.may_end()
    # Failures from before the end do not count.
    for _ in range(100):
        wait.failed(OUTAGE)
    tried = 0
    while not wait.may_end():
        tried += 1
        assert tried <= 100
        clock.now += apart
        wait.failed(OUTAGE, has_ended=True)
    assert tried == looks
    wait.succeeded()
    assert wait.may_end()


@pytest.mark.parametrize("definite", [error(401), error(404)])
def test_what_fails_for_good_after_the_end_was_seen_ends_nothing_early(
    clock: Clock, definite: QarnotException
) -> None:
    wait = clock.wait()
    wait.failed(definite, has_ended=True)
    with pytest.raises(type(definite)):
        wait.failed(definite)
    with pytest.raises(ConnectionClosed):
        wait.failed(ConnectionClosed("closed"), has_ended=True)


looks = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["well", "ill", "asked"]),
        st.floats(0, 1e5),
    ),
    max_size=60,
)


@given(st.floats(0, 1000), looks)
def test_a_wait_always_ends_by_its_limit(
    limit: float, planned: list[tuple[float, str, float]]
) -> None:
    clock = Clock()
    begin, wait = clock.now, clock.wait(limit)
    for number in range(100_000):
        timeout = wait.look_timeout()
        assert LAST_LOOK - 1e-6 <= timeout <= limit + LAST_LOOK + 1e-6
        share, outcome, asked = planned[number % len(planned)] if planned else (0.0, "well", 0.0)
        clock.now += share * timeout
        assert clock.now <= begin + limit + LAST_LOOK + 1e-6
        if outcome == "well":
            wait.succeeded()
        else:
            wait.failed(error(503, asked if outcome == "asked" else None))
        pause = wait.next_pause()
        if pause is None:
            break
        assert 0 < pause <= 120
        clock.now += pause
        assert clock.now <= begin + limit + 1e-6
    else:
        pytest.fail("it never ended")
    assert clock.now >= begin + limit - 1e-6
    assert number <= 60 + limit / 9


# The end of a task


def test_the_documented_final_states_are_final() -> None:
    for state in ("Success", "Failure", "Cancelled", "Deleted"):
        assert is_final(state)


def test_states_that_lead_on_are_not_final() -> None:
    for state in (
        "UnSubmitted",
        "Submitted",
        "PartiallyDispatched",
        "FullyDispatched",
        "PartiallyExecuting",
        "FullyExecuting",
        "UploadingResults",
        "DownloadingResults",
        "PendingCancel",
        "PendingDelete",
    ):
        assert not is_final(state)


@given(st.text())
def test_a_state_of_the_future_is_kept_and_is_not_final(state: str) -> None:
    assert task_state(state) == state
    if state not in ("Success", "Failure", "Cancelled", "Deleted"):
        assert not is_final(state)


def test_a_task_without_a_state_is_not_submitted() -> None:
    assert task_state(None) == "UnSubmitted"
