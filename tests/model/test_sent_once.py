"""P4: what does something each time, or takes away what it gives, is never sent twice."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

import pytest
from attrs import define
from stage import Reaction, Stage

from qarnot._exchange import Fault, FaultKind, repeated
from qarnot._operations import OPERATIONS, Repeat
from qarnot._replies import Answer, Request, any_reply
from qarnot.exceptions import OutcomeUnknown, QarnotException, UnreadableReply
from qarnot.retry import RetryPolicy

RETRIES = 4


def status(code: int) -> Answer:
    return Answer(code, {}, b'{"message":"said the server"}')


AMBIGUOUS: dict[str, Reaction] = {
    "dropped": Fault(FaultKind.UNANSWERED, ConnectionResetError("dropped")),
    "timed out": Fault(FaultKind.UNANSWERED, TimeoutError("late"), timed_out=True),
    "unreadable": Fault(FaultKind.UNREADABLE, ValueError("no end")),
    **{str(code): status(code) for code in (500, 502, 503, 504, 520)},
}
SURELY_NOT: dict[str, Reaction] = {
    "refused": Fault(FaultKind.NEVER_SENT, ConnectionRefusedError("refused")),
    "429": status(429),
}
SENT_ONCE = sorted(
    name for name, row in OPERATIONS.items() if row.repeat in (Repeat.ONE_SHOT, Repeat.CONSUMING)
)
every_operation = pytest.mark.parametrize("operation", SENT_ONCE)


@define
class Server:
    """Carries a request out, unless it is refused or turned away, and plays faults meanwhile."""

    faults: Iterator[Reaction]
    carried_out: int = 0

    def __call__(self, _: Request[object]) -> Reaction:
        fault = next(self.faults, None)
        if fault not in SURELY_NOT.values():
            self.carried_out += 1
        return fault or Answer(200, {"content-type": "text/plain"}, b"fresh")


def play(operation: str, faults: Sequence[Reaction], stage: Stage) -> tuple[object, int]:
    """Call an operation; gives what came of it, and how often it was carried out."""
    server = Server(iter(faults))
    arguments = {"method": "post", "url": "/tasks/x/stdout"}
    made: Request[object] = Request(OPERATIONS[operation], arguments, any_reply)
    came: object
    try:
        came = stage.play(repeated(stage.call(), made), server)
    except QarnotException as error:
        came = error
    if isinstance(came, QarnotException):
        assert (came.operation, came.method, came.path) == (operation, "POST", "/tasks/x/stdout")
        assert came.attempts == len(stage.sent)
    return came, server.carried_out


def test_the_operations_are_those_that_do_something_each_time() -> None:
    assert {"snapshot_task", "restart_task"} <= set(SENT_ONCE)
    assert {name for name in OPERATIONS if name.startswith("read_fresh")} <= set(SENT_ONCE)


def test_after_an_ambiguous_failure_nothing_is_sent_again(figure: Callable[[str], None]) -> None:
    cells = list(itertools.product(SENT_ONCE, AMBIGUOUS))
    for operation, name in cells:
        stage = Stage(RetryPolicy.documented(RETRIES))
        error, carried_out = play(operation, [AMBIGUOUS[name]] * 9, stage)
        assert isinstance(error, OutcomeUnknown), (operation, name, error)
        assert stage.sent == [operation]
        assert stage.pauses == []
        assert carried_out == 1
        if name.isdigit():
            assert error.status == int(name)
        else:
            assert error.__cause__ is getattr(AMBIGUOUS[name], "cause", None)
    figure(
        f"P4: {len(SENT_ONCE)} one-shot and consuming operations x {len(AMBIGUOUS)} ambiguous "
        f"faults, {len(cells)} of {len(cells)} sent exactly once"
    )


@every_operation
def test_what_was_surely_not_carried_out_is_sent_again(operation: str) -> None:
    for length in range(1, RETRIES + 1):
        for names in itertools.product(SURELY_NOT, repeat=length):
            stage = Stage(RetryPolicy.documented(RETRIES))
            faults = [SURELY_NOT[name] for name in names]
            assert play(operation, faults, stage) == ("fresh", 1)
            assert stage.sent == [operation] * (length + 1)


@every_operation
def test_what_was_sent_again_is_sent_no_more_once_it_may_have_arrived(operation: str) -> None:
    for length in range(1, RETRIES + 1):
        for names in itertools.product(SURELY_NOT, repeat=length):
            for last in AMBIGUOUS.values():
                stage = Stage(RetryPolicy.documented(RETRIES))
                faults = [*(SURELY_NOT[name] for name in names), last]
                error, carried_out = play(operation, faults, stage)
                assert isinstance(error, OutcomeUnknown)
                assert carried_out == 1
                assert stage.sent == [operation] * (length + 1)


@every_operation
def test_what_is_always_refused_is_never_carried_out(operation: str) -> None:
    for name in SURELY_NOT:
        stage = Stage(RetryPolicy.documented(RETRIES))
        error, carried_out = play(operation, [SURELY_NOT[name]] * 9, stage)
        assert isinstance(error, QarnotException)
        assert not isinstance(error, OutcomeUnknown)
        assert carried_out == 0
        assert stage.sent == [operation] * (RETRIES + 1)


@every_operation
def test_an_answer_that_is_not_the_apis_is_not_asked_for_again(operation: str) -> None:
    stage = Stage(RetryPolicy.documented(RETRIES))
    page = Answer(200, {"content-type": "text/html"}, b"<html>sign in</html>")
    error, carried_out = play(operation, [page], stage)
    assert isinstance(error, UnreadableReply)
    assert stage.sent == [operation]
    assert carried_out == 1
