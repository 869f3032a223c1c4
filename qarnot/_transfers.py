"""What a transfer has done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from attrs import frozen

__all__ = ["Failure", "LeftOut", "OpenUpload", "TransferReport"]


@frozen
class Failure:
    """A file that could not be transferred.

    :param key: the object's key.
    :param path: the local file, or ``None`` when there is none.
    :param error: what went wrong.
    """

    key: str
    path: Path | None
    error: BaseException

    def __str__(self) -> str:
        return f"{self.key!r}: {self.error}"


@frozen
class LeftOut:
    """A file or an object that was left out.

    :param name: its key, or its path below the folder.
    :param reason: why, as the end of a sentence that begins with the name.
    """

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name!r} {self.reason}"


@frozen
class OpenUpload:
    """An upload in parts that was neither completed nor aborted; what it holds is paid for.

    :param key: key of the object that it was to become.
    :param upload_id: what the storage calls it.
    :param started: when it was started, if the storage says so.
    """

    key: str
    upload_id: str
    started: datetime | None = None


@frozen
class TransferReport:
    """What was done; printing it shows a summary.

    :param uploaded: keys of the files that were stored.
    :param copied: keys of the objects that were made of others, in the storage itself.
    :param downloaded: keys of the objects that were fetched.
    :param deleted: keys of the objects that were removed.
    :param skipped: keys of what was the same already.
    :param left_out: what was not looked at, and why: links, unreadable files, names that are not
        safe, what patterns exclude, what vanished meanwhile.
    :param failures: what could not be transferred.
    :param unverified: keys of the objects that were fetched whole, but about whose content the
        storage says nothing that it could be held against.
    :param open_uploads: uploads that may be open still; ``Bucket.clean_uploads`` aborts them.
    :param bytes_moved: how many bytes were stored and fetched.
    :param seconds: how long it took.
    """

    uploaded: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    downloaded: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    failures: tuple[Failure, ...] = ()
    unverified: tuple[str, ...] = ()
    open_uploads: tuple[OpenUpload, ...] = ()
    bytes_moved: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        counts = {
            "uploaded": self.uploaded,
            "copied": self.copied,
            "downloaded": self.downloaded,
            "deleted": self.deleted,
            "the same already": self.skipped,
            "left out": self.left_out,
            "failed": self.failures,
            "not verified": self.unverified,
            "uploads left open": self.open_uploads,
        }
        done = ", ".join(f"{len(names):,} {what}" for what, names in counts.items() if names)
        lines = [f"{done or 'nothing to do'}; {self.bytes_moved:,} bytes in {self.seconds:.1f} s"]
        lines += [f"failed: {failure}" for failure in self.failures]
        lines += [f"left out: {left_out}" for left_out in self.left_out]
        return "\n".join(lines)
