"""The folders that the instances of one task work in."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
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


@dataclass(frozen=True)
class _Fetched:
    """A copy of the resources that no instance works in, and the digest of each file."""

    folder: Path
    digests: dict[str, bytes]


@dataclass
class _Instance:
    """The folder of an instance, and the digests of the files that were laid into it."""

    folder: Path
    laid: dict[str, bytes] = field(default_factory=dict)


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
        self._versions = count(1)
        self._fetched: _Fetched | None = None
        self._failure: WorkspaceError | None = None
        self._failed: set[int] = set()
        self._instances: dict[int, _Instance] = {}
        self._lock = threading.Lock()

    def instance_folder(self, number: int) -> Path:
        """Make the folder of an instance, with the resources in it and nothing else.

        Resources that could not be fetched are tried anew when the same instance asks again.

        :raises WorkspaceError: when a resource cannot be fetched or has no place in the folder.
        """
        with self._lock:
            fetched = self._fetch_for(number)
            instance = _Instance(self._folder / str(number), dict(fetched.digests))
            fresh = self._folder / f"{number}.new"
            remove_folder(fresh)
            shutil.copytree(fetched.folder, fresh)
            remove_folder(instance.folder)
            fresh.rename(instance.folder)
            self._instances[number] = instance
            return instance.folder

    def refresh(self, resources: tuple[Resource, ...], numbers: Iterable[int]) -> None:
        """Fetch the resources anew, and bring what is new or changed to instances that run.

        Files that an instance made, changed or removed itself are left as they are, and so are
        those that the buckets no longer have.

        :param resources: the buckets, later ones over earlier ones.
        :param numbers: the instances that run.
        :raises WorkspaceError: when a resource cannot be fetched, and nothing is brought; or when
            some files could not be brought.
        """
        with self._lock:
            self._resources = resources
            if self._fetched is None:
                return
            before, self._fetched = self._fetched, self._fetch()
            remove_folder(before.folder)
            failures = [
                f"{name!r} of instance {number}: {failure}"
                for number in numbers
                if (instance := self._instances.get(number))
                for name, failure in self._bring(self._fetched, instance)
            ]
        if failures:
            raise WorkspaceError(f"{len(failures)} files cannot be brought: {failures[0]}")

    def changed_files(self, number: int) -> Iterator[tuple[str, Path]]:
        """Find the files of an instance that are new or differ from the resources, by content.

        Links are left out, wherever they lead, and so are files that vanish meanwhile.
        """
        if instance := self._instances.get(number):
            for path in regular_files(instance.folder):
                name = path.relative_to(instance.folder).as_posix()
                if name not in instance.laid or _differs(path, instance.laid[name]):
                    yield name, path

    def spare_file(self) -> Path:
        """Give a place outside the folders of the instances for a file that is soon removed."""
        return self._folder / f"copy.{next(self._versions)}"

    def remove_instance(self, number: int) -> None:
        """Remove the folder of an instance that has ended."""
        with self._lock:
            if instance := self._instances.pop(number, None):
                remove_folder(instance.folder)

    def remove(self, *, keep_instances: bool) -> None:
        """Remove the folders, or only the copy of the resources that no instance works in."""
        with self._lock:
            if not keep_instances:
                remove_folder(self._folder)
            elif self._fetched is not None:
                remove_folder(self._fetched.folder)
            self._fetched = None

    def _fetch_for(self, number: int) -> _Fetched:
        """Give the resources, fetched once for all instances; a failure is shared too."""
        if self._failure is not None and number not in self._failed:
            self._failed.add(number)
            raise self._failure
        if self._fetched is None:
            try:
                self._fetched = self._fetch()
            except WorkspaceError as failure:
                self._failure = failure
                self._failed = {number}
                raise
            self._failure = None
        return self._fetched

    def _fetch(self) -> _Fetched:
        folder = self._folder / f"resources.{next(self._versions)}"
        try:
            folder.mkdir(parents=True)
            for resource in self._resources:
                for key in self._store.keys(resource.bucket, resource.prefix):
                    if self._is_unwanted():
                        raise WorkspaceError("The task was stopped while its files were fetched")
                    self._fetch_object(resource, key, folder)
            return _Fetched(
                folder,
                {
                    path.relative_to(folder).as_posix(): _digest(path)
                    for path in regular_files(folder)
                },
            )
        except WorkspaceError:
            remove_folder(folder)
            raise
        except Exception as error:
            remove_folder(folder)
            raise WorkspaceError(f"Resources cannot be fetched: {error}") from error

    def _fetch_object(self, resource: Resource, key: str, folder: Path) -> None:
        name = key.removeprefix(resource.strip)
        shown = f"The key {key!r} of bucket {resource.bucket}"
        if name.startswith("/") or ".." in PurePosixPath(name).parts:
            raise WorkspaceError(f"{shown} would leave the folder of the job")
        if not name and not key.endswith("/"):
            raise WorkspaceError(f"{shown} has no name without {resource.strip!r}")
        path = folder / name
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

    def _bring(self, fetched: _Fetched, instance: _Instance) -> Iterator[tuple[str, OSError]]:
        """Bring what is new or changed to an instance; gives the names that it failed for."""
        spare = self.spare_file()
        for name, digest in fetched.digests.items():
            path = instance.folder / name
            laid = instance.laid.get(name)
            try:
                if laid != digest and _is_free(instance.folder, name) and _holds(path, laid):
                    shutil.copy2(fetched.folder / name, spare)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    spare.replace(path)
                    instance.laid[name] = digest
            except OSError as failure:
                spare.unlink(missing_ok=True)
                yield name, failure


def _is_free(folder: Path, name: str) -> bool:
    """Tell whether no file and no link stands where a folder above a file is to be."""
    parents = (folder / parent for parent in PurePosixPath(name).parents)
    return all(each.is_dir() and not each.is_symlink() for each in parents if os.path.lexists(each))


def _holds(path: Path, digest: bytes | None) -> bool:
    """Tell whether a file has this content, or for ``None`` that there is nothing."""
    if digest is None or not path.is_file() or path.is_symlink():
        return digest is None and not os.path.lexists(path)
    return _digest(path) == digest


def _differs(path: Path, digest: bytes) -> bool:
    """Tell whether a file has another content; one that cannot be read counts as changed."""
    try:
        return _digest(path) != digest
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
