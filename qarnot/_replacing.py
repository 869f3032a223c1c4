"""Writing a file so that its name never shows a part of it."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["replacing"]

_LONGEST_NAME = 40
"""Characters of the final name that the temporary one shows; in UTF-8 at most 160 bytes."""


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside a target, and put it in the target's place at the end.

    When the ``with`` block raises, the temporary file goes away and the target stays as it was.

    :param target: the file to write; a link is replaced, not followed. An existing file hands
        down its permissions, a new one gets those that the process gives to any file.
    :returns: a context manager that gives the temporary file, open for writing and reading.
    :raises OSError: the folder is missing, or the file cannot be written.
    """
    temporary = target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(4)}.part")
    binary = getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | binary, 0o666)
    try:
        with open(descriptor, "w+b") as stream:
            mode = _permissions(target, os.fstat(descriptor).st_mode)
            os.chmod(temporary, 0o600)
            yield stream
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _permissions(target: Path, of_a_new_file: int) -> int:
    with suppress(FileNotFoundError):
        existing = os.lstat(target).st_mode
        if stat.S_ISREG(existing):
            return stat.S_IMODE(existing)
    return stat.S_IMODE(of_a_new_file)
