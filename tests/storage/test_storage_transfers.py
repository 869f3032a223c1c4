"""Transfers whose files and objects change under them, against a real S3 server on a socket."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from storage_options import StorageServer

from qarnot._objects import (
    ObjectStore,
    plan_download_all,
    plan_sync_directory,
    run_plan,
)
from qarnot._objects.errors import ObjectChanged
from qarnot.exceptions import InvalidValue, LocalFileError, StorageError, TransferFailed

MIB = 1024 * 1024


@pytest.fixture
def own(storage_server: StorageServer) -> Iterator[ObjectStore]:
    """A store whose events a test may listen to."""
    store = ObjectStore(storage_server.settings())
    yield store
    store.close()


def once_before(store: ObjectStore, operation: str, act: Callable[[], object]) -> None:
    """Do something just before a store sends its first request of a kind."""
    left = [act]
    lock = threading.Lock()

    def handler(**_: Any) -> None:
        with lock:
            if left:
                left.pop()()

    store.client.meta.events.register(f"before-send.s3.{operation}", handler)


class Trickle(io.RawIOBase):
    """A stream that cannot seek and gives what it has in odd portions."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, 1_000_003) if size >= 0 else size)


@pytest.mark.parametrize("size", [0, 1, 16 * MIB - 1, 16 * MIB, 16 * MIB + 1, 33 * MIB])
def test_a_stream_of_unknown_length_is_stored_whole_and_stays_open(
    store: ObjectStore, bucket: str, size: int
) -> None:
    content = os.urandom(size)
    stream = Trickle(content)
    told: list[tuple[float, float, str]] = []
    assert store.upload(bucket, "k", stream, lambda *seen: told.append(seen)) == size  # type: ignore[arg-type]
    assert told[-1] == (size, size, "k")
    assert not stream.closed
    received = io.BytesIO()
    assert store.download(bucket, "k", received) == size
    assert received.getvalue() == content
    assert store.open_uploads(bucket) == []


