"""P7: no answer makes the process grow, and none keeps it busy."""

from __future__ import annotations

import itertools
import random
import socket
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from busy_server import TOKEN, BusyServer, always, reply_of
from child import run_child
from conftest import Colour
from fault_options import Scale
from rawserver import Behaviour, RawServer, answer

from qarnot.exceptions import InvalidValue, UnreadableReply

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
MOST_GROWTH = 80_000_000
BOMB_SIZE = 600 * MIB
DEADLINE = 10.0
GRACE = 0.5

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it"
)


def deflated(window: int) -> list[bytes]:
    """600 MiB of blanks, compressed; the same block again and again, which costs nothing to make.

    :param window: 31 for gzip, 15 for zlib.
    """
    block = b" " * MIB
    count = BOMB_SIZE // MIB
    first = zlib.compressobj(9, zlib.DEFLATED, window)
    beginning = first.compress(block) + first.flush(zlib.Z_FULL_FLUSH)
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    again = raw.compress(block) + raw.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15).flush(zlib.Z_FINISH)
    checksum = 0
    if window == 31:
        for _ in range(count):
            checksum = zlib.crc32(block, checksum)
        last += checksum.to_bytes(4, "little") + BOMB_SIZE.to_bytes(4, "little")
    else:
        checksum = 1
        for _ in range(count):
            checksum = zlib.adler32(block, checksum)
        last += checksum.to_bytes(4, "big")
    return [beginning, *[again] * (count - 1), last]


@cache
def bomb(encoding: str) -> bytes:
    """A whole body that becomes 600 MiB."""
    if encoding == "gzip, gzip":
        outer = zlib.compressobj(9, zlib.DEFLATED, 31)
        return outer.compress(bomb("gzip")) + outer.flush()
    return b"".join(deflated(31 if encoding == "gzip" else 15))


def sent(status: str, headers: Iterable[str], parts: Callable[[], Iterable[bytes]]) -> Behaviour:
    """Answer with parts that may have no end, until the client has had enough."""

    def behave(connected: socket.socket, _: threading.Event) -> None:
        lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
        connected.sendall("\r\n".join(lines).encode())
        for part in parts():
            connected.sendall(part)
        connected.shutdown(socket.SHUT_WR)

    return behave


def bombed(status: str, encoding: str) -> Behaviour:
    body = bomb(encoding)
    headers = [f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}"]
    return sent(status, headers, lambda: [b"\r\n\r\n", body])


def endless(status: str, *headers: str, begin: bytes, again: bytes) -> Behaviour:
    return sent(status, headers, lambda: itertools.chain([begin], itertools.repeat(again)))


def with_body(status: str, body: bytes) -> Behaviour:
    return sent(status, [f"Content-Length: {len(body)}"], lambda: [b"\r\n\r\n", body])


BLANKS = b" " * 65536
CHUNKED = "Transfer-Encoding: chunked"

TOO_LONG: dict[str, Callable[[str], Behaviour]] = {
    "gzip bomb": lambda status: bombed(status, "gzip"),
    "deflate bomb": lambda status: bombed(status, "deflate"),
    "endless chunks": lambda status: endless(
        status, CHUNKED, begin=b"\r\n\r\n", again=b"10000\r\n" + BLANKS + b"\r\n"
    ),
    "endless body": lambda status: endless(status, begin=b"\r\n\r\n", again=BLANKS),
    "600 MiB": lambda status: endless(
        status, f"Content-Length: {BOMB_SIZE}", begin=b"\r\n\r\n", again=BLANKS
    ),
}

UNREADABLE: dict[str, Callable[[str], Behaviour]] = {
    "bomb in a bomb": lambda status: bombed(status, "gzip, gzip"),
    "header of 8 MiB": lambda status: sent(
        status, [], lambda: [b"\r\nX-Long: " + b"a" * (8 * MIB) + b"\r\n\r\n{}"]
    ),
    "endless header": lambda status: endless(status, begin=b"\r\nX-Long: ", again=b"a" * 65536),
    "50,000 headers": lambda status: sent(
        status,
        ["Content-Length: 2"],
        lambda: [b"".join(b"\r\nX-Header-%d: value" % n for n in range(50_000)), b"\r\n\r\n{}"],
    ),
    "endless chunk line": lambda status: endless(
        status, CHUNKED, begin=b"\r\n\r\n1;", again=b"a" * 65536
    ),
    "endless trailer": lambda status: endless(
        status, CHUNKED, begin=b"\r\n\r\n0\r\nX-Long: ", again=b"a" * 65536
    ),
    "deep lists": lambda status: with_body(status, b"[" * 200_000),
    "deep closed lists": lambda status: with_body(status, b"[" * 200_000 + b"]" * 200_000),
    "deep objects": lambda status: with_body(status, b'{"a":' * 200_000),
    "100,000 digits": lambda status: with_body(status, b'{"uuid":' + b"9" * 100_000 + b"}"),
}

HOSTILE = TOO_LONG | UNREADABLE
STATUSES = ("200 OK", "500 Internal Server Error", "401 Unauthorized")


