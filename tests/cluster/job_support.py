"""What the tests of jobs and of resolving share: a server before a cluster, and a clock to skip."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import loopback
from attrs import Factory, define, field
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import EVERYTHING, QUICK
from werkzeug import Request, Response

from qarnot.emulator import Emulator
from qarnot.polling import PollingPolicy

__all__ = ["CREATIONS", "LISTING", "Front", "connect", "made", "sent", "skip_pauses"]

LISTING = "POST /tasks/summaries/paginate"
CREATIONS = {"task": "POST /tasks", "pool": "POST /pools", "job": "POST /jobs"}


@define
class Front:
    """A server before the cluster.

    :ivar planned: what happens to the next requests of a kind, which is a verb, or a verb and a
        path: ``well``; ``lost``, passed on and answered 502; ``never``, answered 502; ``missing``,
        answered 404; ``empty``, answered with a page that has no items.
    :ivar always: what happens to every request of a kind that has no plan.
    :ivar before: called with each request, as ``POST /jobs``, before anything else.
    :ivar requests: the verbs and paths of all requests.
    """

    cluster: Emulator
    url: str
    planned: dict[str, deque[str]] = Factory(dict)
    always: dict[str, str] = Factory(dict)
    before: Callable[[str], None] = lambda _: None
    requests: list[str] = field(factory=list, init=False)

    @classmethod
    def put_before(cls, cluster: Emulator, httpserver: HTTPServer) -> Front:
        front = cls(cluster, httpserver.url_for("").rstrip("/"))
        httpserver.expect_request(EVERYTHING).respond_with_handler(front.answer)
        return front

    def plan(self, kind: str, *what: str) -> None:
        self.planned[kind] = deque(what)

    def count(self, kind: str) -> int:
        """Give how many requests of a kind came."""
        return sum(kind in (each, each.partition(" ")[0]) for each in self.requests)

    def answer(self, request: Request) -> Response:
        kind = f"{request.method} {request.path}"
        self.requests.append(kind)
        self.before(kind)
        what = self._fate(kind, request.method)
        if what == "missing":
            return Response('{"message": "nothing is here"}', 404, content_type="application/json")
        if what == "empty":
            return Response('{"data": []}', content_type="application/json")
        answered = None if what == "never" else self._pass_on(request)
        if answered is None or what == "lost":
            return Response('{"message": "try again"}', 502, content_type="application/json")
        return answered

    def _fate(self, *kinds: str) -> str:
        for kind in kinds:
            if self.planned.get(kind):
                return self.planned[kind].popleft()
        return next((self.always[kind] for kind in kinds if kind in self.always), "well")

    def _pass_on(self, request: Request) -> Response:
        answer = loopback.request(
            request.method,
            self.cluster.cluster_url + request.full_path.rstrip("?"),
            content=request.get_data(),
            headers={"Authorization": "any", "Content-Type": "application/json"},
        )
        kind = answer.headers.get("content-type")
        return Response(answer.content, answer.status_code, content_type=kind)


def connect(colour: Colour, url: str, **settings: Any) -> Any:
    """Make a connection that does not wait long."""
    usual = {"cluster_url": url, "retry_wait": 0.01, "polling": QUICK}
    connection = colour.connection(**{**usual, **settings})
    connection.wire.settle_wait = 0.01
    return connection


def skip_pauses(colour: Colour, connection: Any) -> list[float]:
    """Let the pauses of a connection, now long ones, pass at once, on its clock too.

    :return: the seconds of each pause.
    """
    pauses: list[float] = []

    def skip(seconds: float) -> None:
        pauses.append(seconds)

    async def skip_async(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    connection.polling = PollingPolicy(first=5, longest=5)
    connection.wire.clock = lambda: time.monotonic() + sum(pauses)
    connection.wire.pause = skip_async if colour.is_async else skip
    return pauses


def made(cluster: Emulator, kind: str, shortname: str) -> list[str]:
    """Give the uuids of the objects that a cluster shows under a name."""
    condition = {"operator": "Equal", "field": "Shortname", "value": shortname}
    answer = loopback.request(
        "POST",
        f"{cluster.cluster_url}/{kind}s/search",
        json={"filter": condition},
        headers={"Authorization": "any"},
    )
    return [each["uuid"] for each in answer.raise_for_status().json()]


def sent(cluster: Emulator, kind: str, shortname: str) -> int:
    """Give how many creations came to a cluster under a name."""
    verb, _, path = CREATIONS[kind].partition(" ")
    bodies = [each.body for each in cluster.ledger if (each.method, each.path) == (verb, path)]
    # A creation of tasks may be a list.
    created = [item for body in bodies for item in (body if isinstance(body, list) else [body])]
    return sum(item.get("shortname") == shortname for item in created)
