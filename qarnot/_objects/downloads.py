"""Fetching objects: they come as the storage holds them, or not at all."""

from __future__ import annotations

import hashlib
import logging
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from qarnot.exceptions import ApiUnreachable, StorageError

from .call import Call
from .details import read_details
from .digest import PART_SIZE, LocalContent, content_matches, is_opaque
from .errors import ObjectChanged, storage_errors
from .heads import etag_in, head, size_in
from .meter import Meter
from .steps import StoredObject
from .targets import InMemory, Landing, Target
from .work import reading_until

if TYPE_CHECKING:
    from botocore.response import StreamingBody

__all__ = ["Fetched", "download", "fetch_bytes"]

_log = logging.getLogger("qarnot")

_CHUNK = 256 * 1024
_WHOLE_ATTEMPTS = 3
"""How often an object is fetched in all when what came is not what the storage names."""
_FIRST_WAIT = 0.05
_LONGEST_WAIT = 2.0
"""Seconds before a body that broke off is asked for again; the first and the longest of them."""


@frozen
class Fetched:
    """An object that was fetched whole.

    :param size: how many bytes it has.
    :param is_verified: whether its content was held against what the storage says of it.
    """

    size: int
    is_verified: bool


class _Damaged(StorageError):
    """Not the bytes that the storage holds; they may come right when they are asked for again."""


def download(call: Call, stored: StoredObject, target: Target) -> Fetched:
    """Fetch an object into a target, which gets all of it, verified, or nothing.

    :param call: where, how much at once, whom to tell.
    :param stored: the object as the storage listed it; when it has changed since, it is fetched as
        it is now.
    :param target: where it goes.
    :raises MissingObject: it is not there any more.
    :raises StorageError: the storage refuses, or what came is not what it holds.
    :raises OSError: the target cannot be written.
    """
    meter = call.meter(stored.key, stored.size)
    if not stored.etag:
        with call.work.request():
            stored = head(call.client, call.bucket, stored.key)
    unproven: set[bytes] = set()
    for left in reversed(range(_WHOLE_ATTEMPTS)):
        try:
            fetched = _fetch(call, stored, target, meter, unproven)
        except (_Damaged, ObjectChanged) as error:
            if not left:
                raise
            _log.warning("%s; it is fetched again", error)
            meter.restart()
            with call.work.request():
                stored = head(call.client, call.bucket, stored.key)
        else:
            meter.finish(fetched.size)
            return fetched
    raise AssertionError("the last attempt returns or raises")


def fetch_bytes(call: Call, key: str) -> bytes:
    """Fetch an object into memory.

    :param call: where, how much at once, whom to tell.
    :param key: the object's key.
    :raises MissingObject: there is none.
    :raises StorageError: the storage refuses, or what came is not what it holds.
    """
    unproven: set[bytes] = set()
    attempts = max(_WHOLE_ATTEMPTS, call.attempts)
    for attempt in range(1, attempts + 1):
        landing = InMemory()
        is_answered = False
        try:
            with call.work.request():
                stored, body = _ask_for_all(call, key)
                is_answered = True
                with closing(body):
                    meter = call.meter(key, stored.size)
                    md5 = _receive(call, stored, _Part(0, stored.size), body, landing, meter)
            _verify(call, stored, [md5], landing, unproven)
        except (_Damaged, ApiUnreachable) as error:
            if attempt == attempts or not is_answered:
                raise
            _log.info("%s; it is fetched again", error)
            _pause(call, attempt)
        else:
            return landing.content
    raise AssertionError("the last attempt returns or raises")


def _fetch(
    call: Call, stored: StoredObject, target: Target, meter: Meter, unproven: set[bytes]
) -> Fetched:
    call.work.stop.check()
    landing = target()
    try:
        if stored.size <= PART_SIZE:
            digests = [_fetch_part(call, stored, 0, landing, meter)]
        else:
            digests = call.work.parts(
                partial(_fetch_part, call, stored, start, landing, meter)
                for start in range(0, stored.size, PART_SIZE)
            )
        is_verified = _verify(call, stored, digests, landing, unproven)
        call.work.stop.check()
        landing.commit()
    except BaseException:
        landing.discard()
        raise
    return Fetched(stored.size, is_verified)


