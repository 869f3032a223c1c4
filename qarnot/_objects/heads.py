"""What the storage says of one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qarnot.exceptions import StorageError

from .errors import MissingObject, storage_errors
from .steps import StoredObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["etag_in", "head", "size_in"]


def head(client: S3Client, bucket: str, key: str) -> StoredObject:
    """Ask for an object's size and ETag.

    :param client: the boto3 client.
    :param bucket: the bucket's name.
    :param key: the object's key.
    :raises MissingBucket: there is no such bucket.
    :raises MissingObject: the bucket has no such object.
    :raises StorageError: the storage refuses, or the answer is not that of an S3 storage.
    """
    try:
        with storage_errors(bucket, key):
            answer = client.head_object(Bucket=bucket, Key=key)
    except MissingObject:
        # The answer to HEAD has no body that would tell a missing bucket from a missing key.
        with storage_errors(bucket):
            client.head_bucket(Bucket=bucket)
        raise
    etag = etag_in(answer, bucket, key)
    return StoredObject(key, size_in(answer, bucket, key), etag, answer.get("LastModified"))


def etag_in(answer: Any, bucket: str, key: str) -> str:
    """Give the ETag in an answer, without quotes.

    :param answer: the answer as botocore read it.
    :param bucket: the bucket's name, for the text.
    :param key: the object's key, for the text.
    :raises StorageError: there is none.
    """
    etag = str(answer.get("ETag", "")).strip('"')
    if not etag:
        raise StorageError(
            f"object {key!r} in bucket {bucket!r}: the answer has no ETag, so it is not that of "
            "an S3 storage, perhaps a proxy's page; check the storage URL and the network"
        )
    return etag


def size_in(answer: Any, bucket: str, key: str) -> int:
    """Give how many bytes an answer announces.

    :param answer: the answer as botocore read it.
    :param bucket: the bucket's name, for the text.
    :param key: the object's key, for the text.
    :raises StorageError: it does not say.
    """
    size = answer.get("ContentLength")
    if size is None:
        raise StorageError(
            f"object {key!r} in bucket {bucket!r}: the answer does not say how long it is, so "
            "whether it is whole cannot be known; check the storage URL and the network"
        )
    return int(size)
