"""``side_by_side`` and ``in_threads``: do the same with many things, some of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["in_threads", "side_by_side"]

T = TypeVar("T")
R = TypeVar("R")


async def side_by_side(
    work: Callable[[T], Awaitable[R]], things: Sequence[T], most: int
) -> list[R]:
    """Do something with each thing.

    :param work: what to do.
    :param things: what to do it with.
    :param most: how many are done at once.
    :return: what came of each, in order.
    :raises Exception: what went wrong first; then the rest is not done any more.
    """
    places = asyncio.Semaphore(most)
    failure: Exception | None = None

    async def in_place(thing: T) -> R:
        async with places:
            return await work(thing)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(in_place(thing)) for thing in things]
    except ExceptionGroup as several:
        failure = several.exceptions[0]
    # Raised here, so that it keeps its cause.
    if failure is not None:
        raise failure
    return [task.result() for task in tasks]


def in_threads(work: Callable[[T], R], things: Sequence[T], most: int) -> list[R]:
    """Do something with each thing; see :func:`side_by_side`."""
    executor = ThreadPoolExecutor(most, thread_name_prefix="qarnot-many")
    try:
        return list(executor.map(work, things))
    finally:
        executor.shutdown(cancel_futures=True)
