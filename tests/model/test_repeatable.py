"""P3: what may be repeated survives every short sequence of failures that pass."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, frozen
from fault_options import Scale
from qarnot_rest.models import SecretInput
from stage import Reaction, Server, Stage

from qarnot._builders import build
from qarnot._exchange import Fault, FaultKind, repeated
from qarnot._operations import OPERATIONS, Repeat
from qarnot._replies import Answer, Request, nothing, object_reply
from qarnot._requests import request
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    QarnotException,
    QarnotGenericException,
    SecretConflictException,
    UnreadableReply,
)
from qarnot.retry import RetryPolicy

RETRIES = 4
REFUSED = Fault(FaultKind.NEVER_SENT, ConnectionRefusedError("refused"))
DROPPED = Fault(FaultKind.UNANSWERED, ConnectionResetError("dropped"))
LATE = Fault(FaultKind.UNANSWERED, TimeoutError("late"), timed_out=True)
UNREADABLE = Fault(FaultKind.UNREADABLE, ValueError("no end"))


def ok(body: object) -> Answer:
    return Answer(200, {"content-type": "application/json"}, json.dumps(body).encode())


def status(code: int) -> Answer:
    return Answer(code, {}, b'{"message":"said the server"}')


def script(*reactions: Reaction) -> Server:
    line = iter(reactions)
    return lambda _: next(line)


TRANSIENT: dict[str, Reaction] = {
    "refused": REFUSED,
    "dropped": DROPPED,
    "timed out": LATE,
    **{str(code): status(code) for code in (429, 500, 502, 503, 504)},
}
SEQUENCES = [
    sequence
    for length in range(1, RETRIES + 1)
    for sequence in itertools.product(TRANSIENT, repeat=length)
]
REPEATABLE = sorted(
    name for name, row in OPERATIONS.items() if row.repeat in (Repeat.SAFE, Repeat.IDEMPOTENT)
)
DONE = ok({"done": True})


def play_through(operation: str, sequence: tuple[str, ...]) -> Stage:
    """Call an operation that meets these failures one after another, and then a success."""
    stage = Stage(RetryPolicy.documented(RETRIES))
    server = script(*(TRANSIENT[name] for name in sequence), DONE)
    made = Request(OPERATIONS[operation], {"method": "get", "url": "/x"}, object_reply)
    assert stage.play(repeated(stage.call(), made), server) == {"done": True}
    return stage


def test_there_are_4680_sequences() -> None:
    assert len(set(SEQUENCES)) == len(SEQUENCES) == 8 + 8**2 + 8**3 + 8**4 == 4680


@pytest.mark.timeout(900)
def test_every_repeatable_operation_survives_every_sequence(
    scale: Scale, figure: Callable[[str], None]
) -> None:
    cells = scale.pick(itertools.product(REPEATABLE, SEQUENCES), 3_000)
    most = 0
    for operation, sequence in cells:
        stage = play_through(operation, sequence)
        assert stage.sent == [operation] * (len(sequence) + 1), (operation, sequence)
        assert len(stage.pauses) == len(sequence)
        assert stage.budget._tokens == stage.budget.capacity
        most = max(most, len(stage.sent))
    assert most <= RETRIES + 1
    figure(
        f"P3: {len(cells)} of {len(REPEATABLE) * len(SEQUENCES)} schedules of "
        f"{len(REPEATABLE)} safe and idempotent operations, all succeeded, "
        f"at most {most} requests"
    )


@pytest.mark.parametrize("operation", REPEATABLE)
def test_every_repeatable_operation_survives_the_longest_sequences(operation: str) -> None:
    for name in TRANSIENT:
        assert len(play_through(operation, (name,) * RETRIES).sent) == RETRIES + 1


# Operations that ask for a state


@frozen
class Kind:
    """An operation that asks for a state.

    :ivar after: how its object is seen when it has been carried out; ``None`` is gone.
    :ivar again: what it is answered then.
    :ivar before: how its object is seen else.
    """

    operation: str
    look: str
    after: tuple[Any, ...]
    again: tuple[int, ...]
    before: Any


KINDS = [
    Kind(
        "abort_task",
        "get_task",
        ({"state": "PendingCancel"}, {"state": "Cancelled"}),
        (403, 409),
        {"state": "FullyExecuting"},
    ),
    Kind(
        "delete_task",
        "get_task",
        (None, {"state": "PendingDelete"}, {"state": "Deleting"}),
        (404, 403),
        {"state": "Success"},
    ),
    Kind(
        "close_pool",
        "get_pool",
        ({"state": "Closing"}, {"state": "Closed"}),
        (403, 409),
        {"state": "FullyExecuting"},
    ),
    Kind(
        "delete_pool",
        "get_pool",
        (None, {"state": "PendingDelete"}, {"state": "Deleting"}),
        (404, 403),
        {"state": "Closed"},
    ),
    Kind(
        "terminate_job",
        "get_job",
        ({"state": "Terminating"}, {"state": "Completed"}),
        (403, 409),
        {"state": "Active"},
    ),
    Kind(
        "delete_job",
        "get_job",
        (None, {"state": "PendingDelete"}, {"state": "Deleting"}),
        (404, 403),
        {"state": "Active"},
    ),
    Kind("delete_secret", "get_secret", (None,), (404,), {"value": "v"}),
    Kind("create_secret", "get_secret", ({"value": "v"},), (409,), None),
]
BY_OPERATION = {kind.operation: kind for kind in KINDS}

UNCLEAR: dict[str, Reaction] = {
    "dropped": DROPPED,
    "timed out": LATE,
    "unreadable": UNREADABLE,
    **{str(code): status(code) for code in (500, 502, 503, 504)},
}
REPEATED = [name for name in UNCLEAR if name != "unreadable"]
ENDINGS: dict[str, type[QarnotException]] = {
    "dropped": ApiUnreachable,
    "timed out": ApiTimeout,
    "unreadable": UnreadableReply,
}
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.operation)


def made_for(operation: str) -> Request[None]:
    """Make the request of a state operation as the library does."""
    named = {"body": SecretInput("v")} if operation == "create_secret" else {}
    return request(*build(operation, ("name",), named), nothing)


@define
class Model:
    """A server with one object.

    :ivar seen: how its object is seen when the operation has been carried out.
    :ivar again: what the operation is answered then.
    :ivar lost: what comes of the first answers in their place.
    :ivar acts: whether requests are carried out whose answers are lost.
    :ivar looks: what comes of looks in place of the object.
    """

    kind: Kind
    seen: Any
    again: int
    lost: Iterator[Reaction]
    acts: bool = True
    looks: Reaction | None = None
    carried_out: int = 0

    def __call__(self, asked: Request[Any]) -> Reaction:
        if asked.operation.name == self.kind.look:
            assert asked.method == "GET"
            assert asked.path == made_for(self.kind.operation).path.removesuffix(
                {"abort_task": "/abort", "close_pool": "/close", "terminate_job": "/terminate"}.get(
                    self.kind.operation, ""
                )
            )
            shown = self.seen if self.carried_out else self.kind.before
            return self.looks or (status(404) if shown is None else ok(shown))
        assert asked.operation.name == self.kind.operation
        lost = next(self.lost, None)
        if self.carried_out:
            return lost or status(self.again)
        if lost is None or self.acts:
            self.carried_out += 1
        return lost or ok({})


def play(model: Model) -> Stage:
    stage = Stage(RetryPolicy.documented(RETRIES))
    stage.play(repeated(stage.call(), made_for(model.kind.operation)), model)
    assert model.carried_out == 1
    return stage


def refusal(model: Model) -> tuple[QarnotException, Stage]:
    """Play a call that ends in an error."""
    stage = Stage(RetryPolicy.documented(RETRIES))
    with pytest.raises(QarnotException) as caught:
        stage.play(repeated(stage.call(), made_for(model.kind.operation)), model)
    assert caught.value.operation == model.kind.operation
    assert caught.value.attempts == len(stage.sent)
    return caught.value, stage


def sightings(kind: Kind) -> list[tuple[Any, int]]:
    return list(itertools.product(kind.after, kind.again))


def test_every_state_operation_with_something_to_see_is_here() -> None:
    unseen = {"update_task_resources", "update_pool_resources"}
    state = {name for name, row in OPERATIONS.items() if row.repeat is Repeat.STATE}
    assert state - set(BY_OPERATION) == unseen


def test_a_state_whose_answers_were_lost_is_reached(figure: Callable[[str], None]) -> None:
    count = 0
    for kind in KINDS:
        for seen, again in sightings(kind):
            for way in UNCLEAR:
                stage = play(Model(kind, seen, again, iter([UNCLEAR[way]])))
                asked = 1 if way == "unreadable" else 2
                assert stage.sent == [kind.operation] * asked + [kind.look], (kind, way)
                count += 1
            for ways in itertools.product(REPEATED, repeat=2):
                lost = [UNCLEAR[way] for way in ways]
                stage = play(Model(kind, seen, again, iter(lost)))
                assert stage.sent == [kind.operation] * 3 + [kind.look], (kind, ways)
                count += 1
            for way in REPEATED:
                stage = play(Model(kind, seen, again, itertools.repeat(UNCLEAR[way])))
                assert stage.sent == [kind.operation] * (RETRIES + 1) + [kind.look], (kind, way)
                count += 1
    figure(
        f"P3 states: {count} schedules of lost answers of {len(KINDS)} operations, "
        f"{count} reached and reported as such, each by one look"
    )


@every_kind
@pytest.mark.parametrize("way", UNCLEAR)
def test_a_state_that_is_never_reached_is_an_error(kind: Kind, way: str) -> None:
    for seen, again in sightings(kind):
        model = Model(kind, seen, again, itertools.repeat(UNCLEAR[way]), acts=False)
        error, stage = refusal(model)
        asked = 1 if way == "unreadable" else RETRIES + 1
        assert stage.sent == [kind.operation] * asked + [kind.look]
        assert model.carried_out == 0
        assert type(error) is ENDINGS.get(way, QarnotGenericException)
        assert error.status == (None if way in ENDINGS else int(way))


@every_kind
@pytest.mark.parametrize("way", REPEATED)
def test_a_refusal_after_an_attempt_that_did_nothing_is_an_error(kind: Kind, way: str) -> None:
    """The object is not as it was asked for, so the refusal is about something else."""
    for code in (403, 404, 409):
        model = Model(kind, kind.after[0], 0, iter([UNCLEAR[way], status(code)]), acts=False)
        model.looks = ok({"state": "Success", "value": "another"})
        error, stage = refusal(model)
        assert error.status == code
        assert stage.sent == [kind.operation, kind.operation, kind.look]


@every_kind
def test_a_refusal_without_doubt_is_an_error_without_a_look(kind: Kind) -> None:
    for code in (400, 401, 402, 403, 404, 409, 422, 501):
        for passed in ([], [REFUSED], [status(429), REFUSED]):
            model = Model(kind, None, 0, iter([*passed, status(code)]), acts=False)
            error, stage = refusal(model)
            assert error.status == code
            assert stage.sent == [kind.operation] * (len(passed) + 1)


@every_kind
def test_what_nobody_has_ever_seen_is_not_looked_at(kind: Kind) -> None:
    for passing, kind_of_error in ((REFUSED, ApiUnreachable), (status(429), QarnotException)):
        model = Model(kind, None, 0, itertools.repeat(passing), acts=False)
        error, stage = refusal(model)
        assert isinstance(error, kind_of_error)
        assert stage.sent == [kind.operation] * (RETRIES + 1)


@every_kind
@pytest.mark.parametrize("way", UNCLEAR)
def test_a_look_that_fails_leaves_the_error_of_the_request(kind: Kind, way: str) -> None:
    looks: list[Reaction] = [status(code) for code in (401, 403, 500, 501, 503)]
    looks += [REFUSED, DROPPED, UNREADABLE, Answer(200, {}, b"<html>")]
    for look in looks:
        for seen, again in sightings(kind):
            error, stage = refusal(Model(kind, seen, again, iter([UNCLEAR[way]]), looks=look))
            if way == "unreadable":
                assert isinstance(error, UnreadableReply)
            else:
                assert error.status == again
            assert kind.look in stage.sent
            assert stage.sent.count(kind.operation) <= 2


def test_a_look_is_repeated_like_any_read() -> None:
    for kind in KINDS:
        model = Model(kind, kind.after[0], kind.again[0], iter([DROPPED]))
        line: Iterator[Reaction] = iter([status(503), DROPPED, REFUSED, LATE])

        def server(asked: Request[Any], model: Model = model, line: Any = line) -> Reaction:
            is_look = asked.operation.name == model.kind.look
            return (next(line, None) if is_look else None) or model(asked)

        stage = Stage(RetryPolicy.documented(RETRIES))
        stage.play(repeated(stage.call(), made_for(kind.operation)), server)
        assert stage.sent == [kind.operation] * 2 + [kind.look] * 5


@pytest.mark.parametrize("way", REPEATED)
def test_a_secret_of_somebody_else_is_a_conflict(way: str) -> None:
    kind = BY_OPERATION["create_secret"]
    model = Model(kind, None, 409, iter([UNCLEAR[way], status(409)]), acts=False)
    model.looks = ok({"value": "theirs"})
    error, stage = refusal(model)
    assert type(error) is SecretConflictException
    assert stage.sent == ["create_secret", "create_secret", "get_secret"]
    error, stage = refusal(Model(kind, None, 409, iter([status(409)]), acts=False))
    assert type(error) is SecretConflictException
    assert stage.sent == ["create_secret"]


@pytest.mark.parametrize("operation", ["update_task_resources", "update_pool_resources"])
def test_what_cannot_be_seen_is_repeated_and_believed(operation: str) -> None:
    for way in REPEATED:
        server = script(UNCLEAR[way], ok({}), UNCLEAR[way], status(403))
        stage = Stage(RetryPolicy.documented(RETRIES))
        stage.play(repeated(stage.call(), made_for(operation)), server)
        assert stage.sent == [operation] * 2
        with pytest.raises(QarnotException) as caught:
            stage.play(repeated(stage.call(), made_for(operation)), server)
        assert caught.value.status == 403
        assert stage.sent == [operation] * 4


@every_kind
def test_a_state_that_is_seen_to_be_reached_gives_back_what_its_retries_cost(kind: Kind) -> None:
    stage = Stage(RetryPolicy.documented(RETRIES))
    for _ in range(100):
        model = Model(kind, kind.after[0], kind.again[0], iter([DROPPED]))
        stage.sent.clear()
        stage.play(repeated(stage.call(), made_for(kind.operation)), model)
        assert stage.sent == [kind.operation] * 2 + [kind.look]
    assert stage.budget._tokens == stage.budget.capacity
