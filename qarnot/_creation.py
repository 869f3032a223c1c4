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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
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

__all__ = ["SETTLE_WAIT", "Batch", "Created", "Creation", "Outcome", "created", "created_together",
           "find_others"]  # fmt: skip

T = TypeVar("T")
Found = Mapping[str, Any]
Reader = Callable[[Call, Request[list[Any]]], Steps[list[Any] | Answer | Fault]]

SETTLE_WAIT = 5.0
# After "this name is taken", what took it will be seen sooner or later.
LOOKS_FOR_WHAT_TOOK_THE_NAME = 4
TAKEN_STATUSES = frozenset({400, 409})
LONGEST_SWEEP = 10.0
LONGEST_QUOTE = 400
OUTCOME_KEYS = frozenset({"statusCode", "uuid"})
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
        that it is waited it grows by as many.
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
class _Doubt:
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
    doubt = _Doubt(creation, 2 if creation.is_continued else 0)
    call.extend(_settling_time(call, creation.settle_wait))
    try:
        return (yield from _created(call, creation, doubt))
    except ConnectionClosed as error:
        if doubt.count:
            raise doubt.error(call, "the connection was closed") from error
        raise


def _settling_time(call: Call, settle_wait: float) -> float:
    """Give the seconds that the waits after all attempts take, if every one stays unclear."""
    attempts = len(call.policy.waits) + 1
    return settle_wait * attempts * (attempts + 1) / 2 if attempts > 1 else 0.0


def _briefly(error: QarnotException) -> str:
    """Give what an error says, to stand in the text of another."""
    text = error.message.removeprefix("Error: ")
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _created(call: Call, creation: Creation, doubt: _Doubt) -> Steps[Created]:
    if doubt.count:
        found = yield from _look(call, doubt, looks=2)
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
            looks = _looks_after(outcome) if call.policy.waits else 1
            found = yield from _look(call, doubt, looks)
            if found is not None:
                return (yield from _adopted(call, doubt, found))
        if not may_repeat:
            last = call.failure(creation.post, outcome)
            if doubt.count:
                ending = "the last attempt was refused" if is_definite(outcome) else NO_ATTEMPT_LEFT
                raise doubt.error(call, f"it was not found, and {ending}") from last
            raise last from cause_of(outcome)
    raise AssertionError


def _looks_after(outcome: Answer | Fault | None) -> int:
    is_taken = isinstance(outcome, Answer) and outcome.status in TAKEN_STATUSES
    return LOOKS_FOR_WHAT_TOOK_THE_NAME if is_taken else 2


def _sent(call: Call, creation: Creation) -> Steps[str | Answer | Fault]:
    """Send the creation once; gives the uuid when there is one."""
    creation.attempts.count += 1
    outcome = yield from call.send(creation.post)
    if not isinstance(outcome, Answer) or not outcome.is_success:
        return outcome
    try:
        return call.finish(creation.post, outcome)
    except UnreadableReply as error:
        return Fault(FaultKind.UNREADABLE, error, answer=outcome)


def _check_free(call: Call, creation: Creation) -> Steps[None]:
    found = yield from _read(call, creation.find)
    if isinstance(found, Answer) and says_missing(found):
        return
    if isinstance(found, Answer | Fault):
        raise call.failure(creation.find, found) from cause_of(found)
    raise _taken(call, creation, _uuid_of(found))


def _taken(call: Call, creation: Creation, uuid: str) -> ShortnameConflict:
    conflict = ShortnameConflict(
        f"the shortname {creation.shortname!r} belongs to {uuid} already; nothing was created"
    )
    describe(conflict, creation.post, None)
    return call.blame(conflict)


def _look(call: Call, doubt: _Doubt, looks: int) -> Steps[Found | None]:
    """Look for the object so many times, with settling times between; ``None`` if it is not there.

    :raises SubmissionUnknown: that could not be found out, or not in time.
    """
    for number in range(looks):
        if number:
            yield from _settle(call, doubt, number)
        found = yield from _read(call, doubt.creation.find)
        if not isinstance(found, Answer | Fault):
            return found
        if isinstance(found, Fault) or not says_missing(found):
            last = call.failure(doubt.creation.find, found)
            reason = f"it could not be looked up ({_briefly(last)})"
            raise doubt.error(call, reason) from last
    return None


