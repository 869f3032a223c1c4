"""Answers of the emulator without its sockets, held against the document."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.document import Document
from qarnot.emulator.ledger import Ledger
from qarnot.emulator.operations import handlers
from qarnot.emulator.rest import RestApi
from qarnot.emulator.validation import problems

CONTENT: dict[str, Any] = json.loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
DOCUMENT = Document()
HEADERS = {"authorization": "x", "content-type": "application/json"}


class _OneBucket:
    url = "http://127.0.0.1:9"

    def names(self) -> list[str]:
        return ["a"]

    def used_bytes(self) -> int:
        return 0


def asked(api: RestApi, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Ask, and hold the answer against the document."""
    content = b"" if body is None else json.dumps(body).encode()
    reply = api.answer(method, path, HEADERS, content)
    match = DOCUMENT.match(method, path)
    assert match is not None
    operation, _ = match
    if operation.body is not None:
        assert problems(operation.body, body) == [], "the request is what the document allows"
    [(where, responses)] = [
        (where, definition["responses"])
        for where, verbs in CONTENT["paths"].items()
        for definition in verbs.values()
        if isinstance(definition, dict) and definition.get("operationId") == operation.name
    ]
    status = str(reply.status)
    assert status in responses, (operation.name, reply)
    pointer = ["paths", where, method.lower(), "responses", status]
    if "$ref" in responses[status]:
        pointer = responses[status]["$ref"].removeprefix("#/").split("/")
    definition = CONTENT
    for each in pointer:
        definition = definition[each]
    kinds = definition.get("content", {})
    kind, payload = reply.encoded()
    if not kinds:
        assert (kind, payload) == ("", b"")
        return reply.status, None
    if "text/plain" in kinds:
        assert kind.startswith("text/plain")
        return reply.status, payload.decode()
    value = json.loads(payload)
    schema = DOCUMENT.validator(*pointer, "content", "application/json", "schema")
    assert problems(schema, value) == []
    return reply.status, value


def api_of(cluster: Cluster) -> RestApi:
    return RestApi(DOCUMENT, handlers(cluster, _OneBucket()), None, Ledger())
