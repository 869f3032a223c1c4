"""Sends one request and gives what was sent and what came back, whatever that is.

The wire of the connections turns an answer without success into an error, which keeps neither the
headers nor the whole body. Both are judged here, so this is a client of its own, on the same
transport.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
from attrs import evolve, field, frozen

from qarnot._exchange import RETRIED_STATUSES
from qarnot._replies import Answer
from qarnot._retry_after import retry_after_seconds
from qarnot._transport import DeadlineTransport, attempt_deadline
from qarnot._version import __version__
from qarnot.config import Settings

__all__ = ["Exchange", "Sender", "Sent", "Unsendable"]

CONNECT_TIMEOUT = 10.0
LONGEST_BODY = 64 * 1024 * 1024
LONGEST_WAIT = 30.0
MOST_RETRIES = 20


class Unsendable(Exception):
    """What a builder gave cannot be written down as a request."""


@frozen
class Sent:
    """A request as it went out: the path below the address of the API, still quoted."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@frozen
class Exchange:
    """A request, and its answer or the reason why there is none."""

    sent: Sent
    answer: Answer | None
    silence: str = ""


class Sender:
    """One HTTP client that gives each attempt its deadline.

    A read that is answered with 429 or a failure of the server is sent again, at most as often as
    the settings say, and :data:`MOST_RETRIES` times in all; nothing else ever is. Redirects are not
    followed.

    :param settings: of the connection.
    :param pause: waits for so many seconds.
    :ivar url: the address of the API.
    :ivar secret: keeps the token out of texts; bodies of answers are masked already.
    """

    def __init__(self, settings: Settings, pause: Callable[[float], None]) -> None:
        self.url = settings.cluster_url
        self.secret = settings.token
        self._settings = settings
        self._pause = pause
        self._retries_left = MOST_RETRIES
        self._client = httpx.Client(
            base_url=settings.cluster_url,
            headers={
                "Authorization": settings.token.reveal(),
                "User-Agent": f"qarnot-contract/{__version__}",
                "Accept": "application/json, text/plain;q=0.9, */*;q=0.1",
            },
            transport=DeadlineTransport(
                settings.cluster_verify,
                1,
                proxy=settings.cluster_proxy.proxy_to(settings.cluster_url),
            ),
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def send(
        self, arguments: Mapping[str, Any], *, is_safe: bool, token: str | None = None
    ) -> Exchange:
        """Send a request.

        :param arguments: what a generated builder gave.
        :param is_safe: whether it changes nothing and may be sent again.
        :param token: to be sent instead of the one of the settings.
        :raises Unsendable: no request can be made of the arguments.
        """
        allowed = min(len(self._settings.retry.waits), self._retries_left) if is_safe else 0
        for retry in range(1, allowed + 1):
            exchange = self._once(arguments, token)
            if exchange.answer is None or exchange.answer.status not in RETRIED_STATUSES:
                return exchange
            asked = retry_after_seconds(exchange.answer.headers)
            wait = self._settings.retry.wait_before(retry, 0.0) if asked is None else asked
            if wait > LONGEST_WAIT:
                return exchange
            self._retries_left -= 1
            self._pause(wait)
        return self._once(arguments, token)

    def _once(self, arguments: Mapping[str, Any], token: str | None) -> Exchange:
        limit = self._settings.timeout
        timeout = httpx.Timeout(limit, connect=min(CONNECT_TIMEOUT, limit))
        try:
            message = self._client.build_request(**arguments, timeout=timeout)
        except (TypeError, ValueError, httpx.InvalidURL) as error:
            raise Unsendable(type(error).__name__) from error
        if token is not None:
            message.headers["Authorization"] = token
        exchange = Exchange(self._sent(message), None)
        try:
            with attempt_deadline(limit):
                answer = self._answer(message)
        except httpx.TimeoutException:
            return evolve(exchange, silence=f"no whole answer within {limit:.3g} s")
        except (httpx.HTTPError, UnicodeError) as error:
            reason = self.secret.hide(str(error)) or type(error).__name__
            return evolve(exchange, silence=f"no whole answer: {reason}")
        if answer is None:
            return evolve(exchange, silence=f"the answer is longer than {LONGEST_BODY} bytes")
        return evolve(exchange, answer=answer)

    def _sent(self, message: httpx.Request) -> Sent:
        path, _, query = message.url.raw_path.decode("ascii").partition("?")
        base = self._client.base_url.raw_path.decode("ascii").rstrip("/")
        return Sent(
            method=message.method,
            path=path.removeprefix(base),
            query=query,
            headers={name.lower(): value for name, value in message.headers.items()},
            body=message.read(),
        )

    def _answer(self, message: httpx.Request) -> Answer | None:
        response = self._client.send(message, stream=True)
        try:
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > LONGEST_BODY:
                    return None
        finally:
            response.close()
        headers = {name: self.secret.hide(value) for name, value in response.headers.items()}
        return Answer(response.status_code, headers, self.secret.hide_bytes(bytes(body)))
