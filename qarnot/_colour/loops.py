"""``HomeLoop`` and ``AnyThread``: where a connection may be used."""

from __future__ import annotations

import asyncio

from qarnot.exceptions import ConnectionClosed

__all__ = ["AnyThread", "HomeLoop"]


class HomeLoop:
    """The event loop in which a connection was first used, and the only one that it works in."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def check(self) -> None:
        """Refuse to work in another event loop than the first.

        :raises ConnectionClosed: this is another event loop.
        """
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise ConnectionClosed(
                "this AsyncConnection was first used in another event loop; "
                "make one for each event loop"
            )


class AnyThread:
    """A blocking connection works in every thread."""

    def check(self) -> None:
        """Have nothing to refuse."""
