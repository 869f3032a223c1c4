"""What the running instances use, and what work costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from qarnot.emulator.core.costs import price
from qarnot.emulator.core.objects import Registry
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.runner import Runner
from qarnot.emulator.core.running import Usage
from qarnot.emulator.core.task_views import Usages, cpu_seconds
from qarnot.emulator.core.tasks import Task
from qarnot.emulator.core.turns import Turns

__all__ = ["Measures"]


class Measures:
    """Which instances run, and the latest measurement of each.

    :param turns: the lock of the cluster; all but :meth:`turn` is called with it held.
    :param runner: measures.
    :param tasks: all tasks.
    """

    def __init__(self, turns: Turns, runner: Runner, tasks: Registry[Task]) -> None:
        self._turns = turns
        self._runner = runner
        self._tasks = tasks
        self._running: set[tuple[str, int]] = set()
        self._usages: dict[str, dict[int, Usage]] = {}

    @contextmanager
    def turn(self, name: str | None = None) -> Iterator[datetime]:
        """Hold the lock when it has been measured what running instances use.

        :param name: a task, when only its instances matter.
        """
        with self._turns.turn():
            wanted = self._tasks.find(name).uuid if name is not None else None
            running = [each for each in self._running if wanted in (None, each[0])]
        usages = {each: self._runner.usage(*each) for each in running}
        with self._turns.turn() as now:
            for (uuid, number), usage in usages.items():
                if (uuid, number) in self._running:
                    self._usages.setdefault(uuid, {})[number] = usage
            yield now

    def begin(self, uuid: str, number: int) -> None:
        """Note that an instance runs."""
        self._running.add((uuid, number))

    def end(self, uuid: str, number: int) -> None:
        """Forget an instance that has ended."""
        self._running.discard((uuid, number))
        usages = self._usages.get(uuid, {})
        usages.pop(number, None)
        if not usages:
            self._usages.pop(uuid, None)

    def of(self, task: Task) -> Usages:
        return self._usages.get(task.uuid, {})

    def cpu_seconds(self, task: Task) -> float:
        """Give the CPU time that a task has used until now."""
        return cpu_seconds(task, self.of(task))

    def cost(self, task: Task) -> float:
        """Give what a task has cost until now, in euros."""
        return price(self.cpu_seconds(task), task.plan.scheduling)

    def pool_cost(self, pool: Pool) -> tuple[float, float]:
        """Give the CPU seconds and the euros of the tasks of a pool, deleted ones too."""
        seconds, euros = pool.cpu_seconds, pool.euros
        for uuid, usages in self._usages.items():
            task = self._tasks.accepted[uuid]
            if task.pool is pool:
                used = sum(each.cpu_seconds for each in usages.values())
                seconds += used
                euros += price(used, task.plan.scheduling)
        return seconds, euros
