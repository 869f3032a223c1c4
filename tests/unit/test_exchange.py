"""The life of one call, with a clock and a chance of the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st
from stage import Reaction, Stage

from qarnot._exchange import Fault, FaultKind, call_timeout, repeated
from qarnot._operations import OPERATIONS
from qarnot._replies import Answer, Request, nothing, object_reply
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    MissingTaskException,
    OutcomeUnknown,
    QarnotException,
    QarnotGenericException,
    UnauthorizedException,
    UnreadableReply,
)
from qarnot.retry import RetryPolicy

DROPPED = Fault(FaultKind.UNANSWERED, ConnectionResetError("dropped"))
REFUSED = Fault(FaultKind.NEVER_SENT, ConnectionRefusedError("refused"))
LATE = Fault(FaultKind.UNANSWERED, TimeoutError("late"), timed_out=True)


def script(reactions: Iterable[Reaction]) -> Callable[[Request[Any]], Reaction]:
    line: Iterator[Reaction] = iter(reactions)
    return lambda _: next(line)


def ask(name: str = "get_task", read: Callable[[Answer], Any] = object_reply) -> Request[Any]:
    return Request(OPERATIONS[name], {"method": "get", "url": "/tasks/x"}, read)


def ok(body: bytes = b"{}") -> Answer:
    return Answer(200, {"content-type": "application/json"}, body)


def status(code: int, message: str = "m", **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(code, names, b'{"message":"%s"}' % message.encode())


@pytest.mark.parametrize(
    "passing", [DROPPED, REFUSED, LATE, *map(status, [429, 500, 502, 503, 504])]
)
def test_a_read_survives_as_many_passing_failures_as_there_are_retries(passing: Reaction) -> None:
    stage = Stage(RetryPolicy.documented(3))
    result = stage.play(repeated(stage.call(), ask()), script([passing] * 3 + [ok()]))
    assert result == {}
    assert stage.sent == ["get_task"] * 4


def test_the_waits_are_the_documented_progression() -> None:
    stage = Stage(RetryPolicy.documented(5, 2.0))
    with pytest.raises(ApiUnreachable) as caught:
        stage.play(repeated(stage.call(), ask()), lambda _: DROPPED)
    assert stage.pauses == [2.0, 4.0, 6.0, 8.0, 10.0]
    assert len(stage.sent) == caught.value.attempts == 6
    assert isinstance(caught.value.__cause__, ConnectionResetError)


@given(chance=st.floats(0, 1, exclude_max=True), retry=st.integers(1, 50), wait=st.floats(0, 100))
def test_a_wait_is_shortened_by_at_most_a_half(chance: float, retry: int, wait: float) -> None:
    given_wait = RetryPolicy.documented(50, wait).wait_before(retry, chance)
    assert wait * retry / 2 <= given_wait <= wait * retry


def test_documented_retries_fit_into_the_deadline_even_when_each_attempt_takes_its_time() -> None:
    stage = Stage(RetryPolicy.documented(5, 1.0), 60)
    with pytest.raises(ApiTimeout) as caught:
        stage.play(repeated(stage.call(), ask()), lambda _: LATE, seconds_each=60)
    assert caught.value.attempts == 6
    assert isinstance(caught.value, TimeoutError)
    assert stage.now - 1000 <= call_timeout(stage.policy, 60) == 6 * 60 + 15


def test_no_attempt_begins_after_the_deadline() -> None:
    stage = Stage(RetryPolicy.documented(5, 0), 10)
    call = stage.call()
    stage.now += 55
    with pytest.raises(ApiTimeout):
        stage.play(repeated(call, ask()), lambda _: LATE, seconds_each=10)
    assert stage.timeouts == [5.0]


@pytest.mark.parametrize("code", [400, 401, 402, 403, 404, 409, 418, 422, 501, 520])
def test_a_definite_answer_is_not_repeated(code: int) -> None:
    stage = Stage()
    with pytest.raises(QarnotException) as caught:
        stage.play(repeated(stage.call(), ask()), script([status(code, "why")]))
    assert caught.value.status == code
    assert "why" in str(caught.value)
    assert stage.pauses == []


def test_an_unreadable_success_is_an_error_and_is_not_repeated() -> None:
    stage = Stage()
    page = Answer(200, {"content-type": "text/html"}, b"<html>sign in</html>")
    with pytest.raises(UnreadableReply) as caught:
        stage.play(repeated(stage.call(), ask()), script([page]))
    assert caught.value.reply == b"<html>sign in</html>"
    assert caught.value.path == "/tasks/x"


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"retry_after": "7"}, [7.0]),
        ({"retry_after": "0"}, [1.0]),
        ({"retry_after": "120"}, [120.0]),
        (
            {
                "retry_after": "Mon, 23 Nov 2026 10:00:30 GMT",
                "date": "Mon, 23 Nov 2026 10:00:00 GMT",
            },
            [30.0],
        ),
        ({"retry_after": "soon"}, [1.0]),
    ],
)
def test_retry_after_is_honoured(headers: dict[str, str], waited: list[float]) -> None:
    stage = Stage()
    stage.play(repeated(stage.call(), ask()), script([status(503, **headers), ok()]))
    assert stage.pauses == waited


def test_a_server_that_asks_for_more_than_two_minutes_is_left_alone() -> None:
    stage = Stage()
    with pytest.raises(QarnotGenericException) as caught:
        stage.play(repeated(stage.call(), ask()), script([status(429, retry_after="121")]))
    assert caught.value.status == 429
    assert stage.pauses == []


def test_a_dead_server_is_not_stormed() -> None:
    stage = Stage(RetryPolicy.documented(5))
    for _ in range(1000):
        with pytest.raises(ApiUnreachable):
            stage.play(repeated(stage.call(), ask()), lambda _: REFUSED)
    assert len(stage.sent) <= 1036


def test_success_refills_what_retries_took() -> None:
    stage = Stage(RetryPolicy.documented(5))
    for _ in range(200):
        stage.play(repeated(stage.call(), ask()), script([DROPPED] * 5 + [ok()]))
    assert len(stage.sent) == 1200


def test_a_wait_that_would_end_too_late_costs_nothing() -> None:
    stage = Stage(RetryPolicy.documented(5), attempt_timeout=10)
    for _ in range(100):
        with pytest.raises(QarnotGenericException):
            stage.play(repeated(stage.call(), ask()), lambda _: status(429, retry_after="100"))
    assert stage.budget.take()
    assert stage.pauses == []
    stage.budget.give_back(1)
    for _ in range(35):
        assert stage.budget.take()


def test_a_page_that_says_404_is_not_a_delete_that_has_happened() -> None:
    page = Answer(404, {"content-type": "text/html"}, b"<html>default backend - 404")
    stage = Stage()
    with pytest.raises(UnreadableReply):
        stage.play(
            repeated(stage.call(), ask("delete_task", nothing)), script([status(502), page, page])
        )


def test_a_page_in_place_of_a_delete_is_no_success() -> None:
    page = Answer(200, {"content-type": "text/html"}, b"<html>sign in")
    stage = Stage()
    with pytest.raises(UnreadableReply):
        stage.play(repeated(stage.call(), ask("delete_task", nothing)), lambda _: page)
    stage.play(repeated(stage.call(), ask("delete_task", nothing)), script([page, status(404)]))


@pytest.mark.parametrize("unclear", [DROPPED, LATE, status(500), status(502), status(504)])
def test_output_that_is_consumed_is_asked_for_once(unclear: Reaction) -> None:
    stage = Stage()
    with pytest.raises(OutcomeUnknown):
        stage.play(repeated(stage.call(), ask("read_fresh_task_stdout")), script([unclear]))
    assert len(stage.sent) == 1


def test_a_delete_whose_answer_was_lost_is_not_reported_as_missing() -> None:
    stage = Stage()
    steps = repeated(stage.call(), ask("delete_task", nothing))
    stage.play(steps, script([DROPPED, status(404), status(404)]))
    assert stage.sent == ["delete_task", "delete_task", "get_task"]


def test_a_delete_of_what_never_was_is_reported_as_missing() -> None:
    stage = Stage()
    with pytest.raises(MissingTaskException):
        stage.play(repeated(stage.call(), ask("delete_task", nothing)), script([status(404)]))


def test_a_refused_abort_after_an_unclear_one_is_judged_by_the_state() -> None:
    stage = Stage()
    steps = repeated(stage.call(), ask("abort_task", nothing))
    stage.play(steps, script([DROPPED, status(403), ok(b'{"state":"Cancelled"}')]))
    steps = repeated(stage.call(), ask("abort_task", nothing))
    with pytest.raises(UnauthorizedException):
        stage.play(steps, script([DROPPED, status(403), ok(b'{"state":"Success"}')]))
