"""Following a task gives each of its states and lines once, whatever happens on the way."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import Colour
from fault_options import Scale
from growing_output import GrowingOutput
from pytest_httpserver import HTTPServer
from task_support import UUID, Connect, WrittenAnswers, a_task, connections, task_json

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    MissingTaskException,
    MissingTaskInstanceException,
    NotSubmitted,
)
from qarnot.task import Line, StateChange

pytestmark = pytest.mark.anyio

MOST_GROWTH = 40_000_000
INSTANCES = 4


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def quick(connect: Connect, cluster: Emulator) -> Any:
    """A connection to the shared cluster that does not wait long."""
    return connect(cluster.cluster_url)


async def each(values: AsyncIterable[Any] | Iterable[Any]) -> AsyncIterator[Any]:
    """Go through what a method of either colour gives."""
    if isinstance(values, AsyncIterable):
        async for value in values:
            yield value
    else:
        for value in values:
            yield value


class Gate:
    """Lets a command go on when a test says so."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.wait = f"while [ ! -e '{path}' ]; do sleep 0.02; done"

    def open(self) -> None:
        self._path.touch()


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path / "open")


async def submitted(colour: Colour, connection: Any, *arguments: Any) -> Any:
    task = a_task(connection, *arguments)
    await colour.do(task.submit())
    return task


def texts(events: Iterable[Any], instance: int | None = None, stream: str = "stdout") -> list[str]:
    return [
        event.text
        for event in events
        if isinstance(event, Line) and event.stream == stream
        if instance is None or event.instance == instance
    ]


# Events


async def test_each_state_and_each_line_comes_once_and_in_order(
    colour: Colour, quick: Any, gate: Gate
) -> None:
    command = f"for n in 1 2 3; do echo $INSTANCE_ID line $n; done; {gate.wait}; echo last"
    task = await submitted(colour, quick, command, 3)
    events = []
    async for event in each(task.follow()):
        events.append(event)
        if len(texts(events)) == 9:
            gate.open()
    for instance in range(3):
        lines = [f"{instance} line {number}" for number in (1, 2, 3)]
        assert texts(events, instance) == [*lines, "last"]
    changes = [event for event in events if isinstance(event, StateChange)]
    assert changes[0].previous is None
    assert all(after.previous == before.state for before, after in pairwise(changes))
    states = [change.state for change in changes]
    assert len(states) == len(set(states))
    assert states[-1] == "Success"
    assert all(change.time is not None for change in changes)
    assert task.state == "Success"


async def test_a_line_is_given_when_its_end_has_come(
    colour: Colour, quick: Any, gate: Gate
) -> None:
    task = await submitted(
        colour, quick, f"printf 'whole\\r\\nbeg'; {gate.wait}; printf 'in\\n\\nno end'"
    )
    lines = []
    async for line in each(task.lines()):
        lines.append(line)
        gate.open()
    assert lines == [Line(text, 0, "stdout") for text in ("whole", "begin", "", "no end")]


async def test_what_has_ended_is_given_as_well(colour: Colour, quick: Any) -> None:
    task = a_task(quick, "echo out; echo err >&2; exit 3")
    await colour.do(task.run())
    for _ in range(2):
        events = await colour.collect(task.follow())
        assert [event.state for event in events if isinstance(event, StateChange)] == ["Failure"]
        assert texts(events) == ["out"]
        assert texts(events, stream="stderr") == ["err"]


async def test_streams_come_apart(colour: Colour, quick: Any) -> None:
    task = await submitted(colour, quick, "echo out; echo err >&2")
    out, err = Line("out", 0, "stdout"), Line("err", 0, "stderr")
    assert await colour.collect(task.lines()) == [out]
    assert await colour.collect(task.lines(stdout=False, stderr=True)) == [err]
    assert await colour.collect(task.lines(stderr=True)) == [out, err]
    assert await colour.collect(task.lines(stdout=False)) == []
    events = await colour.collect(task.follow(stdout=False, stderr=False))
    assert [event.state for event in events] == ["Success"]


@pytest.mark.parametrize("instances", [3, "2,5-6"])
async def test_one_instance_can_be_followed(
    colour: Colour, quick: Any, cluster: Emulator, instances: int | str
) -> None:
    task = await submitted(colour, quick, "echo I am $INSTANCE_ID", instances)
    lines = await colour.collect(task.lines())
    numbers = [0, 1, 2] if instances == 3 else [2, 5, 6]
    assert sorted(line.text for line in lines) == [f"I am {number}" for number in numbers]
    assert sorted(line.instance for line in lines) == numbers
    begin = len(cluster.ledger)
    assert await colour.collect(task.lines(instanceId=2)) == [Line("I am 2", 2, "stdout")]
    paths = [each.path for each in cluster.ledger[begin:] if task.uuid in each.path]
    assert paths == [f"/tasks/{task.uuid}", f"/tasks/{task.uuid}/stdout/2"]


async def test_what_is_fresh_stays_fresh(colour: Colour, quick: Any) -> None:
    task = await submitted(colour, quick, "echo once")
    assert len(await colour.collect(task.lines())) == 1
    assert await colour.do(task.fresh_stdout()) == "0> once\n"


# Ends


async def test_a_time_limit_ends_it_and_it_can_begin_again(
    colour: Colour, quick: Any, gate: Gate
) -> None:
    task = await submitted(colour, quick, f"echo first; {gate.wait}; echo second")
    async for _ in each(task.lines()):
        break
    assert texts(await colour.collect(task.follow(0.1))) == ["first"]
    assert not task.has_ended
    assert texts(await colour.collect(task.follow(0))) == ["first"]
    gate.open()
    assert texts(await colour.collect(task.follow(30))) == ["first", "second"]
    assert task.has_ended


