"""Finding out later what became of a creation whose outcome was not known, of every kind."""

from __future__ import annotations

import pickle
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from conftest import Colour
from job_support import CREATIONS, Front, connect, made, sent
from pytest_httpserver import HTTPServer

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    BulkSubmissionError,
    InvalidValue,
    OutcomeUnknown,
    ShortnameConflict,
    SubmissionUnknown,
)

pytestmark = pytest.mark.anyio

KINDS = ("task", "pool", "job")


@pytest.fixture(scope="module")
def idle() -> Iterator[Emulator]:
    """A cluster that runs nothing."""
    with Emulator(runner="none") as cluster:
        yield cluster


@pytest.fixture
def front(idle: Emulator, httpserver: HTTPServer) -> Front:
    return Front.put_before(idle, httpserver)


@pytest.fixture
async def through(colour: Colour, front: Front) -> AsyncIterator[Any]:
    """A connection through the server before the cluster, which tries everything twice."""
    connection = connect(colour, front.url, retry_count=1)
    yield connection
    await colour.close(connection)


def a_draft(connection: Any, kind: str, **more: Any) -> Any:
    if kind == "job":
        draft = connection.create_job("a job", useDependencies=True, **more)
        draft.max_wall_time = "1.00:00:00"
    elif kind == "pool":
        draft = connection.create_pool("a pool", "docker-batch", 2, **more)
    else:
        draft = connection.create_task("a task", "docker-batch", 1, **more)
        draft.constants["DOCKER_CMD"] = "true"
    draft.tags = ["uncertain"]
    return draft


async def unknown(colour: Colour, front: Front, draft: Any, kind: str, fate: str) -> Any:
    """Submit a draft so that its outcome stays unknown; gives the error."""
    front.plan(CREATIONS[kind], fate)
    front.always["GET"] = "never"
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(draft.submit())
    assert draft.uuid is None
    front.always.clear()
    front.planned.clear()
    front.requests.clear()
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fate", ["lost", "never"])
@pytest.mark.parametrize("is_pickled", [False, True])
async def test_what_is_resolved_was_made_once(
    colour: Colour,
    idle: Emulator,
    front: Front,
    through: Any,
    kind: str,
    fate: str,
    is_pickled: bool,
) -> None:
    draft = a_draft(through, kind)
    error = await unknown(colour, front, draft, kind, fate)
    assert error.operation == f"create_{kind}"
    if is_pickled:
        error = pickle.loads(pickle.dumps(error))
    found = await colour.do(through.resolve(error))
    assert type(found) is type(draft)
    assert (found.shortname, found.tags) == (error.shortname, ["uncertain"])
    assert front.count(CREATIONS[kind]) == (fate == "never")
    assert made(idle, kind, error.shortname) == [found.uuid]
    assert sent(idle, kind, error.shortname) == 1
    again = await colour.do(through.resolve(error))
    assert again.uuid == found.uuid
    assert sent(idle, kind, error.shortname) == 1


async def test_what_is_resolved_can_be_used_as_usual(
    colour: Colour, front: Front, through: Any
) -> None:
    error = await unknown(colour, front, a_draft(through, "job"), "job", "lost")
    job = await colour.do(through.resolve(error))
    assert job.max_wall_time.days == 1
    assert job.use_dependencies is True
    # It may not be seen yet.
    front.plan(f"GET /jobs/{job.uuid}", "missing")
    await colour.do(job.update(True))
    await colour.do(job.update(True))
    assert job.state == "Active"
    assert await colour.do(job.tasks) == []
    await colour.do(job.delete())
    error = await unknown(colour, front, a_draft(through, "pool"), "pool", "never")
    pool = await colour.do(through.resolve(error))
    await colour.do(pool.update(True))
    assert (pool.instancecount, pool.profile) == (2, "docker-batch")
    await colour.do(pool.close())
    await colour.do(pool.delete())


