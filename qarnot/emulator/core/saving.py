"""When the files of running tasks are saved."""

from __future__ import annotations

from datetime import datetime, timedelta

from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.running import FileSelection
from qarnot.emulator.core.snapshots import Snapshot, SnapshotSettings
from qarnot.emulator.core.tasks import Saving, Task

__all__ = ["TaskSaving"]


class TaskSaving:
    """Begins snapshots, once or again and again; the lock of the cluster is held all the time.

    :param agenda: takes the times of periodic ones.
    :param orders: take what is decided for the runner.
    """

    def __init__(self, agenda: Agenda, orders: Orders) -> None:
        self._agenda = agenda
        self._orders = orders

    def repeat(self, task: Task, seconds: int, settings: SnapshotSettings, now: datetime) -> None:
        """Begin a snapshot every so many seconds; never any more when 0."""
        task.saving = None
        if seconds:
            try:
                interval = timedelta(seconds=seconds)
            except OverflowError:
                interval = timedelta.max
            task.saving = Saving(interval, settings)
            self._save_later(task, task.saving, now)

    def begin(self, task: Task, asked: SnapshotSettings, now: datetime) -> Snapshot:
        """Begin a snapshot: what it does not say is as the task says of snapshots."""
        request, results = task.request, task.plan.results
        settings = SnapshotSettings(
            whitelist=asked.whitelist or request.get("snapshotWhitelist"),
            blacklist=asked.blacklist or request.get("snapshotBlacklist"),
            bucket=asked.bucket
            or request.get("snapshotBucket")
            or (results.bucket if results else None),
            prefix=asked.prefix or request.get("snapshotBucketPrefix"),
        )
        snapshot = Snapshot(task.uuid, settings, now)
        task.snapshots[snapshot.id] = snapshot
        if settings.bucket is None:
            # There is nowhere to save to, and a snapshot has no field to say so.
            snapshot.end("failure", 0, now)
        else:
            selection = FileSelection(
                settings.bucket,
                settings.prefix or "",
                task.plan.expanded(settings.whitelist),
                task.plan.expanded(settings.blacklist),
            )
            self._orders.snapshot(task, snapshot.id, selection)
        return snapshot

    def _save_later(self, task: Task, saving: Saving, now: datetime) -> None:
        self._agenda.add(now, saving.interval, lambda due: self._save_again(task, saving, due))

    def _save_again(self, task: Task, saving: Saving, now: datetime) -> None:
        """Begin a periodic snapshot, unless the one before still goes on."""
        if task.saving is not saving or not task.is_starting:
            return
        is_behind = saving.latest is not None and not saving.latest.is_final
        if task.is_executing and not is_behind:
            saving.latest = self.begin(task, saving.settings, now)
        self._save_later(task, saving, now)
