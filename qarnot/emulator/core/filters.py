"""Conditions on the items of a listing.

A filter compares a field (see :mod:`qarnot.emulator.core.fields`) with one text, or with several:

========================= =========================================================================
``Equal``, ``NotEqual``   it has the value; it has not
``In``, ``NotIn``         it has one of the values; it has none of them
``LessThan`` and so on    the order of numbers, of dates, of spans of time; of texts, by the
                          numbers of their characters in Unicode, so that ``B`` comes before ``a``
``Like``                  a regular expression (see :mod:`qarnot.emulator.core.patterns`) is found
                          in the text
``And``, ``Or``           all filters hold; one of them holds
========================= =========================================================================

Texts are equal when all characters are, uuids in any case. A field with several values, such as
``Tags``, has each of them, is ``Like`` a pattern when one value is, and has no order. Where a
field has no value, as the end of a task that runs, ``NotEqual`` and ``NotIn`` hold and all others
do not. A value that cannot be read as what the field holds is refused, as are unknown words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from qarnot.emulator.core.fields import JOB_FIELDS, POOL_FIELDS, TASK_FIELDS, Field, Fields
from qarnot.emulator.core.objects import shortened
from qarnot.emulator.core.patterns import Pattern, PatternError, Work
from qarnot.emulator.core.refusals import Refusal

__all__ = [
    "DEEPEST_FILTER",
    "JOB_FIELDS",
    "MOST_COMPARISONS",
    "POOL_FIELDS",
    "TASK_FIELDS",
    "Condition",
    "Fields",
    "always",
    "condition_of",
    "tag_condition",
]

Condition = Callable[[Any, datetime], bool]
"""Tells of an item whether it holds at a time."""

DEEPEST_FILTER = 30
"""How many filters may stand in each other."""

MOST_COMPARISONS = 1000
"""How many comparisons a filter may have; one with several values counts once."""

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "LessThan": lambda value, bound: value < bound,
    "LessThanOrEqual": lambda value, bound: value <= bound,
    "GreaterThan": lambda value, bound: value > bound,
    "GreaterThanOrEqual": lambda value, bound: value >= bound,
}
_OF_ONE = ("Equal", "NotEqual", *_ORDER, "Like")
_OF_SEVERAL = ("In", "NotIn")
_OF_FILTERS = ("And", "Or")


def condition_of(definition: Mapping[str, Any] | None, fields: Fields) -> Condition:
    """Make the condition that a filter defines; ``None`` holds for every item.

    :raises Refusal: 400 for an operator or field that is not known, for a value that cannot be
        compared with its field, and for a filter that is too large.
    """
    return always if definition is None else _Reader(fields).condition(definition, 1)


def tag_condition(tags: Collection[str] | None) -> Condition:
    """Make the condition that an item has one of these tags; ``None`` holds for every item."""
    if tags is None:
        return always
    return _is_one_of(TASK_FIELDS.find("tag", "Tags"), frozenset(tags), expected=True)


def always(item: Any, now: datetime) -> bool:  # noqa: ARG001 - as other conditions
    """Hold for every item: the condition of a listing without a filter."""
    return True


class _Reader:
    """Reads one filter.

    :param fields: the fields that it may name.
    """

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._comparisons = 0
        self._work = Work()

    def condition(self, definition: Mapping[str, Any], depth: int) -> Condition:
        if depth > DEEPEST_FILTER:
            raise Refusal(400, f"filter: more than {DEEPEST_FILTER} filters in each other")
        operator = definition["operator"]
        if "filters" in definition:
            _check_operator(operator, _OF_FILTERS, "several filters")
            conditions = [self.condition(each, depth + 1) for each in definition["filters"]]
            combine = all if operator == "And" else any
            return lambda item, now: combine(condition(item, now) for condition in conditions)
        self._comparisons += 1
        if self._comparisons > MOST_COMPARISONS:
            raise Refusal(400, f"filter: more than {MOST_COMPARISONS} comparisons")
        has_several = "values" in definition
        _check_operator(
            operator,
            _OF_SEVERAL if has_several else _OF_ONE,
            "values" if has_several else "a value",
        )
        name = definition["field"]
        field = self._fields.find("filter", name)
        if operator == "Like":
            return _like(name, field, definition["value"], self._work)
        if operator in _ORDER:
            return _ordered(operator, name, field, definition["value"])
        texts = definition["values"] if has_several else [definition["value"]]
        wanted = frozenset(field.value_of(name, text) for text in texts)
        return _is_one_of(field, wanted, expected=operator in ("Equal", "In"))


def _check_operator(operator: str, known: Collection[str], what: str) -> None:
    if operator not in known:
        expected = ", ".join(known)
        raise Refusal(
            400,
            f"filter: expected one of {expected} for {what}, not the operator "
            f"{shortened(operator)!r}",
        )


def _is_one_of(field: Field, wanted: frozenset[Any], *, expected: bool) -> Condition:
    read = field.read
    if field.is_list:
        return lambda item, now: (not wanted.isdisjoint(read(item, now))) is expected
    return lambda item, now: (read(item, now) in wanted) is expected


def _ordered(operator: str, name: str, field: Field, text: str) -> Condition:
    if field.is_list:
        raise Refusal(400, f"filter: {name} has no order")
    read, holds, bound = field.read, _ORDER[operator], field.value_of(name, text)

    def condition(item: Any, now: datetime) -> bool:
        value = read(item, now)
        return value is not None and holds(value, bound)

    return condition


def _like(name: str, field: Field, text: str, work: Work) -> Condition:
    try:
        pattern = Pattern(text, work)
    except PatternError as error:
        raise Refusal(400, f"filter: {name}: {error}") from error
    if not field.is_text:
        raise Refusal(400, f"filter: {name} is no text")
    read = field.read

    def condition(item: Any, now: datetime) -> bool:
        value = read(item, now)
        values = value if field.is_list else [value]
        try:
            return any(pattern.is_in(each) for each in values if isinstance(each, str))
        except PatternError as error:
            raise Refusal(400, f"filter: {name}: {error}") from error

    return condition
