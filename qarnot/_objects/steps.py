"""What a plan is made of: files, objects, and what is to be done with them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from attrs import field, frozen

from .digest import LocalContent

__all__ = ["Action", "LocalFile", "LocalFolder", "StoredObject", "SyncPlan"]


@frozen
class LocalFile:
    """A file on this machine.

    :param path: where it is.
    :param size: its size in bytes.
    :param content: gives the digests of its content.
    """

    path: Path
    size: int
    content: LocalContent = field(eq=False, repr=False)


@frozen
class LocalFolder:
    """A folder on this machine.

    :param path: where it is.
    """

    path: Path


@frozen
class StoredObject:
    """An object in a bucket.

    :param key: its key.
    :param size: its size in bytes.
    :param etag: its ETag, without quotes.
    :param last_modified: when it was stored.
    """

    key: str
    size: int
    etag: str
    last_modified: datetime | None = None

    @property
    def marks_folder(self) -> bool:
        """Whether it has no content, and a key that ends in ``/``: it stands for a folder."""
        return self.size == 0 and self.key.endswith("/")

    @property
    def e_tag(self) -> str:
        """Its ETag as the storage writes it, in quotes."""
        return f'"{self.etag}"'


@frozen
class Action:
    """One step of a plan.

    :param kind: ``"upload"``, ``"copy"`` (within the storage), ``"download"``, ``"delete"`` or
        ``"skip"``.
    :param key: the object's key.
    :param path: the local file, or ``None`` when there is none.
    :param size: size in bytes of what is stored, fetched, deleted or kept; 0 when not known.
    :param reason: why this is to be done, or not.
    :param source: the key that a copy is made of, otherwise ``None``.
    :param etag: ETag, without quotes, of the object as it was listed: the one to fetch, to delete,
        to copy from, or that is as it should be already; ``None`` when there is none.
    """

    kind: Literal["upload", "copy", "download", "delete", "skip"]
    key: str
    path: Path | None
    size: int
    reason: str
    source: str | None = None
    etag: str | None = None


@frozen
class SyncPlan:
    """What a synchronisation will do; printing it shows a table.

    :param uploads: files to be stored.
    :param copies: files to be stored whose content the storage has already, under another key;
        they are copied there, before anything is uploaded.
    :param downloads: objects to be fetched.
    :param deletions: objects to be removed, once everything else has succeeded.
    :param skips: what stays as it is.
    :param folder: the local folder that downloads go to, or ``None``.
    :param prefix: what the keys of the listing begin with that the plan was made of; default:
        it was of the whole bucket.
    """

    uploads: tuple[Action, ...] = ()
    copies: tuple[Action, ...] = ()
    downloads: tuple[Action, ...] = ()
    deletions: tuple[Action, ...] = ()
    skips: tuple[Action, ...] = ()
    folder: Path | None = None
    prefix: str = ""

    @property
    def changes_nothing(self) -> bool:
        """Whether carrying out the plan would leave everything as it is."""
        return not (self.uploads or self.copies or self.downloads or self.deletions)

    def __str__(self) -> str:
        steps = (*self.copies, *self.uploads, *self.downloads, *self.deletions, *self.skips)
        rows = [("action", "bytes", "key", "reason"), *map(_row, steps)]
        kinds, sizes, keys, _ = (max(map(len, column)) for column in zip(*rows, strict=True))
        lines = [
            f"{kind:<{kinds}}  {size:>{sizes}}  {key:<{keys}}  {reason}"
            for kind, size, key, reason in rows
        ]
        moved = sum(step.size for step in (*self.uploads, *self.downloads))
        lines.append(
            f"{len(self.uploads)} to upload, {len(self.copies)} to copy, "
            f"{len(self.downloads)} to download, {len(self.deletions)} to delete, "
            f"{len(self.skips)} to skip; {moved:,} bytes to move"
        )
        return "\n".join(lines)


def _row(step: Action) -> tuple[str, str, str, str]:
    reason = step.reason if step.source is None else f"{step.reason}; from {_shown(step.source)}"
    if not reason.isprintable():
        reason = reason.encode("unicode_escape").decode()
    return step.kind, f"{step.size:,}", _shown(step.key), reason


def _shown(key: str) -> str:
    return key if key.isprintable() else repr(key)
