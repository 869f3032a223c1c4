"""Opening files to be read: what is none does not hold anybody."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

__all__ = ["open_regular"]

_FLAGS: int = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


def open_regular(path: str | os.PathLike[str], *, follow: bool = True) -> BinaryIO:
    """Open a file for reading; a pipe that has taken its place would block for ever.

    :param path: its path.
    :param follow: whether it may be a link, default ``True``.
    :raises OSError: it cannot be read, is a link that is not to be followed, or is no file.
    """

    def opener(name: str, _: int) -> int:
        descriptor = os.open(name, _FLAGS if follow else _FLAGS | _NO_LINK)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is not a file any more", name)

    return open(path, "rb", opener=opener)
