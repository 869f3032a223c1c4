"""``AsyncPrefetch`` and ``Prefetch``: begin to read something before it is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

__all__ = ["AsyncPrefetch", "Prefetch"]

T = TypeVar("T")
R = TypeVar("R")


class AsyncPrefetch(Generic[T, R]):
    """Reads one thing beside what the event loop does.

    :param read: reads it.
    """

    def __init__(self, read: Callable[[T], Coroutine[Any, Any, R]]) -> None:
        self._read = read
        self._task: asyncio.Task[R] | None = None

    def begin(self, what: T) -> None:
        """Begin to read something."""
        self._task = asyncio.create_task(self._read(what), name="qarnot-page")
        # What nobody takes is nobody's error.
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def take(self, what: T) -> R:
        """Wait for what was begun; read it now when it was not.

        :param what: as it was given to :meth:`begin`.
        :raises Exception: what reading it raised.
        """
        task, self._task = self._task, None
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            return await self._read(what)
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
        if interruption is not None:
            raise interruption


class Prefetch(Generic[T, R]):
    """Reads one thing in a thread; see :class:`AsyncPrefetch`.

    A thread that nobody waits for any more ends with what it reads, at the latest when the
    connection is closed, and keeps no process alive.
    """

    def __init__(self, read: Callable[[T], R]) -> None:
        self._read = read
        self._reading: _Reading[R] | None = None

    def begin(self, what: T) -> None:
        """Begin to read something."""
        context = contextvars.copy_context()
        reading = _Reading(lambda: context.run(self._read, what))
        # Where there can be no more threads, it is read when it is needed.
        with contextlib.suppress(RuntimeError):
            reading.start()
            self._reading = reading

    def take(self, what: T) -> R:
        """Wait for what was begun; read it now when it was not.

        :param what: as it was given to :meth:`begin`.
        :raises Exception: what reading it raised.
        """
        reading, self._reading = self._reading, None
        if reading is not None:
            # In a forked process, where no such thread runs, this does not wait and finds nothing.
            reading.join()
            if reading.error is not None:
                raise reading.error
            if reading.found:
                return reading.found[0]
        return self._read(what)

    def end(self) -> None:
        """Leave what was begun and not taken to itself."""
        self._reading = None


class _Reading(threading.Thread, Generic[R]):
    """A thread that reads one thing.

    :ivar found: what it has read, if it has.
    :ivar error: what that raised.
    """

    def __init__(self, read: Callable[[], R]) -> None:
        super().__init__(name="qarnot-page", daemon=True)
        self._read = read
        self.found: list[R] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.found.append(self._read())
        except Exception as error:  # noqa: BLE001 - whoever takes it meets it
            self.error = error
