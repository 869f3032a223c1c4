"""The emulated cluster: what there is, what state it is in, and what runs next."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import uuid4

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.copies import changes_of, copied
from qarnot.emulator.core.costs import carbon_facts, price
from qarnot.emulator.core.dependencies import NOT_FULFILLED, WAITING, overall
from qarnot.emulator.core.forwards import port_forwards
from qarnot.emulator.core.intake import PoolPlan, TaskPlan, plan_pool, plan_task, range_text
from qarnot.emulator.core.jobs import Job, JobPlan
from qarnot.emulator.core.listings import Listing
from qarnot.emulator.core.objects import Item, Registry, RepeatedShortname, StateChange
from qarnot.emulator.core.output import OutputLog
from qarnot.emulator.core.pool_views import pool_details, pool_summary, shown_scaling
from qarnot.emulator.core.pools import OPEN_STATES, Pool
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.running import FileSelection, Machine, Usage
from qarnot.emulator.core.scaling import read_policies
from qarnot.emulator.core.scheduler import Scheduler
from qarnot.emulator.core.snapshots import Snapshot, SnapshotSettings
from qarnot.emulator.core.task_views import Usages, cpu_seconds, task_details, task_summary
from qarnot.emulator.core.tasks import Outcome, Saving, Task, TaskRecord
from qarnot.emulator.core.times import now_utc

__all__ = [
    "MOST_TASKS",
    "Cluster",
    "RepeatedShortname",
    "Rerun",
    "Runner",
    "Stream",
]

MOST_TASKS = 100_000
"""How many tasks may exist at once when nothing is set; also how many pools and how many jobs."""

Stream = Literal["stdout", "stderr"]
Rerun = Literal["retry", "recover", "resume"]

_RERUN_OUTCOMES: Mapping[Rerun, frozenset[Outcome]] = {
    "retry": frozenset({"Failure"}),
    "recover": frozenset({"Failure", "Cancelled"}),
    "resume": frozenset({"Cancelled"}),
}
_TAKING_TASKS = frozenset({*OPEN_STATES, "Active"})


class Runner(Protocol):
    """What carries out the cluster's decisions.

    No method waits for what it sets going. The runner reports with :meth:`Cluster.started`,
    :meth:`Cluster.wrote`, :meth:`Cluster.ended`, :meth:`Cluster.collected`,
    :meth:`Cluster.snapshot_progress` and :meth:`Cluster.snapshot_taken`. It is never called with
    the cluster's lock held.
    """

    @property
    def runs_commands(self) -> bool:
        """Whether instances run at all; tasks stay submitted otherwise."""
        ...

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        """Run an instance; exactly one :meth:`Cluster.ended` answers this.

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

        Exactly one :meth:`Cluster.collected` answers this.

        :param numbers: the instances whose results count; all when ``None``.
        """
        ...

    def usage(self, uuid: str, number: int) -> Usage:
        """Measure what a running instance uses; nothing for one that does not run."""
        ...

    def snapshot(
        self, uuid: str, plan: TaskPlan, snapshot_id: str, selection: FileSelection
    ) -> None:
        """Save files of a running task; one :meth:`Cluster.snapshot_taken` answers this."""
        ...

    def refresh_resources(self, uuid: str, plan: TaskPlan) -> None:
        """Bring new and changed files of the resource buckets to the running instances."""
        ...


class Cluster:
    """All tasks, pools and jobs, and the slots that instances run on.

    Safe to use from several threads. The runner is called without the lock held, so that it may
    report from within.

    What happens by time alone happens at the next request, report or :meth:`tick`. Whoever wants
    it in time calls :meth:`tick` at :meth:`next_due`, and sets :attr:`wake` to learn that this has
    changed.

    :param runner: carries out what is decided here.
    :param slots: how many instances may run at once, and how many machines pools may have.
    :param clock: gives the time, aware of its zone.
    :param repeated_shortname: whether a shortname that exists is refused with status 400
        (``"refuse"``) or 409 (``"conflict"``), or used again (``"accept"``).
    :param max_tasks: how many tasks may exist at once.
    :param account: what is spent, and what there is to spend.
    :param machine: what instances run on.
    :param storage_host: host of the storage, for the addresses of results.
    :ivar wake: called when something is due earlier than it was before.
    """

    def __init__(
        self,
        runner: Runner,
        *,
        slots: int,
        clock: Callable[[], datetime] = now_utc,
        repeated_shortname: RepeatedShortname = "refuse",
        max_tasks: int = MOST_TASKS,
        account: Account | None = None,
        machine: Machine | None = None,
        storage_host: str = "localhost",
    ) -> None:
        self.slots = slots
        self.account = account or Account()
        self.wake: Callable[[], None] = lambda: None
        self._runner = runner
        self._clock = clock
        self._machine = machine or Machine()
        self._storage_host = storage_host
        self._lock = threading.Lock()
        self._tasks: Registry[Task] = Registry("task", max_tasks, repeated_shortname)
        self._pools: Registry[Pool] = Registry("pool", MOST_TASKS, repeated_shortname)
        self._jobs: Registry[Job] = Registry("job", MOST_TASKS, repeated_shortname)
        self._scheduler = Scheduler(slots)
        self._agenda = Agenda()
        self._running: set[tuple[str, int]] = set()
        self._measured: dict[str, dict[int, Usage]] = {}
        self._dependents: dict[str, list[Task]] = {}
        self._just_ended: deque[Task] = deque()
        self._closing: dict[str, Pool] = {}
        self._terminating: dict[str, Job] = {}
        self._next_return: datetime | None = None
        self._is_closed = False
        self._decided: list[Callable[[], None]] = []
        self.tasks = Listing(self._measured_turn, self._tasks, task_summary, self._details)
        self.pools = Listing(
            lambda _: self._measured_turn(), self._pools, pool_summary, self._pool_details
        )
        self.jobs = Listing(lambda _: self._turn(), self._jobs, Job.described, Job.described)

    @property
    def max_tasks(self) -> int:
        """How many tasks may exist at once."""
        return self._tasks.most

    # Time

    def next_due(self) -> datetime | None:
        """Tell when something happens by time alone, ``None`` when nothing will."""
        with self._lock:
            return self._agenda.next_due

    def tick(self) -> None:
        """Do what is due."""
        with self._turn():
            pass

    # Requests on tasks

    def submit(self, plan: TaskPlan) -> str:
        """Accept a task.

        :returns: its uuid.
        :raises Refusal: 400 for a pool, job, project or dependency that cannot be, 402 when no
            credits are left, 403 when there are too many tasks, and for a repeated shortname.
        """
        with self._turn() as now:
            return self._accept(plan, now, self._tasks.existing).uuid

    def details(self, name: str) -> dict[str, Any]:
        """Describe the task with this uuid or shortname.

        :raises Refusal: 404 when there is none; so do the others.
        """
        return self.tasks.of(name)

    def update(self, name: str, changes: Mapping[str, Any]) -> None:
        """Change the constants and the tags of a task; instances that start later heed them."""
        with self._turn() as now:
            task = self._tasks.find(name)
            request = {**task.request, **changes_of(task, changes, ("constants", "tags"))}
            pool = task.pool.plan if task.pool else None
            task.replan(plan_task(request, _any_bucket, pool), now)

    def update_resources(self, name: str) -> None:
        """Bring new and changed files of its buckets to a running task.

        :raises Refusal: 403 when it does not run.
        """
        with self._turn():
            task = self._tasks.find(name)
            if not task.is_executing:
                raise Refusal(403, f"Can't update the resources of {name}: {_state_of(task)}")
            self._decide(self._runner.refresh_resources, task.uuid, task.plan)

    def abort(self, name: str) -> None:
        """Stop a task.

        :raises Refusal: 403 when it has ended.
        """
        with self._turn() as now:
            task = self._tasks.find(name)
            if task.is_final:
                raise Refusal(403, f"Can't abort the task {name}: {_state_of(task)}")
            self._cancel(task, now)

    def delete(self, name: str) -> None:
        """Remove a task, stopping it first."""
        with self._turn() as now:
            self._remove(self._tasks.find(name), now)

    def clone(
        self, name: str, changes: Mapping[str, Any], bucket_exists: Callable[[str], bool]
    ) -> str:
        """Accept a copy of a task, with changes.

        :param bucket_exists: tells whether there is a bucket of a name.
        :returns: the uuid of the copy.
        :raises Refusal: as :meth:`submit`.
        """
        with self._turn() as now:
            request = copied(self._tasks.find(name).request, changes)
            return self._accept_copy(request, bucket_exists, now)

    def rerun(
        self,
        name: str,
        kind: Rerun,
        changes: Mapping[str, Any],
        bucket_exists: Callable[[str], bool],
    ) -> str:
        """Accept a task that runs instances of an ended one again, with changes.

        :param kind: ``"retry"`` for those that failed, ``"resume"`` for those that were
            cancelled, ``"recover"`` for both.
        :param bucket_exists: tells whether there is a bucket of a name.
        :returns: the uuid of the new task.
        :raises Refusal: 403 when the task has not ended or has no such instances; also as
            :meth:`submit`.
        """
        with self._turn() as now:
            task = self._tasks.find(name)
            if not task.is_final:
                raise Refusal(403, f"Can't {kind} the task {name}: {_state_of(task)}")
            wanted = _RERUN_OUTCOMES[kind]
            numbers = task.numbers_of(lambda each: each.outcome in wanted)
            if not numbers:
                ends = " or ".join(sorted(wanted))
                raise Refusal(
                    403, f"Can't {kind} the task {name}: no instance has the state {ends}"
                )
            ranges = {"advancedRanges": range_text(numbers)}
            request = copied(task.request, {**changes, **ranges})
            return self._accept_copy(request, bucket_exists, now)

    def restart(self, name: str) -> None:
        """Start an ended task again, under its name and from its beginning.

        :raises Refusal: 403 when it has not ended.
        """
        with self._turn() as now:
            task = self._tasks.find(name)
            if not task.is_final:
                raise Refusal(403, f"Can't restart the task {name}: {_state_of(task)}")
            for group in (task.pool, task.job):
                if group is not None and group.state not in _TAKING_TASKS:
                    raise Refusal(
                        403,
                        f"Can't restart the task {name}: the {group.noun} it is in takes no tasks",
                    )
            self.account.check(None)
            task.begin()
            task.enter("Submitted", now)
            self._set_off(task, now)

    def output(self, name: str, stream: Stream, instance: int | None, *, fresh: bool) -> str:
        """Give the output of a task.

        :param instance: which instance, or ``None`` for the merged view.
        :param fresh: only what came since this view was last read so.
        :raises Refusal: 404 also when there is no such instance.
        """
        with self._turn():
            task = self._tasks.find(name)
            log = task.stdout if stream == "stdout" else task.stderr
            if instance is None:
                return log.take_merged() if fresh else log.merged()
            if instance not in task.instances:
                raise Refusal(404, f"No such instance: {instance} of task {name}")
            return log.take_of(instance) if fresh else log.of(instance)

    def save_periodically(self, name: str, seconds: int, settings: SnapshotSettings) -> None:
        """Begin a snapshot of a task again and again while it runs; never when 0.

        :raises Refusal: 403 when the task has ended.
        """
        with self._turn() as now:
            task = self._tasks.find(name)
            if task.is_final:
                raise Refusal(403, f"Can't take snapshots of the task {name}: {_state_of(task)}")
            task.saving = None
            if seconds:
                try:
                    interval = timedelta(seconds=seconds)
                except OverflowError:
                    interval = timedelta.max
                task.saving = Saving(interval, settings)
                self._save_later(task, task.saving, now)

    def save(self, name: str, settings: SnapshotSettings) -> dict[str, Any]:
        """Begin a snapshot of a running task.

        :returns: the snapshot.
        :raises Refusal: 403 when the task does not run.
        """
        with self._turn() as now:
            task = self._tasks.find(name)
            if not task.is_executing:
                raise Refusal(403, f"Can't take a snapshot of the task {name}: {_state_of(task)}")
            return self._begin_snapshot(task, settings, now).shown()

    def snapshot(self, name: str, snapshot_id: str) -> dict[str, Any]:
        """Describe a snapshot.

        :raises Refusal: 404 also when there is no such snapshot.
        """
        with self._turn():
            snapshot = self._tasks.find(name).snapshots.get(snapshot_id)
            if snapshot is None:
                raise Refusal(404, f"No such snapshot: {snapshot_id} of task {name}")
            return snapshot.shown()

    def forwards(self, name: str) -> dict[str, Any]:
        """Describe the ways into the running instances of a task."""
        with self._measured_turn(name):
            task = self._tasks.find(name)
            usages = self._usages(task)
            return {
                str(each.number): port_forwards(
                    task.plan.rules, usages.get(each.number, Usage()).ports
                )
                for each in task.instances.values()
                if each.is_running
            }

    def task_credits(self, name: str) -> float:
        """Give what a task has cost until now, in euros."""
        with self._measured_turn(name):
            return self._cost(self._tasks.find(name))

    def carbon_facts(self, name: str, compared_with: str | None) -> dict[str, Any]:
        """Describe what a task cost the climate."""
        with self._measured_turn(name):
            task = self._tasks.find(name)
            return carbon_facts(cpu_seconds(task, self._usages(task)), compared_with)

    # Requests on the account

    def credits_left(self) -> float:
        """Give what the account may still spend, in euros."""
        with self._turn():
            return self.account.credits_left

    def budgets(self, project: str, *, active_only: bool) -> list[dict[str, Any]]:
        """Describe the budgets of a project.

        :raises Refusal: 404 when there is no such project.
        """
        with self._turn() as now:
            return self.account.budgets(project, now, active_only=active_only)

    def usage(self) -> dict[str, int]:
        """Count what there is and what runs, as in a ``UserInfo`` of the API."""
        with self._turn():
            return {
                "taskCount": len(self._tasks),
                "runningTaskCount": sum(task.occupies_slots for task in self._tasks),
                "runningInstanceCount": len(self._running),
                "runningCoreCount": len(self._running),
                "poolCount": len(self._pools),
                "runningPoolCount": sum(bool(pool.machines) for pool in self._pools),
                "jobCount": len(self._jobs),
            }

    # Requests on pools and jobs

    def open_pool(self, plan: PoolPlan) -> str:
        """Accept a pool.

        :returns: its uuid.
        :raises Refusal: 400 for a project or a scaling that cannot be, 402 when no credits are
            left, 403 when there are too many pools, and for a repeated shortname.
        """
        with self._turn() as now:
            return self._accept_pool(plan, now)

    def clone_pool(
        self, name: str, changes: Mapping[str, Any], bucket_exists: Callable[[str], bool]
    ) -> str:
        """Accept a copy of a pool, with changes.

        :param bucket_exists: tells whether there is a bucket of a name.
        :returns: the uuid of the copy.
        :raises Refusal: as :meth:`open_pool`.
        """
        with self._turn() as now:
            request = copied(self._pools.find(name).request, changes)
            return self._accept_pool(plan_pool(request, bucket_exists), now)

    def update_pool(self, name: str, changes: Mapping[str, Any]) -> None:
        """Change the constants, the tags and the size of a pool."""
        with self._turn() as now:
            pool = self._pools.find(name)
            names = ("constants", "tags", "elasticProperty", "scaling")
            request = {**pool.request, **changes_of(pool, changes, names)}
            policies = read_policies(request, pool.plan.slots_per_machine)
            pool.update(pool.plan.with_request(request), policies, now)
            self._look_at_pool_later(pool, now)

    def update_pool_resources(self, name: str) -> None:
        """Bring new and changed files of its buckets to the running tasks of a pool.

        :raises Refusal: 403 when it has no machines.
        """
        with self._turn():
            pool = self._pools.find(name)
            if not pool.machines:
                raise Refusal(403, f"Can't update the resources of {name}: it has no machines")
            for task in pool.tasks.values():
                if task.is_executing:
                    self._decide(self._runner.refresh_resources, task.uuid, task.plan)

    def pool_scaling(self, name: str) -> dict[str, Any]:
        """Describe how a pool grows and shrinks."""
        with self._turn() as now:
            pool = self._pools.find(name)
            return shown_scaling(pool, now) or {"policies": [], "activePolicyName": None}

    def pool_credits(self, name: str) -> float:
        """Give what the tasks of a pool have cost until now, in euros."""
        with self._measured_turn():
            return self._pool_cost(self._pools.find(name))[1]

    def pool_carbon_facts(self, name: str, compared_with: str | None) -> dict[str, Any]:
        """Describe what the tasks of a pool cost the climate."""
        with self._measured_turn():
            return carbon_facts(self._pool_cost(self._pools.find(name))[0], compared_with)

    def close_pool(self, name: str) -> None:
        """Let a pool take no more tasks, and end when those that it has have ended.

        :raises Refusal: 403 when it closes or has closed already.
        """
        with self._turn() as now:
            pool = self._pools.find(name)
            if not pool.is_open:
                raise Refusal(403, f"Can't close the pool {name}: {_state_of(pool)}")
            self._close_pool(pool, now)

    def delete_pool(self, name: str) -> None:
        """Remove a pool, stopping its tasks first."""
        with self._turn() as now:
            self._remove_pool(self._pools.find(name), now)

    def pool_tasks(self, name: str) -> list[dict[str, Any]]:
        """Describe the tasks of a pool, in jobs or not."""
        with self._measured_turn() as now:
            return [self._details(each, now) for each in self._pools.find(name).tasks.values()]

    def pool_jobs(self, name: str) -> list[dict[str, Any]]:
        """Describe the jobs of a pool."""
        with self._turn():
            pool = self._pools.find(name)
            return [each.details() for each in self._jobs if each.pool is pool]

    def open_job(self, plan: JobPlan) -> str:
        """Accept a job.

        :returns: its uuid.
        :raises Refusal: 404 when there is no such pool, 400 when that is closed, 403 when there
            are too many jobs, and for a repeated shortname.
        """
        with self._turn() as now:
            name = plan.request.get("poolUuid")
            pool = self._pools.find(name) if name else None
            if pool is not None and not pool.is_open:
                raise Refusal(400, f"poolUuid: the pool {name} takes no jobs: {_state_of(pool)}")
            self._jobs.admit(
                plan.request.get("shortname"), lambda each: self._remove_job(each, now)
            )
            job = Job(self._jobs.next_sequence, str(uuid4()), plan, now, pool)
            self._jobs.add(job)
            if plan.longest_time:
                self._agenda.add(now, plan.longest_time, lambda due: self._terminate(job, due))
            return job.uuid

    def terminate_job(self, name: str) -> None:
        """Stop the tasks of a job, and let it take no more.

        :raises Refusal: 403 when that has been done already.
        """
        with self._turn() as now:
            job = self._jobs.find(name)
            if not job.is_active:
                raise Refusal(403, f"Can't terminate the job {name}: {_state_of(job)}")
            self._terminate(job, now)

    def delete_job(self, name: str, *, force: bool) -> None:
        """Remove a job.

        :param force: whether its tasks are removed too.
        :raises Refusal: 403 when it has tasks and they are not to be removed.
        """
        with self._turn() as now:
            job = self._jobs.find(name)
            if job.tasks and not force:
                raise Refusal(
                    403, f"Can't delete the job {name}: it has {len(job.tasks)} tasks; use force"
                )
            self._remove_job(job, now)

    def job_tasks(self, name: str) -> list[dict[str, Any]]:
        """Describe the tasks of a job."""
        with self._measured_turn() as now:
            return [self._details(each, now) for each in self._jobs.find(name).tasks.values()]

    # The cluster as a whole

    def records(self) -> tuple[TaskRecord, ...]:
        """Copy what became of every task that was ever accepted, oldest first."""
        with self._turn():
            return tuple(task.record() for task in self._tasks.accepted.values())

    def close(self) -> None:
        """Stop every task and start no more."""
        with self._turn() as now:
            self._is_closed = True
            for task in self._tasks:
                if not task.is_final:
                    self._cancel(task, now)

    # Reports of the runner

    def started(self, uuid: str, number: int) -> None:
        """Note that an instance runs its command."""
        with self._turn() as now:
            task = self._tasks.accepted[uuid]
            task.instances[number].start(now)
            self._running.add((uuid, number))
            task.advance(now)

    def wrote(self, uuid: str, number: int, stream: Stream, data: bytes, *, last: bool) -> None:
        """Note what an instance wrote; ``last`` when this stream has ended."""
        with self._turn():
            if task := self._tasks.existing.get(uuid):
                log = task.stdout if stream == "stdout" else task.stderr
                log.append(number, data, last=last)

    def ended(self, uuid: str, number: int, error: str | None, usage: Usage | None = None) -> None:
        """Note that an instance has ended, with what went wrong or ``None``, and what it used."""
        with self._turn() as now:
            task = self._tasks.accepted[uuid]
            instance = task.instances[number]
            instance.end(error, usage or Usage(), now)
            self._running.discard((uuid, number))
            self._measured.get(uuid, {}).pop(number, None)
            if not self._measured.get(uuid):
                self._measured.pop(uuid, None)
            self._scheduler.release(instance, now)
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
            self._settle(task, now)

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
        with self._turn() as now:
            task = self._tasks.accepted[uuid]
            task.results_count += uploaded
            self._note_results(task, results or {})
            if task.state == "PendingDelete":
                return
            if error is not None:
                task.add_error("RESULTS_FAILED", error, now)
            if task.state == "PendingCancel":
                self._end(task, "Cancelled", now)
            else:
                self._end(task, "Failure" if task.errors.entries else "Success", now)

    def snapshot_progress(
        self, uuid: str, snapshot_id: str, size_to_upload: int, transferred: int
    ) -> None:
        """Note how many bytes a snapshot has, and how many are saved."""
        with self._turn() as now:
            snapshot = self._tasks.accepted[uuid].snapshots[snapshot_id]
            snapshot.go_on(size_to_upload, transferred, now)

    def snapshot_taken(
        self, uuid: str, snapshot_id: str, transferred_bytes: int, error: str | None
    ) -> None:
        """Note that a snapshot has ended, with what went wrong or ``None``."""
        with self._turn() as now:
            task = self._tasks.accepted[uuid]
            snapshot = task.snapshots[snapshot_id]
            snapshot.end("failure" if error else "success", transferred_bytes, now)

    # Turns

    @contextmanager
    def _turn(self) -> Iterator[datetime]:
        """Hold the lock with nothing past its time, then carry out without it what was decided."""
        with self._lock:
            now = self._clock()
            due_before = self._agenda.next_due
            self._agenda.run(now)
            try:
                yield now
            finally:
                self._follow_up(now)
                decided, self._decided = self._decided, []
                due = self._agenda.next_due
        self._carry_out(decided)
        if due is not None and (due_before is None or due < due_before):
            self.wake()

    def _carry_out(self, decided: Iterable[Callable[[], None]]) -> None:
        for carry_out in decided:
            carry_out()

    @contextmanager
    def _measured_turn(self, name: str | None = None) -> Iterator[datetime]:
        """Hold the lock when it has been measured what running instances use.

        :param name: a task, when only its instances matter.
        """
        with self._turn():
            wanted = self._tasks.find(name).uuid if name is not None else None
            running = [each for each in self._running if wanted in (None, each[0])]
        usages = {each: self._runner.usage(*each) for each in running}
        with self._turn() as now:
            for (uuid, number), usage in usages.items():
                if (uuid, number) in self._running:
                    self._measured.setdefault(uuid, {})[number] = usage
            yield now

    def _follow_up(self, now: datetime) -> None:
        """Do what follows from the ends of tasks, and give away the slots that are free."""
        while self._just_ended:
            task = self._just_ended.popleft()
            for each in self._dependents.pop(task.uuid, ()):
                self._look_at_dependencies(each, now)
        for job in [each for each in self._terminating.values() if each.is_over]:
            del self._terminating[job.uuid]
            self._complete(job, now)
        for pool in [each for each in self._closing.values() if each.is_over]:
            del self._closing[pool.uuid]
            self._finish_closing(pool, now)
        if self._is_closed:
            return
        placed = self._scheduler.dispatch(now)
        for task, instance in placed:
            instance.dispatch(now)
            self._decide(self._runner.run, task.uuid, task.plan, instance.number)
        for task in {task.uuid: task for task, _ in placed}.values():
            task.advance(now)
        self._look_at_idle_machines_later(now)

    def _look_at_idle_machines_later(self, now: datetime) -> None:
        """Come back when a pool gives a machine back, which is done in every turn."""
        due = self._scheduler.next_return(now)
        is_noted = self._next_return is not None and now < self._next_return <= (due or now)
        if due is not None and not is_noted:
            self._next_return = due
            self._agenda.add(due, timedelta(0), lambda _: None)

    def _decide(self, method: Callable[..., None], *arguments: Any, **named: Any) -> None:
        self._decided.append(lambda: method(*arguments, **named))

    # Tasks, with the lock held

    def _details(self, task: Task, now: datetime) -> dict[str, Any]:
        return task_details(task, now, self._usages(task), self._machine, self._final_state)

    def _usages(self, task: Task) -> Usages:
        return self._measured.get(task.uuid, {})

    def _final_state(self, uuid: str) -> str | None:
        task = self._tasks.accepted.get(uuid)
        return task.final_state if task else None

    def _cost(self, task: Task) -> float:
        return price(cpu_seconds(task, self._usages(task)), task.plan.scheduling)

    def _charge(self, task: Task, usage: Usage, now: datetime) -> None:
        project = task.request.get("projectUuid") or (
            task.pool.request.get("projectUuid") if task.pool else None
        )
        euros = price(usage.cpu_seconds, task.plan.scheduling)
        self.account.charge(project, euros, now)
        if task.pool is not None:
            task.pool.cpu_seconds += usage.cpu_seconds
            task.pool.euros += euros

    def _check_account(self, request: Mapping[str, Any]) -> None:
        self.account.check(request.get("projectUuid"))

    def _accept_copy(
        self, request: Mapping[str, Any], bucket_exists: Callable[[str], bool], now: datetime
    ) -> str:
        """Accept a task made of another, whose dependencies may be gone since."""
        return self._accept(plan_task(request, bucket_exists), now, self._tasks.accepted).uuid

    def _accept(self, plan: TaskPlan, now: datetime, known: Mapping[str, Task]) -> Task:
        """Accept a task.

        :param known: the tasks that it may depend on.
        """
        request = plan.request
        job, pool = self._place(request)
        self._check_dependencies(plan, job, known)
        self._check_account(request)
        self._tasks.admit(request.get("shortname"), lambda each: self._remove(each, now))
        if pool is not None:
            plan = plan_task(request, _any_bucket, pool.plan)
        task = Task(self._tasks.next_sequence, str(uuid4()), plan, now, pool, job)
        self._tasks.add(task)
        for group in (job, pool):
            if group is not None:
                group.tasks[task.uuid] = task
        self._set_off(task, now)
        return task

    def _place(self, request: Mapping[str, Any]) -> tuple[Job | None, Pool | None]:
        """Find the job and the pool that a task runs in.

        :raises Refusal: 400 when it cannot run there.
        """
        job_uuid, pool_uuid = request.get("jobUuid"), request.get("poolUuid")
        job = self._jobs.existing.get(job_uuid) if job_uuid else None
        if job_uuid and job is None:
            raise Refusal(400, f"jobUuid: no such job: {job_uuid}")
        if job is not None and not job.is_active:
            raise Refusal(400, f"jobUuid: the job {job_uuid} takes no tasks: {_state_of(job)}")
        pool = self._pools.existing.get(pool_uuid) if pool_uuid else job.pool if job else None
        if pool_uuid and pool is None:
            raise Refusal(400, f"poolUuid: no such pool: {pool_uuid}")
        if pool is not None and not pool.is_open:
            named = "poolUuid" if pool_uuid else "jobUuid"
            raise Refusal(400, f"{named}: the pool {pool.uuid} takes no tasks: {_state_of(pool)}")
        if pool is None and not request.get("profile"):
            raise Refusal(400, "profile: missing, and the job has no pool")
        if pool is not None:
            for name in ("profile", "hardwareConstraints"):
                if request.get(name):
                    raise Refusal(400, f"{name}: not together with a pool, and the job has one")
        return job, pool

    def _check_dependencies(
        self, plan: TaskPlan, job: Job | None, known: Mapping[str, Task]
    ) -> None:
        if plan.dependencies and (job is None or not job.uses_dependencies):
            raise Refusal(400, "dependencies: only in a job that has useDependencies")
        for each in plan.dependencies:
            if each.uuid not in known:
                raise Refusal(400, f"dependencies: no such task: {each.uuid}")

    def _set_off(self, task: Task, now: datetime) -> None:
        """Let a task wait for others, or else for its slots."""
        task.waits_for_others = True
        for each in task.plan.dependencies:
            self._dependents.setdefault(each.uuid, []).append(task)
        self._look_at_dependencies(task, now)

    def _look_at_dependencies(self, task: Task, now: datetime) -> None:
        """Go on with a task whose dependencies hold, or cancel one of which they never will."""
        if not task.waits_for_others or task.state != "Submitted":
            return
        state = overall(task.plan.dependencies, self._final_state)
        if state == WAITING:
            return
        task.waits_for_others = False
        if state == NOT_FULFILLED:
            task.add_error("DEPENDENCY_FAILED", "A task that it depends on ended otherwise", now)
            self._cancel(task, now)
        else:
            self._enqueue(task, now)

    def _enqueue(self, task: Task, now: datetime) -> None:
        """Let the instances of a task wait for their slots."""
        if self._is_closed:
            return
        if self._runner.runs_commands:
            if not task.plan.constants.get("DOCKER_CMD", "").strip():
                task.add_error(
                    "NO_COMMAND", "The constant DOCKER_CMD is missing: there is no command", now
                )
                self._end(task, "Failure", now)
                return
            for instance in task.instances.values():
                self._scheduler.enqueue(task, instance)
        if task.plan.longest_wait is not None:
            began = task.history[-1]
            self._agenda.add(
                now, task.plan.longest_wait, lambda due: self._give_up_waiting(task, began, due)
            )

    def _give_up_waiting(self, task: Task, began: StateChange, now: datetime) -> None:
        """End a task that no machine was found for since it began to wait.

        Nobody says how the platform ends it: here it fails, with an error that tells why.
        """
        if task.history[-1] is began:
            task.add_error("QUEUE_TIME_EXCEEDED", "It waited too long for a machine", now)
            self._scheduler.withdraw(task)
            self._end(task, "Failure", now)

    def _cancel(self, task: Task, now: datetime) -> None:
        if task.state != "PendingCancel":
            was_collecting = task.state == "UploadingResults"
            task.enter("PendingCancel", now)
            self._scheduler.withdraw(task)
            if task.occupies_slots:
                self._decide(self._runner.stop, task.uuid)
            elif not was_collecting:
                self._finish_cancelled(task, now)

    def _finish_cancelled(self, task: Task, now: datetime) -> None:
        """Clean up what instances that have ended left, or end at once when there is nothing."""
        if task.has_been_dispatched:
            self._collect(task, upload=task.plan.uploads_when_cancelled, now=now)
        else:
            self._end(task, "Cancelled", now)

    def _settle(self, task: Task, now: datetime) -> None:
        """Go on to the end of a task when its last instance has ended."""
        if task.is_starting and task.has_ended_everywhere:
            if task.executed:
                task.enter("UploadingResults", now)
            self._collect(task, upload=True, now=now)
        elif not task.is_starting and not task.occupies_slots:
            is_cancelled = task.state == "PendingCancel"
            uploads = is_cancelled and task.plan.uploads_when_cancelled
            self._collect(task, upload=uploads, now=now)

    def _collect(self, task: Task, *, upload: bool, now: datetime) -> None:
        numbers = task.executed
        if upload and numbers:
            task.upload_began = now
        self._decide(
            self._runner.collect,
            task.uuid,
            task.plan,
            upload=upload and bool(numbers),
            numbers=numbers,
        )

    def _note_results(self, task: Task, results: Mapping[int, Sequence[str]]) -> None:
        if task.plan.results is not None:
            where = f"s3://{self._storage_host}/{task.plan.results.bucket}/"
            for number, keys in results.items():
                task.instances[number].results = tuple(where + key for key in keys)

    def _end(self, task: Task, state: Outcome, now: datetime) -> None:
        """Bring a task to its final state, and remember when it is to be removed."""
        if state != "Success":
            task.cancel_the_rest()
        task.enter(state, now)
        task.final_state = state
        task.saving = None
        self._just_ended.append(task)
        self._tasks.note_end(task)
        end = task.history[-1]
        if task.plan.lifetime_after_end:
            self._agenda.add(
                now,
                task.plan.lifetime_after_end,
                lambda due: self._remove(task, due) if task.history[-1] is end else None,
            )

    def _remove(self, task: Task, now: datetime) -> None:
        if not task.is_final:
            self._cancel(task, now)
        task.enter("PendingDelete", now)
        if task.final_state is None:
            task.final_state = "Cancelled"
            self._just_ended.append(task)
        self._tasks.forget(task)
        for group in (task.job, task.pool):
            if group is not None:
                group.tasks.pop(task.uuid, None)
        task.stdout, task.stderr = OutputLog(), OutputLog()

    def _save_later(self, task: Task, saving: Saving, now: datetime) -> None:
        self._agenda.add(now, saving.interval, lambda due: self._save_again(task, saving, due))

    def _save_again(self, task: Task, saving: Saving, now: datetime) -> None:
        """Begin a periodic snapshot, unless the one before still goes on."""
        if task.saving is not saving or not task.is_starting:
            return
        is_behind = saving.latest is not None and not saving.latest.is_final
        if task.is_executing and not is_behind:
            saving.latest = self._begin_snapshot(task, saving.settings, now)
        self._save_later(task, saving, now)

    def _begin_snapshot(self, task: Task, asked: SnapshotSettings, now: datetime) -> Snapshot:
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
            self._decide(self._runner.snapshot, task.uuid, task.plan, snapshot.id, selection)
        return snapshot

    # Pools and jobs, with the lock held

    def _pool_details(self, pool: Pool, now: datetime) -> dict[str, Any]:
        return pool_details(pool, now, self._machine, self._pool_cost(pool)[1])

    def _pool_cost(self, pool: Pool) -> tuple[float, float]:
        """Give the CPU seconds and the euros of the tasks of a pool, deleted ones too."""
        seconds, euros = pool.cpu_seconds, pool.euros
        for uuid, usages in self._measured.items():
            task = self._tasks.accepted[uuid]
            if task.pool is pool:
                used = sum(each.cpu_seconds for each in usages.values())
                seconds += used
                euros += price(used, task.plan.scheduling)
        return seconds, euros

    def _accept_pool(self, plan: PoolPlan, now: datetime) -> str:
        self._check_account(plan.request)
        self._pools.admit(plan.request.get("shortname"), lambda each: self._remove_pool(each, now))
        pool = Pool(self._pools.next_sequence, str(uuid4()), plan, now)
        self._pools.add(pool)
        if self._runner.runs_commands and not self._is_closed:
            self._scheduler.open(pool)
            self._look_at_pool_later(pool, now)
        return pool.uuid

    def _look_at_pool_later(self, pool: Pool, now: datetime) -> None:
        """Come back when the size of a pool may change by time alone."""
        policies = pool.policies
        change = pool.next_change(now)
        if change is not None:

            def look(due: datetime) -> None:
                if pool.is_open and pool.policies is policies:
                    self._look_at_pool_later(pool, due)

            self._agenda.add(change, timedelta(0), look)

    def _close_pool(self, pool: Pool, now: datetime) -> None:
        if pool.is_open:
            pool.enter("Closing", now)
            self._closing[pool.uuid] = pool

    def _finish_closing(self, pool: Pool, now: datetime) -> None:
        self._scheduler.close(pool, now)
        if pool.state == "Closing":
            pool.enter("Closed", now)
            self._pools.note_end(pool)
            if pool.plan.lifetime_after_end:
                self._agenda.add(
                    now, pool.plan.lifetime_after_end, lambda due: self._remove_pool(pool, due)
                )

    def _remove_pool(self, pool: Pool, now: datetime) -> None:
        """Take a pool away; its machines go when its tasks, which are stopped, have ended."""
        if pool.uuid not in self._pools.existing:
            return
        for task in list(pool.tasks.values()):
            if not task.is_final:
                self._cancel(task, now)
        self._close_pool(pool, now)
        pool.enter("PendingDelete", now)
        self._pools.forget(pool)

    def _terminate(self, job: Job, now: datetime) -> None:
        if job.is_active:
            job.enter("Terminating", now)
            self._terminating[job.uuid] = job
            for task in list(job.tasks.values()):
                if not task.is_final:
                    self._cancel(task, now)

    def _complete(self, job: Job, now: datetime) -> None:
        if job.state == "Terminating":
            job.enter("Completed", now)
            self._jobs.note_end(job)
            if job.plan.lifetime_after_end:
                self._agenda.add(
                    now, job.plan.lifetime_after_end, lambda due: self._remove_job(job, due)
                )

    def _remove_job(self, job: Job, now: datetime) -> None:
        """Take a job away with its tasks."""
        if job.uuid in self._jobs.existing:
            for task in list(job.tasks.values()):
                self._remove(task, now)
            job.enter("Deleting", now)
            self._jobs.forget(job)


def _any_bucket(_: str) -> bool:
    return True


def _state_of(item: Item) -> str:
    return f"its state is {item.state}"
