"""What buckets offer, in both colours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from conftest import Colour
from task_support import a_task, connections, new_name

import qarnot.aio
import qarnot.bucket
from qarnot.advanced_bucket import Filtering
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    MissingBucketException,
    StorageError,
)

pytestmark = pytest.mark.anyio


async def keys(colour: Colour, bucket: Any, folder: str | None = None) -> list[str]:
    listing = bucket.list_files() if folder is None else bucket.directory(folder)
    return [each.key for each in await colour.do(listing)]


async def filled(colour: Colour, connection: Any, *names: str) -> Any:
    bucket = await colour.do(connection.create_bucket(new_name("bucket")))
    for name in names:
        await colour.do(bucket.add_string(f"the text of {name}", name))
    return bucket


async def test_a_folder_is_uploaded_below_its_place(
    colour: Colour, cluster: Emulator, tmp_path: Path
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sub" / "b.txt").write_text("b")
    async with connections(colour) as connect:
        bucket = await filled(colour, connect(cluster.cluster_url), "kept.txt", "data/kept.txt")
        report = await colour.do(bucket.add_directory(tmp_path, "data"))
        assert sorted(report.uploaded) == ["data/a.txt", "data/sub/b.txt"]
        assert await keys(colour, bucket) == [
            "data/a.txt", "data/kept.txt", "data/sub/b.txt", "kept.txt"
        ]  # fmt: skip
        again = await colour.do(bucket.add_directory(str(tmp_path), "data/"))
        assert list(again.uploaded) == []
        with pytest.raises(InvalidValue, match="does not exist"):
            await colour.do(bucket.add_directory(tmp_path / "missing"))


async def test_files_are_listed_by_what_their_keys_begin_with(
    colour: Colour, cluster: Emulator
) -> None:
    async with connections(colour) as connect:
        bucket = await filled(colour, connect(cluster.cluster_url), "run1/a", "run10/a", "run1.txt")
        assert await keys(colour, bucket, "run1") == ["run1.txt", "run1/a", "run10/a"]
        assert await keys(colour, bucket, "run1/") == ["run1/a"]
        assert await keys(colour, bucket, "") == ["run1.txt", "run1/a", "run10/a"]


async def test_files_are_copied_found_and_deleted_by_the_key_as_it_is(
    colour: Colour, cluster: Emulator, tmp_path: Path
) -> None:
    async with connections(colour) as connect:
        bucket = await filled(colour, connect(cluster.cluster_url), "x")
        store = bucket._connection.object_store()
        store = await store if colour.is_async else store
        store.put_bytes(bucket.uuid, "/x", b"with a slash")
        await colour.do(bucket.copy_file("x", "copies/x"))
        await colour.do(bucket.get_file("copies/x", tmp_path / "x"))
        assert (tmp_path / "x").read_text() == "the text of x"
        await colour.do(bucket.delete_file("/x"))
        assert await keys(colour, bucket) == ["copies/x", "x"]
        assert await colour.do(bucket.has_file("x")) is True
        assert await colour.do(bucket.has_file("/x")) is False
        await colour.do(bucket.delete_file("/x"))
        with pytest.raises(InvalidValue, match="itself"):
            await colour.do(bucket.copy_file("x", "x"))
        with pytest.raises(StorageError):
            await colour.do(bucket.copy_file("missing", "y"))


async def test_a_missing_bucket_is_no_missing_file(colour: Colour, cluster: Emulator) -> None:
    async with connections(colour) as connect:
        bucket = await filled(colour, connect(cluster.cluster_url), "x")
        await colour.do(bucket.delete())
        calls: list[Callable[[], Any]] = [
            lambda: bucket.has_file("x"),
            lambda: bucket.delete_file("x"),
        ]
        for call in calls:
            with pytest.raises(MissingBucketException):
                await colour.do(call())


async def test_files_from_anywhere_become_a_folder_of_the_bucket(
    colour: Colour, cluster: Emulator, tmp_path: Path
) -> None:
    (tmp_path / "one").write_text("one")
    (tmp_path / "two").write_text("two")
    async with connections(colour) as connect:
        bucket = await filled(colour, connect(cluster.cluster_url), "data/old", "data2/old", "old")
        files = {"1.txt": tmp_path / "one", "sub/2.txt": str(tmp_path / "two")}
        plan = await colour.do(bucket.sync_files(files, remote="data", dry_run=True))
        assert [each.key for each in plan.deletions] == ["data/old"]
        assert "data/old" in await keys(colour, bucket)
        await colour.do(bucket.sync_files(files, remote="data"))
        assert await keys(colour, bucket) == ["data/1.txt", "data/sub/2.txt", "data2/old", "old"]
        report = await colour.do(bucket.sync_files(files, remote="data"))
        assert (report.uploaded, report.deleted) == ((), ())
        with pytest.raises(InvalidValue, match="allow_empty"):
            await colour.do(bucket.sync_files({}))
        with pytest.raises(InvalidValue, match="not a file"):
            await colour.do(bucket.sync_files({"a": tmp_path}))
        with pytest.raises(InvalidValue, match="not a file"):
            await colour.do(bucket.sync_files({"a": tmp_path / "missing"}))
        with (
            pytest.warns(UserWarning, match="'/a' is tidied to 'a'"),
            pytest.raises(InvalidValue, match="the same when tidied"),
        ):
            await colour.do(bucket.sync_files({"a": tmp_path / "one", "/a": tmp_path / "two"}))
        with pytest.raises(InvalidValue, match="dict"):
            await colour.do(bucket.sync_files([tmp_path / "one"]))
        assert len(await keys(colour, bucket)) == 4


async def test_a_folder_of_the_bucket_comes_to_a_local_one(
    colour: Colour, cluster: Emulator, tmp_path: Path
) -> None:
    async with connections(colour) as connect:
        bucket = await filled(colour, connect(cluster.cluster_url), "run1/a", "run1/s/b", "run10/a")
        (tmp_path / "own.txt").write_text("stays")
        report = await colour.do(bucket.sync_remote_to_local(tmp_path, "run1"))
        assert sorted(report.downloaded) == ["run1/a", "run1/s/b"]
        found = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
        assert found == ["a", "b", "own.txt"]
        report = await colour.do(bucket.sync_remote_to_local(tmp_path, "run1"))
        assert list(report.downloaded) == []


@pytest.mark.parametrize("wrap", [dict, MappingProxyType])
async def test_settings_of_a_bucket_stay_when_what_they_were_made_of_changes(
    colour: Colour, connection: Any, wrap: Callable[[Any], Any]
) -> None:
    door = qarnot.aio if colour.is_async else qarnot.bucket
    prefix, strip = {"prefix": "data/"}, {"prefix": "more/"}
    filtering, naming = wrap({"prefixFiltering": wrap(prefix)}), wrap({"stripPrefix": strip})
    made = door.Bucket(connection, "in", False, filtering, naming)
    buckets = [
        made,
        door.Bucket(connection, "in", False)
        .with_filtering(filtering)
        .with_resource_transformation(naming),
        door.Bucket.from_json(connection, made.to_json()),
    ]
    received = {"bucketName": "in", "filtering": {"prefixFiltering": prefix}}
    buckets.append(door.Bucket.from_json(connection, received).with_resource_transformation(naming))
    prefix["prefix"] = strip["prefix"] = "changed/"
    for bucket in buckets:
        assert bucket.to_json() == {
            "bucketName": "in",
            "filtering": {"prefixFiltering": {"prefix": "data/"}},
            "resourcesTransformation": {"stripPrefix": {"prefix": "more/"}},
        }


@pytest.mark.parametrize("odd", ["data/", 5, ["a"], Filtering, {"a": object()}, {1: "a"}])
async def test_settings_of_a_bucket_that_no_json_can_hold_are_refused(
    colour: Colour, connection: Any, odd: Any
) -> None:
    door = qarnot.aio if colour.is_async else qarnot.bucket
    with pytest.raises(InvalidValue, match="filtering"):
        door.Bucket(connection, "in", False, filtering=odd)
    with pytest.raises(InvalidValue, match="resources_transformation"):
        door.Bucket(connection, "in", False, resources_transformation=odd)


async def test_the_private_client_and_resource_can_be_read_and_assigned(
    colour: Colour, cluster: Emulator, tmp_path: Path
) -> None:
    async def read(connection: Any, name: str) -> Any:
        found = getattr(connection, name)
        return await found if colour.is_async else found

    async with connections(colour) as connect:
        connection, other = connect(cluster.cluster_url), connect(cluster.cluster_url)
        bucket = await filled(colour, connection, "a")
        assert await read(connection, "_s3client") is await read(connection, "s3client")
        assert await read(connection, "_s3resource") is await read(connection, "s3resource")
        client, resource = await read(other, "s3client"), await read(other, "s3resource")
        sent: list[str] = []
        client.meta.events.register("before-call.s3", lambda model, **_: sent.append(model.name))
        connection._s3client = client
        for name in ("_s3client", "s3client"):
            assert await read(connection, name) is client
        await colour.do(bucket.add_string("b", "b"))
        await colour.do(bucket.get_file("b", tmp_path / "b"))
        assert {"PutObject", "GetObject"} <= set(sent)
        connection._s3client, connection._s3resource = None, resource
        for name in ("_s3resource", "s3resource"):
            assert await read(connection, name) is resource
        sent.clear()
        assert await keys(colour, bucket) == ["a", "b"]
        assert sent == ["ListObjectsV2"]
        connection._s3resource = None
        assert await read(connection, "s3resource") is not resource


async def test_what_does_nothing_says_so(colour: Colour, cluster: Emulator) -> None:
    async with connections(colour) as connect:
        bucket = await filled(colour, connect(cluster.cluster_url))
        for call in (lambda: bucket.update(), lambda: bucket.update(flush=True), bucket.flush):
            with pytest.warns(DeprecationWarning, match="does nothing"):
                await colour.do(call())


async def test_inputs_that_are_left_out_are_logged(
    colour: Colour, cluster: Emulator, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("a")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "missing")
    async with connections(colour) as connect:
        task = a_task(connect(cluster.cluster_url), "test -f a.txt -a ! -e link.txt")
        task.add_inputs(tmp_path / "in")
        with caplog.at_level(logging.WARNING, logger="qarnot"):
            await colour.do(task.submit())
        [record] = caplog.records
        assert record.getMessage() == (
            f"of '{tmp_path / 'in'}', 1 left out: 'link.txt' is a link, and links are not "
            "followed; follow_symlinks=True follows links that stay inside the folder"
        )
        await colour.do(task.wait(30))
        assert task.state == "Success"
        await colour.do(task.delete(purge_resources=True))
