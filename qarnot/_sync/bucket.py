# Made from qarnot/_async/bucket.py by `make sync`: edit that file, not this one.
"""A bucket of the storage."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from qarnot import _checks
from qarnot._colour.buckets import create_now
from qarnot._colour.threads import in_place
from qarnot._local_files import local_file_errors
from qarnot._progress_bar import Progress, telling
from qarnot.exceptions import InvalidValue

if TYPE_CHECKING:
    from qarnot._objects import StoredObject, SyncPlan, TransferReport

    from .connection import Connection

__all__ = ["Bucket"]


class Bucket:
    """A bucket of the storage: a place for files, each under a key.

    Two buckets are equal when they have the same name and the same settings.

    :param connection: the connection that it belongs to.
    :param name: its name.
    :param create: create it unless it exists.
    :param filtering: which files a task takes: an object with ``to_json``, or a dict of the API
        (schema ``ResourceFilteringInput``).
    :param resources_transformation: how the files are named on the instances: an object with
        ``to_json``, or a dict of the API (schema ``ResourceTransformationInput``).
    :param cacheTTLSec: seconds that the files may be served from a cache.
    :raises InvalidValue: a value cannot be right.

    >>> bucket = connection.create_bucket("my-texts")
    >>> bucket.add_string("hello", "greeting.txt")
    """

    def __init__(
        self,
        connection: Connection,
        name: str,
        create: bool = True,
        filtering: Any = None,
        resources_transformation: Any = None,
        cacheTTLSec: int | None = None,  # noqa: N803 - the documented name
    ) -> None:
        self._connection = connection
        self._name = _checks.identifier("name of the bucket", name)
        settings = {
            "filtering": _settings_json("filtering", filtering),
            "resourcesTransformation": _settings_json(
                "resources_transformation", resources_transformation
            ),
            "cacheTTLSec": _checks.optional_number("cacheTTLSec", cacheTTLSec),
        }
        self._resource_json: dict[str, Any] = {
            "bucketName": self._name,
            **{key: value for key, value in settings.items() if value is not None},
        }
        if create:
            create_now(self)

    @classmethod
    def from_json(cls, connection: Connection, json_bucket: Mapping[str, Any]) -> Self:
        """Make a bucket of what a task says of it (``ResourceBucketOutput``); creates nothing.

        :param connection: the connection that it belongs to.
        :param json_bucket: the JSON object; what this library does not know of it is kept.
        """
        bucket = cls.__new__(cls)
        bucket._connection = connection
        bucket._name = str(json_bucket.get("bucketName"))
        bucket._resource_json = {
            key: value for key, value in json_bucket.items() if value is not None
        }
        return bucket

    def to_json(self) -> dict[str, Any]:
        """Give what a task needs to be told (schema ``ResourceBucketInput``)."""
        return dict(self._resource_json)

    @property
    def uuid(self) -> str:
        """The name of the bucket."""
        return self._name

    @property
    def description(self) -> str:
        """The name of the bucket."""
        return self._name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Bucket):
            return NotImplemented
        return self._resource_json == other._resource_json

    def __hash__(self) -> int:
        return hash(self._name)

    def ensure_exists(self) -> None:
        """Create the bucket unless the account has it already.

        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises StorageError: the storage refuses the name.
        """
        store = self._connection.object_store()
        in_place(store.create_bucket, self._name)

    def add_file(
        self, local_or_file: str | os.PathLike[str] | IO[bytes], remote: str | None = None
    ) -> None:
        """Upload a file.

        :param local_or_file: path of a file, or a file opened in binary mode, which is read to its
            end and left open.
        :param remote: the key; the file's name when ``None``.
        :raises MissingLocalFile: there is no such file.
        :raises LocalFileError: the file cannot be read.
        :raises InvalidValue: it is no file, or has no name to make a key of.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the upload failed; the key holds what it held before.
        """
        if isinstance(local_or_file, str | os.PathLike):
            _checks.local_path("local_or_file", local_or_file)
        if remote is None:
            remote = _base_name(local_or_file)
        store = self._connection.object_store()
        key = self._connection.clean_key(remote)
        with local_file_errors():
            in_place(store.upload, self._name, key, local_or_file)

    def add_string(self, string: str, remote: str) -> None:
        """Upload a text, in UTF-8.

        :param string: the text.
        :param remote: the key.
        :raises InvalidValue: it is no text.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the upload failed; the key holds what it held before.
        """
        if not isinstance(string, str) or not _checks.is_sendable(string):
            raise InvalidValue(f"string: a text was expected, not {_checks.shown(string)}")
        store = self._connection.object_store()
        key = self._connection.clean_key(remote)
        in_place(store.put_bytes, self._name, key, string.encode())

    def get_file(
        self,
        remote: str,
        local: str | os.PathLike[str] | None = None,
        progress: bool | Progress | None = None,
    ) -> str:
        """Download a file.

        The local file appears whole or not at all; one that was there stays until then.

        :param remote: the key.
        :param local: path to write to, or a folder to write into; the last part of the key, in the
            current folder, when ``None``. Folders are made as needed.
        :param progress: a function that is called, from other threads, with the bytes done, the
            bytes in all, and the key; or ``True`` for a progress bar (needs
            ``qarnot-client[progress]``).
        :return: the path that was written.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: there is no such key, or the download failed.
        :raises LocalFileError: the file cannot be written.
        """
        _checks.name("remote", remote)
        place = None if local is None else _checks.local_path("local", local)
        into_folder = local is not None and os.fspath(local).endswith(("/", os.sep))
        store = self._connection.object_store()
        with local_file_errors(), telling(progress) as tell:
            target = in_place(_download_target, remote, place, into_folder)
            in_place(store.download, self._name, remote, target, tell)
        return str(target)

    def list_files(self) -> list[StoredObject]:
        """List all files of the bucket.

        :return: items with ``key``, ``size`` in bytes, ``e_tag`` and ``last_modified``.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the listing failed or is not whole.
        """
        store = self._connection.object_store()
        return in_place(store.list_objects, self._name)

    def sync_directory(
        self,
        directory: str | os.PathLike[str],
        verbose: bool = False,
        remote: str | None = None,
        *,
        dry_run: bool = False,
        delete: bool = True,
        allow_empty: bool = False,
        progress: bool | Progress | None = None,
    ) -> SyncPlan:
        """Make the bucket, or a folder of it, hold what a local folder holds.

        Files are compared by size and digest; what is the same is not sent again. Files of the
        bucket that the folder does not have are deleted, after every upload has succeeded.

        :param directory: the local folder.
        :param verbose: log what is done, at level INFO.
        :param remote: the folder of the bucket; the whole bucket when ``None``.
        :param dry_run: only plan.
        :param delete: ``False`` to keep what the folder does not have. Default ``True``.
        :param allow_empty: let an empty folder empty the bucket. Default ``False``.
        :param progress: a function that is called, from other threads, with the bytes done, the
            bytes in all, and the key; or ``True`` for a progress bar (needs
            ``qarnot-client[progress]``).
        :return: the plan, which prints as a table.
        :raises InvalidValue: there is no such folder, or it is empty and the bucket is not.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: an upload failed; nothing was deleted.
        :raises LocalFileError: a file cannot be read; nothing was deleted.
        """
        _checks.local_path("directory", directory)
        store = self._connection.object_store()
        from qarnot._objects import plan_sync_directory, run_plan

        guards = {"delete": delete, "allow_empty": allow_empty}
        with local_file_errors(), telling(progress) as tell:
            plan = in_place(plan_sync_directory, store, self._name, directory, remote, **guards)
            if verbose:
                self._connection.logger.info("%s: %s", self._name, plan)
            if not dry_run:
                in_place(run_plan, store, self._name, plan, progress=tell)
        return plan

    def get_all_files(
        self, output_dir: str | os.PathLike[str], progress: bool | Progress | None = None
    ) -> TransferReport:
        """Download all files of the bucket.

        Files that are there already, the same by size and digest, are not fetched again. Nothing
        is written outside of the folder.

        :param output_dir: the local folder; made when missing.
        :param progress: a function that is called, from other threads, with the bytes done, the
            bytes in all, and the key; or ``True`` for a progress bar (needs
            ``qarnot-client[progress]``).
        :return: which keys were downloaded, and which skipped.
        :raises InvalidValue: a key would lead out of the folder, or two keys to one file; nothing
            was downloaded.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: a download failed.
        :raises LocalFileError: a file cannot be written.
        """
        _checks.local_path("output_dir", output_dir)
        store = self._connection.object_store()
        from qarnot._objects import plan_download_all, run_plan

        with local_file_errors(), telling(progress) as tell:
            plan = in_place(plan_download_all, store, self._name, output_dir)
            return in_place(run_plan, store, self._name, plan, progress=tell)

    def delete(self) -> None:
        """Delete the bucket and everything in it.

        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage refuses.
        """
        store = self._connection.object_store()
        in_place(store.delete_bucket, self._name)


def _settings_json(what: str, value: Any) -> Any:
    if value is None or isinstance(value, Mapping):
        return value
    if not hasattr(value, "to_json"):
        raise InvalidValue(f"{what}: a dict or an object with to_json was expected, not {value!r}")
    return value.to_json()


def _base_name(local_or_file: str | os.PathLike[str] | IO[bytes]) -> str:
    source = local_or_file
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    if not isinstance(path, str | os.PathLike):
        raise InvalidValue(
            "remote: a key was expected, because the file that was given has no name"
        )
    return Path(path).name


def _download_target(remote: str, place: Path | None, into_folder: bool) -> Path:
    name = remote.rstrip("/").rpartition("/")[2]
    if place is None:
        return Path(name)
    return place / name if into_folder or place.is_dir() else place
