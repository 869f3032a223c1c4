"""A server that answers every operation as the document says, with values made from its schemas.

It keeps the objects that were made and refuses requests for others, so that a test sees what a run
does with all 82 operations, whatever the emulator models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any
from uuid import uuid4

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from qarnot.contract.document import Operation

from .support import TOKEN, operation_of

CONTENT: dict[str, Any] = json.loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
KINDS = {"taskUuid": "task", "poolUuid": "pool", "jobUuid": "job", "key": "secret"}
DEEPEST = 12


class Double:
    """The server.

    :param base: a path that all addresses begin with.
    :ivar calls: the operations that were called, with their paths and bodies.
    :ivar objects: what exists, by uuid or key: its kind and its state.
    :ivar refuses: the statuses that operations are refused with.
    :ivar edits: change the JSON of the successful answers of operations.
    """

    def __init__(self, server: HTTPServer, base: str = "") -> None:
        self.url = server.url_for(base).rstrip("/")
        self.calls: list[tuple[str, str, Any]] = []
        self.objects: dict[str, tuple[str, str]] = {}
        self.refuses: dict[str, int] = {}
        self.edits: dict[str, Callable[[Any], Any]] = {}
        self._base = base
        server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def names(self) -> list[str]:
        return [name for name, _, _ in self.calls]

    def _answer(self, request: Request) -> Response:
        path = request.path.removeprefix(self._base)
        operation = operation_of(request.method, path)
        if operation is None:
            return _json({"message": f"There is no {request.method} {path}"}, 404)
        body = json.loads(request.get_data() or b"null")
        self.calls.append((operation.name, path, body))
        if request.headers.get("Authorization") != TOKEN and operation.token_header:
            return _json({"error": {"message": "Bad authentication token", "code": 401}}, 401)
        if operation.name in self.refuses:
            return _json({"message": "Not you"}, self.refuses[operation.name])
        captured = _captured(operation, path)
        for name, value in captured.items():
            is_there = self.objects.get(value, ("",))[0] == KINDS.get(name, "")
            if name in KINDS and not is_there and operation.name != "create_secret":
                return _json({"message": f"No such {KINDS[name]}: {value}"}, 404)
        self._act(operation, captured)
        return self._reply(operation, captured, body)

    def _act(self, operation: Operation, captured: dict[str, str]) -> None:
        if operation.name.startswith("delete_"):
            [name] = captured.values()
            del self.objects[name]
        elif operation.name == "abort_task":
            self.objects[captured["taskUuid"]] = "task", "Cancelled"
        elif operation.name == "create_secret":
            self.objects[captured["key"]] = "secret", ""

    def _reply(self, operation: Operation, captured: dict[str, str], body: Any) -> Response:
        definition = CONTENT["paths"][operation.path][operation.method.lower()]
        status, response = next(iter(definition["responses"].items()))
        content = _resolved(response).get("content")
        if content is None:
            return _json(None, int(status))
        kind, media = next(iter(content.items()))
        value = sample(media["schema"])
        if isinstance(value, dict) and value.keys() == {"uuid"}:
            value = {"uuid": self._made(operation, body)}
        if operation.name == "get_task":
            value |= {"uuid": captured["taskUuid"], "advancedRanges": None}
            value["state"] = self.objects[captured["taskUuid"]][1]
        value = self.edits.get(operation.name, lambda it: it)(value)
        text = value if kind == "text/plain" else json.dumps(value)
        return Response(text, int(status), content_type=kind)

    def _made(self, operation: Operation, body: Any) -> str:
        uuid, kind = str(uuid4()), operation.tag.removesuffix("s")
        failing = "exit 1" in json.dumps(body)
        self.objects[uuid] = kind, "Failure" if failing else "FullyExecuting"
        return uuid


def sample(schema: dict[str, Any], depth: int = 0) -> Any:
    """Make a value that a schema allows, with all properties that it names."""
    schema = _resolved(schema)
    if "const" in schema:
        return schema["const"]
    if "oneOf" in schema or "anyOf" in schema:
        return sample(next(iter(schema.get("oneOf") or schema["anyOf"])), depth)
    if "allOf" in schema:
        return {
            key: value for part in schema["allOf"] for key, value in sample(part, depth).items()
        }
    kind = schema.get("type", "string")
    kinds = [kind] if isinstance(kind, str) else kind
    if depth > DEEPEST and "null" in kinds:
        return None
    match kinds[0]:
        case "object":
            listed = schema.get("properties", {}).items()
            return {name: sample(each, depth + 1) for name, each in listed}
        case "array":
            return [sample(schema["items"], depth + 1)]
        case "integer":
            return max(1, schema.get("minimum", 1))
        case "number":
            return 0.5
        case "boolean":
            return True
        case _:
            return str(uuid4())


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    found: Any = schema
    while "$ref" in found:
        parts = found["$ref"].removeprefix("#/").split("/")
        found = CONTENT
        for part in parts:
            found = found[part]
    resolved: dict[str, Any] = found
    return resolved


def _captured(operation: Operation, path: str) -> dict[str, str]:
    pairs = zip(operation.path.split("/"), path.split("/"), strict=True)
    return {name[1:-1]: value for name, value in pairs if name.startswith("{")}


def _json(value: Any, status: int) -> Response:
    text = "" if value is None else json.dumps(value)
    return Response(text, status, content_type="application/json")
