"""What happens to a task when a block of code is left."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from qarnot._colour.waiting import Eventually

if TYPE_CHECKING:
    from .task import Task

__all__ = ["AbortOnExit", "tidy_up"]


async def tidy_up(
    task: Task,
    what: str,
    action: Callable[[], Eventually[None]],
    error: BaseException | None,
) -> None:
    """Do something with a task at the end of a block, without hiding why the block has ended.

    :param what: what is done, for messages.
    :param action: does it.
    :param error: what the block was left with.
    """
    try:
        await action()
    except Exception as failure:
        if error is None:
            raise
        task.connection.logger.warning("%s was not %s: %s", task, what, failure)
        error.add_note(f"{task} was not {what}: {failure}")


class AbortOnExit:
    """Aborts a task that has not ended when a ``with`` block is left, however it is left.

    :param task: the task.
    """

    def __init__(self, task: Task) -> None:
        self._task = task

    async def __aenter__(self) -> Task:
        return self._task

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._task.is_submitted and not self._task.has_ended:
            await tidy_up(self._task, "aborted", self._task.abort_unless_ended, error)
