"""What the page says of what is read: the account, listings, single objects, and buckets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.client
import pytest
from boto3.resources.base import ServiceResource
from botocore.exceptions import ClientError
from pytest_httpserver import HTTPServer

from qarnot import exceptions
from qarnot.exceptions import MissingProfileException, QarnotGenericException, UnauthorizedException

from .page import NOBODY, PAGE, Check, Page, Row, Table

__all__ = ["TABLE"]

TABLE = Table()
row = TABLE.row

Make = Callable[[Any], Any]


def a_task(connection: Any, name: str = "documented") -> Any:
    return connection.create_task(name, "docker-batch")


def a_pool(connection: Any, name: str = "documented") -> Any:
    return connection.create_pool(name, "docker-batch")


def a_job(connection: Any, name: str = "documented") -> Any:
    return connection.create_job(name)


# What is raised

GOOD_ARGUMENTS = {
    "retrieve_pool": (NOBODY,),
    "retrieve_task": (NOBODY,),
    "retrieve_job": (NOBODY,),
    "retrieve_profile": ("docker-batch",),
}


def refusal_row(name: str) -> Check:
    async def check(page: Page) -> None:
        with pytest.raises(UnauthorizedException):
            await page.call(page.refused(), name, *GOOD_ARGUMENTS.get(name, ()))

    return check


def failure_row(name: str) -> Check:
    async def check(page: Page) -> None:
        with pytest.raises(QarnotGenericException, match="see this"):
            await page.call(page.failing(), name, *GOOD_ARGUMENTS.get(name, ()))

    return check


def missing_row(name: str, error: type[Exception]) -> Check:
    async def check(page: Page) -> None:
        with pytest.raises(error):
            await page.call(page.connect(), name, NOBODY)

    return check


for _name in (
    "user_info",
    "pools",
    "tasks",
    "jobs",
    "retrieve_pool",
    "retrieve_task",
    "retrieve_job",
    "profiles",
    "retrieve_profile",
):
    for _error in PAGE[_name].raises:
        if _error == "UnauthorizedException":
            _row = Row(_name, (f"raises {_error}",), "invalid credentials", refusal_row(_name))
        elif _error == "QarnotGenericException":
            _row = Row(_name, (f"raises {_error}",), "with the message", failure_row(_name))
        else:
            _check = missing_row(_name, getattr(exceptions, _error))
            _row = Row(_name, (f"raises {_error}",), "there is none", _check)
        TABLE.append(_row)


# The account and the catalogue


@row("user_info", "returns", "the account")
async def _user_info(page: Page) -> None:
    found = await page.call(page.connect(), "user_info")
    assert isinstance(found, page.kind("UserInfo"))
    assert found.email == "user@emulator.local"
    made = await page.submitted(a_task(page.connect()))
    assert (await page.call(page.connect(), "user_info")).task_count == found.task_count + 1
    await page.do(made.delete())


@row("profiles", "returns", "a list of profiles")
async def _profiles(page: Page) -> None:
    found = await page.call(page.connect(), "profiles")
    assert isinstance(found, list)
    assert "docker-batch" in [each.name for each in found]
    assert all(isinstance(each, page.kind("Profile")) for each in found)


@row("retrieve_profile", "name, returns", "the details of the profile of a name")
async def _retrieve_profile(page: Page) -> None:
    for name in ("docker-batch", "docker-network"):
        found = await page.call(page.connect(), "retrieve_profile", name=name)
        assert isinstance(found, page.kind("Profile"))
        assert found.name == name
        assert "DOCKER_CMD" in dict(found.constants)


@row("retrieve_profile", "raises MissingProfileException", "a QarnotException, as all are")
async def _missing_profile(page: Page) -> None:
    with pytest.raises(MissingProfileException):
        await page.call(page.connect(), "retrieve_profile", "no-such-profile")


# Listings. "For this user" has no row: the emulator has one account.


def listing_row(name: str, kind: str, make: Make) -> Check:
    async def check(page: Page) -> None:
        connection = page.connect()
        made = await page.submitted(make(connection))
        found = await page.call(connection, name)
        assert isinstance(found, list)
        assert [each.name for each in found if each.uuid == made.uuid] == ["documented"]
        assert all(isinstance(each, page.kind(kind)) for each in found)

    return check


row("tasks", "returns", "a list of tasks")(listing_row("tasks", "Task", a_task))
row("pools", "returns", "a list of pools")(listing_row("pools", "Pool", a_pool))
row("jobs", "returns", "a list of jobs")(listing_row("jobs", "Job", a_job))


async def _tagged(page: Page, make: Make, *tags: list[str]) -> list[str]:
    """Submit an object for each list of tags; gives their uuids."""
    made = []
    for each in tags:
        thing = make(page.connect())
        thing.tags = each
        made.append((await page.submitted(thing)).uuid)
    return made


async def _found(page: Page, made: list[str], name: str, *arguments: Any, **named: Any) -> set[int]:
    """List objects; gives which of some are there."""
    found = await page.call(page.connect(), name, *arguments, **named)
    uuids = {each.uuid for each in found}
    return {number for number, uuid in enumerate(made) if uuid in uuids}


@row("tasks", "tags", "only tasks with one of the tags; None by default, which means all")
async def _tasks_by_tags(page: Page) -> None:
    a, b = page.new_name("a"), page.new_name("b")
    made = await _tagged(page, a_task, [a], [b], [a, b], [])
    assert await _found(page, made, "tasks") == {0, 1, 2, 3}
    assert await _found(page, made, "tasks", tags=None) == {0, 1, 2, 3}
    assert await _found(page, made, "tasks", tags=[a]) == {0, 2}
    assert await _found(page, made, "tasks", tags=[a, b]) == {0, 1, 2}


@row("tasks", "tags, summary, tags_intersect", "by their places")
async def _tasks_by_place(page: Page) -> None:
    a, b = page.new_name("a"), page.new_name("b")
    made = await _tagged(page, a_task, [a], [b], [a, b])
    assert await _found(page, made, "tasks", [a, b], False) == {0, 1, 2}
    assert await _found(page, made, "tasks", None, True, [a, b]) == {2}
    assert await _found(page, made, "tasks", [b], False, [a]) == {2}


@row("pools", "summary, tags_intersect", "by their places")
async def _pools_by_place(page: Page) -> None:
    a, b = page.new_name("a"), page.new_name("b")
    made = await _tagged(page, a_pool, [a], [a, b])
    assert await _found(page, made, "pools", True, [a, b]) == {1}
    assert await _found(page, made, "pools", False) == {0, 1}


def intersection_row(name: str, make: Make) -> Check:
    async def check(page: Page) -> None:
        a, b = page.new_name("a"), page.new_name("b")
        made = await _tagged(page, make, [a], [a, b], [])
        assert await _found(page, made, name) == {0, 1, 2}
        assert await _found(page, made, name, tags_intersect=None) == {0, 1, 2}
        assert await _found(page, made, name, tags_intersect=[a]) == {0, 1}
        assert await _found(page, made, name, tags_intersect=[b, a]) == {1}

    return check


def summary_row(name: str, make: Make) -> Check:
    async def check(page: Page) -> None:
        connection = page.connect()
        draft = make(connection)
        draft.constants["WORD"] = "documented"
        made = await page.submitted(draft)

        async def one(**named: Any) -> Any:
            found = await page.call(connection, name, **named)
            return next(each for each in found if each.uuid == made.uuid)

        for summary in (await one(), await one(summary=True)):
            assert summary.name == "documented"
            assert "constants" not in summary.raw
        whole = await one(summary=False)
        count = len(page.servers.cluster.ledger)
        assert dict(whole.constants) == {"WORD": "documented"}
        # It came with the listing.
        assert len(page.servers.cluster.ledger) == count

    return check


INTERSECTION = "only what has all of the tags; None by default, which means all"
SUMMARY = "True by default: summaries; False: whole objects"
row("tasks", "tags_intersect", INTERSECTION)(intersection_row("tasks", a_task))
row("pools", "tags_intersect", INTERSECTION)(intersection_row("pools", a_pool))
row("tasks", "summary", SUMMARY)(summary_row("tasks", a_task))
row("pools", "summary", SUMMARY)(summary_row("pools", a_pool))


# Single objects


def retrieval_row(name: str, kind: str, make: Callable[[Any, str], Any]) -> Check:
    async def check(page: Page) -> None:
        connection = page.connect()
        for title in ("documented", "another"):
            made = await page.submitted(make(connection, title))
            found = await page.call(connection, name, uuid=made.uuid)
            assert isinstance(found, page.kind(kind))
            assert (found.uuid, found.name) == (made.uuid, title)

    return check


row("retrieve_task", "uuid, returns", "the task")(retrieval_row("retrieve_task", "Task", a_task))
row("retrieve_pool", "uuid, returns", "the pool")(retrieval_row("retrieve_pool", "Pool", a_pool))
row("retrieve_job", "uuid, returns", "the job")(retrieval_row("retrieve_job", "Job", a_job))


# The storage

# "A list of ObjectSummary resources", says the page of both. That is what the objects of a bucket
# are by the resource; of the two themselves, its first words hold.


@row("s3client", "returns", "an S3 client, configured")
async def _s3client(page: Page) -> None:
    connection, name = page.connect(), page.new_name("client")
    bucket = await page.call(connection, "create_bucket", name)
    await page.do(bucket.add_string("a text", "a.txt"))
    client = await page.call(connection, "s3client")
    assert client.get_object(Bucket=name, Key="a.txt")["Body"].read() == b"a text"
    assert isinstance(client, botocore.client.BaseClient)
    assert client.meta.service_model.service_name == "s3"


@row("s3resource", "returns", "an S3 resource, configured, which gives ObjectSummary resources")
async def _s3resource(page: Page) -> None:
    connection, name = page.connect(), page.new_name("resource")
    bucket = await page.call(connection, "create_bucket", name)
    await page.do(bucket.add_string("a text", "a.txt"))
    resource = await page.call(connection, "s3resource")
    (found,) = resource.Bucket(name).objects.all()
    assert type(found).__name__ == "s3.ObjectSummary"
    assert (found.key, found.get()["Body"].read()) == ("a.txt", b"a text")
    assert isinstance(resource, ServiceResource)


@row("buckets", "returns", "a list of buckets")
async def _buckets(page: Page) -> None:
    connection = page.connect()
    made = [await page.call(connection, "create_bucket", page.new_name("list")) for _ in range(2)]
    found = await page.call(connection, "buckets")
    assert isinstance(found, list)
    assert {each.uuid for each in made} <= {each.uuid for each in found}
    assert all(isinstance(each, page.kind("Bucket")) for each in found)


def new_or_existing_row(name: str, argument: str) -> Check:
    async def check(page: Page) -> None:
        connection, title = page.connect(), page.new_name("both")
        new = await page.call(connection, name, **{argument: title})
        assert isinstance(new, page.kind("Bucket"))
        assert (await page.call(connection, "retrieve_bucket", title)).uuid == title
        await page.do(new.add_string("stays", "a.txt"))
        same = await page.call(connection, name, title)
        assert isinstance(same, page.kind("Bucket"))
        assert same == new
        assert [each.key for each in await page.do(same.list_files())] == ["a.txt"]

    return check


NEW_OR_EXISTING = "a new bucket of this name, or the existing one"
row("create_bucket", "name, returns", NEW_OR_EXISTING)(new_or_existing_row("create_bucket", "name"))
row("retrieve_or_create_bucket", "uuid, returns", NEW_OR_EXISTING)(
    new_or_existing_row("retrieve_or_create_bucket", "uuid")
)


@row("retrieve_bucket", "uuid, returns", "the existing bucket of this name")
async def _retrieve_bucket(page: Page) -> None:
    connection, name = page.connect(), page.new_name("one")
    made = await page.call(connection, "create_bucket", name)
    found = await page.call(connection, "retrieve_bucket", uuid=name)
    assert isinstance(found, page.kind("Bucket"))
    assert found == made


@row("retrieve_bucket", "raises ClientError", "of botocore: there is no such bucket")
async def _missing_bucket(page: Page) -> None:
    connection, name = page.connect(), page.new_name("missing")
    with pytest.raises(ClientError):
        await page.call(connection, "retrieve_bucket", name)
    assert name not in {each.uuid for each in await page.call(connection, "buckets")}


@row("retrieve_bucket", "raises ClientError", "of botocore: invalid credentials")
async def _refused_bucket(page: Page) -> None:
    # The storage of the emulator takes any credentials.
    with HTTPServer() as storage:
        storage.expect_request("/documented-refused").respond_with_data("", 403)
        connection = page.connect(storage_url=storage.url_for("").rstrip("/"))
        with pytest.raises(ClientError) as caught:
            await page.call(connection, "retrieve_bucket", "documented-refused")
    assert isinstance(caught.value, UnauthorizedException)
