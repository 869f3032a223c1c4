"""Files of instances on their way to a bucket."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from qarnot.emulator.core.running import FileSelection
from qarnot.emulator.selection import Chooser
from qarnot.emulator.workspace import FileStore, Workspace

__all__ = ["ResultStore", "Snapshot", "UploadInterrupted", "upload_results"]

_FAILURES_SHOWN = 5


class ResultStore(FileStore, Protocol):
    """What uploading needs of the storage."""

    def make_bucket(self, bucket: str) -> None: ...

    def put(self, bucket: str, key: str, path: Path) -> None: ...


class UploadInterrupted(Exception):
    """Nobody waits for the files any more."""


def upload_results(
    store: ResultStore,
    workspace: Workspace,
    numbers: Iterable[int],
    selection: FileSelection,
    check: Callable[[], None],
) -> tuple[dict[int, tuple[str, ...]], str | None]:
    """Upload what instances that have ended made.

    :param numbers: the instances.
    :param selection: which of their files, and where to.
    :param check: called before each file; raises when the upload is to end.
    :return: the keys that each instance uploaded, and what went wrong with the rest, if anything.
    :raises SelectionError: when an expression of the selection is none.
    """
    chooser = Chooser(selection)
    keys: dict[int, tuple[str, ...]] = {}
    failures: list[str] = []
    store.make_bucket(selection.bucket)
    for number in numbers:
        uploaded: list[str] = []
        for name, path in workspace.changed_files(number):
            check()
            if chooser.takes(name):
                try:
                    store.put(selection.bucket, chooser.key(name), path)
                    uploaded.append(chooser.key(name))
                except Exception as failure:  # noqa: BLE001 - the others must not suffer
                    failures.append(f"{name!r} of instance {number}: {failure}")
        keys[number] = tuple(uploaded)
    if not failures:
        return keys, None
    return keys, f"{len(failures)} results cannot be uploaded to {_shown(selection, failures)}"


class Snapshot:
    """The files of instances that may still run, saved once.

    Each file is copied first, so that what is saved does not change on its way.

    :param store: where the bucket is.
    :param selection: which files, and where to.
    :param progress: told how many bytes there are to save, and how many are saved.
    :param check: called before each file; raises when the snapshot is to end.
    :ivar transferred: how many bytes are saved.
    """

    def __init__(
        self,
        store: ResultStore,
        selection: FileSelection,
        progress: Callable[[int, int], None],
        check: Callable[[], None],
    ) -> None:
        self.transferred = 0
        self._store = store
        self._selection = selection
        self._progress = progress
        self._check = check

    def take(self, workspace: Workspace | None, numbers: Iterable[int]) -> str | None:
        """Save the files that these instances have made so far.

        Files that vanish meanwhile are left out.

        :param workspace: where the folders of the instances are; ``None`` when there are none.
        :param numbers: the instances.
        :return: what went wrong with some of the files, if anything.
        :raises SelectionError: when an expression of the selection is none.
        """
        chooser = Chooser(self._selection)
        self._check()
        self._store.make_bucket(self._selection.bucket)
        if workspace is None:
            return None
        found: list[tuple[str, Path, int]] = []
        for number in numbers:
            for name, path in workspace.changed_files(number):
                self._check()
                if chooser.takes(name) and (size := _size(path)) is not None:
                    found.append((chooser.key(name), path, size))
        left = sum(size for _, _, size in found)
        self._progress(left, 0)
        failures: list[str] = []
        for key, path, size in found:
            self._check()
            left -= size
            try:
                self._save(key, path, workspace.spare_file())
            except FileNotFoundError:
                pass
            except Exception as failure:  # noqa: BLE001 - the others must not suffer
                failures.append(f"{key!r}: {failure}")
            self._progress(self.transferred + left, self.transferred)
        if not failures:
            return None
        return f"{len(failures)} files cannot be saved to {_shown(self._selection, failures)}"

    def _save(self, key: str, path: Path, spare: Path) -> None:
        try:
            shutil.copyfile(path, spare)
            self._store.put(self._selection.bucket, key, spare)
            self.transferred += spare.stat().st_size
        finally:
            spare.unlink(missing_ok=True)


def _size(path: Path) -> int | None:
    try:
        return path.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return None


def _shown(selection: FileSelection, failures: list[str]) -> str:
    return f"{selection.bucket}: {'; '.join(failures[:_FAILURES_SHOWN])}"
