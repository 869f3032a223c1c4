"""What the cluster asks of whoever runs the instances."""

from __future__ import annotations

from typing import Literal, Protocol

from qarnot.emulator.core.intake import TaskPlan
from qarnot.emulator.core.running import FileSelection, Usage

__all__ = ["Runner", "Stream"]

Stream = Literal["stdout", "stderr"]


class Runner(Protocol):
    """What carries out the cluster's decisions.

    The preparation of a machine of a pool is run as an instance of a task: the uuid is then that of
    the pool, and the number that of the machine.

    No method waits for what it sets going. The runner reports with the methods of
    :class:`~qarnot.emulator.core.reports.Reports`. It is told one thing at a time, in the order of
    the decisions, and never with the cluster's lock held.
    """

    @property
    def runs_commands(self) -> bool:
        """Whether instances run at all; tasks stay submitted otherwise."""
        ...

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        """Run an instance; exactly one :meth:`Reports.ended` answers this.

        It may be called again for the same instance when that has ended: to try it once more.
        """
        ...

    def stop(self, uuid: str) -> None:
        """End all instances of a task, also those whose :meth:`run` comes later."""
        ...

    def collect(
        self, uuid: str, plan: TaskPlan, *, upload: bool, numbers: tuple[int, ...] | None = None
    ) -> None:
        """Upload the results of a task whose instances have ended, if asked to, and clean up.

        Exactly one :meth:`Reports.collected` answers this.

        :param numbers: the instances whose results count; all when ``None``.
        """
        ...

    def discard(self, uuid: str, number: int) -> None:
        """Clean up what an instance left that has ended, while its task goes on.

        It is called for machines of pools only; nothing answers this.
        """
        ...

    def usage(self, uuid: str, number: int) -> Usage:
        """Measure what a running instance uses; nothing for one that does not run.

        It is called at any time.
        """
        ...

    def snapshot(
        self, uuid: str, plan: TaskPlan, snapshot_id: str, selection: FileSelection
    ) -> None:
        """Save files of a running task; one :meth:`Reports.snapshot_taken` answers this."""
        ...

    def refresh_resources(self, uuid: str, plan: TaskPlan) -> None:
        """Bring new and changed files of the resource buckets to the running instances."""
        ...
