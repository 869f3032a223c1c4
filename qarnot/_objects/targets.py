"""Where downloads go: a file, a file below a folder, a stream. Each gets all of it or nothing."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tempfile
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from qarnot._replacing import Replacement, remove_leftovers
from qarnot.exceptions import InvalidValue, StorageError

__all__ = ["FileTarget", "FolderTargets", "InMemory", "Landing", "StreamTarget", "Target"]

_MOST_IN_MEMORY = 8 * 1024 * 1024
_HAS_DESCRIPTORS = (
    os.open in os.supports_dir_fd
    and os.mkdir in os.supports_dir_fd
    and os.unlink in os.supports_dir_fd
    and os.stat in os.supports_dir_fd
    and hasattr(os, "O_DIRECTORY")
)


class Landing(Protocol):
    """Takes bytes, and keeps them out of sight until they are known to be right."""

    def write_at(self, offset: int, data: bytes) -> None:
        """Write bytes at a place; from any thread."""

    def reopen(self) -> IO[bytes]:
        """Open what was written so far, for reading."""

    def commit(self) -> None:
        """Let it be seen under its name."""

    def discard(self) -> None:
        """Let it go away."""


Target = Callable[[], Landing]
"""Begins to write: nothing is made before."""


def FileTarget(path: Path) -> Target:  # noqa: N802 - as its neighbours
    """Write a file; missing folders are made.

    :param path: its path.
    :raises InvalidValue: it is a folder.
    """
    if path.is_dir():
        raise InvalidValue(f"{str(path)!r} is a folder; expected the path of a file")

    def begin() -> Landing:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(path.parent)
        return Replacement(path.parent, path.name)

    return begin


class FolderTargets:
    """Files below a folder; no link below it is followed, whoever made it and when.

    :param root: the folder; made when the first file is.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._tidied: set[tuple[str, ...]] = set()

    def file(self, path: Path) -> Target:
        """Write a file.

        :param path: its path, below the root.
        """

        def begin() -> Landing:
            folder = self._open(path.parent)
            return _InFolder(folder, path.name)

        return begin

    def make_folder(self, path: Path) -> None:
        """Make a folder.

        :param path: its path, below the root or the root itself.
        :raises StorageError: there is a link or a file on the way.
        """
        self._open(path)

    def _open(self, folder: Path) -> _Folder:
        components = folder.relative_to(self._root).parts
        self._root.mkdir(parents=True, exist_ok=True)
        opened = _Folder.root(self._root)
        for component in components:
            opened = opened.below(component)
        with self._lock:
            is_new = components not in self._tidied
            self._tidied.add(components)
        if is_new:
            remove_leftovers(opened.handle)
        return opened


class _Folder:
    """An open folder; without descriptors, as on Windows, just its path."""

    def __init__(self, path: Path, handle: Path | int) -> None:
        self._path = path
        self.handle = handle
        if isinstance(handle, int):
            weakref.finalize(self, os.close, handle)

    @classmethod
    def root(cls, path: Path) -> _Folder:
        if not _HAS_DESCRIPTORS:
            return cls(path, path)
        return cls(path, os.open(path, os.O_RDONLY | os.O_DIRECTORY))

    def below(self, component: str) -> _Folder:
        path = self._path / component
        try:
            if isinstance(self.handle, int):
                with suppress(FileExistsError):
                    os.mkdir(component, dir_fd=self.handle)
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                return _Folder(path, os.open(component, flags, dir_fd=self.handle))
            path.mkdir(exist_ok=True)
            if stat.S_ISDIR(os.lstat(path).st_mode):
                return _Folder(path, path)
        except (NotADirectoryError, FileExistsError):
            pass
        except OSError as error:
            if not path.is_symlink():
                raise
            raise _in_the_way(path) from error
        raise _in_the_way(path)


def _in_the_way(path: Path) -> StorageError:
    return StorageError(
        f"{str(path)!r} is a link or a file where a folder is needed; nothing is written through it"
    )


class _InFolder(Replacement):
    """A file below an open folder, which stays open as long."""

    def __init__(self, folder: _Folder, name: str) -> None:
        self._open_folder = folder
        super().__init__(folder.handle, name)


class StreamTarget:
    """Write to an open stream, at the end and if all is well.

    :param stream: the stream, opened for writing in binary mode; it stays open.
    :raises InvalidValue: it is something else.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        if isinstance(stream, io.TextIOBase) or not callable(getattr(stream, "write", None)):
            raise InvalidValue(f"{stream!r} cannot be written; open it in binary mode, as 'wb'")
        self._stream = stream

    def __call__(self) -> Landing:
        return _Kept(self._stream)


class _Kept:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = tempfile.SpooledTemporaryFile(max_size=_MOST_IN_MEMORY)  # noqa: SIM115
        self._lock = threading.Lock()

    def write_at(self, offset: int, data: bytes) -> None:
        with self._lock:
            self._kept.seek(offset)
            self._kept.write(data)

    def reopen(self) -> IO[bytes]:
        """Read from a copy: whoever reads it closes it."""
        self._kept.seek(0)
        copy = tempfile.SpooledTemporaryFile(max_size=_MOST_IN_MEMORY)  # noqa: SIM115
        shutil.copyfileobj(self._kept, copy)
        copy.seek(0)
        return copy

    def commit(self) -> None:
        self._kept.seek(0)
        shutil.copyfileobj(self._kept, self._stream)
        self._kept.close()

    def discard(self) -> None:
        self._kept.close()


class InMemory:
    """Keeps what comes in memory."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()

    @property
    def content(self) -> bytes:
        """What came."""
        return self._buffer.getvalue()

    def write_at(self, offset: int, data: bytes) -> None:
        """Write bytes at a place; from one thread only."""
        self._buffer.seek(offset)
        self._buffer.write(data)

    def reopen(self) -> IO[bytes]:
        """Open what was written so far, for reading."""
        return io.BytesIO(self.content)

    def commit(self) -> None:
        """Do nothing: it is there."""

    def discard(self) -> None:
        """Do nothing: it goes with the object."""
