"""Content encodings of replies, undone in small parts.

A few bytes can stand for gigabytes. Here no more than :data:`PART` bytes are made at once, so that
whoever reads them can stop in time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

__all__ = ["ACCEPTED", "Decoder", "TooLong", "Undecodable"]

ACCEPTED: Final = "gzip, deflate"
PART: Final = 64 * 1024
_GZIP: Final = zlib.MAX_WBITS | 16


class Undecodable(Exception):
    """A body is not in the encoding that its header names, or that is one we did not ask for."""


class TooLong(Exception):
    """A decoded body goes on past what is read of it."""


class Decoder:
    """Undo the encoding of one body.

    :param encoding: the value of the header ``Content-Encoding``.
    :raises Undecodable: the encoding is not one of :data:`ACCEPTED`.
    """

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Undecodable(f"the reply is encoded as {encoding!r}, not as {ACCEPTED}")
        self._name = name
        self._is_plain = name in ("", "identity")
        self._stream = zlib.decompressobj(_GZIP)
        self._is_open = name != "deflate"
        self._first_bytes = b""
        self._has_begun = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Give what comes of the next bytes of the body, in parts.

        :raises Undecodable: the bytes are not in the encoding.
        """
        if self._is_plain:
            yield data
            return
        if not self._is_open:
            self._first_bytes += data
            if len(self._first_bytes) < 2:
                return
            self._open_deflate(self._first_bytes)
            data, self._first_bytes = self._first_bytes, b""
        part = b""
        # A full part may leave more behind than what is still to be read.
        while data or (len(part) == PART and not self._stream.eof):
            part, data = self._next_part(data)
            if part:
                yield part

    def finish(self) -> None:
        """Check that the body has come to its end.

        :raises Undecodable: it has not.
        """
        if self._first_bytes or (self._has_begun and not self._stream.eof):
            raise Undecodable(f"the reply ends amid its {self._name} encoding")

    def _open_deflate(self, start: bytes) -> None:
        """Choose the format: zlib's, or the bare one that many servers mean by deflate."""
        has_frame = start[0] & 0x0F == zlib.DEFLATED and int.from_bytes(start[:2], "big") % 31 == 0
        self._stream = zlib.decompressobj(zlib.MAX_WBITS if has_frame else -zlib.MAX_WBITS)
        self._is_open = True

    def _next_part(self, data: bytes) -> tuple[bytes, bytes]:
        if self._stream.eof:
            # Several gzip streams one after the other are one body.
            self._stream = zlib.decompressobj(_GZIP)
        try:
            part = self._stream.decompress(data, PART)
        except zlib.error as error:
            raise Undecodable(f"the reply is not {self._name} as it says: {error}") from None
        self._has_begun = True
        return part, self._stream.unconsumed_tail or self._stream.unused_data
