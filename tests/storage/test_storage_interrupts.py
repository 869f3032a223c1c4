"""Transfers that are ended: at once, with nothing half-written and no upload left open."""

from __future__ import annotations

import io
import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from storage_options import StorageServer
from werkzeug import Request, Response

from qarnot._objects import ObjectStore, plan_sync_directory, run_plan, work
from qarnot.exceptions import StorageError

MIB = 1024 * 1024
SIZE = 40 * MIB


@pytest.fixture
def own(storage_server: StorageServer) -> Iterator[ObjectStore]:
    """A store whose events a test may listen to."""
    store = ObjectStore(storage_server.settings())
    yield store
    store.close()


@pytest.fixture
def silent(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A storage that knows one object and never sends it; the event tells that it was asked."""
    asked, ended = threading.Event(), threading.Event()

    def handler(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(headers={"ETag": '"opaque"', "Content-Length": "5"})
        asked.set()
        ended.wait(30)
        return Response()

    httpserver.expect_request("/data/k").respond_with_handler(handler)
    monkeypatch.setattr(work, "_GRACE_SECONDS", 0.2)
    yield asked
    ended.set()
    for thread in threading.enumerate():
        if thread.name == "qarnot-storage":
            thread.join(10)


def interrupt_when(event: threading.Event) -> None:
    """Send this process the signal of Ctrl-C as soon as an event happens."""

    def wait() -> None:
        assert event.wait(20)
        interrupt()

    threading.Thread(target=wait, daemon=True).start()


def interrupt_at(store: ObjectStore, operation: str, number: int) -> None:
    """Send this process the signal of Ctrl-C when a store sends its n-th request of a kind."""
    at_the_request(store, operation, number, interrupt)


def interrupt() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def at_the_request(
    store: ObjectStore, operation: str, number: int, act: Callable[[], object]
) -> None:
    seen = itertools.count(1)

    def count(**_: object) -> None:
        if next(seen) == number:
            act()

    store.client.meta.events.register(f"before-send.s3.{operation}", count)


@pytest.mark.parametrize("part", [1, 3])
def test_ctrl_c_in_a_large_upload_leaves_nothing(
    own: ObjectStore, bucket: str, tmp_path: Path, part: int
) -> None:
    own.put_bytes(bucket, "k", b"old")
    (tmp_path / "large").write_bytes(os.urandom(SIZE))
    interrupt_at(own, "UploadPart", part)
    with pytest.raises(KeyboardInterrupt):
        own.upload(bucket, "k", tmp_path / "large")
    assert own.read_bytes(bucket, "k") == b"old"
    assert own.open_uploads(bucket) == []


def test_ctrl_c_while_the_first_thread_starts_ends_it(
    own: ObjectStore, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "large").write_bytes(os.urandom(SIZE))
    sent: list[str] = []
    own.client.meta.events.register("before-send.s3.UploadPart", lambda **_: sent.append("part"))
    start = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        if thread.name == "qarnot-storage" and threading.current_thread() is main:
            monkeypatch.undo()
            raise KeyboardInterrupt

    main = threading.main_thread()
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        own.upload(bucket, "k", tmp_path / "large")
    before = len(sent)
    assert own.open_uploads(bucket) == []
    assert len(sent) == before < 5


def test_ctrl_c_in_a_large_download_leaves_the_old_file(
    own: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    own.upload(bucket, "k", io.BytesIO(os.urandom(SIZE)))
    (tmp_path / "target").write_bytes(b"old")
    interrupt_at(own, "GetObject", 2)
    with pytest.raises(KeyboardInterrupt):
        own.download(bucket, "k", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["target"]


def test_ctrl_c_in_a_sync_deletes_nothing(own: ObjectStore, bucket: str, tmp_path: Path) -> None:
    own.put_bytes(bucket, "extra", b"1")
    for number in range(60):
        (tmp_path / f"f{number}").write_bytes(os.urandom(9))
    (tmp_path / "large").write_bytes(os.urandom(SIZE))
    plan = plan_sync_directory(own, bucket, tmp_path)
    interrupt_at(own, "PutObject", 20)
    with pytest.raises(KeyboardInterrupt) as caught:
        run_plan(own, bucket, plan, max_concurrency=2)
    assert "of 61 transfers had been done" in caught.value.__notes__[0]
    keys = {stored.key for stored in own.list_objects(bucket)}
    assert "extra" in keys
    assert len(keys) < 60
    assert own.open_uploads(bucket) == []


def test_a_silent_storage_does_not_hold_an_interrupt(
    hostile: ObjectStore, silent: threading.Event, tmp_path: Path
) -> None:
    (tmp_path / "target").write_bytes(b"old")
    interrupt_when(silent)
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        hostile.download("data", "k", tmp_path / "target")
    assert time.monotonic() - begin < 10
    assert os.listdir(tmp_path) == ["target"]
    assert (tmp_path / "target").read_bytes() == b"old"


@pytest.mark.parametrize("kind", ["download", "upload", "read"])
def test_a_silent_storage_does_not_hold_a_cancellation(
    hostile: ObjectStore, silent: threading.Event, tmp_path: Path, kind: str
) -> None:
    cancelled = threading.Event()
    uses: dict[str, Callable[[], object]] = {
        "download": lambda: hostile.download("data", "k", tmp_path / "f", cancelled=cancelled),
        "upload": lambda: hostile.upload("data", "k", io.BytesIO(b"1"), cancelled=cancelled),
        "read": lambda: hostile.read_bytes("data", "k", cancelled=cancelled),
    }
    with ThreadPoolExecutor(1) as pool:
        use = pool.submit(uses[kind])
        assert silent.wait(10)
        cancelled.set()
        with pytest.raises(StorageError, match="cancelled"):
            use.result(10)
    assert [name for name in os.listdir(tmp_path) if not name.endswith(".qarnot-part")] == []


def test_closing_ends_what_is_under_way(
    own: ObjectStore, store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "large").write_bytes(os.urandom(SIZE))
    sending = threading.Event()
    at_the_request(own, "UploadPart", 1, sending.set)
    with ThreadPoolExecutor(1) as pool:
        upload = pool.submit(own.upload, bucket, "k", tmp_path / "large")
        assert sending.wait(10)
        own.close()
        with pytest.raises(StorageError, match="cancelled"):
            upload.result()
    assert store.open_uploads(bucket) == []
    assert store.list_objects(bucket) == []
