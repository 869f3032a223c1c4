"""A storage that changes nothing."""

from __future__ import annotations

from typing import Any

from qarnot.exceptions import ReadOnlyConnection

__all__ = ["refuse_change"]

_READING = ("Get", "Head", "List")
_READING_METHODS = ("GET", "HEAD")


def refuse_change(operation_name: str, request: Any, **_others: Any) -> None:
    """Refuse to sign what may change something, be it to send it or to give away its address.

    botocore calls this before it signs a request.

    :param operation_name: such as ``"GetObject"``; whoever asks for an address may give it another
        method than its own.
    :param request: what is to be signed.
    :raises ReadOnlyConnection: it may change something.
    """
    if not operation_name.startswith(_READING) or request.method not in _READING_METHODS:
        raise ReadOnlyConnection(
            f"{operation_name} is neither signed nor sent: this connection only reads, as "
            "read_only says"
        )