def _settle(call: Call, doubt: _Doubt, times: int) -> Steps[None]:
    seconds = doubt.creation.settle_wait * max(times, doubt.count)
    if not (yield from call.pause(seconds)):
        raise doubt.error(call, "the time for this call is over")


def _read(call: Call, request: Request[T]) -> Steps[T | Answer | Fault]:
    """Send a read, and again after passing failures; gives what it reads, or why it could not."""
    for retries in itertools.count():
        outcome = yield from call.send(request)
        if isinstance(outcome, Answer) and outcome.is_success:
            try:
                return call.finish(request, outcome)
            except UnreadableReply as error:
                return Fault(FaultKind.UNREADABLE, error, answer=outcome)
        if not is_passing(outcome) or not (yield from call.retry(outcome, retries)):
            return outcome
    raise AssertionError


def _adopted(call: Call, doubt: _Doubt, found: Found) -> Steps[Created]:
    """Take a found object for the created one, if that is what it is."""
    creation = doubt.creation
    uuid = _uuid_of(found)
    if uuid and creation.is_ours(found):
        return (yield from _concluded(call, creation, uuid, has_doubt=doubt.count > 1))
    # If names need not be unique, ours may stand behind somebody else's.
    for number in range(2 if call.policy.waits else 1):
        if number:
            yield from _settle(call, doubt, number)
        ours = _ours(creation, (yield from _read(call, creation.search)))
        if ours is None:
            raise doubt.error(call, f"its shortname belongs to {uuid}, and maybe to others")
        if ours:
            return Created(ours[0], ours[1:], is_settled=False)
    raise _conflict(call, creation, uuid)


def _conflict(call: Call, creation: Creation, uuid: str) -> ShortnameConflict:
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
    found = _ours(creation, (yield from _read_once(call, creation.search)))
    return None if found is None else _besides(found, uuid)


def _read_once(call: Call, request: Request[T]) -> Steps[T | Answer | Fault]:
    outcome = yield from call.send(request, LONGEST_SWEEP)
    if isinstance(outcome, Answer) and outcome.is_success:
        try:
            return call.finish(request, outcome)
        except UnreadableReply as error:
            return Fault(FaultKind.UNREADABLE, error, answer=outcome)
    return outcome


def _ours(creation: Creation, found: list[Any] | Answer | Fault) -> tuple[str, ...] | None:
    """Give the uuids of those that are of this creation; ``None`` when there was no search."""
    if isinstance(found, Answer | Fault):
        return None
    ours = (each for each in found if isinstance(each, Mapping) and creation.is_ours(each))
    return tuple(uuid for uuid in map(_uuid_of, ours) if uuid)


def _besides(found: Iterable[str], uuid: str) -> tuple[str, ...]:
    return tuple(each for each in found if each.lower() != uuid.lower())


def _uuid_of(found: Found) -> str:
    uuid = found.get("uuid")
    return uuid if isinstance(uuid, str) else ""


# Several at once


@frozen
class Batch:
    """Creations that are sent as one list.

    :ivar items: the creations; each has a shortname of its own.
    :ivar post: makes the request that creates some of them; its reader gives what is said of each.
    :ivar search: makes the request that finds every object of some shortnames.
    """

    items: tuple[Creation, ...]
    post: Callable[[Sequence[Creation]], Request[list[Any]]]
    search: Callable[[Sequence[Creation]], Request[list[Any]]]


MOST_NAMES_OF_A_SEARCH = 100


