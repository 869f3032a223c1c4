"""P22: many callers on one wire, cancellation at any point, and Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from attrs import frozen
from busy_server import Asked, BusyServer, echo, open_async_wire, open_wire, reply_of
from child import begin_child, end_child, files_left_open, open_files
from fault_options import Scale

from qarnot._async.wire import Wire as AsyncWire
from qarnot._sync.wire import Wire

CONNECTIONS = 20
"""How many connections a wire may have; known here on its own."""

CALLERS = 64


def wrong_answers(asked: list[str], answered: list[str]) -> list[str]:
    pairs = zip(asked, answered, strict=True)
    return [f"{name} was answered {uuid}" for name, uuid in pairs if name != uuid]


def use_all_connections(wire: Wire, server: BusyServer) -> None:
    """Make as many calls at once as a wire may; hangs if one connection counts as used."""
    server.hold(CONNECTIONS)
    names = [f"all-{number}" for number in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        replies = list(pool.map(lambda name: wire.call("get_task", name), names))
    assert wrong_answers(names, [reply["uuid"] for reply in replies]) == []


async def use_all_connections_async(wire: AsyncWire, server: BusyServer) -> None:
    """Make as many calls at once as a wire may; fails if one connection counts as used."""
    server.hold(CONNECTIONS)
    names = [f"all-{number}" for number in range(CONNECTIONS)]
    replies = await asyncio.gather(*(wire.call("get_task", name) for name in names))
    assert wrong_answers(names, [reply["uuid"] for reply in replies]) == []


@contextlib.contextmanager
def nothing_left_open() -> Iterator[None]:
    """Refuse open files, and also those that were only closed by the collection of garbage."""
    gc.collect()
    before = open_files()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
        gc.collect()
        assert files_left_open(before) == []
    assert [str(warning.message) for warning in caught] == []


@pytest.mark.timeout(900)
def test_threads_share_a_wire(scale: Scale, figure: Callable[[str], None]) -> None:
    callers, calls = scale.count(CALLERS, 16), scale.count(1000, 25)
    failures: list[str] = []
    start = threading.Barrier(callers)

    def work(caller: int) -> None:
        start.wait()
        for number in range(calls):
            name = f"{caller}-{number}"
            try:
                answered = wire.call("get_task", name)["uuid"]
            except Exception as error:  # noqa: BLE001 - each is counted
                failures.append(f"{name}: {error!r}")
            else:
                failures.extend(wrong_answers([name], [answered]))

    with BusyServer() as server:
        wire = open_wire(server.url, cluster_timeout=55)
        begin = time.monotonic()
        threads = [threading.Thread(target=work, args=(caller,)) for caller in range(callers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - begin
        figure(
            f"P22 threads: {callers} x {calls} calls, {len(failures)} errors or mixed answers, "
            f"at most {server.most_open} connections at once, {seconds:.1f} s"
        )
        assert failures == []
        assert server.asked == callers * calls
        assert server.most_open <= CONNECTIONS
        use_all_connections(wire, server)
        assert server.most_open == CONNECTIONS
        wire.close()
        server.wait_for_open(0)


@pytest.mark.timeout(900)
@pytest.mark.anyio
async def test_tasks_share_a_wire(scale: Scale, figure: Callable[[str], None]) -> None:
    callers, calls = scale.count(CALLERS, 16), scale.count(1000, 25)
    failures: list[str] = []

    async def work(caller: int) -> None:
        for number in range(calls):
            name = f"{caller}-{number}"
            try:
                answered = (await wire.call("get_task", name))["uuid"]
            except Exception as error:  # noqa: BLE001 - each is counted
                failures.append(f"{name}: {error!r}")
            else:
                failures.extend(wrong_answers([name], [answered]))

    with BusyServer() as server:
        wire = open_async_wire(server.url, cluster_timeout=55)
        begin = time.monotonic()
        await asyncio.gather(*map(work, range(callers)))
        seconds = time.monotonic() - begin
        figure(
            f"P22 tasks: {callers} x {calls} calls, {len(failures)} errors or mixed answers, "
            f"at most {server.most_open} connections at once, {seconds:.1f} s"
        )
        assert failures == []
        assert server.asked == callers * calls
        assert server.most_open <= CONNECTIONS
        await use_all_connections_async(wire, server)
        assert server.most_open == CONNECTIONS
        await wire.aclose()
        await asyncio.to_thread(server.wait_for_open, 0)


ANSWER_SIZE = len(echo(Asked("GET", "/tasks/stall-000")))


def stalling(asked: Asked) -> bytes | None:
    """Send only the first bytes of an answer when the path says so."""
    kind, _, rest = asked.name.partition("-")
    whole = echo(asked)
    if kind != "stall":
        return whole
    return whole[: int(rest.partition("-")[0])] or None


WAYS = ("cancel", "cancel twice", "scope", "timeout")


@frozen
class Cancellation:
    """One call that is cancelled.

    :ivar sent: how many bytes of the answer come; all of them at most.
    :ivar steps: how many steps the event loop makes before the cancellation.
    :ivar way: by which means.
    :ivar fresh: on a connection that must be opened first.
    """

    sent: int
    steps: int
    way: str
    fresh: bool


def draw_cancellations(seed: int, count: int) -> list[Cancellation]:
    """Draw points all over a call: most within its first steps, some while it waits."""
    draw = random.Random(seed)
    return [
        Cancellation(
            sent=draw.choice([0, draw.randrange(ANSWER_SIZE), ANSWER_SIZE]),
            steps=draw.choice([draw.randrange(12), draw.randrange(60), draw.randrange(400)]),
            way=draw.choice(WAYS),
            fresh=draw.random() < 0.3,
        )
        for _ in range(count)
    ]


async def steps_of_the_loop(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def cancelled(wire: AsyncWire, name: str, point: Cancellation) -> bool:
    """Cancel a call at a point; ``False`` when it had ended before."""
    if point.way == "scope":
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:

                async def cancel() -> None:
                    await steps_of_the_loop(point.steps)
                    scope.cancel()

                group.start_soon(cancel)
                await wire.call("get_task", name)
                group.cancel_scope.cancel()
                return False
        return True
    if point.way == "timeout":
        try:
            async with asyncio.timeout(point.steps / 100_000):
                await wire.call("get_task", name)
        except TimeoutError:
            return True
        return False
    call = asyncio.ensure_future(wire.call("get_task", name))
    await steps_of_the_loop(point.steps)
    call.cancel()
    if point.way == "cancel twice":
        await steps_of_the_loop(1)
        call.cancel()
    try:
        await call
    except asyncio.CancelledError:
        return True
    return False


@pytest.mark.timeout(900)
@pytest.mark.anyio
async def test_a_cancelled_call_leaves_nothing(scale: Scale, figure: Callable[[str], None]) -> None:
    points = draw_cancellations(scale.seed, scale.count(600, 60))
    look_after = scale.count(1, 10)
    ended_early = 0
    with BusyServer(stalling) as server:
        with nothing_left_open():
            wire = open_async_wire(server.url)
            await use_all_connections_async(wire, server)
            for number, point in enumerate(points):
                if point.fresh:
                    await wire.aclose()
                    wire = open_async_wire(server.url)
                sent = "all" if point.sent == ANSWER_SIZE else f"stall-{point.sent:03}"
                is_stalled = point.sent < ANSWER_SIZE
                begin = time.monotonic()
                was_cancelled = await cancelled(wire, f"{sent}-{number}", point)
                assert time.monotonic() - begin < 5, point
                assert was_cancelled or not is_stalled, point
                ended_early += not was_cancelled
                if number % look_after == look_after - 1:
                    await use_all_connections_async(wire, server)
            await use_all_connections_async(wire, server)
            await wire.aclose()
        await asyncio.to_thread(server.wait_for_open, 0)
    figure(
        f"P22 cancellation: {len(points) - ended_early} calls cancelled, {ended_early} ended "
        "before, 0 connections counted as used, 0 sockets left open"
    )
    assert ended_early < len(points) / 2


@pytest.mark.timeout(900)
@pytest.mark.anyio
async def test_cancelling_some_of_a_crowd_leaves_nothing(
    scale: Scale, figure: Callable[[str], None]
) -> None:
    draw = random.Random(scale.seed)
    rounds, count = scale.count(100, 1), 0
    with BusyServer(stalling) as server:
        with nothing_left_open():
            wire = open_async_wire(server.url)
            for number in range(rounds):
                stays, goes = [f"stays-{number}-{n}" for n in range(32)], []
                calls = []
                for name in stays:
                    calls.append(asyncio.ensure_future(wire.call("get_task", name)))
                    stalled = f"stall-{draw.randrange(ANSWER_SIZE):03}-{number}-{name}"
                    goes.append(asyncio.ensure_future(wire.call("get_task", stalled)))
                for call in draw.sample(goes, len(goes)):
                    await steps_of_the_loop(draw.randrange(20))
                    count += call.cancel()
                replies = await asyncio.gather(*calls)
                assert wrong_answers(stays, [reply["uuid"] for reply in replies]) == []
                ends = await asyncio.gather(*goes, return_exceptions=True)
                assert {type(end) for end in ends} == {asyncio.CancelledError}
                await use_all_connections_async(wire, server)
            await wire.aclose()
        await asyncio.to_thread(server.wait_for_open, 0)
    figure(f"P22 crowds: {count} of {2 * count} calls at once cancelled, 0 mixed answers")


def test_ctrl_c_ends_a_blocking_call_at_once(figure: Callable[[str], None]) -> None:
    def reply(asked: Asked) -> bytes | None:
        if asked.name == "held":
            return None
        return reply_of("{}", "503 No") if asked.name == "refused" else echo(asked)

    with BusyServer(reply) as server:
        child = begin_child("interrupt_probe.py", server.url, CONNECTIONS)
        try:
            server.wait_for_requests(1)
            begin = time.monotonic()
            child.send_signal(signal.SIGINT)
            server.wait_for_requests(2)
            server.hold(CONNECTIONS)
            child.send_signal(signal.SIGINT)
            server.wait_for_requests(2 + CONNECTIONS)
            seconds = time.monotonic() - begin
        except BaseException:
            child.kill()
            child.communicate()
            raise
        assert end_child(child, 20) == {"interrupted": 2, "is_whole": True}
        server.wait_for_open(0)
    assert seconds < 5
    figure(f"P22 Ctrl-C: a call and a wait before a retry, ended within {seconds:.2f} s together")
