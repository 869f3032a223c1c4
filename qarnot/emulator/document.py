"""The API document: which operation a request asks for, and what its parts must look like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

__all__ = ["Document", "Operation", "Parameter"]

_BASE = "urn:qarnot:document"
_JSON = "application/json"
# What follows these in a path is one value, with its slashes.
_FOLDERS = (("secrets-manager", "data"), ("secrets-manager", "search"))


def _check_pattern(
    _validator: Any, pattern: str, value: Any, _schema: Any
) -> Iterator[ValidationError]:
    """Check a pattern of JSON Schema, whose ``$`` does not match before a final line feed."""
    if isinstance(value, str) and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _check_width(_validator: Any, name: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """Check that a whole number fits into the width that its format names."""
    bits = _WIDTHS.get(name)
    if bits is None or isinstance(value, bool) or not isinstance(value, int):
        return
    if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
        yield ValidationError(f"{value} does not fit into {bits} bits")


_WIDTHS = {"int32": 32, "int64": 64}
_Validator = extend(OAS31Validator, {"pattern": _check_pattern, "format": _check_width})


@dataclass(frozen=True)
class Parameter:
    """A value that stands in the path, in the query or in a header."""

    name: str
    place: str
    required: bool
    types: frozenset[str]
    validator: OAS31Validator


@dataclass(frozen=True)
class Operation:
    """What the document says of a request.

    :ivar body_schema: name of the schema of the body, or of its items when it may be a list.
    """

    name: str
    method: str
    segments: tuple[str, ...]
    is_public: bool
    parameters: tuple[Parameter, ...]
    body: OAS31Validator | None
    body_schema: str | None
    body_required: bool

    def captures(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """Give the path parameters if a path is this operation's, ``None`` otherwise."""
        if self.segments[:2] in _FOLDERS:
            rest = "/".join(segments[2:])
            is_here = len(segments) > 2 and segments[:2] == self.segments[:2]
            return {self.segments[2][1:-1]: rest} if is_here else None
        if len(segments) != len(self.segments):
            return None
        captured: dict[str, str] = {}
        for pattern, segment in zip(self.segments, segments, strict=True):
            if pattern.startswith("{"):
                if not segment:
                    return None
                captured[pattern[1:-1]] = segment
            elif pattern != segment:
                return None
        return captured


class Document:
    """The document that the package carries, ready to judge requests."""

    def __init__(self) -> None:
        text = files("qarnot").joinpath("_document.json").read_text("utf-8")
        self._content: dict[str, Any] = json.loads(text)
        resource = DRAFT202012.create_resource(self._content)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        found = sorted(self._read(), key=lambda each: sum("{" in part for part in each.segments))
        self.operations: tuple[Operation, ...] = tuple(found)
        """All operations, those with the fewest path parameters first."""

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Find the operation of a request, with the parameters in its path.

        :param path: as it stands in the request line; an encoded slash is part of its segment.
        """
        segments = _segments(path)
        for operation in self.operations:
            if operation.method == method:
                captured = operation.captures(segments)
                if captured is not None:
                    return operation, captured
        return None

    def methods(self, path: str) -> list[str]:
        """Give the methods that a path has, in the order of their names."""
        segments = _segments(path)
        return sorted(
            {each.method for each in self.operations if each.captures(segments) is not None}
        )

    def validator(self, *pointer: str) -> OAS31Validator:
        """Make a validator for the schema at a place in the document."""
        escaped = "/".join(part.replace("~", "~0").replace("/", "~1") for part in pointer)
        return _Validator({"$ref": f"{_BASE}#/{escaped}"}, registry=self._registry)

    def _read(self) -> Iterator[Operation]:
        for path, verbs in self._content["paths"].items():
            for verb, definition in verbs.items():
                if "operationId" in definition:
                    yield self._operation(path, verb, definition)

    def _operation(self, path: str, verb: str, definition: Mapping[str, Any]) -> Operation:
        where = ("paths", path, verb)
        body = definition.get("requestBody")
        schema = body["content"][_JSON]["schema"] if body else {}
        return Operation(
            name=definition["operationId"],
            method=verb.upper(),
            segments=tuple(path.split("/")[1:]),
            is_public=definition.get("security") == [],
            parameters=tuple(
                self._parameter((*where, "parameters", str(number)), each)
                for number, each in enumerate(definition.get("parameters", ()))
            ),
            body=self.validator(*where, "requestBody", "content", _JSON, "schema")
            if body
            else None,
            body_schema=_schema_name(schema),
            body_required=bool(body and body.get("required")),
        )

    def _parameter(self, where: tuple[str, ...], definition: Mapping[str, Any]) -> Parameter:
        if "$ref" in definition:
            where = tuple(definition["$ref"].removeprefix("#/").split("/"))
            definition = self._content[where[0]][where[1]][where[2]]
        types = definition["schema"].get("type", "string")
        return Parameter(
            name=definition["name"],
            place=definition["in"],
            required=definition.get("required", False),
            types=frozenset([types] if isinstance(types, str) else types),
            validator=self.validator(*where, "schema"),
        )


def _segments(path: str) -> tuple[str, ...]:
    return tuple(unquote(each) for each in path.split("/")[1:])


def _schema_name(schema: Mapping[str, Any]) -> str | None:
    """Give the name of the schema that a schema refers to, at once or in an alternative."""
    for each in (schema, *schema.get("oneOf", ())):
        if "$ref" in each:
            return str(each["$ref"]).rpartition("/")[2]
    return None
