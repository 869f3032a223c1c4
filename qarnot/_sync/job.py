# Made from qarnot/_async/job.py by `make sync`: edit that file, not this one.
"""A job: tasks that belong together, and may wait for each other."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from qarnot_rest.api.jobs import create_job, delete_job, get_job, list_job_tasks, terminate_job
from qarnot_rest.models import JobCreationInput

from qarnot import _checks
from qarnot._callers import caller_level
from qarnot._fields import Field, Received, Settable
from qarnot._readers import date, flag, text
from qarnot._record import MadeOnce
from qarnot._replies import nothing
from qarnot._requests import request
from qarnot._spans import span, span_text
from qarnot._states import task_state
from qarnot.exceptions import MissingJobException, UnsentEditWarning

from .field_kinds import PlaceField, check_place, if_true, unchanged
from .relations import NewTasks, have_ended, tasks_of
from .work_fields import ObjectFields

if TYPE_CHECKING:
    from .connection import Connection
    from .pool import Pool
    from .task import Task

__all__ = ["Job"]


class _WallTimeField(Field[datetime.timedelta | None]):
    """A time span, which is sent as the text that was set."""

    def peek(self, record: Received) -> datetime.timedelta | None:
        value: Any = super().peek(record)
        return span(value) if isinstance(value, str) else value


def _check_wall_time(what: str, value: Any) -> Any:
    return None if value is None else span_text(what, value)


class Job(ObjectFields):
    """A job: tasks that belong together, and may wait for each other.

    Make one with ``create_job`` of the connection, or retrieve it. The API takes no changes of one
    that was submitted: tags that are set then stay here, and an ``UnsentEditWarning`` says so, for
    tags that are changed in place when the job is read anew.

    :param connection: the connection that it belongs to.
    :param name: its name; it need not be unique.
    :param pool: the pool that its tasks run in.
    :param shortname: a name that is unique in the account; one is made when absent.
    :param use_dependencies: whether its tasks may wait for each other. Default ``False``.
    :raises InvalidValue: a value cannot be right.

    >>> job = connection.create_job("a sweep")
    >>> job.submit()
    >>> tasks = [connection.create_task(f"part {n}", "docker-batch", job=job) for n in range(3)]
    >>> results = connection.submit_tasks(tasks)
    >>> ended = job.wait(600)
    """

    state = Field(
        "state",
        task_state,
        "Where the job stands: ``UnSubmitted``, then ``Active``, ``Terminating``, ``Completed`` or "
        "``Deleting``.",
        changes=True,
    )
    end_date = Field(
        "endDate", date, "When the job ended; ``None`` while it has not.", changes=True
    )
    profile = Field("profile", text, "The profile of its tasks, where the API gives it.")
    pool_uuid = PlaceField(
        "poolUuid",
        text,
        "The uuid of the pool that the tasks run in; ``None`` without a pool.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_place,
        write=unchanged,
    )
    use_dependencies = Field(
        "useDependencies",
        lambda raw: bool(flag(raw)),
        "Whether the tasks may wait for each other.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.flag,
        write=if_true,
    )
    max_wall_time = _WallTimeField(
        "maxWallTime",
        span,
        "How long the job may take; a text such as ``'1.06:30:00'`` can be set, too.",
        settable=Settable.BEFORE_SUBMIT,
        check=_check_wall_time,
        write=lambda value: None if value is None else span_text("max_wall_time", value),
    )

    creation_operation: ClassVar[ModuleType] = create_job
    creation_model = JobCreationInput
    reading_operation: ClassVar[ModuleType] = get_job
    missing_error = MissingJobException

    new_tasks = MadeOnce(NewTasks)
    _has_warned = False

    def __init__(
        self,
        connection: Connection,
        name: str,
        pool: Pool | None = None,
        shortname: str | None = None,
        use_dependencies: bool = False,
    ) -> None:
        self._set_up(connection)
        self.name = name
        self.pool_uuid = pool
        self.shortname = shortname
        self.use_dependencies = use_dependencies

    @classmethod
    def from_json(cls, connection: Connection, payload: Mapping[str, Any]) -> Self:
        """Make a job of what the API says of it (schema ``Job``).

        :param connection: the connection that it belongs to.
        :param payload: the JSON object; it is kept, not copied.
        """
        return cls.of_json(connection, payload)

    def submit(self) -> None:
        """Submit the job, unless it was submitted already (API ``POST /jobs``).

        It is created at most once; see ``submit`` of a task.

        :raises InvalidValue: something is missing or cannot be right; nothing was sent.
        :raises MaxJobException: the account has as many jobs as it may have.
        :raises QarnotException: as ``submit`` of a task.
        """
        with self.submission:
            if not self.is_submitted:
                self.create_once()

    def update(self, flushcache: bool = False) -> None:
        """Read the job anew (API ``GET /jobs/{jobUuid}``); what was set since stays set.

        A job that was just submitted, and that the API does not show yet, stays as it is.

        :param flushcache: read it even when what was received is younger than
            ``update_cache_time``.
        :raises MissingJobException: the job is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        super().update(flushcache)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until all tasks of the job have ended.

        The job itself may go on: the cluster keeps it ``Active``, ready for more tasks, until it is
        terminated or its ``max_wall_time`` is over. A job without tasks has nothing to wait for.
        Tasks that were submitted with this object as their ``job`` are waited for even while
        listings do not show them yet.

        Each look is one request for tasks that have not ended, however many there are (API ``POST
        /tasks/summaries/paginate``). It looks and outlives outages as ``wait`` of a task does.

        :param timeout: seconds to wait; for ever when ``None``. A last look may take 10 s more.
        :return: ``True`` when all tasks have ended, be it by success, failure or cancellation, and
            the job was read anew; ``False`` when the time is over, or when the job was never
            submitted, or was deleted by this object.
        :raises InvalidValue: ``timeout`` is no such time.
        :raises MissingJobException: the job is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> ended = job.wait(60)
        >>> failed = [task.name for task in job.tasks if task.state != "Success"]
        """
        limit = _checks.timeout("timeout", timeout)
        if not self.is_submitted:
            return False
        wait = self.waiting(limit)

        def have_tasks_ended() -> bool:
            uuid = self.identifier("wait for the tasks of")
            of_job = {"operator": "Equal", "field": "JobUuid", "value": uuid}
            if not have_ended(self.connection, of_job, wait.look_timeout):
                return False
            # The tasks of a job that was deleted are gone, too.
            self.read_anew(wait.look_timeout())
            return self.new_tasks.have_ended(self.connection, wait.look_timeout)

        ended = self.look_until(wait, have_tasks_ended)
        if ended:
            self.look_for_duplicates(wait.look_timeout())
        return ended

    def terminate(self) -> None:
        """End the job, and abort its tasks (API ``POST /jobs/{jobUuid}/terminate``).

        It does nothing when the job was never submitted.

        :raises MissingJobException: the job is gone.
        :raises UnauthorizedException: the job has ended already, or the token may not do this.
        """
        if not self.is_submitted:
            return
        arguments = terminate_job._get_kwargs(self.identifier("terminate"))
        self.until_seen()
        self.connection.wire.ask(request(terminate_job, arguments, nothing))
        self.update(True)

    def delete(
        self,
        forceAbort: bool = False,  # noqa: N803 - documented
        *,
        missing_ok: bool = False,
    ) -> None:
        """Delete the job (API ``DELETE /jobs/{jobUuid}``).

        It does nothing when the job was never submitted.

        :param forceAbort: delete its tasks, too, aborting those that run. Default ``False``.
        :param missing_ok: do not raise when the job is gone already. Default ``False``.
        :raises InvalidValue: ``forceAbort`` is not ``True`` or ``False``.
        :raises MissingJobException: the job is gone already.
        :raises UnauthorizedException: it has tasks still, and ``forceAbort`` is not set; or the
            token may not do this.
        """
        force = _checks.flag("forceAbort", forceAbort)
        if not self.is_submitted:
            return
        arguments = delete_job._get_kwargs(self.identifier("delete"), force=force)
        try:
            self.until_seen()
            self.connection.wire.ask(request(delete_job, arguments, nothing))
        except MissingJobException:
            if not missing_ok:
                raise
        self.become_deleted()

    @property
    def tasks(self) -> list[Task]:
        """The tasks of the job, in full, asked for each time (API ``GET /jobs/{jobUuid}/tasks``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingJobException: the job is gone.
        """
        return tasks_of(self, list_job_tasks)

    @property
    def pool(self) -> Pool | None:
        """The pool that the tasks run in, asked for each time; ``None`` without a pool.

        :raises MissingPoolException: it is gone.
        """
        uuid = self.known(Job.pool_uuid)
        return None if uuid is None else self.connection.retrieve_pool(uuid)

    @pool.setter
    def pool(self, value: Pool | str | None) -> None:
        self.pool_uuid = value

    def creation_body(self) -> dict[str, Any]:
        """Give the JSON that creates the job.

        :raises InvalidValue: something is missing or cannot be right.
        """
        Job.pool_uuid.check_submitted(self)
        body = super().creation_body()
        written = self.edited(Job.max_wall_time)
        # A text may hold more than a timedelta.
        return {**body, "maxWallTime": written} if isinstance(written, str) else body

    def edit(self, field: Field[Any], value: Any) -> None:
        super().edit(field, value)
        if self.is_submitted:
            self._warn_of_unsent(field)

    def see(self, json: Mapping[str, Any], *, is_summary: bool = False) -> None:
        super().see(json, is_summary=is_summary)
        if Job.tags.name in self.edits and not self._has_warned:
            self._warn_of_unsent(Job.tags)

    def _warn_of_unsent(self, field: Field[Any]) -> None:
        self._has_warned = True
        warnings.warn(
            f"the API takes no changes of submitted jobs; not sent: {field.name}",
            UnsentEditWarning,
            stacklevel=caller_level(),
        )
