"""Who gets the slots of the cluster."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from itertools import count

from qarnot.emulator.core.pools import Node, Pool
from qarnot.emulator.core.quotas import Share, Shares
from qarnot.emulator.core.tasks import Instance, Task

__all__ = ["Scheduler"]

_Waiting = tuple[Task, Instance] | Pool


class Scheduler:
    """The slots, and who waits for them, in the order of coming.

    An instance of a task takes one slot. A machine of a pool takes one too, and has slots of its
    own for the instances of the pool's tasks, which run nowhere else. What would exceed the share
    of its scheduling waits, and lets work of another scheduling pass.

    A turn costs the pools that it has to look at: those that something has changed of since they
    were last looked at, or whose time has come. Whoever changes anything that the size of a pool,
    its tasks or its end depend on calls :meth:`note`.

    :param slots: how many there are.
    :param shares: what each kind of scheduling may take of them.
    :ivar has_stopped: whether nothing new is to run any more.
    """

    def __init__(self, slots: int, shares: Shares) -> None:
        self.has_stopped = False
        self._free = slots
        self._shares = shares
        self._arrivals = count()
        self._queues: dict[Share, deque[tuple[int, _Waiting]]] = {each: deque() for each in shares}
        self._pools: dict[str, Pool] = {}
        self._changed: dict[str, Pool] = {}
        self._unprepared: list[tuple[Pool, Node]] = []
        self._departed: list[tuple[Pool, Node]] = []

    def open(self, pool: Pool) -> None:
        """Give a pool the machines that it wants, from the next dispatch on."""
        self._pools[pool.uuid] = pool
        self.note(pool)

    def close(self, pool: Pool, now: datetime) -> None:
        """Take all machines of a pool back, on which nothing runs any more."""
        del self._pools[pool.uuid]
        self._changed.pop(pool.uuid, None)
        for machine in list(pool.machines):
            self.take_back(pool, machine, now)
        self._departed = [each for each in self._departed if each[0] is not pool]

    def note(self, pool: Pool) -> None:
        """Look at a pool in this turn, unless it is closed."""
        if pool.uuid in self._pools:
            self._changed[pool.uuid] = pool

    def changed_pools(self) -> list[Pool]:
        """Give the pools to look at in this turn, the oldest first."""
        return sorted(self._changed.values(), key=lambda each: each.sequence)

    def forget_changes(self) -> None:
        """Look at no pool any more until the next change."""
        self._changed.clear()

    def take_back(self, pool: Pool, machine: Node, now: datetime) -> None:
        """Take a machine of a pool back, on which nothing runs any more."""
        pool.leave(machine, now)
        self._put_back(self._share_of(pool))
        self._departed.append((pool, machine))

    def enqueue(self, task: Task, instance: Instance) -> None:
        """Let an instance wait for a slot."""
        if task.pool is None:
            self._append(self._shares.of(task.plan.request), (task, instance))
        else:
            task.pool.waiting.append((task, instance))
            self.note(task.pool)

    def withdraw(self, task: Task) -> None:
        """Take a task that will not run out of the queue of its pool.

        In the queues of the cluster its instances are passed over when their turn comes, also when
        the task has begun anew and has others.
        """
        if task.pool is not None:
            staying = [each for each in task.pool.waiting if each[0] is not task]
            task.pool.waiting = deque(staying)
            self.note(task.pool)

    def release(self, task: Task, instance: Instance, now: datetime) -> None:
        """Take the slot of an instance back."""
        machine, instance.machine = instance.machine, None
        share, instance.share = instance.share, None
        if share is not None:
            self._put_back(share)
        if machine is not None:
            machine.busy -= 1
            machine.idle_since = now
        if task.pool is not None:
            self.note(task.pool)

    def dispatch(self, now: datetime) -> list[tuple[Task, Instance]]:
        """Give the free slots to those that have waited longest; gives the instances to run."""
        for pool in self.changed_pools():
            self._resize(pool, now)
        placed = self._serve_queue(now)
        for pool in self.changed_pools():
            placed += self._fill(pool)
            pool.advance(now)
        return placed

    def take_unprepared(self) -> list[tuple[Pool, Node]]:
        """Give the machines that have joined since this was last called, and are to be prepared."""
        unprepared, self._unprepared = self._unprepared, []
        return unprepared

    def take_departed(self) -> list[tuple[Pool, Node]]:
        """Give the machines that have left a pool, which goes on, since this was last called."""
        departed, self._departed = self._departed, []
        return departed

    def _resize(self, pool: Pool, now: datetime) -> None:
        """Give back what a pool has too much of, and let it wait for what it lacks."""
        pool.look_at_size(now)
        surplus = len(pool.machines) - pool.wanted_machines(now)
        if surplus > 0:
            for machine in pool.idle_machines(now)[:surplus]:
                self.take_back(pool, machine, now)
        elif pool.lacking_machines and not pool.is_in_queue:
            self._append(self._share_of(pool), pool)
            pool.is_in_queue = True

    def _serve_queue(self, now: datetime) -> list[tuple[Task, Instance]]:
        placed: list[tuple[Task, Instance]] = []
        while self._free and (share := self._first_in_line()):
            _, first = self._queues[share][0]
            if isinstance(first, Pool):
                lacking = first.lacking_machines if first.uuid in self._pools else 0
                joining = min(lacking, self._free, share.room)
                for _ in range(joining):
                    self._join(first, share, now)
                if lacking > joining:
                    continue
                first.is_in_queue = False
            elif first[0].awaits(first[1]):
                first[1].share = share
                self._take(share)
                placed.append(first)
            self._queues[share].popleft()
        return placed

    def _share_of(self, pool: Pool) -> Share:
        return self._shares.of(pool.plan.request)

    def _append(self, share: Share, waiting: _Waiting) -> None:
        self._queues[share].append((next(self._arrivals), waiting))

    def _first_in_line(self) -> Share | None:
        """Find the share with room whose first in line came before those of the others."""
        return min(
            (share for share, queue in self._queues.items() if queue and share.room),
            key=lambda share: self._queues[share][0][0],
            default=None,
        )

    def _take(self, share: Share) -> None:
        self._free -= 1
        share.taken += 1

    def _put_back(self, share: Share) -> None:
        self._free += 1
        share.taken -= 1

    def _join(self, pool: Pool, share: Share, now: datetime) -> None:
        machine = pool.join(now)
        self.note(pool)
        self._take(share)
        if not machine.is_ready:
            self._unprepared.append((pool, machine))

    def _fill(self, pool: Pool) -> list[tuple[Task, Instance]]:
        """Place the instances that wait in a pool on its machines."""
        placed: list[tuple[Task, Instance]] = []
        while pool.waiting and (machine := pool.free_machine()):
            task, instance = pool.waiting.popleft()
            machine.busy += 1
            instance.machine = machine
            placed.append((task, instance))
        return placed
