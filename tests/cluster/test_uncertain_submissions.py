"""Submissions that are uncertain for a while: nothing runs twice, and nothing wrong is told.

A server stands before the emulated cluster. It passes requests on, and changes what comes back, or
loses it, as the test plans. How many tasks there are is what the cluster itself has written down.
"""

from __future__ import annotations

import asyncio
import json
import linecache
import logging
import pickle
import re
import time
import traceback
import warnings
from collections import deque
from collections.abc import Iterator
from typing import Any, get_args

import httpx
import loopback
import pytest
from attrs import Factory, define, field
from conftest import Colour
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from qarnot.emulator import Emulator
from qarnot.emulator.core.cluster import RepeatedShortname
from qarnot.exceptions import (
    ConnectionClosed,
    DuplicateSubmission,
    InvalidValue,
    MissingTaskException,
    QarnotException,
    ShortnameConflict,
    SubmissionUnknown,
    UnreadableReply,
)

pytestmark = pytest.mark.anyio

SETTINGS: tuple[RepeatedShortname, ...] = get_args(RepeatedShortname)
SUBMISSION = "POST /tasks"
SEARCH = "POST /tasks/search"
TOKEN = "a-token-of-mine-4711-0815"


@define
class Front:
    """A server before the cluster.

    :ivar planned: what happens to the next requests of a kind, which is a verb, or a verb and a
        path: ``well``; ``lost``, passed on and answered 502; ``never``, answered 502; ``late``,
        answered 502 and passed on by :meth:`release`; ``missing``, answered 404 as the API does;
        ``page``, answered 404 with a page of HTML; ``last look``, answered well, and what is late
        is passed on then. Afterwards all is well.
    :ivar always: what happens to every request of a kind that has no plan.
    :ivar says: the message of an answer 502.
    :ivar requests: the verbs and paths of all requests.
    """

    cluster: Emulator
    url: str = ""
    planned: dict[str, deque[str]] = Factory(dict)
    always: dict[str, str] = Factory(dict)
    says: str = "try again"
    requests: list[str] = field(factory=list, init=False)
    _late: list[bytes] = field(factory=list, init=False)

    def plan(self, kind: str, *what: str) -> None:
        self.planned[kind] = deque(what)

    def count(self, kind: str) -> int:
        """Give how many requests of a kind came."""
        return sum(kind in (each, each.partition(" ")[0]) for each in self.requests)

    def answer(self, request: Request) -> Response:
        self.requests.append(f"{request.method} {request.path}")
        what = self._fate(f"{request.method} {request.path}", request.method)
        if what == "missing":
            return Response('{"message": "No such task"}', 404, content_type="application/json")
        if what == "page":
            return Response("<html>nobody is here</html>", 404, content_type="text/html")
        if what == "late":
            self._late.append(request.get_data())
        if what not in ("late", "never"):
            answered = self._pass_on(request)
        if what in ("late", "lost", "never"):
            said = json.dumps({"message": self.says})
            return Response(said, 502, content_type="application/json")
        if what == "last look":
            self.release()
        return answered

    def release(self) -> None:
        """Pass on what is late."""
        while self._late:
            self._send("POST", "/tasks", self._late.pop(0))

    def _fate(self, *kinds: str) -> str:
        for kind in kinds:
            if self.planned.get(kind):
                return self.planned[kind].popleft()
        return next((self.always[kind] for kind in kinds if kind in self.always), "well")

    def _pass_on(self, request: Request) -> Response:
        answer = self._send(request.method, request.path, request.get_data())
        kind = answer.headers.get("content-type")
        return Response(answer.content, answer.status_code, content_type=kind)

    def _send(self, method: str, path: str, data: bytes) -> httpx.Response:
        headers = {"Authorization": "any", "Content-Type": "application/json"}
        address = self.cluster.cluster_url + path
        return loopback.request(method, address, content=data, headers=headers)


def put_before(cluster: Emulator, httpserver: HTTPServer) -> Front:
    front = Front(cluster, httpserver.url_for("").rstrip("/"))
    httpserver.expect_request(re.compile(".*")).respond_with_handler(front.answer)
    return front


@pytest.fixture
def front(cluster: Emulator, httpserver: HTTPServer) -> Front:
    """A server before the cluster that all tests share, which runs tasks."""
    return put_before(cluster, httpserver)


@pytest.fixture(scope="module")
def clusters() -> Iterator[dict[str, Emulator]]:
    """A cluster for each thing to do with a repeated shortname; they run nothing."""
    with (
        Emulator(runner="none", repeated_shortname="refuse") as refusing,
        Emulator(runner="none", repeated_shortname="conflict") as conflicting,
        Emulator(runner="none", repeated_shortname="accept") as accepting,
    ):
        yield {"refuse": refusing, "conflict": conflicting, "accept": accepting}


