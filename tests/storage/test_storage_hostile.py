"""A storage, or what stands in its place, that does not answer as it should."""

from __future__ import annotations

import copy
import hashlib
import os
import pickle
import re
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pytest_httpserver import HTTPServer
from storage_options import SECRET
from werkzeug import Request, Response

from qarnot._objects import MissingBucket, MissingObject, ObjectStore, StorageRefused
from qarnot.exceptions import (
    ApiUnreachable,
    QarnotException,
    StorageError,
    UnauthorizedException,
)

CONTENT = b"the right bytes" * 100
MD5 = hashlib.md5(CONTENT).hexdigest()
XHTML = "<html><head><title>Sign in</title></head><body>Welcome</body></html>"
HTML = "<!DOCTYPE html><html><br>Sign in"

_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


def page(keys: list[str], token: str | None = None) -> str:
    contents = "".join(
        f"<Contents><Key>{key}</Key><Size>1</Size><ETag>&quot;{MD5}&quot;</ETag>"
        "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
        for key in keys
    )
    more = "false" if token is None else "true"
    next_token = f"<NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    return (
        f"<ListBucketResult {_NAMESPACE}><Name>data</Name><IsTruncated>{more}</IsTruncated>"
        f"{next_token}{contents}</ListBucketResult>"
    )


def answer_with(server: HTTPServer, *bodies: str) -> None:
    """Answer any request with these bodies in turn, the last one for ever."""
    left = list(bodies)

    def handler(_: Request) -> Response:
        return Response(left.pop(0) if len(left) > 1 else left[0], content_type="application/xml")

    server.expect_request(re.compile(".*")).respond_with_handler(handler)


def serve_object(
    server: HTTPServer, body: bytes, *, etag: str = f'"{MD5}"', length: int | None = None
) -> None:
    headers = {"ETag": etag} if etag else {}

    def handler(request: Request) -> Response:
        size = len(CONTENT) if length is None else length
        if request.method == "PUT":
            return Response(headers=headers)
        response = Response(body if request.method == "GET" else b"", headers=headers)
        response.headers["Content-Length"] = str(size)
        return response

    server.expect_request("/data/k").respond_with_handler(handler)


@pytest.mark.parametrize("body", [XHTML, HTML, "", "<ListBucketResult/>"])
@pytest.mark.parametrize("action", ["objects", "buckets", "delete_bucket"])
def test_a_page_in_place_of_a_listing_is_never_an_empty_listing(
    httpserver: HTTPServer, hostile: ObjectStore, body: str, action: str
) -> None:
    answer_with(httpserver, body)
    uses: dict[str, Callable[[], object]] = {
        "objects": lambda: hostile.list_objects("data"),
        "buckets": lambda: hostile.list_buckets(),
        "delete_bucket": lambda: hostile.delete_bucket("data"),
    }
    with pytest.raises(StorageError):
        uses[action]()


def test_a_real_empty_listing_is_one(httpserver: HTTPServer, hostile: ObjectStore) -> None:
    answer_with(httpserver, page([]))
    assert hostile.list_objects("data") == []


@pytest.mark.parametrize(
    "bodies",
    [
        [page(["a"], "t1"), page(["b"], "t1")],
        [page([], "t1")],
        [page(["a"], "t1"), page(["a"], "t2"), page(["a"], "t3")],
        [page(["a"], ""), page([])],
        [page(["a"], "t1"), page(["b"], "t2"), XHTML],
        [page(["outside"])],
    ],
    ids=[
        "same token",
        "same token, no keys",
        "same page",
        "no token",
        "page 3 is no listing",
        "other prefix",
    ],
)
def test_a_listing_without_an_end_is_an_error(
    httpserver: HTTPServer, hostile: ObjectStore, bodies: list[str]
) -> None:
    answer_with(httpserver, *bodies)
    with pytest.raises(StorageError, match="bucket 'data'"):
        hostile.list_objects("data", "out/" if "outside" in bodies[0] else "")


def test_a_shorter_object_than_announced_is_noticed(
    httpserver: HTTPServer, hostile: ObjectStore, tmp_path: Path
) -> None:
    httpserver.expect_request("/data/k", "HEAD").respond_with_handler(
        lambda _: Response(headers={"ETag": "opaque", "Content-Length": "1500"})
    )
    httpserver.expect_request("/data/k", "GET").respond_with_data(
        b"short", headers={"ETag": "opaque"}
    )
    with pytest.raises(StorageError, match="5 of 1500 bytes"):
        hostile.download("data", "k", tmp_path / "f")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("body", [XHTML, HTML])
