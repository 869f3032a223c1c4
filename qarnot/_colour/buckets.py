"""``cannot_create`` and ``create_now``: what ``Bucket(connection, name)`` may do."""

from __future__ import annotations

from typing import Any, Protocol

from qarnot.exceptions import InvalidValue

__all__ = ["cannot_create", "create_now"]


class Creatable(Protocol):
    """A bucket that may not exist yet."""

    def ensure_exists(self) -> Any:
        """Create it unless it exists."""


def cannot_create(bucket: Creatable) -> None:
    """Refuse, because a constructor cannot be awaited.

    :raises InvalidValue: always.
    """
    raise InvalidValue(
        f"{type(bucket).__name__}(..., create=True): a constructor cannot create a bucket in async "
        "code; use `await connection.create_bucket(name)`"
    )


def create_now(bucket: Creatable) -> None:
    """Create the bucket unless it exists."""
    bucket.ensure_exists()
