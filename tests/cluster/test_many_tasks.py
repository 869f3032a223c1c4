"""Many tasks are submitted, waited for, aborted and deleted in few requests, each on its own."""

from __future__ import annotations

import datetime
import itertools
import json
import re
import signal
import threading
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from conftest import Colour
from fault_options import Scale
from pytest_httpserver import HTTPServer
from task_support import Connect, Relay, a_task, connections, new_name, requests_since
from werkzeug import Request, Response

import qarnot
from qarnot import _listing, aio
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    BulkSubmissionError,
    InvalidValue,
    MissingBucketException,
    MissingProfileException,
    NotSubmitted,
    QarnotGenericException,
    UnauthorizedException,
    UnreadableItemWarning,
    UnreadableReply,
)
from qarnot.filters import Field
from qarnot.polling import PollingPolicy

pytestmark = pytest.mark.anyio

CHUNK = 500
SUMMARIES = ("POST", "/tasks/summaries/paginate")
IN_FULL = ("POST", "/tasks/paginate")


@pytest.fixture(scope="module")
def idle() -> Iterator[Emulator]:
    """A cluster that runs nothing: a task ends when it is aborted."""
    with Emulator(runner="none") as emulator:
        yield emulator


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def resting(connect: Connect, idle: Emulator) -> Any:
    """A connection to the cluster that runs nothing."""
    return connect(idle.cluster_url)


def wait_all(colour: Colour, *arguments: Any, **settings: Any) -> Any:
    return (aio.wait_all if colour.is_async else qarnot.wait_all)(*arguments, **settings)


async def as_completed(colour: Colour, *arguments: Any, **settings: Any) -> AsyncIterator[Any]:
    function: Any = aio.as_completed if colour.is_async else qarnot.as_completed
    ended = function(*arguments, **settings)
    if isinstance(ended, AsyncIterable):
        async for task in ended:
            yield task
    else:
        for task in ended:
            yield task


def name_of(colour: Colour) -> str:
    return "async" if colour.is_async else "sync"


async def submitted(colour: Colour, connection: Any, count: int, **more: Any) -> list[Any]:
    tasks = [a_task(connection, **more) for _ in range(count)]
    await colour.do(connection.submit_tasks(tasks))
    return tasks


async def same(colour: Colour, task: Any) -> Any:
    """Give another object of the same task, to change it without its first object."""
    return await colour.do(task.connection.retrieve_task(task.uuid))


async def abort(colour: Colour, *tasks: Any) -> None:
    """Let tasks end, and their objects not know."""
    for task in tasks:
        await colour.do((await same(colour, task)).abort())


def kinds(cluster: Emulator, begin: int) -> list[tuple[str, str]]:
    return [(each.method, each.path) for each in requests_since(cluster, begin)]


# Submitting


