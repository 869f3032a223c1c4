"""Jobs and pools over a network that loses answers, and that shows what is new late."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from conftest import Colour
from job_support import CREATIONS, Front, connect, made, sent, skip_pauses
from pytest_httpserver import HTTPServer

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    MissingJobException,
    MissingPoolException,
    ShortnameConflict,
    SubmissionUnknown,
    UnauthorizedException,
)

pytestmark = pytest.mark.anyio

KINDS = ("job", "pool")
MISSING = {"job": MissingJobException, "pool": MissingPoolException}
# What is asked of an object, by the name of its method or attribute.
ASKED = {
    "job": ("update", "terminate", "delete", "tasks", "wait"),
    "pool": ("update", "update_resources", "close", "delete", "tasks", "jobs", "commit"),
}
CASES = [(kind, name) for kind in KINDS for name in ASKED[kind]]


@pytest.fixture(scope="module")
def idle() -> Any:
    """A cluster that runs nothing."""
    with Emulator(runner="none") as cluster:
        yield cluster


@pytest.fixture
def front(idle: Emulator, httpserver: HTTPServer) -> Front:
    return Front.put_before(idle, httpserver)


@pytest.fixture
async def through(colour: Colour, front: Front) -> AsyncIterator[Any]:
    """A connection through the server before the cluster."""
    connection = connect(colour, front.url)
    yield connection
    await colour.close(connection)


def a_draft(connection: Any, kind: str, **more: Any) -> Any:
    if kind == "job":
        return connection.create_job("a job", **more)
    return connection.create_pool("a pool", "docker-batch", 1, **more)


async def ask(colour: Colour, record: Any, name: str) -> Any:
    """Call a method, or read an attribute that asks."""
    if name == "update":
        return await colour.do(record.update(True))
    if name == "commit":
        record.tags = ["new"]
    if name == "update_resources":
        # A cluster that runs nothing has no machines to bring files to.
        with pytest.raises(UnauthorizedException, match="no machines"):
            await colour.do(record.update_resources())
        return None
    found = getattr(record, name)
    return await colour.do(found() if callable(found) else found)


# D19, D20


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fates", [["lost"], ["never"], ["never", "lost"], ["lost", "lost"]])
async def test_d19_a_dropped_creation_makes_one(
    colour: Colour, idle: Emulator, front: Front, through: Any, kind: str, fates: list[str]
) -> None:
    front.plan(CREATIONS[kind], *fates)
    record = a_draft(through, kind)
    await colour.do(record.submit())
    assert made(idle, kind, record.shortname) == [record.uuid]
    assert sent(idle, kind, record.shortname) == 1
    uuid, begin = record.uuid, len(front.requests)
    await colour.do(record.submit())
    assert (record.uuid, len(front.requests)) == (uuid, begin)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_submission_without_an_outcome_is_gone_on_with(
    colour: Colour, idle: Emulator, front: Front, kind: str
) -> None:
    connection = connect(colour, front.url, retry_count=1)
    record = a_draft(connection, kind)
    front.plan(CREATIONS[kind], "lost")
    front.always["GET"] = "never"
    with pytest.raises(SubmissionUnknown) as caught:
        await colour.do(record.submit())
    assert record.uuid is None
    front.always.clear()
    front.requests.clear()
    await colour.do(record.submit())
    assert front.count(CREATIONS[kind]) == 0
    assert made(idle, kind, caught.value.shortname) == [record.uuid]
    await colour.close(connection)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_name_of_your_own_has_to_be_free(
    colour: Colour, idle: Emulator, through: Any, kind: str
) -> None:
    name = f"mine-{kind}-{'a' if colour.is_async else 's'}"
    await colour.do(a_draft(through, kind, shortname=name).submit())
    with pytest.raises(ShortnameConflict, match=name):
        await colour.do(a_draft(through, kind, shortname=name).submit())
    assert len(made(idle, kind, name)) == 1


@pytest.mark.parametrize(
    ("name", "verb", "path"),
    [("terminate", "POST", "/jobs/{}/terminate"), ("delete", "DELETE", "/jobs/{}")],
)
@pytest.mark.parametrize("fate", ["lost", "never"])
async def test_an_end_of_a_job_whose_answer_is_lost_is_seen_to_have_come(
    colour: Colour, idle: Emulator, front: Front, through: Any, name: str, verb: str, path: str,
    fate: str,
) -> None:  # fmt: skip
    job = a_draft(through, "job")
    await colour.do(job.submit())
    uuid = job.uuid
    front.plan(f"{verb} {path.format(uuid)}", fate)
    await ask(colour, job, name)
    taken = [
        each.status
        for each in idle.ledger
        if (each.method, each.path.partition("?")[0]) == (verb, path.format(uuid))
    ]
    assert taken.count(200) == 1
    assert job.state in ("Terminating", "Completed", "Deleted")


# What was just created, and is not seen yet


@pytest.mark.parametrize(("kind", "name"), CASES)
async def test_what_is_not_seen_at_once_is_waited_for(
    colour: Colour, front: Front, through: Any, kind: str, name: str
) -> None:
    record = a_draft(through, kind)
    await colour.do(record.submit())
    uuid, own = record.uuid, f"/{kind}s/{record.uuid}"
    pauses = skip_pauses(colour, through)
    front.plan(f"GET {own}", *["missing"] * 4)
    await ask(colour, record, name)
    if name == "update":
        assert record.uuid == uuid
        assert len(front.planned[f"GET {own}"]) == 3
        return
    assert not front.planned[f"GET {own}"]
    assert 2 <= sum(pauses) < 30
    # What changes something is sent when the object is there, and not before.
    others = [each for each in front.requests if each != f"GET {own}"]
    first = [each for each in front.requests if own in each][:5]
    assert first == [f"GET {own}"] * 5
    assert len([each for each in others if own in each]) <= 1


@pytest.mark.parametrize(("kind", "name"), CASES)
async def test_what_is_never_seen_is_missing(
    colour: Colour, front: Front, through: Any, kind: str, name: str
) -> None:
    record = a_draft(through, kind)
    await colour.do(record.submit())
    front.always[f"GET /{kind}s/{record.uuid}"] = "missing"
    pauses = skip_pauses(colour, through)
    if name == "update":
        await ask(colour, record, name)
        pauses.append(31)
    with pytest.raises(MISSING[kind]):
        await ask(colour, record, name)
    assert 25 < sum(pauses) < 40
    assert [each for each in front.requests if not each.startswith(("GET", "POST /tasks"))] == [
        CREATIONS[kind]
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_seen_once_is_missing_at_once(
    colour: Colour, front: Front, through: Any, kind: str
) -> None:
    record = a_draft(through, kind)
    await colour.do(record.submit())
    await colour.do(record.update(True))
    front.always["GET"] = "missing"
    with pytest.raises(MISSING[kind]):
        await colour.do(record.update(True))
    found = f"GET /{kind}s/{record.uuid}"
    assert front.count(found) == 2
