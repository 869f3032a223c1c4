"""What is wrong with a request, said with the name of the field."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from openapi_schema_validator import OAS31Validator

from qarnot.emulator.core.objects import shortened
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.document import Operation, Parameter

__all__ = ["checked_body", "checked_parameters", "problems"]

_MOST_PROBLEMS = 5
# The document says of these that their case does not count.
_IN_ANY_CASE = {"limit": "Limit", "offset": "Offset"}


def checked_body(operation: Operation, content_type: str, content: bytes) -> Any:
    """Read the body of a request; ``None`` when there is none and none is needed.

    :raises Refusal: 400 with what is wrong.
    """
    if operation.body is None:
        if content:
            raise Refusal(400, "body: this operation takes none")
        return None
    if not content:
        if operation.body_required:
            raise Refusal(400, "body: missing")
        return None
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refusal(400, f"body: expected application/json, not {content_type or 'no type'}")
    try:
        body = json.loads(
            content.decode("utf-8"), parse_float=_finite, parse_constant=_refuse_constant
        )
        found = problems(operation.body, body)
    except ValueError as error:
        raise Refusal(400, f"body: not JSON in UTF-8: {error}") from error
    except RecursionError as error:
        raise Refusal(400, "body: nested too deeply") from error
    if found:
        raise Refusal(400, "; ".join(found))
    return body


def checked_parameters(
    operation: Operation, captured: Mapping[str, str], query: str, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Read the parameters of a request from its path, its query and its headers.

    :param headers: the headers by their names in lower case; those that the document does not
        declare are not looked at.
    :raises Refusal: 400 with what is wrong.
    """
    given: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, value in captured.items():
        given["path", name].append(value)
    for name, value in parse_qsl(query, keep_blank_values=True):
        given["query", _IN_ANY_CASE.get(name.lower(), name)].append(value)
    for parameter in operation.parameters:
        if parameter.place == "header" and parameter.name.lower() in headers:
            given["header", parameter.name].append(headers[parameter.name.lower()])
    values: dict[str, Any] = {}
    found: list[str] = []
    for parameter in operation.parameters:
        texts = given.pop((parameter.place, parameter.name), [])
        where = f"{parameter.place}.{parameter.name}"
        if not texts and parameter.required:
            found.append(f"{where}: missing")
        elif len(texts) > 1 and "array" not in parameter.types:
            found.append(f"{where}: given {len(texts)} times")
        elif texts:
            values[parameter.name] = _read(parameter, texts)
            found += problems(parameter.validator, values[parameter.name], where)
    found += [f"{place}.{name}: unknown parameter" for place, name in given]
    if found:
        raise Refusal(400, "; ".join(found[:_MOST_PROBLEMS]))
    return values


def problems(validator: OAS31Validator, value: Any, root: str = "") -> list[str]:
    """Say what is wrong with a value, at most five things, each with its place.

    :param root: name of the value itself, put before each place.
    """
    found = _described(validator.iter_errors(value), root)
    return list(dict.fromkeys(found))[:_MOST_PROBLEMS]


def _finite(text: str) -> float:
    """Read a number; one that is too large would become one that JSON does not have."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{shortened(text)} is too large a number")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _read(parameter: Parameter, texts: Sequence[str]) -> Any:
    if "array" in parameter.types:
        return list(texts)
    text = texts[0]
    if "integer" in parameter.types and re.fullmatch("-?[0-9]{1,18}", text):
        return int(text)
    if "boolean" in parameter.types and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return text


def _described(errors: Iterable[ValidationError], root: str) -> Iterator[str]:
    # What is not expected comes first: it is most often the misspelt form of what is missing.
    ordered = sorted(errors, key=lambda error: error.validator != "additionalProperties")
    for error in ordered:
        if error.validator in ("oneOf", "anyOf") and error.context:
            yield from _described(_likeliest_branch(error), root)
        else:
            yield from _sentences(error, root)


def _likeliest_branch(error: ValidationError) -> list[ValidationError]:
    """Choose the alternative that the value comes nearest to."""
    branches: defaultdict[Any, list[ValidationError]] = defaultdict(list)
    for each in error.context or ():
        branches[each.relative_schema_path[0]].append(each)

    def distance(errors: list[ValidationError]) -> tuple[bool, int]:
        return any(map(_is_of_other_type, errors)), sum(map(_weight, errors))

    return min(branches.values(), key=distance)


def _is_of_other_type(error: ValidationError) -> bool:
    """Tell whether the value itself, not something within it, is of no type that is allowed."""
    if error.relative_path:
        return False
    if error.validator in ("oneOf", "anyOf") and error.context:
        return all(map(_is_of_other_type, error.context))
    return bool(error.validator == "type")


def _weight(error: ValidationError) -> int:
    return len(_unexpected(error)) if error.validator == "additionalProperties" else 1


def _unexpected(error: ValidationError) -> list[str]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    return [name for name in error.instance if name not in known]


def _sentences(error: ValidationError, root: str) -> Iterator[str]:
    path = list(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            for name in _unexpected(error):
                yield f"{_place([*path, name], root)}: unexpected property"
        case "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield f"{_place([*path, name], root)}: missing"
        case "type":
            expected = error.validator_value
            names = expected if isinstance(expected, str) else " or ".join(expected)
            yield f"{_place(path, root)}: expected {names}, not {_kind(error.instance)}"
        case _:
            yield f"{_place(path, root)}: {_shortened(error.message)}"


def _place(path: Sequence[str | int], root: str) -> str:
    text = root
    for part in path:
        if isinstance(part, int):
            text = f"{text or 'body'}[{part}]"
        else:
            text = f"{text}.{part}" if text else part
    return text or "body"


def _kind(value: Any) -> str:
    kinds = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def _shortened(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:140]} ... {message[-140:]}"
