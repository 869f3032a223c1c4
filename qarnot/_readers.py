"""Readers of single JSON values: liberal, and lossless where a value is odd."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["date", "flag", "items", "number", "text", "texts", "whole_number"]

T = TypeVar("T")

NEVER = "0001-01-01"


def text(raw: Any) -> str | None:
    """Read a text."""
    return None if raw is None else str(raw)


def whole_number(raw: Any) -> int | None:
    """Read a whole number; ``None`` when it is none."""
    if isinstance(raw, int):
        return int(raw)
    value = number(raw)
    return None if value is None else int(value)


def flag(raw: Any) -> bool | None:
    """Read a yes or no; ``None`` when it is neither."""
    return raw if isinstance(raw, bool) else None


def number(raw: Any) -> float | None:
    """Read a number; ``None`` when it is none."""
    try:
        value = float(raw)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if abs(value) < float("inf") else None


def texts(raw: Any) -> list[str]:
    """Read a list of texts; empty when there is none."""
    return [str(item) for item in raw if item is not None] if isinstance(raw, list) else []


def items(read: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    """Make a reader of a list from a reader of its items; empty when there is none."""
    return lambda raw: [read(item) for item in raw] if isinstance(raw, list) else []


def date(raw: Any) -> datetime.datetime | None:
    """Read a date, which is in UTC unless it says otherwise.

    Digits of the fraction past the sixth, which Python's dates cannot hold, are cut.

    :return: an aware date; ``None`` for the platform's "never" and for what is not a date.
    """
    if not isinstance(raw, str):
        return None
    written = raw.strip()
    if written.startswith(NEVER):
        return None
    try:
        value = datetime.datetime.fromisoformat(written)
    except ValueError:
        return None
    return value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