async def test_thousands_of_tasks_are_submitted_in_a_few_requests(
    colour: Colour, connect: Connect, scale: Scale, figure: Callable[[str], None]
) -> None:
    count = scale.count(5_000, 1_200)
    with Emulator(runner="none") as cluster:
        connection = connect(cluster.cluster_url)
        tasks = [a_task(connection) for _ in range(count)]
        begin = time.monotonic()
        results = await colour.do(connection.submit_tasks(tasks))
        seconds = time.monotonic() - begin
        assert kinds(cluster, 0) == [("POST", "/tasks")] * -(-count // CHUNK)
        sizes = [len(each.body) for each in cluster.ledger]
        assert max(sizes) == CHUNK
        uuids = [task.uuid for task in tasks]
        assert [result.uuid for result in results] == uuids
        assert all(result.is_success() for result in results)
        assert [record.uuid for record in cluster.tasks] == uuids
        # Each task has the uuid of the task that was made of it.
        assert [record.shortname for record in cluster.tasks] == [task.shortname for task in tasks]
    figure(
        f"submitting many: {name_of(colour)}, {count:,} tasks in {len(sizes)} requests and "
        f"{seconds:.1f} s, each result in its place"
    )


async def test_what_is_wrong_with_one_task_keeps_no_other_from_being_submitted(
    colour: Colour, resting: Any, idle: Emulator
) -> None:
    tasks = [a_task(resting) for _ in range(8)]
    tasks[1].advanced_range = "0-3"
    bucket = type(await colour.do(resting.create_bucket(new_name("there"))))
    tasks[3].resources = [bucket(resting, "not-there", create=False)]
    tasks[6].profile = "no-such-profile"
    with pytest.raises(BulkSubmissionError, match=r"3 of 8 .*advanced_range") as caught:
        await colour.do(resting.submit_tasks(tasks))
    assert isinstance(caught.value, QarnotGenericException)
    results: list[Any] = caught.value.results
    assert [result.is_success() for result in results] == [
        number not in (1, 3, 6) for number in range(8)
    ]
    assert [type(result.error) for result in results if result.error is not None] == [
        InvalidValue,
        MissingBucketException,
        MissingProfileException,
    ]
    assert "advanced_range" in results[1].message
    assert "not-there" in results[3].message
    assert "no-such-profile" in results[6].message
    on_cluster = {record.uuid for record in idle.tasks}
    for task, result in zip(tasks, results, strict=True):
        assert task.uuid == result.uuid
        assert (task.uuid in on_cluster) is result.is_success()
        assert (task.received_state == "UnSubmitted") is not result.is_success()


async def test_a_generator_is_taken_and_what_was_submitted_stays_as_it_is(
    colour: Colour, resting: Any, idle: Emulator
) -> None:
    before = await submitted(colour, resting, 3)
    uuids = [task.uuid for task in before]
    new = [a_task(resting) for _ in range(3)]
    begin = len(idle.ledger)
    mixed = itertools.chain(*zip(before, new, strict=True))
    results = await colour.do(resting.submit_tasks(task for task in mixed))
    assert [len(each.body) for each in requests_since(idle, begin)] == [3]
    assert [result.uuid for result in results][::2] == uuids
    assert [result.uuid for result in results][1::2] == [task.uuid for task in new]
    begin = len(idle.ledger)
    again = await colour.do(resting.submit_tasks(before))
    assert [result.uuid for result in again] == uuids
    assert requests_since(idle, begin) == []


async def test_what_cannot_be_a_list_of_tasks_is_refused_and_nothing_is_sent(
    colour: Colour, resting: Any, connect: Connect, idle: Emulator
) -> None:
    task, other = a_task(resting), a_task(resting)
    stranger = a_task(connect(idle.cluster_url))
    begin = len(idle.ledger)
    for wrong in (
        [],
        iter(()),
        [task, other, task],
        [task, stranger],
        [task, "task"],
        task,
        "t",
        5,
    ):
        with pytest.raises(InvalidValue, match="tasks: "):
            await colour.do(resting.submit_tasks(wrong))
    for size in (0, -1, "many", 1.5):
        with pytest.raises(InvalidValue, match="chunk_size: "):
            await colour.do(resting.submit_tasks([task], chunk_size=size))
    assert requests_since(idle, begin) == []
    assert task.received_state == "UnSubmitted"


async def test_a_name_that_two_tasks_of_a_list_have_is_given_to_the_first(
    colour: Colour, resting: Any
) -> None:
    name = new_name("twice")
    tasks = [a_task(resting, shortname=each) for each in (name, name.upper(), None)]
    with pytest.raises(BulkSubmissionError) as caught:
        await colour.do(resting.submit_tasks(tasks))
    assert [result.is_success() for result in caught.value.results] == [True, False, True]
    assert "shortname" in str(caught.value.results[1].error)


async def test_a_list_that_nobody_may_submit_is_refused_as_a_whole(
    colour: Colour, connect: Connect
) -> None:
    with Emulator(runner="none", token="right") as cluster:
        connection = connect(cluster.cluster_url, client_token="wrong")
        tasks = [a_task(connection), a_task(connection)]
        with pytest.raises(UnauthorizedException):
            await colour.do(connection.submit_tasks(tasks))
        assert cluster.tasks == ()
        assert {task.received_state for task in tasks} == {"UnSubmitted"}


# Waiting for all


async def test_each_look_at_a_thousand_tasks_costs_two_requests(
    colour: Colour, connect: Connect, figure: Callable[[str], None]
) -> None:
    looks: list[float] = []
    with Emulator(runner="none") as cluster:
        policy = PollingPolicy(first=0.2, longest=0.2)
        connection = connect(cluster.cluster_url, polling=policy)
        pause = connection.wire.pause

        def note(seconds: float) -> Any:
            looks.append(seconds)
            return pause(seconds)

        tasks = await submitted(colour, connection, 1_000)
        connection.wire.pause = note
        begin = len(cluster.ledger)
        assert await colour.do(wait_all(colour, tasks, 0.7)) is False
        sent = kinds(cluster, begin)
    # There is a look before each pause, and one after the last.
    assert sent == [SUMMARIES] * (2 * (len(looks) + 1))
    assert all(seconds <= policy.longest for seconds in looks)
    figure(
        f"waiting for many: {name_of(colour)}, 1,000 running tasks, {len(looks) + 1} looks of "
        f"{len(sent) // (len(looks) + 1)} requests each"
    )


async def test_a_wait_for_all_ends_with_the_last_of_them(
    colour: Colour, connect: Connect, cluster: Emulator
) -> None:
    connection = connect(cluster.cluster_url)
    tasks = [
        *await submitted(colour, connection, 3, command="true"),
        *await submitted(colour, connection, 1, command="echo broken >&2; exit 3"),
    ]
    # A task of a listing lacks its details.
    listed = await colour.collect(connection.all_tasks())
    (failed,) = (task for task in listed if task.uuid == tasks[3].uuid)
    assert failed.lacks_details
    assert await colour.do(wait_all(colour, [*tasks, failed])) is True
    assert [task.state for task in tasks] == ["Success"] * 3 + ["Failure"]
    begin = len(cluster.ledger)
    for task in (tasks[3], failed):
        assert "3" in str(task.errors[0])
        assert task.constants["DOCKER_CMD"] == "echo broken >&2; exit 3"
    assert tasks[0].errors == []
    assert requests_since(cluster, begin) == []
    assert await colour.do(wait_all(colour, tasks)) is True
    assert requests_since(cluster, begin) == []


async def test_only_those_that_have_not_ended_are_looked_at(
    colour: Colour, resting: Any, idle: Emulator
) -> None:
    tasks = await submitted(colour, resting, 6)
    await abort(colour, *tasks[:4])
    begin = len(idle.ledger)
    assert await colour.do(wait_all(colour, tasks, 0.1, page_size=4)) is False
    first, *later = requests_since(idle, begin)
    assert first.body["filter"]["values"] == [task.uuid for task in tasks[:4]]
    rest = [task.uuid for task in tasks[4:]]
    in_full = [each for each in later if (each.method, each.path) == IN_FULL]
    looks = [each for each in later if (each.method, each.path) == SUMMARIES]
    assert len(in_full) == 1
    assert len(in_full) + len(looks) == len(later)
    assert all(look.body["filter"]["values"] == rest for look in looks)


async def test_what_cannot_be_waited_for_is_said_at_once(
    colour: Colour, resting: Any, idle: Emulator
) -> None:
    (task,) = await submitted(colour, resting, 1)
    begin = len(idle.ledger)
    for wrong in (task, "task", 5, [task, None]):
        with pytest.raises(InvalidValue, match="tasks: "):
            await colour.do(wait_all(colour, wrong))
    for setting in ({"timeout": -1}, {"page_size": 0}):
        with pytest.raises(InvalidValue, match=next(iter(setting))):
            await colour.do(wait_all(colour, [task], **setting))
    with pytest.raises(NotSubmitted):
        await colour.do(wait_all(colour, [task, a_task(resting)]))
    assert await colour.do(wait_all(colour, [])) is True
    assert requests_since(idle, begin) == []


# In the order of their ends


async def test_tasks_come_in_the_order_of_their_ends(colour: Colour, resting: Any) -> None:
    tasks = await submitted(colour, resting, 6)
    order = [tasks[number] for number in (4, 0, 5, 2, 1, 3)]
    await abort(colour, *order[:3])
    came = []
    async for task in as_completed(colour, tasks):
        assert task.state == "Cancelled"
        assert not task.lacks_details
        came.append(task)
        if 3 <= len(came) < 6:
            await abort(colour, order[len(came)])
    assert came == order


async def test_what_its_reader_saw_end_comes_too(colour: Colour, resting: Any) -> None:
    """Reading an attribute may read a task anew, and so may other code."""
    tasks = await submitted(colour, resting, 4)
    await abort(colour, tasks[0])
    came = []
    async for task in as_completed(colour, tasks):
        came.append(task)
        if len(came) == 1:
            await abort(colour, *tasks[1:])
            await colour.do(tasks[2].update(True))
            await colour.do(tasks[3].delete())
    assert len(came) == 4
    assert set(map(id, came)) == set(map(id, tasks))


async def test_what_has_ended_before_comes_first_and_each_task_once(
    colour: Colour, resting: Any, idle: Emulator
) -> None:
    tasks = await submitted(colour, resting, 2)
    await abort(colour, *tasks)
    await colour.do(tasks[1].update(True))
    twin = await same(colour, tasks[0])
    came = [task async for task in as_completed(colour, [*tasks, tasks[0], tasks[1], twin])]
    assert len(came) == 3
    assert set(map(id, came)) == set(map(id, [*tasks, twin]))
    begin = len(idle.ledger)
    assert [task async for task in as_completed(colour, [])] == []
    assert requests_since(idle, begin) == []


async def test_a_time_limit_ends_it(colour: Colour, resting: Any) -> None:
    tasks = await submitted(colour, resting, 3)
    await abort(colour, tasks[1])
    assert [task async for task in as_completed(colour, tasks, 0.1)] == [tasks[1]]
    assert [task.has_ended for task in tasks] == [False, True, False]
    # Once more without time, there is still one look.
    await abort(colour, tasks[2])
    assert [task async for task in as_completed(colour, tasks, 0)] == tasks[1:]


async def test_a_task_that_is_deleted_meanwhile_comes_as_deleted(
    colour: Colour, resting: Any
) -> None:
    tasks = await submitted(colour, resting, 3)
    await abort(colour, tasks[0])
    came = []
    async for task in as_completed(colour, tasks, 20):
        came.append((task, task.state))
        if len(came) == 1:
            await colour.do((await same(colour, tasks[2])).delete())
        elif len(came) == 2:
            await abort(colour, tasks[1])
    assert came == [(tasks[0], "Cancelled"), (tasks[2], "Deleted"), (tasks[1], "Cancelled")]
    assert await colour.do(wait_all(colour, tasks)) is True


@pytest.mark.parametrize(
    "rest",
    [{"isTruncated": True}, {"nextToken": "again"}],
    ids=["a dead end", "one token again"],
)
async def test_tasks_that_a_broken_listing_leaves_out_are_looked_at_one_by_one(
    colour: Colour, connect: Connect, rest: dict[str, Any]
) -> None:
    listed = {"uuid": "a", "state": "Success"}
    paged = Paged(lambda _: {"data": [listed, None], **rest})
    connection = connect("http://cluster.test", transport=paged.transport)
    kind = type(connection.create_task("any", "any"))
    tasks = [kind.from_json(connection, {"uuid": uuid, "state": "Submitted"}) for uuid in "ab"]
    assert await colour.do(wait_all(colour, tasks, 5)) is True
    assert [task.state for task in tasks] == ["Success", "Cancelled"]


# Several connections, and outages


class Outage:
    """Answers looks with 503, as often as it is told."""

    def __init__(self, relay: Relay) -> None:
        self.left = 0
        self.failed = 0
        relay.change = self.change

    def change(self, request: Request, _: httpx.Response) -> Response | None:
        if not self.left or not request.path.endswith("/paginate"):
            return None
        self.left -= 1
        self.failed += 1
        return Response('{"message": "not now"}', 503, content_type="application/json")


@pytest.fixture
def outage(idle: Emulator, httpserver: HTTPServer) -> Outage:
    return Outage(Relay.before(idle, httpserver))


async def test_outages_in_between_are_outlived(
    colour: Colour, connect: Connect, outage: Outage, httpserver: HTTPServer
) -> None:
    connection = connect(httpserver.url_for("").rstrip("/"))
    tasks = await submitted(colour, connection, 3)
    await abort(colour, tasks[0])
    came = []
    async for task in as_completed(colour, tasks):
        came.append(task)
        if len(came) < 3:
            await abort(colour, tasks[len(came)])
            outage.left = 4
    assert came == tasks
    assert outage.failed == 8


async def test_tasks_of_several_connections_are_waited_for_together(
    colour: Colour, connect: Connect, idle: Emulator, cluster: Emulator
) -> None:
    idlers = await submitted(colour, connect(idle.cluster_url), 2)
    runners = await submitted(colour, connect(cluster.cluster_url), 2, command="true")
    mixed = [idlers[0], runners[0], idlers[1], runners[1]]
    came = []
    async for task in as_completed(colour, mixed):
        came.append(task)
        if len(came) == 2:
            assert {task.uuid for task in came} == {task.uuid for task in runners}
            await abort(colour, *idlers)
    assert came[2:] == idlers
    assert await colour.do(wait_all(colour, mixed)) is True


async def test_an_outage_of_one_connection_does_not_keep_the_tasks_of_another(
    colour: Colour, connect: Connect, outage: Outage, idle: Emulator, httpserver: HTTPServer
) -> None:
    there = await submitted(colour, connect(httpserver.url_for("").rstrip("/")), 2)
    here = await submitted(colour, connect(idle.cluster_url), 1)
    await abort(colour, *there, *here)
    outage.left = 1_000_000
    came = []
    async for task in as_completed(colour, [there[0], *here, there[1]], 30):
        came.append(task)
        outage.left = 0
    assert came == [*here, *there]


async def test_a_token_that_is_refused_ends_a_wait_with_an_error(
    colour: Colour, connect: Connect, idle: Emulator, httpserver: HTTPServer
) -> None:
    relay = Relay.before(idle, httpserver)
    tasks = await submitted(colour, connect(relay.url), 2)
    relay.change = lambda _, __: Response("{}", 401, content_type="application/json")
    with pytest.raises(UnauthorizedException):
        await colour.do(wait_all(colour, tasks))


# Aborting and deleting by a condition


async def test_those_for_which_a_condition_holds_are_aborted_and_deleted(
    colour: Colour, resting: Any, idle: Emulator
) -> None:
    tag = new_name("sweep")
    ours = [a_task(resting, tags=[tag, "all"]) for _ in range(60)]
    others = [a_task(resting, tags=["all"]) for _ in range(2)]
    await colour.do(resting.submit_tasks([*ours, *others]))
    uuids = {task.uuid for task in ours}

    def states(tasks: list[Any]) -> set[str]:
        wanted = {task.uuid for task in tasks}
        return {record.state for record in idle.tasks if record.uuid in wanted}

    # Those that have ended already count as a success.
    await abort(colour, ours[0])
    for condition in (Field.tags == tag, (Field.tags == tag).to_json()):
        results = await colour.do(resting.abort_tasks(condition))
        assert {result.uuid for result in results} == uuids
        assert all(result.is_success() for result in results)
        assert states(ours) == {"Cancelled"}
    results = await colour.do(resting.delete_tasks(Field.tags == tag))
    assert {result.uuid for result in results} == uuids
    assert states(ours) == {"PendingDelete"}
    assert states(others) == {"Submitted"}
    assert await colour.do(resting.delete_tasks(Field.tags == tag)) == []
    assert await colour.do(resting.abort_tasks(Field.tags == tag)) == []


async def test_one_that_cannot_be_changed_is_told_and_keeps_no_other(
    colour: Colour, connect: Connect, idle: Emulator, httpserver: HTTPServer
) -> None:
    relay = Relay.before(idle, httpserver)
    connection = connect(relay.url)
    tag = new_name("mixed")
    tasks = await submitted(colour, connection, 5, tags=[tag])
    refused, gone = tasks[1].uuid, tasks[3].uuid

    def change(request: Request, _: httpx.Response) -> Response | None:
        if request.method == "DELETE" and refused in request.path:
            return Response('{"message": "it is locked"}', 403, content_type="application/json")
        if request.method == "DELETE" and gone in request.path:
            return Response('{"message": "no such task"}', 404, content_type="application/json")
        return None

    relay.change = change
    results = await colour.do(connection.delete_tasks(Field.tags == tag))
    assert [result.uuid for result in results] == [task.uuid for task in tasks]
    assert [result.is_success() for result in results] == [True, False, True, True, True]
    assert results[1].status_code == 403
    assert "it is locked" in results[1].message


async def test_no_condition_is_not_taken_for_all_tasks(
    colour: Colour, resting: Any, idle: Emulator
) -> None:
    begin = len(idle.ledger)
    for wrong in (None, "all", 5):
        for method in (resting.abort_tasks, resting.delete_tasks):
            with pytest.raises(InvalidValue, match="filter: "):
                await colour.do(method(wrong))
    assert requests_since(idle, begin) == []


class Paged:
    """A server of pages of tasks, which answers that tasks were deleted or aborted.

    :ivar pages: gives the page of a token.
    :ivar asked: the paths and tokens of the pages that were asked for.
    :ivar done: the methods and paths of what changes something.
    """

    def __init__(self, pages: Callable[[str | None], dict[str, Any]]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, str | None]] = []
        self.done: list[str] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/paginate"):
            token = json.loads(request.content).get("token")
            self.asked.append((request.url.path, token))
            return httpx.Response(200, json=self.pages(token))
        if request.method == "GET":
            uuid = request.url.path.rpartition("/")[2]
            return httpx.Response(200, json={"uuid": uuid, "state": "Cancelled"})
        self.done.append(f"{request.method} {request.url.path}")
        return httpx.Response(204)


