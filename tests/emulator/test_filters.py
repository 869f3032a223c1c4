"""Conditions on tasks, pools and jobs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator.core.filters import JOB_FIELDS, POOL_FIELDS, TASK_FIELDS, condition_of
from qarnot.emulator.core.refusals import Refusal

from .stage import Stage, refused


def leaf(field: str, operator: str, value: str) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Three tasks, a, b and c, made one hour after the other; c runs in a pool and a job."""
    stage = Stage(slots=30)
    stage.submit(name="a", tags=["x", "yy"], resultBucket="out")
    stage.clock.go(3600)
    uuid = stage.submit(name="b", instanceCount=12, maxTimeQueueSeconds=100)
    stage.cluster.abort(uuid)
    stage.clock.go(3600)
    pool = stage.pool(name="p", tags=["x"])
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
        ("Name", "Like", "^[ab]$", "ab"),
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
        ("InstanceCount", "Equal", "many"),
        ("WallTime", "Equal", "1 h"),
        ("Name", "Like", "("),
        ("Tags", "LessThan", "x"),
    ],
)
def test_a_value_that_cannot_be_compared_is_refused(field: str, operator: str, value: str) -> None:
    status, message = refused(condition_of, leaf(field, operator, value), TASK_FIELDS)
    assert status == 400
    assert message.startswith((f"filter: {field} ", f"filter: {field}:"))


def test_every_field_of_an_item_can_be_read(stage: Stage) -> None:
    now = datetime(2040, 1, 1, tzinfo=UTC)
    for fields, items in (
        (TASK_FIELDS, stage.cluster._tasks),
        (POOL_FIELDS, stage.cluster._pools),
        (JOB_FIELDS, stage.cluster._jobs),
    ):
        for name, field in fields.items():
            for item in items:
                field.read(item, now)
                assert name[0].isalpha()


@given(
    field=st.sampled_from(sorted(TASK_FIELDS)),
    operator=st.sampled_from(["Equal", "NotEqual", "Like", "LessThan", "GreaterThanOrEqual"]),
    value=st.text(max_size=12) | st.sampled_from(["nan", "1e999", "0001-01-01", "00:00:00"]),
)
def test_any_comparison_holds_or_not_or_is_refused(field: str, operator: str, value: str) -> None:
    stage = Stage(slots=1)
    stage.submit()
    try:
        condition = condition_of(leaf(field, operator, value), TASK_FIELDS)
    except Refusal as refusal:
        condition, status = None, refusal.status
    else:
        status = 200
    assert status in (200, 400)
    if condition is not None:
        assert len(stage.cluster.tasks.all(condition, in_full=False)) in (0, 1)