@pytest.fixture
def lenient(clusters: dict[str, Emulator], httpserver: HTTPServer) -> Front:
    """A server before a cluster that takes a shortname twice."""
    return put_before(clusters["accept"], httpserver)


def connect(colour: Colour, url: str, **settings: Any) -> Any:
    """Make a connection that does not wait long."""
    connection = colour.connection(cluster_url=url, **{"retry_wait": 0.01, **settings})
    connection.wire.settle_wait = 0.02

    async def briefly(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.02))

    def briefly_here(seconds: float) -> None:
        time.sleep(min(seconds, 0.02))

    connection.wire.pause = briefly if colour.is_async else briefly_here
    return connection


def a_task(connection: Any, **more: Any) -> Any:
    task = connection.create_task("a task", "docker-batch", 1, **more)
    task.constants["DOCKER_CMD"] = "true"
    return task


def made(cluster: Emulator, shortname: str) -> list[str]:
    """Give the uuids of the tasks that the cluster has ever taken in under a name."""
    return [record.uuid for record in cluster.tasks if record.shortname == shortname]


async def unknown(colour: Colour, front: Front, what: str, **more: Any) -> tuple[Any, Any]:
    """Submit a task so that its outcome stays unknown; gives it, and the error."""
    front.plan(SUBMISSION, what)
    # A name that is given is looked for first.
    front.plan("GET", *["well"] * bool(more.get("shortname")))
    front.always["GET"] = "never"
    task = a_task(connect(colour, front.url, retry_count=1), **more)
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(task.submit())
    assert task.uuid is None
    front.always.clear()
    front.requests.clear()
    return task, caught.value


# A task that was just created


@pytest.mark.parametrize("looks", [1, 4])
async def test_a_task_that_is_not_seen_at_once_is_run(
    colour: Colour, front: Front, looks: int
) -> None:
    front.plan("GET", *["missing"] * looks)
    task = a_task(connect(colour, front.url))
    await colour.do(task.run())
    assert not front.planned["GET"]
    assert task.state == "Success"
    assert front.count(SUBMISSION) == 1
    front.always["GET"] = "missing"
    with pytest.raises(MissingTaskException):
        await colour.do(task.update(True))
    await colour.close(task.connection)


# Resolving


@pytest.mark.parametrize("search", ["well", "never"])
async def test_resolving_reads_no_task_after_it_has_created_one(
    colour: Colour, cluster: Emulator, front: Front, search: str
) -> None:
    task, error = await unknown(colour, front, "never")
    front.always.update({"GET": "missing", SEARCH: search})
    found = await colour.do(task.connection.resolve(error))
    assert front.requests == [
        f"GET /tasks/{error.shortname}",
        f"GET /tasks/{error.shortname}",
        SUBMISSION,
        SEARCH,
    ]
    assert made(cluster, error.shortname) == [found.uuid]
    front.always.clear()
    front.plan("GET", "missing", "missing")
    assert await colour.do(found.wait(30)) is True
    assert not front.planned["GET"]
    assert front.count(SUBMISSION) == 1
    await colour.close(task.connection)


@pytest.mark.parametrize("is_pickled", [False, True])
async def test_a_submission_is_resolved_at_the_address_that_it_was_sent_to(
    colour: Colour, cluster: Emulator, front: Front, is_pickled: bool
) -> None:
    task, error = await unknown(colour, front, "lost")
    assert error.cluster == front.url == task.connection.cluster
    if is_pickled:
        error = pickle.loads(pickle.dumps(error))
        assert error.cluster == front.url
    elsewhere, here = connect(colour, cluster.cluster_url), connect(colour, f"{front.url}/")
    before = len(cluster.ledger)
    with pytest.raises(InvalidValue, match=re.escape(front.url)) as caught:
        await colour.do(elsewhere.resolve(error))
    assert cluster.cluster_url in str(caught.value)
    assert len(cluster.ledger) == before
    (uuid,) = made(cluster, error.shortname)
    assert (await colour.do(here.resolve(error))).uuid == uuid
    error.cluster = None
    assert (await colour.do(elsewhere.resolve(error))).uuid == uuid
    assert made(cluster, error.shortname) == [uuid]
    for connection in (elsewhere, here, task.connection):
        await colour.close(connection)


