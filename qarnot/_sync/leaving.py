# Made from qarnot/_async/leaving.py by `make sync`: edit that file, not this one.
"""What happens to a task when a block of code is left."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from qarnot._colour.waiting import Directly
from qarnot.exceptions import MissingTaskException

if TYPE_CHECKING:
    from .task import Task

__all__ = ["AbortOnExit", "tidy_up"]


def tidy_up(
    task: Task,
    what: str,
    action: Callable[[], Directly[None]],
    error: BaseException | None,
) -> None:
    """Do something with a task at the end of a block, without hiding why the block has ended.

    A task whose submission was interrupted is looked for first.

    :param what: what is done, for messages.
    :param action: does it; a task that is gone already is as it should be.
    :param error: what the block was left with.
    """
    try:
        lost = task.adopt_pending()
        if lost is not None:
            _tell(task, error, f"{task} was not {what}: it may be submitted yet, as {lost!r}")
        elif task.is_submitted:
            action()
    except MissingTaskException:
        task.become_deleted()
    except Exception as failure:
        if error is None:
            raise
        _tell(task, error, f"{task} was not {what}: {failure}")


def _tell(task: Task, error: BaseException | None, text: str) -> None:
    task.connection.logger.warning("%s", text)
    if error is not None:
        error.add_note(text)


class AbortOnExit:
    """Aborts a task that has not ended when a ``with`` block is left, however it is left.

    :param task: the task.
    """

    def __init__(self, task: Task) -> None:
        self._task = task

    def __enter__(self) -> Task:
        return self._task

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        tidy_up(self._task, "aborted", self._abort, error)

    def _abort(self) -> None:
        if not self._task.has_ended:
            self._task.abort_unless_ended()
