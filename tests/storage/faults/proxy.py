"""A proxy on loopback in front of a real storage, which spoils single exchanges as a plan says.

The storage sees the very request that was signed, the ``Host`` header too, so that signatures stay
valid. What ran and what was spoiled stands in the ledger; a step of a plan that no exchange met
fails the test.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import parse_qsl, unquote, urlsplit

import trustme
from attrs import define, evolve, field, frozen

Headers = list[tuple[str, str]]

PATIENCE = 60.0
"""Seconds until the proxy gives up what should have happened long before."""

_NOT_PASSED_ON = frozenset({"expect", "connection", "keep-alive", "transfer-encoding"})


def header_in(headers: Headers, name: str) -> str | None:
    """Give the value of a header, whatever the case of its name."""
    return next((value for each, value in headers if each.lower() == name), None)


@define(slots=False)
class Request:
    """What the client asks.

    :ivar target: path and query, letter by letter.
    """

    method: str
    target: str
    headers: Headers
    body: bytes

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @cached_property
    def bucket(self) -> str:
        return self._place.partition("/")[0]

    @cached_property
    def key(self) -> str:
        return self._place.partition("/")[2]

    @cached_property
    def _place(self) -> str:
        return unquote(self.target.partition("?")[0].removeprefix("/"))

    @property
    def part(self) -> int | None:
        """Number of the part that it uploads."""
        number = self.query.get("partNumber")
        return None if number is None else int(number)

    @cached_property
    def operation(self) -> str:
        return self._of_an_object() if self.key else self._of_a_bucket()

    def _of_a_bucket(self) -> str:
        if not self.bucket:
            return "list_buckets"
        if self.method == "POST":
            return "delete_objects"
        if self.method == "GET":
            for name, operation in (("uploads", "list_uploads"), ("versions", "list_versions")):
                if name in self.query:
                    return operation
            return "list"
        return {"PUT": "create_bucket", "DELETE": "delete_bucket", "HEAD": "head_bucket"}[
            self.method
        ]

    def _of_an_object(self) -> str:
        is_copy = header_in(self.headers, "x-amz-copy-source") is not None
        is_multipart = "uploadId" in self.query
        match self.method:
            case "PUT" if is_multipart:
                return "upload_part_copy" if is_copy else "upload_part"
            case "PUT":
                return "copy" if is_copy else "put"
            case "POST":
                return "complete" if is_multipart else "create_upload"
            case "DELETE":
                return "abort" if is_multipart else "delete"
            case "GET":
                return "list_parts" if is_multipart else "get"
            case _:
                return "head"


@frozen
class Answer:
    """What the client is told.

    :ivar sent: how many bytes of the body are sent before the connection closes; ``None``: all of
        them, and it stays open.
    :ivar at_end: called when they are sent.
    """

    status: int
    headers: Headers
    body: bytes = b""
    sent: int | None = None
    at_end: Callable[[], object] | None = None

    def with_header(self, name: str, value: str) -> Answer:
        """Give the answer with one header set or replaced."""
        kept = [each for each in self.headers if each[0].lower() != name.lower()]
        return evolve(self, headers=[*kept, (name, value)])

    def with_body(self, body: bytes) -> Answer:
        """Give the answer with another body, and the length of it."""
        return evolve(self.with_header("Content-Length", str(len(body))), body=body)


@frozen
class Fault:
    """How one exchange is spoiled.

    :ivar change_request: what the storage is asked instead.
    :ivar instead: answers in place of the storage, which is not asked; ``None`` as its result is a
        reset connection.
    :ivar change_answer: what the client is told instead; ``None`` as its result is a connection
        that closes without an answer.
    """

    name: str
    change_request: Callable[[Request], Request] | None = None
    instead: Callable[[Request], Answer | None] | None = None
    change_answer: Callable[[Request, Answer], Answer | None] | None = None


AS_IT_IS = Fault("as it is")


@define
class Step:
    """An instruction: what becomes of the next exchanges of an operation.

    :ivar times: how many exchanges; with ``None`` at least one, and no step comes after it.
    :ivar key: only exchanges about this object.
    :ivar part: only exchanges about this part.
    """

    operation: str
    fault: Fault
    times: int | None = 1
    key: str | None = None
    part: int | None = None
    met: int = 0

    def fits(self, request: Request) -> bool:
        return (
            request.operation == self.operation
            and (self.times is None or self.met < self.times)
            and self.key in (None, request.key)
            and self.part in (None, request.part)
        )

    @property
    def is_completed(self) -> bool:
        return self.met == self.times or (self.times is None and self.met > 0)

    def __str__(self) -> str:
        where = f" {self.key!r}" if self.key else ""
        where += f" part {self.part}" if self.part else ""
        return f"{self.operation}{where}: {self.fault.name} ({self.met} of {self.times or 'any'})"


@frozen
class Exchange:
    """What one exchange came to.

    :ivar status: what the storage answered; ``None`` when it was not asked.
    :ivar fault: name of the fault, or ``None``.
    """

    operation: str
    key: str
    part: int | None
    status: int | None
    fault: str | None
    query: dict[str, str]


Spoiler = Callable[[Request], Fault | None]


@define
class _Playing:
    steps: list[Step]
    spoil: Spoiler | None = None
    lock: threading.Lock = field(factory=threading.Lock)

    def next_fault(self, request: Request) -> Fault | None:
        with self.lock:
            for step in self.steps:
                if step.fits(request):
                    step.met += 1
                    return step.fault
            return self.spoil(request) if self.spoil else None


class FaultProxy:
    """Passes exchanges on to a storage over TLS, and spoils those that a plan names.

    :param upstream: URL of the storage.
    :param authorities: file of the authorities that vouch for the storage, if it has TLS.
    :ivar ledger: all exchanges, in the order of their ends.
    :ivar page_size: cut listings into pages of so many keys, of what the first page's time knew.
    :ivar remembers: answer the same question about an object as the first time, without the
        storage; for what asks the same thousands of times.
    """

    def __init__(self, upstream: str, authorities: str | None = None) -> None:
        parts = urlsplit(upstream)
        assert parts.hostname is not None
        self._host, self._port = parts.hostname, parts.port
        self._upstream_tls = (
            ssl.create_default_context(cafile=authorities) if parts.scheme == "https" else None
        )
        self.authority = trustme.CA()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert("127.0.0.1").configure_cert(self._tls)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.ledger: list[Exchange] = []
        self.page_size: int | None = None
        self.remembers = False
        self._playing = _Playing([])
        self._remembered: dict[tuple[str, str, str | None], Answer] = {}
        self._listings: dict[str, list[Answer]] = {}
        self._stopped = threading.Event()
        self._open: dict[int, socket.socket] = {}
        self._connections = 0
        self._changed = threading.Condition()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)

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
        for each in list(self._open.values()):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def playing(self, *steps: Step, spoil: Spoiler | None = None) -> Iterator[list[Exchange]]:
        """Spoil exchanges within the ``with`` block; at its end each step must have been met.

        :param steps: for each exchange the first that fits and is not used up counts.
        :param spoil: asked for exchanges that no step fits.
        :returns: gives the ledger of the block.
        """
        before, self._playing = self._playing, _Playing(list(steps), spoil)
        outer, self.ledger = self.ledger, []
        try:
            yield self.ledger
        finally:
            outer += self.ledger
            self.ledger = outer
            played, self._playing = self._playing, before
        unmet = [str(step) for step in played.steps if not step.is_completed]
        assert not unmet, f"no exchange met these steps: {unmet}"

    def mark(self) -> int:
        """Give a number that all connections from now on are above."""
        with self._changed:
            return self._connections

    def wait_until_gone(self, mark: int) -> None:
        """Wait until all connections made since a mark have ended, with what they asked for."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: not any(number > mark for number in self._open), PATIENCE
            ), "a connection through the proxy does not end"

    def forget(self) -> None:
        """Forget the answers that were remembered."""
        self._remembered.clear()

    def _accept(self) -> None:
        while True:
            connected, _ = self._listener.accept()
            if self._stopped.is_set():
                connected.close()
                return
            threading.Thread(target=self._serve, args=(connected,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        upstream = self._connection()
        with self._changed:
            self._connections += 1
            number = self._connections
            self._open[number] = plain
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.settimeout(PATIENCE)
            connected = self._tls.wrap_socket(plain, server_side=True)
            self._open[number] = plain = connected
            with connected.makefile("rb") as stream:
                while (request := _read_request(stream, connected)) is not None:
                    if not self._exchange(request, connected, upstream):
                        break
        except (OSError, ValueError):
            return  # the client has gone, which is its right
        finally:
            upstream.close()
            plain.close()
            with self._changed:
                del self._open[number]
                self._changed.notify_all()

    def _connection(self) -> http.client.HTTPConnection:
        if self._upstream_tls is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        return http.client.HTTPSConnection(
            self._host, self._port, timeout=PATIENCE, context=self._upstream_tls
        )

    def _exchange(
        self, request: Request, connected: ssl.SSLSocket, upstream: http.client.HTTPConnection
    ) -> bool:
        """Answer one request; say whether the connection stays open."""
        fault = self._playing.next_fault(request)
        ledger = self.ledger
        status: int | None = None
        answer: Answer | None
        if fault is not None and fault.instead is not None:
            answer = fault.instead(request)
        else:
            asked = request
            if fault is not None and fault.change_request is not None:
                asked = fault.change_request(request)
            answer = self._ask(asked, upstream)
            status = answer.status
            if fault is not None and fault.change_answer is not None:
                answer = fault.change_answer(request, answer)
        name = None if fault is None else fault.name
        ledger.append(
            Exchange(request.operation, request.key, request.part, status, name, request.query)
        )
        if answer is None:
            # A reset when nothing was done, an end when it was.
            if status is None:
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
        reason = http.client.responses.get(answer.status, "Unknown")
        sent = b"" if request.method == "HEAD" else answer.body[: answer.sent]
        connected.sendall(f"HTTP/1.1 {answer.status} {reason}\r\n{head}\r\n".encode() + sent)
        if answer.at_end is not None:
            answer.at_end()
        return answer.sent is None

    def _ask(self, request: Request, upstream: http.client.HTTPConnection) -> Answer:
        if request.operation == "list" and self.page_size is not None:
            return self._page(request, upstream)
        if not self.remembers or request.method not in ("GET", "HEAD") or not request.key:
            return _ask(request, upstream)
        question = (request.method, request.target, header_in(request.headers, "range"))
        known = self._remembered.get(question)
        if known is None:
            known = self._remembered[question] = _ask(request, upstream)
        return known

    def _page(self, request: Request, upstream: http.client.HTTPConnection) -> Answer:
        assert self.page_size is not None
        token = request.query.get("continuation-token", "")
        if token:
            listing, _, number = token.rpartition("-")
            return self._listings[listing][int(number)]
        listing = f"listing-{len(self._listings)}"
        self._listings[listing] = pages = _pages(_ask(request, upstream), self.page_size, listing)
        return pages[0]


def _read_request(stream: BinaryIO, connected: ssl.SSLSocket) -> Request | None:
    line = stream.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers: Headers = []
    while (each := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = each.partition(":")
        headers.append((name, value.strip()))
    if "100-continue" in (header_in(headers, "expect") or "").lower():
        connected.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    length = int(header_in(headers, "content-length") or 0)
    body = stream.read(length)
    if len(body) < length:
        return None
    return Request(line[0], line[1], headers, body)


def _ask(request: Request, upstream: http.client.HTTPConnection) -> Answer:
    for is_second in (False, True):
        try:
            upstream.putrequest(
                request.method, request.target, skip_host=True, skip_accept_encoding=True
            )
            for name, value in request.headers:
                if name.lower() not in _NOT_PASSED_ON:
                    upstream.putheader(name, value)
            upstream.endheaders(request.body or None)
            got = upstream.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The storage has closed a connection that was idle.
            upstream.close()
            if is_second:
                raise
        else:
            break
    body = got.read()
    kept = [each for each in got.getheaders() if each[0].lower() not in _NOT_PASSED_ON]
    answer = Answer(got.status, kept, body)
    return answer if request.method == "HEAD" else answer.with_body(body)


# Listings are edited as text: what is not touched stays as the storage wrote it.

CONTENTS = re.compile(rb"<Contents>.*?</Contents>", re.DOTALL)
_TRUNCATED = re.compile(rb"<IsTruncated>\w+</IsTruncated>")
_KEY_COUNT = re.compile(rb"<KeyCount>\d+</KeyCount>")
_TOKEN = re.compile(rb"<(Next)?ContinuationToken>[^<]*</(Next)?ContinuationToken>")


def listing_with(body: bytes, contents: list[bytes], token: str | None) -> bytes:
    """Give a page of a listing with other objects, and the token of the page that follows."""
    bare = _TOKEN.sub(b"", CONTENTS.sub(b"", body))
    bare = _KEY_COUNT.sub(b"<KeyCount>%d</KeyCount>" % len(contents), bare)
    more = b"false" if token is None else b"true"
    filling = b"<IsTruncated>" + more + b"</IsTruncated>"
    if token is not None:
        filling += f"<NextContinuationToken>{token}</NextContinuationToken>".encode()
    bare, found = _TRUNCATED.subn(lambda _: filling + b"".join(contents), bare)
    assert found == 1, body
    return bare


def _pages(whole: Answer, size: int, name: str) -> list[Answer]:
    if whole.status != 200:
        return [whole]
    contents = CONTENTS.findall(whole.body)
    cuts = [contents[begin : begin + size] for begin in range(0, len(contents), size)] or [[]]
    return [
        whole.with_body(
            listing_with(whole.body, cut, None if number == len(cuts) else f"{name}-{number}")
        )
        for number, cut in enumerate(cuts, 1)
    ]
