# Made from qarnot/_async/watching.py by `make sync`: edit that file, not this one.
"""What a wait shows while it goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from attrs import define
from qarnot_rest.api.tasks import get_task_stderr, get_task_stdout

from qarnot._colour.waiting import Directly
from qarnot._display import show
from qarnot._progress_bar import TaskBar
from qarnot._states import is_final

if TYPE_CHECKING:
    from .task import Task

__all__ = ["Watcher"]


@define
class _Stream:
    """One output of a task, and how many of its lines were logged."""

    read: Callable[[float], Directly[str]]
    level: int
    logged: int = 0


class Watcher:
    """Log what is new of a task, and show its progress; see :func:`qarnot._display.show`.

    Output is read whole and the offset kept here, so that no line is lost when an answer is; only
    complete lines are logged, until the task has ended.

    :param task: the task.
    :param live_progress: show a progress bar.
    :param follow_state: log each change of state, at level INFO.
    :param follow_stdout: log new lines of the standard output, at level INFO.
    :param follow_stderr: log new lines of the standard error, at level WARNING.
    """

    def __init__(
        self,
        task: Task,
        live_progress: bool,
        follow_state: bool,
        follow_stdout: bool,
        follow_stderr: bool,
    ) -> None:
        self._task = task
        self._logger = task.connection.logger
        self._follow_state = follow_state
        self._bar = TaskBar() if live_progress else None
        self._state: str | None = None
        followed = (
            (follow_stdout, _Stream(partial(task.whole_output, get_task_stdout), logging.INFO)),
            (follow_stderr, _Stream(partial(task.whole_output, get_task_stderr), logging.WARNING)),
        )
        self._streams = [stream for is_followed, stream in followed if is_followed]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def look(self, timeout: Callable[[], float]) -> None:
        """Show what came since the last look.

        :param timeout: gives the seconds that reading an output may take.
        """
        raw = self._task.raw
        state, progress = str(raw.get("state")), raw.get("progress")
        if self._bar is not None:
            self._bar.show(state, progress)
        if self._follow_state and state != self._state:
            show(self._logger, logging.INFO, "state of %s: %s", raw.get("name"), state)
        self._state = state
        for stream in self._streams:
            lines = _lines(stream.read(timeout()), is_final(state))
            for line in lines[stream.logged :]:
                show(self._logger, stream.level, "%s", line)
            stream.logged = len(lines)


def _lines(output: str, ended: bool) -> list[str]:
    """Give the complete lines, and what comes after them when nothing will complete it."""
    *complete, rest = output.split("\n")
    return [*complete, rest] if ended and rest else complete
