"""The life of jobs, from their acceptance to their removal."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.jobs import Job, JobPlan
from qarnot.emulator.core.objects import Registry
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.task_life import TaskLife

__all__ = ["JobLife"]


class JobLife:
    """Leads jobs through their states; the lock of the cluster is held all the time.

    :param jobs: all jobs.
    :param agenda: takes what is to happen to them by time alone.
    :param task_life: stops and removes their tasks.
    """

    def __init__(self, jobs: Registry[Job], agenda: Agenda, task_life: TaskLife) -> None:
        self._jobs = jobs
        self._agenda = agenda
        self._task_life = task_life
        self._terminating: dict[str, Job] = {}

    def accept(self, plan: JobPlan, pool: Pool | None, now: datetime) -> str:
        """Accept a job; gives its uuid."""
        self._jobs.admit(plan.request.get("shortname"), lambda each: self.remove(each, now))
        job = Job(self._jobs.next_sequence, str(uuid4()), plan, now, pool)
        self._jobs.add(job)
        if plan.longest_time:
            self._agenda.add(now, plan.longest_time, lambda due: self.terminate(job, due))
        return job.uuid

    def terminate(self, job: Job, now: datetime) -> None:
        """Stop the tasks of a job, and let it take no more."""
        if job.is_active:
            job.enter("Terminating", now)
            for task in list(job.tasks.values()):
                if not task.is_final:
                    self._task_life.cancel(task, now)
            if job.is_over:
                self._end(job, now)
            else:
                self._terminating[job.uuid] = job

    def finish_terminating(self, now: datetime) -> None:
        """End the jobs that were terminated and whose tasks have ended."""
        for job in [each for each in self._terminating.values() if each.is_over]:
            del self._terminating[job.uuid]
            if job.state == "Terminating":
                self._end(job, now)

    def remove(self, job: Job, now: datetime) -> None:
        """Take a job away with its tasks."""
        if job.uuid in self._jobs.existing:
            for task in list(job.tasks.values()):
                self._task_life.remove(task, now)
            job.enter("Deleting", now)
            self._jobs.forget(job)

    def _end(self, job: Job, now: datetime) -> None:
        job.enter("Completed", now)
        self._jobs.note_end(job)
        if job.plan.lifetime_after_end:
            self._agenda.add(now, job.plan.lifetime_after_end, lambda due: self.remove(job, due))