def page_of(*names: str, token: str | None = None) -> dict[str, Any]:
    data = [{"uuid": name, "name": name, "state": "Submitted"} for name in names]
    return {"data": data, "nextToken": token, "isTruncated": token is not None}


ACTIONS = {"delete_tasks": "DELETE /tasks/{}", "abort_tasks": "POST /tasks/{}/abort"}


@pytest.mark.parametrize("action", ACTIONS)
async def test_tasks_of_overlapping_pages_are_each_changed_once(
    colour: Colour, connect: Connect, action: str
) -> None:
    pages = {
        None: page_of("a", "b", token="1"),
        "1": page_of("b", "c", token="2"),
        "2": page_of(),
    }
    paged = Paged(lambda token: pages[token])
    connection = connect("http://cluster.test", transport=paged.transport)
    for condition, path in ((Field.name == "x", SUMMARIES[1]), (Field.tags == "x", IN_FULL[1])):
        paged.asked.clear()
        paged.done.clear()
        results = await colour.do(getattr(connection, action)(condition))
        assert [(each.uuid, each.is_success()) for each in results] == [
            (name, True) for name in "abc"
        ]
        assert sorted(paged.done) == [ACTIONS[action].format(name) for name in "abc"]
        # Summaries have no tags.
        assert paged.asked == [(path, None), (path, "1"), (path, "2")]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (lambda _: {**page_of("a"), "isTruncated": True}, "not whole"),
        (lambda _: page_of("a", token="again"), "came a second time"),
        (lambda token: page_of(token=f"{token or 0}1"), "5 pages on end"),
    ],
    ids=["a dead end", "one token again", "empty for ever"],
)
async def test_nothing_is_changed_when_not_all_tasks_are_listed(
    colour: Colour,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    pages: Callable[[str | None], dict[str, Any]],
    text: str,
) -> None:
    monkeypatch.setattr(_listing, "MOST_FRUITLESS_PAGES", 5)
    paged = Paged(pages)
    connection = connect("http://cluster.test", transport=paged.transport)
    with pytest.raises(UnreadableReply, match=text):
        await colour.do(getattr(connection, action)(Field.name == "x"))
    assert paged.done == []
    assert len(paged.asked) <= 5


