"""What buckets are documented to take and to give, in both colours."""

from __future__ import annotations

import ast
import asyncio
import inspect
import itertools
import json
import logging
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, cast
from uuid import uuid4

import pytest
import trustme
from botocore.exceptions import ClientError
from conftest import Colour
from pytest_httpserver import HTTPServer

import qarnot
import qarnot.aio
import qarnot.bucket
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    ApiUnreachable,
    InvalidValue,
    MissingBucketException,
    StorageError,
    TransferFailed,
    UnauthorizedException,
    UnsafeKey,
)

pytestmark = pytest.mark.anyio

FACTS = json.loads(
    (Path(__file__).parents[1] / "public" / "official_names.json").read_text(encoding="utf-8")
)
SIGNATURES = {
    name: said.removeprefix("classmethod ")
    for name, said in FACTS["qarnot.bucket"]["Bucket"].items()
    if not name.startswith("__") and not said.startswith("property")
}
OF_CONNECTION = ("buckets", "create_bucket", "retrieve_bucket", "retrieve_or_create_bucket")


def parameters(signature: str) -> list[str]:
    function = cast("ast.FunctionDef", ast.parse(f"def f{signature}: pass").body[0])
    return [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]


def door(colour: Colour) -> Any:
    return qarnot.aio if colour.is_async else qarnot.bucket


