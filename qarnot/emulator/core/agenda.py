"""What is to be done at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

__all__ = ["Action", "Agenda"]

Action = Callable[[datetime], None]


class Agenda:
    """Actions, each with the time at which it is due.

    Nothing is taken out: an action judges itself whether it still holds.
    """

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Action]] = []
        self._number = count()

    @property
    def next_due(self) -> datetime | None:
        """When the next action is due."""
        return self._entries[0][0] if self._entries else None

    def add(self, now: datetime, span: timedelta, action: Action) -> None:
        """Note an action to be done after a time; one that lies beyond all dates is never due."""
        try:
            due = now + span
        except OverflowError:
            return
        heappush(self._entries, (due, next(self._number), action))

    def run(self, now: datetime) -> None:
        """Do what is due, with the time at which it was due, in that order."""
        while self._entries and self._entries[0][0] <= now:
            due, _, action = heappop(self._entries)
            action(due)
