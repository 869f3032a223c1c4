"""What uploads read: files, streams and bytes, as bodies of requests."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from attrs import frozen

from qarnot._regular import open_regular
from qarnot.exceptions import InvalidValue, LocalFileError

from .meter import Meter
from .work import Stopped

__all__ = ["Body", "FileSource", "Piece", "Source", "StreamSource", "sending_begins", "source_of"]

_READ_AT_ONCE = 1024 * 1024


@frozen
class Piece:
    """Some bytes of a source.

    :param size: how many there are.
    :param open: opens a stream that begins with them.
    """

    size: int
    open: Callable[[], IO[bytes]]

    def read(self) -> bytes:
        """Read them all.

        :raises LocalFileError: there are fewer by now.
        """
        with self.open() as stream:
            data = stream.read(self.size)
        if len(data) < self.size:
            raise _shorter(stream)
        return data


class Source(Protocol):
    """Where the bytes of an object come from.

    :ivar size: how many bytes there are; ``None`` when it cannot tell.
    """

    size: int | None

    def pieces(self, size: int) -> Iterator[Piece]:
        """Cut it into pieces of so many bytes; the last one may have fewer."""

    def check_unchanged(self) -> None:
        """Make sure that it still is what it was at the start.

        :raises LocalFileError: it has changed.
        """


def source_of(given: str | os.PathLike[str] | IO[bytes]) -> Source:
    """Take what a user gives to be uploaded.

    :param given: path of a file, or a stream opened in binary mode, which is read from where it
        stands to its end and stays open.
    :raises InvalidValue: it is neither, or was opened as text.
    :raises OSError: the file cannot be read.
    """
    if isinstance(given, str | os.PathLike):
        return FileSource(Path(given))
    return StreamSource(given)


class FileSource:
    """A file, which must stay as it is until it is stored.

    :param path: its path.
    :param follow: whether it may be a link, default ``True``.
    :raises InvalidValue: it is no file.
    :raises OSError: it cannot be read.
    """

    def __init__(self, path: Path, *, follow: bool = True) -> None:
        self._path = path
        self._follow = follow
        found = os.stat(path, follow_symlinks=follow)
        if not stat.S_ISREG(found.st_mode):
            raise InvalidValue(f"{str(path)!r} is not a file; expected one to upload")
        self._state = _state(found)
        self.size: int | None = found.st_size

    def pieces(self, size: int) -> Iterator[Piece]:
        assert self.size is not None
        for start in range(0, self.size, size):
            yield Piece(min(size, self.size - start), partial(self._open, start))

    def _open(self, start: int) -> IO[bytes]:
        stream = open_regular(self._path, follow=self._follow)
        try:
            self._compare(os.fstat(stream.fileno()))
            stream.seek(start)
        except BaseException:
            stream.close()
            raise
        return stream

    def check_unchanged(self) -> None:
        self._compare(os.stat(self._path, follow_symlinks=self._follow))

    def _compare(self, found: os.stat_result) -> None:
        if _state(found) != self._state:
            raise LocalFileError(
                f"{str(self._path)!r} was changed while it was uploaded; nothing of it was stored, "
                "upload it again when it is at rest"
            )


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class StreamSource:
    """An open stream, which is read once and stays open.

    :param stream: the stream, opened in binary mode.
    :raises InvalidValue: it is something else.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        if not callable(getattr(stream, "read", None)):
            raise InvalidValue(f"expected a path or a file opened in binary mode, not {stream!r}")
        if getattr(stream, "closed", False):
            raise InvalidValue(f"{stream!r} is closed; expected a file that is open")
        if isinstance(stream, io.TextIOBase) or isinstance(stream.read(0), str):
            raise InvalidValue(f"{stream!r} was opened as text; open it in binary mode, as 'rb'")
        self._stream = stream
        self._given = 0
        self.size = _remaining(stream)

    def pieces(self, size: int) -> Iterator[Piece]:
        while data := self._read(size):
            self._given += len(data)
            yield Piece(len(data), partial(io.BytesIO, data))

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._stream.read(size - len(data))
            if more is None:
                raise LocalFileError(
                    f"{self._stream!r} has nothing to read just now, and does not wait for more; "
                    "open it so that it does"
                )
            if not more:
                break
            data = data + more if data else bytes(more)
        return data

    def check_unchanged(self) -> None:
        if self.size is not None and self._given < self.size:
            raise LocalFileError(
                f"{self._stream!r} gave {self._given} bytes where it had said {self.size}; "
                "upload it again"
            )


def _remaining(stream: IO[bytes]) -> int | None:
    try:
        position = stream.tell()
        stream.seek(0, os.SEEK_END)
        end = stream.tell()
        stream.seek(position)
    except (AttributeError, OSError):
        return None
    return max(0, end - position)


class Body:
    """A piece as the body of a request; boto3 reads it once to sign it and once to send it.

    :param piece: the bytes.
    :param meter: counts what is sent, and ends it.
    :ivar is_being_sent: whether it is read to be sent; :func:`sending_begins` says so.
    """

    def __init__(self, piece: Piece, meter: Meter) -> None:
        self.is_being_sent = True
        self._size = piece.size
        self._meter = meter
        self._stream = piece.open()
        self._start = self._stream.tell()
        self._position = 0
        self._sent = 0
        self._hash = hashlib.md5(usedforsecurity=False)
        self._hashed = 0

    def __len__(self) -> int:
        return self._size

    def __enter__(self) -> Body:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def md5(self) -> bytes:
        """Give the MD5 of what was signed, or read the bytes for it if nothing was."""
        if self._hashed < self._size:
            self.is_being_sent = False
            self.seek(0)
            while self.read(_READ_AT_ONCE):
                pass
        return self._hash.digest()

    def read(self, size: int | None = -1) -> bytes:
        """Read the next bytes.

        :raises Stopped: the transfer is to end, or the file cannot be read any more.
        """
        left = self._size - self._position
        data = b""
        if wanted := left if size is None or size < 0 else min(size, left):
            try:
                data = self._stream.read(wanted)
            except OSError as error:
                raise Stopped(error) from None
            if not data:
                raise Stopped(_shorter(self._stream))
        if self._position == self._hashed and not self.is_being_sent:
            self._hash.update(data)
            self._hashed += len(data)
        self._position += len(data)
        if self.is_being_sent:
            self._sent += len(data)
            self._meter.add(len(data))
        else:
            self._meter.add(0)
        return data

    def tell(self) -> int:
        """Tell the position."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        try:
            self._stream.seek(self._start + self._position)
        except OSError as error:
            raise Stopped(error) from None
        return self._position

    def take_back(self) -> None:
        """Count nothing of what was sent: it is to be sent again."""
        sent, self._sent = self._sent, 0
        self._meter.add(-sent)


def sending_begins(request: Any, begins: bool, **_: object) -> None:
    """Tell a body what it is read for; botocore calls this before and after it signs a request.

    :param request: the request.
    :param begins: whether it is signed already.
    """
    body = request.body
    if isinstance(body, Body):
        body.is_being_sent = begins
        if not begins:
            body.take_back()


def _shorter(stream: IO[bytes]) -> LocalFileError:
    name = getattr(stream, "name", "what was given")
    return LocalFileError(f"{name!r} has become shorter while it was uploaded; upload it again")
