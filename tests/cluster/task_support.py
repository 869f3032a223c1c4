"""What the tests of tasks share: servers that give odd answers, connections, and tasks."""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import loopback
from attrs import Factory, define
from conftest import Colour
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from qarnot.emulator import Emulator, RecordedRequest
from qarnot.polling import PollingPolicy

__all__ = [
    "UUID",
    "Connect",
    "Relay",
    "WrittenAnswers",
    "a_task",
    "connections",
    "new_name",
    "requests_since",
    "sent_to",
    "task_json",
]

Connect = Callable[..., Any]

EVERYTHING = re.compile(".*")
UUID = "11111111-2222-3333-4444-555555555555"
QUICK = PollingPolicy(first=0.01, longest=0.05)


@contextlib.asynccontextmanager
async def connections(colour: Colour) -> AsyncIterator[Connect]:
    """Make connections that do not wait long, and close them at the end."""
    made: list[Any] = []

    def connect(url: str, **settings: Any) -> Any:
        usual = {"cluster_url": url, "retry_wait": 0.01, "polling": QUICK}
        made.append(colour.connection(**{**usual, **settings}))
        return made[-1]

    yield connect
    for each in made:
        await colour.close(each)


def a_task(connection: Any, command: str = "true", count: int = 1, **more: Any) -> Any:
    """Make a task that runs a command."""
    constants = {"DOCKER_CMD": command}
    return connection.create_task("a task", "docker-batch", count, constants=constants, **more)


def new_name(what: str) -> str:
    """Give a name that no other test has."""
    return f"{what}-{uuid.uuid4().hex[:12]}"


def requests_since(cluster: Emulator, begin: int) -> list[RecordedRequest]:
    """Give the requests that came to a cluster after the first ones."""
    return list(cluster.ledger[begin:])


def sent_to(cluster: Emulator, method: str, path: str) -> list[Any]:
    """Give the bodies of all requests to an address."""
    return [each.body for each in cluster.ledger if (each.method, each.path) == (method, path)]


def task_json(**more: Any) -> dict[str, Any]:
    """Give a task as the API shows it, with little in it."""
    return {
        "uuid": UUID,
        "name": "a task",
        "shortname": "a-task",
        "profile": "docker-batch",
        "instanceCount": 1,
        "state": "Submitted",
        **more,
    }


@define
class WrittenAnswers:
    """A server that gives written answers, one after the other, and the last one for ever.

    An answer is JSON, a status, or the bytes of a text whose encoding is not said.

    :ivar url: its address.
    :ivar asked: method, path and body of the requests that came.
    """

    url: str
    asked: list[tuple[str, str, Any]] = Factory(list)
    _answers: dict[tuple[str, str], list[Any]] = Factory(dict)

    @classmethod
    def on(cls, httpserver: HTTPServer) -> WrittenAnswers:
        answers = cls(httpserver.url_for("").rstrip("/"))
        httpserver.expect_request(EVERYTHING).respond_with_handler(answers.answer)
        return answers

    def add(self, method: str, path: str, *answers: Any) -> None:
        """Write answers to a request."""
        self._answers.setdefault((method, path), []).extend(answers)

    def count(self, method: str, path: str) -> int:
        """Tell how often a request came."""
        return sum((method, path) == asked[:2] for asked in self.asked)

    def answer(self, request: Request) -> Response:
        data = request.get_data()
        place = request.method, request.path
        self.asked.append((*place, json.loads(data) if data else None))
        answers = self._answers.get(place, [501])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, bytes):
            return Response(answer, content_type="text/plain")
        if isinstance(answer, int):
            return Response('{"message": "so it is written"}', answer, content_type="text/json")
        return Response(json.dumps(answer), content_type="application/json")


Change = Callable[[Request, httpx.Response], Response | None]


@define
class Relay:
    """A server before a cluster.

    :ivar url: its address.
    :ivar change: is called with what came and what the cluster answered, and may give another
        answer.
    """

    cluster: Emulator
    url: str
    change: Change = lambda _, __: None

    @classmethod
    def before(cls, cluster: Emulator, httpserver: HTTPServer) -> Relay:
        relay = cls(cluster, httpserver.url_for("").rstrip("/"))
        httpserver.expect_request(EVERYTHING).respond_with_handler(relay.answer)
        return relay

    def answer(self, request: Request) -> Response:
        answer = loopback.request(
            request.method,
            self.cluster.cluster_url + request.path,
            content=request.get_data(),
            headers={"Authorization": "any", "Content-Type": "application/json"},
        )
        kind = answer.headers.get("content-type")
        usual = Response(answer.content, answer.status_code, content_type=kind)
        return self.change(request, answer) or usual
