"""The command that starts a storage server, and what decides which one the tests run against."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from attrs import evolve
from storage_options import SCRIPT

from qarnot._objects import ObjectStore, StorageSettings

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCRIPT.parent))

from storage_servers import seaweed_server, swift_access_keys, swift_server  # noqa: E402 - it is in scripts/
from storage_servers.processes import ServerFailed  # noqa: E402
from storage_servers.sites import Unavailable, free_ports  # noqa: E402

END_SECONDS = 20
ENDINGS: dict[str, Callable[[subprocess.Popen[str]], None]] = {
    "SIGINT": lambda process: process.send_signal(signal.SIGINT),
    "SIGTERM": lambda process: process.terminate(),
    # communicate() closes it.
    "standard input": lambda _: None,
}


@contextmanager
def command(
    temporary: Path, *arguments: str, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary), **environment},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ready_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    ready: dict[str, Any] = json.loads(process.stdout.readline())
    return ready


def is_open(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_server_starts_by_one_command_and_leaves_nothing(tmp_path: Path, ending: str) -> None:
    [port] = free_ports(1)
    keys = ("--access-key", "me@example.com", "--secret", "s3cret")
    with command(tmp_path, "moto", "--port", str(port), *keys) as process:
        ready = ready_line(process)
        assert ready == {
            "url": f"https://127.0.0.1:{port}",
            "ca_file": ready["ca_file"],
            "access_key": "me@example.com",
            "secret": "s3cret",
            "server": "moto",
        }
        settings = StorageSettings(
            endpoint_url=ready["url"],
            access_key=ready["access_key"],
            secret=ready["secret"],
            verify=ready["ca_file"],
        )
        store = ObjectStore(settings)
        store.create_bucket("over-tls")
        assert store.list_buckets() == ["over-tls"]
        store.close()
        family = psutil.Process(process.pid).children(recursive=True)
        assert family
        ENDINGS[ending](process)
        assert process.communicate(timeout=END_SECONDS) == ("", "")
    assert process.returncode == 0
    assert not [each for each in family if each.is_running()]
    assert list(tmp_path.iterdir()) == []
    assert not is_open(ready["url"])


def test_a_server_can_be_had_without_tls(tmp_path: Path) -> None:
    with command(tmp_path, "moto", "--no-tls") as process:
        ready = ready_line(process)
        assert ready["url"].startswith("http://127.0.0.1:")
        assert ready["ca_file"] is None
        assert process.communicate(timeout=END_SECONDS) == ("", "")


def test_a_server_that_has_ended_ends_the_command(tmp_path: Path) -> None:
    with command(tmp_path, "moto") as process:
        ready_line(process)
        [server] = psutil.Process(process.pid).children()
        server.kill()
        process.wait(END_SECONDS)
        assert process.stderr is not None
        assert "moto has ended" in process.stderr.read()
    assert process.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with command(tmp_path, "moto", "--port", str(port)) as process:
            output, errors = process.communicate(timeout=END_SECONDS)
    assert (process.returncode, output) == (1, "")
    assert errors == f"port {port} of 127.0.0.1 is in use\n"


@pytest.mark.parametrize(
    "wrong", [["--secret", "a b"], ["--access-key", "50%"], ["--port", "70000"]]
)
def test_arguments_that_cannot_be_right_are_refused(tmp_path: Path, wrong: list[str]) -> None:
    with command(tmp_path, "moto", *wrong) as process:
        output, errors = process.communicate(timeout=END_SECONDS)
    assert (process.returncode, output) == (2, "")
    assert wrong[0] in errors


def test_a_ceph_that_is_not_installed_is_said_in_a_sentence(tmp_path: Path) -> None:
    with command(tmp_path, "ceph", PATH=str(tmp_path)) as process:
        output, errors = process.communicate(timeout=END_SECONDS)
    assert (process.returncode, output) == (3, "")
    [sentence] = errors.splitlines()
    assert sentence.startswith("Ceph is not installed")
    assert "radosgw" in sentence
    assert "bash scripts/install_debian.sh ceph" in sentence


def test_a_swift_that_cannot_be_had_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swift_server, "PLACES", (str(tmp_path / "missing"),))
    with pytest.raises(Unavailable, match=r"extended attributes of users .*/missing "):
        swift_server.find_place()


@pytest.mark.parametrize(
    ("server", "name"), [(swift_server, "Swift"), (seaweed_server, "SeaweedFS")]
)
def test_a_server_that_cannot_be_installed_is_said_in_a_sentence(
    tmp_path: Path, server: Any, name: str
) -> None:
    class Offline:
        def wait_until(self, condition: Callable[[], bool], *_: Any) -> None:
            assert condition()

        def run(self, *_: Any, **__: Any) -> None:
            raise ServerFailed("pip ended with 1: no route to PyPI")

    environment = evolve(server.ENVIRONMENT, folder=tmp_path)
    with pytest.raises(
        Unavailable, match=rf"^{name} cannot be installed from PyPI: .* no route to PyPI"
    ):
        environment.install(Offline())


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/v1/me@example.com/bucket/k", "/v1/storage:me@example.com/bucket/k"),
        ("/v1/me@example.com", "/v1/storage:me@example.com"),
        ("/v1/AUTH_storage/bucket/me@example.com", "/v1/AUTH_storage/bucket/me@example.com"),
    ],
)
def test_an_email_is_an_access_key_of_swift(path: str, seen: str) -> None:
    details = {"access_key": "me@example.com", "signature": "s"}
    environ: dict[str, Any] = {"PATH_INFO": path, "s3api.auth_details": details}
    around = swift_access_keys.filter_factory({}, account="storage", __name__="access_keys")
    assert around(lambda given, _: given)(environ, None) is environ
    assert environ["PATH_INFO"] == seen
    assert environ["s3api.auth_details"]["access_key"] == "storage:me@example.com"
    assert details["access_key"] == "me@example.com"


def test_what_is_no_request_to_s3_is_left_alone_by_swift() -> None:
    around = swift_access_keys.filter_factory({}, account="storage")
    assert around(lambda given, _: given)({"PATH_INFO": "/"}, None) == {"PATH_INFO": "/"}


@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_run_without_its_server_skips_and_says_why(tmp_path: Path, processes: str) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n"
        "def test_with(storage_server):\n    assert False\n\n"
        "@pytest.mark.storage_lacks('ceph', 'it is slow')\ndef test_lacks():\n    assert False\n\n"
        "@pytest.mark.storage_lacks('moto', 'it is kind')\ndef test_other():\n    pass\n"
    )
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "storage_options", "-p", "no:cacheprovider"),
            *("-p", "no:schemathesis", "-rs", "--storage", "ceph", "-n", processes),
            *("--rootdir", str(tmp_path), str(tmp_path)),
        ],
        env={**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(TESTS)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed, 2 skipped" in run.stdout
    assert "ceph: it is slow" in run.stdout
    assert "storage: no ceph" in run.stdout
    assert run.stdout.count("Ceph is not installed") >= 2
