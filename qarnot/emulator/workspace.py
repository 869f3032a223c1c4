"""The folders that the instances of one task work in."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from qarnot.emulator.core.intake import Resource
from qarnot.emulator.folders import regular_files, remove_folder

__all__ = ["FileStore", "Workspace", "WorkspaceError"]


class FileStore(Protocol):
    """What a workspace needs of the storage."""

    def keys(self, bucket: str, prefix: str) -> Iterable[str]: ...

    def fetch(self, bucket: str, key: str, path: Path) -> None: ...


class WorkspaceError(Exception):
    """The files of a task cannot be laid out."""


class Workspace:
    """Lays out the resources of a task, and finds what its instances made of them.

    The resources are fetched once and copied for each instance.

    :param folder: where the folders of the task are made.
    :param resources: the buckets, later ones over earlier ones.
    :param store: where the buckets are.
    :param is_unwanted: tells that nobody waits for the files any more.
    """

    def __init__(
        self,
        folder: Path,
        resources: tuple[Resource, ...],
        store: FileStore,
        is_unwanted: Callable[[], bool],
    ) -> None:
        self._folder = folder
        self._resources = resources
        self._store = store
        self._is_unwanted = is_unwanted
        self._pristine = folder / "resources"
        self._digests: dict[str, bytes] | None = None
        self._failure: WorkspaceError | None = None
        self._lock = threading.Lock()

    def instance_folder(self, number: int) -> Path:
        """Make the folder of an instance, with the resources in it.

        :raises WorkspaceError: when a resource cannot be fetched or has no place in the folder.
        """
        with self._lock:
            self._fetch_once()
        folder = self._folder / str(number)
        shutil.copytree(self._pristine, folder)
        return folder

    def changed_files(self, number: int) -> Iterator[tuple[str, Path]]:
        """Find the files of an instance that are new or differ from the resources, by content.

        Links are left out, wherever they lead.
        """
        folder = self._folder / str(number)
        digests = self._digests or {}
        if folder.is_dir():
            for path in regular_files(folder):
                name = path.relative_to(folder).as_posix()
                if name not in digests or _digest(path) != digests[name]:
                    yield name, path

    def remove(self, *, keep_instances: bool) -> None:
        """Remove the folders, or only the copy of the resources that no instance works in."""
        remove_folder(self._pristine if keep_instances else self._folder)

    def _fetch_once(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._digests is not None:
            return
        try:
            self._pristine.mkdir(parents=True)
            for resource in self._resources:
                for key in self._store.keys(resource.bucket, resource.prefix):
                    if self._is_unwanted():
                        raise WorkspaceError("The task was stopped while its files were fetched")
                    self._fetch(resource, key)
        except WorkspaceError as failure:
            self._failure = failure
            raise
        except Exception as error:
            self._failure = WorkspaceError(f"Resources cannot be fetched: {error}")
            raise self._failure from error
        self._digests = {
            path.relative_to(self._pristine).as_posix(): _digest(path)
            for path in regular_files(self._pristine)
        }

    def _fetch(self, resource: Resource, key: str) -> None:
        name = key.removeprefix(resource.strip)
        shown = f"The key {key!r} of bucket {resource.bucket}"
        if name.startswith("/") or ".." in PurePosixPath(name).parts:
            raise WorkspaceError(f"{shown} would leave the folder of the job")
        path = self._pristine / name
        try:
            if not name or name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._store.fetch(resource.bucket, key, path)
        except OSError as error:
            raise WorkspaceError(
                f"{shown} has no place in the folder of the job: {error}"
            ) from error


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
