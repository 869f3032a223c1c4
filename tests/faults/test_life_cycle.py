"""Making, closing, forking and pickling connections, and what they change in their process."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import logging
import os
import pickle
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import trustme
from busy_server import (
    PATIENCE,
    TOKEN,
    Asked,
    BusyServer,
    echo,
    open_async_wire,
    open_wire,
    reply_of,
    settings_for,
)
from child import begin_child, run_child
from conftest import Colour
from fault_options import Scale

import qarnot
from qarnot.emulator import Emulator
from qarnot.exceptions import ConnectionClosed, OutcomeUnknown, QarnotException

pytestmark = pytest.mark.anyio

CONNECTIONS = 20
AT_ONCE = 2.0
"""Seconds within which what must end at once has ended, on a busy machine; time limits are 20."""

Begin = Callable[[BusyServer], Callable[[], None]]


def half_an_answer(asked: Asked) -> bytes:
    return echo(asked)[:-5]


def refusal_for_now(asked: Asked) -> bytes:
    return reply_of("{}", "503 Not Now")


async def errors_of_calls(
    colour: Colour, connection: Any, count: int, ready: Callable[[], None], *call: Any
) -> tuple[list[BaseException | None], float]:
    """Begin calls, wait until they are under way, close: what do they end with, and how soon?"""
    if colour.is_async:
        tasks = [asyncio.ensure_future(connection.wire.call(*call)) for _ in range(count)]
        await asyncio.to_thread(ready)
        begin = time.monotonic()
        await connection.aclose()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        seconds = time.monotonic() - begin
        return [end if isinstance(end, BaseException) else None for end in ends], seconds
    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(connection.wire.call, *call) for _ in range(count)]
        ready()
        begin = time.monotonic()
        connection.close()
        errors = [future.exception(PATIENCE) for future in futures]
        return errors, time.monotonic() - begin


def kinds_of(errors: list[BaseException | None]) -> set[str]:
    return {type(error).__name__ for error in errors}


@pytest.mark.parametrize(
    "where", ["before the answer", "in its body", "in the queue", "before a retry"]
)
async def test_close_ends_calls_under_way_at_once(
    colour: Colour, where: str, figure: Callable[[str], None]
) -> None:
    count = CONNECTIONS + 10 if where == "in the queue" else 5
    with BusyServer() as server:
        connection = colour.connection(
            cluster_url=server.url, cluster_timeout=PATIENCE, retry_count=5, retry_wait=60
        )
        match where:
            case "in its body":
                server.reply = half_an_answer
            case "before a retry":
                server.reply = refusal_for_now
            case _:
                server.hold()
        ready = min(count, CONNECTIONS)
        errors, seconds = await errors_of_calls(
            colour, connection, count, lambda: server.wait_for_requests(ready), "get_task", "u"
        )
        assert kinds_of(errors) == {ConnectionClosed.__name__}, errors
        assert seconds < AT_ONCE
        await asyncio.to_thread(server.wait_for_open, 0)
        assert server.asked == ready
    name = "async" if colour.is_async else "sync"
    figure(f"close {name}: {count} calls {where} ended within {seconds:.3f} s")


@contextlib.contextmanager
def nobody_accepts() -> Iterator[str]:
    """The address of somebody with whom no connection comes about, and none is refused."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        while True:
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.1)
            try:
                waiting.connect(listener.getsockname())
            except TimeoutError:
                break
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


async def test_closed_calls_that_open_a_connection_end_with_that(colour: Colour) -> None:
    # What opens a connection in blocking code cannot be woken up; it has its own limit.
    with nobody_accepts() as url:
        connection = colour.connection(cluster_url=url, cluster_timeout=0.5, retry_count=0)
        # Nothing tells from outside that the calls have come to wait for the connection.
        errors, seconds = await errors_of_calls(
            colour, connection, 2, lambda: time.sleep(0.1), "get_task", "u"
        )
    assert kinds_of(errors) == {ConnectionClosed.__name__}, errors
    assert seconds < AT_ONCE


async def test_what_close_interrupts_is_never_said_not_to_have_happened(colour: Colour) -> None:
    with BusyServer() as server:
        server.hold()
        connection = colour.connection(cluster_url=server.url, retry_wait=0)
        errors, seconds = await errors_of_calls(
            colour, connection, 1, lambda: server.wait_for_held(1), "restart_task", "u"
        )
        assert server.asked == 1
    assert isinstance(errors[0], OutcomeUnknown | ConnectionClosed), errors
    assert seconds < AT_ONCE


async def test_calls_after_close_say_so(colour: Colour) -> None:
    with BusyServer() as server:
        connection = colour.connection(cluster_url=server.url, storage_url=server.url)
        await colour.do(connection.wire.call("get_task", "u"))
        task = await colour.do(connection.retrieve_task("u"))
        for _ in range(2):
            await colour.close(connection)
        calls: list[Callable[[], Any]] = [
            lambda: connection.wire.call("get_task", "u"),
            lambda: connection.retrieve_task("u"),
            lambda: connection.profiles_names(),
            lambda: connection.buckets(),
            lambda: connection.object_store(),
            lambda: connection.create_bucket("b"),
            lambda: connection.create_task("n", "p").submit(),
            lambda: task.update(True),
            lambda: task.stdout(),
        ]
        for call in calls:
            with pytest.raises(ConnectionClosed, match="closed") as caught:
                await colour.do(call())
            assert TOKEN not in str(caught.value)
        assert server.asked == 2


