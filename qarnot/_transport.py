"""HTTP transports whose every attempt ends at its deadline, in both colours.

httpx limits each read on its own, so an answer that drips in byte by byte, or a flood of interim
answers, would keep it waiting for ever. Here a network backend under httpcore's public connection
pools gives each operation on the socket only the time that is left of the whole attempt.
Resolving a host name in blocking code is outside of it: the system call cannot be interrupted.
"""

from __future__ import annotations

import contextlib
import ssl
import time
import urllib.request
from collections.abc import AsyncIterator, Iterable, Iterator
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from qarnot.exceptions import InvalidValue

__all__ = ["AsyncDeadlineTransport", "DeadlineTransport", "attempt_deadline"]

_DEADLINE: ContextVar[float | None] = ContextVar("qarnot_attempt_deadline", default=None)

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


@contextlib.contextmanager
def attempt_deadline(seconds: float) -> Iterator[None]:
    """Let everything on the network inside this block end after so many seconds."""
    token = _DEADLINE.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def _time_for(timeout: float | None, too_late: type[Exception]) -> float | None:
    """Give what an operation may take: its own limit, or what is left of the attempt."""
    deadline = _DEADLINE.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise too_late("the time for this attempt is over")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _time_for(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _time_for(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = _time_for(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        limit = _time_for(timeout, httpcore.ConnectTimeout)
        return _Stream(self._backend.connect_tcp(host, port, limit, local_address, socket_options))


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

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
        return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        limit = _time_for(timeout, httpcore.ConnectTimeout)
        return _AsyncStream(
            await self._backend.connect_tcp(host, port, limit, local_address, socket_options)
        )


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
    def __init__(self, response: httpcore.Response, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors(self._request):
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors(self._request):
            async for part in self._response.aiter_stream():
                yield part

    async def aclose(self) -> None:
        await self._response.aclose()


def _ssl_context(verify: bool | str) -> ssl.SSLContext:
    if isinstance(verify, str):
        try:
            return ssl.create_default_context(cafile=verify)
        except OSError as error:
            raise InvalidValue(
                f"custom_certificate: {verify!r} holds no certificates in PEM form: {error}"
            ) from error
    return httpx.create_ssl_context(verify=verify, trust_env=False)


def _proxy_for(url: str) -> httpcore.Proxy | None:
    """Find the proxy that the environment names for an address."""
    parts = urlsplit(url)
    named = urllib.request.getproxies().get(parts.scheme)
    if not named or urllib.request.proxy_bypass(parts.netloc):
        return None
    try:
        proxy = urlsplit(named if "://" in named else f"http://{named}")
        port = {"http": 80, "https": 443}[proxy.scheme] if proxy.port is None else proxy.port
        host = f"[{proxy.hostname}]" if ":" in (proxy.hostname or "") else proxy.hostname
        auth = (unquote(proxy.username), unquote(proxy.password or "")) if proxy.username else None
        if not host or proxy.scheme not in ("http", "https"):
            raise ValueError
        return httpcore.Proxy(f"{proxy.scheme}://{host}:{port}", auth=auth)
    except (KeyError, ValueError):
        # The value stays out of the message: it may hold a password.
        raise InvalidValue(
            f"environment variable {parts.scheme.upper()}_PROXY: the address of an http or https "
            "proxy was expected"
        ) from None


def _pool_options(url: str, verify: bool | str, connections: int) -> dict[str, Any]:
    return {
        "ssl_context": _ssl_context(verify),
        "proxy": _proxy_for(url),
        "max_connections": connections,
        "max_keepalive_connections": connections,
        "keepalive_expiry": 30.0,
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

    :param url: the address that the requests go to, which decides on the proxy.
    :param verify: ``True``, ``False`` or the path of a certificate file.
    :param connections: how many may be open at once.
    """

    def __init__(self, url: str, verify: bool | str, connections: int) -> None:
        options = _pool_options(url, verify, connections)
        self._pool = httpcore.ConnectionPool(network_backend=_Backend(), **options)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _as_httpx_errors(request):
            response = self._pool.handle_request(httpcore.Request(**_core_request(request)))
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response, request),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class AsyncDeadlineTransport(httpx.AsyncBaseTransport):
    """Send requests in async code; see :func:`attempt_deadline`.

    :param url: the address that the requests go to, which decides on the proxy.
    :param verify: ``True``, ``False`` or the path of a certificate file.
    :param connections: how many may be open at once.
    """

    def __init__(self, url: str, verify: bool | str, connections: int) -> None:
        options = _pool_options(url, verify, connections)
        self._pool = httpcore.AsyncConnectionPool(network_backend=_AsyncBackend(), **options)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _as_httpx_errors(request):
            core_request = httpcore.Request(**_core_request(request))
            response = await self._pool.handle_async_request(core_request)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_AsyncBody(response, request),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()
