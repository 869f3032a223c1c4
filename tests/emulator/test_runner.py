"""The process runner alone: what it runs, measures, uploads and saves."""

from __future__ import annotations

import errno
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from qarnot.emulator.core.intake import TaskPlan, plan_task
from qarnot.emulator.core.running import FileSelection, Usage
from qarnot.emulator.guardian import Guard
from qarnot.emulator.runners import NullRunner, ProcessRunner

from .doubles import MemoryStore, Notes
from .support import task, until

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")

UUID = "the-task"


class Bench:
    """A runner with a storage in memory, and what it reported."""

    def __init__(self, folder: Path, guard: Guard) -> None:
        self.store = MemoryStore()
        self.notes = Notes()
        self.folder = folder
        self.runner = ProcessRunner(folder, self.store, guard, keep_folders=False)
        self.runner.report_to(self.notes)

    def run(self, plan: TaskPlan, *numbers: int) -> None:
        for number in numbers or plan.numbers:
            self.runner.run(UUID, plan, number)

    def ended(self, count: int = 1) -> list[tuple[int, str | None, Usage]]:
        self.notes.wait_for(lambda: len(self.notes.endings) >= count, f"{count} ends")
        return sorted(self.notes.endings, key=lambda ending: ending[0])

    def says(self, text: bytes, number: int = 0) -> None:
        """Wait until an instance has written something."""
        self.notes.wait_for(lambda: text in self.notes.output[number, "stdout"], f"{text!r}")

    def collect(
        self, plan: TaskPlan, *, upload: bool = True, numbers: tuple[int, ...] | None = None
    ) -> tuple[bool, str | None, dict[int, tuple[str, ...]]]:
        count = len(self.notes.collections) + 1
        self.runner.collect(UUID, plan, upload=upload, numbers=numbers)
        self.notes.wait_for(lambda: len(self.notes.collections) == count, "the collection")
        uploaded, error, results = self.notes.collections[-1]
        return uploaded, error, dict(results)

    def snapshot(self, plan: TaskPlan, **selection: Any) -> tuple[str, int, str | None]:
        name = f"snapshot-{len(self.notes.snapshots)}"
        self.runner.snapshot(UUID, plan, name, FileSelection(bucket="saved", **selection))
        self.notes.wait_for(lambda: name in [each[0] for each in self.notes.snapshots], name)
        return self.notes.snapshots[-1]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    reading, writing = os.pipe()
    guard = Guard(writing)
    made = Bench(tmp_path / "tasks", guard)
    yield made
    made.runner.stop(UUID)
    made.runner.close()
    guard.farewell()
    os.close(reading)


def plan(command: str, **changes: Any) -> TaskPlan:
    return plan_task(task(command, **changes), lambda _: True)


def gate(folder: Path, name: str = "gate") -> tuple[Path, str]:
    """Make a pipe that a command waits at until something is written to it."""
    path = folder / name
    os.mkfifo(path)
    return path, f"read ignored < {path}"


def pass_gate(path: Path) -> None:
    path.write_text("go\n")


BURN = "python3 -c 'import time\nwhile time.process_time() < {}: pass'"
LISTEN = """exec python3 -c '
import socket
listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
with open("{}") as gate:
    gate.read()
'"""


@needs_proc
def test_processor_time_counts_children_and_what_was_left_running(
    bench: Bench, tmp_path: Path
) -> None:
    burnt, wait = gate(tmp_path)
    program = BURN.format("0.2")[:-1] + f'\nopen("{burnt}", "w").write("go\\n")\ntime.sleep(300)\''
    bench.run(plan(f"{BURN.format(0.3)}; {program} & {wait}"))
    [(_, error, usage)] = bench.ended()
    assert error is None
    assert 0.45 <= usage.cpu_seconds < 10
    assert bench.runner.usage(UUID, 0) == usage
    assert (usage.memory_mb, usage.ports) == (0, ())


