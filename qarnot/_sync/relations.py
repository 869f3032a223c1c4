# Made from qarnot/_async/relations.py by `make sync`: edit that file, not this one.
"""What belongs to what: the tasks and jobs of a pool, the tasks of a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from qarnot._listing import items_of, warn_of
from qarnot._replies import list_reply
from qarnot._requests import request
from qarnot._states import FINAL_STATES, is_final, task_state
from qarnot.exceptions import UnreadableReply
from qarnot.paginate import BadItem

from .submittable import SECONDS_UNTIL_SEEN, Submittable

if TYPE_CHECKING:
    from .connection import Connection
    from .job import Job
    from .task import Task

__all__ = ["NewTasks", "have_ended", "jobs_of", "tasks_of"]

TASKS_OF_A_LOOK: Final = 100
NOT_ENDED: Final = {"operator": "NotIn", "field": "State", "values": sorted(FINAL_STATES)}


def tasks_of(owner: Submittable, operation: ModuleType) -> list[Task]:
    """List the tasks of an object; one that was just created is waited for.

    :param owner: the object.
    :param operation: the generated module of what lists them.
    :raises NotSubmitted: the object was never submitted, or was deleted.
    """
    from .task import Task

    found = _listed(owner, operation, "task")
    return [Task.from_json(owner.connection, each) for each in found]


def jobs_of(owner: Submittable, operation: ModuleType) -> list[Job]:
    """List the jobs of an object; see :func:`tasks_of`."""
    from .job import Job

    found = _listed(owner, operation, "job")
    return [Job.from_json(owner.connection, each) for each in found]


def _listed(owner: Submittable, operation: ModuleType, noun: str) -> list[dict[str, Any]]:
    arguments = operation._get_kwargs(owner.identifier(f"list the {noun}s of"))
    owner.until_seen()
    found = owner.connection.wire.read(request(operation, arguments, list_reply))
    items, bad_items = items_of(found)
    warn_of(owner.connection.logger, noun, bad_items)
    return items


# The end of the tasks of a job


def have_ended(
    connection: Connection, condition: Mapping[str, Any], timeout: Callable[[], float]
) -> bool:
    """Look once whether all tasks for which a condition holds have ended.

    :param condition: of the API (schema ``Filter``).
    :param timeout: gives the seconds that a request may take.
    """
    running = {"operator": "And", "filters": [condition, NOT_ENDED]}
    return not _is_any(connection, running, _runs, timeout)


def _is_any(
    connection: Connection,
    condition: Mapping[str, Any],
    holds: Callable[[Mapping[str, Any]], bool],
    timeout: Callable[[], float],
) -> bool:
    """Look, page by page, whether something holds for one of the tasks of a listing.

    :raises UnreadableReply: it holds for none that can be read, and not all can.
    """
    from .pages import TASKS, Pages, Wanted

    body = {"filter": dict(condition), "maximumResults": TASKS_OF_A_LOOK}
    pages = Pages(connection, Wanted(TASKS, body, is_summary=True), timeout=timeout)
    bad_item: BadItem | None = None
    while (step := pages.next()) is not None:
        if any(holds(each) for each in step.page.items):
            return True
        bad_item = bad_item or next(iter(step.bad_items), None)
    if bad_item is not None:
        raise UnreadableReply(
            f"item {bad_item.index} of the listing is no task, and may run: {bad_item.reason}"
        )
    return False


def _runs(task: Mapping[str, Any]) -> bool:
    return not is_final(task_state(task.get("state")))


class NewTasks:
    """The tasks that were just submitted to a job, which listings may not show yet."""

    def __init__(self) -> None:
        self._submitted_at: dict[str, float] = {}

    def add(self, uuid: str, now: float) -> None:
        """Take note of a task that was just submitted.

        :param now: monotonic seconds.
        """
        self._forget_old(now)
        self._submitted_at[uuid.lower()] = now

    def have_ended(self, connection: Connection, timeout: Callable[[], float]) -> bool:
        """Look once whether all of them have ended; see :func:`have_ended`.

        One that is not listed has not ended, unless it should have been listed long ago.
        """
        self._forget_old(connection.wire.clock())
        uuids = list(self._submitted_at)
        for start in range(0, len(uuids), TASKS_OF_A_LOOK):
            some = uuids[start : start + TASKS_OF_A_LOOK]
            condition = {"operator": "In", "field": "Uuid", "values": some}
            if _is_any(connection, condition, self._runs_on, timeout):
                return False
        return not self._submitted_at

    def _runs_on(self, task: Mapping[str, Any]) -> bool:
        """Tell whether a listed task has not ended; one that has is forgotten."""
        if _runs(task):
            return True
        self._submitted_at.pop(str(task.get("uuid")).lower(), None)
        return False

    def _forget_old(self, now: float) -> None:
        for uuid, submitted_at in list(self._submitted_at.items()):
            if now - submitted_at < SECONDS_UNTIL_SEEN:
                # Those after it are younger.
                break
            self._submitted_at.pop(uuid, None)
