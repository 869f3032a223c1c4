"""Waiting for the tasks of a job, in both colours."""

from __future__ import annotations

import datetime
import itertools
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from conftest import Colour
from job_support import LISTING, Front, connect, skip_pauses
from pytest_httpserver import HTTPServer
from task_support import UUID, WrittenAnswers, task_json

from qarnot import _listing
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    MissingJobException,
    MissingTaskException,
    UnauthorizedException,
)

pytestmark = pytest.mark.anyio

JOB = {"uuid": UUID, "name": "a job", "shortname": "a-job", "state": "Active"}


@pytest.fixture
def front(cluster: Emulator, httpserver: HTTPServer) -> Front:
    return Front.put_before(cluster, httpserver)


@pytest.fixture
async def through(colour: Colour, front: Front) -> AsyncIterator[Any]:
    """A connection through the server before the cluster."""
    connection = connect(colour, front.url)
    yield connection
    await colour.close(connection)


@pytest.fixture
async def written(colour: Colour, httpserver: HTTPServer) -> AsyncIterator[tuple[Any, Any]]:
    """A job of a server that gives written answers, and these."""
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", f"/jobs/{UUID}", JOB)
    connection = connect(colour, answers.url, retry_count=0)
    yield await colour.do(connection.retrieve_job(UUID)), answers
    await colour.close(connection)


def page(*states: str, token: str | None = None) -> dict[str, Any]:
    data = [task_json(state=state) for state in states]
    return {"data": data, "nextToken": token, "isTruncated": token is not None}


async def a_job(colour: Colour, connection: Any, *commands: str) -> Any:
    """Submit a job, and a task in it for each command."""
    job = connection.create_job("a job")
    await colour.do(job.submit())
    for command in commands:
        task = connection.create_task("a task", "docker-batch", job=job)
        task.constants["DOCKER_CMD"] = command
        await colour.do(task.submit())
    return job


async def test_a_job_is_waited_for_until_all_its_tasks_have_ended(
    colour: Colour, front: Front, through: Any
) -> None:
    job = await a_job(colour, through, "true", "false", "sleep 0.2")
    begin = len(front.requests)
    assert await colour.do(job.wait(60)) is True
    looks = front.requests[begin:]
    assert set(looks) <= {LISTING, f"GET /jobs/{job.uuid}"}
    assert looks.count(f"GET /jobs/{job.uuid}") == 1
    states = sorted([task.state for task in await colour.do(job.tasks)])
    assert states == ["Failure", "Success", "Success"]
    assert job.state == "Active"
    await colour.do(job.delete(True))


async def test_a_wait_ends_in_time_and_aborts_nothing(colour: Colour, through: Any) -> None:
    job = await a_job(colour, through, "sleep 60", "true")
    assert await colour.do(job.wait(0)) is False
    assert await colour.do(job.wait(0.05)) is False
    assert "Cancelled" not in [task.state for task in await colour.do(job.tasks)]
    await colour.do(job.terminate())
    assert await colour.do(job.wait(60)) is True
    assert "Cancelled" in [task.state for task in await colour.do(job.tasks)]
    await colour.do(job.delete(True))


async def test_a_job_without_tasks_has_nothing_to_wait_for(
    colour: Colour, front: Front, through: Any
) -> None:
    job = await a_job(colour, through)
    begin = len(front.requests)
    assert await colour.do(job.wait()) is True
    assert len(front.requests) - begin == 2
    await colour.do(job.delete())
    front.requests.clear()
    assert await colour.do(job.wait()) is False
    assert await colour.do(through.create_job("a draft").wait()) is False
    assert front.requests == []
    for wrong in ("5", -1, float("nan"), True):
        with pytest.raises(InvalidValue, match="timeout"):
            await colour.do(job.wait(wrong))


async def test_the_maximum_wall_time_of_a_job_ends_a_wait(colour: Colour, through: Any) -> None:
    job = through.create_job("a short job")
    job.max_wall_time = datetime.timedelta(seconds=1)
    await colour.do(job.submit())
    task = through.create_task("a long task", "docker-batch", job=job)
    task.constants["DOCKER_CMD"] = "sleep 60"
    await colour.do(task.submit())
    assert await colour.do(job.wait(60)) is True
    await colour.do(task.update(True))
    assert task.state == "Cancelled"
    assert job.state in ("Terminating", "Completed")
    await colour.do(job.delete(True))


