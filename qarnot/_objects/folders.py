"""Plans that make a folder of a bucket and a local one alike."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from qarnot.exceptions import InvalidValue

from .digest import file_etag
from .keys import check_key, prefix_of
from .plan import LocalFile, LocalFolder, SyncPlan, plan_download, plan_upload
from .scan import scan_folder
from .store import ObjectStore

__all__ = ["plan_download_all", "plan_sync_directory", "plan_sync_files"]


def plan_sync_directory(
    store: ObjectStore,
    bucket: str,
    folder: str | os.PathLike[str],
    remote: str | None = None,
    *,
    delete: bool = True,
    allow_empty: bool = False,
) -> SyncPlan:
    """Plan how a folder of a bucket becomes what a local folder is; takes one listing.

    :param store: the storage.
    :param bucket: the bucket's name.
    :param folder: the local folder.
    :param remote: name of the bucket's folder, taken as it is; default: the whole bucket.
    :param delete: whether objects in the bucket's folder without a file are deleted, default
        ``True``.
    :param allow_empty: whether an empty local folder may empty the bucket's, default ``False``.
    :returns: the plan; :func:`run_plan` carries it out.
    :raises InvalidValue: the local folder is missing or no folder, or is empty and the bucket's
        is not.
    :raises MissingBucketException: there is no such bucket.
    :raises StorageError: the listing failed.

    ::

        plan = plan_sync_directory(store, "inputs", "data", "run1")
        print(plan)
        run_plan(store, "inputs", plan)
    """
    files, skipped = scan_folder(folder)
    prefix = prefix_of(remote or "")
    return plan_upload(
        {prefix + name: file for name, file in files.items()},
        {stored.key: stored for stored in store.list_objects(bucket, prefix)},
        delete=delete,
        allow_empty=allow_empty,
        unread={prefix + skip.name: skip.reason for skip in skipped},
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
    :param files: the paths of the files, by their keys below the bucket's folder.
    :param remote: as in :func:`plan_sync_directory`.
    :param delete: as in :func:`plan_sync_directory`.
    :param allow_empty: whether no files may empty the bucket's folder, default ``False``.
    :returns: the plan; :func:`run_plan` carries it out.
    :raises InvalidValue: a path is no file, or there are none and the bucket's folder has some.
    :raises MissingBucketException: there is no such bucket.
    :raises StorageError: the listing failed.
    """
    prefix = prefix_of(remote or "")
    found = {check_key(prefix + key): _what_is_at(path.resolve()) for key, path in files.items()}
    for key, present in found.items():
        if not isinstance(present, LocalFile):
            path = files[key.removeprefix(prefix)]
            raise InvalidValue(f"{str(path)!r} is not a file; expected one to upload as {key!r}")
    return plan_upload(
        {key: present for key, present in found.items() if isinstance(present, LocalFile)},
        {stored.key: stored for stored in store.list_objects(bucket, prefix)},
        delete=delete,
        allow_empty=allow_empty,
    )


def plan_download_all(
    store: ObjectStore,
    bucket: str,
    folder: str | os.PathLike[str],
    prefix: str = "",
    *,
    skip_unsafe: bool = False,
) -> SyncPlan:
    """Plan how a local folder gets what a folder of a bucket holds; takes one listing.

    Files that are the same already, by size and digest, are skipped; none are deleted.

    :param store: the storage.
    :param bucket: the bucket's name.
    :param folder: the local folder; it is made when the plan is carried out.
    :param prefix: name of the bucket's folder, taken as it is; default: the whole bucket.
    :param skip_unsafe: whether objects that cannot safely be files are skipped instead of
        refused, default ``False``.
    :returns: the plan; :func:`run_plan` carries it out.
    :raises UnsafeKey: a key leads out of the folder, or is no file name on some system.
    :raises InvalidValue: two objects would be one file, or the local folder has a folder where a
        file is to go.
    :raises MissingBucketException: there is no such bucket.
    :raises StorageError: the listing failed.
    """
    return plan_download(
        store.list_objects(bucket, prefix_of(prefix)),
        folder,
        strip_prefix=prefix,
        local=_what_is_at,
        skip_unsafe=skip_unsafe,
    )


def _what_is_at(path: Path) -> LocalFile | LocalFolder | None:
    try:
        state = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(state.st_mode):
        return LocalFolder(path)
    if stat.S_ISREG(state.st_mode):
        return LocalFile(path, state.st_size, partial(file_etag, path))
    return None
