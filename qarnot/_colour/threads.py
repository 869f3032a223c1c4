"""``in_thread`` and ``in_place``: run blocking work beside the event loop, or right here."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

__all__ = ["AsyncLock", "Lock", "in_place", "in_thread"]

P = ParamSpec("P")
T = TypeVar("T")

AsyncLock = asyncio.Lock
Lock = threading.Lock


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a thread and wait for it."""
    return await asyncio.to_thread(work, *args, **kwargs)


def in_place(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work here."""
    return work(*args, **kwargs)
