"""``AsyncPrefetch`` and ``Prefetch``: begin to read something before it is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

__all__ = ["AsyncPrefetch", "Prefetch"]

T = TypeVar("T")
R = TypeVar("R")


class AsyncPrefetch(Generic[T, R]):
    """Reads one thing beside what the event loop does.

    :param read: reads it; gives ``None`` when it could not.
    """

    def __init__(self, read: Callable[[T], Coroutine[Any, Any, R | None]]) -> None:
        self._read = read
        self._task: asyncio.Task[R | None] | None = None

    def begin(self, what: T) -> None:
        """Begin to read something."""
        self._task = asyncio.create_task(self._read(what), name="qarnot-page")

    async def take(self) -> R | None:
        """Wait for what was begun; ``None`` when it could not be read."""
        task, self._task = self._task, None
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            return None
        try:
            return await task
        except asyncio.CancelledError:
            self._task = task
            raise

    async def end(self) -> None:
        """Stop what was begun and not taken, and wait until it has stopped."""
        task, self._task = self._task, None
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            return
        task.cancel()
        interruption: BaseException | None = None
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as error:
                interruption = error
        if not task.cancelled():
            task.exception()
        if interruption is not None:
            raise interruption


class Prefetch(Generic[T, R]):
    """Reads one thing in a thread; see :class:`AsyncPrefetch`.

    A thread that nobody waits for any more ends with the request that it sends, at the latest when
    the connection is closed, and keeps no process alive.
    """

    def __init__(self, read: Callable[[T], R | None]) -> None:
        self._read = read
        self._thread: threading.Thread | None = None
        self._found: list[R | None] = []

    def begin(self, what: T) -> None:
        """Begin to read something."""
        self._found = []
        thread = threading.Thread(
            target=_fill, args=(self._found, self._read, what), name="qarnot-page", daemon=True
        )
        # Where there can be no more threads, it is read when it is needed.
        with contextlib.suppress(RuntimeError):
            thread.start()
            self._thread = thread

    def take(self) -> R | None:
        """Wait for what was begun; ``None`` when it could not be read."""
        thread, self._thread = self._thread, None
        if thread is None:
            return None
        # In a forked process, where no such thread runs, this does not wait and finds nothing.
        thread.join()
        return self._found[0] if self._found else None

    def end(self) -> None:
        """Leave what was begun and not taken to itself."""
        self._thread = None


def _fill(found: list[R | None], read: Callable[[T], R | None], what: T) -> None:
    # Whoever needs it reads it again, and meets the same error.
    with contextlib.suppress(Exception):
        found.append(read(what))