async def test_a_reader_may_break_off_and_begin_again(colour: Colour, quick: Any) -> None:
    task = await submitted(colour, quick, "for n in 1 2 3 4 5; do echo $n; done")
    for count in (1, 3, 5):
        taken = []
        async for line in each(task.lines()):
            taken.append(line.text)
            if len(taken) == count:
                break
        assert taken == ["1", "2", "3", "4", "5"][:count]


async def test_an_iterator_goes_on_where_its_reader_stopped(colour: Colour, quick: Any) -> None:
    task = await submitted(colour, quick, "for n in 1 2 3 4 5; do echo $n; done")
    lines = task.lines()
    taken = [(await anext(lines) if colour.is_async else next(lines)).text for _ in range(2)]
    taken += texts(await colour.collect(lines))
    assert taken == ["1", "2", "3", "4", "5"]


async def test_a_task_that_is_deleted_ends_it_with_an_error(
    colour: Colour, quick: Any, gate: Gate
) -> None:
    task = await submitted(colour, quick, f"echo first; {gate.wait}")
    other = await colour.do(quick.retrieve_task(task.uuid))

    async def follow() -> None:
        async for _ in each(task.lines()):
            await colour.do(other.delete())

    with pytest.raises(MissingTaskException):
        await follow()


async def test_what_cannot_be_followed_is_said_at_once(colour: Colour, quick: Any) -> None:
    draft = a_task(quick)
    for method in (draft.follow, draft.lines):
        with pytest.raises(NotSubmitted):
            method()
    task = await submitted(colour, quick)
    for wrong in ({"timeout": -1}, {"timeout": "long"}, {"instanceId": -1}, {"instanceId": "0"}):
        with pytest.raises(InvalidValue, match=next(iter(wrong))):
            task.follow(**wrong)


# Showing


async def test_a_run_that_is_followed_logs_states_and_lines_once(
    colour: Colour, connect: Connect, cluster: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("qarnot.tests.cluster.following")
    connection = connect(cluster.cluster_url, logger=logger)
    task = a_task(connection, "echo out $INSTANCE_ID; echo err >&2", 2)
    with caplog.at_level("INFO", logger=logger.name):
        await colour.do(task.run(follow=True))
    by_level: dict[int, list[str]] = {logging.INFO: [], logging.WARNING: []}
    for record in caplog.records:
        by_level[record.levelno].append(record.getMessage())
    lines = [text for text in by_level[logging.INFO] if not text.startswith("state of")]
    states = [text for text in by_level[logging.INFO] if text.startswith("state of a task: ")]
    assert sorted(lines) == ["0> out 0", "1> out 1"]
    assert sorted(by_level[logging.WARNING]) == ["0> err", "1> err"]
    assert len(states) == len(set(states))
    assert states[-1] == "state of a task: Success"


async def test_an_output_that_lost_its_beginning_goes_on_and_says_so(
    colour: Colour, connect: Connect, httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    answers = WrittenAnswers.on(httpserver)
    running, ended = task_json(state="FullyExecuting"), task_json(state="Success")
    answers.add("GET", f"/tasks/{UUID}", running, running, running, ended)
    outputs = [b"one\ntwo\n", b"eight\nnine\n", b"eight\nnine\nten"]
    answers.add("GET", f"/tasks/{UUID}/stdout/0", *outputs)
    connection = connect(answers.url)
    task = await colour.do(connection.retrieve_task(UUID))
    with caplog.at_level("WARNING", logger="qarnot"):
        lines = await colour.collect(task.lines())
    assert texts(lines) == ["one", "two", "eight", "nine", "ten"]
    (record,) = (each for each in caplog.records if each.levelno == logging.WARNING)
    assert "lines may be missing" in record.getMessage()
    assert UUID in record.getMessage()


# Much output, and lost replies


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it"
)
@pytest.mark.timeout(120)
def test_no_line_is_lost_or_repeated_when_replies_are_lost(
    scale: Scale, figure: Callable[[str], None]
) -> None:
    count, seconds = scale.count(100_000, 20_000), scale.count(6, 2)
    for name in scale.pick(["sync", "async"], 1):
        with GrowingOutput(count, seconds, dropped=0.2, seed=scale.seed) as server:
            seen = followed(name, server.url)
        assert seen["wrong"] is None
        assert seen["lines"] == [[instance, count] for instance in range(INSTANCES)]
        assert server.drops > 0
        assert seen["growth"] <= MOST_GROWTH
        assert server.sent <= 4 * server.length
        figure(
            f"following: {name}, {INSTANCES * count:,} lines of {server.length / 1e6:.1f} MB in "
            f"{seen['seconds']:.1f} s, {server.drops} of {server.replies} replies dropped: "
            f"0 lost, 0 repeated, {server.sent / server.length:.2f} times the output read, "
            f"{seen['growth'] / 1e6:.0f} MB of memory"
        )


def followed(colour: str, url: str) -> Any:
    """Follow a task in a process of its own."""
    script = str(Path(__file__).with_name("follow_probe.py"))
    done = subprocess.run([sys.executable, script, colour, url], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done
    return json.loads(done.stdout)


async def test_an_instance_that_never_was_is_told_at_the_end(
    colour: Colour, connection: Any
) -> None:
    task = connection.create_task("a task", "docker-batch", command="echo hello")
    await colour.do(task.submit())
    with pytest.raises(MissingTaskInstanceException):
        await colour.collect(task.lines(instanceId=7))
    assert task.state == "Success"
