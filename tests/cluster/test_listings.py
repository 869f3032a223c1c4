"""Listings, searches, counts and finding, of tasks, pools and jobs, in both colours."""

from __future__ import annotations

import datetime
import importlib
import inspect
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from conftest import Colour
from task_support import Connect, a_task, connections, new_name, requests_since

from qarnot import aio
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    AmbiguousName,
    InvalidValue,
    MissingJobException,
    MissingPoolException,
    MissingTaskException,
    QarnotGenericException,
)
from qarnot.filters import Field

pytestmark = pytest.mark.anyio

NOUNS = ("task", "pool", "job")
MISSING = {
    "task": MissingTaskException,
    "pool": MissingPoolException,
    "job": MissingJobException,
}


@pytest.fixture(scope="module")
def idle() -> Iterator[Emulator]:
    """A cluster that runs nothing."""
    with Emulator(runner="none") as emulator:
        yield emulator


@pytest.fixture
async def connection(colour: Colour, idle: Emulator) -> AsyncIterator[Any]:
    async with connections(colour) as connect:
        yield connect(idle.cluster_url)


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


def made(connection: Any, noun: str, name: str = "a name") -> Any:
    """Make a task, pool or job that is not submitted."""
    if noun == "task":
        return connection.create_task(name, "docker-batch")
    if noun == "pool":
        return connection.create_pool(name, "docker-batch")
    return connection.create_job(name)


async def submitted(
    colour: Colour, connection: Any, noun: str, *tags: str, name: str = "a name"
) -> Any:
    thing = made(connection, noun, name)
    thing.tags = list(tags)
    await colour.do(thing.submit())
    return thing


def uuids(things: list[Any]) -> list[str]:
    return [thing.uuid for thing in things]


def class_of(colour: Colour, noun: str) -> type:
    home = aio if colour.is_async else importlib.import_module(f"qarnot.{noun}")
    kind: type = getattr(home, noun.capitalize())
    return kind


# Pages


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_listing_goes_through_all_pages(
    colour: Colour, connection: Any, idle: Emulator, noun: str
) -> None:
    tag = new_name("paged")
    things = [await submitted(colour, connection, noun, tag) for _ in range(7)]
    begin = len(idle.ledger)
    found = await colour.collect(getattr(connection, f"all_{noun}s")(tags=[tag], page_size=3))
    assert uuids(found) == uuids(things)
    assert all(isinstance(each, class_of(colour, noun)) for each in found)
    assert [each.path for each in requests_since(idle, begin)] == [f"/{noun}s/paginate"] * 3
    assert [each.tags for each in found] == [[tag]] * 7
    assert len(requests_since(idle, begin)) == 3

    page = await colour.do(getattr(connection, f"{noun}s_page")(maximum=5, tags=[tag]))
    assert uuids(page.page_data) == uuids(things[:5])
    assert (page.is_truncated, page.token, page.bad_items) == (True, None, ())
    last = await colour.do(getattr(connection, f"{noun}s_page")(page.next_token, 5, tags=[tag]))
    assert uuids(last.page_data) == uuids(things[5:])
    assert (last.is_truncated, last.next_token, last.token) == (False, None, page.next_token)


@pytest.mark.parametrize("noun", ["task", "pool"])
async def test_summaries_are_listed_unless_they_lack_what_is_looked_at(
    colour: Colour, connection: Any, idle: Emulator, noun: str
) -> None:
    name = new_name("short")
    thing = await submitted(colour, connection, noun, name=name)
    begin = len(idle.ledger)
    every = getattr(connection, f"all_{noun}s")
    (summary,) = await colour.collect(every(filter=Field.name == name))
    (in_full,) = await colour.collect(every(False, filter=Field.name == name))
    both = (Field.name == name) & (Field.tags != "x")
    (details,) = await colour.collect(every(filter=both))
    assert {summary.uuid, in_full.uuid, details.uuid} == {thing.uuid}
    assert [each.lacks_details for each in (summary, in_full, details)] == [True, False, False]
    paths = [each.path for each in requests_since(idle, begin)]
    assert paths == [f"/{noun}s/summaries/paginate", *[f"/{noun}s/paginate"] * 2]


