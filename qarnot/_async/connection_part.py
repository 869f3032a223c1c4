"""What the parts of a connection have in common."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from qarnot.config import Settings
from qarnot.polling import PollingPolicy

from .wire import Wire

if TYPE_CHECKING:
    from .connection import AsyncConnection

__all__ = ["ConnectionPart"]


class ConnectionPart:
    """Some of the methods of a connection, which is put together of such parts."""

    wire: Wire
    polling: PollingPolicy
    logger: logging.Logger
    _settings: Settings
    _closed: bool

    @property
    def _whole(self) -> AsyncConnection:
        """The connection."""
        return cast("AsyncConnection", self)
