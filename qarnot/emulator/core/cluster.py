"""The emulated cluster: what there is, what state it is in, and what runs next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.admission import Admission
from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.descriptions import Descriptions
from qarnot.emulator.core.dispatch import Dispatcher
from qarnot.emulator.core.job_life import JobLife
from qarnot.emulator.core.job_requests import JobRequests
from qarnot.emulator.core.jobs import Job
from qarnot.emulator.core.listings import Listing
from qarnot.emulator.core.measures import Measures
from qarnot.emulator.core.objects import Registry, RepeatedShortname
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.pool_life import PoolLife
from qarnot.emulator.core.pool_requests import PoolRequests
from qarnot.emulator.core.pool_views import pool_summary
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.preparations import Preparations
from qarnot.emulator.core.quotas import Quotas, Shares, usual_quotas
from qarnot.emulator.core.reports import Reports
from qarnot.emulator.core.runner import Runner, Stream
from qarnot.emulator.core.running import Machine
from qarnot.emulator.core.saving import TaskSaving
from qarnot.emulator.core.scheduler import Scheduler
from qarnot.emulator.core.task_life import TaskLife
from qarnot.emulator.core.task_requests import Rerun, TaskRequests
from qarnot.emulator.core.task_views import task_summary
from qarnot.emulator.core.tasks import Task, TaskRecord
from qarnot.emulator.core.times import now_utc
from qarnot.emulator.core.turns import Turns

__all__ = [
    "MOST_TASKS",
    "Cluster",
    "RepeatedShortname",
    "Rerun",
    "Runner",
    "Stream",
]

MOST_TASKS = 100_000
"""How many tasks may exist at once when nothing is set; as many pools, and as many jobs."""


class Cluster:
    """All tasks, pools and jobs, and the slots that instances run on.

    Safe to use from several threads. The runner is called without the lock held, so that it may
    report from within.

    What happens by time alone happens at the next request, report or :meth:`tick`. Whoever wants
    it in time calls :meth:`tick` at :meth:`next_due`, and sets :attr:`wake` to learn that this has
    changed.

    Requests and reports are methods of its parts, which it gives under names of its own: see
    :class:`~qarnot.emulator.core.task_requests.TaskRequests`,
    :class:`~qarnot.emulator.core.pool_requests.PoolRequests`,
    :class:`~qarnot.emulator.core.job_requests.JobRequests` and
    :class:`~qarnot.emulator.core.reports.Reports`.

    :param runner: carries out what is decided here.
    :param slots: how many instances may run at once, and how many machines pools may have.
    :param clock: gives the time, aware of its zone.
    :param repeated_shortname: whether a shortname that exists is refused with status 400
        (``"refuse"``) or 409 (``"conflict"``), or used again (``"accept"``).
    :param max_tasks: how many tasks may exist at once; so ``max_pools`` and ``max_jobs``.
    :param account: what is spent, and what there is to spend.
    :param machine: what instances run on.
    :param storage_host: host of the storage, for the addresses of results.
    :param quotas: what each kind of scheduling may take of the slots; all of them by default.
    :ivar wake: called when something is due earlier than it was before.
    :ivar tasks: what listings give of tasks; so ``pools`` and ``jobs``.
    """

    def __init__(
        self,
        runner: Runner,
        *,
        slots: int,
        clock: Callable[[], datetime] = now_utc,
        repeated_shortname: RepeatedShortname = "refuse",
        max_tasks: int = MOST_TASKS,
        max_pools: int = MOST_TASKS,
        max_jobs: int = MOST_TASKS,
        account: Account | None = None,
        machine: Machine | None = None,
        storage_host: str = "localhost",
        quotas: Quotas | None = None,
    ) -> None:
        self.slots = slots
        self.account = account or Account()
        self.machine = machine or Machine()
        self.wake: Callable[[], None] = lambda: None
        self._tasks: Registry[Task] = Registry("task", max_tasks, repeated_shortname)
        self._pools: Registry[Pool] = Registry("pool", max_pools, repeated_shortname)
        self._jobs: Registry[Job] = Registry("job", max_jobs, repeated_shortname)
        self._shares = Shares(quotas or usual_quotas(slots, self.machine.specification_key))
        self._scheduler = Scheduler(slots, self._shares)
        agenda, orders = Agenda(), Orders(runner)
        self._turns = Turns(clock, agenda, orders, self._follow_up, lambda: self.wake())
        self._measures = Measures(self._turns, runner, self._tasks)
        self._life = TaskLife(self._tasks, self._scheduler, agenda, orders)
        self._pool_life = PoolLife(
            self._pools, self._scheduler, agenda, orders, self.account, self._shares, self._life
        )
        self._job_life = JobLife(self._jobs, agenda, self._life)
        self._dispatcher = Dispatcher(self._scheduler, agenda, orders)
        self._descriptions = Descriptions(self._measures, self.machine, self._life.final_state)
        self._list_items()
        self._take_task_requests(TaskSaving(agenda, orders), orders)
        self._take_pool_requests(orders)
        self._take_job_requests()
        self._take_reports(storage_host)

    def _list_items(self) -> None:
        describe = self._descriptions
        self.tasks = Listing(self._measures.turn, self._tasks, task_summary, describe.task)
        self.pools = Listing(
            lambda _: self._measures.turn(), self._pools, pool_summary, describe.pool
        )
        self.jobs = Listing(lambda _: self._turns.turn(), self._jobs, Job.described, Job.described)

    def _take_task_requests(self, saving: TaskSaving, orders: Orders) -> None:
        admission = Admission(
            self._tasks, self._pools, self._jobs, self.account, self._shares, self._life
        )
        requests = TaskRequests(
            self._turns,
            self._tasks,
            admission,
            self._life,
            saving,
            self._measures,
            orders,
            self.account,
        )
        self.submit = requests.submit
        self.details = self.tasks.of
        self.update = requests.update
        self.update_resources = requests.update_resources
        self.abort = requests.abort
        self.delete = requests.delete
        self.clone = requests.clone
        self.rerun = requests.rerun
        self.restart = requests.restart
        self.output = requests.output
        self.save_periodically = requests.save_periodically
        self.save = requests.save
        self.snapshot = requests.snapshot
        self.forwards = requests.forwards
        self.task_credits = requests.credits
        self.carbon_facts = requests.carbon_facts

    def _take_pool_requests(self, orders: Orders) -> None:
        requests = PoolRequests(
            self._turns,
            self._pools,
            self._jobs,
            self._pool_life,
            self._measures,
            orders,
            self._descriptions,
        )
        self.open_pool = requests.open
        self.clone_pool = requests.clone
        self.update_pool = requests.update
        self.update_pool_resources = requests.update_resources
        self.pool_scaling = requests.scaling
        self.pool_credits = requests.credits
        self.pool_carbon_facts = requests.carbon_facts
        self.close_pool = requests.close
        self.delete_pool = requests.delete
        self.pool_output = requests.output
        self.pool_tasks = requests.tasks
        self.pool_jobs = requests.jobs

    def _take_job_requests(self) -> None:
        requests = JobRequests(
            self._turns,
            self._jobs,
            self._pools,
            self._job_life,
            self._measures,
            self._descriptions,
        )
        self.open_job = requests.open
        self.terminate_job = requests.terminate
        self.delete_job = requests.delete
        self.job_tasks = requests.tasks

    def _take_reports(self, storage_host: str) -> None:
        reports = Reports(
            self._turns,
            self._tasks,
            Preparations(self._pools, self._scheduler, self.account),
            self._scheduler,
            self._measures,
            self._life,
            self.account,
            storage_host,
        )
        self.started = reports.started
        self.wrote = reports.wrote
        self.ended = reports.ended
        self.collected = reports.collected
        self.snapshot_progress = reports.snapshot_progress
        self.snapshot_taken = reports.snapshot_taken

    @property
    def max_tasks(self) -> int:
        """How many tasks may exist at once."""
        return self._tasks.most

    @property
    def max_pools(self) -> int:
        """How many pools may exist at once."""
        return self._pools.most

    @property
    def max_jobs(self) -> int:
        """How many jobs may exist at once."""
        return self._jobs.most

    def next_due(self) -> datetime | None:
        """Tell when something happens by time alone, ``None`` when nothing will."""
        return self._turns.next_due()

    def tick(self) -> None:
        """Do what is due."""
        with self._turns.turn():
            pass

    def credits_left(self) -> float:
        """Give what the account may still spend, in euros."""
        with self._turns.turn():
            return self.account.credits_left

    def budgets(self, project: str, *, active_only: bool) -> list[dict[str, Any]]:
        """Describe the budgets of a project.

        :raises Refusal: 404 when there is no such project.
        """
        with self._turns.turn() as now:
            return self.account.budgets(project, now, active_only=active_only)

    def user_quotas(self) -> dict[str, Any]:
        """Describe what the account may run, as ``UserComputingQuotas`` of the API."""
        with self._turns.turn():
            return self._shares.user()

    def organization_quotas(self, email: str) -> dict[str, Any]:
        """Describe what the organization may run, as ``OrganizationComputingQuotas`` of the API.

        :param email: the address of the account.
        :raises Refusal: 404 when there is no organization.
        """
        with self._turns.turn():
            return self._shares.organization(email)

    def usage(self) -> dict[str, Any]:
        """Count what there is, what runs and what may run, as in a ``UserInfo`` of the API."""
        with self._turns.turn():
            return {
                "taskCount": len(self._tasks),
                "runningTaskCount": sum(task.occupies_slots for task in self._tasks),
                "poolCount": len(self._pools),
                "runningPoolCount": sum(bool(pool.machines) for pool in self._pools),
                "jobCount": len(self._jobs),
                **self._shares.account(),
            }

    def records(self) -> tuple[TaskRecord, ...]:
        """Copy what became of every task that was ever accepted, oldest first."""
        with self._turns.turn():
            return tuple(task.record() for task in self._tasks.accepted.values())

    def close(self) -> None:
        """Stop every task and the preparation of every machine, and start no more."""
        with self._turns.turn() as now:
            self._scheduler.has_stopped = True
            self._pool_life.stop_preparations()
            for task in self._tasks:
                if not task.is_final:
                    self._life.cancel(task, now)

    def _follow_up(self, now: datetime) -> None:
        """Do what follows from the ends of tasks, and give away the slots that are free."""
        self._life.release_dependents(now)
        while self._pool_life.end_hopeless(now):
            self._life.release_dependents(now)
        self._job_life.finish_terminating(now)
        self._pool_life.finish_closing(now)
        self._dispatcher.dispatch(now)
        self._pool_life.look_at_queue(now)
        self._dispatcher.look_later(now)
