"""Defects of another client over networks that fail, each by its number."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest
from conftest import Colour
from rawserver import Behaviour, RawServer, answer, drop, silence

from qarnot.exceptions import ApiTimeout, ApiUnreachable, SubmissionUnknown

pytestmark = pytest.mark.anyio

RETRIES = 3
WAIT = 0.02
LEAST = WAIT * (1 + 2 + 3) / 2
"""The seconds that all waits together take at least."""

TIMEOUT = 0.3
FAILURES: dict[str, tuple[Behaviour, type[ApiUnreachable], float]] = {
    "dropped": (drop, ApiUnreachable, 0.0),
    "stalled": (silence, ApiTimeout, TIMEOUT),
}


def name_of(colour: Colour) -> str:
    return "async" if colour.is_async else "blocking"


# D19: connection errors and read timeouts are retried


@pytest.mark.parametrize("name", FAILURES)
async def test_d19_a_connection_that_fails_is_tried_again(
    colour: Colour, name: str, figure: Callable[[str], None]
) -> None:
    failure, error, seconds_each = FAILURES[name]
    with RawServer(failure) as server:
        connection = colour.connection(
            cluster_url=server.url,
            retry_count=RETRIES,
            retry_wait=WAIT,
            cluster_timeout=TIMEOUT,
        )
        begin = time.monotonic()
        with pytest.raises(error) as caught:
            await colour.do(connection.profiles_names())
        seconds = time.monotonic() - begin
        await colour.close(connection)
        assert server.requests == ["GET /profiles"] * (RETRIES + 1)
    assert caught.value.attempts == RETRIES + 1
    assert isinstance(caught.value.__cause__, ConnectionError | TimeoutError)
    assert seconds >= LEAST + (RETRIES + 1) * seconds_each * 0.9
    figure(
        f"D19: a {name} connection, {name_of(colour)}, retry_count={RETRIES}: "
        f"{caught.value.attempts} requests"
    )


@pytest.mark.parametrize("name", FAILURES)
async def test_d19_a_call_survives_connections_that_fail(colour: Colour, name: str) -> None:
    failure, _, _ = FAILURES[name]
    with RawServer(*[failure] * RETRIES, answer(b'["docker-batch"]')) as server:
        connection = colour.connection(
            cluster_url=server.url,
            retry_count=RETRIES,
            retry_wait=WAIT,
            cluster_timeout=TIMEOUT,
        )
        assert await colour.do(connection.profiles_names()) == ["docker-batch"]
        await colour.close(connection)
        assert server.requests == ["GET /profiles"] * (RETRIES + 1)


async def test_d19_nothing_is_tried_again_when_nobody_wants_it(colour: Colour) -> None:
    for failure, error, _ in FAILURES.values():
        with RawServer(failure) as server:
            connection = colour.connection(
                cluster_url=server.url, retry_count=0, cluster_timeout=TIMEOUT
            )
            with pytest.raises(error):
                await colour.do(connection.profiles_names())
            await colour.close(connection)
            assert server.requests == ["GET /profiles"]


# D22: no error is retried without being counted


class Breaking(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Raises what no transport of httpx should raise.

    :param error: made for each request.
    """

    def __init__(self, error: Callable[[], Exception]) -> None:
        self._error = error
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        raise self._error()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


ERRORS: list[Callable[[], Exception]] = [
    lambda: ConnectionResetError("reset by the peer"),
    lambda: ConnectionError("no reason"),
    lambda: BrokenPipeError("a broken pipe"),
    lambda: TimeoutError("late"),
    lambda: OSError("no route"),
]


async def test_d22_an_error_of_the_system_is_counted_and_waited_for(
    colour: Colour, figure: Callable[[str], None]
) -> None:
    for make_error in ERRORS:
        transport = Breaking(make_error)
        connection = colour.connection(
            cluster_url="http://api.example",
            transport=transport,
            retry_count=RETRIES,
            retry_wait=WAIT,
        )
        begin = time.monotonic()
        with pytest.raises(ApiUnreachable) as caught:
            await colour.do(connection.profiles_names())
        seconds = time.monotonic() - begin
        await colour.close(connection)
        assert transport.asked == ["GET /profiles"] * (RETRIES + 1)
        assert caught.value.attempts == RETRIES + 1
        assert seconds >= LEAST * 0.9
    figure(
        f"D22: {len(ERRORS)} builtin errors from a transport, {name_of(colour)}, "
        f"retry_count={RETRIES}: {RETRIES + 1} calls each, with waits"
    )


async def test_d22_neither_is_a_creation_sent_for_ever(colour: Colour) -> None:
    """It may have arrived, so that each attempt at most is followed by looks that fail, too."""
    transport = Breaking(ERRORS[0])
    connection = colour.connection(
        cluster_url="http://api.example",
        transport=transport,
        retry_count=RETRIES,
        retry_wait=WAIT,
    )
    with pytest.raises(SubmissionUnknown):
        await colour.do(connection.create_task("n", "docker-batch").submit())
    await colour.close(connection)
    assert transport.asked.count("POST /tasks") == 1
    assert len(transport.asked) <= 1 + RETRIES + 1
