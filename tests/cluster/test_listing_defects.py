"""Known defects of another client in its listings, which this one must not have.

D26, D33, D34 and D48; and what reading ahead must not leave behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import inspect
import json
import logging
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from attrs import Factory, define
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import Connect, connections
from werkzeug import Request, Response

from qarnot import AsyncConnection, _listing
from qarnot.exceptions import (
    AmbiguousName,
    ConnectionClosed,
    InvalidValue,
    MissingTaskException,
    QarnotException,
    RateLimited,
    UnauthorizedException,
    UnreadableItemWarning,
    UnreadableReply,
)
from qarnot.filters import Field

pytestmark = pytest.mark.anyio

URL = "http://cluster.test"
READER = "qarnot-page"
WHO: contextvars.ContextVar[str] = contextvars.ContextVar("WHO", default="nobody")
Answer = Callable[[Any], Any]


@define
class Pages:
    """An API whose pages are written by a function of what was asked for.

    :ivar answer: gives JSON, or a status, for the body of a request.
    :ivar asked: the bodies that came.
    """

    answer: Answer
    asked: list[Any] = Factory(list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.asked.append(body)
        found = self.answer(body)
        if isinstance(found, int):
            return httpx.Response(found, json={"message": "so it is written"})
        return httpx.Response(200, json=found)

    @property
    def tokens(self) -> list[str | None]:
        return [body.get("token") for body in self.asked]


def item(number: object, **more: Any) -> dict[str, Any]:
    return {"uuid": f"u{number}", "name": f"n{number}", "state": "Success", **more}


def numbered(size: int, length: int) -> Answer:
    """Write pages of so many tasks, as many as make a length."""

    def answer(body: Any) -> Any:
        start = int(body.get("token") or 0)
        end = min(start + size, length)
        token = str(end) if end < length else None
        data = [item(number) for number in range(start, end)]
        return {"data": data, "nextToken": token, "isTruncated": token is not None}

    return answer


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


def to(connect: Connect, pages: Pages, **settings: Any) -> Any:
    return connect(URL, transport=httpx.MockTransport(pages), retry_count=0, **settings)


async def taken(values: Any) -> tuple[list[Any], Exception | None]:
    """Give the items of an iterator, and the error that ended it."""
    found = []
    try:
        if hasattr(values, "__aiter__"):
            async for value in values:
                found.append(value)  # noqa: PERF401 - what came before an error counts
        else:
            for value in values:
                found.append(value)  # noqa: PERF402 - as above
    except Exception as error:  # noqa: BLE001 - the test looks at it
        return found, error
    return found, None


async def next_of(values: Any) -> Any:
    return await anext(values) if hasattr(values, "__anext__") else next(values)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; the tests' time limit is the limit."""
    while not holds():  # noqa: ASYNC110 - it stands in other threads
        await asyncio.sleep(0.001)


def readers() -> list[Any]:
    """Give what reads ahead in this process now."""
    threads = [each for each in threading.enumerate() if each.name == READER]
    return [*threads, *(each for each in asyncio.all_tasks() if each.get_name() == READER)]


def names(found: list[Any]) -> list[str]:
    return [each.uuid for each in found]


# D48


def repeat_one_token(body: Any) -> Any:
    return {"data": [item(0), item(1)], "nextToken": "again", "isTruncated": True}


def go_in_circles(body: Any) -> Any:
    number = int(body.get("token") or 0)
    return {"data": [item(number)], "nextToken": str((number + 1) % 4), "isTruncated": True}


def drop_the_token(body: Any) -> Any:
    return {"data": [item(0)], "isTruncated": True}


def drift(body: Any) -> Any:
    """Show the same tasks for ever, under tokens that are always new."""
    number = int(body.get("token") or 0)
    data = [item(number % 3), item((number + 1) % 3)]
    return {"data": data, "nextToken": str(number + 1), "isTruncated": True}


def be_empty(body: Any) -> Any:
    return {"data": [], "nextToken": f"{body.get('token') or 0}1", "isTruncated": True}