@needs_proc
def test_what_an_instance_uses_is_told_while_it_runs(bench: Bench, tmp_path: Path) -> None:
    path, _ = gate(tmp_path)
    made = plan(LISTEN.format(path), instanceCount=1)
    assert bench.runner.usage(UUID, 0) == Usage()
    bench.run(made)
    bench.says(b"\n")
    port = int(bench.notes.output[0, "stdout"].split()[1])
    now = bench.runner.usage(UUID, 0)
    assert now.ports == (port,)
    assert 0 < now.memory_mb <= now.peak_memory_mb
    pass_gate(path)
    [(_, _, final)] = bench.ended()
    assert final.ports == ()
    assert final.peak_memory_mb >= now.peak_memory_mb
    assert bench.runner.usage(UUID, 1) == Usage()


def test_an_instance_is_known_to_run_before_anything_that_it_wrote(
    bench: Bench, tmp_path: Path
) -> None:
    path = tmp_path / "written"
    seen: list[bytes] = []
    started = bench.notes.started

    def held_back(uuid: str, number: int) -> None:
        until(path.exists, what="the command to have written")
        seen.append(b"".join(bench.notes.output.values()))
        started(uuid, number)

    bench.notes.started = held_back  # type: ignore[method-assign] # told late, as it may be
    bench.run(plan(f"echo hello; touch {path}; sleep 0.2", instanceCount=1))
    bench.says(b"hello")
    assert seen == [b""]
    bench.ended()


def test_a_run_that_cannot_start_used_nothing(bench: Bench) -> None:
    bench.run(plan("true", constants={"A": "null\0character"}))
    [(_, error, usage)] = bench.ended()
    assert error is not None
    assert error.startswith("Instance 0 cannot run: ")
    assert usage == Usage()


@pytest.mark.parametrize(("number", "shown"), [(9, "SIGKILL"), (40, "40")])
def test_a_signal_is_named_where_it_has_a_name(bench: Bench, number: int, shown: str) -> None:
    bench.run(plan(f"kill -{number} $$"))
    assert bench.ended()[0][1] == f"Instance 0 ended with signal {shown}"


def test_another_run_of_an_instance_starts_afresh(bench: Bench) -> None:
    bench.store.buckets["in"] = {"resource": b"1"}
    made = plan("ls; touch made; echo 2 > resource; exit 3", resourceBuckets=["in"])
    for count in (1, 2):
        bench.run(made)
        [*_, (_, error, _)] = bench.ended(count)
        assert error == "Instance 0 ended with exit status 3"
    assert bench.notes.output[0, "stdout"] == b"resource\n<end>" * 2
    assert bench.store.fetched == ["resource"]


def test_the_environment_tells_the_instance_its_number(bench: Bench) -> None:
    constants = {
        "OUTPUT": "frame-${INSTANCE_ID}-of-${INSTANCE_COUNT}.png",
        "WHO": "me",
        "GREETING": "hello ${WHO} ${UNKNOWN} $INSTANCE_ID",
    }
    bench.run(
        plan(
            'echo "${INSTANCE_ID}/${INSTANCE_COUNT} ${WHO} $OUTPUT $GREETING"',
            instanceCount=None,
            advancedRanges="4,7",
            constants=constants,
        )
    )
    bench.ended(2)
    for number in (4, 7):
        assert bench.notes.output[number, "stdout"].decode() == (
            f"{number}/2 me frame-{number}-of-2.png hello me ${{UNKNOWN}} $INSTANCE_ID\n<end>"
        )


