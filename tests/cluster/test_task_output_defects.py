"""Known defects of another client in the output of a task, which this one must not have.

D18, D41, D53 and D56.
"""

from __future__ import annotations

import hashlib
import io
import json
import socket
import sys
import threading
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from rawserver import Behaviour, RawServer, answer
from task_support import (
    UUID,
    Connect,
    Relay,
    WrittenAnswers,
    a_task,
    connections,
    sent_to,
    task_json,
)
from werkzeug import Request, Response

from qarnot.emulator import Emulator
from qarnot.exceptions import OutcomeUnknown
from qarnot.task import Line

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
PATH = f"/tasks/{UUID}"


@pytest.fixture
async def connect(colour: Colour) -> AsyncIterator[Connect]:
    async with connections(colour) as connect:
        yield connect


@pytest.fixture
def answers(httpserver: HTTPServer) -> WrittenAnswers:
    return WrittenAnswers.on(httpserver)


# D18


@pytest.mark.parametrize("method", ["fresh_stdout", "fresh_stderr"])
@pytest.mark.parametrize("instance", [None, 0])
async def test_d18_what_is_consumed_is_asked_for_once(
    colour: Colour, connect: Connect, answers: WrittenAnswers, method: str, instance: int | None
) -> None:
    place = f"{PATH}/{method.removeprefix('fresh_')}"
    place = place if instance is None else f"{place}/{instance}"
    answers.add("GET", PATH, task_json())
    answers.add("POST", place, 502, b"the rest\n")
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    with pytest.raises(OutcomeUnknown):
        await colour.do(getattr(task, method)(instance))
    assert answers.count("POST", place) == 1
    assert await colour.do(getattr(task, method)(instance)) == "the rest\n"


async def test_d18_following_consumes_nothing_and_loses_nothing(
    colour: Colour, cluster: Emulator, connect: Connect, httpserver: HTTPServer
) -> None:
    relay, lost = Relay.before(cluster, httpserver), [502, 504, 500]

    def lose(request: Request, _: httpx.Response) -> Response | None:
        if "/stdout" in request.path and lost:
            return Response("no", lost.pop())
        return None

    relay.change = lose
    task = a_task(connect(relay.url), "echo one; echo two; echo three")
    await colour.do(task.submit())
    lines = await colour.collect(task.lines(30))
    assert [line.text for line in lines] == ["one", "two", "three"]
    assert not lost
    assert sent_to(cluster, "POST", f"/tasks/{task.uuid}/stdout") == []
    assert await colour.do(task.fresh_stdout()) == "0> one\n0> two\n0> three\n"


# D41