@pytest.mark.parametrize("noun", ["task", "pool", "job"])
@pytest.mark.parametrize(
    ("answer", "count", "requests", "text"),
    [
        (repeat_one_token, 2, 2, "come to an end"),
        (go_in_circles, 4, 5, "come to an end"),
        (drop_the_token, 1, 1, "not whole"),
        (drift, 3, 22, "20 pages on end"),
        (be_empty, 0, 20, "20 pages on end"),
    ],
)
async def test_d48_every_listing_ends_and_is_never_silently_incomplete(
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    noun: str,
    answer: Answer,
    count: int,
    requests: int,
    text: str,
) -> None:
    monkeypatch.setattr(_listing, "MOST_FRUITLESS_PAGES", 20)
    pages = Pages(answer)
    found, error = await taken(getattr(to(connect, pages), f"all_{noun}s")())
    assert isinstance(error, UnreadableReply)
    assert text in str(error)
    assert sorted(names(found)) == [f"u{number}" for number in range(count)]
    assert len(pages.asked) == requests


async def test_d48_empty_pages_in_between_end_nothing(connect: Connect) -> None:
    def answer(body: Any) -> Any:
        number = int(body.get("token") or 0)
        data = [item(number)] if number in (0, 4) else []
        return {"data": data, "nextToken": str(number + 1), "isTruncated": number < 5}

    found, error = await taken(to(connect, Pages(answer)).all_tasks())
    assert (names(found), error) == (["u0", "u4"], None)


async def test_d48_a_page_without_the_token_of_the_next_is_an_error(
    colour: Colour, connect: Connect
) -> None:
    with pytest.raises(UnreadableReply, match="no token"):
        await colour.do(to(connect, Pages(drop_the_token)).tasks_page())


async def test_d48_the_last_page_has_no_token_whatever_came_with_it(
    colour: Colour, connect: Connect
) -> None:
    last = {"data": [item(0)], "nextToken": "more", "isTruncated": False}
    page = await colour.do(to(connect, Pages(lambda _: last)).tasks_page("t"))
    assert (page.token, page.next_token, page.is_truncated) == ("t", None, False)


@pytest.mark.parametrize("token", ["", 5])
async def test_d48_what_is_no_token_does_not_begin_anew(
    colour: Colour, connect: Connect, token: Any
) -> None:
    pages = Pages(numbered(2, 4))
    with pytest.raises(InvalidValue, match="token: "):
        await colour.do(to(connect, pages).tasks_page(token))
    assert pages.asked == []


@pytest.mark.parametrize("page", [{}, {"data": None}, {"data": {}}, [], "page"])
async def test_d48_what_is_no_page_is_no_empty_listing(
    colour: Colour, connect: Connect, page: Any
) -> None:
    connection = to(connect, Pages(lambda _: page))
    found, error = await taken(connection.all_tasks())
    assert (found, type(error)) == ([], UnreadableReply)
    with pytest.raises(UnreadableReply):
        await colour.do(connection.jobs_page())


# D26


async def test_d26_a_bad_item_is_told_with_its_place_and_hides_no_other(
    colour: Colour, connect: Connect
) -> None:
    data = [item(0), None, item(1), {"name": "no uuid"}, {"uuid": 5}]
    connection = to(connect, Pages(lambda _: {"data": data, "total": 7}))
    with pytest.warns(UnreadableItemWarning) as caught:
        page = await colour.do(connection.pools_page())
    assert names(page.page_data) == ["u0", "u1"]
    assert page.total == 7
    assert [(each.index, each.value) for each in page.bad_items] == [
        (1, None),
        (3, {"name": "no uuid"}),
        (4, {"uuid": 5}),
    ]
    told = [each.message for each in caught]
    assert [(each.noun, each.index, each.reason) for each in told] == [  # type: ignore[union-attr]
        ("pool", 1, "it is no object but None"),
        ("pool", 3, "it has no uuid"),
        ("pool", 4, "its uuid is no text but 5"),
    ]
    assert str(told[0]) == (
        "item 1 of a listing is no pool and is left out: it is no object but None"
    )
    # In async the line that awaits.
    awaiting = inspect.getsourcefile(Colour) if colour.is_async else __file__
    assert {each.filename for each in caught} == {awaiting}


