"""What received values need beside plain fields: two spellings, checks of arguments."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from qarnot._checks import shown
from qarnot._fields import Field, Received
from qarnot.exceptions import InvalidValue

__all__ = [
    "EitherField",
    "checked_date_json",
    "checked_number",
    "checked_object",
    "checked_whole_number",
]

T = TypeVar("T")


class EitherField(Field[T]):
    """A field that the platform writes in two spellings.

    :param key: the spelling that wins.
    :param other_key: the spelling that counts when there is nothing under ``key``.
    :param read: as of :class:`~qarnot._fields.Field`.
    :param doc: what the value is, in one sentence.
    """

    def __init__(self, key: str, other_key: str, read: Callable[[Any], T], doc: str) -> None:
        super().__init__(key, read, doc)
        self.other_key = other_key

    def received(self, record: Received) -> T:
        raw = record._received.get(self.key)
        return self.read(record._received.get(self.other_key) if raw is None else raw)


def checked_object(what: str, value: Any, kind: type[T]) -> T | None:
    """Check an object of a class, or ``None``."""
    if value is not None and not isinstance(value, kind):
        raise InvalidValue(f"{what}: a {kind.__name__} was expected, not {shown(value)}")
    return value


def checked_whole_number(what: str, value: Any) -> int | None:
    """Check a whole number of any size, or ``None``."""
    if isinstance(value, bool) or not isinstance(value, int | None):
        raise InvalidValue(f"{what}: a whole number was expected, not {shown(value)}")
    return value


def checked_number(what: str, value: Any) -> float:
    """Check a number that a float can hold."""
    try:
        number = float(value) if isinstance(value, int | float) else float("nan")
    except OverflowError:
        number = float("inf")
    if isinstance(value, bool) or not abs(number) < float("inf"):
        raise InvalidValue(f"{what}: a finite number was expected, not {shown(value)}")
    return number


def checked_date_json(what: str, value: Any) -> str | None:
    """Check a date, or ``None``, and write it; one without a time zone is in UTC."""
    date = checked_object(what, value, datetime.datetime)
    if date is None:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=datetime.UTC)).isoformat()
