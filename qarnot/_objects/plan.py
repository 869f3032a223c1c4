"""What a synchronisation will do, decided before anything is done; no disk, no network here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from attrs import field, frozen

from qarnot.exceptions import InvalidValue

from .digest import content_matches
from .errors import UnsafeKey
from .keys import local_path

__all__ = [
    "Action",
    "LocalFile",
    "LocalFolder",
    "StoredObject",
    "SyncPlan",
    "plan_download",
    "plan_upload",
]

_NONE_UNREAD: Mapping[str, str] = MappingProxyType({})


@frozen
class LocalFile:
    """A file on this machine.

    :param path: where it is.
    :param size: its size in bytes.
    :param etag: gives the ETag that its content would have in the storage, for a part size in
        bytes, ``None`` being one piece.
    """

    path: Path
    size: int
    etag: Callable[[int | None], str] = field(eq=False, repr=False)


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
    def e_tag(self) -> str:
        """Its ETag as the storage writes it, in quotes."""
        return f'"{self.etag}"'


@frozen
class Action:
    """One step of a plan.

    :param kind: ``"upload"``, ``"download"``, ``"delete"`` or ``"skip"``.
    :param key: the object's key.
    :param path: the local file, or ``None`` when there is none.
    :param size: how many bytes are to move.
    :param reason: why this is to be done, or not.
    """

    kind: Literal["upload", "download", "delete", "skip"]
    key: str
    path: Path | None
    size: int
    reason: str


@frozen
class SyncPlan:
    """What a synchronisation will do; printing it shows a table.

    :param uploads: files to be stored.
    :param downloads: objects to be fetched.
    :param deletions: objects to be removed, once all uploads have succeeded.
    :param skips: what stays as it is.
    :param folder: the local folder that downloads go to, or ``None``.
    """

    uploads: tuple[Action, ...] = ()
    downloads: tuple[Action, ...] = ()
    deletions: tuple[Action, ...] = ()
    skips: tuple[Action, ...] = ()
    folder: Path | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether carrying out the plan would leave everything as it is."""
        return not (self.uploads or self.downloads or self.deletions)

    def __str__(self) -> str:
        steps = [*self.uploads, *self.downloads, *self.deletions, *self.skips]
        rows: list[tuple[str, str, str, str]] = [("action", "bytes", "key", "reason")]
        rows += [(step.kind, f"{step.size:,}", _shown(step.key), step.reason) for step in steps]
        kinds, sizes, keys, _ = (max(map(len, column)) for column in zip(*rows, strict=True))
        lines = [
            f"{kind:<{kinds}}  {size:>{sizes}}  {key:<{keys}}  {reason}"
            for kind, size, key, reason in rows
        ]
        moved = sum(step.size for step in (*self.uploads, *self.downloads))
        lines.append(
            f"{len(self.uploads)} to upload, {len(self.downloads)} to download, "
            f"{len(self.deletions)} to delete, {len(self.skips)} to skip; {moved:,} bytes to move"
        )
        return "\n".join(lines)


def _shown(key: str) -> str:
    return key if key.isprintable() else repr(key)


def plan_upload(
    local: Mapping[str, LocalFile],
    remote: Mapping[str, StoredObject],
    *,
    delete: bool = True,
    allow_empty: bool = False,
    unread: Mapping[str, str] = _NONE_UNREAD,
) -> SyncPlan:
    """Plan how objects become what local files are.

    :param local: the files, by the key that each is to have.
    :param remote: the objects that stand where the files are to go, by key; no others are ever
        deleted.
    :param delete: whether objects without a file are deleted, default ``True``.
    :param allow_empty: whether all objects may be deleted because there is no file at all,
        default ``False``.
    :param unread: keys of files and folders that exist but are left out, with the reason; their
        objects stay.
    :returns: the plan, in the order of the keys.
    :raises InvalidValue: there are objects but no files, and this was not allowed.
    """
    if delete and remote and not local and not allow_empty:
        raise InvalidValue(
            f"there is no file to upload, so all {len(remote)} objects would be deleted, "
            f"{min(remote)!r} first; check the folder, or pass allow_empty=True"
        )
    uploads: list[Action] = []
    skips = [Action("skip", key, None, 0, unread[key]) for key in sorted(unread)]
    for key in sorted(local):
        file = local[key]
        try:
            reason = _difference(file, remote.get(key))
        except OSError as error:
            skips.append(Action("skip", key, file.path, 0, f"cannot be read: {error}"))
            continue
        if reason is None:
            skips.append(Action("skip", key, file.path, 0, "same content"))
        else:
            uploads.append(Action("upload", key, file.path, file.size, reason))
    extra = sorted(remote.keys() - local.keys()) if delete else []
    return SyncPlan(
        uploads=tuple(uploads),
        deletions=tuple(
            Action("delete", key, None, 0, "no such file")
            for key in extra
            if not any(name in unread for name in _self_and_folders(key))
        ),
        skips=tuple(skips),
    )


