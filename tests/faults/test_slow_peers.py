"""Peers that are slow in ways that a limit of single steps does not see."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import threading
import time
import zlib
from typing import Any

import pytest
import trustme
from conftest import Colour
from operation_calls import sample_call
from qarnot_rest.models import TaskCreationInput
from rawserver import RawServer, drip

from qarnot.exceptions import ApiTimeout, ConnectionClosed, OutcomeUnknown

pytestmark = pytest.mark.anyio

TIMEOUT = 0.5
GRACE = 0.5


async def seconds_of(colour: Colour, connection: Any, *call: Any, **named: Any) -> float:
    """Call something that cannot end well, and give how long it took."""
    begin = time.monotonic()
    with pytest.raises((ApiTimeout, OutcomeUnknown)):
        await colour.do(connection.wire.call(*call, **named))
    return time.monotonic() - begin


async def test_a_server_that_reads_slowly_ends_at_the_deadline(colour: Colour) -> None:
    def read_slowly(stopped: threading.Event) -> None:
        connected, _ = listener.accept()
        with connected:
            while not stopped.wait(0.02) and connected.recv(32 * 1024):
                pass

    stopped = threading.Event()
    body = sample_call("create_task").keywords["body"].to_dict()
    body["labels"] = {"long": "x" * 20_000_000}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        reader = threading.Thread(target=read_slowly, args=(stopped,))
        reader.start()
        connection = colour.connection(
            cluster_url=f"http://127.0.0.1:{listener.getsockname()[1]}",
            cluster_timeout=TIMEOUT,
            retry_count=0,
        )
        seconds = await seconds_of(
            colour, connection, "create_task", body=TaskCreationInput.from_dict(body)
        )
        await colour.close(connection)
        stopped.set()
        reader.join()
    assert seconds < TIMEOUT + GRACE


async def test_all_addresses_of_a_host_share_one_limit(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        with socket.socket() as first, socket.socket() as second:
            for waiting in (first, second):
                waiting.setblocking(False)
                waiting.connect_ex(address)
            one = (socket.AF_INET, socket.SOCK_STREAM, 6, "", address)
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [one] * 4)
            connection = colour.connection(
                cluster_url=f"http://many.example:{address[1]}",
                cluster_timeout=TIMEOUT,
                retry_count=0,
                cluster_proxy="",
            )
            seconds = await seconds_of(colour, connection, "get_task", "x")
            await colour.close(connection)
    assert seconds < TIMEOUT + GRACE


async def test_output_of_which_nothing_comes_ends(colour: Colour) -> None:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    nothing = squeeze.flush(zlib.Z_FULL_FLUSH) * 200
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n"
    with RawServer(drip(head + gzip.compress(b"")[:10], nothing)) as server:
        connection = colour.connection(
            cluster_url=server.url, cluster_timeout=TIMEOUT, retry_count=0
        )
        seconds = await seconds_of(colour, connection, "get_task_stdout", "x")
        await colour.close(connection)
    assert seconds < TIMEOUT + GRACE


async def test_a_connection_closed_in_its_handshake_sends_nothing(
    colour: Colour, tmp_path: Any
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    has_connected, may_go_on = threading.Event(), threading.Event()
    received: list[bytes] = []

    def serve() -> None:
        connected, _ = listener.accept()
        has_connected.set()
        may_go_on.wait(10)
        try:
            with context.wrap_socket(connected, server_side=True) as secure:
                received.append(secure.recv(65536))
        except OSError:
            received.append(b"")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve)
        server.start()
        connection = colour.connection(
            cluster_url=f"https://127.0.0.1:{listener.getsockname()[1]}",
            cluster_custom_certificate=tmp_path / "ca.pem",
            retry_count=0,
            cluster_timeout=5,
        )

        async def call() -> None:
            with pytest.raises(ConnectionClosed):
                await colour.do(connection.wire.call("get_task", "x"))

        work = call() if colour.is_async else asyncio.to_thread(asyncio.run, call())
        calling = asyncio.ensure_future(work)
        await asyncio.to_thread(has_connected.wait, 10)
        await colour.close(connection)
        may_go_on.set()
        await asyncio.wait_for(calling, 6)
        await asyncio.to_thread(server.join)
    assert received == [b""]
