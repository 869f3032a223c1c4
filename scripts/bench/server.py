"""A server on loopback whose answers were written before, so that it takes little time of its own.

``python -m bench.server FOLDER`` serves ``GET`` of what ``platform.json`` holds, and pages of
``summaries.jsonl`` and ``tasks.jsonl``, as large as each request asks. It writes its port as a line
to its standard output, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.processes import start

__all__ = [
    "COUNT_PATH",
    "USUAL_PAGE",
    "Answers",
    "Conversation",
    "bytes_of_items",
    "serving",
    "write_answers",
]

USUAL_PAGE = 50
"""How many items a page has when the request does not say, as with the emulator."""
COUNT_PATH = "/answered"
_FILES = {"summary": "summaries.jsonl", "full": "tasks.jsonl"}
_PATHS = {"/tasks/summaries/paginate": "summary", "/tasks/paginate": "full"}
_PLATFORM = "platform.json"


def write_answers(
    folder: Path,
    summaries: Iterable[Mapping[str, Any]],
    tasks: Iterable[Mapping[str, Any]],
    platform: Mapping[str, Any],
) -> None:
    """Write what a server answers into a folder."""
    for amount, items in (("summary", summaries), ("full", tasks)):
        with (folder / _FILES[amount]).open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(item, separators=(",", ":")) + "\n" for item in items)
    (folder / _PLATFORM).write_text(json.dumps(platform), encoding="utf-8")


def bytes_of_items(folder: Path, amount: str) -> int:
    """Give how many bytes of JSON the tasks are.

    :param folder: what :func:`write_answers` wrote.
    :param amount: ``"summary"`` or ``"full"``.
    """
    return (folder / _FILES[amount]).stat().st_size


class Answers:
    """The answers, made once for each request.

    :param folder: what :func:`write_answers` wrote.
    """

    def __init__(self, folder: Path) -> None:
        self._items = {
            path: (folder / _FILES[amount]).read_bytes().splitlines()
            for path, amount in _PATHS.items()
        }
        platform = json.loads((folder / _PLATFORM).read_text(encoding="utf-8"))
        self._fixed = {
            path: _response(200, json.dumps(it).encode()) for path, it in platform.items()
        }
        self._pages: dict[tuple[str, bytes], bytes] = {}
        self._count = 0

    def answer(self, path: str, body: bytes) -> bytes:
        """Give the bytes of the response to a request.

        :param path: of the request.
        :param body: of the request.
        """
        if path == COUNT_PATH:
            return _response(200, str(self._count).encode())
        self._count += 1
        if path in self._items:
            page = self._pages.get((path, body))
            if page is None:
                page = self._pages[path, body] = self._page(path, json.loads(body))
            return page
        return self._fixed.get(path) or _response(404, b'{"message": "not found"}')

    def _page(self, path: str, request: Mapping[str, Any]) -> bytes:
        items, start = self._items[path], int(request.get("token") or 0)
        end = start + (request.get("maximumResults") or USUAL_PAGE)
        following = {"nextToken": str(end) if end < len(items) else None}
        rest = json.dumps({**following, "isTruncated": end < len(items)}).encode()
        return _response(200, b'{"data":[' + b",".join(items[start:end]) + b"]," + rest[1:])


def _response(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} .\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


class Conversation(asyncio.Protocol):
    """One connection of a client, which may bring many requests.

    :param answer: gives the bytes of the response to a path and a body.
    """

    def __init__(self, answer: Callable[[str, bytes], bytes]) -> None:
        self._answer = answer
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (length := _request_length(self._received)) is not None:
            request, self._received = self._received[:length], self._received[length:]
            head, _, body = request.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("ascii")
            response = self._answer(path, body)
            if self._transport is not None:
                self._transport.write(response)


def _request_length(received: bytes) -> int | None:
    """Give the length of the first request; ``None`` while it is not whole."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return None
    length = 0
    for line in head.lower().split(b"\r\n")[1:]:
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return len(head) + len(end) + length if len(body) >= length else None


async def _serve(folder: Path) -> None:
    answers, loop = Answers(folder), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Conversation(answers.answer), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run a server in a process of its own.

    :param folder: what :func:`write_answers` wrote.
    :return: the address of the server.
    """
    process = start(sys.executable, "bench.server", str(folder))
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.communicate()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
