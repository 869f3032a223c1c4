"""A server on loopback that answers at once, and keeps the head of every request byte by byte."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

__all__ = ["HeadServer", "reply_of"]

Reply = Callable[[str], bytes]


def reply_of(
    body: bytes = b'{"uuid":"u"}', kind: str = "application/json", status: str = "200 OK"
) -> bytes:
    """Write a whole answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class HeadServer:
    """Answers every request, whatever it asks for.

    :param reply: gives the answer to a path; an object with a uuid by default.
    :param tls: makes it speak TLS.
    :ivar heads: of the requests, in the order in which they came.
    """

    def __init__(self, reply: Reply | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._reply = reply or (lambda _: reply_of())
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._is_over = False
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self.heads: list[bytes] = []
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._threads.append(threading.Thread(target=self._accept))
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_over = True
        socket.create_connection(self._listener.getsockname()).close()
        self._threads[0].join()
        for connected in self._sockets:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    @property
    def lines(self) -> list[str]:
        """The first lines of the requests."""
        return [head.split(b"\r\n")[0].decode() for head in self.heads]

    def last_headers(self) -> list[tuple[str, str]]:
        """Give the headers of the last request, line by line."""
        lines = self.heads[-1].split(b"\r\n")[1:]
        return [
            (name.decode("latin-1").lower(), value.decode("latin-1"))
            for name, _, value in (line.partition(b": ") for line in lines)
        ]

    def _accept(self) -> None:
        while True:
            connected, _ = self._listener.accept()
            if self._is_over:
                connected.close()
                return
            thread = threading.Thread(target=self._serve, args=(connected,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        connected = raw
        try:
            if self._tls is not None:
                connected = self._tls.wrap_socket(raw, server_side=True)
            self._sockets.append(connected)
            received, body_left = b"", 0
            while part := connected.recv(65536):
                received += part
                while True:
                    skipped = min(body_left, len(received))
                    received, body_left = received[skipped:], body_left - skipped
                    if b"\r\n\r\n" not in received:
                        break
                    head, _, received = received.partition(b"\r\n\r\n")
                    self.heads.append(head)
                    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
                    body_left = int(length[1]) if length else 0
                    reply = self._reply(head.split(b" ")[1].decode("latin-1"))
                    is_last = b"\r\nconnection: close" in head.lower()
                    if is_last:
                        reply = reply.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
                    connected.sendall(reply)
                    if is_last or b"\r\nConnection: close\r\n" in reply:
                        return
        except OSError:
            return
        finally:
            connected.close()
