"""What the documents and docstrings show is run, on the emulator."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from qarnot.emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
SYNC = sorted(path.stem for path in (ROOT / "qarnot/_sync").glob("[a-z]*.py"))


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_readme_runs(
    code: str,
    cluster: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("QARNOT_CLUSTER_URL", cluster.cluster_url)
    monkeypatch.setenv("QARNOT_CLIENT_TOKEN", "any")
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)
    if "conn" in names:
        names["conn"].close()
    printed = capsys.readouterr().out
    expected = ("hello world from 1!", "docker-batch", "list_profiles 200", "nightly-")
    assert any(words in printed for words in expected)


@pytest.mark.parametrize(
    "name", ["qarnot", "qarnot.hooks", "qarnot.retry", *(f"qarnot._sync.{name}" for name in SYNC)]
)
def test_examples_in_docstrings_run(
    name: str, cluster: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module: ModuleType = importlib.import_module(name)
    connection = importlib.import_module("qarnot").Connection(
        client_token="any", cluster_url=cluster.cluster_url
    )
    task = connection.create_task("example", "docker-batch")
    task.constants["DOCKER_CMD"] = "echo done > done.txt"
    task.results = connection.create_bucket("docstring-results")
    names: dict[str, Any] = {
        **vars(module),
        "token": "any",
        "url": cluster.cluster_url,
        "connection": connection,
        "task": task,
    }
    failed = 0
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for found in doctest.DocTestFinder(recurse=True).find(module, name, globs=names):
        failed += runner.run(found, clear_globs=False).failed
        if found.globs["connection"] is not connection:
            found.globs["connection"].close()
    connection.close()
    assert failed == 0


def test_there_are_examples_to_run() -> None:
    assert len(EXAMPLES) == 5
