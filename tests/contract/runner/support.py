"""What the tests of the contract runner share: running it, and servers that answer wrongly."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
from attrs import field, frozen
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from qarnot.contract.command import main
from qarnot.contract.document import Document, Operation

TOKEN = "a-token-of-the-tests"
OPERATIONS = Document().operations


@frozen
class Run:
    """What one run of the command gave."""

    status: int
    out: str
    err: str
    report: dict[str, Any] = field(factory=dict)

    def outcomes(self, outcome: str) -> set[str]:
        return {each["operation"] for each in self._operations if each["outcome"] == outcome}

    def reasons(self, reason: str) -> set[str]:
        return {each["operation"] for each in self._operations if each["reason"] == reason}

    def of(self, operation: str) -> dict[str, Any]:
        [found] = [each for each in self._operations if each["operation"] == operation]
        return found

    def deviations(self, operation: str) -> list[tuple[str, str | None]]:
        found = self.of(operation)["deviations"]
        return [(each["place"], each["pointer"]) for each in found]

    @property
    def _operations(self) -> list[dict[str, Any]]:
        operations: list[dict[str, Any]] = self.report["operations"]
        return operations


def run(url: str, *arguments: str, token: str = TOKEN) -> Run:
    """Run the command in this process, with its report as JSON."""
    out, err = io.StringIO(), io.StringIO()
    given = ["--url", url, "--token", token, "--json", *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(given)
        except SystemExit as ending:
            status = int(ending.code or 0)
    text = out.getvalue()
    return Run(status, text, err.getvalue(), json.loads(text) if text else {})


Edit = Callable[[httpx.Response], Response]


class Front:
    """A real server before an API: it passes requests on, and changes the answers of operations.

    :param server: the server.
    :param target: the address of the API.
    """

    def __init__(self, server: HTTPServer, target: str) -> None:
        self.url = server.url_for("").rstrip("/")
        self.calls: list[str] = []
        self._edits: dict[str, Edit] = {}
        self._client = httpx.Client(base_url=target, trust_env=False, verify=False, timeout=20)
        server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def close(self) -> None:
        self._client.close()

    def change(self, operation: str, edit: Edit) -> None:
        """Let every answer of an operation be changed."""
        self._edits[operation] = edit

    def _answer(self, request: Request) -> Response:
        operation = operation_of(request.method, request.path)
        assert operation is not None
        self.calls.append(operation.name)
        content_type = {"Content-Type": request.content_type} if request.content_type else {}
        answer = self._client.request(
            request.method,
            request.full_path.rstrip("?"),
            content=request.get_data(),
            headers={"Authorization": request.headers.get("Authorization", ""), **content_type},
        )
        return self._edits.get(operation.name, as_it_is)(answer)


def operation_of(method: str, path: str) -> Operation | None:
    """Find the operation of a request: the one with the fewest parameters in its path."""
    found = [
        each
        for each in OPERATIONS.values()
        if each.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]*", each.path), path)
    ]
    return min(found, key=lambda each: each.path.count("{"), default=None)


def as_it_is(answer: httpx.Response) -> Response:
    content_type = answer.headers.get("content-type")
    reply = Response(answer.content, answer.status_code, content_type=content_type)
    if content_type is None:
        del reply.headers["Content-Type"]
    return reply


def instead(
    content: str | bytes, status: int = 200, content_type: str = "application/json"
) -> Edit:
    """Answer with this, whatever the API said."""
    return lambda _: Response(content, status, content_type=content_type)


def with_json(change: Callable[[Any], Any]) -> Edit:
    """Change the JSON of a success: the function changes it in place, or gives another."""

    def edit(answer: httpx.Response) -> Response:
        if not answer.is_success:
            return as_it_is(answer)
        value = answer.json()
        changed = change(value)
        text = json.dumps(value if changed is None else changed)
        return Response(text, answer.status_code, content_type="application/json")

    return edit


def with_status(status: int) -> Edit:
    """Answer with another status and the same content."""

    def edit(answer: httpx.Response) -> Response:
        reply = as_it_is(answer)
        reply.status_code = status
        return reply

    return edit
