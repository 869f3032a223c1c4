"""``in_thread`` and ``in_place``: run blocking work beside the event loop, or right here.

``in_stoppable_thread`` becomes ``in_place``, too: blocking work is stopped by its own interrupt.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from qarnot._colour.waiting import outlive_cancellation

__all__ = ["AsyncLock", "Lock", "in_place", "in_stoppable_thread", "in_thread"]

P = ParamSpec("P")
T = TypeVar("T")

AsyncLock = asyncio.Lock
Lock = threading.Lock


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a thread and wait for it."""
    return await asyncio.to_thread(work, *args, **kwargs)


async def in_stoppable_thread(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run blocking work that takes an event ``cancelled``, and set it when this is cancelled.

    The cancellation goes on when the work has ended, so that nothing happens behind its back.
    """
    cancelled = threading.Event()
    thread = asyncio.to_thread(work, *args, cancelled=cancelled, **kwargs)
    return await outlive_cancellation(thread, cancelled.set)


def in_place(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work here."""
    return work(*args, **kwargs)
