"""Files that are replaced in whole, and what killed processes leave of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qarnot._replacing import Replacement, is_temporary, remove_leftovers, replacing

HOLDER = """
import sys
from pathlib import Path
from qarnot._replacing import Replacement
held = Replacement(Path(sys.argv[1]), "f")
held.write_at(0, b"half")
print("ready", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Start a process that is in the middle of writing a file."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_what_is_written_shows_at_the_end_only(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")
    replacement = Replacement(tmp_path, "f")
    replacement.write_at(3, b"new")
    replacement.write_at(0, b"all")
    assert (tmp_path / "f").read_bytes() == b"old"
    with replacement.reopen() as stream:
        assert stream.read() == b"allnew"
    replacement.commit()
    assert (tmp_path / "f").read_bytes() == b"allnew"
    assert os.listdir(tmp_path) == ["f"]


def test_what_is_discarded_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")

    def fail(file: Path) -> None:
        with replacing(file) as stream:
            stream.write(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f"]


def test_leftovers_of_killed_processes_go_and_those_in_use_stay(tmp_path: Path) -> None:
    killed, alive = holder(tmp_path), holder(tmp_path)
    assert len(os.listdir(tmp_path)) == 2
    killed.kill()
    killed.communicate()
    (tmp_path / ".f.0123.qarnot-part").touch()  # not one of ours: too few digits
    remove_leftovers(tmp_path)
    assert len(os.listdir(tmp_path)) == 2
    alive.kill()
    alive.communicate()
    remove_leftovers(tmp_path)
    assert os.listdir(tmp_path) == [".f.0123.qarnot-part"]


def test_a_folder_can_be_given_by_its_descriptor(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        replacement = Replacement(descriptor, "f")
        replacement.write_at(0, b"new")
        tmp_path.rename(moved := tmp_path.with_name("moved"))
        replacement.commit()
        (moved / ".f.0123456789abcdef.qarnot-part").touch()
        remove_leftovers(descriptor)
        assert os.listdir(moved) == ["f"]
    finally:
        os.close(descriptor)


def test_a_leftover_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"1")
    (tmp_path / ".f.0123456789abcdef.qarnot-part").symlink_to("precious")
    remove_leftovers(tmp_path)
    assert (tmp_path / "precious").read_bytes() == b"1"


@pytest.mark.parametrize("name", ["f", "x" * 200, "a.b", "line\nbreak"])
def test_temporary_files_are_known_by_their_names(tmp_path: Path, name: str) -> None:
    replacement = Replacement(tmp_path, name)
    (temporary,) = os.listdir(tmp_path)
    replacement.discard()
    assert is_temporary(temporary)
    assert not is_temporary(name)
    assert not is_temporary(f"{temporary}.txt")
    assert not is_temporary("notes.qarnot-part")


def test_a_missing_folder_has_no_leftovers(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "missing")


def test_a_file_is_no_leftover_until_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def tidied_by_another(source: str, target: str) -> None:
        remove_leftovers(tmp_path)
        replace(source, target)

    monkeypatch.setattr(os, "replace", tidied_by_another)
    replacement = Replacement(tmp_path, "f")
    replacement.write_at(0, b"new")
    replacement.commit()
    assert (tmp_path / "f").read_bytes() == b"new"


def test_what_is_discarded_takes_no_room_although_it_is_open(tmp_path: Path) -> None:
    replacement = Replacement(tmp_path, "f")
    replacement.write_at(0, bytes(100_000))
    replacement.discard()
    assert os.fstat(replacement.stream.fileno()).st_size == 0


@pytest.mark.parametrize("is_renamed", [True, False])
def test_an_interrupt_during_the_last_step_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_renamed: bool
) -> None:
    (tmp_path / "f").write_bytes(b"old")
    replace = os.replace

    def interrupted(source: str, target: str) -> None:
        if is_renamed:
            replace(source, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)

    def write(file: Path) -> None:
        with replacing(file) as stream:
            stream.write(b"new")

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == (b"new" if is_renamed else b"old")
    assert os.listdir(tmp_path) == ["f"]
