"""How long a server asks its clients to stay away."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

__all__ = ["retry_after_seconds"]

_SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Read ``Retry-After``, given as seconds or as a date (RFC 9110, 10.2.3).

    A date is measured against the server's own ``Date``, because the clock here may be wrong.

    :param headers: of the answer, with lower-case names.
    :return: seconds, 0 for a date that has passed; ``None`` when there is no such header, when it
        cannot be read, or when it is a date and the server does not give its own.
    """
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    until, now = _date(text), _date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return max(0.0, (until - now).total_seconds())


def _date(text: str) -> datetime.datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=datetime.UTC)
