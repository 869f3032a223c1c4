"""Where a task runs: a profile, a pool or a job, and nothing that only looks like one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Colour
from pool_support import NOTHING

import qarnot
from qarnot.exceptions import InvalidValue

pytestmark = pytest.mark.anyio

Make = Callable[[Any], Any]


async def submitted(colour: Colour, thing: Any) -> Any:
    await colour.do(thing.submit())
    return thing


def profile_object(connection: Any) -> Any:
    return qarnot.connection.Profile({"name": "docker-batch"})


def bucket(connection: Any) -> Any:
    kind = qarnot.aio.Bucket if is_async(connection) else qarnot.bucket.Bucket
    return kind(connection, "a-bucket", create=False)


def task(connection: Any) -> Any:
    return connection.create_task("another task", "docker-batch")


def pool(connection: Any) -> Any:
    return connection.create_pool("a pool", "docker-batch")


def job(connection: Any) -> Any:
    return connection.create_job("a job")


def of_the_other_colour(make: Make) -> Make:
    def made(connection: Any) -> Any:
        kind = qarnot.Connection if is_async(connection) else qarnot.AsyncConnection
        return make(kind(client_token="any", cluster_url=NOTHING))

    made.__name__ = f"{make.__name__} of the other colour"
    return made


def is_async(connection: Any) -> bool:
    return isinstance(connection, qarnot.AsyncConnection)


def name_of(make: Make) -> str:
    return make.__name__.replace("_", " ")


NEITHER = (profile_object, bucket, task, of_the_other_colour(pool), of_the_other_colour(job))


@pytest.mark.parametrize("make", NEITHER, ids=name_of)
async def test_what_is_no_profile_pool_or_job_is_refused(
    colour: Colour, connection: Any, make: Make
) -> None:
    wrong = make(connection)
    expected = "profile_or_pool: the name of a profile, or a pool or job of .* was expected, not "
    with pytest.raises(InvalidValue, match=expected) as caught:
        connection.create_task("a task", wrong)
    assert repr(wrong) in str(caught.value)


@pytest.mark.parametrize("make", [*NEITHER, pool], ids=name_of)
async def test_what_is_no_job_is_no_place_to_put_a_task(
    colour: Colour, connection: Any, make: Make
) -> None:
    wrong, draft = make(connection), connection.create_task("a task", "docker-batch")
    expected = "job: a job of the same kind of connection, or its uuid, was expected, not "
    with pytest.raises(InvalidValue, match=expected):
        connection.create_task("a task", "docker-batch", job=wrong)
    with pytest.raises(InvalidValue, match=expected):
        draft.job = wrong
    assert await colour.do(draft.job) is None


@pytest.mark.parametrize("make", [*NEITHER, job], ids=name_of)
async def test_what_is_no_pool_is_no_place_to_run_in(
    colour: Colour, connection: Any, make: Make
) -> None:
    wrong, draft = make(connection), connection.create_task("a task", "docker-batch")
    expected = "pool: a pool of the same kind of connection, or its uuid, was expected, not "
    with pytest.raises(InvalidValue, match=expected):
        draft.pool = wrong
    with pytest.raises(InvalidValue, match=expected):
        connection.create_job("a job", wrong)
    assert await colour.do(draft.pool) is None


async def test_a_job_in_the_place_of_a_profile_is_the_job(colour: Colour, connection: Any) -> None:
    in_job = await submitted(colour, job(connection))
    with pytest.raises(InvalidValue, match="one job was expected, not two"):
        connection.create_task("a task", in_job, job=in_job)
    place = await submitted(colour, pool(connection))
    in_pool = await submitted(colour, connection.create_job("a job", place))
    made = await submitted(colour, connection.create_task("a task", in_pool, command="true"))
    assert (made.job_uuid, made.profile) == (in_pool.uuid, None)
    assert [each.uuid for each in await colour.do(place.tasks)] == [made.uuid]
    await colour.do(place.delete())


async def test_an_image_needs_a_profile_unless_a_pool_says_it(
    colour: Colour, connection: Any
) -> None:
    def profile(*places: Any, **named: Any) -> Any:
        return connection.create_task("a task", *places, image="a/b", **named).profile

    alone, place = job(connection), pool(connection)
    # Nothing of it is submitted yet: what counts is whether there is a pool.
    in_pool = connection.create_job("a job", place)
    assert profile() == profile(alone) == profile(job=alone) == "docker-batch"
    assert profile(place) is profile(in_pool) is profile(job=in_pool) is None


@pytest.mark.parametrize("form", [str, uuid.UUID])
async def test_a_job_can_be_given_by_its_uuid(
    colour: Colour, connection: Any, form: Callable[[str], Any]
) -> None:
    made = await submitted(colour, job(connection))
    draft = connection.create_task("a task", "docker-batch", job=form(made.uuid), image="a/b")
    await colour.do(draft.submit())
    found = await colour.do(connection.retrieve_task(draft.uuid))
    assert found.job_uuid == made.uuid
