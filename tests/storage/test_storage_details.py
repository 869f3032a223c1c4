"""What a storage tells of one object, and one that does not."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from qarnot._objects import Details, ObjectStore, StoredObject
from qarnot.exceptions import StorageError

from .contents import MIB

MD5 = "0" * 32


def details_of(store: ObjectStore, etag: str) -> Details:
    return store.details("inputs", StoredObject("k", 25, etag))


class OneObject:
    """A storage with one object of some parts; it tells of them what it is told to."""

    def __init__(self, server: HTTPServer, etag: str, parts: list[int], **headers: str) -> None:
        self.requests: list[dict[str, str]] = []
        self._etag = etag
        self._parts = parts
        self._headers = headers
        server.expect_request("/inputs/k", method="HEAD").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.requests.append({**request.args, "if": request.headers.get("If-Match", "")})
        headers: dict[str, Any] = {"ETag": f'"{self._etag}"', **self._headers}
        number = int(request.args.get("partNumber", 0))
        size = self._parts[number - 1] if number else sum(self._parts)
        if number:
            headers["x-amz-mp-parts-count"] = str(len(self._parts))
        return Response(headers={**headers, "Content-Length": str(size)})


@pytest.mark.parametrize(
    ("parts", "part_size"),
    [([10, 10, 5], 10), ([10, 15], 10), ([10, 8, 7], None), ([5, 10, 10], None)],
)
def test_the_size_of_the_parts_is_that_of_all_but_the_last(
    hostile: ObjectStore, httpserver: HTTPServer, parts: list[int], part_size: int | None
) -> None:
    etag = f"{MD5}-{len(parts)}"
    server = OneObject(httpserver, etag, parts)
    assert details_of(hostile, etag) == Details(part_size)
    assert {request["if"] for request in server.requests} == {f'"{etag}"'}
    assert len(server.requests) == len(parts)


def test_checksums_of_the_whole_object_are_taken_and_others_not(
    hostile: ObjectStore, httpserver: HTTPServer
) -> None:
    OneObject(
        httpserver,
        "opaque",
        [25],
        **{
            "x-amz-checksum-sha256": "c2hhMjU2",
            "x-amz-checksum-sha1": "c2hhMQ==-3",
            "x-amz-checksum-crc64nvme": "Y3JjNjQ=",
        },
    )
    assert details_of(hostile, "opaque") == Details(checksums={"SHA256": "c2hhMjU2"})


def test_a_checksum_of_checksums_is_not_one_of_the_object(
    hostile: ObjectStore, httpserver: HTTPServer
) -> None:
    composite = {"x-amz-checksum-crc32": "NSRBwg==", "x-amz-checksum-type": "COMPOSITE"}
    OneObject(httpserver, "opaque", [25], **composite)
    assert details_of(hostile, "opaque") == Details()


def test_nothing_is_told_of_another_object(hostile: ObjectStore, httpserver: HTTPServer) -> None:
    OneObject(httpserver, "other", [25], **{"x-amz-checksum-sha256": "c2hhMjU2"})
    assert details_of(hostile, "opaque") == Details()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 412, 501])
def test_a_storage_that_does_not_know_these_questions_tells_nothing(
    hostile: ObjectStore, httpserver: HTTPServer, status: int
) -> None:
    httpserver.expect_request("/inputs/k").respond_with_data(status=status)
    assert details_of(hostile, f"{MD5}-3") == Details()


def test_a_storage_that_fails_is_an_error(hostile: ObjectStore, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/inputs/k").respond_with_data(status=500)
    with pytest.raises(StorageError):
        details_of(hostile, f"{MD5}-3")


def test_a_real_storage_tells_right_or_nothing(store: ObjectStore, bucket: str) -> None:
    data = bytes(11 * MIB)
    client: Any = store.client
    opened = client.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    parts = []
    for number, start in enumerate(range(0, len(data), 5 * MIB), start=1):
        answer = client.upload_part(
            Bucket=bucket,
            Key="k",
            UploadId=opened,
            PartNumber=number,
            Body=BytesIO(data[start : start + 5 * MIB]),
        )
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    client.complete_multipart_upload(
        Bucket=bucket, Key="k", UploadId=opened, MultipartUpload={"Parts": parts}
    )
    (stored,) = store.list_objects(bucket)
    assert stored.etag.endswith("-3")
    assert store.details(bucket, stored).part_size in (5 * MIB, None)
    digest = base64.b64encode(hashlib.sha256(b"abc").digest()).decode()
    client.put_object(Bucket=bucket, Key="k", Body=b"abc", ChecksumSHA256=digest)
    (stored,) = store.list_objects(bucket)
    assert store.details(bucket, stored).checksums.get("SHA256", digest) == digest