async def test_an_error_of_resolving_names_the_address_too(colour: Colour, front: Front) -> None:
    task, error = await unknown(colour, front, "lost")
    error.cluster = None
    front.always["GET"] = "never"
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(task.connection.resolve(error))
    assert caught.value.cluster == front.url
    await colour.close(task.connection)


# Another name


@pytest.mark.parametrize("given", [None, "uncertain"])
@pytest.mark.parametrize("other", [None, "other"])
async def test_a_submission_without_an_outcome_is_gone_on_with_under_its_name_only(
    colour: Colour, cluster: Emulator, front: Front, given: str | None, other: str | None
) -> None:
    name = given and f"{given}-{colour.is_async}-{other}".lower()
    task, error = await unknown(colour, front, "lost", shortname=name)
    assert name in (None, error.shortname)
    task.shortname = other
    with pytest.raises(InvalidValue, match=f"shortname.*{error.shortname}"):
        await colour.do(task.submit())
    assert front.requests == []
    assert task.uuid is None
    task.shortname = error.shortname
    await colour.do(task.submit())
    assert made(cluster, error.shortname) == [task.uuid]
    assert front.count(SUBMISSION) == 0
    await colour.close(task.connection)


async def test_a_submission_that_was_refused_may_have_another_name(
    colour: Colour, front: Front
) -> None:
    first = a_task(connect(colour, front.url), shortname=f"taken-{colour.is_async}".lower())
    await colour.do(first.submit())
    task = a_task(first.connection, shortname=first.shortname)
    with pytest.raises(ShortnameConflict):
        await colour.do(task.submit())
    task.shortname = f"{first.shortname}-2"
    await colour.do(task.submit())
    assert task.uuid not in (None, first.uuid)
    await colour.close(task.connection)


# More than one task


def plan_two_tasks(front: Front) -> None:
    """Let the first attempt take effect when the second is about to be sent."""
    front.plan(SUBMISSION, "late")
    front.plan("GET", "well", "last look")


async def test_a_task_that_was_made_twice_is_known_before_the_warning(
    colour: Colour, lenient: Front
) -> None:
    plan_two_tasks(lenient)
    task = a_task(connect(colour, lenient.url))
    with pytest.raises(DuplicateSubmission) as caught:
        await colour.do(task.submit())
    assert task.uuid == caught.value.uuid
    uuids = made(lenient.cluster, task.shortname)
    assert sorted([task.uuid, *caught.value.others]) == sorted(uuids)
    assert len(uuids) == 2
    lenient.requests.clear()
    await colour.do(task.submit())
    assert lenient.requests == []
    await colour.do(task.abort())
    assert await colour.do(task.wait(30)) is True
    await colour.close(task.connection)


async def test_a_wait_that_warns_has_seen_the_end(colour: Colour, lenient: Front) -> None:
    lenient.plan(SUBMISSION, "late")
    task = a_task(connect(colour, lenient.url))
    await colour.do(task.submit())
    await colour.do(task.abort())
    lenient.release()
    with pytest.raises(DuplicateSubmission) as caught:
        await colour.do(task.wait(30))
    assert caught.value.uuid == task.uuid
    assert task.state == "Cancelled"
    assert await colour.do(task.wait(30)) is True
    assert lenient.count(SUBMISSION) == 2
    await colour.close(task.connection)


async def test_a_warning_is_about_the_line_of_the_user(colour: Colour, lenient: Front) -> None:
    plan_two_tasks(lenient)
    task = a_task(connect(colour, lenient.url))
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        if colour.is_async:
            await task.submit()
        else:
            task.submit()
    assert_is_about(record, "task.submit()")
    await colour.close(task.connection)


async def test_a_warning_of_a_wait_is_about_the_line_of_the_user(
    colour: Colour, lenient: Front
) -> None:
    lenient.plan(SUBMISSION, "late")
    task = a_task(connect(colour, lenient.url))
    await colour.do(task.submit())
    await colour.do(task.abort())
    lenient.release()
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        if colour.is_async:
            await task.wait(30)
        else:
            task.wait(30)
    assert_is_about(record, "task.wait(30)")
    await colour.close(task.connection)


async def test_a_warning_of_resolving_is_about_the_line_of_the_user(
    colour: Colour, lenient: Front
) -> None:
    task, error = await unknown(colour, lenient, "late")
    lenient.plan("GET", "well", "last look")
    connection = task.connection
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        if colour.is_async:
            await connection.resolve(error)
        else:
            connection.resolve(error)
    assert_is_about(record, "connection.resolve(error)")
    await colour.close(connection)


def assert_is_about(record: list[warnings.WarningMessage], call: str) -> None:
    (warning,) = record
    assert warning.category is DuplicateSubmission
    assert warning.filename == __file__
    line = linecache.getline(warning.filename, warning.lineno).strip()
    assert line in (call, f"await {call}")


