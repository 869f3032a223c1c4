"""Drives the exchanges of a connection over HTTP."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

import httpx

from qarnot._colour.loops import HomeLoop
from qarnot._colour.waiting import asleep, unbroken
from qarnot._exchange import (
    Call,
    Creation,
    Fault,
    FaultKind,
    Pause,
    RetryBudget,
    RetryPolicy,
    Send,
    Steps,
    created,
    repeated,
)
from qarnot._operations import OPERATIONS
from qarnot._replies import MAX_JSON_BYTES, Answer, Request, hide
from qarnot._transport import AsyncDeadlineTransport, attempt_deadline
from qarnot._version import __version__
from qarnot.config import Settings
from qarnot.exceptions import ConnectionClosed, InvalidValue, QarnotException

__all__ = ["Wire", "request"]

T = TypeVar("T")

CONNECTIONS = 20
CONNECT_TIMEOUT = 10.0


class _ReplyTooLong(Exception):
    """The decoded body of an answer goes on past what is read."""


def request(
    operation: ModuleType,
    arguments: dict[str, Any],
    read: Callable[[Answer], T],
    max_bytes: int = MAX_JSON_BYTES,
) -> Request[T]:
    """Join what a generated builder gave with what is known of its operation.

    :param operation: the generated module, whose name is the operation's.
    :param arguments: what the module's builder gave.
    :param read: makes a value of a successful answer.
    :param max_bytes: the longest decoded body that is read.
    """
    return Request(OPERATIONS[operation.__name__.rpartition(".")[2]], arguments, read, max_bytes)


class Wire:
    """One HTTP client, its retry budget, and the drivers of :mod:`qarnot._exchange`.

    Nothing is sent until the first call.

    :param settings: of the connection.
    :param logger: told of each attempt, at level DEBUG.
    """

    def __init__(self, settings: Settings, logger: logging.Logger) -> None:
        self._logger = logger
        self._policy = RetryPolicy(settings.retry_count, settings.retry_wait, settings.timeout)
        self._budget = RetryBudget(self._policy)
        self._home = HomeLoop()
        self._closed = False
        self._token = settings.token
        self._client = self._open(settings)

    @staticmethod
    def _open(settings: Settings) -> httpx.AsyncClient:
        transport = AsyncDeadlineTransport(
            settings.cluster_url, settings.cluster_verify, CONNECTIONS
        )
        headers = {
            "Authorization": settings.token,
            "User-Agent": f"qarnot-client/{__version__}",
            "Accept": "application/json, text/plain;q=0.9, */*;q=0.1",
        }
        try:
            return httpx.AsyncClient(
                base_url=settings.cluster_url,
                headers=headers,
                transport=transport,
                follow_redirects=False,
                trust_env=False,
            )
        except httpx.InvalidURL as error:
            raise InvalidValue(f"cluster_url: {settings.cluster_url!r} is no address") from error

    async def ask(self, request: Request[T], *, look: Request[bool] | None = None) -> T | None:
        """Send a request as :func:`qarnot._exchange.repeated` says.

        :param request: what to send.
        :param look: for a state operation, a read that tells whether the state is reached.
        :return: what the request's reader makes of the answer; ``None`` when the look settled it.
        """
        return await self._drive(repeated(self._call(), request, look=look))

    async def read(self, request: Request[T]) -> T:
        """Send a request that always has an answer to read."""
        value = await self.ask(request)
        assert value is not None
        return value

    async def create(self, creation: Creation) -> str:
        """Create an object as :func:`qarnot._exchange.created` says, and give its uuid."""
        return await self._drive(created(self._call(), creation))

    async def aclose(self) -> None:
        """Close all connections; nothing can be sent afterwards."""
        self._home.check()
        self._closed = True
        await self._client.aclose()

    def _call(self) -> Call:
        return Call(self._policy, self._budget, time.monotonic, random.random)

    async def _drive(self, steps: Steps[T]) -> T:
        self._home.check()
        try:
            step = next(steps)
            while True:
                if isinstance(step, Pause):
                    await asleep(step.seconds)
                    step = steps.send(None)
                else:
                    step = steps.send(await self._attempt(step))
        except StopIteration as done:
            value: T = done.value
            return value
        except QarnotException as error:
            hide(self._token, error)
            raise
        finally:
            steps.close()

    async def _attempt(self, step: Send) -> Answer | Fault:
        if self._closed:
            raise ConnectionClosed("this connection is closed")
        where, begin = step.request.where, time.monotonic()
        try:
            with attempt_deadline(step.timeout):
                outcome: Answer | Fault = await unbroken(self._exchange(step))
        except (httpx.HTTPError, UnicodeError, _ReplyTooLong) as error:
            outcome = _fault(error, step.timeout, str(self._client.base_url))
        said = outcome.status if isinstance(outcome, Answer) else type(outcome.cause).__name__
        self._logger.debug("%s: %s after %.3f s", where, said, time.monotonic() - begin)
        return outcome

    async def _exchange(self, step: Send) -> Answer:
        limits = httpx.Timeout(step.timeout, connect=min(CONNECT_TIMEOUT, step.timeout))
        try:
            message = self._client.build_request(**step.request.arguments, timeout=limits)
        except (TypeError, ValueError, httpx.InvalidURL) as error:
            kind = type(error).__name__
            raise InvalidValue(f"{step.request.where} cannot be written down ({kind})") from None
        response = await self._client.send(message, stream=True)
        try:
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > step.request.max_bytes:
                    raise _ReplyTooLong(f"the reply is longer than {step.request.max_bytes} bytes")
        finally:
            await response.aclose()
        return Answer(response.status_code, dict(response.headers), bytes(body))


def _fault(error: Exception, timeout: float, address: str) -> Fault:
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        late = TimeoutError(f"no connection within {min(CONNECT_TIMEOUT, timeout):.3g} s")
        return Fault(FaultKind.NEVER_SENT, _chained(late, error), address, timed_out=True)
    if isinstance(error, httpx.TimeoutException):
        late = TimeoutError(f"no whole answer within {timeout:.3g} s")
        return Fault(FaultKind.UNANSWERED, _chained(late, error), address, timed_out=True)
    if isinstance(error, httpx.DecodingError | _ReplyTooLong):
        return Fault(FaultKind.UNREADABLE, error, address)
    never = httpx.ConnectError | httpx.ProxyError | httpx.UnsupportedProtocol | UnicodeError
    kind = FaultKind.NEVER_SENT if isinstance(error, never) else FaultKind.UNANSWERED
    return Fault(kind, error, address)


def _chained(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error
