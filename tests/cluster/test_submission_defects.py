"""Known defects of another client, which this one must not have: D18, D20, D24 and D40.

A server stands before the emulated cluster: it passes requests on, and loses, delays or fails what
the test plans. How many tasks there are is what the cluster itself has written down.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import httpx
import loopback
import pytest
from attrs import Factory, define, field
from conftest import Colour
from pytest_httpserver import HTTPServer
from qarnot_rest.models import JobCreationInput, PoolCreationInput
from werkzeug import Request, Response

from qarnot.emulator import Emulator
from qarnot.emulator.core.cluster import RepeatedShortname
from qarnot.exceptions import (
    DuplicateSubmission,
    InvalidValue,
    OutcomeUnknown,
    QarnotGenericException,
    ShortnameConflict,
    SubmissionUnknown,
)

pytestmark = pytest.mark.anyio

EVERYTHING = re.compile(".*")
SETTINGS: tuple[RepeatedShortname, ...] = get_args(RepeatedShortname)
NEVER = "never"
SUBMITTERS = 8


@define
class Front:
    """A server before the cluster.

    :ivar planned: what happens to the next submissions: ``500``, ``502`` and ``drop`` pass them on
        and lose the answer, ``late`` passes them on when :meth:`release` is called, ``never`` does
        not, ``well`` loses nothing. Afterwards all is well.
    :ivar hidden_looks: how many looks at a task by its name find nothing, whatever is there.
    :ivar late_after: after so many looks what is late is passed on.
    :ivar failing: methods of which every request is answered 503.
    :ivar failures: what the next requests meet, of any kind but submissions: a status, passed on
        before, or ``drop``.
    :ivar submissions: the bodies of all submissions that came.
    :ivar looks: how many looks at a task came.
    """

    cluster: Emulator
    url: str = ""
    planned: deque[str] = Factory(deque)
    hidden_looks: int = 0
    late_after: int | None = None
    failing: frozenset[str] = frozenset()
    failures: deque[int | str] = Factory(deque)
    submissions: list[dict[str, Any]] = field(factory=list, init=False)
    looks: int = field(default=0, init=False)
    _late: list[bytes] = field(factory=list, init=False)

    def answer(self, request: Request) -> Response:
        if request.method == "POST" and request.path == "/tasks":
            return self._submit(request)
        if self.failures:
            failure = self.failures.popleft()
            self._pass_on(request)
            return self._drop(request) if failure == "drop" else Response("no", int(failure))
        if request.method in self.failing:
            return Response("no", 503)
        if request.method == "GET":
            return self._look(request)
        return self._pass_on(request)

    def release(self) -> None:
        """Pass on what is late."""
        while self._late:
            self._send("POST", "/tasks", self._late.pop(0))

    def _submit(self, request: Request) -> Response:
        data = request.get_data()
        self.submissions.append(json.loads(data))
        what = self.planned.popleft() if self.planned else "well"
        if what == "late":
            self._late.append(data)
        if what in ("late", NEVER):
            return Response("no", 502)
        answer = self._pass_on(request)
        if what == "drop":
            return self._drop(request)
        return answer if what == "well" else Response("no", int(what))

    def _look(self, request: Request) -> Response:
        self.looks += 1
        answer = self._pass_on(request)
        if self.looks <= self.hidden_looks:
            answer = Response('{"message": "No such task"}', 404, content_type="application/json")
        if self.looks == self.late_after:
            self.release()
        return answer

    def _pass_on(self, request: Request) -> Response:
        answer = self._send(request.method, request.path, request.get_data())
        return Response(
            answer.content, answer.status_code, content_type=answer.headers.get("content-type")
        )

    def _send(self, method: str, path: str, data: bytes) -> httpx.Response:
        headers = {"Authorization": "any", "Content-Type": "application/json"}
        address = self.cluster.cluster_url + path
        return loopback.request(method, address, content=data, headers=headers)

    def _drop(self, request: Request) -> Response:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response()


def put_before(cluster: Emulator, httpserver: HTTPServer) -> Front:
    front = Front(cluster, httpserver.url_for("").rstrip("/"))
    httpserver.expect_request(EVERYTHING).respond_with_handler(front.answer)
    return front


@pytest.fixture
def front(cluster: Emulator, httpserver: HTTPServer) -> Front:
    """A server before the cluster that all tests share, which runs tasks."""
    return put_before(cluster, httpserver)


@pytest.fixture(scope="module", params=SETTINGS)
def idle(request: pytest.FixtureRequest) -> Iterator[tuple[Emulator, RepeatedShortname]]:
    """A cluster that runs nothing, and what it does with a repeated shortname."""
    with Emulator(runner="none", repeated_shortname=request.param) as emulator:
        yield emulator, request.param


def connect(colour: Colour, url: str, **settings: Any) -> Any:
    """Make a connection that does not wait long."""
    connection = colour.connection(cluster_url=url, **{"retry_wait": 0.01, **settings})
    connection.wire.settle_wait = 0.02
    return connection


def a_task(connection: Any, command: str = "true", **more: Any) -> Any:
    task = connection.create_task("a task", "docker-batch", 1, **more)
    task.constants["DOCKER_CMD"] = command
    return task


def made(cluster: Emulator, shortname: str) -> list[str]:
    """Give the uuids of the tasks that the cluster has ever taken in under a name."""
    return [record.uuid for record in cluster.tasks if record.shortname == shortname]


def sent(cluster: Emulator, shortname: str) -> int:
    """Give how many submissions under a name have come to the cluster."""
    bodies = [
        each.body for each in cluster.ledger if (each.method, each.path) == ("POST", "/tasks")
    ]
    return sum(isinstance(body, dict) and body["shortname"] == shortname for body in bodies)


def wait_briefly(colour: Colour, connection: Any) -> None:
    """Let no pause of a connection last."""

    async def briefly(_: float) -> None:
        await asyncio.sleep(0.002)

    connection.wire.pause = briefly if colour.is_async else lambda _: time.sleep(0.002)


# D18


@pytest.mark.parametrize("failure", [500, 502, 503, 504, "drop"])
async def test_d18_fresh_output_is_not_asked_for_again(
    colour: Colour, cluster: Emulator, front: Front, failure: int | str
) -> None:
    connection = connect(colour, front.url)
    task = a_task(connection, "echo one; echo two; echo three")
    await colour.do(task.run())
    front.failures.append(failure)
    with pytest.raises(OutcomeUnknown) as caught:
        await colour.do(task.fresh_stdout())
    assert caught.value.operation == "read_fresh_task_stdout"
    assert caught.value.attempts == 1
    path = f"/tasks/{task.uuid}/stdout"
    posts = [each for each in cluster.ledger if (each.method, each.path) == ("POST", path)]
    assert len(posts) == 1
    # It is gone from there, and that is why nothing may be sent again.
    assert await colour.do(task.fresh_stdout()) == ""
    assert await colour.do(task.stdout()) == "0> one\n0> two\n0> three\n"
    await colour.close(connection)


# D20


@pytest.mark.parametrize("lost", ["500", "502", "drop"])
async def test_d20_a_submission_whose_answers_are_lost_makes_one_task(
    colour: Colour,
    httpserver: HTTPServer,
    idle: tuple[Emulator, RepeatedShortname],
    figure: Callable[[str], None],
    lost: str,
) -> None:
    cluster, setting = idle
    front = put_before(cluster, httpserver)
    front.planned.extend([lost, lost])
    connection = connect(colour, front.url)
    task = a_task(connection)
    await colour.do(task.submit())
    assert made(cluster, task.shortname) == [task.uuid]
    assert sent(cluster, task.shortname) == len(front.submissions) == 1
    assert front.looks == 1
    await colour.close(connection)
    figure(f"D20: {'async' if colour.is_async else 'sync'}, {setting}, {lost}: 1 POST, 1 task")


@pytest.mark.parametrize("lost", ["500", "drop"])
async def test_d20_a_task_that_shows_late_is_made_once_where_names_are_unique(
    colour: Colour, httpserver: HTTPServer, idle: tuple[Emulator, RepeatedShortname], lost: str
) -> None:
    cluster, setting = idle
    front = put_before(cluster, httpserver)
    front.planned.extend([lost, lost])
    front.hidden_looks = 2
    connection = connect(colour, front.url)
    task = a_task(connection)
    await submit_once_or_warned(colour, task, cluster, setting)
    assert len(front.submissions) == 2
    await colour.close(connection)


async def submit_once_or_warned(
    colour: Colour, task: Any, cluster: Emulator, setting: RepeatedShortname
) -> None:
    """Submit what reaches the cluster twice: it is made once, or the second one is warned of."""
    if setting == "accept":
        with pytest.warns(DuplicateSubmission) as warned:
            await colour.do(task.submit())
        assert_names_all(warned, task, cluster)
    else:
        await colour.do(task.submit())
        assert made(cluster, task.shortname) == [task.uuid]


def assert_names_all(warned: pytest.WarningsRecorder, task: Any, cluster: Emulator) -> None:
    """Check that one warning names every task of a submission."""
    (warning,) = [each.message for each in warned if each.category is DuplicateSubmission]
    assert isinstance(warning, DuplicateSubmission)
    assert warning.shortname == task.shortname
    assert warning.uuid == task.uuid
    every = made(cluster, task.shortname)
    assert sorted([warning.uuid, *warning.others]) == sorted(every)
    assert len(every) == 2
    assert all(each in str(warning) for each in [task.shortname, *every])


async def test_d20_a_submission_that_arrives_after_the_second_look(
    colour: Colour,
    httpserver: HTTPServer,
    idle: tuple[Emulator, RepeatedShortname],
    figure: Callable[[str], None],
) -> None:
    cluster, setting = idle
    front = put_before(cluster, httpserver)
    front.planned.append("late")
    front.late_after = 2
    connection = connect(colour, front.url)
    task = a_task(connection)
    await submit_once_or_warned(colour, task, cluster, setting)
    assert sent(cluster, task.shortname) == len(front.submissions) == 2
    await colour.close(connection)
    count = len(made(cluster, task.shortname))
    figure(
        f"D20: {'async' if colour.is_async else 'sync'}, {setting}, arrives after the second look: "
        f"2 POST, {count} task{'s, warned of' if count > 1 else ''}"
    )


async def test_d20_a_submission_that_arrives_after_it_was_given_up(
    colour: Colour,
    httpserver: HTTPServer,
    idle: tuple[Emulator, RepeatedShortname],
    figure: Callable[[str], None],
) -> None:
    cluster, setting = idle
    front = put_before(cluster, httpserver)
    front.planned.append("late")
    connection = connect(colour, front.url)
    task = a_task(connection)
    await colour.do(task.submit())
    assert made(cluster, task.shortname) == [task.uuid]
    front.release()
    await colour.do(task.abort())
    if setting == "accept":
        with pytest.warns(DuplicateSubmission) as warned:
            assert await colour.do(task.wait()) is True
        assert_names_all(warned, task, cluster)
    # Once is enough.
    assert await colour.do(task.wait()) is True
    count = len(made(cluster, task.shortname))
    assert count == (2 if setting == "accept" else 1)
    await colour.close(connection)
    figure(
        f"D20: {'async' if colour.is_async else 'sync'}, {setting}, arrives after submit(): "
        f"2 POST, {count} task{'s, warned of by wait()' if count > 1 else ''}"
    )


# D24


async def test_d24_submitting_twice_sends_once(
    colour: Colour, cluster: Emulator, connection: Any
) -> None:
    task = a_task(connection)
    await colour.do(task.submit())
    uuid = task.uuid
    await colour.do(task.submit())
    await colour.do(task.run())
    await colour.do(task.run())
    assert task.uuid == uuid
    assert made(cluster, task.shortname) == [uuid]
    assert sent(cluster, task.shortname) == 1


async def test_d24_submitting_after_a_run_sends_nothing(
    colour: Colour, cluster: Emulator, connection: Any
) -> None:
    task = a_task(connection)
    await colour.do(task.run())
    await colour.do(task.submit())
    assert task.state == "Success"
    assert made(cluster, task.shortname) == [task.uuid]
    assert sent(cluster, task.shortname) == 1


@pytest.mark.parametrize("lost", ["well", "500", "drop"])
async def test_d24_submitting_at_the_same_time_sends_once(
    colour: Colour, cluster: Emulator, front: Front, figure: Callable[[str], None], lost: str
) -> None:
    front.planned.append(lost)
    connection = connect(colour, front.url)
    task = a_task(connection)
    if colour.is_async:
        await asyncio.gather(*(task.submit() for _ in range(SUBMITTERS)))
    else:
        start = threading.Barrier(SUBMITTERS)

        def submit() -> None:
            start.wait()
            task.submit()

        with ThreadPoolExecutor(SUBMITTERS) as threads:
            for done in [threads.submit(submit) for _ in range(SUBMITTERS)]:
                done.result()
    assert made(cluster, task.shortname) == [task.uuid]
    assert len(front.submissions) == 1
    assert await colour.do(task.wait(30)) is True
    await colour.close(connection)
    name = "async" if colour.is_async else "sync"
    figure(f"D24: {name}, {lost}: {SUBMITTERS} submissions at the same time: 1 POST, 1 task")


# D40


@pytest.mark.parametrize(("failure", "times"), [(503, 8), (503, 30), ("drop", 30)])
async def test_d40_a_burst_of_failures_does_not_end_a_wait(
    colour: Colour, front: Front, figure: Callable[[str], None], failure: int | str, times: int
) -> None:
    connection = connect(colour, front.url)
    wait_briefly(colour, connection)
    task = a_task(connection)
    await colour.do(task.submit())
    front.failures.extend([failure] * times)
    assert await colour.do(task.wait()) is True
    assert not front.failures
    assert task.state == "Success"
    await colour.close(connection)
    name = "async" if colour.is_async else "sync"
    figure(f"D40: {name}, {times} times {failure} in a row: wait() returned True")


# Submissions without an outcome


async def unknown(colour: Colour, front: Front, what: str, **more: Any) -> tuple[Any, Any]:
    """Submit a task so that its outcome stays unknown; gives it, and the error."""
    front.planned.append(what)
    front.failing = frozenset({"GET"})
    connection = connect(colour, front.url, retry_count=1)
    task = a_task(connection, **more)
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(task.submit())
    assert caught.value.shortname == task.shortname
    assert caught.value.body["shortname"] == task.shortname
    assert task.uuid is None
    front.failing = frozenset()
    # What stands behind the front is the same cluster.
    caught.value.cluster = None
    return task, caught.value


def through_another_process(error: SubmissionUnknown) -> SubmissionUnknown:
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, SubmissionUnknown)
    assert str(again) == str(error)
    assert (again.shortname, again.body) == (error.shortname, error.body)
    return again


@pytest.mark.parametrize("lost", ["500", "502", "drop"])
@pytest.mark.parametrize("is_pickled", [False, True])
async def test_a_lost_submission_is_resolved_by_another_connection(
    colour: Colour, cluster: Emulator, front: Front, lost: str, is_pickled: bool
) -> None:
    task, error = await unknown(colour, front, lost)
    await colour.close(task.connection)
    later = connect(colour, cluster.cluster_url)
    found = await colour.do(later.resolve(through_another_process(error) if is_pickled else error))
    assert found.connection is later
    assert made(cluster, error.shortname) == [found.uuid]
    assert sent(cluster, error.shortname) == 1
    assert found.constants == {"DOCKER_CMD": "true"}
    assert await colour.do(found.wait(30)) is True
    assert (await colour.do(later.resolve(error))).uuid == found.uuid
    assert sent(cluster, error.shortname) == 1
    await colour.close(later)


async def test_what_was_never_created_is_created_by_resolving_it(
    colour: Colour, cluster: Emulator, front: Front
) -> None:
    task, error = await unknown(colour, front, NEVER)
    assert made(cluster, error.shortname) == []
    later = connect(colour, cluster.cluster_url)
    error = through_another_process(error)
    found = await colour.do(later.resolve(error))
    assert (await colour.do(later.resolve(error))).uuid == found.uuid
    # The task that failed goes on to the same one.
    await colour.do(task.submit())
    assert task.uuid == found.uuid
    assert made(cluster, error.shortname) == [found.uuid]
    assert sent(cluster, error.shortname) == 1
    await colour.close(task.connection)
    await colour.close(later)


async def test_resolving_loses_answers_too_and_creates_once(
    colour: Colour, cluster: Emulator, front: Front
) -> None:
    task, error = await unknown(colour, front, NEVER)
    front.planned.append("500")
    found = await colour.do(task.connection.resolve(error))
    assert made(cluster, error.shortname) == [found.uuid]
    assert sent(cluster, error.shortname) == 1
    await colour.close(task.connection)


async def test_what_cannot_be_resolved_yet_can_be_later(
    colour: Colour, cluster: Emulator, front: Front
) -> None:
    task, error = await unknown(colour, front, "502")
    front.failing = frozenset({"GET"})
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(task.connection.resolve(error))
    front.failing = frozenset()
    assert caught.value.body == error.body
    found = await colour.do(task.connection.resolve(through_another_process(caught.value)))
    assert made(cluster, error.shortname) == [found.uuid]
    assert sent(cluster, error.shortname) == 1
    await colour.close(task.connection)


async def test_resolving_never_takes_somebody_elses_task(
    colour: Colour, cluster: Emulator, front: Front
) -> None:
    task, error = await unknown(colour, front, NEVER)
    later = connect(colour, cluster.cluster_url)
    foreign = a_task(later, "false", shortname=error.shortname)
    await colour.do(foreign.submit())
    with pytest.raises(ShortnameConflict, match=foreign.uuid):
        await colour.do(later.resolve(error))
    with pytest.raises(ShortnameConflict, match=foreign.uuid):
        await colour.do(task.submit())
    assert made(cluster, error.shortname) == [foreign.uuid]
    assert sent(cluster, error.shortname) == 1
    await colour.close(task.connection)
    await colour.close(later)


@pytest.mark.parametrize("what", ["500", NEVER])
async def test_submitting_again_goes_on_where_it_stopped(
    colour: Colour, cluster: Emulator, front: Front, what: str
) -> None:
    task, error = await unknown(colour, front, what)
    await colour.do(task.submit())
    await colour.do(task.submit())
    assert task.shortname == error.shortname
    assert made(cluster, task.shortname) == [task.uuid]
    assert sent(cluster, task.shortname) == 1
    await colour.close(task.connection)


def a_submission_unknown(operation: str | None, path: str | None, body: Any) -> SubmissionUnknown:
    error = SubmissionUnknown("no outcome", shortname="x", body=body)
    error.operation, error.path = operation, path
    return error


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "x",
        ValueError("x"),
        QarnotGenericException("x"),
        OutcomeUnknown("x"),
        SubmissionUnknown,
        a_submission_unknown(None, None, {}),
        a_submission_unknown("create_task", None, {}),
        a_submission_unknown("create_task", "/tasks", None),
        a_submission_unknown("create_task", "/tasks", [{"name": "x"}]),
        a_submission_unknown("create_task", "/tasks", {"name": "x", "shortname": "a/b"}),
        a_submission_unknown("get_task", "/tasks/x", {}),
        a_submission_unknown("abort_task", "/tasks/x", {}),
        a_submission_unknown("no_such_task", "/tasks", {"name": "x", "shortname": "x"}),
    ],
    ids=repr,
)
async def test_only_a_submission_can_be_resolved(
    colour: Colour, cluster: Emulator, connection: Any, wrong: Any
) -> None:
    before = len(cluster.ledger)
    with pytest.raises(InvalidValue, match=r"error|shortname"):
        await colour.do(connection.resolve(wrong))
    assert len(cluster.ledger) == before


# Pools and jobs


@define
class Registry:
    """A server that keeps pools or jobs by their shortnames.

    :ivar path: where they are.
    :ivar loses: how many creations are carried out and answered 500.
    :ivar is_blind: whether looks are answered 503.
    """

    path: str
    loses: int = 1
    is_blind: bool = False
    bodies: list[dict[str, Any]] = field(factory=list, init=False)
    looks: int = field(default=0, init=False)

    def answer(self, request: Request) -> Response:
        if (request.method, request.path) == ("POST", self.path):
            self.bodies.append(json.loads(request.get_data()))
            if len(self.bodies) <= self.loses:
                return Response("<html>oops</html>", 500, content_type="text/html")
            return self._json({"uuid": f"made-{len(self.bodies)}"})
        assert (request.method, request.path.rpartition("/")[0]) == ("GET", self.path)
        self.looks += 1
        if self.is_blind:
            return Response("no", 503)
        name = request.path.rpartition("/")[2]
        for number, body in enumerate(self.bodies, 1):
            if body["shortname"] == name:
                return self._json({**body, "uuid": f"made-{number}"})
        return Response('{"message": "no such thing"}', 404, content_type="application/json")

    def _json(self, value: object) -> Response:
        return Response(json.dumps(value), content_type="application/json")


KINDS = pytest.mark.parametrize(
    ("operation", "path", "kind", "body"),
    [
        (
            "create_pool",
            "/pools",
            PoolCreationInput,
            {"name": "p", "profile": "docker-batch", "instanceCount": 2},
        ),
        ("create_job", "/jobs", JobCreationInput, {"name": "j", "useDependencies": True}),
    ],
    ids=["pool", "job"],
)


@KINDS
async def test_a_pool_or_job_whose_creation_is_answered_500_is_adopted(
    colour: Colour,
    httpserver: HTTPServer,
    operation: str,
    path: str,
    kind: Any,
    body: dict[str, Any],
) -> None:
    registry = Registry(path)
    httpserver.expect_request(EVERYTHING).respond_with_handler(registry.answer)
    connection = connect(colour, httpserver.url_for("").rstrip("/"))
    # A name that is given is looked for first.
    for given, looks in ((body, 1), ({**body, "shortname": "by-name"}, 2)):
        registry.bodies.clear()
        registry.looks = 0
        result = await colour.do(connection.wire.call(operation, body=kind.from_dict(given)))
        assert result == {"uuid": "made-1"}
        assert registry.looks == looks
        (sent_body,) = registry.bodies
        assert {**given, "shortname": sent_body["shortname"]} == sent_body
    await colour.close(connection)


@KINDS
async def test_a_pool_or_job_without_an_outcome_is_resolved(
    colour: Colour,
    httpserver: HTTPServer,
    operation: str,
    path: str,
    kind: Any,
    body: dict[str, Any],
) -> None:
    registry = Registry(path, is_blind=True)
    httpserver.expect_request(EVERYTHING).respond_with_handler(registry.answer)
    connection = connect(colour, httpserver.url_for("").rstrip("/"), retry_count=1)
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(connection.wire.call(operation, body=kind.from_dict(body)))
    error = through_another_process(caught.value)
    registry.is_blind = False
    found = await colour.do(connection.resolve(error))
    assert (f"/{found.kind()}s", found.uuid) == (path, "made-1")
    assert len(registry.bodies) == 1
    await colour.close(connection)
