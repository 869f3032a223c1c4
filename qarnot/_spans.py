"""Time spans as the API writes them, exact to their ticks of 100 ns."""

from __future__ import annotations

import datetime
import re
from typing import Any, Final

from qarnot._checks import shown
from qarnot.exceptions import InvalidValue

__all__ = ["span", "span_text", "ticks_of"]

TICKS_A_SECOND: Final = 10_000_000
LARGEST_TICKS: Final = 2**63 - 1

_SPAN: Final = re.compile(
    r"(?P<sign>-)?(?:(?P<days>[0-9]{1,8})\.)?"
    r"(?P<hours>[0-9]{1,2}):(?P<minutes>[0-5][0-9]):(?P<seconds>[0-5][0-9])"
    r"(?:\.(?P<fraction>[0-9]{1,7}))?"
)


def ticks_of(text: Any) -> int | None:
    """Read a time span of the form ``[-][days.]hh:mm:ss[.fffffff]``.

    :return: its ticks of 100 ns; ``None`` when it has another form.
    """
    match = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    minutes = (int(match["days"] or 0) * 24 + int(match["hours"])) * 60 + int(match["minutes"])
    seconds = minutes * 60 + int(match["seconds"])
    ticks = seconds * TICKS_A_SECOND + int((match["fraction"] or "").ljust(7, "0"))
    if ticks > LARGEST_TICKS:
        return None
    return -ticks if match["sign"] else ticks


def span(raw: Any) -> datetime.timedelta | None:
    """Read a time span; the seventh digit of a fraction, which Python cannot hold, is cut.

    :return: ``None`` for what is no time span.
    """
    ticks = ticks_of(raw)
    if ticks is None:
        return None
    microseconds = abs(ticks) // 10
    return datetime.timedelta(microseconds=-microseconds if ticks < 0 else microseconds)


def span_text(what: str, value: Any) -> str:
    """Check a time span and write it as the API does, without loss.

    :param what: its name, for the message.
    :param value: a ``timedelta``, or a text of the form that :func:`ticks_of` reads.
    :raises InvalidValue: it is neither.
    """
    if isinstance(value, str) and ticks_of(value) is not None:
        return value.strip()
    if isinstance(value, datetime.timedelta):
        whole = value // datetime.timedelta(microseconds=1)
        if abs(whole) * 10 <= LARGEST_TICKS:
            return _written(whole)
    raise InvalidValue(
        f"{what}: a timedelta, or a text such as '1.06:30:00' (days.hours:minutes:seconds), "
        f"was expected, not {shown(value)}"
    )


def _written(microseconds: int) -> str:
    sign = "-" if microseconds < 0 else ""
    seconds, fraction = divmod(abs(microseconds), 1_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    whole = f"{sign}{f'{days}.' if days else ''}{hour:02}:{minute:02}:{second:02}"
    return f"{whole}.{fraction:06}0" if fraction else whole
