"""The fields of tasks, pools and jobs, as filters, orders and selections name them.

A name is read in any case: ``Name`` and ``name`` are the same. A dot leads into a part, as in
``Dependencies.DependsOn``; where there are several such parts, the field has several values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from qarnot.emulator.core.objects import Item, shortened
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.task_views import shown_constants
from qarnot.emulator.core.tasks import Task
from qarnot.emulator.core.times import span_of

__all__ = ["JOB_FIELDS", "POOL_FIELDS", "TASK_FIELDS", "Field", "Fields"]

Read = Callable[[Any, datetime], Any]
"""Gives the value of a field at a time; ``None`` where there is none."""

Parse = Callable[[str], Any]


class Field:
    """A field of an item.

    :param read: gives its value; for a list, its values.
    :param parse: reads a value to compare with out of its text.
    :param is_list: whether it has several values.
    :ivar is_text: whether its values are texts.
    """

    def __init__(self, read: Read, parse: Parse = str, *, is_list: bool = False) -> None:
        self.read = read
        self._parse = parse
        self.is_list = is_list
        self.is_text = parse in (str, str.lower)

    def value_of(self, name: str, text: str) -> Any:
        """Read a value to compare with.

        :raises Refusal: 400 naming the field.
        """
        try:
            return self._parse(text)
        except (ValueError, OverflowError) as error:
            shown = shortened(text)
            raise Refusal(400, f"filter: {name} cannot be compared with {shown!r}") from error


class Fields:
    """The fields of one kind of item.

    :param noun: the word for one item.
    :param fields: those that can be filtered by, by their names.
    :param selected_only: the names of those that can be selected, and not filtered by.
    :param filtered_only: the names of those whose parts can be filtered by, and that nothing shows.
    :param labels: the name before which the key of a label stands after a dot; ``None`` when
        labels cannot be filtered by.
    """

    def __init__(
        self,
        noun: str,
        fields: Mapping[str, Field],
        selected_only: Iterable[str] = (),
        filtered_only: Iterable[str] = (),
        labels: str | None = None,
    ) -> None:
        self.noun = noun
        self.names = tuple(fields)
        self._fields = {name.lower(): field for name, field in fields.items()}
        self._labels = labels and labels.lower()
        heads = (name.partition(".")[0] for name in fields)
        self.selected_only = frozenset(each.lower() for each in selected_only)
        self.filtered_only = frozenset(each.lower() for each in filtered_only)
        self._heads = {each.lower() for each in (*heads, *([labels] if labels else []))}

    def find(self, what: str, name: str) -> Field:
        """Find a field that can be filtered by.

        :param what: what it is named for, for the message of a refusal.
        :raises Refusal: 400 naming the field.
        """
        key = name.lower()
        if field := self._fields.get(key):
            return field
        head, _, label = name.partition(".")
        if label and head.lower() == self._labels:
            return Field(lambda item, _: (item.request.get("labels") or {}).get(label))
        if key in self._heads:
            raise Refusal(400, f"{what}: {name} has parts; name one of them, after a dot")
        if key in self.selected_only:
            raise Refusal(400, f"{what}: {name} can be selected only")
        raise Refusal(400, f"{what}: a {self.noun} has no field {shortened(name)!r}")

    def check_selection(self, names: Iterable[str]) -> None:
        """Check that fields can be selected.

        :raises Refusal: 400 naming one that cannot.
        """
        for name in names:
            if name.partition(".")[0].lower() in self.filtered_only:
                raise Refusal(400, f"select: {shortened(name)} can be filtered by only")
            if name.lower() not in self.selected_only | self._heads:
                self.find("select", name)


# A cancelled instance is none of the completed ones.
_SHOWN_ENDS = ("Success", "Failure")

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


def _number(text: str) -> float:
    if _INTEGER.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _date(text: str) -> datetime:
    """Read a date; it is in UTC when it does not say where."""
    date = datetime.fromisoformat(text)
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


# The types in JSON of the values that are compared with what is read.
_TYPES: Mapping[Parse, frozenset[type]] = {
    str: frozenset({str}),
    _number: frozenset({int, float}),
    _flag: frozenset({bool}),
}


def _of_request(name: str, parse: Parse = str) -> Field:
    return Field(lambda item, _: item.request.get(name), parse)


def _within_request(whole: str, name: str, parse: Parse = str) -> Field:
    return Field(lambda item, _: (item.request.get(whole) or {}).get(name), parse)


def _in_each(whole: Callable[[Any], Iterable[Any]], name: str, parse: Parse = str) -> Field:
    """Make a field of the values that a property has in several parts.

    A part of a kind that the document does not know may have any value under any name: one of
    another type than the field has is left out.
    """
    kinds = _TYPES[parse]

    def read(item: Any, _: datetime) -> list[Any]:
        values = (each.get(name) for each in whole(item))
        return [each for each in values if type(each) in kinds]

    return Field(read, parse, is_list=True)


def _parts_of_request(prefix: str, whole: str, names: Mapping[str, Parse]) -> dict[str, Field]:
    """Give the fields of the parts of a list that stands in the request."""
    return {
        f"{prefix}.{name[0].upper()}{name[1:]}": _in_each(
            lambda item: item.request.get(whole) or (), name, parse
        )
        for name, parse in names.items()
    }


def _part_of_request(prefix: str, whole: str, names: Mapping[str, Parse]) -> dict[str, Field]:
    """Give the fields of the parts of an object that stands in the request."""
    return {
        f"{prefix}.{name[0].upper()}{name[1:]}": _within_request(whole, name, parse)
        for name, parse in names.items()
    }


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


def _ended(read: Callable[[Any], Any], parse: Parse = str) -> Field:
    """Make a field of the instances of a task that are shown as completed."""

    def values(task: Task, _: datetime) -> list[Any]:
        ended = (each for each in task.instances.values() if each.outcome in _SHOWN_ENDS)
        return [read(each) for each in ended]

    return Field(values, parse, is_list=True)


def _usage(pool: Pool, now: datetime) -> float:
    usage: float = pool.counts(now)["poolUsage"]
    return usage


_COMMON: Mapping[str, Field] = {
    "Uuid": Field(lambda item, _: item.uuid, str.lower),
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

_RETRY_SETTINGS: Mapping[str, Parse] = {
    "maxTotalRetries": _number,
    "maxPerInstanceRetries": _number,
}

_WORK: Mapping[str, Field] = {
    **_COMMON,
    "EndDate": Field(lambda item, _: item.ended, _date),
    "WallTime": Field(_wall_time, span_of),
    "ProjectUuid": _of_request("projectUuid", str.lower),
    "MaxTimeQueueSeconds": _of_request("maxTimeQueueSeconds", _number),
    "DefaultResourcesCacheTTLSec": _of_request("defaultResourcesCacheTTLSec", _number),
    **_part_of_request(
        "Privileges", "privileges", {"exportApiAndStorageCredentialsInEnvironment": _flag}
    ),
    **_parts_of_request(
        "HardwareConstraints",
        "hardwareConstraints",
        {
            **dict.fromkeys(("discriminator", "cpuModel", "specificationKey"), str),
            **dict.fromkeys(("coreCount", "minimumMemoryMB", "maximumMemoryMB"), _number),
            **dict.fromkeys(("minimumMemoryGBCoreRatio", "maximumMemoryGBCoreRatio"), _number),
        },
    ),
    **_parts_of_request(
        "ForcedNetworkRules",
        "forcedNetworkRules",
        {
            **dict.fromkeys(("inbound", "toQBox", "toPayload"), _flag),
            **dict.fromkeys(("proto", "port", "to", "publicHost", "publicPort", "forwarder"), str),
            **dict.fromkeys(("priority", "description", "name", "applicationType"), str),
        },
    ),
}

TASK_FIELDS = Fields(
    "task",
    {
        **_WORK,
        "Profile": Field(
            lambda task, _: (task.pool.request if task.pool else task.request).get("profile")
        ),
        "PoolUuid": Field(lambda task, _: _uuid_of(task.pool), str.lower),
        "JobUuid": Field(lambda task, _: _uuid_of(task.job), str.lower),
        "ExecutionTime": Field(_run_time, span_of),
        "InstanceCount": Field(lambda task, _: len(task.instances), _number),
        "RunningInstanceCount": Field(lambda task, _: _running(task), _number),
        "RunningCoreCount": Field(lambda task, _: _running(task), _number),
        "ResultsCount": Field(lambda task, _: task.results_count, _number),
        "ResultBucket": _of_request("resultBucket"),
        "ResultsBucketPrefix": _of_request("resultsBucketPrefix"),
        "ResultsWhitelist": _of_request("resultsWhitelist"),
        "ResultsBlacklist": _of_request("resultsBlacklist"),
        "SnapshotWhitelist": _of_request("snapshotWhitelist"),
        "SnapshotBlacklist": _of_request("snapshotBlacklist"),
        "SnapshotBucket": _of_request("snapshotBucket"),
        "SnapshotBucketPrefix": _of_request("snapshotBucketPrefix"),
        "SnapshotInterval": Field(
            lambda task, _: task.saving.interval.total_seconds() if task.saving else 0.0, _number
        ),
        "Dependencies.DependsOn": Field(
            lambda task, _: [each.uuid for each in task.plan.dependencies],
            str.lower,
            is_list=True,
        ),
        "Constants.Key": _in_each(lambda task: shown_constants(task.request), "key"),
        "Constants.Value": _in_each(lambda task: shown_constants(task.request), "value"),
        **_parts_of_request("Constraints", "constraints", {"key": str, "value": str}),
        **_part_of_request("RetrySettings", "retrySettings", _RETRY_SETTINGS),
        "CompletedInstances.InstanceId": _ended(lambda each: each.number, _number),
        "CompletedInstances.State": _ended(lambda each: each.outcome),
        "CompletedInstances.ExecutionAttemptCount": _ended(lambda each: each.attempts, _number),
        "CompletedInstances.PeakMemoryMB": _ended(lambda each: each.peak_memory_mb, _number),
    },
    selected_only=(
        *("ResourceBuckets", "AdvancedResourceBuckets", "Errors", "Status"),
        *("MaxRetriesPerInstance", "SecretsAccessRights"),
    ),
    filtered_only=("Constraints",),
    labels="Labels",
)
"""The fields of tasks."""

POOL_FIELDS = Fields(
    "pool",
    {
        **_WORK,
        "Profile": _of_request("profile"),
        "ExecutionTime": Field(lambda pool, now: pool.machine_time(now), span_of),
        "InstanceCount": Field(
            lambda pool, _: int(pool.request.get("instanceCount") or 0), _number
        ),
        "RunningInstanceCount": Field(lambda pool, _: len(pool.machines), _number),
        "RunningCoreCount": Field(lambda pool, _: len(pool.machines), _number),
        "queuedOrRunningTaskInstancesCount": Field(lambda pool, _: pool.demand, _number),
        "totalSlotCapacity": Field(lambda pool, _: pool.slots, _number),
        "poolUsage": Field(_usage, _number),
        **_part_of_request(
            "ElasticProperty",
            "elasticProperty",
            {
                "isElastic": _flag,
                **dict.fromkeys(("minTotalSlots", "maxTotalSlots", "minIdleSlots"), _number),
                **dict.fromkeys(("resizePeriod", "rampResizeFactor"), _number),
                "minIdleTimeSeconds": _number,
            },
        ),
        **_part_of_request("PreparationTask", "preparationTask", {"commandLine": str}),
        **_part_of_request("DefaultRetrySettings", "defaultRetrySettings", _RETRY_SETTINGS),
        **_parts_of_request(
            "ForcedConstants",
            "forcedConstants",
            {
                **dict.fromkeys(("constantName", "forcedValue", "access"), str),
                "forceExportInEnvironment": _flag,
            },
        ),
    },
    selected_only=(
        *("ResourceBuckets", "AdvancedResourceBuckets", "Errors", "Status", "Constants"),
        *("Labels", "Scaling", "MultiSlotsSettings", "SchedulingType", "SecretsAccessRights"),
        *("TargetedReservedMachineKey", "TargetedReservationName"),
    ),
    filtered_only=("ForcedConstants",),
)
"""The fields of pools."""

JOB_FIELDS = Fields(
    "job",
    {
        **_COMMON,
        "PoolUuid": Field(lambda job, _: _uuid_of(job.pool), str.lower),
        "UseDependencies": Field(lambda job, _: job.uses_dependencies, _flag),
    },
)
"""The fields of jobs."""
