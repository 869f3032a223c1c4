"""The store against a real S3 server on a socket."""

from __future__ import annotations

import io
import os
import socket
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from storage_options import SECRET, StorageServer

from qarnot._objects import MissingObject, ObjectStore, StorageSettings
from qarnot._objects.settings import build_resource
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    ConnectionClosed,
    InvalidValue,
    MissingBucketException,
    ReadOnlyConnection,
)

from .conftest import settings_for

MIB = 1024 * 1024


def keys_in(store: ObjectStore, bucket: str) -> list[str]:
    return [stored.key for stored in store.list_objects(bucket)]


@pytest.mark.parametrize("size", [0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 17 * MIB])
def test_files_of_every_size_come_back_as_they_were(
    store: ObjectStore, bucket: str, tmp_path: Path, size: int
) -> None:
    content = os.urandom(size)
    (tmp_path / "in").write_bytes(content)
    told: list[tuple[float, float, str]] = []
    assert store.upload(bucket, "k", tmp_path / "in", lambda *seen: told.append(seen)) == size
    assert told[-1] == (size, size, "k")
    told.clear()
    target = tmp_path / "made" / "out"
    assert store.download(bucket, "k", target, lambda *seen: told.append(seen)) == size
    assert told[-1] == (size, size, "k")
    assert target.read_bytes() == content == store.read_bytes(bucket, "k")
    assert list(target.parent.iterdir()) == [target]


def test_creating_a_bucket_twice_is_fine(store: ObjectStore, bucket: str) -> None:
    store.create_bucket(bucket)
    store.head_bucket(bucket)
    assert bucket in store.list_buckets()


def test_paths_and_open_files_are_taken_and_files_stay_open(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    """D43: Path failed, and the caller's file was closed."""
    (tmp_path / "f").write_bytes(b"0123")
    store.upload(bucket, "path", tmp_path / "f")
    store.upload(bucket, "text", str(tmp_path / "f"))
    with open(tmp_path / "f", "rb") as stream:
        stream.seek(1)
        store.upload(bucket, "stream", stream)
        assert not stream.closed
    assert store.read_bytes(bucket, "path") == store.read_bytes(bucket, "text") == b"0123"
    assert store.read_bytes(bucket, "stream") == b"123"


def test_a_pipe_can_be_uploaded(store: ObjectStore, bucket: str) -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as source:
        with os.fdopen(writer, "wb") as sink:
            sink.write(b"streamed")
        assert store.upload(bucket, "k", source) == 8
    assert store.read_bytes(bucket, "k") == b"streamed"


def test_wrong_sources_are_refused(store: ObjectStore, bucket: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="binary mode"):
        store.upload(bucket, "k", io.StringIO("text"))  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="binary mode"):
        store.upload(bucket, "k", 3)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="not a file"):
        store.upload(bucket, "k", tmp_path)
    with pytest.raises(FileNotFoundError):
        store.upload(bucket, "k", tmp_path / "missing")
    with pytest.raises(InvalidValue, match="bytes"):
        store.put_bytes(bucket, "k", "text")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="is a folder"):
        store.download(bucket, "k", tmp_path)
    assert keys_in(store, bucket) == []


@pytest.mark.parametrize("name", ["", "a/b", "../x", None, "arn:aws:s3:::x"])
def test_wrong_bucket_names_are_refused_before_anything_is_sent(name: str) -> None:
    store = ObjectStore(settings_for("http://127.0.0.1:9"))
    for use in (store.create_bucket, store.head_bucket, store.list_objects, store.delete_bucket):
        with pytest.raises(InvalidValue, match="bucket's name"):
            use(name)


@pytest.mark.storage_lacks("seaweed", "it refuses keys that lead out of a folder")
def test_keys_are_taken_as_they_are(store: ObjectStore, bucket: str) -> None:
    """D5: deleting ``/x`` deleted ``x``."""
    odd = ["/x", "x", "a//b", "a/b", "../up", " space ", "é+%41", "back\\slash", "dir/"]
    for key in odd:
        store.put_bytes(bucket, key, key.encode())
    assert sorted(keys_in(store, bucket)) == sorted(odd)
    assert [store.read_bytes(bucket, key).decode() for key in odd] == odd
    store.delete_objects(bucket, ["/x", "a//b"])
    assert sorted(keys_in(store, bucket)) == sorted(set(odd) - {"/x", "a//b"})


def test_a_listing_has_all_pages_and_keeps_to_its_prefix(
    storage_server: StorageServer, bucket: str
) -> None:
    store = ObjectStore(storage_server.settings())
    asked: list[str] = []

    def ask_for_few(params: dict[str, Any], **_: object) -> None:
        params["MaxKeys"] = 10
        asked.append(params["Prefix"])

    store.client.meta.events.register(
        "provide-client-params.s3.ListObjectsV2",
        lambda params, **_: ask_for_few(params),
    )
    for number in range(25):
        store.put_bytes(bucket, f"d/{number:02}", b"")
    store.put_bytes(bucket, "d2", b"")
    assert [stored.key for stored in store.list_objects(bucket, "d/")] == [
        f"d/{number:02}" for number in range(25)
    ]
    assert asked == ["d/"] * 3
    store.close()


