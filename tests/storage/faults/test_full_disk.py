"""A disk that is full is an error of the file that does not fit, and of no other."""

from __future__ import annotations

import errno
import gc
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qarnot._objects import ObjectStore, plan_download_all, run_plan
from qarnot.exceptions import LocalFileError, TransferFailed

MIB = 1024 * 1024
OLD = b"what was there before"
CONTENTS = {"a": b"small", "big/b": bytes(2 * MIB), "c": b"small as well", "d/e": b"and this"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted, which takes root: {done.stderr}")
    yield place
    gc.collect()  # what errors hold is open still
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_per_file_and_the_rest_goes_on(
    small_disk: Path, store: ObjectStore, bucket: str
) -> None:
    for key, content in CONTENTS.items():
        store.put_bytes(bucket, key, content)
    (small_disk / "big").mkdir()
    (small_disk / "big" / "b").write_bytes(OLD)
    plan = plan_download_all(store, bucket, small_disk)
    with pytest.raises(TransferFailed, match="'big/b'") as failed:
        # At the same time, others would meet the full disk as well.
        run_plan(store, bucket, plan, max_concurrency=1)
    report = failed.value.report
    assert report.downloaded == ("a", "c", "d/e")
    (failure,) = report.failures
    assert failure.key == "big/b"
    assert failure.path == small_disk / "big" / "b"
    assert isinstance(failure.error, LocalFileError)
    assert failure.error.errno == errno.ENOSPC
    found = {path.relative_to(small_disk).as_posix() for path in small_disk.rglob("*")}
    assert found == {"a", "big", "big/b", "c", "d", "d/e"}
    assert (small_disk / "big" / "b").read_bytes() == OLD
    assert (small_disk / "d" / "e").read_bytes() == CONTENTS["d/e"]


def test_a_single_file_that_does_not_fit_leaves_the_old_one(
    small_disk: Path, store: ObjectStore, bucket: str
) -> None:
    store.put_bytes(bucket, "k", bytes(2 * MIB))
    target = small_disk / "k"
    target.write_bytes(OLD)
    with pytest.raises(OSError, match="No space left") as failed:
        store.download(bucket, "k", target)
    assert failed.value.errno == errno.ENOSPC
    assert [path.name for path in small_disk.iterdir()] == ["k"]
    assert target.read_bytes() == OLD
    target.unlink()
    store.put_bytes(bucket, "k", b"fits")
    store.download(bucket, "k", target)
    assert target.read_bytes() == b"fits"
