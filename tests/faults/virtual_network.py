"""A network without sockets and without time: plays faults of the catalogue to the real parsers.

The backends go under the pools of httpcore, so that everything above the socket is what users run.
A wait moves a clock that nothing else moves, and an hour costs as much as a moment.
"""

# The arguments of the backends are those of httpcore.
# ruff: noqa: ARG002
from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import httpcore
from attrs import Factory, define, field
from fault_plans import (
    Close,
    Fault,
    Flood,
    HalfClose,
    Refuse,
    Repeat,
    Reset,
    Say,
    Step,
    Wait,
)

__all__ = [
    "AsyncVirtualBackend",
    "NeverEnds",
    "VirtualBackend",
    "VirtualClock",
    "VirtualNetwork",
]

SEGMENT_BYTES = 16 * 1024
FLOOD_BYTES = 4096
FLOOD_SECONDS = 0.01
FOREVER = float("inf")


class NeverEnds(BaseException):
    """Somebody waits longer than the test allows; no error of the network, so nobody handles it."""


@define
class VirtualClock:
    """Seconds that pass when somebody waits.

    :ivar now_is: what the clock shows.
    :ivar ends: nobody may wait any longer than until then.
    :ivar too_late: what is raised then.
    """

    now_is: float = 1000.0
    ends: float = FOREVER
    too_late: type[BaseException] = NeverEnds

    def now(self) -> float:
        return self.now_is

    def pause(self, seconds: float) -> None:
        """Sleep, in blocking code."""
        self.advance(seconds)

    async def pause_async(self, seconds: float) -> None:
        """Sleep, in async code."""
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass.

        :raises BaseException: it is too much; what ``too_late`` says.
        """
        if self.now_is + seconds > self.ends or seconds == FOREVER:
            raise self.too_late(f"somebody waits at {self.now_is:.3f} for {seconds:.3f} s more")
        self.now_is += seconds


@define
class Met:
    """A request that came: its bytes, and the fault that it met."""

    fault: Fault
    request: bytearray = Factory(bytearray)

    @property
    def line(self) -> str:
        """The first line, without the version."""
        first = bytes(self.request).partition(b"\r\n")[0]
        return first.decode("latin-1").removesuffix(" HTTP/1.1")

    @property
    def headers(self) -> Mapping[str, str]:
        head = bytes(self.request).partition(b"\r\n\r\n")[0].decode("latin-1")
        pairs = (line.partition(": ") for line in head.split("\r\n")[1:])
        return {name.lower(): value for name, _, value in pairs}


@define(eq=False)
class VirtualNetwork:
    """What every connection meets: the planned faults in order, the last one again and again.

    :ivar clock: moved by every wait.
    :ivar connects: whether connections come about, or the time of whoever waits for one runs out.
    :ivar shakes_hands: the same of TLS, of which there is nothing else here.
    :ivar met: the requests that came, and the connections that were refused.
    :ivar bytes_read: how much was taken from all connections, since the plan began.
    """

    clock: VirtualClock = Factory(VirtualClock)
    connects: bool = True
    shakes_hands: bool = True
    met: list[Met] = field(factory=list, init=False)
    bytes_read: int = field(default=0, init=False)
    _planned: deque[Fault] = field(factory=deque, init=False)
    _open: set[_Connection] = field(factory=set, init=False)

    def play(self, *faults: Fault) -> None:
        """Begin another plan; the connections of the one before are over."""
        self._planned, self.met, self.bytes_read = deque(faults), [], 0
        for connection in self._open:
            connection.is_over = True

    @property
    def open_connections(self) -> int:
        """How many connections were made here and not closed again."""
        return len(self._open)

    @property
    def unmet(self) -> list[str]:
        """The planned faults that nobody has met yet."""
        met = [each.fault for each in self.met]
        return [fault.name for fault in self._planned if fault not in met]

    def next_fault(self) -> Fault:
        """Give what another request meets."""
        fault = self._planned.popleft() if len(self._planned) > 1 else self._planned[0]
        self.met.append(Met(fault))
        return fault

    def connect(self, timeout: float | None) -> _Connection:
        """Connect, or fail to."""
        if not self.connects:
            self.clock.advance(_limit(timeout))
            raise httpcore.ConnectTimeout
        if isinstance(self._planned[0].steps[0], Refuse):
            self.next_fault()
            raise httpcore.ConnectError("connection refused")
        connection = _Connection(self)
        self._open.add(connection)
        return connection

    def shake_hands(self, timeout: float | None) -> None:
        """Begin TLS, or fail to."""
        if not self.shakes_hands:
            self.clock.advance(_limit(timeout))
            raise httpcore.ConnectTimeout

    def forget(self, connection: _Connection) -> None:
        """Take note that our side has closed a connection."""
        self._open.discard(connection)


def _limit(timeout: float | None) -> float:
    return FOREVER if timeout is None else timeout


Happening: TypeAlias = tuple[float, bytes | Close | HalfClose | Reset]


def _happenings(steps: Iterable[Step]) -> Iterator[Happening]:
    """Give what happens one after another, each with the seconds until it does."""
    for step in steps:
        match step:
            case Say(data):
                yield 0.0, data
            case Wait(seconds):
                yield seconds, b""
            case Repeat(data, every_seconds):
                while True:
                    yield every_seconds, data
            case Flood(data):
                many = data * max(1, FLOOD_BYTES // len(data))
                while True:
                    yield FLOOD_SECONDS, many
            case Close() | HalfClose() | Reset():
                while True:
                    yield 0.0, step
    while True:
        yield FOREVER, b""


@define(eq=False)
class _Connection:
    """One connection: plays a fault to whoever reads."""

    _network: VirtualNetwork
    is_over: bool = False
    _is_answered: bool = True
    _happenings: Iterator[Happening] = Factory(lambda: _happenings(()))
    _next: Happening | None = None
    _arrived: memoryview = Factory(lambda: memoryview(b""))

    @property
    def is_readable(self) -> bool:
        """Tell whether somebody who reads gets something at once, be it that all is over."""
        delay, what = self._look_ahead()
        return self.is_over or bool(self._arrived) or (delay == 0.0 and what != b"")

    def write(self, buffer: bytes) -> None:
        if self._is_answered:
            self._is_answered = False
            fault = self._network.next_fault()
            self._happenings, self._next = _happenings(fault.steps), None
        self._network.met[-1].request += buffer

    def read(self, max_bytes: int, timeout: float | None) -> bytes:
        self._is_answered = True
        left = _limit(timeout)
        while not self._arrived:
            delay, what = self._look_ahead()
            if delay > left or delay == FOREVER:
                self._next = (delay - left, what)
                self._network.clock.advance(left)
                raise httpcore.ReadTimeout
            self._network.clock.advance(delay)
            left -= delay
            self._next = None
            if isinstance(what, Reset):
                raise httpcore.ReadError("connection reset by peer")
            if not isinstance(what, bytes):
                return b""
            self._arrived = memoryview(what)
        given = bytes(self._arrived[: min(max_bytes, SEGMENT_BYTES)])
        self._arrived = self._arrived[len(given) :]
        self._network.bytes_read += len(given)
        return given

    def start_tls(self, timeout: float | None) -> None:
        try:
            self._network.shake_hands(timeout)
        except BaseException:
            # The backends of httpcore do so, too.
            self.close()
            raise

    def close(self) -> None:
        self._network.forget(self)

    def get_extra_info(self, info: str) -> Any:
        return self.is_readable if info == "is_readable" else None

    def _look_ahead(self) -> Happening:
        if self._next is None:
            self._next = next(self._happenings)
        return self._next


class _Stream(httpcore.NetworkStream):
    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._connection.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._connection.write(buffer)

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        self._connection.start_tls(timeout)
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._connection.get_extra_info(info)


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._connection.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._connection.write(buffer)

    async def aclose(self) -> None:
        self._connection.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self._connection.start_tls(timeout)
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._connection.get_extra_info(info)


class VirtualBackend(httpcore.NetworkBackend):
    """For :class:`qarnot._transport.DeadlineTransport`."""

    def __init__(self, network: VirtualNetwork) -> None:
        self._network = network

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._network.connect(timeout))


class AsyncVirtualBackend(httpcore.AsyncNetworkBackend):
    """For :class:`qarnot._transport.AsyncDeadlineTransport`."""

    def __init__(self, network: VirtualNetwork) -> None:
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(self._network.connect(timeout))
