"""What a reading of tasks with fresh eyes has found, in both colours."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import UUID, Relay, WrittenAnswers, a_task, connections, sent_to, task_json
from werkzeug import Request, Response

import qarnot
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    QarnotGenericException,
    TaskFailed,
    UnsentEditWarning,
    UnsuccessfulTask,
)

pytestmark = pytest.mark.anyio

SECRET = "QARNOT_SECRET__KEY"


async def test_a_cancelled_submission_is_found_and_its_task_aborted(
    cluster: Emulator, httpserver: HTTPServer
) -> None:
    """The answer to the creation comes when the block was left already."""
    accepted, loop, answer = asyncio.Event(), asyncio.get_running_loop(), threading.Event()

    def hold_back(request: Request, _: httpx.Response) -> Response | None:
        if (request.method, request.path) == ("POST", "/tasks"):
            loop.call_soon_threadsafe(accepted.set)
            answer.wait(10)
        return None

    relay = Relay.before(cluster, httpserver)
    relay.change = hold_back
    async with qarnot.AsyncConnection(client_token="any", cluster_url=relay.url) as connection:
        task = a_task(connection, "sleep 60")

        async def block() -> None:
            async with task.abort_on_exit():
                await task.submit()

        running = asyncio.ensure_future(block())
        await accepted.wait()
        running.cancel()
        answer.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        (record,) = [each for each in cluster.tasks if each.shortname == task.shortname]
        assert record.state in ("PendingCancel", "Cancelled")
        assert task.uuid == record.uuid


async def test_what_a_copy_shall_not_have_is_sent_as_empty(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    task = a_task(connection, "true", tags=["a"], labels={"l": "1"})
    task.auto_delete = True
    await colour.do(task.submit())
    copy = await colour.do(task.clone(tags=[], labels={}, auto_delete=False))
    (body,) = sent_to(cluster, "POST", f"/tasks/{task.uuid}/clone")
    assert (body["tags"], body["labels"], body["autoDeleteOnCompletion"]) == ([], {}, False)
    await colour.do(copy.update(True))
    assert (copy.tags, copy.labels, copy.auto_delete) == ([], {}, False)
    for wrong in ({"results": None}, {"auto_update": False}, {"state": "Success"}, {"nameX": "n"}):
        with pytest.raises(InvalidValue, match=next(iter(wrong))):
            await colour.do(task.clone(**wrong))
    with pytest.raises(InvalidValue, match="poolUuid"):
        await colour.do(task.clone(pool=UUID))


async def test_what_the_api_shows_for_a_secret_is_never_sent(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    task = a_task(connection)
    task.constants[SECRET] = "hidden"
    await colour.do(task.submit())
    found = await colour.do(connection.retrieve_task(task.uuid))
    before = len(cluster.ledger)
    found.constants["MORE"] = "1"
    with pytest.raises(InvalidValue, match=SECRET):
        await colour.do(found.commit())
    with pytest.raises(InvalidValue, match=SECRET):
        await colour.do(found.clone(constants={**found.constants, "B": "1"}))
    copy = connection.create_task("a copy", "docker-batch", constants=dict(found.constants))
    with pytest.raises(InvalidValue, match=SECRET):
        await colour.do(copy.submit())
    assert len(cluster.ledger) == before
    found.constants[SECRET] = "set anew"
    await colour.do(found.commit())
    await colour.do(found.update(True))
    assert found.constants["MORE"] == "1"


async def test_a_task_that_does_not_end_after_its_abort_is_no_success(
    colour: Colour, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("_sync", "_async"):
        monkeypatch.setattr(f"qarnot.{module}.task.SECONDS_TO_CANCEL", 0.05)
    server = WrittenAnswers.on(httpserver)
    server.add("POST", "/tasks", {"uuid": UUID})
    server.add("GET", f"/tasks/{UUID}", task_json(state="PendingCancel"))
    server.add("POST", f"/tasks/{UUID}/abort", 200)
    async with connections(colour) as connect:
        task = a_task(connect(server.url))
        with pytest.raises(UnsuccessfulTask, match="has not ended"):
            await colour.do(task.run(job_timeout=0.05, check=True))


async def test_raise_for_state_looks_first(colour: Colour, connection: Any) -> None:
    task = a_task(connection, "exit 3")
    task.update_cache_time = None
    await colour.do(task.submit())
    other = await colour.do(connection.retrieve_task(task.uuid))
    await colour.do(other.wait())
    with pytest.raises(TaskFailed):
        await colour.do(task.raise_for_state())


async def test_tags_of_a_listed_task_can_be_cleared(colour: Colour, connection: Any) -> None:
    task = a_task(connection, tags=["a"])
    await colour.do(task.submit())
    page = await colour.do(connection.tasks_page())
    while task.uuid not in [each.uuid for each in page.page_data]:
        page = await colour.do(connection.tasks_page(page.next_token))
    (listed,) = [each for each in page.page_data if each.uuid == task.uuid]
    if colour.is_async:
        await listed.update(True)
    listed.tags = []
    await colour.do(listed.commit())
    assert (await colour.do(connection.retrieve_task(task.uuid))).tags == []


async def test_waits_in_turn_show_each_line_once(
    colour: Colour, connection: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    task = a_task(connection, "for n in 1 2 3 4 5 6; do echo line $n; sleep 0.1; done")
    await colour.do(task.submit())
    done = False
    while not done:
        done = await colour.do(task.wait(0.15, False, True, True))
    shown = capsys.readouterr().out
    assert [shown.count(f"0> line {number}\n") for number in range(1, 7)] == [1] * 6
    assert shown.count("Success") == 1


async def test_what_a_run_needs_at_its_end_is_checked_at_its_beginning(
    colour: Colour, connection: Any, cluster: Emulator, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    task = a_task(connection)
    before = len(cluster.ledger)
    with pytest.raises(QarnotGenericException, match="no results bucket"):
        await colour.do(task.run(tmp_path))
    task.results = await colour.do(connection.create_bucket("checked-early"))
    asked = len(cluster.ledger)
    for folder, progress in ((file, None), (5, None), (tmp_path, "x")):
        with pytest.raises(InvalidValue):
            await colour.do(task.run(folder, results_progress=progress))
    assert not task.is_submitted
    assert asked == len(cluster.ledger) >= before


async def test_snapshots_that_are_refused_do_not_keep_a_task_from_its_end(
    colour: Colour, cluster: Emulator, httpserver: HTTPServer
) -> None:
    relay = Relay.before(cluster, httpserver)
    relay.change = lambda request, _: (
        Response('{"message": "no"}', 400, content_type="application/json")
        if request.path.endswith("/periodic")
        else None
    )
    async with connections(colour) as connect:
        task = a_task(connect(relay.url))
        await colour.do(task.snapshot(60))
        with pytest.warns(UnsentEditWarning, match="snapshots"):
            await colour.do(task.run(check=True))
        await colour.do(task.submit())


async def test_a_task_that_is_gone_is_left_alone_on_exit(colour: Colour, connection: Any) -> None:
    task = a_task(connection, "sleep 60")
    await colour.do(task.submit())
    other = await colour.do(connection.retrieve_task(task.uuid))
    await colour.do(task.update(True))
    manager = task.abort_on_exit()
    await colour.do(other.delete())
    error = KeyError("the user's own")
    if colour.is_async:
        await manager.__aexit__(KeyError, error, None)
    else:
        manager.__exit__(KeyError, error, None)
    assert task.state == "Deleted"
    assert not getattr(error, "__notes__", [])


async def test_the_output_of_many_instances_is_read_as_one(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    task = a_task(connection, "echo line of $INSTANCE_ID", 101)
    await colour.do(task.submit())
    await colour.do(task.wait())
    before = len(cluster.ledger)
    lines = await colour.collect(task.lines())
    assert sorted((line.instance, line.text) for line in lines) == [
        (number, f"line of {number}") for number in range(101)
    ]
    assert len(cluster.ledger) - before == 2


async def test_odd_inputs_are_refused_by_name(colour: Colour) -> None:
    connection = colour.connection(cluster_url="http://127.0.0.1:9")
    for wrong in (5, 1.5, object()):
        with pytest.raises(InvalidValue, match="inputs"):
            connection.create_task("n", "docker-batch", inputs=wrong)
    await colour.close(connection)


async def test_a_commit_without_changes_sends_nothing_even_at_once(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    task = a_task(connection)
    await colour.do(task.submit())
    before = len(cluster.ledger)
    await colour.do(task.commit())
    assert len(cluster.ledger) == before
    task.tags.append(5)
    before = len(cluster.ledger)
    with pytest.raises(InvalidValue, match="tags"):
        await colour.do(task.commit())
    assert len(cluster.ledger) == before


async def test_two_waits_at_the_same_time_show_each_line_each(
    colour: Colour, connection: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    task = a_task(connection, "for n in 1 2 3; do echo line $n; sleep 0.1; done")
    await colour.do(task.submit())
    if colour.is_async:
        await asyncio.gather(*(task.wait(30, False, False, True) for _ in range(2)))
    else:
        arguments = (30, False, False, True)
        threads = [threading.Thread(target=task.wait, args=arguments) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    shown = capsys.readouterr().out
    assert [shown.count(f"line {number}\n") for number in (1, 2, 3)] == [2, 2, 2]
