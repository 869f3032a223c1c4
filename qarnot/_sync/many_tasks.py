# Made from qarnot/_async/many_tasks.py by `make sync`: edit that file, not this one.
"""Many tasks at once: submitting, waiting, aborting and deleting them in few requests."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeGuard, TypeVar

from qarnot import _checks
from qarnot._colour.parallel import in_threads
from qarnot._colour.waiting import Directly
from qarnot._completed import BulkTaskResponse
from qarnot._creation import Created, Creation
from qarnot._finding import batch_of
from qarnot._polling import Waiting
from qarnot._states import is_final, task_state
from qarnot.exceptions import (
    BulkSubmissionError,
    InvalidValue,
    NotSubmitted,
    QarnotException,
    UnauthorizedException,
)

from .pages import TASKS, Pages, Wanted, all_items, wanted
from .task import Task

if TYPE_CHECKING:
    from .connection import Connection

__all__ = ["as_completed", "each_task", "submit_tasks", "wait_all"]

T = TypeVar("T")

TASKS_OF_A_SUBMISSION: Final = 500
TASKS_OF_A_PAGE: Final = 500
MOST_AT_ONCE: Final = 8
UNAUTHORIZED: Final = 401
MOST_SINGLE_LOOKS: Final = 20
LATER_THAN_ALL: Final = datetime.datetime.max.replace(tzinfo=datetime.UTC)


# Submitting


def submit_tasks(
    connection: Connection, tasks: Iterable[Task], chunk_size: int
) -> list[BulkTaskResponse]:
    """Submit tasks; see ``submit_tasks`` of the connection."""
    size = _checks.whole_number("chunk_size", chunk_size, least=1)
    found = _listed("tasks", tasks)
    if not found:
        raise InvalidValue("tasks: at least one task was expected, the list is empty")
    if len(set(map(id, found))) < len(found):
        raise InvalidValue("tasks: each task was expected once; one is in the list twice")
    for task in found:
        if task.connection is not connection:
            raise InvalidValue(f"tasks: tasks of this connection were expected, not {task!r}")
    outcomes: dict[int, Created | QarnotException] = {}
    with contextlib.ExitStack() as locks:
        # In the same order everywhere, so that two lists cannot wait for each other.
        for task in sorted(found, key=id):
            locks.enter_context(task.submission)
        drafts = [task for task in found if not task.is_submitted]
        for chunk in _chunks(drafts, size):
            outcomes |= _submit_chunk(connection, chunk)
        for task in drafts:
            if task.is_submitted:
                task.begin_snapshots_or_warn()
    results = [_response(task, outcomes.get(id(task))) for task in found]
    failed = [each for each in results if not each.is_success()]
    if len(failed) == len(results) and _is_unauthorized(failed[0].error):
        # The token is at fault, not a task.
        raise failed[0].error
    if failed:
        raise BulkSubmissionError(
            f"{len(failed)} of {len(results)} tasks were not accepted; the first one said: "
            f"{failed[0].message}",
            results,
        )
    return results


def _is_unauthorized(error: QarnotException | None) -> TypeGuard[UnauthorizedException]:
    return isinstance(error, UnauthorizedException) and error.status == UNAUTHORIZED


def _submit_chunk(
    connection: Connection, tasks: Sequence[Task]
) -> dict[int, Created | QarnotException]:
    """Submit tasks in one request; gives what came of each, by the identity of the task."""
    outcomes: dict[int, Created | QarnotException] = {}
    begun: list[tuple[Task, Creation]] = []
    names: set[str] = set()
    for task in tasks:
        try:
            task.prepare_files()
            creation = task.begin_submission()
        except QarnotException as error:
            outcomes[id(task)] = error
            continue
        if creation.shortname.lower() in names:
            twice = InvalidValue(f"shortname: another task of the list has {creation.shortname!r}")
            task.fail_submission(twice)
            outcomes[id(task)] = twice
            continue
        names.add(creation.shortname.lower())
        begun.append((task, creation))
    if not begun:
        return outcomes
    wire = connection.wire
    made = wire.create_together(batch_of([creation for _, creation in begun]))
    for (task, creation), outcome in zip(begun, made, strict=True):
        outcomes[id(task)] = outcome
        if isinstance(outcome, Created):
            task.end_submission(creation, outcome)
        else:
            task.fail_submission(outcome)
    for (_, creation), outcome in zip(begun, made, strict=True):
        if isinstance(outcome, Created):
            wire.warn_of(creation, outcome)
    return outcomes


def _response(task: Task, outcome: Created | QarnotException | None) -> BulkTaskResponse:
    """Tell what came of a task; ``None`` when it was submitted before."""
    if isinstance(outcome, QarnotException):
        said = {"statusCode": outcome.status, "uuid": None, "message": outcome.message}
        return BulkTaskResponse(said, error=outcome)
    return BulkTaskResponse({"statusCode": 200, "uuid": task.identifier("list"), "message": None})


# Waiting


def wait_all(
    tasks: Iterable[Task], timeout: float | None = None, *, page_size: int = TASKS_OF_A_PAGE
) -> bool:
    """Wait until all tasks have ended.

    Each look asks for all that have not ended at once, in one request for each ``page_size`` of
    them (API ``POST /tasks/summaries/paginate``); those that have ended since are then read in
    full. It looks and outlives outages as ``wait`` of a task does.

    :param tasks: the tasks, submitted; also of several connections.
    :param timeout: seconds to wait; for ever when ``None``.
    :param page_size: how many tasks to ask for in one request. Default 500.
    :return: ``True`` when all have ended, be it by success, failure or cancellation, or are gone;
        ``False`` when the time is over.
    :raises InvalidValue: a value cannot be right.
    :raises NotSubmitted: a task was never submitted, or was deleted.
    :raises UnauthorizedException: the token is wrong or may not do this.

    >>> ended = wait_all(tasks, timeout=3600)
    """
    found = _listed("tasks", tasks)
    for _ in as_completed(found, timeout, page_size=page_size):
        pass
    return all(task.has_ended for task in found)


def as_completed(
    tasks: Iterable[Task], timeout: float | None = None, *, page_size: int = TASKS_OF_A_PAGE
) -> Iterator[Task]:
    """Go through tasks in the order in which they end.

    See :func:`wait_all`, also for the parameters and errors. When the time is over the iterator
    ends. A task that is gone comes in the state ``Deleted``.

    :return: an iterator of the tasks, each read in full.

    >>> for task in as_completed(tasks):
    ...     print(task.name, task.state)
    nightly report Success
    """
    found = list({id(task): task for task in _listed("tasks", tasks)}.values())
    for task in found:
        if not task.is_submitted and not task.has_ended:
            raise NotSubmitted(f"cannot wait for {task!r}: it was never submitted")
    limit = _checks.timeout("timeout", timeout)
    size = _checks.whole_number("page_size", page_size, least=1)
    return _as_completed(found, limit, size)


def _as_completed(tasks: list[Task], limit: float | None, size: int) -> Iterator[Task]:
    if not tasks:
        return
    connection, name = tasks[0].connection, f"{len(tasks)} tasks"
    wait = Waiting(connection.wire.clock, limit, connection.logger, name, connection.polling)
    pending, is_first_look = tasks, True
    while True:
        # Whoever takes the tasks may meanwhile read others of them anew.
        while ended := [task for task in pending if _is_done(task)]:
            pending = [task for task in pending if not _is_done(task)]
            for task in sorted(ended, key=_time_of_end):
                task.look_for_duplicates(wait.look_timeout())
                yield task
        if not pending:
            return
        if not is_first_look:
            pause = wait.next_pause()
            if pause is None:
                return
            connection.wire.pause(pause)
        is_first_look = False
        failures = _look([task for task in pending if not _is_done(task)], size, wait)
        for failure in failures:
            wait.failed(failure)
        if not failures:
            wait.succeeded()


def _is_done(task: Task) -> bool:
    """Tell whether a task has ended, and what there is to know of it is here."""
    return task.has_ended and not (task.is_submitted and task.lacks_details)


def _time_of_end(task: Task) -> datetime.datetime:
    return task.received_transition_time or LATER_THAN_ALL


def _look(tasks: Sequence[Task], size: int, wait: Waiting) -> list[QarnotException]:
    """Look at tasks once; gives what made it fail, at most one error for each connection."""
    by_connection: dict[int, list[Task]] = {}
    for task in tasks:
        by_connection.setdefault(id(task.connection), []).append(task)
    failures: list[QarnotException] = []
    for group in by_connection.values():
        try:
            for chunk in _chunks(group, size):
                _look_at_some(chunk, wait)
        except QarnotException as error:
            failures.append(error)
    return failures


def _look_at_some(tasks: Sequence[Task], wait: Waiting) -> None:
    """Look once at tasks of one connection; those that have ended are read in full."""
    summaries = _read_listing(tasks, wait, is_summary=True)
    done = []
    for task in tasks:
        summary = summaries.get(_key(task))
        if summary is None:
            continue
        if is_final(task_state(summary.get("state"))):
            done.append(task)
        else:
            # What a summary lacks stays as it was.
            task.see_summary(summary)
    details = _read_listing(done, wait, is_summary=False) if done else {}
    for task in done:
        if _key(task) in details:
            task.see(details[_key(task)])
    missing = [task for task in tasks if _key(task) not in summaries]
    missing += [task for task in done if _key(task) not in details]
    for task in missing[:MOST_SINGLE_LOOKS]:
        task.look_once(wait.look_timeout())


def _read_listing(
    tasks: Sequence[Task], wait: Waiting, *, is_summary: bool
) -> dict[str, dict[str, Any]]:
    """List tasks, and give their JSON by their uuids."""
    condition = {"operator": "In", "field": "Uuid", "values": [_key(task) for task in tasks]}
    listing = Wanted(TASKS, {"filter": condition, "maximumResults": len(tasks)}, is_summary)
    pages = Pages(tasks[0].connection, listing, timeout=wait.look_timeout)
    found: dict[str, dict[str, Any]] = {}
    while (step := pages.next()) is not None:
        found |= {item["uuid"].lower(): item for item in step.page.items}
        # Those that are not listed are looked at one by one.
        if step.problem is not None or len(found) >= len(tasks):
            break
    return found


def _key(task: Task) -> str:
    return task.identifier("wait for").lower() if task.is_submitted else ""


# Doing the same with each


def each_task(
    connection: Connection,
    condition: dict[str, Any],
    action: Callable[[Task], Directly[None]],
) -> list[BulkTaskResponse]:
    """Do something with every task for which a condition holds, some at once.

    :param condition: of the API (schema ``Filter``).
    :param action: what to do.
    :return: what came of each.
    :raises UnreadableReply: not all of them are listed; then nothing is done.
    """
    listing = wanted(TASKS, summary=True, filter=condition)
    tasks = [task for task in all_items(connection, listing)]
    return in_threads(partial(_attempt, action), tasks, MOST_AT_ONCE)


def _attempt(action: Callable[[Task], Directly[None]], task: Task) -> BulkTaskResponse:
    uuid = task.uuid
    try:
        action(task)
    except QarnotException as error:
        said = {"statusCode": error.status, "uuid": uuid, "message": error.message}
        return BulkTaskResponse(said, error=error)
    return BulkTaskResponse({"statusCode": 200, "uuid": uuid, "message": None})


def _listed(what: str, tasks: Iterable[Task]) -> list[Task]:
    if isinstance(tasks, str | Task) or not isinstance(tasks, Iterable):
        raise InvalidValue(f"{what}: a list of tasks was expected, not {_checks.shown(tasks)}")
    found = list(tasks)
    for task in found:
        if not isinstance(task, Task):
            raise InvalidValue(f"{what}: tasks were expected, not {_checks.shown(task)}")
    return found


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
