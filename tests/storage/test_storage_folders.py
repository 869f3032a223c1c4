"""Plans that are made of a folder of this machine and one of a bucket."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from qarnot._objects import (
    Details,
    ObjectStore,
    StoredObject,
    plan_download_all,
    plan_sync_directory,
    plan_sync_files,
)
from qarnot.exceptions import InvalidValue, MissingFolder, UnsafeKey

from .contents import stored


class Listing:
    """A storage that only lists, and tells of an object only what its listing says."""

    def __init__(self, objects: Mapping[str, bytes]) -> None:
        self.asked: list[str] = []
        self._objects = [stored(key, data) for key, data in objects.items()]

    def list_objects(self, _bucket: str, prefix: str = "") -> list[StoredObject]:
        self.asked.append(prefix)
        return [it for it in self._objects if it.key.startswith(prefix)]

    def details(self, _bucket: str, _stored: StoredObject) -> Details:
        return Details()


def holding(*keys: str, **more: bytes) -> ObjectStore:
    return cast(ObjectStore, Listing({**dict.fromkeys(keys, b"1"), **more}))


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"1")


def test_d68_keys_are_the_paths_below_the_folder_joined_once(tmp_path: Path) -> None:
    """D68: keys came out as ``/sub/f`` and ``x//sub/f``."""
    write(tmp_path, "f", "sub/f", "sub/deep/f")
    for folder in (tmp_path, f"{tmp_path}/", os.path.join(tmp_path, "sub", "..")):
        for remote, prefix in ((None, ""), ("", ""), ("x", "x/"), ("x/", "x/"), ("/x", "/x/")):
            plan = plan_sync_directory(holding(), "b", folder, remote)
            assert [step.key for step in plan.uploads] == [
                f"{prefix}f", f"{prefix}sub/deep/f", f"{prefix}sub/f",
            ]  # fmt: skip
            assert plan.prefix == prefix


def test_d3_only_the_named_folder_is_listed_and_cleared(tmp_path: Path) -> None:
    write(tmp_path, "a")
    store = Listing(dict.fromkeys(("data/a", "data/old", "data2/x", "database.csv"), b"1"))
    plan = plan_sync_directory(cast(ObjectStore, store), "b", tmp_path, "data")
    assert [step.key for step in plan.deletions] == ["data/old"]
    assert store.asked == ["data/"]


def test_d2_no_listing_is_taken_for_a_folder_that_is_not_there(tmp_path: Path) -> None:
    store = Listing({"precious": b"1"})
    with pytest.raises(MissingFolder, match="does not exist"):
        plan_sync_directory(cast(ObjectStore, store), "b", tmp_path / "typo")
    assert store.asked == []
    with pytest.raises(InvalidValue, match="'precious'"):
        plan_sync_directory(cast(ObjectStore, store), "b", tmp_path)


def test_objects_that_stand_for_empty_folders_stay(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "cache" / "deep").mkdir(parents=True)
    markers = dict.fromkeys(("p/", "p/empty/", "p/cache/", "p/cache/deep/"), b"")
    plan = plan_sync_directory(holding(**markers), "b", tmp_path, "p")
    assert plan.changes_nothing
    assert [step.key for step in plan.skips] == sorted(markers)
    store = holding(**markers, **{"p/gone/": b""})
    plan = plan_sync_directory(store, "b", tmp_path, "p", exclude="cache/", allow_empty=True)
    assert [step.key for step in plan.deletions] == ["p/gone/"]


def test_what_is_excluded_is_neither_uploaded_nor_deleted(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.tmp", "cache/c.txt", "d.bin")
    store = holding(*(f"p/{name}" for name in ("old.txt", "old.tmp", "cache/x.txt", "old.bin")))
    plan = plan_sync_directory(
        store, "b", tmp_path, "p", include=["*.txt", "*.tmp"], exclude=["*.tmp", "cache/"]
    )
    assert [(step.key, step.source) for step in plan.copies] == [("p/a.txt", "p/old.txt")]
    assert [step.key for step in plan.deletions] == ["p/old.txt"]
    assert [(step.key, step.reason) for step in plan.skips] == [
        ("p/b.tmp", "is excluded"),
        ("p/cache", "is excluded"),
        ("p/d.bin", "is not included"),
    ]


def test_d64_what_is_left_out_keeps_its_objects(tmp_path: Path) -> None:
    write(tmp_path / "root", "real", "sub/f")
    (tmp_path / "root" / "link").symlink_to("sub")
    (tmp_path / "root" / "broken").symlink_to("nowhere")
    plan = plan_sync_directory(holding("link/f", "broken", "old"), "b", tmp_path / "root")
    assert [step.key for step in plan.deletions] == ["old"]
    assert [step.key for step in plan.skips] == ["broken", "link"]
    plan = plan_sync_directory(
        holding("link/f", "broken", "old"), "b", tmp_path / "root", follow_symlinks=True
    )
    assert [step.key for step in plan.skips] == ["broken", "link/f"]


def test_named_files_are_checked_before_anything_is_listed(tmp_path: Path) -> None:
    write(tmp_path, "f")
    (tmp_path / "link").symlink_to("f")
    (tmp_path / "loop").symlink_to("loop")
    plan = plan_sync_files(
        holding("p/old"), "b", {"x/a": tmp_path / "f", "y": tmp_path / "link"}, "p", delete=False
    )
    assert [(step.key, step.source) for step in plan.copies] == [
        ("p/x/a", "p/old"), ("p/y", "p/old"),
    ]  # fmt: skip
    store = Listing({})
    for wrong in ("missing", "loop", "", "f/below"):
        with pytest.raises(InvalidValue, match="as 'k'"):
            plan_sync_files(cast(ObjectStore, store), "b", {"k": tmp_path / wrong})
    assert store.asked == []


def test_a_download_takes_what_is_wanted_and_names_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "same.txt")
    markers = {"p/d/": b"", "p/": b""}
    store = holding("p/same.txt", "p/new.txt", "p/x.bin", "p/../escape.bin", **markers)
    plan = plan_download_all(store, "b", tmp_path, "p", exclude="*.bin")
    assert [step.key for step in plan.downloads] == ["p/d/", "p/new.txt"]
    assert [(step.key, step.reason) for step in plan.skips] == [
        ("p/", "same content"),
        ("p/../escape.bin", "is excluded"),
        ("p/same.txt", "same content"),
        ("p/x.bin", "is excluded"),
    ]


def test_links_in_the_way_of_a_download_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "outside/f", "out/real/f")
    (tmp_path / "out" / "link").symlink_to(tmp_path / "outside" / "f")
    (tmp_path / "out" / "folder").symlink_to(tmp_path / "outside")
    (tmp_path / "way").symlink_to(tmp_path / "out")
    for folder in (tmp_path / "out", tmp_path / "way"):
        plan = plan_download_all(holding("link", "folder/f", "real/f", "file/x"), "b", folder)
        assert [step.key for step in plan.downloads] == ["file/x", "folder/f", "link"]
        assert [step.key for step in plan.skips] == ["real/f"]


def test_whether_case_counts_is_seen_without_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = holding("File", "fILE")
    folder = tmp_path / "results" / "not yet"
    assert len(plan_download_all(store, "b", folder).downloads) == 2
    assert list(tmp_path.iterdir()) == []

    def samefile(path: Path, other: Path) -> bool:
        return str(path).casefold() == str(other).casefold()

    monkeypatch.setattr(Path, "samefile", samefile)
    with pytest.raises(UnsafeKey, match="'fILE' would be one file with 'File'"):
        plan_download_all(store, "b", folder)
