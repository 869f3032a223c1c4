"""Listings that are complete, or an error.

boto3 reads any XML as a listing, a proxy's XHTML page too, and then finds nothing in it. What is
really one says which bucket it is of and whether more follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qarnot._transfers import OpenUpload
from qarnot.exceptions import StorageError

from .errors import storage_errors
from .steps import StoredObject
from .work import check_reading

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef, ListObjectVersionsOutputTypeDef

__all__ = ["bucket_names", "open_uploads", "stored_objects", "versions"]


def bucket_names(client: S3Client) -> list[str]:
    """Return the names of all buckets of the account.

    :param client: the boto3 client.
    :returns: the names, sorted.
    :raises StorageError: the answer is no list of buckets.
    """
    with storage_errors():
        answer = client.list_buckets()
    if "Buckets" not in answer:
        raise StorageError(
            "what answered the question for the list of buckets is not an S3 storage; "
            "check the storage URL"
        )
    return sorted(bucket["Name"] for bucket in answer["Buckets"])


def stored_objects(client: S3Client, bucket: str, prefix: str) -> Iterator[StoredObject]:
    """Give all objects of a bucket whose key begins with a prefix.

    :param client: the boto3 client.
    :param bucket: the bucket's name.
    :param prefix: what the keys begin with.
    :returns: an iterator; it raises where the listing turns out not to be a whole one.
    :raises StorageError: an answer is no listing, or does not lead to an end.
    """
    seen: set[str] = set()
    tokens: set[str] = set()
    token: str | None = None
    while True:
        check_reading()
        with storage_errors(bucket):
            if token is None:
                page = client.list_objects_v2(Bucket=bucket, Prefix=prefix)
            else:
                page = client.list_objects_v2(Bucket=bucket, Prefix=prefix, ContinuationToken=token)
        _refuse_other_answers(page, bucket)
        entries = page.get("Contents", [])
        if page.get("Prefix", prefix) != prefix or page.get("KeyCount", len(entries)) != len(
            entries
        ):
            raise _distrusted(bucket, prefix, "it is one of other keys, or does not hold all")
        for entry in entries:
            try:
                stored = StoredObject(
                    entry["Key"], entry["Size"], entry["ETag"].strip('"'), entry["LastModified"]
                )
            except KeyError as error:
                raise _distrusted(bucket, prefix, f"an object in it has no {error}") from None
            if stored.key in seen or not stored.key.startswith(prefix):
                raise _distrusted(bucket, prefix, f"it holds {stored.key!r} twice or out of place")
            seen.add(stored.key)
            yield stored
        if not page["IsTruncated"]:
            return
        token = page.get("NextContinuationToken")
        if not token or token in tokens:
            raise _endless(bucket)
        tokens.add(token)


def versions(client: S3Client, bucket: str) -> Iterator[tuple[str, str]]:
    """Give key and version of all that a bucket holds, marks of deletion too.

    :param client: the boto3 client.
    :param bucket: the bucket's name.
    :returns: an iterator; it raises where the listing turns out not to be a whole one.
    :raises StorageError: an answer is no listing, or does not lead to an end.
    """
    seen: set[tuple[str, str]] = set()
    position = ("", "")
    while True:
        key_marker, version_marker = position
        with storage_errors(bucket):
            if not key_marker:
                page = client.list_object_versions(Bucket=bucket)
            elif not version_marker:
                page = client.list_object_versions(Bucket=bucket, KeyMarker=key_marker)
            else:
                page = client.list_object_versions(
                    Bucket=bucket, KeyMarker=key_marker, VersionIdMarker=version_marker
                )
        _refuse_other_answers(page, bucket)
        for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            try:
                yield entry["Key"], entry["VersionId"]
            except KeyError as error:
                raise _distrusted(bucket, "", f"an object in it has no {error}") from None
        if not page["IsTruncated"]:
            return
        position = (page.get("NextKeyMarker", ""), page.get("NextVersionIdMarker", ""))
        if not position[0] or position in seen:
            raise _endless(bucket)
        seen.add(position)


def open_uploads(client: S3Client, bucket: str, prefix: str = "") -> list[OpenUpload]:
    """Give the uploads in parts that were neither completed nor aborted.

    :param client: the boto3 client.
    :param bucket: the bucket's name.
    :param prefix: what their keys begin with; default: all.
    :raises StorageError: an answer is no listing, or does not lead to an end.
    """
    found: list[OpenUpload] = []
    seen: set[tuple[str, str]] = set()
    position: dict[str, str] = {}
    while True:
        with storage_errors(bucket):
            page = client.list_multipart_uploads(
                Bucket=bucket,
                Prefix=prefix,
                **position,  # type: ignore[arg-type]
            )
        if "IsTruncated" not in page or page.get("Bucket", bucket) != bucket:
            raise _no_listing(bucket)
        for each in page.get("Uploads", []):
            try:
                upload = OpenUpload(each["Key"], each["UploadId"], each.get("Initiated"))
            except KeyError as error:
                raise _distrusted(bucket, prefix, f"an upload in it has no {error}") from None
            if not upload.key.startswith(prefix):
                raise _distrusted(bucket, prefix, f"it holds {upload.key!r}, out of place")
            found.append(upload)
        if not page["IsTruncated"]:
            return found
        marker = (page.get("NextKeyMarker", ""), page.get("NextUploadIdMarker", ""))
        if not marker[0] or marker in seen:
            raise _endless(bucket)
        seen.add(marker)
        position = {"KeyMarker": marker[0], "UploadIdMarker": marker[1]}


def _refuse_other_answers(
    page: ListObjectsV2OutputTypeDef | ListObjectVersionsOutputTypeDef, bucket: str
) -> None:
    if page.get("Name") != bucket or "IsTruncated" not in page:
        raise _no_listing(bucket)


def _distrusted(bucket: str, prefix: str, why: str) -> StorageError:
    return StorageError(
        f"bucket {bucket!r}: the listing of {prefix!r} cannot be trusted: {why}; try again, and "
        "check the storage URL and the network"
    )


def _no_listing(bucket: str) -> StorageError:
    return StorageError(
        f"bucket {bucket!r}: the answer is no listing of this bucket, perhaps a proxy's page; "
        "check the storage URL and the network"
    )


def _endless(bucket: str) -> StorageError:
    return StorageError(
        f"bucket {bucket!r}: the listing does not come to an end: the storage says that more "
        "follows, but not where"
    )
