"""What scripts lose with the official SDK and must not lose here: defects by their numbers.

Each runs in both colours, through the facade, on the server that ``--storage`` chooses.
"""

from __future__ import annotations

import inspect
import io
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from conftest import Colour
from hypothesis import HealthCheck, given, settings, strategies as st

import qarnot.aio
import qarnot.bucket
from qarnot._files import FileList
from qarnot.advanced_bucket import (
    BucketPrefixFiltering,
    Filtering,
    PrefixResourcesTransformation,
    ResourcesTransformation,
)
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    MissingBucketException,
    MissingLocalFile,
    QarnotException,
    QarnotGenericException,
    StorageError,
)

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024


class Place:
    """A bucket, and what a scenario does with it."""

    def __init__(self, colour: Colour, bucket: Any, client: Any) -> None:
        self.do = colour.do
        self.bucket = bucket
        self.client = client
        self.sent: list[str] = []
        client.meta.events.register("before-call.s3", self._note)

    def _note(self, model: Any, **_: Any) -> None:
        self.sent.append(model.name)

    def stop(self) -> None:
        self.client.meta.events.unregister("before-call.s3", self._note)

    def put(self, key: str, content: bytes = b"stored") -> None:
        self.client.put_object(Bucket=self.bucket.uuid, Key=key, Body=content)

    async def keys(self) -> list[str]:
        files: FileList = await self.do(self.bucket.list_files())
        return sorted(file.key for file in files)

    async def content(self, key: str) -> bytes:
        content: bytes = await self.do(self.bucket.get_bytes(key))
        return content