async def test_what_cannot_be_read_is_told_when_many_are_changed(
    colour: Colour, connect: Connect
) -> None:
    page = page_of("a", "b")
    page["data"].insert(1, {"name": "no uuid"})
    paged = Paged(lambda _: page)
    connection = connect("http://cluster.test", transport=paged.transport)
    with pytest.warns(UnreadableItemWarning, match="item 1 "):
        results = await colour.do(connection.delete_tasks(Field.name == "x"))
    assert [each.uuid for each in results] == ["a", "b"]


def test_an_interruption_of_blocking_code_waits_for_no_request(httpserver: HTTPServer) -> None:
    reached, opened = threading.Event(), threading.Event()
    paths: list[str] = []

    def hold(request: Request) -> Response:
        paths.append(request.path)
        reached.set()
        opened.wait(30)
        return Response(status=204)

    def interrupt() -> None:
        reached.wait(30)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def workers() -> list[threading.Thread]:
        found = [each for each in threading.enumerate() if each.name == "qarnot-many"]
        return [each for each in found if each.is_alive()]

    listing = page_of(*(f"t{number}" for number in range(20)))
    httpserver.expect_request(SUMMARIES[1]).respond_with_json(listing)
    httpserver.expect_request(re.compile("/tasks/t.*")).respond_with_handler(hold)
    interrupter = threading.Thread(target=interrupt)
    interrupter.start()
    connection = Colour("sync").connection(cluster_url=httpserver.url_for("").rstrip("/"))
    with pytest.raises(KeyboardInterrupt):
        connection.delete_tasks(Field.name == "x")
    interrupter.join()
    assert not opened.is_set()
    # An interpreter that ends does not wait for them either.
    assert all(each.daemon for each in workers())
    connection.close()
    opened.set()
    for each in workers():
        each.join(30)
    # Nothing more was begun.
    assert set(paths) <= {f"/tasks/t{number}" for number in range(8)}


