"""Plans: what is moved, kept and deleted, without disk or network."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from qarnot._objects import (
    LocalFile,
    LocalFolder,
    StoredObject,
    SyncPlan,
    UnsafeKey,
    plan_download,
    plan_upload,
)
from qarnot._objects.digest import etag_of
from qarnot.exceptions import InvalidValue

MIB = 1024 * 1024


def local_file(content: bytes, name: str = "f") -> LocalFile:
    def etag(part_size: int | None) -> str:
        return etag_of(io.BytesIO(content), part_size)

    return LocalFile(Path(name), len(content), etag)


def stored(key: str, content: bytes, part_size: int | None = None) -> StoredObject:
    return StoredObject(key, len(content), etag_of(io.BytesIO(content), part_size))


def carried_out(
    plan: SyncPlan, local: Mapping[str, bytes], remote: Mapping[str, bytes]
) -> dict[str, bytes]:
    result = dict(remote)
    for action in plan.uploads:
        result[action.key] = local[action.key]
    for action in plan.deletions:
        del result[action.key]
    return result


def plan_for(
    local: Mapping[str, bytes],
    remote: Mapping[str, bytes],
    *,
    delete: bool = True,
    allow_empty: bool = False,
) -> SyncPlan:
    return plan_upload(
        {key: local_file(content, key) for key, content in local.items()},
        {key: stored(key, content) for key, content in remote.items()},
        delete=delete,
        allow_empty=allow_empty,
    )


trees = st.dictionaries(
    st.sampled_from(["a", "b", "c", "z", "d/a", "d/b", "/x", "x"]),
    st.sampled_from([b"", b"X", b"Y", b"other"]),
)


@given(trees, trees)
def test_the_result_equals_the_local_tree_and_twice_is_nothing(
    local: dict[str, bytes], remote: dict[str, bytes]
) -> None:
    """D5, D6: keys are opaque, and equal contents do not lose an object."""
    plan = plan_for(local, remote, allow_empty=True)
    assert plan == plan_for(local, remote, allow_empty=True)
    result = carried_out(plan, local, remote)
    assert result == local
    assert plan_for(local, result).changes_nothing


@given(trees, trees)
def test_only_given_objects_without_a_file_are_deleted(
    local: dict[str, bytes], remote: dict[str, bytes]
) -> None:
    """D4: what is about to be replaced is never deleted."""
    plan = plan_for(local, remote, allow_empty=True)
    assert {action.key for action in plan.deletions} == remote.keys() - local.keys()
    assert plan_for(local, remote, delete=False).deletions == ()


def test_the_order_is_that_of_the_keys() -> None:
    plan = plan_for({"c": b"", "a": b"", "b": b""}, {"z": b"", "y": b""})
    assert [action.key for action in plan.uploads] == ["a", "b", "c"]
    assert [action.key for action in plan.deletions] == ["y", "z"]


def test_an_empty_source_does_not_empty_the_target() -> None:
    with pytest.raises(InvalidValue, match="'precious'"):
        plan_for({}, {"precious": b"1"})
    assert plan_for({}, {"precious": b"1"}, delete=False).changes_nothing
    assert plan_for({}, {}).changes_nothing
    assert len(plan_for({}, {"precious": b"1"}, allow_empty=True).deletions) == 1


@pytest.mark.parametrize("part_size", [8 * MIB, 5 * MIB, 16 * MIB, 6 * MIB])
def test_equal_content_in_parts_of_another_size_is_skipped(part_size: int) -> None:
    """D30: an object in 5 MiB parts was sent again at each sync."""
    content = bytes(17 * MIB)
    remote = {"k": stored("k", content, part_size)}
    assert plan_upload({"k": local_file(content)}, remote).changes_nothing


def test_an_opaque_etag_counts_as_different() -> None:
    remote = {"k": StoredObject("k", 1, "not-an-md5")}
    (action,) = plan_upload({"k": local_file(b"1")}, remote).uploads
    assert action.reason == "content cannot be compared"


def test_no_digest_is_computed_when_the_size_tells() -> None:
    def never(_: int | None) -> str:
        raise AssertionError

    plan = plan_upload(
        {"k": LocalFile(Path("k"), 5, never), "new": LocalFile(Path("new"), 1, never)},
        {"k": stored("k", b"1")},
    )
    assert [action.reason for action in plan.uploads] == ["other size", "no such object"]


def test_what_cannot_be_read_is_skipped_and_its_object_stays() -> None:
    def vanished(_: int | None) -> str:
        raise FileNotFoundError(2, "No such file")

    plan = plan_upload(
        {"gone": LocalFile(Path("gone"), 1, vanished)},
        {key: stored(key, b"1") for key in ("gone", "locked/a/b", "link", "linked", "old")},
        unread={"locked": "may not be read", "link": "leads outside"},
    )
    assert [action.key for action in plan.deletions] == ["linked", "old"]
    assert plan.uploads == ()
    assert [action.key for action in plan.skips] == ["link", "locked", "gone"]


def test_the_time_grows_with_the_number_of_files_only() -> None:
    """D46: 4,000 changed files took 3.3 s, and four times as long for twice as many."""
    count = 20_000
    digest = hashlib.md5(b"").hexdigest()
    local = {f"d/{n}": LocalFile(Path(f"d/{n}"), 1, lambda _: digest) for n in range(count)}
    remote = {f"d/{n}": StoredObject(f"d/{n}", 1, "0" * 32) for n in range(count)}
    start = time.process_time()
    assert len(plan_upload(local, remote).uploads) == count
    assert len(plan_download(remote.values(), "out").downloads) == count
    assert time.process_time() - start < 5


def test_a_plan_prints_as_a_table() -> None:
    text = str(plan_for({"new": b"12", "same": b"1"}, {"old\x1b[2J": b"1", "same": b"1"}))
    assert text.splitlines()[0].split() == ["action", "bytes", "key", "reason"]
    assert "\x1b" not in text
    assert text.splitlines()[-1] == (
        "1 to upload, 0 to download, 1 to delete, 1 to skip; 2 bytes to move"
    )
    assert str(SyncPlan()).endswith("0 bytes to move")


@pytest.mark.parametrize(
    ("first", "second"), [("a", "a/b"), ("a/", "a"), ("a/b", "a/b/c/d"), ("d/a/b/", "d/a/b")]
)
def test_a_file_and_a_folder_of_one_name_are_refused_before_any_transfer(
    first: str, second: str
) -> None:
    for keys in ((first, second), (second, first)):
        with pytest.raises(InvalidValue, match="folder of the same"):
            plan_download([stored(key, b"") for key in keys], "out")


def test_two_objects_of_one_key_are_refused() -> None:
    with pytest.raises(InvalidValue, match="one file"):
        plan_download([stored("a", b"1"), stored("a", b"2")], "out")


def test_an_unsafe_key_is_refused_or_skipped_by_name() -> None:
    remote = [stored("../x", b"1"), stored("fine", b"1")]
    with pytest.raises(UnsafeKey, match=r"\.\./x"):
        plan_download(remote, "out")
    plan = plan_download(remote, "out", skip_unsafe=True)
    assert [action.key for action in plan.downloads] == ["fine"]
    assert [action.key for action in plan.skips] == ["../x"]


def test_a_download_compares_first_and_never_deletes() -> None:
    """D7: the official client fetches everything at each sync."""
    present: dict[Path, LocalFile | LocalFolder] = {
        Path("out/same"): local_file(b"1"),
        Path("out/changed"): local_file(b"2"),
        Path("out/extra"): local_file(b"3"),
        Path("out/folder"): LocalFolder(Path("out/folder")),
    }
    remote = [stored(key, b"1") for key in ("same", "changed", "new")] + [stored("folder/", b"")]
    plan = plan_download(remote, "out", local=present.get)
    assert [action.key for action in plan.downloads] == ["changed", "new"]
    assert plan.deletions == ()


def test_a_local_folder_in_the_way_is_an_error() -> None:
    lookup = partial(dict.get, {Path("out/a"): LocalFolder(Path("out/a"))})
    with pytest.raises(InvalidValue, match="folder already"):
        plan_download([stored("a", b"1")], "out", local=lookup)
