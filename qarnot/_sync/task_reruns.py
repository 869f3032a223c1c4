# Made from qarnot/_async/task_reruns.py by `make sync`: edit that file, not this one.
"""Running a task again, or a part of it, as a new task."""

from __future__ import annotations

import warnings
from typing import Any, Self

from qarnot_rest.api.tasks import (
    clone_task,
    recover_task,
    restart_task,
    resume_task,
    retry_task,
)
from qarnot_rest.models import TaskCloneInput, TaskRerunInput

from qarnot._callers import caller_level
from qarnot._replies import nothing
from qarnot._requests import request

from .copying import WithCopies
from .live_task import LiveTask

__all__ = ["TaskReruns"]


class TaskReruns(WithCopies, LiveTask):
    """A task that can be run again.

    Each method makes a new task, which runs at most once, whatever happens on the way, as with
    ``submit``. What the new task shall have in another way is given by the names of the
    attributes of a task.
    """

    def clone(self, **changes: Any) -> Self:
        """Submit a copy of the task (API ``POST /tasks/{taskUuid}/clone``).

        :param changes: attributes that the copy has in another way, such as ``name``,
            ``shortname``, ``instancecount``, ``constants`` or ``results``. Mappings and lists
            replace those of this task, also empty ones; the values of secret constants, which the
            API does not show, have to be given anew.
        :return: the new task; what the cluster says of it is read when it is needed, in async code
            by ``update`` or ``wait``.
        :raises InvalidValue: a value cannot be right, or a copy cannot have it in another way.
        :raises NotSubmitted: this task was never submitted, or was deleted.
        :raises MissingTaskException: this task is gone.
        :raises ShortnameConflict: the shortname belongs to another task.
        :raises SubmissionUnknown: whether it was created could not be found out in time.

        >>> copy = task.clone(name="once more", instancecount=4)
        """
        return self._again(clone_task, TaskCloneInput, changes)

    def retry(self, **changes: Any) -> Self:
        """Run the failed instances of the ended task in a new one.

        API ``POST /tasks/{taskUuid}/retry``. See :meth:`clone`; which instances run cannot be
        changed.

        :raises UnauthorizedException: the state of this task does not allow it.
        """
        return self._again(retry_task, TaskRerunInput, changes)

    def recover(self, **changes: Any) -> Self:
        """Run the failed and cancelled instances of the ended task in a new one.

        API ``POST /tasks/{taskUuid}/recover``. See :meth:`retry`.
        """
        return self._again(recover_task, TaskRerunInput, changes)

    def resume_cancelled(self, **changes: Any) -> Self:
        """Run the cancelled instances of the ended task in a new one.

        API ``POST /tasks/{taskUuid}/resume``; the method ``resume`` of the documentation is
        something else. See :meth:`retry`.
        """
        return self._again(resume_task, TaskRerunInput, changes)

    def restart(self) -> None:
        """Run the ended task again, as it is (API ``POST /tasks/{taskUuid}/restart``, deprecated).

        It is sent once: a request whose answer is lost is not repeated.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the state of the task does not allow it.
        :raises OutcomeUnknown: the answer was lost.
        """
        warnings.warn(
            "Task.restart() is deprecated by the API; use clone() or recover()",
            DeprecationWarning,
            stacklevel=caller_level(),
        )
        identifier = self.identifier("restart")
        self.until_seen()
        ask = request(restart_task, restart_task._get_kwargs(identifier), nothing)
        self.connection.wire.ask(ask)
        self._followers.clear()
        self.update(True)