@define(eq=False)
class _Item:
    """One creation of a batch, and what became of it so far."""

    creation: Creation
    doubt: _Doubt
    said: Answer | Fault | None = None
    outcome: Outcome | None = None
    is_explained: bool = True
    """Whether there was no attempt but the one that made the object."""
    stranger: str = ""
    """What is not ours and has the name."""
    was_searched: bool = False

    def take(self, call: Call, said: str | Answer | Fault) -> None:
        """Take what came of an attempt."""
        if isinstance(said, str):
            self.outcome = Created(said)
            self.is_explained = not self.doubt.count
            return
        self.said = said
        if is_unclear(said):
            self.doubt.add(said)
        if is_definite(said) and not self.doubt.count:
            self.outcome = call.failure(self.creation.post, said)

    def adopt(self, found: Sequence[Found]) -> None:
        """Take an object with the name of this creation for it, if one is."""
        ours = [each for each in found if _uuid_of(each) and self.creation.is_ours(each)]
        if ours:
            self.outcome = Created(_uuid_of(ours[0]))
            self.is_explained = self.doubt.count < 2 and len(ours) == 1
        elif found:
            self.stranger = _uuid_of(found[0])

    def leave_to_stranger(self, call: Call) -> None:
        """Take note that the name belongs to something else, if it does."""
        if self.stranger and self.was_searched:
            self.outcome = _conflict(call, self.creation, self.stranger)
        elif self.stranger:
            reason = f"its shortname belongs to {self.stranger}, and maybe to others"
            self.outcome = self.doubt.error(call, reason)

    def give_up(self, call: Call, reason: str) -> None:
        if self.doubt.count:
            self.outcome = self.doubt.error(call, reason)
        elif self.said is not None:
            self.outcome = call.failure(self.creation.post, self.said)


def created_together(call: Call, batch: Batch) -> Steps[list[Outcome]]:
    """Create several objects, each at most once, in as few requests as can be.

    :return: for each item, in their order, what was created, or the error that it got: as
        :func:`created` raises them.
    """
    items = [_Item(each, _Doubt(each, 2 if each.is_continued else 0)) for each in batch.items]
    call.extend(_settling_time(call, max((each.settle_wait for each in batch.items), default=0.0)))
    try:
        yield from _create_together(call, batch, items)
    except ConnectionClosed as error:
        for item in _undone(items):
            item.outcome = (
                item.doubt.error(call, "the connection was closed") if item.doubt.count else error
            )
    outcomes = [item.outcome for item in items]
    assert all(outcomes)
    return [each for each in outcomes if each is not None]


def _undone(items: Sequence[_Item]) -> list[_Item]:
    return [item for item in items if item.outcome is None]


def _create_together(call: Call, batch: Batch, items: list[_Item]) -> Steps[None]:
    yield from _check_free_together(call, batch, items)
    yield from _find_together(call, batch, [item for item in items if item.doubt.count])
    for retries in itertools.count():
        undone = _undone(items)
        if not undone:
            break
        outcome = yield from _send_together(call, batch, undone)
        undone = _undone(undone)
        again = [item for item in undone if item.said is not None and not is_definite(item.said)]
        may_repeat = bool(again) and (yield from call.retry(outcome, retries))
        yield from _find_together(call, batch, [item for item in undone if item.doubt.count])
        for item in _undone(undone):
            if item not in again:
                item.give_up(call, "it was not found, and the last attempt was refused")
            elif not may_repeat:
                item.give_up(call, f"it was not found, and {NO_ATTEMPT_LEFT}")
    yield from _find_others_together(call, batch, items)


def _check_free_together(call: Call, batch: Batch, items: list[_Item]) -> Steps[None]:
    """Give up those whose name, which somebody has given, is not free."""
    named = [item for item in items if item.creation.must_be_free and not item.doubt.count]
    for part in _parts(named):
        search = batch.search([item.creation for item in part])
        answered = yield from _read(call, search)
        if isinstance(answered, Answer | Fault):
            for item in part:
                item.outcome = call.failure(search, answered)
            continue
        found = _grouped(answered)
        for item in part:
            for each in found.get(item.creation.shortname.lower(), ()):
                item.outcome = _taken(call, item.creation, _uuid_of(each))


def _send_together(call: Call, batch: Batch, items: list[_Item]) -> Steps[Answer | Fault]:
    """Send the creations of some items once, and take what is said of each."""
    for item in items:
        item.creation.attempts.count += 1
    request = batch.post([item.creation for item in items])
    outcome = yield from call.send(request)
    said: list[str | Answer | Fault] = [outcome] * len(items)
    if isinstance(outcome, Answer):
        try:
            said = _of_each(request.read(outcome), len(items))
        except UnreadableReply as error:
            # What is no list of outcomes is said of all.
            if outcome.is_success:
                said = [Fault(FaultKind.UNREADABLE, error, answer=outcome)] * len(items)
        else:
            call.succeeded()
    for item, each in zip(items, said, strict=True):
        item.take(call, each)
    return outcome


