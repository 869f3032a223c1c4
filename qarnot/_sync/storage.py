# Made from qarnot/_async/storage.py by `make sync`: edit that file, not this one.
"""What every storage of files can do."""

from __future__ import annotations

import os
import warnings
from abc import ABC, abstractmethod
from typing import IO, TYPE_CHECKING

from qarnot._callers import caller_level
from qarnot._colour.operators import Operators
from qarnot._files import FileList
from qarnot._progress_bar import Progress

if TYPE_CHECKING:
    from qarnot._transfers import TransferReport

__all__ = ["Storage"]


class Storage(Operators, ABC):
    """A place for files, each under a key; :class:`~qarnot.bucket.Bucket` is the one there is.

    In blocking code, ``storage[key]`` downloads a file into the current folder,
    ``storage[key] = path`` uploads a file or a folder, ``del storage[key]`` deletes a file,
    ``key in storage`` tells whether it is there, and ``for file in storage`` goes through all.
    """

    @abstractmethod
    def add_file(self, local_or_file: str | os.PathLike[str] | IO[bytes], remote: str) -> None:
        """Upload a file."""

    @abstractmethod
    def add_directory(self, local: str | os.PathLike[str], remote: str) -> TransferReport:
        """Upload all files of a folder."""

    @abstractmethod
    def get_file(
        self,
        remote: str,
        local: str | os.PathLike[str] | IO[bytes] | None = None,
        progress: bool | Progress | None = None,
    ) -> str:
        """Download a file."""

    @abstractmethod
    def get_all_files(
        self, output_dir: str | os.PathLike[str], progress: bool | Progress | None = None
    ) -> TransferReport:
        """Download all files."""

    @abstractmethod
    def list_files(self) -> FileList:
        """List all files."""

    @abstractmethod
    def has_file(self, remote: str) -> bool:
        """Tell whether there is a file of a key."""

    @abstractmethod
    def copy_file(self, source: str, dest: str) -> None:
        """Copy a file within the storage."""

    @abstractmethod
    def delete_file(self, remote: str) -> None:
        """Delete a file."""

    def update(self, flush: bool | None = None) -> None:  # noqa: ARG002 - documented
        """Do nothing: listings are always read anew.

        .. deprecated:: 2.6
        """
        _warn_that_nothing_is_done("update")

    def flush(self) -> None:
        """Do nothing: every change is made at once.

        .. deprecated:: 2.6
        """
        _warn_that_nothing_is_done("flush")

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = object.__hash__


def _warn_that_nothing_is_done(method: str) -> None:
    warnings.warn(
        f"{method}() of a bucket does nothing and is deprecated: take the call away",
        DeprecationWarning,
        stacklevel=caller_level(),
    )