def test_a_page_in_place_of_a_stored_object_is_noticed(
    httpserver: HTTPServer, hostile: ObjectStore, body: str
) -> None:
    answer_with(httpserver, body)
    with pytest.raises(StorageError, match="object 'k' in bucket 'data'"):
        hostile.put_bytes("data", "k", b"1")


@pytest.mark.parametrize(
    ("etag", "length"),
    [('"00000000000000000000000000000000"', 1500), (f'"{MD5}-1"', 1500), ("opaque", 7)],
)
def test_an_upload_that_arrived_as_something_else_is_an_error(
    httpserver: HTTPServer, hostile: ObjectStore, etag: str, length: int
) -> None:
    serve_object(httpserver, b"", etag=etag, length=length)
    with pytest.raises(StorageError, match="upload it again"):
        hostile.put_bytes("data", "k", CONTENT)


def test_an_opaque_etag_and_the_right_size_are_enough(
    httpserver: HTTPServer, hostile: ObjectStore, tmp_path: Path
) -> None:
    serve_object(httpserver, CONTENT, etag="opaque")
    hostile.put_bytes("data", "k", CONTENT)
    assert hostile.download("data", "k", tmp_path / "f") == len(CONTENT)


@pytest.mark.parametrize(
    ("body", "etag", "error"),
    [
        (CONTENT[:-1] + b"X", f'"{MD5}"', StorageError),
        (CONTENT[:100], f'"{MD5}"', ApiUnreachable),
        (XHTML.encode().ljust(len(CONTENT)), "", StorageError),
    ],
    ids=["flipped byte", "cut body", "a page"],
)
def test_wrong_bytes_never_reach_the_file(
    httpserver: HTTPServer,
    hostile: ObjectStore,
    tmp_path: Path,
    body: bytes,
    etag: str,
    error: type[Exception],
) -> None:
    """D9: a cut body was left under the final name; plain boto3 takes a flipped bit for right."""
    serve_object(httpserver, body, etag=etag)
    target = tmp_path / "target"
    target.write_bytes(b"old")
    with pytest.raises(error, match="object 'k' in bucket 'data'"):
        hostile.download("data", "k", target)
    with pytest.raises(error, match="object 'k' in bucket 'data'"):
        hostile.read_bytes("data", "k")
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["target"]


def test_a_flipped_byte_in_parts_is_noticed(
    httpserver: HTTPServer, hostile: ObjectStore, tmp_path: Path
) -> None:
    etag = f'"{hashlib.md5(hashlib.md5(CONTENT).digest()).hexdigest()}-1"'
    serve_object(httpserver, CONTENT[:-1] + b"X", etag=etag)
    with pytest.raises(StorageError, match="MD5"):
        hostile.download("data", "k", tmp_path / "f")


def test_objects_that_could_not_be_deleted_are_named(
    httpserver: HTTPServer, hostile: ObjectStore
) -> None:
    errors = "".join(
        f"<Error><Key>k{n}</Key><Code>AccessDenied</Code></Error>" for n in range(1, 8)
    )
    answer_with(
        httpserver,
        f"<DeleteResult {_NAMESPACE}><Deleted><Key>k0</Key></Deleted>{errors}</DeleteResult>",
    )
    with pytest.raises(StorageError, match=r"7 objects .*'k1' \(AccessDenied\).* and 2 more"):
        hostile.delete_objects("data", [f"k{n}" for n in range(8)])


def test_an_unconfirmed_deletion_is_an_error(httpserver: HTTPServer, hostile: ObjectStore) -> None:
    answer_with(httpserver, XHTML)
    with pytest.raises(StorageError, match="did not confirm"):
        hostile.delete_objects("data", ["a"])


def _error(status: int, code: str) -> Response:
    body = f"<Error><Code>{code}</Code><Message>Told so</Message><RequestId>r1</RequestId></Error>"
    return Response(body, status, content_type="application/xml")


@pytest.mark.parametrize(
    ("status", "code", "kind", "ours"),
    [
        (403, "InvalidAccessKeyId", UnauthorizedException, None),
        (403, "SignatureDoesNotMatch", UnauthorizedException, None),
        (403, "AccessDenied", UnauthorizedException, None),
        (403, "QuotaExceeded", StorageRefused, StorageError),
        (404, "NoSuchBucket", MissingBucket, None),
        (404, "NoSuchKey", MissingObject, FileNotFoundError),
        (409, "OperationAborted", StorageRefused, StorageError),
        (503, "SlowDown", StorageRefused, OSError),
    ],
)
def test_error_answers_are_both_errors(
    httpserver: HTTPServer,
    hostile: ObjectStore,
    status: int,
    code: str,
    kind: type[Exception],
    ours: type[Exception] | None,
) -> None:
    httpserver.expect_request("/data/k").respond_with_response(_error(status, code))
    with pytest.raises(kind) as caught:
        hostile.read_bytes("data", "k")
    error = caught.value
    assert isinstance(error, ClientError)
    assert isinstance(error, QarnotException)
    assert isinstance(error, ours or QarnotException)
    assert isinstance(error.__cause__, ClientError)
    for twin in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(twin) is type(error)
        assert twin.response["Error"]["Code"] == code
        assert twin.operation_name == "GetObject"
        assert twin.status == status
        assert "'data'" in str(twin)
        assert str(twin) == str(error)
    shown = "".join(traceback.format_exception(error)) + repr(error)
    assert SECRET not in shown


