"""Which tasks are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.intake import TaskPlan, any_bucket, plan_task
from qarnot.emulator.core.jobs import Job
from qarnot.emulator.core.objects import Registry, state_of
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.quotas import Shares
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.task_life import TaskLife
from qarnot.emulator.core.tasks import Task

__all__ = ["Admission"]


class Admission:
    """Lets tasks in and sets them off; the lock of the cluster is held all the time.

    :param tasks: all tasks.
    :param pools: all pools.
    :param jobs: all jobs.
    :param account: what is left to spend.
    :param shares: which reservations there are.
    :param life: leads the tasks on.
    """

    def __init__(
        self,
        tasks: Registry[Task],
        pools: Registry[Pool],
        jobs: Registry[Job],
        account: Account,
        shares: Shares,
        life: TaskLife,
    ) -> None:
        self._tasks = tasks
        self._pools = pools
        self._jobs = jobs
        self._account = account
        self._shares = shares
        self._life = life

    def accept(self, plan: TaskPlan, now: datetime) -> str:
        """Accept a task that depends on existing ones only; gives its uuid."""
        return self._accept(plan, now, self._tasks.existing).uuid

    def accept_copy(self, plan: TaskPlan, now: datetime) -> str:
        """Accept a task made of another, whose dependencies may be gone since; gives its uuid."""
        return self._accept(plan, now, self._tasks.accepted).uuid

    def _accept(self, plan: TaskPlan, now: datetime, known: Mapping[str, Task]) -> Task:
        """Accept a task.

        :param known: the tasks that it may depend on.
        """
        request = plan.request
        job, pool = self._place(request)
        _check_dependencies(plan, job, known)
        self._account.check(request.get("projectUuid"))
        self._shares.check(request)
        self._tasks.admit(request.get("shortname"), lambda each: self._life.remove(each, now))
        if pool is not None:
            plan = plan_task(request, any_bucket, pool.plan)
        task = Task(self._tasks.next_sequence, str(uuid4()), plan, now, pool, job)
        self._tasks.add(task)
        for group in (job, pool):
            if group is not None:
                group.tasks[task.uuid] = task
        self._life.set_off(task, now)
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
            raise Refusal(400, f"jobUuid: the job {job_uuid} takes no tasks: {state_of(job)}")
        pool = self._pools.existing.get(pool_uuid) if pool_uuid else job.pool if job else None
        if pool_uuid and pool is None:
            raise Refusal(400, f"poolUuid: no such pool: {pool_uuid}")
        if pool is not None and not pool.is_open:
            named = "poolUuid" if pool_uuid else "jobUuid"
            raise Refusal(400, f"{named}: the pool {pool.uuid} takes no tasks: {state_of(pool)}")
        if pool is None and not request.get("profile"):
            raise Refusal(400, "profile: missing, and the job has no pool")
        if pool is not None:
            for name in ("profile", "hardwareConstraints"):
                if request.get(name):
                    raise Refusal(400, f"{name}: not together with a pool, and the job has one")
        return job, pool


def _check_dependencies(plan: TaskPlan, job: Job | None, known: Mapping[str, Task]) -> None:
    if plan.dependencies and (job is None or not job.uses_dependencies):
        raise Refusal(400, "dependencies: only in a job that has useDependencies")
    for each in plan.dependencies:
        if each.uuid not in known:
            raise Refusal(400, f"dependencies: no such task: {each.uuid}")