def test_the_command_may_refer_to_constants_that_no_variable_holds(bench: Bench) -> None:
    forced = {
        "constantName": "HIDDEN",
        "forcedValue": "forced",
        "forceExportInEnvironment": False,
    }
    bench.run(
        plan(
            "echo ${HIDDEN} ${my.key} ${SHOWN} ${INSTANCE_ID} ${UNKNOWN:-unknown}; env",
            constants={"HIDDEN": "ignored", "my.key": "dotted", "SHOWN": "a  b"},
            forcedConstants=[forced],
        )
    )
    assert bench.ended()[0][1] is None
    first, *variables = bench.notes.output[0, "stdout"].decode().splitlines()
    assert first == "forced dotted a b 0 unknown"
    assert "SHOWN=a  b" in variables
    assert not [each for each in variables if each.startswith("HIDDEN=")]


MAKE_FILES = "mkdir out; echo $INSTANCE_ID | tee out/$INSTANCE_ID.txt > out/$INSTANCE_ID.log"


def with_results(made: TaskPlan, **selection: Any) -> TaskPlan:
    return replace(made, results=FileSelection(bucket="results", **selection))


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({}, {"out/{}.log", "out/{}.txt"}),
        ({"prefix": "run-1/"}, {"run-1/out/{}.log", "run-1/out/{}.txt"}),
        ({"whitelist": r"\.txt$"}, {"out/{}.txt"}),
        ({"blacklist": r"^out/\d+\.txt"}, {"out/{}.log"}),
        ({"whitelist": "out", "blacklist": "out", "prefix": "none/"}, set()),
    ],
)
def test_chosen_results_are_uploaded_under_a_prefix(
    bench: Bench, selection: dict[str, str], expected: set[str]
) -> None:
    made = with_results(plan(MAKE_FILES, instanceCount=2), **selection)
    bench.run(made)
    bench.ended(2)
    uploaded, error, results = bench.collect(made)
    assert (uploaded, error) == (True, None)
    assert {number: set(keys) for number, keys in results.items()} == {
        number: {each.format(number) for each in expected} for number in (0, 1)
    }
    assert bench.store.buckets["results"] == {
        key: b"%d\n" % number for number, keys in results.items() for key in keys
    }


def test_only_the_results_of_the_named_instances_count(bench: Bench) -> None:
    made = with_results(plan(MAKE_FILES, instanceCount=3))
    bench.run(made)
    bench.ended(3)
    _, _, results = bench.collect(made, numbers=(1,))
    assert results == {1: ("out/1.log", "out/1.txt")}
    assert set(bench.store.buckets["results"]) == set(results[1])


@pytest.mark.parametrize("what", ["whitelist", "blacklist"])
def test_what_is_no_expression_is_an_error_that_names_it(bench: Bench, what: str) -> None:
    made = with_results(plan(MAKE_FILES), **{what: "["})
    bench.run(made)
    bench.ended()
    uploaded, error, results = bench.collect(made)
    assert error is not None
    assert f"the {what} '[' is not a regular expression" in error
    assert (uploaded, results) == (False, {})
    assert "results" not in bench.store.buckets


def test_without_a_bucket_nothing_is_uploaded_and_all_is_removed(bench: Bench) -> None:
    made = plan(MAKE_FILES)
    bench.run(made)
    bench.ended()
    assert (bench.folder / UUID / "0" / "out").is_dir()
    assert bench.collect(made) == (False, None, {})
    assert not (bench.folder / UUID).exists()
    assert bench.runner.usage(UUID, 0) == Usage()


def test_what_one_instance_left_is_removed_while_its_task_goes_on(bench: Bench) -> None:
    two = plan("echo made > file", instanceCount=2)
    bench.run(two)
    bench.ended(2)
    for uuid in (UUID, UUID, "nobody"):
        bench.runner.discard(uuid, 0)
    folders = [bench.folder / UUID / str(number) for number in (0, 1)]
    until(lambda: not folders[0].exists(), what="the folder to go")
    assert (folders[1] / "file").exists()
    assert bench.runner.usage(UUID, 0) == Usage()
    assert bench.runner.usage(UUID, 1) != Usage()


