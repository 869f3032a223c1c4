# Made from qarnot/_async/bucket_sync.py by `make sync`: edit that file, not this one.
"""Whole folders that go into a bucket, or come out of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from qarnot import _checks
from qarnot._colour.threads import in_place
from qarnot._local_files import local_file_errors
from qarnot._progress_bar import Progress, telling
from qarnot._transfers import LeftOut
from qarnot.exceptions import InvalidValue

from .bucket_files import BucketFiles

if TYPE_CHECKING:
    from qarnot._objects import SyncPlan
    from qarnot._transfers import TransferReport

__all__ = ["BucketSync"]

DEFAULT_CONCURRENCY = 10
MOST_SHOWN = 5

Patterns = str | Iterable[str] | None


class Ways(TypedDict, total=False):
    """How files are transferred."""

    max_concurrency: int
    progress: bool | Progress | None


class Choice(TypedDict, total=False):
    """Which files are transferred."""

    include: Patterns
    exclude: Patterns


class Guards(TypedDict, total=False):
    """What may be deleted."""

    delete: bool
    allow_empty: bool


class FilesOptions(Ways, Guards, total=False):
    """Options of ``sync_files``."""


class FolderOptions(Ways, Guards, Choice, total=False):
    """Options of ``sync_directory``."""

    follow_symlinks: bool


class FetchOptions(Choice, total=False):
    """Options of downloads, besides those of transfers."""

    max_concurrency: int
    skip_unsafe: bool


class BucketSync(BucketFiles):
    """A bucket as a mirror of folders."""

    def add_directory(
        self,
        local: str | os.PathLike[str],
        remote: str = "",
        *,
        include: Patterns = None,
        exclude: Patterns = None,
        follow_symlinks: bool = False,
        max_concurrency: int = DEFAULT_CONCURRENCY,
        progress: bool | Progress | None = None,
    ) -> TransferReport:
        """Upload all files of a folder and of the folders in it; nothing is deleted.

        As :meth:`sync_directory` with ``delete=False``.

        :param local: the local folder.
        :param remote: the folder of the bucket that they go to; its top by default, and for
            ``"/"``.
        :param include: as in :meth:`sync_directory`.
        :param exclude: as in :meth:`sync_directory`.
        :param follow_symlinks: as in :meth:`sync_directory`.
        :param max_concurrency: as in :meth:`sync_directory`.
        :param progress: as in :meth:`sync_directory`.
        :return: what was uploaded, and what was left as it is.
        :raises MissingFolder: there is no such folder.
        :raises InvalidValue: a value cannot be right.
        :raises MissingBucketException: the bucket does not exist.
        :raises TransferFailed: some files could not be uploaded; its ``report`` names them.
        :raises StorageError: the bucket cannot be listed.
        """
        _checks.local_path("local", local)
        return self.sync_directory(
            local,
            remote=remote,
            delete=False,
            include=include,
            exclude=exclude,
            follow_symlinks=follow_symlinks,
            max_concurrency=max_concurrency,
            progress=progress,
        )

    @overload
    def sync_directory(
        self,
        directory: str | os.PathLike[str],
        verbose: bool = ...,
        remote: str | None = ...,
        *,
        dry_run: Literal[False] = ...,
        **options: Unpack[FolderOptions],
    ) -> TransferReport: ...

    @overload
    def sync_directory(
        self,
        directory: str | os.PathLike[str],
        verbose: bool = ...,
        remote: str | None = ...,
        *,
        dry_run: Literal[True],
        **options: Unpack[FolderOptions],
    ) -> SyncPlan: ...

    @overload
    def sync_directory(
        self,
        directory: str | os.PathLike[str],
        verbose: bool = ...,
        remote: str | None = ...,
        *,
        dry_run: bool,
        **options: Unpack[FolderOptions],
    ) -> TransferReport | SyncPlan: ...

    def sync_directory(
        self,
        directory: str | os.PathLike[str],
        verbose: bool = False,
        remote: str | None = None,
        *,
        dry_run: bool = False,
        delete: bool = True,
        allow_empty: bool = False,
        include: Patterns = None,
        exclude: Patterns = None,
        follow_symlinks: bool = False,
        max_concurrency: int = DEFAULT_CONCURRENCY,
        progress: bool | Progress | None = None,
    ) -> TransferReport | SyncPlan:
        """Make the bucket, or a folder of it, hold what a local folder holds.

        Files are compared by size and digest; what is the same is not sent again. Files of the
        bucket that the folder does not have are deleted, after every upload has succeeded, and
        only below ``remote``. What is left out, other than by patterns, is warned of in the log.

        :param directory: the local folder.
        :param verbose: log the plan, at level INFO. Default ``False``.
        :param remote: the folder of the bucket; the whole bucket when ``None``, ``""``, or ``"/"``
            while keys are tidied.
        :param dry_run: only plan. Default ``False``.
        :param delete: ``False`` to keep what the folder does not have. Default ``True``.
        :param allow_empty: let an empty folder empty the bucket. Default ``False``.
        :param include: patterns of the files to look at, a text or several; all when ``None``.
            They are held against the path below the folder. ``*`` stands for anything but ``/``,
            ``?`` for one such character, ``[a-z]`` and ``[!a-z]`` for one of some, and ``**`` as a
            whole component for any folders. A pattern without ``/`` matches names in any folder;
            others, and those that begin with ``/``, match from the top; one that ends in ``/``
            matches folders only. ``\\`` is refused: ``/`` is what separates folders.
        :param exclude: patterns of the files to pass by, which win over ``include``; they are
            neither sent nor deleted.
        :param follow_symlinks: follow links to files and folders inside the folder; others, and
            all of them by default, are left out.
        :param max_concurrency: how many files are sent at once. Default 10.
        :param progress: as in :meth:`get_file`.
        :return: what was uploaded, copied, deleted, and left as it is; with ``dry_run``, the plan,
            which prints as a table.
        :raises MissingFolder: there is no such folder; also a ``NotADirectoryError``.
        :raises InvalidValue: a value cannot be right, or the folder is empty and the bucket is not.
        :raises MissingBucketException: the bucket does not exist.
        :raises TransferFailed: some files could not be uploaded, and nothing was deleted; the
            others were, and its ``report`` tells of all.
        :raises StorageError: the bucket cannot be listed, or not be listed as it should be;
            nothing was deleted.

        >>> from pathlib import Path
        >>> Path("texts").mkdir()
        >>> size = Path("texts", "a.txt").write_text("one")
        >>> bucket = connection.create_bucket("my-texts")
        >>> plan = bucket.sync_directory("texts", remote="in", dry_run=True)
        >>> [action.key for action in plan.uploads]
        ['in/a.txt']
        >>> report = bucket.sync_directory("texts", remote="in")
        >>> report.uploaded
        ('in/a.txt',)
        """
        _checks.local_path("directory", directory)
        _check_verbose(verbose)
        folder = self._connection.clean_folder("remote", remote)
        _check_flags(
            dry_run=dry_run,
            delete=delete,
            allow_empty=allow_empty,
            follow_symlinks=follow_symlinks,
        )
        _checks.whole_number("max_concurrency", max_concurrency, 1)
        store = self._connection.object_store()
        from qarnot._objects import plan_sync_directory

        make_plan = partial(
            plan_sync_directory,
            store,
            self._name,
            directory,
            folder,
            delete=delete,
            allow_empty=allow_empty,
            include=include,
            exclude=exclude,
            follow_symlinks=follow_symlinks,
        )
        what = repr(os.fspath(directory))
        return self._carry_out(make_plan, what, verbose, dry_run, max_concurrency, progress)

    @overload
    def sync_files(
        self,
        files: Mapping[str, str | os.PathLike[str]],
        verbose: bool = ...,
        remote: str | None = ...,
        *,
        dry_run: Literal[False] = ...,
        **options: Unpack[FilesOptions],
    ) -> TransferReport: ...

    @overload
    def sync_files(
        self,
        files: Mapping[str, str | os.PathLike[str]],
        verbose: bool = ...,
        remote: str | None = ...,
        *,
        dry_run: Literal[True],
        **options: Unpack[FilesOptions],
    ) -> SyncPlan: ...

    @overload
    def sync_files(
        self,
        files: Mapping[str, str | os.PathLike[str]],
        verbose: bool = ...,
        remote: str | None = ...,
        *,
        dry_run: bool,
        **options: Unpack[FilesOptions],
    ) -> TransferReport | SyncPlan: ...

    def sync_files(
        self,
        files: Mapping[str, str | os.PathLike[str]],
        verbose: bool = False,
        remote: str | None = None,
        *,
        dry_run: bool = False,
        delete: bool = True,
        allow_empty: bool = False,
        max_concurrency: int = DEFAULT_CONCURRENCY,
        progress: bool | Progress | None = None,
    ) -> TransferReport | SyncPlan:
        """Make the bucket, or a folder of it, hold some files and no others.

        As :meth:`sync_directory`, with files from anywhere. When one of them is missing, nothing is
        done.

        :param files: the paths of the files, by the keys that they are to have below ``remote``.
        :param verbose: log the plan, at level INFO. Default ``False``.
        :param remote: the folder of the bucket; the whole bucket when ``None``, ``""``, or ``"/"``
            while keys are tidied.
        :param dry_run: only plan. Default ``False``.
        :param delete: ``False`` to keep what ``files`` does not have. Default ``True``.
        :param allow_empty: let no files empty the bucket. Default ``False``.
        :param max_concurrency: how many files are sent at once. Default 10.
        :param progress: as in :meth:`get_file`.
        :return: as of :meth:`sync_directory`.
        :raises InvalidValue: a path is no file, a key ends in ``/``, two keys are the same when
            tidied, or there are no files and the bucket has some.
        :raises MissingBucketException: the bucket does not exist.
        :raises TransferFailed: some files could not be uploaded, and nothing was deleted; the
            others were, and its ``report`` tells of all.
        :raises StorageError: the bucket cannot be listed, or not be listed as it should be;
            nothing was deleted.
        """
        wanted = _checked_files(files)
        _check_verbose(verbose)
        folder = self._connection.clean_folder("remote", remote)
        _check_flags(dry_run=dry_run, delete=delete, allow_empty=allow_empty)
        _checks.whole_number("max_concurrency", max_concurrency, 1)
        found = {self._connection.clean_key(key): path for key, path in wanted.items()}
        if len(found) < len(wanted):
            raise InvalidValue(f"files: two of the keys are the same when tidied: {list(wanted)}")
        store = self._connection.object_store()
        from qarnot._objects import plan_sync_files

        make_plan = partial(
            plan_sync_files,
            store,
            self._name,
            found,
            folder,
            delete=delete,
            allow_empty=allow_empty,
        )
        return self._carry_out(make_plan, "the files", verbose, dry_run, max_concurrency, progress)

    @overload
    def sync_remote_to_local(
        self,
        local_directoy: str | os.PathLike[str],
        remote_directory: str | None = ...,
        *,
        dry_run: Literal[False] = ...,
        progress: bool | Progress | None = ...,
        **options: Unpack[FetchOptions],
    ) -> TransferReport: ...

    @overload
    def sync_remote_to_local(
        self,
        local_directoy: str | os.PathLike[str],
        remote_directory: str | None = ...,
        *,
        dry_run: Literal[True],
        progress: bool | Progress | None = ...,
        **options: Unpack[FetchOptions],
    ) -> SyncPlan: ...

    @overload
    def sync_remote_to_local(
        self,
        local_directoy: str | os.PathLike[str],
        remote_directory: str | None = ...,
        *,
        dry_run: bool,
        progress: bool | Progress | None = ...,
        **options: Unpack[FetchOptions],
    ) -> TransferReport | SyncPlan: ...

    def sync_remote_to_local(
        self,
        local_directoy: str | os.PathLike[str],
        remote_directory: str | None = None,
        *,
        dry_run: bool = False,
        include: Patterns = None,
        exclude: Patterns = None,
        skip_unsafe: bool = False,
        max_concurrency: int = DEFAULT_CONCURRENCY,
        progress: bool | Progress | None = None,
    ) -> TransferReport | SyncPlan:
        """Download the files of the bucket, or of a folder of it, that a local folder lacks.

        Files that are there already, the same by size and digest, are not fetched again. Other
        local files stay. Nothing is written outside of the folder. What is left out, other than by
        patterns, is warned of in the log, and so is a ``remote_directory`` that holds nothing.

        :param local_directoy: the local folder; made when missing. The name is the documented one.
        :param remote_directory: the folder of the bucket, taken as it is; it is left out of the
            local paths. The whole bucket when ``None`` or ``""``.
        :param dry_run: only plan. Default ``False``.
        :param include: patterns of the files to fetch, as in :meth:`sync_directory`.
        :param exclude: patterns of the files to pass by, as in :meth:`sync_directory`.
        :param skip_unsafe: leave out keys that cannot be a file in the folder, and the later of
            two that would be one file, instead of refusing all. Default ``False``.
        :param max_concurrency: how many files are fetched at once. Default 10.
        :param progress: as in :meth:`get_file`.
        :return: what was downloaded, and what was left as it is; with ``dry_run``, the plan, which
            prints as a table.
        :raises UnsafeKey: keys would lead out of the folder, or cannot be a file on some system, or
            two of them would be one file; nothing was downloaded.
        :raises InvalidValue: a local folder is in the way of a file; nothing was downloaded.
        :raises MissingBucketException: the bucket does not exist.
        :raises TransferFailed: some files could not be fetched or written; the others were, and
            its ``report`` tells of all.
        :raises StorageError: the bucket cannot be listed.
        :raises LocalFileError: the folder cannot be read or made.
        """
        _checks.local_path("local_directoy", local_directoy)
        prefix = _checks.optional_text("remote_directory", remote_directory) or ""
        _check_flags(dry_run=dry_run, skip_unsafe=skip_unsafe)
        _checks.whole_number("max_concurrency", max_concurrency, 1)
        store = self._connection.object_store()
        from qarnot._objects import plan_download_all

        make_plan = partial(
            plan_download_all,
            store,
            self._name,
            local_directoy,
            prefix,
            include=include,
            exclude=exclude,
            skip_unsafe=skip_unsafe,
        )
        what = f"bucket {self._name!r}"
        return self._carry_out(make_plan, what, False, dry_run, max_concurrency, progress)

    @overload
    def get_all_files(
        self,
        output_dir: str | os.PathLike[str],
        progress: bool | Progress | None = ...,
        *,
        dry_run: Literal[False] = ...,
        **options: Unpack[FetchOptions],
    ) -> TransferReport: ...

    @overload
    def get_all_files(
        self,
        output_dir: str | os.PathLike[str],
        progress: bool | Progress | None = ...,
        *,
        dry_run: Literal[True],
        **options: Unpack[FetchOptions],
    ) -> SyncPlan: ...

    @overload
    def get_all_files(
        self,
        output_dir: str | os.PathLike[str],
        progress: bool | Progress | None = ...,
        *,
        dry_run: bool,
        **options: Unpack[FetchOptions],
    ) -> TransferReport | SyncPlan: ...

    def get_all_files(
        self,
        output_dir: str | os.PathLike[str],
        progress: bool | Progress | None = None,
        *,
        dry_run: bool = False,
        include: Patterns = None,
        exclude: Patterns = None,
        skip_unsafe: bool = False,
        max_concurrency: int = DEFAULT_CONCURRENCY,
    ) -> TransferReport | SyncPlan:
        """Download all files of the bucket, as :meth:`sync_remote_to_local` does.

        :param output_dir: the local folder; made when missing.
        :param progress: as in :meth:`get_file`.
        :param dry_run: only plan. Default ``False``.
        :param include: patterns of the files to fetch, as in :meth:`sync_directory`.
        :param exclude: patterns of the files to pass by, as in :meth:`sync_directory`.
        :param skip_unsafe: as in :meth:`sync_remote_to_local`.
        :param max_concurrency: how many files are fetched at once. Default 10.
        :return: as of :meth:`sync_remote_to_local`.
        :raises InvalidValue: a key cannot be a file in the folder, or a local folder is in the way
            of one; nothing was downloaded.
        :raises QarnotException: as :meth:`sync_remote_to_local`.
        """
        _checks.local_path("output_dir", output_dir)
        return self.sync_remote_to_local(
            output_dir,
            dry_run=dry_run,
            include=include,
            exclude=exclude,
            skip_unsafe=skip_unsafe,
            max_concurrency=max_concurrency,
            progress=progress,
        )

    def _carry_out(
        self,
        make_plan: Callable[[], SyncPlan],
        what: str,
        verbose: bool,
        dry_run: bool,
        max_concurrency: int,
        progress: bool | Progress | None,
    ) -> TransferReport | SyncPlan:
        from qarnot._objects import planned, run_plan

        store = self._connection.object_store()
        with local_file_errors(), telling(progress) as tell:
            plan: SyncPlan = in_place(planned, make_plan)
            if verbose:
                self._connection.logger.info("%s:\n%s", self._name, plan)
            if dry_run:
                return plan
            for remark in _remarks(plan, what):
                self._connection.logger.warning("%s", remark)
            return in_place(
                run_plan,
                store,
                self._name,
                plan,
                max_concurrency=max_concurrency,
                progress=tell,
            )


def _remarks(plan: SyncPlan, what: str) -> Iterator[str]:
    """Say what of a plan is easily missed: that there is nothing, or that something is left out.

    :param what: what the files are of.
    """
    from qarnot._objects.patterns import EXCLUDED, NOT_INCLUDED
    from qarnot._objects.scan import NOT_FOLLOWED

    if plan.folder is not None and plan.prefix and not plan.downloads and not plan.skips:
        yield f"{what} holds nothing below {plan.prefix!r}, so nothing is downloaded"
    left_out = [
        step
        for step in plan.skips
        if step.etag is None
        and step.reason not in (EXCLUDED, NOT_INCLUDED)
        # What only stands for a folder has no content that could be missed.
        and not (step.key.endswith("/") and step.size == 0)
    ]
    if left_out:
        shown = [str(LeftOut(step.key, step.reason)) for step in left_out[:MOST_SHOWN]]
        if len(left_out) > MOST_SHOWN:
            shown.append(f"and {len(left_out) - MOST_SHOWN} more, as the report says")
        if any(step.reason == NOT_FOLLOWED for step in left_out):
            shown.append("follow_symlinks=True follows links that stay inside the folder")
        yield f"of {what}, {len(left_out)} left out: {'; '.join(shown)}"


def _check_verbose(verbose: object) -> None:
    if isinstance(verbose, int) and verbose in (0, 1):
        return
    advice = f"; name the folder as remote={verbose!r}" if isinstance(verbose, str) else ""
    raise InvalidValue(f"verbose: True or False was expected, not {_checks.shown(verbose)}{advice}")


def _check_flags(**flags: object) -> None:
    for name, value in flags.items():
        _checks.flag(name, value)


def _checked_files(files: Any) -> dict[str, Path]:
    if not isinstance(files, Mapping):
        raise InvalidValue(
            f"files: a dict of keys and paths was expected, not {_checks.shown(files)}"
        )
    for key in files:
        if isinstance(key, str) and key.endswith("/"):
            raise InvalidValue(
                f"files: the key of a file was expected, not {key!r}, which stands for a folder"
            )
    return {key: _checks.local_path(f"files[{key!r}]", path) for key, path in files.items()}
