"""Pools and jobs, and the tasks in them, in both colours."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from conftest import Colour

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    MissingJobException,
    MissingPoolException,
    NotSubmitted,
    UnauthorizedException,
    UnsentEditWarning,
)
from qarnot.filters import Field

pytestmark = pytest.mark.anyio


def task_in(connection: Any, command: str = "true", **place: Any) -> Any:
    task = connection.create_task("a task", place.pop("pool", None), 1, **place)
    task.constants["DOCKER_CMD"] = command
    return task


async def test_d13_the_tasks_of_a_job_work(colour: Colour, connection: Any) -> None:
    job = connection.create_job("a job")
    await colour.do(job.submit())
    task = connection.create_task("a task", "docker-batch", 1, job=job)
    task.constants["DOCKER_CMD"] = "echo done"
    await colour.do(task.run())
    (found,) = await colour.do(job.tasks)
    assert found.tags == []
    assert await colour.do(found.stdout()) == "0> done\n"
    assert (found.uuid, found.job_uuid, found.state) == (task.uuid, job.uuid, "Success")
    assert (await colour.do(found.job)).name == "a job"
    with pytest.raises(UnauthorizedException):
        await colour.do(job.delete())
    await colour.do(job.delete(forceAbort=True))
    with pytest.raises(MissingJobException):
        await colour.do(connection.retrieve_job(found.job_uuid))


async def test_d14_what_is_set_on_a_job_is_read_back(colour: Colour, connection: Any) -> None:
    job = connection.create_job("a job", useDependencies=True)
    job.tags = ["x", "y"]
    job.max_wall_time = datetime.timedelta(days=1, seconds=1.5)
    job.completion_ttl = "10.00:00:00"
    assert job.max_wall_time == datetime.timedelta(days=1, seconds=1.5)
    await colour.do(job.submit())
    found = await colour.do(connection.retrieve_job(job.uuid))
    assert found.tags == ["x", "y"]
    assert found.max_wall_time == datetime.timedelta(days=1, seconds=1.5)
    assert found.completion_ttl == "10.00:00:00"
    assert found.use_dependencies is True
    assert found.creation_date.tzinfo is not None
    assert found.state == "Active"
    await colour.do(found.update(True))
    assert found.max_wall_time == datetime.timedelta(days=1, seconds=1.5)
    with pytest.warns(UnsentEditWarning, match="tags"):
        found.tags = ["z"]
    await colour.do(found.terminate())
    await colour.do(found.delete(True))


async def test_d14_a_text_of_a_span_is_sent_to_its_last_digit(
    colour: Colour, connection: Any
) -> None:
    job = connection.create_job("a job")
    job.max_wall_time = "00:00:25.1000003"
    await colour.do(job.submit())
    assert job.raw["maxWallTime"] == "00:00:25.1000003"
    await colour.do(job.delete())


async def test_tasks_of_a_job_wait_for_each_other(colour: Colour, connection: Any) -> None:
    job = connection.create_job("in turn", useDependencies=True)
    await colour.do(job.submit())
    first = connection.create_task("first", "docker-batch", 1, job=job)
    first.constants["DOCKER_CMD"] = "echo one"
    await colour.do(first.submit())
    second = connection.create_task("second", "docker-batch", 1, job=job)
    second.constants["DOCKER_CMD"] = "echo two"
    second.set_task_dependencies_from_tasks([first])
    await colour.do(second.run(check=True))
    await colour.do(first.update(True))
    assert first.end_date <= second.state_transition_time
    assert second.dependencies.depends_on == [first.uuid]
    await colour.do(job.delete(True))


async def test_a_pool_runs_tasks_until_it_is_closed(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    pool = connection.create_pool("a pool", "docker-batch", 1)
    pool.tags = ["kept"]
    await colour.do(pool.submit())
    await colour.do(pool.submit())
    sent = [each for each in cluster.ledger if (each.method, each.path) == ("POST", "/pools")]
    assert [each.body["shortname"] for each in sent].count(pool.shortname) == 1
    task = task_in(connection, "echo in a pool", pool=pool)
    await colour.do(task.run(check=True))
    assert await colour.do(task.stdout(0)) == "in a pool\n"
    assert (await colour.do(task.pool)).name == "a pool"
    (found,) = await colour.do(pool.tasks)
    assert found.uuid == task.uuid
    job = connection.create_job("in the pool", pool)
    await colour.do(job.submit())
    assert [each.uuid for each in await colour.do(pool.jobs)] == [job.uuid]
    await colour.do(job.delete())
    pool.tags.append("more")
    await colour.do(pool.commit())
    again = await colour.do(connection.retrieve_pool(pool.uuid))
    assert again.tags == ["kept", "more"]
    await colour.do(again.close())
    assert again.state in ("Closing", "Closed")
    await colour.do(task.delete())
    await colour.do(pool.delete())
    assert pool.state == "Deleted"
    with pytest.raises(MissingPoolException):
        await colour.do(connection.retrieve_pool(again.uuid))


async def test_what_something_belongs_to_is_found_however_it_came(
    colour: Colour, connection: Any
) -> None:
    project, *_ = await colour.do(connection.projects())
    pool = connection.create_pool("a pool", "docker-batch", 1)
    pool.project = project
    await colour.do(pool.submit())
    job = connection.create_job("a job", pool)
    await colour.do(job.submit())
    task = task_in(connection, job=job)
    await colour.do(task.submit())
    alone = connection.create_task("alone", "docker-batch", project=project, command="true")
    await colour.do(alone.submit())
    assert (await colour.do(task.pool)).uuid == pool.uuid, "the job says it"

    async def parts(noun: str, thing: Any) -> list[Any]:
        condition = Field.uuid == thing.uuid
        summaries = getattr(connection, f"all_{noun}s")(filter=condition)
        search = getattr(connection, f"search_{noun}s")
        selected = await colour.do(search(condition, select=[Field.name]))
        return [thing, *await colour.collect(summaries), *selected]

    for each in (*await parts("pool", pool), *await parts("task", alone)):
        assert (await colour.do(each.project)).uuid == project.uuid
    for each in await parts("job", job):
        assert (await colour.do(each.pool)).uuid == pool.uuid
    for each in await parts("task", task):
        assert (await colour.do(each.pool)).uuid == pool.uuid
        assert (await colour.do(each.job)).uuid == job.uuid
    for each in await parts("task", alone):
        assert await colour.do(each.pool) is None
    await colour.do(job.delete(True))
    await colour.do(pool.delete())
    await colour.do(alone.delete())


@pytest.mark.parametrize("kind", ["pool", "job"])
async def test_d51_a_place_that_was_not_submitted_is_refused_before_anything_is_sent(
    colour: Colour, kind: str
) -> None:
    connection = colour.connection(cluster_url="http://127.0.0.1:9")
    if kind == "pool":
        task = connection.create_task("a task", connection.create_pool("p", "docker-batch"))
    else:
        task = connection.create_task("a task", "docker-batch", job=connection.create_job("j"))
    with pytest.raises(InvalidValue, match=f"{kind}: .*was not submitted"):
        await colour.do(task.submit())
    await colour.close(connection)


async def test_a_task_has_one_place(colour: Colour) -> None:
    connection = colour.connection(cluster_url="http://127.0.0.1:9")
    pool, job = connection.create_pool("p", "docker-batch"), connection.create_job("j")
    with pytest.raises(InvalidValue, match="either a pool or a job"):
        connection.create_task("a task", pool, job=job)
    task = connection.create_task("a task", "docker-batch")
    task.pool = "00000000-0000-0000-0000-000000000001"
    with pytest.raises(InvalidValue, match="profile"):
        await colour.do(task.submit())
    task.profile, task.job = None, "00000000-0000-0000-0000-000000000002"
    with pytest.raises(InvalidValue, match="one of them"):
        await colour.do(task.submit())
    await colour.close(connection)


async def test_d58_what_was_not_submitted_asks_nobody(colour: Colour, cluster: Emulator) -> None:
    connection = colour.connection(cluster_url=cluster.cluster_url)
    pool, job = connection.create_pool("p", "docker-batch"), connection.create_job("j")
    before = len(cluster.ledger)
    for call in (pool.close, pool.commit, pool.update_resources, pool.credits, pool.carbon_facts):
        with pytest.raises(NotSubmitted):
            await colour.do(call())
    for harmless in (pool.delete, pool.update, job.delete, job.terminate, job.update):
        await colour.do(harmless())
    assert len(cluster.ledger) == before
    await colour.close(connection)
