"""Run by test_no_leaks.py: what do many calls, clients and failures leave in this process?"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import sys
from collections.abc import Awaitable, Callable

from busy_server import TOKEN
from child import open_files, status_bytes

from qarnot import AsyncConnection, Connection
from qarnot.exceptions import QarnotException

FAILURES = ("reset", "cut", "refused", "garbage", "page")


def options(url: str) -> dict[str, object]:
    return {"client_token": TOKEN, "cluster_url": url, "retry_count": 0, "cluster_timeout": 20}


async def calls(colour: str, url: str, count: int) -> None:
    """Make good calls on one connection."""
    if colour == "sync":
        with Connection(**options(url)) as connection:  # type: ignore[arg-type]
            for number in range(count):
                assert connection.wire.call("get_task", f"n{number}")["uuid"] == f"n{number}"
        return
    async with AsyncConnection(**options(url)) as asynchronous:  # type: ignore[arg-type]
        for number in range(count):
            answer = await asynchronous.wire.call("get_task", f"n{number}")
            assert answer["uuid"] == f"n{number}"


async def clients(colour: str, url: str, count: int) -> None:
    """Make, use and close clients."""
    for _ in range(count):
        await calls(colour, url, 1)


async def failures(colour: str, url: str, count: int) -> None:
    """Make calls that fail, in each way in turn."""
    names = [FAILURES[number % len(FAILURES)] for number in range(count)]
    failed = 0
    if colour == "sync":
        with Connection(**options(url)) as connection:  # type: ignore[arg-type]
            for name in names:
                try:
                    connection.wire.call("get_task", name)
                except QarnotException:
                    failed += 1
    else:
        async with AsyncConnection(**options(url)) as asynchronous:  # type: ignore[arg-type]
            for name in names:
                try:
                    await asynchronous.wire.call("get_task", name)
                except QarnotException:
                    failed += 1
    assert failed == count


WORK: dict[str, Callable[[str, str, int], Awaitable[None]]] = {
    "calls": calls,
    "clients": clients,
    "failures": failures,
}


async def settled() -> tuple[int, list[str]]:
    """Give memory and open files when everything that can go has gone."""
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()
    return status_bytes("VmRSS"), open_files()


async def probe(colour: str, url: str, kind: str, warm_up: int, count: int) -> dict[str, object]:
    await WORK[kind](colour, url, warm_up)
    memory, files = await settled()
    await WORK[kind](colour, url, count)
    memory_after, files_after = await settled()
    return {
        "growth": memory_after - memory,
        "files": sorted(set(files_after) - set(files)),
    }


def main() -> None:
    logging.disable(logging.CRITICAL)
    colour, url, kind, warm_up, count = map(json.loads, sys.argv[1:])
    sys.stdout.write(json.dumps(asyncio.run(probe(colour, url, kind, warm_up, count))))


if __name__ == "__main__":
    main()