def test_many_objects_are_deleted_in_batches(
    store: ObjectStore, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qarnot._objects.deletion._MOST_KEYS_A_REQUEST", 10)
    for number in range(25):
        store.put_bytes(bucket, f"d/{number:02}", b"")
    store.put_bytes(bucket, "d2", b"")
    store.delete_objects(bucket, [f"d/{number:02}" for number in range(25)])
    assert keys_in(store, bucket) == ["d2"]


def test_deleting_takes_a_list_of_keys(store: ObjectStore, bucket: str) -> None:
    store.put_bytes(bucket, "a", b"")
    store.put_bytes(bucket, "ab", b"")
    with pytest.raises(InvalidValue, match="'ab'"):
        store.delete_objects(bucket, "ab")
    store.delete_objects(bucket, [])
    store.delete_objects(bucket, iter(["ab", "never there", "ab"]))
    assert keys_in(store, bucket) == ["a"]


def test_a_bucket_goes_with_all_versions_and_marks(store: ObjectStore, bucket: str) -> None:
    store.client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for content in (b"1", b"2"):
        store.put_bytes(bucket, "k", content)
        store.put_bytes(bucket, "gone", content)
    store.delete_objects(bucket, ["gone"])
    store.delete_bucket(bucket)
    assert bucket not in store.list_buckets()


def test_a_failed_download_leaves_the_old_file_alone(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    """D9: asking for a missing key emptied the local file."""
    target = tmp_path / "res.txt"
    target.write_bytes(b"precious")
    with pytest.raises(MissingObject, match="'missing'"):
        store.download(bucket, "missing", target)
    assert target.read_bytes() == b"precious"
    assert os.listdir(tmp_path) == ["res.txt"]


def test_new_files_get_normal_permissions_and_old_ones_keep_theirs(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    store.put_bytes(bucket, "k", b"new")
    (tmp_path / "normal").touch()
    (tmp_path / "old").touch(0o600)
    os.chmod(tmp_path / "old", 0o640)
    seen: list[int] = []

    def look(*_: object) -> None:
        seen.extend(
            stat.S_IMODE(path.stat().st_mode)
            for path in tmp_path.iterdir()
            if path.name.startswith(".new.") and path.name.endswith(".qarnot-part")
        )

    store.download(bucket, "k", tmp_path / "new", look)
    store.download(bucket, "k", tmp_path / "old")
    assert 0o600 in seen
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["new"] == modes["normal"]
    assert modes["old"] == 0o640


def test_a_link_that_the_user_names_is_followed(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    store.put_bytes(bucket, "k", b"new")
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    store.download(bucket, "k", tmp_path / "link")
    assert (tmp_path / "real").read_bytes() == b"new"
    assert (tmp_path / "link").is_symlink()
    assert len(os.listdir(tmp_path)) == 2


def test_a_pipe_is_written_to_and_stays_one(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    store.put_bytes(bucket, "k", b"through the pipe")
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit((tmp_path / "pipe").read_bytes)
        store.download(bucket, "k", tmp_path / "pipe")
        assert read.result(10) == b"through the pipe"
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_file_where_a_folder_is_needed_is_named(
    store: ObjectStore, bucket: str, tmp_path: Path
) -> None:
    store.put_bytes(bucket, "k", b"1")
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="a folder was expected"):
        store.download(bucket, "k", tmp_path / "file" / "k")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, BrokenPipeError])
def test_an_error_of_the_callback_comes_out_as_it_is(
    store: ObjectStore, bucket: str, tmp_path: Path, error: type[BaseException]
) -> None:
    def fail(*_: object) -> None:
        raise error

    store.put_bytes(bucket, "k", bytes(100))
    (tmp_path / "target").write_bytes(b"old")
    with pytest.raises(error):
        store.download(bucket, "k", tmp_path / "target", fail)
    with pytest.raises(error):
        store.upload(bucket, "other", io.BytesIO(bytes(100)), fail)
    assert (tmp_path / "target").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["target"]


@pytest.mark.parametrize("missing", ["head", "list", "download", "read", "upload", "delete"])
def test_a_missing_bucket_is_both_errors(store: ObjectStore, tmp_path: Path, missing: str) -> None:
    name = f"missing-{uuid4().hex}"
    uses: dict[str, Callable[[], object]] = {
        "head": lambda: store.head_bucket(name),
        "list": lambda: store.list_objects(name),
        "download": lambda: store.download(name, "k", tmp_path / "f"),
        "read": lambda: store.read_bytes(name, "k"),
        "upload": lambda: store.put_bytes(name, "k", b""),
        "delete": lambda: store.delete_bucket(name),
    }
    with pytest.raises(MissingBucketException, match=name) as caught:
        uses[missing]()
    assert isinstance(caught.value, ClientError)
    assert os.listdir(tmp_path) == []


def test_aws_settings_of_the_machine_do_not_matter(
    storage_server: StorageServer, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D35: AWS_PROFILE in the shell broke the connection."""
    (tmp_path / "config").write_text(
        "[default]\nregion = nowhere\ns3 =\n  addressing_style = virtual\n"
        "endpoint_url = http://127.0.0.1:1\nretry_mode = garbage\n"
    )
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = leaked\n")
    for name, value in {
        "AWS_PROFILE": "nonsense",
        "AWS_DEFAULT_PROFILE": "nonsense",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "AWS_REGION": "nowhere",
        "AWS_DEFAULT_REGION": "nowhere",
        "AWS_CA_BUNDLE": "/nonsense",
        "REQUESTS_CA_BUNDLE": "/nonsense",
        "AWS_ACCESS_KEY_ID": "leaked",
        "AWS_SECRET_ACCESS_KEY": "leaked",
        "AWS_SESSION_TOKEN": "leaked",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_RETRY_MODE": "garbage",
        "AWS_MAX_ATTEMPTS": "garbage",
        "AWS_DEFAULTS_MODE": "garbage",
        "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "garbage",
        "AWS_REQUEST_CHECKSUM_CALCULATION": "garbage",
        "AWS_AUTH_SCHEME_PREFERENCE": "sigv4a",
    }.items():
        monkeypatch.setenv(name, value)
    sent: list[str] = []
    store = ObjectStore(storage_server.settings())
    store.client.meta.events.register(
        "before-send.s3", lambda request, **_: sent.append(str(request.headers))
    )
    store.put_bytes(bucket, "k", b"1")
    assert keys_in(store, bucket) == ["k"]
    assert sent
    for headers in sent:
        assert "/us-east-1/s3/aws4_request" in headers
        assert "leaked" not in headers
        assert "UNSIGNED" not in headers
        assert "crc32" not in headers.lower()
    store.close()


def test_nothing_is_sent_before_the_first_use_and_nothing_after_the_end() -> None:
    store = ObjectStore(settings_for("http://127.0.0.1:9"))
    store.close()
    store.close()
    with pytest.raises(ConnectionClosed, match="closed"):
        _ = store.client


def test_the_client_is_made_once_for_all_threads(storage_server: StorageServer) -> None:
    store = ObjectStore(storage_server.settings())
    barrier = threading.Barrier(8)

    def client(_: int) -> int:
        barrier.wait()
        return id(store.client)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(client, range(8)))) == 1
    assert store.resource.meta.client is store.client
    store.close()


def test_the_secret_is_never_shown(storage_server: StorageServer) -> None:
    settings = storage_server.settings()
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)
    assert "***" in repr(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint_url": "storage"},
        {"endpoint_url": None},
        {"endpoint_url": "ftp://x"},
        {"access_key": ""},
        {"secret": None},
        {"verify": 3},
        {"connect_timeout": 0},
        {"read_timeout": "5"},
        {"retries": -1},
    ],
)
def test_wrong_settings_are_refused_by_name(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"endpoint_url": "http://x", "access_key": "a", "secret": SECRET}
    with pytest.raises(InvalidValue, match=next(iter(wrong))) as caught:
        StorageSettings(**(right | wrong))  # type: ignore[arg-type]
    assert SECRET not in str(caught.value)


def test_a_missing_file_of_authorities_is_named() -> None:
    settings = StorageSettings(
        endpoint_url="https://x", access_key="a", secret=SECRET, verify="/no/such.pem"
    )
    with pytest.raises(InvalidValue, match=r"/no/such\.pem"):
        _ = ObjectStore(settings).client


def test_an_unreachable_storage_is_named_as_such() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        store = ObjectStore(settings_for(f"http://127.0.0.1:{unused.getsockname()[1]}"))
        with pytest.raises(ApiUnreachable, match="bucket 'data'"):
            store.list_objects("data")
        with pytest.raises(ApiUnreachable, match="object 'k' in bucket 'data'"):
            store.put_bytes("data", "k", b"1")


def test_a_silent_storage_times_out() -> None:
    """D54: storage did not know the connection's timeouts."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings = StorageSettings(
            endpoint_url=url, access_key="a", secret=SECRET, read_timeout=0.2, retries=0
        )
        with pytest.raises(ApiTimeout, match="in time"):
            ObjectStore(settings).head_bucket("data")


def test_a_client_of_the_user_is_left_as_it_was(storage_server: StorageServer, bucket: str) -> None:
    client = build_resource(storage_server.settings()).meta.client
    reader = ObjectStore(storage_server.settings(is_read_only=True), client=client)
    with pytest.raises(ReadOnlyConnection):
        reader.put_bytes(bucket, "k", b"1")
    reader.close()
    client.put_object(Bucket=bucket, Key="k", Body=b"1")
    client.close()
