"""Folders and buckets made alike, against a real S3 server on a socket."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from storage_options import StorageServer
from urllib3 import HTTPResponse

from qarnot._objects import (
    ObjectStore,
    SyncPlan,
    TransferReport,
    UnsafeKey,
    plan_download_all,
    plan_sync_directory,
    run_plan,
)
from qarnot.exceptions import (
    InvalidValue,
    StorageError,
    TransferFailed,
    UnauthorizedException,
)


def fill(root: Path, tree: dict[str, bytes]) -> Path:
    for name, content in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def tree_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def content_of(store: ObjectStore, bucket: str) -> dict[str, bytes]:
    return {item.key: store.read_bytes(bucket, item.key) for item in store.list_objects(bucket)}


def put_all(store: ObjectStore, bucket: str, tree: dict[str, bytes]) -> None:
    for key, content in tree.items():
        store.put_bytes(bucket, key, content)


def refuse(
    store: ObjectStore, *keys: str, status: int = 501, code: str = "NotImplemented"
) -> list[str]:
    """Let a store find that the storage refuses these keys; give the list of what was sent."""
    sent: list[str] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        if not request.url.endswith(keys):
            return None
        sent.append(request.url)
        body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        raw = HTTPResponse(body=io.BytesIO(body), preload_content=False)
        return AWSResponse(request.url, status, {}, raw)  # type: ignore[arg-type]

    store.client.meta.events.register("before-send.s3.PutObject", answer)  # type: ignore[arg-type]
    return sent


def sync(
    store: ObjectStore, bucket: str, folder: Path, remote: str | None = None
) -> TransferReport:
    return run_plan(store, bucket, plan_sync_directory(store, bucket, folder, remote))


def test_a_sync_makes_the_bucket_like_the_folder_and_twice_is_nothing(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    """D6: local a and b with the content of remote z lost b by chance."""
    put_all(store, bucket, {"z": b"X", "b": b"Y", "same": b"S"})
    tree = {"a": b"X", "b": b"X", "same": b"S", "sub/c": b"", "sub/deep/d": b"D"}
    report = sync(store, bucket, fill(tmp_path, tree))
    assert content_of(store, bucket) == tree
    assert report.uploaded == ("sub/c", "sub/deep/d")
    assert (report.copied, report.deleted, report.skipped) == (("a", "b"), ("z",), ("same",))
    assert report.bytes_moved == 1
    plan = plan_sync_directory(store, bucket, tmp_path)
    assert plan.changes_nothing
    assert run_plan(store, bucket, plan).bytes_moved == 0


def test_nothing_beside_the_named_folder_is_touched(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    """D3, D68: whole components, and keys joined once."""
    others = {"data2/precious": b"1", "database.csv": b"2", "data": b"3", "other/x": b"4"}
    put_all(store, bucket, {**others, "data/old": b""})
    fill(tmp_path, {"new": b"5", "sub/f": b"6"})
    sync(store, bucket, tmp_path, "data")
    sync(store, bucket, tmp_path, "data/")
    assert content_of(store, bucket) == {**others, "data/new": b"5", "data/sub/f": b"6"}


def test_a_typo_or_an_empty_folder_deletes_nothing(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    """D2: a path that does not exist emptied the bucket."""
    put_all(store, bucket, {"f0": b"0", "f1": b"1"})
    for folder in (tmp_path / "typo", tmp_path):
        with pytest.raises(InvalidValue):
            plan_sync_directory(store, bucket, folder)
    assert content_of(store, bucket) == {"f0": b"0", "f1": b"1"}
    run_plan(store, bucket, plan_sync_directory(store, bucket, tmp_path, allow_empty=True))
    assert content_of(store, bucket) == {}


def test_d4_a_failed_upload_leaves_everything_that_was_there(
    storage_server: StorageServer, bucket: str, tmp_path: Path
) -> None:
    """The old version was deleted before the new one failed to arrive."""
    store = ObjectStore(storage_server.settings())
    put_all(store, bucket, {"model.bin": b"old", "extra": b"1"})
    fill(tmp_path, {"model.bin": b"new", "other": b"2"})
    refuse(store, "model.bin")
    with pytest.raises(
        TransferFailed, match=r"1 files could not .*, 1 were.*'model.bin'"
    ) as caught:
        sync(store, bucket, tmp_path)
    report = caught.value.report
    assert [failure.key for failure in report.failures] == ["model.bin"]
    assert (report.uploaded, report.deleted) == (("other",), ())
    assert content_of(store, bucket) == {"model.bin": b"old", "extra": b"1", "other": b"2"}
    store.close()


def test_d64_odd_files_are_reported_and_the_rest_goes_on(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    """A broken link or a vanished file ended the whole sync."""
    put_all(store, bucket, {"broken": b"kept", "vanishes": b"kept too", "extra": b"kept as well"})
    fill(tmp_path, {"good": b"1", "vanishes": b"2"})
    (tmp_path / "broken").symlink_to("nowhere")
    plan = plan_sync_directory(store, bucket, tmp_path)
    assert [action.key for action in plan.deletions] == ["extra"]
    (tmp_path / "vanishes").unlink()
    report = run_plan(store, bucket, plan)
    assert (report.uploaded, report.deleted, report.bytes_moved) == (("good",), (), 1)
    assert [each.name for each in report.left_out] == ["broken", "vanishes"]
    assert "vanished" in str(report)
    assert content_of(store, bucket).keys() == {"good", "broken", "vanishes", "extra"}


def test_a_download_makes_the_folder_like_the_bucket(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    """D7, D8: only what differs is fetched, and only of the named folder."""
    put_all(
        store,
        bucket,
        {"run1/a": b"A", "run1/d/b": b"B", "run1/empty/": b"", "run10/a": b"no", "run1a": b"no"},
    )
    out = tmp_path / "made" / "out"
    plan = plan_download_all(store, bucket, out, "run1")
    report = run_plan(store, bucket, plan)
    assert report.downloaded == ("run1/a", "run1/d/b", "run1/empty/")
    assert tree_of(out) == {"a": b"A", "d/b": b"B"}
    assert (out / "empty").is_dir()
    fill(out, {"a": b"changed", "extra": b"stays"})
    plan = plan_download_all(store, bucket, out, "run1")
    assert [action.key for action in plan.downloads] == ["run1/a"]
    run_plan(store, bucket, plan)
    assert tree_of(out) == {"a": b"A", "d/b": b"B", "extra": b"stays"}
    assert plan_download_all(store, bucket, out, "run1/").changes_nothing


@pytest.mark.parametrize("key", ["../escaped.txt", "../../escaped.txt", "/abs", "a/../../x"])
@pytest.mark.storage_lacks("seaweed", "it refuses keys that lead out of a folder")
def test_nothing_is_written_outside_the_folder(
    store: ObjectStore, bucket: str, tmp_path: Path, key: str
) -> None:
    """D1: any path could be overwritten by a name in a bucket."""
    put_all(store, bucket, {key: b"attacker", "fine": b"1"})
    out = tmp_path / "a" / "b" / "out"
    with pytest.raises(UnsafeKey):
        plan_download_all(store, bucket, out)
    run_plan(store, bucket, plan_download_all(store, bucket, out, skip_unsafe=True))
    assert tree_of(tmp_path) == {"a/b/out/fine": b"1"}


def test_nothing_is_written_through_a_link_in_the_folder(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    put_all(store, bucket, {"sub/deep/f": b"attacker", "link": b"new"})
    outside = tmp_path / "outside"
    fill(outside, {"precious": b"1"})
    out = tmp_path / "out"
    out.mkdir()
    (out / "sub").symlink_to(outside)
    (out / "link").symlink_to(outside / "precious")
    with pytest.raises(StorageError, match="link or a file where a folder is needed"):
        run_plan(store, bucket, plan_download_all(store, bucket, out))
    assert tree_of(outside) == {"precious": b"1"}
    (out / "sub").unlink()
    run_plan(store, bucket, plan_download_all(store, bucket, out))
    assert tree_of(outside) == {"precious": b"1"}
    assert tree_of(out) == {"sub/deep/f": b"attacker", "link": b"new"}


def test_the_target_folder_itself_may_be_a_link(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    put_all(store, bucket, {"d/f": b"1"})
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    run_plan(store, bucket, plan_download_all(store, bucket, tmp_path / "link"))
    assert tree_of(tmp_path / "real") == {"d/f": b"1"}


def test_transfers_run_side_by_side_within_their_bound(
    storage_server: StorageServer, bucket: str, tmp_path: Path
) -> None:
    """D42: transfers were serial."""
    store = ObjectStore(storage_server.settings())
    fill(tmp_path, {f"f{n}": b"1" for n in range(12)})
    together = threading.Barrier(3, timeout=10)
    running = threading.Semaphore(3)

    def meet(**_: object) -> None:
        assert running.acquire(blocking=False), "more than three at once"
        together.wait()
        running.release()

    store.client.meta.events.register("before-send.s3.PutObject", meet)
    plan = plan_sync_directory(store, bucket, tmp_path)
    assert run_plan(store, bucket, plan, max_concurrency=3).bytes_moved == 12
    store.close()


def test_a_failure_does_not_keep_the_rest_from_being_done(
    storage_server: StorageServer, bucket: str, tmp_path: Path
) -> None:
    store = ObjectStore(storage_server.settings())
    fill(tmp_path, {f"f{n}": b"1" for n in range(10)})
    refuse(store, "f3", "f7")
    with pytest.raises(TransferFailed, match="2 files could not be transferred, 8 were") as caught:
        sync(store, bucket, tmp_path)
    assert [failure.key for failure in caught.value.report.failures] == ["f3", "f7"]
    assert len(store.list_objects(bucket)) == 8
    store.close()


def test_what_all_transfers_would_fail_with_ends_them(
    storage_server: StorageServer, bucket: str, tmp_path: Path
) -> None:
    store = ObjectStore(storage_server.settings())
    fill(tmp_path, {f"f{n}": b"1" for n in range(10)})
    plan = plan_sync_directory(store, bucket, tmp_path)
    sent = refuse(store, "", status=403, code="AccessDenied")
    with pytest.raises(UnauthorizedException) as caught:
        run_plan(store, bucket, plan, max_concurrency=2)
    assert len(sent) <= 4
    assert "0 of 10 transfers had been done" in caught.value.__notes__[0]
    store.close()


def test_a_cancelled_run_stops_and_deletes_nothing(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    put_all(store, bucket, {"extra": b"1"})
    fill(tmp_path, {f"f{n}": b"1" for n in range(50)})
    plan = plan_sync_directory(store, bucket, tmp_path)
    cancelled = threading.Event()

    def cancel_at_the_first(done: float, total: float, key: str) -> None:
        if done == total:
            cancelled.set()

    with pytest.raises(StorageError, match="cancelled") as caught:
        run_plan(
            store,
            bucket,
            plan,
            max_concurrency=1,
            cancelled=cancelled,
            progress=cancel_at_the_first,
        )
    assert "of 50 transfers had been done" in caught.value.__notes__[0]
    found = content_of(store, bucket)
    assert "extra" in found
    assert len(found) <= 3


def test_an_error_of_the_callback_ends_the_run_and_is_the_error(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    put_all(store, bucket, {"extra": b"1"})
    fill(tmp_path, {f"f{n}": b"1" for n in range(20)})
    plan = plan_sync_directory(store, bucket, tmp_path)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("of the user")

    with pytest.raises(ZeroDivisionError, match="of the user"):
        run_plan(store, bucket, plan, progress=fail)
    assert content_of(store, bucket).keys() == {"extra"}


def test_progress_tells_each_file_to_its_end(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    tree = {"a": b"1234", "b": b"", "c": bytes(100)}
    fill(tmp_path, tree)
    told: dict[str, tuple[float, float]] = {}
    run_plan(
        store,
        bucket,
        plan_sync_directory(store, bucket, tmp_path),
        progress=lambda done, total, key: told.__setitem__(key, (done, total)),
    )
    assert told == {key: (len(content), len(content)) for key, content in tree.items()}


def test_the_number_of_transfers_must_make_sense(store: ObjectStore, bucket: str) -> None:
    with pytest.raises(InvalidValue, match="max_concurrency"):
        run_plan(store, bucket, SyncPlan(), max_concurrency=0)


def test_an_unchanged_folder_costs_one_listing(
    storage_server: StorageServer, bucket: str, tmp_path: Path
) -> None:
    store = ObjectStore(storage_server.settings())
    fill(tmp_path, {f"f{n}": os.urandom(10) for n in range(5)})
    sync(store, bucket, tmp_path)
    sent: list[str] = []
    store.client.meta.events.register("before-call.s3", lambda model, **_: sent.append(model.name))
    sync(store, bucket, tmp_path)
    assert sent == ["ListObjectsV2"]
    store.close()
