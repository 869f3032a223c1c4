# Made from qarnot/_async/bucket_files.py by `make sync`: edit that file, not this one.
"""Single files of a bucket: in, out, listed, copied and deleted."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

from qarnot import _checks
from qarnot._colour.threads import in_place
from qarnot._files import FileList, StoredFile
from qarnot._local_files import local_file_errors
from qarnot._progress_bar import Progress, telling
from qarnot.exceptions import InvalidValue

from .storage import Storage

if TYPE_CHECKING:
    from qarnot._objects import StoredObject

    from .connection import Connection

__all__ = ["BucketFiles"]


class BucketFiles(Storage):
    """A bucket as a place for single files."""

    _connection: Connection
    _name: str

    def add_file(
        self,
        local_or_file: str | os.PathLike[str] | IO[bytes],
        remote: str | None = None,
        *,
        progress: bool | Progress | None = None,
    ) -> None:
        """Upload a file; what the key held before is replaced.

        :param local_or_file: path of a file, or a file opened in binary mode, which is read from
            where it stands to its end and left open. It need not be one that can seek.
        :param remote: the key; the file's name, without its folders, when ``None`` or ``""``. To a
            key that ends in ``/``, the file's name is added.
        :param progress: as in :meth:`get_file`. Default ``None``.
        :raises MissingLocalFile: there is no such file.
        :raises LocalFileError: the file cannot be read.
        :raises InvalidValue: it is no file, or has no name to make a key of.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the upload failed; the key holds what it held before, unless the
            text says that what was sent arrived damaged.

        >>> bucket = connection.create_bucket("my-texts")
        >>> with open("notes.txt", "w+b") as file:
        ...     size = file.write(b"a line")
        ...     start = file.seek(0)
        ...     bucket.add_file(file, "notes/first.txt")
        >>> bucket.add_file("notes.txt")
        >>> bucket.add_file("notes.txt", "copies/")
        """
        if isinstance(local_or_file, str | os.PathLike):
            _checks.local_path("local_or_file", local_or_file)
        elif not callable(getattr(local_or_file, "read", None)):
            raise InvalidValue(
                "local_or_file: a path or a file opened in binary mode was expected, not "
                f"{_checks.shown(local_or_file)}"
            )
        if remote is None or remote == "" or (isinstance(remote, str) and remote.endswith("/")):
            remote = f"{remote or ''}{_base_name(local_or_file)}"
        self._upload(local_or_file, remote, progress)

    def add_string(
        self, string: str, remote: str, *, progress: bool | Progress | None = None
    ) -> None:
        """Upload a text, in UTF-8; what the key held before is replaced.

        :param string: the text.
        :param remote: the key.
        :param progress: as in :meth:`get_file`. Default ``None``.
        :raises InvalidValue: it is no text, or the key cannot be one.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the upload failed; the key holds what it held before, unless the
            text says that what was sent arrived damaged.
        """
        if not isinstance(string, str) or not _checks.is_sendable(string):
            raise InvalidValue(f"string: a text was expected, not {_checks.shown(string)}")
        self._upload(io.BytesIO(string.encode()), remote, progress)

    def _upload(
        self,
        source: str | os.PathLike[str] | IO[bytes],
        remote: str,
        progress: bool | Progress | None,
    ) -> None:
        store = self._connection.object_store()
        key = self._connection.clean_key(remote)
        with local_file_errors(), telling(progress) as tell:
            in_place(store.upload, self._name, key, source, tell)

    def get_file(
        self,
        remote: str,
        local: str | os.PathLike[str] | IO[bytes] | None = None,
        progress: bool | Progress | None = None,
    ) -> str:
        """Download a file.

        What came is compared with what the storage holds before it is written anywhere. A local
        file appears whole or not at all; one that was there stays until then.

        :param remote: the key, taken as it is.
        :param local: path to write to, made with its folders as needed; or a folder that exists,
            or a path with a slash at its end, to write into, under the last part of the key; or a
            file opened in binary mode, which is left open. When ``None``, the key is the path,
            below the current folder.
        :param progress: a function, not an async one, that is called with the bytes done, the bytes
            in all (0 when not known) and the key, from other threads but never twice at once; or
            ``True`` to show the progress. Default ``None``: nothing is shown.
        :return: the path that was written; the key when ``local`` is an open file.
        :raises UnsafeKey: the key cannot safely be a path in the folder; name a local path.
        :raises InvalidValue: the key stands for a folder.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: there is no such key (then also a ``FileNotFoundError``), or the
            download failed.
        :raises LocalFileError: the file cannot be written.

        >>> bucket = connection.create_bucket("my-texts")
        >>> bucket.add_string("hello", "greetings/english.txt")
        >>> bucket.get_file("greetings/english.txt")
        'greetings/english.txt'
        """
        _checks.name("remote", remote)
        store = self._connection.object_store()
        with local_file_errors(), telling(progress) as tell:
            target = in_place(_download_target, remote, local)
            in_place(store.download, self._name, remote, target, tell)
        return str(target) if isinstance(target, Path) else remote

    def get_bytes(self, remote: str, *, progress: bool | Progress | None = None) -> bytes:
        """Download a file into memory.

        :param remote: the key, taken as it is.
        :param progress: as in :meth:`get_file`. Default ``None``.
        :return: its content, compared with what the storage holds.
        :raises InvalidValue: it cannot be a key.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: there is no such key (then also a ``FileNotFoundError``), or the
            download failed.

        >>> bucket = connection.create_bucket("my-texts")
        >>> bucket.add_string("hello", "greeting.txt")
        >>> bucket.get_bytes("greeting.txt")
        b'hello'
        """
        _checks.name("remote", remote)
        store = self._connection.object_store()
        with telling(progress) as tell:
            return in_place(store.read_bytes, self._name, remote, tell)

    def list_files(self) -> FileList:
        """List all files of the bucket.

        :return: a list of items with ``key``, ``size`` in bytes, ``e_tag``, ``last_modified`` and
            ``bucket_name``. Like a collection of boto3, it has ``filter(Prefix=...)``, ``all()``
            and ``limit(count)``.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the listing failed or is not whole.

        >>> bucket = connection.create_bucket("my-listed-texts")
        >>> bucket.add_string("hello", "greeting.txt")
        >>> [(file.key, file.size) for file in bucket.list_files()]
        [('greeting.txt', 5)]
        """
        return self.directory()

    def directory(self, directory: str = "") -> FileList:
        """List the files whose key begins with a text, such as those of a folder.

        :param directory: what the keys begin with, letter by letter: ``"run1"`` is the beginning of
            ``"run10/a"`` too, so add a slash for a folder. All files by default.
        :return: a list as of :meth:`list_files`, with whole keys.
        :raises InvalidValue: it is no text.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the listing failed or is not whole.
        """
        if not isinstance(directory, str) or not _checks.is_sendable(directory):
            raise InvalidValue(f"directory: a text was expected, not {_checks.shown(directory)}")
        store = self._connection.object_store()
        listed = in_place(store.list_objects, self._name, directory)
        return FileList(self._file(stored) for stored in listed)

    def _file(self, stored: StoredObject) -> StoredFile:
        return StoredFile(stored.key, stored.size, stored.e_tag, stored.last_modified, self._name)

    def has_file(self, remote: str) -> bool:
        """Tell whether there is a file of a key.

        :param remote: the key, taken as it is.
        :return: whether there is.
        :raises InvalidValue: it cannot be a key.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage failed.
        """
        store = self._connection.object_store()
        return in_place(store.has_object, self._name, remote)

    def copy_file(self, source: str, dest: str) -> None:
        """Copy a file within the bucket, in the storage itself.

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

        :param remote: the key, taken as it is: ``"/x"`` is not ``"x"``.
        :raises InvalidValue: it cannot be a key.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage refuses.
        """
        store = self._connection.object_store()
        in_place(store.delete_objects, self._name, [remote])


def _base_name(local_or_file: str | os.PathLike[str] | IO[bytes]) -> str:
    source = local_or_file
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    if not isinstance(path, str | os.PathLike):
        raise InvalidValue(
            "remote: a key was expected, because the file that was given has no name"
        )
    return Path(path).name


def _download_target(
    remote: str, local: str | os.PathLike[str] | IO[bytes] | None
) -> Path | IO[bytes]:
    from qarnot._objects import UnsafeKey, local_path

    if local is None:
        place, is_folder = Path(), True
    elif isinstance(local, str | os.PathLike):
        place = _checks.local_path("local", local)
        is_folder = os.fspath(local).endswith(("/", os.sep)) or place.is_dir()
    elif callable(getattr(local, "write", None)):
        return local
    else:
        raise InvalidValue(
            "local: a path or a file opened in binary mode was expected, not "
            f"{_checks.shown(local)}"
        )
    if not is_folder:
        return place
    if remote.endswith("/"):
        raise InvalidValue(
            f"remote: {remote!r} stands for a folder, which sync_remote_to_local downloads; "
            "name a file as local to download the object itself"
        )
    try:
        target = local_path(place, remote if local is None else remote.rpartition("/")[2])
    except UnsafeKey as error:
        flaw = error.message.removeprefix("Error: ")
        raise UnsafeKey(f"{flaw}; name a local path", [remote]) from None
    if not target.resolve().is_relative_to(place.resolve()):
        raise UnsafeKey(
            f"the key {remote!r} leads out of the folder by a link; name a local path", [remote]
        )
    return target
