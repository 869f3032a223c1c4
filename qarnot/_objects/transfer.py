"""Carrying out a plan."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from attrs import define, field, frozen

from qarnot._local_files import local_file_errors
from qarnot._transfers import Failure, LeftOut, TransferReport
from qarnot.exceptions import (
    ApiUnreachable,
    ClockSkew,
    ConnectionClosed,
    InvalidValue,
    MissingBucketException,
    QarnotException,
    ReadOnlyConnection,
    StorageError,
    TransferFailed,
    UnauthorizedException,
)

from .call import Call
from .copying import copy
from .deletion import delete
from .downloads import download
from .errors import MissingObject, StorageRefused
from .listing import stored_objects
from .plan import confirmed_deletions
from .progress import Progress
from .sources import FileSource
from .steps import Action, StoredObject, SyncPlan
from .store import ObjectStore
from .targets import FolderTargets
from .uploads import upload
from .work import MOST_AT_ONCE, Stopped, reading_until

__all__ = ["run_plan"]

_log = logging.getLogger("qarnot")

_HOPELESS = (ClockSkew, ConnectionClosed, MissingBucketException, ReadOnlyConnection)
"""Errors that all further transfers would meet, too."""
_MOST_IN_A_ROW = 3
"""After so many files in a row that nothing answered, or that were forbidden, none is tried."""
_SHOWN = 5


def run_plan(
    store: ObjectStore,
    bucket: str,
    plan: SyncPlan,
    *,
    max_concurrency: int = MOST_AT_ONCE,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
) -> TransferReport:
    """Carry out a plan: transfers first, several at once, and deletions when all succeeded.

    A file that cannot be transferred does not keep the others from it. What vanished since the
    plan was made, or cannot be read, is left out, and then nothing is deleted. Deletions are
    confirmed by a second listing: what has changed since the first one stays.

    :param store: the storage.
    :param bucket: the bucket's name.
    :param plan: what is to be done.
    :param max_concurrency: how many requests are under way at once, default 10.
    :param progress: called with the bytes done, the bytes in all and the key, from other
        threads but never twice at once; default: nobody is told.
    :param cancelled: set it from another thread to stop; default: only an interrupt does.
    :returns: what was done.
    :raises InvalidValue: the number of transfers is below 1.
    :raises TransferFailed: some files could not be transferred; nothing was deleted.
    :raises StorageError: it was cancelled, or the second listing is not to be trusted.
    :raises QarnotException: what no further transfer could succeed with: refused credentials, a
        storage that does not answer.
    """
    begin = time.monotonic()
    with store.call(
        bucket, progress=progress, most_at_once=max_concurrency, cancelled=cancelled
    ) as call:
        run = _Run(call, plan)
        try:
            run.transfer()
            deleted = run.delete()
        except BaseException as error:
            error.add_note(run.progress)
            raise
        return run.report(deleted, time.monotonic() - begin)


@frozen
class _Done:
    """How one step went.

    :param size: bytes that were moved.
    :param kind: what was done.
    :param is_verified: whether the content could be held against what the storage says.
    :param left_out: why nothing was done.
    """

    size: int
    kind: str
    is_verified: bool = True
    left_out: str | None = None


@define
class _Run:
    call: Call
    plan: SyncPlan
    done: dict[Action, _Done] = field(factory=dict)
    failures: list[Failure] = field(factory=list)
    hopeless: BaseException | None = None
    in_a_row: int = 0
    lock: threading.Lock = field(factory=threading.Lock)

    def transfer(self) -> None:
        """Do all copies, uploads and downloads."""
        plan = self.plan
        steps = (*plan.copies, *plan.uploads, *plan.downloads)
        moving = (*plan.uploads, *plan.downloads)
        self.call.teller.expect(len(steps), sum(step.size for step in moving))
        targets = FolderTargets(plan.folder or Path())
        if plan.folder is not None:
            targets.make_folder(plan.folder)

        def jobs() -> Iterator[Callable[[], _Done]]:
            for step in steps:
                if self.hopeless is not None:
                    return
                yield partial(self._try, step, targets)

        for outcome in self.call.work.each(jobs(), is_whole=True):
            if outcome.result is not None:
                self.done[steps[outcome.number]] = outcome.result
            elif self.hopeless is None and outcome.number < 0:
                self.hopeless = outcome.error
        if self.hopeless is None and self.call.work.stop.is_set:
            self.hopeless = StorageError(
                f"the transfer to or from bucket {self.call.bucket!r} was cancelled"
            )
        if self.hopeless is not None:
            raise self.hopeless
        self.failures.sort(key=lambda failure: failure.key)

    def _try(self, step: Action, targets: FolderTargets) -> _Done:
        """Do a step; note here, before another one is begun, why it failed."""
        try:
            done = _do(self.call, step, targets)
            self.in_a_row = 0
            return done
        except BaseException as error:
            with self.lock:
                self._note(step, error)
            raise

    def _note(self, step: Action, error: BaseException) -> None:
        # What it went through keeps the content and the files of its frames alive.
        _clear_frames(error)
        told = self.call.teller.error
        is_failure = isinstance(error, QarnotException) and told is None
        if self.call.work.stop.is_set or not is_failure:
            self.hopeless = self.hopeless or told or error
            return
        self.failures.append(Failure(step.key, step.path, error))
        self.call.teller.tell(0, step.size, step.key)
        self.in_a_row += isinstance(error, ApiUnreachable | UnauthorizedException)
        if isinstance(error, _HOPELESS) or self.in_a_row >= _MOST_IN_A_ROW:
            self.hopeless = self.hopeless or error

    @property
    def progress(self) -> str:
        """How far it has come, for whoever reads the error that ended it."""
        plan = self.plan
        total = len(plan.copies) + len(plan.uploads) + len(plan.downloads)
        return f"{len(self.done)} of {total} transfers had been done; run it again to go on"

    def delete(self) -> tuple[str, ...]:
        """Do the deletions, if everything that was to be there is; give their keys."""
        if self.failures or not self.plan.deletions:
            return ()
        vanished = [step.key for step, done in self.done.items() if done.left_out]
        if vanished:
            _log.warning(
                "bucket %r: nothing was deleted, because %d files vanished or could not be read",
                self.call.bucket,
                len(vanished),
            )
            return ()
        return self.call.work.alone(self._delete)

    def _delete(self) -> tuple[str, ...]:
        call = self.call
        with reading_until(call.work.stop):
            now = list(stored_objects(call.client, call.bucket, self.plan.prefix))
        deletions = confirmed_deletions(self.plan, now)
        delete(call, ({"Key": step.key} for step in deletions))
        return tuple(step.key for step in deletions)

    def report(self, deleted: tuple[str, ...], seconds: float) -> TransferReport:
        """Say what was done.

        :raises TransferFailed: not everything was.
        """
        plan = self.plan
        kept = [step for step in plan.skips if step.etag is not None]
        left_out = [LeftOut(step.key, step.reason) for step in plan.skips if step.etag is None]
        left_out += [
            LeftOut(step.key, done.left_out) for step, done in self.done.items() if done.left_out
        ]
        report = TransferReport(
            uploaded=self._keys("upload"),
            copied=self._keys("copy"),
            downloaded=self._keys("download"),
            deleted=deleted,
            skipped=tuple(step.key for step in kept),
            left_out=tuple(sorted(left_out, key=lambda each: each.name)),
            failures=tuple(self.failures),
            unverified=tuple(
                sorted(step.key for step, done in self.done.items() if not done.is_verified)
            ),
            open_uploads=self.call.open_uploads,
            bytes_moved=sum(done.size for done in self.done.values()),
            seconds=seconds,
        )
        if self.failures:
            raise _failed(self.call.bucket, report)
        return report

    def _keys(self, kind: str) -> tuple[str, ...]:
        done = self.done.items()
        return tuple(sorted(step.key for step, how in done if how.kind == kind))


def _clear_frames(error: BaseException | None) -> None:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _failed(bucket: str, report: TransferReport) -> TransferFailed:
    failures = report.failures
    done = len(report.uploaded) + len(report.copied) + len(report.downloaded)
    shown = "; ".join(map(str, failures[:_SHOWN]))
    more = f"; and {len(failures) - _SHOWN} more" if len(failures) > _SHOWN else ""
    error = TransferFailed(
        f"bucket {bucket!r}: {len(failures)} files could not be transferred, {done} were, nothing "
        f"was deleted; run it again to go on. {shown}{more}",
        report,
    )
    error.__cause__ = failures[0].error
    return error


def _do(call: Call, step: Action, targets: FolderTargets) -> _Done:
    try:
        with local_file_errors():
            return _do_it(call, step, targets)
    except Stopped as stopped:
        with local_file_errors():
            raise stopped.error from None


def _do_it(call: Call, step: Action, targets: FolderTargets) -> _Done:
    if step.path is None:
        raise InvalidValue(f"the plan names no file for {step.key!r}")
    if step.kind == "download":
        return _download(call, step, step.path, targets)
    if step.kind == "copy" and _could_copy(call, step):
        return _Done(0, "copy")
    try:
        return _Done(upload(call, step.key, FileSource(step.path, follow=False)), "upload")
    except (FileNotFoundError, PermissionError) as error:
        if isinstance(error, QarnotException):
            raise
        vanished = isinstance(error, FileNotFoundError)
        reason = "vanished" if vanished else f"cannot be read: {error.strerror}"
        _log.warning("%s %s before its upload and was left out", step.path, reason)
        return _Done(0, "none", left_out=reason)


def _could_copy(call: Call, step: Action) -> bool:
    """Copy an object; if the storage cannot, the file is to be uploaded."""
    assert step.source is not None
    assert step.etag is not None
    meter = call.meter(step.key, 0)
    try:
        copy(call, StoredObject(step.source, step.size, step.etag), step.key)
    except (MissingObject, StorageRefused) as error:
        _log.info("%s; %s is uploaded instead", error, step.path)
        return False
    meter.finish(0)
    return True


def _download(call: Call, step: Action, path: Path, targets: FolderTargets) -> _Done:
    if step.key.endswith("/"):
        targets.make_folder(path)
        call.meter(step.key, step.size).finish(step.size)
        return _Done(0, "download")
    stored = StoredObject(step.key, step.size, step.etag or "")
    try:
        fetched = download(call, stored, targets.file(path))
    except MissingObject:
        _log.warning("%r vanished before its download and was left out", step.key)
        return _Done(0, "none", left_out="vanished")
    return _Done(fetched.size, "download", fetched.is_verified)
