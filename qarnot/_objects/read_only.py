"""A storage that changes nothing."""

from __future__ import annotations

from typing import Any

from qarnot.exceptions import ReadOnlyConnection

__all__ = ["refuse_change"]

_READING = ("Get", "Head", "List")


def refuse_change(model: Any, **_others: Any) -> None:
    """Refuse an operation that may change something; botocore calls this before it is sent.

    :param model: of the operation, as botocore has it.
    :raises ReadOnlyConnection: it may.
    """
    if not model.name.startswith(_READING):
        raise ReadOnlyConnection(
            f"{model.name} is not sent: this connection only reads, as read_only says"
        )
