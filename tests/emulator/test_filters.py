"""Conditions on tasks, pools and jobs."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator.core.filters import (
    DEEPEST_FILTER,
    JOB_FIELDS,
    MOST_COMPARISONS,
    POOL_FIELDS,
    TASK_FIELDS,
    Fields,
    condition_of,
)
from qarnot.emulator.core.refusals import Refusal
from qarnot.filters import Field

from .stage import Stage, refused, whole_stage


def leaf(field: str, operator: str, value: str) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Three tasks, a, b and c, made one hour after the other; c runs in a pool and a job."""
    stage = Stage(slots=30)
    stage.submit(
        name="a",
        tags=["x", "yy"],
        resultBucket="out",
        labels={"team": "blue", "Team.Lead": "Ada"},
        privileges={"exportApiAndStorageCredentialsInEnvironment": True},
    )
    stage.clock.go(3600)
    uuid = stage.submit(
        name="b",
        instanceCount=12,
        maxTimeQueueSeconds=100,
        constants={"COLOUR": "red", "QARNOT_SECRET__KEY": "s3cret"},
        constraints=[{"key": "zone", "value": "north"}],
        retrySettings={"maxTotalRetries": 3},
        hardwareConstraints=[
            {"discriminator": "MinimumCoreHardwareConstraint", "coreCount": 8},
            {"discriminator": "MinimumRamHardwareConstraint", "minimumMemoryMB": 0.5},
        ],
        forcedNetworkRules=[{"inbound": True, "proto": "tcp", "port": "80"}],
    )
    stage.cluster.abort(uuid)
    stage.clock.go(3600)
    pool = stage.pool(
        name="p",
        tags=["x"],
        elasticProperty={"isElastic": False, "rampResizeFactor": 0.5},
        defaultRetrySettings={"maxPerInstanceRetries": 2},
        forcedConstants=[{"constantName": "DOCKER_HOST", "forceExportInEnvironment": True}],
    )
    job = stage.job(name="j", poolUuid=pool, useDependencies=True)
    stage.submit(name="c", profile=None, jobUuid=job)
    return stage


def names(stage: Stage, definition: Any) -> str:
    found = stage.cluster.tasks.all(condition_of(definition, TASK_FIELDS), in_full=False)
    return "".join(each["name"] for each in found)


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("CreationDate", "LessThan", "2030-01-02T04:04:05Z", "a"),
        ("CreationDate", "LessThanOrEqual", "2030-01-02T04:04:05.0000000Z", "ab"),
        ("CreationDate", "GreaterThan", "2030-01-02T05:04:05+01:00", "c"),
        ("CreationDate", "GreaterThanOrEqual", "2030-01-02T04:04:05", "bc"),
        ("CreationDate", "Equal", "2030-01-02T03:04:05Z", "a"),
        ("InstanceCount", "GreaterThan", "2", "b"),
        ("InstanceCount", "LessThan", "12", "ac"),
        ("InstanceCount", "Equal", "12", "b"),
        ("MaxTimeQueueSeconds", "GreaterThan", "0", "b"),
        ("MaxTimeQueueSeconds", "LessThan", "1000", "b"),
        ("EndDate", "GreaterThan", "2000-01-01T00:00:00Z", ""),
        ("WallTime", "GreaterThanOrEqual", "01:00:00", "ab"),
        ("ExecutionTime", "Equal", "00:00:00", "abc"),
        ("Name", "GreaterThan", "a", "bc"),
        ("Name", "LessThanOrEqual", "b", "ab"),
        ("Name", "LessThan", "B", ""),
        ("Name", "Like", "^[ab]$", "ab"),
        ("Name", "NotEqual", "A", "abc"),
        ("name", "Equal", "a", "a"),
        ("creationDate", "Equal", "2030-01-02T03:04:05Z", "a"),
        ("dependencies.dependsON", "NotEqual", "x", "abc"),
        ("InstanceCount", "Equal", "12.0", "b"),
        ("InstanceCount", "LessThan", "1.2e1", "ac"),
        ("InstanceCount", "GreaterThan", "-1e9999", "abc"),
        ("Labels.team", "Equal", "blue", "a"),
        ("labels.Team.Lead", "Like", "^A", "a"),
        ("Labels.team", "NotEqual", "blue", "bc"),
        ("Labels.TEAM", "Equal", "blue", ""),
        ("Privileges.ExportApiAndStorageCredentialsInEnvironment", "Equal", "TRUE", "a"),
        ("Constants.Key", "Equal", "COLOUR", "b"),
        ("Constants.Value", "Like", "^r", "b"),
        ("Constants.Value", "Equal", "s3cret", ""),
        ("Constraints.Value", "Equal", "north", "b"),
        ("RetrySettings.MaxTotalRetries", "GreaterThan", "2", "b"),
        ("RetrySettings.MaxPerInstanceRetries", "LessThan", "9", ""),
        ("HardwareConstraints.Discriminator", "Like", "Ram", "b"),
        ("HardwareConstraints.CoreCount", "Equal", "8", "b"),
        ("HardwareConstraints.MinimumMemoryMB", "NotEqual", "0.5", "ac"),
        ("ForcedNetworkRules.Port", "Equal", "80", "b"),
        ("ForcedNetworkRules.Inbound", "Equal", "true", "b"),
        ("CompletedInstances.State", "NotEqual", "Success", "abc"),
        ("Tags", "Like", "y{2}", "a"),
        ("PreviousState", "Like", ".", "abc"),
        ("Profile", "Equal", "docker-batch", "abc"),
        ("ResultBucket", "Equal", "out", "a"),
        ("ResultBucket", "NotEqual", "out", "bc"),
        ("ProjectUuid", "Like", ".", ""),
    ],
)
def test_tasks_are_compared(
    stage: Stage, field: str, operator: str, value: str, expected: str
) -> None:
    assert names(stage, leaf(field, operator, value)) == expected


