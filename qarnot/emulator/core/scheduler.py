"""Who gets the slots of the cluster."""

from __future__ import annotations

from collections import deque
from datetime import datetime

from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.tasks import Instance, Task

__all__ = ["Scheduler"]


class Scheduler:
    """The slots, and who waits for them, in the order of coming.

    An instance of a task takes one slot. A machine of a pool takes one too, and has slots of its
    own for the instances of the pool's tasks, which run nowhere else.

    :param slots: how many there are.
    :ivar has_stopped: whether nothing new is to run any more.
    """

    def __init__(self, slots: int) -> None:
        self.has_stopped = False
        self._free = slots
        self._queue: deque[tuple[Task, Instance] | Pool] = deque()
        self._pools: dict[str, Pool] = {}

    def open(self, pool: Pool) -> None:
        """Give a pool the machines that it wants, from the next dispatch on."""
        self._pools[pool.uuid] = pool

    def close(self, pool: Pool, now: datetime) -> None:
        """Take all machines of a pool back, on which nothing runs any more."""
        self._pools.pop(pool.uuid, None)
        self._give_back(pool, len(pool.machines), now)

    def enqueue(self, task: Task, instance: Instance) -> None:
        """Let an instance wait for a slot."""
        queue = self._queue if task.pool is None else task.pool.waiting
        queue.append((task, instance))

    def withdraw(self, task: Task) -> None:
        """Take a task that will not run out of the queue of its pool.

        In the queue of the cluster its instances are passed over when their turn comes, also when
        the task has begun anew and has others.
        """
        if task.pool is not None:
            staying = [each for each in task.pool.waiting if each[0] is not task]
            task.pool.waiting = deque(staying)

    def release(self, instance: Instance, now: datetime) -> None:
        """Take the slot of an instance back."""
        machine, instance.machine = instance.machine, None
        if machine is None:
            self._free += 1
        else:
            machine.busy -= 1
            machine.idle_since = now

    def dispatch(self, now: datetime) -> list[tuple[Task, Instance]]:
        """Give the free slots to those that have waited longest; gives the instances to run."""
        for pool in self._pools.values():
            self._resize(pool, now)
        placed = self._serve_queue(now)
        for pool in self._pools.values():
            placed += self._fill(pool)
            pool.advance(now)
        return placed

    def next_return(self, now: datetime) -> datetime | None:
        """Tell when the next idle machine is given back, ``None`` when nothing idles too long."""
        return min(
            (
                pool.idle_until(machine, now)
                for pool in self._pools.values()
                if len(pool.machines) > pool.wanted_machines(now)
                for machine in pool.machines
                if not machine.busy
            ),
            default=None,
        )

    def _resize(self, pool: Pool, now: datetime) -> None:
        """Give back what a pool has too much of, and let it wait for what it lacks."""
        surplus = len(pool.machines) - pool.wanted_machines(now)
        if surplus > 0:
            self._give_back(pool, surplus, now)
        elif surplus < 0 and not pool.is_in_queue:
            self._queue.append(pool)
            pool.is_in_queue = True

    def _give_back(self, pool: Pool, surplus: int, now: datetime) -> None:
        for machine in pool.idle_machines(now)[:surplus]:
            pool.leave(machine, now)
            self._free += 1

    def _serve_queue(self, now: datetime) -> list[tuple[Task, Instance]]:
        placed: list[tuple[Task, Instance]] = []
        while self._free and self._queue:
            first = self._queue[0]
            if isinstance(first, Pool):
                lacking = 0
                if first.uuid in self._pools:
                    lacking = max(0, first.wanted_machines(now) - len(first.machines))
                for _ in range(min(lacking, self._free)):
                    first.join(now)
                    self._free -= 1
                    lacking -= 1
                if lacking > 0:
                    break
                first.is_in_queue = False
            elif first[0].awaits(first[1]):
                self._free -= 1
                placed.append(first)
            self._queue.popleft()
        return placed

    def _fill(self, pool: Pool) -> list[tuple[Task, Instance]]:
        """Place the instances that wait in a pool on its machines."""
        placed: list[tuple[Task, Instance]] = []
        while pool.waiting and (machine := pool.free_machine()):
            task, instance = pool.waiting.popleft()
            machine.busy += 1
            instance.machine = machine
            placed.append((task, instance))
        return placed
