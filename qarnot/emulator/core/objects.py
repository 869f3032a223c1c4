"""What tasks, pools and jobs have in common, and the lists that they stand in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Literal, TypeVar

from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.times import date_text, span_of

__all__ = [
    "Errors",
    "Item",
    "Registry",
    "RepeatedShortname",
    "StateChange",
    "lifetime_of",
    "shortened",
    "state_of",
]

RepeatedShortname = Literal["refuse", "conflict", "accept"]

_LONGEST_TEXT = 100


@dataclass(frozen=True)
class StateChange:
    """A state, and when something came into it."""

    state: str
    time: datetime


@dataclass
class Errors:
    """What went wrong, each thing once."""

    entries: list[dict[str, str]] = field(default_factory=list)

    def add(self, code: str, message: str) -> None:
        error = {"code": code, "message": message, "debug": ""}
        if error not in self.entries:
            self.entries.append(error)


class Item:
    """A task, pool or job that was accepted.

    :param sequence: its place among all of its kind that ever were, from 1.
    :param uuid: its uuid.
    :param request: what it was made of.
    :param created: when.
    :param state: its first state.
    """

    noun: ClassVar[str]
    final_states: ClassVar[frozenset[str]]

    def __init__(
        self, sequence: int, uuid: str, request: Mapping[str, Any], created: datetime, state: str
    ) -> None:
        self.sequence = sequence
        self.uuid = uuid
        self.request = request
        self.created = self.modified = created
        self.shortname: str = request.get("shortname") or uuid
        self.history: list[StateChange] = [StateChange(state, created)]

    @property
    def state(self) -> str:
        return self.history[-1].state

    @property
    def previous(self) -> StateChange | None:
        return self.history[-2] if len(self.history) > 1 else None

    @property
    def is_final(self) -> bool:
        return self.state in self.final_states

    @property
    def ended(self) -> datetime | None:
        """When it came into its final state, ``None`` while it has not."""
        return self.history[-1].time if self.is_final else None

    @property
    def tags(self) -> list[str]:
        return list(self.request.get("tags") or ())

    @property
    def may_make_room(self) -> bool:
        """Whether it may be deleted after its end when there are as many as there may be."""
        return bool(self.request.get("autoDeleteOnCompletion"))

    def enter(self, state: str, now: datetime) -> None:
        """Come into a state."""
        self.history.append(StateChange(state, now))
        self.modified = now

    def change(self, changes: Mapping[str, Any], now: datetime) -> None:
        """Take over new values of properties."""
        self.request = {**self.request, **changes}
        self.modified = now

    def main_figures(self) -> dict[str, Any]:
        """Describe what a task, a pool and a job all show."""
        before = self.previous
        return {
            "uuid": self.uuid,
            "name": self.request["name"],
            "shortname": self.shortname,
            "state": self.state,
            "previousState": before.state if before else None,
            "stateTransitionTime": date_text(self.history[-1].time),
            "previousStateTransitionTime": date_text(before.time if before else None),
            "creationDate": date_text(self.created),
            "lastModified": date_text(self.modified),
        }


_Item = TypeVar("_Item", bound=Item)


def _sequence(item: Item) -> int:
    return item.sequence


class Registry(Generic[_Item]):
    """All items of one kind.

    :param noun: the word for one of them.
    :param most: how many may exist at once.
    :param repeated_shortname: what becomes of a shortname that exists.
    """

    def __init__(self, noun: str, most: int, repeated_shortname: RepeatedShortname) -> None:
        self.noun = noun
        self.most = most
        self.accepted: dict[str, _Item] = {}
        self.existing: dict[str, _Item] = {}
        self._repeated_shortname = repeated_shortname
        self._by_shortname: dict[str, list[_Item]] = {}
        self._in_order: list[_Item] = []
        self._expendable: deque[_Item] = deque()

    def __iter__(self) -> Iterator[_Item]:
        return iter(self.existing.values())

    def __len__(self) -> int:
        return len(self.existing)

    @property
    def next_sequence(self) -> int:
        return len(self.accepted) + 1

    def after(self, sequence: int) -> Iterator[_Item]:
        """Go through those that came after the one with this number, oldest first."""
        first = bisect_right(self._in_order, sequence, key=_sequence)
        return (self._in_order[place] for place in range(first, len(self._in_order)))

    def before(self, sequence: int | None) -> Iterator[_Item]:
        """Go through those that came before the one with this number, or all, newest first."""
        end = len(self._in_order)
        if sequence is not None:
            end = bisect_left(self._in_order, sequence, key=_sequence)
        return (self._in_order[place] for place in range(end - 1, -1, -1))

    def admit(self, shortname: str | None, remove: Callable[[_Item], None]) -> None:
        """Check that one more may come.

        :param remove: deletes an item that may make room.
        :raises Refusal: for a repeated shortname, or 403 when there are too many.
        """
        is_taken = shortname is not None and (
            shortname in self._by_shortname or shortname.lower() in self.existing
        )
        if is_taken and self._repeated_shortname != "accept":
            status = 400 if self._repeated_shortname == "refuse" else 409
            raise Refusal(status, f"shortname: {shortname} belongs to another {self.noun}")
        while len(self.existing) >= self.most and self._expendable:
            candidate = self._expendable.popleft()
            if candidate.is_final and candidate.uuid in self.existing:
                remove(candidate)
        if len(self.existing) >= self.most:
            raise Refusal(403, f"Maximum number of {self.noun}s reached")

    def add(self, item: _Item) -> None:
        self.accepted[item.uuid] = self.existing[item.uuid] = item
        self._in_order.append(item)
        self._by_shortname.setdefault(item.shortname, []).append(item)

    def note_end(self, item: _Item) -> None:
        """Note that an item has ended, so that it may make room if it may."""
        if item.may_make_room:
            self._expendable.append(item)

    def forget(self, item: _Item) -> None:
        """Take out an item that is deleted."""
        del self.existing[item.uuid]
        del self._in_order[bisect_left(self._in_order, item.sequence, key=_sequence)]
        namesakes = self._by_shortname[item.shortname]
        namesakes.remove(item)
        if not namesakes:
            del self._by_shortname[item.shortname]

    def find(self, name: str) -> _Item:
        """Find an item by its uuid, in any case, or its shortname.

        :raises Refusal: 404 when there is none.
        """
        if item := self.existing.get(name.lower()):
            return item
        if namesakes := self._by_shortname.get(name):
            return namesakes[-1]
        raise Refusal(404, f"No such {self.noun}: {name}")


def lifetime_of(request: Mapping[str, Any], name: str = "completionTimeToLive") -> timedelta:
    """Read a time span that must not be negative; nothing is set when it is zero.

    :raises Refusal: 400 naming the property.
    """
    text = request.get(name) or "00:00:00"
    try:
        span = span_of(text)
    except ValueError as error:
        raise Refusal(400, f"{name}: {shortened(str(error))}") from error
    if span < timedelta(0):
        raise Refusal(400, f"{name}: {text} is negative")
    return span


def shortened(text: str) -> str:
    """Cut a text that is too long to be told."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def state_of(item: Item) -> str:
    """Tell the state of an item, as a reason why it cannot be had."""
    return f"its state is {item.state}"
