"""How far a transfer is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from s3transfer.subscribers import BaseSubscriber

if TYPE_CHECKING:
    from s3transfer.futures import TransferFuture

__all__ = ["Meter", "Progress"]

Progress = Callable[[float, float, str], object]
"""Called with the bytes done, the bytes in all (0 when not known) and the key."""


class Meter(BaseSubscriber):
    """Counts the bytes of one transfer and tells them; s3transfer calls it from its threads.

    An error of the callback ends the transfer; it is kept, since s3transfer would take it for an
    error of the network.

    :param progress: whom to tell, or ``None``.
    :param total: how many bytes there are in all; 0 when that is not known.
    :param key: key of the object.
    :ivar error: what the callback raised, or ``None``.
    """

    def __init__(self, progress: Progress | None, total: int, key: str) -> None:
        self.error: BaseException | None = None
        self._progress = progress
        self._total = total
        self._key = key
        self._done = 0
        self._told = -1
        self._lock = threading.Lock()

    def on_progress(self, future: TransferFuture, bytes_transferred: int, **_: Any) -> None:
        """Take what s3transfer reports.

        :param future: the transfer.
        :param bytes_transferred: bytes since the last report; negative when some are sent again.
        """
        with self._lock:
            self._done += bytes_transferred
            if self.error is None:
                try:
                    self._tell(self._done)
                except BaseException as error:  # noqa: BLE001 - raised again by the waiting thread
                    self.error = error
                    future.cancel()

    def finish(self, size: int) -> None:
        """Tell the end, if it was not told yet.

        :param size: how many bytes there were.
        """
        self._total = size
        if self._told != size:
            self._tell(size)

    def _tell(self, done: int) -> None:
        self._told = done
        if self._progress is not None:
            self._progress(float(done), float(self._total), self._key)
