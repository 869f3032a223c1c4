"""What a job says of itself, and what can be done to it, in both colours."""

from __future__ import annotations

import datetime
import json
import pickle
from collections.abc import AsyncIterator
from typing import Any

import pytest
from conftest import Colour
from job_support import connect
from pytest_httpserver import HTTPServer
from task_support import UUID, WrittenAnswers, new_name, requests_since

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    MaxJobException,
    MissingJobException,
    NotPicklable,
    NotSubmitted,
    QarnotException,
    ReadOnlyAttribute,
    UnauthorizedException,
    UnreadableReply,
    UnsentEditWarning,
)
from qarnot.filters import Field
from qarnot.job import JobState

pytestmark = pytest.mark.anyio

ADDRESS = f"/jobs/{UUID}"
FULL = {
    "uuid": UUID,
    "name": "a job",
    "shortname": "a-job",
    "poolUuid": None,
    "state": "Active",
    "previousState": None,
    "stateTransitionTime": "2024-05-06T07:08:09Z",
    "previousStateTransitionTime": "0001-01-01T00:00:00",
    "creationDate": "2024-05-06T07:08:09.1234567Z",
    "lastModified": "2024-05-06T09:08:09+02:00",
    "tags": ["x", "y"],
    "useDependencies": True,
    "maxWallTime": "1.03:16:50.5000000",
    "autoDeleteOnCompletion": True,
    "completionTimeToLive": "10.00:00:00",
    "endDate": None,
    "profile": "docker-batch",
    "somethingNew": {"of": ["tomorrow"]},
}
WALL_TIME = datetime.timedelta(days=1, hours=3, minutes=16, seconds=50.5)


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


@pytest.fixture
async def written(colour: Colour, answers: WrittenAnswers) -> AsyncIterator[Any]:
    """A connection to a server that gives written answers."""
    connection = connect(colour, answers.url, retry_count=0)
    yield connection
    await colour.close(connection)


def check_full(job: Any) -> None:
    moment = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)
    assert (job.uuid, job.name, job.shortname, job.state) == (UUID, "a job", "a-job", "Active")
    assert job.tags == ["x", "y"]
    assert job.max_wall_time == WALL_TIME
    assert job.creation_date == moment.replace(microsecond=123456)
    assert job.last_modified == job.state_transition_time == moment
    assert job.creation_date.tzinfo is not None
    assert (job.previous_state, job.end_date, job.pool_uuid) == (None, None, None)
    assert (job.use_dependencies, job.auto_delete) == (True, True)
    assert job.completion_ttl == "10.00:00:00"
    assert job.profile == "docker-batch"


# D14, D67


