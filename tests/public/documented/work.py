"""What the page says of the work that is made: tasks, pools, and submitting many tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qarnot.exceptions import InvalidValue, QarnotGenericException

from .page import PAGE, Check, Page, Table

__all__ = ["TABLE"]

TABLE = Table()
row = TABLE.row

PROFILE = "docker-batch"
OTHER_PROFILE = "docker-network"


async def _retrieved(page: Page, made: Any) -> Any:
    """Submit something, and give what the cluster says of it."""
    retrieve = f"retrieve_{type(made).__name__.lower()}"
    uuid = (await page.submitted(made)).uuid
    return await page.call(page.connect(), retrieve, uuid)


# What pools and tasks have in common


def returns_row(method: str, kind: str) -> Check:
    async def check(page: Page) -> None:
        count = len(page.servers.cluster.ledger)
        made = getattr(page.connect(), method)("documented", PROFILE)
        assert isinstance(made, page.kind(kind))
        assert made.state == "UnSubmitted"
        # Nothing was sent.
        assert len(page.servers.cluster.ledger) == count

    return check


def name_row(method: str, profile: str) -> Check:
    async def check(page: Page) -> None:
        make = getattr(page.connect(), method)
        for wanted in (PROFILE, OTHER_PROFILE):
            title = page.new_name("title")
            found = await _retrieved(page, make(name=title, **{profile: wanted}))
            assert (found.name, found.profile) == (title, wanted)

    return check


def shortname_row(method: str) -> Check:
    async def check(page: Page) -> None:
        make, name = getattr(page.connect(), method), page.new_name("shortname")
        first = make("documented", PROFILE, shortname=name)
        found = await _retrieved(page, first)
        assert found.shortname == name
        retrieve = f"retrieve_{type(first).__name__.lower()}"
        assert (await page.call(page.connect(), retrieve, name)).uuid == first.uuid
        with pytest.raises(QarnotGenericException, match=name):
            await page.submitted(make("documented", PROFILE, shortname=name))
        # It is optional.
        nameless = [make("documented", PROFILE), make("documented", PROFILE, shortname=None)]
        for made in nameless:
            await page.submitted(made)
        assert len({first.uuid, *(each.uuid for each in nameless)}) == 3

    return check


def note_row(method: str) -> Check:
    async def check(page: Page) -> None:
        connection = page.connect()
        profiles = await page.call(connection, "profiles")
        assert profiles
        for profile in profiles:
            found = await _retrieved(page, getattr(connection, method)("documented", profile.name))
            assert found.profile == profile.name

    return check


for _method, _kind, _profile in (
    ("create_pool", "Pool", "profile"),
    ("create_elastic_pool", "Pool", "profile"),
    ("create_task", "Task", "profile_or_pool"),
):
    row(_method, "returns", f"the created {_kind}")(returns_row(_method, _kind))
    row(_method, f"name, {_profile}", "as they were given")(name_row(_method, _profile))
    row(_method, "shortname", "optional, unique")(shortname_row(_method))
    row(_method, "note", "profiles() has the profiles")(note_row(_method))


# Pools


@row("create_pool", "by place", "every argument")
async def _pool_by_place(page: Page) -> None:
    name = page.new_name("pool")
    found = await _retrieved(page, page.connect().create_pool("a pool", PROFILE, 2, name))
    assert (found.name, found.profile, found.instancecount, found.shortname) == (
        "a pool", PROFILE, 2, name
    )  # fmt: skip


@row("create_pool", "instancecount", "how many instances; 1 by default")
async def _instances_of_pool(page: Page) -> None:
    make = page.connect().create_pool
    assert (await _retrieved(page, make("a pool", PROFILE))).instancecount == 1
    assert (await _retrieved(page, make("a pool", PROFILE, instancecount=3))).instancecount == 3


# argument -> attribute of the pool, and a value that is not the default
ELASTIC: dict[str, tuple[str, Any]] = {
    "minimum_total_slots": ("elastic_minimum_slots", 2),
    "maximum_total_slots": ("elastic_maximum_slots", 4),
    "minimum_idle_slots": ("elastic_minimum_idle_slots", 1),
    "minimum_idle_time_seconds": ("elastic_minimum_idle_time", 30),
    "resize_factor": ("elastic_resize_factor", 0.5),
    "resize_period": ("elastic_resize_period", 60),
}
# A pool that is to keep so many slots has to be allowed as many.
NEEDED = {
    "minimum_total_slots": {"maximum_total_slots": 4},
    "minimum_idle_slots": {"maximum_total_slots": 4},
}


@row("create_elastic_pool", "by place", "every argument")
async def _elastic_by_place(page: Page) -> None:
    name, values = page.new_name("elastic"), [value for _, value in ELASTIC.values()]
    made = page.connect().create_elastic_pool("a pool", PROFILE, *values, name)
    found = await _retrieved(page, made)
    assert found.is_elastic is True
    assert (found.name, found.profile, found.shortname) == ("a pool", PROFILE, name)
    assert [getattr(found, attribute) for attribute, _ in ELASTIC.values()] == values


def elastic_row(argument: str) -> Check:
    async def check(page: Page) -> None:
        make = page.connect().create_elastic_pool
        attribute, value = ELASTIC[argument]
        usual = await _retrieved(page, make("a pool", PROFILE))
        assert usual.is_elastic is True
        documented = PAGE["create_elastic_pool"].arguments
        assert documented is not None
        assert getattr(usual, attribute) == documented[argument]
        given = {argument: value, **NEEDED.get(argument, {})}
        assert getattr(await _retrieved(page, make("a pool", PROFILE, **given)), attribute) == value

    return check


for _argument in ELASTIC:
    row("create_elastic_pool", _argument, "as given; the default is the documented one")(
        elastic_row(_argument)
    )


# Tasks


@row("create_task", "by place", "every argument")
async def _task_by_place(page: Page) -> None:
    connection, name = page.connect(), page.new_name("task")
    job = await page.submitted(connection.create_job("a job"))
    found = await _retrieved(page, connection.create_task("a task", PROFILE, 3, name, job))
    assert (found.name, found.profile, found.instancecount, found.shortname, found.job_uuid) == (
        "a task", PROFILE, 3, name, job.uuid
    )  # fmt: skip


@row("create_task", "profile_or_pool", "which pool to run it in")
async def _task_in_pool(page: Page) -> None:
    connection = page.connect()
    pool = await page.submitted(connection.create_pool("a pool", PROFILE))
    found = await _retrieved(page, connection.create_task("a task", pool))
    assert (found.pool_uuid, found.job_uuid) == (pool.uuid, None)


@row("create_task", "profile_or_pool", "which job to attach it to")
async def _task_at_job(page: Page) -> None:
    connection = page.connect()
    pool = await page.submitted(connection.create_pool("a pool", PROFILE))
    for job in (connection.create_job("a job", pool), connection.create_job("a job")):
        await page.submitted(job)
        task = connection.create_task("a task", job)
        if await page.do(job.pool) is None:
            task.profile = PROFILE
        found = await _retrieved(page, task)
        assert (found.job_uuid, found.pool_uuid) == (job.uuid, job.pool_uuid)
        assert [each.uuid for each in await page.do(job.tasks)] == [found.uuid]
        with pytest.raises(InvalidValue, match="one job was expected, not two"):
            connection.create_task("a task", job, job=job)


@row("create_task", "profile_or_pool", "nothing else has a place there")
async def _task_elsewhere(page: Page) -> None:
    connection = page.connect()
    bucket = page.kind("Bucket")(connection, "documented-stored", create=False)
    task = await page.submitted(connection.create_task("a task", PROFILE))
    for wrong in (bucket, task, 7):
        with pytest.raises(InvalidValue, match="profile_or_pool") as caught:
            connection.create_task("a task", wrong)
        assert repr(wrong) in str(caught.value)


@row("create_task", "profile_or_pool", "None by default: a job may have a pool")
async def _task_without_profile(page: Page) -> None:
    connection = page.connect()
    pool = await page.submitted(connection.create_pool("a pool", PROFILE))
    job = await page.submitted(connection.create_job("a job", pool))
    for made in (
        connection.create_task("a task", job=job),
        connection.create_task("a task", None, job=job),
    ):
        found = await _retrieved(page, made)
        assert (found.job_uuid, found.pool_uuid) == (job.uuid, pool.uuid)
    assert len(await page.do(pool.tasks)) == 2
    with pytest.raises(InvalidValue, match="profile"):
        await page.submitted(connection.create_task("a task"))


@row("create_task", "instancecount_or_range", "how many instances; 1 by default")
async def _instances_of_task(page: Page) -> None:
    make = page.connect().create_task
    assert (await _retrieved(page, make("a task", PROFILE))).instancecount == 1
    found = await _retrieved(page, make("a task", PROFILE, instancecount_or_range=3))
    assert (found.instancecount, found.advanced_range) == (3, None)


@row("create_task", "instancecount_or_range", "ranges to run it on")
async def _ranges_of_task(page: Page) -> None:
    make = page.connect().create_task
    found = await _retrieved(page, make("a task", PROFILE, "1-2,5"))
    assert (found.advanced_range, found.total_instance_count) == ("1-2,5", 3)


@row("create_task", "job", "which job to attach it to; None by default")
async def _task_in_job(page: Page) -> None:
    connection = page.connect()
    job = await page.submitted(connection.create_job("a job"))
    found = await _retrieved(page, connection.create_task("a task", PROFILE, job=job))
    assert found.job_uuid == job.uuid
    found = await _retrieved(page, connection.create_task("a task", PROFILE))
    assert found.job_uuid is None


# Many tasks


@row("submit_tasks", "tasks", "submits all of a list")
async def _submit_tasks(page: Page) -> None:
    connection = page.connect()
    tasks = [connection.create_task(f"part {number}", PROFILE) for number in range(3)]
    await page.call(connection, "submit_tasks", tasks=tasks)
    for task in tasks:
        found = await page.call(connection, "retrieve_task", task.uuid)
        assert found.name == task.name


@row("submit_tasks", "note", "all added files are in the bucket, whenever they are uploaded")
async def _submit_tasks_with_files(page: Page) -> None:
    connection, name = page.connect(), page.new_name("files")
    bucket = await page.call(connection, "create_bucket", name)
    folder = page.folder / "inputs"
    folder.mkdir()
    (folder / "later.txt").write_text("uploaded with the submission")
    (page.folder / "now.txt").write_text("uploaded at once")
    await page.do(bucket.add_file(str(page.folder / "now.txt")))
    await page.do(bucket.add_string("made of a text", "text.txt"))
    tasks = [
        connection.create_task("a task", PROFILE, inputs=inputs)
        for inputs in (folder, bucket, [bucket, folder])
    ]
    await page.call(connection, "submit_tasks", tasks)
    for task, expected in zip(
        tasks,
        ({"later.txt"}, {"now.txt", "text.txt"}, {"later.txt", "now.txt", "text.txt"}),
        strict=True,
    ):
        buckets = (await page.call(connection, "retrieve_task", task.uuid)).resources
        files = [file for each in buckets for file in await page.do(each.list_files())]
        assert {file.key for file in files} == expected


def failure_row(connect: Callable[[Page], Any], profile: str, message: str) -> Check:
    async def check(page: Page) -> None:
        connection = connect(page)
        tasks = [connection.create_task("a task", profile)]
        with pytest.raises(QarnotGenericException, match=message):
            await page.call(connection, "submit_tasks", tasks)

    return check


row("submit_tasks", "raises QarnotGenericException", "with the message of a cluster that refuses")(
    failure_row(Page.connect, "no-such-profile", "no such profile: no-such-profile")
)
row("submit_tasks", "raises QarnotGenericException", "with the message of a cluster that fails")(
    failure_row(Page.failing, PROFILE, "see this")
)
