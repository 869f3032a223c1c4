"""HTTP transports whose every attempt ends at its deadline, in both colours.

httpx limits each read on its own, so an answer that drips in byte by byte, or a flood of interim
answers, would keep it waiting for ever. Here a network backend under httpcore's public connection
pools gives each operation on the socket only the time that is left of the whole attempt.
Resolving a host name in blocking code is outside of it: the system call cannot be interrupted.
"""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet, finalize

import anyio
import httpcore
import httpx

from qarnot._forks import renew_in_child
from qarnot._proxies import Proxy
from qarnot.exceptions import QarnotGenericException

__all__ = [
    "AsyncDeadlineTransport",
    "Deadline",
    "DeadlineTransport",
    "RefusingTransport",
    "attempt_deadline",
]

IDLE_SECONDS = 30.0
WRITTEN_AT_ONCE = 16 * 1024
_CLOSED = "this connection is closed"


class Deadline:
    """When an attempt ends.

    :param seconds: from now.
    :param clock: monotonic seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def seconds_left(self) -> float:
        """What is left; 0 or less when it is over."""
        return self._end - self._clock()

    def move(self, seconds: float) -> None:
        """Let it end so many seconds from now."""
        self._end = self._clock() + seconds

    def limit(self, timeout: float | None, too_late: type[Exception]) -> float:
        """Give what one operation may take: its own limit, or what is left.

        :raises Exception: of the kind ``too_late``, when nothing is left.
        """
        left = self.seconds_left
        if left <= 0:
            raise too_late("the time for this attempt is over")
        return left if timeout is None else min(timeout, left)


_DEADLINE: ContextVar[Deadline | None] = ContextVar("qarnot_attempt_deadline", default=None)


@contextlib.contextmanager
def attempt_deadline(
    seconds: float, clock: Callable[[], float] = time.monotonic
) -> Iterator[Deadline]:
    """Let everything on the network inside this block end after so many seconds.

    :param seconds: from now; what is given can be moved later.
    :param clock: monotonic seconds.
    """
    deadline = Deadline(seconds, clock)
    token = _DEADLINE.set(deadline)
    try:
        yield deadline
    finally:
        _DEADLINE.reset(token)


def _time_for(timeout: float | None, too_late: type[Exception]) -> float | None:
    deadline = _DEADLINE.get()
    return timeout if deadline is None else deadline.limit(timeout, too_late)


# From the most to the least particular: the first that fits wins.
_ERRORS: tuple[tuple[type[Exception], type[httpx.HTTPError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.TimeoutException, httpx.TimeoutException),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.ProtocolError, httpx.ProtocolError),
)


def _shut_down(stream: _Stream | _AsyncStream) -> None:
    """End a connection, so that whoever waits for it is woken up."""
    connected = stream.get_extra_info("socket")
    if connected is not None:
        with contextlib.suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)


class _OpenSockets:
    """The sockets of a transport, so that those who wait for them can be woken up.

    Closing a socket wakes up nobody who waits for it in another thread; shutting it down does.
    """

    def __init__(self) -> None:
        self._streams: WeakSet[_Stream | _AsyncStream] = WeakSet()
        self._lock = threading.Lock()
        self.is_shut = False

    def admit(self, stream: _Stream | _AsyncStream) -> bool:
        """Take in a new connection; ``False`` when none may begin any more."""
        with self._lock:
            self._streams.add(stream)
            return not self.is_shut

    def shut(self) -> None:
        """End every connection, and let none begin."""
        with self._lock:
            self.is_shut = True
            streams = list(self._streams)
        for stream in streams:
            _shut_down(stream)

    def close_here(self) -> None:
        """Close the descriptors of a child process; the connections go on in its parent.

        There is one thread only, and the lock may never be released.
        """
        for stream in list(self._streams):
            if isinstance(stream, _Stream):
                stream.close_descriptor()
        self._streams.clear()


class _Stream(httpcore.NetworkStream):
    """A connection of blocking code, whose descriptor is closed when no thread waits for it.

    Two races of httpcore's pool end here. A thread that tidies the pool may close a connection that
    another has just begun to use; the number of the descriptor would be given to the next
    connection, while the other still waits for it. And it may take an answer that has come in for
    the end of an idle connection.

    :ivar is_answering: a request was sent, and its answer is not read to its end.
    """

    def __init__(self, stream: httpcore.NetworkStream, sockets: _OpenSockets) -> None:
        self._stream = stream
        self._sockets = sockets
        self._lock = threading.Lock()
        self._users = 0
        self._is_doomed = False
        self.is_answering = False
        self.is_admitted = sockets.admit(self)
        # Whoever never closes a connection loses no descriptor by it, and gets no warning.
        self._close = finalize(self, stream.close)

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._lock:
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                is_last = self._is_doomed and self._users == 0
            if is_last:
                self.close_descriptor()

    def close_descriptor(self) -> None:
        """Close it in this process; the connection goes on in others that have it."""
        self._close()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._in_use():
            return self._stream.read(max_bytes, _time_for(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self._lock:
            if self._is_doomed and not self.is_answering:
                # Closed between being chosen and being used; nothing was sent, another will do.
                raise httpcore.ConnectionNotAvailable
            self.is_answering = True
        with self._in_use():
            # httpcore gives each piece that the socket takes the whole of the limit.
            for start in range(0, len(buffer), WRITTEN_AT_ONCE):
                piece = buffer[start : start + WRITTEN_AT_ONCE]
                self._stream.write(piece, _time_for(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        with self._lock:
            self._is_doomed = True
            is_used = self._users > 0
        if is_used:
            _shut_down(self)
        else:
            self.close_descriptor()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = _time_for(timeout, httpcore.ConnectTimeout)
        inner = self._stream.start_tls(ssl_context, server_hostname, limit)
        self._close.detach()
        stream = _Stream(inner, self._sockets)
        if not stream.is_admitted:
            stream.close()
            raise httpcore.ConnectError(_CLOSED)
        return stream

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and self.is_answering:
            return False
        return self._stream.get_extra_info(info)


class _SystemBackend(httpcore.SyncBackend):
    """Opens connections of the operating system, all addresses of a host within one limit."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        end = None if timeout is None else time.monotonic() + timeout
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        failure: Exception = httpcore.ConnectError(f"{host}: there is no such host")
        for number, (*_, address) in enumerate(found):
            share = None if end is None else (end - time.monotonic()) / (len(found) - number)
            if share is not None and share <= 0:
                raise httpcore.ConnectTimeout("the time for this connection is over")
            try:
                return super().connect_tcp(
                    str(address[0]), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend, sockets: _OpenSockets) -> None:
        self._backend = backend
        self._sockets = sockets

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if self._sockets.is_shut:
            raise httpcore.ConnectError(_CLOSED)
        limit = _time_for(timeout, httpcore.ConnectTimeout)
        connected = self._backend.connect_tcp(host, port, limit, local_address, socket_options)
        stream = _Stream(connected, self._sockets)
        if not stream.is_admitted:
            stream.close()
            raise httpcore.ConnectError(_CLOSED)
        return stream


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, sockets: _OpenSockets) -> None:
        self._stream = stream
        self._sockets = sockets
        self.is_admitted = sockets.admit(self)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, _time_for(timeout, httpcore.ReadTimeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, _time_for(timeout, httpcore.WriteTimeout))

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        limit = _time_for(timeout, httpcore.ConnectTimeout)
        inner = await self._stream.start_tls(ssl_context, server_hostname, limit)
        stream = _AsyncStream(inner, self._sockets)
        if not stream.is_admitted:
            await stream.aclose()
            raise httpcore.ConnectError(_CLOSED)
        return stream

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, backend: httpcore.AsyncNetworkBackend, sockets: _OpenSockets) -> None:
        self._backend = backend
        self._sockets = sockets

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if self._sockets.is_shut:
            raise httpcore.ConnectError(_CLOSED)
        limit = _time_for(timeout, httpcore.ConnectTimeout)
        connected = await self._backend.connect_tcp(
            host, port, limit, local_address, socket_options
        )
        stream = _AsyncStream(connected, self._sockets)
        if not stream.is_admitted:
            await stream.aclose()
            raise httpcore.ConnectError(_CLOSED)
        return stream


