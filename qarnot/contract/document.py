"""The API document: what it says of each operation, with a validator for every schema in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from attrs import field, frozen
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

__all__ = ["Body", "Document", "Operation", "Parameter", "Response"]

_BASE = "urn:qarnot:contract"
_VERBS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")

Place = tuple[str, ...]


@frozen
class Parameter:
    """A value that stands in the path, in the query or in a header."""

    name: str
    place: str
    required: bool
    types: frozenset[str]
    validator: OAS31Validator


@frozen
class Body:
    """What a request carries: a validator for each media type, and the worked example."""

    required: bool
    content: Mapping[str, OAS31Validator]
    example: Any


@frozen
class Response:
    """An answer that is declared: a validator for each media type; no media type, any body."""

    content: Mapping[str, OAS31Validator]
    required_headers: tuple[str, ...]


@frozen
class Operation:
    """What the document says of one operation.

    :ivar token_header: the header that carries the token; ``None`` when it needs none.
    :ivar responses: by status as the document writes it: ``200``, ``5XX``, ``default``.
    """

    name: str
    tag: str
    method: str
    path: str
    token_header: str | None
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, Response] = field(repr=False)

    def response(self, status: int) -> Response | None:
        """Find what is declared for a status; ``None`` when nothing is."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None


class Document:
    """The document that the package carries."""

    def __init__(self) -> None:
        text = files("qarnot").joinpath("_document.json").read_text("utf-8")
        self._content: dict[str, Any] = json.loads(text)
        resource = DRAFT202012.create_resource(self._content)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self.operations: Mapping[str, Operation] = {each.name: each for each in self._read()}

    def _read(self) -> Iterator[Operation]:
        for path, item in self._content["paths"].items():
            for verb in _VERBS:
                if verb in item:
                    yield self._operation(path, verb, item)

    def _operation(self, path: str, verb: str, item: Mapping[str, Any]) -> Operation:
        where: Place = ("paths", path, verb)
        definition = item[verb]
        shared = [("paths", path, "parameters", str(n)) for n, _ in _numbered(item, "parameters")]
        own = [(*where, "parameters", str(n)) for n, _ in _numbered(definition, "parameters")]
        return Operation(
            name=definition["operationId"],
            tag=definition["tags"][0],
            method=verb.upper(),
            path=path,
            token_header=self._token_header(definition),
            parameters=tuple(map(self._parameter, (*shared, *own))),
            body=self._body((*where, "requestBody")) if "requestBody" in definition else None,
            responses={
                status: self._response((*where, "responses", status))
                for status in definition["responses"]
            },
        )

    def _token_header(self, definition: Mapping[str, Any]) -> str | None:
        for alternative in definition.get("security", self._content.get("security", ())):
            for scheme in alternative:
                _, found = self._at(("components", "securitySchemes", scheme))
                if found["type"] == "apiKey" and found["in"] == "header":
                    name: str = found["name"]
                    return name
        return None

    def _parameter(self, where: Place) -> Parameter:
        where, definition = self._at(where)
        schema_at, schema = self._at((*where, "schema"))
        types = schema.get("type", "string")
        return Parameter(
            name=definition["name"],
            place=definition["in"],
            required=definition.get("required", False),
            types=frozenset([types] if isinstance(types, str) else types),
            validator=self._validator(schema_at),
        )

    def _body(self, where: Place) -> Body:
        where, definition = self._at(where)
        media = next(iter(definition["content"].values()))
        return Body(definition.get("required", False), self._media(where), media.get("example"))

    def _response(self, where: Place) -> Response:
        where, definition = self._at(where)
        headers = {
            name: self._at((*where, "headers", name))[1] for name in definition.get("headers", ())
        }
        required = tuple(name for name, header in headers.items() if header.get("required"))
        return Response(self._media(where), required)

    def _media(self, where: Place) -> dict[str, OAS31Validator]:
        _, definition = self._at(where)
        return {
            kind.lower(): self._validator((*where, "content", kind, "schema"))
            for kind in definition.get("content", ())
        }

    def _at(self, where: Place) -> tuple[Place, Mapping[str, Any]]:
        """Give what stands at a place, and the place where it really stands."""
        found: Any = self._content
        for part in where:
            found = found[int(part)] if isinstance(found, list) else found[part]
        if "$ref" in found:
            parts = found["$ref"].removeprefix("#/").split("/")
            return self._at(tuple(part.replace("~1", "/").replace("~0", "~") for part in parts))
        return where, found

    def _validator(self, where: Place) -> OAS31Validator:
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in where)
        return OAS31Validator(
            {"$ref": f"{_BASE}#/{pointer}"},
            registry=self._registry,
            format_checker=oas31_format_checker,
        )


def _numbered(definition: Mapping[str, Any], key: str) -> Iterator[tuple[int, Any]]:
    yield from enumerate(definition.get(key, ()))
