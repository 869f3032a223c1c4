"""Whatever its key, no object is written outside of the chosen folder."""

from __future__ import annotations

import ntpath
import os
import random
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from fault_options import Scale

from qarnot._objects import (
    ObjectStore,
    StoredObject,
    SyncPlan,
    UnsafeKey,
    plan_download,
    plan_download_all,
    run_plan,
)
from qarnot.exceptions import QarnotException, TransferFailed

from .bad_clients import plain_targets
from .random_trees import read_tree

MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"

# What leads outside somewhere, or is no name of a file everywhere.
FIXED = (
    *(
        "../escaped",
        "../../escaped",
        "a/../../escaped",
        "..",
        "a/..",
        "./a",
        "a/./b",
        "/etc/escaped",
    ),
    *("//host/share/escaped", "a//b", "/", "C:/escaped", "C:escaped", "a/C:b", "..\\escaped"),
    *("a\\..\\..\\escaped", "\\\\host\\share\\escaped", "a\0b", "NUL", "com1.txt", "a/aux/b"),
    *("... ", "a/. ./b", ".. /escaped", "link/escaped", "link/deeper/escaped"),
)
assert len(FIXED) == 26
THROUGH_LINKS = {"link/escaped", "link/deeper/escaped"}

GENERATED = 20_000
PIECES = (
    *("..", ".", "/", "/", "/", "\\", "a", "b", "é", " ", "C:", "NUL", "con", "\0", "\n", "%2e"),
    *("link", "...", ".. ", "~", "$HOME", "*", "?", ":", "|", "\u202e", "\ufeff", "A", "x" * 40),
)
SAMPLE, SAMPLE_OF_SLICE = 400, 40
STRAYED = 1973


def generated_keys(count: int) -> list[str]:
    chance = random.Random(13)
    keys: dict[str, None] = {}
    while len(keys) < count:
        keys["".join(chance.choices(PIECES, k=chance.randint(1, 7)))] = None
    return list(keys)


def stored(keys: Iterable[str]) -> list[StoredObject]:
    return [StoredObject(key, 0, MD5_OF_NOTHING) for key in keys]


def plan_alone(key: str, folder: Path) -> SyncPlan:
    """Plan the download of one object, so that no other one is in its way."""
    return plan_download(stored([key]), folder, skip_unsafe=True)


def is_inside(path: str | Path, folder: Path) -> bool:
    """Tell whether a path leads to something below a folder, by the rules of this system."""
    return Path(os.path.normpath(path)).is_relative_to(folder)


def is_device(name: str) -> bool:
    """Tell whether Windows takes a name for that of a device."""
    if sys.version_info >= (3, 13):
        return ntpath.isreserved(name)
    return PureWindowsPath(name).is_reserved()


def is_name_everywhere(name: str) -> bool:
    """Tell whether Windows takes a name for one below the folder that it is in, too."""
    windows = PureWindowsPath(name)
    is_one = not windows.drive and not windows.root and windows.parts == PurePosixPath(name).parts
    return is_one and ".." not in windows.parts and not is_device(name)


def test_no_key_leads_out_of_the_folder(
    tmp_path: Path, scale: Scale, figure: Callable[[str], None]
) -> None:
    folder = tmp_path / "folder"
    keys = [*FIXED, *scale.pick(generated_keys(GENERATED), 2000)]
    refused = []
    for key in keys:
        plan = plan_alone(key, folder)
        for step in plan.downloads:
            assert step.path is not None, key
            assert is_inside(step.path, folder), key
            below = step.path.relative_to(folder)
            # The key is the path, component by component: nothing was read into it.
            assert below.as_posix() == key.removesuffix("/"), key
            assert is_name_everywhere(below.as_posix()), key
        if not plan.downloads:
            (skip,) = plan.skips
            assert (skip.key, skip.etag) == (key, None)
            refused.append(key)
    assert set(FIXED) - set(refused) == THROUGH_LINKS
    with pytest.raises(UnsafeKey) as failed:
        plan_download(stored(keys), folder)
    assert set(failed.value.keys) >= set(refused)  # and those that clash
    figure(
        f"keys inside the folder: {len(keys)} of {len(keys)}, {len(refused)} of them refused by "
        "name, 0 paths outside"
    )


def test_a_client_that_joins_keys_and_folders_leads_outside(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    keys = [*FIXED, *generated_keys(GENERATED)]
    targets = plain_targets(tmp_path / "folder", keys)
    strayed = [key for key, path in targets.items() if not is_inside(path, tmp_path / "folder")]
    assert len(strayed) == STRAYED
    figure(f"bad client, os.path.join: {len(strayed)} of {len(keys)} keys lead outside")


def test_stored_keys_write_nothing_outside(
    store: ObjectStore, bucket: str, tmp_path: Path, scale: Scale, figure: Callable[[str], None]
) -> None:
    around = tmp_path / "around"
    folder, outside = around / "folder", around / "outside"
    folder.mkdir(parents=True)
    outside.mkdir()
    (around / "victim").write_bytes(b"victim")
    (folder / "link").symlink_to("../outside")
    (folder / "b").symlink_to("../victim")
    drawn = set(scale.pick(generated_keys(SAMPLE), SAMPLE_OF_SLICE))
    drawn.discard("link")  # it would be the file in whose place the link is
    store_what_it_takes(store, bucket, [*FIXED, *drawn])
    store.put_bytes(bucket, "b", b"in place of a link")
    plan = plan_download_all(store, bucket, folder, skip_unsafe=True)
    # What is behind the link fails, and nothing else.
    with pytest.raises(TransferFailed, match="link") as failed:
        run_plan(store, bucket, plan)
    report = failed.value.report
    assert {each.key for each in report.failures} >= THROUGH_LINKS
    assert all(each.key.startswith("link/") for each in report.failures)
    tree = read_tree(around)
    assert {name: tree[name] for name in tree if not name.startswith("folder/")} == {
        "victim": b"victim"
    }
    assert list(outside.iterdir()) == []
    assert tree["folder/b"] == b"in place of a link"
    refused = {each.name for each in report.left_out} | {each.key for each in report.failures}
    listed = {stored.key for stored in store.list_objects(bucket)}
    assert refused | set(report.downloaded) == listed
    figure(
        f"stored keys: {len(listed)} stored, {len(report.downloaded)} downloaded, {len(refused)} "
        "refused by name, nothing written outside"
    )


def store_what_it_takes(store: ObjectStore, bucket: str, keys: Iterable[str]) -> None:
    """Store an object under each key, as it is, that this storage takes."""
    for key in keys:
        with suppress(QarnotException):
            store.put_bytes(bucket, key, b"content")