async def test_a_wait_outlives_an_outage(
    colour: Colour, front: Front, through: Any, caplog: pytest.LogCaptureFixture
) -> None:
    job = await a_job(colour, through, "true")
    front.plan(LISTING, *["never"] * 3)
    with caplog.at_level(logging.INFO, logger="qarnot"):
        assert await colour.do(job.wait(60)) is True
    told = [record.getMessage() for record in caplog.records if record.name == "qarnot"]
    assert told[0].startswith(f"the wait for job {job.uuid} goes on after: ")
    assert told[1] == f"the wait for job {job.uuid} has outlived failures: 3"
    await colour.do(job.delete(True))


async def test_a_job_that_is_deleted_meanwhile_ends_a_wait(
    colour: Colour, front: Front, through: Any
) -> None:
    job = await a_job(colour, through, "sleep 60")
    looks = itertools.count()

    def delete_at_the_second_look(request: str) -> None:
        if request == LISTING and next(looks) == 1:
            address = f"{front.cluster.cluster_url}/jobs/{job.uuid}?force=true"
            httpx.delete(address, headers={"Authorization": "any"}).raise_for_status()

    # It is known to exist: a 404 is no delay of its appearance.
    await colour.do(job.update(True))
    front.before = delete_at_the_second_look
    # Its task does not delay the news longer than a new task may be out of sight.
    skip_pauses(colour, through)
    with pytest.raises(MissingJobException):
        await colour.do(job.wait())


async def test_tasks_that_listings_do_not_show_yet_are_waited_for(
    colour: Colour, front: Front, through: Any
) -> None:
    job = await a_job(colour, through)
    tasks = [
        through.create_task(f"part {number}", "docker-batch", job=job, command="true")
        for number in range(3)
    ]
    await colour.do(through.submit_tasks(tasks))
    front.always[LISTING] = "empty"
    assert await colour.do(job.wait(0.1)) is False
    front.always.clear()
    assert await colour.do(job.wait(60)) is True
    front.requests.clear()
    assert await colour.do(job.wait()) is True
    assert len(front.requests) == 2
    await colour.do(job.delete(True))


async def test_a_task_that_is_not_shown_for_long_is_gone(
    colour: Colour, front: Front, through: Any
) -> None:
    job = await a_job(colour, through, "true")
    front.always[LISTING] = "empty"
    pauses = skip_pauses(colour, through)
    assert await colour.do(job.wait()) is True
    assert 25 <= sum(pauses) <= 35
    front.always.clear()
    await colour.do(job.delete(True))


async def test_a_job_that_is_not_seen_yet_is_waited_for(
    colour: Colour, front: Front, through: Any
) -> None:
    job = await a_job(colour, through)
    front.plan(f"GET /jobs/{job.uuid}", "missing", "missing")
    assert await colour.do(job.wait(60)) is True
    front.always[f"GET /jobs/{job.uuid}"] = "missing"
    with pytest.raises(MissingJobException):
        await colour.do(job.wait(60))
    front.always.clear()
    await colour.do(job.delete())


async def test_a_server_that_shows_ended_tasks_too_is_read_to_the_end(
    colour: Colour, written: tuple[Any, WrittenAnswers]
) -> None:
    job, answers = written
    answers.add(
        "POST",
        "/tasks/summaries/paginate",
        page("Success", "Failure", token="2"),
        page("FullyExecuting", token="3"),
        page("Success", token="2"),
        page("Cancelled"),
    )
    assert await colour.do(job.wait(60)) is True
    assert answers.count("POST", "/tasks/summaries/paginate") == 4
    asked = [body.get("token") for verb, _, body in answers.asked if verb == "POST"]
    assert asked == [None, "2", None, "2"]


