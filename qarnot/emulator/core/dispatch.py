"""How free slots become running instances."""

from __future__ import annotations

from datetime import datetime, timedelta

from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.scheduler import Scheduler

__all__ = ["Dispatcher"]


class Dispatcher:
    """Gives the free slots away; the lock of the cluster is held all the time.

    :param scheduler: says who gets them.
    :param agenda: takes the times at which pools grow or give machines back.
    :param orders: take what is decided for the runner.
    """

    def __init__(self, scheduler: Scheduler, agenda: Agenda, orders: Orders) -> None:
        self._scheduler = scheduler
        self._agenda = agenda
        self._orders = orders
        self._next_resize: datetime | None = None

    def dispatch(self, now: datetime) -> None:
        """Run those that have waited longest in the slots that are free."""
        if self._scheduler.has_stopped:
            return
        placed = self._scheduler.dispatch(now)
        for pool, machine in self._scheduler.take_unprepared():
            self._orders.prepare(pool, machine)
        for task, instance in placed:
            instance.dispatch(now)
            self._orders.run(task, instance.number)
        for task in {task.uuid: task for task, _ in placed}.values():
            task.advance(now)
        self._look_at_pools_later(now)

    def _look_at_pools_later(self, now: datetime) -> None:
        """Come back when the size of a pool changes, which is done in every turn."""
        due = self._scheduler.next_resize(now)
        is_noted = self._next_resize is not None and now < self._next_resize <= (due or now)
        if due is not None and not is_noted:
            self._next_resize = due
            self._agenda.add(due, timedelta(0), lambda _: None)
