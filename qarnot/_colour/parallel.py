"""``side_by_side`` and ``in_threads``: do the same with many things, some of them at once."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
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
    :raises Exception: what went wrong first; then nothing more is begun, and what is under way is
        cancelled.
    """
    left = deque(enumerate(things))
    results: dict[int, R] = {}
    failure: Exception | None = None

    async def work_through() -> None:
        while left:
            index, thing = left.popleft()
            try:
                results[index] = await work(thing)
            except BaseException:
                left.clear()
                raise

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(most, len(left))):
                group.create_task(work_through())
    except ExceptionGroup as several:
        failure = several.exceptions[0]
    # Raised here, so that it keeps its cause.
    if failure is not None:
        raise failure
    return [results[index] for index in range(len(things))]


def in_threads(work: Callable[[T], R], things: Sequence[T], most: int) -> list[R]:
    """Do something with each thing; see :func:`side_by_side`.

    When something goes wrong, and at an interruption, nothing is waited for: what is under way ends
    by itself, at the latest when the connection is closed, and keeps no process alive.
    """
    futures: list[Future[R]] = [Future() for _ in things]
    left = deque(zip(futures, things, strict=True))
    ended: SimpleQueue[Future[R]] = SimpleQueue()

    def work_through() -> None:
        while True:
            try:
                future, thing = left.popleft()
            except IndexError:
                return
            try:
                future.set_result(work(thing))
            except BaseException as error:  # noqa: BLE001 - whoever waits for it meets it
                left.clear()
                future.set_exception(error)
            ended.put(future)

    try:
        _start_threads(work_through, min(most, len(things)))
        for _ in things:
            ended.get().result()
        return [future.result() for future in futures]
    finally:
        left.clear()


def _start_threads(work: Callable[[], None], count: int) -> None:
    """Do work in so many threads; where there can be none, do it here."""
    started = 0
    with contextlib.suppress(RuntimeError):
        for _ in range(count):
            run = contextvars.copy_context().run
            threading.Thread(target=run, args=(work,), name="qarnot-many", daemon=True).start()
            started += 1
    if not started:
        work()