async def test_what_lives_throughout_a_listing_comes_exactly_once(
    colour: Colour, connection: Any
) -> None:
    tag = new_name("lively")
    batch = [a_task(connection, tags=[tag]) for _ in range(40)]
    await colour.do(connection.submit_tasks(batch))
    doomed = batch[::3]
    lasting = {task.uuid for task in batch} - {task.uuid for task in doomed}
    found: list[str] = []

    async def disturb() -> None:
        if len(found) % 2 and doomed:
            await colour.do(doomed.pop(-1 if len(found) % 4 == 1 else 0).delete())
        elif len(found) < 40:
            await colour.do(a_task(connection, tags=[tag]).submit())

    listing = connection.all_tasks(tags=[tag], page_size=4)
    if colour.is_async:
        async for task in listing:
            found.append(task.uuid)
            await disturb()
    else:
        for task in listing:
            found.append(task.uuid)
            await disturb()
    assert not doomed
    assert len(found) == len(set(found))
    assert lasting <= set(found)


async def test_nothing_is_asked_for_before_the_first_item(
    colour: Colour, connection: Any, idle: Emulator
) -> None:
    begin = len(idle.ledger)
    listings = [connection.all_tasks(), connection.all_pools(), connection.all_jobs()]
    assert requests_since(idle, begin) == []
    del listings


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_order_is_kept_over_all_pages(colour: Colour, connection: Any, noun: str) -> None:
    tag = new_name("ordered")
    things = [
        await submitted(colour, connection, noun, tag, name=f"n{number}") for number in (3, 1, 2)
    ]
    every = getattr(connection, f"all_{noun}s")
    newest = await colour.collect(
        every(tags=[tag], order_by=Field.creation_date, descending=True, page_size=2)
    )
    assert uuids(newest) == uuids(things)[::-1]
    by_name = await colour.collect(every(tags=[tag], order_by="name", page_size=1))
    assert [each.name for each in by_name] == ["n1", "n2", "n3"]
    page = await colour.do(
        getattr(connection, f"{noun}s_page")(
            maximum=1, tags=[tag], order_by="name", descending=True
        )
    )
    assert [each.name for each in page.page_data] == ["n3"]


# Tags and filters


@pytest.mark.parametrize("noun", NOUNS)
async def test_d33_tags_and_filters_all_hold(colour: Colour, connection: Any, noun: str) -> None:
    odd, even, every = new_name("odd"), new_name("even"), new_name("every")
    things = [
        await submitted(colour, connection, noun, every, (even, odd)[n % 2], name=f"n{n}")
        for n in range(4)
    ]
    both = await submitted(colour, connection, noun, odd, even, every, name="both")

    async def found(**conditions: Any) -> list[str]:
        listed = await colour.collect(getattr(connection, f"all_{noun}s")(**conditions))
        page = await colour.do(getattr(connection, f"{noun}s_page")(maximum=1000, **conditions))
        number = await colour.do(getattr(connection, f"count_{noun}s")(**conditions))
        assert uuids(page.page_data) == uuids(listed)
        assert number == len(listed)
        return uuids(listed)

    assert await found(tags=(odd, even)) == [*uuids(things), both.uuid]
    assert await found(tags=[odd]) == [things[1].uuid, things[3].uuid, both.uuid]
    assert await found(tags_intersect=iter([])) == await found()
    assert await found(tags_intersect=(odd, even)) == [both.uuid]
    assert await found(tags=[odd, even], tags_intersect=[every, even]) == [
        things[0].uuid,
        things[2].uuid,
        both.uuid,
    ]
    condition = Field.name.in_(["n0", "n1", "both"])
    assert await found(tags=[odd], filter=condition) == [things[1].uuid, both.uuid]
    assert await found(tags=[odd], filter=condition.to_json()) == [things[1].uuid, both.uuid]
    assert await found(tags_intersect=[odd, even], filter=Field.name == "n1") == []
    await colour.do(things[2].update(True))
    late = Field.creation_date > things[2].creation_date
    assert await found(tags=[every], filter=late & Field.name.like("^n")) == [things[3].uuid]
    either = (Field.name == "n0") | (Field.name == "both")
    assert await found(tags=[every], filter=either) == [things[0].uuid, both.uuid]
    never = Field.creation_date > datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    assert await found(filter=never) == []


