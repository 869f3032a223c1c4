"""``asleep`` and ``sleep``: wait for some seconds. ``Eventually`` and ``Directly``: a result.

``unbroken`` and ``as_it_is``: the result of one request.
"""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import sleep as asleep
from collections.abc import Awaitable, Callable, Coroutine
from time import sleep
from typing import Any, TypeAlias, TypeVar

import anyio

__all__ = [
    "Directly",
    "Eventually",
    "as_it_is",
    "asleep",
    "outlive_cancellation",
    "sleep",
    "unbroken",
]

T = TypeVar("T")

Eventually = Awaitable
Directly: TypeAlias = T


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

    await outlive_cancellation(inside_scope(), scope.cancel)
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
