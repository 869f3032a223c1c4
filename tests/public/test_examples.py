"""Each example runs as its readers start it: as a process that knows an address and a token."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qarnot.emulator import Emulator

FOLDER = Path(__file__).resolve().parents[2] / "examples"
PATIENCE = 45.0

Begin = Callable[..., subprocess.Popen[str]]

# What the examples print when they are started without arguments, in blocking and in async code.
PRINTED = {
    "check_outcome": """\
        good: Success, it said: all is well
        bad: Failure, Instance 0 ended with exit status 3
        its standard error ends with: 0> no such data
        """,
    "folders": """\
        capitals-0.txt: ONE FISH
        capitals-1.txt: TWO FISH
        """,
    "parameter_sweep": """\
        1 of 4 are here
        2 of 4 are here
        3 of 4 are here
        4 of 4 are here
        2 x 2 = 4
        3 x 3 = 9
        5 x 5 = 25
        7 x 7 = 49
        """,
    "pipeline": """\
        count: 10
        greatest: 10
        """,
    "retry_failed": """\
        the task: Failure
        instance 0: Success
        instance 1: Failure
        instance 2: Success
        the task: Success
        instance 1: Success
        """,
}
OTHERS = {
    "follow_output",
    "old_style",
    "reattach",
    "snapshots",
    "stop_cleanly",
    "web_service",
    "word_count",
}


def files_of(example: str) -> list[str]:
    """Name an example, and its like in async code when there is one."""
    return [name for name in (example, f"aio_{example}") if (FOLDER / f"{name}.py").exists()]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.fixture
def nothing_left(cluster: Emulator, tmp_path: Path) -> Iterator[None]:
    """See to it that an example leaves nothing: no task, no bucket, no file."""
    with cluster.connect() as connection:

        def all_there_is() -> set[str | None]:
            tasks = {task.uuid for task in connection.all_tasks()}
            return tasks | {bucket.uuid for bucket in connection.buckets()}

        before = all_there_is()
        yield
        assert all_there_is() == before
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.fixture
def ctrl_c_interrupts() -> Iterator[None]:
    """Undo what a shell does to whoever it runs in its background, and to their children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def begin(
    cluster: Emulator, tmp_path: Path, nothing_left: None, ctrl_c_interrupts: None
) -> Iterator[Begin]:
    """Start examples, with arguments."""
    begun: list[subprocess.Popen[str]] = []
    environment = {
        **os.environ,
        "QARNOT_CLUSTER_URL": cluster.cluster_url,
        "QARNOT_CLIENT_TOKEN": cluster.token,
        "TMPDIR": str(tmp_path),
    }

    def begin(name: str, *arguments: object) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-W", "error", str(FOLDER / f"{name}.py"), *map(str, arguments)],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(child)
        return child

    yield begin
    for child in begun:
        if child.poll() is None:
            child.kill()
            child.communicate()


def end(child: subprocess.Popen[str]) -> list[str]:
    """Give the lines that an example printed, when it ended well and without a complaint."""
    printed, complained = child.communicate(timeout=PATIENCE)
    assert (child.returncode, complained) == (0, ""), (child.returncode, printed, complained)
    return lines(printed)


@pytest.mark.parametrize("example", PRINTED)
def test_an_example_prints_what_it_is_about(example: str, begin: Begin) -> None:
    children = [begin(name) for name in files_of(example)]
    for child in children:
        assert end(child) == lines(PRINTED[example])


def test_output_is_followed_line_by_line(begin: Begin) -> None:
    children = [begin(name) for name in files_of("follow_output")]
    assert len(children) == 2
    for child in children:
        printed = end(child)
        states = [line for line in printed if line.startswith("state: ")]
        assert states[-1] == "state: Success"
        assert len(set(states)) == len(states)
        for number in range(3):
            mine = [line for line in printed if line.startswith(f"instance {number}, ")]
            assert mine == [
                *(f"instance {number}, stdout: step {step}" for step in (1, 2, 3)),
                f"instance {number}, stderr: finished",
            ]
        # It is there before the end.
        assert printed.index("instance 0, stdout: step 1") < printed.index("state: Success")


def test_a_task_is_found_by_its_shortname(begin: Begin) -> None:
    assert end(begin("reattach", "mine")) == [
        "submitted mine; start this script again for the result"
    ]
    assert end(begin("reattach", "mine")) == ["found mine", "the answer is 42"]


def test_checkpoints_are_saved_while_a_task_runs(begin: Begin) -> None:
    *begun, last = end(begin("snapshots"))
    assert begun == ["snapshot: Success", "in the bucket: saved/state.ckpt"]
    words, _, step = last.rpartition(" ")
    assert words == "the computation can go on from: value"
    assert int(step) >= 3


def test_a_web_server_answers_through_its_forward(begin: Begin) -> None:
    port = free_port()
    assert end(begin("web_service", port, "127.0.0.1")) == [
        f"port {port} of instance 0 is open",
        "status 200: hello from instance 0",
    ]


def test_a_task_that_is_waited_for_ends_by_itself(begin: Begin) -> None:
    children = [begin(name, 1) for name in files_of("stop_cleanly")]
    assert len(children) == 2
    for child in children:
        assert end(child) == ["1", "the task: Success"]


def test_ctrl_c_leaves_nothing_running(begin: Begin, cluster: Emulator) -> None:
    known = {record.uuid for record in cluster.tasks}
    children = [begin(name, 600) for name in files_of("stop_cleanly")]
    for child in children:
        assert child.stdout is not None
        assert select.select([child.stdout], [], [], PATIENCE)[0], "it does not count"
        assert child.stdout.readline() == "1\n"
        child.send_signal(signal.SIGINT)
    for child in children:
        assert end(child)[-2:] == ["stopped by Ctrl-C", "the task: Cancelled"]
    stopped = [record for record in cluster.tasks if record.uuid not in known]
    assert len(stopped) == 2
    for record in stopped:
        assert "Cancelled" in [change.state for change in record.history]


def test_a_script_for_the_official_sdk_runs(begin: Begin) -> None:
    printed = end(begin("old_style"))
    assert printed[0].startswith("** ")
    assert sorted(line for line in printed if line.endswith("greeted")) == [
        "0> greeted",
        "1> greeted",
    ]
    assert printed[-3:] == ["greetings-0.txt 22", "greetings-1.txt 22", "names.txt 10"]


def test_words_are_counted(begin: Begin, tmp_path: Path) -> None:
    (texts := tmp_path / "texts").mkdir()
    (texts / "a.txt").write_text("one two two")
    printed = end(begin("word_count", texts))
    (texts / "a.txt").unlink()
    assert printed[-3:] == ["2  two", "1  one", "3 words, 2 different, in 1 files"]


def test_every_example_is_run() -> None:
    run = {name for example in {*PRINTED, *OTHERS} for name in files_of(example)}
    assert run == {path.stem for path in FOLDER.glob("*.py")}
    assert len([name for name in run if name.startswith("aio_")]) >= 4


def test_examples_are_for_any_cluster() -> None:
    assert [path.name for path in FOLDER.glob("*.py") if "emulator" in path.read_text()] == []
