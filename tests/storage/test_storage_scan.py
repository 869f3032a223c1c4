"""What a folder holds, and what is left out with a reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qarnot._objects import Patterns, scan_folder
from qarnot._replacing import Replacement
from qarnot.exceptions import InvalidValue, MissingFolder


def reasons(path: Path) -> dict[str, str]:
    return {skip.name: skip.reason for skip in scan_folder(path)[1]}


def test_files_are_listed_in_order_by_posix_path(tmp_path: Path) -> None:
    for name in ("b", "a/z", "a/b/c", "a-"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"12")
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path, str(tmp_path)):
        files, skipped, folders = scan_folder(folder)
        assert list(files) == ["a-", "a/b/c", "a/z", "b"]
        assert files["a/z"].path == tmp_path / "a/z"
        assert files["a/z"].size == 2
        assert files["a/z"].content.etag(None) == "c20ad4d76fe97759aa27a0c99bff6710"
        assert skipped == []
        assert sorted(folders) == ["a", "a/b", "empty"]


def test_d2_a_missing_folder_and_a_file_are_refused_by_name(tmp_path: Path) -> None:
    """D2: a typo in the name emptied the bucket."""
    with pytest.raises(MissingFolder, match="typo' does not exist") as caught:
        scan_folder(tmp_path / "typo")
    assert isinstance(caught.value, OSError)  # as in the official client
    (tmp_path / "file").touch()
    with pytest.raises(MissingFolder, match="file' is not a folder"):
        scan_folder(tmp_path / "file")
    with pytest.raises(InvalidValue, match="None"):
        scan_folder(None)  # type: ignore[arg-type]


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A folder with links of all kinds."""
    root = tmp_path / "root"
    (root / "sub" / "deep").mkdir(parents=True)
    (root / "real").write_bytes(b"1")
    (root / "sub" / "deep" / "file").write_bytes(b"22")
    (tmp_path / "outside").write_bytes(b"secret")
    (tmp_path / "root-of-others").mkdir()
    (root / "inner").symlink_to("real")
    (root / "folder").symlink_to("sub")
    (root / "sub" / "again").symlink_to(root / "inner")
    (root / "outer").symlink_to(tmp_path / "outside")
    (root / "beside").symlink_to(tmp_path / "root-of-others")
    (root / "up").symlink_to("..")
    (root / "sub" / "round").symlink_to("..")
    (root / "sub" / "deep" / "here").symlink_to(".")
    (root / "broken").symlink_to("nowhere")
    (root / "loop").symlink_to("loop")
    return root


def test_d64_links_are_left_out_each_with_a_reason(linked: Path) -> None:
    """D64: a link out of the tree was uploaded, a broken one ended the whole sync."""
    assert list(scan_folder(linked)[0]) == ["real", "sub/deep/file"]
    assert set(reasons(linked).values()) == {"is a link, and links are not followed"}
    assert reasons(linked).keys() == {
        "inner", "folder", "sub/again", "outer", "beside", "up", "sub/round", "sub/deep/here",
        "broken", "loop",
    }  # fmt: skip


def test_d64_links_inside_are_followed_on_request_and_others_never(linked: Path) -> None:
    files, skipped, folders = scan_folder(linked, follow_symlinks=True)
    assert sorted(folders) == ["folder", "folder/deep", "sub", "sub/deep"]
    assert {name: file.size for name, file in files.items()} == {
        "real": 1, "inner": 1, "sub/again": 1, "sub/deep/file": 2,
        "folder/again": 1, "folder/deep/file": 2,
    }  # fmt: skip
    outside, itself = (
        "is a link that leads out of the folder",
        "is a link to a folder that it is in",
    )
    left_out = {skip.name: skip.reason for skip in skipped}
    assert left_out.pop("loop").startswith("cannot be read")
    assert left_out == {
        "outer": outside, "beside": outside, "up": outside,
        "sub/round": itself, "folder/round": itself,
        "sub/deep/here": itself, "folder/deep/here": itself,
        "broken": "is a broken link or vanished meanwhile",
    }  # fmt: skip
    for name, file in files.items():
        assert os.path.realpath(file.path) == str(file.path), name


def test_links_round_and_round_come_to_an_end(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
        for other in "abc":
            (tmp_path / name / f"to-{other}").symlink_to(tmp_path / other)
    files = scan_folder(tmp_path, follow_symlinks=True).files
    assert "a/to-b/to-c/file" in files
    assert max(name.count("to-") for name in files) == 2


def test_links_that_multiply_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qarnot._objects.scan._MOST_THROUGH_LINKS", 1000)
    for number in range(20):
        (tmp_path / f"{number}").mkdir()
        for name in ("left", "right"):
            (tmp_path / f"{number}" / name).symlink_to(f"../{number + 1}")
    (tmp_path / "20").mkdir()
    assert len(reasons(tmp_path)) == 40
    with pytest.raises(InvalidValue, match="lead to one another"):
        scan_folder(tmp_path, follow_symlinks=True)


def test_the_folder_itself_may_be_a_link(linked: Path, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(linked)
    assert scan_folder(tmp_path / "way")[0].keys() == scan_folder(linked)[0].keys()
    followed = scan_folder(tmp_path / "way", follow_symlinks=True)[0]
    assert followed.keys() == scan_folder(linked, follow_symlinks=True)[0].keys()


def test_what_is_excluded_is_not_even_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.bin", "sub/c.txt", "sub/.git/d.txt", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    looked_into: list[str] = []
    real: Callable[..., Any] = os.scandir

    def scandir(path: str) -> Any:
        looked_into.append(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    files, skipped, folders = scan_folder(tmp_path, Patterns(include="*.txt", exclude=".git/"))
    assert list(files) == ["a.txt", "sub/c.txt"]
    assert [(skip.name, skip.reason) for skip in skipped] == [
        (".git", "is excluded"),
        ("b.bin", "is not included"),
        ("sub/.git", "is excluded"),
    ]
    assert folders == ["sub"]
    assert looked_into == [str(tmp_path), str(tmp_path / "sub")]


def test_pipes_and_odd_names_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.mknod(tmp_path / "socket", stat.S_IFSOCK | 0o600)
    with open(os.path.join(os.fsencode(tmp_path), b"bad\xff"), "wb"):
        pass
    assert scan_folder(tmp_path)[0] == {}
    assert reasons(tmp_path) == {
        "pipe": "is neither a file nor a folder",
        "socket": "is neither a file nor a folder",
        "bad\\xff": "has a name that is not valid UTF-8",
    }


def test_temporary_files_of_downloads_are_left_out(tmp_path: Path) -> None:
    """What killed downloads had left behind was uploaded."""
    (tmp_path / "sub").mkdir()
    killed = Replacement(tmp_path / "sub", "result.bin")
    (temporary,) = os.listdir(tmp_path / "sub")
    (tmp_path / "sub" / "result.qarnot-part").touch()
    files, skipped, _ = scan_folder(tmp_path)
    killed.discard()
    assert list(files) == ["sub/result.qarnot-part"]
    assert [(skip.name, skip.reason) for skip in skipped] == [
        (f"sub/{temporary}", "is the temporary file of a download")
    ]


def test_a_folder_that_cannot_be_read_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scandir(path: str) -> Any:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(InvalidValue) as caught:
        scan_folder(tmp_path)
    assert str(caught.value).count(str(tmp_path)) == 1


def test_what_may_not_be_read_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "file").touch()
    real: Callable[..., Any] = os.scandir

    def scandir(path: Path) -> Any:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert reasons(tmp_path) == {
        "file": "may not be read",
        "locked": "cannot be read: Permission denied",
    }
