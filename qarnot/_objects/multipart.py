"""Objects that are made of parts: all of them, or nothing of it."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import frozen

from qarnot._transfers import OpenUpload
from qarnot.exceptions import QarnotException, StorageError

from .call import Call
from .digest import is_opaque, number_of_parts
from .errors import MissingObject, storage_errors
from .heads import head
from .listing import open_uploads
from .steps import StoredObject
from .work import clean_up

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

__all__ = ["MOST_PARTS", "SentPart", "abort_upload", "damaged", "in_parts", "part_size_for"]

_log = logging.getLogger("qarnot")

MOST_PARTS = 10_000
"""S3 takes no more."""

_MARGIN = timedelta(seconds=5)
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@frozen
class SentPart:
    """A part that the storage has.

    :param size: its size in bytes.
    :param etag: what the storage calls it, without quotes.
    :param md5: its MD5; ``None`` when it is not known.
    """

    size: int
    etag: str
    md5: bytes | None


def part_size_for(size: int, smallest: int) -> int:
    """Give the size of the parts in which an object is made.

    :param size: its size in bytes.
    :param smallest: the size to take if that does not give too many of them.
    """
    while smallest * MOST_PARTS < size:
        smallest *= 2
    return smallest


def in_parts(
    call: Call,
    key: str,
    parts: Callable[[OpenUpload], Iterable[Callable[[], SentPart]]],
    check: Callable[[], object] = lambda: None,
    about: Mapping[str, Any] = _NOTHING,
) -> int:
    """Make an object of parts; after an error nothing is left of it.

    :param call: where, how much at once, whom to tell.
    :param key: the object's key.
    :param parts: gives the jobs that send the parts of an upload, in their order.
    :param check: called when all parts are there; what it raises ends the upload.
    :param about: what else the object is to have, in the words of boto3, such as ``ContentType``.
    :returns: how many bytes there are.
    :raises StorageError: the storage refuses, or holds something else afterwards.
    """
    upload = _Upload(call, key)
    opened = upload.create(about)
    try:
        sent = call.work.parts(parts(opened))
        check()
        upload.complete(opened, sent)
    except BaseException as error:
        upload.abort(opened, error)
        raise
    return sum(part.size for part in sent)


def damaged(call: Call, key: str, wanted: str, etag: str) -> StorageError:
    """Make the error of an object that holds something else than was sent.

    :param call: where it is.
    :param key: its key.
    :param wanted: the MD5 of what was sent.
    :param etag: what the storage says.
    """
    return StorageError(
        f"object {key!r} in bucket {call.bucket!r}: what was sent has the MD5 {wanted}, but the "
        f"storage holds something else (ETag {etag}); upload it again"
    )


class _Upload:
    def __init__(self, call: Call, key: str) -> None:
        self._call = call
        self._key = key

    def create(self, about: Mapping[str, Any]) -> OpenUpload:
        begin = time.monotonic()
        with self._call.work.request():
            try:
                with storage_errors(self._call.bucket, self._key):
                    answer = self._call.client.create_multipart_upload(
                        Bucket=self._call.bucket, Key=self._key, **about
                    )
                upload_id = answer.get("UploadId")
                if not upload_id:
                    raise self._no_answer("start")
                opened = OpenUpload(self._key, upload_id)
                self._call.note_open(opened)
            except BaseException as error:
                is_answer = isinstance(error, QarnotException) and error.status is not None
                if not is_answer or getattr(error, "attempts", 1) > 1:
                    clean_up(partial(self._note_orphans, begin))
                    error.add_note(
                        f"an upload of {self._key!r} may have been started all the same; "
                        "clean_uploads() aborts it"
                    )
                raise
        if answer["ResponseMetadata"].get("RetryAttempts", 0):
            self._note_orphans(begin)
        return opened

    def _no_answer(self, place: str) -> StorageError:
        return StorageError(
            f"object {self._key!r} in bucket {self._call.bucket!r}: the answer to the {place} of "
            "an upload is not that of an S3 storage, perhaps a proxy's page; check the storage "
            "URL and the network"
        )

    def _note_orphans(self, begin: float) -> None:
        """Note uploads that were started by requests whose answer was lost."""
        known = {each.upload_id for each in self._call.open_uploads}
        with suppress(QarnotException):
            found = open_uploads(self._call.client, self._call.bucket, self._key)
            newest = max((each.started for each in found if each.started), default=None)
            if newest is None:
                return
            since = newest - timedelta(seconds=time.monotonic() - begin) - _MARGIN
            for each in found:
                is_recent = each.started is None or each.started >= since
                if each.key == self._key and each.upload_id not in known and is_recent:
                    self._call.note_open(each)
                    _log.warning(
                        "bucket %r: the answer to the start of an upload was lost, so the upload "
                        "%s of %r is open, unless someone else started it; clean_uploads() "
                        "aborts it",
                        self._call.bucket,
                        each.upload_id,
                        self._key,
                    )

    def complete(self, opened: OpenUpload, sent: list[SentPart]) -> None:
        """Make the object of its parts, and make sure that it is this one."""
        wanted = _etag_of(sent)
        size = sum(part.size for part in sent)
        parts: list[CompletedPartTypeDef] = [
            {"PartNumber": number, "ETag": f'"{part.etag}"'} for number, part in enumerate(sent, 1)
        ]
        try:
            with self._call.work.request(), storage_errors(self._call.bucket, self._key):
                answer = self._call.client.complete_multipart_upload(
                    Bucket=self._call.bucket,
                    Key=self._key,
                    UploadId=opened.upload_id,
                    MultipartUpload={"Parts": parts},
                )
            if not (answer.get("Key") or answer.get("ETag")):
                raise self._no_answer("end")
        except QarnotException:
            # It may have been done all the same: the answer was lost, or says so wrongly. If it was
            # not, the key held the same content before, and the parts are to go away.
            stored = self._stored()
            if wanted is None or stored is None or stored.etag != wanted:
                raise
            self.abort(opened, None)
            return
        self._call.note_closed(opened)
        etag = str(answer.get("ETag", "")).strip('"')
        if etag == wanted:
            return
        if is_opaque(etag):  # Ceph gives none
            stored = self._stored()
            if stored is None:
                raise StorageError(
                    f"object {self._key!r} in bucket {self._call.bucket!r}: it was made of its "
                    "parts, but the storage does not tell what it holds now; upload it again"
                )
            etag = stored.etag
            if stored.size != size:
                raise damaged(
                    self._call, self._key, wanted or "unknown", f"{etag}, {stored.size} bytes"
                )
        if wanted is not None and etag != wanted and not is_opaque(etag):
            raise damaged(self._call, self._key, wanted, etag)

    def _stored(self) -> StoredObject | None:
        with suppress(QarnotException), self._call.work.request():
            return head(self._call.client, self._call.bucket, self._key)
        return None

    def abort(self, opened: OpenUpload, reason: BaseException | None) -> None:
        """Let the parts go away; when that does not work, the reason for it says so."""
        outcome = clean_up(partial(abort_upload, self._call, opened))
        if outcome is not None and outcome.error is None:
            self._call.note_closed(opened)
        elif reason is not None:
            why = "nothing answers" if outcome is None else outcome.error
            reason.add_note(
                f"the upload {opened.upload_id} of {self._key!r} could not be aborted ({why})"
            )


def abort_upload(call: Call, opened: OpenUpload) -> None:
    """Let the parts of an upload go away; one that is over already is fine.

    :param call: where.
    :param opened: the upload.
    :raises StorageError: the storage refuses.
    """
    with suppress(MissingObject), storage_errors(call.bucket, opened.key):
        call.client.abort_multipart_upload(
            Bucket=call.bucket, Key=opened.key, UploadId=opened.upload_id
        )


def _md5_in(etag: str) -> bytes | None:
    """Give the MD5 that an ETag is, if it is that of one piece; SeaweedFS has others for parts."""
    is_md5 = not is_opaque(etag) and number_of_parts(etag) is None
    return bytes.fromhex(etag) if is_md5 else None


def _etag_of(sent: list[SentPart]) -> str | None:
    digests = [part.md5 or _md5_in(part.etag) for part in sent]
    known = [digest for digest in digests if digest is not None]
    if len(known) < len(digests):
        return None
    return f"{hashlib.md5(b''.join(known), usedforsecurity=False).hexdigest()}-{len(known)}"
