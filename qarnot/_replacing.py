"""Writing a file so that its name never shows a part of it."""

from __future__ import annotations

import os
import re
import secrets
import stat
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

__all__ = ["Replacement", "is_temporary", "remove_leftovers", "replacing"]

try:
    import fcntl
except ImportError:  # on Windows, where nobody can delete what is open
    fcntl = None  # type: ignore[assignment]

_LONGEST_NAME = 40
"""Characters of the final name that the temporary one shows; in UTF-8 at most 160 bytes."""
_TEMPORARY = re.compile(r"\..{0,40}\.[0-9a-f]{16}\.qarnot-part", re.DOTALL)
_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


class Replacement:
    """A temporary file that takes the place of another at the end, or goes away.

    :param folder: the folder of both: its path, or its descriptor where the system takes one.
    :param name: name of the file to write; a link is replaced, not followed. An existing file
        hands down its permissions, a new one gets those that the process gives to any file.
    :raises OSError: the folder is missing, or nothing can be written there.
    """

    def __init__(self, folder: Path | int, name: str) -> None:
        self._folder = folder
        self._name = name
        self._lock = threading.Lock()
        self.stream: BinaryIO
        while not self._make():
            pass

    def _make(self) -> bool:
        """Make the temporary file, unless another process takes it for a leftover just now."""
        self._temporary = f".{self._name[:_LONGEST_NAME]}.{secrets.token_hex(8)}.qarnot-part"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NO_LINK
        descriptor = os.open(self._path(self._temporary), flags, 0o666, **self._at())
        self.stream = open(descriptor, "w+b", closefd=False)  # noqa: SIM115 - see _close
        self._is_placed = False
        self._descriptor = descriptor
        self._close = weakref.finalize(self, os.close, descriptor)
        try:
            self._mode = self._permissions(os.fstat(descriptor).st_mode)
            _restrict(self.stream, self._path(self._temporary))
            return _hold(descriptor)
        except BaseException:
            self.discard()
            raise

    def _path(self, name: str) -> str:
        return name if isinstance(self._folder, int) else os.path.join(self._folder, name)

    def _at(self, key: str = "dir_fd") -> dict[str, Any]:
        return {key: self._folder} if isinstance(self._folder, int) else {}

    def _permissions(self, of_a_new_file: int) -> int:
        with suppress(FileNotFoundError):
            existing = os.stat(self._path(self._name), follow_symlinks=False, **self._at()).st_mode
            if stat.S_ISREG(existing):
                return stat.S_IMODE(existing)
        return stat.S_IMODE(of_a_new_file)

    def write_at(self, offset: int, data: bytes) -> None:
        """Write bytes at a place; from any thread.

        :param offset: where they begin.
        :param data: the bytes.
        """
        try:
            self._write(offset, data)
        except OSError as error:
            error.filename = self._name
            raise

    def _write(self, offset: int, data: bytes) -> None:
        if hasattr(os, "pwrite"):
            view = memoryview(data)
            while view:
                written = os.pwrite(self.stream.fileno(), view, offset)
                view, offset = view[written:], offset + written
            return
        with self._lock:
            self.stream.seek(offset)
            self.stream.write(data)
            self.stream.flush()

    def reopen(self) -> IO[bytes]:
        """Open what was written so far, for reading."""
        flags = os.O_RDONLY | _BINARY | _NO_LINK
        descriptor = os.open(self._path(self._temporary), flags, **self._at())
        return open(descriptor, "rb")

    def commit(self) -> None:
        """Put the temporary file in the place of the other."""
        self.stream.flush()
        if hasattr(os, "fchmod"):
            os.fchmod(self.stream.fileno(), self._mode)
        self.stream.close()
        if fcntl is None:
            self._close()  # what is open cannot be moved
            os.chmod(self._path(self._temporary), self._mode)
        else:
            # Some systems tell only now that the disk is full. It stays held by the other
            # descriptor, so that nobody takes it for a leftover.
            os.close(os.dup(self._descriptor))
        self._is_placed = True
        os.replace(
            self._path(self._temporary),
            self._path(self._name),
            **self._at("src_dir_fd"),
            **self._at("dst_dir_fd"),
        )
        self._close()

    def discard(self) -> None:
        """Let the temporary file go away.

        Where that is possible, it is closed only when nobody has it any more: a thread that was
        left behind could still write to its number, which might be that of another file by then.
        """
        if fcntl is None:
            self.stream.close()
            self._close()
        with suppress(OSError):
            os.unlink(self._path(self._temporary), **self._at())
        # While it is open, its bytes would fill the disk that others are written to. But it may
        # have its final name already.
        if self._close.alive and not self._is_placed:
            os.ftruncate(self._descriptor, 0)


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside a target, and put it in the target's place at the end.

    When the ``with`` block raises, the temporary file goes away and the target stays as it was.

    :param target: the file to write, as in :class:`Replacement`.
    :returns: a context manager that gives the temporary file, open for writing and reading.
    :raises OSError: the folder is missing, or the file cannot be written.
    """
    replacement = Replacement(target.parent, target.name)
    try:
        with replacement.stream:
            yield replacement.stream
            replacement.commit()
    except BaseException:
        replacement.discard()
        raise


def is_temporary(name: str) -> bool:
    """Say whether a name is one that :class:`Replacement` gives to a temporary file.

    :param name: name of a file, without its folder.
    """
    return _TEMPORARY.fullmatch(name) is not None


def remove_leftovers(folder: Path | int) -> None:
    """Remove temporary files of processes that were killed; those in use stay.

    :param folder: where they would be: its path, or its descriptor where the system takes one.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        names = [entry.name for entry in entries if is_temporary(entry.name)]
        at: dict[str, Any] = {"dir_fd": folder} if isinstance(folder, int) else {}
        for name in names:
            path = name if isinstance(folder, int) else os.path.join(folder, name)
            with suppress(OSError):
                _remove_if_left(path, at)


def _restrict(stream: BinaryIO, path: str) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(stream.fileno(), 0o600)
    else:
        os.chmod(path, 0o600)


def _hold(descriptor: int) -> bool:
    """Show other processes that the file is in use, and say whether it is still there.

    The system forgets it when this process ends.
    """
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        return os.fstat(descriptor).st_nlink > 0
    return True


def _remove_if_left(path: str, at: dict[str, Any]) -> None:
    if fcntl is None:
        os.unlink(path)  # fails for a file that is open
        return
    descriptor = os.open(path, os.O_RDONLY | _NO_LINK | os.O_NONBLOCK, **at)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(path, **at)
    finally:
        os.close(descriptor)
