"""The life of pools, from their acceptance to their removal."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.intake import PoolPlan
from qarnot.emulator.core.objects import Registry
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.scheduler import Scheduler
from qarnot.emulator.core.task_life import TaskLife

__all__ = ["PoolLife"]


class PoolLife:
    """Leads pools through their states; the lock of the cluster is held all the time.

    :param pools: all pools.
    :param scheduler: gives them machines.
    :param agenda: takes what is to happen to them by time alone.
    :param orders: tell whether commands are run.
    :param account: what is left to spend.
    :param task_life: stops their tasks.
    """

    def __init__(
        self,
        pools: Registry[Pool],
        scheduler: Scheduler,
        agenda: Agenda,
        orders: Orders,
        account: Account,
        task_life: TaskLife,
    ) -> None:
        self._pools = pools
        self._scheduler = scheduler
        self._agenda = agenda
        self._orders = orders
        self._account = account
        self._task_life = task_life
        self._closing: dict[str, Pool] = {}

    def accept(self, plan: PoolPlan, now: datetime) -> str:
        """Accept a pool; gives its uuid."""
        self._account.check(plan.request.get("projectUuid"))
        self._pools.admit(plan.request.get("shortname"), lambda each: self.remove(each, now))
        pool = Pool(self._pools.next_sequence, str(uuid4()), plan, now)
        self._pools.add(pool)
        if self._orders.are_followed and not self._scheduler.has_stopped:
            self._scheduler.open(pool)
            self.look_later(pool, now)
        return pool.uuid

    def look_later(self, pool: Pool, now: datetime) -> None:
        """Come back when the size of a pool may change by time alone."""
        policies = pool.policies
        change = pool.next_change(now)
        if change is not None:

            def look(due: datetime) -> None:
                if pool.is_open and pool.policies is policies:
                    self.look_later(pool, due)

            self._agenda.add(change, timedelta(0), look)

    def close(self, pool: Pool, now: datetime) -> None:
        """Let a pool take no more tasks, and end when those that it has have ended."""
        if pool.is_open:
            pool.enter("Closing", now)
            self._closing[pool.uuid] = pool

    def finish_closing(self, now: datetime) -> None:
        """End the pools that close and have nothing left to do."""
        for pool in [each for each in self._closing.values() if each.is_over]:
            del self._closing[pool.uuid]
            self._scheduler.close(pool, now)
            if pool.state == "Closing":
                self._end(pool, now)

    def remove(self, pool: Pool, now: datetime) -> None:
        """Take a pool away; its machines go when its tasks, which are stopped, have ended."""
        if pool.uuid not in self._pools.existing:
            return
        for task in list(pool.tasks.values()):
            if not task.is_final:
                self._task_life.cancel(task, now)
        self.close(pool, now)
        pool.enter("PendingDelete", now)
        self._pools.forget(pool)

    def _end(self, pool: Pool, now: datetime) -> None:
        pool.enter("Closed", now)
        self._pools.note_end(pool)
        if pool.plan.lifetime_after_end:
            self._agenda.add(now, pool.plan.lifetime_after_end, lambda due: self.remove(pool, due))
