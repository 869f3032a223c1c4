"""Names that the file system of a folder cannot hold side by side."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from qarnot.exceptions import InvalidValue

__all__ = ["refuse_clashes"]


def refuse_clashes(names: Iterable[tuple[str, str]], *, ignores_case: bool) -> None:
    """Make sure that no two objects would be one file, and none a file and a folder.

    :param names: key of each object, and its path below the folder with ``/`` between components;
        one that ends in ``/`` is a folder.
    :param ignores_case: whether names that differ in case or in composition of their letters only
        are one name.
    :raises InvalidValue: there are two such objects; the text names them.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for key, name in names:
        path = _one_for_all_spellings(name) if ignores_case else name
        if not path.endswith("/"):
            if path in files:
                raise InvalidValue(
                    f"{files[path]!r} and {key!r} would be one file, {name!r}; download one of "
                    "them to another place"
                )
            files[path] = key
        for folder in _folders_of(path):
            if folders.setdefault(folder, key) != key:
                break
    for path in files:
        if path in folders:
            raise InvalidValue(
                f"{files[path]!r} would be a file and {folders[path]!r} needs a folder of the "
                f"same name, {path!r}; download one of them to another place"
            )


def _folders_of(path: str) -> Iterator[str]:
    """Give the folders that a path is in, the innermost first; a folder is in itself."""
    while path := path.rpartition("/")[0]:
        yield path


def _one_for_all_spellings(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
