"""Carrying out a plan."""

from __future__ import annotations

import logging
import os
import stat
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from attrs import frozen

from qarnot.exceptions import InvalidValue, StorageError

from .plan import Action, SyncPlan
from .progress import Progress
from .store import ObjectStore

__all__ = ["TransferReport", "run_plan"]

_log = logging.getLogger("qarnot")


@frozen
class TransferReport:
    """What was done.

    :param uploaded: keys of the files that were stored.
    :param downloaded: keys of the objects that were fetched.
    :param deleted: keys of the objects that were removed.
    :param skipped: keys of what stayed as it was.
    :param bytes_moved: how many bytes were stored and fetched.
    """

    uploaded: tuple[str, ...] = ()
    downloaded: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    bytes_moved: int = 0


def run_plan(
    store: ObjectStore,
    bucket: str,
    plan: SyncPlan,
    *,
    max_concurrency: int = 10,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
) -> TransferReport:
    """Carry out a plan: transfers first, several at once, and deletions when all succeeded.

    After an error, Ctrl-C or a cancellation no further transfer begins; those under way end, then
    the error is raised. A file that vanished since the plan was made is skipped, and then nothing
    is deleted.

    :param store: the storage.
    :param bucket: the bucket's name.
    :param plan: what is to be done.
    :param max_concurrency: how many files are transferred at once, default 10.
    :param progress: called with the bytes done, the bytes in all and the key, from other
        threads but never twice at once; default: nobody is told.
    :param cancelled: set it from another thread to stop; default: cannot be stopped so.
    :returns: what was done.
    :raises InvalidValue: the number of transfers is below 1.
    :raises StorageError: a transfer failed, or it was cancelled. Further errors are in its notes.
    :raises OSError: a local file cannot be read or written.
    """
    if max_concurrency < 1:
        raise InvalidValue(f"max_concurrency must be 1 or more, not {max_concurrency!r}")
    run = _Run(store, bucket, plan, _one_at_a_time(progress), cancelled or threading.Event())
    run.transfer(max_concurrency)
    return run.finish()


class _Run:
    def __init__(
        self,
        store: ObjectStore,
        bucket: str,
        plan: SyncPlan,
        progress: Progress | None,
        cancelled: threading.Event,
    ) -> None:
        self._store = store
        self._bucket = bucket
        self._plan = plan
        self._progress = progress
        self._cancelled = cancelled
        self._moved: dict[Action, int] = {}
        self._vanished: list[str] = []
        self._errors: list[BaseException] = []

    def transfer(self, max_concurrency: int) -> None:
        """Do all uploads and downloads, or raise the first error."""
        if self._plan.folder is not None:
            self._plan.folder.mkdir(parents=True, exist_ok=True)
        total = len(self._plan.uploads) + len(self._plan.downloads)
        waiting = deque((*self._plan.uploads, *self._plan.downloads))
        running: dict[Future[int], Action] = {}
        with ThreadPoolExecutor(max_concurrency, thread_name_prefix="qarnot-storage") as pool:
            while running or (waiting and self._may_go_on()):
                while waiting and len(running) < max_concurrency and self._may_go_on():
                    action = waiting.popleft()
                    running[pool.submit(self._do, action)] = action
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(finished, key=lambda future: running[future].key):
                    self._note(running.pop(future), future)
        done = f"{len(self._moved)} of {total} transfers had been done; run it again to go on"
        if self._errors:
            first, *others = self._errors
            for other in others:
                first.add_note(f"also: {other}")
            first.add_note(done)
            raise first
        if waiting:
            raise StorageError(
                f"the transfer to or from bucket {self._bucket!r} was cancelled; {done}"
            )

    def finish(self) -> TransferReport:
        """Do the deletions and say what was done."""
        plan = self._plan
        deletions = tuple(action.key for action in plan.deletions)
        if deletions and self._vanished:
            _log.warning(
                "bucket %r: nothing was deleted, because %d files vanished before their upload",
                self._bucket,
                len(self._vanished),
            )
            deletions = ()
        if deletions:
            if self._cancelled.is_set():
                raise StorageError(
                    f"bucket {self._bucket!r}: cancelled before anything was deleted"
                )
            self._store.delete_objects(self._bucket, deletions)
        return TransferReport(
            uploaded=tuple(action.key for action in plan.uploads if action in self._moved),
            downloaded=tuple(action.key for action in plan.downloads if action in self._moved),
            deleted=deletions,
            skipped=(*(action.key for action in plan.skips), *sorted(self._vanished)),
            bytes_moved=sum(self._moved.values()),
        )

    def _may_go_on(self) -> bool:
        return not self._errors and not self._cancelled.is_set()

    def _do(self, action: Action) -> int:
        if action.path is None:
            raise InvalidValue(f"the plan names no file for {action.key!r}")
        if action.kind == "upload":
            return self._store.upload(self._bucket, action.key, action.path, self._progress)
        root = self._plan.folder or action.path.parent
        if action.key.endswith("/"):
            _make_folders(root, action.path)
            return 0
        _make_folders(root, action.path.parent)
        return self._store.download(self._bucket, action.key, action.path, self._progress)

    def _note(self, action: Action, future: Future[int]) -> None:
        error = future.exception()
        if error is None:
            self._moved[action] = future.result()
        elif action.kind == "upload" and type(error) is FileNotFoundError:
            _log.warning("%s vanished before its upload and was skipped", action.path)
            self._vanished.append(action.key)
        else:
            self._errors.append(error)


def _make_folders(root: Path, folder: Path) -> None:
    """Make a folder below a root, and refuse to go through links on the way."""
    root.mkdir(parents=True, exist_ok=True)
    current = root
    for component in folder.relative_to(root).parts:
        current = current / component
        try:
            current.mkdir()
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(current).st_mode):
                raise StorageError(
                    f"{str(current)!r} is a link or a file where a folder is needed; "
                    "nothing is written through it"
                ) from None


def _one_at_a_time(progress: Progress | None) -> Progress | None:
    if progress is None:
        return None
    lock = threading.Lock()
    tell: Callable[[float, float, str], object] = progress

    def locked(done: float, total: float, key: str) -> None:
        with lock:
            tell(done, total, key)

    return locked