async def test_a_with_block_closes_also_after_an_error(colour: Colour) -> None:
    with BusyServer() as server:

        async def use() -> None:
            if colour.is_async:
                async with kept:
                    await kept.wire.call("get_task", "u")
                    raise LookupError
            with kept:
                kept.wire.call("get_task", "u")
                raise LookupError

        kept = colour.connection(cluster_url=server.url)
        with pytest.raises(LookupError):
            await use()
        await asyncio.to_thread(server.wait_for_open, 0)
        with pytest.raises(ConnectionClosed):
            await colour.do(kept.wire.call("get_task", "u"))


@pytest.mark.timeout(300)
def test_many_threads_close_at_once(scale: Scale) -> None:
    with BusyServer() as server:
        for _ in range(scale.count(500, 10)):
            connection = qarnot.Connection(
                client_token=TOKEN, cluster_url=server.url, cluster_timeout=5
            )
            begin = time.monotonic()
            with ThreadPoolExecutor(9) as pool:
                start = threading.Barrier(9)
                work = [
                    pool.submit(use_when_all_do, connection, start, is_closing=number % 3 == 0)
                    for number in range(9)
                ]
                assert [each.exception(PATIENCE) for each in work] == [None] * 9
            assert time.monotonic() - begin < AT_ONCE
        server.wait_for_open(0)


def use_when_all_do(
    connection: qarnot.Connection, start: threading.Barrier, is_closing: bool
) -> None:
    start.wait()
    if is_closing:
        connection.close()
        return
    with contextlib.suppress(ConnectionClosed):
        connection.wire.call("get_task", "u")


def test_an_async_connection_in_another_event_loop_says_so() -> None:
    with BusyServer() as server:
        with asyncio.Runner() as home, asyncio.Runner() as other:
            connection = qarnot.AsyncConnection(client_token=TOKEN, cluster_url=server.url)
            home.run(connection.wire.call("get_task", "u"))
            for call in (
                lambda: connection.wire.call("get_task", "u"),
                lambda: connection.profiles_names(),
                lambda: connection.aclose(),
            ):
                with pytest.raises(ConnectionClosed, match="another event loop"):
                    other.run(call())
            home.run(connection.wire.call("get_task", "u"))
            home.run(connection.aclose())
        assert server.asked == 2
        server.wait_for_open(0)


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def needs_turn(scale: Scale, kind: str) -> None:
    """Let a slice make one of both tests of forks, drawn by its seed."""
    if kind not in scale.pick(["api", "storage"], 1):
        pytest.skip("this slice forks with the other kind of connection")


@needs_fork
@pytest.mark.timeout(600)
def test_a_fork_mixes_no_answers(scale: Scale, figure: Callable[[str], None]) -> None:
    needs_turn(scale, "api")
    owners: defaultdict[int, set[str]] = defaultdict(set)
    refused: set[str] = set()

    def reply(asked: Asked) -> bytes:
        owners[asked.connection].add(asked.name.partition("-")[0])
        if asked.name.endswith("7") and asked.name not in refused:
            refused.add(asked.name)
            return reply_of("{}", "503 Not Now")
        return echo(asked)

    callers, rounds = 8, scale.count(300, 4)
    with BusyServer(reply) as server:
        seen = run_child("fork_probe.py", "api", server.url, callers, rounds, seconds=500)
        server.wait_for_open(0)
    shared = {number: names for number, names in owners.items() if len(names) > 1}
    figure(
        f"fork: {rounds} children while {callers} threads made {seen['asked_meanwhile']} calls, "
        f"{len(seen['failures'])} failures or mixed answers, {len(shared)} shared sockets"
    )
    assert seen["failures"] == []
    assert seen["asked_meanwhile"] >= rounds
    assert shared == {}
    assert any(name.startswith("child") for names in owners.values() for name in names)


@needs_fork
@pytest.mark.timeout(600)
def test_a_fork_mixes_no_objects_of_the_storage(
    scale: Scale, figure: Callable[[str], None], cluster: Emulator
) -> None:
    needs_turn(scale, "storage")
    callers, rounds = 2, scale.count(10, 1)
    seen = run_child("fork_probe.py", "storage", cluster.cluster_url, callers, rounds, seconds=500)
    figure(
        f"fork: {rounds} children used the storage while {callers} threads made "
        f"{seen['asked_meanwhile']} transfers, {len(seen['failures'])} failures or mixed contents"
    )
    assert seen["failures"] == []
    assert seen["asked_meanwhile"] >= 1