def test_a_snapshot_saves_what_there_is_while_instances_run(bench: Bench, tmp_path: Path) -> None:
    bench.store.buckets["in"] = {"same": b"1", "grows": b"1"}
    path, wait = gate(tmp_path)
    made = plan(
        f"echo 2 >> grows; echo part > made.txt; echo x > made.log; echo ready; {wait};"
        "echo rest >> made.txt; echo again; sleep 300",
        resourceBuckets=["in"],
    )
    bench.run(made)
    bench.says(b"ready")
    assert bench.snapshot(made, prefix="first/", blacklist="log$") == ("snapshot-0", 8, None)
    assert bench.notes.progress == [(8, 0), (8, 3), (8, 8)]
    pass_gate(path)
    bench.says(b"again")
    assert bench.snapshot(made, whitelist="made") == ("snapshot-1", 12, None)
    assert bench.store.buckets["saved"] == {
        "first/grows": b"12\n",
        "first/made.txt": b"part\n",
        "made.log": b"x\n",
        "made.txt": b"part\nrest\n",
    }


def test_a_snapshot_holds_the_files_of_ended_instances_too(bench: Bench) -> None:
    made = plan("echo $INSTANCE_ID > of-$INSTANCE_ID; [ $INSTANCE_ID = 0 ] || sleep 300 &"
                "wait", instanceCount=2)  # fmt: skip
    bench.run(made)
    bench.ended()
    until(lambda: (bench.folder / UUID / "1" / "of-1").is_file(), what="the file of the other")
    _, size, error = bench.snapshot(made)
    assert (size, error) == (4, None)
    assert bench.store.buckets["saved"] == {"of-0": b"0\n", "of-1": b"1\n"}


def test_files_that_vanish_are_not_saved_and_change_the_size(bench: Bench) -> None:
    made = plan("for name in a b c; do echo $name > $name; done; echo ready; sleep 300")
    bench.run(made)
    bench.says(b"ready")
    folder = bench.folder / UUID / "0"
    bench.store.on_put = lambda key: (folder / "b").unlink() if key == "a" else None
    assert bench.snapshot(made) == ("snapshot-0", 4, None)
    assert bench.notes.progress == [(6, 0), (6, 2), (4, 2), (4, 4)]
    assert set(bench.store.buckets["saved"]) == {"a", "c"}


def test_a_file_that_grows_is_saved_as_it_was(bench: Bench) -> None:
    made = plan("echo a > a; echo ready; sleep 300")
    bench.run(made)
    bench.says(b"ready")

    def grow(_: str) -> None:
        (bench.folder / UUID / "0" / "a").write_text("much longer than before")

    bench.store.on_put = grow
    assert bench.snapshot(made) == ("snapshot-0", 2, None)
    assert bench.store.buckets["saved"] == {"a": b"a\n"}


def test_a_file_that_cannot_be_saved_does_not_cost_the_others(bench: Bench) -> None:
    made = plan("for name in a b c; do echo $name > $name; done; echo ready; sleep 300")
    bench.run(made)
    bench.says(b"ready")

    def refuse(key: str) -> None:
        if key == "b":
            raise RuntimeError("the storage is full")

    bench.store.on_put = refuse
    assert bench.snapshot(made) == (
        "snapshot-0",
        4,
        "1 files cannot be saved to saved: 'b': the storage is full",
    )
    assert set(bench.store.buckets["saved"]) == {"a", "c"}


def test_a_snapshot_with_a_wrong_expression_says_so(bench: Bench) -> None:
    _, size, error = bench.snapshot(plan("true"), whitelist="(")
    assert size == 0
    assert error is not None
    assert "the whitelist '(' is not a regular expression" in error


def test_a_snapshot_of_nothing_is_empty(bench: Bench) -> None:
    assert bench.snapshot(plan("true")) == ("snapshot-0", 0, None)
    assert bench.store.buckets["saved"] == {}


