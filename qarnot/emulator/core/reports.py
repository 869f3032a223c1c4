"""What the runner reports, and what the cluster makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.costs import price
from qarnot.emulator.core.measures import Measures
from qarnot.emulator.core.objects import Registry
from qarnot.emulator.core.preparations import Preparations
from qarnot.emulator.core.runner import Stream
from qarnot.emulator.core.running import Usage
from qarnot.emulator.core.scheduler import Scheduler
from qarnot.emulator.core.task_life import TaskLife
from qarnot.emulator.core.tasks import Task
from qarnot.emulator.core.turns import Turns

__all__ = ["Reports"]


class Reports:
    """Takes the reports of a runner, from any thread.

    :param turns: the lock of the cluster.
    :param tasks: all tasks.
    :param preparations: take what is reported of the machines of pools.
    :param scheduler: takes slots back.
    :param measures: note which instances run.
    :param life: leads the tasks on.
    :param account: pays for what was used.
    :param storage_host: host of the storage, for the addresses of results.
    """

    def __init__(
        self,
        turns: Turns,
        tasks: Registry[Task],
        preparations: Preparations,
        scheduler: Scheduler,
        measures: Measures,
        life: TaskLife,
        account: Account,
        storage_host: str,
    ) -> None:
        self._turns = turns
        self._tasks = tasks
        self._preparations = preparations
        self._scheduler = scheduler
        self._measures = measures
        self._life = life
        self._account = account
        self._storage_host = storage_host

    def started(self, uuid: str, number: int) -> None:
        """Note that an instance runs its command."""
        with self._turns.turn() as now:
            if self._preparations.pool(uuid):
                return
            task = self._tasks.accepted[uuid]
            task.instances[number].start(now)
            self._measures.begin(uuid, number)
            task.advance(now)

    def wrote(self, uuid: str, number: int, stream: Stream, data: bytes, *, last: bool) -> None:
        """Note what an instance wrote; ``last`` when this stream has ended."""
        with self._turns.turn():
            if pool := self._preparations.pool(uuid):
                self._preparations.wrote(pool, number, stream, data, last=last)
            elif task := self._tasks.existing.get(uuid):
                task.log(stream).append(number, data, last=last)

    def ended(self, uuid: str, number: int, error: str | None, usage: Usage | None = None) -> None:
        """Note that an instance has ended, with what went wrong or ``None``, and what it used."""
        with self._turns.turn() as now:
            if pool := self._preparations.pool(uuid):
                self._preparations.ended(pool, number, error, usage or Usage(), now)
                return
            task = self._tasks.accepted[uuid]
            instance = task.instances[number]
            instance.end(error, usage or Usage(), now)
            self._measures.end(uuid, number)
            self._scheduler.release(task, instance, now)
            self._charge(task, instance.usage, now)
            if not task.is_starting:
                instance.outcome = "Cancelled"
            elif error is None:
                instance.outcome = "Success"
            elif task.may_retry(instance):
                instance.try_again()
                task.retried += 1
                self._scheduler.enqueue(task, instance)
            else:
                instance.outcome = "Failure"
                task.add_error("INSTANCE_FAILED", error, now)
            if task.is_starting:
                task.advance(now)
            self._life.settle(task, now)

    def collected(
        self,
        uuid: str,
        *,
        uploaded: bool,
        error: str | None,
        results: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        """Note that a task is cleaned up, whether results were uploaded, and what went wrong.

        :param results: the keys that each instance uploaded, by its number.
        """
        with self._turns.turn() as now:
            if self._preparations.pool(uuid):
                return
            task = self._tasks.accepted[uuid]
            task.results_count += uploaded
            self._note_results(task, results or {})
            self._life.finish(task, error, now)

    def snapshot_progress(
        self, uuid: str, snapshot_id: str, size_to_upload: int, transferred: int
    ) -> None:
        """Note how many bytes a snapshot has, and how many are saved."""
        with self._turns.turn() as now:
            snapshot = self._tasks.accepted[uuid].snapshots[snapshot_id]
            snapshot.go_on(size_to_upload, transferred, now)

    def snapshot_taken(
        self, uuid: str, snapshot_id: str, transferred_bytes: int, error: str | None
    ) -> None:
        """Note that a snapshot has ended, with what went wrong or ``None``."""
        with self._turns.turn() as now:
            snapshot = self._tasks.accepted[uuid].snapshots[snapshot_id]
            snapshot.end("failure" if error else "success", transferred_bytes, now)

    def _charge(self, task: Task, usage: Usage, now: datetime) -> None:
        project = task.request.get("projectUuid") or (
            task.pool.request.get("projectUuid") if task.pool else None
        )
        euros = price(usage.cpu_seconds, task.plan.scheduling)
        self._account.charge(project, euros, now)
        if task.pool is not None:
            task.pool.cpu_seconds += usage.cpu_seconds
            task.pool.euros += euros

    def _note_results(self, task: Task, results: Mapping[int, Sequence[str]]) -> None:
        if task.plan.results is not None:
            where = f"s3://{self._storage_host}/{task.plan.results.bucket}/"
            for number, keys in results.items():
                task.instances[number].results = tuple(where + key for key in keys)
