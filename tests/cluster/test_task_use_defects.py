"""Known defects of another client in the use of a task, which this one must not have.

D50, D51, D58, D65 and D67.
"""

from __future__ import annotations

import contextlib
import datetime
import inspect
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import (
    UUID,
    Connect,
    WrittenAnswers,
    a_task,
    connections,
    new_name,
    requests_since,
    sent_to,
    task_json,
)

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    ForwardUnavailable,
    InvalidValue,
    MissingTaskException,
    NotSubmitted,
    QarnotGenericException,
    UnauthorizedException,
    UnknownAttribute,
    UnknownAttributeWarning,
)
from qarnot.snapshot import Snapshot, SnapshotConfiguration, SuccessStatus

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


# D50


async def leave(colour: Colour, manager: Any, error: Exception | None = None) -> None:
    """Leave a block, with an error or without."""
    async with contextlib.AsyncExitStack() as stack:
        if colour.is_async:
            await stack.enter_async_context(manager)
        else:
            stack.enter_context(manager)
        if error is not None:
            raise error


def at_end(task: Any, way: str) -> Any:
    """Give what deletes a task at the end of a block, or aborts it."""
    return task if way == "delete" else task.abort_on_exit()


@pytest.mark.parametrize("way", ["delete", "abort"])
async def test_d50_a_task_that_is_gone_does_not_hide_the_error_of_its_block(
    colour: Colour, idle: Emulator, connect: Connect, way: str
) -> None:
    connection = connect(idle.cluster_url)
    task = a_task(connection)
    await colour.do(task.submit())
    # Seen once, a task that is missing is gone.
    await colour.do(task.update(True))
    other = await colour.do(connection.retrieve_task(task.uuid))
    await colour.do(other.delete())
    with pytest.raises(KeyError, match="the user's own"):
        await leave(colour, at_end(task, way), KeyError("the user's own"))