@pytest.mark.parametrize("noun", ["task", "pool", "job"])
async def test_d26_a_bad_item_ends_no_listing_or_search(
    colour: Colour, connect: Connect, noun: str
) -> None:
    def answer(body: Any) -> Any:
        if body.get("token"):
            return {"data": [None, item(2)]}
        return {"data": [item(0), 5, item(1)], "nextToken": "t"}

    listing = getattr(to(connect, Pages(answer)), f"all_{noun}s")()
    with pytest.warns(UnreadableItemWarning) as caught:
        found, error = await taken(listing)
    assert (names(found), error) == (["u0", "u1", "u2"], None)
    assert [each.message.index for each in caught] == [1, 3]  # type: ignore[union-attr]

    data = [item(0), "x", item(1)]
    connection = to(connect, Pages(lambda body: {"data": data} if body else data))
    with pytest.warns(UnreadableItemWarning, match="item 1"):
        assert names(await colour.do(getattr(connection, f"search_{noun}s")())) == ["u0", "u1"]
    with pytest.warns(UnreadableItemWarning, match="item 1"):
        assert await colour.do(getattr(connection, f"count_{noun}s")()) == 2


async def test_d26_bad_items_in_the_same_place_of_several_pages_are_all_told(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """As a program is told that leaves the filters of warnings as they are."""

    def answer(body: Any) -> Any:
        number = int(body.get("token") or 0)
        token = str(number + 1) if number < 5 else None
        return {"data": [item(number), None], "nextToken": token}

    connection = to(connect, Pages(answer))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        found, error = await taken(connection.all_tasks())
    assert (len(found), error) == (6, None)
    told = [str(each.message) for each in caught]
    assert [text.split()[1] for text in told] == ["1", "3", "5", "7", "9", "11"]
    logged = [each for each in caplog.records if each.name == "qarnot"]
    assert [each.getMessage() for each in logged] == told
    assert {each.levelno for each in logged} == {logging.WARNING}


@pytest.mark.parametrize(("owner", "noun"), [("job", "task"), ("pool", "task"), ("pool", "job")])
async def test_d26_a_bad_item_of_what_belongs_to_something_is_told(
    colour: Colour, connect: Connect, caplog: pytest.LogCaptureFixture, owner: str, noun: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_list = request.url.path.endswith(f"/u7/{noun}s")
        data = [item(0), None, {"uuid": 5}, {"name": "x"}, item(1)]
        return httpx.Response(200, json=data if is_list else item(7))

    connection = connect(URL, transport=httpx.MockTransport(answer))
    thing = await colour.do(getattr(connection, f"retrieve_{owner}")("u7"))
    with pytest.warns(UnreadableItemWarning) as caught:
        found = await colour.do(getattr(thing, f"{noun}s"))
    assert names(found) == ["u0", "u1"]
    told = [str(each.message) for each in caught]
    assert [text.partition(" is left")[0] for text in told] == [
        f"item {index} of a listing is no {noun} and" for index in (1, 2, 3)
    ]
    assert [each.getMessage() for each in caplog.records if each.name == "qarnot"] == told


# D34


async def test_d34_reading_fifty_listed_tasks_costs_one_request(connect: Connect) -> None:
    data = [item(number, tags=["t"], constants=[], errors=[]) for number in range(50)]
    pages = Pages(lambda _: {"data": data, "nextToken": None, "isTruncated": False})
    connection = to(connect, pages)
    for settings in ({"summary": False}, {"tags": ["t"]}, {"filter": Field.tags == "t"}):
        pages.asked.clear()
        found, error = await taken(connection.all_tasks(**settings))
        assert error is None
        for task in found:
            assert repr(task)
            assert (task.tags, dict(task.constants), task.errors) == (["t"], {}, [])
            assert (task.state, task.resources, task.labels) == ("Success", [], {})
        assert len(pages.asked) == 1


# Reading ahead


async def test_the_next_page_is_read_while_this_one_is_taken_and_no_more(
    connect: Connect,
) -> None:
    pages = Pages(numbered(2, 10))
    listing = to(connect, pages).all_tasks()
    assert pages.asked == []
    for first in range(0, 10, 2):
        assert (await next_of(listing)).uuid == f"u{first}"
        # The page after this one comes by itself, with nobody taking anything.
        read = min(first // 2 + 2, 5)
        await until(lambda read=read: len(pages.asked) >= read and not readers())  # type: ignore[misc]
        assert (await next_of(listing)).uuid == f"u{first + 1}"
        assert len(pages.asked) == read
    assert await taken(listing) == ([], None)
    assert pages.tokens == [None, "2", "4", "6", "8"]


async def test_an_error_comes_after_all_items_before_it(connect: Connect) -> None:
    def answer(body: Any) -> Any:
        return 403 if body.get("token") == "4" else numbered(2, 10)(body)

    pages = Pages(answer)
    found, error = await taken(to(connect, pages).all_tasks())
    assert names(found) == ["u0", "u1", "u2", "u3"]
    assert isinstance(error, UnauthorizedException)
    assert error.operation == "paginate_task_summaries"


@pytest.mark.parametrize("failures", [0, 1, 2, 3])
async def test_what_is_read_ahead_is_retried_as_what_is_read_when_needed(
    connect: Connect, failures: int
) -> None:
    fails = [503] * failures

    def answer(body: Any) -> Any:
        return fails.pop() if body.get("token") and fails else numbered(2, 4)(body)

    pages = Pages(answer)
    connection = connect(URL, transport=httpx.MockTransport(pages), retry_count=2)
    found, error = await taken(connection.all_tasks())
    assert pages.tokens == [None, *["2"] * min(failures + 1, 3)]
    if failures == 3:
        assert (names(found), getattr(error, "attempts", 0)) == (["u0", "u1"], 3)
    else:
        assert (names(found), error) == (["u0", "u1", "u2", "u3"], None)


@pytest.mark.parametrize(("status", "count"), [(401, 5), (401, 0), (429, 0), (503, 0)])
async def test_what_is_not_retried_is_sent_once_ahead_too(
    connect: Connect, status: int, count: int
) -> None:
    pages = Pages(lambda body: status if body.get("token") else numbered(2, 4)(body))
    connection = connect(URL, transport=httpx.MockTransport(pages), retry_count=count)
    found, error = await taken(connection.all_tasks())
    assert names(found) == ["u0", "u1"]
    assert isinstance(error, QarnotException)
    assert (error.status, error.attempts) == (status, 1)
    assert pages.tokens == [None, "2"]


@pytest.mark.parametrize("count", [0, 1])
async def test_a_server_that_wants_a_rest_has_it_before_a_retry(
    connect: Connect, count: int
) -> None:
    waited: list[float] = []

    def respond(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if body.get("token") and not pages:
            pages.append(body)
            return httpx.Response(429, headers={"Retry-After": "60"}, json={})
        return httpx.Response(200, json=numbered(2, 4)(body))

    pages: list[Any] = []
    connection = connect(URL, transport=httpx.MockTransport(respond), retry_count=count)

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    connection.wire.pause = pause if hasattr(connection, "aclose") else waited.append
    found, error = await taken(connection.all_tasks())
    if count:
        assert (names(found), error) == (["u0", "u1", "u2", "u3"], None)
        assert waited == [60]
    else:
        assert (names(found), type(error)) == (["u0", "u1"], RateLimited)
        assert waited == []


async def test_what_is_read_ahead_is_read_in_the_context_of_whoever_lists(
    connect: Connect,
) -> None:
    """As a tracing hook or transport needs it to know on whose behalf it works."""
    asked_by: list[str] = []

    def answer(body: Any) -> Any:
        asked_by.append(WHO.get())
        return numbered(2, 6)(body)

    listing = to(connect, Pages(answer), hooks=[lambda _: asked_by.append(WHO.get())]).all_tasks()
    previous = WHO.set("somebody")
    found, error = await taken(listing)
    WHO.reset(previous)
    assert (len(found), error) == (6, None)
    assert asked_by == ["somebody"] * 6


# What is left behind


class Gate:
    """A server whose second page does not come before it is opened."""

    def __init__(self, httpserver: HTTPServer) -> None:
        self.url = httpserver.url_for("").rstrip("/")
        self.reached = threading.Event()
        self.open = threading.Event()
        httpserver.expect_request("/tasks/summaries/paginate").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        body = request.get_json()
        if body.get("token"):
            self.reached.set()
            self.open.wait(30)
        return Response(json.dumps(numbered(2, 6)(body)), content_type="application/json")


@pytest.fixture
def gate(httpserver: HTTPServer) -> Iterator[Gate]:
    gate = Gate(httpserver)
    yield gate
    gate.open.set()


@contextlib.contextmanager
def no_complaints() -> Iterator[None]:
    """Fail when the event loop complains, as it does of tasks that nobody waited for."""
    complaints: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    try:
        yield
        gc.collect()
    finally:
        loop.set_exception_handler(None)
    assert complaints == []


@pytest.mark.parametrize("end", ["drop", "close the iterator", "close the connection"])
async def test_a_listing_that_is_left_early_leaves_nothing(
    colour: Colour, connect: Connect, gate: Gate, end: str
) -> None:
    connection = connect(gate.url)
    with no_complaints():
        listing = connection.all_tasks()
        assert (await next_of(listing)).uuid == "u0"
        await until(gate.reached.is_set)
        if end == "close the iterator":
            await colour.do(listing.aclose() if colour.is_async else listing.close())
        elif end == "close the connection":
            await colour.close(connection)
            # What was read already can still be taken.
            assert (await next_of(listing)).uuid == "u1"
            with pytest.raises(ConnectionClosed):
                await next_of(listing)
        del listing
        gc.collect()
        if colour.is_async and end != "drop":
            await asyncio.sleep(0)
            assert readers() == []
        if not colour.is_async and end != "close the connection":
            # The request under way is its last, and does not outlive the connection.
            await colour.close(connection)
        await until(lambda: not readers())
    assert not gate.open.is_set()


async def test_retries_of_what_nobody_takes_end_with_the_connection(
    colour: Colour, connect: Connect
) -> None:
    pages = Pages(lambda body: 503 if body.get("token") else numbered(2, 6)(body))
    connection = connect(URL, transport=httpx.MockTransport(pages), retry_count=5, retry_wait=1_000)
    with no_complaints():
        listing = connection.all_tasks()
        assert (await next_of(listing)).uuid == "u0"
        await until(lambda: len(pages.asked) == 2)
        await colour.do(listing.aclose() if colour.is_async else listing.close())
        await colour.close(connection)
        await until(lambda: not readers())
    assert len(pages.asked) == 2


async def test_a_break_waits_for_nothing(colour: Colour, connect: Connect, gate: Gate) -> None:
    connection = connect(gate.url)
    if colour.is_async:
        async for _ in connection.all_tasks():
            await until(gate.reached.is_set)
            break
    else:
        for _ in connection.all_tasks():
            await until(gate.reached.is_set)
            break
    assert not gate.open.is_set()
    gate.open.set()
    await until(lambda: not readers())


async def test_a_cancelled_listing_leaves_nothing(gate: Gate) -> None:
    async with connections(Colour("async")) as connect:
        connection = connect(gate.url)

        async def use() -> None:
            async for _ in connection.all_tasks():
                pass

        with no_complaints():
            user = asyncio.create_task(use())
            await until(gate.reached.is_set)
            user.cancel()
            with pytest.raises(asyncio.CancelledError):
                await user
            assert readers() == []
        # The connection is as good as before.
        gate.open.set()
        found, error = await taken(connection.all_tasks())
        assert (len(found), error) == (6, None)


@pytest.mark.parametrize("turns", range(6))
def test_a_program_that_ends_in_the_middle_of_a_listing_is_not_complained_about(
    turns: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the reading ahead was about to do when the event loop ended."""

    async def use() -> Any:
        connection = AsyncConnection(
            client_token="any", cluster_url=URL, transport=httpx.MockTransport(pages)
        )
        async for _ in connection.all_tasks():
            break
        kept = connection.all_tasks()
        await anext(kept)
        for _ in range(turns):
            await asyncio.sleep(0)
        return kept

    pages = Pages(numbered(2, 6))
    kept = asyncio.run(use())
    gc.collect()
    del kept
    gc.collect()
    # Servers of other tests may log what they answered late.
    assert [each for each in caplog.records if each.name != "werkzeug"] == []
    assert 2 <= len(pages.asked) <= 4


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ZeroDivisionError])
async def test_an_interrupted_listing_leaves_nothing(
    gate: Gate, interruption: type[BaseException]
) -> None:
    async with connections(Colour("sync")) as connect:
        connection = connect(gate.url)

        def use() -> None:
            for _ in connection.all_tasks():
                gate.reached.wait(30)
                raise interruption

        with pytest.raises(interruption):
            use()
        assert not gate.open.is_set()
        connection.close()
        await until(lambda: not readers())


async def test_a_listing_goes_on_where_there_can_be_no_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async with connections(Colour("sync")) as connect:
        pages = Pages(numbered(2, 6))
        connection = to(connect, pages)
        monkeypatch.setattr(threading.Thread, "start", refuse)
        found = list(connection.all_tasks())
    assert names(found) == [f"u{number}" for number in range(6)]
    assert pages.tokens == [None, "2", "4"]


async def test_two_listings_at_once_keep_apart(connect: Connect) -> None:
    connection = to(connect, Pages(numbered(3, 20)))
    one, other = connection.all_tasks(), connection.all_tasks()
    found: list[list[str]] = [[], []]
    for _ in range(20):
        for each, listing in zip(found, (one, other), strict=True):
            each.append((await next_of(listing)).uuid)
    assert found == [[f"u{number}" for number in range(20)]] * 2
    assert await taken(one) == await taken(other) == ([], None)


async def test_items_are_as_old_as_the_page_that_they_came_in(connect: Connect) -> None:
    connection = to(connect, Pages(numbered(2, 4)))
    found, _ = await taken(connection.all_tasks())
    assert not any(task.is_old for task in found)
    listing = connection.all_tasks()
    first = await next_of(listing)
    second = await next_of(listing)
    assert first._received_at == second._received_at
    assert await taken(listing)


# Counting


def telling(total: Any, *, of_all: Any, length: int) -> Pages:
    """Write pages that tell a total: one to a filter, another one where there is none."""

    def answer(body: Any) -> Any:
        size = min(body["maximumResults"], 4)
        told = total if "filter" in body else of_all
        return {**numbered(size, length)(body), "total": told}

    return Pages(answer)


@pytest.mark.parametrize("noun", ["task", "pool", "job"])
async def test_a_total_is_the_count_where_it_is_told(
    colour: Colour, connect: Connect, noun: str
) -> None:
    pages = telling(7, of_all=5_000, length=7)
    count = getattr(to(connect, pages), f"count_{noun}s")
    assert await colour.do(count()) == 5_000
    assert pages.asked == [{"maximumResults": 1}]
    assert await colour.do(count(tags=["t"])) == 7
    assert [body["maximumResults"] for body in pages.asked] == [1, 1, 1]


@pytest.mark.parametrize(
    ("total", "of_all"),
    [(None, None), ("7", 9), (0, 9), (5_000, 5_000), (True, 9)],
    ids=["none is told", "a text", "less than came", "of all tasks, maybe", "a flag"],
)
async def test_what_may_be_no_total_is_counted(
    colour: Colour, connect: Connect, total: Any, of_all: Any
) -> None:
    pages = telling(total, of_all=of_all, length=7)
    assert await colour.do(to(connect, pages).count_tasks(Field.state == "Success")) == 7
    sizes = [body["maximumResults"] for body in pages.asked]
    assert sizes[-2:] == [500, 500]
    assert set(sizes[:-2]) == {1}


async def test_a_count_is_never_silently_too_small(colour: Colour, connect: Connect) -> None:
    with pytest.raises(UnreadableReply, match="not whole"):
        await colour.do(to(connect, Pages(drop_the_token)).count_tasks())


# Finding by name


async def test_only_the_very_name_is_found(colour: Colour, connect: Connect) -> None:
    """A platform may compare names otherwise than letter by letter, or ignore the filter."""

    def answer(body: Any) -> Any:
        return 404 if body is None else [item(1, name="NAME"), item(2, name="name"), item(3)]

    connection = to(connect, Pages(answer))
    assert (await colour.do(connection.find_task("name"))).uuid == "u2"
    with pytest.raises(MissingTaskException):
        await colour.do(connection.find_task("Name"))


def namesakes(place: int, *named: dict[str, Any]) -> Pages:
    """Write an API that does not heed case in names, and whose searches find 100 at most.

    :param place: where the given tasks stand among 130 others that are called ``NAME``.
    """
    others = [item(number, name="NAME") for number in range(130)]
    data = [*others[:place], *named, *others[place:]]

    def answer(body: Any) -> Any:
        if body is None:
            return 404
        assert body["filter"] == (Field.name == "name").to_json()
        if "maximumResults" in body:
            return data[: min(body["maximumResults"], 100)]
        start = int(body.get("token") or 0)
        token = str(start + 50) if start + 50 < len(data) else None
        return {"data": data[start : start + 50], "nextToken": token}

    return Pages(answer)


@pytest.mark.parametrize("noun", ["task", "pool", "job"])
async def test_one_behind_a_hundred_in_another_spelling_is_found(
    colour: Colour, connect: Connect, noun: str
) -> None:
    for place in (3, 128):
        pages = namesakes(place, item("x", name="name"))
        found = await colour.do(getattr(to(connect, pages), f"find_{noun}")("name"))
        assert (found.uuid, found.name) == ("ux", "name")
        assert len(pages.asked) == 5


async def test_what_a_full_search_does_not_show_is_not_taken_for_missing_or_unique(
    colour: Colour, connect: Connect
) -> None:
    with pytest.raises(MissingTaskException):
        await colour.do(to(connect, namesakes(0)).find_task("name"))
    two = [item(each, name="name") for each in "xy"]
    for pages in (namesakes(99, *two), namesakes(130, *two), namesakes(0, *two)):
        with pytest.raises(AmbiguousName, match="at least 2") as caught:
            await colour.do(to(connect, pages).find_task("name"))
        assert caught.value.uuids == ("ux", "uy")


async def test_a_search_that_leaves_out_what_cannot_be_read_says_so(
    colour: Colour, connect: Connect
) -> None:
    pages = Pages(lambda body: 404 if body is None else [{"name": "name"}, item(1, name="name")])
    with pytest.warns(UnreadableItemWarning, match="item 0 .* has no uuid"):
        assert (await colour.do(to(connect, pages).find_task("name"))).uuid == "u1"


@pytest.mark.parametrize("status", [401, 403, 500])
async def test_a_refusal_is_not_taken_for_a_missing_task(
    colour: Colour, connect: Connect, status: int
) -> None:
    pages = Pages(lambda body: status if body is None else [])
    with pytest.raises(QarnotException) as caught:
        await colour.do(to(connect, pages).find_task("name"))
    assert caught.value.status == status
    assert len(pages.asked) == 1
