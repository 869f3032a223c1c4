"""Where downloads go: a file, a file below a folder, a stream. Each gets all of it or nothing."""

from __future__ import annotations

import errno
import io
import os
import stat
import tempfile
import threading
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from qarnot._replacing import Replacement, remove_leftovers
from qarnot.exceptions import InvalidValue, StorageError

__all__ = ["FolderTargets", "InMemory", "Landing", "StreamTarget", "Target", "file_target"]

_MOST_IN_MEMORY = 8 * 1024 * 1024
_CHUNK = 1024 * 1024
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


def file_target(path: Path) -> Target:
    """Write a file; missing folders are made.

    :param path: its path; a link is followed, since the user has named it. A pipe or a device is
        written to.
    :raises InvalidValue: it is a folder.
    """
    path = path.absolute()
    real = Path(os.path.realpath(path))
    if real.is_dir():
        raise InvalidValue(f"{str(path)!r} is a folder; expected the path of a file")

    def begin() -> Landing:
        if path.exists() and not path.is_file():
            return _Kept(lambda: open(path, "wb"))
        try:
            real.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(
                errno.ENOTDIR, "is a file, and a folder was expected", str(real.parent)
            ) from None
        remove_leftovers(real.parent)
        return Replacement(real.parent, real.name)

    return begin


class FolderTargets:
    """Files below a folder; no link below it is followed, whoever made it and when.

    :param root: the folder; made when the first file is.
    """

    def __init__(self, root: Path) -> None:
        self._given = root
        self._root = root.absolute()  # wherever the process goes meanwhile
        self._lock = threading.Lock()
        self._tidied: set[tuple[str, ...]] = set()

    def file(self, path: Path) -> Target:
        """Write a file.

        :param path: its path, below the root.
        """

        def begin() -> Landing:
            folder = self._open(path.parent)
            folder.refuse_special(path.name)
            return _InFolder(folder, path.name)

        return begin

    def make_folder(self, path: Path) -> None:
        """Make a folder.

        :param path: its path, below the root or the root itself.
        :raises StorageError: there is a link or a file on the way.
        """
        self._open(path)

    def _open(self, folder: Path) -> _Folder:
        components = folder.relative_to(self._given).parts
        try:
            self._root.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(
                errno.ENOTDIR, "is a file, and a folder was expected", str(self._root)
            ) from None
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

    def refuse_special(self, name: str) -> None:
        """Refuse to replace what is neither a file nor a link, such as a pipe."""
        at: dict[str, Any] = {"dir_fd": self.handle} if isinstance(self.handle, int) else {}
        try:
            found = os.stat(name if at else self._path / name, follow_symlinks=False, **at).st_mode
        except FileNotFoundError:
            return
        if stat.S_ISDIR(found):
            raise IsADirectoryError(errno.EISDIR, "is a folder", str(self._path / name))
        if not (stat.S_ISREG(found) or stat.S_ISLNK(found)):
            raise FileExistsError(errno.EEXIST, "is not a file", str(self._path / name))

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
        try:
            taken = stream.write(b"")
            if not isinstance(taken, int | None):
                raise TypeError("it is one of async code")
        except (AttributeError, TypeError, ValueError, OSError) as error:
            raise InvalidValue(
                f"{stream!r} cannot be written ({error}); open it in binary mode, as 'wb'"
            ) from error
        self._stream = stream

    def __call__(self) -> Landing:
        return _Kept(lambda: nullcontext(self._stream))


class _Kept:
    """Keeps what comes until it may be written at once."""

    def __init__(self, open_stream: Callable[[], AbstractContextManager[IO[bytes]]]) -> None:
        self._open_stream = open_stream
        self._kept = tempfile.SpooledTemporaryFile(max_size=_MOST_IN_MEMORY)  # noqa: SIM115
        self._lock = threading.Lock()

    def write_at(self, offset: int, data: bytes) -> None:
        with self._lock:
            self._kept.seek(offset)
            self._kept.write(data)

    def reopen(self) -> IO[bytes]:
        """Read what is kept; whoever closes it does not let it go."""
        return io.BufferedReader(_StaysOpen(self._kept))

    def commit(self) -> None:
        self._kept.seek(0)
        with self._open_stream() as stream:
            while chunk := self._kept.read(_CHUNK):
                _write_all(stream, chunk)
        self._kept.close()

    def discard(self) -> None:
        self._kept.close()


class _StaysOpen(io.RawIOBase):
    """Reads another stream from its start, and leaves it open."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        stream.seek(0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _write_all(stream: IO[bytes], data: bytes) -> None:
    """Write bytes to a stream that may take some of them only."""
    while data:
        written = stream.write(data)
        if written is None and not isinstance(stream, io.RawIOBase):
            return  # it takes all and does not say so
        if not written:
            raise OSError(errno.EAGAIN, f"{stream!r} takes no more")
        data = data[written:]


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
