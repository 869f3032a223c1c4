"""The generated client of the API, on the wire of a connection."""

from __future__ import annotations

from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from qarnot_rest import Client

from qarnot._decoding import TooLong, Undecodable
from qarnot._faults import CONNECT_TIMEOUT
from qarnot._requests import checked_path
from qarnot._transport import RefusingTransport

from .wire import Wire

__all__ = ["open_rest"]

# They tell of the body as it was sent, and not of the one that is given on.
_SPENT_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


class _OneAttempt(httpx.AsyncBaseTransport):
    """Sends each request once over a wire, which gives it the token, a deadline and a size limit.

    :param wire: of the connection, which closes it.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = await self._wire.send_once(request)
        except (TooLong, Undecodable) as error:
            raise httpx.DecodingError(str(error), request=request) from None
        headers = {
            name: value for name, value in answer.headers.items() if name not in _SPENT_HEADERS
        }
        return httpx.Response(answer.status, headers=headers, content=answer.body)


class _CheckingClient(httpx.AsyncClient):
    """Writes no request down whose path leads elsewhere than its operation."""

    def build_request(self, method: str, url: Any, **options: Any) -> httpx.Request:
        return super().build_request(method, checked_path(str(url), "path"), **options)


def open_rest(wire: Wire, address: str, timeout: float) -> Client:
    """Make the generated client; nothing is sent.

    :param wire: of the connection.
    :param address: of the API.
    :param timeout: seconds for one whole attempt.
    """
    limits = httpx.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout))
    client = _CheckingClient(
        base_url=address,
        headers=wire.headers,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        transport=_OneAttempt(wire),
        timeout=limits,
        follow_redirects=False,
        trust_env=False,
    )
    # A client of the other colour would be one without the token and without a limit.
    other = RefusingTransport(
        "use connection.rest as it is, with the async functions of an async connection and the "
        "blocking ones of a blocking connection: others would send no token"
    )
    rest = Client(base_url=address, httpx_args={"transport": other, "trust_env": False})
    return rest.set_async_httpx_client(client)
