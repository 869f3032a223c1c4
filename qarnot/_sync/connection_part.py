# Made from qarnot/_async/connection_part.py by `make sync`: edit that file, not this one.
"""What the parts of a connection have in common."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, cast

from qarnot._checks import shown
from qarnot.config import Settings
from qarnot.exceptions import InvalidValue
from qarnot.polling import PollingPolicy

if TYPE_CHECKING:
    from .connection import Connection
    from .wire import Wire

__all__ = ["ConnectionPart", "checked_connection"]

KIND: Final = "Connection"


class ConnectionPart:
    """Some of the methods of a connection, which is put together of such parts."""

    wire: Wire
    polling: PollingPolicy
    logger: logging.Logger
    _settings: Settings
    _closed: bool

    @property
    def _whole(self) -> Connection:
        """The connection."""
        return cast("Connection", self)


def checked_connection(value: Any) -> Connection:
    """Check a connection that a user gives.

    One of the other colour would seem to work, and send nothing.

    :raises InvalidValue: it is something else.
    """
    if not isinstance(value, ConnectionPart):
        raise InvalidValue(f"connection: one of the class {KIND} was expected, not {shown(value)}")
    return value._whole
