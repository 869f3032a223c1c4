"""Names that the file system of a folder cannot hold side by side."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from attrs import frozen

__all__ = ["Clash", "Places"]


@frozen
class Clash:
    """Why a key cannot have its place beside another one.

    :param other: the other key.
    :param flaw: the end of a sentence that begins with the key.
    """

    other: str
    flaw: str


class Places:
    """Which file or folder each key is to be, none of them twice and none both.

    :param ignores_case: whether names that differ in case or in composition of their letters only
        are one name.
    """

    def __init__(self, *, ignores_case: bool) -> None:
        self._ignores_case = ignores_case
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def take(self, key: str, name: str) -> Clash | None:
        """Give a key its place, or say what is there already.

        :param key: the key.
        :param name: its path below the folder with ``/`` between components; one that ends in
            ``/`` is a folder.
        """
        path = _one_for_all_spellings(name) if self._ignores_case else name
        if path in self._files:
            other = self._files[path]
            return Clash(other, f"would be one file with {other!r}")
        if path in self._folders:
            other = self._folders[path]
            return Clash(other, f"would be a file, and {other!r} needs a folder of the same name")
        new: list[str] = []
        for folder in _folders_of(path):
            if folder in self._files:
                other = self._files[folder]
                return Clash(other, f"needs a folder of the same name as the file of {other!r}")
            if folder in self._folders:
                break
            new.append(folder)
        if path and not path.endswith("/"):
            self._files[path] = key
        self._folders.update(dict.fromkeys(new, key))
        return None


def _folders_of(path: str) -> Iterator[str]:
    """Give the folders that a path is in, the innermost first; a folder is in itself."""
    while path := path.rpartition("/")[0]:
        yield path


def _one_for_all_spellings(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