def test_a_stream_has_a_largest_size(
    store: ObjectStore, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qarnot._objects.uploads.MOST_PARTS", 2)
    with pytest.raises(InvalidValue, match="more than 2 parts"):
        store.upload(bucket, "k", Trickle(bytes(33 * MIB)))  # type: ignore[arg-type]
    assert store.open_uploads(bucket) == []
    assert store.list_objects(bucket) == []


@pytest.mark.parametrize("change", ["grows", "shrinks", "is replaced"])
def test_a_file_that_changes_meanwhile_is_not_stored(
    own: ObjectStore, bucket: str, tmp_path: Path, change: str
) -> None:
    own.put_bytes(bucket, "k", b"old")
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_bytes(os.urandom(20 * MIB))
    other.write_bytes(os.urandom(20 * MIB))
    changes: dict[str, Callable[[], object]] = {
        "grows": lambda: os.truncate(file, 21 * MIB),
        "shrinks": lambda: os.truncate(file, 5),
        "is replaced": lambda: other.replace(file),
    }
    once_before(own, "UploadPart", changes[change])
    with pytest.raises(LocalFileError, match=r"was changed|has become shorter"):
        own.upload(bucket, "k", file)
    assert own.read_bytes(bucket, "k") == b"old"
    assert own.open_uploads(bucket) == []


def test_a_file_that_vanishes_in_the_middle_is_left_out(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "large").write_bytes(os.urandom(20 * MIB))
    (tmp_path / "small").write_bytes(b"1")
    own.put_bytes(bucket, "extra", b"2")
    plan = plan_sync_directory(own, bucket, tmp_path)
    once_before(own, "CreateMultipartUpload", (tmp_path / "large").unlink)
    report = run_plan(own, bucket, plan)
    assert (report.uploaded, report.deleted) == (("small",), ())
    assert [each.name for each in report.left_out] == ["large"]
    assert own.open_uploads(bucket) == []


@pytest.mark.parametrize("size", [3, 20 * MIB])
def test_an_object_that_changes_between_listing_and_download_comes_as_it_is_now(
    own: ObjectStore, store: ObjectStore, bucket: str, tmp_path: Path, size: int
) -> None:
    own.put_bytes(bucket, "k", os.urandom(size))
    plan = plan_download_all(own, bucket, tmp_path)
    content = os.urandom(size + 5)
    store.put_bytes(bucket, "k", content)
    assert run_plan(own, bucket, plan).downloaded == ("k",)
    assert (tmp_path / "k").read_bytes() == content


def test_an_object_that_changes_all_the_time_is_an_error(
    own: ObjectStore, store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    own.put_bytes(bucket, "k", b"first")
    own.client.meta.events.register(
        "before-send.s3.GetObject", lambda **_: store.put_bytes(bucket, "k", os.urandom(9))
    )
    with pytest.raises(ObjectChanged, match="changed meanwhile"):
        own.download(bucket, "k", tmp_path / "f")
    assert os.listdir(tmp_path) == []


def test_an_object_that_vanishes_before_its_download_is_left_out(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for key in ("a", "b"):
        store.put_bytes(bucket, key, b"1")
    plan = plan_download_all(store, bucket, tmp_path)
    store.delete_objects(bucket, ["a"])
    report = run_plan(store, bucket, plan)
    assert report.downloaded == ("b",)
    assert [each.name for each in report.left_out] == ["a"]
    assert os.listdir(tmp_path) == ["b"]


def test_large_objects_are_copied_in_parts(
    store: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qarnot._objects.copying._LARGEST_IN_ONE_PIECE", 10 * MIB)
    monkeypatch.setattr("qarnot._objects.copying._PART_SIZE", 6 * MIB)
    content = os.urandom(20 * MIB)
    store.put_bytes(bucket, "k", content)
    store.copy(bucket, "k", "copy")
    assert store.read_bytes(bucket, "copy") == content
    (tmp_path / "k").write_bytes(content)
    (tmp_path / "copy").write_bytes(content)
    assert plan_sync_directory(store, bucket, tmp_path).changes_nothing
    assert store.open_uploads(bucket) == []


def test_what_cannot_be_copied_any_more_is_uploaded(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    content = os.urandom(100_000)
    store.put_bytes(bucket, "there", content)
    (tmp_path / "there").write_bytes(content)
    (tmp_path / "new").write_bytes(content)
    plan = plan_sync_directory(store, bucket, tmp_path, delete=False)
    assert [(step.key, step.source) for step in plan.copies] == [("new", "there")]
    store.delete_objects(bucket, ["there"])
    report = run_plan(store, bucket, plan)
    assert (report.uploaded, report.copied) == (("new",), ())
    assert store.read_bytes(bucket, "new") == content


def test_what_changed_since_the_plan_is_not_deleted(
    own: ObjectStore, store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "f").write_bytes(b"1")
    for key in ("extra", "changed"):
        own.put_bytes(bucket, key, b"2")
    plan = plan_sync_directory(own, bucket, tmp_path)
    once_before(own, "PutObject", lambda: store.put_bytes(bucket, "changed", b"by someone else"))
    report = run_plan(own, bucket, plan)
    assert report.deleted == ("extra",)
    assert store.read_bytes(bucket, "changed") == b"by someone else"


def test_nothing_is_deleted_when_what_was_stored_is_not_listed(
    own: ObjectStore, store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "f").write_bytes(b"1")
    own.put_bytes(bucket, "extra", b"2")
    plan = plan_sync_directory(own, bucket, tmp_path)
    once_before(own, "ListObjectsV2", lambda: store.delete_objects(bucket, ["f"]))
    with pytest.raises(StorageError, match="nothing was deleted"):
        run_plan(own, bucket, plan)
    assert [stored.key for stored in store.list_objects(bucket)] == ["extra"]


def test_a_folder_in_the_way_is_told_and_the_rest_comes(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for key in ("a", "b"):
        store.put_bytes(bucket, key, b"1")
    plan = plan_download_all(store, bucket, tmp_path)
    (tmp_path / "a").mkdir()
    with pytest.raises(TransferFailed) as caught:
        run_plan(store, bucket, plan)
    (failure,) = caught.value.report.failures
    assert failure.key == "a"
    assert isinstance(failure.error, LocalFileError)
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
    assert os.listdir(tmp_path / "a") == []


def test_uploads_that_were_left_open_are_named_and_cleaned(store: ObjectStore, bucket: str) -> None:
    started = store.client.create_multipart_upload(Bucket=bucket, Key="left/k")["UploadId"]
    (found,) = store.open_uploads(bucket, "left/")
    assert (found.key, found.upload_id) == ("left/k", started)
    assert store.open_uploads(bucket, "other/") == []
    assert store.clean_uploads(bucket) == [found]
    assert store.open_uploads(bucket) == []
