"""Counting the bytes of one file on its way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .work import Stop, Stopped

if TYPE_CHECKING:
    from .progress import Teller

__all__ = ["Meter"]


class Meter:
    """Counts what has moved of one file, tells it, and is where its transfer learns of the end.

    :param teller: whom to tell.
    :param stop: tells the transfer to end.
    :param key: key of the object.
    :param total: how many bytes there are; 0 when that is not known yet.
    """

    def __init__(self, teller: Teller, stop: Stop, key: str, total: int) -> None:
        self._teller = teller
        self._stop = stop
        self._key = key
        self._total = total
        self._done = 0
        self._lock = threading.Lock()
        self._tell()

    def add(self, count: int) -> None:
        """Count bytes that have moved; a negative number takes back what is to move again.

        :param count: how many.
        :raises Stopped: the transfer is to end, because of the user or of an error of whom it told.
        """
        self._stop.check()
        with self._lock:
            self._done += count
            self._tell()

    def finish(self, size: int) -> None:
        """Tell the end.

        :param size: how many bytes there were.
        """
        with self._lock:
            if (self._done, self._total) != (size, size):
                self._done = self._total = size
                self._tell()

    def restart(self) -> None:
        """Take everything back."""
        self.add(-self._done)

    def _tell(self) -> None:
        self._teller.tell(float(self._done), float(self._total), self._key)
        if self._teller.error is not None:
            raise Stopped(self._teller.error)