# Searches


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_search_finds_in_one_request(
    colour: Colour, connection: Any, idle: Emulator, noun: str
) -> None:
    tag = new_name("searched")
    things = [await submitted(colour, connection, noun, tag, name=f"n{n}") for n in range(6)]
    begin = len(idle.ledger)
    search = getattr(connection, f"search_{noun}s")
    found = await colour.do(search(Field.tags == tag))
    assert uuids(found) == uuids(things)
    assert all(isinstance(each, class_of(colour, noun)) for each in found)
    assert [each.tags for each in found] == [[tag]] * 6
    few = await colour.do(search(Field.tags == tag, maximum=2))
    assert uuids(few) == uuids(things[:2])
    assert [each.path for each in requests_since(idle, begin)] == [f"/{noun}s/search"] * 2


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_selection_holds_what_was_selected_and_loads_or_refuses_the_rest(
    colour: Colour, connection: Any, idle: Emulator, noun: str
) -> None:
    tag = new_name("selected")
    thing = await submitted(colour, connection, noun, tag, name="a name")
    begin = len(idle.ledger)
    search = getattr(connection, f"search_{noun}s")
    found = await colour.do(search(Field.tags == tag, select=[Field.name, "State"]))
    (request,) = requests_since(idle, begin)
    assert request.body["select"] == {"fields": ["Uuid", "Name", "State"]}
    (part,) = found
    assert part.raw.keys() == {"uuid", "name", "state"}
    assert (part.uuid, part.name, part.state) == (thing.uuid, "a name", part.raw["state"])
    assert repr(part)
    assert len(requests_since(idle, begin)) == 1
    if colour.is_async:
        for name in ("shortname", "creation_date", "tags"):
            with pytest.raises(QarnotGenericException, match=rf"'{name}' was not selected"):
                getattr(part, name)
        await part.update(True)
    assert part.shortname == thing.shortname
    assert part.tags == [tag]
    assert part.creation_date is not None
    assert len(requests_since(idle, begin)) == 2


async def test_a_selected_field_may_be_null(colour: Colour, connection: Any) -> None:
    task = await submitted(colour, connection, "task")
    select = [Field.pool_uuid, Field.tags]
    (found,) = await colour.do(connection.search_tasks(Field.uuid == task.uuid, select=select))
    assert (found.raw["poolUuid"], found.pool_uuid, found.tags) == (None, None, [])


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_count_goes_through_pages_where_no_total_is_told(
    colour: Colour, connection: Any, idle: Emulator, noun: str
) -> None:
    tag, name = new_name("counted"), new_name("counted")
    for _ in range(5):
        await submitted(colour, connection, noun, tag, name=name)
    begin = len(idle.ledger)
    count = getattr(connection, f"count_{noun}s")
    assert await colour.do(count(tags=[tag])) == 5
    assert await colour.do(count(Field.name == name)) == 5
    assert await colour.do(count(tags=[new_name("none")])) == 0
    paths = {each.path for each in requests_since(idle, begin)}
    # Summaries have no tags.
    summaries = set() if noun == "job" else {f"/{noun}s/summaries/paginate"}
    assert paths == {f"/{noun}s/paginate"} | summaries


# Finding one


@pytest.mark.parametrize("noun", NOUNS)
async def test_one_is_found_by_uuid_shortname_or_name(
    colour: Colour, connection: Any, idle: Emulator, noun: str
) -> None:
    name = new_name("It's (a) [name]/with ünusual signs ")
    thing = await submitted(colour, connection, noun, "kept", name=name)
    find = getattr(connection, f"find_{noun}")
    for identifier in (thing.uuid, uuid.UUID(thing.uuid), thing.shortname, name):
        found = await colour.do(find(identifier))
        assert (found.uuid, found.name, found.tags) == (thing.uuid, name, ["kept"])
        assert isinstance(found, class_of(colour, noun))
    plain = new_name("plain")
    other = await submitted(colour, connection, noun, name=plain)
    begin = len(idle.ledger)
    assert (await colour.do(find(plain))).uuid == other.uuid
    assert [each.method for each in requests_since(idle, begin)] == ["GET", "POST"]


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_name_that_several_have_or_none_is_an_error(
    colour: Colour, connection: Any, noun: str
) -> None:
    name, find = new_name("twice"), getattr(connection, f"find_{noun}")
    for missing in (name, f"{name} ..", ".."):
        with pytest.raises(MISSING[noun], match="uuid, shortname or name"):
            await colour.do(find(missing))
    things = [await submitted(colour, connection, noun, name=name) for _ in range(2)]
    with pytest.raises(AmbiguousName, match=name) as caught:
        await colour.do(find(name))
    assert set(caught.value.uuids) == set(uuids(things))
    assert caught.value.uuids[0] in str(caught.value)
    assert (await colour.do(find(things[1].shortname))).uuid == things[1].uuid


