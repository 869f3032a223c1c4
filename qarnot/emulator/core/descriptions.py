"""How tasks and pools are shown in full, with what their instances use now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from qarnot.emulator.core.dependencies import FinalState
from qarnot.emulator.core.measures import Measures
from qarnot.emulator.core.pool_views import pool_details
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.running import Machine
from qarnot.emulator.core.task_views import task_details
from qarnot.emulator.core.tasks import Task

__all__ = ["Descriptions"]


class Descriptions:
    """Describes items in a measured turn.

    :param measures: what running instances use.
    :param machine: what instances run on.
    :param final_state: gives the final state of a task.
    """

    def __init__(self, measures: Measures, machine: Machine, final_state: FinalState) -> None:
        self._measures = measures
        self._machine = machine
        self._final_state = final_state

    def task(self, task: Task, now: datetime) -> dict[str, Any]:
        """Describe a task as a ``Task`` of the API."""
        return task_details(task, now, self._measures.of(task), self._machine, self._final_state)

    def tasks(self, tasks: Iterable[Task], now: datetime) -> list[dict[str, Any]]:
        return [self.task(each, now) for each in tasks]

    def pool(self, pool: Pool, now: datetime) -> dict[str, Any]:
        """Describe a pool as a ``Pool`` of the API."""
        return pool_details(pool, now, self._machine, self._measures.pool_cost(pool)[1])
