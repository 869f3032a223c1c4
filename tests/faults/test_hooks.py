"""Observers and logs: each attempt is told once, nobody is told the token."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import attrs
import pytest
from busy_server import CLOSE, TOKEN, Asked, BusyServer, echo, reply_of
from conftest import Colour

from qarnot.exceptions import InvalidValue, QarnotException
from qarnot.hooks import Attempt

pytestmark = pytest.mark.anyio


def in_turn(*replies: bytes | None) -> Callable[[Asked], bytes | None]:
    """Answer with each of these in turn, then with echoes."""
    left = list(replies)
    return lambda asked: left.pop(0) if left else echo(asked)


def busy(number: int) -> bytes:
    return reply_of("{}", "503 Not Now", f"X-Request-Id: r-{number}")


async def test_each_attempt_is_told_once(colour: Colour) -> None:
    attempts: list[Attempt] = []
    others: list[Attempt] = []
    last = echo(Asked("GET", "/tasks/u")).replace(b"\r\n\r\n", b"\r\nX-Request-Id: r-4\r\n\r\n")
    with BusyServer(in_turn(busy(1), CLOSE, busy(3), last)) as server:
        connection = colour.connection(
            cluster_url=server.url, retry_wait=0, hooks=[attempts.append, others.append]
        )
        await colour.do(connection.wire.call("get_task", "u"))
        await colour.do(connection.wire.call("get_task", "v"))
        await colour.close(connection)
        assert server.asked == 5
    assert others == attempts
    told = [(each.operation, each.method, each.path, each.attempt) for each in attempts]
    expected = [("get_task", "GET", "/tasks/u", number) for number in (1, 2, 3, 4)]
    assert told == [*expected, ("get_task", "GET", "/tasks/v", 1)]
    assert [each.status for each in attempts] == [503, None, 503, 200, 200]
    assert [each.request_id for each in attempts] == ["r-1", None, "r-3", "r-4", None]
    assert [each.error is None for each in attempts] == [True, False, True, True, True]
    assert all(isinstance(each.seconds, float) and 0 <= each.seconds < 20 for each in attempts)


async def test_an_attempt_that_nobody_answers_is_told(colour: Colour) -> None:
    attempts: list[Attempt] = []
    with BusyServer() as server:
        server.hold()
        connection = colour.connection(
            cluster_url=server.url, retry_wait=0, retry_count=1, cluster_timeout=0.1,
            hooks=[attempts.append],
        )  # fmt: skip
        with pytest.raises(TimeoutError):
            await colour.do(connection.wire.call("get_task", "u"))
        await colour.close(connection)
    assert [each.attempt for each in attempts] == [1, 2]
    assert all(each.error and each.status is None for each in attempts)
    assert all(0.05 < each.seconds < 2 for each in attempts)


async def test_a_reply_that_is_too_long_is_told(colour: Colour) -> None:
    attempts: list[Attempt] = []
    with BusyServer(in_turn(reply_of(b" " * 5000))) as server:
        connection = colour.connection(
            cluster_url=server.url, max_reply_bytes=1000, hooks=[attempts.append]
        )
        with pytest.raises(QarnotException):
            await colour.do(connection.wire.call("get_task", "u"))
        await colour.close(connection)
    (attempt,) = attempts
    assert attempt.error
    assert "1000" in attempt.error.replace(",", "")


async def test_what_is_refused_before_it_is_sent_is_no_attempt(colour: Colour) -> None:
    attempts: list[Attempt] = []
    with BusyServer() as server:
        connection = colour.connection(cluster_url=server.url, hooks=[attempts.append])
        for wrong in ("..", "", "a\nb"):
            with pytest.raises(QarnotException):
                await colour.do(connection.wire.call("get_task", wrong))
        await colour.close(connection)
        assert (server.asked, attempts) == (0, [])


class Broken(Exception):
    """What a hook raises."""


async def test_a_hook_that_raises_changes_nothing(
    colour: Colour, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[Attempt] = []

    def raising(attempt: Attempt) -> None:
        raise Broken

    with BusyServer(in_turn(busy(1))) as server:
        connection = colour.connection(
            cluster_url=server.url, client_token=TOKEN, retry_wait=0,
            hooks=[raising, attempts.append],
        )  # fmt: skip
        with caplog.at_level(logging.WARNING):
            answered = await colour.do(connection.wire.call("get_task", "u"))
        await colour.close(connection)
    assert answered == {"uuid": "u"}
    assert [each.attempt for each in attempts] == [1, 2]
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.levelname for record in warnings] == ["WARNING", "WARNING"]
    assert all(record.name.split(".")[0] == "qarnot" for record in warnings)
    assert "Broken" in caplog.text
    assert TOKEN not in caplog.text


async def test_a_hook_may_use_the_connection_and_the_threads_of_many(colour: Colour) -> None:
    """A hook that is called under a lock would hang here."""
    if colour.is_async:
        return
    depth = threading.local()

    def nosy(attempt: Attempt) -> None:
        if attempt.path == "/tasks/u":
            depth.answered = connection.wire.call("get_task", "v")

    with BusyServer() as server:
        connection = colour.connection(cluster_url=server.url, hooks=[nosy])
        connection.wire.call("get_task", "u")
        connection.close()
    assert depth.answered == {"uuid": "v"}


def echoing(asked: Asked) -> bytes:
    """Say the token everywhere, in every way in which it may be written."""
    token = asked.headers["authorization"]
    ways = [token, quote(token), base64.b64encode(token.encode()).decode(), json.dumps(token)]
    status = "401 bad token " + token if asked.name == "refused" else "200 OK"
    body = json.dumps({"uuid": asked.name, "message": " ".join(ways)})
    if asked.name == "page":
        return reply_of(f"<html>{token}", "500 " + token, f"X-Request-Id: {token}", kind=token)
    if asked.name == "garbage":
        return CLOSE + f"{token}\r\n\r\n".encode()
    if asked.name == "cut":
        return CLOSE + reply_of(token + " " * 9).replace(b"Length: ", b"Length: 9")
    return reply_of(body, status, f"X-Request-Id: {token}", f"X-Other: {token}")


OURS = frozenset({"qarnot", "test"})
HTTP = frozenset({"qarnot", "httpx", "httpcore"})


def relevant(
    caplog: pytest.LogCaptureFixture, names: frozenset[str] = HTTP
) -> list[logging.LogRecord]:
    """Give what was logged by loggers of these names and those below them."""
    return [record for record in caplog.records if record.name.split(".")[0] in names]


async def test_no_hook_and_no_log_is_told_the_token(
    colour: Colour, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[Attempt] = []
    names = ["good", "refused", "page", "garbage", "cut", f"of-{TOKEN}"]
    with BusyServer(echoing) as server:
        connection = colour.connection(
            cluster_url=server.url, client_token=TOKEN, retry_count=1, retry_wait=0,
            hooks=[attempts.append],
        )  # fmt: skip
        with caplog.at_level(logging.DEBUG):
            for name in names:
                try:
                    await colour.do(connection.wire.call("get_task", name))
                except QarnotException as error:
                    logging.getLogger("test").info("%r %s", error, error, exc_info=True)
        await colour.close(connection)
        assert {asked.headers["authorization"] for asked in server.requests} == {TOKEN}
        assert server.asked == len(attempts) >= len(names)
    shown = [f"{each!r} {attrs.asdict(each)} {each.error} {each.path}" for each in attempts]
    encoded = base64.b64encode(TOKEN.encode()).decode().rstrip("=")
    logged = [
        f"{each.getMessage()} {vars(each)} {each.exc_text}" for each in relevant(caplog, OURS)
    ]
    assert len(logged) >= len(attempts)
    for text in (*shown, *logged):
        assert TOKEN not in text
        assert encoded not in text


async def test_debug_tells_each_attempt(colour: Colour, caplog: pytest.LogCaptureFixture) -> None:
    with BusyServer(in_turn(busy(1), CLOSE)) as server:
        connection = colour.connection(cluster_url=server.url, retry_wait=0)
        with caplog.at_level(logging.DEBUG, logger="qarnot"):
            await colour.do(connection.wire.call("get_task", "u"))
        await colour.close(connection)
    ours = relevant(caplog, OURS)
    told = [each.getMessage() for each in ours if "/tasks/u" in each.getMessage()]
    assert len(told) == 3
    assert "503" in told[0]
    assert "200" in told[2]
    assert all(each.levelno == logging.DEBUG for each in ours)


async def test_a_logger_of_the_users_is_told(
    colour: Colour, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("mine")
    with BusyServer() as server:
        connection = colour.connection(cluster_url=server.url, logger=logger)
        with caplog.at_level(logging.DEBUG, logger="mine"):
            await colour.do(connection.wire.call("get_task", "u"))
        await colour.close(connection)
    assert [each.name for each in caplog.records if "/tasks/u" in each.getMessage()] == ["mine"]


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
async def test_a_good_call_is_quiet(
    colour: Colour, level: int, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    with BusyServer() as server:
        with caplog.at_level(level):
            connection = colour.connection(cluster_url=server.url)
            await colour.do(connection.wire.call("get_task", "u"))
            await colour.do((await colour.do(connection.retrieve_task("u"))).update(True))
            await colour.close(connection)
    assert [f"{each.name}: {each.getMessage()}" for each in relevant(caplog)] == []
    assert capfd.readouterr() == ("", "")


async def awaited(_: Attempt) -> None:
    """Nobody would wait for it."""


@pytest.mark.parametrize("hooks", [5, "text", [None], [print, "x"], [awaited]])
def test_hooks_that_cannot_be_called_are_refused(colour: Colour, hooks: Any) -> None:
    with pytest.raises(InvalidValue, match="hooks: a list of functions, none of them async, was"):
        colour.connection(hooks=hooks)
