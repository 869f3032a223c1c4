"""Creating an object at most once over a network that loses answers: adopt before sending again.

The API has no idempotency keys, but objects can be found by their shortnames, which should be
unique in an account. So a shortname is fixed before the first attempt. After an attempt whose
outcome is unclear, the object is looked up by it and adopted when it is there. Only when it is not,
and still not after a settling time, is the creation sent again, under the same name.

Whether the API refuses a shortname that is taken is not known. If it does, there is never more than
one object. If it does not, an early attempt that takes effect very late can make a second one: that
is looked for, and reported. Only where somebody else's object has the name as well is a very late
one not seen: that the name belongs to another object is told then.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from attrs import define, field, frozen

from qarnot._exchange import (
    Call,
    Fault,
    FaultKind,
    Steps,
    answer_of,
    cause_of,
    is_definite,
    is_passing,
    is_unclear,
)
from qarnot._replies import Answer, Request, describe, says_missing
from qarnot.exceptions import (
    ConnectionClosed,
    QarnotException,
    ShortnameConflict,
    SubmissionUnknown,
    UnreadableReply,
)

__all__ = [
    "NO_ATTEMPT_LEFT", "SETTLE_WAIT", "Created", "Creation", "Doubt", "Found", "Outcome",
    "besides", "conflict_with", "created", "find_others", "look", "looks_after", "name_is_taken",
    "read", "read_once", "settle", "settling_time", "uuid_of",
]  # fmt: skip

T = TypeVar("T")
Found = Mapping[str, Any]

SETTLE_WAIT = 5.0
MOST_SETTLE_TIMES = 6
# After "this name is taken", what took it will be seen sooner or later.
LOOKS_FOR_WHAT_TOOK_THE_NAME = 4
TAKEN_STATUSES = frozenset({400, 409})
LONGEST_SWEEP = 10.0
LONGEST_QUOTE = 400
NO_ATTEMPT_LEFT = "no attempt is left"


@define(eq=False)
class Attempts:
    """How often a creation was sent, over all calls of it."""

    count: int = 0


@frozen
class Creation:
    """A creation that can be told from others by its shortname.

    :ivar post: creates the object; its reader gives the object's uuid.
    :ivar find: reads the object by its shortname.
    :ivar search: finds every object of the shortname.
    :ivar shortname: the name, fixed before the first attempt.
    :ivar is_ours: tells whether a found object is the one that is to be created.
    :ivar must_be_free: the name was given by somebody, so it is looked for before the first
        attempt: what is found after it can then be told from what was there.
    :ivar is_continued: an earlier call of the same creation ended without an outcome.
    :ivar settle_wait: seconds after which what an attempt has created should be seen; each time
        that it is waited it grows by as many, up to six times as many.
    :ivar attempts: counts what is sent.
    """

    post: Request[str]
    find: Request[dict[str, Any]]
    search: Request[list[Any]]
    shortname: str
    is_ours: Callable[[Found], bool] = field(repr=False)
    must_be_free: bool = False
    is_continued: bool = False
    settle_wait: float = SETTLE_WAIT
    attempts: Attempts = field(factory=Attempts, repr=False)

    @property
    def may_exist(self) -> bool:
        """Whether it was sent, or may have been."""
        return self.is_continued or self.attempts.count > 0

    @property
    def body(self) -> Mapping[str, Any]:
        """What is sent."""
        body: Mapping[str, Any] = self.post.arguments["json"]
        return body


@frozen
class Created:
    """An object that was created, by this call or by an attempt before it.

    :ivar uuid: the object.
    :ivar others: the uuids of more objects of the same creation, which should not be there.
    :ivar is_settled: ``False`` when an attempt may still take effect and make another one.
    """

    uuid: str
    others: tuple[str, ...] = ()
    is_settled: bool = True


Outcome = Created | QarnotException


@define
class Doubt:
    """The attempts of which it is not known whether they took effect."""

    creation: Creation
    count: int = 0
    last: Answer | Fault | None = None

    def add(self, outcome: Answer | Fault) -> None:
        self.count += 1
        self.last = outcome

    def error(self, call: Call, reason: str) -> SubmissionUnknown:
        """Make the error that says that the outcome could not be found out."""
        said = ""
        if self.last is not None:
            last = _briefly(call.failure(self.creation.post, self.last))
            said = f"; the last unclear attempt: {last}"
        name = self.creation.shortname
        error = SubmissionUnknown(
            f"whether {name!r} was created is not known: {reason}; "
            f"it exists under that shortname or not at all{said}",
            shortname=name,
            body=self.creation.body,
        )
        answer = None if self.last is None else answer_of(self.last)
        describe(error, self.creation.post, answer)
        return call.blame(error)


def created(call: Call, creation: Creation) -> Steps[Created]:
    """Create an object at most once, whatever happens on the way.

    :raises ShortnameConflict: the name belongs to an object that the body does not describe.
    :raises SubmissionUnknown: the outcome could not be found out within the deadline of the call.
    :raises QarnotException: the API refused.
    """
    # An earlier call may have left more than one attempt without an outcome.
    doubt = Doubt(creation, 2 if creation.is_continued else 0)
    call.extend(settling_time(call, creation.settle_wait))
    try:
        return (yield from _created(call, creation, doubt))
    except ConnectionClosed as error:
        if doubt.count:
            raise doubt.error(call, "the connection was closed") from error
        raise


def settling_time(call: Call, settle_wait: float) -> float:
    """Give the seconds that the waits after all attempts take, if every one stays unclear."""
    attempts = len(call.policy.waits) + 1
    times = sum(min(number, MOST_SETTLE_TIMES) for number in range(1, attempts + 1))
    return settle_wait * times if attempts > 1 else 0.0


def _briefly(error: QarnotException) -> str:
    """Give what an error says, to stand in the text of another."""
    text = error.message.removeprefix("Error: ")
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _created(call: Call, creation: Creation, doubt: Doubt) -> Steps[Created]:
    if doubt.count:
        found = yield from look(call, doubt, looks=2)
        if found is not None:
            return (yield from _adopted(call, doubt, found))
    elif creation.must_be_free:
        yield from _check_free(call, creation)
    for retries in itertools.count():
        outcome = yield from _sent(call, creation)
        if isinstance(outcome, str):
            return (yield from _concluded(call, creation, outcome, has_doubt=doubt.count > 0))
        if is_unclear(outcome):
            doubt.add(outcome)
        may_repeat = not is_definite(outcome) and (yield from call.retry(outcome, retries))
        if doubt.count:
            # Without waits, what was created is looked for at once, or not at all.
            looks = looks_after(outcome) if call.policy.waits else 1
            found = yield from look(call, doubt, looks)
            if found is not None:
                return (yield from _adopted(call, doubt, found))
        if not may_repeat:
            last = call.failure(creation.post, outcome)
            if doubt.count:
                ending = "the last attempt was refused" if is_definite(outcome) else NO_ATTEMPT_LEFT
                raise doubt.error(call, f"it was not found, and {ending}") from last
            raise last from cause_of(outcome)
    raise AssertionError


def looks_after(outcome: Answer | Fault | None) -> int:
    is_taken = isinstance(outcome, Answer) and outcome.status in TAKEN_STATUSES
    return LOOKS_FOR_WHAT_TOOK_THE_NAME if is_taken else 2


def _sent(call: Call, creation: Creation) -> Steps[str | Answer | Fault]:
    """Send the creation once; gives the uuid when there is one."""
    creation.attempts.count += 1
    outcome = yield from call.send(creation.post)
    if not isinstance(outcome, Answer) or not outcome.is_success:
        return outcome
    return _finished(call, creation.post, outcome)


def _finished(call: Call, request: Request[T], answer: Answer) -> T | Fault:
    """Read a successful answer; gives a fault when it cannot be read."""
    try:
        return call.finish(request, answer)
    except UnreadableReply as error:
        return Fault(FaultKind.UNREADABLE, error, answer=answer)


def _check_free(call: Call, creation: Creation) -> Steps[None]:
    found = yield from read(call, creation.find)
    if isinstance(found, Answer) and says_missing(found):
        return
    if isinstance(found, Answer | Fault):
        raise call.failure(creation.find, found) from cause_of(found)
    raise name_is_taken(call, creation, uuid_of(found))


def name_is_taken(call: Call, creation: Creation, uuid: str) -> ShortnameConflict:
    conflict = ShortnameConflict(
        f"the shortname {creation.shortname!r} belongs to {uuid} already; nothing was created"
    )
    describe(conflict, creation.post, None)
    return call.blame(conflict)


def look(call: Call, doubt: Doubt, looks: int) -> Steps[Found | None]:
    """Look for the object so many times, with settling times between; ``None`` if it is not there.

    :raises SubmissionUnknown: that could not be found out, or not in time.
    """
    for number in range(looks):
        if number:
            yield from settle(call, doubt, number)
        found = yield from read(call, doubt.creation.find)
        if not isinstance(found, Answer | Fault):
            return found
        if isinstance(found, Fault) or not says_missing(found):
            last = call.failure(doubt.creation.find, found)
            reason = f"it could not be looked up ({_briefly(last)})"
            raise doubt.error(call, reason) from last
    return None


def settle(call: Call, doubt: Doubt, times: int) -> Steps[None]:
    seconds = doubt.creation.settle_wait * min(max(times, doubt.count), MOST_SETTLE_TIMES)
    if not (yield from call.pause(seconds)):
        raise doubt.error(call, "the time for this call is over")


def read(call: Call, request: Request[T]) -> Steps[T | Answer | Fault]:
    """Send a read, and again after passing failures; gives what it reads, or why it could not."""
    for retries in itertools.count():
        outcome = yield from call.send(request)
        if isinstance(outcome, Answer) and outcome.is_success:
            return _finished(call, request, outcome)
        if not is_passing(outcome) or not (yield from call.retry(outcome, retries)):
            return outcome
    raise AssertionError


def _adopted(call: Call, doubt: Doubt, found: Found) -> Steps[Created]:
    """Take a found object for the created one, if that is what it is."""
    creation = doubt.creation
    uuid = uuid_of(found)
    if uuid and creation.is_ours(found):
        return (yield from _concluded(call, creation, uuid, has_doubt=doubt.count > 1))
    # If names need not be unique, ours may stand behind somebody else's.
    for number in range(2 if call.policy.waits else 1):
        if number:
            yield from settle(call, doubt, number)
        ours = _ours(creation, (yield from read(call, creation.search)))
        if ours is None:
            raise doubt.error(call, f"its shortname belongs to {uuid}, and maybe to others")
        if ours:
            return Created(ours[0], ours[1:], is_settled=False)
    raise conflict_with(call, creation, uuid)


def conflict_with(call: Call, creation: Creation, uuid: str) -> ShortnameConflict:
    conflict = ShortnameConflict(
        f"the shortname {creation.shortname!r} belongs to another object, {uuid}, "
        "that differs from what was submitted"
    )
    describe(conflict, creation.post, None)
    return call.blame(conflict)


def _concluded(call: Call, creation: Creation, uuid: str, *, has_doubt: bool) -> Steps[Created]:
    """Give the created object, with those that other attempts have made besides.

    :param has_doubt: whether there was an attempt that this object does not explain.
    """
    if not has_doubt:
        return Created(uuid)
    others = yield from find_others(call, creation, uuid)
    return Created(uuid, others or (), is_settled=False)


def find_others(call: Call, creation: Creation, uuid: str) -> Steps[tuple[str, ...] | None]:
    """Find the objects that a creation made besides one; looks once, and not for long.

    :return: their uuids; ``None`` when this could not be found out.
    """
    found = _ours(creation, (yield from read_once(call, creation.search)))
    return None if found is None else besides(found, uuid)


def read_once(call: Call, request: Request[T]) -> Steps[T | Answer | Fault]:
    outcome = yield from call.send(request, LONGEST_SWEEP)
    if isinstance(outcome, Answer) and outcome.is_success:
        return _finished(call, request, outcome)
    return outcome


def _ours(creation: Creation, found: list[Any] | Answer | Fault) -> tuple[str, ...] | None:
    """Give the uuids of those that are of this creation; ``None`` when there was no search."""
    if isinstance(found, Answer | Fault):
        return None
    ours = (each for each in found if isinstance(each, Mapping) and creation.is_ours(each))
    return tuple(uuid for uuid in map(uuid_of, ours) if uuid)


def besides(found: Iterable[str], uuid: str) -> tuple[str, ...]:
    return tuple(each for each in found if each.lower() != uuid.lower())


def uuid_of(found: Found) -> str:
    uuid = found.get("uuid")
    return uuid if isinstance(uuid, str) else ""
