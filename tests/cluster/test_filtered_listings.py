"""Random filters select exactly what a predicate in plain Python selects, through the facade.

The predicates know nothing of the emulator's filters: they look at what it shows of each item.
"""

from __future__ import annotations

import datetime
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from attrs import frozen
from conftest import Colour
from fault_options import Scale
from hypothesis import HealthCheck, given, settings, strategies as st

import qarnot
from qarnot.emulator import Emulator
from qarnot.filters import Field, Filter

WORDS = ["", "a", "b", "ab", "Ab", "a b", "render-1", "render-22", "é", "Zebra", "aab", "10", "9"]
PATTERNS = [
    "a",
    "^a",
    "b$",
    "^$",
    "a+b",
    "render-[0-9]{1,2}$",
    "[^a-z]",
    "é|Z",
    r"\d\d",
    "(ab)?$",
    ".",
]
BLUE = "00000000-0000-4000-8000-000000000001"
NEVER = "0001-01-01T00:00:00Z"

Item = dict[str, Any]
Holds = Callable[[Item], bool]
"""A predicate on an item, as the API shows it."""


@frozen
class Condition:
    """A filter, and the predicate that it shall be the same as."""

    filter: Filter
    holds: Holds


@frozen
class Looked:
    """A field, and how a predicate sees it.

    :ivar kind: ``text``, ``number``, ``date``, ``flag`` or ``uuid``.
    :ivar read: gives its value in an item; ``None`` where it has none. Of a list, all values.
    """

    field: Field
    kind: str
    read: Callable[[Item], Any]
    is_list: bool = False


def shown(*path: str) -> Callable[[Item], Any]:
    """Give what reads a property."""

    def read(item: Item) -> Any:
        value: Any = item
        for name in path:
            value = None if value is None else value.get(name)
        return value

    return read


def date(name: str) -> Callable[[Item], datetime.datetime | None]:
    def read(item: Item) -> datetime.datetime | None:
        text = item[name]
        return None if text == NEVER else datetime.datetime.fromisoformat(text)

    return read


COMMON = [
    Looked(Field.uuid, "uuid", shown("uuid")),
    Looked(Field.name, "text", shown("name")),
    Looked(Field("name"), "text", shown("name")),
    Looked(Field.shortname, "text", shown("shortname")),
    Looked(Field.state, "text", shown("state")),
    Looked(Field.previous_state, "text", shown("previousState")),
    Looked(Field.creation_date, "date", date("creationDate")),
    Looked(Field.last_modified, "date", date("lastModified")),
    Looked(Field.state_transition_time, "date", date("stateTransitionTime")),
    Looked(Field.previous_state_transition_time, "date", date("previousStateTransitionTime")),
    Looked(Field.tags, "text", shown("tags"), is_list=True),
]
WORK = [
    *COMMON,
    Looked(Field.end_date, "date", date("endDate")),
    Looked(Field.profile, "text", shown("profile")),
    Looked(Field.instancecount, "number", shown("instanceCount")),
    Looked(Field.max_time_queue_seconds, "number", shown("maxTimeQueueSeconds")),
    Looked(Field.project_uuid, "uuid", shown("projectUuid")),
    Looked(
        Field("Privileges.ExportApiAndStorageCredentialsInEnvironment"),
        "flag",
        shown("privileges", "exportApiAndStorageCredentialsInEnvironment"),
    ),
]
TASK = [
    *WORK,
    Looked(Field.pool_uuid, "uuid", shown("poolUuid")),
    Looked(Field.job_uuid, "uuid", shown("jobUuid")),
    Looked(Field.results, "text", shown("resultBucket")),
    Looked(Field("ResultsBucketPrefix"), "text", shown("resultsBucketPrefix")),
    Looked(Field.results_count, "number", shown("resultsCount")),
    Looked(Field.snapshot_interval, "number", shown("snapshotInterval")),
    Looked(
        Field("RetrySettings.MaxTotalRetries"), "number", shown("retrySettings", "maxTotalRetries")
    ),
    Looked(Field("Labels.team"), "text", shown("labels", "team")),
    Looked(
        Field("Constants.Value"),
        "text",
        lambda item: [each["value"] for each in item["constants"]],
        is_list=True,
    ),
    Looked(
        Field.depends_on,
        "uuid",
        lambda item: (item["dependencies"] or {"dependsOn": []})["dependsOn"],
        is_list=True,
    ),
]
POOL = [
    *WORK,
    Looked(Field.is_elastic, "flag", shown("elasticProperty", "isElastic")),
    Looked(
        Field("ElasticProperty.MaxTotalSlots"), "number", shown("elasticProperty", "maxTotalSlots")
    ),
    Looked(Field.total_slot_capacity, "number", shown("totalSlotCapacity")),
    Looked(Field.pool_usage, "number", shown("poolUsage")),
    Looked(
        Field.queued_or_running_task_instances_count,
        "number",
        shown("queuedOrRunningTaskInstancesCount"),
    ),
]
JOB = [
    *COMMON,
    Looked(Field.pool_uuid, "uuid", shown("poolUuid")),
    Looked(Field.use_dependencies, "flag", shown("useDependencies")),
]
LOOKED = {"tasks": TASK, "pools": POOL, "jobs": JOB}


