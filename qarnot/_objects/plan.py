"""What a synchronisation will do, decided before anything is done; no disk, no network here."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from qarnot.exceptions import InvalidValue, QarnotException, StorageError

from .clashes import Places
from .copies import Sources
from .digest import Details, content_matches
from .errors import UnsafeKey
from .keys import key_flaw, name_below, name_flaw, path_of, prefix_of
from .steps import Action, LocalFile, LocalFolder, StoredObject, SyncPlan

__all__ = [
    "Action",
    "AskDetails",
    "LocalFile",
    "LocalFolder",
    "StoredObject",
    "SyncPlan",
    "confirmed_deletions",
    "plan_download",
    "plan_upload",
]

AskDetails = Callable[[StoredObject], Details]
"""Asks the storage for more about an object."""

_NONE_UNREAD: Mapping[str, str] = MappingProxyType({})
_MOST_SHOWN = 5
_SAME = "same content"
_STANDS = "stands for a folder that exists"


def plan_upload(
    local: Mapping[str, LocalFile],
    remote: Mapping[str, StoredObject],
    *,
    prefix: str = "",
    delete: bool = True,
    allow_empty: bool = False,
    unread: Mapping[str, str] = _NONE_UNREAD,
    folders: Iterable[str] = (),
    details: AskDetails | None = None,
) -> SyncPlan:
    """Plan how objects become what local files are.

    :param local: the files, by the key that each is to have.
    :param remote: the objects that stand where the files are to go, by key; no others are ever
        deleted.
    :param prefix: what all these keys begin with: ``""`` (default), or a name that ends in ``/``.
    :param delete: whether objects without a file are deleted, default ``True``.
    :param allow_empty: whether all objects may be deleted because there is no file at all,
        default ``False``.
    :param unread: keys of files and folders that exist but are left out, with the reason; their
        objects stay.
    :param folders: keys of folders that exist, with files or without; the objects that stand for
        them stay, as do those of the files' folders.
    :param details: called for objects whose ETag cannot tell whether they have the content of
        their file; default: these are uploaded again.
    :returns: the plan, in the order of the keys.
    :raises InvalidValue: there are objects but no files, and this was not allowed; or a file's
        key does not begin with the prefix.
    :raises StorageError: an object's key does not begin with the prefix.
    """
    _refuse_others(local, remote, prefix)
    existing = _existing_folders(local, folders, prefix)
    gone: list[StoredObject] = []
    markers: list[StoredObject] = []
    for key in sorted(remote.keys() - local.keys()):
        stays = remote[key].marks_folder and key in existing
        (markers if stays else gone).append(remote[key])
    deletions = tuple(_deletions(gone, unread)) if delete else ()
    skips = [Action("skip", key, None, 0, reason) for key, reason in unread.items()]
    skips += [Action("skip", it.key, None, 0, _STANDS, etag=it.etag) for it in markers]
    reasons: dict[str, str] = {}
    for key in sorted(local):
        file = local[key]
        if flaw := key_flaw(key):
            skips.append(Action("skip", key, file.path, 0, flaw))
            continue
        try:
            reason = _difference(file, remote.get(key), details)
        except OSError as error:
            skips.append(Action("skip", key, file.path, 0, _flaw_of_file(error)))
        else:
            if reason is not None:
                reasons[key] = reason
                continue
            skips.append(Action("skip", key, file.path, file.size, _SAME, etag=remote[key].etag))
    is_empty = not reasons and not any(skip.reason == _SAME for skip in skips)
    if deletions and is_empty and not allow_empty:
        raise InvalidValue(
            "there is no file to upload, so everything that is stored there would be deleted "
            f"({len(deletions)} in number, {deletions[0].key!r} first); check the folder, or pass "
            "allow_empty=True"
        )
    sources = Sources(stored for key, stored in remote.items() if key not in reasons)
    uploads: list[Action] = []
    copies: list[Action] = []
    for key, reason in reasons.items():
        file = local[key]
        try:
            source = sources.of(file)
        except OSError as error:
            skips.append(Action("skip", key, file.path, 0, _flaw_of_file(error)))
            continue
        if source is None:
            uploads.append(Action("upload", key, file.path, file.size, reason))
        else:
            copies.append(
                Action("copy", key, file.path, file.size, reason, source.key, source.etag)
            )
    return SyncPlan(
        uploads=tuple(uploads),
        copies=tuple(copies),
        deletions=deletions,
        skips=tuple(sorted(skips, key=lambda skip: skip.key)),
        prefix=prefix,
    )


def _refuse_others(local: Iterable[str], remote: Iterable[str], prefix: str) -> None:
    if prefix != prefix_of(prefix):
        raise InvalidValue(f"the prefix {prefix!r} is not that of a folder, which ends in '/'")
    for key in local:
        if not key.startswith(prefix):
            raise InvalidValue(f"the file for {key!r} is not to go below {prefix!r}")
    for key in remote:
        if not key.startswith(prefix):
            raise StorageError(
                f"the listing of {prefix!r} cannot be trusted: it holds {key!r}, which is not "
                "below it; nothing was done"
            )


def _existing_folders(local: Iterable[str], folders: Iterable[str], prefix: str) -> set[str]:
    """Return the keys of the objects that would stand for folders that exist."""
    existing = {prefix}
    for innermost in (*folders, *(key.rpartition("/")[0] for key in local)):
        for folder in _self_and_folders(innermost):
            if f"{folder}/" in existing:
                break
            existing.add(f"{folder}/")
    return existing


def _deletions(gone: Iterable[StoredObject], unread: Container[str]) -> Iterator[Action]:
    for it in gone:
        if not any(name in unread for name in _self_and_folders(it.key)):
            yield Action("delete", it.key, None, it.size, "no such file", etag=it.etag)


def _self_and_folders(key: str) -> Iterator[str]:
    """Give a key and the names of all folders that it is in."""
    while key:
        yield key
        key = key.rpartition("/")[0]


def plan_download(
    remote: Iterable[StoredObject],
    folder: str | os.PathLike[str],
    *,
    strip_prefix: str = "",
    local: Callable[[Path], LocalFile | LocalFolder | None] = lambda _: None,
    skip_unsafe: bool = False,
    details: AskDetails | None = None,
    ignores_case: bool = False,
    windows: bool = os.name == "nt",
) -> SyncPlan:
    """Plan how a local folder gets what objects hold; nothing local is ever deleted.

    :param remote: the objects.
    :param folder: the local folder.
    :param strip_prefix: name of the bucket's folder that is left out of the paths.
    :param local: gives the file or folder that stands at a path, or ``None``; default: there is
        nothing yet.
    :param skip_unsafe: whether objects that cannot safely be files are skipped instead of
        refused, default ``False``.
    :param details: called for objects whose ETag cannot tell whether they have the content of
        their file; default: these are fetched again.
    :param ignores_case: whether the folder's file system takes names that differ in case only for
        one, default ``False``.
    :param windows: whether names that Windows cannot hold are refused too; default: whether this
        is Windows.
    :returns: the plan, in the order of the keys.
    :raises UnsafeKey: keys lead out of the folder, are no file names on some system, have content
        although they end in ``/``, or two would be one file or a file and a folder of one name;
        its ``keys`` are all of them.
    :raises InvalidValue: a folder stands where a file is to go.
    """
    places = Places(ignores_case=ignores_case)
    wanted: list[tuple[StoredObject, str]] = []
    refused: list[_Refused] = []
    skips: list[Action] = []
    # What only stands for a folder comes last, so that it is in nobody's way.
    for stored in sorted(remote, key=lambda stored: (stored.marks_folder, stored.key)):
        name = name_below(stored.key, strip_prefix)
        if flaw := name_flaw(name, windows=windows) or _flaw_of_object(stored):
            refused.append(_Refused(stored, flaw))
        elif (clash := places.take(stored.key, name)) is None:
            wanted.append((stored, name))
        elif stored.marks_folder:
            skips.append(Action("skip", stored.key, None, 0, clash.flaw))
        else:
            refused.append(_Refused(stored, clash.flaw, clash.other))
    if refused and not skip_unsafe:
        raise _all_in_one(refused)
    skips += [Action("skip", it.stored.key, None, it.stored.size, it.flaw) for it in refused]
    downloads: list[Action] = []
    for stored, name in wanted:
        path = path_of(folder, name)
        reason = _want(stored, path, local, details)
        if reason is None:
            skips.append(Action("skip", stored.key, path, stored.size, _SAME, etag=stored.etag))
        else:
            downloads.append(
                Action("download", stored.key, path, stored.size, reason, etag=stored.etag)
            )
    return SyncPlan(
        downloads=tuple(sorted(downloads, key=lambda step: step.key)),
        skips=tuple(sorted(skips, key=lambda skip: skip.key)),
        folder=Path(folder),
        prefix=prefix_of(strip_prefix),
    )


@frozen
class _Refused:
    """An object that is not to be downloaded.

    :param stored: the object.
    :param flaw: why, as the end of a sentence that begins with its key.
    :param other: the key that it clashes with, if that is why.
    """

    stored: StoredObject
    flaw: str
    other: str | None = None


def _flaw_of_object(stored: StoredObject) -> str | None:
    if stored.key.endswith("/") and not stored.marks_folder:
        return "ends in '/', as that of a folder does, but has content"
    return None


def _all_in_one(refused: list[_Refused]) -> UnsafeKey:
    refused.sort(key=lambda it: it.stored.key)
    text = "; ".join(f"the key {it.stored.key!r} {it.flaw}" for it in refused[:_MOST_SHOWN])
    keys = [key for it in refused for key in (it.other, it.stored.key) if key is not None]
    advice = "Pass skip_unsafe=True to leave out what is not safe"
    if any(it.other is not None for it in refused):
        advice += " and, of keys that clash, the later one"
    return UnsafeKey(
        f"{text}{_and_more(len(refused))}; nothing was downloaded. {advice}", dict.fromkeys(keys)
    )


def _want(
    stored: StoredObject,
    path: Path,
    local: Callable[[Path], LocalFile | LocalFolder | None],
    details: AskDetails | None,
) -> str | None:
    """Say why an object is to be downloaded, or ``None`` when its file is there already."""
    try:
        present = local(path)
        if stored.key.endswith("/"):
            return None if isinstance(present, LocalFolder) else "no such folder"
        if isinstance(present, LocalFolder):
            raise InvalidValue(f"{stored.key!r} would be a file, but {path} is a folder already")
        return "no such file" if present is None else _difference(present, stored, details)
    except OSError as error:
        return f"the local file {_flaw_of_file(error)}"


def _difference(
    file: LocalFile, stored: StoredObject | None, details: AskDetails | None
) -> str | None:
    """Say how a file differs from an object, or ``None`` when it does not."""
    if stored is None:
        return "no such object"
    if file.size != stored.size:
        return "other size"
    ask = partial(details, stored) if details else None
    match content_matches(file.size, stored.etag, file.content, ask):
        case True:
            return None
        case False:
            return "other content"
        case _:
            return "content cannot be compared"


def _flaw_of_file(error: OSError) -> str:
    """Say why a file cannot be read, or raise an error again that is of the storage."""
    if isinstance(error, QarnotException):
        raise error
    if isinstance(error, FileNotFoundError):
        return "vanished"
    return f"cannot be read: {error.strerror or error}"


def _and_more(count: int) -> str:
    return f" and {count - _MOST_SHOWN} more" if count > _MOST_SHOWN else ""


def confirmed_deletions(plan: SyncPlan, now: Iterable[StoredObject]) -> tuple[Action, ...]:
    """Return the deletions of a plan that a second listing, taken after all transfers, allows.

    :param plan: the plan; all its uploads and copies were carried out.
    :param now: the listing.
    :returns: the deletions whose object is still the one that the plan was made for.
    :raises StorageError: the listing lacks an object that must be there, or holds one that is not
        below the plan's prefix; it is not to be trusted, so nothing may be deleted.
    """
    present = {stored.key: stored for stored in now}
    _refuse_others((), present, plan.prefix)
    same = (step for step in plan.skips if step.reason == _SAME)
    missing = [it.key for it in (*plan.uploads, *plan.copies, *same) if it.key not in present]
    if missing:
        raise StorageError(
            f"nothing was deleted, because the second listing of {plan.prefix!r} lacks "
            f"{len(missing)} objects that must be there: "
            f"{', '.join(map(repr, missing[:_MOST_SHOWN]))}{_and_more(len(missing))}"
        )
    return tuple(step for step in plan.deletions if _is_still_there(step, present))


def _is_still_there(step: Action, present: Mapping[str, StoredObject]) -> bool:
    stored = present.get(step.key)
    return stored is not None and (stored.size, stored.etag) == (step.size, step.etag)
