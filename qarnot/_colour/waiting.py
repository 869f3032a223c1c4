"""``Eventually`` and ``Directly``: a result.

``unbroken`` and ``as_it_is``: the result of one request. ``AsyncPauses`` and ``Pauses``: waits that
can be ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias, TypeVar

import anyio

from qarnot._forks import renew_in_child

__all__ = [
    "AsyncPauses",
    "Directly",
    "Eventually",
    "Pauses",
    "as_it_is",
    "outlive_cancellation",
    "unbroken",
]

T = TypeVar("T")

Eventually = Awaitable
Directly: TypeAlias = T


class AsyncPauses:
    """Waits that end early, all of them and for good, when :meth:`end` is called."""

    def __init__(self) -> None:
        self._ended = asyncio.Event()

    def end(self) -> None:
        self._ended.set()

    async def pause(self, seconds: float) -> None:
        """Wait for so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)


class Pauses:
    """Waits that end early, all of them and for good, when :meth:`end` is called."""

    def __init__(self) -> None:
        self._has_ended = False
        self.renew()
        renew_in_child(self)

    def renew(self) -> None:
        """Begin with an event whose lock no thread of a parent process holds."""
        self._ended = threading.Event()
        if self._has_ended:
            self._ended.set()

    def end(self) -> None:
        self._has_ended = True
        self._ended.set()

    def pause(self, seconds: float) -> None:
        """Wait for so many seconds."""
        self._ended.wait(seconds)


async def unbroken(request: Coroutine[Any, Any, T]) -> T:
    """Run a request so that, when it is cancelled, its connection is cleaned up.

    httpcore guards its clean-up with scopes of anyio. A plain cancellation breaks through them and
    leaves a connection that counts as used for ever; the cancellation of a scope does not.
    """
    scope = anyio.CancelScope()
    result: list[T] = []

    async def inside_scope() -> None:
        with scope:
            result.append(await request)

    try:
        await outlive_cancellation(inside_scope(), scope.cancel)
    finally:
        # An event loop that ends cancels it before it has begun; otherwise this does nothing.
        request.close()
    return result[0]


def as_it_is(result: T) -> T:
    """Give a result that is here already."""
    return result


async def outlive_cancellation(work: Coroutine[Any, Any, T], stop: Callable[[], object]) -> T:
    """Run work to its end even when this is cancelled, having told it to stop.

    :param work: what to run.
    :param stop: called at a cancellation; must make the work end soon.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stop()
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        if not task.cancelled():
            task.exception()
        raise
