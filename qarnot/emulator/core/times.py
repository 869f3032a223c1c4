"""Dates and time spans as the API writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["NEVER", "date_text", "now_utc", "span_text"]

NEVER = "0001-01-01T00:00:00Z"
"""The date of what has not happened."""


def now_utc() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def date_text(moment: datetime | None) -> str:
    """Write a date in UTC; :data:`NEVER` for ``None``."""
    if moment is None:
        return NEVER
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def span_text(span: timedelta) -> str:
    """Write a time span as ``[days.]hh:mm:ss.fffffff``; one that runs backwards counts as none."""
    span = max(span, timedelta(0))
    minutes, seconds = divmod(span.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days = f"{span.days}." if span.days else ""
    return f"{days}{hours:02}:{minutes:02}:{seconds:02}.{span.microseconds * 10:07}"
