"""The catalogue of transport faults, as data: what a server does with one request.

It is independent of what plays it. `fault_server.py` plays it on real sockets; bytes in virtual
time are played by a network backend. Names are those of section 3 of the reliability reference.

A step that never ends is the last one. When the last step is a :class:`Say`, the connection stays
open and the next request on it meets the next fault.
"""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TypeAlias

from attrs import field, frozen

MIB = 1024 * 1024
DEFAULT_BODY = b'{"uuid":"00000000-0000-4000-8000-000000000001","data":[],"padding":"0123456789"}'
JSON = "application/json"


def _short(data: bytes) -> str:
    return repr(data) if len(data) <= 40 else f"{data[:40]!r}… {len(data)} bytes"


@frozen
class Say:
    """Send these bytes."""

    data: bytes = field(repr=_short)


@frozen
class Wait:
    """Send nothing for so many seconds."""

    seconds: float


@frozen
class Repeat:
    """Send these bytes every so many seconds, for ever."""

    data: bytes = field(repr=_short)
    every_seconds: float


@frozen
class Flood:
    """Send these bytes again and again without waiting, for ever.

    Who reads them never waits: a clock that does not run by itself must be moved by each read.
    """

    data: bytes = field(repr=_short)


@frozen
class Reset:
    """End the connection by RST."""


@frozen
class Close:
    """End the connection by FIN."""


@frozen
class HalfClose:
    """Send FIN, and go on reading."""


@frozen
class Stall:
    """Do nothing for ever, and keep the connection open."""


@frozen
class Refuse:
    """Nobody listens. The only step: there is no connection."""


@frozen
class NeverAccept:
    """The connection is made by the kernel, and nobody ever reads from it. The only step."""


Step: TypeAlias = (
    Say | Wait | Repeat | Flood | Reset | Close | HalfClose | Stall | Refuse | NeverAccept
)


@frozen
class Fault:
    """What a server does with one request.

    :ivar name: as in the reference.
    :ivar steps: in order, from the moment when the whole request was read.
    :ivar may_succeed: a call under this fault may give an answer.
    :ivar is_executed: the server carried the request out before it answered, or failed to.
    :ivar is_passing: another attempt is certain to be made, when the operation may be repeated.
    """

    name: str
    steps: tuple[Step, ...]
    may_succeed: bool = False
    is_executed: bool = False
    is_passing: bool = False

    @property
    def is_of_connection(self) -> bool:
        """Tell whether it comes before any request, so that a header cannot ask for it."""
        return isinstance(self.steps[0], Refuse | NeverAccept) if self.steps else False

    @property
    def is_endless(self) -> bool:
        """Tell whether only the client's deadline or its limits can end it."""
        if any(isinstance(step, HalfClose) for step in self.steps):
            return False
        endless = Repeat | Flood | Stall | NeverAccept
        return isinstance(self.steps[-1], endless) if self.steps else False


def head(*headers: str, status: str = "200 OK", content_type: str | None = JSON) -> bytes:
    """Write the first line and the headers of an answer."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def answer(
    body: bytes = DEFAULT_BODY,
    *headers: str,
    status: str = "200 OK",
    content_type: str | None = JSON,
) -> bytes:
    """Write a whole answer, as a server should."""
    length = f"Content-Length: {len(body)}"
    return head(length, *headers, status=status, content_type=content_type) + body


def chunk(data: bytes) -> bytes:
    """Write one part of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def good(body: bytes = DEFAULT_BODY, content_type: str | None = JSON) -> Fault:
    """Answer as a server should: the end of a plan whose faults have passed."""
    said = Say(answer(body, content_type=content_type))
    return Fault("good", (said,), may_succeed=True, is_executed=True)


