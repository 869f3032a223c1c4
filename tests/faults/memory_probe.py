"""Run by test_memory.py: how much memory does one hostile answer cost this process?"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from busy_server import TOKEN
from child import status_bytes
from qarnot_rest.api.platform import list_versions

from qarnot import AsyncConnection, Connection
from qarnot.exceptions import QarnotException

Ask = Callable[[str], Awaitable[None]]


def verdict(error: Exception | None, begin: float, baseline: int) -> dict[str, Any]:
    return {
        "error": type(error).__name__,
        "is_ours": isinstance(error, QarnotException),
        "message": str(error),
        "status": getattr(error, "status", None),
        "seconds": time.monotonic() - begin,
        "growth": status_bytes("VmHWM") - baseline,
    }


async def probe(ask: Ask, calls: int) -> list[dict[str, Any]]:
    """Make one good call, and then hostile ones; tell what each did to this process."""
    await ask("good")
    verdicts, baseline = [], status_bytes("VmRSS")
    for number in range(calls):
        begin = time.monotonic()
        error: Exception | None = None
        try:
            await ask(f"hostile-{number}")
        except Exception as raised:  # noqa: BLE001 - the test judges it
            error = raised
        verdicts.append(verdict(error, begin, baseline))
    return verdicts


async def blocking(url: str, calls: int, seconds: float) -> list[dict[str, Any]]:
    with Connection(**options(url, seconds)) as connection:

        async def ask(name: str) -> None:
            connection.wire.call("get_task", name)

        return await probe(ask, calls)


async def asynchronous(url: str, calls: int, seconds: float) -> list[dict[str, Any]]:
    async with AsyncConnection(**options(url, seconds)) as connection:

        async def ask(name: str) -> None:
            await connection.wire.call("get_task", name)

        return await probe(ask, calls)


async def blocking_rest(url: str, calls: int, seconds: float) -> list[dict[str, Any]]:
    with Connection(**options(url, seconds)) as connection:

        async def ask(name: str) -> None:
            list_versions.sync(client=connection.rest)

        return await probe(ask, calls)


async def asynchronous_rest(url: str, calls: int, seconds: float) -> list[dict[str, Any]]:
    async with AsyncConnection(**options(url, seconds)) as connection:

        async def ask(name: str) -> None:
            await list_versions.asyncio(client=connection.rest)

        return await probe(ask, calls)


async def careless(url: str, calls: int, seconds: float) -> list[dict[str, Any]]:
    """Do it as httpx does, so that the test is seen to fail when there is no limit."""
    async with httpx.AsyncClient(base_url=url, timeout=seconds) as client:

        async def ask(name: str) -> None:
            await client.get(f"/tasks/{name}")

        return await probe(ask, calls)


PROBES = {
    "sync": blocking,
    "async": asynchronous,
    "sync rest": blocking_rest,
    "async rest": asynchronous_rest,
    "careless": careless,
}


def options(url: str, seconds: float) -> dict[str, Any]:
    return {"client_token": TOKEN, "cluster_url": url, "cluster_timeout": seconds, "retry_count": 0}


def main() -> None:
    logging.disable(logging.CRITICAL)
    name, url, calls, seconds = map(json.loads, sys.argv[1:])
    sys.stdout.write(json.dumps(asyncio.run(PROBES[name](url, calls, seconds))))


if __name__ == "__main__":
    main()
