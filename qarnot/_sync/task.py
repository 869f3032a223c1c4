# Made from qarnot/_async/task.py by `make sync`: edit that file, not this one.
"""A task: a command that runs on a number of instances."""

from __future__ import annotations

import os
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, ClassVar, Self

from qarnot_rest.api.tasks import (
    abort_task,
    create_task,
    delete_task,
    update_task,
    update_task_resources,
)
from qarnot_rest.models import TaskCreationInput, TaskUpdateInput

from qarnot import _checks
from qarnot._carbon_facts import CarbonFacts
from qarnot._credits import Credits
from qarnot._outcome import Outcome, end_of, outcome_of, unsuccessful
from qarnot._progress_bar import Progress
from qarnot._replies import nothing
from qarnot._requests import request
from qarnot.exceptions import (
    InvalidValue,
    MissingTaskException,
    QarnotException,
    UnauthorizedException,
    UnsuccessfulTask,
)
from qarnot.privileges import Privileges
from qarnot.scheduling_type import SchedulingType

from .accounting import CarbonClient, CreditsClient
from .bucket import Bucket
from .job import Job
from .leaving import AbortOnExit, tidy_up
from .pool import Pool
from .project import Project
from .task_dependencies import TaskWithDependencies
from .task_files import TaskFiles
from .task_instances import TaskInstances
from .task_output import TaskOutput
from .task_reruns import TaskReruns
from .task_snapshots import TaskSnapshots

if TYPE_CHECKING:
    from .connection import Connection

__all__ = ["Task", "place_and_job"]

SECONDS_TO_CANCEL = 60.0


def place_and_job(
    profile_or_pool: str | Pool | Job | None, job: Job | str | None
) -> tuple[str | Pool | None, Job | str | None]:
    """Tell apart what may be given in the place of a profile.

    :return: the profile or pool, and the job.
    :raises InvalidValue: it is none of these, or does not go with the job.
    """
    if isinstance(profile_or_pool, Job):
        if job is not None:
            raise InvalidValue(
                f"job: one job was expected, not two: {profile_or_pool!r}, {_checks.shown(job)}"
            )
        return None, profile_or_pool
    if isinstance(profile_or_pool, Pool):
        if job is not None:
            raise InvalidValue(
                "job: either a pool or a job was expected, not both: "
                f"{profile_or_pool!r}, {_checks.shown(job)}"
            )
    elif profile_or_pool is not None and not isinstance(profile_or_pool, str):
        raise InvalidValue(
            "profile_or_pool: the name of a profile, or a pool or job of the same kind of "
            f"connection, was expected, not {_checks.shown(profile_or_pool)}"
        )
    return profile_or_pool, job


