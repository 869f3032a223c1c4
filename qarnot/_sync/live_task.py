# Made from qarnot/_async/live_task.py by `make sync`: edit that file, not this one.
"""A task as the cluster knows it: reading it anew, and waiting for its end."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from qarnot_rest.api.tasks import get_task

from qarnot import _checks
from qarnot._creation import Created, Creation
from qarnot._events import Event, Line, Stream
from qarnot._record import MadeOnce
from qarnot._states import is_final
from qarnot._task_display import TaskDisplay
from qarnot.exceptions import MissingTaskException, QarnotException

from .following import Follower
from .job import Job
from .task_fields import TaskFields

if TYPE_CHECKING:
    from .connection import Connection

__all__ = ["LiveTask", "streams"]


def _see_nothing() -> None:
    """Look at nothing."""


class LiveTask(TaskFields):
    """A task that can be read anew, waited for, and followed."""

    reading_operation: ClassVar[ModuleType] = get_task
    missing_error = MissingTaskException

    _followers = MadeOnce[dict[tuple[Stream, ...], Follower]](dict)

    @classmethod
    def from_json(
        cls, connection: Connection, json_task: Mapping[str, Any], is_summary: bool = False
    ) -> Self:
        """Make a task of what the API says of it (schema ``Task`` or ``TaskSummary``).

        :param connection: the connection that it belongs to.
        :param json_task: the JSON object; it is kept, not copied.
        :param is_summary: whether it lacks the details.
        """
        return cls.of_json(connection, json_task, is_summary=is_summary)

    def take(self, creation: Creation, created: Created, *, is_summary: bool = False) -> None:
        job = self.edited(TaskFields.job_uuid)
        super().take(creation, created, is_summary=is_summary)
        if isinstance(job, Job):
            job.new_tasks.add(created.uuid, self.connection.wire.clock())

    @property
    def received_state(self) -> str:
        """The state as it was received last."""
        return TaskFields.state.peek(self)

    @property
    def received_transition_time(self) -> datetime.datetime | None:
        """When the task came into the state that was received last."""
        return TaskFields.state_transition_time.peek(self)

    @property
    def has_ended(self) -> bool:
        """Whether the task was in its final state when it was received last; asks nobody."""
        return is_final(self.received_state)

    def update(self, flushcache: bool = False) -> None:
        """Read the task anew (API ``GET /tasks/{taskUuid}``); what was set since stays set.

        A task that was just submitted, and that the API does not show yet, stays as it is.

        :param flushcache: read it even when what was received is younger than
            ``update_cache_time``.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        super().update(flushcache)

    def wait(
        self,
        timeout: float | None = None,
        live_progress: bool = False,
        follow_state: bool = False,
        follow_stdout: bool = False,
        follow_stderr: bool = False,
    ) -> bool:
        """Wait until the task has ended.

        It looks fast at first, then a tenth of the elapsed time apart, never more than 10 s unless
        the API asks for more; ``Connection(polling=...)`` changes that. It outlives outages: while
        the API cannot be reached or fails, it goes on looking, and logs that.

        :param timeout: seconds to wait; for ever when ``None``. A last look may take 10 s more.
        :param live_progress: show a progress bar (needs ``qarnot-client[progress]``), or lines
            where there is no terminal.
        :param follow_state: log each change of state, at level INFO; the next wait goes on with
            what is new, here as in the outputs.
        :param follow_stdout: log the standard output, at level INFO.
        :param follow_stderr: log the standard error, at level WARNING.
        :return: ``True`` when the task has ended, be it by success, failure or cancellation;
            ``False`` when the time is over, or when it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> ended = task.wait(60)
        """
        limit = _checks.timeout("timeout", timeout)
        if not self.is_submitted:
            return False
        followed = streams(follow_stdout, follow_stderr)
        # The next wait goes on where this one stops; one at the same time begins anew.
        follower = self._followers.pop(followed, None) or Follower(self, followed, None)
        try:
            with TaskDisplay(self.connection.logger, live_progress) as display:
                looks = self._events(limit, follower, lambda: display.look(self.raw))
                for event in looks:
                    if isinstance(event, Line) or follow_state:
                        display.show(event, self.raw)
        finally:
            self._followers[followed] = follower
        return self.has_ended

    def follow(
        self,
        timeout: float | None = None,
        *,
        stdout: bool = True,
        stderr: bool = True,
        instanceId: int | None = None,  # noqa: N803 - as in the documented methods
    ) -> Iterator[Event]:
        """Go through what happens to the task until it has ended.

        Each state that is seen comes once, and each line that an instance prints comes once, whole,
        and in its order among those of its stream. Nothing is taken away from ``fresh_stdout``. The
        API has no offset, so an output is read whole each time; a long one is read more rarely, so
        that all reads together are a small multiple of what was printed. Of more than 100 instances
        the output of all is read as one: there, a line that was begun before another instance wrote
        may come in two parts.

        :param timeout: seconds after which it ends, too; never when ``None``. A last look may take
            10 s more.
        :param stdout: whether lines of the standard output come. Default ``True``.
        :param stderr: whether lines of the standard error come. Default ``True``.
        :param instanceId: only lines of this instance; of all when ``None``.
        :return: an iterator of :class:`~qarnot.task.StateChange` and :class:`~qarnot.task.Line`.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises MissingTaskInstanceException: there is no such instance.
        :raises QarnotException: the end of the output could not be read, in many attempts.

        >>> for event in task.follow():
        ...     text = str(event)
        """
        self.identifier("follow")
        limit = _checks.timeout("timeout", timeout)
        number = _checks.optional_number("instanceId", instanceId)
        follower = Follower(self, streams(stdout, stderr), number)
        return self._events(limit, follower, must_see_all=True)

    def lines(
        self,
        timeout: float | None = None,
        *,
        stdout: bool = True,
        stderr: bool = False,
        instanceId: int | None = None,  # noqa: N803 - as in the documented methods
    ) -> Iterator[Line]:
        """Go through the lines that the instances print until the task has ended.

        As :meth:`follow`, without the states, and without the standard error unless asked for.

        >>> for line in task.lines():
        ...     print(line.instance, line.text)
        0 done
        """
        return _lines_of(self.follow(timeout, stdout=stdout, stderr=stderr, instanceId=instanceId))

    # Looking

    def _events(
        self,
        limit: float | None,
        follower: Follower,
        looked: Callable[[], None] = _see_nothing,
        *,
        must_see_all: bool = False,
    ) -> Iterator[Event]:
        """Look at the task until it has ended or the time is over, and give what is new.

        :param limit: seconds; ``None`` for ever.
        :param follower: finds what is new.
        :param looked: called after each look at the task.
        :param must_see_all: raise when the rest of an output cannot be read.
        """
        wire, logger = self.connection.wire, self.connection.logger
        wait = self.waiting(limit)
        while True:
            try:
                self.read_anew(wait.look_timeout())
                looked()
                for event in follower.news(wait.look_timeout):
                    yield event
            except QarnotException as error:
                may_pass = self.may_be_unseen(error)
                wait.failed(error, has_ended=self.has_ended, may_pass=may_pass)
            else:
                wait.succeeded()
            if self.has_ended and wait.may_end():
                if must_see_all and wait.last_error is not None:
                    raise wait.last_error
                self.look_for_duplicates(wait.look_timeout())
                return
            pause = wait.next_pause()
            if pause is None:
                if self.has_ended and wait.last_error is not None:
                    if must_see_all:
                        raise wait.last_error
                    logger.warning("not all of the output of %s was read in time", self)
                return
            wire.pause(pause)

    def see_summary(self, json: Mapping[str, Any]) -> None:
        """Take what a listing shows; what a summary lacks stays as it was, and as old."""
        received_at = self._received_at
        self.see({**self._received, **json}, is_summary=self.lacks_details)
        self._received_at = received_at


def _lines_of(events: Iterator[Event]) -> Iterator[Line]:
    for event in events:
        if isinstance(event, Line):
            yield event


def streams(stdout: bool, stderr: bool) -> tuple[Stream, ...]:
    """Give the names of the outputs that are wanted."""
    wanted: tuple[tuple[Stream, bool], ...] = (("stdout", stdout), ("stderr", stderr))
    return tuple(stream for stream, is_wanted in wanted if is_wanted)