# The old lists


@pytest.mark.parametrize("noun", NOUNS)
async def test_the_old_lists_warn_and_work(
    colour: Colour, connection: Any, idle: Emulator, noun: str
) -> None:
    one, two = new_name("one"), new_name("two,with a comma")
    thing = await submitted(colour, connection, noun, one)
    both = await submitted(colour, connection, noun, one, two)
    begin = len(idle.ledger)

    async def listed(*arguments: Any, **named: Any) -> list[str]:
        with pytest.warns(DeprecationWarning, match=rf"all_{noun}s") as caught:
            found = await colour.do(getattr(connection, f"{noun}s")(*arguments, **named))
        # In async the line that awaits.
        awaiting = inspect.getsourcefile(Colour) if colour.is_async else __file__
        assert [each.filename for each in caught] == [awaiting]
        assert isinstance(found, list)
        assert all(isinstance(each, class_of(colour, noun)) for each in found)
        return uuids(found)

    every = await listed()
    assert [thing.uuid, both.uuid] == every[-2:]
    assert await listed(tags=[one]) == [thing.uuid, both.uuid]
    in_order: dict[str, tuple[Any, ...]] = {
        "task": ([one], True, [two]),
        "pool": (True, [two], [one]),
        "job": ([one], [two]),
    }
    assert await listed(*in_order[noun]) == [both.uuid]
    assert await listed(tags=[two]) == [both.uuid]
    assert await listed(tags=[one, two]) == [thing.uuid, both.uuid]
    summaries = f"/{noun}s" if noun == "job" else f"/{noun}s/summaries"
    paths = [each.path.partition("?")[0] for each in requests_since(idle, begin)]
    assert paths == [
        summaries,
        f"/{noun}s",
        *[f"/{noun}s/paginate"] * 3,
    ]


async def test_the_old_lists_may_be_in_full(colour: Colour, connection: Any) -> None:
    tag = new_name("full")
    await submitted(colour, connection, "task", tag)
    await submitted(colour, connection, "pool", tag)
    with pytest.warns(DeprecationWarning, match="all_tasks"):
        tasks = await colour.do(connection.tasks(summary=False))
    with pytest.warns(DeprecationWarning, match="all_pools"):
        pools = await colour.do(connection.pools(False))
    with pytest.warns(DeprecationWarning, match="all_tasks"):
        summaries = await colour.do(connection.tasks())
    assert tasks[-1].tags == [tag]
    assert pools[-1].tags == [tag]
    assert [each.lacks_details for each in (tasks[-1], pools[-1], summaries[-1])] == [
        False,
        False,
        True,
    ]


# Bad arguments


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": "text"},
        {"tags_intersect": [1]},
        {"filter": "State"},
        {"order_by": "size"},
        {"descending": True},
        {"page_size": 0},
    ],
)
async def test_bad_arguments_are_refused_when_a_listing_is_made(
    connect: Connect, noun: str, wrong: dict[str, Any]
) -> None:
    connection = connect("http://127.0.0.1:9", retry_count=0)
    with pytest.raises(InvalidValue, match=next(iter(wrong))):
        getattr(connection, f"all_{noun}s")(**wrong)


@pytest.mark.parametrize("noun", NOUNS)
async def test_bad_arguments_are_refused_before_anything_is_sent(
    colour: Colour, connect: Connect, noun: str
) -> None:
    connection = connect("http://127.0.0.1:9", retry_count=0)
    page, search = getattr(connection, f"{noun}s_page"), getattr(connection, f"search_{noun}s")
    count, find = getattr(connection, f"count_{noun}s"), getattr(connection, f"find_{noun}")
    calls: list[Callable[[], Any]] = [
        lambda: page(5),
        lambda: page(maximum=-1),
        lambda: page(filter=5),
        lambda: search("Name"),
        lambda: search(select="Name"),
        lambda: search(maximum=0),
        lambda: count(tags="text"),
        lambda: find(""),
        lambda: find(None),
        lambda: find(5),
    ]
    for call in calls:
        with pytest.raises(InvalidValue):
            await colour.do(call())
