"""What a folder holds, and what is left out with a reason."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qarnot._objects import scan_folder
from qarnot.exceptions import InvalidValue


def reasons(path: Path) -> dict[str, str]:
    return {skip.name: skip.reason for skip in scan_folder(path)[1]}


def test_files_are_listed_in_order_by_posix_path(tmp_path: Path) -> None:
    for name in ("b", "a/z", "a/b/c", "a-"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"12")
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path, str(tmp_path)):
        files, skipped = scan_folder(folder)
        assert list(files) == ["a-", "a/b/c", "a/z", "b"]
        assert files["a/z"].path == tmp_path / "a/z"
        assert files["a/z"].size == 2
        assert files["a/z"].etag(None) == "c20ad4d76fe97759aa27a0c99bff6710"
        assert skipped == []


def test_a_missing_folder_and_a_file_are_refused_by_name(tmp_path: Path) -> None:
    """D2: a typo in the name emptied the bucket."""
    with pytest.raises(InvalidValue, match="typo' does not exist"):
        scan_folder(tmp_path / "typo")
    (tmp_path / "file").touch()
    with pytest.raises(InvalidValue, match="file' is not a folder"):
        scan_folder(tmp_path / "file")
    with pytest.raises(InvalidValue, match="None"):
        scan_folder(None)  # type: ignore[arg-type]


def test_links_are_followed_to_files_inside_only(tmp_path: Path) -> None:
    """D64: a link out of the tree was uploaded, a broken one ended the whole sync."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "real").write_bytes(b"1")
    (tmp_path / "outside").write_bytes(b"secret")
    (root / "inner").symlink_to("real")
    (root / "outer").symlink_to(tmp_path / "outside")
    (root / "up").symlink_to("..")
    (root / "broken").symlink_to("nowhere")
    (root / "folder").symlink_to("sub")
    (root / "loop").symlink_to("loop")
    assert list(scan_folder(root)[0]) == ["inner", "real"]
    assert reasons(root).keys() == {"outer", "up", "broken", "folder", "loop"}
    assert "out of the folder" in reasons(root)["outer"]
    assert "link to a folder" in reasons(root)["folder"]


def test_pipes_and_odd_names_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with open(os.path.join(os.fsencode(tmp_path), b"bad\xff"), "wb"):
        pass
    assert scan_folder(tmp_path)[0] == {}
    assert reasons(tmp_path) == {
        "pipe": "is neither a file nor a folder",
        "bad\\xff": "has a name that is not valid UTF-8",
    }


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