def plan_download(
    remote: Iterable[StoredObject],
    folder: str | os.PathLike[str],
    *,
    strip_prefix: str = "",
    local: Callable[[Path], LocalFile | LocalFolder | None] = lambda _: None,
    skip_unsafe: bool = False,
) -> SyncPlan:
    """Plan how a local folder gets what objects hold; nothing local is ever deleted.

    :param remote: the objects.
    :param folder: the local folder.
    :param strip_prefix: name of the bucket's folder that is left out of the paths.
    :param local: gives the file or folder that stands at a path, or ``None``; default: there is
        nothing yet.
    :param skip_unsafe: whether objects that cannot safely be files are skipped instead of
        refused, default ``False``.
    :returns: the plan, in the order of the keys.
    :raises UnsafeKey: a key leads out of the folder, or is no file name on some system.
    :raises InvalidValue: two objects would be one file, or a file and a folder of one name, or a
        folder stands where a file is to go.
    """
    downloads: list[Action] = []
    skips: list[Action] = []
    wanted: list[tuple[StoredObject, Path]] = []
    for stored in sorted(remote, key=lambda stored: stored.key):
        try:
            wanted.append((stored, local_path(folder, stored.key, strip_prefix)))
        except UnsafeKey as error:
            if not skip_unsafe:
                raise
            skips.append(Action("skip", stored.key, None, 0, error.message))
    _refuse_clashes(wanted, Path(folder))
    for stored, path in wanted:
        reason = _want(stored, path, local(path))
        if reason is None:
            skips.append(Action("skip", stored.key, path, 0, "same content"))
        else:
            downloads.append(Action("download", stored.key, path, stored.size, reason))
    return SyncPlan(downloads=tuple(downloads), skips=tuple(skips), folder=Path(folder))


def _want(stored: StoredObject, path: Path, present: LocalFile | LocalFolder | None) -> str | None:
    """Say why an object is to be downloaded, or ``None`` when its file is there already."""
    if stored.key.endswith("/"):
        return None if isinstance(present, LocalFolder) else "no such folder"
    if isinstance(present, LocalFolder):
        raise InvalidValue(f"{stored.key!r} would be a file, but {path} is a folder already")
    return "no such file" if present is None else _difference(present, stored)


def _difference(file: LocalFile, stored: StoredObject | None) -> str | None:
    """Say how a file differs from an object, or ``None`` when it does not."""
    if stored is None:
        return "no such object"
    if file.size != stored.size:
        return "other size"
    match content_matches(file.size, stored.etag, file.etag):
        case True:
            return None
        case False:
            return "other content"
        case _:
            return "content cannot be compared"


def _self_and_folders(key: str) -> Iterator[str]:
    """Give a key and the names of all folders that it is in."""
    while key:
        yield key
        key = key.rpartition("/")[0]


def _refuse_clashes(wanted: Iterable[tuple[StoredObject, Path]], folder: Path) -> None:
    files: dict[Path, str] = {}
    folders: dict[Path, str] = {}
    for stored, path in wanted:
        if stored.key.endswith("/"):
            folders.setdefault(path, stored.key)
        elif path in files:
            raise InvalidValue(f"{files[path]!r} and {stored.key!r} would be one file, {path}")
        else:
            files[path] = stored.key
        for parent in path.parents:
            if parent == folder or folders.setdefault(parent, stored.key) != stored.key:
                break
    for path in files.keys() & folders.keys():
        raise InvalidValue(
            f"{files[path]!r} would be a file and {folders[path]!r} needs a folder of the same "
            f"name, {path}; download one of them to another place"
        )
