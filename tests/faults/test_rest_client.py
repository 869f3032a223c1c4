"""``connection.rest``: the generated client on our transport, with its limits and our token."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from busy_server import TOKEN, BusyServer, always, reply_of
from child import run_child
from conftest import Colour
from fault_options import Scale
from qarnot_rest.api.account import get_user_info
from qarnot_rest.api.platform import list_versions
from qarnot_rest.api.secrets import get_secret, list_secrets
from qarnot_rest.api.tasks import get_task
from rawserver import RawServer, answer, drip, silence
from test_memory import MOST_GROWTH, bombed, endless

from qarnot.emulator import Emulator
from qarnot.exceptions import InvalidValue, QarnotException

pytestmark = pytest.mark.anyio

VERSIONS = reply_of('[{"version":"v1","supported":true}]')

REST_ERRORS = (QarnotException, httpx.HTTPError)


async def called(colour: Colour, module: Any, *arguments: Any, client: Any) -> Any:
    """Call a generated function in its form of a colour."""
    if colour.is_async:
        return await module.asyncio(*arguments, client=client)
    return module.sync(*arguments, client=client)


async def versions(colour: Colour, connection: Any) -> Any:
    return await called(colour, list_versions, client=connection.rest)


async def test_a_generated_function_works(
    colour: Colour, cluster: Emulator, connection: Any
) -> None:
    found = await versions(colour, connection)
    assert [type(each).__name__ for each in found] == ["PlatformVersion"] * len(found)
    assert found
    user = await called(colour, get_user_info, client=connection.rest)
    assert user is not None
    assert not isinstance(user, str)


async def test_the_token_is_sent_once_and_no_cookie_is_kept(colour: Colour) -> None:
    cookie = VERSIONS.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n")
    with BusyServer(always(cookie)) as server:
        connection = colour.connection(cluster_url=server.url, client_token=TOKEN)
        for _ in range(2):
            assert len(await versions(colour, connection)) == 1
        assert connection.rest is connection.rest
        await colour.close(connection)
        assert [asked.headers["authorization"] for asked in server.requests] == [TOKEN] * 2
        assert all("cookie" not in asked.headers for asked in server.requests)
        assert all("qarnot-client/" in asked.headers["user-agent"] for asked in server.requests)
        assert server.opened == 1


def inner_texts(thing: Any, depth: int = 4) -> Iterator[str]:
    """Give the repr of a thing and of all that it holds in variables, some levels down."""
    yield repr(thing)
    if type(thing).__name__ == "Secret" or depth == 0:
        return
    held: list[Any] = []
    if attrs.has(type(thing)):
        held += [getattr(thing, field.name, None) for field in attrs.fields(type(thing))]
    held += list(getattr(thing, "__dict__", {}).values())
    if isinstance(thing, dict):
        held += [*thing.keys(), *thing.values()]
    if isinstance(thing, list | tuple | set):
        held += thing
    for each in held:
        if not isinstance(each, type | str | bytes | int) or isinstance(each, str | bytes):
            yield from inner_texts(each, depth - 1)


async def test_the_client_shows_no_token(colour: Colour) -> None:
    with BusyServer(always(VERSIONS)) as server:
        connection = colour.connection(cluster_url=server.url, client_token=TOKEN)
        await versions(colour, connection)
        rest = connection.rest
        with pytest.raises((QarnotException, TypeError)):
            pickle.dumps(rest)
        texts = list(inner_texts(rest))
        await colour.close(connection)
    assert len(texts) > 20
    assert [text for text in texts if TOKEN in text] == []


STALLS = {
    "silence": silence,
    "dripping header": drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
    "dripping body": drip(VERSIONS[:-5].replace(b"Length: ", b"Length: 9"), b" "),
}


async def test_a_stalled_server_ends_at_the_default_deadline(colour: Colour, scale: Scale) -> None:
    for name in scale.pick(STALLS, 1):
        with RawServer(STALLS[name]) as server:
            connection = colour.connection(cluster_url=server.url, cluster_timeout=0.2)
            begin = time.monotonic()
            with pytest.raises(REST_ERRORS) as caught:
                await versions(colour, connection)
            seconds = time.monotonic() - begin
            await colour.close(connection)
            assert len(server.requests) == 1
        assert 0.1 < seconds < 1.2, name
        assert isinstance(caught.value, httpx.TimeoutException | TimeoutError), name


async def test_another_deadline_can_be_asked_for(colour: Colour) -> None:
    with BusyServer(always(VERSIONS)) as server:
        server.hold()
        connection = colour.connection(cluster_url=server.url, cluster_timeout=20)
        short = connection.rest.with_timeout(httpx.Timeout(0.1))
        begin = time.monotonic()
        with pytest.raises(REST_ERRORS):
            await called(colour, list_versions, client=short)
        assert time.monotonic() - begin < 2
        await colour.close(connection)


async def test_replies_are_bounded(colour: Colour) -> None:
    flood = endless("200 OK", begin=b"\r\n\r\n", again=b" " * 65536)
    for behaviour in (bombed("200 OK", "gzip"), flood):
        with RawServer(behaviour) as server:
            connection = colour.connection(cluster_url=server.url, cluster_timeout=10)
            begin = time.monotonic()
            with pytest.raises(REST_ERRORS, match="longer than"):
                await versions(colour, connection)
            assert time.monotonic() - begin < 5
            await colour.close(connection)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory as Linux tells it")
def test_a_bomb_makes_the_process_grow_no_more_than_for_us(colour: Colour, scale: Scale) -> None:
    if not scale.is_whole:
        pytest.skip("only in the whole run")
    name = "async rest" if colour.is_async else "sync rest"
    with RawServer(answer(VERSIONS[VERSIONS.index(b"[") :]), bombed("200 OK", "gzip")) as server:
        (seen,) = run_child("memory_probe.py", name, server.url, 1, 10.0)
    assert seen["error"] != "NoneType"
    assert seen["growth"] < MOST_GROWTH


async def test_a_redirect_is_not_followed(colour: Colour) -> None:
    with RawServer(silence) as other:
        location = f"Location: {other.url}/versions"
        with RawServer(answer(b"", "307 Temporary Redirect", location)) as server:
            connection = colour.connection(cluster_url=server.url)
            assert await versions(colour, connection) is None
            await colour.close(connection)
            assert server.requests == ["GET /versions"]
        assert other.requests == []


async def test_it_is_closed_with_the_connection(colour: Colour) -> None:
    with BusyServer(always(VERSIONS)) as server:
        connection = colour.connection(cluster_url=server.url)
        await versions(colour, connection)
        rest = connection.rest
        await colour.close(connection)
        await asyncio.to_thread(server.wait_for_open, 0)
        with pytest.raises((QarnotException, RuntimeError, httpx.HTTPError)):
            await called(colour, list_versions, client=rest)
        with pytest.raises(QarnotException, match="closed"):
            await versions(colour, connection)
        assert server.asked == 1


async def test_the_functions_of_the_other_colour_send_nothing(colour: Colour) -> None:
    """The generated client would make a client of its own for them, without any limit."""
    other = Colour("sync" if colour.is_async else "async")
    with BusyServer(always(VERSIONS)) as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises((QarnotException, RuntimeError, TypeError)):
            await called(other, list_versions, client=connection.rest)
        await colour.close(connection)
        assert server.asked == 0


async def test_a_name_cannot_lead_to_another_address(colour: Colour) -> None:
    with BusyServer() as server:
        connection = colour.connection(cluster_url=server.url)
        with pytest.raises((QarnotException, ValueError)):
            await called(colour, get_task, "..", client=connection.rest)
        await colour.close(connection)
        assert server.asked == 0


async def test_the_token_goes_to_no_other_server_even_when_told_to(colour: Colour) -> None:
    with BusyServer() as other:
        location = f"\r\nLocation: {other.url}/stolen\r\n".encode()
        redirect = reply_of("{}", "302 Found").replace(b"\r\n", location, 1)
        with BusyServer(always(redirect)) as server:
            connection = colour.connection(cluster_url=server.url, client_token=TOKEN)
            rest = connection.rest
            client: Any = (
                rest.get_async_httpx_client() if colour.is_async else rest.get_httpx_client()
            )
            requests: list[Callable[[], Any]] = [
                lambda: client.get("/redirected", follow_redirects=True),
                lambda: client.get(f"{other.url}/asked"),
                lambda: client.send(httpx.Request("GET", f"{other.url}/sent")),
            ]
            for request in requests:
                with pytest.raises(InvalidValue):
                    await colour.do(request())
            await colour.close(connection)
        assert other.asked == 0


async def test_keys_of_secrets_keep_their_slashes(colour: Colour) -> None:
    with BusyServer(always(reply_of('{"keys":[],"value":"v"}'))) as server:
        connection = colour.connection(cluster_url=server.url, client_token=TOKEN)
        await called(colour, get_secret, "a/b c", client=connection.rest)
        await called(colour, list_secrets, "", client=connection.rest)
        with pytest.raises(InvalidValue):
            await called(colour, get_secret, "a/../b", client=connection.rest)
        await colour.close(connection)
        assert [asked.path for asked in server.requests] == [
            "/secrets-manager/data/a/b%20c",
            "/secrets-manager/search/",
        ]
