"""What is wrong with a value, said with its place, what was expected there, and what came."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve, frozen
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from openapi_schema_validator import OAS31Validator

__all__ = ["NOTHING", "Deviation", "collapsed", "faults", "shown"]

SHOWN_CHARACTERS = 60
SHOWN_KEYS = 8
MOST_DEVIATIONS = 20
# What stands below these may be a secret: it is described, not shown.
PRIVATE = frozenset({"constants", "forcedConstants", "constraints", "value", "Value"})
NOTHING = "nothing"


@frozen
class Deviation:
    """One point in which an exchange is not what the document says.

    :ivar place: the part of the exchange, such as ``reply body`` or ``status``.
    :ivar pointer: a JSON pointer into a body; empty for the whole, ``None`` for other places.
    :ivar times: how many items of lists have it.
    """

    place: str
    pointer: str | None
    expected: str
    got: str
    times: int = 1

    def __str__(self) -> str:
        where = f"{self.place} {self.pointer}" if self.pointer else self.place
        more = f" (and {self.times - 1} more items like it)" if self.times > 1 else ""
        return f"{where}: expected {self.expected}, got {self.got}{more}"


def faults(
    validator: OAS31Validator, value: Any, place: str, *, private: bool = False
) -> list[Deviation]:
    """Find what is wrong with a value.

    :param place: the part of the exchange that the value is.
    :param private: whether no text of the value may be shown.
    """
    found = (
        Deviation(place, _pointer(path), expected, shown(got, private or _is_private(path)))
        for error in validator.iter_errors(value)
        for path, expected, got in _explained(error)
    )
    return collapsed(found)


def collapsed(deviations: Iterable[Deviation]) -> list[Deviation]:
    """Join those that differ in the number of an item only, and keep no more than can be read."""
    kinds: dict[tuple[str, str, str], Deviation] = {}
    for each in deviations:
        pattern = re.sub(r"/[0-9]+(?=/|$)", "/*", each.pointer or "")
        key = each.place, pattern, each.expected
        first = kinds.get(key)
        if first is None:
            kinds[key] = each
        elif first.pointer != each.pointer:
            kinds[key] = evolve(first, times=first.times + 1)
    return list(kinds.values())[:MOST_DEVIATIONS]


def shown(value: Any, private: bool = False) -> str:
    """Describe a value, with its text when that is short and may be seen."""
    match value:
        case _Nothing():
            return NOTHING
        case None:
            return "null"
        case bool():
            return f"boolean {str(value).lower()}"
        case int() | float() if not private:
            return f"{_kind(value)} {_cut(str(value))}"
        case str() if not private:
            return f"string {json.dumps(_cut(value), ensure_ascii=False)}"
        case str():
            return f"string of {len(value)} characters"
        case list():
            return f"array of {len(value)}"
        case dict():
            keys = [_cut(str(key)) for key in value]
            more = ", ..." if len(keys) > SHOWN_KEYS else ""
            return f"object with {', '.join(keys[:SHOWN_KEYS]) or 'nothing'}{more}"
        case _:
            return _kind(value)


class _Nothing:
    """Stands for a value that is not there."""


_NOTHING = _Nothing()
_Path = tuple[str | int, ...]
_Fault = tuple[_Path, str, Any]


def _explained(error: ValidationError) -> Iterator[_Fault]:
    path: _Path = tuple(error.absolute_path)
    match error.validator:
        case "oneOf" | "anyOf" if error.context:
            yield from _alternatives(error)
        case "oneOf":
            yield path, "exactly one of the alternatives", error.instance
        case "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield (*path, name), "a value, which is required", _NOTHING
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            for name in error.instance:
                if name not in known:
                    yield (*path, name), "no property of this name", error.instance[name]
        case "type":
            kinds = error.validator_value
            yield path, kinds if isinstance(kinds, str) else " or ".join(kinds), error.instance
        case "not":
            yield path, "a value that is not excluded", error.instance
        case keyword:
            yield path, f"{keyword} {_cut(json.dumps(error.validator_value))}", error.instance


def _alternatives(error: ValidationError) -> Iterator[_Fault]:
    """Explain the alternative that the value comes nearest to, or name them when several are."""
    branches: defaultdict[int, list[ValidationError]] = defaultdict(list)
    for each in error.context:
        branches[each.relative_schema_path[0]].append(each)
    distances = {number: _distance(errors) for number, errors in branches.items()}
    nearest = min(distances.values())
    chosen = [number for number, distance in distances.items() if distance == nearest]
    explained = [[fault for each in branches[n] for fault in _explained(each)] for n in chosen]
    said = {tuple(fault[:2] for fault in found) for found in explained}
    if len(said) == 1:
        yield from explained[0]
    else:
        names = sorted(_name_of(error.validator_value[number]) for number in chosen)
        yield tuple(error.absolute_path), f"one of {', '.join(names)}", error.instance


def _distance(errors: Sequence[ValidationError]) -> tuple[bool, int]:
    return any(map(_is_of_other_kind, errors)), len(errors)


def _is_of_other_kind(error: ValidationError) -> bool:
    """Tell whether a value is no attempt at an alternative: of another type, or of another tag."""
    if error.validator in ("const", "not"):
        return len(error.relative_path) <= 1
    if error.relative_path:
        return False
    if error.validator in ("oneOf", "anyOf") and error.context:
        return all(map(_is_of_other_kind, error.context))
    return bool(error.validator == "type")


def _name_of(schema: Any) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return str(schema.get("type", "another schema"))


def _pointer(path: _Path) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _is_private(path: _Path) -> bool:
    return not PRIVATE.isdisjoint(path)


def _kind(value: Any) -> str:
    kinds = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}..."
