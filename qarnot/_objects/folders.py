"""Plans that make a folder of a bucket and a local one alike."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from attrs import evolve

from qarnot.exceptions import InvalidValue

from .digest import LocalContent
from .keys import check_key, prefix_of
from .patterns import Patterns
from .plan import plan_download, plan_upload
from .scan import scan_folder
from .steps import Action, LocalFile, LocalFolder, StoredObject, SyncPlan
from .store import ObjectStore

__all__ = ["plan_download_all", "plan_sync_directory", "plan_sync_files"]

OneOrMore = str | Iterable[str]


def plan_sync_directory(
    store: ObjectStore,
    bucket: str,
    folder: str | os.PathLike[str],
    remote: str | None = None,
    *,
    delete: bool = True,
    allow_empty: bool = False,
    include: OneOrMore | None = None,
    exclude: OneOrMore | None = None,
    follow_symlinks: bool = False,
) -> SyncPlan:
    """Plan how a folder of a bucket becomes what a local folder is; takes one listing.

    :param store: the storage.
    :param bucket: the bucket's name.
    :param folder: the local folder.
    :param remote: name of the bucket's folder, taken as it is; default: the whole bucket.
    :param delete: whether objects in the bucket's folder without a file are deleted, default
        ``True``.
    :param allow_empty: whether an empty local folder may empty the bucket's, default ``False``.
    :param include: patterns of the only paths below the folders that are of concern, such as
        ``"*.txt"``; see :class:`Patterns`. Default: all are.
    :param exclude: patterns of paths that are of no concern all the same: they are neither
        uploaded nor deleted. Default: none.
    :param follow_symlinks: whether links to files and folders inside the local folder are
        followed, default ``False``; others never are.
    :returns: the plan; :func:`run_plan` carries it out.
    :raises MissingFolder: the local folder is missing or no folder.
    :raises InvalidValue: the local folder is empty and the bucket's is not; or a pattern is none.
    :raises MissingBucketException: there is no such bucket.
    :raises StorageError: the listing failed.

    ::

        plan = plan_sync_directory(store, "inputs", "data", "run1", exclude="*.tmp")
        print(plan)
        run_plan(store, "inputs", plan)
    """
    patterns = Patterns(include, exclude)
    found = scan_folder(folder, patterns, follow_symlinks=follow_symlinks)
    prefix = prefix_of(remote or "")
    return plan_upload(
        {prefix + name: file for name, file in found.files.items()},
        {
            stored.key: stored
            for stored in store.list_objects(bucket, prefix)
            if patterns.flaw(stored.key.removeprefix(prefix)) is None
        },
        prefix=prefix,
        delete=delete,
        allow_empty=allow_empty,
        unread={prefix + skip.name: skip.reason for skip in found.skipped},
        folders=[prefix + name for name in found.folders],
        details=partial(store.details, bucket),
    )


def plan_sync_files(
    store: ObjectStore,
    bucket: str,
    files: Mapping[str, Path],
    remote: str | None = None,
    *,
    delete: bool = True,
    allow_empty: bool = False,
) -> SyncPlan:
    """Plan how a folder of a bucket comes to hold some files and no others; takes one listing.

    :param store: the storage.
    :param bucket: the bucket's name.
    :param files: the paths of the files, by their keys below the bucket's folder; links are
        followed.
    :param remote: as in :func:`plan_sync_directory`.
    :param delete: as in :func:`plan_sync_directory`.
    :param allow_empty: whether no files may empty the bucket's folder, default ``False``.
    :returns: the plan; :func:`run_plan` carries it out.
    :raises InvalidValue: a path is no file, or there are none and the bucket's folder has some.
    :raises MissingBucketException: there is no such bucket.
    :raises StorageError: the listing failed.
    """
    prefix = prefix_of(remote or "")
    return plan_upload(
        {check_key(prefix + key): _named_file(key, path) for key, path in files.items()},
        {stored.key: stored for stored in store.list_objects(bucket, prefix)},
        prefix=prefix,
        delete=delete,
        allow_empty=allow_empty,
        details=partial(store.details, bucket),
    )


def plan_download_all(
    store: ObjectStore,
    bucket: str,
    folder: str | os.PathLike[str],
    prefix: str = "",
    *,
    include: OneOrMore | None = None,
    exclude: OneOrMore | None = None,
    skip_unsafe: bool = False,
) -> SyncPlan:
    """Plan how a local folder gets what a folder of a bucket holds; takes one listing.

    Files that are the same already, by size and digest, are skipped; none are deleted.

    :param store: the storage.
    :param bucket: the bucket's name.
    :param folder: the local folder; it is made when the plan is carried out.
    :param prefix: name of the bucket's folder, taken as it is; default: the whole bucket.
    :param include: patterns of the only paths below the bucket's folder that are fetched; see
        :class:`Patterns`. Default: all are.
    :param exclude: patterns of paths that are not fetched all the same, default: none.
    :param skip_unsafe: whether objects that cannot safely be files are skipped instead of
        refused, default ``False``.
    :returns: the plan; :func:`run_plan` carries it out.
    :raises UnsafeKey: as :func:`plan_download` does.
    :raises InvalidValue: the local folder has a folder where a file is to go; or a pattern is
        none.
    :raises MissingBucketException: there is no such bucket.
    :raises StorageError: the listing failed.
    """
    patterns = Patterns(include, exclude)
    root = Path(folder)
    start = prefix_of(prefix)
    wanted: list[StoredObject] = []
    left_out: list[Action] = []
    for stored in store.list_objects(bucket, start):
        reason = patterns.flaw(stored.key.removeprefix(start))
        if reason is None:
            wanted.append(stored)
        else:
            left_out.append(Action("skip", stored.key, None, stored.size, reason))
    plan = plan_download(
        wanted,
        root,
        strip_prefix=prefix,
        local=_Present(root).at,
        skip_unsafe=skip_unsafe,
        details=partial(store.details, bucket),
        ignores_case=_ignores_case(root),
    )
    return evolve(plan, skips=tuple(sorted((*plan.skips, *left_out), key=lambda it: it.key)))


class _Present:
    """What stands below a folder; links are not followed.

    :param root: the folder; it may be a link itself.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._are_folders = {root: True}

    def at(self, path: Path) -> LocalFile | LocalFolder | None:
        """Return the file or folder at a path, or ``None`` when there is neither.

        :param path: a path below the root, or the root.
        :raises OSError: it cannot be looked at.
        """
        if path == self._root:
            return LocalFolder(path) if path.is_dir() else None
        if not self._is_folder(path.parent):
            return None
        return _what_is_at(path)

    def _is_folder(self, path: Path) -> bool:
        if path not in self._are_folders:
            self._are_folders[path] = self._is_folder(path.parent) and isinstance(
                _what_is_at(path), LocalFolder
            )
        return self._are_folders[path]


def _what_is_at(path: Path) -> LocalFile | LocalFolder | None:
    try:
        state = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(state.st_mode):
        return LocalFolder(path)
    if stat.S_ISREG(state.st_mode):
        return LocalFile(path, state.st_size, LocalContent.of_file(path))
    return None


def _named_file(key: str, path: str | os.PathLike[str]) -> LocalFile:
    try:
        present = _what_is_at(Path(os.path.realpath(path)))
    except OSError as error:
        raise InvalidValue(
            f"{os.fspath(path)!r} cannot be uploaded as {key!r}: {error.strerror}"
        ) from error
    if not isinstance(present, LocalFile):
        raise InvalidValue(f"{os.fspath(path)!r} is not a file; expected one to upload as {key!r}")
    return present


def _ignores_case(folder: Path) -> bool:
    """Say whether a folder's file system takes names that differ in case only for one."""
    real = Path(os.path.realpath(folder))
    for existing in (real, *real.parents):
        swapped = existing.with_name(existing.name.swapcase()) if existing.name else existing
        if swapped != existing and existing.is_dir():
            try:
                return swapped.samefile(existing)
            except OSError:
                return False
    return sys.platform in ("win32", "darwin")
