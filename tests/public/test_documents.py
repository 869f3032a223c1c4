"""What the documents and docstrings show is run, on the emulator."""

from __future__ import annotations

import doctest
import importlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from qarnot.emulator import Emulator
from qarnot.polling import PollingPolicy

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
PAGES = {
    path.stem: re.split(r"^## ", path.read_text(), flags=re.MULTILINE)
    for path in sorted((ROOT / "docs").glob("*.md"))
}
SECTIONS = [(page, section) for page, parts in PAGES.items() for section in parts[1:]]
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SYNC = sorted(
    path.stem for path in (ROOT / "qarnot/_sync").glob("[a-z]*.py") if ">>> " in path.read_text()
)

# Examples that set what can only be set before the submission.
WITH_DRAFT = {"qarnot._sync.task", "qarnot._sync.task_dependencies"}
COMMANDS = {
    "qarnot._sync.task_snapshots": "echo kept > a.ckpt; sleep 60",
    "qarnot._sync.task_instances": "exec python -m http.server --bind 127.0.0.1 $PORT",
}
# The example that submits its pool itself.
WITH_DRAFT_OF_A_POOL = "PoolWaiting.wait_until_ready"


def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let waits look more often than by default, as most of what is shown ends at once."""
    often = PollingPolicy(first=0.02, longest=0.2)
    monkeypatch.setattr("qarnot._sync.connection.PollingPolicy", lambda: often)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_readme_runs(
    code: str,
    cluster: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("one two\n")
    monkeypatch.setenv("QARNOT_CLUSTER_URL", cluster.cluster_url)
    monkeypatch.setenv("QARNOT_CLIENT_TOKEN", "any")
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)
    if "conn" in names:
        names["conn"].close()
    printed = capsys.readouterr().out
    expected = ("hello world from 1!", "docker-batch", "list_profiles 200", "nightly-", "8 a.txt")
    assert any(words in printed for words in expected)


def title_of(section: str) -> str:
    return section.partition("\n")[0]


@pytest.fixture(scope="module")
def documented_cluster() -> Iterator[Emulator]:
    with Emulator(slots=4) as emulator:
        yield emulator


@pytest.mark.parametrize(
    ("page", "section"), SECTIONS, ids=[f"{page}: {title_of(each)}" for page, each in SECTIONS]
)
def test_the_pages_run(
    page: str,
    section: str,
    documented_cluster: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if "PollingPolicy" not in section:
        look_often(monkeypatch)
    monkeypatch.setenv("QARNOT_CLUSTER_URL", documented_cluster.cluster_url)
    monkeypatch.setenv("QARNOT_CLIENT_TOKEN", "any")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    printed = expected = ""
    try:
        for kind, text in BLOCKS.findall(PAGES[page][0] + section):
            if kind == "text":
                expected = text
                continue
            assert kind == "python"
            assert printed == expected
            exec(compile(text, title_of(section), "exec"), names)
            printed, expected = capsys.readouterr().out, ""
        assert printed == expected
    finally:
        for task in names["conn"].all_tasks(summary=False):
            task.delete(purge_resources=True, purge_results=True, missing_ok=True)
        for left in (*names["conn"].all_jobs(), *names["conn"].all_pools()):
            left.delete(missing_ok=True)
        for bucket in names["conn"].buckets():
            bucket.delete()
        names["conn"].close()


@pytest.mark.parametrize(
    "name", ["qarnot", "qarnot.hooks", "qarnot.retry", *(f"qarnot._sync.{name}" for name in SYNC)]
)
def test_examples_in_docstrings_run(
    name: str, cluster: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_often(monkeypatch)
    monkeypatch.chdir(tmp_path)
    module: ModuleType = importlib.import_module(name)
    connection = importlib.import_module("qarnot").Connection(
        client_token="any", cluster_url=cluster.cluster_url
    )
    uses_pools = name.startswith("qarnot._sync.pool")
    pools = {pool.uuid for pool in connection.all_pools()} if uses_pools else set()
    job = connection.create_job("example")
    if name == "qarnot._sync.job":
        job.submit()
    task = connection.create_task(
        "nightly report", "docker-batch", job=job if job.is_submitted else None
    )
    task.constants["DOCKER_CMD"] = COMMANDS.get(name, "echo done | tee done.txt")
    port = task.constants["PORT"] = free_port()
    task.results = connection.create_bucket("docstring-results")
    if name not in WITH_DRAFT:
        task.submit()
        states = task.follow(stdout=False, stderr=False)
        next(event for event in states if event.state in ("FullyExecuting", "Success"))
    task.tags.clear()
    names: dict[str, Any] = {
        **vars(module),
        "token": "any",
        "url": cluster.cluster_url,
        "connection": connection,
        "job": job,
        "task": task,
        "tasks": [task],
        "port": port,
    }
    failed = 0
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for found in doctest.DocTestFinder(recurse=True).find(module, name, globs=names):
        if not found.examples:
            continue
        pool = found.globs["pool"] = connection.create_pool("example", "docker-batch")
        if uses_pools and not found.name.endswith(WITH_DRAFT_OF_A_POOL):
            pool.submit()
        failed += runner.run(found, clear_globs=False).failed
        for each in connection.all_pools() if uses_pools else ():
            if each.uuid not in pools:
                each.delete()
        if found.globs["connection"] is not connection:
            found.globs["connection"].close()
    task.delete(missing_ok=True)
    if job.is_submitted:
        job.delete(forceAbort=True)
    connection.close()
    assert failed == 0


def test_there_are_examples_to_run() -> None:
    assert len(EXAMPLES) == 6
