"""How free slots become running instances."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.scheduler import Scheduler

__all__ = ["Dispatcher"]


class Dispatcher:
    """Gives the free slots away; the lock of the cluster is held all the time.

    :param scheduler: says who gets them.
    :param agenda: takes the times at which pools are to be looked at.
    :param orders: take what is decided for the runner.
    """

    def __init__(self, scheduler: Scheduler, agenda: Agenda, orders: Orders) -> None:
        self._scheduler = scheduler
        self._agenda = agenda
        self._orders = orders

    def dispatch(self, now: datetime) -> None:
        """Run those that have waited longest in the slots that are free."""
        if self._scheduler.has_stopped or not self._orders.are_followed:
            return
        placed = self._scheduler.dispatch(now)
        for pool, machine in self._scheduler.take_unprepared():
            self._orders.prepare(pool, machine)
        for pool, machine in self._scheduler.take_departed():
            if pool.was_prepared:
                self._orders.discard_machine(pool, machine)
        for task, instance in placed:
            instance.dispatch(now)
            self._orders.run(task, instance.number)
        for task in {task.uuid: task for task, _ in placed}.values():
            task.advance(now)

    def look_later(self, now: datetime) -> None:
        """End a turn, and come back to its pools when something changes of them by time alone."""
        for pool in self._scheduler.changed_pools():
            due = pool.next_change(now)
            if due is not None and all(due < each for each in pool.looks):
                pool.looks.add(due)
                self._agenda.add(due, timedelta(0), partial(self._look, pool))
        self._scheduler.forget_changes()

    def _look(self, pool: Pool, due: datetime) -> None:
        pool.looks.remove(due)
        self._scheduler.note(pool)
