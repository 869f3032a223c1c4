"""The size of a pool: fixed, elastic or by a scaling, before and after it is submitted.

D59, and what D26, D27 and D67 mean for pools.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from conftest import Colour
from pool_support import NOTHING, PATH, a_pool, pool_json
from pytest_httpserver import HTTPServer
from task_support import UUID, Connect, WrittenAnswers, connections, sent_to

from qarnot._elastic import ElasticProperty
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    MissingPoolException,
    NotSubmitted,
    QarnotGenericException,
    ReadOnlyAttribute,
    RejectedValue,
    UnsentEditWarning,
)
from qarnot.multi_slots_settings import MultiSlotsSettings
from qarnot.scaling import (
    FixedScalingPolicy,
    ManagedTasksQueueScalingPolicy,
    Scaling,
    ScalingPolicy,
    TimePeriodAlways,
    TimePeriodWeeklyRecurring,
)

pytestmark = pytest.mark.anyio

WAYS = {"instanceCount", "elasticProperty", "scaling"}
ELASTIC_JSON = {
    "isElastic": True,
    "minTotalSlots": 1,
    "maxTotalSlots": 4,
    "minIdleSlots": 1,
    "resizePeriod": 60,
    "rampResizeFactor": 0.5,
    "minIdleTimeSeconds": 30,
}
FIXED = Scaling([FixedScalingPolicy(2, "always", [TimePeriodAlways("all")])])
QUEUE = Scaling([ManagedTasksQueueScalingPolicy(0, 3, 0, name="queue")])
ELASTIC = {"elasticProperty": ELASTIC_JSON}
SCALED = {"scaling": {**QUEUE.to_json(), "activePolicyName": "queue"}}


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


def creation_of(cluster: Emulator, pool: Any) -> dict[str, Any]:
    """Give what has created a pool."""
    (body,) = (
        each for each in sent_to(cluster, "POST", "/pools") if each["shortname"] == pool.shortname
    )
    return dict(body)


def bodies(answers: WrittenAnswers, method: str, path: str) -> list[Any]:
    return [body for *asked, body in answers.asked if asked == [method, path]]


def an_elastic_property() -> ElasticProperty:
    return ElasticProperty.from_json(ELASTIC_JSON)


def ways_of(cluster: Emulator, pool: Any) -> set[str]:
    return creation_of(cluster, pool).keys() & WAYS


# Drafts


async def test_a_draft_has_the_documented_settings(connect: Connect) -> None:
    pool = connect(NOTHING).create_pool("a pool", "docker-batch")
    assert (pool.instancecount, pool.is_elastic, pool.scaling) == (1, False, None)
    assert (pool.elastic_minimum_slots, pool.elastic_maximum_slots) == (0, 1)
    assert (pool.elastic_minimum_idle_slots, pool.elastic_minimum_idle_time) == (0, 0)
    assert (pool.elastic_resize_period, pool.elastic_resize_factor) == (90, 1)
    assert pool.preparation_command_line is None
    assert pool.multi_slots_settings is None


async def test_elastic_settings_are_set_together_and_read_one_by_one(connect: Connect) -> None:
    pool = connect(NOTHING).create_pool("a pool", "docker-batch")
    pool.setup_elastic(1, 4, 1, 30, 0.5, 60)
    assert pool.is_elastic is True
    assert (pool.elastic_minimum_slots, pool.elastic_maximum_slots) == (1, 4)
    assert (pool.elastic_minimum_idle_slots, pool.elastic_minimum_idle_time) == (1, 30)
    assert (pool.elastic_resize_period, pool.elastic_resize_factor) == (60, 0.5)
    assert pool.elastic_property.to_json() == ELASTIC_JSON
    pool.setup_elastic()
    assert (pool.elastic_minimum_slots, pool.elastic_maximum_slots) == (0, 1)
    assert pool.creation_body()["elasticProperty"]["maxTotalSlots"] == 1


async def test_elastic_settings_that_cannot_be_are_refused(connect: Connect) -> None:
    pool = connect(NOTHING).create_pool("a pool", "docker-batch")
    for wrong, words in (
        ({"minimum_total_slots": -1}, "minimum_total_slots"),
        ({"minimum_total_slots": 3, "maximum_total_slots": 2}, "elastic_maximum_slots: .*3.*not 2"),
        ({"resize_factor": 0}, "resize_factor"),
        ({"resize_factor": 1.1}, "resize_factor"),
        ({"resize_period": None}, "resize_period"),
    ):
        with pytest.raises(InvalidValue, match=words):
            pool.setup_elastic(**wrong)
    assert pool.is_elastic is False, "nothing was set"
    for name, value in (
        ("is_elastic", "yes"),
        ("elastic_maximum_slots", -1),
        ("elastic_resize_factor", float("nan")),
        ("elastic_minimum_idle_time", 1.5),
        ("scaling", {"policies": []}),
        ("elastic_property", {}),
        ("preparation_command_line", 5),
    ):
        with pytest.raises(InvalidValue):
            setattr(pool, name, value)
    pool.is_elastic, pool.elastic_minimum_slots = True, 5
    with pytest.raises(InvalidValue, match="elastic_maximum_slots"):
        pool.creation_body()


# Creation


async def test_d59_one_way_to_say_the_size_is_sent(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    fixed, elastic, scaled = (a_pool(connection) for _ in range(3))
    elastic.is_elastic, elastic.elastic_maximum_slots = True, 2
    scaled.scaling = FIXED
    for pool in (fixed, elastic, scaled):
        await colour.do(pool.submit())
    assert ways_of(cluster, fixed) == {"instanceCount"}
    assert ways_of(cluster, elastic) == {"elasticProperty"}
    assert ways_of(cluster, scaled) == {"scaling"}
    assert creation_of(cluster, elastic)["elasticProperty"] == {
        "isElastic": True,
        "minTotalSlots": 0,
        "maxTotalSlots": 2,
        "minIdleSlots": 0,
        "resizePeriod": 90,
        "rampResizeFactor": 1,
        "minIdleTimeSeconds": 0,
    }
    for pool in (fixed, elastic, scaled):
        await colour.do(pool.update(True))
    assert (scaled.scaling, scaled.scaling.active_policy_name) == (FIXED, "always")
    assert (elastic.is_elastic, elastic.elastic_maximum_slots) == (True, 2)
    assert (fixed.is_elastic, fixed.scaling) == (False, None)
    for pool in (fixed, elastic, scaled):
        await colour.do(pool.delete())


async def test_of_scaling_and_elastic_settings_the_last_one_counts_and_says_so(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    pool = connect(NOTHING).create_elastic_pool("a pool", "docker-batch", 1, 4)
    with caplog.at_level(logging.WARNING, "qarnot"):
        pool.scaling = FIXED
    assert "is elastic no more" in caplog.text
    assert (pool.is_elastic, pool.elastic_maximum_slots) == (False, 4)
    assert pool.creation_body().keys() & WAYS == {"scaling"}
    caplog.clear()
    with caplog.at_level(logging.WARNING, "qarnot"):
        pool.is_elastic = True
    assert "loses its scaling" in caplog.text
    assert pool.scaling is None
    assert pool.creation_body()["elasticProperty"]["maxTotalSlots"] == 4
    assert pool.creation_body().keys() & WAYS == {"elasticProperty"}
    pool.scaling = FIXED
    pool.elastic_property.is_elastic = True
    with pytest.raises(InvalidValue, match="not both"):
        pool.creation_body()
    pool.setup_elastic(0, 2)
    pool.elastic_property = None
    assert pool.creation_body().keys() & WAYS == {"instanceCount"}


async def test_a_size_must_be_said(colour: Colour, connect: Connect) -> None:
    pool = connect(NOTHING).create_pool("a pool", "docker-batch", 0)
    with pytest.raises(InvalidValue, match="instancecount"):
        await colour.do(pool.submit())
    pool.scaling = Scaling()
    with pytest.raises(InvalidValue, match="at least one policy"):
        await colour.do(pool.submit())


async def test_d59_slots_can_be_set_twice_before_the_submission(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = a_pool(connection)
    pool.multi_slots_settings = MultiSlotsSettings(2)
    pool.multi_slots_settings = MultiSlotsSettings(slotsPerNode=3)
    pool.preparation_command_line = "false"
    pool.preparation_command_line = "true"
    await colour.do(pool.submit())
    assert creation_of(cluster, pool)["multiSlotsSettings"] == {"slotsPerNode": 3}
    assert creation_of(cluster, pool)["preparationTask"] == {"commandLine": "true"}
    with pytest.raises(ReadOnlyAttribute, match="multi_slots_settings"):
        pool.multi_slots_settings = MultiSlotsSettings(4)
    with pytest.raises(ReadOnlyAttribute, match="preparation_command_line"):
        pool.preparation_command_line = "echo"
    assert await colour.do(pool.wait_until_ready(20))
    assert (pool.multi_slots_settings.slots_per_node, pool.total_slot_capacity) == (3, 3)
    assert (pool.preparation_command_line, pool.pool_usage) == ("true", 0)
    assert (pool.target_running_instance_count, pool.running_instance_count) == (1, 1)
    await colour.do(pool.delete())


# Changes of a pool that was submitted


async def test_what_may_change_is_sent_and_nothing_else(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = a_pool(connection)
    await colour.do(pool.submit())
    await colour.do(pool.commit())
    updates = f"/pools/{pool.uuid}"
    assert sent_to(cluster, "PUT", updates) == [], "nothing was changed"
    pool.tags.append("x")
    await colour.do(pool.commit())
    pool.constants["DOCKER_HOST"] = "h"
    pool.setup_elastic(1, 3)
    pool.elastic_minimum_idle_slots = 1
    await colour.do(pool.commit())
    assert (pool.is_elastic, pool.elastic_maximum_slots) == (True, 3)
    await colour.do(pool.update(True))
    assert (pool.is_elastic, pool.elastic_minimum_idle_slots) == (True, 1)
    pool.elastic_maximum_slots = 2
    await colour.do(pool.update(True))
    assert pool.elastic_maximum_slots == 2, "D67: a refresh takes no edit back"
    await colour.do(pool.commit())
    await colour.do(pool.commit())
    first, second, third = sent_to(cluster, "PUT", updates)
    assert first == {"tags": ["x"]}
    assert second.keys() == {"constants", "elasticProperty"}
    assert third.keys() == {"elasticProperty"}
    assert third["elasticProperty"]["maxTotalSlots"] == 2
    assert third["elasticProperty"]["minIdleSlots"] == 1
    pool.max_time_queue_seconds = 5
    with pytest.warns(UnsentEditWarning, match=r"elastic_property, scaling, tags.*max_time"):
        await colour.do(pool.commit())
    await colour.do(pool.delete())


async def test_a_scaling_is_changed_and_taken_away(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = a_pool(connection)
    await colour.do(pool.submit())
    pool.scaling = FIXED
    await colour.do(pool.commit())
    assert pool.scaling == FIXED
    await colour.do(pool.update(True))
    assert pool.scaling.active_policy_name == "always"
    pool.setup_elastic(0, 1)
    assert pool.scaling is None
    await colour.do(pool.commit())
    first, second = sent_to(cluster, "PUT", f"/pools/{pool.uuid}")
    assert first == {"scaling": FIXED.to_json()}
    assert second["scaling"] == {"policies": []}
    assert second["elasticProperty"]["isElastic"] is True
    await colour.do(pool.update(True))
    assert pool.is_elastic
    assert pool.scaling is None or pool.scaling == Scaling()
    await colour.do(pool.delete())


@pytest.mark.parametrize("is_summary", [False, True])
@pytest.mark.parametrize(
    ("shape", "change", "sent"),
    [
        (
            ELASTIC,
            lambda pool: setattr(pool, "scaling", FIXED),
            {
                "scaling": FIXED.to_json(),
                "elasticProperty": {**ELASTIC_JSON, "isElastic": False},
            },
        ),
        (
            SCALED,
            lambda pool: pool.setup_elastic(1, 4, 1, 30, 0.5, 60),
            {"scaling": {"policies": []}, "elasticProperty": ELASTIC_JSON},
        ),
        (
            SCALED,
            lambda pool: setattr(pool, "elastic_property", an_elastic_property()),
            {"scaling": {"policies": []}, "elasticProperty": ELASTIC_JSON},
        ),
        ({}, lambda pool: setattr(pool, "scaling", FIXED), {"scaling": FIXED.to_json()}),
        (SCALED, lambda pool: setattr(pool, "scaling", None), {"scaling": {"policies": []}}),
        (ELASTIC, lambda pool: setattr(pool, "scaling", None), {"scaling": {"policies": []}}),
    ],
)
async def test_one_size_is_left_in_force_however_the_pool_came(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    caplog: pytest.LogCaptureFixture,
    shape: dict[str, Any],
    change: Callable[[Any], None],
    sent: dict[str, Any],
    is_summary: bool,
) -> None:
    answers.add("GET", PATH, pool_json(**shape))
    answers.add("PUT", PATH, {})
    connection = connect(answers.url)
    pool = await colour.do(connection.retrieve_pool(UUID))
    if is_summary:
        pool = type(pool).from_json(connection, pool_json(), is_summary=True)
    with caplog.at_level(logging.WARNING, "qarnot"):
        change(pool)
        await colour.do(pool.commit())
    assert bodies(answers, "PUT", PATH) == [sent]
    assert pool.edits == frozenset()
    await colour.do(pool.commit())
    assert answers.count("PUT", PATH) == 1
    said = [each for each in caplog.records if each.name.startswith("qarnot")]
    assert len(said) == len(sent) - 1, "what is lost is logged"


async def test_elastic_settings_that_are_changed_in_place_take_the_place_of_a_scaling(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add("GET", PATH, pool_json(**SCALED))
    answers.add("PUT", PATH, {})
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    pool.elastic_property.is_elastic = True
    await colour.do(pool.commit())
    (body,) = bodies(answers, "PUT", PATH)
    assert body["scaling"] == {"policies": []}
    assert body["elasticProperty"]["isElastic"] is True
    assert pool.scaling is None


async def test_a_scaling_and_elastic_settings_are_not_committed_together(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add("GET", PATH, pool_json())
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    pool.scaling = FIXED
    pool.elastic_property.is_elastic = True
    with pytest.raises(InvalidValue, match="not both"):
        await colour.do(pool.commit())
    assert answers.count("PUT", PATH) == 0


async def test_d27_what_is_not_known_of_a_scaling_goes_back(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    json = {
        "policies": [{"type": "Predictive", "name": "p", "horizon": [1, {"two": None}]}],
        "activePolicyName": "p",
        "budget": 5,
    }
    elastic = {"isElastic": False, "later": True}
    answers.add("GET", PATH, pool_json(scaling=json, elasticProperty=elastic))
    answers.add("PUT", PATH, {})
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    (policy,) = pool.scaling.policies
    assert type(policy) is ScalingPolicy
    pool.scaling = pool.scaling
    pool.elastic_minimum_slots = 1
    await colour.do(pool.commit())
    ((_, _, body),) = (each for each in answers.asked if each[0] == "PUT")
    assert body == {
        "scaling": {key: json[key] for key in ("policies", "budget")},
        "elasticProperty": {**elastic, "minTotalSlots": 1},
    }


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"scaling": None, "elasticProperty": None, "preparationTask": None},
        {"scaling": 5, "elasticProperty": [], "preparationTask": "x", "multiSlotsSettings": 1},
        {"scaling": {"policies": None}, "elasticProperty": {"isElastic": None}},
    ],
)
async def test_d26_nulls_and_odd_values_raise_nowhere(
    colour: Colour, connect: Connect, answers: WrittenAnswers, more: dict[str, Any]
) -> None:
    answers.add("GET", PATH, pool_json(**more))
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    assert pool.is_elastic is False
    assert pool.elastic_maximum_slots is None
    assert pool.preparation_command_line is None
    assert pool.multi_slots_settings is None
    assert pool.scaling in (None, Scaling())
    assert pool.status is None
    assert pool.total_slot_capacity is None


async def test_a_summary_lacks_the_size_and_says_so(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add("GET", PATH, pool_json(elasticProperty=ELASTIC_JSON))
    connection = connect(answers.url)
    pool = await colour.do(connection.retrieve_pool(UUID))
    summary = type(pool).from_json(connection, pool_json(), is_summary=True)
    if colour.is_async:
        for name in ("scaling", "is_elastic", "elastic_maximum_slots", "total_slot_capacity"):
            with pytest.raises(QarnotGenericException, match="summary"):
                getattr(summary, name)
        with pytest.raises(QarnotGenericException, match="summary"):
            summary.elastic_maximum_slots = 5
        await colour.do(summary.update(True))
    summary.elastic_maximum_slots = 5
    assert (summary.elastic_minimum_slots, summary.elastic_maximum_slots) == (1, 5)


# The scaling on its own


async def test_a_scaling_is_read_and_replaced_on_its_own(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = a_pool(connection)
    await colour.do(pool.submit())
    assert await colour.do(pool.read_scaling()) == Scaling()
    pool.scaling = Scaling([FixedScalingPolicy(1)])
    every_day = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]  # fmt: skip
    whole_days = TimePeriodWeeklyRecurring(every_day, datetime.time(0), "23:59:59.9999999")
    new = Scaling(
        [
            FixedScalingPolicy(2, "each day", [whole_days]),
            ManagedTasksQueueScalingPolicy(0, 3, 0, 90, 0.5, "else", [TimePeriodAlways()]),
        ]
    )
    await colour.do(pool.replace_scaling(new))
    assert sent_to(cluster, "PUT", f"/pools/{pool.uuid}/scaling") == [new.to_json()]
    found = await colour.do(pool.read_scaling())
    assert (found, found.active_policy_name) == (new, "each day")
    assert pool.scaling == new
    await colour.do(pool.commit())
    assert sent_to(cluster, "PUT", f"/pools/{pool.uuid}") == [], "nothing is left to be sent"
    await colour.do(pool.delete())


@pytest.mark.parametrize("is_summary", [False, True])
@pytest.mark.parametrize("is_elastic", [False, True])
async def test_a_scaling_on_its_own_takes_the_place_of_elastic_settings(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    is_elastic: bool,
    is_summary: bool,
) -> None:
    told = {**ELASTIC_JSON, "isElastic": False}
    elastic = pool_json(elasticProperty=ELASTIC_JSON, tags=[])
    fixed = pool_json(elasticProperty=told, tags=[], scaling=FIXED.to_json())
    before = elastic if is_elastic else fixed
    answers.add("GET", PATH, before, before, fixed)
    for path in (PATH, f"{PATH}/scaling"):
        answers.add("PUT", path, {})
    connection = connect(answers.url)
    pool = await colour.do(connection.retrieve_pool(UUID))
    if is_summary:
        pool = type(pool).from_json(connection, pool_json(), is_summary=True)
    pool.setup_elastic(0, 3)
    await colour.do(pool.replace_scaling(FIXED))
    assert bodies(answers, "PUT", f"{PATH}/scaling") == [FIXED.to_json()]
    switched_off = [{"elasticProperty": told}] if is_elastic else []
    assert bodies(answers, "PUT", PATH) == switched_off
    assert (pool.scaling, pool.is_elastic, pool.edits) == (FIXED, False, frozenset())
    pool.tags.append("x")
    await colour.do(pool.commit())
    assert bodies(answers, "PUT", PATH) == [*switched_off, {"tags": ["x"]}]


async def test_taking_the_scaling_away_leaves_elastic_settings_alone(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add("GET", PATH, pool_json(**SCALED))
    for path in (PATH, f"{PATH}/scaling"):
        answers.add("PUT", path, {})
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    pool.setup_elastic(0, 3)
    await colour.do(pool.replace_scaling(Scaling()))
    assert bodies(answers, "PUT", f"{PATH}/scaling") == [{"policies": []}]
    assert answers.count("PUT", PATH) == 0
    assert (pool.is_elastic, pool.elastic_maximum_slots) == (True, 3)


@pytest.mark.parametrize("answer", [b"", None, {}, {"policies": None, "activePolicyName": None}])
async def test_a_pool_without_a_scaling_has_an_empty_one(
    colour: Colour, connect: Connect, answers: WrittenAnswers, answer: Any
) -> None:
    answers.add("GET", PATH, pool_json())
    answers.add("GET", f"{PATH}/scaling", answer)
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    assert await colour.do(pool.read_scaling()) == Scaling()


async def test_a_scaling_is_checked_before_use(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = connection.create_pool("a pool", "docker-batch")
    before = len(sent_to(cluster, "POST", "/sanity-checks/pools/scaling"))
    await colour.do(pool.check_scaling(FIXED))
    pool.scaling = FIXED
    await colour.do(pool.check_scaling())
    sent = sent_to(cluster, "POST", "/sanity-checks/pools/scaling")[before:]
    assert sent[-2:] == [FIXED.to_json()] * 2
    wrong = Scaling.from_json(
        {"policies": [{"type": "ManagedTasksQueue", "minTotalSlots": 5, "maxTotalSlots": 1}]}
    )
    with pytest.raises(RejectedValue, match="maxTotalSlots"):
        await colour.do(pool.check_scaling(wrong))


async def test_a_refused_scaling_is_told_in_the_words_of_the_platform(
    colour: Colour, connect: Connect, httpserver: HTTPServer
) -> None:
    problem = {
        "title": "One or more validation errors occurred.",
        "errors": {"policies[0].slotsCount": ["too many"], "": ["no"]},
    }
    for method, path in (("POST", "/sanity-checks/pools/scaling"), ("PUT", f"{PATH}/scaling")):
        httpserver.expect_request(path, method=method).respond_with_json(problem, 400)
    httpserver.expect_request(PATH).respond_with_json(pool_json())
    pool = await colour.do(connect(httpserver.url_for("").rstrip("/")).retrieve_pool(UUID))
    for call in (pool.check_scaling, pool.replace_scaling):
        with pytest.raises(RejectedValue, match=r"policies\[0\].slotsCount: too many") as caught:
            await colour.do(call(FIXED))
        assert isinstance(caught.value, ValueError)
        assert caught.value.details == problem["errors"]


async def test_what_is_no_scaling_is_not_sent(colour: Colour, connect: Connect) -> None:
    pool = connect(NOTHING).create_pool("a pool", "docker-batch")
    nothing: Any
    for nothing in (None, {"policies": []}):
        with pytest.raises(InvalidValue, match="a Scaling"):
            await colour.do(pool.check_scaling(nothing))
    for empty in (Scaling(), Scaling.from_json({"policies": None})):
        with pytest.raises(InvalidValue, match="at least one policy was expected"):
            await colour.do(pool.check_scaling(empty))
    for call in (pool.read_scaling, lambda: pool.replace_scaling(FIXED)):
        with pytest.raises(NotSubmitted):
            await colour.do(call())


async def test_a_pool_that_is_gone_is_missed(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add("GET", PATH, pool_json())
    for method in ("GET", "PUT"):
        answers.add(method, f"{PATH}/scaling", 404)
    answers.add("DELETE", PATH, 404)
    pool = await colour.do(connect(answers.url).retrieve_pool(UUID))
    for call in (pool.read_scaling, lambda: pool.replace_scaling(FIXED), pool.delete):
        with pytest.raises(MissingPoolException):
            await colour.do(call())
    await colour.do(pool.delete(missing_ok=True))
    assert pool.state == "Deleted"
    with pytest.raises(NotSubmitted):
        await colour.do(pool.submit())


def test_elastic_settings_show_what_they_are() -> None:
    shown = repr(ElasticProperty())
    assert shown.startswith("ElasticProperty(is_elastic=False, minimum_slots=0, maximum_slots=1")
