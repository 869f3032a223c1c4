"""The object storage: buckets and objects, each transfer verified."""

from __future__ import annotations

import io
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from qarnot._transfers import OpenUpload
from qarnot.exceptions import (
    ConnectionClosed,
    InvalidValue,
    MissingBucketException,
)

from .call import Call
from .copying import copy
from .deletion import delete
from .details import read_details
from .digest import Details
from .downloads import Fetched, download, fetch_bytes
from .errors import MissingObject, note_arrival, storage_errors
from .heads import head
from .keys import check_key
from .listing import bucket_names, open_uploads, stored_objects, versions
from .multipart import abort_upload
from .progress import Progress
from .read_only import refuse_change
from .settings import StorageSettings, build_resource
from .sources import sending_begins, source_of
from .steps import StoredObject
from .targets import StreamTarget, Target, file_target
from .uploads import upload
from .work import MOST_AT_ONCE, Stopped

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client, S3ServiceResource

__all__ = ["ObjectStore", "StorageSettings"]

_BUCKET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")


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
        self._under_way: list[Call] = []
        self._registered: list[Callable[[], object]] = []
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
            return self._open()

    @property
    def client(self) -> S3Client:
        """The boto3 client, made at the first use.

        :raises ConnectionClosed: the store was closed.
        """
        return self.resource.meta.client

    def _open(self) -> S3ServiceResource:
        if self._closed:
            raise ConnectionClosed("the storage was used after it was closed")
        if self._resource is None:
            resource, client = self._given
            self._resource = resource or build_resource(self._settings)
            self._resource.meta.client = client or self._resource.meta.client
            events = self._resource.meta.client.meta.events
            for event, register, handler in self._handlers():
                getattr(events, register)(event, handler)
                self._registered.append(partial(events.unregister, event, handler))
        return self._resource

    def _handlers(self) -> Iterator[tuple[str, str, Callable[..., Any]]]:
        """Give event, way to register, and handler of what this store needs of its client."""
        yield "after-call.s3", "register_last", note_arrival
        yield "request-created.s3", "register_first", partial(sending_begins, begins=False)
        yield "request-created.s3", "register_last", partial(sending_begins, begins=True)
        if self._settings.is_read_only:
            yield "before-sign.s3", "register_first", refuse_change

    def close(self) -> None:
        """Cancel what is under way and give back all connections; closing twice is fine."""
        with self._lock:
            self._closed = True
            resource, self._resource = self._resource, None
            under_way, self._under_way = list(self._under_way), []
            registered, self._registered = self._registered, []
        for call in under_way:
            call.work.stop.set()
        for unregister in registered:
            unregister()
        # What the user gave may be in use elsewhere.
        if resource is not None and self._given == (None, None):
            resource.meta.client.close()

    @contextmanager
    def call(
        self,
        bucket: str,
        *,
        progress: Progress | None = None,
        most_at_once: int = MOST_AT_ONCE,
        cancelled: threading.Event | None = None,
    ) -> Iterator[Call]:
        """Begin transfers that belong together, which closing the store ends.

        :param bucket: the bucket's name.
        :param progress: whom to tell, or ``None``.
        :param most_at_once: how many requests may be under way.
        :param cancelled: set from another thread to end them; default: only an interrupt does.
        :returns: a context manager that gives what the transfers need.
        :raises StorageError: they were cancelled.
        """
        call = Call(
            self.client,
            _checked_bucket(bucket),
            attempts=self._settings.retries + 1,
            progress=progress,
            most_at_once=most_at_once,
            cancelled=cancelled,
        )
        with self._lock:
            if self._closed:
                raise ConnectionClosed("the storage was used after it was closed")
            self._under_way.append(call)
        try:
            yield call
        except BaseException as error:
            for each in call.open_uploads:
                error.add_note(
                    f"the upload {each.upload_id} of {each.key!r} may be open still; "
                    "clean_uploads() aborts it"
                )
            if isinstance(error, Stopped):
                raise error.error from None
            raise
        finally:
            with self._lock, suppress(ValueError):
                self._under_way.remove(call)

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
        cancelled: threading.Event | None = None,
    ) -> int:
        """Store a file as an object, and make sure that it arrived.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :param source: path of a file, or a file opened in binary mode; the latter is read from
            where it stands to its end and stays open.
        :param progress: called with the bytes done, the bytes in all (0 when not known) and the
            key, from other threads; default: nobody is told.
        :param cancelled: set it from another thread to end this; default: only an interrupt does.
        :returns: how many bytes were stored.
        :raises InvalidValue: the source is neither, or was opened as text.
        :raises LocalFileError: the file changed meanwhile.
        :raises OSError: the file cannot be read.
        :raises StorageError: the storage refuses, or holds something else afterwards.
        """
        _checked_bucket(bucket)
        check_key(key)
        given = source_of(source)
        with self.call(bucket, progress=progress, cancelled=cancelled) as call:
            call.teller.expect(1, given.size or 0)
            return call.work.alone(partial(upload, call, key, given))

    def details(self, bucket: str, stored: StoredObject) -> Details:
        """Ask for what the storage tells of an object beyond what its listing says.

        :param bucket: the bucket's name.
        :param stored: the object as it was listed.
        :raises StorageError: the storage fails.
        """
        return read_details(self.client, _checked_bucket(bucket), stored.key, stored.etag)

    def has_object(self, bucket: str, key: str) -> bool:
        """Tell whether a bucket has an object.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: the storage refuses.
        """
        try:
            head(self.client, _checked_bucket(bucket), check_key(key))
        except MissingObject:
            return False
        return True

    def copy(
        self, bucket: str, source: str, target: str, cancelled: threading.Event | None = None
    ) -> None:
        """Copy an object within a bucket, in the storage itself, and make sure that it arrived.

        :param bucket: the bucket's name.
        :param source: the object's key, taken as it is.
        :param target: the key of the copy, taken as it is; what it held is replaced.
        :param cancelled: set it from another thread to end this; default: only an interrupt does.
        :raises InvalidValue: both keys are the same.
        :raises MissingObject: the bucket has no such object.
        :raises StorageError: the storage refuses, or holds something else afterwards.
        """
        if check_key(source) == check_key(target):
            raise InvalidValue(f"the object {source!r} cannot be copied to itself")
        with self.call(bucket, cancelled=cancelled) as call:
            call.work.alone(lambda: copy(call, head(call.client, bucket, source), target))

    def download(
        self,
        bucket: str,
        key: str,
        target: str | os.PathLike[str] | IO[bytes],
        progress: Progress | None = None,
        cancelled: threading.Event | None = None,
    ) -> int:
        """Fetch an object into a file, which appears whole or not at all.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :param target: path of the file; missing folders are made, an existing file is replaced
            at the end. Or a stream opened in binary mode: all is written to it when it is verified.
        :param progress: called with the bytes done, the bytes in all and the key, from other
            threads; default: nobody is told.
        :param cancelled: set it from another thread to end this; default: only an interrupt does.
        :returns: how many bytes were fetched.
        :raises InvalidValue: the target is a folder, or was opened as text.
        :raises MissingObject: the bucket has no such object.
        :raises StorageError: the storage refuses, or what came is not what it holds.
        :raises OSError: the file cannot be written.
        """
        check_key(key)
        place = _target(target)
        with self.call(bucket, progress=progress, cancelled=cancelled) as call:

            def fetch() -> Fetched:
                stored = head(call.client, bucket, key)
                call.teller.expect(1, stored.size)
                return download(call, stored, place)

            return call.work.alone(fetch).size

    def read_bytes(
        self,
        bucket: str,
        key: str,
        progress: Progress | None = None,
        cancelled: threading.Event | None = None,
    ) -> bytes:
        """Return the content of an object.

        :param bucket: the bucket's name.
        :param key: the object's key, taken as it is.
        :param progress: as in :meth:`download`.
        :param cancelled: set it from another thread to end this; default: only an interrupt does.
        :returns: the content.
        :raises MissingObject: the bucket has no such object.
        :raises StorageError: the storage refuses, or what came is not what it holds.
        """
        check_key(key)
        with self.call(bucket, progress=progress, cancelled=cancelled) as call:
            return call.work.alone(partial(fetch_bytes, call, key))

    def open_uploads(self, bucket: str, prefix: str = "") -> list[OpenUpload]:
        """Return the uploads in parts that were neither completed nor aborted.

        :param bucket: the bucket's name.
        :param prefix: what their keys begin with, letter by letter; default: all.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: an answer is no listing, or the listing does not come to an end.
        """
        return open_uploads(self.client, _checked_bucket(bucket), prefix)

    def clean_uploads(
        self,
        bucket: str,
        prefix: str = "",
        older_than: timedelta = timedelta(0),
        cancelled: threading.Event | None = None,
    ) -> list[OpenUpload]:
        """Abort uploads in parts that were neither completed nor aborted.

        :param bucket: the bucket's name.
        :param prefix: what their keys begin with, letter by letter; default: all.
        :param older_than: how long ago they were started at least; default: any. One that
            someone is sending right now would fail.
        :param cancelled: set it from another thread to end this; default: only an interrupt does.
        :returns: those that were aborted.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: the storage refuses.
        """
        until = datetime.now(UTC) - older_than
        with self.call(bucket, cancelled=cancelled) as call:

            def abort_all() -> list[OpenUpload]:
                aborted: list[OpenUpload] = []
                for each in open_uploads(call.client, bucket, prefix):
                    is_old = each.started is not None and each.started <= until
                    if is_old or not older_than:
                        with call.work.request():
                            abort_upload(call, each)
                        aborted.append(each)
                return aborted

            return call.work.alone(abort_all)

    def delete_objects(
        self, bucket: str, keys: Iterable[str], cancelled: threading.Event | None = None
    ) -> None:
        """Delete objects; keys without an object are fine.

        :param bucket: the bucket's name.
        :param keys: the keys, taken as they are.
        :param cancelled: set it from another thread to end this; default: only an interrupt does.
        :raises InvalidValue: a key cannot be one.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: some objects could not be deleted; the text names them. All others
            are deleted.
        """
        _checked_bucket(bucket)
        if isinstance(keys, str):
            raise InvalidValue(f"expected a list of keys, not the text {keys!r}")
        unique = dict.fromkeys(check_key(key) for key in keys)
        with self.call(bucket, cancelled=cancelled) as call:
            call.work.alone(lambda: delete(call, ({"Key": key} for key in unique)))

    def delete_bucket(self, bucket: str, cancelled: threading.Event | None = None) -> None:
        """Delete a bucket with all objects in it, and all their versions.

        :param bucket: the bucket's name.
        :param cancelled: set it from another thread to end this; default: only an interrupt does.
        :raises MissingBucketException: there is no such bucket.
        :raises StorageError: the storage refuses, or something could not be deleted.
        """
        with self.call(bucket, cancelled=cancelled) as call:

            def delete_all() -> None:
                content = versions(call.client, bucket)
                delete(call, ({"Key": key, "VersionId": version} for key, version in content))
                with call.work.request(), storage_errors(bucket):
                    call.client.delete_bucket(Bucket=bucket)

            call.work.alone(delete_all)


def _checked_bucket(name: str) -> str:
    if not isinstance(name, str) or not _BUCKET_NAME.fullmatch(name):
        raise InvalidValue(
            f"{name!r} cannot be a bucket's name; expected letters, digits, '.', '-' and '_'"
        )
    return name


def _target(given: str | os.PathLike[str] | IO[bytes]) -> Target:
    if isinstance(given, str | os.PathLike):
        return file_target(Path(given))
    return StreamTarget(given)
