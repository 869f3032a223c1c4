"""A server on loopback for many calls at once: it counts connections and can hold answers back.

Connections are kept alive. By default the answer to ``/tasks/x`` is ``{"uuid":"x"}``, so that an
answer that reached the wrong caller is seen.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from attrs import field, frozen

from qarnot._async.wire import Wire as AsyncWire
from qarnot._sync.wire import Wire
from qarnot.config import Settings, resolve_settings

TOKEN = "SECRET-TOKEN-7f3a9c"

PATIENCE = 20.0
"""Seconds after which something that must happen is taken never to happen."""


@frozen
class Asked:
    """One request.

    :ivar connection: the number of the connection that it came on.
    """

    method: str
    path: str
    headers: dict[str, str] = field(factory=dict, repr=False)
    connection: int = 0

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


CLOSE = b"CLOSE"
"""What an answer begins with after which the connection is closed."""

Reply = Callable[[Asked], bytes | None]


def reply_of(
    body: bytes | str, status: str = "200 OK", *headers: str, kind: str = "application/json"
) -> bytes:
    """Write a whole answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, *headers]).encode() + b"\r\n\r\n" + content


def echo(asked: Asked) -> bytes:
    """Answer with the last part of the path."""
    return reply_of(json.dumps({"uuid": asked.name}))


def always(content: bytes) -> Reply:
    """Answer the same to everything."""

    def reply(asked: Asked) -> bytes:
        return content

    return reply


class BusyServer:
    """Answers every request, from a thread of its own.

    :param reply: gives the bytes of an answer; ``None`` for none, ever. After one that begins
        with ``CLOSE`` the connection is closed. Called in that thread.
    :param tls: speak TLS, with this certificate.
    :ivar asked: how many requests came.
    :ivar requests: the last thousand of them.
    :ivar opened: how many connections were ever opened.
    :ivar most_open: how many were open at once, at most.
    """

    def __init__(self, reply: Reply = echo, tls: ssl.SSLContext | None = None) -> None:
        self.reply = reply
        self._tls = tls
        self.asked = 0
        self.requests: deque[Asked] = deque(maxlen=1000)
        self.opened = 0
        self.most_open = 0
        self._open: set[_Conversation] = set()
        self._held: list[Callable[[], None]] = []
        self._gate = 0
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        serve = self._loop.create_server(
            lambda: _Conversation(self), sock=self._listener, ssl=self._tls
        )
        self._server = asyncio.run_coroutine_threadsafe(serve, self._loop).result(PATIENCE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _shut(self) -> None:
        self._server.close()
        # A connection that was accepted takes some rounds of the loop until it is open.
        for _ in range(10):
            for conversation in list(self._open):
                conversation.abort()
            await asyncio.sleep(0)

    @property
    def open_now(self) -> int:
        """How many connections are open, as the server sees it."""
        return len(self._open)

    def hold(self, together: int = 2**31) -> None:
        """Answer nothing until so many requests wait together, or until :meth:`release`."""
        with self._changed:
            self._gate = together

    def release(self) -> None:
        """Answer all that wait, and hold back nothing any more."""
        with self._changed:
            self._gate = 0
            held, self._held = self._held, []
        for answer in held:
            self._loop.call_soon_threadsafe(answer)

    def wait_for_held(self, count: int, within: float = PATIENCE) -> None:
        """Wait until so many requests wait for their answers."""
        self._wait(lambda: len(self._held) >= count, f"{count} requests held", within)

    def wait_for_open(self, count: int) -> None:
        """Wait until exactly so many connections are open."""
        self._wait(lambda: len(self._open) == count, f"{count} connections open")

    def wait_for_requests(self, count: int) -> None:
        """Wait until so many requests have arrived since the start."""
        self._wait(lambda: self.asked >= count, f"{count} requests")

    def _wait(self, is_so: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
        with self._changed:
            if not self._changed.wait_for(is_so, within):
                raise AssertionError(
                    f"never: {what}; {len(self._held)} held, {len(self._open)} open, "
                    f"{self.asked} requests"
                )

    def count_opened(self, conversation: _Conversation) -> int:
        with self._changed:
            self._open.add(conversation)
            self.opened += 1
            self.most_open = max(self.most_open, len(self._open))
            self._changed.notify_all()
            return self.opened

    def count_closed(self, conversation: _Conversation) -> None:
        with self._changed:
            self._open.discard(conversation)
            self._changed.notify_all()

    def serve(self, asked: Asked, write: Callable[[bytes], None]) -> None:
        def answer() -> None:
            content = self.reply(asked)
            if content is not None:
                write(content)

        with self._changed:
            self.asked += 1
            self.requests.append(asked)
            is_held = self._gate > 0
            if is_held:
                self._held.append(answer)
            is_full = is_held and len(self._held) >= self._gate
            self._changed.notify_all()
        if is_full:
            self.release()
        elif not is_held:
            answer()


class _Conversation(asyncio.Protocol):
    def __init__(self, server: BusyServer) -> None:
        self._server = server
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._number = self._server.count_opened(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._server.count_closed(self)

    def abort(self) -> None:
        self._transport.abort()

    def _write(self, content: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(content.removeprefix(CLOSE))
            if content.startswith(CLOSE):
                self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._received += data
        while True:
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            first, *lines = head.decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                return
            self._received = rest[length:]
            method, path, _ = first.split(" ")
            self._server.serve(Asked(method, path, headers, self._number), self._write)


def settings_for(url: str, **options: Any) -> Settings:
    """Settings of a wire that does not repeat and takes its time, unless told otherwise."""
    options = {"cluster_timeout": PATIENCE, "retry_count": 0, "retry_wait": 0.0, **options}
    retry_count, retry_wait = options.pop("retry_count"), options.pop("retry_wait")
    arguments = {"client_token": TOKEN, "cluster_url": url, **options}
    return resolve_settings(
        None, arguments, retry_count=retry_count, retry_wait=retry_wait, environment={}
    )


def open_wire(url: str, **options: Any) -> Wire:
    """A blocking wire to a server."""
    return Wire(settings_for(url, **options), logging.getLogger("qarnot"))


def open_async_wire(url: str, **options: Any) -> AsyncWire:
    """An async wire to a server."""
    return AsyncWire(settings_for(url, **options), logging.getLogger("qarnot"))
