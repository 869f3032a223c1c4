"""What a local folder holds."""

from __future__ import annotations

import os
import stat
from functools import partial
from pathlib import Path

from attrs import frozen

from qarnot.exceptions import InvalidValue

from .digest import file_etag
from .plan import LocalFile

__all__ = ["Skipped", "scan_folder"]


@frozen
class Skipped:
    """A name in a folder that is left out.

    :param name: its path below the folder, with ``/`` between components.
    :param reason: why it is left out.
    """

    name: str
    reason: str


def scan_folder(path: str | os.PathLike[str]) -> tuple[dict[str, LocalFile], list[Skipped]]:
    """List all files of a folder and of the folders in it.

    Links to files inside the folder count as files; all other links are left out.

    :param path: the folder.
    :returns: the files by their path below the folder, with ``/`` between components, and what
        is left out; both in order of their names.
    :raises InvalidValue: the path is missing or not a folder.
    """
    if not isinstance(path, str | os.PathLike):
        raise InvalidValue(f"a folder is named by a text or a Path, not by {path!r}")
    root = Path(path)
    if not root.is_dir():
        state = "is not a folder" if os.path.lexists(root) else "does not exist"
        raise InvalidValue(f"the folder {str(root)!r} {state}; nothing was done")
    scan = _Scan(root)
    scan.walk()
    return dict(sorted(scan.files.items())), sorted(scan.skipped, key=lambda skip: skip.name)


class _Scan:
    def __init__(self, root: Path) -> None:
        self.files: dict[str, LocalFile] = {}
        self.skipped: list[Skipped] = []
        self._root = root
        self._real_root = root.resolve()

    def walk(self) -> None:
        waiting = [""]
        while waiting:
            inside = waiting.pop()
            try:
                with os.scandir(self._root / inside) as entries:
                    names = [entry.name for entry in entries]
            except OSError as error:
                if not inside:
                    raise InvalidValue(
                        f"the folder {str(self._root)!r} cannot be read: {error}"
                    ) from error
                self._skip(inside, f"cannot be read: {error.strerror}")
                continue
            for name in names:
                relative = f"{inside}/{name}" if inside else name
                if self._take(relative):
                    waiting.append(relative)

    def _take(self, relative: str) -> bool:
        """Take or skip one name; say whether it is a folder to look into."""
        path = self._root / relative
        try:
            relative.encode()
            state = path.lstat()
            if stat.S_ISDIR(state.st_mode):
                return True
            if stat.S_ISLNK(state.st_mode):
                if not path.resolve(strict=True).is_relative_to(self._real_root):
                    self._skip(relative, "is a link that leads out of the folder")
                    return False
                state = path.stat()
                if stat.S_ISDIR(state.st_mode):
                    self._skip(relative, "is a link to a folder")
                    return False
        except UnicodeEncodeError:
            self._skip(relative, "has a name that is not valid UTF-8")
        except FileNotFoundError:
            self._skip(relative, "is a broken link or vanished meanwhile")
        except (OSError, RuntimeError) as error:
            self._skip(relative, f"cannot be read: {error}")
        else:
            if not stat.S_ISREG(state.st_mode):
                self._skip(relative, "is neither a file nor a folder")
            elif not os.access(path, os.R_OK):
                self._skip(relative, "may not be read")
            else:
                self.files[relative] = LocalFile(path, state.st_size, partial(file_etag, path))
        return False

    def _skip(self, relative: str, reason: str) -> None:
        readable = os.fsencode(relative).decode(errors="backslashreplace")
        self.skipped.append(Skipped(readable, reason))
