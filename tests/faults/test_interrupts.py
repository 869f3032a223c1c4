"""Ctrl-C, cancellation and timeouts end a wait at once, and what was begun can be gone on with."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import select
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import loopback
import pytest
from attrs import define, field
from busy_server import PATIENCE, Asked, BusyServer, echo, reply_of, settings_for
from child import begin_child, end_child
from conftest import Colour
from pytest_httpserver import HTTPServer
from qarnot_rest.models import TaskCreationInput
from werkzeug import Request, Response

from qarnot._async.wire import Wire
from qarnot.emulator import Emulator
from qarnot.hooks import Attempt

AT_ONCE = 10.0
"""Seconds; every wait here is much longer, so that a machine that is busy does not matter."""

LONG = 60.0
BODY = TaskCreationInput(name="n", profile="p", instance_count=1)


def failing(asked: Asked) -> bytes:
    """Fail at creations and at one task, know no other by the names of creations."""
    if asked.method == "POST" or asked.name == "failing":
        return reply_of("{}", "502 Bad Gateway")
    is_known = asked.name.startswith("after")
    return echo(asked) if is_known else reply_of('{"message":"none"}', "404 Not Found")


def shortname_looked_for(server: BusyServer) -> str:
    names = [asked.name for asked in server.requests if asked.name.startswith("q")]
    return names[-1]


# Ctrl-C, in a process of its own


def await_attempts(told: int, count: int) -> None:
    """Wait until a child has told of so many attempts that have ended."""
    for _ in range(count):
        assert select.select([told], [], [], PATIENCE)[0], "the child told of no attempt"
        assert os.read(told, 1) == b"."


def await_sleep(pid: int) -> None:
    """Wait until a process sleeps, as Linux knows it."""
    deadline = time.monotonic() + PATIENCE
    status = Path(f"/proc/{pid}/status")
    while "State:\tS" not in status.read_text():
        assert time.monotonic() < deadline, "the child does not sleep"
        time.sleep(0.001)


def test_ctrl_c_ends_every_wait_of_a_blocking_call_at_once(figure: Callable[[str], None]) -> None:
    told, tells = os.pipe()
    taken = []
    with BusyServer(failing) as server:
        child = begin_child("wait_probe.py", server.url, tells, pass_fds=(tells,))
        os.close(tells)
        try:
            # A read before its retry; a creation before its retry, and before its second look.
            for attempts in (1, 1, 2):
                await_attempts(told, attempts)
                await_sleep(child.pid)
                begin = time.monotonic()
                child.send_signal(signal.SIGINT)
                # The call on the same wire that comes after.
                await_attempts(told, 1)
                taken.append(time.monotonic() - begin)
        except BaseException:
            child.kill()
            child.communicate()
            raise
        finally:
            os.close(told)
        reports = end_child(child, PATIENCE)
        server.wait_for_open(0)
        asked = [(each.method, each.name) for each in server.requests]
        name = shortname_looked_for(server)
    assert asked == [
        ("GET", "failing"),
        ("GET", "after-0"),
        ("POST", "tasks"),
        ("GET", "after-1"),
        ("POST", "tasks"),
        ("GET", name),
        ("GET", "after-2"),
    ]
    assert [report["after"] for report in reports] == [True] * 3
    plain, *named = [report["notes"] for report in reports]
    assert plain == []
    for (note,) in named:
        assert re.fullmatch(r"POST /tasks was interrupted: it may have created 'q\w{32}'", note)
    assert repr(name) in named[-1][0]
    assert max(taken) < AT_ONCE, taken
    figure(
        f"interrupts: Ctrl-C in {len(taken)} waits of {LONG:g} s of blocking calls, the next call "
        f"answered after {max(taken):.2f} s at most"
    )


# Cancellation, in an event loop


@define
class Watch:
    """Tells when a call has had so many attempts: what comes next is a wait, without a pause."""

    attempts: int
    reached: asyncio.Event = field(factory=asyncio.Event)

    def __call__(self, _: Attempt) -> None:
        self.attempts -= 1
        if self.attempts == 0:
            self.reached.set()


async def noting_its_end(call: Any, ends: list[BaseException]) -> None:
    try:
        await call
    except BaseException as end:
        ends.append(end)
        raise


async def by_cancellation(call: Any, watch: Watch) -> BaseException:
    task = asyncio.ensure_future(call)
    await watch.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return caught.value


async def by_timeout(call: Any, watch: Watch) -> BaseException:
    async def expire(limit: asyncio.Timeout) -> None:
        await watch.reached.wait()
        limit.reschedule(asyncio.get_running_loop().time())

    ends: list[BaseException] = []

    async def run() -> None:
        async with asyncio.timeout(LONG) as limit, asyncio.TaskGroup() as group:
            group.create_task(expire(limit))
            await noting_its_end(call, ends)

    with pytest.raises(TimeoutError):
        await run()
    assert isinstance(ends[0], asyncio.CancelledError)
    return ends[0]


async def by_scope(call: Any, watch: Watch) -> BaseException:
    ends: list[BaseException] = []
    async with anyio.create_task_group() as group:
        group.start_soon(noting_its_end, call, ends)
        await watch.reached.wait()
        group.cancel_scope.cancel()
    assert isinstance(ends[0], asyncio.CancelledError)
    return ends[0]


WAYS = {"cancel": by_cancellation, "timeout": by_timeout, "scope": by_scope}


def open_wire(server: BusyServer, watch: Watch, retry_wait: float) -> Wire:
    settings = settings_for(server.url, retry_count=3, retry_wait=retry_wait, cluster_timeout=LONG)
    return Wire(settings, logging.getLogger("qarnot"), hooks=[watch], settle_wait=LONG)


@pytest.mark.anyio
@pytest.mark.parametrize("way", WAYS)
async def test_a_cancellation_ends_every_wait_of_a_call_at_once(
    way: str, figure: Callable[[str], None]
) -> None:
    calls: list[tuple[float, int, Callable[[Wire], Any], int]] = [
        # Before the retry of a read and of a creation, and before the second look for one.
        (LONG, 1, lambda wire: wire.call("get_task", "failing"), 0),
        (LONG, 1, lambda wire: wire.call("create_task", body=BODY), 1),
        (0.0, 2, lambda wire: wire.call("create_task", body=BODY), 1),
    ]
    taken = []
    with BusyServer(failing) as server:
        for retry_wait, attempts, begin_call, notes in calls:
            watch = Watch(attempts)
            wire = open_wire(server, watch, retry_wait)
            before = server.asked
            begin = time.monotonic()
            end = await WAYS[way](begin_call(wire), watch)
            taken.append(time.monotonic() - begin)
            assert server.asked - before == attempts
            said = getattr(end, "__notes__", [])
            assert len(said) == notes
            if attempts == 2:
                assert repr(shortname_looked_for(server)) in said[0]
            assert (await wire.call("get_task", "after"))["uuid"] == "after"
            await wire.aclose()
        await asyncio.to_thread(server.wait_for_open, 0)
    assert max(taken) < AT_ONCE, taken
    figure(
        f"interrupts: {way} in {len(taken)} waits of {LONG:g} s of async calls, "
        f"whole calls ended within {max(taken):.2f} s"
    )


# Going on with a submission that was interrupted


@define
class LosingProxy:
    """Stands before a cluster and loses the answers to creations.

    :ivar cluster_url: the cluster.
    :ivar passes_on: whether creations reach the cluster at all.
    :ivar loses: how many answers are lost yet.
    :ivar asked: the verbs and the paths of all requests.
    """

    cluster_url: str
    passes_on: bool
    loses: int = 1
    asked: list[tuple[str, str]] = field(factory=list)

    def __call__(self, request: Request) -> Response:
        self.asked.append((request.method, request.path))
        is_lost = (request.method, request.path) == ("POST", "/tasks") and self.loses > 0
        if is_lost and not self.passes_on:
            self.loses -= 1
            return Response("{}", 502, content_type="application/json")
        forwarded = loopback.request(
            request.method,
            self.cluster_url + request.path,
            content=request.get_data(),
            headers={"Authorization": "any", "Content-Type": "application/json"},
        )
        if is_lost:
            self.loses -= 1
            return Response("{}", 502, content_type="application/json")
        kind = forwarded.headers["content-type"]
        return Response(forwarded.content, forwarded.status_code, content_type=kind)


@contextlib.contextmanager
def cluster_behind_faults(
    httpserver: HTTPServer, passes_on: bool
) -> Iterator[tuple[Emulator, LosingProxy]]:
    with Emulator(runner="none") as cluster:
        proxy = LosingProxy(cluster.cluster_url, passes_on)
        httpserver.expect_request(re.compile(".*")).respond_with_handler(proxy)
        yield cluster, proxy


async def submit_and_interrupt(colour: Colour, task: Any, watch: Watch) -> BaseException:
    """Submit a task and interrupt it in the wait after so many attempts, in async by cancellation.

    A blocking call is interrupted from its hook, which comes just before the wait.
    """
    if colour.is_async:
        return await by_cancellation(task.submit(), watch)
    with pytest.raises(KeyboardInterrupt) as caught:
        task.submit()
    return caught.value


class Interruption(Watch):
    """Interrupts a blocking call as Ctrl-C does."""

    def __call__(self, attempt: Attempt) -> None:
        super().__call__(attempt)
        if self.attempts == 0:
            raise KeyboardInterrupt


@pytest.mark.anyio
@pytest.mark.parametrize(("passes_on", "attempts"), [(True, 1), (False, 1), (False, 2)])
async def test_a_submission_that_was_interrupted_is_gone_on_with(
    colour: Colour, httpserver: HTTPServer, passes_on: bool, attempts: int
) -> None:
    watch = (Watch if colour.is_async else Interruption)(attempts)
    with cluster_behind_faults(httpserver, passes_on) as (cluster, proxy):
        connection = colour.connection(
            cluster_url=httpserver.url_for("").rstrip("/"),
            retry_wait=LONG if attempts == 1 else 0,
            hooks=[watch],
        )
        connection.wire.settle_wait = LONG
        task = connection.create_task("interrupted", "docker-batch", 1)
        begin = time.monotonic()
        end = await submit_and_interrupt(colour, task, watch)
        assert time.monotonic() - begin < AT_ONCE
        name = task.shortname
        (note,) = getattr(end, "__notes__", [])
        assert repr(name) in note
        assert task.uuid is None
        assert len(cluster.tasks) == int(passes_on)
        before = len(proxy.asked)
        assert before == attempts

        connection.wire.settle_wait = 0.01
        await colour.do(task.submit())
        assert proxy.asked[before] == ("GET", f"/tasks/{name}")
        assert [one.uuid for one in cluster.tasks] == [task.uuid]
        assert task.shortname == name
        posts = proxy.asked.count(("POST", "/tasks"))
        assert posts == (1 if passes_on else 2)
        await colour.do(task.submit())
        assert proxy.asked.count(("POST", "/tasks")) == posts
        await colour.close(connection)
