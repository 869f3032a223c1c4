"""Contents in memory, as files of this machine and as objects of a storage."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

from qarnot._objects import LocalContent, LocalFile, StoredObject

MIB = 1024 * 1024


def content_of(data: bytes) -> LocalContent:
    return LocalContent(partial(io.BytesIO, data))


def local_file(data: bytes, name: str = "f") -> LocalFile:
    return LocalFile(Path(name), len(data), content_of(data))


def stored(key: str, data: bytes, part_size: int | None = None) -> StoredObject:
    return StoredObject(key, len(data), content_of(data).etag(part_size))


class CountedContent(LocalContent):
    """A content that counts how often it is read."""

    def __init__(self, data: bytes) -> None:
        self.reads = 0
        self._data = data
        super().__init__(self._counted)

    def _counted(self) -> io.BytesIO:
        self.reads += 1
        return io.BytesIO(self._data)


def unreadable(error: OSError) -> LocalContent:
    def fail() -> io.BytesIO:
        raise error

    opens: Callable[[], io.BytesIO] = fail
    return LocalContent(opens)