class Task(TaskOutput, TaskFiles, TaskSnapshots, TaskInstances, TaskReruns, TaskWithDependencies):
    """A task: a command that runs on a number of instances.

    Make one with ``create_task`` of the connection, or retrieve it. Before it is submitted it is
    a draft. Afterwards it is what the cluster said last, plus what was set since; a refresh never
    undoes an edit.

    :param connection: the connection that it belongs to.
    :param name: its name; it need not be unique.
    :param profile_or_pool: the name of the profile to run in, a pool, or, in the place of ``job``,
        a job. ``None`` in a job with a pool.
    :param instancecount_or_range: how many instances to run, or the ranges of their numbers, such
        as ``"0-2,4-5,17"``. Default 1.
    :param shortname: a name that is unique in the account; one is made when absent.
    :param job: the job that it belongs to, or its uuid; not together with a pool.
    :param scheduling_type: how the work is placed, such as ``FlexScheduling()``; as the account has
        it when ``None``.
    :param project: the project that the work is charged to; the default one when ``None``.
    :raises InvalidValue: a value cannot be right.

    >>> task = connection.create_task("hello world", "docker-batch", 2)
    >>> task.constants["DOCKER_CMD"] = "echo hello from ${INSTANCE_ID}"
    >>> task.run()
    >>> output = task.stdout()
    """

    creation_operation: ClassVar[ModuleType] = create_task
    creation_model = TaskCreationInput

    def __init__(
        self,
        connection: Connection,
        name: str,
        profile_or_pool: str | Pool | Job | None = None,
        instancecount_or_range: int | str = 1,
        shortname: str | None = None,
        job: Job | str | None = None,
        scheduling_type: SchedulingType | None = None,
        project: Project | None = None,
    ) -> None:
        self._set_up(connection)
        self.name = name
        self.shortname = shortname
        place, job = place_and_job(profile_or_pool, job)
        if isinstance(place, Pool):
            self.pool_uuid = place
        else:
            self.profile = place
        self.job_uuid = job
        self.scheduling_type = scheduling_type
        self.project_uuid = project
        count, ranges = _checks.count_or_range("instancecount_or_range", instancecount_or_range)
        self.instancecount = count
        self.advanced_range = ranges

    # Submission

    def submit(self) -> None:
        """Submit the task, unless it was submitted already (API ``POST /tasks``).

        The task runs at most once, whatever happens on the way: it gets a shortname first, and
        after an attempt whose outcome is unclear it is looked up by that name before it is sent
        again. A shortname of your own has to be free, and is looked for before the first attempt.
        After a ``SubmissionUnknown``, calling this again goes on where it stopped.

        :raises InvalidValue: something is missing or cannot be right; nothing was sent.
        :raises MissingBucketException: a resource bucket does not exist.
        :raises MissingProfileException: there is no such profile.
        :raises NotEnoughCreditsException: the account has too few credits.
        :raises MaxTaskException: the account has as many tasks as it may have.
        :raises ShortnameConflict: the shortname belongs to another task.
        :raises SubmissionUnknown: whether the task was created could not be found out in time.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        with self._submission:
            if not self.is_submitted:
                self.prepare_files()
                self.create_once()
            self.begin_snapshots_or_warn()

    # Running

    def run(
        self,
        output_dir: str | os.PathLike[str] | None = None,
        job_timeout: float | None = None,
        live_progress: bool = False,
        results_progress: bool | Progress | None = None,
        follow_state: bool = False,
        follow_stdout: bool = False,
        follow_stderr: bool = False,
        *,
        check: bool = False,
        follow: bool = False,
    ) -> None:
        """Submit the task, wait for its end, and download its results.

        When the time is over the task is aborted, and its end is waited for. What is in its results
        bucket then is still downloaded; the cluster uploads the results of a task that was aborted
        only if ``upload_results_on_cancellation`` is set.

        :param output_dir: folder to download the results to; when ``None``, the folder that was
            given as ``outputs`` to ``create_task``, else they stay in their bucket.
        :param job_timeout: seconds that the task may take; for ever when ``None``.
        :param live_progress: as in :meth:`wait`.
        :param results_progress: as ``progress`` in :meth:`download_results`.
        :param follow_state: as in :meth:`wait`.
        :param follow_stdout: as in :meth:`wait`.
        :param follow_stderr: as in :meth:`wait`.
        :param check: raise when the task does not succeed. Default ``False``.
        :param follow: the same as all of ``follow_state``, ``follow_stdout`` and
            ``follow_stderr``.
        :raises TaskFailed: the task has failed, with ``check``.
        :raises TaskCancelled: the task was cancelled, with ``check``.
        :raises UnsuccessfulTask: it was aborted and has not ended within a minute, with ``check``.
        :raises UnsafeKey: a result cannot be a file in the folder, and none was downloaded;
            ``download_results(output_dir, skip_unsafe=True)`` fetches the others.
        :raises QarnotException: as in :meth:`submit`, :meth:`wait` and :meth:`download_results`.

        >>> task.run(output_dir="results", check=True)
        """
        limit = _checks.timeout("job_timeout", job_timeout)
        folder = output_dir if output_dir is not None else self.output_folder
        if folder is not None:
            self.check_download(folder, results_progress)
        self.submit()
        followed = (follow_state or follow, follow_stdout or follow, follow_stderr or follow)
        ended = self.wait(limit, live_progress, *followed)
        if not ended:
            self.abort_unless_ended()
            self.wait(SECONDS_TO_CANCEL, live_progress, *followed)
        try:
            if folder is not None:
                self.download_results(folder, results_progress)
        except QarnotException as error:
            if not check or outcome_of(self.received_state) is Outcome.SUCCESS:
                raise
            # Why the task did not succeed is the more important news.
            self.connection.logger.warning("the results of %s are not here: %s", self, error)
        if check:
            self.raise_for_state()
            if not self.has_ended:
                raise UnsuccessfulTask(
                    f"{self} was aborted after {limit} s, and has not ended since",
                    task_uuid=Task.uuid.peek(self),
                )

    def resume(
        self,
        output_dir: str | os.PathLike[str],
        job_timeout: float | None = None,
        live_progress: bool = False,
        results_progress: bool | Progress | None = None,
    ) -> None:
        """Wait for the end of a task that was submitted earlier, and download its results.

        It does nothing when the task was never submitted. What runs cancelled instances again is
        :meth:`resume_cancelled`.

        :param output_dir: folder to download the results to.
        :param job_timeout: seconds to wait; for ever when ``None``. The task runs on.
        :param live_progress: as in :meth:`wait`.
        :param results_progress: as ``progress`` in :meth:`download_results`.
        :raises QarnotException: as in :meth:`wait` and :meth:`download_results`.
        """
        if not self.is_submitted:
            return
        self.wait(job_timeout, live_progress)
        self.download_results(output_dir, results_progress)

    @property
    def outcome(self) -> Outcome | None:
        """How the task has ended; ``None`` while it has not."""
        return outcome_of(self.state)

    def raise_for_state(self) -> None:
        """Raise when the task has ended otherwise than by success.

        It is read anew unless its end was seen already.

        :raises TaskFailed: it has failed; with its errors, and the end of its standard error.
        :raises TaskCancelled: it was cancelled.

        >>> ended = task.wait(600)
        >>> task.raise_for_state()
        """
        if self.is_submitted and (self.lacks_details or not self.has_ended):
            self.update(True)
        outcome = outcome_of(self.received_state)
        if outcome is None or outcome is Outcome.SUCCESS:
            return
        try:
            with self.open_stderr() as output:
                stderr = end_of(output)
        except QarnotException as error:
            self.connection.logger.info("the standard error of %s is not here: %s", self, error)
            stderr = ""
        kind = type(self)
        raise unsuccessful(
            outcome, kind.name.peek(self), kind.uuid.peek(self), kind.errors.peek(self), stderr
        )

    # Changing

    def commit(self) -> None:
        """Send what was changed of the constants and tags (API ``PUT /tasks/{taskUuid}``).

        The API takes nothing else of a submitted task. Without changes nothing is sent. Changed
        constants are sent together with all others; one that was set to ``None`` is left out. The
        API does not show the values of secret constants (``QARNOT_SECRET__…``), so these have to be
        set anew then.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises InvalidValue: a value cannot be right; nothing was sent.
        :raises ReadOnlyAttribute: something was changed in place that can only be set before the
            submission; nothing was sent.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> task.tags.append("done")
        >>> task.commit()
        """
        self.send_changes(update_task, TaskUpdateInput)

    def update_resources(self) -> None:
        """Let the running instances have files that came into the resource buckets since.

        Files that are gone from the buckets stay on the instances. API ``PATCH /tasks/{taskUuid}``.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises QarnotGenericException: the task does not run.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        identifier = self.identifier("update the resources of")
        self.until_seen()
        arguments = update_task_resources._get_kwargs(identifier)
        self.connection.wire.ask(request(update_task_resources, arguments, nothing))
        self.update(True)

    def allow_credentials_to_be_exported_to_task_environment(self) -> None:
        """Let the instances find the credentials of the account in their environment.

        :raises ReadOnlyAttribute: the task was submitted.
        """
        self.privileges = Privileges(exportCredentialsInEnv=True)

    # Ending

    def abort(self) -> None:
        """Stop the task (API ``POST /tasks/{taskUuid}/abort``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the task has ended already, or the token may not do this.
        """
        identifier = self.identifier("abort")
        self.until_seen()
        ask = request(abort_task, abort_task._get_kwargs(identifier), nothing)
        self.connection.wire.ask(ask)
        self.update(True)

    def abort_unless_ended(self) -> None:
        """Stop the task; one that has ended meanwhile stays as it is.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the token may not do this.
        """
        try:
            self.abort()
        except UnauthorizedException:
            self.update(True)
            if not self.has_ended:
                raise

    def delete(
        self,
        purge_resources: bool = False,
        purge_results: bool = False,
        *,
        missing_ok: bool = False,
    ) -> None:
        """Delete the task, aborting it first when it runs (API ``DELETE /tasks/{taskUuid}``).

        :param purge_resources: delete the resource buckets afterwards, with all that is in them.
        :param purge_results: delete the results bucket afterwards, with all that is in it.
        :param missing_ok: do not raise when the task is gone already. Default ``False``.
        :raises MissingTaskException: the task is gone already.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        if not self.is_submitted:
            return
        try:
            doomed = self._buckets_to_purge(purge_resources, purge_results)
            identifier = self.identifier("delete")
            self.until_seen()
            ask = request(delete_task, delete_task._get_kwargs(identifier), nothing)
            self.connection.wire.ask(ask)
        except MissingTaskException:
            if not missing_ok:
                raise
            doomed = self._received_buckets(purge_resources, purge_results)
        self.become_deleted()
        self.purge(doomed)

    def _buckets_to_purge(self, resources: bool, results: bool) -> list[Bucket]:
        if self.lacks_details and (resources or results):
            self.update(True)
        return self._received_buckets(resources, results)

    def _received_buckets(self, resources: bool, results: bool) -> list[Bucket]:
        """Give the buckets that the task was submitted with, whatever was set since."""
        found = list(Task.resources.received(self)) if resources else []
        bucket = Task.results.received(self) if results else None
        return found if bucket is None else [*found, bucket]

    def abort_on_exit(self) -> AbortOnExit:
        """Abort the task when a block is left, by Ctrl-C too, unless it has ended.

        :return: a context manager, which gives the task. What goes wrong on the way out never hides
            the exception with which the block is left.

        >>> with task.abort_on_exit():
        ...     task.run()
        """
        return AbortOnExit(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        """Delete the task, as documented; the exception of the block is never hidden."""
        tidy_up(self, "deleted", self.delete, exc_val)

    # Relations

    @property
    def pool(self) -> Pool | None:
        """The pool that the task runs in, asked for each time; ``None`` outside of pools.

        A pool, or its uuid, can be set before the submission.

        :raises MissingPoolException: it is gone.
        """
        uuid = self.known(Task.pool_uuid)
        return None if uuid is None else self.connection.retrieve_pool(uuid)

    @pool.setter
    def pool(self, value: Pool | str | None) -> None:
        self.pool_uuid = value

    @property
    def job(self) -> Job | None:
        """The job that the task belongs to, asked for each time; ``None`` outside of jobs.

        A job, or its uuid, can be set before the submission.

        :raises MissingJobException: it is gone.
        """
        uuid = self.known(Task.job_uuid)
        return None if uuid is None else self.connection.retrieve_job(uuid)

    @job.setter
    def job(self, value: Job | str | None) -> None:
        self.job_uuid = value

    @property
    def project(self) -> Project | None:
        """The project that the work is charged to, asked for each time; ``None`` when not known.

        A project, or its uuid, can be set before the submission.
        """
        uuid = self.known(Task.project_uuid)
        return None if uuid is None else Project.retrieve_by_uuid(self.connection, uuid)

    @project.setter
    def project(self, value: Project | str | None) -> None:
        self.project_uuid = value

    def carbon_facts(self, datacenter_name: str | None = None) -> CarbonFacts:
        """Read the carbon facts (API ``GET /carbon/v1/tasks/{taskUuid}/carbon-facts``).

        :param datacenter_name: as in :class:`~qarnot.carbon_facts.CarbonClient`.
        :return: the facts.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        """
        client = CarbonClient(self.connection, datacenter_name)
        return client.get_task_carbon_facts(self.identifier("read the carbon facts of"))

    def credits(self) -> Credits:
        """Read what it has cost so far (API ``GET /credits/v1/tasks/{taskUuid}/credits``).

        :return: the credits.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        """
        client = CreditsClient(self.connection)
        return client.get_task_credits(self.identifier("read the credits of"))
