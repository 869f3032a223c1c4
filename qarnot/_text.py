"""Texts from elsewhere, made fit for messages."""

from __future__ import annotations

import re

__all__ = ["one_line"]

_SHOWN_CHARACTERS = 2_000
_UNSHOWABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """Make a text from elsewhere fit for a message: one line, not too long, showable anywhere."""
    start = text[: 2 * _SHOWN_CHARACTERS].encode("utf-8", errors="backslashreplace").decode()
    line = _UNSHOWABLE.sub(" ", start).strip()
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]}…"