@contextlib.contextmanager
def _as_httpx_errors(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        for kind, httpx_kind in _ERRORS:
            if isinstance(error, kind):
                raise _httpx_error(httpx_kind, str(error), request) from error
        raise


def _httpx_error(
    kind: type[httpx.HTTPError], message: str, request: httpx.Request
) -> httpx.HTTPError:
    error = kind(message)
    error.request = request
    return error


class _Body(httpx.SyncByteStream):
    def __init__(
        self, response: httpcore.Response, request: httpx.Request, end: Callable[[], None]
    ) -> None:
        self._response = response
        self._request = request
        self._end = end
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors(self._request):
            yield from self._response.iter_stream()

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            stream = self._response.extensions.get("network_stream")
            if isinstance(stream, _Stream):
                stream.is_answering = False
            try:
                self._response.close()
            finally:
                self._end()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(
        self, response: httpcore.Response, request: httpx.Request, end: Callable[[], None]
    ) -> None:
        self._response = response
        self._request = request
        self._end = end
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors(self._request):
            async for part in self._response.aiter_stream():
                yield part

    async def aclose(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            try:
                await self._response.aclose()
            finally:
                self._end()


def _ssl_context(verify: bool | str) -> ssl.SSLContext:
    if verify is True:
        return _default_context()
    if verify is False:
        return httpx.create_ssl_context(verify=False, trust_env=False)
    return ssl.create_default_context(cafile=verify)


@functools.cache
def _default_context() -> ssl.SSLContext:
    """Make the context that all connections share: reading the authorities takes long."""
    return httpx.create_ssl_context(trust_env=False)


def _pool_options(verify: bool | str, connections: int, proxy: Proxy | None) -> dict[str, Any]:
    return {
        "ssl_context": _ssl_context(verify),
        "proxy": None if proxy is None else httpcore.Proxy(proxy.url, auth=proxy.user),
        "max_connections": connections,
        "max_keepalive_connections": connections,
        "keepalive_expiry": IDLE_SECONDS,
        "retries": 0,
    }


def _core_request(request: httpx.Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        ),
        "headers": request.headers.raw,
        "content": request.stream,
        "extensions": request.extensions,
    }


class DeadlineTransport(httpx.BaseTransport):
    """Send requests in blocking code; see :func:`attempt_deadline`.

    It can be shared by threads. A child process begins with new connections.

    :param verify: ``True``, ``False`` or the path of a certificate file.
    :param connections: how many may be open at once.
    :param proxy: through which to go.
    :param backend: opens the connections; that of the operating system by default.
    """

    def __init__(
        self,
        verify: bool | str,
        connections: int,
        *,
        proxy: Proxy | None = None,
        backend: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._options = _pool_options(verify, connections, proxy)
        self._backend = backend or _SystemBackend()
        self._open()
        renew_in_child(self)

    def _open(self) -> None:
        self._sockets = _OpenSockets()
        self._lock = threading.Lock()
        self._under_way = 0
        backend = _Backend(self._backend, self._sockets)
        self._pool = httpcore.ConnectionPool(network_backend=backend, **self._options)

    def renew(self) -> None:
        """Begin with new connections; those of the parent process go on there."""
        self._sockets.close_here()
        was_shut = self._sockets.is_shut
        self._open()
        self._sockets.is_shut = was_shut

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self._under_way += 1
        try:
            with _as_httpx_errors(request):
                response = self._pool.handle_request(httpcore.Request(**_core_request(request)))
        except BaseException:
            self._end()
            raise
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response, request, self._end),
            extensions=response.extensions,
        )

    def _end(self) -> None:
        """Note that a request is over; the last one cleans up behind a close."""
        with self._lock:
            self._under_way -= 1
            is_last = self._sockets.is_shut and self._under_way == 0
        if is_last:
            self._pool.close()

    def close(self) -> None:
        """Close all connections; requests under way in other threads fail at once.

        Their descriptors are closed when they have ended: one that were closed before could be
        given to another connection while a thread still waits for it.
        """
        self._sockets.shut()
        with self._lock:
            is_idle = self._under_way == 0
        if is_idle:
            self._pool.close()


