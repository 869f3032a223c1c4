"""The life of pools, from their acceptance to their removal."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta
from uuid import uuid4

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.intake import PoolPlan
from qarnot.emulator.core.objects import Registry
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.output import OutputLog
from qarnot.emulator.core.pools import OPEN_STATES, Pool
from qarnot.emulator.core.quotas import Shares
from qarnot.emulator.core.scaling import Policy
from qarnot.emulator.core.scheduler import Scheduler
from qarnot.emulator.core.task_life import TaskLife

__all__ = ["PoolLife"]

_WAITING_STATES = frozenset({*OPEN_STATES, "Closing"})


class PoolLife:
    """Leads pools through their states; the lock of the cluster is held all the time.

    Nobody says when a pool of the platform fails. Here it does when it wants machines and all that
    it had could not be prepared, and when it waits for its first machine longer than its
    ``maxTimeQueueSeconds``. Its tasks that have not ended are cancelled, with an error that tells
    why.

    :param pools: all pools.
    :param scheduler: gives them machines.
    :param agenda: takes what is to happen to them by time alone.
    :param orders: tell whether commands are run, and take what is decided for the runner.
    :param account: what is left to spend.
    :param shares: which reservations there are.
    :param task_life: stops their tasks.
    """

    def __init__(
        self,
        pools: Registry[Pool],
        scheduler: Scheduler,
        agenda: Agenda,
        orders: Orders,
        account: Account,
        shares: Shares,
        task_life: TaskLife,
    ) -> None:
        self._pools = pools
        self._scheduler = scheduler
        self._agenda = agenda
        self._orders = orders
        self._account = account
        self._shares = shares
        self._task_life = task_life
        self._closing: dict[str, Pool] = {}
        self._prepared: dict[str, Pool] = {}
        self._waiting: dict[str, Pool] = {}

    def accept(self, plan: PoolPlan, now: datetime) -> str:
        """Accept a pool; gives its uuid."""
        self._account.check(plan.request.get("projectUuid"))
        self._shares.check(plan.request)
        self._pools.admit(plan.request.get("shortname"), lambda each: self.remove(each, now))
        pool = Pool(self._pools.next_sequence, str(uuid4()), plan, now)
        self._pools.add(pool)
        if plan.longest_wait is not None:
            self._waiting[pool.uuid] = pool
        if plan.preparation:
            self._prepared[pool.uuid] = pool
        self._scheduler.open(pool)
        return pool.uuid

    def update(
        self, pool: Pool, plan: PoolPlan, policies: tuple[Policy, ...], now: datetime
    ) -> None:
        """Change a pool."""
        pool.update(plan, policies, now)
        self._scheduler.note(pool)

    def close(self, pool: Pool, now: datetime) -> None:
        """Let a pool take no more tasks, and end when those that it has have ended."""
        if pool.is_open:
            pool.enter("Closing", now)
            self._closing[pool.uuid] = pool
            self._scheduler.note(pool)

    def end_hopeless(self, now: datetime) -> bool:
        """End the pools whose machines could all not be prepared; tells whether there were any."""
        hopeless = [each for each in self._changed_of(self._prepared) if each.cannot_go_on(now)]
        for pool in hopeless:
            self._fail(pool, now)
        return bool(hopeless)

    def finish_closing(self, now: datetime) -> None:
        """End the pools that close and have nothing left to do."""
        for pool in self._changed_of(self._closing):
            if pool.is_over:
                self._release(pool, now)
                if pool.state == "Closing":
                    self._end(pool, "Closed", now)
            elif not pool.has_work:
                self._stop_preparation(pool)

    def look_at_queue(self, now: datetime) -> None:
        """Note which pools wait for their first machine, and give them up when it takes too long.

        An elastic pool that wants no machine does not wait.
        """
        for pool in self._changed_of(self._waiting):
            if pool.machines or pool.state not in _WAITING_STATES:
                del self._waiting[pool.uuid]
            elif not pool.wanted_machines(now):
                pool.waits_since = None
            elif pool.waits_since is None:
                pool.waits_since = now
                self._give_up_later(pool, now)

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
        pool.stdout, pool.stderr = OutputLog(), OutputLog()

    def stop_preparations(self) -> None:
        """End what runs on machines that are not ready yet."""
        for pool in self._prepared.values():
            self._stop_preparation(pool)

    def _changed_of(self, pools: Container[str]) -> list[Pool]:
        return [each for each in self._scheduler.changed_pools() if each.uuid in pools]

    def _stop_preparation(self, pool: Pool) -> None:
        if pool.is_preparing and not pool.is_stopping:
            pool.is_stopping = True
            self._orders.stop(pool)

    def _give_up_later(self, pool: Pool, since: datetime) -> None:
        def give_up(due: datetime) -> None:
            if pool.uuid in self._waiting and pool.waits_since is since:
                pool.add_error("QUEUE_TIME_EXCEEDED", "It waited too long for a machine", due)
                self._fail(pool, due)

        self._agenda.add(since, pool.plan.longest_wait or timedelta(0), give_up)

    def _fail(self, pool: Pool, now: datetime) -> None:
        """End a pool that cannot run its tasks."""
        self._release(pool, now)
        self._end(pool, "Failure", now)
        for task in list(pool.tasks.values()):
            if not task.is_final and not task.has_ended_everywhere:
                task.add_error("POOL_FAILED", "The pool that it is in has failed", now)
                self._task_life.cancel(task, now)

    def _release(self, pool: Pool, now: datetime) -> None:
        """Give back all machines of a pool, which has nothing left to do."""
        for pools in (self._closing, self._prepared, self._waiting):
            pools.pop(pool.uuid, None)
        self._scheduler.close(pool, now)
        if pool.was_prepared:
            self._orders.discard(pool)

    def _end(self, pool: Pool, state: str, now: datetime) -> None:
        pool.enter(state, now)
        self._pools.note_end(pool)
        if pool.plan.lifetime_after_end:
            self._agenda.add(now, pool.plan.lifetime_after_end, lambda due: self.remove(pool, due))
