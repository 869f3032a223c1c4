"""The sockets of the REST API: HTTP/1.1 with kept connections, on the loopback address only."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from typing import Any
from uuid import uuid4

from qarnot.emulator.operations import Reply

__all__ = ["Answer", "HttpServer"]

Answer = Callable[[str, str, Mapping[str, str], bytes], Reply]

_LONGEST_BODY = 256 << 20
_JOIN_SECONDS = 2.0

_log = logging.getLogger("qarnot.emulator")


class HttpServer(ThreadingMixIn, HTTPServer):
    """Serves an API on a listening socket, with one thread for each connection.

    The server of the standard library, because Werkzeug's ends every connection after one answer.

    :param listener: bound to the loopback address; this server closes it.
    :param answer: answers one request.
    """

    daemon_threads = True

    def __init__(self, listener: socket.socket, answer: Answer) -> None:
        super().__init__(listener.getsockname(), _RequestHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.answer = answer
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._connections_lock = threading.Lock()
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.05,), name="qarnot-emulator-rest", daemon=True
        )

    def start(self) -> None:
        """Begin to accept connections."""
        self._thread.start()

    def stop(self) -> None:
        """Accept no more, end all connections, and wait for their threads."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join(_JOIN_SECONDS)
        self.server_close()
        # What is being answered may be answered; a client that does not take it is cut off.
        self._end_connections(socket.SHUT_RD)
        self._end_connections(socket.SHUT_RDWR)

    def _end_connections(self, how: int) -> None:
        with self._connections_lock:
            connections = dict(self._connections)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(how)
        end = time.monotonic() + _JOIN_SECONDS
        for thread in connections.values():
            thread.join(max(0.0, end - time.monotonic()))

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name="qarnot-emulator-connection",
            daemon=True,
        )
        with self._connections_lock:
            self._connections[request] = thread
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._connections_lock:
                del self._connections[request]

    def handle_error(self, request: Any, client_address: Any) -> None:
        _log.debug("%s of %s broke", request, client_address, exc_info=True)


class _RequestHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: HttpServer

    def _serve(self) -> None:
        content = self._content()
        if content is None:
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.answer(self.command, self.path, headers, content)
        kind, payload = reply.encoded()
        self.send_response(reply.status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _content(self) -> bytes | None:
        """Read the body; ``None`` when its length cannot be told, which is answered already."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdecimal()) or int(length) > _LONGEST_BODY:
            self.close_connection = True
            self.send_error(400, "The Content-Length is not usable")
            return None
        content = self.rfile.read(int(length))
        if len(content) < int(length):
            raise ConnectionError("the body of the request is not whole")
        return content

    def _chunks(self) -> bytes | None:
        content = b""
        while True:
            try:
                length = int(self.rfile.readline(1000).partition(b";")[0], 16)
            except ValueError:
                length = -1
            if not 0 <= length <= _LONGEST_BODY - len(content):
                self.close_connection = True
                self.send_error(400, "The chunks of the body are not usable")
                return None
            if length == 0:
                while self.rfile.readline(1000).strip():
                    continue
                return content
            content += self.rfile.read(length)
            self.rfile.readline(1000)

    def send_response(self, code: int, message: str | None = None) -> None:
        super().send_response(code, message)
        self.send_header("x-request-id", uuid4().hex)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        _log.debug(format, *args)