# Pages of proxies


async def test_a_page_does_not_say_that_a_task_is_not_there(
    colour: Colour, cluster: Emulator, front: Front
) -> None:
    front.plan(SUBMISSION, "lost")
    front.always["GET"] = "page"
    task = a_task(connect(colour, front.url))
    for _ in range(2):
        with pytest.raises(SubmissionUnknown):
            await colour.do(task.submit())
    assert front.count(SUBMISSION) == 1
    (uuid,) = made(cluster, task.shortname)
    front.always.clear()
    await colour.do(task.submit())
    assert task.uuid == uuid
    assert front.count(SUBMISSION) == 1
    await colour.close(task.connection)


async def test_a_page_does_not_say_that_a_name_is_free(colour: Colour, front: Front) -> None:
    front.always["GET"] = "page"
    task = a_task(connect(colour, front.url), shortname="behind-a-page")
    with pytest.raises(QarnotException) as caught:
        await colour.do(task.submit())
    assert not isinstance(caught.value, SubmissionUnknown)
    assert caught.value.status == 404
    assert front.count(SUBMISSION) == 0
    await colour.close(task.connection)


async def test_a_page_does_not_say_that_a_task_was_deleted(
    colour: Colour, cluster: Emulator, front: Front
) -> None:
    task = a_task(connect(colour, front.url))
    await colour.do(task.run())
    uuid = task.uuid
    front.plan("DELETE", "never", "page")
    front.always["GET"] = "page"
    with pytest.raises(QarnotException) as caught:
        await colour.do(task.delete())
    assert caught.value.status == 404
    front.always.clear()
    assert task.is_submitted
    assert task.uuid == uuid
    await colour.do(task.update(True))
    assert task.state == "Success"
    # The API itself is believed.
    front.plan("DELETE", "lost")
    await colour.do(task.delete())
    assert not front.planned["DELETE"]
    assert task.uuid is None
    with pytest.raises(MissingTaskException):
        await colour.do(task.connection.retrieve_task(uuid))
    await colour.close(task.connection)


# Closed connections


@pytest.mark.parametrize("is_named", [False, True])
async def test_a_closed_connection_submits_nothing_and_leaves_a_draft(
    colour: Colour, cluster: Emulator, front: Front, is_named: bool
) -> None:
    name = f"closed-{colour.is_async}".lower() if is_named else None
    connection = connect(colour, front.url)
    task = a_task(connection, shortname=name)
    await colour.close(connection)
    # A draft, so that it is not gone on with.
    for shortname in (name, name, "another-name"):
        task.shortname = shortname
        with pytest.raises(ConnectionClosed):
            await colour.do(task.submit())
    assert front.requests == []
    assert not task.is_submitted
    assert (task.uuid, task.state) == (None, "UnSubmitted")
    assert await colour.do(task.wait()) is False
    later = connect(colour, front.url)
    again = a_task(later, shortname=name)
    await colour.do(again.submit())
    assert made(cluster, again.shortname) == [again.uuid]
    await colour.close(later)


async def test_closing_does_not_make_an_uncertain_submission_a_draft(
    colour: Colour, front: Front
) -> None:
    task, error = await unknown(colour, front, "lost")
    await colour.close(task.connection)
    for _ in range(2):
        with pytest.raises(SubmissionUnknown) as caught:
            await colour.do(task.submit())
        assert caught.value.shortname == error.shortname
        assert caught.value.cluster == front.url
    assert front.requests == []


# Names that are taken


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("by", ["shortname", "uuid"])
async def test_a_name_that_belongs_to_something_is_never_submitted(
    colour: Colour,
    clusters: dict[str, Emulator],
    httpserver: HTTPServer,
    setting: RepeatedShortname,
    by: str,
) -> None:
    front = put_before(clusters[setting], httpserver)
    name = f"mine-{setting}-{by}-{colour.is_async}".lower()
    first = a_task(connect(colour, front.url), shortname=name)
    await colour.do(first.submit())
    # It does not matter that it looks the same.
    taken = getattr(first, by)
    second = a_task(first.connection, shortname=taken)
    front.requests.clear()
    for _ in range(2):
        with pytest.raises(ShortnameConflict, match="nothing was created") as caught:
            await colour.do(second.submit())
        assert first.uuid in str(caught.value)
    assert front.requests == [f"GET /tasks/{taken}"] * 2
    assert (second.uuid, second.is_submitted) == (None, False)
    assert made(front.cluster, name) == [first.uuid]
    await colour.close(first.connection)