class AsyncDeadlineTransport(httpx.AsyncBaseTransport):
    """Send requests in async code; see :func:`attempt_deadline`.

    :param verify: ``True``, ``False`` or the path of a certificate file.
    :param connections: how many may be open at once.
    :param proxy: through which to go.
    :param backend: opens the connections; that of the operating system by default.
    """

    def __init__(
        self,
        verify: bool | str,
        connections: int,
        *,
        proxy: Proxy | None = None,
        backend: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._sockets = _OpenSockets()
        self._connections = connections
        self._free: anyio.Semaphore | None = None
        self._pool = httpcore.AsyncConnectionPool(
            network_backend=_AsyncBackend(backend or httpcore.AnyIOBackend(), self._sockets),
            **_pool_options(verify, connections, proxy),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        free = await self._turn(request)
        try:
            with _as_httpx_errors(request):
                core_request = httpcore.Request(**_core_request(request))
                response = await self._pool.handle_async_request(core_request)
        except BaseException:
            free.release()
            raise
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_AsyncBody(response, request, free.release),
            extensions=response.extensions,
        )

    async def _turn(self, request: httpx.Request) -> anyio.Semaphore:
        """Wait until there is a connection for a request.

        One that is cancelled while it waits in httpcore's own queue may have been given a
        connection just before, which would count as used for ever.
        """
        if self._free is None:
            self._free = anyio.Semaphore(self._connections)
        with _as_httpx_errors(request):
            asked = request.extensions.get("timeout", {}).get("pool")
            limit = _time_for(asked, httpcore.PoolTimeout)
            try:
                with anyio.fail_after(limit):
                    await self._free.acquire()
            except TimeoutError:
                raise httpcore.PoolTimeout("all connections are in use") from None
        return self._free

    async def aclose(self) -> None:
        """Close all connections; requests under way in other tasks fail at once."""
        self._sockets.shut()
        await self._pool.aclose()


class RefusingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Send nothing, in both colours.

    :param reason: why not.
    """

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise QarnotGenericException(f"{self._reason} ({request.method} {request.url.path})")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)
