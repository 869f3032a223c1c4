"""Digests of contents, and what an object's ETag says about them.

An object that was stored in one piece has its MD5 as ETag; one that was stored in N parts has the
MD5 of the MD5s of its parts and ``-N``. Any other ETag is opaque: it says nothing.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import IO, Protocol

from attrs import frozen

from qarnot._regular import open_regular

from .work import check_reading

__all__ = [
    "CHECKSUMS",
    "PART_SIZE",
    "Details",
    "LocalContent",
    "content_matches",
    "is_opaque",
    "number_of_parts",
    "usual_part_sizes",
]

_MIB = 1024 * 1024
_CHUNK = _MIB

PART_SIZE = 8 * _MIB
"""Size in bytes from which an upload goes in parts, and of each part but the last."""

# Ours first, doubled until a large file has few enough parts; then what common tools take.
_USUAL_PART_SIZES = (
    *(mib * _MIB for mib in (8, 16, 32, 64, 128, 256, 512, 1024)),
    *(mib * _MIB for mib in (5, 15, 10, 6, 7, 12, 20, 24, 25, 48, 50, 100)),
    *(megabytes * 1_000_000 for megabytes in (5, 8, 10, 15, 16, 20, 25, 32, 50, 64, 100)),
)
_MOST_CANDIDATES = 16
_ETAG = re.compile(r"[0-9a-f]{32}(?:-([1-9][0-9]{0,4}))?")
_NO_CHECKSUMS: Mapping[str, str] = MappingProxyType({})


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class _Crc32:
    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


CHECKSUMS: Mapping[str, Callable[[], _Digest]] = MappingProxyType(
    {
        "SHA256": hashlib.sha256,
        "SHA1": partial(hashlib.sha1, usedforsecurity=False),
        "CRC32": _Crc32,
    }
)
"""The checksums that storages keep and that can be computed here, the strongest first."""


def _md5(data: bytes = b"") -> hashlib._Hash:
    return hashlib.md5(data, usedforsecurity=False)


class _EtagDigest:
    """The ETag of a content that passes by once, for one part size; ``None`` is one piece."""

    def __init__(self, part_size: int | None) -> None:
        self._part_size = part_size
        self._room = part_size or 0
        self._part = _md5()
        self._finished_parts: list[bytes] = []

    def update(self, data: bytes) -> None:
        if self._part_size is None:
            self._part.update(data)
            return
        view = memoryview(data)
        while view:
            piece, view = view[: self._room], view[self._room :]
            self._part.update(piece)
            self._room -= len(piece)
            if self._room == 0:
                self._finished_parts.append(self._part.digest())
                self._part, self._room = _md5(), self._part_size

    @property
    def etag(self) -> str:
        if self._part_size is None:
            return self._part.hexdigest()
        parts = list(self._finished_parts)
        if self._room < self._part_size or not parts:
            parts.append(self._part.digest())
        return f"{_md5(b''.join(parts)).hexdigest()}-{len(parts)}"


class LocalContent:
    """A content on this machine; it is read when a digest is wanted, and each is kept.

    :param open: opens the content as a binary stream at its start.
    """

    def __init__(self, open: Callable[[], IO[bytes]]) -> None:  # noqa: A002
        self._open = open
        self._etags: dict[int | None, str] = {}
        self._checksums: dict[str, str] = {}

    @classmethod
    def of_file(cls, path: str | os.PathLike[str]) -> LocalContent:
        """Return the content of a file.

        :param path: the file; it is opened when a digest is wanted.
        """
        return cls(lambda: open_regular(path))

    def etag(self, part_size: int | None) -> str:
        """Return the ETag that the content would have as an object.

        :param part_size: size in bytes of the parts it is stored in; ``None``: one piece.
        :returns: the ETag without quotes.
        :raises OSError: the content cannot be read.
        """
        return self.etags([part_size])[0]

    def etags(self, part_sizes: Iterable[int | None]) -> list[str]:
        """Return the ETags for several part sizes; the content is read once at most.

        :param part_sizes: each as in :meth:`etag`.
        :returns: the ETags in the same order.
        :raises OSError: the content cannot be read.
        """
        wanted = list(part_sizes)
        missing = {size: _EtagDigest(size) for size in wanted if size not in self._etags}
        if missing:
            self._read_into(*missing.values())
            self._etags |= {size: digest.etag for size, digest in missing.items()}
        return [self._etags[size] for size in wanted]

    def checksum(self, algorithm: str) -> str:
        """Return a checksum as storages write it.

        :param algorithm: one of :data:`CHECKSUMS`.
        :returns: the checksum in base64.
        :raises OSError: the content cannot be read.
        """
        if algorithm not in self._checksums:
            digest = CHECKSUMS[algorithm]()
            self._read_into(digest)
            self._checksums[algorithm] = base64.b64encode(digest.digest()).decode()
        return self._checksums[algorithm]

    def _read_into(self, *digests: _Digest | _EtagDigest) -> None:
        with self._open() as stream:
            while chunk := stream.read(_CHUNK):
                check_reading()
                for digest in digests:
                    digest.update(chunk)


@frozen
class Details:
    """What a storage tells of an object when asked for it alone.

    :param part_size: size in bytes of its parts but the last; ``None``: not known.
    :param checksums: base64 checksums of the whole object, by the names in :data:`CHECKSUMS`.
    """

    part_size: int | None = None
    checksums: Mapping[str, str] = _NO_CHECKSUMS


def is_opaque(etag: str) -> bool:
    """Say whether an ETag tells nothing about the content.

    :param etag: ETag of an object, without quotes.
    :returns: whether it does not look like an MD5, with or without a number of parts.
    """
    return _ETAG.fullmatch(etag) is None


def number_of_parts(etag: str) -> int | None:
    """Return in how many parts an object was stored, as its ETag tells.

    :param etag: ETag of an object, without quotes.
    :returns: the number; ``None`` when it was stored in one piece, or the ETag is opaque.
    """
    shape = _ETAG.fullmatch(etag)
    return int(shape[1]) if shape and shape[1] else None


def usual_part_sizes(size: int, count: int) -> list[int]:
    """Return the part sizes that likely were used to cut a content into so many parts.

    :param size: size of the content in bytes.
    :param count: how many parts it has.
    :returns: sizes in bytes that all give so many parts, the likeliest first, 16 at most; for a
        single part one that stands for all.
    """
    if count == 1:
        return [max(1, size)]
    least, most = max(1, -(-size // count)), (size - 1) // (count - 1)
    usual = (part for part in _USUAL_PART_SIZES if least <= part <= most)
    whole_mib = range(-(-least // _MIB) * _MIB, most + 1, _MIB)[: 2 * _MOST_CANDIDATES]
    return list(dict.fromkeys(chain(usual, whole_mib)))[:_MOST_CANDIDATES]


def content_matches(
    size: int,
    etag: str,
    content: LocalContent,
    details: Callable[[], Details] | None = None,
) -> bool | None:
    """Say whether a local content is that of an object of the same size.

    :param size: size in bytes of both.
    :param etag: the object's ETag, without quotes.
    :param content: the local content.
    :param details: asks the storage for more; called only when the ETag cannot tell: it is opaque,
        or of parts of an unknown size. Default: there is nobody to ask.
    :returns: ``None`` when nothing can tell.
    :raises OSError: the content cannot be read.
    """
    count = number_of_parts(etag)
    if count is None and not is_opaque(etag):
        return content.etag(None) == etag
    if count is not None:
        candidates = usual_part_sizes(size, count)
        if any(etag in content.etags(some) for some in (candidates[:1], candidates[1:])):
            return True
        if count == 1:
            return False
    return None if details is None else _agrees_with_details(size, etag, content, details())


def _agrees_with_details(
    size: int, etag: str, content: LocalContent, details: Details
) -> bool | None:
    part_size = details.part_size
    in_parts = part_size is not None and -(-size // part_size) == number_of_parts(etag)
    if in_parts and content.etag(part_size) == etag:
        return True
    for algorithm in CHECKSUMS:
        if algorithm in details.checksums:
            return content.checksum(algorithm) == details.checksums[algorithm]
    return False if in_parts else None
