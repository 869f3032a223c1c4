"""What the storage tells of one object beyond what its listing says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from .digest import CHECKSUMS, Details, number_of_parts
from .errors import storage_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["read_details"]


def read_details(client: S3Client, bucket: str, key: str, etag: str) -> Details:
    """Ask the storage for an object's checksums and the size of its parts.

    :param client: the boto3 client.
    :param bucket: the bucket's name.
    :param key: the object's key.
    :param etag: its ETag, without quotes.
    :returns: what the storage tells; nothing when it does not know these questions, or when the
        object is another one by now.
    :raises StorageError: the storage fails.
    :raises ApiUnreachable: the storage cannot be reached, or the connection broke.
    """
    head = _Head(client, bucket, key, etag)
    whole = head.ask(ChecksumMode="ENABLED")
    return Details(_part_size(head, etag, whole.get("ContentLength")), _checksums(whole))


class _Head:
    """Asks for one object, as long as it is still the same."""

    def __init__(self, client: S3Client, bucket: str, key: str, etag: str) -> None:
        self._client = client
        self._bucket = bucket
        self._key = key
        self._etag = etag

    def ask(self, **more: Any) -> dict[str, Any]:
        """Return the answer, or nothing when the storage does not answer this."""
        with storage_errors(self._bucket, self._key):
            try:
                answer = self._client.head_object(
                    Bucket=self._bucket, Key=self._key, IfMatch=f'"{self._etag}"', **more
                )
            except ClientError as error:
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
                if status >= 500 and status != 501:
                    raise
                return {}
        return dict(answer) if answer.get("ETag", "").strip('"') == self._etag else {}


def _part_size(head: _Head, etag: str, size: int | None) -> int | None:
    """Return the size of all parts but the last, unless they differ or it is not told."""
    count = number_of_parts(etag)
    if count is None or size is None:
        return None
    part_size = _size_of_part(head, 1, count)
    if part_size is None or count <= 2:
        return part_size
    last = _size_of_part(head, count, count)
    return part_size if last == size - part_size * (count - 1) else None


def _size_of_part(head: _Head, number: int, count: int) -> int | None:
    part = head.ask(PartNumber=number)
    return part.get("ContentLength") if part.get("PartsCount") == count else None


def _checksums(answer: dict[str, Any]) -> dict[str, str]:
    found = {name: answer.get(f"Checksum{name}") for name in CHECKSUMS}
    return {
        name: value
        for name, value in found.items()
        if value and "-" not in value and answer.get("ChecksumType") != "COMPOSITE"
    }
