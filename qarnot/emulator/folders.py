"""Folders that jobs have written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["regular_files", "remove_folder"]


def regular_files(folder: Path) -> Iterator[Path]:
    """Find all files below a folder, in the order of their names; links are left out.

    A folder that vanishes meanwhile holds no files.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from regular_files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, also what its owner may not write to."""
    for place, _, _ in os.walk(folder):
        with suppress(OSError):
            os.chmod(place, 0o700)
    shutil.rmtree(folder, ignore_errors=True)
