"""Conditions on the items of listings and searches.

>>> failed_tests = (Field.state == "Failure") & Field.tags.in_(["test", "nightly"])
>>> failed_tests.to_json()["operator"]
'And'

Conditions are joined by ``&`` and ``|``, with each in parentheses.
"""

from __future__ import annotations

import copy
import datetime
import enum
import math
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

from qarnot._checks import is_sendable, shown
from qarnot.exceptions import InvalidValue

__all__ = ["Field", "Filter", "filter_json", "selected_names"]

AND: Final = "And"
OR: Final = "Or"
COMPARISONS: Final = (
    "Equal",
    "NotEqual",
    "LessThan",
    "LessThanOrEqual",
    "GreaterThan",
    "GreaterThanOrEqual",
    "Like",
)
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((AND, OR), ("filters",)),
    **dict.fromkeys(COMPARISONS, ("field", "value")),
    **dict.fromkeys(("In", "NotIn"), ("field", "values")),
}
"""What a filter has besides its operator."""
DEEPEST: Final = 50
"""How many filters may stand in each other."""


class Filter:
    """A condition, made by comparing a :class:`Field` (schema ``Filter``).

    It cannot be changed. It has no truth value, since ``and``, ``or``, ``not`` and chains such as
    ``1 < field < 5`` would lose conditions.
    """

    _depth = 1

    def __init__(self, json: dict[str, Any]) -> None:
        self._json = json

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object of the API; a copy."""
        return copy.deepcopy(self._json)

    def __and__(self, other: Filter) -> Filter:
        return self._joined(AND, other) if isinstance(other, Filter) else NotImplemented

    def __or__(self, other: Filter) -> Filter:
        return self._joined(OR, other) if isinstance(other, Filter) else NotImplemented

    def _joined(self, operator: str, other: Filter) -> Filter:
        both = (self, other)
        depth = max(each._depth + (not each._is_group(operator)) for each in both)
        if depth > DEEPEST:
            raise _too_deep("filter")
        parts = [part for each in both for part in each._parts(operator)]
        joined = Filter({"operator": operator, "filters": parts})
        joined._depth = depth
        return joined

    def _is_group(self, operator: str) -> bool:
        return bool(self._json["operator"] == operator)

    def _parts(self, operator: str) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = (
            self._json["filters"] if self._is_group(operator) else [self._json]
        )
        return parts

    def __bool__(self) -> NoReturn:
        raise InvalidValue(
            "a condition is neither true nor false here: join conditions by & and |, with each in "
            "parentheses, instead of 'and', 'or', 'not' and chains of comparisons"
        )

    def __eq__(self, other: object) -> bool:
        return self._json == other._json if isinstance(other, Filter) else NotImplemented

    def __hash__(self) -> int:
        return hash(repr(self._json))

    def __repr__(self) -> str:
        return f"<Filter {_shown(self._json)}>"


def _shown(json: Mapping[str, Any]) -> str:
    if "filters" in json:
        sign = " & " if json["operator"] == AND else " | "
        return f"({sign.join(map(_shown, json['filters']))})"
    return f"{json['field']} {json['operator']} {json.get('values', json.get('value'))!r}"


class _Named:
    """A field under the name that it has on tasks, pools and jobs."""

    def __init__(self, wire_name: str) -> None:
        self._wire_name = wire_name

    def __get__(self, instance: Field | None, owner: type[Field]) -> Field:
        if instance is not None:
            raise AttributeError(f"{instance!r} has no fields; write Field('A.B') for nested ones")
        return owner(self._wire_name)


class Field:
    """A field that conditions look at.

    Those of tasks, pools and jobs are here under their names in Python, such as ``Field.state``.
    Others are named as the API names them, with a capital first letter and nested ones with a dot:
    ``Field("Dependencies.DependsOn")``.

    ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=`` compare with a text, number, flag, uuid or a date
    that has a time zone. On a list such as ``tags``, ``==`` means that it contains the value.

    :param wire_name: what the API calls it.
    :raises InvalidValue: the name is no text, or empty; or what it is compared with cannot be sent.

    >>> (Field.name == "render").to_json()
    {'operator': 'Equal', 'field': 'Name', 'value': 'render'}
    """

    def __init__(self, wire_name: str) -> None:
        self._wire_name = _checked_name("field", wire_name)

    @property
    def wire_name(self) -> str:
        """What the API calls it."""
        return self._wire_name

    uuid = _Named("Uuid")
    name = _Named("Name")
    shortname = _Named("Shortname")
    profile = _Named("Profile")
    state = _Named("State")
    previous_state = _Named("PreviousState")
    state_transition_time = _Named("StateTransitionTime")
    previous_state_transition_time = _Named("PreviousStateTransitionTime")
    creation_date = _Named("CreationDate")
    last_modified = _Named("LastModified")
    end_date = _Named("EndDate")
    execution_time = _Named("ExecutionTime")
    wall_time = _Named("WallTime")
    tags = _Named("Tags")
    instancecount = _Named("InstanceCount")
    running_instance_count = _Named("RunningInstanceCount")
    running_core_count = _Named("RunningCoreCount")
    results = _Named("ResultBucket")
    results_count = _Named("ResultsCount")
    max_time_queue_seconds = _Named("MaxTimeQueueSeconds")
    snapshot_interval = _Named("SnapshotInterval")
    pool_uuid = _Named("PoolUuid")
    job_uuid = _Named("JobUuid")
    project_uuid = _Named("ProjectUuid")
    depends_on = _Named("Dependencies.DependsOn")
    use_dependencies = _Named("UseDependencies")
    is_elastic = _Named("ElasticProperty.IsElastic")
    preparation_command_line = _Named("PreparationTask.CommandLine")
    queued_or_running_task_instances_count = _Named("queuedOrRunningTaskInstancesCount")
    total_slot_capacity = _Named("totalSlotCapacity")
    pool_usage = _Named("poolUsage")

    def __eq__(self, value: object) -> Filter:  # type: ignore[override] # makes a condition
        return self._compared("Equal", value)

    def __ne__(self, value: object) -> Filter:  # type: ignore[override] # makes a condition
        return self._compared("NotEqual", value)

    __hash__ = None  # type: ignore[assignment] # equality makes conditions

    def __lt__(self, value: object) -> Filter:
        return self._compared("LessThan", value)

    def __le__(self, value: object) -> Filter:
        return self._compared("LessThanOrEqual", value)

    def __gt__(self, value: object) -> Filter:
        return self._compared("GreaterThan", value)

    def __ge__(self, value: object) -> Filter:
        return self._compared("GreaterThanOrEqual", value)

    def like(self, pattern: str) -> Filter:
        """Hold where the field matches a regular expression.

        :param pattern: the regular expression, which the platform reads.
        :raises InvalidValue: it is no text.
        """
        if not isinstance(pattern, str):
            raise InvalidValue(
                f"{self._wire_name}: a regular expression was expected, not {shown(pattern)}"
            )
        return self._compared("Like", pattern)

    def in_(self, values: Iterable[object]) -> Filter:
        """Hold where the field is one of some values; of a list, where it contains one of them.

        :param values: one or more; those that are there twice count once.
        :raises InvalidValue: there is none, or it is no list.
        """
        return self._compared_with_all("In", values)

    def not_in(self, values: Iterable[object]) -> Filter:
        """Hold where the field is none of some values; of a list, where it contains none of them.

        :param values: one or more; those that are there twice count once.
        :raises InvalidValue: there is none, or it is no list.
        """
        return self._compared_with_all("NotIn", values)

    def _compared(self, operator: str, value: object) -> Filter:
        written = _written(self._wire_name, value)
        return Filter({"operator": operator, "field": self._wire_name, "value": written})

    def _compared_with_all(self, operator: str, values: Iterable[object]) -> Filter:
        written = _all_written(self._wire_name, values)
        return Filter({"operator": operator, "field": self._wire_name, "values": written})

    def __repr__(self) -> str:
        return f"Field({self._wire_name!r})"


def _checked_name(what: str, name: Any) -> str:
    if not isinstance(name, str) or not name or not is_sendable(name):
        raise InvalidValue(f"{what}: the name of a field was expected, not {shown(name)}")
    return name


def _all_written(what: str, values: Any) -> list[str]:
    """Write values as the API compares them, each once."""
    is_list = isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping)
    written = [_written(what, each) for each in values] if is_list else []
    if not written:
        raise InvalidValue(
            f"{what}: a list of one or more values was expected, not {shown(values)}"
        )
    return list(dict.fromkeys(written))


def _written(what: str, value: Any) -> str:
    """Write a value as the API compares it."""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, str) and is_sendable(value):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return _number(what, value)
    if isinstance(value, datetime.datetime):
        return _date(what, value)
    raise InvalidValue(
        f"{what}: a text, number, flag, uuid or date was expected, not {shown(value)}"
    )


def _number(what: str, value: float) -> str:
    try:
        return str(value)
    except ValueError:
        raise InvalidValue(f"{what}: a number of fewer digits was expected") from None


def _date(what: str, value: datetime.datetime) -> str:
    if value.utcoffset() is None:
        raise InvalidValue(
            f"{what}: a date with a time zone was expected, such as "
            f"datetime.now(timezone.utc), not {shown(value)}"
        )
    try:
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise InvalidValue(f"{what}: {shown(value)} cannot be told in UTC") from None


def selected_names(what: str, value: Any) -> list[str] | None:
    """Check what a user gives as the fields to select, and give their names.

    :param what: what it is given as, for the message of an error.
    :param value: a list of :class:`Field` or of the names that the API has for them; or ``None``.
    :return: the names, each once, ``Uuid`` among them; ``None`` for ``None``.
    :raises InvalidValue: it is none of these.
    """
    if value is None:
        return None
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise InvalidValue(
            f"{what}: a list of fields such as [Field.name, Field.state] was expected, "
            f"not {shown(value)}"
        )
    fields = [each if isinstance(each, Field) else Field(each) for each in value]
    return list(dict.fromkeys(["Uuid", *(field.wire_name for field in fields)]))


def filter_json(what: str, value: Any) -> dict[str, Any] | None:
    """Check what a user gives as a condition, and give its JSON.

    :param what: what it is given as, for the message of an error.
    :param value: a :class:`Filter`, the JSON object of one (schema ``Filter``), or ``None``. Values
        in JSON may be whatever a :class:`Field` can be compared with, and are written as texts.
    :return: a copy of the JSON; ``None`` for ``None``.
    :raises InvalidValue: it is none of these.
    """
    return None if value is None else _checked(what, value, DEEPEST)


def _checked(what: str, value: Any, levels: int) -> dict[str, Any]:
    """Copy the JSON of a filter, with values as texts.

    :param levels: how many filters may stand in each other.
    """
    json = value._json if isinstance(value, Filter) else value
    operator = json.get("operator") if isinstance(json, Mapping) else None
    if not isinstance(operator, str) or operator not in PARTS:
        raise InvalidValue(
            f"{what}: a filter such as Field.state == 'Success', or a dict with an 'operator' that "
            f"is one of {', '.join(PARTS)}, was expected, not {shown(json)}"
        )
    parts = PARTS[operator]
    if json.keys() != {"operator", *parts}:
        names = " and ".join(map(repr, parts))
        raise InvalidValue(
            f"{what}: 'operator': {operator!r} with {names} and nothing else was expected, not "
            f"{shown(json)}"
        )
    if "field" in parts:
        return _checked_comparison(what, json)
    filters = json["filters"]
    if not isinstance(filters, list | tuple) or not filters:
        raise InvalidValue(
            f"{what}: 'filters' that are a list of one or more were expected, not {shown(filters)}"
        )
    if levels == 1:
        raise _too_deep(what)
    return {
        "operator": operator,
        "filters": [_checked(what, each, levels - 1) for each in filters],
    }


def _checked_comparison(what: str, json: Mapping[str, Any]) -> dict[str, Any]:
    name = _checked_name(f"{what}: 'field'", json["field"])
    where = f"{what}: {name}"
    compared = (
        {"values": _all_written(where, json["values"])}
        if "values" in json
        else {"value": _written(where, json["value"])}
    )
    return {"operator": json["operator"], "field": name, **compared}


def _too_deep(what: str) -> InvalidValue:
    return InvalidValue(f"{what}: at most {DEEPEST} filters in each other were expected")