def _gzip_bomb(mib: int) -> bytes:
    """Write a stream that grows a thousandfold; its one block is repeated instead of made anew."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blank = b" " * MIB
    first = packer.compress(b"[" + blank) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(blank) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (mib - 1)


def _connection_faults(body: bytes, content_type: str) -> list[Fault]:
    whole = answer(body, content_type=content_type)
    in_body = whole[: -(len(body) // 2) or None]
    in_head = whole[:30]
    return [
        Fault("refuse", (Refuse(),), is_passing=True),
        Fault("accept-stall", (NeverAccept(),), is_passing=True),
        Fault("rst@0", (Reset(),), is_passing=True),
        Fault("rst@k", (Say(in_body), Wait(0.01), Reset()), is_passing=True),
        Fault("fin@0", (Close(),), is_passing=True),
        Fault("fin@k", (Say(in_head), Close()), is_passing=True),
        Fault("half-close", (HalfClose(), Stall()), is_passing=True),
        Fault("idle-close", (Say(whole), Close()), may_succeed=True, is_executed=True),
    ]


def _time_faults(body: bytes, content_type: str) -> list[Fault]:
    whole = answer(body, content_type=content_type)
    in_body = whole[: -(len(body) // 2) or None]
    long = head("Content-Length: 1000000", content_type=content_type)
    unfinished = b"HTTP/1.1 200 OK\r\nX-Slow: "
    return [
        Fault("stall@headers", (Stall(),), is_passing=True),
        Fault("stall@k", (Say(in_body), Stall()), is_passing=True),
        Fault("drip-headers", (Say(unfinished), Repeat(b"a", 0.05)), is_passing=True),
        Fault("drip", (Say(long), Repeat(b" ", 0.05)), is_passing=True),
        Fault("1xx-flood", (Flood(b"HTTP/1.1 103 Early Hints\r\n\r\n"),), is_passing=True),
    ]


def _framing_faults(body: bytes, content_type: str) -> list[Fault]:
    half = body[: len(body) // 2]
    length = f"Content-Length: {len(body)}"
    chunked = "Transfer-Encoding: chunked"
    plain_head = head(length, content_type=content_type)
    chunked_head = head(chunked, content_type=content_type)
    open_head = head("Connection: close", content_type=content_type)
    two_lengths = head(length, f"Content-Length: {len(half)}", content_type=content_type)
    both = head(length, chunked, content_type=content_type) + chunk(body) + b"0\r\n\r\n"
    big_header = head(length, f"X-Big: {'a' * 8 * MIB}", content_type=content_type)
    headers = [f"X-{number}: {number}" for number in range(50_000)]
    many_headers = head(length, *headers, content_type=content_type)
    return [
        Fault("trunc@k", (Say(plain_head + half), Close()), is_passing=True),
        Fault("trunc-chunked@k", (Say(chunked_head + chunk(half)), Close()), is_passing=True),
        Fault("no-length-close", (Say(open_head + body), Close()), may_succeed=True),
        Fault("no-length-close@k", (Say(open_head + half), Close())),
        Fault("two-lengths", (Say(two_lengths + body), Close())),
        Fault("length+chunked", (Say(both), Close()), may_succeed=True),
        Fault("garbage-status", (Say(b"\x00\x01 nonsense 200\r\n\r\n" + body), Close())),
        Fault("header-8MiB", (Say(big_header + body), Close())),
        Fault("headers-50000", (Say(many_headers + body), Close())),
    ]


def _lost_answers(body: bytes, content_type: str) -> list[Fault]:
    """Give the faults of requests that were carried out and answered so that nobody knows."""
    cut = answer(body, content_type=content_type)[: -(len(body) // 2) or None]
    told = json.dumps({"message": "the server failed after it had done it"}).encode()
    page = b"<html><body>Bad Gateway</body></html>"
    failed = answer(told, status="500 Internal Server Error")
    by_proxy = answer(page, status="502 Bad Gateway", content_type="text/html")
    every: list[tuple[str, tuple[Step, ...]]] = [
        ("exec+500", (Say(failed),)),
        ("exec+502-html", (Say(by_proxy),)),
        ("exec+rst", (Reset(),)),
        ("exec+stall", (Stall(),)),
        ("exec+trunc@k", (Say(cut), Close())),
    ]
    return [Fault(name, steps, is_executed=True, is_passing=True) for name, steps in every]


def _body_faults(body: bytes) -> list[Fault]:
    page = b"<html><body>Please sign in</body></html>"
    deep = b"[" * 100_000 + b"]" * 100_000
    digits = b'{"uuid":' + b"1" * 100_000 + b"}"
    as_gzip = "Content-Encoding: gzip"
    bomb = answer(_gzip_bomb(600), as_gzip)
    bad_gzip = answer(gzip.compress(body)[:15] + b"nonsense" * 4, as_gzip)
    endless = head("Transfer-Encoding: chunked") + chunk(b"[")
    return [
        Fault("html200", (Say(answer(page, content_type="text/html")),)),
        Fault("empty200", (Say(answer(b"")),), may_succeed=True),
        Fault("nonutf8", (Say(answer(b'{"uuid":"\xff\xfe"}')),)),
        Fault("deep-json", (Say(answer(deep)),)),
        Fault("bigint", (Say(answer(digits)),)),
        Fault("nan", (Say(answer(b'{"uuid":NaN}')),)),
        Fault("huge", (Say(endless), Flood(chunk(b" " * 65_536)))),
        Fault("gzip-bomb", (Say(bomb), Close())),
        Fault("bad-gzip", (Say(bad_gzip),)),
        Fault("ctype:text/html", (Say(answer(body, content_type="text/html")),), may_succeed=True),
    ]


def catalogue(body: bytes = DEFAULT_BODY, content_type: str = JSON) -> tuple[Fault, ...]:
    """Give all faults, around the answer that would have been right.

    :param body: the right body; an object suits every operation that is not read any further.
    :param content_type: its type.
    """
    return (
        *_connection_faults(body, content_type),
        *_time_faults(body, content_type),
        *_framing_faults(body, content_type),
        *_lost_answers(body, content_type),
        *_body_faults(body),
    )


FAULTS: tuple[Fault, ...] = catalogue()
BY_NAME = {fault.name: fault for fault in FAULTS}