async def done(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


@pytest.fixture
async def place(colour: Colour, connection: Any) -> AsyncIterator[Place]:
    bucket = await colour.do(connection.create_bucket(f"defects-{uuid4().hex[:12]}"))
    place = Place(colour, bucket, await done(connection.s3client))
    yield place
    place.stop()
    await colour.do(bucket.delete())


def tree(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    folder.mkdir(exist_ok=True)
    return folder


def found(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


@pytest.mark.storage_lacks("seaweed", "it refuses keys that lead out of a folder")
async def test_d1_nothing_is_written_outside_the_folder(place: Place, tmp_path: Path) -> None:
    """A name in a bucket could overwrite any file."""
    for key in ("fine", "../escaped", "a/../../escaped"):
        place.put(key)
    for call in (place.bucket.get_all_files, place.bucket.sync_remote_to_local):
        with pytest.raises(InvalidValue, match="escaped"):
            await place.do(call(tmp_path / "out"))
        assert found(tmp_path) == []
    report = await place.do(place.bucket.get_all_files(tmp_path / "out", skip_unsafe=True))
    assert report.downloaded == ("fine",)
    assert {each.name for each in report.left_out} == {"../escaped", "a/../../escaped"}
    assert found(tmp_path) == ["out/fine"]


async def test_d2_a_folder_that_is_not_there_empties_nothing(place: Place, tmp_path: Path) -> None:
    """A typo emptied the bucket."""
    place.put("precious")
    (tmp_path / "file").write_text("no folder")
    for wrong in (tmp_path / "typo", tmp_path / "file"):
        with pytest.raises(InvalidValue):
            await place.do(place.bucket.sync_directory(wrong))
    with pytest.raises(InvalidValue, match="allow_empty"):
        await place.do(place.bucket.sync_directory(tree(tmp_path / "empty")))
    assert await place.keys() == ["precious"]
    report = await place.do(place.bucket.sync_directory(tmp_path / "empty", allow_empty=True))
    assert report.deleted == ("precious",)


async def test_d3_only_what_is_below_the_named_folder_is_deleted(
    place: Place, tmp_path: Path
) -> None:
    """``remote="data"`` deleted ``data2/…`` and ``database.csv``."""
    for key in ("data/old", "data2/kept", "database.csv"):
        place.put(key)
    report = await place.do(
        place.bucket.sync_directory(tree(tmp_path / "in", new="new"), remote="data")
    )
    assert report.deleted == ("data/old",)
    assert await place.keys() == ["data/new", "data2/kept", "database.csv"]


async def test_d4_what_is_replaced_is_not_deleted_first(place: Place, tmp_path: Path) -> None:
    """The old version was deleted before the new one was there."""
    place.put("changed")
    report = await place.do(place.bucket.sync_directory(tree(tmp_path / "in", changed="new")))
    assert (report.uploaded, report.deleted) == (("changed",), ())
    assert not {"DeleteObject", "DeleteObjects"} & set(place.sent)
    assert await place.content("changed") == b"new"


@pytest.mark.storage_lacks("seaweed", "it takes off the slash that a key begins with")
async def test_d5_keys_are_addressed_as_they_are(place: Place) -> None:
    """``delete_file("/x")`` deleted ``x``."""
    place.put("x")
    await place.do(place.bucket.delete_file("/x"))
    assert await place.do(place.bucket.has_file("/x")) is False
    assert await place.keys() == ["x"]


async def test_d6_files_of_the_same_content_do_not_lose_one(place: Place, tmp_path: Path) -> None:
    """Two files with the content of a third object lost one of the two, by chance."""
    place.put("z", b"same")
    folder = tree(tmp_path / "in", a="same", b="same", c="other")
    await place.do(place.bucket.sync_directory(folder))
    assert await place.keys() == ["a", "b", "c"]
    assert await place.content("a") == await place.content("b") == b"same"


async def test_d7_what_is_there_already_is_not_fetched_again(place: Place, tmp_path: Path) -> None:
    """Every synchronisation fetched everything."""
    for key in ("a", "sub/b"):
        place.put(key)
    await place.do(place.bucket.sync_remote_to_local(tmp_path))
    place.sent.clear()
    report = await place.do(place.bucket.sync_remote_to_local(tmp_path))
    assert (report.downloaded, sorted(report.skipped)) == ((), ["a", "sub/b"])
    assert "GetObject" not in place.sent


async def test_d8_a_folder_is_named_by_whole_components(place: Place, tmp_path: Path) -> None:
    """Of ``run1``, ``run10/a`` was fetched too, as ``0/a``."""
    for key in ("run1/a", "run10/a", "run1.txt"):
        place.put(key)
    await place.do(place.bucket.sync_remote_to_local(tmp_path, "run1"))
    assert found(tmp_path) == ["a"]
    listed = await place.do(place.bucket.directory("run1/"))
    assert [file.key for file in listed] == ["run1/a"]


async def test_d9_a_failed_download_leaves_the_local_file(place: Place, tmp_path: Path) -> None:
    """It was emptied before the download began."""
    (tmp_path / "local").write_text("precious")
    with pytest.raises(StorageError):
        await place.do(place.bucket.get_file("missing", tmp_path / "local"))
    assert (tmp_path / "local").read_text() == "precious"
    assert found(tmp_path) == ["local"]


async def test_d29_reading_the_buckets_of_a_task_creates_none(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    """Reading ``task.results`` created a bucket that had been deleted."""
    names = [f"gone-{what}-{uuid4().hex[:8]}" for what in ("in", "out")]
    with cluster.connect() as other:
        buckets = [other.create_bucket(name) for name in names]
        task = other.create_task("buckets that go", "docker-batch")
        task.constants["DOCKER_CMD"] = "true"
        task.resources, task.results = buckets[:1], buckets[1]
        task.submit()
    client = await done(connection.s3client)
    sent: list[str] = []
    client.meta.events.register("before-call.s3", lambda model, **_: sent.append(model.name))
    same = await colour.do(connection.retrieve_task(task.uuid))
    assert [bucket.uuid for bucket in same.resources] == names[:1]
    assert same.results.uuid == names[1]
    assert repr(same)
    assert repr(same.results)
    assert sent == []
    for name in names:
        with pytest.raises(MissingBucketException):
            await colour.do(connection.retrieve_bucket(name))
    await colour.do(same.delete())


async def test_d30_objects_in_parts_of_another_size_are_not_sent_again(
    place: Place, tmp_path: Path
) -> None:
    """What other programs had uploaded was deleted and sent again at every synchronisation."""
    content = os.urandom(12 * MIB)
    (tmp_path / "big").write_bytes(content)
    where = {"Bucket": place.bucket.uuid, "Key": "big"}
    upload = place.client.create_multipart_upload(**where)["UploadId"]
    parts = []
    for number, begin in enumerate(range(0, len(content), 5 * MIB), 1):
        body = content[begin : begin + 5 * MIB]
        answer = place.client.upload_part(**where, UploadId=upload, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    place.client.complete_multipart_upload(
        **where, UploadId=upload, MultipartUpload={"Parts": parts}
    )
    for _ in range(2):
        report = await place.do(place.bucket.sync_directory(tmp_path))
        assert (report.skipped, report.uploaded, report.copied) == (("big",), (), ())
    report = await place.do(place.bucket.get_all_files(tmp_path))
    assert (report.skipped, report.downloaded) == (("big",), ())


async def test_d32_every_transfer_tells_its_progress(place: Place, tmp_path: Path) -> None:
    """``progress`` was taken and forgotten."""
    folder = tree(tmp_path / "in", a="a" * 100, sub__b="b" * 200)
    place.put("single", b"x" * 50)
    bucket = place.bucket
    transfers: list[tuple[Callable[..., Any], set[tuple[float, float, str]]]] = [
        (lambda tell: bucket.add_file(folder / "a", "c", progress=tell), {(100, 100, "c")}),
        (
            lambda tell: bucket.add_directory(folder, "in", progress=tell),
            {(100, 100, "in/a"), (200, 200, "in/sub/b")},
        ),
        (lambda tell: bucket.get_file("single", tmp_path / "got", tell), {(50, 50, "single")}),
        (
            lambda tell: bucket.sync_remote_to_local(tmp_path / "part", "in", progress=tell),
            {(100, 100, "in/a"), (200, 200, "in/sub/b")},
        ),
        (
            lambda tell: bucket.sync_files({"d": folder / "a"}, remote="x", progress=tell),
            {(100, 100, "x/d")},
        ),
        (
            lambda tell: bucket.get_all_files(tmp_path / "out", tell, include="single"),
            {(50, 50, "single")},
        ),
    ]
    for transfer, ends in transfers:
        told: list[tuple[float, float, str]] = []
        await place.do(transfer(lambda *one, told=told: told.append(one)))
        assert ends <= set(told)
        assert {(done, key) for done, _, key in told} >= {(0, key) for _, _, key in ends}


async def test_d43_paths_of_every_kind_are_taken_and_files_stay_open(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths failed, the caller's file was closed, two folders came to one file."""
    monkeypatch.chdir(tmp_path)
    folder = tree(tmp_path / "in", x="in a file")
    bucket = place.bucket
    await place.do(bucket.add_file(folder / "x"))
    await place.do(bucket.add_directory(folder, "a"))
    await place.do(bucket.sync_directory(folder, remote="b"))
    await place.do(bucket.sync_files({"x": folder / "x"}, remote="c"))
    with (folder / "x").open("rb") as file:
        file.seek(3)
        await place.do(bucket.add_file(file, "d/x"))
        assert not file.closed
    assert await place.keys() == ["a/x", "b/x", "c/x", "d/x", "x"]
    assert await place.content("d/x") == b"a file"
    for key in ("a/x", "d/x"):
        assert await place.do(bucket.get_file(key)) == key
    assert Path("a/x").read_text() == "in a file"
    assert Path("d/x").read_text() == "a file"
    assert await place.do(bucket.get_file("x", tmp_path / "out/y")) == str(tmp_path / "out/y")
    assert await place.do(bucket.get_file("a/x", "out/")) == "out/x"
    memory = io.BytesIO()
    await place.do(bucket.get_file("x", memory))
    assert memory.getvalue() == b"in a file"
    with pytest.raises(InvalidValue, match="folder"):
        await place.do(bucket.get_file("dir/"))
    with pytest.raises(MissingLocalFile):
        await place.do(bucket.add_file(tmp_path / "missing"))
    assert hash(bucket) == hash(bucket.with_cache_ttl(5))
    assert bucket != bucket.with_cache_ttl(5)


async def test_d43_operators_work_by_key(
    place: Place, colour: Colour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``key in bucket`` was never true."""
    monkeypatch.chdir(tmp_path)
    tree(tmp_path / "folder", b="b")
    place.put("dir/a.txt")
    bucket = place.bucket
    if colour.is_async:
        for operator in (
            lambda: "dir/a.txt" in bucket,
            lambda: bucket["dir/a.txt"],
            lambda: bucket.__delitem__("dir/a.txt"),
            lambda: bucket.__setitem__("dir/a.txt", "folder/b"),
            lambda: list(bucket),
        ):
            with pytest.raises(QarnotException, match="async"):
                operator()
        return
    assert "dir/a.txt" in bucket
    assert "dir/b.txt" not in bucket
    assert next(iter(bucket)) in bucket
    assert [odd for odd in (None, 5, "", b"dir/a.txt") if odd in bucket] == []
    assert bucket["dir/a.txt"] == "dir/a.txt"
    assert Path("dir/a.txt").read_text() == "stored"
    with Path("folder/b").open("rb") as file:
        bucket["more/b"] = file
        assert not file.closed
    bucket["more/c"] = Path("folder/b")
    bucket["whole"] = "folder"
    bucket["more/"] = Path("dir/a.txt")
    del bucket["more/a.txt"]
    del bucket["dir/a.txt"]
    assert [each.key for each in bucket] == ["more/b", "more/c", "whole/b"]


async def test_d44_settings_of_a_bucket_stay_when_another_is_added(
    colour: Colour, connection: Any
) -> None:
    """``with_filtering`` lost the time in caches, and copies shared their filters."""
    plain = (qarnot.aio if colour.is_async else qarnot.bucket).Bucket(connection, "in", False)
    filtering = Filtering()
    filtering.append(BucketPrefixFiltering("data/"))
    orders = [
        plain.with_cache_ttl(60).with_filtering(filtering),
        plain.with_filtering(filtering).with_cache_ttl(60),
    ]
    wanted = {
        "bucketName": "in",
        "cacheTTLSec": 60,
        "filtering": {"prefixFiltering": {"prefix": "data/"}},
    }
    assert [each.to_json() for each in orders] == [wanted, wanted]
    assert plain.to_json() == {"bucketName": "in"}
    filtering.append(BucketPrefixFiltering("other/"))
    orders[0].to_json()["filtering"]["prefixFiltering"]["prefix"] = "changed/"
    assert orders[0].to_json() == wanted
    naming = {"stripPrefix": {"prefix": "data/"}}
    changed = orders[0].with_resource_transformation(naming)
    assert changed.to_json() == {**wanted, "resourcesTransformation": naming}
    assert orders[0].to_json() == wanted
    assert orders[0].with_filtering(None).to_json() == {"bucketName": "in", "cacheTTLSec": 60}
    with pytest.raises(InvalidValue, match="ttl"):
        plain.with_cache_ttl("soon")


SETTINGS = {
    "cacheTTLSec": (st.integers(0, 10**6), "with_cache_ttl"),
    "filtering": (
        st.fixed_dictionaries({"prefixFiltering": st.fixed_dictionaries({"prefix": st.text()})}),
        "with_filtering",
    ),
    "resourcesTransformation": (
        st.fixed_dictionaries({"stripPrefix": st.fixed_dictionaries({"prefix": st.text()})}),
        "with_resource_transformation",
    ),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_d44_the_last_of_each_setting_holds_in_any_order(
    colour: Colour, data: st.DataObject
) -> None:
    connection = colour.connection(cluster_url="http://127.0.0.1:1", sanitize_bucket_paths=False)
    bucket = (qarnot.aio if colour.is_async else qarnot.bucket).Bucket(connection, "in", False)
    expected: dict[str, Any] = {"bucketName": "in"}
    for name in data.draw(st.lists(st.sampled_from(sorted(SETTINGS)), max_size=6)):
        values, method = SETTINGS[name]
        expected[name] = data.draw(values)
        before, was = bucket, bucket.to_json()
        bucket = getattr(bucket, method)(expected[name])
        assert bucket.to_json() == expected
        assert before.to_json() == was


async def test_d44_settings_are_taken_in_their_documented_form(
    colour: Colour, connection: Any
) -> None:
    """One part of settings, as documented, was sent without its name."""
    kind = (qarnot.aio if colour.is_async else qarnot.bucket).Bucket
    part, naming = BucketPrefixFiltering("data/"), PrefixResourcesTransformation("data/")
    wanted = {
        "bucketName": "in",
        "filtering": {"prefixFiltering": {"prefix": "data/"}},
        "resourcesTransformation": {"stripPrefix": {"prefix": "data/"}},
    }
    plain = kind(connection, "in", False)
    made = [
        kind(connection, "in", False, part, naming),
        plain.with_filtering(part).with_resource_transformation(naming),
    ]
    part.prefix = naming.prefix = "changed/"
    assert [each.to_json() for each in made] == [wanted, wanted]
    odd: list[Any] = [naming, ResourcesTransformation(), "data/", 5, [part], BucketPrefixFiltering]
    for each in odd:
        with pytest.raises(InvalidValue, match="filtering: a Filtering"):
            plain.with_filtering(each)
    odd = [part, Filtering(), PrefixResourcesTransformation]
    for each in odd:
        with pytest.raises(InvalidValue, match="resource: a ResourcesTransformation"):
            plain.with_resource_transformation(each)


async def test_d44_prefixes_of_settings_are_tidied_as_keys_are(
    colour: Colour, stored: dict[str, Any]
) -> None:
    """With a slash at its beginning, a prefix matches no key."""
    kind = (qarnot.aio if colour.is_async else qarnot.bucket).Bucket
    connection = colour.connection(**stored)
    with pytest.warns(UserWarning, match="the filtering .*'/a//b'.* is tidied to") as caught:
        bucket = kind(connection, "in", False, BucketPrefixFiltering("/a//b"))
    assert [warning.filename for warning in caught] == [__file__]
    changed = bucket.with_resource_transformation({"stripPrefix": {"prefix": "//c/"}, "new": [1]})
    assert changed.to_json() == {
        "bucketName": "in",
        "filtering": {"prefixFiltering": {"prefix": "a/b"}},
        "resourcesTransformation": {"stripPrefix": {"prefix": "c/"}, "new": [1]},
    }
    await colour.close(connection)
    as_given = colour.connection(**stored, sanitize_bucket_paths=False)
    bucket = kind(as_given, "in", False, {"prefixFiltering": {"prefix": "/a//b"}})
    assert bucket.to_json()["filtering"] == {"prefixFiltering": {"prefix": "/a//b"}}
    await colour.close(as_given)


async def test_d49_results_without_a_bucket_are_a_clear_error(
    place: Place, connection: Any, tmp_path: Path
) -> None:
    """It was an ``AttributeError``, and what had been written was not told."""
    task = connection.create_task("without results", "docker-batch")
    with pytest.raises(QarnotGenericException, match="has no results bucket"):
        await place.do(task.download_results(tmp_path))
    place.put("a")
    place.put("sub/b")
    task.results = place.bucket
    for _ in range(2):
        assert await place.do(task.download_results(tmp_path)) == ["a", "sub/b"]
    assert found(tmp_path) == ["a", "sub/b"]


@pytest.mark.storage_lacks("seaweed", "it changes backslashes in keys")
async def test_d62_a_tidied_key_is_warned_of_once_and_never_printed(
    place: Place, colour: Colour, stored: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    """It was printed on the standard output, for each file; spaces at the end were cut off."""
    capfd.readouterr()
    bucket = place.bucket
    with pytest.warns(UserWarning, match="the key '/a//b' is tidied to 'a/b'") as caught:
        await place.do(bucket.add_string("x", "/a//b"))
    # Of the line that calls, which in async code is the one that awaits.
    assert Path(caught[0].filename).name in (Path(__file__).name, "conftest.py")
    assert len(caught) == 1
    await place.do(bucket.add_string("x", "//c"))
    await place.do(bucket.add_string("x", "d \\e "))
    assert await place.keys() == ["a/b", "c", "d \\e "]
    assert capfd.readouterr() == ("", "")
    as_given = colour.connection(**stored, sanitize_bucket_paths=False)
    same = await colour.do(as_given.retrieve_bucket(bucket.uuid))
    await colour.do(same.add_string("x", "/f//g"))
    assert "/f//g" in await place.keys()
    await colour.close(as_given)


async def test_d64_links_and_files_that_go_stop_no_synchronisation(
    place: Place, tmp_path: Path
) -> None:
    """A broken link ended it all; a link could send a file from anywhere."""
    folder = tree(tmp_path / "in", real="real", sub__deep="deep")
    (tmp_path / "secret").write_text("secret")
    (folder / "broken").symlink_to(tmp_path / "missing")
    (folder / "outside").symlink_to(tmp_path / "secret")
    (folder / "inside").symlink_to(folder / "real")
    (folder / "folder").symlink_to(folder / "sub")
    report = await place.do(place.bucket.sync_directory(folder))
    assert sorted(report.uploaded) == ["real", "sub/deep"]
    left_out = {each.name: each.reason for each in report.left_out}
    assert left_out.keys() == {"broken", "outside", "inside", "folder"}
    assert all(left_out.values())
    report = await place.do(place.bucket.sync_directory(folder, follow_symlinks=True))
    assert sorted((*report.uploaded, *report.copied)) == ["folder/deep", "inside"]
    assert {each.name for each in report.left_out} == {"broken", "outside"}
    assert "outside" not in await place.keys()


async def test_d68_keys_of_a_folder_are_joined_once(
    place: Place, colour: Colour, stored: dict[str, Any], tmp_path: Path
) -> None:
    """They had slashes at their beginning, or two in a row, and a warning each."""
    folder = tree(tmp_path / "in", f="f", sub__f="f")
    as_given = colour.connection(**stored, sanitize_bucket_paths=False)
    same = await colour.do(as_given.retrieve_bucket(place.bucket.uuid))
    for bucket, remote in ((place.bucket, "x"), (place.bucket, "y/"), (same, "z/")):
        for local in (folder, f"{folder}/"):
            await place.do(bucket.add_directory(local, remote))
    await place.do(same.add_directory(folder))
    assert await place.keys() == [
        "f", "sub/f", "x/f", "x/sub/f", "y/f", "y/sub/f", "z/f", "z/sub/f"
    ]  # fmt: skip
    await colour.close(as_given)
