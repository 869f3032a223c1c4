# Made from qarnot/_async/watching.py by `make sync`: edit that file, not this one.
"""What a wait shows while it goes on."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from qarnot._progress_bar import TaskBar
from qarnot._states import is_final

if TYPE_CHECKING:
    from .task import Task

__all__ = ["Watcher"]


class Watcher:
    """Log what is new of a task, and show its progress.

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
        self._follow_stdout = follow_stdout
        self._follow_stderr = follow_stderr
        self._bar = TaskBar() if live_progress else None
        self._state: str | None = None
        self._stdout_lines = 0
        self._stderr_lines = 0

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

    def look(self) -> None:
        """Show what came since the last look."""
        raw = self._task.raw
        state, progress = str(raw.get("state")), raw.get("progress")
        if self._bar is not None:
            self._bar.show(state, progress)
        if self._follow_state and state != self._state:
            self._logger.info("state of %s: %s", raw.get("name"), state)
        self._state = state
        ended = is_final(state)
        if self._follow_stdout:
            lines = _lines(self._task.stdout(), ended)
            for line in lines[self._stdout_lines :]:
                self._logger.info("%s", line)
            self._stdout_lines = len(lines)
        if self._follow_stderr:
            lines = _lines(self._task.stderr(), ended)
            for line in lines[self._stderr_lines :]:
                self._logger.warning("%s", line)
            self._stderr_lines = len(lines)


def _lines(output: str, ended: bool) -> list[str]:
    """Give the complete lines, and what comes after them when nothing will complete it."""
    *complete, rest = output.split("\n")
    return [*complete, rest] if ended and rest else complete