def wrongs(name: str, status: str, seen: dict[str, Any]) -> Iterator[str]:
    """Tell what a promise of P7 says otherwise."""
    if not seen["is_ours"]:
        yield f"ended with {seen['error']}: {seen['message'][:200]}"
    if seen["growth"] > MOST_GROWTH:
        yield f"grew by {seen['growth'] / 1e6:.0f} MB"
    if seen["seconds"] > DEADLINE + GRACE:
        yield f"took {seen['seconds']:.1f} s"
    if name in TOO_LONG and status.startswith("200"):
        if seen["error"] != "UnreadableReply":
            yield f"is no UnreadableReply: {seen['error']}"
        if not {"16 MiB", str(16 * MIB), f"{16 * MIB:,}"} & set(find_limits(seen["message"])):
            yield f"does not name the limit: {seen['message'][:200]}"
    if len(seen["message"]) > 5_000:
        yield f"is told at length: {len(seen['message'])} characters"


def find_limits(message: str) -> list[str]:
    return [text for text in ("16 MiB", str(16 * MIB), f"{16 * MIB:,}") if text in message]


@needs_proc
@pytest.mark.timeout(600)
def test_no_answer_makes_the_process_grow(scale: Scale, figure: Callable[[str], None]) -> None:
    if scale.is_whole:
        cells = list(itertools.product(["sync", "async"], STATUSES, [[name] for name in HOSTILE]))
    else:
        draw = random.Random(scale.seed)
        drawn = [draw.choice(["gzip bomb", "bomb in a bomb"]), "endless chunks"]
        cells = [(draw.choice(["sync", "async"]), draw.choice(STATUSES), drawn)]
    failures, growths, times = [], [], []
    for colour, status, names in cells:
        behaviours = [HOSTILE[name](status) for name in names]
        with RawServer(answer(b'{"uuid":"good"}'), *behaviours) as server:
            verdicts = run_child("memory_probe.py", colour, server.url, len(names), DEADLINE)
            met = len(server.requests)
        assert met == 1 + len(names)
        for name, seen in zip(names, verdicts, strict=True):
            growths.append(seen["growth"])
            times.append(seen["seconds"])
            failures += [f"{colour} {status} {name}: {it}" for it in wrongs(name, status, seen)]
    figure(
        f"P7 memory: {len(growths)} hostile answers, {len(failures)} failures, "
        f"at most {max(growths) / 1e6:.0f} MB more, slowest {max(times):.2f} s"
    )
    assert failures == []


@needs_proc
def test_a_reader_without_a_limit_is_seen_to_grow(
    scale: Scale, figure: Callable[[str], None]
) -> None:
    if not scale.is_whole:
        pytest.skip("only in the whole run")
    with RawServer(answer(), bombed("200 OK", "gzip")) as server:
        (seen,) = run_child("memory_probe.py", "careless", server.url, 1, DEADLINE)
    assert seen["growth"] > 5 * MOST_GROWTH
    figure(f"P7 control: httpx as it is grows by {seen['growth'] / 1e6:.0f} MB")


@pytest.mark.parametrize("limit", [1_000, 20 * MIB], ids=["1,000 bytes", "20 MiB"])
async def test_the_limit_is_adjustable_to_the_byte(
    colour: Colour, limit: int, scale: Scale
) -> None:
    if limit not in scale.pick([1_000, 20 * MIB], 1):
        pytest.skip("this slice tries the other limit")

    def reply(size: int) -> bytes:
        return b'{"uuid":"u","name":"' + b"n" * (size - 22) + b'"}'

    assert len(reply(limit)) == limit
    with RawServer(answer(reply(limit)), answer(reply(limit + 1))) as server:
        connection = colour.connection(
            cluster_url=server.url, max_reply_bytes=limit, retry_count=0, client_token=TOKEN
        )
        whole = await colour.do(connection.wire.call("get_task", "u"))
        assert len(whole["name"]) == limit - 22
        with pytest.raises(UnreadableReply) as caught:
            await colour.do(connection.wire.call("get_task", "u"))
        await colour.close(connection)
    named = {str(limit), f"{limit:,}", f"{limit // MIB} MiB"}
    assert any(text in caught.value.message for text in named), caught.value.message


@pytest.mark.parametrize("limit", [0, -1, "much", True, None])
def test_a_limit_that_cannot_be_is_refused(colour: Colour, limit: Any) -> None:
    with pytest.raises(InvalidValue, match="max_reply_bytes"):
        colour.connection(cluster_url="http://127.0.0.1:9", max_reply_bytes=limit)


OUTPUT = b"".join(b"line %d of the output\n" % n for n in range(750_000))


async def test_the_output_of_a_task_may_be_longer_than_other_replies(colour: Colour) -> None:
    assert len(OUTPUT) > 16 * MIB
    quoted = b'"' + OUTPUT.replace(b"\n", b"\\n") + b'"'
    texts = [reply_of(OUTPUT, kind="text/plain"), reply_of(quoted)]

    with BusyServer() as server:
        connection = colour.connection(cluster_url=server.url, retry_count=0)
        task = await colour.do(connection.retrieve_task("u"))
        for text in texts:
            server.reply = always(text)
            assert await colour.do(connection.wire.call("get_task_stdout", "u")) == OUTPUT.decode()
            assert await colour.do(task.stdout()) == OUTPUT.decode()
        await colour.close(connection)
        assert server.asked == 5