# How soon, and how often


async def test_a_run_sees_the_end_of_its_task_by_the_next_look(
    colour: Colour,
    connect: Connect,
    cluster: Emulator,
    httpserver: HTTPServer,
    figure: Callable[[str], None],
) -> None:
    states: list[str] = []

    def note(request: Request, answer: httpx.Response) -> None:
        if request.method == "GET" and request.path.count("/") == 2:
            states.append(answer.json()["state"])

    relay = Relay.before(cluster, httpserver)
    relay.change = note
    policy = PollingPolicy()
    connection = connect(relay.url, polling=policy)
    task = a_task(connection, "sleep 1")
    begin = time.monotonic()
    await colour.do(task.run())
    seconds = time.monotonic() - begin
    late = datetime.datetime.now(datetime.UTC) - task.state_transition_time
    # One look after the end, and before it no more than the schedule says.
    assert states.count("Success") == 1
    assert states[-1] == "Success"
    looks, elapsed = 1, 0.0
    while (elapsed := elapsed + policy.pause_after(elapsed)) < seconds:
        looks += 1
    assert len(states) <= looks
    figure(
        f"run: {name_of(colour)}, a task of {seconds - late.total_seconds():.2f} s, its end seen "
        f"{late.total_seconds():.2f} s later, by look {len(states)} of {looks} at most"
    )


async def test_a_busy_loop_asks_no_more_often_than_the_cache_is_old_and_ends(
    colour: Colour, connect: Connect, cluster: Emulator, figure: Callable[[str], None]
) -> None:
    task = a_task(connect(cluster.cluster_url), "sleep 0.6")
    task.update_cache_time = 0.1
    await colour.do(task.submit())
    begin, rounds = time.monotonic(), 0
    first = len(cluster.ledger)
    while task.state not in ("Success", "Failure", "Cancelled"):
        if colour.is_async:
            await colour.do(task.update())
        rounds += 1
    seconds = time.monotonic() - begin
    asked = kinds(cluster, first).count(("GET", f"/tasks/{task.uuid}"))
    assert asked <= seconds / task.update_cache_time + 1
    assert task.state == "Success"
    figure(
        f"busy loop: {name_of(colour)}, {rounds:,} rounds in {seconds:.1f} s, {asked} requests "
        f"with a cache of {task.update_cache_time} s"
    )
