# Made from qarnot/_async/bucket.py by `make sync`: edit that file, not this one.
"""A bucket of the storage."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from qarnot import _checks
from qarnot._colour.buckets import create_now
from qarnot._colour.threads import in_place
from qarnot._local_files import local_file_errors
from qarnot._progress_bar import Progress, telling
from qarnot._values import checked_json
from qarnot.exceptions import InvalidValue

from .storage import Storage

if TYPE_CHECKING:
    from qarnot._objects import StoredObject, SyncPlan, TransferReport

    from .connection import Connection

__all__ = ["Bucket"]


class Bucket(Storage):
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
            key: copy.deepcopy(value) for key, value in json_bucket.items() if value is not None
        }
        return bucket

    def to_json(self) -> dict[str, Any]:
        """Give what a task needs to be told (schema ``ResourceBucketInput``)."""
        return copy.deepcopy(self._resource_json)

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

    def with_filtering(self, filtering: Any) -> Self:
        """Give the same bucket with another choice of files; this one stays as it is.

        :param filtering: as in the constructor; ``None`` for all files.
        :raises InvalidValue: it cannot be right.
        """
        return self._with("filtering", _settings_json("filtering", filtering))

    def with_resource_transformation(self, resource: Any) -> Self:
        """Give the same bucket with other names of the files; this one stays as it is.

        :param resource: as ``resources_transformation`` in the constructor; ``None`` for the names
            that they have.
        :raises InvalidValue: it cannot be right.
        """
        return self._with("resourcesTransformation", _settings_json("resource", resource))

    def with_cache_ttl(self, ttl: int) -> Self:
        """Give the same bucket with another time in caches; this one stays as it is.

        :param ttl: seconds that the files may be served from a cache.
        :raises InvalidValue: it is no number of seconds.
        """
        return self._with("cacheTTLSec", _checks.optional_number("ttl", ttl))

    def _with(self, name: str, value: Any) -> Self:
        return self.from_json(self._connection, {**self._resource_json, name: value})

    def ensure_exists(self) -> None:
        """Create the bucket unless the account has it already.

        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises StorageError: the storage refuses the name.
        :raises ReadOnlyConnection: the account does not have it, and the connection only reads.
        """
        store = self._connection.object_store()
        if store.settings.is_read_only and in_place(store.has_bucket, self._name):
            return
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

    def add_directory(self, local: str | os.PathLike[str], remote: str = "") -> TransferReport:
        """Upload all files of a folder and of the folders in it; nothing is deleted.

        Files that are there already, the same by size and digest, are not sent again.

        :param local: the local folder.
        :param remote: the folder of the bucket that they go to; its top by default.
        :return: which files were uploaded, and which skipped.
        :raises InvalidValue: there is no such folder.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: an upload failed.
        :raises LocalFileError: a file cannot be read.
        """
        _checks.local_path("local", local)
        store = self._connection.object_store()
        from qarnot._objects import plan_sync_directory, run_plan

        folder = self._connection.clean_key(remote) if remote else ""
        with local_file_errors():
            plan = in_place(plan_sync_directory, store, self._name, local, folder, delete=False)
            return in_place(run_plan, store, self._name, plan)

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

    def directory(self, directory: str = "") -> list[StoredObject]:
        """List the files of a folder of the bucket, and of the folders in it.

        :param directory: the folder, with or without a slash at its end; all files by default.
        :return: items as of :meth:`list_files`.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the listing failed or is not whole.
        """
        store = self._connection.object_store()
        from qarnot._objects import prefix_of

        return in_place(store.list_objects, self._name, prefix_of(directory))

    def has_file(self, remote: str) -> bool:
        """Tell whether there is a file of a key.

        :param remote: the key, taken as it is.
        :raises InvalidValue: it cannot be a key.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage failed.
        """
        store = self._connection.object_store()
        return in_place(store.has_object, self._name, remote)

    def copy_file(self, source: str, dest: str) -> None:
        """Copy a file within the bucket, without sending it.

        :param source: its key, taken as it is.
        :param dest: the key of the copy; what it held is replaced.
        :raises InvalidValue: a key cannot be one, or both are the same.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: there is no such key, or the storage failed.
        """
        store = self._connection.object_store()
        in_place(store.copy, self._name, source, self._connection.clean_key(dest))

    def delete_file(self, remote: str) -> None:
        """Delete a file; it is fine when there is none.

        :param remote: the key, taken as it is.
        :raises InvalidValue: it cannot be a key.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage refuses.
        """
        store = self._connection.object_store()
        in_place(store.delete_objects, self._name, [remote])

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
        from qarnot._objects import plan_sync_directory

        guards = {"delete": delete, "allow_empty": allow_empty}
        with local_file_errors():
            plan = in_place(plan_sync_directory, store, self._name, directory, remote, **guards)
        self._carry_out(plan, verbose=verbose, dry_run=dry_run, progress=progress)
        return plan

    def sync_files(
        self,
        files: Mapping[str, str | os.PathLike[str]],
        verbose: bool = False,
        remote: str | None = None,
        *,
        dry_run: bool = False,
        delete: bool = True,
        allow_empty: bool = False,
        progress: bool | Progress | None = None,
    ) -> SyncPlan:
        """Make the bucket, or a folder of it, hold some files and no others.

        As :meth:`sync_directory`, with files from anywhere.

        :param files: the paths of the files, by the keys that they are to have.
        :param verbose: log what is done, at level INFO.
        :param remote: the folder of the bucket; the whole bucket when ``None``.
        :param dry_run: only plan.
        :param delete: ``False`` to keep what ``files`` does not have. Default ``True``.
        :param allow_empty: let no files empty the bucket. Default ``False``.
        :param progress: as in :meth:`sync_directory`.
        :return: the plan, which prints as a table.
        :raises InvalidValue: a path is no file, or there are no files and the bucket has some.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: an upload failed; nothing was deleted.
        :raises LocalFileError: a file cannot be read; nothing was deleted.
        """
        wanted = _checked_files(files)
        store = self._connection.object_store()
        from qarnot._objects import plan_sync_files

        found = {self._connection.clean_key(key): path for key, path in wanted.items()}
        if len(found) < len(wanted):
            raise InvalidValue(f"files: two of the keys are the same when tidied: {list(wanted)}")
        guards = {"delete": delete, "allow_empty": allow_empty}
        with local_file_errors():
            plan = in_place(plan_sync_files, store, self._name, found, remote, **guards)
        self._carry_out(plan, verbose=verbose, dry_run=dry_run, progress=progress)
        return plan

    def _carry_out(
        self,
        plan: SyncPlan,
        *,
        verbose: bool,
        dry_run: bool,
        progress: bool | Progress | None,
    ) -> None:
        from qarnot._objects import run_plan

        if verbose:
            self._connection.logger.info("%s: %s", self._name, plan)
        if not dry_run:
            store = self._connection.object_store()
            with local_file_errors(), telling(progress) as tell:
                in_place(run_plan, store, self._name, plan, progress=tell)

    def sync_remote_to_local(
        self,
        local_directoy: str | os.PathLike[str],
        remote_directory: str | None = None,
        *,
        progress: bool | Progress | None = None,
    ) -> TransferReport:
        """Download the files of the bucket, or of a folder of it, that a local folder lacks.

        Files that are there already, the same by size and digest, are not fetched again. Other
        local files stay. Nothing is written outside of the folder.

        :param local_directoy: the local folder; made when missing. The name is the documented one.
        :param remote_directory: the folder of the bucket; it is left out of the local paths.
            The whole bucket when ``None``.
        :param progress: as in :meth:`get_all_files`.
        :return: which keys were downloaded, and which skipped.
        :raises InvalidValue: a key would lead out of the folder, or two keys to one file; nothing
            was downloaded.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: a download failed.
        :raises LocalFileError: a file cannot be written.
        """
        _checks.local_path("local_directoy", local_directoy)
        store = self._connection.object_store()
        from qarnot._objects import plan_download_all, run_plan

        folder = remote_directory or ""
        with local_file_errors(), telling(progress) as tell:
            plan = in_place(plan_download_all, store, self._name, local_directoy, folder)
            return in_place(run_plan, store, self._name, plan, progress=tell)

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
        return self.sync_remote_to_local(output_dir, progress=progress)

    def update(self, flush: bool | None = False) -> None:
        """Do nothing: listings are always read anew.

        .. deprecated:: 2.6
        """
        super().update(flush)

    def delete(self) -> None:
        """Delete the bucket and everything in it.

        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage refuses.
        """
        store = self._connection.object_store()
        in_place(store.delete_bucket, self._name)


def _settings_json(what: str, value: Any) -> Any:
    """Check settings of a bucket, and copy them as JSON, so that they stay as they are."""
    if isinstance(value, Mapping | None):
        return checked_json(what, value)
    if isinstance(value, type) or not hasattr(value, "to_json"):
        raise InvalidValue(
            f"{what}: a dict or an object with to_json was expected, not {_checks.shown(value)}"
        )
    return checked_json(what, value.to_json())


def _checked_files(files: Any) -> dict[str, Path]:
    if not isinstance(files, Mapping):
        raise InvalidValue(
            f"files: a dict of keys and paths was expected, not {_checks.shown(files)}"
        )
    return {key: _checks.local_path(f"files[{key!r}]", path) for key, path in files.items()}


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
