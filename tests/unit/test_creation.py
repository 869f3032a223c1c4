"""Creations that are adopted instead of being sent twice; every schedule is in tests/model."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st
from stage import Reaction, Server, Stage

from qarnot._batch import created_together
from qarnot._creation import SETTLE_WAIT, Created, created
from qarnot._exchange import Fault, FaultKind, call_timeout
from qarnot._finding import batch_of, creation_of, go_on_with
from qarnot._operations import OPERATIONS, Repeat
from qarnot._replies import Answer, Request, any_reply
from qarnot.exceptions import (
    ConnectionClosed,
    InvalidValue,
    MaxTaskException,
    QarnotException,
    QarnotGenericException,
    ShortnameConflict,
    SubmissionUnknown,
    UnauthorizedException,
)
from qarnot.retry import RetryPolicy

DROPPED = Fault(FaultKind.UNANSWERED, ConnectionResetError("dropped"))
REFUSED = Fault(FaultKind.NEVER_SENT, ConnectionRefusedError("refused"))
LATE = Fault(FaultKind.UNANSWERED, TimeoutError("late"), timed_out=True)


def script(reactions: Iterable[Reaction]) -> Server:
    line: Iterator[Reaction] = iter(reactions)
    return lambda _: next(line)


def ok(body: bytes = b"{}") -> Answer:
    return Answer(200, {"content-type": "application/json"}, body)


def status(code: int, message: str = "m") -> Answer:
    return Answer(code, {}, b'{"message":"%s"}' % message.encode())


def post(operation: str = "create_task", **body: Any) -> Request[Any]:
    arguments = {"method": "post", "url": "/tasks", "json": {"name": "ours", **body}}
    return Request(OPERATIONS[operation], arguments, any_reply)


MADE = ok(b'{"uuid":"u1"}')
OURS = ok(b'{"uuid":"u1","name":"ours"}')
THEIRS = ok(b'{"uuid":"u9","name":"theirs"}')
GONE = status(404)
SEEN = ok(b'[{"uuid":"u1","name":"ours"}]')
NONE = ok(b"[]")


def play(stage: Stage, *reactions: Reaction, **body: Any) -> Created:
    """Create; a name that is given is free."""
    answers = [GONE, *reactions] if "shortname" in body else reactions
    return stage.play(created(stage.call(), creation_of(post(**body))), script(answers))


@pytest.mark.parametrize("unclear", [DROPPED, status(502), status(520), ok(b"<html>")])
def test_an_object_whose_answer_was_lost_is_adopted_and_not_sent_again(unclear: Reaction) -> None:
    stage = Stage()
    assert play(stage, unclear, OURS) == Created("u1")
    assert stage.sent == ["create_task", "get_task"]


def test_an_object_that_is_not_there_is_looked_for_twice_before_it_is_sent_again() -> None:
    stage = Stage()
    made = play(stage, DROPPED, GONE, GONE, MADE, SEEN)
    assert stage.sent == ["create_task", "get_task", "get_task", "create_task", "search_tasks"]
    assert stage.pauses == [1.0, 5.0]
    # The first attempt may take effect yet.
    assert made == Created("u1", is_settled=False)


def test_the_time_to_settle_grows_with_the_attempts() -> None:
    stage = Stage()
    play(stage, DROPPED, GONE, GONE, DROPPED, GONE, GONE, MADE, SEEN)
    assert stage.pauses == [1.0, 5.0, 2.0, 10.0]


@pytest.mark.parametrize("passing", [REFUSED, status(429)])
def test_what_was_surely_not_created_is_sent_again_without_a_look(passing: Reaction) -> None:
    stage = Stage()
    assert play(stage, passing, MADE) == Created("u1")
    assert stage.sent == ["create_task"] * 2


def test_one_shortname_is_kept_over_all_attempts() -> None:
    stage, sent, looked_for = Stage(), set(), set()

    def server(request: Request[Any]) -> Reaction:
        if request.operation.name == "create_task":
            sent.add(request.arguments["json"]["shortname"])
            return DROPPED if stage.sent.count("create_task") < 4 else MADE
        if request.operation.name == "search_tasks":
            return NONE
        looked_for.add(request.path.removeprefix("/tasks/"))
        return GONE

    stage.play(created(stage.call(), creation_of(post())), server)
    assert stage.sent.count("create_task") == 4
    assert len(sent) == 1
    assert sent == looked_for


@pytest.mark.parametrize("taken", [400, 409])
def test_a_refusal_after_an_unclear_attempt_may_be_its_own(taken: int) -> None:
    stage = Stage()
    made = play(stage, LATE, GONE, GONE, status(taken, "shortname is taken"), OURS)
    assert made == Created("u1")


@pytest.mark.parametrize("taken", [400, 409])
def test_what_took_the_name_is_waited_for(taken: int) -> None:
    stage = Stage()
    made = play(stage, LATE, GONE, GONE, status(taken), GONE, GONE, GONE, OURS)
    assert made == Created("u1")
    assert stage.pauses == [1.0, 5.0, 5.0, 10.0, 15.0]


@pytest.mark.parametrize("refusal", [400, 401, 402, 403, 404, 409])
def test_a_refusal_after_an_unclear_attempt_denies_nothing(refusal: int) -> None:
    stage = Stage()
    answers: list[Reaction] = [DROPPED, GONE, GONE, status(refusal, "why"), *[GONE] * 4]
    with pytest.raises(SubmissionUnknown, match="the last attempt was refused") as caught:
        play(stage, *answers)
    assert "why" in str(caught.value.__cause__)


def test_somebody_elses_object_is_never_adopted() -> None:
    theirs = ok(b'[{"uuid":"u9","name":"theirs"}]')
    with pytest.raises(ShortnameConflict, match="u9"):
        play(Stage(), status(502), THEIRS, theirs, theirs, shortname="s1")


def test_ours_may_come_to_be_seen_behind_somebody_elses() -> None:
    theirs = ok(b'[{"uuid":"u9","name":"theirs"}]')
    both = ok(b'[{"uuid":"u9","name":"theirs"},{"uuid":"u1","name":"ours"}]')
    stage = Stage()
    assert play(stage, status(502), THEIRS, theirs, both, shortname="s1").uuid == "u1"
    assert stage.pauses == [1.0, 5.0]


def test_what_cannot_be_searched_behind_somebody_elses_is_not_denied() -> None:
    with pytest.raises(SubmissionUnknown, match="belongs to u9, and maybe to others"):
        play(Stage(), status(502), THEIRS, status(404), shortname="s1")


def test_ours_is_found_behind_somebody_elses() -> None:
    both = ok(b'[{"uuid":"u9","name":"theirs"},{"uuid":"u1","name":"ours"}]')
    assert play(Stage(), status(502), THEIRS, both, shortname="s1").uuid == "u1"


def test_more_than_one_object_is_told() -> None:
    both = ok(b'[{"uuid":"u1","name":"ours"},{"uuid":"u2","name":"ours"}]')
    made = play(Stage(), LATE, GONE, GONE, MADE, both)
    assert made == Created("u1", ("u2",), is_settled=False)


def test_a_definite_refusal_ends_a_creation_without_a_look() -> None:
    stage = Stage()
    with pytest.raises(MaxTaskException):
        play(stage, status(403, "Maximum number of tasks reached"))
    assert stage.sent == ["create_task"]


def test_a_creation_that_stays_unclear_says_under_which_name_it_may_be() -> None:
    stage = Stage(RetryPolicy.documented(2))
    with pytest.raises(SubmissionUnknown, match="could not be looked up") as caught:
        play(stage, *[DROPPED] * 9, shortname="s1")
    error = caught.value
    assert (error.shortname, error.body) == ("s1", {"name": "ours", "shortname": "s1"})
    assert (error.operation, error.method, error.path) == ("create_task", "POST", "/tasks")
    assert stage.sent.count("create_task") == 1


def test_without_retries_there_is_one_attempt_and_one_look() -> None:
    stage = Stage(RetryPolicy.none())
    with pytest.raises(SubmissionUnknown):
        play(stage, DROPPED, GONE)
    assert stage.sent == ["create_task", "get_task"]
    assert stage.pauses == []


def test_an_error_tells_how_to_go_on() -> None:
    stage = Stage(RetryPolicy.none())
    with pytest.raises(SubmissionUnknown) as caught:
        play(stage, DROPPED, GONE)
    again = go_on_with(caught.value)
    assert again.is_continued
    assert stage.play(created(stage.call(), again), script([OURS, SEEN])).uuid == "u1"


def test_what_was_unclear_before_begins_with_a_look() -> None:
    stage = Stage()
    again = creation_of(post(), is_continued=True)
    steps = created(stage.call(), again)
    assert stage.play(steps, script([GONE, GONE, MADE, SEEN])).uuid == "u1"
    assert stage.sent == ["get_task", "get_task", "create_task", "search_tasks"]


def test_a_closed_connection_leaves_no_attempt_denied() -> None:
    def server(request: Request[Any]) -> Reaction:
        if request.operation.name == "create_task":
            return DROPPED
        raise ConnectionClosed("closed")

    stage = Stage()
    with pytest.raises(SubmissionUnknown, match="closed") as caught:
        stage.play(created(stage.call(), creation_of(post())), server)
    assert isinstance(caught.value.__cause__, ConnectionClosed)


CREATING = [name for name, row in OPERATIONS.items() if row.repeat is Repeat.CREATION]


@pytest.mark.parametrize("operation", CREATING)
def test_a_name_that_is_given_has_to_be_free(operation: str) -> None:
    stage = Stage()
    creation = creation_of(post(operation, shortname="s1"))
    with pytest.raises(ShortnameConflict, match="s1' belongs to u1 already; nothing was created"):
        stage.play(created(stage.call(), creation), script([OURS]))
    assert operation not in stage.sent


def test_names_that_are_given_in_a_list_have_to_be_free() -> None:
    stage = Stage()
    batch = batch_of([creation_of(post(shortname=name)) for name in ("a", "b")])
    taken = ok(b'[{"uuid":"u9","name":"ours","shortname":"A"}]')
    made = ok(b'[{"statusCode":200,"uuid":"u1"}]')
    refused, accepted = stage.play(created_together(stage.call(), batch), script([taken, made]))
    assert isinstance(refused, ShortnameConflict)
    assert accepted == Created("u1")
    assert stage.sent == ["search_tasks", "create_task"]


def test_whether_names_are_free_has_to_be_known_before_anything_is_sent() -> None:
    stage = Stage()
    with pytest.raises(UnauthorizedException):
        stage.play(created(stage.call(), creation_of(post(shortname="s1"))), script([status(403)]))
    batch = batch_of([creation_of(post(shortname="a"))])
    (refused,) = stage.play(created_together(stage.call(), batch), script([status(403)]))
    assert isinstance(refused, UnauthorizedException)
    assert "create_task" not in stage.sent


@pytest.mark.parametrize("operation", CREATING)
def test_a_name_that_was_made_here_is_free(operation: str) -> None:
    stage = Stage()
    assert stage.play(created(stage.call(), creation_of(post(operation))), script([MADE]))
    assert stage.sent == [operation]


def test_a_page_that_says_404_is_not_believed() -> None:
    stage = Stage()
    page = Answer(404, {"content-type": "text/html"}, b"<html>default backend - 404")
    with pytest.raises(SubmissionUnknown, match="could not be looked up"):
        play(stage, status(502), page)
    assert stage.sent == ["create_task", "get_task"]


def test_a_search_that_hangs_does_not_hold_up_what_was_created() -> None:
    stage = Stage()
    made = play(stage, LATE, GONE, GONE, MADE, LATE)
    assert made == Created("u1", is_settled=False)
    assert stage.timeouts[-1] == 10.0


def test_ours_is_no_duplicate_of_itself_in_other_letters() -> None:
    seen = ok(b'[{"uuid":"U1","name":"ours"}]')
    assert play(Stage(), LATE, GONE, GONE, MADE, seen).others == ()


def test_all_attempts_fit_into_the_deadline_with_their_times_to_settle() -> None:
    stage = Stage(attempt_timeout=1.0)

    def server(request: Request[Any]) -> Reaction:
        return GONE if request.operation.name == "get_task" else DROPPED

    with pytest.raises(SubmissionUnknown, match="no attempt is left"):
        stage.play(created(stage.call(), creation_of(post())), server)
    assert stage.sent.count("create_task") == 6


def test_a_list_of_messages_is_no_list_of_outcomes() -> None:
    stage = Stage()
    refusal = Answer(400, {}, b'[{"message":"bad profile"}]')
    batch = batch_of([creation_of(post())])
    (refused,) = stage.play(created_together(stage.call(), batch), script([refusal]))
    assert isinstance(refused, QarnotGenericException)
    assert "bad profile" in str(refused)


def test_a_list_tells_of_duplicates_that_a_proxy_has_made() -> None:
    batch = batch_of([creation_of(post())])
    name = batch.items[0].shortname.encode()
    two = ok(b'[{"uuid":"u1","shortname":"%s"},{"uuid":"u2","shortname":"%s"}]' % (name, name))
    stage = Stage()
    (made,) = stage.play(created_together(stage.call(), batch), script([DROPPED, two, two]))
    assert made == Created("u1", ("u2",), is_settled=False)


@pytest.mark.parametrize("name", ["..", "a/b", "-a", "a-", "", "a b", 7, "summaries", "Summaries"])
def test_a_shortname_that_cannot_be_one_is_refused(name: Any) -> None:
    with pytest.raises(InvalidValue, match="shortname"):
        creation_of(post(shortname=name))


def test_an_error_of_something_else_cannot_be_gone_on_with() -> None:
    error = SubmissionUnknown("m", shortname="s", body={})
    with pytest.raises(InvalidValue, match="one that a creation has raised"):
        go_on_with(error)


@given(plan=st.lists(st.sampled_from([DROPPED, LATE, REFUSED, status(429), GONE]), min_size=60))
def test_a_creation_always_ends_by_its_deadline(plan: list[Reaction]) -> None:
    policy = RetryPolicy.documented(3)
    stage = Stage(policy, 5)
    with contextlib.suppress(QarnotException):
        steps = created(stage.call(), creation_of(post()))
        stage.play(steps, script(plan), seconds_each=5)
    settling = SETTLE_WAIT * (1 + 2 + 3 + 4)
    assert stage.now - 1000 <= call_timeout(policy, 5) + settling