async def done(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


async def new_bucket(colour: Colour, connection: Any, *keys: str) -> Any:
    bucket = await colour.do(connection.create_bucket(f"facade-{uuid4().hex[:12]}"))
    for key in keys:
        await colour.do(bucket.add_string(f"the text of {key}", key))
    return bucket


async def keys_in(colour: Colour, bucket: Any) -> list[str]:
    return [file.key for file in await colour.do(bucket.list_files())]


def arguments_of(method: str, connection: Any, folder: Path) -> dict[str, Any]:
    """Give arguments for a method of buckets, under their documented names."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a").write_text("local")
    filtering, naming = {"prefixFiltering": {"prefix": "a"}}, {"stripPrefix": {"prefix": "a"}}
    table: dict[str, dict[str, Any]] = {
        "add_directory": {"local": folder / "in", "remote": "more"},
        "add_file": {"local_or_file": folder / "in" / "a", "remote": "more"},
        "add_string": {"string": "text", "remote": "more"},
        "copy_file": {"source": "a", "dest": "copy"},
        "delete": {},
        "delete_file": {"remote": "a"},
        "directory": {"directory": "sub"},
        "flush": {},
        "from_json": {"connection": connection, "json_bucket": {"bucketName": "texts"}},
        "get_all_files": {"output_dir": folder / "out", "progress": None},
        "get_file": {"remote": "a", "local": folder / "got", "progress": None},
        "list_files": {},
        "sync_directory": {"directory": folder / "in", "verbose": True, "remote": "sub"},
        "sync_files": {"files": {"b": folder / "in" / "a"}, "verbose": True, "remote": "sub"},
        "sync_remote_to_local": {"local_directoy": folder / "out", "remote_directory": "sub"},
        "to_json": {},
        "update": {"flush": True},
        "with_cache_ttl": {"ttl": 60},
        "with_filtering": {"filtering": filtering},
        "with_resource_transformation": {"resource": naming},
    }
    return table[method]


async def test_arguments_of_a_bucket_are_taken_by_position_and_by_name(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    for method, signature in SIGNATURES.items():
        arguments = arguments_of(method, connection, tmp_path)
        assert list(arguments) == parameters(signature)
        results = []
        for positional, named in ((arguments.values(), {}), ((), arguments)):
            bucket = await new_bucket(colour, connection, "a", "sub/b")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                results.append(await done(getattr(bucket, method)(*positional, **named)))
            if method != "delete":
                await colour.do(bucket.delete())
        assert [type(result) for result in results] == [type(results[0])] * 2, method


async def test_arguments_of_a_connection_are_taken_by_position_and_by_name(
    colour: Colour, connection: Any
) -> None:
    bucket = await new_bucket(colour, connection)
    for method in OF_CONNECTION:
        names = parameters(FACTS["qarnot.connection"]["Connection"][method])
        given = [bucket.uuid] * len(names)
        for result in (
            await colour.do(getattr(connection, method)(*given)),
            await colour.do(getattr(connection, method)(**dict(zip(names, given, strict=True)))),
        ):
            assert result == bucket or bucket in result
    await colour.do(bucket.delete())


async def test_a_bucket_is_made_with_its_arguments_by_position_and_by_name(
    colour: Colour, connection: Any
) -> None:
    kind = door(colour).Bucket
    filtering, naming = {"prefixFiltering": {"prefix": "a"}}, {"stripPrefix": {"prefix": "a"}}
    names = parameters(FACTS["qarnot.bucket"]["Bucket"]["__init__"])
    given = [connection, "texts", False, filtering, naming, 60]
    made = [kind(*given), kind(**dict(zip(names, given, strict=True)))]
    for bucket in made:
        assert bucket.to_json() == {
            "bucketName": "texts",
            "filtering": filtering,
            "resourcesTransformation": naming,
            "cacheTTLSec": 60,
        }
        assert (bucket.uuid, bucket.description, repr(bucket)) == (
            "texts",
            "texts",
            "Bucket('texts')",
        )
    assert len(set(made)) == 1


async def test_a_bucket_of_a_connection_of_the_other_colour_is_refused(
    colour: Colour, connection: Any
) -> None:
    other = Colour("sync" if colour.is_async else "async")
    for create in (True, False):
        with pytest.raises(InvalidValue, match="connection: one of the class"):
            door(other).Bucket(connection, "texts", create)
    with pytest.raises(InvalidValue, match="connection"):
        door(colour).Bucket("connection", "texts", False)


# Files


async def test_listed_files_are_values_that_scripts_can_use(
    colour: Colour, connection: Any
) -> None:
    bucket = await new_bucket(colour, connection, "run1/a", "run1/b", "run10/a")
    listed = await colour.do(bucket.list_files())
    assert [file.key for file in listed.filter(Prefix="run1/")] == ["run1/a", "run1/b"]
    assert [file.key for file in listed.all().limit(1)] == ["run1/a"]
    first = listed[0]
    assert (first.size, first.bucket_name) == (len("the text of run1/a"), bucket.uuid)
    assert first.e_tag.startswith('"')
    assert first.last_modified.tzinfo is not None
    inside = await colour.do(bucket.directory("run1/"))
    assert set(inside) == set(listed[:2])
    assert [file.key for file in inside.filter(Prefix="run1/b")] == ["run1/b"]
    if not colour.is_async:
        assert first in bucket
    await colour.do(bucket.delete())


@pytest.mark.storage_lacks("seaweed", "it takes off the slash that a prefix begins with")
async def test_a_directory_is_what_keys_begin_with(colour: Colour, connection: Any) -> None:
    bucket = await new_bucket(colour, connection, "run1/a", "run10/a", "other")
    for prefix, count in (("run", 2), ("run1", 2), ("run1/", 1), ("", 3), ("/run", 0)):
        assert len(await colour.do(bucket.directory(prefix))) == count
    for wrong in (5, None, b"run", "\ud800"):
        with pytest.raises(InvalidValue, match="directory: a text"):
            await colour.do(bucket.directory(wrong))
    await colour.do(bucket.delete())


async def test_a_bucket_without_a_name_is_refused(colour: Colour, connection: Any) -> None:
    for wrong in ({}, {"bucketName": None}, {"bucketName": ""}, {"bucketName": 5}, None, "texts"):
        with pytest.raises(InvalidValue, match="json_bucket: a dict with the name of a bucket"):
            door(colour).Bucket.from_json(connection, wrong)


async def test_a_file_that_goes_into_a_folder_keeps_its_name(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a")
    bucket = await new_bucket(colour, connection)
    await colour.do(bucket.add_file(tmp_path / "a.txt", ""))
    await colour.do(bucket.add_file(tmp_path / "a.txt", "in/"))
    with (tmp_path / "a.txt").open("rb") as file:
        await colour.do(bucket.add_file(file, "open/"))
    with pytest.raises(InvalidValue, match="no name"):
        await colour.do(bucket.add_file(Stream(b"x"), "in/"))
    odd: list[Any] = [0, [], b"in/"]
    for wrong in odd:
        with pytest.raises(InvalidValue, match="a key is a text"):
            await colour.do(bucket.add_file(tmp_path / "a.txt", wrong))
    with pytest.raises(InvalidValue, match=r"files: .*'in/b/', which stands for a folder"):
        await colour.do(bucket.sync_files({"in/b/": tmp_path / "a.txt"}))
    assert await keys_in(colour, bucket) == ["a.txt", "in/a.txt", "open/a.txt"]
    await colour.do(bucket.delete())


async def test_content_in_memory_tells_its_progress(colour: Colour, connection: Any) -> None:
    bucket = await new_bucket(colour, connection)
    told: list[tuple[float, float, str]] = []
    await colour.do(bucket.add_string("text", "a", progress=lambda *one: told.append(one)))
    assert (told[0], told[-1]) == ((0, 4, "a"), (4, 4, "a"))
    told.clear()
    assert await colour.do(bucket.get_bytes("a", progress=lambda *one: told.append(one))) == b"text"
    assert (told[0], told[-1]) == ((0, 4, "a"), (4, 4, "a"))
    await colour.do(bucket.delete())


async def test_an_async_function_cannot_be_told_of_progress(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    async def tell(done: float, total: float, key: str) -> None:
        raise AssertionError("nobody awaits this")

    bucket = await new_bucket(colour, connection, "a")
    calls: list[Callable[[], Any]] = [
        lambda: bucket.get_bytes("a", progress=tell),
        lambda: bucket.add_string("b", "b", progress=tell),
        lambda: bucket.get_all_files(tmp_path, tell),
    ]
    for call in calls:
        with pytest.raises(InvalidValue, match="progress: a function that is not async"):
            await colour.do(call())
    assert await keys_in(colour, bucket) == ["a"]
    assert list(tmp_path.iterdir()) == []
    await colour.do(bucket.delete())


async def test_files_go_into_memory_and_into_open_files(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await new_bucket(colour, connection, "deep/a")
    assert await colour.do(bucket.get_bytes("deep/a")) == b"the text of deep/a"
    with (tmp_path / "open").open("w+b") as file:
        file.write(b"before ")
        assert await colour.do(bucket.get_file("deep/a", file)) == "deep/a"
        assert not file.closed
    assert (tmp_path / "open").read_bytes() == b"before the text of deep/a"
    with (tmp_path / "text").open("w") as text, pytest.raises(InvalidValue, match="binary"):
        await colour.do(bucket.get_file("deep/a", text))
    for missing in (bucket.get_bytes, bucket.get_file):
        with pytest.raises(FileNotFoundError) as caught:
            await colour.do(missing("missing"))
        assert isinstance(caught.value, StorageError)
        assert isinstance(caught.value, ClientError)
    with pytest.raises(InvalidValue, match="local: a path or a file"):
        await colour.do(bucket.get_file("deep/a", 5))
    with pytest.raises(InvalidValue, match="local_or_file: a path or a file"):
        await colour.do(bucket.add_file(5, "key"))
    await colour.do(bucket.delete())


async def test_a_failed_download_leaves_an_open_file_alone(
    colour: Colour, cluster: Emulator, httpserver: HTTPServer, tmp_path: Path
) -> None:
    headers = {"ETag": f'"{"0" * 32}"', "Accept-Ranges": "bytes"}
    httpserver.expect_request("/texts/key").respond_with_data(b"flipped", headers=headers)
    connection = colour.connection(
        cluster_url=cluster.cluster_url, storage_url=httpserver.url_for(""), retry_count=0
    )
    bucket = door(colour).Bucket(connection, "texts", create=False)
    with (tmp_path / "file").open("w+b") as file:
        with pytest.raises(StorageError):
            await colour.do(bucket.get_file("key", file))
        assert file.tell() == 0
    with pytest.raises(StorageError):
        await colour.do(bucket.get_bytes("key"))
    await colour.close(connection)


@pytest.mark.storage_lacks("seaweed", "it gives other content for keys that end in a slash")
async def test_a_key_without_a_local_path_stays_below_the_current_folder(
    colour: Colour, connection: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "there")
    monkeypatch.chdir(tmp_path / "here")
    bucket = await new_bucket(colour, connection, "link/a", "dir/", "a")
    with pytest.raises(UnsafeKey, match="link; name a local path") as caught:
        await colour.do(bucket.get_file("link/a"))
    assert caught.value.keys == ("link/a",)
    (tmp_path / "here" / "a").symlink_to(tmp_path / "there" / "named by nobody")
    with pytest.raises(UnsafeKey, match="link; name a local path"):
        await colour.do(bucket.get_file("a"))
    (tmp_path / "here" / "a").unlink()
    for key in ("../a", "/a", "a/../../b", "C:/a"):
        with pytest.raises(UnsafeKey, match=r"not safe .*; name a local path") as caught:
            await colour.do(bucket.get_file(key))
        assert caught.value.keys == (key,)
    with pytest.raises(UnsafeKey, match=r"not safe .*; name a local path") as caught:
        await colour.do(bucket.get_file("a/..", tmp_path / "there"))
    assert caught.value.keys == ("a/..",)
    for local in (None, "folder/", tmp_path / "there"):
        with pytest.raises(InvalidValue, match="stands for a folder"):
            await colour.do(bucket.get_file("dir/", local))
    assert await colour.do(bucket.get_file("dir/", "marker")) == "marker"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["here", "link", "marker", "there"]
    await colour.do(bucket.delete())


class Stream:
    """A file that cannot seek, and has no name."""

    def __init__(self, content: bytes) -> None:
        self._left = content
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        end = len(self._left) if size < 0 else size
        data, self._left = self._left[:end], self._left[end:]
        return data

    def close(self) -> None:
        self.closed = True


async def test_a_stream_that_cannot_seek_is_uploaded_and_left_open(
    colour: Colour, connection: Any
) -> None:
    bucket = await new_bucket(colour, connection)
    stream = Stream(b"streamed")
    with pytest.raises(InvalidValue, match="no name"):
        await colour.do(bucket.add_file(stream))
    await colour.do(bucket.add_file(stream, "key"))
    assert not stream.closed
    assert await colour.do(bucket.get_bytes("key")) == b"streamed"
    await colour.do(bucket.delete())


# Folders


async def test_a_dry_run_gives_a_plan_and_changes_nothing(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await new_bucket(colour, connection, "old")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "new").write_text("new")
    plan = await colour.do(bucket.sync_directory(tmp_path / "in", dry_run=True))
    assert [action.key for action in plan.uploads] == ["new"]
    assert [action.key for action in plan.deletions] == ["old"]
    plan = await colour.do(bucket.sync_files({"a": tmp_path / "in" / "new"}, dry_run=True))
    assert [action.key for action in plan.uploads] == ["a"]
    for call in (bucket.sync_remote_to_local, bucket.get_all_files):
        plan = await colour.do(call(tmp_path / "out", dry_run=True))
        assert [action.key for action in plan.downloads] == ["old"]
        assert "old" in str(plan)
    assert not (tmp_path / "out").exists()
    assert await keys_in(colour, bucket) == ["old"]
    await colour.do(bucket.delete())


async def test_patterns_choose_what_goes_in_and_comes_out(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    for name in ("a.txt", "b.log", "sub/c.txt", "sub/d.log"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    bucket = await new_bucket(colour, connection, "kept.log")
    report = await colour.do(bucket.sync_directory(folder, exclude="*.log"))
    assert sorted(report.uploaded) == ["a.txt", "sub/c.txt"]
    assert report.deleted == ()
    report = await colour.do(bucket.add_directory(folder, "more", include=["sub/"]))
    assert sorted(report.uploaded) == ["more/sub/c.txt", "more/sub/d.log"]
    report = await colour.do(bucket.get_all_files(tmp_path / "out", include="*.txt"))
    assert sorted(report.downloaded) == ["a.txt", "more/sub/c.txt", "sub/c.txt"]
    report = await colour.do(
        bucket.sync_remote_to_local(tmp_path / "part", "more", exclude=["c.*"])
    )
    assert report.downloaded == ("more/sub/d.log",)
    await colour.do(bucket.delete())


async def test_options_that_cannot_be_right_are_refused(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("a")
    bucket = await new_bucket(colour, connection)
    for name, wrong in (
        ("max_concurrency", 0),
        ("max_concurrency", "ten"),
        ("dry_run", "yes"),
        ("delete", 1),
        ("allow_empty", None),
        ("follow_symlinks", "no"),
        ("progress", "yes"),
    ):
        with pytest.raises(InvalidValue, match=name):
            await colour.do(bucket.sync_directory(tmp_path, **{name: wrong}))
    with pytest.raises(InvalidValue, match="skip_unsafe"):
        await colour.do(bucket.get_all_files(tmp_path, skip_unsafe=0))
    assert await keys_in(colour, bucket) == []
    await colour.do(bucket.delete())


@pytest.mark.parametrize("verbose", ["inputs", None, 2, 1.0])
async def test_a_folder_given_in_the_place_of_verbose_deletes_nothing(
    colour: Colour, connection: Any, tmp_path: Path, verbose: Any
) -> None:
    (tmp_path / "a").write_text("a")
    bucket = await new_bucket(colour, connection, "other")
    advice = ".*remote='inputs'" if verbose == "inputs" else ""
    calls: list[Callable[[], Any]] = [
        lambda: bucket.sync_directory(tmp_path, verbose),
        lambda: bucket.sync_files({"a": tmp_path / "a"}, verbose),
    ]
    for call in calls:
        with pytest.raises(InvalidValue, match=f"verbose: True or False was expected{advice}"):
            await colour.do(call())
    assert await keys_in(colour, bucket) == ["other"]
    await colour.do(bucket.sync_directory(tmp_path, 0, "in"))
    await colour.do(bucket.sync_files({"a": tmp_path / "a"}, 1, "more"))
    assert await keys_in(colour, bucket) == ["in/a", "more/a", "other"]
    await colour.do(bucket.delete())


async def test_errors_name_the_argument_that_is_wrong(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await new_bucket(colour, connection, "a")
    calls: list[tuple[str, Callable[[], Any]]] = [
        ("local", lambda: bucket.add_directory(5)),
        ("remote", lambda: bucket.add_directory(tmp_path, Path("in"))),
        ("remote", lambda: bucket.sync_directory(tmp_path, remote=Path("in"))),
        ("remote", lambda: bucket.sync_files({"a": tmp_path}, remote=0)),
        ("remote_directory", lambda: bucket.sync_remote_to_local(tmp_path, 0)),
        ("remote_directory", lambda: bucket.sync_remote_to_local(tmp_path, [])),
    ]
    for name, call in calls:
        with pytest.raises(InvalidValue, match=f"^Error: {name}: "):
            await colour.do(call())
    assert list(tmp_path.iterdir()) == []
    await colour.do(bucket.delete())


async def test_a_folder_named_by_a_slash_is_the_whole_bucket(
    colour: Colour, connection: Any, stored: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("a")
    bucket = await new_bucket(colour, connection, "old")
    await colour.do(bucket.add_directory(tmp_path, "/"))
    await colour.do(bucket.sync_files({"b": tmp_path / "a"}, remote="//", delete=False))
    assert await keys_in(colour, bucket) == ["a", "b", "old"]
    report = await colour.do(bucket.sync_directory(tmp_path, remote="/"))
    assert report.deleted == ("b", "old")
    await colour.do(bucket.delete())


def warnings_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]


async def test_what_a_sync_leaves_out_is_logged_in_one_line(
    colour: Colour, connection: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.log"):
        (folder / name).write_text(name)
    bucket = await new_bucket(colour, connection)
    plain = {"include": "a*", "exclude": "b*"}
    await colour.do(bucket.sync_directory(folder, **plain))
    assert warnings_in(caplog) == []
    for number in range(7):
        (folder / f"link{number}").symlink_to(folder / "a.txt")
    await colour.do(bucket.sync_directory(folder, dry_run=True))
    assert warnings_in(caplog) == []
    await colour.do(bucket.sync_directory(folder))
    [told] = warnings_in(caplog)
    assert f"of {str(folder)!r}, 7 left out: 'link0' is a link, and links are not" in told
    assert "'link4'" in told
    assert "'link5'" not in told
    assert "; and 2 more, as the report says; follow_symlinks=True follows" in told
    caplog.clear()
    await colour.do(bucket.sync_directory(folder, follow_symlinks=True))
    assert warnings_in(caplog) == []
    await colour.do(bucket.delete())


@pytest.mark.storage_lacks("seaweed", "it refuses a folder and a file of one name")
async def test_what_a_download_leaves_out_is_logged_in_one_line(
    colour: Colour, connection: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bucket = await new_bucket(colour, connection, "aux.c", "a", "run/b")
    client = await done(connection.s3client)
    client.put_object(Bucket=bucket.uuid, Key="a/")
    await colour.do(bucket.get_all_files(tmp_path, skip_unsafe=True))
    [told] = warnings_in(caplog)
    assert told.startswith(f"of bucket {bucket.uuid!r}, 1 left out: 'aux.c' ")
    assert "follow_symlinks" not in told
    caplog.clear()
    await colour.do(bucket.sync_remote_to_local(tmp_path, "run", exclude="b"))
    assert warnings_in(caplog) == []
    await colour.do(bucket.sync_remote_to_local(tmp_path, "rnu"))
    assert warnings_in(caplog) == [
        f"bucket {bucket.uuid!r} holds nothing below 'rnu/', so nothing is downloaded"
    ]
    await colour.do(bucket.delete())


async def test_results_that_cannot_be_files_here_can_be_left_out(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await new_bucket(colour, connection, "aux.c", "fine")
    task = connection.create_task("odd results", "docker-batch")
    task.results = bucket
    with pytest.raises(UnsafeKey, match="skip_unsafe=True"):
        await colour.do(task.download_results(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert await colour.do(task.download_results(tmp_path, skip_unsafe=True)) == ["fine"]
    assert [path.name for path in tmp_path.iterdir()] == ["fine"]
    await colour.do(bucket.delete())


async def test_a_missing_folder_is_an_error_of_the_file_system_too(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await new_bucket(colour, connection, "a")
    for call in (bucket.add_directory, bucket.sync_directory):
        with pytest.raises(NotADirectoryError) as caught:
            await colour.do(call(tmp_path / "missing"))
        assert isinstance(caught.value, InvalidValue)
    await colour.do(bucket.delete())


async def test_patterns_that_cannot_be_right_are_refused(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("a")
    bucket = await new_bucket(colour, connection, "old")
    for which, wrong in itertools.product(("include", "exclude"), (5, [5], "", b"*.txt")):
        with pytest.raises(InvalidValue, match="pattern"):
            await colour.do(bucket.sync_directory(tmp_path, **{which: wrong}))
        with pytest.raises(InvalidValue, match="pattern"):
            await colour.do(bucket.get_all_files(tmp_path, **{which: wrong}))
    assert await keys_in(colour, bucket) == ["old"]
    await colour.do(bucket.delete())


async def test_a_report_of_failures_comes_with_the_error(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    bucket = await new_bucket(colour, connection, "a", "locked/b")
    (tmp_path / "locked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TransferFailed) as caught:
        await colour.do(bucket.get_all_files(tmp_path))
    assert caught.value.report.downloaded == ("a",)
    assert [failure.key for failure in caught.value.report.failures] == ["locked/b"]
    assert not (tmp_path / "elsewhere").exists()
    await colour.do(bucket.delete())


async def test_a_verbose_sync_logs_its_plan(
    colour: Colour, connection: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("x")
    bucket = await new_bucket(colour, connection)
    with caplog.at_level(logging.INFO, logger="qarnot"):
        await colour.do(bucket.sync_directory(tmp_path, True, "sub"))
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    [plan] = [text for text in told if bucket.uuid in text]
    assert plan.startswith(f"{bucket.uuid}:\naction ")
    assert "sub/file" in plan
    await colour.do(bucket.delete())


@pytest.mark.storage_lacks("seaweed", "it takes off the slash that a key begins with")
async def test_keys_and_folders_made_here_are_tidied(
    colour: Colour, connection: Any, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("a")
    bucket = await new_bucket(colour, connection, "data2/kept")
    with pytest.warns(UserWarning, match="'/data//in' is tidied to 'data/in'"):
        await colour.do(bucket.sync_directory(tmp_path, remote="/data//in"))
    await colour.do(bucket.sync_files({"//b": tmp_path / "a"}, remote="/files"))
    await colour.do(bucket.add_directory(tmp_path, "/more/"))
    await colour.do(bucket.copy_file("more/a", "/copy"))
    await colour.do(bucket.add_string("x", " spaced key "))
    assert sorted(await keys_in(colour, bucket)) == [
        " spaced key ", "copy", "data/in/a", "data2/kept", "files/b", "more/a"
    ]  # fmt: skip
    assert await colour.do(bucket.get_bytes(" spaced key ")) == b"x"
    assert await colour.do(bucket.has_file("/copy")) is False
    await colour.do(bucket.delete())


async def test_warnings_of_keys_can_be_switched_off(colour: Colour, cluster: Emulator) -> None:
    connection = colour.connection(cluster_url=cluster.cluster_url, show_bucket_warnings=False)
    bucket = await new_bucket(colour, connection)
    await colour.do(bucket.add_string("x", "//a"))
    assert await keys_in(colour, bucket) == ["a"]
    await colour.do(bucket.delete())
    await colour.close(connection)


# Uploads in parts


async def test_uploads_that_were_never_finished_are_found_and_given_up(
    colour: Colour, connection: Any
) -> None:
    bucket = await new_bucket(colour, connection)
    client = await done(connection.s3client)
    begun = client.create_multipart_upload(Bucket=bucket.uuid, Key="big")["UploadId"]
    [found] = await colour.do(bucket.open_uploads())
    assert (found.key, found.upload_id) == ("big", begun)
    century = timedelta(days=36_525)
    for age in (century.total_seconds(), century, timedelta.max, 1e300):
        assert await colour.do(bucket.clean_uploads(older_than=age)) == []
    for wrong in (-1, "soon", None, timedelta(seconds=-1), float("nan")):
        with pytest.raises(InvalidValue, match="older_than"):
            await colour.do(bucket.clean_uploads(wrong))
    assert [each.key for each in await colour.do(bucket.clean_uploads())] == ["big"]
    assert await colour.do(bucket.open_uploads()) == []
    await colour.do(bucket.delete())


def test_a_cancelled_upload_stops_and_leaves_nothing(stored: dict[str, Any]) -> None:
    begun = threading.Event()

    class Endless:
        def read(self, size: int = -1) -> bytes:
            begun.set()
            return bytes(max(0, min(size, 2**20)))

    async def main() -> None:
        async with qarnot.AsyncConnection(**stored) as connection:
            bucket = await connection.create_bucket("cancelled-upload")
            upload = asyncio.ensure_future(bucket.add_file(cast("IO[bytes]", Endless()), "key"))
            await asyncio.to_thread(begun.wait, 20)
            upload.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(upload, 20)
            assert list(await bucket.list_files()) == []
            assert await bucket.open_uploads() == []
            await bucket.delete()

    asyncio.run(main())


def test_a_cancelled_download_stops_and_leaves_nothing(
    stored: dict[str, Any], tmp_path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def tell(done: float, total: float, key: str) -> None:
        begun.set()
        go_on.wait(20)

    async def main() -> None:
        async with qarnot.AsyncConnection(**stored) as connection:
            bucket = await connection.create_bucket("cancelled-download")
            await bucket.add_string("x" * 1000, "key")
            download = asyncio.ensure_future(bucket.get_file("key", tmp_path / "key", tell))
            await asyncio.to_thread(begun.wait, 20)
            download.cancel()
            # It is told within the next turns of the loop.
            for _ in range(5):
                await asyncio.sleep(0)
            go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(download, 20)
            assert list(tmp_path.iterdir()) == []
            await bucket.delete()

    asyncio.run(main())


# Buckets


async def test_a_bucket_of_ones_own_is_given_when_it_is_created_again(
    colour: Colour, connection: Any
) -> None:
    bucket = await new_bucket(colour, connection, "a")
    for create in (connection.create_bucket, connection.retrieve_or_create_bucket):
        assert await colour.do(create(bucket.uuid)) == bucket
    assert await keys_in(colour, bucket) == ["a"]
    await colour.do(bucket.delete())


async def test_a_missing_bucket_is_botocores_error_and_ours(
    colour: Colour, connection: Any
) -> None:
    with pytest.raises(MissingBucketException) as caught:
        await colour.do(connection.retrieve_bucket("never-made"))
    assert isinstance(caught.value, ClientError)
    assert caught.value.response["Error"]["Code"] == "404"
    assert caught.value.operation_name == "HeadBucket"
    assert "never-made" not in {each.uuid for each in await colour.do(connection.buckets())}
    for wrong in (5, None, "", "a/b"):
        with pytest.raises(InvalidValue):
            await colour.do(connection.retrieve_bucket(wrong))


async def test_a_forbidden_bucket_is_botocores_error_and_ours(
    colour: Colour, cluster: Emulator, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/texts", method="HEAD").respond_with_data(status=403)
    connection = colour.connection(
        cluster_url=cluster.cluster_url, storage_url=httpserver.url_for("")
    )
    with pytest.raises(UnauthorizedException) as caught:
        await colour.do(connection.retrieve_bucket("texts"))
    assert isinstance(caught.value, ClientError)
    assert caught.value.status == 403
    await colour.close(connection)


async def test_a_bucket_with_versions_is_deleted_whole(colour: Colour, connection: Any) -> None:
    bucket = await new_bucket(colour, connection)
    client = await done(connection.s3client)
    client.put_bucket_versioning(Bucket=bucket.uuid, VersioningConfiguration={"Status": "Enabled"})
    for text in ("one", "two"):
        await colour.do(bucket.add_string(text, "a"))
        await colour.do(bucket.add_string(text, "b"))
    await colour.do(bucket.delete_file("a"))
    assert len(client.list_object_versions(Bucket=bucket.uuid)["Versions"]) == 4
    await colour.do(bucket.delete())
    with pytest.raises(MissingBucketException):
        await colour.do(connection.retrieve_bucket(bucket.uuid))


# Settings


@pytest.fixture
def strange_storage() -> Iterator[tuple[str, list[str | None]]]:
    """A storage whose certificate nobody knows, and the names it was called by."""
    calls: list[str | None] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    context.sni_callback = lambda _, name, __: calls.append(name)
    with HTTPServer(ssl_context=context) as server:
        yield server.url_for(""), calls


async def test_a_certificate_that_is_not_accepted_is_not_asked_for_again(
    colour: Colour, cluster: Emulator, strange_storage: tuple[str, list[str | None]]
) -> None:
    url, calls = strange_storage
    connection = colour.connection(
        cluster_url=cluster.cluster_url, storage_url=url, retry_count=5, retry_wait=0.01
    )
    with pytest.raises(ApiUnreachable, match="certificate") as caught:
        await colour.do(connection.retrieve_bucket("texts"))
    assert caught.value.attempts == len(calls) == 1
    await colour.close(connection)


async def test_other_failures_of_the_storage_are_repeated_and_counted(
    colour: Colour, cluster: Emulator
) -> None:
    connection = colour.connection(
        cluster_url=cluster.cluster_url, storage_url="http://127.0.0.1:1", retry_count=1
    )
    with pytest.raises(ApiUnreachable) as caught:
        await colour.do(connection.retrieve_bucket("texts"))
    assert caught.value.attempts == 2
    await colour.close(connection)


@pytest.mark.parametrize(
    ("addressing", "host", "path"),
    [
        (None, "storage.example", "/texts/key"),
        ("path", "storage.example", "/texts/key"),
        ("virtual", "texts.storage.example", "/key"),
    ],
)
async def test_buckets_are_addressed_as_it_was_asked_for(
    colour: Colour, cluster: Emulator, addressing: str | None, host: str, path: str
) -> None:
    connection = colour.connection(
        cluster_url=cluster.cluster_url,
        storage_url="http://storage.example",
        storage_addressing=addressing,
    )
    client = await done(connection.s3client)
    url = client.generate_presigned_url("get_object", {"Bucket": "texts", "Key": "key"})
    assert url.startswith(f"http://{host}{path}?")
    await colour.close(connection)


async def test_aws_files_and_variables_of_the_user_have_no_say(
    colour: Colour, cluster: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(
        "[default]\nendpoint_url = http://127.0.0.1:1\nregion = nowhere\n"
        "s3 =\n  addressing_style = virtual\n"
    )
    (tmp_path / ".aws" / "credentials").write_text("[default]\naws_access_key_id = leaked\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "leaked")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    connection = colour.connection(cluster_url=cluster.cluster_url)
    sent: list[str] = []
    client = await done(connection.s3client)
    client.meta.events.register(
        "before-send.s3", lambda request, **_: sent.append(f"{request.url} {request.headers}")
    )
    bucket = await new_bucket(colour, connection, "a")
    await colour.do(bucket.delete())
    assert sent
    assert not [one for one in sent if "leaked" in one or cluster.storage_url not in one]
    await colour.close(connection)
