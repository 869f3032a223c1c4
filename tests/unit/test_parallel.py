"""Doing the same with many things, in both colours: the order, the bound, and what goes wrong."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from typing import Any, Final

import pytest
from conftest import Colour

from qarnot._colour.parallel import in_threads, side_by_side

pytestmark = pytest.mark.anyio

WHO: contextvars.ContextVar[str] = contextvars.ContextVar("WHO", default="nobody")
FOR_EVER: Final = "wait for ever"


@pytest.fixture
def end() -> Any:
    """Ends what waits for ever in threads, when the test has ended."""
    end = threading.Event()
    yield end
    end.set()


async def run(
    colour: Colour, work: Callable[[int], Any], count: int, most: int, end: threading.Event
) -> list[Any]:
    """Do something with the numbers below one; it waits for ever when it gives ``FOR_EVER``."""

    def do(number: int) -> Any:
        found = work(number)
        return end.wait(30) if found is FOR_EVER else found

    async def do_async(number: int) -> Any:
        found = work(number)
        return await asyncio.Event().wait() if found is FOR_EVER else found

    if colour.is_async:
        return await side_by_side(do_async, range(count), most)
    return in_threads(do, range(count), most)


@pytest.mark.parametrize(("count", "most"), [(0, 8), (1, 8), (8, 8), (100, 8), (5, 1)])
async def test_what_comes_of_each_is_given_in_order(
    colour: Colour, end: threading.Event, count: int, most: int
) -> None:
    found = await run(colour, lambda number: number * number, count, most, end)
    assert found == [number * number for number in range(count)]


async def test_as_many_as_wanted_are_done_at_once_and_no_more(colour: Colour) -> None:
    running = 0
    counts: list[int] = []

    # Each goes on when four are here.
    async def meet_async(barrier: asyncio.Barrier) -> None:
        nonlocal running
        running += 1
        await barrier.wait()
        counts.append(running)
        await barrier.wait()
        running -= 1
        await barrier.wait()

    def meet(barrier: threading.Barrier) -> None:
        nonlocal running
        with lock:
            running += 1
        barrier.wait(30)
        counts.append(running)
        barrier.wait(30)
        with lock:
            running -= 1
        barrier.wait(30)

    lock = threading.Lock()
    if colour.is_async:
        await side_by_side(meet_async, [asyncio.Barrier(4)] * 12, 4)
    else:
        in_threads(meet, [threading.Barrier(4)] * 12, 4)
    assert counts == [4] * 12


@pytest.mark.parametrize("kind", [ValueError, IndexError])
async def test_what_goes_wrong_first_is_raised_at_once_and_nothing_more_is_begun(
    colour: Colour, end: threading.Event, kind: type[Exception]
) -> None:
    """What began before it neither hides nor delays it."""
    begun: list[int] = []
    both = threading.Barrier(2 if not colour.is_async else 1)

    def work(number: int) -> str:
        begun.append(number)
        both.wait(30)
        if number == 1:
            raise kind("first") from OSError("its cause")
        return FOR_EVER

    with pytest.raises(kind, match="first") as caught:
        await run(colour, work, 100, 2, end)
    assert isinstance(caught.value.__cause__, OSError)
    assert sorted(begun) == [0, 1]


async def test_each_is_done_in_the_context_of_the_caller(
    colour: Colour, end: threading.Event
) -> None:
    previous = WHO.set("somebody")
    assert await run(colour, lambda _: WHO.get(), 5, 2, end) == ["somebody"] * 5
    WHO.reset(previous)


def test_all_is_done_where_there_can_be_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert in_threads(str, range(3), 2) == ["0", "1", "2"]
