"""What goes wrong with files on this machine, told in this library's own errors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from qarnot.exceptions import LocalFileError, MissingLocalFile, QarnotException

__all__ = ["local_file_errors"]


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
    except FileNotFoundError as error:
        raise MissingLocalFile(str(error)) from error
    except OSError as error:
        raise LocalFileError(str(error)) from error
