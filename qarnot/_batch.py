"""Several creations that are sent as one list, each of which takes effect at most once.

What :mod:`qarnot._creation` does for one is done for all of them, in as few requests as can be:
after an attempt whose outcome is unclear, only those that are missing are sent again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from attrs import define, frozen

from qarnot._creation import (
    NO_ATTEMPT_LEFT,
    Created,
    Creation,
    Doubt,
    Found,
    Outcome,
    besides,
    conflict_with,
    look,
    looks_after,
    name_is_taken,
    read,
    read_once,
    settle,
    settling_time,
    uuid_of,
)
from qarnot._exchange import Call, Fault, FaultKind, Steps, is_definite, is_unclear
from qarnot._replies import Answer, Request
from qarnot.exceptions import ConnectionClosed, SubmissionUnknown, UnreadableReply

__all__ = ["Batch", "created_together"]

Reader = Callable[[Call, Request[list[Any]]], Steps[list[Any] | Answer | Fault]]

MOST_NAMES_OF_A_SEARCH = 100
OUTCOME_KEYS = frozenset({"statusCode", "uuid"})


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


@define(eq=False)
class _Item:
    """One creation of a batch, and what became of it so far."""

    creation: Creation
    doubt: Doubt
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
        ours = [each for each in found if uuid_of(each) and self.creation.is_ours(each)]
        if ours:
            self.outcome = Created(uuid_of(ours[0]))
            self.is_explained = self.doubt.count < 2 and len(ours) == 1
        elif found:
            self.stranger = uuid_of(found[0])

    def leave_to_stranger(self, call: Call) -> None:
        """Take note that the name belongs to something else, if it does."""
        if self.stranger and self.was_searched:
            self.outcome = conflict_with(call, self.creation, self.stranger)
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
    items = [_Item(each, Doubt(each, 2 if each.is_continued else 0)) for each in batch.items]
    call.extend(settling_time(call, max((each.settle_wait for each in batch.items), default=0.0)))
    try:
        yield from _create(call, batch, items)
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


def _create(call: Call, batch: Batch, items: list[_Item]) -> Steps[None]:
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
        answered = yield from read(call, search)
        if isinstance(answered, Answer | Fault):
            for item in part:
                item.outcome = call.failure(search, answered)
            continue
        found = _grouped(answered)
        for item in part:
            for each in found.get(item.creation.shortname.lower(), ()):
                item.outcome = name_is_taken(call, item.creation, uuid_of(each))


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
    looks = [looks_after(item.said) for item in items] if call.policy.waits else [1]
    missing = items
    try:
        for number in range(max(looks) if items else 0):
            if number:
                doubts = [item.doubt for item in missing]
                yield from settle(call, max(doubts, key=attrgetter("count")), number)
            yield from _search_together(call, batch, missing)
            missing = _undone(missing)
            for item in missing if number else ():
                found = yield from look(call, item.doubt, looks=1)
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
    call: Call, batch: Batch, items: list[_Item], reader: Reader = read
) -> Steps[dict[str, list[Found]]]:
    """Search for the objects of some names; a name whose search failed is left out."""
    found: dict[str, list[Found]] = {}
    for part in _parts(items):
        creations = [item.creation for item in part]
        answered = yield from reader(call, batch.search(creations))
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
    found = yield from _by_name(call, batch, doubtful, read_once)
    for item in doubtful:
        assert isinstance(item.outcome, Created)
        uuid = item.outcome.uuid
        ours = filter(item.creation.is_ours, found.get(item.creation.shortname.lower(), ()))
        others = besides(filter(None, map(uuid_of, ours)), uuid)
        item.outcome = Created(uuid, others, is_settled=False)
