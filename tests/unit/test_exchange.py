"""The life of one call, with a clock and a chance of the tests' own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot._exchange import (
    Call,
    Creation,
    Fault,
    FaultKind,
    Pause,
    RetryBudget,
    RetryPolicy,
    Send,
    Steps,
    created,
    repeated,
)
from qarnot._operations import OPERATIONS
from qarnot._replies import Answer, Request, nothing, object_reply
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    MaxTaskException,
    MissingTaskException,
    OutcomeUnknown,
    QarnotException,
    QarnotGenericException,
    ShortnameConflict,
    SubmissionUnknown,
    UnauthorizedException,
    UnreadableReply,
)

Reaction = Answer | Fault

DROPPED = Fault(FaultKind.UNANSWERED, ConnectionResetError("dropped"))
REFUSED = Fault(FaultKind.NEVER_SENT, ConnectionRefusedError("refused"))
LATE = Fault(FaultKind.UNANSWERED, TimeoutError("late"), timed_out=True)


class Stage:
    """A clock, and a server that answers from a script; records what was sent and waited."""

    def __init__(self, policy: RetryPolicy | None = None, chance: float = 0.0) -> None:
        self.policy = policy or RetryPolicy()
        self.budget = RetryBudget(self.policy)
        self.now = 1000.0
        self.chance = chance
        self.sent: list[str] = []
        self.timeouts: list[float] = []
        self.pauses: list[float] = []

    def call(self) -> Call:
        return Call(self.policy, self.budget, lambda: self.now, lambda: self.chance)

    def play(
        self,
        steps: Steps[Any],
        server: Callable[[Request[Any]], Reaction],
        seconds_each: float = 0.0,
    ) -> Any:
        reply: Reaction | None = None
        try:
            step = next(steps)
            while True:
                if isinstance(step, Pause):
                    self.pauses.append(step.seconds)
                    self.now += step.seconds
                    reply = None
                else:
                    assert isinstance(step, Send)
                    self.sent.append(step.request.operation.name)
                    self.timeouts.append(step.timeout)
                    self.now += min(seconds_each, step.timeout)
                    reply = server(step.request)
                step = steps.send(reply)
        except StopIteration as done:
            return done.value


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
    stage = Stage(RetryPolicy(retry_count=3))
    result = stage.play(repeated(stage.call(), ask()), script([passing] * 3 + [ok()]))
    assert result == {}
    assert stage.sent == ["get_task"] * 4


def test_the_waits_are_the_documented_progression() -> None:
    stage = Stage(RetryPolicy(retry_count=5, retry_wait=2.0))
    with pytest.raises(ApiUnreachable) as caught:
        stage.play(repeated(stage.call(), ask()), lambda _: DROPPED)
    assert stage.pauses == [2.0, 4.0, 6.0, 8.0, 10.0]
    assert len(stage.sent) == caught.value.attempts == 6
    assert isinstance(caught.value.__cause__, ConnectionResetError)


@given(chance=st.floats(0, 1, exclude_max=True), retry=st.integers(1, 50), wait=st.floats(0, 100))
def test_a_wait_is_shortened_by_at_most_a_half(chance: float, retry: int, wait: float) -> None:
    given_wait = RetryPolicy(retry_wait=wait).wait_before(retry, chance)
    assert wait * retry / 2 <= given_wait <= wait * retry


def test_documented_retries_fit_into_the_deadline_even_when_each_attempt_takes_its_time() -> None:
    stage = Stage(RetryPolicy(retry_count=5, retry_wait=1.0, attempt_timeout=60))
    with pytest.raises(ApiTimeout) as caught:
        stage.play(repeated(stage.call(), ask()), lambda _: LATE, seconds_each=60)
    assert caught.value.attempts == 6
    assert isinstance(caught.value, TimeoutError)
    assert stage.now - 1000 <= stage.policy.call_timeout == 6 * 60 + 15


def test_no_attempt_begins_after_the_deadline() -> None:
    stage = Stage(RetryPolicy(retry_count=5, retry_wait=0, attempt_timeout=10))
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
        ({"retry_after": "0"}, [0.0]),
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
    stage = Stage(RetryPolicy(retry_count=5))
    for _ in range(1000):
        with pytest.raises(ApiUnreachable):
            stage.play(repeated(stage.call(), ask()), lambda _: REFUSED)
    assert len(stage.sent) <= 1036


def test_success_refills_what_retries_took() -> None:
    stage = Stage(RetryPolicy(retry_count=5))
    for _ in range(200):
        stage.play(repeated(stage.call(), ask()), script([DROPPED] * 5 + [ok()]))
    assert len(stage.sent) == 1200


@pytest.mark.parametrize("unclear", [DROPPED, LATE, status(500), status(502), status(504)])
def test_output_that_is_consumed_is_asked_for_once(unclear: Reaction) -> None:
    stage = Stage()
    with pytest.raises(OutcomeUnknown):
        stage.play(repeated(stage.call(), ask("read_fresh_task_stdout")), script([unclear]))
    assert len(stage.sent) == 1


def test_a_delete_whose_answer_was_lost_is_not_reported_as_missing() -> None:
    stage = Stage()
    look = ask("get_task", lambda answer: answer.status == 404)
    steps = repeated(stage.call(), ask("delete_task", nothing), look=look)
    stage.play(steps, script([DROPPED, status(404), status(404)]))
    assert stage.sent == ["delete_task", "delete_task", "get_task"]


def test_a_delete_of_what_never_was_is_reported_as_missing() -> None:
    stage = Stage()
    look = ask("get_task", lambda answer: answer.status == 404)
    with pytest.raises(MissingTaskException):
        stage.play(
            repeated(stage.call(), ask("delete_task", nothing), look=look), script([status(404)])
        )


def test_a_refused_abort_after_an_unclear_one_is_judged_by_the_state() -> None:
    stage = Stage()
    look = ask("get_task", lambda answer: object_reply(answer).get("state") == "Cancelled")
    steps = repeated(stage.call(), ask("abort_task", nothing), look=look)
    stage.play(steps, script([DROPPED, status(403), ok(b'{"state":"Cancelled"}')]))
    steps = repeated(stage.call(), ask("abort_task", nothing), look=look)
    with pytest.raises(UnauthorizedException):
        stage.play(steps, script([DROPPED, status(403), ok(b'{"state":"Success"}')]))


# Creations


class Account:
    """A server that knows shortnames, and loses answers as a plan says."""

    def __init__(self, plan: Iterable[str], unique: str = "refuse", found: str = "ours") -> None:
        self.plan = list(plan)
        self.unique = unique
        self.found = found
        self.tasks = 0
        self.late = 0

    def __call__(self, request: Request[Any]) -> Reaction:
        if request.operation.name == "get_task":
            return self._find()
        fault = self.plan.pop(0) if self.plan else "none"
        if fault == "429":
            return status(429)
        if fault == "refused":
            return REFUSED
        if fault == "lost before":
            return DROPPED
        if fault == "runs late":
            self.late += 1
            return LATE
        answer = self._create()
        if fault == "lost after":
            return DROPPED
        if fault in ("502 after", "520 after"):
            return status(int(fault[:3]))
        if fault == "page after":
            return Answer(200, {"content-type": "text/html"}, b"<html>")
        return answer

    def _create(self) -> Answer:
        if self.tasks and self.unique != "accept":
            return status(400 if self.unique == "refuse" else 409, "shortname is taken")
        self.tasks += 1
        return ok(b'{"uuid":"u1"}')

    def _find(self) -> Reaction:
        if self.late:
            self.late -= 1
            self.tasks += 1
            return status(404)
        if not self.tasks:
            return status(404)
        return ok(b'{"uuid":"u1","name":"%s"}' % self.found.encode())


def uuid_of(answer: Answer) -> str:
    return str(object_reply(answer)["uuid"])


def creation(**changes: Any) -> Creation:
    settings: dict[str, Any] = {
        "post": ask("create_task", uuid_of),
        "find": ask("get_task", object_reply),
        "shortname": "s1",
        "body": {"name": "ours"},
        "is_ours": lambda found: found["name"] == "ours",
    }
    return Creation(**{**settings, **changes})


FAULTS = [
    "429", "refused", "lost before", "lost after", "502 after", "520 after",
    "page after", "runs late",
]  # fmt: skip


@pytest.mark.parametrize("unique", ["refuse", "conflict"])
@given(plan=st.lists(st.sampled_from(FAULTS), max_size=5))
def test_a_creation_makes_exactly_one_object_whatever_is_lost(unique: str, plan: list[str]) -> None:
    stage, account = Stage(), Account(plan, unique)
    assert stage.play(created(stage.call(), creation()), account) == "u1"
    assert account.tasks == 1


def test_a_created_object_whose_answer_was_a_502_is_adopted_and_not_sent_again() -> None:
    stage, account = Stage(), Account(["502 after"])
    assert stage.play(created(stage.call(), creation()), account) == "u1"
    assert stage.sent == ["create_task", "get_task"]
    assert account.tasks == 1


def test_an_object_that_is_not_there_is_looked_for_twice_before_it_is_sent_again() -> None:
    stage, account = Stage(), Account(["lost before"])
    stage.play(created(stage.call(), creation()), account)
    assert stage.sent == ["create_task", "get_task", "get_task", "create_task"]
    assert stage.pauses == [1.0, 5.0]


def test_somebody_elses_object_is_never_adopted() -> None:
    stage, account = Stage(), Account(["502 after"], found="theirs")
    with pytest.raises(ShortnameConflict):
        stage.play(created(stage.call(), creation()), account)


def test_a_definite_refusal_ends_a_creation_without_a_look() -> None:
    stage = Stage()
    refusal = status(403, "Maximum number of tasks reached")
    with pytest.raises(MaxTaskException):
        stage.play(created(stage.call(), creation()), script([refusal]))
    assert stage.sent == ["create_task"]


def test_a_creation_that_stays_unclear_says_under_which_name_it_may_be() -> None:
    stage = Stage(RetryPolicy(retry_count=2))
    with pytest.raises(SubmissionUnknown) as caught:
        stage.play(created(stage.call(), creation()), lambda _: DROPPED)
    assert caught.value.shortname == "s1"
    assert caught.value.body == {"name": "ours"}
    assert stage.sent.count("create_task") == 1


def test_a_creation_that_was_unclear_before_begins_with_a_look() -> None:
    stage, account = Stage(), Account([])
    account.tasks = 1
    assert stage.play(created(stage.call(), creation(unclear_before=True)), account) == "u1"
    assert stage.sent == ["get_task"]


@given(
    plan=st.lists(st.sampled_from(["lost before", "lost after", "runs late", "429"]), min_size=6)
)
def test_a_creation_always_ends_by_its_deadline(plan: list[str]) -> None:
    policy = RetryPolicy(retry_count=3, retry_wait=1, attempt_timeout=5)
    stage, account = Stage(policy), Account(plan, "refuse")
    with contextlib.suppress(QarnotGenericException):
        stage.play(created(stage.call(), creation()), account, seconds_each=5)
    assert stage.now - 1000 <= policy.call_timeout
    assert account.tasks + account.late <= 1