@pytest.mark.parametrize("name", ["summaries", "Summaries"])
async def test_a_name_that_has_a_meaning_of_its_own_is_refused(
    colour: Colour, front: Front, name: str
) -> None:
    connection = connect(colour, front.url)
    with pytest.raises(InvalidValue, match=f"shortname.*{name}"):
        await colour.do(a_task(connection, shortname=name).submit())
    assert front.requests == []
    await colour.close(connection)


# What is shown


async def test_a_token_that_was_submitted_as_a_constant_is_not_shown(
    colour: Colour, cluster: Emulator, front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    front.plan(SUBMISSION, "lost")
    front.always["GET"] = "never"
    front.says = f"no answer to {TOKEN}"
    task = a_task(connect(colour, front.url, retry_count=1, client_token=TOKEN))
    task.constants["MINE"] = TOKEN
    with pytest.raises(SubmissionUnknown, match=r"no answer to \*\*\*") as caught:
        await colour.do(task.submit())
    error = caught.value
    again = pickle.loads(pickle.dumps(error))
    for each in (error, again, error.__cause__):
        assert TOKEN not in f"{each} {each!r} {vars(each).get('reply')} {vars(each).get('details')}"
    assert TOKEN not in "".join(traceback.format_exception(error))
    assert TOKEN not in caplog.text
    # What was sent is there, so that it can be gone on with.
    assert {"key": "MINE", "value": TOKEN} in again.body["constants"]
    front.always.clear()
    found = await colour.do(task.connection.resolve(again))
    assert found.constants["MINE"] == TOKEN
    assert made(cluster, error.shortname) == [found.uuid]
    assert TOKEN not in caplog.text
    await colour.close(task.connection)


async def test_a_look_at_a_name_that_was_interrupted_is_no_submission(
    colour: Colour, front: Front
) -> None:
    """What has the name already is not taken for this task afterwards."""
    name = f"interrupted-{'a' if colour.is_async else 's'}"
    connection = connect(colour, front.url)
    await colour.do(a_task(connection, shortname=name).submit())
    is_interrupted = True

    def interrupt(_: Any) -> None:
        if is_interrupted:
            raise Stop

    hooked = connect(colour, front.url, hooks=[interrupt])
    task = a_task(hooked, shortname=name)
    with pytest.raises(Stop) as caught:
        await colour.do(task.submit())
    assert not hasattr(caught.value, "__notes__")
    is_interrupted = False
    with pytest.raises(ShortnameConflict, match="nothing was created"):
        await colour.do(task.submit())
    task.shortname = f"{name}-2"
    await colour.do(task.submit())
    assert task.uuid is not None
    await colour.close(hooked)
    await colour.close(connection)


class Stop(BaseException):
    """Interrupts, as Ctrl-C does."""


@pytest.mark.parametrize("what", ["abort", "delete"])
async def test_a_task_that_is_not_seen_yet_is_waited_for_before_it_is_ended(
    colour: Colour, clusters: dict[str, Emulator], httpserver: HTTPServer, what: str
) -> None:
    front = put_before(clusters["refuse"], httpserver)
    connection = connect(colour, front.url)
    task = a_task(connection)
    await colour.do(task.submit())
    uuid = task.uuid
    front.plan("GET", "missing")
    await colour.do(getattr(task, what)())
    if what == "abort":
        assert (await colour.do(connection.retrieve_task(uuid))).state == "Cancelled"
    else:
        with pytest.raises(MissingTaskException):
            await colour.do(connection.retrieve_task(uuid))
    await colour.close(connection)


async def test_a_task_that_is_not_seen_yet_stays_as_it_was_submitted(
    colour: Colour, front: Front
) -> None:
    connection = connect(colour, front.url)
    task = a_task(connection)
    await colour.do(task.submit())
    front.plan("GET", "missing", "missing")
    await colour.do(task.update(True))
    assert task.state == "Submitted"
    await colour.do(task.update(True))
    await colour.do(task.update(True))
    front.plan("GET", "missing")
    with pytest.raises(MissingTaskException):
        await colour.do(task.update(True))
    await colour.close(connection)


async def test_a_page_does_not_end_a_wait(colour: Colour, front: Front) -> None:
    connection = connect(colour, front.url)
    task = a_task(connection)
    await colour.do(task.submit())
    await colour.do(task.update(True))
    front.plan("GET", "page", "page")
    assert await colour.do(task.wait(30)) is True
    front.plan("GET", "page")
    with pytest.raises(UnreadableReply):
        await colour.do(connection.retrieve_task(task.uuid))
    await colour.close(connection)
