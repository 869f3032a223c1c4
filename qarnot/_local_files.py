"""Files on this machine; what goes wrong with them is told in this library's own errors."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from qarnot._replacing import replacing
from qarnot.exceptions import LocalFileError, MissingLocalFile, QarnotException

__all__ = ["local_file_errors", "write_whole"]


@contextlib.contextmanager
def local_file_errors() -> Iterator[None]:
    """Turn errors of the file system inside the ``with`` block into this library's.

    :raises MissingLocalFile: a file is not there.
    :raises LocalFileError: a file cannot be read or written.
    """
    try:
        yield
    except QarnotException:
        raise
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError)
        told = (MissingLocalFile if is_missing else LocalFileError)(str(error))
        told.errno, told.filename = error.errno, error.filename
        raise told from error


def write_whole(target: Path, content: IO[bytes]) -> None:
    """Write what can be read of a file into another, which appears whole or not at all."""
    with replacing(target) as file:
        shutil.copyfileobj(content, file)