def test_a_stopped_task_ends_its_snapshot_with_what_was_saved(bench: Bench) -> None:
    made = plan("for name in a b c; do echo $name > $name; done; echo ready; sleep 300")
    bench.run(made)
    bench.says(b"ready")
    bench.store.on_put = lambda _: bench.runner.stop(UUID)
    _, size, error = bench.snapshot(made)
    assert size == 2
    assert error == "The snapshot cannot be saved to saved: the task was stopped"


def test_results_wait_for_a_snapshot_to_end(bench: Bench) -> None:
    made = with_results(plan("echo a > a"))
    bench.run(made)
    bench.ended()
    saving, go_on = threading.Event(), threading.Event()

    def hold(_: str) -> None:
        saving.set()
        assert go_on.wait(20)

    bench.store.on_put = hold
    bench.runner.snapshot(UUID, made, "held", FileSelection("saved"))
    assert saving.wait(20)
    bench.runner.collect(UUID, made, upload=True)
    assert "results" not in bench.store.buckets
    go_on.set()
    bench.notes.wait_for(lambda: bench.notes.collections, "the collection")
    assert bench.notes.snapshots == [("held", 2, None)]
    assert bench.store.buckets["results"] == {"a": b"a\n"}


def test_refreshed_resources_reach_running_instances(bench: Bench, tmp_path: Path) -> None:
    path, wait = gate(tmp_path)
    bench.store.buckets["in"] = {"a": b"1", "mine": b"1"}
    made = plan(f"echo 3 > mine; echo ready; {wait}; tail a mine new", resourceBuckets=["in"])
    bench.run(made)
    bench.says(b"ready")
    bench.store.buckets["in"] = {"a": b"2\n", "mine": b"2\n", "new": b"2\n"}
    bench.runner.refresh_resources(UUID, made)
    folder = bench.folder / UUID / "0"
    until(lambda: (folder / "new").is_file(), what="the new resource")
    pass_gate(path)
    bench.ended()
    assert bench.notes.output[0, "stdout"].split() == (
        b"ready ==> a <== 2 ==> mine <== 3 ==> new <== 2 <end>".split()
    )


def test_a_refresh_that_fails_is_logged_and_the_instances_run_on(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, wait = gate(tmp_path)
    bench.store.buckets["in"] = {"a": b"1"}
    made = plan(f"echo ready; {wait}; cat a", resourceBuckets=["in"])
    bench.run(made)
    bench.says(b"ready")
    del bench.store.buckets["in"]
    with caplog.at_level(logging.WARNING, "qarnot.emulator.runners"):
        bench.runner.refresh_resources(UUID, made)
        until(lambda: caplog.records, what="the warning")
    assert f"The resources of task {UUID} stay as they are" in caplog.text
    pass_gate(path)
    assert bench.ended()[0][1] is None
    bench.runner.refresh_resources("unknown", made)


def test_a_runner_that_runs_nothing_uses_nothing() -> None:
    runner = NullRunner()
    runner.refresh_resources(UUID, plan("true"))
    runner.collect(UUID, plan("true"), upload=True, numbers=(0,))
    assert runner.usage(UUID, 0) == Usage()


@needs_proc
@pytest.mark.parametrize("failing", range(4))
def test_a_command_that_cannot_be_started_leaves_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Each of the pipes that a command needs is the one too many."""
    made, numbers = os.pipe, iter(range(100))

    def pipe() -> tuple[int, int]:
        if next(numbers) == failing:
            raise OSError(errno.EMFILE, "Too many open files")
        return made()

    here = psutil.Process()
    before, children = here.num_fds(), here.children()
    monkeypatch.setattr(os, "pipe", pipe)
    bench.run(plan("sleep 300"))
    [(_, error, _)] = bench.ended()
    assert "Too many open files" in str(error)
    assert bench.notes.starts == []
    assert here.children() == children
    # What measures processes opens a file now and then.
    until(lambda: here.num_fds() <= before, what="all files to be closed")