LINE = "température 温度 🌡 " * 40 + "\n"
BLOCK = (LINE * (MIB // len(LINE.encode()) + 1)).encode()
BLOCKS = 64 * MIB // len(BLOCK) + 1
PIECE = 65_521
MOST_MEMORY = 32 * MIB


def flood(connected: socket.socket, stopped: threading.Event) -> None:
    """Answer with 64 MiB of output whose encoding is not said, cut in the middle of characters."""
    head = ["HTTP/1.1 200 OK", "Content-Type: text/plain", "Connection: close"]
    head.append(f"Content-Length: {BLOCKS * len(BLOCK)}")
    connected.sendall("\r\n".join([*head, "", ""]).encode())
    view = memoryview(BLOCK)
    for _ in range(BLOCKS):
        for begin in range(0, len(BLOCK), PIECE):
            connected.sendall(view[begin : begin + PIECE])


class Peak:
    """How many bytes more than at its beginning a block of Python code held at once."""

    def __enter__(self) -> Peak:
        tracemalloc.start()
        self.begin, _ = tracemalloc.get_traced_memory()
        return self

    def __exit__(self, *error: object) -> None:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.bytes = most - self.begin


async def flooded_task(colour: Colour, connect: Connect, server: RawServer) -> Any:
    task = await colour.do(connect(server.url).retrieve_task(UUID))
    task.auto_update = False
    return task


def shown(count: int, *then: Behaviour) -> list[Behaviour]:
    """Answer with an ended task, so many times."""
    task = json.dumps(task_json(state="Success")).encode()
    return [*[answer(task, "200 OK", "Connection: close")] * count, *then]


@pytest.mark.parametrize("way", ["open_stdout", "save_stdout", "open_stderr", "save_stderr"])
async def test_d41_long_output_goes_into_a_file_in_little_memory(
    colour: Colour, connect: Connect, tmp_path: Path, way: str
) -> None:
    assert len(BLOCK) % PIECE
    expected = hashlib.sha256()
    for _ in range(BLOCKS):
        expected.update(BLOCK)
    with RawServer(*shown(1, flood)) as server:
        task = await flooded_task(colour, connect, server)
        with Peak() as peak:
            if way.startswith("save"):
                await colour.do(getattr(task, way)(tmp_path / "output", 0))
                output: Any = (tmp_path / "output").open("rb")
            else:
                output = await colour.do(getattr(task, way)(0))
            with output:
                found = hashlib.file_digest(output, "sha256")
        assert server.requests[-1] == f"GET {PATH}/{way[-6:]}/0"
    assert found.digest() == expected.digest()
    assert peak.bytes < MOST_MEMORY


async def test_d41_long_output_is_followed_in_little_memory(
    colour: Colour, connect: Connect
) -> None:
    with RawServer(*shown(2, flood)) as server:
        task = await flooded_task(colour, connect, server)
        count, lines = 0, task.lines()
        with Peak() as peak:
            if colour.is_async:
                async for line in lines:
                    count += line.text == LINE[:-1]
            else:
                count = sum(line.text == LINE[:-1] for line in lines)
    assert count == BLOCKS * len(BLOCK) // len(LINE.encode())
    assert peak.bytes < MOST_MEMORY


async def test_d41_the_measure_sees_a_whole_output(colour: Colour, connect: Connect) -> None:
    with RawServer(*shown(1, flood)) as server:
        task = await flooded_task(colour, connect, server)
        with Peak() as peak:
            text = await colour.do(task.stdout(0))
    assert peak.bytes > 64 * MIB
    assert text[: len(LINE)] == text[-len(LINE) :] == LINE


async def test_d41_output_is_read_as_utf8_whatever_is_said_of_it(
    colour: Colour, connect: Connect, answers: WrittenAnswers, tmp_path: Path
) -> None:
    text = "température 温度 🌡\n"
    answers.add("GET", PATH, task_json(state="Success"))
    for stream in ("stdout", "stderr"):
        answers.add("GET", f"{PATH}/{stream}", text.encode())
        answers.add("GET", f"{PATH}/{stream}/0", text.encode())
        answers.add("POST", f"{PATH}/{stream}", text.encode())
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    for method in ("stdout", "stderr", "fresh_stdout", "fresh_stderr"):
        assert await colour.do(getattr(task, method)()) == text
    for stream in ("stdout", "stderr"):
        with await colour.do(getattr(task, f"open_{stream}")()) as output:
            assert output.read().decode() == text
        await colour.do(getattr(task, f"save_{stream}")(tmp_path / stream))
        assert (tmp_path / stream).read_bytes().decode() == text
    lines = await colour.collect(task.lines(stderr=True))
    assert [line.text for line in lines] == [text[:-1]] * 2


# D53


async def live(colour: Colour, connect: Connect, answers: WrittenAnswers) -> Any:
    """Give a task that is seen at 0, 40 and 100 %."""
    for state, progress in (("FullyExecuting", 0), ("FullyExecuting", 40), ("Success", 100)):
        answers.add("GET", PATH, task_json(name="measured", state=state, progress=progress))
    return await colour.do(connect(answers.url).retrieve_task(UUID))


def progress_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    said = [record.getMessage() for record in caplog.records if record.name == "qarnot"]
    return [each for each in said if each.startswith("progress of measured")]


async def test_d53_without_tqdm_there_is_a_clear_warning_and_lines(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("tqdm", "tqdm.auto"):
        monkeypatch.setitem(sys.modules, name, None)
    task = await live(colour, connect, answers)

    # The warning points at the line that waits.
    async def wait() -> Any:
        ended = task.wait(20, live_progress=True)
        return await ended if colour.is_async else ended

    with caplog.at_level("INFO", logger="qarnot"):
        with pytest.warns(UserWarning, match=r"pip install 'qarnot-client\[progress\]'") as warned:
            assert await wait() is True
    assert [each.filename for each in warned] == [__file__]
    assert progress_lines(caplog)[-1] == "progress of measured: Success, 100 %"


async def test_d53_where_there_is_no_terminal_progress_comes_in_lines(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    task = await live(colour, connect, answers)
    with caplog.at_level("INFO", logger="qarnot"):
        assert await colour.do(task.wait(20, live_progress=True)) is True
    assert progress_lines(caplog)[-2:] == [
        "progress of measured: FullyExecuting, 40 %",
        "progress of measured: Success, 100 %",
    ]
    assert capsys.readouterr() == ("", "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_d53_on_a_terminal_there_is_a_bar(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    task = await live(colour, connect, answers)
    with caplog.at_level("INFO", logger="qarnot"):
        assert await colour.do(task.wait(20, live_progress=True)) is True
    drawn = terminal.getvalue()
    assert "FullyExecuting:  40%" in drawn
    assert "Success: 100%" in drawn
    assert progress_lines(caplog) == []


# D56

PRINTED = "epoch 1 loss=0.5\nepoch 2\ntempérature 21 °C\n\nthe end, unfinished"


def looks(count: int) -> list[dict[str, Any]]:
    """Give a task that runs, so many times, and then has ended."""
    return [*[task_json(state="FullyExecuting")] * count, task_json(state="Success")]


@pytest.mark.parametrize("step", [3, 10])
async def test_d56_lines_that_come_in_pieces_are_given_whole(
    colour: Colour, connect: Connect, answers: WrittenAnswers, step: int
) -> None:
    data = PRINTED.encode()
    pieces = [data[:end] for end in range(step, len(data), step)]
    answers.add("GET", f"{PATH}/stdout/0", *pieces, data)
    answers.add("GET", PATH, *looks(len(pieces) + 1))
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    lines = await colour.collect(task.lines(50))
    assert lines == [Line(text, 0, "stdout") for text in PRINTED.split("\n")]


async def test_d56_following_a_wait_logs_whole_lines_and_prints_nothing(
    colour: Colour,
    connect: Connect,
    answers: WrittenAnswers,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers.add("GET", PATH, *looks(3))
    answers.add("GET", f"{PATH}/stdout/0", b"epoch 1 lo", b"epoch 1 loss=0.5\nepoch 2\n")
    answers.add("GET", f"{PATH}/stderr/0", b"", b"warn", b"warning\n")
    task = await colour.do(connect(answers.url).retrieve_task(UUID))
    with caplog.at_level("INFO", logger="qarnot"):
        assert await colour.do(task.wait(20, follow_stdout=True, follow_stderr=True)) is True
    said = [(one.levelname, one.getMessage()) for one in caplog.records if one.name == "qarnot"]
    assert sorted(said) == [
        ("INFO", "0> epoch 1 loss=0.5"),
        ("INFO", "0> epoch 2"),
        ("WARNING", "0> warning"),
    ]
    assert capsys.readouterr() == ("", "")


async def test_d56_lines_of_instances_do_not_mix(
    colour: Colour, cluster: Emulator, connect: Connect
) -> None:
    command = (
        "for n in 1 2 3; do printf $INSTANCE_ID-epoch-; sleep 0.05; "
        "printf $n; printf ' loss\\n'; done"
    )
    task = a_task(connect(cluster.cluster_url), command, 2)
    await colour.do(task.submit())
    lines = await colour.collect(task.lines(30))
    for instance in (0, 1):
        own = [line.text for line in lines if line.instance == instance]
        assert own == [f"{instance}-epoch-{number} loss" for number in (1, 2, 3)]
    assert len(lines) == 6