async def test_d50_a_block_may_delete_its_task(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    task = a_task(connection)
    await colour.do(task.submit())
    await colour.do(task.update(True))
    other = await colour.do(connection.retrieve_task(task.uuid))
    await colour.do(other.delete())
    await leave(colour, task)
    assert task.state == "Deleted"
    begin = len(idle.ledger)
    await leave(colour, task)
    await leave(colour, task.abort_on_exit())
    assert requests_since(idle, begin) == []


@pytest.mark.parametrize("way", ["delete", "abort"])
async def test_d50_what_goes_wrong_on_the_way_out_is_noted(
    colour: Colour, connect: Connect, answers: WrittenAnswers, way: str
) -> None:
    answers.add("GET", f"/tasks/{UUID}", task_json(state="FullyExecuting"))
    answers.add("DELETE", f"/tasks/{UUID}", 403)
    answers.add("POST", f"/tasks/{UUID}/abort", 403)
    connection = connect(answers.url)
    for error in (None, KeyError("the user's own")):
        task = await colour.do(connection.retrieve_task(UUID))
        with pytest.raises(UnauthorizedException if error is None else KeyError) as caught:
            await leave(colour, at_end(task, way), error)
        if error is not None:
            (note,) = caught.value.__notes__
            assert "so it is written" in note


async def test_d50_results_outlive_the_block_of_their_task(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    connection = connect(cluster.cluster_url)
    for keeps in (False, True):
        task = a_task(connection, "echo done > out.txt")
        task.results = await colour.do(connection.create_bucket(new_name("results")))
        await colour.do(task.run())
        uuid = task.uuid
        await leave(colour, task.abort_on_exit() if keeps else task)
        assert sent_to(cluster, "POST", f"/tasks/{uuid}/abort") == []
        assert len(sent_to(cluster, "DELETE", f"/tasks/{uuid}")) == (0 if keeps else 1)
        assert [item.key for item in await colour.do(task.results.list_files())] == ["out.txt"]
        await colour.do(task.results.delete())
        if keeps:
            assert (await colour.do(connection.retrieve_task(uuid))).state == "Success"


async def test_d50_an_error_aborts_a_task_that_runs_and_leaves_it_there(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    connection = connect(cluster.cluster_url)
    task = a_task(connection, "sleep 60")
    await colour.do(task.submit())
    with pytest.raises(KeyError, match="the user's own"):
        await leave(colour, task.abort_on_exit(), KeyError("the user's own"))
    found = await colour.do(connection.retrieve_task(task.uuid))
    assert await colour.do(found.wait(20)) is True
    assert found.state == "Cancelled"


# D51


async def refuse(colour: Colour, idle: Emulator, set_up: Callable[[], Any], match: str) -> None:
    """Check that a task is refused with a message, and that nothing is sent."""
    begin = len(idle.ledger)
    with pytest.raises(InvalidValue, match=match):
        await colour.do(set_up().submit())
    assert requests_since(idle, begin) == []


@pytest.mark.parametrize(
    ("misspelt", "meant"), [("constant", "constants"), ("instance_count", "instancecount")]
)
async def test_d51_a_misspelt_attribute_is_not_lost_in_silence(
    colour: Colour, idle: Emulator, connect: Connect, misspelt: str, meant: str
) -> None:
    task = a_task(connect(idle.cluster_url))
    if colour.is_async:
        said: Any = pytest.raises(UnknownAttribute, match=f"did you mean '{meant}'")
    else:
        said = pytest.warns(UnknownAttributeWarning, match=f"did you mean '{meant}'")
    with said:
        setattr(task, misspelt, 50)
    with pytest.raises(UnknownAttribute):
        setattr(a_task(connect(idle.cluster_url, strict=True)), misspelt, 50)


@pytest.mark.parametrize("count", [2.0, "garbage", True, -5, None, [2], "2.0", "-5"])
async def test_d51_a_number_of_instances_that_is_none_is_refused(
    colour: Colour, idle: Emulator, connect: Connect, count: Any
) -> None:
    connection = connect(idle.cluster_url)
    shown = repr(count).replace("[", r"\[").replace("]", r"\]").replace(".", r"\.")
    await refuse(colour, idle, lambda: a_task(connection, count=count), f"{shown}$")
    task = a_task(connection)
    with pytest.raises(InvalidValue, match=f"instancecount.*{shown}$"):
        task.instancecount = count
    if count is not None:
        with pytest.raises(InvalidValue, match=f"advanced_range.*{shown}$"):
            task.advanced_range = count


async def test_d51_dependencies_on_what_was_not_submitted_are_refused(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    draft = a_task(connection)
    for method, value in (
        ("set_task_dependencies_from_tasks", draft),
        ("set_task_dependencies_from_tasks", None),
        ("set_task_dependencies_from_uuids", draft.uuid),
    ):
        task = a_task(connection)
        with pytest.raises(InvalidValue, match="submitted"):
            getattr(task, method)([value])
        assert task.dependencies is None
        begin = len(idle.ledger)
        await colour.do(task.submit())
        (request,) = requests_since(idle, begin)
        assert "dependencies" not in request.body


@pytest.mark.parametrize("place", ["pool", "job"])
async def test_d51_a_place_that_was_not_submitted_is_refused(
    colour: Colour, idle: Emulator, connect: Connect, place: str
) -> None:
    connection = connect(idle.cluster_url)

    draft = (
        connection.create_pool("a pool", "docker-batch")
        if place == "pool"
        else connection.create_job("a job")
    )

    def assigned() -> Any:
        task = connection.create_task("a task")
        setattr(task, place, draft)
        return task

    def given() -> Any:
        if place == "pool":
            return connection.create_task("a task", draft)
        return connection.create_task("a task", "docker-batch", job=draft)

    await refuse(colour, idle, assigned, f"{place}: .* was not submitted")
    await refuse(colour, idle, given, f"{place}: .* was not submitted")
    # Once it is submitted it is found.
    await colour.do(draft.submit())
    task = given()
    await colour.do(task.submit())
    assert (await colour.do(getattr(task, place))).uuid == draft.uuid


@pytest.mark.parametrize("span", ["99:99:99", "00:00:00garbage", "whatever", "", 5, "1:00"])
async def test_d51_what_is_no_time_span_is_refused(
    colour: Colour, idle: Emulator, connect: Connect, span: Any
) -> None:
    connection = connect(idle.cluster_url)
    task, job = a_task(connection), connection.create_job("a job")
    with pytest.raises(InvalidValue, match="completion_ttl"):
        task.completion_ttl = span
    with pytest.raises(InvalidValue, match="completion_ttl"):
        job.completion_ttl = span
    with pytest.raises(InvalidValue, match="max_wall_time"):
        job.max_wall_time = span


@pytest.mark.parametrize(
    ("span", "sent"),
    [
        ("10.00:00:00", "10.00:00:00"),
        ("30:00:00", "30:00:00"),
        (datetime.timedelta(days=10), "10.00:00:00"),
        (datetime.timedelta(seconds=1.5), "00:00:01.5000000"),
    ],
)
async def test_d51_ten_days_are_a_time_span(
    colour: Colour, idle: Emulator, connect: Connect, span: Any, sent: str
) -> None:
    connection = connect(idle.cluster_url)
    task = a_task(connection)
    task.completion_ttl = span
    await colour.do(task.submit())
    found = await colour.do(connection.retrieve_task(task.uuid))
    assert found.completion_ttl == sent


# D58

REFUSED: dict[str, tuple[Any, ...]] = {
    "abort": (),
    "abort_unless_ended": (),
    "carbon_facts": (),
    "clone": (),
    "commit": (),
    "credits": (),
    "follow": (),
    "identifier": ("do something with",),
    "instant": (),
    "lines": (),
    "look_once": (1,),
    "open_stderr": (),
    "open_stdout": (0,),
    "port_forwards": (),
    "recover": (),
    "restart": (),
    "resume_cancelled": (),
    "retry": (),
    "save_stderr": ("file", 0),
    "save_stdout": ("file",),
    "snapshot_status": ("a-snapshot",),
    "update_resources": (),
    "wait_for_forward": (22,),
}
# What does nothing, and gives what.
IDLE: dict[str, tuple[tuple[Any, ...], Any]] = {
    "delete": ((True, True), None),
    "fresh_stderr": ((0,), ""),
    "fresh_stdout": ((), ""),
    "raise_for_state": ((), None),
    "resume": (("folder",), None),
    "stderr": ((), ""),
    "stdout": ((0,), ""),
    "until_seen": ((), None),
    "update": ((True,), None),
    "wait": ((), False),
    "wait_snapshot": (("a-snapshot",), False),
}
# What has an error of its own.
OTHERWISE: dict[str, tuple[tuple[Any, ...], type[Exception]]] = {
    "download_results": (("folder",), QarnotGenericException),
    "ssh_command": ((), ForwardUnavailable),
}
# What submits.
SUBMITTING = {"submit"}
OPERATION = re.compile(r"API\s+``[A-Z]+ /")


async def unsubmitted(colour: Colour, connection: Any) -> Any:
    return a_task(connection)


async def deleted(colour: Colour, connection: Any) -> Any:
    task = a_task(connection)
    await colour.do(task.submit())
    await colour.do(task.delete())
    return task


async def call(colour: Colour, task: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    """Call a method, and await what it gives if that is to be awaited."""
    result = getattr(task, name)(*arguments)
    return await result if inspect.isawaitable(result) else result


async def test_d58_every_method_that_asks_the_cluster_is_looked_at(connection: Any) -> None:
    kind = type(a_task(connection))
    asking = {
        name
        for name in dir(kind)
        if not name.startswith("_")
        and inspect.isfunction(getattr(kind, name))
        and OPERATION.search(inspect.getdoc(getattr(kind, name)) or "")
    }
    assert len(asking) > 15
    assert asking - {*REFUSED, *IDLE, *OTHERWISE, *SUBMITTING} == {"snapshot"}


@pytest.mark.filterwarnings("ignore:.*restart.*deprecated:DeprecationWarning")
@pytest.mark.parametrize("made", [unsubmitted, deleted])
async def test_d58_what_is_not_on_the_cluster_is_not_asked_for(
    colour: Colour,
    idle: Emulator,
    connect: Connect,
    made: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    task = await made(colour, connect(idle.cluster_url))
    state, begin = task.state, len(idle.ledger)
    for name, arguments in REFUSED.items():
        with pytest.raises(NotSubmitted, match="submit it first"):
            await call(colour, task, name, arguments)
    for name, (arguments, expected) in IDLE.items():
        assert await call(colour, task, name, arguments) == expected, name
    for name, (arguments, kind) in OTHERWISE.items():
        with pytest.raises(kind):
            await call(colour, task, name, arguments)
    assert await call(colour, task, "print_progress", (True, state, True, True)) == state
    for manager in (task, task.abort_on_exit()):
        with pytest.raises(KeyError):
            await leave(colour, manager, KeyError("the user's own"))
    assert task.state == state
    assert requests_since(idle, begin) == []
    assert list(tmp_path.iterdir()) == []


async def test_d58_a_deleted_task_is_not_submitted_again(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    task = await deleted(colour, connect(idle.cluster_url))
    begin = len(idle.ledger)
    for name in ("submit", "run"):
        with pytest.raises(NotSubmitted, match="deleted"):
            await call(colour, task, name, ())
    assert requests_since(idle, begin) == []


async def test_d58_snapshots_of_a_deleted_task_are_refused(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    task = await deleted(colour, connect(idle.cluster_url))
    with pytest.raises(NotSubmitted):
        await colour.do(task.snapshot(60))


async def test_d58_deleting_what_is_gone_can_be_tolerated(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    task = a_task(connection)
    await colour.do(task.submit())
    await colour.do(task.update(True))
    others = [await colour.do(connection.retrieve_task(task.uuid)) for _ in range(2)]
    await colour.do(task.delete())
    with pytest.raises(MissingTaskException):
        await colour.do(others[0].delete())
    for other in others:
        await colour.do(other.delete(missing_ok=True))
        assert other.state == "Deleted"


# D65


async def test_d65_a_snapshot_says_all_of_itself(
    colour: Colour, cluster: Emulator, connect: Connect, tmp_path: Path
) -> None:
    connection = connect(cluster.cluster_url)
    bucket = await colour.do(connection.create_bucket(new_name("saved")))
    task = a_task(connection, "echo first > a.ckpt; echo x > a.txt; echo ready; sleep 60")
    await colour.do(task.submit())
    async for line in each_line(colour, task):
        assert line.text == "ready"
        break
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=2)
    name = await colour.do(task.instant(whitelist=r"\.ckpt$", bucket=bucket, bucket_prefix="once/"))
    assert await colour.do(task.wait_snapshot(name, 20)) is True
    found = await colour.do(task.snapshot_status(name))
    now = datetime.datetime.now(datetime.UTC)
    assert isinstance(found, Snapshot)
    assert found.uid == name
    assert found.task_uuid == task.uuid
    assert isinstance(found.status, SuccessStatus)
    assert found.status.is_completed is True
    assert found.trigger_date is not None
    assert found.last_update_date is not None
    assert begin <= found.trigger_date <= found.last_update_date <= now
    assert found.size_to_upload == found.transferred_size == len("first\n")
    assert found.snapshot_config == SnapshotConfiguration(
        whitelist=r"\.ckpt$", bucket_name=bucket.uuid, bucket_prefix="once/"
    )
    assert [item.key for item in await colour.do(bucket.list_files())] == ["once/a.ckpt"]
    await colour.do(task.delete())
    await colour.do(bucket.delete())


async def each_line(colour: Colour, task: Any) -> AsyncIterator[Any]:
    """Go through the lines of a task in both colours."""
    lines = task.lines(30)
    if colour.is_async:
        async for line in lines:
            yield line
        return
    for line in lines:
        yield line


# D67


async def test_d67_edits_survive_whatever_reads_the_task_anew(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    made = a_task(connection, tags=["first"])
    await colour.do(made.submit())
    task = await colour.do(connection.retrieve_task(made.uuid))
    task.update_cache_time = 0
    tags, constants = task.tags, task.constants
    tags.append("second")
    constants["DOCKER_CMD"] = "false"
    constants["NEW"] = "value"
    path = f"/tasks/{task.uuid}"
    for _ in range(3):
        begin = len(sent_to(idle, "GET", path))
        await colour.do(task.update(True))
        await colour.do(task.wait(0))
        assert len(sent_to(idle, "GET", path)) > begin
        assert task.tags is tags
        assert task.tags == ["first", "second"]
        assert task.constants is constants
        assert task.constants == {"DOCKER_CMD": "false", "NEW": "value"}
    await colour.do(task.commit())
    assert sent_to(idle, "PUT", path) == [
        {
            "tags": ["first", "second"],
            "constants": [
                {"key": "DOCKER_CMD", "value": "false"},
                {"key": "NEW", "value": "value"},
            ],
        }
    ]
    found = await colour.do(connection.retrieve_task(made.uuid))
    assert found.tags == ["first", "second"]
    assert found.constants == {"DOCKER_CMD": "false", "NEW": "value"}


async def test_d67_what_was_not_edited_follows_the_cluster(
    colour: Colour, idle: Emulator, connect: Connect
) -> None:
    connection = connect(idle.cluster_url)
    made = a_task(connection, tags=["first"])
    await colour.do(made.submit())
    mine, other = [await colour.do(connection.retrieve_task(made.uuid)) for _ in range(2)]
    mine.constants["MINE"] = "1"
    assert mine.tags == ["first"]
    other.tags = ["other"]
    await colour.do(other.commit())
    await colour.do(mine.update(True))
    assert mine.tags == ["other"]
    assert mine.constants == {"DOCKER_CMD": "true", "MINE": "1"}
    await colour.do(mine.commit())
    # What was sent is no edit any more.
    other.constants.clear()
    other.constants["OTHER"] = "2"
    await colour.do(other.commit())
    await colour.do(mine.update(True))
    assert mine.constants == {"OTHER": "2"}
    assert mine.edits == frozenset()


async def test_d67_objects_that_are_changed_in_place_keep_their_change(
    colour: Colour, connect: Connect, answers: WrittenAnswers
) -> None:
    answers.add(
        "GET",
        f"/tasks/{UUID}",
        task_json(
            labels={"a": "1"},
            advancedResourceBuckets=[{"bucketName": "in"}],
            forcedNetworkRules=[{"inbound": True, "proto": "tcp"}],
        ),
    )
    connection = connect(answers.url)
    task = await colour.do(connection.retrieve_task(UUID))
    bucket = task.resources[0]
    task.labels["b"] = "2"
    task.resources.clear()
    task.forced_network_rules.clear()
    task.secrets_access_rights.add_secret_by_key("key")
    await colour.do(task.update(True))
    assert task.labels == {"a": "1", "b": "2"}
    assert task.resources == []
    assert task.forced_network_rules == []
    assert [each.key for each in task.secrets_access_rights.by_secret] == ["key"]
    assert task.edits == {"labels", "resources", "forced_network_rules", "secrets_access_rights"}
    # An edit that was taken back is none.
    task.resources.append(bucket)
    del task.labels["b"]
    assert task.edits == {"forced_network_rules", "secrets_access_rights"}
