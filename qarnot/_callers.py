"""Whose line a warning is about."""

from __future__ import annotations

import sys
from types import FrameType

__all__ = ["caller_level"]


def caller_level() -> int:
    """Give the ``stacklevel`` with which whoever calls this warns of the line outside the library.

    In async code this is the line that awaits, where that can be told.
    """
    level, frame = 1, _caller(sys._getframe(1))
    while frame is not None and _is_ours(frame):
        level, frame = level + 1, _caller(frame)
    return level + 1


def _caller(frame: FrameType) -> FrameType | None:
    return frame.f_back


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == "qarnot"