def test_a_bodiless_403_is_a_lack_of_rights(httpserver: HTTPServer, hostile: ObjectStore) -> None:
    httpserver.expect_request("/data").respond_with_data("", 403)
    with pytest.raises(UnauthorizedException, match="bucket 'data'"):
        hostile.head_bucket("data")


def test_someone_elses_bucket_is_an_error(httpserver: HTTPServer, hostile: ObjectStore) -> None:
    httpserver.expect_request("/data").respond_with_response(_error(409, "BucketAlreadyExists"))
    with pytest.raises(StorageRefused, match="BucketAlreadyExists"):
        hostile.create_bucket("data")


def test_ones_own_bucket_is_fine(httpserver: HTTPServer, hostile: ObjectStore) -> None:
    httpserver.expect_request("/data").respond_with_response(_error(409, "BucketAlreadyOwnedByYou"))
    hostile.create_bucket("data")


def test_what_a_storage_says_is_told_on_one_line(
    httpserver: HTTPServer, hostile: ObjectStore
) -> None:
    said = "first\nsecond\x1b[31m" + "x" * 100_000
    body = f"<Error><Code>Odd</Code><Message>{said}</Message></Error>".replace("\x1b", "&#133;")
    httpserver.expect_request("/data/k").respond_with_data(body, status=501)
    with pytest.raises(StorageRefused) as caught:
        hostile.put_bytes("data", "k", b"1")
    assert "first second" in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 3_000


def test_an_object_of_unknown_length_is_not_taken(
    httpserver: HTTPServer, hostile: ObjectStore, tmp_path: Path
) -> None:
    def handler(_: Request) -> Response:
        response = Response(iter([CONTENT]), headers={"ETag": f'"{MD5}"'})
        response.headers.remove("Content-Length")
        return response

    httpserver.expect_request("/data/k").respond_with_handler(handler)
    with pytest.raises(StorageError, match="how long it is"):
        hostile.read_bytes("data", "k")
    with pytest.raises(StorageError, match="how long it is"):
        hostile.download("data", "k", tmp_path / "f")
    assert os.listdir(tmp_path) == []


def test_values_that_botocore_does_not_look_at_are_errors_of_ours(
    httpserver: HTTPServer, hostile: ObjectStore
) -> None:
    odd = page(["a"]).replace("<Size>1</Size>", "<Size>abc</Size>")
    answer_with(httpserver, odd)
    with pytest.raises(StorageError, match="cannot be read"):
        hostile.list_objects("data")


@pytest.mark.parametrize("missing", ["Key", "Size", "ETag", "LastModified"])
def test_a_listing_that_lacks_something_is_not_trusted(
    httpserver: HTTPServer, hostile: ObjectStore, missing: str
) -> None:
    answer_with(httpserver, re.sub(f"<{missing}>.*?</{missing}>", "", page(["a"])))
    with pytest.raises(StorageError, match=missing):
        hostile.list_objects("data")


def test_open_uploads_of_other_keys_are_not_aborted(
    httpserver: HTTPServer, hostile: ObjectStore
) -> None:
    answer_with(
        httpserver,
        f"<ListMultipartUploadsResult {_NAMESPACE}><Bucket>data</Bucket>"
        "<IsTruncated>false</IsTruncated><Upload><Key>other/k</Key><UploadId>1</UploadId></Upload>"
        "</ListMultipartUploadsResult>",
    )
    with pytest.raises(StorageError, match="other/k"):
        hostile.clean_uploads("data", "mine/")
    assert [request.method for request, _ in httpserver.log] == ["GET"]


def test_a_silent_body_is_asked_for_again_only_as_often_as_was_said(
    httpserver: HTTPServer, hostile: ObjectStore
) -> None:
    httpserver.expect_request("/data/k").respond_with_data("", status=503)
    with pytest.raises(StorageRefused):
        hostile.read_bytes("data", "k")
    assert len(httpserver.log) == 1
