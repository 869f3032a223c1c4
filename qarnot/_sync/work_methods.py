# Made from qarnot/_async/work_methods.py by `make sync`: edit that file, not this one.
"""The methods of a connection that make, retrieve and submit tasks, pools and jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qarnot_rest.api.jobs import get_job
from qarnot_rest.api.pools import get_pool
from qarnot_rest.api.tasks import get_task

from qarnot import _checks, _shorthand
from qarnot._completed import BulkTaskResponse
from qarnot._requests import request
from qarnot.exceptions import InvalidValue, SubmissionUnknown
from qarnot.filters import Filter, filter_json
from qarnot.scheduling_type import SchedulingType

from .connection_part import ConnectionPart
from .job import Job
from .many_tasks import TASKS_OF_A_SUBMISSION, each_task, submit_tasks
from .pool import Pool
from .resolving import resolve
from .submittable import identified_reply
from .task import Task, place_and_job
from .task_files import Files

if TYPE_CHECKING:
    from .project import Project

__all__ = ["WorkMethods"]

PROFILE_OF_IMAGES = "docker-batch"


class WorkMethods(ConnectionPart):
    """Makes, retrieves and submits tasks, pools and jobs."""

    def create_task(
        self,
        name: str,
        profile_or_pool: str | Pool | Job | None = None,
        instancecount_or_range: int | str = 1,
        shortname: str | None = None,
        job: Job | str | None = None,
        *,
        image: str | None = None,
        command: str | Sequence[str] | None = None,
        inputs: Files | Iterable[Files] | None = None,
        outputs: Files | None = None,
        constants: Mapping[str, Any] | None = None,
        env: Mapping[str, Any] | None = None,
        tags: Iterable[str] | None = None,
        labels: Mapping[str, str] | None = None,
        scheduling_type: SchedulingType | None = None,
        project: Project | None = None,
    ) -> Task:
        """Make a task, which runs nothing until it is submitted; nothing is sent.

        :param name: the name of the task; it need not be unique.
        :param profile_or_pool: the name of the profile to run in, such as ``"docker-batch"``, a
            pool, or, in the place of ``job``, a job. ``None`` in a job with a pool. With ``image``,
            the profile is ``"docker-batch"`` where none is given and no pool says it.
        :param instancecount_or_range: how many instances to run, or the ranges of their numbers,
            such as ``"0-2,4-5,17"``. Default 1.
        :param shortname: a name that is unique in the account; one is made when absent.
        :param job: the job that the task belongs to, or its uuid; not together with a pool.
        :param image: the image to run, as ``"repository:tag"``: the constants ``DOCKER_REPO`` and
            ``DOCKER_TAG``.
        :param command: what each instance runs, as a text for a shell or as a list of words: the
            constant ``DOCKER_CMD``.
        :param inputs: the path of a folder to upload when the task is submitted, a bucket, or a
            list of both: the resources.
        :param outputs: the path of a folder that ``run`` downloads the results to, or a bucket: the
            results.
        :param constants: settings of the task, as texts, numbers, ``True`` or ``False``; ``None``
            leaves one out.
        :param env: more constants, for whoever thinks of them as the environment of the command.
        :param tags: words to find the task by.
        :param labels: free pairs of texts.
        :param scheduling_type: how the work is placed, such as ``FlexScheduling()``.
        :param project: the project that the work is charged to.
        :return: the task, not submitted.
        :raises InvalidValue: a value cannot be right.

        >>> task = connection.create_task(
        ...     "hello world", image="library/ubuntu:24.04", command="echo hello from $INSTANCE_ID"
        ... )
        """
        place, job = place_and_job(profile_or_pool, job)
        job_has_pool = isinstance(job, Job) and Job.pool_uuid.is_given(job)
        if place is None and image is not None and not job_has_pool:
            place = PROFILE_OF_IMAGES
        task = Task(
            self._whole,
            name,
            place,
            instancecount_or_range,
            shortname,
            job,
            scheduling_type,
            project,
        )
        task.constants.update(_shorthand.constants(image, command, constants, env))
        if tags is not None:
            task.tags = tags
        if labels is not None:
            task.labels = labels
        if inputs is not None:
            task.add_inputs(inputs)
        if outputs is not None:
            task.set_outputs(outputs)
        return task

    def retrieve_task(self, uuid: str) -> Task:
        """Retrieve a task (API ``GET /tasks/{taskUuid}``).

        :param uuid: its uuid or shortname.
        :return: the task, in full.
        :raises MissingTaskException: there is no such task.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = get_task._get_kwargs(_checks.identifier("uuid", uuid))
        found = self.wire.read(request(get_task, arguments, identified_reply))
        return Task.from_json(self._whole, found)

    def resolve(self, error: SubmissionUnknown) -> Task | Pool | Job:
        """Find out what became of a submission that ended without an outcome, and complete it.

        The task, pool or job is looked up by its shortname. Only if it is not there, and still not
        after a settling time, it is submitted again under the same name. So whoever deleted it
        meanwhile should look with :meth:`retrieve_task`, :meth:`retrieve_pool` or
        :meth:`retrieve_job` instead.

        :param error: as it was raised, in this process or in another.
        :return: what was submitted: a task, a pool or a job, also one that is a copy. What the
            cluster says of it is read when it is needed, in async code by ``update`` or ``wait``.
        :raises InvalidValue: the error is not one of a submission to this cluster.
        :raises ShortnameConflict: the shortname belongs to something else.
        :raises SubmissionUnknown: the outcome could not be found out this time either.
        :raises QarnotException: the API refused.

        >>> try:
        ...     task.submit()
        ... except SubmissionUnknown as error:
        ...     task = connection.resolve(error)
        """
        return resolve(self._whole, error)

    def create_pool(
        self,
        name: str,
        profile: str,
        instancecount: int = 1,
        shortname: str | None = None,
    ) -> Pool:
        """Make a pool, which keeps no machines until it is submitted; nothing is sent.

        :param name: the name of the pool; it need not be unique.
        :param profile: the name of the profile that its tasks run in.
        :param instancecount: how many machines it has. Default 1.
        :param shortname: a name that is unique in the account; one is made when absent.
        :return: the pool, not submitted.
        :raises InvalidValue: a value cannot be right.
        """
        return Pool(self._whole, name, profile, instancecount, shortname)

    def create_elastic_pool(
        self,
        name: str,
        profile: str,
        minimum_total_slots: int = 0,
        maximum_total_slots: int = 1,
        minimum_idle_slots: int = 0,
        minimum_idle_time_seconds: int = 0,
        resize_factor: float = 1,
        resize_period: int = 90,
        shortname: str | None = None,
    ) -> Pool:
        """Make a pool that grows and shrinks with its work; nothing is sent.

        :param name: the name of the pool; it need not be unique.
        :param profile: the name of the profile that its tasks run in.
        :param minimum_total_slots: how many slots it has at least. Default 0.
        :param maximum_total_slots: how many slots it has at most. Default 1.
        :param minimum_idle_slots: how many free slots it keeps ready. Default 0.
        :param minimum_idle_time_seconds: seconds that a slot stays free before it is given up.
            Default 0.
        :param resize_factor: the share of the missing slots that it grows by each time, above 0 and
            at most 1. Default 1.
        :param resize_period: seconds between two looks at whether it should grow or shrink.
            Default 90.
        :param shortname: a name that is unique in the account; one is made when absent.
        :return: the pool, not submitted.
        :raises InvalidValue: a value cannot be right.
        """
        pool = Pool(self._whole, name, profile, shortname=shortname)
        pool.setup_elastic(
            minimum_total_slots,
            maximum_total_slots,
            minimum_idle_slots,
            minimum_idle_time_seconds,
            resize_factor,
            resize_period,
        )
        return pool

    def retrieve_pool(self, uuid: str) -> Pool:
        """Retrieve a pool (API ``GET /pools/{poolUuid}``).

        :param uuid: its uuid or shortname.
        :return: the pool, in full.
        :raises MissingPoolException: there is no such pool.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = get_pool._get_kwargs(_checks.identifier("uuid", uuid))
        found = self.wire.read(request(get_pool, arguments, identified_reply))
        return Pool.from_json(self._whole, found)

    def create_job(
        self,
        name: str,
        pool: Pool | None = None,
        shortname: str | None = None,
        useDependencies: bool = False,  # noqa: N803 - documented
    ) -> Job:
        """Make a job, which is known to the cluster when it is submitted; nothing is sent.

        :param name: the name of the job; it need not be unique.
        :param pool: the pool that its tasks run in.
        :param shortname: a name that is unique in the account; one is made when absent.
        :param useDependencies: whether its tasks may wait for each other. Default ``False``.
        :return: the job, not submitted.
        :raises InvalidValue: a value cannot be right.
        """
        return Job(self._whole, name, pool, shortname, useDependencies)

    def retrieve_job(self, uuid: str) -> Job:
        """Retrieve a job (API ``GET /jobs/{jobUuid}``).

        :param uuid: its uuid or shortname.
        :return: the job.
        :raises MissingJobException: there is no such job.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = get_job._get_kwargs(_checks.identifier("uuid", uuid))
        found = self.wire.read(request(get_job, arguments, identified_reply))
        return Job.from_json(self._whole, found)

    def submit_tasks(
        self, tasks: Iterable[Task], *, chunk_size: int = TASKS_OF_A_SUBMISSION
    ) -> list[BulkTaskResponse]:
        """Submit many tasks in few requests (API ``POST /tasks`` with a list).

        Each task runs at most once, as with ``submit`` of a task, and those that were submitted
        already stay as they are. One that cannot be submitted does not keep the others from it.
        Files of their folders are uploaded first.

        :param tasks: the tasks, from a list or a generator.
        :param chunk_size: how many tasks to send in one request. Default 500.
        :return: one result for each task, in order, when all were accepted.
        :raises BulkSubmissionError: some were not accepted; ``results`` says what became of each.
            Those that were have their uuid.
        :raises InvalidValue: the list is empty, or holds something else than tasks of this
            connection; nothing was sent.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> tasks = [connection.create_task(f"part {n}", "docker-batch") for n in range(1000)]
        >>> results = connection.submit_tasks(tasks)
        """
        return submit_tasks(self._whole, tasks, chunk_size)

    def abort_tasks(self, filter: Filter | Mapping[str, Any]) -> list[BulkTaskResponse]:  # noqa: A002 - as in requests
        """Stop all tasks for which a condition holds, those that have not ended, some at once.

        :param filter: the condition, such as ``Field.tags == "sweep"`` of :mod:`qarnot.filters`, or
            its JSON (schema ``Filter``).
        :return: what came of each; one that has ended already counts as a success.
        :raises InvalidValue: there is no condition.
        :raises UnauthorizedException: the token is wrong or may not list tasks.
        :raises UnreadableReply: not all of the tasks are listed; nothing was done.

        >>> from qarnot.filters import Field
        >>> results = connection.abort_tasks(Field.tags == "sweep")
        """
        return each_task(self._whole, _condition(filter), _abort)

    def delete_tasks(self, filter: Filter | Mapping[str, Any]) -> list[BulkTaskResponse]:  # noqa: A002 - as in requests
        """Delete all tasks for which a condition holds, some at once; buckets stay.

        :param filter: as in :meth:`abort_tasks`.
        :return: what came of each; one that is gone already counts as a success.
        :raises InvalidValue: there is no condition.
        :raises UnauthorizedException: the token is wrong or may not list tasks.
        :raises UnreadableReply: not all of the tasks are listed; nothing was done.
        """
        return each_task(self._whole, _condition(filter), _delete)


def _abort(task: Task) -> None:
    if not task.has_ended:
        task.abort_unless_ended()


def _delete(task: Task) -> None:
    task.delete(missing_ok=True)


def _condition(filter: Any) -> dict[str, Any]:  # noqa: A002 - as in requests
    condition = filter_json("filter", filter)
    if condition is None:
        raise InvalidValue("filter: a condition was expected, not None, which means all tasks")
    return condition