async def test_nothing_that_holds_the_token_is_pickled(colour: Colour) -> None:
    connection = colour.connection(client_token=TOKEN, cluster_url="http://127.0.0.1:9")
    settings = settings_for("http://127.0.0.1:9")
    wire = (open_async_wire if colour.is_async else open_wire)("http://127.0.0.1:9")
    task = connection.create_task("n", "p")
    for thing in (connection, settings, settings.token, wire, task):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(QarnotException) as caught:
                pickle.dumps(thing, protocol)
            assert TOKEN not in f"{caught.value!r} {caught.value}"
        with pytest.raises(QarnotException):
            copy.deepcopy(thing)
        assert TOKEN not in repr(thing)
    await colour.close(connection)
    await colour.close(wire)


def answers_of_the_platform(asked: Asked) -> bytes:
    if asked.name == "profiles":
        return reply_of('["a"]')
    return reply_of('{"message":"no such task"}', "404 Not Found")


@pytest.fixture(scope="module")
def fresh_process(cluster: Emulator) -> tuple[dict[str, Any], str, str]:
    """Give what a process found that did nothing else, and all that it printed."""

    def reply(asked: Asked) -> bytes:
        return reply_of('{"email":"a@b.example"}' if asked.name == "info" else '["a"]')

    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(tls)
    profile = {"AWS_PROFILE": "work", "AWS_CONFIG_FILE": "/nowhere", "AWS_CA_BUNDLE": "/nowhere"}
    with BusyServer(answers_of_the_platform) as api, BusyServer(reply, tls) as distrusted:
        urls = (api.url, cluster.cluster_url, distrusted.url)
        child = begin_child("fresh_process.py", *urls, env=os.environ | profile)
        said, complained = child.communicate(timeout=30)
        assert child.returncode == 0, complained
        assert api.asked == 11
        assert distrusted.asked == 3
    return json.loads(said.splitlines()[-1]), said, complained


def test_d31_connections_add_no_handlers_and_print_nothing(
    fresh_process: tuple[dict[str, Any], str, str],
) -> None:
    found, said, complained = fresh_process
    assert (said.count("\n"), complained) == (0, "")
    after_each = found["handlers"]
    assert len(after_each) == 6
    assert all(each == after_each[0] for each in after_each), after_each
    at_the_end = found["handlers_at_the_end"]
    assert {kind for kinds in at_the_end.values() for kind in kinds} <= {"NullHandler"}, at_the_end
    assert len(at_the_end.get("qarnot", [])) <= 1


ODD_REPLIES = [
    reply_of('{"message":"down"}', "500 Internal Server Error"),
    reply_of("null"),
    reply_of("<html>", kind="text/html"),
    reply_of('{"projects":null,"computingQuotas":{"user":null,"flex":null},"storage":5}'),
    reply_of("["),
]


@pytest.mark.parametrize("odd", ODD_REPLIES, ids=["500", "null", "page", "odd fields", "cut"])
async def test_d35_making_a_connection_sends_nothing(colour: Colour, odd: bytes) -> None:
    def reply(asked: Asked) -> bytes:
        return odd if asked.name in ("settings", "info") else reply_of('["a"]')

    with BusyServer(reply) as server:
        connection = colour.connection(cluster_url=server.url, storage_url=server.url)
        repr(connection)
        assert (server.asked, server.opened) == (0, 0)
        assert await colour.do(connection.profiles_names()) == ["a"]
        assert [asked.name for asked in server.requests] == ["profiles"]
        await colour.close(connection)


def test_d35_profiles_of_amazon_do_not_matter(
    fresh_process: tuple[dict[str, Any], str, str],
) -> None:
    assert fresh_process[0]["buckets"] == [["b"], True]


def test_d63_a_hundred_threads_cause_no_warnings(caplog: pytest.LogCaptureFixture) -> None:
    def reply(asked: Asked) -> bytes:
        if asked.name == "info":
            return reply_of('{"email":"a@b.example"}')
        return echo(asked) if asked.path.startswith("/tasks") else reply_of("")

    threads = 100
    with BusyServer(reply) as server:
        connection = qarnot.Connection(
            client_token=TOKEN, cluster_url=server.url, storage_url=server.url
        )
        store = connection.object_store()
        start = threading.Barrier(threads)

        def work(number: int) -> str:
            start.wait()
            store.head_bucket(f"bucket-{number}")
            return str(connection.wire.call("get_task", f"t{number}")["uuid"])

        with caplog.at_level(logging.WARNING), ThreadPoolExecutor(threads) as pool:
            server.hold()
            futures = [pool.submit(work, number) for number in range(threads)]
            server.wait_for_held(20)
            with contextlib.suppress(AssertionError):
                server.wait_for_held(threads, within=0.3)
            server.release()
            names = [future.result(PATIENCE) for future in futures]
        connection.close()
        server.wait_for_open(0)
    assert names == [f"t{number}" for number in range(threads)]
    assert [record.getMessage() for record in caplog.records] == []


def test_d63_unsafe_mode_leaves_the_warnings_of_others_alone(
    fresh_process: tuple[dict[str, Any], str, str],
) -> None:
    seen = fresh_process[0]["unsafe"]
    assert seen["switched_off"] == []
    assert seen["others"] == ["of others"]
    assert any("cluster_unsafe" in text for text in seen["ours"]), seen["ours"]
    assert any("storage_unsafe" in text for text in seen["ours"]), seen["ours"]
