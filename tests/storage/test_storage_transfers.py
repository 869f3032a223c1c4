"""Transfers whose files and objects change under them, against a real S3 server on a socket."""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError
from storage_options import StorageServer
from urllib3 import HTTPResponse

from qarnot._objects import (
    ObjectStore,
    plan_download_all,
    plan_sync_directory,
    run_plan,
)
from qarnot._objects.errors import ObjectChanged
from qarnot._objects.multipart import SentPart, _etag_of
from qarnot._objects.sources import FileSource, Piece
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


@pytest.mark.storage_lacks("seaweed", "the ETag of what it copied in parts is not of its content")
def test_large_objects_are_copied_in_parts(
    store: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qarnot._objects.copying._LARGEST_IN_ONE_PIECE", 10 * MIB)
    monkeypatch.setattr("qarnot._objects.copying._PART_SIZE", 6 * MIB)
    content = os.urandom(20 * MIB)
    store.client.put_object(
        Bucket=bucket, Key="k", Body=content, ContentType="text/plain", Metadata={"of": "mine"}
    )
    store.copy(bucket, "k", "copy")
    assert store.read_bytes(bucket, "copy") == content
    about = store.client.head_object(Bucket=bucket, Key="copy")
    assert (about["ContentType"], about["Metadata"]) == ("text/plain", {"of": "mine"})
    (tmp_path / "k").write_bytes(content)
    (tmp_path / "copy").write_bytes(content)
    assert plan_sync_directory(store, bucket, tmp_path).changes_nothing
    assert store.open_uploads(bucket) == []


def test_parts_whose_etag_is_no_md5_are_taken_by_their_size() -> None:
    plain, in_parts = "0" * 32, "0" * 32 + "-2"
    assert _etag_of([SentPart(1, plain, None)]) is not None
    assert _etag_of([SentPart(1, plain, None), SentPart(1, in_parts, None)]) is None
    assert _etag_of([SentPart(1, "opaque", b"0" * 16)]) is not None


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


class Chary(io.RawIOBase):
    """A stream that takes few bytes at a time."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        taken = bytes(data[:10])
        self.content += taken
        return len(taken)


def test_a_stream_that_takes_few_bytes_gets_all(store: ObjectStore, bucket: str) -> None:
    content = os.urandom(1001)
    store.put_bytes(bucket, "k", content)
    stream = Chary()
    store.download(bucket, "k", stream)  # type: ignore[arg-type]
    assert stream.content == content


def test_what_cannot_take_bytes_is_refused_before_anything_is_fetched(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    sent = own.client.meta.events
    asked: list[str] = []
    sent.register("before-call.s3", lambda model, **_: asked.append(model.name))
    with (tmp_path / "text").open("w") as text, (tmp_path / "closed").open("wb") as closed:
        closed.close()
        for stream in (text, closed, io.StringIO(), object()):
            with pytest.raises(InvalidValue, match="cannot be written"):
                own.download(bucket, "k", stream)  # type: ignore[arg-type]
    assert asked == []


def test_a_stream_that_has_nothing_just_now_is_an_error(store: ObjectStore, bucket: str) -> None:
    portions = iter([b"abc", None, b"def", b""])

    class Pausing(io.RawIOBase):
        def read(self, size: int = -1) -> Any:
            return b"" if size == 0 else next(portions)

    with pytest.raises(LocalFileError, match="nothing to read just now"):
        store.upload(bucket, "k", Pausing())  # type: ignore[arg-type]
    assert store.list_objects(bucket) == []


def test_a_stream_that_ends_early_is_an_error(store: ObjectStore, bucket: str) -> None:
    class Lying(io.BytesIO):
        def tell(self) -> int:
            return super().tell() * 2

    with pytest.raises(LocalFileError, match="gave 5 bytes where it had said 10"):
        store.upload(bucket, "k", Lying(b"12345"))
    assert store.list_objects(bucket) == []


def test_a_pipe_in_the_place_of_a_file_holds_nobody(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(os.urandom(9))
    plan = plan_sync_directory(own, bucket, tmp_path)
    (tmp_path / "b").unlink()
    os.mkfifo(tmp_path / "b")
    with pytest.raises(TransferFailed, match="'b'"):
        run_plan(own, bucket, plan)
    assert [stored.key for stored in own.list_objects(bucket)] == ["a"]


def test_a_link_in_the_place_of_a_file_is_not_followed(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(b"not of the folder")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "f").write_bytes(b"1")
    plan = plan_sync_directory(own, bucket, folder)
    (folder / "f").unlink()
    (folder / "f").symlink_to("../secret")
    with pytest.raises(TransferFailed, match="'f'"):
        run_plan(own, bucket, plan)
    assert own.list_objects(bucket) == []


def test_a_pipe_in_the_place_of_a_download_stays(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for key in ("a", "pipe"):
        store.put_bytes(bucket, key, b"1")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TransferFailed, match="'pipe'"):
        run_plan(store, bucket, plan_download_all(store, bucket, tmp_path))
    assert (tmp_path / "a").read_bytes() == b"1"
    assert (tmp_path / "pipe").is_fifo()


def test_a_folder_stays_where_it_is_wherever_the_process_goes(
    own: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        own.put_bytes(bucket, f"f{number}", b"1")
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    plan = plan_download_all(own, bucket, "out")
    once_before(own, "GetObject", lambda: os.chdir(tmp_path / "there"))
    run_plan(own, bucket, plan)
    assert len(os.listdir(tmp_path / "here" / "out")) == 5
    assert os.listdir(tmp_path / "there") == []


def test_deletions_end_with_a_cancellation(
    own: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qarnot._objects.deletion._MOST_KEYS_A_REQUEST", 2)
    (tmp_path / "f").write_bytes(b"1")
    for number in range(10):
        own.put_bytes(bucket, f"extra{number}", b"2")
    plan = plan_sync_directory(own, bucket, tmp_path)
    cancelled = threading.Event()
    once_before(own, "DeleteObjects", cancelled.set)
    with pytest.raises(StorageError, match="cancelled"):
        run_plan(own, bucket, plan, cancelled=cancelled)
    assert len(own.list_objects(bucket)) >= 9


def test_an_upload_that_was_not_completed_goes_although_the_key_holds_the_same(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "f").write_bytes(os.urandom(9 * MIB))
    own.upload(bucket, "k", tmp_path / "f")

    def fail(request: Any, **_: Any) -> AWSResponse:
        raw = HTTPResponse(body=io.BytesIO(b""), preload_content=False)
        return AWSResponse(request.url, 500, {}, raw)  # type: ignore[arg-type]

    own.client.meta.events.register("before-send.s3.CompleteMultipartUpload", fail)  # type: ignore[arg-type]
    assert own.upload(bucket, "k", tmp_path / "f") == 9 * MIB
    assert own.open_uploads(bucket) == []


def test_failures_keep_neither_files_nor_contents(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for number in range(20):
        own.put_bytes(bucket, f"f{number}", b"1")
    plan = plan_download_all(own, bucket, tmp_path)
    for number in range(20):
        (tmp_path / f"f{number}").mkdir()
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(TransferFailed) as caught:
        run_plan(own, bucket, plan)
    assert len(caught.value.report.failures) == 20
    assert len(os.listdir("/proc/self/fd")) <= before + 5


def test_few_threads_are_enough(
    own: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        (tmp_path / f"f{number}").write_bytes(os.urandom(9))
    plan = plan_sync_directory(own, bucket, tmp_path)
    real, left = threading.Thread.start, iter(range(2))

    def start(thread: threading.Thread) -> None:
        if thread.name == "qarnot-storage" and next(left, None) is None:
            raise RuntimeError("can't start new thread")
        real(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    assert len(run_plan(own, bucket, plan).uploaded) == 20


def test_unreachable_files_far_apart_do_not_end_the_rest(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for number in range(30):
        (tmp_path / f"f{number:02}").write_bytes(os.urandom(9))
    plan = plan_sync_directory(own, bucket, tmp_path)

    def lose_some(request: Any, **_: Any) -> None:
        if request.url.endswith(("f05", "f12", "f19", "f26")):
            raise EndpointConnectionError(endpoint_url=request.url)

    own.client.meta.events.register("before-send.s3.PutObject", lose_some)
    with pytest.raises(TransferFailed, match="4 files could not be transferred, 26 were"):
        run_plan(own, bucket, plan, max_concurrency=1)


def test_what_could_not_be_aborted_is_named_to_whoever_cancelled(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "f").write_bytes(os.urandom(20 * MIB))
    cancelled = threading.Event()
    once_before(own, "UploadPart", cancelled.set)

    def refuse(request: Any, **_: Any) -> AWSResponse:
        raw = HTTPResponse(
            body=io.BytesIO(b"<Error><Code>No</Code></Error>"), preload_content=False
        )
        return AWSResponse(request.url, 501, {}, raw)  # type: ignore[arg-type]

    own.client.meta.events.register("before-send.s3.AbortMultipartUpload", refuse)  # type: ignore[arg-type]
    with pytest.raises(StorageError, match="cancelled") as caught:
        own.upload(bucket, "k", tmp_path / "f", cancelled=cancelled)
    assert any("clean_uploads() aborts it" in note for note in caught.value.__notes__)


def test_a_file_that_cannot_be_read_to_its_end_is_a_failure(
    own: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(os.urandom(20 * MIB))
    plan = plan_sync_directory(own, bucket, tmp_path)

    class Broken(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 9 * MIB and str(self.name).endswith("b"):
                raise OSError(errno.EIO, "the disk is broken")
            return super().read(-1 if size is None else size)

    monkeypatch.setattr("qarnot._objects.sources.open_regular", lambda path, **_: Broken(path))
    with pytest.raises(TransferFailed, match="the disk is broken") as caught:
        run_plan(own, bucket, plan)
    assert caught.value.report.uploaded == ("a",)
    assert [failure.key for failure in caught.value.report.failures] == ["b"]
    assert own.open_uploads(bucket) == []


def test_a_file_that_has_become_shorter_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1234")
    (piece,) = FileSource(tmp_path / "file").pieces(10)
    stream = piece.open()
    os.truncate(tmp_path / "file", 1)
    with pytest.raises(LocalFileError, match=r"file' has become shorter"):
        Piece(4, lambda: stream).read()


def test_a_writer_that_does_not_say_how_much_it_took_gets_all(
    store: ObjectStore, bucket: str
) -> None:
    content = os.urandom(3 * MIB)
    store.put_bytes(bucket, "k", content)
    taken: list[bytes] = []

    class Writer:
        def write(self, data: bytes) -> None:
            assert isinstance(data, bytes)
            taken.append(data)

    store.download(bucket, "k", Writer())  # type: ignore[arg-type]
    assert b"".join(taken) == content

    class Asynchronous:
        def write(self, data: bytes) -> list[bytes]:
            return [data]

    with pytest.raises(InvalidValue, match="cannot be written"):
        store.download(bucket, "k", Asynchronous())  # type: ignore[arg-type]


def test_without_any_thread_the_error_is_one_of_ours(
    own: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f").write_bytes(os.urandom(20 * MIB))

    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as context:
        context.setattr(threading.Thread, "start", start)
        with pytest.raises(StorageError, match="starts no thread") as caught:
            own.upload(bucket, "k", tmp_path / "f")
    assert any("clean_uploads()" in note for note in caught.value.__notes__)
    assert len(own.clean_uploads(bucket)) == 1


def test_a_marker_that_vanishes_meanwhile_does_not_matter(
    own: ObjectStore, store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for key in ("p/", "p/extra"):
        own.put_bytes(bucket, key, b"")
    (tmp_path / "f").write_bytes(b"1")
    plan = plan_sync_directory(own, bucket, tmp_path, "p")
    once_before(own, "PutObject", lambda: store.delete_objects(bucket, ["p/"]))
    assert run_plan(own, bucket, plan).deleted == ("p/extra",)


def test_one_forbidden_key_does_not_end_the_rest(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    for number in range(9):
        (tmp_path / f"f{number}").write_bytes(os.urandom(9))

    def forbid(request: Any, **_: Any) -> AWSResponse | None:
        if not request.url.endswith("f0"):
            return None
        body = io.BytesIO(b"<Error><Code>AccessDenied</Code></Error>")
        return AWSResponse(request.url, 403, {}, HTTPResponse(body=body, preload_content=False))  # type: ignore[arg-type]

    own.client.meta.events.register("before-send.s3.PutObject", forbid)  # type: ignore[arg-type]
    with pytest.raises(TransferFailed, match="1 files could not be transferred, 8 were"):
        run_plan(own, bucket, plan_sync_directory(own, bucket, tmp_path))