def test_tasks_are_found_by_their_instances_that_have_ended() -> None:
    stage = Stage(slots=30)
    uuid = stage.submit(name="a", instanceCount=3)
    stage.submit(name="b")
    stage.run(uuid, 0)
    stage.run(uuid, 2, error="it broke")
    assert names(stage, leaf("CompletedInstances.State", "Equal", "Failure")) == "a"
    assert names(stage, leaf("CompletedInstances.State", "Equal", "Cancelled")) == ""
    assert names(stage, leaf("CompletedInstances.InstanceId", "Equal", "2")) == "a"
    assert names(stage, leaf("CompletedInstances.InstanceId", "NotEqual", "1")) == "ab"
    assert names(stage, leaf("CompletedInstances.ExecutionAttemptCount", "Equal", "1")) == "a"


def test_tasks_are_found_by_their_pool_and_job(stage: Stage) -> None:
    [pool] = stage.cluster.pools.all(condition_of(None, POOL_FIELDS), in_full=False)
    [job] = stage.cluster.jobs.all(condition_of(None, JOB_FIELDS), in_full=True)
    assert names(stage, leaf("PoolUuid", "Equal", pool["uuid"])) == "c"
    assert names(stage, leaf("JobUuid", "NotEqual", job["uuid"])) == "ab"


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("Name", "Equal", "p", 1),
        ("Tags", "Equal", "x", 1),
        ("State", "NotEqual", "Closed", 1),
        ("totalSlotCapacity", "LessThan", "1", 0),
        ("queuedOrRunningTaskInstancesCount", "GreaterThanOrEqual", "1", 1),
        ("InstanceCount", "Equal", "1", 1),
        ("ElasticProperty.IsElastic", "Equal", "false", 1),
        ("ElasticProperty.RampResizeFactor", "LessThan", "0.6", 1),
        ("ElasticProperty.ResizePeriod", "NotEqual", "90", 1),
        ("ElasticProperty.MinIdleTimeSeconds", "LessThan", "90", 0),
        ("DefaultRetrySettings.MaxPerInstanceRetries", "Equal", "2", 1),
        ("ForcedConstants.ConstantName", "Equal", "DOCKER_HOST", 1),
        ("ForcedConstants.ForceExportInEnvironment", "Equal", "true", 1),
        ("PreparationTask.CommandLine", "Like", ".", 0),
        ("poolUsage", "LessThanOrEqual", "1", 1),
        ("TotalSlotCapacity", "Equal", "1", 1),
    ],
)
def test_pools_are_compared(
    stage: Stage, field: str, operator: str, value: str, expected: int
) -> None:
    condition = condition_of(leaf(field, operator, value), POOL_FIELDS)
    assert len(stage.cluster.pools.all(condition, in_full=True)) == expected


