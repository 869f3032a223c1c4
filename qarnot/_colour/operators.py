"""``NoOperators`` and ``Operators``: what ``[]``, ``in``, ``del`` and ``for`` do with a storage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Any, NoReturn

from qarnot import _checks
from qarnot.exceptions import InvalidValue

__all__ = ["NoOperators", "Operators"]


class NoOperators:
    """A storage of async code, whose operators cannot be awaited."""

    def __getitem__(self, filename: str) -> NoReturn:
        _refuse("await bucket.get_file(key)")

    def __setitem__(self, remote: str, filename: str | os.PathLike[str] | IO[bytes]) -> NoReturn:
        _refuse("await bucket.add_file(path, key)")

    def __delitem__(self, filename: str) -> NoReturn:
        _refuse("await bucket.delete_file(key)")

    def __contains__(self, item: object) -> NoReturn:
        _refuse("await bucket.has_file(key)")

    def __iter__(self) -> NoReturn:
        _refuse("await bucket.list_files()")


def _refuse(instead: str) -> NoReturn:
    raise InvalidValue(f"operators of a bucket cannot be used in async code; use `{instead}`")


class Operators:
    """A storage of blocking code."""

    get_file: Any
    add_file: Any
    add_directory: Any
    delete_file: Any
    has_file: Any
    list_files: Any

    def __getitem__(self, filename: str) -> str:
        """Download a file below the current folder, and give the path that was written."""
        path: str = self.get_file(filename)
        return path

    def __setitem__(self, remote: str, filename: str | os.PathLike[str] | IO[bytes]) -> None:
        """Upload a file, given as its path or opened in binary mode, or all files of a folder."""
        is_path = isinstance(filename, str | os.PathLike)
        if is_path and _checks.local_path("filename", filename).is_dir():
            self.add_directory(filename, remote)
        else:
            self.add_file(filename, remote)

    def __delitem__(self, filename: str) -> None:
        """Delete a file."""
        self.delete_file(filename)

    def __contains__(self, item: object) -> bool:
        """Tell whether there is a file of this key; an item of a listing can be given, too."""
        key = getattr(item, "key", item)
        return isinstance(key, str) and key != "" and bool(self.has_file(key))

    def __iter__(self) -> Iterator[Any]:
        """Go through all files, as ``list_files`` gives them."""
        return iter(self.list_files())