@frozen
class Stock:
    """A cluster with tasks, pools and jobs in it that do not change.

    :ivar items: all of each kind, oldest first, as the API shows them.
    """

    url: str
    items: dict[str, list[Item]]


@pytest.fixture(scope="module")
def stock() -> Iterator[Stock]:
    # Nothing runs, and the first pool keeps the only slot.
    with (
        Emulator(runner="none", slots=1) as cluster,
        httpx.Client(base_url=cluster.cluster_url, headers={"Authorization": "any"}) as http,
    ):
        fill(http, random.Random(7))
        items = {kind: http.get(f"/{kind}").json() for kind in LOOKED}
        yield Stock(cluster.cluster_url, items)


def fill(http: httpx.Client, draw: random.Random) -> None:
    """Make random tasks, pools and jobs, of which some have ended."""
    first = {"name": "first", "profile": "docker-batch", "instanceCount": 1}
    pools = [made(http, "pools", body) for body in (first, *(random_pool(draw) for _ in range(9)))]
    jobs = [made(http, "jobs", random_job(draw)) for _ in range(6)]
    in_pool = [made(http, "jobs", {**random_job(draw), "poolUuid": pools[1]}) for _ in range(4)]
    ordered = made(http, "jobs", {"name": "ordered", "useDependencies": True})
    tasks: list[str] = []
    for number in range(45):
        profile: Item = {"profile": draw.choice(["docker-batch", "docker-network"])}
        before = {"dependsOn": draw.sample(tasks, min(2, len(tasks)))}
        place: Item = [
            profile,
            {"poolUuid": draw.choice(pools)},
            {**profile, "jobUuid": draw.choice(jobs)},
            {"jobUuid": draw.choice(in_pool)},
            {**profile, "jobUuid": ordered, "dependencies": before},
        ][number % 5]
        tasks.append(made(http, "tasks", {**random_work(draw), **random_task(draw), **place}))
    for uuid in draw.sample(tasks, 12):
        http.post(f"/tasks/{uuid}/abort")
    for uuid in pools[2:4]:
        http.post(f"/pools/{uuid}/close")
    for uuid in jobs[:2]:
        http.post(f"/jobs/{uuid}/terminate")


def made(http: httpx.Client, kind: str, body: Item) -> str:
    answer = http.post(f"/{kind}", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["uuid"])


def random_work(draw: random.Random) -> Item:
    return {
        "name": draw.choice(WORDS[1:]),
        "tags": draw.sample(WORDS, draw.randrange(4)),
        "instanceCount": draw.choice([1, 2, 9, 10, 30]),
        "maxTimeQueueSeconds": draw.choice([None, 100_000, 999_999, 1_000_000]),
        "projectUuid": draw.choice([None, BLUE]),
        "privileges": draw.choice([None, {"exportApiAndStorageCredentialsInEnvironment": True}]),
    }


def random_task(draw: random.Random) -> Item:
    return {
        "resultsBucketPrefix": draw.choice([None, *WORDS]),
        "retrySettings": draw.choice([None, {"maxTotalRetries": draw.randrange(3)}]),
        "labels": draw.choice([None, {"team": draw.choice(WORDS)}, {"Team": "a"}]),
        "constants": [
            {"key": f"KEY_{number}", "value": draw.choice(WORDS)}
            for number in range(draw.randrange(3))
        ],
    }


