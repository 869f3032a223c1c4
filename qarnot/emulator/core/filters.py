"""Conditions on the items of a listing."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from qarnot.emulator.core.objects import Item
from qarnot.emulator.core.refusals import Refusal, not_modelled
from qarnot.emulator.core.tasks import Task
from qarnot.emulator.core.times import span_of

__all__ = [
    "JOB_FIELDS",
    "POOL_FIELDS",
    "TASK_FIELDS",
    "Condition",
    "Fields",
    "condition_of",
    "tag_condition",
]

Condition = Callable[[Any, datetime], bool]
"""Tells of an item whether it holds at a time."""


class Field:
    """A field of an item, as filters know it.

    :param read: gives its value at a time; ``None`` where there is none.
    :param parse: reads a value to compare with out of its text.
    :param is_list: whether it has several values; equal then means that one of them is.
    """

    def __init__(
        self,
        read: Callable[[Any, datetime], Any],
        parse: Callable[[str], Any] = str,
        *,
        is_list: bool = False,
    ) -> None:
        self.read = read
        self._parse = parse
        self.is_list = is_list

    def value_of(self, name: str, text: str) -> Any:
        """Read a value to compare with.

        :raises Refusal: 400 naming the field.
        """
        try:
            return self._parse(text)
        except ValueError as error:
            raise Refusal(400, f"filter: {name} cannot be compared with {text!r}") from error


Fields = Mapping[str, Field]


def _date(text: str) -> datetime:
    date = datetime.fromisoformat(text)
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date


def _bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _of_request(name: str, parse: Callable[[str], Any] = str) -> Field:
    return Field(lambda item, _: item.request.get(name), parse)


def _previous(item: Item) -> tuple[str | None, datetime | None]:
    return (item.previous.state, item.previous.time) if item.previous else (None, None)


def _uuid_of(part: Item | None) -> str | None:
    return part.uuid if part else None


def _run_time(task: Task, now: datetime) -> timedelta:
    return sum((each.run_time(now) for each in task.instances.values()), timedelta(0))


def _running(task: Task) -> int:
    return sum(each.is_running for each in task.instances.values())


def _wall_time(item: Item, now: datetime) -> timedelta:
    return (item.ended or now) - item.created


_COMMON: Fields = {
    "Uuid": Field(lambda item, _: item.uuid),
    "Name": _of_request("name"),
    "Shortname": Field(lambda item, _: item.shortname),
    "State": Field(lambda item, _: item.state),
    "PreviousState": Field(lambda item, _: _previous(item)[0]),
    "StateTransitionTime": Field(lambda item, _: item.history[-1].time, _date),
    "PreviousStateTransitionTime": Field(lambda item, _: _previous(item)[1], _date),
    "CreationDate": Field(lambda item, _: item.created, _date),
    "LastModified": Field(lambda item, _: item.modified, _date),
    "Tags": Field(lambda item, _: item.tags, is_list=True),
}

_WORK: Fields = {
    **_COMMON,
    "EndDate": Field(lambda item, _: item.ended, _date),
    "WallTime": Field(_wall_time, span_of),
    "ProjectUuid": _of_request("projectUuid"),
    "MaxTimeQueueSeconds": _of_request("maxTimeQueueSeconds", float),
    "DefaultResourcesCacheTTLSec": _of_request("defaultResourcesCacheTTLSec", float),
}

TASK_FIELDS: Fields = {
    **_WORK,
    "Profile": Field(
        lambda task, _: (task.pool.request if task.pool else task.request).get("profile")
    ),
    "PoolUuid": Field(lambda task, _: _uuid_of(task.pool)),
    "JobUuid": Field(lambda task, _: _uuid_of(task.job)),
    "ExecutionTime": Field(_run_time, span_of),
    "InstanceCount": Field(lambda task, _: len(task.instances), float),
    "RunningInstanceCount": Field(lambda task, _: _running(task), float),
    "RunningCoreCount": Field(lambda task, _: _running(task), float),
    "ResultsCount": Field(lambda task, _: task.results_count, float),
    "ResultBucket": _of_request("resultBucket"),
    "ResultsBucketPrefix": _of_request("resultsBucketPrefix"),
    "ResultsWhitelist": _of_request("resultsWhitelist"),
    "ResultsBlacklist": _of_request("resultsBlacklist"),
    "SnapshotWhitelist": _of_request("snapshotWhitelist"),
    "SnapshotBlacklist": _of_request("snapshotBlacklist"),
    "SnapshotBucket": _of_request("snapshotBucket"),
    "SnapshotBucketPrefix": _of_request("snapshotBucketPrefix"),
    "SnapshotInterval": Field(
        lambda task, _: task.saving.interval.total_seconds() if task.saving else 0.0, float
    ),
    "Dependencies.DependsOn": Field(
        lambda task, _: [each.uuid for each in task.plan.dependencies], is_list=True
    ),
}
"""The fields that tasks can be filtered by."""

POOL_FIELDS: Fields = {
    **_WORK,
    "Profile": _of_request("profile"),
    "ExecutionTime": Field(lambda pool, now: pool.machine_time(now), span_of),
    "InstanceCount": _of_request("instanceCount", float),
    "RunningInstanceCount": Field(lambda pool, _: len(pool.machines), float),
    "RunningCoreCount": Field(lambda pool, _: len(pool.machines), float),
    "queuedOrRunningTaskInstancesCount": Field(lambda pool, _: pool.demand, float),
    "totalSlotCapacity": Field(lambda pool, _: pool.slots, float),
    "poolUsage": Field(lambda pool, now: pool.counts(now)["poolUsage"], float),
}
"""The fields that pools can be filtered by."""

JOB_FIELDS: Fields = {
    **_COMMON,
    "PoolUuid": Field(lambda job, _: _uuid_of(job.pool)),
    "UseDependencies": Field(lambda job, _: job.uses_dependencies, _bool),
}
"""The fields that jobs can be filtered by."""

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "LessThan": lambda value, bound: value < bound,
    "LessThanOrEqual": lambda value, bound: value <= bound,
    "GreaterThan": lambda value, bound: value > bound,
    "GreaterThanOrEqual": lambda value, bound: value >= bound,
}


def condition_of(definition: Mapping[str, Any] | None, fields: Fields) -> Condition:
    """Make the condition that a filter defines; ``None`` holds for every item.

    :raises Refusal: 501 naming an operator or field that is not modelled, 400 for a value that
        cannot be compared with its field.
    """
    if definition is None:
        return lambda *_: True
    if "filters" in definition:
        return _of_several(definition["operator"], definition["filters"], fields)
    operator, name = definition["operator"], definition["field"]
    has_several = "values" in definition
    known = ("In", "NotIn") if has_several else ("Equal", "NotEqual", "Like", *_ORDER)
    if operator not in known:
        several = " with values" if has_several else ""
        raise not_modelled(f"the filter operator {operator}{several}")
    if name not in fields:
        raise not_modelled(f"a filter on the field {name}")
    if operator == "Like":
        return _like(name, fields[name], definition["value"])
    if operator in _ORDER:
        return _ordered(operator, name, fields[name], definition["value"])
    texts = definition["values"] if has_several else [definition["value"]]
    wanted = frozenset(fields[name].value_of(name, text) for text in texts)
    return _is_one_of(fields[name], wanted, expected=operator in ("Equal", "In"))


def tag_condition(tags: Collection[str] | None) -> Condition:
    """Make the condition that an item has one of these tags; ``None`` holds for every item."""
    if tags is None:
        return lambda *_: True
    return _is_one_of(_COMMON["Tags"], frozenset(tags), expected=True)


def _of_several(operator: str, filters: Sequence[Mapping[str, Any]], fields: Fields) -> Condition:
    if operator not in ("And", "Or"):
        raise not_modelled(f"the operator {operator} over several filters")
    conditions = [condition_of(each, fields) for each in filters]
    combine = all if operator == "And" else any
    return lambda item, now: combine(condition(item, now) for condition in conditions)


def _is_one_of(field: Field, wanted: frozenset[Any], *, expected: bool) -> Condition:
    read = field.read
    if field.is_list:
        return lambda item, now: (not wanted.isdisjoint(read(item, now))) is expected
    return lambda item, now: (read(item, now) in wanted) is expected


def _ordered(operator: str, name: str, field: Field, text: str) -> Condition:
    """Make a condition of order; it does not hold where there is no value."""
    if field.is_list:
        raise Refusal(400, f"filter: {name} has no order")
    read, holds, bound = field.read, _ORDER[operator], field.value_of(name, text)

    def condition(item: Any, now: datetime) -> bool:
        value = read(item, now)
        return value is not None and holds(value, bound)

    return condition


def _like(name: str, field: Field, text: str) -> Condition:
    """Make the condition that a regular expression is found in a value."""
    try:
        pattern = re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise Refusal(400, f"filter: {name}: not a regular expression: {error}") from error
    read = field.read

    def condition(item: Any, now: datetime) -> bool:
        value = read(item, now)
        values = value if field.is_list else [value]
        return any(pattern.search(each) for each in values if isinstance(each, str))

    return condition
