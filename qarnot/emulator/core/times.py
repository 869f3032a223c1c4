"""Dates and time spans as the API writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

__all__ = ["NEVER", "date_text", "now_utc", "span_of", "span_text"]

NEVER = "0001-01-01T00:00:00Z"
"""The date of what has not happened."""

_SPAN = re.compile(
    r"(?P<sign>-?)((?P<days>[0-9]{1,8})\.)?"
    r"(?P<hours>[0-9]{1,2}):(?P<minutes>[0-9]{2}):(?P<seconds>[0-9]{2}(\.[0-9]{1,7})?)"
)


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


def span_of(text: str) -> timedelta:
    """Read a time span of the form ``[-][days.]hh:mm:ss[.fffffff]``.

    :raises ValueError: when it has another form, or more than eight digits of days.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"not a time span: {text}")
    span = timedelta(
        days=int(match["days"] or 0),
        hours=int(match["hours"]),
        minutes=int(match["minutes"]),
        seconds=float(match["seconds"]),
    )
    return -span if match["sign"] else span
