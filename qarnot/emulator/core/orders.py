"""What the runner is to be told, once the lock of the cluster is free."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial

from qarnot.emulator.core.intake import plan_preparation
from qarnot.emulator.core.pools import Node, Pool
from qarnot.emulator.core.runner import Runner
from qarnot.emulator.core.running import FileSelection
from qarnot.emulator.core.tasks import Task

__all__ = ["Orders"]


class Orders:
    """Decisions on their way to the runner.

    They are noted with the lock of the cluster held, and given without it.

    :param runner: whom they are for.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._waiting: deque[Callable[[], None]] = deque()
        self._giving = threading.Lock()

    @property
    def are_followed(self) -> bool:
        """Whether the runner runs commands at all."""
        return self._runner.runs_commands

    def run(self, task: Task, number: int) -> None:
        self._waiting.append(partial(self._runner.run, task.uuid, task.plan, number))

    def prepare(self, pool: Pool, machine: Node) -> None:
        plan = plan_preparation(pool.plan, machine.number)
        self._waiting.append(partial(self._runner.run, pool.uuid, plan, machine.number))

    def stop(self, item: Task | Pool) -> None:
        self._waiting.append(partial(self._runner.stop, item.uuid))

    def collect(self, task: Task, *, upload: bool, numbers: tuple[int, ...]) -> None:
        collect = self._runner.collect
        self._waiting.append(partial(collect, task.uuid, task.plan, upload=upload, numbers=numbers))

    def discard_machine(self, pool: Pool, machine: Node) -> None:
        """Remove what the preparation of a machine has left that is gone."""
        self._waiting.append(partial(self._runner.discard, pool.uuid, machine.number))

    def discard(self, pool: Pool) -> None:
        """Remove what the preparation of the machines of a pool has left."""
        plan = plan_preparation(pool.plan, 0)
        self._waiting.append(
            partial(self._runner.collect, pool.uuid, plan, upload=False, numbers=())
        )

    def snapshot(self, task: Task, snapshot_id: str, selection: FileSelection) -> None:
        snapshot = self._runner.snapshot
        self._waiting.append(partial(snapshot, task.uuid, task.plan, snapshot_id, selection))

    def refresh_resources(self, task: Task) -> None:
        self._waiting.append(partial(self._runner.refresh_resources, task.uuid, task.plan))

    def refresh_preparation(self, pool: Pool) -> None:
        plan = plan_preparation(pool.plan, 0)
        self._waiting.append(partial(self._runner.refresh_resources, pool.uuid, plan))

    def give(self) -> None:
        """Tell the runner what waits, in the order in which it was noted.

        Two threads never tell it at the same time: what comes meanwhile, from another thread or
        from a report within, is left to the one that is at it.
        """
        while self._waiting and self._giving.acquire(blocking=False):
            try:
                while self._waiting:
                    self._waiting.popleft()()
            finally:
                self._giving.release()