@pytest.mark.parametrize(("value", "expected"), [("true", 1), ("True", 1), ("false", 0)])
def test_jobs_are_compared(stage: Stage, value: str, expected: int) -> None:
    condition = condition_of(leaf("UseDependencies", "Equal", value), JOB_FIELDS)
    assert len(stage.cluster.jobs.all(condition, in_full=True)) == expected


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("CreationDate", "LessThan", "yesterday"),
        ("CreationDate", "LessThan", "0001-01-01T00:00:00+14:00"),
        ("CreationDate", "Like", "2030"),
        ("InstanceCount", "Equal", "many"),
        ("InstanceCount", "Equal", "nan"),
        ("InstanceCount", "Equal", "1_000"),
        ("InstanceCount", "Equal", ""),
        ("InstanceCount", "GreaterThan", "9" * 5000),
        ("InstanceCount", "Like", "1"),
        ("WallTime", "Equal", "1 h"),
        ("Name", "Like", "("),
        ("Name", "Like", "(?=a)"),
        ("Tags", "LessThan", "x"),
        ("Privileges.ExportApiAndStorageCredentialsInEnvironment", "Equal", "1"),
    ],
)
def test_a_value_that_cannot_be_compared_is_refused(field: str, operator: str, value: str) -> None:
    status, message = refused(condition_of, leaf(field, operator, value), TASK_FIELDS)
    assert status == 400
    assert message.startswith((f"filter: {field} ", f"filter: {field}:"))
    assert len(message) < 250


@pytest.mark.parametrize(
    ("field", "fields", "message"),
    [
        ("Colour", TASK_FIELDS, "filter: a task has no field 'Colour'"),
        ("Constants", TASK_FIELDS, "filter: Constants has parts; name one of them, after a dot"),
        ("Labels", TASK_FIELDS, "filter: Labels has parts; name one of them, after a dot"),
        ("Status", TASK_FIELDS, "filter: Status can be selected only"),
        ("Labels.team", POOL_FIELDS, "filter: a pool has no field 'Labels.team'"),
        ("Labels.", TASK_FIELDS, "filter: a task has no field 'Labels.'"),
        ("Profile", JOB_FIELDS, "filter: a job has no field 'Profile'"),
        ("MaxWallTime", JOB_FIELDS, "filter: a job has no field 'MaxWallTime'"),
    ],
)
def test_a_field_that_cannot_be_filtered_by_is_refused(
    field: str, fields: Fields, message: str
) -> None:
    assert refused(condition_of, leaf(field, "Equal", "x"), fields) == (400, message)


def test_a_pattern_that_takes_too_much_work_is_refused() -> None:
    stage = Stage(slots=1)
    draw = random.Random(1)
    for _ in range(20):
        stage.submit(name="".join(draw.choices("ab", k=2000)))
    condition = condition_of(leaf("Name", "Like", "[ab]*a[ab]{900}x$"), TASK_FIELDS)
    begun = time.process_time()
    status, message = refused(stage.cluster.tasks.all, condition, in_full=False)
    assert (status, message) == (400, "filter: Name: it takes too much work to look for it")
    assert time.process_time() - begun < 10


def test_all_patterns_of_a_filter_share_what_they_may_cost() -> None:
    stage = Stage(slots=1)
    for number in range(100):
        stage.submit(name="ab" * 1000 + str(number))
    one = [leaf("Name", "Like", "(a?b?){1,400}c$")]
    several = [leaf("Name", "Like", f"(a?b?){{1,400}}c{number}$") for number in range(20)]
    begun = time.process_time()
    assert names(stage, {"operator": "Or", "filters": one}) == ""
    status, message = refused(names, stage, {"operator": "Or", "filters": several})
    assert (status, message) == (400, "filter: Name: it takes too much work to look for it")
    assert time.process_time() - begun < 10


