"""Run by test_following.py: follow a task, and tell what came and what it took of memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

from growing_output import UUID, line_of

from qarnot import AsyncConnection, Connection
from qarnot.polling import PollingPolicy
from qarnot.task import Line


def memory(field: str) -> int:
    """Read a figure of this process as Linux knows it, in bytes."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[field].split()[0]) * 1024


class Count:
    """Counts the lines of each instance.

    :ivar wrong: the first line that was not the next one of its instance.
    """

    def __init__(self) -> None:
        self.lines: dict[int, int] = {}
        self.wrong: str | None = None

    def add(self, line: Line) -> None:
        assert line.instance is not None
        number = self.lines.get(line.instance, 0)
        self.lines[line.instance] = number + 1
        if self.wrong is None and line.text != line_of(line.instance, number):
            self.wrong = f"{line} came as line {number}"


async def follow(colour: str, url: str) -> dict[str, Any]:
    count = Count()
    settings: dict[str, Any] = {
        "cluster_url": url,
        "client_token": "any",
        "retry_wait": 0.01,
        "polling": PollingPolicy(first=0.05, share=0.02),
    }
    async with contextlib.AsyncExitStack() as stack:
        if colour == "async":
            connection = await stack.enter_async_context(AsyncConnection(**settings))
            task = await connection.retrieve_task(UUID)
            baseline, begin = memory("VmRSS"), time.monotonic()
            async for line in task.lines():
                count.add(line)
        else:
            blocking = stack.enter_context(Connection(**settings))
            task_in_sync = blocking.retrieve_task(UUID)
            baseline, begin = memory("VmRSS"), time.monotonic()
            for line in task_in_sync.lines():
                count.add(line)
    return {
        "lines": sorted(count.lines.items()),
        "wrong": count.wrong,
        "growth": memory("VmHWM") - baseline,
        "seconds": time.monotonic() - begin,
    }


def main() -> None:
    logging.disable(logging.CRITICAL)
    colour, url = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(follow(colour, url))))


if __name__ == "__main__":
    main()
