"""What the transfers of one call share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from qarnot._transfers import OpenUpload

from .meter import Meter
from .progress import Progress, Teller
from .work import MOST_AT_ONCE, Work

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["Call"]


class Call:
    """What the transfers of one call share.

    :param client: the boto3 client.
    :param bucket: the bucket's name.
    :param attempts: how often a body that came damaged is asked for, or sent, in all.
    :param progress: whom to tell, or ``None``.
    :param most_at_once: how many requests may be under way.
    :param cancelled: set from another thread to end it all; default: only an interrupt ends it.
    """

    def __init__(
        self,
        client: S3Client,
        bucket: str,
        *,
        attempts: int = 1,
        progress: Progress | None = None,
        most_at_once: int = MOST_AT_ONCE,
        cancelled: threading.Event | None = None,
    ) -> None:
        self.client = client
        self.bucket = bucket
        self.attempts = attempts
        self.work = Work(most_at_once, cancelled)
        self.teller = Teller(progress)
        self._lock = threading.Lock()
        self._open: dict[str, OpenUpload] = {}

    def meter(self, key: str, total: int) -> Meter:
        """Count the bytes of one file.

        :param key: key of the object.
        :param total: how many bytes there are; 0 when that is not known yet.
        """
        return Meter(self.teller, self.work.stop, key, total)

    def note_open(self, upload: OpenUpload) -> None:
        """Note an upload that the storage keeps until it is completed or aborted.

        :param upload: which one.
        """
        with self._lock:
            self._open[upload.upload_id] = upload

    def note_closed(self, upload: OpenUpload) -> None:
        """Note that an upload is over.

        :param upload: which one.
        """
        with self._lock:
            self._open.pop(upload.upload_id, None)

    @property
    def open_uploads(self) -> tuple[OpenUpload, ...]:
        """The uploads that are known to be open."""
        with self._lock:
            return tuple(self._open.values())
