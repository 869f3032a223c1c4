"""Copying an object in the storage itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from qarnot._transfers import OpenUpload
from qarnot.exceptions import StorageError

from .call import Call
from .digest import is_opaque, number_of_parts
from .errors import storage_errors
from .heads import etag_in, head
from .multipart import SentPart, in_parts, part_size_for
from .steps import StoredObject

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CopySourceTypeDef

__all__ = ["copy"]

_MIB = 1024 * 1024
_LARGEST_IN_ONE_PIECE = 256 * _MIB
"""S3 takes 5 GiB, but a storage that copies byte by byte would be silent for too long."""
_PART_SIZE = 64 * _MIB
_KEPT = (
    "ContentType",
    "ContentEncoding",
    "ContentLanguage",
    "ContentDisposition",
    "CacheControl",
    "Metadata",
)


def copy(call: Call, stored: StoredObject, target: str) -> None:
    """Copy an object within its bucket, and make sure that it arrived.

    :param call: where, how much at once.
    :param stored: the object as the storage listed it; another one is not copied.
    :param target: the key of the copy; what it held is replaced.
    :raises ObjectChanged: the object is another one by now.
    :raises MissingObject: it is not there any more.
    :raises StorageError: the storage refuses, or holds something else afterwards.
    """
    source: CopySourceTypeDef = {"Bucket": call.bucket, "Key": stored.key}
    if stored.size > _LARGEST_IN_ONE_PIECE:
        jobs = partial(_jobs, call, stored, source, target)
        in_parts(call, target, jobs, about=_about(call, stored))
    else:
        with call.work.request(), storage_errors(call.bucket, stored.key):
            answer = call.client.copy_object(
                Bucket=call.bucket,
                Key=target,
                CopySource=source,
                CopySourceIfMatch=f'"{stored.etag}"',
            )
        etag = etag_in(answer.get("CopyObjectResult", {}), call.bucket, target)
        if etag == stored.etag:
            return
    with call.work.request():
        copied = head(call.client, call.bucket, target)
    if copied.size != stored.size or _surely_differ(copied.etag, stored.etag):
        raise StorageError(
            f"object {target!r} in bucket {call.bucket!r}: the copy has {copied.size} bytes "
            f"(ETag {copied.etag}), and {stored.key!r} has {stored.size} (ETag {stored.etag}); "
            "copy it again"
        )


def _about(call: Call, stored: StoredObject) -> dict[str, Any]:
    """Give what an object has besides its content; a copy in one piece keeps it by itself."""
    with call.work.request(), storage_errors(call.bucket, stored.key):
        answer: Any = call.client.head_object(Bucket=call.bucket, Key=stored.key)
    return {name: answer[name] for name in _KEPT if answer.get(name)}


def _surely_differ(etag: str, other: str) -> bool:
    """Say whether two ETags are those of one piece, and not the same."""
    in_one_piece = (not is_opaque(each) and number_of_parts(each) is None for each in (etag, other))
    return all(in_one_piece) and etag != other


def _jobs(
    call: Call, stored: StoredObject, source: CopySourceTypeDef, target: str, opened: OpenUpload
) -> Iterator[Callable[[], SentPart]]:
    size = part_size_for(stored.size, _PART_SIZE)
    for number, start in enumerate(range(0, stored.size, size), start=1):
        part = min(size, stored.size - start)
        yield partial(_copy_part, call, stored, source, target, opened, number, start, part)


def _copy_part(
    call: Call,
    stored: StoredObject,
    source: CopySourceTypeDef,
    target: str,
    opened: OpenUpload,
    number: int,
    start: int,
    size: int,
) -> SentPart:
    with call.work.request(), storage_errors(call.bucket, stored.key):
        answer: Any = call.client.upload_part_copy(
            Bucket=call.bucket,
            Key=target,
            CopySource=source,
            CopySourceIfMatch=f'"{stored.etag}"',
            CopySourceRange=f"bytes={start}-{start + size - 1}",
            PartNumber=number,
            UploadId=opened.upload_id,
        )
    etag = etag_in(answer.get("CopyPartResult", {}), call.bucket, target)
    return SentPart(size, etag, None)
