"""The object storage: buckets and objects, each transfer verified."""

from __future__ import annotations

import io
import os
import re
import stat
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from boto3.s3.transfer import TransferConfig, create_transfer_manager
from s3transfer.subscribers import BaseSubscriber
from s3transfer.utils import ChunksizeAdjuster

from qarnot._replacing import replacing
from qarnot.exceptions import (
    ConnectionClosed,
    InvalidValue,
    MissingBucketException,
    StorageError,
)

from .digest import PART_SIZE, StreamDigest, content_matches, etag_of
from .errors import MissingObject, note_arrival, storage_errors
from .keys import check_key
from .listing import bucket_names, stored_objects, versions
from .plan import StoredObject
from .progress import Meter, Progress
from .read_only import refuse_change
from .settings import StorageSettings, build_resource

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client, S3ServiceResource
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef
    from s3transfer.futures import TransferFuture
    from s3transfer.manager import TransferManager

__all__ = ["ObjectStore", "StorageSettings"]

_BUCKET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")
_MOST_KEYS_A_REQUEST = 1000
_FAILURES_SHOWN = 5

_T = TypeVar("_T")


class ObjectStore:
    """An S3 storage; every method may be called from any thread.

    Nothing is sent, and boto3 is not set up, before the first use.

    :param settings: where the storage is and how to talk to it.
    :param resource: a boto3 resource to use; by default one that is made of the settings.
    :param client: a boto3 client to use; by default that of the resource.

    ::

        store = ObjectStore(StorageSettings(endpoint_url=url, access_key=email, secret=token))
        store.create_bucket("inputs")
        store.upload("inputs", "data/a.txt", "a.txt")
    """

    def __init__(
        self,
        settings: StorageSettings,
        resource: S3ServiceResource | None = None,
        client: S3Client | None = None,
    ) -> None:
        self._settings = settings
        self._given = resource, client
        self._lock = threading.Lock()
        self._resource: S3ServiceResource | None = None
        self._manager: TransferManager | None = None
        self._closed = False

    @property
    def settings(self) -> StorageSettings:
        """The settings it was made with."""
        return self._settings

    @property
    def resource(self) -> S3ServiceResource:
        """The boto3 resource, made at the first use.

        :raises ConnectionClosed: the store was closed.
        """
        with self._lock:
            return self._open()[0]

    @property
    def client(self) -> S3Client:
        """The boto3 client, made at the first use.

        :raises ConnectionClosed: the store was closed.
        """
        return self.resource.meta.client

    def _transfers(self) -> TransferManager:
        with self._lock:
            return self._open()[1]

    def _open(self) -> tuple[S3ServiceResource, TransferManager]:
        if self._closed:
            raise ConnectionClosed("the storage was used after it was closed")
        if self._resource is None or self._manager is None:
            resource, client = self._given
            self._resource = resource or build_resource(self._settings)
            self._resource.meta.client = client or self._resource.meta.client
            events = self._resource.meta.client.meta.events
            events.register_last("after-call.s3", note_arrival)
            if self._settings.is_read_only:
                events.register_first("before-sign.s3", refuse_change)
            self._manager = create_transfer_manager(
                self._resource.meta.client,
                TransferConfig(
                    multipart_threshold=PART_SIZE,
                    multipart_chunksize=PART_SIZE,
                    max_concurrency=self._settings.max_concurrency,
                    num_download_attempts=self._settings.retries + 1,
                    preferred_transfer_client="classic",
                ),
            )
        return self._resource, self._manager

    def close(self) -> None:
        """Cancel what is under way and give back all connections; closing twice is fine."""
        with self._lock:
            self._closed = True
            resource, self._resource = self._resource, None
            manager, self._manager = self._manager, None
        if manager is not None:
            # shutdown(cancel=True) of s3transfer 0.19 fails when a transfer is under way.
            reason = CancelledError("the storage was closed")
            manager.__exit__(type(reason), reason, None)
        if resource is not None:
            resource.meta.client.close()

    def create_bucket(self, name: str) -> None:
        """Create a bucket; one of one's own that exists already is fine.

        :param name: the bucket's name.
        :raises InvalidValue: S3 allows no such name.
        :raises StorageError: the storage refuses, or the bucket is someone else's.
        """
        client = self.client
        with (
            storage_errors(_checked_bucket(name)),
            suppress(client.exceptions.BucketAlreadyOwnedByYou),
        ):
            client.create_bucket(Bucket=name)

    def head_bucket(self, name: str) -> None:
        """Make sure that a bucket exists and may be used.

        :param name: the bucket's name.
        :raises MissingBucketException: there is no such bucket.
        :raises UnauthorizedException: it may not be used with these credentials.
        """
        with storage_errors(_checked_bucket(name)):
            self.client.head_bucket(Bucket=name)

    def has_bucket(self, name: str) -> bool:
        """Tell whether a bucket exists.

        :param name: the bucket's name.
        :raises UnauthorizedException: it may not be used with these credentials.
        """
        try:
            self.head_bucket(name)
        except MissingBucketException:
            return False
        return True

    def list_buckets(self) -> list[str]:
        """Return the names of all buckets of the account, sorted.

        :returns: the names.
        :raises StorageError: the answer is no list of buckets.
        """
        return bucket_names(self.client)

    def list_objects(self, bucket: str, prefix: str = "") -> list[StoredObject]:
        """Return all objects of a bucket whose key begins with a prefix.

        :param bucket: the bucket's name.
        :param prefix: what the keys begin with, letter by letter; default: all.
        :returns: the objects, in the storage's order; the list is whole.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: an answer is no listing, or the listing does not come to an end.
        """
        return list(stored_objects(self.client, _checked_bucket(bucket), prefix))

    def put_bytes(self, bucket: str, key: str, data: bytes) -> None:
        """Store bytes as an object.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :param data: the content.
        :raises StorageError: the storage refuses, or holds something else afterwards.
        """
        if not isinstance(data, bytes | bytearray | memoryview):
            raise InvalidValue(f"the content of {key!r} must be bytes, not {type(data).__name__}")
        self.upload(bucket, key, io.BytesIO(data))

    def upload(
        self,
        bucket: str,
        key: str,
        source: str | os.PathLike[str] | IO[bytes],
        progress: Progress | None = None,
    ) -> int:
        """Store a file as an object, and make sure that it arrived.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :param source: path of a file, or a file opened in binary mode; the latter is read from
            where it stands to its end and stays open.
        :param progress: called with the bytes done, the bytes in all (0 when not known) and the
            key, from other threads; default: nobody is told.
        :returns: how many bytes were stored.
        :raises InvalidValue: the source is neither, or was opened as text.
        :raises OSError: the file cannot be read.
        :raises StorageError: the storage refuses, or holds something else afterwards.
        """
        _checked_bucket(bucket)
        check_key(key)
        if not isinstance(source, str | os.PathLike):
            return self._upload_stream(bucket, key, _checked_stream(source), progress)
        if not stat.S_ISREG(os.stat(source).st_mode):
            raise InvalidValue(f"{os.fspath(source)!r} is not a file; expected one to upload")
        with open(source, "rb") as stream:
            return self._upload_stream(bucket, key, stream, progress)

    def _upload_stream(
        self, bucket: str, key: str, stream: IO[bytes], progress: Progress | None
    ) -> int:
        size = _remaining(stream)
        part_size = PART_SIZE if size is None else _part_size(size)
        source = _HashingReader(stream, part_size)
        meter = Meter(progress, size or 0, key)
        subscribers: list[BaseSubscriber] = [meter]
        if size is not None:
            subscribers.append(_KnownObject(size))
        with storage_errors(bucket, key):
            # s3transfer reads from anything that has read().
            readable = cast("IO[bytes]", source)
            transfer = self._transfers().upload(readable, bucket, key, subscribers=subscribers)
            _finish(transfer, meter)
        self._verify_stored(bucket, key, source.digest)
        meter.finish(source.digest.size)
        return source.digest.size

    def _verify_stored(self, bucket: str, key: str, digest: StreamDigest) -> None:
        stored = self._head(bucket, key)
        if stored.size != digest.size or not digest.agrees_with(stored.etag):
            raise StorageError(
                f"object {key!r} in bucket {bucket!r}: {digest.size} bytes were sent "
                f"(MD5 {digest.plain}), but the storage holds {stored.size} bytes "
                f"(ETag {stored.etag}); upload it again"
            )

    def _head(self, bucket: str, key: str) -> StoredObject:
        try:
            with storage_errors(bucket, key):
                answer = self.client.head_object(Bucket=bucket, Key=key)
        except MissingObject:
            # The answer to HEAD has no body that would tell a missing bucket from a missing key.
            self.head_bucket(bucket)
            raise
        etag = _etag_in(answer, bucket, key)
        return StoredObject(key, answer["ContentLength"], etag, answer.get("LastModified"))

    def has_object(self, bucket: str, key: str) -> bool:
        """Tell whether a bucket has an object.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: the storage refuses.
        """
        try:
            self._head(_checked_bucket(bucket), check_key(key))
        except MissingObject:
            return False
        return True

    def copy(self, bucket: str, source: str, target: str) -> None:
        """Copy an object within a bucket, in the storage itself, and make sure that it arrived.

        :param bucket: the bucket's name.
        :param source: the object's key, taken as it is.
        :param target: the key of the copy, taken as it is; what it held is replaced.
        :raises InvalidValue: both keys are the same.
        :raises MissingObject: the bucket has no such object.
        :raises StorageError: the storage refuses, or holds something else afterwards.
        """
        if check_key(source) == check_key(target):
            raise InvalidValue(f"the object {source!r} cannot be copied to itself")
        stored = self._head(_checked_bucket(bucket), source)
        with storage_errors(bucket, target):
            self._transfers().copy(
                {"Bucket": bucket, "Key": source},
                bucket,
                target,
                subscribers=[_KnownObject(stored.size, stored.etag)],
            ).result()
        copied = self._head(bucket, target)
        if copied.size != stored.size:
            raise StorageError(
                f"object {target!r} in bucket {bucket!r}: the copy has {copied.size} bytes, and "
                f"{source!r} has {stored.size}; copy it again"
            )

    def download(
        self,
        bucket: str,
        key: str,
        target: str | os.PathLike[str],
        progress: Progress | None = None,
    ) -> int:
        """Fetch an object into a file, which appears whole or not at all.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :param target: path of the file; missing folders are made, an existing file is replaced
            at the end.
        :param progress: called with the bytes done, the bytes in all and the key, from other
            threads; default: nobody is told.
        :returns: how many bytes were fetched.
        :raises InvalidValue: the target is a folder.
        :raises MissingObject: the bucket has no such object.
        :raises StorageError: the storage refuses, or what came is not what it holds.
        :raises OSError: the file cannot be written.
        """
        _checked_bucket(bucket)
        check_key(key)
        path = Path(target)
        if path.is_dir():
            raise InvalidValue(f"{str(path)!r} is a folder; expected the path of a file")
        stored = self._head(bucket, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        meter = Meter(progress, stored.size, key)
        with replacing(path) as stream:
            known = _KnownObject(stored.size, stored.etag)
            with storage_errors(bucket, key):
                transfer = self._transfers().download(
                    bucket, key, stream, subscribers=[meter, known]
                )
                _finish(transfer, meter)
            _verify_received(bucket, stored, stream)
        meter.finish(stored.size)
        return stored.size

    def read_bytes(self, bucket: str, key: str) -> bytes:
        """Return the content of an object.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :returns: the content.
        :raises MissingObject: the bucket has no such object.
        :raises StorageError: the storage refuses, or what came is not what it holds.
        """
        _checked_bucket(bucket)
        with storage_errors(bucket, check_key(key)):
            answer = self.client.get_object(Bucket=bucket, Key=key)
            data = answer["Body"].read()
        stored = StoredObject(key, answer["ContentLength"], _etag_in(answer, bucket, key))
        _verify_received(bucket, stored, io.BytesIO(data))
        return data

    def delete_objects(self, bucket: str, keys: Iterable[str]) -> None:
        """Delete objects; keys without an object are fine.

        :param bucket: the bucket's name.
        :param keys: the keys, taken as they are.
        :raises InvalidValue: a key cannot be one.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: some objects could not be deleted; the text names them. All others
            are deleted.
        """
        _checked_bucket(bucket)
        if isinstance(keys, str):
            raise InvalidValue(f"expected a list of keys, not the text {keys!r}")
        unique = dict.fromkeys(check_key(key) for key in keys)
        self._delete(bucket, ({"Key": key} for key in unique))

    def delete_bucket(self, bucket: str) -> None:
        """Delete a bucket with all objects in it, and all their versions.

        :param bucket: the bucket's name.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: the storage refuses, or something could not be deleted.
        """
        content = versions(self.client, _checked_bucket(bucket))
        self._delete(bucket, ({"Key": key, "VersionId": version} for key, version in content))
        with storage_errors(bucket):
            self.client.delete_bucket(Bucket=bucket)

    def _delete(self, bucket: str, objects: Iterable[ObjectIdentifierTypeDef]) -> None:
        failures: list[str] = []
        for batch in _batches(objects, _MOST_KEYS_A_REQUEST):
            with storage_errors(bucket):
                answer = self.client.delete_objects(Bucket=bucket, Delete={"Objects": batch})
            errors = answer.get("Errors", [])
            failures += [f"{error.get('Key')!r} ({error.get('Code')})" for error in errors]
            if len(answer.get("Deleted", [])) + len(errors) < len(batch):
                raise StorageError(
                    f"bucket {bucket!r}: the storage did not confirm the deletion of all "
                    f"{len(batch)} objects, {batch[0]['Key']!r} first; list the bucket and delete "
                    "again what is left"
                )
        if failures:
            shown = ", ".join(failures[:_FAILURES_SHOWN])
            more = len(failures) - _FAILURES_SHOWN
            raise StorageError(
                f"bucket {bucket!r}: {len(failures)} objects could not be deleted: {shown}"
                + (f" and {more} more" if more > 0 else "")
            )


class _HashingReader:
    """Hashes what is read from a stream; it cannot seek, so each byte is read once."""

    def __init__(self, stream: IO[bytes], part_size: int) -> None:
        self._stream = stream
        self.digest = StreamDigest(part_size)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data


class _KnownObject(BaseSubscriber):
    """Tells s3transfer what is known already, so that it does not ask the storage again."""

    def __init__(self, size: int, etag: str | None = None) -> None:
        self._size = size
        self._etag = etag

    def on_queued(self, future: Any, **_: Any) -> None:
        future.meta.provide_transfer_size(self._size)
        if self._etag is not None:
            future.meta.provide_object_etag(self._etag)


def _finish(transfer: TransferFuture, meter: Meter) -> None:
    """Wait for a transfer; when interrupted, cancel it and wait until it lets go of its file."""
    try:
        transfer.result()
    except KeyboardInterrupt:
        transfer.cancel()
        with suppress(Exception):
            transfer.result()
        raise
    except Exception:
        if meter.error is None:
            raise
    if meter.error is not None:
        raise meter.error


def _checked_bucket(name: str) -> str:
    if not isinstance(name, str) or not _BUCKET_NAME.fullmatch(name):
        raise InvalidValue(
            f"{name!r} cannot be a bucket's name; expected letters, digits, '.', '-' and '_'"
        )
    return name


def _checked_stream(source: IO[bytes]) -> IO[bytes]:
    if not callable(getattr(source, "read", None)):
        raise InvalidValue(f"expected a path or a file opened in binary mode, not {source!r}")
    if isinstance(source, io.TextIOBase) or isinstance(source.read(0), str):
        raise InvalidValue(f"{source!r} was opened as text; open it in binary mode, as 'rb'")
    return source


def _remaining(stream: IO[bytes]) -> int | None:
    """Return how many bytes a stream still has, or ``None`` when it cannot tell."""
    try:
        position = stream.tell()
        end = stream.seek(0, os.SEEK_END)
        stream.seek(position)
    except (AttributeError, OSError):
        return None
    return max(0, end - position)


def _part_size(size: int) -> int:
    """Return the size of the parts in which so many bytes are sent: S3 takes 10,000 of them."""
    return int(ChunksizeAdjuster().adjust_chunksize(PART_SIZE, size))


def _etag_in(answer: Any, bucket: str, key: str) -> str:
    etag = str(answer.get("ETag", "")).strip('"')
    if not etag:
        raise StorageError(
            f"object {key!r} in bucket {bucket!r}: the answer has no ETag, so it is not that of "
            "an S3 storage, perhaps a proxy's page; check the storage URL and the network"
        )
    return etag


def _verify_received(bucket: str, stored: StoredObject, stream: IO[bytes]) -> None:
    def local_etag(part_size: int | None) -> str:
        stream.seek(0)
        return etag_of(stream, part_size)

    size = stream.seek(0, os.SEEK_END)
    if size != stored.size:
        raise StorageError(
            f"object {stored.key!r} in bucket {bucket!r}: {size} of {stored.size} bytes came; "
            "download it again"
        )
    if content_matches(size, stored.etag, local_etag) is False:
        raise StorageError(
            f"object {stored.key!r} in bucket {bucket!r}: the bytes that came do not have the "
            f"MD5 that the storage names ({stored.etag}); download it again"
        )


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
