"""How an emulator begins and ends, and that nothing is left of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

import qarnot
from qarnot.emulator import Emulator

from .support import Rest, command, content_of, fill, ready_line, s3, task, until


def _is_open(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


def _living(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [
        each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE
    ]


def _running_job(url: str, folder: Path) -> psutil.Process:
    """Start a task that runs for long, with a grandchild, and find its process."""
    rest = Rest(url)
    with rest.http:
        uuid = rest.submit(f"touch {folder}/ran; echo $$; sleep 300 & sleep 300; true")
        until(lambda: rest.text(f"/tasks/{uuid}/stdout/0"), what="the command to start")
        return psutil.Process(int(rest.text(f"/tasks/{uuid}/stdout/0")))


def test_two_emulators_are_apart() -> None:
    with Emulator() as one, Emulator() as other:
        first, second = s3(one.storage_url), s3(other.storage_url)
        fill(first, "mine", {"a": b"1"})
        assert second.list_buckets()["Buckets"] == []
        fill(second, "mine", {"b": b"2"})
        assert content_of(first, "mine") == {"a": b"1"}
        rest, stranger = Rest(one.cluster_url), Rest(other.cluster_url)
        with rest.http, stranger.http:
            uuid = rest.submit(resourceBuckets=["mine"])
            assert stranger.refusal("GET", f"/tasks/{uuid}")[0] == 404
            assert rest.http.get("/info").json()["usedQuotaBytesBucket"] == 1
            assert rest.http.get("/info").json()["bucketCount"] == 1
        assert other.tasks == ()
        first.close()
        second.close()


def test_nothing_is_left_after_a_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    threads = set(threading.enumerate())
    descriptors = psutil.Process().num_fds()
    children = set(psutil.Process().children(recursive=True))
    emulator = Emulator(slots=2).start()
    job = _running_job(emulator.cluster_url, tmp_path)
    idle = httpx.Client(base_url=emulator.cluster_url, trust_env=False)
    idle.get("/settings")
    begun = [each for each in psutil.Process().children(recursive=True) if each not in children]
    assert len(begun) >= 3
    emulator.stop()
    emulator.stop()
    idle.close()
    assert _living([*begun, job]) == []
    assert set(threading.enumerate()) == threads
    assert not _is_open(emulator.cluster_url)
    assert not _is_open(emulator.storage_url)
    assert [each.name for each in tmp_path.iterdir()] == ["ran"]
    assert psutil.Process().num_fds() <= descriptors
    assert emulator.tasks[0].state == "Cancelled"


def test_an_emulator_can_be_started_again_and_is_empty_then() -> None:
    emulator = Emulator(runner="none")
    with pytest.raises(RuntimeError, match="never started"):
        _ = emulator.cluster_url
    with emulator:
        with pytest.raises(RuntimeError, match="runs already"):
            emulator.start()
        with Rest(emulator.cluster_url).http as http:
            http.get("/info")
    with emulator:
        assert emulator.ledger == ()


def test_it_starts_fast() -> None:
    begun = time.monotonic()
    with Emulator():
        assert time.monotonic() - begun < 2.5


def test_a_port_that_is_taken_is_named() -> None:
    children = set(psutil.Process().children())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for setting in ("port", "storage_port"):
            with pytest.raises(OSError, match=f"port {port} of 127.0.0.1"):
                Emulator(**{setting: port}).start()
    assert set(psutil.Process().children()) == children


def test_the_ports_that_were_asked_for_are_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as b:
        ports = one.getsockname()[1], b.getsockname()[1]
    with Emulator(port=ports[0], storage_port=ports[1], runner="none") as emulator:
        assert emulator.cluster_url == f"http://127.0.0.1:{ports[0]}"
        assert emulator.storage_url == f"http://127.0.0.1:{ports[1]}"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"slots": 0}, "slots: expected a whole number of at least 1, not 0"),
        ({"slots": 1.5}, "slots: expected a whole number of at least 1, not 1.5"),
        ({"runner": "docker"}, "runner: expected 'process' or 'none', not 'docker'"),
        ({"port": -1}, "port: expected a whole number from 0 to 65535, not -1"),
        ({"storage_port": 65536}, "storage_port: expected a whole number from 0 to 65535"),
        ({"token": ""}, "token: expected printable ASCII text"),
        (
            {"repeated_shortname": "ignore"},
            "repeated_shortname: expected 'refuse' or 'conflict' or 'accept', not 'ignore'",
        ),
    ],
)
def test_bad_settings_are_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Emulator(**settings)


def test_job_folders_are_left_in_a_data_folder(tmp_path: Path) -> None:
    place = tmp_path / "made" / "jobs"
    with Emulator(data_dir=place) as emulator:
        storage = s3(emulator.storage_url)
        fill(storage, "given", {"given": b"1"})
        storage.close()
        rest = Rest(emulator.cluster_url)
        with rest.http:
            uuid = rest.submit("echo 2 > made", resourceBuckets=["given"], instanceCount=2)
            rest.finished(uuid)
    found = sorted(str(each.relative_to(place / uuid)) for each in place.rglob("*/*/*"))
    assert found == ["0/given", "0/made", "1/given", "1/made"]


def test_the_connections_are_made_with_address_and_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Connection", "AsyncConnection"):
        monkeypatch.setattr(qarnot, name, lambda name=name, **given: (name, given), raising=False)
    with Emulator(token="t", runner="none") as emulator:
        url = emulator.cluster_url
        made: Any = emulator.connect(retry_count=0)
        assert made == (
            "Connection",
            {"client_token": "t", "cluster_url": url, "retry_count": 0},
        )
        made = emulator.connect_async(client_token="u")
        assert made == (
            "AsyncConnection",
            {"client_token": "u", "cluster_url": url},
        )


def test_a_missing_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['moto'] = None\n"
        "try:\n    import qarnot.emulator\n"
        "except ImportError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout == "The emulator needs moto: install `qarnot-client[emulator]`\n"


def test_what_is_heavy_is_not_loaded_in_the_emulator_itself() -> None:
    code = (
        "import sys, qarnot.emulator.emulator\n"
        "print({'boto3', 'flask', 'httpx', 'moto', 'qarnot_rest'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout == "set()\n"


def test_a_forked_process_does_not_keep_jobs_alive(tmp_path: Path) -> None:
    code = (
        "import os, sys, time\n"
        "from qarnot.emulator import Emulator\n"
        "emulator = Emulator(slots=1).start()\n"
        "forked = os.fork()\n"
        "if not forked:\n    time.sleep(60)\n    os._exit(0)\n"
        "print(emulator.cluster_url, forked, flush=True)\n"
        "time.sleep(60)\n"
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    ) as process:
        assert process.stdout is not None
        url, forked = process.stdout.readline().split()
        job = _running_job(url, tmp_path)
        process.kill()
        process.wait()
        try:
            until(lambda: not _living([job]), what="the end of the job")
            until(lambda: not list(scratch.iterdir()), what="the end of the scratch folder")
        finally:
            os.kill(int(forked), signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_cleanly_by_a_signal(number: signal.Signals, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with command("--slots", "2", temporary=scratch) as process:
        where = ready_line(process)
        assert where.keys() == {"cluster_url", "storage_url", "token"}
        rest = Rest(where["cluster_url"], where["token"])
        with rest.http:
            assert rest.http.get("/info").status_code == 200
        job = _running_job(where["cluster_url"], tmp_path)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        rest_of_output, errors = process.communicate(timeout=15)
    assert (process.returncode, rest_of_output, errors) == (0, "", "")
    assert _living([*family, job]) == []
    assert list(scratch.iterdir()) == []
    assert not _is_open(where["cluster_url"])
    assert not _is_open(where["storage_url"])


@pytest.mark.parametrize(
    ("setting", "statuses"),
    [("refuse", [200, 400]), ("conflict", [200, 409]), ("accept", [200] * 2)],
)
def test_the_command_is_told_what_becomes_of_a_repeated_shortname(
    setting: str, statuses: list[int], tmp_path: Path
) -> None:
    options = ("--runner", "none", "--repeated-shortname", setting)
    with command(*options, temporary=tmp_path) as process:
        where = ready_line(process)
        rest = Rest(where["cluster_url"], where["token"])
        with rest.http:
            twice = [rest.http.post("/tasks", json=task(shortname="twice")) for _ in range(2)]
        process.terminate()
        process.communicate(timeout=15)
    assert [each.status_code for each in twice] == statuses


@pytest.mark.parametrize("delay", [0.15, 0.3, 0.45])
def test_the_command_ends_cleanly_while_it_starts(delay: float, tmp_path: Path) -> None:
    with command(temporary=tmp_path) as process:
        until(lambda: _handles_signals(process.pid), what="the signal handlers")
        # Not a wait for something: the moment within the start-up is what is tried.
        time.sleep(delay)
        process.terminate()
        output, errors = process.communicate(timeout=15)
    assert (process.returncode, errors) == (0, "")
    assert output == "" or json.loads(output)
    assert list(tmp_path.iterdir()) == []


def _handles_signals(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    [caught] = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")]
    return bool(int(caught, 16) & 1 << (signal.SIGTERM - 1))


def test_a_killed_command_leaves_nothing(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with command("--slots", "2", temporary=scratch) as process:
        where = ready_line(process)
        jobs = [_running_job(where["cluster_url"], tmp_path) for _ in range(2)]
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 7
        assert list(scratch.iterdir())
        process.kill()
        process.wait()
        until(lambda: not _living([*family, *jobs]), what="the end of all processes")
    until(lambda: not list(scratch.iterdir()), what="the end of the scratch folder")
    assert not _is_open(where["cluster_url"])
    assert not _is_open(where["storage_url"])


def test_a_command_killed_between_jobs_leaves_nothing(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with command("--slots", "4", temporary=scratch) as process:
        where = ready_line(process)
        rest = Rest(where["cluster_url"])
        with rest.http:
            rest.submit("sleep 0.02; sleep 0.02", instanceCount=500)
            until(lambda: rest.http.get("/info").json()["runningInstanceCount"], what="a job")
        process.kill()
        process.wait()
        until(
            lambda: (
                not [
                    each
                    for each in psutil.process_iter(["cwd"])
                    if str(each.info["cwd"] or "").startswith(str(scratch))
                ]
            ),
            what="the end of all jobs",
        )
    until(lambda: not list(scratch.iterdir()), what="the end of the scratch folder")


def test_the_command_ends_with_its_parent(tmp_path: Path) -> None:
    starter = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-m', 'qarnot.emulator', '--end-with-parent'])\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", starter],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        where = ready_line(parent)
        family = psutil.Process(parent.pid).children(recursive=True)
        assert len(family) == 2
        parent.kill()
        parent.wait()
        until(lambda: not _living(family), what="the end of the emulator")
    assert not _is_open(where["cluster_url"])


def test_the_command_says_what_it_cannot_do(tmp_path: Path) -> None:
    with command("--slots", "0", temporary=tmp_path) as process:
        output, errors = process.communicate(timeout=15)
    assert (process.returncode, output) == (1, "")
    assert "slots: expected a whole number of at least 1, not 0" in errors


def test_the_command_takes_its_options(tmp_path: Path) -> None:
    with command("--token", "t", "--runner", "none", temporary=tmp_path) as process:
        where = ready_line(process)
        assert where["token"] == "t"
        rest, stranger = Rest(where["cluster_url"], "t"), Rest(where["cluster_url"], "u")
        with rest.http, stranger.http:
            assert rest.task(rest.submit())["state"] == "Submitted"
            assert stranger.http.get("/info").status_code == 401
        process.terminate()
        assert process.wait(15) == 0