async def test_d14_a_job_reads_the_same_on_every_path(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    answers.add("GET", ADDRESS, FULL)
    found = await colour.do(written.retrieve_job(UUID))
    check_full(found)
    await colour.do(found.update(True))
    check_full(found)
    kind = type(found)
    check_full(kind.from_json(written, FULL))
    answers.add("GET", f"/pools/{UUID}", {"uuid": UUID, "name": "p", "state": "FullyExecuting"})
    answers.add("GET", f"/pools/{UUID}/jobs", [FULL])
    pool = await colour.do(written.retrieve_pool(UUID))
    (listed,) = await colour.do(pool.jobs)
    check_full(listed)


async def test_d14_a_retrieved_job_can_be_written_down_and_read_again(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    answers.add("GET", ADDRESS, FULL)
    job = await colour.do(written.retrieve_job(UUID))
    text = json.dumps(dict(job.raw))
    assert json.loads(text) == FULL
    check_full(type(job).from_json(written, json.loads(text)))
    with pytest.raises(NotPicklable):
        pickle.dumps(job)


@pytest.mark.parametrize("odd", [None, [], {}, "?", 5, True])
async def test_odd_values_hurt_nothing(
    colour: Colour, answers: WrittenAnswers, written: Any, odd: Any
) -> None:
    answers.add("GET", ADDRESS, {**dict.fromkeys(FULL, odd), "uuid": UUID})
    job = await colour.do(written.retrieve_job(UUID))
    assert job.uuid == UUID
    assert isinstance(job.tags, list)
    assert job.max_wall_time is job.creation_date is job.end_date is None
    assert isinstance(job.use_dependencies, bool)
    assert repr(job).startswith("Job(")
    assert job.raw["somethingNew"] == odd


async def test_a_state_that_nobody_knows_is_kept(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    answers.add("GET", ADDRESS, {**FULL, "state": "Dreaming"})
    assert (await colour.do(written.retrieve_job(UUID))).state == "Dreaming"


async def test_a_job_that_is_another_one_is_not_taken_for_this(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    answers.add("GET", ADDRESS, FULL, {**FULL, "uuid": UUID.replace("1", "9")})
    job = await colour.do(written.retrieve_job(UUID))
    with pytest.raises(UnreadableReply, match=f"job {UUID} was asked for"):
        await colour.do(job.update(True))
    check_full(job)


async def test_d14_everything_is_sent_and_read_back(colour: Colour, cluster: Emulator) -> None:
    connection = connect(colour, cluster.cluster_url)
    pool = connection.create_pool("a pool", "docker-batch", 1)
    await colour.do(pool.submit())
    name = new_name("full")
    job = connection.create_job("a job", pool, name, useDependencies=True)
    job.tags = ("x", "y")
    job.tags.append("z")
    job.max_wall_time = WALL_TIME
    job.completion_ttl = datetime.timedelta(days=10)
    job.auto_delete = True
    await colour.do(job.submit())
    found = await colour.do(connection.retrieve_job(name))
    for each in (job, found):
        assert each.tags == ["x", "y", "z"]
        assert each.max_wall_time == WALL_TIME
        assert each.completion_ttl == "10.00:00:00"
        assert (each.auto_delete, each.use_dependencies) == (True, True)
        assert each.pool_uuid == pool.uuid
    (part,) = await colour.do(connection.search_jobs(Field.uuid == job.uuid, select=[Field.name]))
    for each in (job, found, part):
        assert (await colour.do(each.pool)).name == "a pool"
    assert found.creation_date.utcoffset() == datetime.timedelta(0)
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5)
    assert found.creation_date > before
    await colour.do(job.delete())
    await colour.do(pool.delete())
    await colour.close(connection)


async def test_d67_what_is_set_on_a_job_stays_set(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    answers.add("GET", ADDRESS, FULL, {**FULL, "tags": ["from", "the", "server"]})
    job = await colour.do(written.retrieve_job(UUID))
    job.tags.append("mine")
    with pytest.warns(UnsentEditWarning, match="takes no changes of submitted jobs.*tags"):
        await colour.do(job.update(True))
    assert job.tags == ["x", "y", "mine"]
    with pytest.warns(UnsentEditWarning, match="takes no changes of submitted jobs.*tags"):
        job.tags = ["other"]
    await colour.do(job.update(True))
    assert job.tags == ["other"]
    for name, value in [
        ("name", "other"),
        ("shortname", "other"),
        ("pool", UUID),
        ("use_dependencies", False),
        ("max_wall_time", WALL_TIME),
        ("auto_delete", False),
        ("completion_ttl", "00:00:01"),
        ("uuid", UUID),
        ("state", "Completed"),
        ("tasks", []),
    ]:
        with pytest.raises(ReadOnlyAttribute):
            setattr(job, name, value)


async def test_tags_that_are_changed_in_place_are_told_once_to_stay_here(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    answers.add("POST", "/jobs", {"uuid": UUID})
    answers.add("GET", ADDRESS, FULL)
    job = written.create_job("a job")
    job.tags.append("x")
    job.tags.append("y")
    await colour.do(job.submit())
    await colour.do(job.update(True))
    job.tags.append("mine")
    with pytest.warns(UnsentEditWarning, match="not sent: tags") as caught:
        await colour.do(job.update(True))
    assert len(caught) == 1
    await colour.do(job.update(True))
    assert job.tags == ["x", "y", "mine"]
    assert {method for method, _, _ in answers.asked} == {"GET", "POST"}


async def test_how_long_a_job_counts_as_fresh_can_be_set(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    answers.add("GET", ADDRESS, FULL)
    job = await colour.do(written.retrieve_job(UUID))
    assert job.update_cache_time == 5
    await colour.do(job.update())
    assert answers.count("GET", ADDRESS) == 1
    job.update_cache_time = 0
    await colour.do(job.update())
    assert answers.count("GET", ADDRESS) == 2
    assert job.state == "Active"
    assert answers.count("GET", ADDRESS) == (2 if colour.is_async else 3)
    job.update_cache_time = None
    await colour.do(job.update())
    assert job.state == "Active"
    assert answers.count("GET", ADDRESS) == (2 if colour.is_async else 3)
    with pytest.raises(InvalidValue, match="update_cache_time"):
        job.update_cache_time = -1


# What can be done to a job


async def test_d13_every_task_of_a_job_works(colour: Colour, connection: Any) -> None:
    job = connection.create_job("a job")
    await colour.do(job.submit())
    for command in ("echo here; sleep 60", "echo there"):
        task = connection.create_task("a task", "docker-batch", job=job, command=command)
        task.tags = ["of a job"]
        await colour.do(task.submit())
    long, short = await colour.do(job.tasks)
    assert await colour.do(short.wait(60)) is True
    assert await colour.do(short.stdout()) == "0> there\n"
    assert not long.lacks_details
    assert (long.tags, long.job_uuid) == (["of a job"], job.uuid)
    long.tags.append("more")
    await colour.do(long.commit())
    await colour.do(long.abort())
    assert await colour.do(long.wait(60)) is True
    states = {task.uuid: (task.state, task.tags) for task in await colour.do(job.tasks)}
    assert states[long.uuid] == ("Cancelled", ["of a job", "more"])
    await colour.do(job.delete(True))


async def test_a_job_is_terminated_once(colour: Colour, connection: Any) -> None:
    job = connection.create_job("a job")
    await colour.do(job.submit())
    task = connection.create_task("a task", "docker-batch", job=job, command="sleep 60")
    await colour.do(task.submit())
    await colour.do(job.terminate())
    assert job.state in (JobState.Terminating, JobState.Completed)
    assert await colour.do(task.wait(60)) is True
    assert task.state == "Cancelled"
    with pytest.raises(UnauthorizedException) as caught:
        await colour.do(job.terminate())
    assert caught.value.status == 403
    assert caught.value.operation == "terminate_job"
    with pytest.raises(QarnotException):
        await colour.do(connection.create_task("late", "docker-batch", job=job).submit())
    await colour.do(job.delete(True))


async def test_a_job_with_tasks_is_deleted_by_force_only(colour: Colour, connection: Any) -> None:
    job = connection.create_job("a job")
    await colour.do(job.submit())
    task = connection.create_task("a task", "docker-batch", job=job, command="sleep 60")
    await colour.do(task.submit())
    with pytest.raises(UnauthorizedException) as caught:
        await colour.do(job.delete())
    assert caught.value.status == 403
    for wrong in (None, "yes", 1):
        with pytest.raises(InvalidValue, match="forceAbort"):
            await colour.do(job.delete(wrong))
    assert job.state == JobState.Active
    again = await colour.do(connection.retrieve_job(job.uuid))
    await colour.do(job.delete(forceAbort=True))
    assert (job.uuid, job.state) == (None, "Deleted")
    assert await colour.do(task.wait(0)) is False if not task.is_submitted else True
    with pytest.raises(MissingJobException):
        await colour.do(again.delete())
    assert again.is_submitted
    await colour.do(again.delete(missing_ok=True))
    assert not again.is_submitted


async def test_d28_what_the_api_says_of_jobs_has_errors_of_its_own(
    colour: Colour, answers: WrittenAnswers, written: Any
) -> None:
    assert issubclass(MissingJobException, QarnotException)
    assert issubclass(MaxJobException, QarnotException)
    answers.add("GET", ADDRESS, FULL, 404)
    answers.add("GET", f"{ADDRESS}/tasks", 404)
    answers.add("POST", f"{ADDRESS}/terminate", 404)
    answers.add("DELETE", ADDRESS, 404)
    job = await colour.do(written.retrieve_job(UUID))
    for call in (job.terminate, job.delete, lambda: job.update(True)):
        with pytest.raises(MissingJobException, match="so it is written") as caught:
            await colour.do(call())
        assert caught.value.status == 404
    with pytest.raises(MissingJobException):
        # In blocking code the attribute itself asks.
        await colour.do(job.tasks)


async def test_d28_too_many_jobs_are_told(colour: Colour, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/jobs", method="POST").respond_with_json(
        {"message": "Maximum number of jobs reached"}, 403
    )
    connection = connect(colour, httpserver.url_for("").rstrip("/"))
    with pytest.raises(MaxJobException):
        await colour.do(connection.create_job("one too many").submit())
    await colour.close(connection)


async def test_d58_what_is_not_on_the_cluster_is_not_asked_for(
    colour: Colour, cluster: Emulator
) -> None:
    connection = connect(colour, cluster.cluster_url)
    deleted = connection.create_job("a job")
    await colour.do(deleted.submit())
    await colour.do(deleted.delete())
    begin = len(cluster.ledger)
    for job in (connection.create_job("a draft"), deleted):
        for harmless in (job.update, job.terminate, job.delete, job.until_seen):
            await colour.do(harmless())
        with pytest.raises(NotSubmitted, match="list the tasks of a job"):
            await colour.do(job.tasks)
    with pytest.raises(NotSubmitted, match="make a new one"):
        await colour.do(deleted.submit())
    assert requests_since(cluster, begin) == []
    await colour.close(connection)
