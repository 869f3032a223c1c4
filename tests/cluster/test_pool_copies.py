"""Copies of pools: what they have in another way, and that there is never one too many."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from conftest import Colour
from pool_support import NOTHING, PATH, a_pool, pool_json
from pytest_httpserver import HTTPServer
from task_support import (
    UUID,
    Connect,
    Relay,
    WrittenAnswers,
    connections,
    new_name,
    requests_since,
    sent_to,
)
from werkzeug import Request, Response

from qarnot._elastic import ElasticProperty
from qarnot.emulator import Emulator
from qarnot.exceptions import InvalidValue, MissingPoolException, NotSubmitted, ShortnameConflict
from qarnot.scaling import FixedScalingPolicy, Scaling

pytestmark = pytest.mark.anyio

COPY = "22222222-2222-3333-4444-555555555555"
TWO = Scaling([FixedScalingPolicy(2, "two")])
ELASTIC = {
    "isElastic": True,
    "minTotalSlots": 1,
    "maxTotalSlots": 4,
    "minIdleSlots": 1,
    "resizePeriod": 60,
    "rampResizeFactor": 0.5,
    "minIdleTimeSeconds": 30,
}
SHAPES: dict[str, dict[str, Any]] = {
    "fixed": {"instanceCount": 2},
    "elastic": {"elasticProperty": ELASTIC},
    "scaled": {"scaling": {**TWO.to_json(), "activePolicyName": "two"}, "instanceCount": 2},
}
NO_LONGER_ELASTIC = {**ELASTIC, "isElastic": False}
NEW_ELASTIC = {**ELASTIC, "maxTotalSlots": 9}
NO_POLICIES: dict[str, Any] = {"policies": []}


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


async def test_a_copy_is_a_pool_of_its_own(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = a_pool(connection)
    pool.tags = ["kept"]
    await colour.do(pool.submit())
    name = new_name("copy")
    copy = await colour.do(pool.clone(name="a copy", shortname=name, instancecount=2, labels={}))
    (body,) = sent_to(cluster, "POST", f"/pools/{pool.uuid}/clone")
    assert body == {"name": "a copy", "shortname": name, "instanceCount": 2, "labels": {}}
    assert copy.uuid != pool.uuid
    await colour.do(copy.update(True))
    assert (copy.name, copy.tags, copy.instancecount) == ("a copy", ["kept"], 2)
    assert (await colour.do(connection.retrieve_pool(name))).uuid == copy.uuid
    assert pool.name == "a pool"
    await colour.do(copy.delete())
    await colour.do(pool.delete())


async def test_a_lost_answer_makes_no_second_copy(
    colour: Colour, connect: Connect, cluster: Emulator, httpserver: HTTPServer
) -> None:
    lost: list[str] = []

    def lose(request: Request, answer: Any) -> Response | None:
        if request.path.endswith("/clone") and not lost:
            lost.append(answer.json()["uuid"])
            return Response("", 502)
        return None

    relay = Relay.before(cluster, httpserver)
    relay.change = lose
    connection = connect(relay.url)
    connection.wire.settle_wait = 0.01
    pool = a_pool(connection)
    await colour.do(pool.submit())
    copy = await colour.do(pool.clone(name="a copy"))
    assert lost == [copy.uuid], "it was adopted"
    assert len(sent_to(cluster, "POST", f"/pools/{pool.uuid}/clone")) == 1
    await colour.do(copy.delete())
    await colour.do(pool.delete())


async def test_a_copy_needs_a_free_shortname(colour: Colour, connection: Any) -> None:
    pool = a_pool(connection)
    await colour.do(pool.submit())
    with pytest.raises(ShortnameConflict):
        await colour.do(pool.clone(shortname=pool.shortname))
    await colour.do(pool.delete())


@pytest.mark.parametrize(
    ("shape", "changes", "sent"),
    [
        ("fixed", {"name": "n"}, {"name": "n"}),
        ("fixed", {"instancecount": 3}, {"instanceCount": 3}),
        ("fixed", {"scaling": TWO}, {"scaling": TWO.to_json()}),
        (
            "fixed",
            {"is_elastic": True, "elastic_maximum_slots": 9},
            {
                "elasticProperty": {
                    "isElastic": True,
                    "minTotalSlots": 0,
                    "maxTotalSlots": 9,
                    "minIdleSlots": 0,
                    "resizePeriod": 90,
                    "rampResizeFactor": 1,
                    "minIdleTimeSeconds": 0,
                }
            },
        ),
        ("elastic", {"name": "n"}, {"name": "n"}),
        ("elastic", {"elastic_maximum_slots": 9}, {"elasticProperty": NEW_ELASTIC}),
        (
            "elastic",
            {"instancecount": 3},
            {"instanceCount": 3, "elasticProperty": NO_LONGER_ELASTIC},
        ),
        (
            "elastic",
            {"scaling": TWO},
            {"scaling": TWO.to_json(), "elasticProperty": NO_LONGER_ELASTIC},
        ),
        ("scaled", {"name": "n"}, {"name": "n"}),
        ("scaled", {"scaling": Scaling()}, {"scaling": NO_POLICIES}),
        ("scaled", {"instancecount": 3}, {"instanceCount": 3, "scaling": NO_POLICIES}),
        (
            "scaled",
            {"elastic_property": ElasticProperty.from_json(ELASTIC), "elastic_maximum_slots": 9},
            {"elasticProperty": NEW_ELASTIC, "scaling": NO_POLICIES},
        ),
    ],
)
async def test_the_size_of_a_copy_is_said_in_one_way(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    shape: str,
    changes: dict[str, Any],
    sent: dict[str, Any],
) -> None:
    answers.add("GET", PATH, pool_json(**SHAPES[shape]))
    answers.add("POST", f"{PATH}/clone", {"uuid": COPY})
    connection = connect(answers.url)
    found = await colour.do(connection.retrieve_pool(UUID))
    summary = type(found).from_json(connection, pool_json(), is_summary=True)
    for pool in (found, summary):
        copy = await colour.do(pool.clone(**changes))
        ((_, _, body),) = (each for each in answers.asked if each[0] == "POST")
        assert {key: body[key] for key in body if key != "shortname"} == sent
        assert (copy.uuid, copy.lacks_details) == (COPY, True)
        answers.asked.clear()
    assert found.is_elastic is (shape == "elastic"), "the first pool stays as it is"
    assert found.edits == frozenset()


@pytest.mark.parametrize(
    ("shape", "changes"),
    [
        ({"instanceCount": 2}, {"instancecount": 0}),
        ({"instanceCount": 2}, {"instancecount": "0"}),
        ({"instanceCount": 0}, {"scaling": Scaling()}),
        (SHAPES["elastic"], {"is_elastic": False}),
        (SHAPES["elastic"], {"instancecount": 0}),
        (SHAPES["elastic"], {"elastic_property": ElasticProperty()}),
        ({**SHAPES["scaled"], "instanceCount": None}, {"scaling": Scaling()}),
        (SHAPES["scaled"], {"instancecount": 0}),
    ],
)
async def test_a_copy_without_any_machines_is_refused(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    shape: dict[str, Any],
    changes: dict[str, Any],
) -> None:
    answers.add("GET", PATH, pool_json(**shape))
    connection = connect(answers.url)
    found = await colour.do(connection.retrieve_pool(UUID))
    summary = type(found).from_json(connection, pool_json(), is_summary=True)
    for pool in (found, summary):
        with pytest.raises(InvalidValue, match="instancecount: 1 or more was expected"):
            await colour.do(pool.clone(**changes))
    assert {method for method, _, _ in answers.asked} == {"GET"}


async def test_what_a_copy_cannot_have_is_refused(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = a_pool(connection)
    await colour.do(pool.submit())
    begin = len(cluster.ledger)
    for wrong, words in (
        ({"instancecount": 2, "scaling": TWO}, "one of them"),
        ({"instancecount": 2, "is_elastic": True}, "one of them"),
        ({"scaling": TWO, "is_elastic": True}, "one of them"),
        ({"elastic_maximum_slots": -1}, "maximum_slots"),
        ({"is_elastic": True, "elastic_minimum_slots": 5}, "elastic_maximum_slots"),
        ({"elastic_property": 5}, "elastic_property"),
        ({"scaling": 5}, "scaling"),
        ({"name": None}, "name"),
        ({"uuid": COPY}, "uuid: an attribute of a pool"),
        ({"pool": COPY}, "pool"),
        ({"nonsense": 1}, "nonsense"),
    ):
        with pytest.raises(InvalidValue, match=words):
            await colour.do(pool.clone(**wrong))
    posts = [each for each in requests_since(cluster, begin) if each.path.endswith("/clone")]
    assert posts == []
    await colour.do(pool.delete())
    with pytest.raises(NotSubmitted):
        await colour.do(pool.clone(instancecount=2))


async def test_only_what_is_there_has_copies(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    draft = connect(NOTHING).create_pool("a pool", "docker-batch")
    with pytest.raises(NotSubmitted):
        await colour.do(draft.clone())
    answers.add("GET", PATH, pool_json())
    answers.add("POST", f"{PATH}/clone", 404)
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    with pytest.raises(MissingPoolException):
        await colour.do(pool.clone())
