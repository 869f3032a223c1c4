"""Whose line a warning is about."""

from __future__ import annotations

import sys
from types import FrameType

__all__ = ["caller_level"]


def caller_level() -> int:
    """Give the ``stacklevel`` with which whoever calls this warns of the line outside the library.

    In async code this is the line that awaits, where that can be told.
    """
    level, frame = 1, sys._getframe(1)
    while _is_ours(frame) and frame.f_back is not None:
        level, frame = level + 1, frame.f_back
    return level


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == "qarnot"