def random_pool(draw: random.Random) -> Item:
    elastic = {"isElastic": draw.choice([True, False]), "maxTotalSlots": draw.randrange(2)}
    return {
        **random_work(draw),
        "profile": "docker-batch",
        "elasticProperty": draw.choice([None, elastic]),
    }


def random_job(draw: random.Random) -> Item:
    return {
        "name": draw.choice(WORDS[1:]),
        "tags": draw.sample(WORDS, draw.randrange(3)),
        "useDependencies": draw.choice([True, False]),
    }


def values_of(looked: Looked, items: list[Item]) -> st.SearchStrategy[Any]:
    """Draw values near those that there are."""
    found: list[Any] = []
    for item in items:
        value = looked.read(item)
        found += value if looked.is_list else [] if value is None else [value]
    match looked.kind:
        case "flag":
            return st.booleans()
        case "number":
            near = [number + change for number in found for change in (0, 0, 1, -1, 0.5)]
            return st.sampled_from([*near, 0, -1, 1e9])
        case "date":
            moments = st.sampled_from([*found, datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)])
            zones = st.sampled_from([datetime.UTC, datetime.timezone(datetime.timedelta(hours=-5))])
            steps = st.sampled_from([0, 0, 1, -1]).map(
                lambda step: datetime.timedelta(microseconds=step)
            )
            return st.builds(
                lambda at, zone, step: (at + step).astimezone(zone), moments, zones, steps
            )
        case "uuid":
            return st.sampled_from([*found, BLUE, "no uuid"])
        case _:
            return st.sampled_from([*found, *WORDS]) | st.text(max_size=3)


def leaves(looked: Looked, items: list[Item]) -> st.SearchStrategy[Condition]:
    """Draw comparisons of a field."""
    field, read = looked.field, looked.read
    values = values_of(looked, items)

    def has(item: Item, wanted: list[Any]) -> bool:
        value = read(item)
        return any(each in wanted for each in (value if looked.is_list else [value]))

    def ordered(compare: Callable[[Any, Any], Any]) -> st.SearchStrategy[Condition]:
        def holds(item: Item, bound: Any) -> bool:
            value = read(item)
            return value is not None and bool(compare(value, bound))

        return st.builds(
            lambda bound: Condition(compare(field, bound), lambda item: holds(item, bound)), values
        )

    def is_like(item: Item, pattern: str) -> bool:
        value = read(item)
        texts = value if looked.is_list else [] if value is None else [value]
        return any(re.search(pattern, text) for text in texts)

    several = st.lists(values, min_size=1, max_size=4)
    found = [
        st.builds(lambda value: Condition(field == value, lambda item: has(item, [value])), values),
        st.builds(
            lambda value: Condition(field != value, lambda item: not has(item, [value])), values
        ),
        st.builds(lambda some: Condition(field.in_(some), lambda item: has(item, some)), several),
        st.builds(
            lambda some: Condition(field.not_in(some), lambda item: not has(item, some)), several
        ),
    ]
    if not looked.is_list:
        found += [
            ordered(lambda one, other: one < other),
            ordered(lambda one, other: one <= other),
            ordered(lambda one, other: one > other),
            ordered(lambda one, other: one >= other),
        ]
    if looked.kind in ("text", "uuid"):
        found.append(
            st.builds(
                lambda pattern: Condition(field.like(pattern), lambda item: is_like(item, pattern)),
                st.sampled_from(PATTERNS),
            )
        )
    return st.one_of(found)


