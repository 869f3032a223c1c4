"""Storing objects, each verified by what the storage says of it afterwards."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice

from qarnot._transfers import OpenUpload
from qarnot.exceptions import InvalidValue, StorageError

from .call import Call
from .digest import PART_SIZE, is_opaque
from .errors import storage_errors
from .heads import etag_in, head
from .meter import Meter
from .multipart import MOST_PARTS, SentPart, damaged, in_parts, part_size_for
from .sources import Body, Piece, Source

__all__ = ["upload"]

_log = logging.getLogger("qarnot")

_PART_OF_UNKNOWN = 2 * PART_SIZE
_SPEAKS_BEFOREHAND = 256 * 1024
"""Bytes from which on a body is sent only when the storage has said that it wants it. That costs a
round trip, and it can be stopped on its way."""


def upload(call: Call, key: str, source: Source) -> int:
    """Store a source as an object, and make sure that it arrived.

    :param call: where, how much at once, whom to tell.
    :param key: the object's key.
    :param source: what to store.
    :returns: how many bytes were stored.
    :raises LocalFileError: the file changed meanwhile.
    :raises OSError: it cannot be read.
    :raises StorageError: the storage refuses, or holds something else afterwards.
    """
    meter = call.meter(key, source.size or 0)
    is_known = source.size is not None
    part_size = part_size_for(source.size or 0, PART_SIZE if is_known else _PART_OF_UNKNOWN)
    pieces = source.pieces(part_size)
    first = list(islice(pieces, 2))
    if len(first) < 2:
        piece = first[0] if first else Piece(0, io.BytesIO)
        size = _put(call, key, source, piece, meter)
    else:
        jobs = partial(_Sender(call, key, meter).jobs, chain(first, pieces))
        size = in_parts(call, key, jobs, source.check_unchanged)
    meter.finish(size)
    return size


def _put(call: Call, key: str, source: Source, piece: Piece, meter: Meter) -> int:
    for left in reversed(range(call.attempts)):
        data = piece.read()
        source.check_unchanged()
        wanted = hashlib.md5(data, usedforsecurity=False).hexdigest()
        with call.work.request(), storage_errors(call.bucket, key):
            if len(data) < _SPEAKS_BEFOREHAND:
                answer = call.client.put_object(Bucket=call.bucket, Key=key, Body=data)
                meter.add(len(data))
            else:
                with Body(Piece(len(data), partial(io.BytesIO, data)), meter) as body:
                    answer = call.client.put_object(
                        Bucket=call.bucket,
                        Key=key,
                        Body=body,  # type: ignore[arg-type]
                    )
        etag = etag_in(answer, call.bucket, key)
        if etag == wanted:
            return len(data)
        if is_opaque(etag):
            _check_size(call, key, len(data))
            return len(data)
        if left:
            _log.warning("object %r arrived damaged and is sent again", key)
            meter.restart()
    raise damaged(call, key, wanted, etag)


def _check_size(call: Call, key: str, size: int) -> None:
    with call.work.request():
        stored = head(call.client, call.bucket, key)
    if stored.size != size:
        raise StorageError(
            f"object {key!r} in bucket {call.bucket!r}: {size} bytes were sent, but the storage "
            f"holds {stored.size}; upload it again"
        )


class _Sender:
    """Sends the parts of one upload."""

    def __init__(self, call: Call, key: str, meter: Meter) -> None:
        self._call = call
        self._key = key
        self._meter = meter

    def jobs(self, pieces: Iterator[Piece], opened: OpenUpload) -> Iterator[Callable[[], SentPart]]:
        for number, piece in enumerate(pieces, start=1):
            yield partial(self._send, opened, number, piece)

    def _send(self, opened: OpenUpload, number: int, piece: Piece) -> SentPart:
        if number > MOST_PARTS:
            raise InvalidValue(
                f"object {self._key!r}: the stream has more than {MOST_PARTS} parts of "
                f"{piece.size:,} bytes; write it to a file, whose size is known, and upload that"
            )
        for left in reversed(range(self._call.attempts)):
            with (
                self._call.work.request(),
                storage_errors(self._call.bucket, self._key),
                Body(piece, self._meter) as body,
            ):
                answer = self._call.client.upload_part(
                    Bucket=self._call.bucket,
                    Key=self._key,
                    UploadId=opened.upload_id,
                    PartNumber=number,
                    Body=body,  # type: ignore[arg-type]
                )
                md5 = body.md5()
            etag = etag_in(answer, self._call.bucket, self._key)
            if is_opaque(etag) or etag == md5.hex():
                return SentPart(piece.size, etag, md5)
            if left:
                _log.warning("part %d of %r arrived damaged and is sent again", number, self._key)
                body.take_back()
        raise damaged(self._call, self._key, md5.hex(), etag)
