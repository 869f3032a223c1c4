"""Connections that only read, the token's own account or another."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import Factory, define
from botocore.exceptions import ClientError
from conftest import Colour
from operation_calls import SampleCall, sample_call, sample_calls
from pytest_httpserver import HTTPServer
from qarnot_rest.api.tasks import abort_task, get_task
from werkzeug import Request, Response

import qarnot
from qarnot._operations import OPERATIONS, Repeat
from qarnot.emulator import Emulator
from qarnot.exceptions import InvalidValue, QarnotException, ReadOnlyConnection

pytestmark = pytest.mark.anyio

ACCOUNT = "somebody@else.example"
ACCOUNT_PARAMETER = "qarnot_read_only_request_for_account"
HEADER = "QarnotReadOnlyRequestForAccount"
READS = [name for name, row in OPERATIONS.items() if row.repeat is Repeat.SAFE]
CHANGES = [name for name in OPERATIONS if name not in READS]


@define
class Listener:
    """A server that has nothing to say and keeps what came."""

    url: str
    came: list[Request] = Factory(list)

    def answer(self, request: Request) -> Response:
        request.get_data()
        self.came.append(request)
        return Response('{"message": "nothing to say"}', 418, content_type="application/json")


@pytest.fixture
def listener(httpserver: HTTPServer) -> Listener:
    server = Listener(httpserver.url_for("").rstrip("/"))
    httpserver.expect_request(re.compile(".*")).respond_with_handler(server.answer)
    return server


async def call(colour: Colour, connection: Any, sample: SampleCall) -> QarnotException:
    """Call an operation, without naming an account, and give the error that it ends with."""
    arguments = sample.operation.name, *sample.positional
    named = {name: value for name, value in sample.keywords.items() if name != ACCOUNT_PARAMETER}
    with pytest.raises(QarnotException) as caught:
        await colour.do(connection.wire.call(*arguments, **named))
    return caught.value


def raw_client(colour: Colour, connection: Any) -> Any:
    """Give the httpx client of the generated client."""
    rest = connection.rest
    return rest.get_async_httpx_client() if colour.is_async else rest.get_httpx_client()


async def client_of(colour: Colour, connection: Any) -> Any:
    """Give the boto3 client of a connection."""
    return await connection.s3client if colour.is_async else connection.s3client


def test_every_operation_is_a_read_or_a_change() -> None:
    assert len(READS) + len(CHANGES) == len(sample_calls()) == 82
    assert all(name.startswith(("get", "list", "search", "paginate", "check")) for name in READS)


async def test_read_only_sends_every_read_and_no_change(colour: Colour, listener: Listener) -> None:
    connection = colour.connection(cluster_url=listener.url, retry_count=0, read_only=True)
    for name in CHANGES:
        error = await call(colour, connection, sample_call(name))
        assert isinstance(error, ReadOnlyConnection), name
        assert name in str(error)
    assert listener.came == []
    for name in READS:
        error = await call(colour, connection, sample_call(name))
        assert not isinstance(error, ReadOnlyConnection), name
    assert len(listener.came) == len(READS)
    assert not any(HEADER in request.headers for request in listener.came)
    await colour.close(connection)


async def test_another_account_is_read_where_the_document_lets_it_be(
    colour: Colour, listener: Listener
) -> None:
    connection = colour.connection(
        cluster_url=listener.url, retry_count=0, read_only_account=ACCOUNT
    )
    sent = []
    for sample in sample_calls():
        begin = len(listener.came)
        error = await call(colour, connection, sample)
        if isinstance(error, ReadOnlyConnection):
            assert len(listener.came) == begin
        else:
            sent.append(sample.name)
            assert listener.came[-1].headers.get_all(HEADER) == [ACCOUNT]
    named = {name for name in READS if OPERATIONS[name].reads_other_accounts}
    assert set(sent) == named | {"get_settings", "list_versions"}
    await colour.close(connection)


async def test_a_task_is_refused_before_it_is_looked_for(
    colour: Colour, listener: Listener, tmp_path: Path
) -> None:
    connection = colour.connection(cluster_url=listener.url, retry_count=0, read_only=True)
    (tmp_path / "input.txt").write_text("any")
    task = connection.create_task("a task", "docker-batch", shortname="a-name")
    with pytest.raises(ReadOnlyConnection, match="create_task"):
        await colour.do(task.submit())
    with pytest.raises(ReadOnlyConnection, match="create_task"):
        await colour.do(connection.submit_tasks([task]))
    assert listener.came == []
    assert task.uuid is None
    await colour.close(connection)


async def test_the_generated_client_may_do_what_the_facade_may(
    colour: Colour, listener: Listener
) -> None:
    named = {name for name in READS if OPERATIONS[name].reads_other_accounts}
    allowed: list[tuple[dict[str, Any], set[str]]] = [
        ({"read_only": True}, set(READS)),
        ({"read_only_account": ACCOUNT}, named | {"get_settings", "list_versions"}),
        ({}, set(OPERATIONS)),
    ]
    for (settings, names), base in itertools.product(allowed, ("", "/below/here")):
        connection = colour.connection(cluster_url=listener.url + base, **settings)
        for sample in sample_calls():
            begin, client = len(listener.came), raw_client(colour, connection)
            if sample.name not in names:
                with pytest.raises(ReadOnlyConnection, match=sample.name):
                    await colour.do(client.request(sample.method, sample.path))
                assert len(listener.came) == begin
                continue
            await colour.do(client.request(sample.method, sample.path))
            assert listener.came[-1].path == base + sample.path
            assert listener.came[-1].headers.get(HEADER) == settings.get("read_only_account")
        await colour.close(connection)


async def test_the_generated_client_only_gets_where_the_document_has_nothing(
    colour: Colour, listener: Listener
) -> None:
    connection = colour.connection(cluster_url=listener.url, read_only_account=ACCOUNT)
    client = raw_client(colour, connection)
    for method, path in (("GET", "/v2/tasks"), ("HEAD", "/tasks"), ("GET", "/tasks/a/b/c/d")):
        await colour.do(client.request(method, path))
    assert len(listener.came) == 3
    for method, path in (("POST", "/v2/tasks"), ("OPTIONS", "/tasks"), ("PUT", "/profiles")):
        with pytest.raises(ReadOnlyConnection, match=f"a {method} request is not sent"):
            await colour.do(client.request(method, path))
    assert len(listener.came) == 3
    await colour.close(connection)


async def test_a_refusal_goes_through_generated_functions(
    colour: Colour, listener: Listener
) -> None:
    connection = colour.connection(cluster_url=listener.url, read_only=True)
    way = "asyncio_detailed" if colour.is_async else "sync_detailed"
    reply = await colour.do(getattr(get_task, way)("a-name", client=connection.rest))
    assert reply.status_code == 418
    with pytest.raises(ReadOnlyConnection, match="abort_task"):
        await colour.do(getattr(abort_task, way)("a-name", client=connection.rest))
    assert len(listener.came) == 1
    await colour.close(connection)


async def test_buckets_are_read_and_not_changed(
    colour: Colour, cluster: Emulator, tmp_path: Path
) -> None:
    usual = colour.connection(cluster_url=cluster.cluster_url)
    bucket = await colour.do(usual.create_bucket("read-only-bucket"))
    await colour.do(bucket.add_string("a text", "a.txt"))
    reader = colour.connection(cluster_url=cluster.cluster_url, read_only=True)
    seen = await colour.do(reader.retrieve_bucket("read-only-bucket"))
    await colour.do(seen.get_file("a.txt", tmp_path / "a.txt"))
    assert (tmp_path / "a.txt").read_text() == "a text"
    large = tmp_path / "large"
    large.write_bytes(bytes(9 * 1024 * 1024))
    changes: list[Callable[[], Any]] = [
        lambda: seen.add_string("another", "a.txt"),
        lambda: seen.add_file(large),
        lambda: seen.delete(),
        lambda: seen.sync_directory(tmp_path),
        lambda: reader.create_bucket("read-only-other"),
    ]
    for number, change in enumerate(changes):
        with pytest.raises(QarnotException) as caught:
            await colour.do(change())
        told = [caught.value, *getattr(caught.value, "failures", ()), caught.value.__cause__]
        assert "only reads" in str(told), number
    client = await client_of(colour, reader)
    with pytest.raises(ReadOnlyConnection, match="PutObject"):
        client.put_object(Bucket="read-only-bucket", Key="c.txt", Body=b"")
    assert [each.key for each in await colour.do(bucket.list_files())] == ["a.txt"]
    with pytest.raises(ClientError):
        client.head_bucket(Bucket="read-only-other")
    for each in (usual, reader):
        await colour.close(each)


async def test_addresses_are_signed_for_reading_only(colour: Colour, cluster: Emulator) -> None:
    usual = colour.connection(cluster_url=cluster.cluster_url)
    bucket = await colour.do(usual.create_bucket("read-only-signed"))
    await colour.do(bucket.add_string("a text", "a.txt"))
    reader = colour.connection(cluster_url=cluster.cluster_url, read_only=True)
    client = await client_of(colour, reader)
    place = {"Bucket": bucket.uuid, "Key": "a.txt"}
    address = client.generate_presigned_url("get_object", place)
    listing = client.generate_presigned_url("list_objects_v2", {"Bucket": bucket.uuid})
    look = client.generate_presigned_url("head_object", place)
    async with httpx.AsyncClient() as http:
        assert (await http.get(address)).text == "a text"
        assert "a.txt" in (await http.get(listing)).text
        assert (await http.head(look)).status_code == 200
    part = {**place, "UploadId": "any", "PartNumber": 1}
    changes: list[Callable[[], Any]] = [
        lambda: client.generate_presigned_url("put_object", place),
        lambda: client.generate_presigned_url("upload_part", part),
        lambda: client.generate_presigned_url("delete_object", place),
        lambda: client.generate_presigned_url("get_object", place, HttpMethod="PUT"),
        lambda: client.generate_presigned_post(bucket.uuid, "b.txt"),
    ]
    for change in changes:
        with pytest.raises(ReadOnlyConnection, match="neither signed nor sent"):
            change()
    assert (await client_of(colour, usual)).generate_presigned_url("put_object", place)
    for each in (usual, reader):
        await colour.close(each)


async def test_a_bucket_that_is_there_is_had_in_every_way(
    colour: Colour, cluster: Emulator
) -> None:
    usual = colour.connection(cluster_url=cluster.cluster_url)
    await colour.do(usual.create_bucket("read-only-there"))
    reader = colour.connection(cluster_url=cluster.cluster_url, read_only=True)
    ways: list[Callable[[str], Any]] = [
        reader.create_bucket,
        reader.retrieve_or_create_bucket,
        reader.retrieve_bucket,
    ]
    for way in ways:
        assert (await colour.do(way("read-only-there"))).uuid == "read-only-there"
    for way in ways[:2]:
        with pytest.raises(ReadOnlyConnection, match="CreateBucket"):
            await colour.do(way("read-only-missing"))
    if not colour.is_async:
        assert qarnot.Bucket(reader, "read-only-there").list_files() == []
        with pytest.raises(ReadOnlyConnection, match="CreateBucket"):
            qarnot.Bucket(reader, "read-only-missing")
    names = [each.uuid for each in await colour.do(usual.buckets())]
    assert "read-only-missing" not in names
    for each in (usual, reader):
        await colour.close(each)


async def test_buckets_of_another_account_are_refused(colour: Colour, listener: Listener) -> None:
    connection = colour.connection(cluster_url=listener.url, read_only_account=ACCOUNT)
    with pytest.raises(ReadOnlyConnection, match="buckets"):
        await colour.do(connection.buckets())
    assert listener.came == []
    await colour.close(connection)


@pytest.mark.parametrize("account", ["", " a", "a\r\nX-Other: b", "ü", 7, b"a"])
def test_an_account_that_no_header_can_name_is_refused(colour: Colour, account: Any) -> None:
    with pytest.raises(InvalidValue, match="read_only_account"):
        colour.connection(read_only_account=account)


def test_read_only_is_a_flag(colour: Colour) -> None:
    with pytest.raises(InvalidValue, match="read_only"):
        colour.connection(read_only="yes")
