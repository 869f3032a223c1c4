"""What a local folder holds."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from attrs import frozen

from qarnot._replacing import is_temporary
from qarnot.exceptions import InvalidValue, MissingFolder

from .digest import LocalContent
from .patterns import EXCLUDED, Patterns
from .steps import LocalFile
from .work import check_reading

__all__ = ["FolderContent", "Skipped", "scan_folder"]

NOT_FOLLOWED = "is a link, and links are not followed"
_ALL = Patterns()
_MOST_THROUGH_LINKS = 1_000_000


@frozen
class Skipped:
    """A name in a folder that is left out.

    :param name: its path below the folder, with ``/`` between components.
    :param reason: why it is left out.
    """

    name: str
    reason: str


class FolderContent(NamedTuple):
    """What a folder holds, each by its path below it, with ``/`` between components.

    :param files: the files, in order of their names.
    :param skipped: what is left out, in order of its names.
    :param folders: the folders that were looked into, also those without files; not itself.
    """

    files: dict[str, LocalFile]
    skipped: list[Skipped]
    folders: list[str]


def scan_folder(
    path: str | os.PathLike[str],
    patterns: Patterns = _ALL,
    *,
    follow_symlinks: bool = False,
) -> FolderContent:
    """List all files of a folder and of the folders in it.

    :param path: the folder; it may be a link itself.
    :param patterns: what is wanted, default: everything.
    :param follow_symlinks: whether links to files and folders inside the folder count as what they
        lead to, default ``False``. Those that lead out of it or round in circles are always left
        out.
    :returns: what it holds.
    :raises MissingFolder: the path is missing or not a folder.
    :raises InvalidValue: the folder cannot be read, or its links lead to one another so that
        following them would not come to an end soon.
    """
    if not isinstance(path, str | os.PathLike):
        raise InvalidValue(f"a folder is named by a text or a Path, not by {path!r}")
    root = Path(path)
    if not root.is_dir():
        state = "is not a folder" if os.path.lexists(root) else "does not exist"
        raise MissingFolder(f"the folder {str(root)!r} {state}; nothing was done")
    scan = _Scan(root, patterns, follow_symlinks)
    scan.walk()
    return FolderContent(
        dict(sorted(scan.files.items())),
        sorted(scan.skipped, key=lambda skip: skip.name),
        scan.folders,
    )


class _Folder(NamedTuple):
    """A folder to look into.

    :param name: its path below the root, as it is listed.
    :param path: where it is; no links are on the way from the root.
    :param left_from: real paths of the folders with the links through which it was reached.
    """

    name: str
    path: str
    left_from: tuple[str, ...]


class _Scan:
    def __init__(self, root: Path, patterns: Patterns, follow_symlinks: bool) -> None:
        self.files: dict[str, LocalFile] = {}
        self.skipped: list[Skipped] = []
        self.folders: list[str] = []
        self._root = root
        self._real_root = os.path.realpath(root)
        self._patterns = patterns
        self._follow_symlinks = follow_symlinks
        self._waiting = [_Folder("", os.fspath(root), ())]
        self._through_links = 0

    def walk(self) -> None:
        while self._waiting:
            check_reading()
            folder = self._waiting.pop()
            try:
                with os.scandir(folder.path) as entries:
                    names = [entry.name for entry in entries]
            except OSError as error:
                if not folder.name:
                    raise InvalidValue(
                        f"the folder {str(self._root)!r} cannot be read: {error.strerror}"
                    ) from error
                self._skip(folder.name, f"cannot be read: {error.strerror}")
                continue
            if folder.name:
                self.folders.append(folder.name)
            for name in names:
                self._take(f"{folder.name}/{name}" if folder.name else name, name, folder)

    def _take(self, relative: str, name: str, folder: _Folder) -> None:
        """List one name, skip it, or note that it is to be looked into."""
        path = os.path.join(folder.path, name)
        left_from = folder.left_from
        try:
            relative.encode()
            state = os.lstat(path)
            if stat.S_ISLNK(state.st_mode):
                here = os.path.realpath(folder.path)
                left_from = (*left_from, here)
                path, flaw = self._behind_link(path, left_from)
                if flaw:
                    self._skip(relative, flaw)
                    return
                state = os.lstat(path)
        except UnicodeEncodeError:
            self._skip(relative, "has a name that is not valid UTF-8")
            return
        except FileNotFoundError:
            self._skip(relative, "is a broken link or vanished meanwhile")
            return
        except OSError as error:
            self._skip(relative, f"cannot be read: {error.strerror}")
            return
        if left_from:
            self._count_through_links()
        if stat.S_ISDIR(state.st_mode):
            if self._patterns.excludes(f"{relative}/"):
                self._skip(relative, EXCLUDED)
            else:
                self._waiting.append(_Folder(relative, path, left_from))
        elif flaw := self._patterns.flaw(relative) or _flaw(path, name, state):
            self._skip(relative, flaw)
        else:
            self.files[relative] = LocalFile(Path(path), state.st_size, LocalContent.of_file(path))

    def _behind_link(self, link: str, left_from: tuple[str, ...]) -> tuple[str, str | None]:
        """Return the real path that a link leads to, and why it is not to be followed, if so."""
        if not self._follow_symlinks:
            return link, NOT_FOLLOWED
        target = os.path.realpath(link, strict=True)
        if not _is_in(target, self._real_root):
            return link, "is a link that leads out of the folder"
        if any(_is_in(place, target) for place in left_from):
            return link, "is a link to a folder that it is in"
        return target, None

    def _count_through_links(self) -> None:
        self._through_links += 1
        if self._through_links > _MOST_THROUGH_LINKS:
            raise InvalidValue(
                f"the links in {str(self._root)!r} lead to one another: more than "
                f"{_MOST_THROUGH_LINKS:,} names were found through them; do not follow them"
            )

    def _skip(self, relative: str, reason: str) -> None:
        readable = os.fsencode(relative).decode(errors="backslashreplace")
        self.skipped.append(Skipped(readable, reason))


def _is_in(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _flaw(path: str, name: str, state: os.stat_result) -> str | None:
    """Say why what is no folder cannot be a file to upload, if it cannot."""
    if not stat.S_ISREG(state.st_mode):
        return "is neither a file nor a folder"
    if is_temporary(name):
        return "is the temporary file of a download"
    return None if os.access(path, os.R_OK) else "may not be read"
