"""P23: many calls, clients and failures leave no memory and no open files behind."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from busy_server import CLOSE, TOKEN, Asked, BusyServer, echo, reply_of
from child import files_left_open, open_files, run_child
from conftest import Colour
from fault_options import Scale
from leak_probe import WORK

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        not Path("/proc/self/fd").exists(), reason="open files are counted as Linux tells them"
    ),
]

MOST_GROWTH = 8_000_000


def failing(asked: Asked) -> bytes | None:
    """Answer well, or in the bad way that the path asks for."""
    match asked.name:
        case "reset":
            return CLOSE
        case "cut":
            return CLOSE + reply_of("{}").replace(b"Length: 2", b"Length: 9")
        case "refused":
            return reply_of('{"message":"no"}', "403 No")
        case "garbage":
            return b"\x00\x01 nonsense\r\n\r\n"
        case "page":
            return reply_of("<html>", kind="text/html")
    return echo(asked)


# kind of work -> how often to warm up, how often in the whole run, how often in a slice
COUNTS = {"calls": (1_000, 10_000, 300), "clients": (100, 1_000, 30), "failures": (200, 1_000, 50)}


@pytest.mark.parametrize("kind", COUNTS)
@pytest.mark.timeout(600)
async def test_nothing_is_left_behind(
    kind: str, colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    warm_up, whole, part = COUNTS[kind]
    name = "async" if colour.is_async else "sync"
    with BusyServer(failing) as server:
        if scale.is_whole:
            arguments = (name, server.url, kind, warm_up, whole)
            seen = await asyncio.to_thread(run_child, "leak_probe.py", *arguments, seconds=500)
            grown = f", {seen['growth'] / 1e6:+.1f} MB"
        else:
            warm_up, before, grown = 0, open_files(), ""
            await WORK[kind](name, server.url, part)
            await asyncio.to_thread(server.wait_for_open, 0)
            gc.collect()
            seen = {"growth": 0, "files": files_left_open(before)}
        await asyncio.to_thread(server.wait_for_open, 0)
        assert server.asked == warm_up + (whole if scale.is_whole else part)
    figure(f"P23 {name} {kind}: {scale.count(whole, part)}, {len(seen['files'])} files{grown}")
    assert seen["files"] == []
    assert seen["growth"] < MOST_GROWTH


async def test_a_connection_that_is_dropped_leaves_no_open_files(
    colour: Colour, figure: Callable[[str], None]
) -> None:
    with BusyServer() as server:
        gc.collect()
        before = open_files()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for _ in range(3):
                connection = colour.connection(cluster_url=server.url, client_token=TOKEN)
                await colour.do(connection.wire.call("get_task", "u"))
                del connection
            gc.collect()
            await asyncio.sleep(0)
        assert server.opened == 3
        await asyncio.to_thread(server.wait_for_open, 0)
        assert files_left_open(before) == []
    said = [f"{warning.category.__name__}: {warning.message}" for warning in caught]
    name = "async" if colour.is_async else "sync"
    figure(f"P23 dropped without close, {name}: {len(said)} warnings")
    # asyncio complains of any transport that nobody closed; nothing can be done about that.
    assert {warning.category for warning in caught} <= (
        {ResourceWarning} if colour.is_async else set()
    )
    assert TOKEN not in "".join(said)
