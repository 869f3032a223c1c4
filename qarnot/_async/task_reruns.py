"""Running a task again, or a part of it, as a new task."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final, Self

from qarnot_rest.api.tasks import (
    clone_task,
    recover_task,
    restart_task,
    resume_task,
    retry_task,
)
from qarnot_rest.models import TaskCloneInput, TaskRerunInput

from qarnot._callers import caller_level
from qarnot._fields import fields_of
from qarnot._finding import creation_of
from qarnot._replies import nothing
from qarnot._requests import request
from qarnot.exceptions import InvalidValue

from .field_kinds import PlaceField
from .live_task import LiveTask
from .work_fields import refuse_hidden

__all__ = ["TaskReruns"]

# What is set by another name than that of its field.
PLACES: Final = {"pool": "pool_uuid", "job": "job_uuid", "project": "project_uuid"}


class TaskReruns(LiveTask):
    """A task that can be run again.

    Each method makes a new task, which runs at most once, whatever happens on the way, as with
    ``submit``. What the new task shall have in another way is given by the names of the
    attributes of a task.
    """

    async def clone(self, **changes: Any) -> Self:
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

        >>> copy = await task.clone(name="once more", instancecount=4)
        """
        return await self._again(clone_task, TaskCloneInput, changes)

    async def retry(self, **changes: Any) -> Self:
        """Run the failed instances of the ended task in a new one.

        API ``POST /tasks/{taskUuid}/retry``. See :meth:`clone`; which instances run cannot be
        changed.

        :raises UnauthorizedException: the state of this task does not allow it.
        """
        return await self._again(retry_task, TaskRerunInput, changes)

    async def recover(self, **changes: Any) -> Self:
        """Run the failed and cancelled instances of the ended task in a new one.

        API ``POST /tasks/{taskUuid}/recover``. See :meth:`retry`.
        """
        return await self._again(recover_task, TaskRerunInput, changes)

    async def resume_cancelled(self, **changes: Any) -> Self:
        """Run the cancelled instances of the ended task in a new one.

        API ``POST /tasks/{taskUuid}/resume``; the method ``resume`` of the documentation is
        something else. See :meth:`retry`.
        """
        return await self._again(resume_task, TaskRerunInput, changes)

    async def restart(self) -> None:
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
        await self.until_seen()
        ask = request(restart_task, restart_task._get_kwargs(identifier), nothing)
        await self.connection.wire.ask(ask)
        self._followers.clear()
        await self.update(True)

    async def _again(self, operation: ModuleType, model: Any, changes: Mapping[str, Any]) -> Self:
        identifier, wire = self.identifier("run again"), self.connection.wire
        body = self._changes_json(operation, model, changes)
        await self.until_seen()
        arguments = operation._get_kwargs(identifier, body=model.from_dict(body))
        creation = creation_of(request(operation, arguments, nothing), settle_wait=wire.settle_wait)
        created = await wire.create(creation)
        task = type(self).from_json(self.connection, {})
        task.take(creation, created, is_summary=True)
        wire.warn_of(creation, created)
        return task

    def _changes_json(
        self, operation: ModuleType, model: Any, changes: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Give the JSON of what is changed; what is emptied is sent as such."""
        draft, fields = type(self).from_json(self.connection, {}), fields_of(type(self))
        body: dict[str, Any] = {}
        for name, value in changes.items():
            field = fields.get(PLACES.get(name, name))
            if field is None or field.write is None or not draft.is_settable(name):
                raise InvalidValue(f"{name}: an attribute of a task that can be set was expected")
            if value is None:
                raise InvalidValue(
                    f"{name}: a value was expected; a copy cannot be told to have none"
                )
            setattr(draft, name, value)
            if isinstance(field, PlaceField):
                field.check_submitted(draft)
            content = field.peek(draft)
            json = field.write(content)
            body[field.key] = _empty_json(content) if json is None else json
        refuse_hidden(body)
        wrong = sorted(body.keys() - model.from_dict(body).to_dict().keys())
        if wrong:
            what = operation.__name__.rpartition(".")[2]
            raise InvalidValue(f"{what}: {', '.join(wrong)} cannot be changed")
        return body


def _empty_json(content: Any) -> Any:
    """Write a value that says nothing, and is left out elsewhere."""
    return content.to_json() if hasattr(content, "to_json") else content
