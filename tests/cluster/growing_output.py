"""A server of one task whose instances print a lot, and which drops some of its replies."""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import random
import threading
import time
from types import TracebackType
from typing import Self

__all__ = ["UUID", "GrowingOutput", "line_of"]

UUID = "11111111-2222-3333-4444-555555555555"
# How much is printed at a share of the time: by steps, late, early, and evenly.
SHAPES = (
    lambda share: int(share * 5) / 5,
    lambda share: share**2,
    lambda share: share**0.5,
    lambda share: share,
)


def line_of(instance: int, number: int) -> str:
    """Give a line that is like no other."""
    return f"{instance}/{number} größer {'→' * (number % 7)} {number}"


class GrowingOutput:
    """Plays a task of four instances in a thread of its own, as long as the ``with`` block lasts.

    The time of the task begins with the first request. Outputs are cut at any byte.

    :param lines: how many lines each instance prints.
    :param seconds: how long the task runs.
    :param dropped: the share of the replies that end at a random byte.
    :ivar length: the bytes of all outputs together at their end.
    :ivar sent: the bytes that were sent of outputs.
    :ivar replies: how many replies there were.
    :ivar drops: how many of them were dropped.
    """

    def __init__(self, lines: int, seconds: float, dropped: float, seed: int) -> None:
        self._outputs = [
            "".join(f"{line_of(instance, number)}\n" for number in range(lines)).encode()
            for instance in range(len(SHAPES))
        ]
        self._seconds = seconds
        self._dropped = dropped
        self._chance = random.Random(seed)
        self._begin: float | None = None
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._port: concurrent.futures.Future[int] = concurrent.futures.Future()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()))
        self.length = sum(map(len, self._outputs))
        self.sent = self.replies = self.drops = 0
        self.url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._port.result()}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port.set_result(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                reply, length = self._reply(head.split(b" ", 2)[1].decode())
                self.replies += 1
                is_dropped = self._chance.random() < self._dropped
                end = self._chance.randrange(len(reply)) if is_dropped else len(reply)
                self.sent += max(0, end - (len(reply) - length))
                writer.write(reply[:end])
                await writer.drain()
                if is_dropped:
                    self.drops += 1
                    return
        except (OSError, EOFError):
            return
        finally:
            writer.close()

    def _reply(self, path: str) -> tuple[bytes, int]:
        """Give a reply, and how many bytes of an output it ends with."""
        now = time.monotonic()
        self._begin = now if self._begin is None else self._begin
        share = min(1.0, (now - self._begin) / self._seconds)
        _, _, rest = path.partition(f"/tasks/{UUID}")
        if not rest:
            state = "Success" if share == 1.0 else "FullyExecuting"
            task = {"uuid": UUID, "name": "t", "state": state, "instanceCount": len(SHAPES)}
            return _with_head(json.dumps(task).encode(), "application/json"), 0
        _, stream, number = rest.split("/")
        whole = self._outputs[int(number)] if stream == "stdout" else b""
        body = whole[: int(SHAPES[int(number)](share) * len(whole))]
        return _with_head(body, "text/plain; charset=utf-8"), len(body)


def _with_head(body: bytes, kind: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
