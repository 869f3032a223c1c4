"""The list of what is not built yet gets shorter, never longer."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from pathlib import Path

import pytest
from pending import FILE, read

ROOT = Path(__file__).resolve().parents[2]


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else ""


def new_names(before: str, after: str) -> set[str]:
    """Find the names that a list has and did not have."""
    old = read(before)
    return {
        f"{where}: {name}"
        for where, names in read(after).items()
        for name in names - old.get(where, set())
    }


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ('[fields]\nTask = ["a", "b"]', '[fields]\nTask = ["b"]', set()),
        ('[fields]\nTask = ["a"]', '[fields]\nTask = ["b"]', {"fields.Task: b"}),
        ('[fields]\nTask = ["a"]', '[fields]\nPool = ["a"]', {"fields.Pool: a"}),
        ('[fields]\nTask = ["a"]', "", set()),
    ],
)
def test_a_name_that_comes_is_found(before: str, after: str, new: set[str]) -> None:
    assert new_names(before, after) == new


def test_no_name_has_come_since_the_last_commit_nor_with_it() -> None:
    if shutil.which("git") is None or not git("rev-parse", "--verify", "HEAD"):
        pytest.skip("needs git and a clone with its history")
    name = FILE.relative_to(ROOT).as_posix()
    commits = git("log", "-2", "--format=%H", "--", name).split()
    versions = [git("show", f"{commit}:{name}") for commit in reversed(commits)]
    versions.append(FILE.read_text())
    for before, after in itertools.pairwise(versions):
        assert new_names(before, after) == set()
