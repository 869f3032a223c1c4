"""``keep_as_received`` and ``refresh_when_stale``: what reading an attribute may do."""

from __future__ import annotations

from typing import Any, Protocol

from qarnot._fields import Field
from qarnot.exceptions import QarnotGenericException

__all__ = ["keep_as_received", "refresh_when_stale"]


class Refreshable(Protocol):
    """A live object of the cluster."""

    @property
    def lacks_details(self) -> bool:
        """Whether it came as a summary."""

    @property
    def is_stale(self) -> bool:
        """Whether it is older than its user wants to see."""

    def update(self, flushcache: bool = False) -> Any:
        """Read it anew."""


def keep_as_received(record: Refreshable, field: Field[Any]) -> None:
    """Leave an object as it was received, because reading an attribute cannot be awaited.

    :raises QarnotGenericException: the object is a summary, which lacks this attribute.
    """
    if field.is_detail and record.lacks_details:
        raise QarnotGenericException(
            f"{field.name!r} is not in a summary: read the object in full with "
            "`await ….update()`, or list with summary=False"
        )


def refresh_when_stale(record: Refreshable, field: Field[Any]) -> None:
    """Read an object anew when it lacks the attribute, or when it is older than wanted."""
    if field.is_detail and record.lacks_details:
        record.update(True)
    elif field.changes and record.is_stale:
        record.update()
