"""A server on loopback whose every answer is written byte by byte by the test."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

Behaviour = Callable[[socket.socket, threading.Event], None]


class RawServer:
    """Reads one request from each connection and hands the socket to the next behaviour.

    The last behaviour serves all connections that come after.
    """

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self.requests: list[str] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._acceptor = threading.Thread(target=self._accept)

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        socket.create_connection(self._listener.getsockname()).close()
        self._acceptor.join()
        self._listener.close()
        for one in self._sockets:
            one.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            connected, _ = self._listener.accept()
            if self._stopped.is_set():
                connected.close()
                return
            self._sockets.append(connected)
            thread = threading.Thread(target=self._serve, args=(connected,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connected: socket.socket) -> None:
        try:
            while (head := self._read_request(connected)) is not None:
                self.requests.append(head)
                more = len(self._behaviours) > 1
                behaviour = self._behaviours.pop(0) if more else self._behaviours[0]
                behaviour(connected, self._stopped)
        except OSError:
            return
        finally:
            connected.close()

    def _read_request(self, connected: socket.socket) -> str | None:
        received = b""
        while b"\r\n\r\n" not in received:
            part = connected.recv(65536)
            if not part:
                return None
            received += part
        head, _, body = received.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        while len(body) < length:
            body += connected.recv(65536)
        return head.split(b"\r\n")[0].decode().removesuffix(" HTTP/1.1")


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> Behaviour:
    """Answer as a server should."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    if not any(header.lower().startswith("content-type") for header in headers):
        lines.append("Content-Type: application/json")
    whole = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    return lambda connected, _: connected.sendall(whole)


def drop(connected: socket.socket, _: threading.Event) -> None:
    """Reset the connection."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connected.close()


def silence(_: socket.socket, stopped: threading.Event) -> None:
    """Never answer."""
    stopped.wait()


def drip(prefix: bytes, drop_of: bytes) -> Behaviour:
    """Send a beginning, and then a little more again and again, for ever."""

    def behave(connected: socket.socket, stopped: threading.Event) -> None:
        connected.sendall(prefix)
        while not stopped.wait(0.02):
            connected.sendall(drop_of)

    return behave


def cut(body: bytes, announced: int) -> Behaviour:
    """Announce more than is sent, then close."""

    def behave(connected: socket.socket, _: threading.Event) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\n"
        connected.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
        connected.close()

    return behave