async def test_a_state_that_nobody_knows_is_no_end(
    colour: Colour, written: tuple[Any, WrittenAnswers]
) -> None:
    job, answers = written
    answers.add(
        "POST", "/tasks/summaries/paginate", page("Dreaming"), page("Dreaming"), page("Success")
    )
    assert await colour.do(job.wait(60)) is True
    assert answers.count("POST", "/tasks/summaries/paginate") == 3


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (page("Success", token="again"), "token of a page came a second time"),
        ({"data": [], "isTruncated": True}, "not whole"),
        ({"data": [task_json(state="Success"), None]}, "item 1 of the listing is no task"),
        ({"data": [{"state": "FullyExecuting"}]}, "item 0 of the listing is no task"),
    ],
    ids=["one token again", "a dead end", "an item that is null", "an item without a uuid"],
)
async def test_a_listing_that_is_not_whole_does_not_say_that_all_has_ended(
    colour: Colour,
    written: tuple[Any, WrittenAnswers],
    caplog: pytest.LogCaptureFixture,
    told: dict[str, Any],
    reason: str,
) -> None:
    job, answers = written
    answers.add("POST", "/tasks/summaries/paginate", told)
    with caplog.at_level(logging.WARNING, logger="qarnot"):
        assert await colour.do(job.wait(0.05)) is False
    (said,) = [record.getMessage() for record in caplog.records if record.name == "qarnot"]
    assert said.startswith(f"the wait for job {UUID} goes on after: ")
    assert reason in said
    answers.add("POST", "/tasks/summaries/paginate", page())
    assert await colour.do(job.wait(60)) is True


class Endless:
    """A server whose pages of tasks have no end.

    :ivar data: gives the tasks of a page by its number.
    :ivar tokens: those that pages were asked for with.
    """

    def __init__(self, colour: Colour, data: Callable[[int], list[Any]]) -> None:
        self.data = data
        self.tokens: list[str | None] = []
        transport = httpx.MockTransport(self.answer)
        self.connection = connect(colour, "http://cluster.test", transport=transport)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=JOB)
        self.tokens.append(json.loads(request.content).get("token"))
        number = len(self.tokens)
        return httpx.Response(200, json={"data": self.data(number), "nextToken": f"t{number}"})


async def test_empty_pages_without_end_end_a_look(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_listing, "MOST_FRUITLESS_PAGES", 5)
    endless = Endless(colour, lambda _: [])
    job = await colour.do(endless.connection.retrieve_job(UUID))
    pauses = skip_pauses(colour, endless.connection)
    assert await colour.do(job.wait(12)) is False
    assert len(pauses) == 3
    assert endless.tokens.count(None) == 4
    assert len(endless.tokens) == 4 * 5
    await colour.close(endless.connection)


async def test_pages_without_end_are_not_read_longer_than_a_wait_lasts(colour: Colour) -> None:
    """Each has a new task that has ended, so that nothing but the time ends a look."""
    endless = Endless(colour, lambda number: [task_json(uuid=f"u{number}", state="Success")])
    job = await colour.do(endless.connection.retrieve_job(UUID))
    endless.connection.wire.clock = lambda: len(endless.tokens) * 0.5
    assert await colour.do(job.wait(1)) is False
    # A look may take 10 s more.
    assert len(endless.tokens) == 22
    await colour.close(endless.connection)


@pytest.mark.parametrize("status", [401, 403])
async def test_whoever_may_not_look_is_told(
    colour: Colour, written: tuple[Any, WrittenAnswers], status: int
) -> None:
    job, answers = written
    answers.add("POST", "/tasks/summaries/paginate", status)
    with pytest.raises(UnauthorizedException, match="so it is written"):
        await colour.do(job.wait(60))


async def test_what_is_asked_for_is_what_has_not_ended(
    colour: Colour, written: tuple[Any, WrittenAnswers]
) -> None:
    job, answers = written
    answers.add("POST", "/tasks/summaries/paginate", page())
    assert await colour.do(job.wait()) is True
    (body,) = [body for verb, _, body in answers.asked if verb == "POST"]
    assert body == {
        "filter": {
            "operator": "And",
            "filters": [
                {"operator": "Equal", "field": "JobUuid", "value": UUID},
                {
                    "operator": "NotIn",
                    "field": "State",
                    "values": ["Cancelled", "Failure", "Success"],
                },
            ],
        },
        "maximumResults": 100,
    }


def test_a_wait_of_blocking_code_sees_what_another_thread_submits(cluster: Emulator) -> None:
    colour = Colour("sync")
    connection = connect(colour, cluster.cluster_url)
    job = connection.create_job("a job")
    job.submit()
    first = connection.create_task("first", "docker-batch", job=job, command="sleep 0.3")
    second = connection.create_task("second", "docker-batch", job=job, command="sleep 0.3")
    first.submit()
    submitting = threading.Thread(target=second.submit)
    submitting.start()
    submitting.join()
    assert job.wait(60) is True
    assert {task.state for task in (first, second) if task.update(True) is None} == {"Success"}
    job.delete(True)
    with pytest.raises(MissingTaskException):
        first.update(True)
    connection.close()
