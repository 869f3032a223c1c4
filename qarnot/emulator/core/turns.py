"""Who may look at the cluster and change it: one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.orders import Orders

__all__ = ["Turns"]


class Turns:
    """The lock of the cluster, and what is done before and after it is held.

    :param clock: gives the time, aware of its zone.
    :param agenda: what happens by time alone.
    :param orders: what was decided for the runner.
    :param follow_up: does what follows from the changes of a turn, with the lock held.
    :param wake: called when something is due earlier than it was before.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        agenda: Agenda,
        orders: Orders,
        follow_up: Callable[[datetime], None],
        wake: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._agenda = agenda
        self._orders = orders
        self._follow_up = follow_up
        self._wake = wake
        self._lock = threading.Lock()

    def next_due(self) -> datetime | None:
        """Tell when something happens by time alone, ``None`` when nothing will."""
        with self._lock:
            return self._agenda.next_due

    @contextmanager
    def turn(self) -> Iterator[datetime]:
        """Hold the lock with nothing past its time, then tell the runner what was decided.

        It is told also when the turn ends with a refusal: what fell due in it was done.
        """
        is_earlier = False
        try:
            with self._lock:
                now = self._clock()
                due_before = self._agenda.next_due
                try:
                    self._agenda.run(now)
                    yield now
                finally:
                    self._follow_up(now)
                    due = self._agenda.next_due
                    is_earlier = due is not None and (due_before is None or due < due_before)
        finally:
            if is_earlier:
                self._wake()
            self._orders.give()