@pytest.mark.parametrize("fate", ["lost", "never"])
async def test_a_copy_of_a_pool_is_resolved(
    colour: Colour, idle: Emulator, front: Front, through: Any, fate: str
) -> None:
    pool = a_draft(through, "pool")
    await colour.do(pool.submit())
    await colour.do(pool.update(True))
    address = f"POST /pools/{pool.uuid}/clone"
    front.plan(address, fate)
    front.always["GET"] = "never"
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(pool.clone())
    front.always.clear()
    front.requests.clear()
    assert caught.value.operation == "clone_pool"
    copy = await colour.do(through.resolve(caught.value))
    assert type(copy) is type(pool)
    assert copy.uuid != pool.uuid
    assert front.count(address) == (fate == "never")
    assert made(idle, "pool", caught.value.shortname) == [copy.uuid]
    # Its creation says less than there is to know of it.
    assert copy.lacks_details
    await colour.do(copy.update())
    assert (copy.tags, copy.instancecount) == (["uncertain"], 2)
    for each in (pool, copy):
        await colour.do(each.delete())


@pytest.mark.parametrize("fate", ["lost", "never"])
async def test_each_task_of_a_list_is_resolved(
    colour: Colour, idle: Emulator, front: Front, through: Any, fate: str
) -> None:
    tasks = [a_draft(through, "task") for _ in range(3)]
    front.plan(CREATIONS["task"], fate)
    front.always.update({"GET": "never", "POST /tasks/search": "never"})
    with pytest.raises(BulkSubmissionError) as caught:
        await colour.do(through.submit_tasks(tasks))
    front.always.clear()
    front.planned.clear()
    errors = [result.error for result in caught.value.results]
    assert [type(error) for error in errors] == [SubmissionUnknown] * 3
    for error in pickle.loads(pickle.dumps(errors)):
        task = await colour.do(through.resolve(error))
        assert made(idle, "task", error.shortname) == [task.uuid]
        assert task.constants["DOCKER_CMD"] == "true"
        assert not task.lacks_details


async def test_what_stays_unknown_can_be_resolved_later(
    colour: Colour, front: Front, through: Any
) -> None:
    draft = a_draft(through, "job")
    error = await unknown(colour, front, draft, "job", "lost")
    front.always["GET"] = "never"
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(through.resolve(error))
    front.always.clear()
    assert caught.value.cluster == front.url
    job = await colour.do(through.resolve(caught.value))
    await colour.do(draft.submit())
    assert draft.uuid == job.uuid
    await colour.do(job.delete())


@pytest.mark.parametrize("kind", KINDS)
async def test_a_name_that_belongs_to_something_else_is_told(
    colour: Colour, idle: Emulator, front: Front, through: Any, kind: str
) -> None:
    error = await unknown(colour, front, a_draft(through, kind), kind, "never")
    other = a_draft(connect(colour, idle.cluster_url), kind, shortname=error.shortname)
    other.name = "another one"
    await colour.do(other.submit())
    with pytest.raises(ShortnameConflict, match=other.uuid):
        await colour.do(through.resolve(error))
    assert sent(idle, kind, error.shortname) == 1
    await colour.close(other.connection)


async def test_what_is_no_submission_is_refused_before_anything_is_sent(
    colour: Colour, idle: Emulator, front: Front, through: Any
) -> None:
    error = await unknown(colour, front, a_draft(through, "job"), "job", "never")
    strange = SubmissionUnknown("of another kind", shortname="x", body={})
    strange.operation, strange.path = "create_secret", "/secrets"
    bare = SubmissionUnknown("without an operation", shortname="x", body={})
    incomplete = SubmissionUnknown("without a path", shortname="x", body={})
    incomplete.operation = "create_job"
    for wrong in (None, "error", ValueError("other"), OutcomeUnknown("x"), strange, bare):
        with pytest.raises(InvalidValue, match="error: "):
            await colour.do(through.resolve(wrong))
    with pytest.raises(InvalidValue, match="error: "):
        await colour.do(through.resolve(incomplete))
    elsewhere = connect(colour, idle.cluster_url)
    before = len(idle.ledger)
    with pytest.raises(InvalidValue, match=re.escape(front.url)):
        await colour.do(elsewhere.resolve(error))
    assert (front.requests, len(idle.ledger)) == ([], before)
    await colour.close(elsewhere)
