"""Known defects of another client that has tasks, which this one must not have.

D10 to D13, D15, D16, D24, D25, D29, D34 and D36.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import (
    UUID,
    Connect,
    Relay,
    WrittenAnswers,
    a_task,
    connections,
    new_name,
    requests_since,
    sent_to,
    task_json,
)
from werkzeug import Request, Response

import qarnot
from qarnot import aio
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    BulkSubmissionError,
    InvalidValue,
    MissingBucketException,
    MissingTaskException,
)
from qarnot.forced_network_rule import ForcedNetworkRule
from qarnot.hardware_constraint import MinimumCoreHardware
from qarnot.task import Outcome

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def idle() -> Iterator[Emulator]:
    """A cluster that runs nothing."""
    with Emulator(runner="none") as emulator:
        yield emulator


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


def wait_all(colour: Colour, *arguments: Any, **settings: Any) -> Any:
    return (aio.wait_all if colour.is_async else qarnot.wait_all)(*arguments, **settings)


def as_completed(colour: Colour, tasks: Any) -> Any:
    return (aio.as_completed if colour.is_async else qarnot.as_completed)(tasks)


# D10


@pytest.mark.parametrize("when", ["before the submission", "after it", "never"])
async def test_d10_tags_do_not_freeze_a_task(
    colour: Colour, connect: Connect, answers: WrittenAnswers, when: str
) -> None:
    answers.add("POST", "/tasks", {"uuid": UUID})
    states = ("Submitted", "FullyExecuting", "Success")
    kept = {"tags": ["a"], "constants": [{"key": "K", "value": "v"}]}
    more = kept if when == "before the submission" else {}
    answers.add("GET", f"/tasks/{UUID}", *(task_json(state=state, **more) for state in states))
    task = a_task(connect(answers.url))
    task.update_cache_time = 0
    if when == "before the submission":
        task.tags = ["a"]
        task.constants["K"] = "v"
    await colour.do(task.submit())
    if when == "after it":
        task.tags = ["a"]
        task.constants["K"] = "v"
    seen = []
    for _ in range(5):
        if colour.is_async:
            await task.update()
        seen.append(task.state)
    assert seen[-3:] == ["Success"] * 3
    assert task.auto_update is True
    if when != "never":
        assert task.tags == ["a"]
        assert task.constants["K"] == "v"


# D11


async def test_d11_a_run_that_ends_in_time_is_not_aborted(
    colour: Colour, cluster: Emulator, connect: Connect, tmp_path: Path
) -> None:
    connection = connect(cluster.cluster_url)
    task = a_task(connection, "echo done > out.txt")
    task.results = await colour.do(connection.create_bucket(new_name("results")))
    await colour.do(task.run(tmp_path / "out", job_timeout=30))
    assert task.state == "Success"
    assert sent_to(cluster, "POST", f"/tasks/{task.uuid}/abort") == []
    assert (tmp_path / "out" / "out.txt").read_text() == "done\n"


async def test_d11_a_task_that_ends_just_before_it_is_aborted_gives_its_results(
    colour: Colour, cluster: Emulator, connect: Connect, httpserver: HTTPServer, tmp_path: Path
) -> None:
    relay, refused = Relay.before(cluster, httpserver), []

    def hide_the_end(request: Request, answer: httpx.Response) -> Response | None:
        if request.path.endswith("/abort"):
            refused.append(answer.status_code)
        if request.method != "GET" or refused or not request.path.startswith("/tasks/"):
            return None
        return Response(
            json.dumps({**answer.json(), "state": "FullyExecuting"}),
            content_type="application/json",
        )

    relay.change = hide_the_end
    connection = connect(relay.url, storage_url=cluster.storage_url)
    task = a_task(connection, "echo done > out.txt")
    task.results = await colour.do(connection.create_bucket(new_name("results")))
    await colour.do(task.submit())
    direct = connect(cluster.cluster_url)
    assert await colour.do((await colour.do(direct.retrieve_task(task.uuid))).wait(30))
    await colour.do(task.run(tmp_path / "out", job_timeout=0.1, check=True))
    assert refused == [403]
    assert task.state == "Success"
    assert (tmp_path / "out" / "out.txt").read_text() == "done\n"


# D12

FINAL = {"Success": Outcome.SUCCESS, "Failure": Outcome.FAILURE, "Cancelled": Outcome.CANCELLED}
ON_THE_WAY = ["PendingCancel", "PendingDelete", "OnHold", "StateOfTomorrow"]


@pytest.mark.parametrize("final", FINAL)
@pytest.mark.parametrize("state", ON_THE_WAY)
async def test_d12_only_a_final_state_ends_a_wait(
    colour: Colour, connect: Connect, answers: WrittenAnswers, state: str, final: str
) -> None:
    shown = [task_json(state=each) for each in ("FullyExecuting", state, state, final)]
    answers.add("GET", f"/tasks/{UUID}", *shown)
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    assert task.outcome is None
    assert await colour.do(task.wait()) is True
    assert task.state == final
    assert task.outcome is FINAL[final]
    assert answers.count("GET", f"/tasks/{UUID}") == 4


@pytest.mark.parametrize("state", ON_THE_WAY)
async def test_d12_a_wait_whose_time_is_over_says_so(
    colour: Colour, connect: Connect, answers: WrittenAnswers, state: str
) -> None:
    shown = task_json(state=state)
    answers.add("GET", f"/tasks/{UUID}", shown)
    answers.add("POST", "/tasks/summaries/paginate", {"data": [shown], "isTruncated": False})
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    assert await colour.do(task.wait(0.05)) is False
    assert await colour.do(wait_all(colour, [task], 0.05)) is False
    assert task.state == state
    assert task.outcome is None
    assert not task.has_ended


# D13


async def test_d13_tasks_of_listings_are_whole(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    connection, tag = connect(cluster.cluster_url), new_name("whole")
    made = [a_task(connection, f"echo {n}", tags=[tag]) for n in range(3)]
    await colour.do(connection.submit_tasks(made))
    numbers = {task.uuid: f"{number}\n" for number, task in enumerate(made)}
    listed = await colour.collect(connection.all_tasks(tags=[tag]))
    page = await colour.do(connection.tasks_page(tags=[tag], summary=False))
    ended = await colour.collect(as_completed(colour, listed))
    every = await colour.collect(connection.all_tasks())
    summaries = [task for task in every if task.uuid in numbers]
    for found in (listed, page.page_data, ended, summaries):
        assert {task.uuid for task in found} == numbers.keys()
        for task in found:
            assert task.connection is connection
            await colour.do(task.update(True))
            assert task.tags == [tag]
            assert task.state == "Success"
            assert await colour.do(task.stdout(0)) == numbers[task.uuid]
            await colour.do(task.abort_unless_ended())
    for task in ended:
        await colour.do(task.delete())
        with pytest.raises(MissingTaskException):
            await colour.do(connection.retrieve_task(f"{task.raw['shortname']}"))


async def test_d13_tasks_of_a_job_are_whole(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    connection = connect(cluster.cluster_url)
    job = connection.create_job("a job")
    await colour.do(job.submit())
    made = [a_task(connection, f"echo {n}", tags=["t"], job=job) for n in range(2)]
    await colour.do(connection.submit_tasks(made))
    endless = a_task(connection, "sleep 60", job=job)
    await colour.do(endless.submit())
    assert await colour.do(wait_all(colour, made, 30))
    numbers = {task.uuid: f"{number}\n" for number, task in enumerate(made)}
    found = await colour.do((await colour.do(connection.retrieve_job(job.uuid))).tasks)
    (running,) = (task for task in found if task.uuid == endless.uuid)
    ended = [task for task in found if task.uuid in numbers]
    assert len(ended) == 2
    for task in ended:
        assert task.connection is connection
        assert task.tags == ["t"]
        assert task.constants["DOCKER_CMD"].startswith("echo")
        assert task.state == "Success"
        assert await colour.do(task.stdout(0)) == numbers[task.uuid]
        assert (await colour.do(task.job)).uuid == job.uuid
    await colour.do(running.abort())
    assert await colour.do(running.wait(20)) is True
    assert running.state == "Cancelled"
    await colour.do(job.delete(True))


# D15


async def test_d15_a_generator_of_tasks_is_submitted(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection, tag = connect(idle.cluster_url), new_name("generated")
    tasks: list[Any] = []

    def generated() -> Iterator[Any]:
        for _ in range(7):
            tasks.append(a_task(connection, tags=[tag]))
            yield tasks[-1]

    begin = len(idle.ledger)
    results = await colour.do(connection.submit_tasks(generated()))
    (request,) = requests_since(idle, begin)
    assert [body["shortname"] for body in request.body] == [task.shortname for task in tasks]
    assert [result.uuid for result in results] == [task.uuid for task in tasks]
    assert all(result.is_success() for result in results)
    listed = await colour.collect(connection.all_tasks(tags=[tag]))
    assert {task.uuid for task in listed} == {task.uuid for task in tasks}


async def test_d15_nothing_to_submit_is_an_error(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    begin = len(idle.ledger)
    exhausted = (a_task(connection) for _ in range(2))
    assert len(list(exhausted)) == 2
    nothings: list[Any] = [[], iter(()), exhausted]
    for nothing in nothings:
        with pytest.raises(InvalidValue, match="at least one task"):
            await colour.do(connection.submit_tasks(nothing))
    assert requests_since(idle, begin) == []


# D16


@pytest.mark.parametrize("when", ["before the submission", "after it"])
async def test_d16_periodic_snapshots_keep_their_options(
    colour: Colour, cluster: Emulator, connect: Connect, when: str
) -> None:
    connection = connect(cluster.cluster_url)
    bucket = await colour.do(connection.create_bucket(new_name("saved")))
    task = a_task(connection, "sleep 60")
    options = {"whitelist": r"\.ckpt$", "blacklist": "^tmp", "bucket_prefix": "run/"}
    expected = {"interval": 60, **options, "bucket": bucket.uuid}
    expected["bucketPrefix"] = expected.pop("bucket_prefix")
    if when == "after it":
        await colour.do(task.submit())
    await colour.do(task.snapshot(60, bucket=bucket, **options))
    await colour.do(task.submit())
    assert sent_to(cluster, "POST", f"/tasks/{task.uuid}/snapshot/periodic") == [expected]
    await colour.do(task.update(True))
    assert task.snapshot_interval == 60
    await colour.do(task.delete())
    await colour.do(bucket.delete())


async def test_d16_periodic_snapshots_asked_for_in_a_draft_save_what_they_should(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    connection = connect(cluster.cluster_url)
    bucket = await colour.do(connection.create_bucket(new_name("saved")))
    task = a_task(connection, "echo yes > a.ckpt; echo no > a.txt; sleep 60")
    await colour.do(task.snapshot(1, whitelist=r"\.ckpt$", bucket=bucket, bucket_prefix="run/"))
    await colour.do(task.submit())
    keys: list[str] = []
    deadline = time.monotonic() + 20
    while not keys:
        assert time.monotonic() < deadline
        keys = [item.key for item in await colour.do(bucket.list_files())]
    assert keys == ["run/a.ckpt"]
    await colour.do(task.delete())
    await colour.do(bucket.delete())


# D24


async def test_d24_however_a_task_is_submitted_again_it_is_sent_once(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    connection = connect(cluster.cluster_url)
    task = a_task(connection)
    await colour.do(task.submit())
    first = task.uuid
    (result,) = await colour.do(connection.submit_tasks([task]))
    await colour.do(task.run())
    found = await colour.do(connection.retrieve_task(first))
    await colour.do(found.submit())
    await colour.do(found.run())
    assert task.uuid == found.uuid == result.uuid == first
    bodies = [
        body if isinstance(body, list) else [body] for body in sent_to(cluster, "POST", "/tasks")
    ]
    names = [each["shortname"] for each in itertools.chain.from_iterable(bodies)]
    assert names.count(task.shortname) == 1
    assert [one.shortname for one in cluster.tasks].count(task.shortname) == 1


# D25


async def test_d25_a_commit_sends_what_was_changed_and_nothing_else(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    bucket = await colour.do(connection.create_bucket(new_name("kept")))
    job = connection.create_job("a job", useDependencies=True)
    await colour.do(job.submit())
    before = a_task(connection, job=job)
    await colour.do(before.submit())
    task = a_task(connection, job=job)
    task.resources.append(bucket)
    task.results = bucket
    task.hardware_constraints = [MinimumCoreHardware(2)]
    task.forced_network_rules = [ForcedNetworkRule(True, "tcp", "1234")]
    task.set_task_dependencies_from_tasks([before])
    await colour.do(task.submit())
    path = f"/tasks/{task.uuid}"
    found = await colour.do(connection.retrieve_task(task.uuid))
    shown = dict(found.raw)

    await colour.do(found.commit())
    assert sent_to(idle, "PUT", path) == []
    found.tags = ["a"]
    await colour.do(found.commit())
    await colour.do(found.commit())
    found.constants.clear()
    await colour.do(found.commit())
    assert sent_to(idle, "PUT", path) == [{"tags": ["a"]}, {"constants": []}]

    after = dict((await colour.do(connection.retrieve_task(task.uuid))).raw)
    changing = {"constants", "tags", "lastModified", "wallTime", "status"}
    assert after["tags"] == ["a"]
    assert after["constants"] == []
    assert after["advancedResourceBuckets"]
    assert after["dependencies"]["dependsOn"] == [before.uuid]
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in shown.items() if k not in changing
    }
    await colour.do(bucket.delete())


# D29


async def test_d29_reading_a_task_whose_buckets_are_gone_creates_none(
    colour: Colour, cluster: Emulator, connect: Connect, tmp_path: Path
) -> None:
    connection = connect(cluster.cluster_url)
    names = [new_name(what) for what in ("in", "out")]
    resources, results = [await colour.do(connection.create_bucket(name)) for name in names]
    task = a_task(connection)
    task.resources.append(resources)
    task.results = results
    await colour.do(task.run())
    for bucket in (resources, results):
        await colour.do(bucket.delete())

    reader = connect(cluster.cluster_url)
    listed = await colour.collect(reader.all_tasks(summary=False))
    found = await colour.do(reader.retrieve_task(task.uuid))
    for each in (*(one for one in listed if one.uuid == task.uuid), found):
        assert [bucket.uuid for bucket in each.resources] == names[:1]
        assert each.results.uuid == names[1]
        assert repr(each.results)
        await colour.do(each.commit())
    # Not even the storage was asked.
    assert reader._store is None
    with pytest.raises(MissingBucketException, match=names[1]):
        await colour.do(found.download_results(tmp_path))
    await colour.do(found.delete(purge_resources=True, purge_results=True))
    left = {bucket.uuid for bucket in await colour.do(connection.buckets())}
    assert not left & set(names)


# D34


async def test_d34_fifty_listed_tasks_cost_one_request(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection, tag = connect(idle.cluster_url), new_name("fifty")
    await colour.do(connection.submit_tasks(a_task(connection, tags=[tag]) for _ in range(50)))
    begin = len(idle.ledger)
    tasks = await colour.collect(connection.all_tasks(summary=False, tags=[tag]))
    assert len(tasks) == 50
    for task in tasks:
        assert task.tags == [tag]
        assert task.constants == {"DOCKER_CMD": "true"}
        read = (task.state, task.errors, task.labels, task.completed_instances, task.instances)
        assert read == ("Submitted", [], {}, [], ())
        assert task.status is None
        assert task.dependencies is None
    assert [each.path for each in requests_since(idle, begin)] == ["/tasks/paginate"]


async def test_d34_showing_a_task_asks_nobody(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection, tag = connect(idle.cluster_url), new_name("shown")
    task = a_task(connection, tags=[tag])
    await colour.do(task.submit())
    (listed,) = await colour.collect(connection.all_tasks(tags=[tag]))
    begin = len(idle.ledger)
    for each in (task, listed, a_task(connection)):
        each.update_cache_time = 0
        for show in (repr, str, "{}".format, dir, vars):
            assert show(each)
        assert each == each
        assert hash(each) == hash(each)
        assert each.has_ended is False
        assert each.raw is not None
    assert requests_since(idle, begin) == []


async def test_d34_what_a_task_is_not_in_is_not_asked_for(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    task = a_task(connect(idle.cluster_url))
    await colour.do(task.submit())
    await colour.do(task.update(True))
    begin = len(idle.ledger)
    assert await colour.do(task.pool) is None
    assert await colour.do(task.job) is None
    assert requests_since(idle, begin) == []


# D36


async def test_d36_a_bulk_of_tasks_costs_one_request(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    tasks = [a_task(connection) for _ in range(100)]
    begin = len(idle.ledger)
    results = await colour.do(connection.submit_tasks(tasks))
    assert [(each.method, each.path) for each in requests_since(idle, begin)] == [
        ("POST", "/tasks")
    ]
    assert [result.uuid for result in results] == [task.uuid for task in tasks]
    more = [a_task(connection) for _ in range(35)]
    begin = len(idle.ledger)
    await colour.do(connection.submit_tasks(more, chunk_size=10))
    sizes = [len(each.body) for each in requests_since(idle, begin)]
    assert sizes == [10, 10, 10, 5]


async def test_d36_each_task_of_a_bulk_has_its_own_result(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    tasks = [a_task(connection) for _ in range(10)]
    for number in (2, 7):
        tasks[number].profile = "no-such-profile"
    tasks[5].advanced_range = "0-3"
    with pytest.raises(BulkSubmissionError) as caught:
        await colour.do(connection.submit_tasks(tasks))
    results = caught.value.results
    assert len(results) == 10
    refused = [number for number, result in enumerate(results) if not result.is_success()]
    assert refused == [2, 5, 7]
    for task, result in zip(tasks, results, strict=True):
        assert task.uuid == result.uuid
    assert all("no-such-profile" in str(results[number].message) for number in (2, 7))
    assert isinstance(results[5].error, InvalidValue)
    # Only what was refused is sent again.
    for number in (2, 7):
        tasks[number].profile = "docker-batch"
    tasks[5].advanced_range = None
    begin = len(idle.ledger)
    again = await colour.do(connection.submit_tasks(tasks))
    # Whether the names are still free is asked first.
    (look, request) = requests_since(idle, begin)
    assert (look.method, look.path) == ("POST", "/tasks/search")
    assert [body["shortname"] for body in request.body] == [tasks[n].shortname for n in refused]
    assert [result.uuid for result in again] == [task.uuid for task in tasks]
    assert [result.uuid for result in again][:2] == [result.uuid for result in results][:2]