def conditions(kind: str, items: list[Item]) -> st.SearchStrategy[Condition]:
    """Draw filters on a kind of items."""
    simple = st.sampled_from(LOOKED[kind]).flatmap(lambda looked: leaves(looked, items))

    def both(one: Condition, other: Condition) -> Condition:
        return Condition(
            one.filter & other.filter, lambda item: one.holds(item) and other.holds(item)
        )

    def either(one: Condition, other: Condition) -> Condition:
        return Condition(
            one.filter | other.filter, lambda item: one.holds(item) or other.holds(item)
        )

    return st.recursive(
        simple,
        lambda inner: st.builds(both, inner, inner) | st.builds(either, inner, inner),
        max_leaves=6,
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["tasks", "pools", "jobs"])
def test_a_random_filter_selects_what_a_predicate_selects(
    kind: str, stock: Stock, scale: Scale, figure: Callable[[str], None]
) -> None:
    items = stock.items[kind]
    several = 0
    most = scale.count(800, 60 if kind == "tasks" else 30)

    @settings(max_examples=most, suppress_health_check=list(HealthCheck))
    @given(conditions(kind, items), st.sampled_from([3, 7, 50]), st.booleans())
    def check(condition: Condition, page_size: int, is_search: bool) -> None:
        nonlocal several
        expected = [item["uuid"] for item in items if condition.holds(item)]
        several += 0 < len(expected) < len(items)
        if is_search:
            found = getattr(connection, f"search_{kind}")(condition.filter, select=["Uuid"])
        else:
            found = getattr(connection, f"all_{kind}")(filter=condition.filter, page_size=page_size)
        assert [item.uuid for item in found] == expected, condition.filter

    with qarnot.Connection(client_token="any", cluster_url=stock.url) as connection:
        check()
    # Filters that hold for all, or for none, would show little.
    assert several > most / 10
    figure(f"filters of {kind}: {most} against a predicate, {several} of them chose some of many")


@pytest.mark.anyio
async def test_filters_drawn_at_once_select_the_same_in_both_colours(
    colour: Colour, stock: Stock, scale: Scale
) -> None:
    draw = random.Random(scale.seed)
    connection = colour.connection(cluster_url=stock.url)
    for _ in range(scale.count(200, 20)):
        word, count = draw.choice(WORDS), draw.choice([1, 2, 9])
        condition = ((Field.tags == word) | Field.name.like("^a")) & (Field.instancecount > count)
        expected = [
            item["uuid"]
            for item in stock.items["tasks"]
            if (word in item["tags"] or item["name"].startswith("a"))
            and item["instanceCount"] > count
        ]
        listed = await colour.collect(connection.all_tasks(filter=condition, page_size=5))
        assert [task.uuid for task in listed] == expected
        again = await colour.do(
            connection.search_tasks(json.loads(json.dumps(condition.to_json())))
        )
        assert [task.uuid for task in again] == expected
        assert await colour.do(connection.count_tasks(condition)) == len(expected)
    await colour.close(connection)


def in_order(items: list[Item], read: Callable[[Item], Any], *, descending: bool) -> list[str]:
    """Give the uuids of items in the order of a field; no value is less than all others."""
    valued = [item for item in items if read(item) is not None]
    without = [item for item in items if read(item) is None]
    ordered = sorted(valued, key=read, reverse=descending)
    return [item["uuid"] for item in ([*ordered, *without] if descending else [*without, *ordered])]


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["tasks", "pools", "jobs"])
async def test_pages_come_in_the_order_that_is_asked_for(
    colour: Colour, stock: Stock, kind: str
) -> None:
    connection = colour.connection(cluster_url=stock.url)
    fields = [(Field.creation_date, "creationDate"), (Field.name, "name"), (Field.state, "state")]
    for field, name in fields:
        for descending in (False, True):
            listed = getattr(connection, f"all_{kind}")(
                order_by=field, descending=descending, page_size=4
            )
            found = [item.uuid for item in await colour.collect(listed)]
            assert found == in_order(stock.items[kind], shown(name), descending=descending), name
    await colour.close(connection)


@pytest.mark.parametrize("kind", ["tasks", "pools", "jobs"])
def test_the_emulator_orders_by_every_field_with_one_value(kind: str, stock: Stock) -> None:
    with httpx.Client(base_url=stock.url, headers={"Authorization": "any"}) as http:
        for looked in LOOKED[kind]:
            for direction in ("ASC", "DESC"):
                name = (looked.field == "").to_json()["field"]
                body: Item = {"orderBy": name, "orderType": direction, "maximumResults": 9}
                found: list[str] = []
                while True:
                    answer = http.post(f"/{kind}/paginate", json=body)
                    if looked.is_list:
                        assert answer.status_code == 400
                        break
                    found += [item["uuid"] for item in answer.json()["data"]]
                    body["token"] = answer.json()["nextToken"]
                    if body["token"] is None:
                        is_descending = direction == "DESC"
                        expected = in_order(
                            stock.items[kind], looked.read, descending=is_descending
                        )
                        assert found == expected, name
                        break
