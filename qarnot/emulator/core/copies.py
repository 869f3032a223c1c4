"""Requests that are made of earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qarnot.emulator.core.objects import Item

__all__ = ["changes_of", "copied"]

# Of these pairs, the one that a request gives takes the place of the other.
_ALTERNATIVES = (
    ("instanceCount", "advancedRanges"),
    ("resourceBuckets", "advancedResourceBuckets"),
    ("jobUuid", "poolUuid"),
)


def changes_of(item: Item, changes: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Choose what is changed; a secret constant that comes back as it was shown stays as it was."""
    chosen = {name: changes[name] for name in names if changes.get(name) is not None}
    if "constants" in chosen:
        known = {each["key"]: each for each in item.request.get("constants") or ()}
        chosen["constants"] = [
            known.get(each["key"], each) if each["value"] == "[SECRET]" else each
            for each in chosen["constants"]
        ]
    return chosen


def copied(request: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Make the request of a copy: what is absent or null in the changes is as it was."""
    given = {name: value for name, value in changes.items() if value is not None}
    replaced = {
        other
        for pair in _ALTERNATIVES
        for name, other in (pair, pair[::-1])
        if name in given and other not in given
    }
    kept = {name: value for name, value in request.items() if name not in replaced}
    kept.pop("shortname", None)
    return {**kept, **given}
