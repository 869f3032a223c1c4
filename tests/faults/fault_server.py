"""A server on loopback that plays the faults of `fault_plans.py` on real sockets.

A test registers a plan, an ordered list of faults, and lets the client send the plan's header.
Each request takes the next fault. What was seen stays in the plan, and that ledger, not the
client, is the oracle. A plan with a fault that nobody met fails its test.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import itertools
import socket
import ssl
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from attrs import define, field, frozen
from fault_plans import (
    Close,
    Fault,
    Flood,
    HalfClose,
    NeverAccept,
    Refuse,
    Repeat,
    Reset,
    Say,
    Stall,
    Step,
    Wait,
    answer,
)

PLAN_HEADER = "X-Test-Plan"
LONGEST_HEAD = 1024 * 1024
FLOOD_BLOCK = 65_536
TLS_HANDSHAKE = b"\x16"


@frozen
class Seen:
    """A whole request that arrived.

    :ivar attempt: which of the requests of its plan with the same method and path it is, from 1.
    :ivar fault: what was done with it; ``None`` when its plan had nothing left.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    attempt: int
    fault: Fault | None

    @property
    def is_executed(self) -> bool:
        """Tell whether the server did what it was asked for."""
        return self.fault is not None and self.fault.is_executed


@define(eq=False)
class Plan:
    """What the server does with the requests of one client, and what it saw of them.

    :ivar url: where the client has to connect to.
    :ivar seen: every request, in the order in which they arrived.
    """

    id: str
    url: str
    _faults: deque[Fault]
    _by_path: dict[str, deque[Fault]]
    _always: Fault | None
    _listen: Callable[[], None] | None = None
    seen: list[Seen] = field(factory=list, init=False)
    met: list[str] = field(factory=list, init=False)
    _counts: Counter[tuple[str, str]] = field(factory=Counter, init=False)

    @property
    def headers(self) -> dict[str, str]:
        """What the client has to send with each request."""
        return {PLAN_HEADER: self.id}

    @property
    def executed(self) -> list[Seen]:
        """The requests that were carried out."""
        return [request for request in self.seen if request.is_executed]

    @property
    def next_is_refusal(self) -> bool:
        return bool(self._faults) and isinstance(self._faults[0].steps[0], Refuse)

    @property
    def next_is_never_read(self) -> bool:
        return bool(self._faults) and isinstance(self._faults[0].steps[0], NeverAccept)

    def is_met(self) -> bool:
        """Tell whether anything of it was met."""
        return bool(self.met)

    def take(self, path: str | None = None) -> Fault | None:
        """Take the fault that is next for a path, or for a connection."""
        faults = self._by_path.get(path or "", self._faults)
        fault = faults.popleft() if faults else self._always
        if fault is not None:
            self.met.append(fault.name)
        return fault

    def refused(self) -> None:
        """Tell that the client was refused, which no server can see; afterwards it may listen."""
        assert self.next_is_refusal, f"nobody was to be refused; met: {self.met}"
        self.take()
        if not self.next_is_refusal and self._listen is not None:
            self._listen()

    def note(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Seen:
        """Write a request into the ledger, and take its fault."""
        self._counts[method, path] += 1
        attempt = self._counts[method, path]
        seen = Seen(method, path, headers, body, attempt, self.take(path.partition("?")[0]))
        self.seen.append(seen)
        return seen

    def assert_completed(self) -> None:
        """Fail when a fault was met by nobody, or when more requests came than were planned."""
        left = [
            fault.name for faults in (self._faults, *self._by_path.values()) for fault in faults
        ]
        assert not left, f"planned and never met: {left}; met: {self.met}; seen: {self.seen}"
        surplus = [request for request in self.seen if request.fault is None]
        assert not surplus, f"more requests than planned: {surplus}; met: {self.met}"


class FaultServer:
    """Plays plans in a thread of its own, as long as the ``with`` block lasts.

    :param tls: makes it speak TLS.
    :param notifies_close: over TLS, say so before closing, as the protocol demands.
    :param to_hello: what it does when it speaks no TLS and somebody begins to; by default what
        servers do that speak HTTP only.
    :ivar connections: how many there ever were.
    :ivar failed_handshakes: how many of them ended before TLS was agreed on.
    :ivar hellos: how many of them began with TLS although none is spoken here.
    :ivar seen: every request of every plan, and those that belong to none.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        *,
        notifies_close: bool = True,
        to_hello: tuple[Step, ...] = (Say(answer(b"", status="400 Bad Request")), Close()),
    ) -> None:
        self._tls = tls
        self._notifies_close = notifies_close
        self._to_hello = to_hello
        self._plans: dict[str, Plan] = {}
        self._numbers = itertools.count(1)
        self._bound: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.StreamWriter] = set()
        self._failures: list[BaseException] = []
        self._ready: concurrent.futures.Future[asyncio.AbstractEventLoop] = (
            concurrent.futures.Future()
        )
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self.connections = 0
        self.failed_handshakes = 0
        self.hellos = 0
        self.seen: list[Seen] = []
        self._main = self._bind()
        self.port = self._main.getsockname()[1]
        self.url = self._url(self.port)

    def __enter__(self) -> Self:
        self._thread.start()
        self._loop = self._ready.result()
        self._listen_on(self._main, None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        for bound in self._bound:
            bound.close()
        if error is None and self._failures:
            raise self._failures[0]

    def plan(
        self,
        *faults: Fault,
        by_path: Mapping[str, Iterable[Fault]] | None = None,
        always: Fault | None = None,
        own_port: bool = False,
    ) -> Plan:
        """Register a plan.

        :param faults: for the requests of its client, in order. Refusals can only be the first,
            and the client's test must call :meth:`Plan.refused` for each.
        :param by_path: for the requests of these paths, instead.
        :param always: for every request beyond those that were planned; without it those get an
            error that nobody repeats, and the plan fails.
        :param own_port: for a client that cannot send the header of the plan. A plan with faults
            that come before any header has one anyhow.
        """
        number = str(next(self._numbers))
        queues = {path: deque(some) for path, some in (by_path or {}).items()}
        plan = Plan(number, self.url, deque(faults), queues, always)
        if own_port or any(fault.is_of_connection for fault in faults):
            bound = self._bind()
            plan.url = self._url(bound.getsockname()[1])
            plan._listen = lambda: self._listen_on(bound, plan)
            if not plan.next_is_refusal:
                plan._listen()
        self._plans[number] = plan
        return plan

    def assert_all_closed(self, within: float = 2.0) -> None:
        """Fail when the client keeps a connection open."""
        self.wait_for(lambda: not self._open, within)
        assert not self._open, f"{len(self._open)} connections are still open"

    def wait_for(self, condition: Callable[[], object], within: float = 2.0) -> None:
        """Let the server do what it is behind with: a client may give up before it is seen."""
        end = time.monotonic() + within
        while not condition() and time.monotonic() < end:
            time.sleep(0.005)

    def hang_up(self) -> None:
        """Drop every connection."""

        async def abort() -> None:
            for writer in list(self._open):
                writer.transport.abort()

        asyncio.run_coroutine_threadsafe(abort(), self._loop).result()

    def _bind(self) -> socket.socket:
        bound = socket.socket()
        self._bound.append(bound)
        bound.bind(("127.0.0.1", 0))
        return bound

    def _url(self, port: int) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{port}"

    def _listen_on(self, bound: socket.socket, plan: Plan | None) -> None:
        async def listen() -> None:
            def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Any:
                return self._serve(plan, reader, writer)

            server = await asyncio.start_server(serve, sock=bound, limit=LONGEST_HEAD, backlog=128)
            self._servers.append(server)

        asyncio.run_coroutine_threadsafe(listen(), self._loop).result()

    async def _run(self) -> None:
        self._stop = asyncio.Event()
        self._ready.set_result(asyncio.get_running_loop())
        await self._stop.wait()
        for server in self._servers:
            server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _serve(
        self, plan: Plan | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        self._open.add(writer)
        try:
            if plan is not None and plan.next_is_never_read:
                plan.take()
                await _until_closed(reader)
                return
            await self._agree_on_tls(writer)
            while await self._serve_one(plan, reader, writer):
                pass
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        except Exception as error:  # noqa: BLE001 - it is raised where the server is stopped
            self._failures.append(error)
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _agree_on_tls(self, writer: asyncio.StreamWriter) -> None:
        if self._tls is None:
            return
        try:
            await writer.start_tls(self._tls)
        except OSError:
            self.failed_handshakes += 1
            raise

    async def _serve_one(
        self, plan: Plan | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Read one request, and do what is planned; ``False`` when the connection is over."""
        first = await reader.readexactly(1)
        if first == TLS_HANDSHAKE:
            self.hellos += 1
            return await self._play(self._to_hello, reader, writer)
        text = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request_line, *lines = text.rstrip("\r\n").split("\r\n")
        method, path, _ = request_line.split(" ")
        parts = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in parts}
        assert "transfer-encoding" not in headers, "a chunked request is not read here"
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        plan = plan or self._plans.get(headers.get(PLAN_HEADER.lower(), ""))
        if plan is None:
            self.seen.append(Seen(method, path, headers, body, 1, None))
            steps: tuple[Step, ...] = (Say(answer(b"", status="400 No Plan")),)
        else:
            seen = plan.note(method, path, headers, body)
            self.seen.append(seen)
            no_more = (Say(answer(b"", status="400 Nothing Left")),)
            steps = seen.fault.steps if seen.fault else no_more
        return await self._play(steps, reader, writer)

    async def _play(
        self,
        steps: Iterable[Step],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        for step in steps:
            match step:
                case Say(data):
                    writer.write(data)
                    await writer.drain()
                case Wait(seconds):
                    await asyncio.sleep(seconds)
                case Repeat() | Flood():
                    await _say_for_ever(step, reader, writer)
                case HalfClose():
                    writer.write_eof()
                case Stall() | NeverAccept():
                    # A kept connection was accepted already: its next request is not answered.
                    await _until_closed(reader)
                    return False
                case Reset():
                    linger = struct.pack("ii", 1, 0)
                    connected = writer.get_extra_info("socket")
                    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    return False
                case Close():
                    if self._notifies_close:
                        writer.close()
                        with contextlib.suppress(OSError):
                            await writer.wait_closed()
                    return False
                case Refuse():
                    raise AssertionError(f"{step} can only be met before a request")
        return True


async def _until_closed(reader: asyncio.StreamReader) -> None:
    while await reader.read(FLOOD_BLOCK):
        pass


async def _say_for_ever(
    step: Repeat | Flood, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    is_flood = isinstance(step, Flood)
    data = step.data * max(1, FLOOD_BLOCK // len(step.data)) if is_flood else step.data
    while not reader.at_eof():
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(0 if isinstance(step, Flood) else step.every_seconds)
    raise EOFError
