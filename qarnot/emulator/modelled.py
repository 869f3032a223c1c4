"""What the emulator models of the requests that the document allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qarnot.emulator.core.refusals import not_modelled
from qarnot.emulator.document import Operation

__all__ = ["MODELLED", "refuse_unmodelled"]

MODELLED: Mapping[str, frozenset[str]] = {
    "PageRequest": frozenset({"filter", "maximumResults", "orderBy", "orderType", "token"}),
    "SearchRequest": frozenset({"filter", "maximumResults"}),
    "TaskCreationInput": frozenset(
        {
            "name",
            "shortname",
            "profile",
            "instanceCount",
            "advancedRanges",
            "constants",
            "resourceBuckets",
            "advancedResourceBuckets",
            "resultBucket",
            "tags",
            "labels",
            "completionTimeToLive",
        }
    ),
}
"""The properties that the handlers heed, by the schema of a body."""

_MOST_NAMES = 5


def refuse_unmodelled(operation: Operation, parameters: Mapping[str, Any], body: Any) -> None:
    """Refuse a request, which fits the document, that asks for what no handler would heed.

    :raises Refusal: 501 naming the headers and properties.
    """
    found = [
        f"the header {each.name}"
        for each in operation.parameters
        if each.place == "header" and each.name in parameters
    ]
    if operation.body_schema is not None and body is not None:
        found += _unmodelled(MODELLED.get(operation.body_schema, frozenset()), body)
    if found:
        raise not_modelled(", ".join(found[:_MOST_NAMES]))


def _unmodelled(modelled: frozenset[str], body: Any) -> Iterator[str]:
    """Find the properties that are set and not modelled; in a list, each with its place."""
    for number, request in enumerate(body if isinstance(body, list) else [body]):
        place = f"body[{number}]." if isinstance(body, list) else ""
        for name, value in request.items():
            if name not in modelled and _has_effect(value):
                yield f"{place}{name}"


def _has_effect(value: Any) -> bool:
    """Tell whether a value asks for anything: official clients send many that do not."""
    if isinstance(value, dict):
        return any(map(_has_effect, value.values()))
    if isinstance(value, bool | list | str | None):
        return value not in (None, False, [], "", "00:00:00")
    return True
