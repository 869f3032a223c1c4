"""Digests of contents, and what an object's ETag says about them.

An object that was stored in one piece has its MD5 as ETag; one that was stored in N parts has the
MD5 of the MD5s of its parts and ``-N``. Any other ETag is opaque: it says nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from typing import IO

__all__ = ["PART_SIZE", "StreamDigest", "content_matches", "etag_of", "file_etag", "is_opaque"]

_MIB = 1024 * 1024
_CHUNK = _MIB

PART_SIZE = 8 * _MIB
"""Size in bytes from which an upload goes in parts, and of each part but the last."""

_USUAL_PART_SIZES = tuple(
    mib * _MIB
    for mib in (8, 5, 16, 15, 10, 6, 7, 12, 20, 24, 25, 32, 48, 50, 64, 100, 128, 256, 512, 1024)
)
_ETAG = re.compile(r"[0-9a-f]{32}(?:-([1-9][0-9]{0,4}))?")


def _md5(data: bytes = b"") -> hashlib._Hash:
    return hashlib.md5(data, usedforsecurity=False)


class StreamDigest:
    """Digests of a content that passes by once.

    :param part_size: size in bytes of the parts in which it is stored.
    :ivar size: how many bytes have passed.
    """

    def __init__(self, part_size: int = PART_SIZE) -> None:
        self.size = 0
        self._part_size = part_size
        self._whole = _md5()
        self._part = _md5()
        self._finished_parts: list[bytes] = []

    def update(self, data: bytes) -> None:
        """Take the next bytes.

        :param data: the bytes.
        """
        self._whole.update(data)
        view = memoryview(data)
        while view:
            room = self._part_size - self.size % self._part_size
            piece, view = view[:room], view[room:]
            self._part.update(piece)
            self.size += len(piece)
            if self.size % self._part_size == 0:
                self._finished_parts.append(self._part.digest())
                self._part = _md5()

    @property
    def plain(self) -> str:
        """ETag of the content when it is stored in one piece."""
        return self._whole.hexdigest()

    @property
    def in_parts(self) -> str:
        """ETag of the content when it is stored in parts."""
        parts = list(self._finished_parts)
        if self.size % self._part_size or not parts:
            parts.append(self._part.digest())
        return f"{_md5(b''.join(parts)).hexdigest()}-{len(parts)}"

    def agrees_with(self, etag: str) -> bool:
        """Say whether an ETag fits the content; an opaque one always does.

        :param etag: ETag of an object, without quotes.
        :returns: ``False`` when the object surely has another content.
        """
        return is_opaque(etag) or etag in (self.plain, self.in_parts)


def is_opaque(etag: str) -> bool:
    """Say whether an ETag tells nothing about the content.

    :param etag: ETag of an object, without quotes.
    :returns: whether it does not look like an MD5, with or without a number of parts.
    """
    return _ETAG.fullmatch(etag) is None


def etag_of(stream: IO[bytes], part_size: int | None = None) -> str:
    """Return the ETag that the rest of a stream would have as an object.

    :param stream: an open binary stream, read to its end.
    :param part_size: size in bytes of the parts it is stored in; ``None`` (default): one piece.
    :returns: the ETag without quotes.
    """
    digest = StreamDigest(part_size or PART_SIZE)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.plain if part_size is None else digest.in_parts


def file_etag(path: str | os.PathLike[str], part_size: int | None = None) -> str:
    """Return the ETag that a file would have as an object.

    :param path: the file.
    :param part_size: size in bytes of the parts it is stored in; ``None`` (default): one piece.
    :returns: the ETag without quotes.
    :raises OSError: the file cannot be read.
    """
    with open(path, "rb") as stream:
        return etag_of(stream, part_size)


def content_matches(size: int, etag: str, local_etag: Callable[[int | None], str]) -> bool | None:
    """Say whether a local content is that of an object of the same size.

    :param size: size in bytes of both.
    :param etag: the object's ETag, without quotes.
    :param local_etag: gives the local content's ETag for a part size, ``None`` being one piece.
    :returns: ``None`` when the ETag cannot tell: it is opaque, or of parts of an unknown size.
    """
    shape = _ETAG.fullmatch(etag)
    if shape is None:
        return None
    if shape[1] is None:
        return local_etag(None) == etag
    candidates = _fitting_part_sizes(size, int(shape[1]))
    if any(local_etag(part_size) == etag for part_size in candidates):
        return True
    return False if PART_SIZE in candidates else None


def _fitting_part_sizes(size: int, count: int) -> list[int]:
    """Return the usual part sizes that cut a content into so many parts."""
    fitting = [part for part in _USUAL_PART_SIZES if max(1, -(-size // part)) == count]
    return fitting[:1] if count == 1 else fitting
