"""What may be asked of jobs."""

from __future__ import annotations

from typing import Any

from qarnot.emulator.core.descriptions import Descriptions
from qarnot.emulator.core.job_life import JobLife
from qarnot.emulator.core.jobs import Job, JobPlan
from qarnot.emulator.core.measures import Measures
from qarnot.emulator.core.objects import Registry, state_of
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.turns import Turns

__all__ = ["JobRequests"]


class JobRequests:
    """Carries out requests on jobs, each in a turn of its own.

    A job is named by its uuid or shortname; a name that there is not is refused with status 404.

    :param turns: the lock of the cluster.
    :param jobs: all jobs.
    :param pools: all pools.
    :param life: leads jobs on.
    :param measures: what the instances of their tasks use.
    :param descriptions: show their tasks.
    """

    def __init__(
        self,
        turns: Turns,
        jobs: Registry[Job],
        pools: Registry[Pool],
        life: JobLife,
        measures: Measures,
        descriptions: Descriptions,
    ) -> None:
        self._turns = turns
        self._jobs = jobs
        self._pools = pools
        self._life = life
        self._measures = measures
        self._descriptions = descriptions

    def open(self, plan: JobPlan) -> str:
        """Accept a job.

        :returns: its uuid.
        :raises Refusal: 404 when there is no such pool, 400 when that is closed, 403 when there
            are too many jobs, and for a repeated shortname.
        """
        with self._turns.turn() as now:
            name = plan.request.get("poolUuid")
            pool = self._pools.find(name) if name else None
            if pool is not None and not pool.is_open:
                raise Refusal(400, f"poolUuid: the pool {name} takes no jobs: {state_of(pool)}")
            return self._life.accept(plan, pool, now)

    def terminate(self, name: str) -> None:
        """Stop the tasks of a job, and let it take no more.

        :raises Refusal: 403 when that has been done already.
        """
        with self._turns.turn() as now:
            job = self._jobs.find(name)
            if not job.is_active:
                raise Refusal(403, f"Can't terminate the job {name}: {state_of(job)}")
            self._life.terminate(job, now)

    def delete(self, name: str, *, force: bool) -> None:
        """Remove a job.

        :param force: whether its tasks are removed too.
        :raises Refusal: 403 when it has tasks and they are not to be removed.
        """
        with self._turns.turn() as now:
            job = self._jobs.find(name)
            if job.tasks and not force:
                raise Refusal(
                    403, f"Can't delete the job {name}: it has {len(job.tasks)} tasks; use force"
                )
            self._life.remove(job, now)

    def tasks(self, name: str) -> list[dict[str, Any]]:
        """Describe the tasks of a job."""
        with self._measures.turn() as now:
            return self._descriptions.tasks(self._jobs.find(name).tasks.values(), now)
