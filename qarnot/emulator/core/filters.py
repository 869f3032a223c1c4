"""Conditions on the items of a listing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qarnot.emulator.core.refusals import not_modelled
from qarnot.emulator.core.tasks import Task

__all__ = ["Condition", "task_condition"]

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
    operator = definition["operator"]
    if "filters" in definition:
        if operator not in ("And", "Or"):
            raise not_modelled(f"the operator {operator} over several filters")
        conditions = [task_condition(each) for each in definition["filters"]]
        combine = all if operator == "And" else any
        return lambda task: combine(condition(task) for condition in conditions)
    if operator not in ("Equal", "NotEqual"):
        raise not_modelled(f"the filter operator {operator}")
    if definition["field"] not in _FIELDS:
        raise not_modelled(f"a filter on the field {definition['field']}")
    read, wanted, expected = _FIELDS[definition["field"]], definition["value"], operator == "Equal"
    return lambda task: _has(read(task), wanted) is expected


def _has(value: Any, wanted: str) -> bool:
    return bool(value == wanted if isinstance(value, str) else wanted in value)
