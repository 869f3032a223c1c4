"""Conditions on the items of a listing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from qarnot.emulator.core.refusals import not_modelled
from qarnot.emulator.core.tasks import Task

__all__ = ["Condition", "tag_condition", "task_condition"]

Condition = Callable[[Task], bool]

_FIELDS: Mapping[str, Callable[[Task], Any]] = {
    "Tags": lambda task: task.plan.request.get("tags") or (),
    "State": lambda task: task.state,
    "Name": lambda task: task.plan.request["name"],
    "Shortname": lambda task: task.shortname,
    "Uuid": lambda task: task.uuid,
}


def task_condition(definition: Mapping[str, Any] | None) -> Condition:
    """Make the condition that a filter defines; ``None`` holds for every task.

    :raises Refusal: 501 naming an operator or field that is not modelled.
    """
    if definition is None:
        return lambda _: True
    if "filters" in definition:
        return _of_several(definition["operator"], definition["filters"])
    if "values" in definition:
        return _of_values(definition, definition["values"], yes="In", no="NotIn")
    return _of_values(definition, [definition["value"]], yes="Equal", no="NotEqual")


def tag_condition(tags: Collection[str] | None) -> Condition:
    """Make the condition that a task has one of these tags; ``None`` holds for every task."""
    return lambda task: tags is None or any(_has(_FIELDS["Tags"](task), each) for each in tags)


def _of_several(operator: str, filters: Sequence[Mapping[str, Any]]) -> Condition:
    if operator not in ("And", "Or"):
        raise not_modelled(f"the operator {operator} over several filters")
    conditions = [task_condition(each) for each in filters]
    combine = all if operator == "And" else any
    return lambda task: combine(condition(task) for condition in conditions)


def _of_values(
    definition: Mapping[str, Any], wanted: Collection[str], *, yes: str, no: str
) -> Condition:
    """Make the condition that a field has one of the values, or that it has none of them.

    :param yes: the operator of the former.
    :param no: the operator of the latter.
    """
    operator, name = definition["operator"], definition["field"]
    if operator not in (yes, no):
        several = " with values" if "values" in definition else ""
        raise not_modelled(f"the filter operator {operator}{several}")
    if name not in _FIELDS:
        raise not_modelled(f"a filter on the field {name}")
    read, expected = _FIELDS[name], operator == yes
    return lambda task: any(_has(read(task), each) for each in wanted) is expected


def _has(value: Any, wanted: str) -> bool:
    return bool(value == wanted if isinstance(value, str) else wanted in value)