def _of_each(said: list[Any], count: int) -> list[str | Answer | Fault]:
    """Read a list of outcomes, one for each creation of a list.

    :raises UnreadableReply: it is none.
    """
    has_outcomes = all(isinstance(each, Mapping) and each.keys() & OUTCOME_KEYS for each in said)
    if len(said) != count or not has_outcomes:
        raise UnreadableReply(f"{count} outcomes were expected, {len(said)} items came")
    return [_of_one(each) for each in said]


def _of_one(said: Any) -> str | Answer | Fault:
    """Read what a list of outcomes says of one creation."""
    if isinstance(said, Mapping):
        uuid, status = said.get("uuid"), said.get("statusCode")
        is_status = isinstance(status, int) and 400 <= status < 600
        if isinstance(uuid, str) and uuid and not is_status:
            return uuid
        if isinstance(status, int) and is_status:
            return Answer(status, body=_message(said.get("message")))
    return Fault(FaultKind.UNREADABLE, UnreadableReply("nothing can be read of this outcome"))


def _message(text: Any) -> bytes:
    return text.encode("utf-8", errors="replace") if isinstance(text, str) else b""


def _find_together(call: Call, batch: Batch, items: list[_Item]) -> Steps[None]:
    """Adopt what is there; what is not was looked for twice at least, and by name too.

    Searches may show less than is there; reading by name is what a single creation relies on too.
    """
    looks = [_looks_after(item.said) for item in items] if call.policy.waits else [1]
    missing = items
    try:
        for number in range(max(looks) if items else 0):
            if number:
                doubts = [item.doubt for item in missing]
                yield from _settle(call, max(doubts, key=attrgetter("count")), number)
            yield from _search_together(call, batch, missing)
            missing = _undone(missing)
            for item in missing if number else ():
                found = yield from _look(call, item.doubt, looks=1)
                item.adopt([found] if found is not None else [])
            missing = _undone(missing)
            if not missing:
                break
        for item in missing:
            item.leave_to_stranger(call)
    except SubmissionUnknown as error:
        for item in _undone(items):
            item.outcome = item.doubt.error(call, "it could not be looked up in time")
            item.outcome.__cause__ = error


def _search_together(call: Call, batch: Batch, items: list[_Item]) -> Steps[None]:
    """Adopt what a search shows; what it does not show may be there all the same."""
    found = yield from _by_name(call, batch, items)
    for item in items:
        seen = found.get(item.creation.shortname.lower())
        item.was_searched = seen is not None
        item.adopt(seen or ())


def _by_name(
    call: Call, batch: Batch, items: list[_Item], read: Reader = _read
) -> Steps[dict[str, list[Found]]]:
    """Search for the objects of some names; a name whose search failed is left out."""
    found: dict[str, list[Found]] = {}
    for part in _parts(items):
        creations = [item.creation for item in part]
        answered = yield from read(call, batch.search(creations))
        if not isinstance(answered, Answer | Fault):
            found |= {each.shortname.lower(): [] for each in creations} | _grouped(answered)
    return found


def _parts(items: list[_Item]) -> Iterator[list[_Item]]:
    """Cut items into lists, each short enough for one search."""
    for start in range(0, len(items), MOST_NAMES_OF_A_SEARCH):
        yield items[start : start + MOST_NAMES_OF_A_SEARCH]


def _grouped(found: list[Any]) -> dict[str, list[Found]]:
    by_name: dict[str, list[Found]] = {}
    for each in found:
        if isinstance(each, Mapping):
            by_name.setdefault(str(each.get("shortname")).lower(), []).append(each)
    return by_name


def _find_others_together(call: Call, batch: Batch, items: list[_Item]) -> Steps[None]:
    doubtful = [item for item in items if not item.is_explained]
    found = yield from _by_name(call, batch, doubtful, _read_once)
    for item in doubtful:
        assert isinstance(item.outcome, Created)
        uuid = item.outcome.uuid
        ours = filter(item.creation.is_ours, found.get(item.creation.shortname.lower(), ()))
        others = _besides(filter(None, map(_uuid_of, ours)), uuid)
        item.outcome = Created(uuid, others, is_settled=False)
