"""What a wait shows while it goes on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from qarnot._display import show
from qarnot._events import Event, Line
from qarnot._progress_bar import TaskBar
from qarnot._readers import number

__all__ = ["TaskDisplay"]

STEPS = 10


class TaskDisplay:
    """Shows the progress and the events of one task; see :func:`qarnot._display.show`.

    Where a progress bar cannot be drawn, the progress is shown in lines.

    :param logger: of the connection.
    :param live_progress: show the progress.
    """

    def __init__(self, logger: logging.Logger, live_progress: bool) -> None:
        self._logger = logger
        self._bar = TaskBar() if live_progress else None
        self._shown: tuple[str, int] | None = None

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

    def look(self, raw: Mapping[str, Any]) -> None:
        """Show where the task stands.

        :param raw: the task as it was received.
        """
        if self._bar is None:
            return
        state, percent = str(raw.get("state")), number(raw.get("progress")) or 0.0
        if self._bar.is_drawn:
            self._bar.show(state, percent)
            return
        shown = state, int(percent * STEPS // 100)
        if shown != self._shown:
            self._shown = shown
            values = raw.get("name"), state, round(percent)
            show(self._logger, logging.INFO, "progress of %s: %s, %d %%", *values)

    def show(self, event: Event, raw: Mapping[str, Any]) -> None:
        """Show an event of the task."""
        if self._bar is not None:
            self._bar.step_aside()
        if isinstance(event, Line):
            level = logging.WARNING if event.stream == "stderr" else logging.INFO
            show(self._logger, level, "%s", event)
        else:
            show(self._logger, logging.INFO, "state of %s: %s", raw.get("name"), event)