def test_a_filter_is_not_too_deep_and_not_too_large(stage: Stage) -> None:
    definition = leaf("Name", "Equal", "a")
    for _ in range(DEEPEST_FILTER - 1):
        definition = {"operator": "And", "filters": [definition]}
    assert names(stage, definition) == "a"
    too_deep = {"operator": "Or", "filters": [definition]}
    status, message = refused(condition_of, too_deep, TASK_FIELDS)
    assert (status, message) == (400, "filter: more than 30 filters in each other")

    several = [leaf("Name", "Equal", "a")] * MOST_COMPARISONS
    assert names(stage, {"operator": "Or", "filters": several}) == "a"
    too_many = {"operator": "Or", "filters": [*several, several[0]]}
    status, message = refused(condition_of, too_many, TASK_FIELDS)
    assert (status, message) == (400, "filter: more than 1000 comparisons")
    values = {"operator": "In", "field": "Name", "values": [f"n{each}" for each in range(5000)]}
    assert names(stage, values) == ""


WHOLE = whole_stage()


def kinds(stage: Stage) -> list[tuple[Fields, Any]]:
    cluster = stage.cluster
    return [
        (TASK_FIELDS, cluster._tasks),
        (POOL_FIELDS, cluster._pools),
        (JOB_FIELDS, cluster._jobs),
    ]


def test_every_field_of_an_item_can_be_read(stage: Stage) -> None:
    now = datetime(2040, 1, 1, tzinfo=UTC)
    for fields, items in (*kinds(stage), *kinds(WHOLE)):
        for name in fields.names:
            field = fields.find("filter", name)
            for item in items:
                value = field.read(item, now)
                assert isinstance(value, list) is field.is_list
                assert hash(tuple(value) if field.is_list else value) is not None


@pytest.mark.parametrize(
    ("field", "operator", "value", "count"),
    [
        ("HardwareConstraints.CoreCount", "Equal", "1", 0),
        ("HardwareConstraints.CpuModel", "NotEqual", "1", 1),
        ("HardwareConstraints.MinimumMemoryMB", "Equal", "1", 0),
        ("HardwareConstraints.MaximumMemoryMB", "NotEqual", "1", 1),
        ("HardwareConstraints.SpecificationKey", "Equal", "key", 1),
        ("HardwareConstraints.Discriminator", "Equal", "Strange", 1),
    ],
)
def test_a_value_of_another_type_than_its_field_has_is_passed_over(
    field: str, operator: str, value: str, count: int
) -> None:
    one = leaf("Shortname", "Equal", "with-all-of-it")
    narrow = {"operator": "And", "filters": [one, leaf(field, operator, value)]}
    for fields, listing in ((TASK_FIELDS, WHOLE.cluster.tasks), (POOL_FIELDS, WHOLE.cluster.pools)):
        assert len(listing.all(condition_of(narrow, fields), in_full=False)) == count


def test_the_fields_of_the_client_can_be_filtered_by() -> None:
    known = {name for each in (TASK_FIELDS, POOL_FIELDS, JOB_FIELDS) for name in each.names}
    named = [getattr(Field, each) for each in vars(Field) if not each.startswith("_")]
    sent = [(each == "x").to_json()["field"] for each in named if isinstance(each, Field)]
    assert set(sent) <= known
    assert len(sent) > 25


@given(
    kind=st.sampled_from([(fields, name) for fields, _ in kinds(WHOLE) for name in fields.names]),
    operator=st.sampled_from(["Equal", "NotEqual", "Like", "LessThan", "GreaterThanOrEqual"]),
    value=st.text(max_size=12) | st.sampled_from(["nan", "1e999", "0001-01-01", "00:00:00"]),
)
def test_any_comparison_holds_or_not_or_is_refused(
    kind: tuple[Fields, str], operator: str, value: str
) -> None:
    fields, name = kind
    [items] = [items for each, items in kinds(WHOLE) if each is fields]
    try:
        condition = condition_of(leaf(name, operator, value), fields)
    except Refusal as refusal:
        status = refusal.status
    else:
        status = 200
        assert all(condition(item, WHOLE.clock.now) in (True, False) for item in items)
    assert status in (200, 400)
