"""Generated trees are exactly what their sources give, and the checks notice when they are not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_options import Scale

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("spec", "generated", "scripts", "qarnot", "pyproject.toml")


def copy_to(folder: Path) -> Path:
    """Copy what the checks look at."""
    folder.mkdir(exist_ok=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / part, ignore=ignored)
        else:
            shutil.copy(source, folder / part)
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_to(tmp_path)


def run(
    root: Path, script: str, *options: str, hash_seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "scripts" / script), *options],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )


def files_of(root: Path) -> dict[Path, bytes]:
    """Read all files but the compiled ones."""
    found = (path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path: path.read_bytes() for path in found}


def edit_one_character(name: str) -> Callable[[Path], str]:
    def edit(root: Path) -> str:
        path = root / name
        text = path.read_text()
        middle = len(text) // 2
        replacement = "y" if text[middle] == "x" else "x"
        path.write_text(text[:middle] + replacement + text[middle + 1 :])
        return name

    return edit


def append(name: str, text: str) -> Callable[[Path], str]:
    def edit(root: Path) -> str:
        with (root / name).open("a") as file:
            file.write(text)
        return name

    return edit


def remove(name: str) -> Callable[[Path], str]:
    def edit(root: Path) -> str:
        (root / name).unlink()
        return name

    return edit


def link(name: str, target: str) -> Callable[[Path], str]:
    def edit(root: Path) -> str:
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(target)
        return name

    return edit


def make_folder(name: str) -> Callable[[Path], str]:
    def edit(root: Path) -> str:
        (root / name).mkdir()
        return name

    return edit


def named(edit: Callable[[Path], str], name: str) -> Callable[[Path], str]:
    """Make an edit whose finding names another file."""

    def both(root: Path) -> str:
        edit(root)
        return name

    return both


@pytest.mark.parametrize("script", ["generate.py", "convert.py"])
def test_a_check_finds_nothing_in_what_was_not_touched_and_writing_changes_nothing(
    copy: Path, scale: Scale, script: str
) -> None:
    before = files_of(copy)
    for hash_seed in scale.pick(["1", "12345"], 1):
        done = run(copy, script, "--check", hash_seed=hash_seed)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert run(copy, script, hash_seed=hash_seed).returncode == 0
        assert files_of(copy) == before


EDITS: list[tuple[str, Callable[[Path], str]]] = [
    ("generate.py", edit_one_character("generated/qarnot_rest/models/task.py")),
    ("generate.py", edit_one_character("generated/qarnot_rest/client.py")),
    ("generate.py", edit_one_character("generated/README.md")),
    ("generate.py", edit_one_character("generated/FINGERPRINT")),
    ("generate.py", edit_one_character("qarnot/_document.json")),
    ("generate.py", append("generated/qarnot_rest/api/extra.py", "")),
    ("generate.py", append("generated/qarnot_rest/py.typed", "partial\n")),
    ("generate.py", remove("generated/qarnot_rest/models/task.py")),
    ("generate.py", append("spec/openapi.yaml", "# a comment\n")),
    ("generate.py", append("spec/generator.yaml", "# a comment\n")),
    ("convert.py", edit_one_character("qarnot/_sync/task.py")),
    ("convert.py", edit_one_character("qarnot/_sync/wire.py")),
    ("convert.py", append("qarnot/_sync/extra.py", "")),
    ("convert.py", remove("qarnot/_sync/bucket.py")),
    ("convert.py", link("qarnot/_sync/sub", "../_async")),
    ("convert.py", link("qarnot/_sync/task.py", "../_async/task.py")),
    ("convert.py", link("qarnot/_sync/dangling.py", "nowhere")),
    ("convert.py", make_folder("qarnot/_sync/empty")),
    ("generate.py", make_folder("generated/qarnot_rest/empty")),
    (
        "convert.py",
        named(append("qarnot/_async/pages.py", "EXTRA = 1\n"), "qarnot/_sync/pages.py"),
    ),
    (
        "convert.py",
        named(append("qarnot/_async/extra.py", "EXTRA = 1\n"), "qarnot/_sync/extra.py"),
    ),
]


@pytest.mark.timeout(180)
def test_a_check_names_what_differs(tmp_path: Path, scale: Scale) -> None:
    # A check of what is generated takes a second or more, one of what is converted a moment.
    slow = [each for each in EDITS if each[0] == "generate.py"]
    fast = [each for each in EDITS if each[0] == "convert.py"]
    edits = scale.pick(slow, 1) + scale.pick(fast, 3)
    for number, (script, edit) in enumerate(edits):
        root = copy_to(tmp_path / str(number))
        name = edit(root)
        done = run(root, script, "--check")
        assert done.returncode == 1, name
        assert name in done.stderr


def test_a_source_hidden_beside_compiled_files_is_found(copy: Path) -> None:
    hidden = copy / "qarnot/_sync/__pycache__/hidden.py"
    hidden.parent.mkdir()
    hidden.touch()
    done = run(copy, "convert.py", "--check")
    assert done.returncode == 1
    assert "hidden.py" in done.stderr


def test_writing_mends_whatever_the_check_finds(copy: Path) -> None:
    for edit in (
        link("qarnot/_sync/sub", "../_async"),
        link("qarnot/_sync/task.py", "../_async/task.py"),
        make_folder("qarnot/_sync/empty"),
        append("qarnot/_sync/extra.py", ""),
    ):
        edit(copy)
    before = (copy / "qarnot/_async/task.py").read_bytes()
    assert run(copy, "convert.py").returncode == 0
    assert run(copy, "convert.py", "--check").returncode == 0
    assert (copy / "qarnot/_async/task.py").read_bytes() == before


def test_a_warning_of_the_generator_fails_the_generation(copy: Path) -> None:
    spec = copy / "spec/openapi.yaml"
    spec.write_text(spec.read_text().replace("text/plain:", "application/x-strange:", 1))
    done = run(copy, "generate.py")
    assert done.returncode == 1
    assert "spec/openapi.yaml" in done.stderr


def test_a_rename_that_nothing_uses_fails_the_conversion(copy: Path) -> None:
    script = copy / "scripts/convert.py"
    script.write_text(script.read_text().replace("RENAMES = {", 'RENAMES = {\n    "Nowhere": "N",'))
    done = run(copy, "convert.py")
    assert done.returncode == 1
    assert "Nowhere" in done.stderr


def test_another_version_of_the_generator_is_refused(copy: Path) -> None:
    pyproject = copy / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("client==0.29.1", "client==0.29.0"))
    done = run(copy, "generate.py", "--check")
    assert done.returncode == 1
    assert "0.29.0" in done.stderr