def _fetch_part(
    call: Call, stored: StoredObject, start: int, landing: Landing, meter: Meter
) -> bytes:
    """Fetch a part into a landing and give its MD5; ask again when its body breaks off."""
    part = _Part(start, min(PART_SIZE, stored.size - start))
    for attempt in range(1, call.attempts + 1):
        part.md5, part.received = hashlib.md5(usedforsecurity=False), 0
        with call.work.request():
            body = _ask(call, stored, part)
            try:
                return _receive(call, stored, part, body, landing, meter)
            except (_Damaged, ApiUnreachable):
                if attempt == call.attempts:
                    raise
            finally:
                body.close()
        meter.add(-part.received)
        _pause(call, attempt)
    raise AssertionError("the last attempt returns or raises")


def _pause(call: Call, attempt: int) -> None:
    call.work.stop.wait(min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt))


@define
class _Part:
    start: int
    size: int
    received: int = 0
    md5: hashlib._Hash = field(factory=partial(hashlib.md5, usedforsecurity=False))

    @property
    def last(self) -> int:
        return self.start + self.size - 1


def _ask_for_all(call: Call, key: str) -> tuple[StoredObject, StreamingBody]:
    with storage_errors(call.bucket, key):
        answer = call.client.get_object(Bucket=call.bucket, Key=key)
    body = answer["Body"]
    try:
        size, etag = size_in(answer, call.bucket, key), etag_in(answer, call.bucket, key)
    except BaseException:
        body.close()
        raise
    return StoredObject(key, size, etag), body


def _ask(call: Call, stored: StoredObject, part: _Part) -> StreamingBody:
    is_whole = part.size == stored.size
    which: Any = {} if is_whole else {"Range": f"bytes={part.start}-{part.last}"}
    with storage_errors(call.bucket, stored.key):
        answer = call.client.get_object(
            Bucket=call.bucket, Key=stored.key, IfMatch=f'"{stored.etag}"', **which
        )
    body = answer["Body"]
    try:
        etag = etag_in(answer, call.bucket, stored.key)
        if etag != stored.etag:
            raise _damaged(call, stored, f"the answer is of another content (ETag {etag})")
        size = size_in(answer, call.bucket, stored.key)
        if size != part.size:
            raise _damaged(
                call,
                stored,
                f"{size} of {part.size} bytes are announced",
            )
        place = answer.get("ContentRange", "")
        if not is_whole and place != f"bytes {part.start}-{part.last}/{stored.size}":
            raise _damaged(call, stored, f"{place!r} came where {which['Range']} was asked for")
    except BaseException:
        body.close()
        raise
    return body


def _receive(
    call: Call,
    stored: StoredObject,
    part: _Part,
    body: StreamingBody,
    landing: Landing,
    meter: Meter,
) -> bytes:
    while True:
        with storage_errors(call.bucket, stored.key):
            chunk = body.read(_CHUNK)
        if not chunk:
            break
        if part.received + len(chunk) > part.size:
            raise _damaged(call, stored, "more bytes came than were asked for")
        landing.write_at(part.start + part.received, chunk)
        part.md5.update(chunk)
        part.received += len(chunk)
        meter.add(len(chunk))
    if part.received != part.size:
        raise _damaged(call, stored, f"{part.received} of {part.size} bytes came")
    return part.md5.digest()


def _verify(
    call: Call,
    stored: StoredObject,
    md5s: list[bytes],
    landing: Landing,
    unproven: set[bytes],
) -> bool:
    """Hold what came against what the storage says; say whether it says enough.

    :param unproven: digests of what came before and could not be held against anything: an object
        whose parts have an unknown size is taken when it has come twice alike.
    """
    in_parts = hashlib.md5(b"".join(md5s), usedforsecurity=False)
    is_whole = len(md5s) == 1 and stored.etag == md5s[0].hex()
    if is_whole or stored.etag == f"{in_parts.hexdigest()}-{len(md5s)}":
        return True
    with reading_until(call.work.stop):
        matches = content_matches(
            stored.size,
            stored.etag,
            LocalContent(landing.reopen),
            lambda: read_details(call.client, call.bucket, stored.key, stored.etag),
        )
    if matches is None and not is_opaque(stored.etag) and in_parts.digest() not in unproven:
        unproven.add(in_parts.digest())
        raise _damaged(
            call, stored, "its parts have an unknown size, and it has not come twice alike"
        )
    if matches is False:
        raise _damaged(
            call,
            stored,
            f"the bytes that came do not have the MD5 that the storage names ({stored.etag})",
        )
    return matches is True


def _damaged(call: Call, stored: StoredObject, what: str) -> _Damaged:
    return _Damaged(f"object {stored.key!r} in bucket {call.bucket!r}: {what}; download it again")
