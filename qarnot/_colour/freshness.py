"""``keep_as_received`` and ``refresh_when_stale``: what reading an attribute may do."""

from __future__ import annotations

from typing import Any, Protocol

from qarnot._fields import Field
from qarnot.exceptions import QarnotGenericException

__all__ = ["keep_as_received", "refresh_when_stale"]


class Refreshable(Protocol):
    """A live object of the cluster."""

    @property
    def is_selection(self) -> bool:
        """Whether it came from a search that was told what to give."""

    def lacks(self, field: Field[Any]) -> bool:
        """Tell whether what was received leaves a field out that the cluster has."""

    @property
    def is_stale(self) -> bool:
        """Whether it is older than its user wants to see."""

    def update(self, flushcache: bool = False) -> Any:
        """Read it anew."""


def keep_as_received(record: Refreshable, field: Field[Any]) -> None:
    """Leave an object as it was received, because reading an attribute cannot be awaited.

    :raises QarnotGenericException: the object is a summary, or what was selected in a search, and
        lacks this attribute.
    """
    if not record.lacks(field):
        return
    why, instead = "is not in a summary", "list with summary=False"
    if record.is_selection:
        why, instead = "was not selected", "select it"
    raise QarnotGenericException(
        f"{field.name!r} {why}: read the object in full with `await ….update()`, or {instead}"
    )


def refresh_when_stale(record: Refreshable, field: Field[Any]) -> None:
    """Read an object anew when it lacks the attribute, or when it is older than wanted."""
    if record.lacks(field):
        record.update(True)
    elif field.changes and record.is_stale:
        record.update()
