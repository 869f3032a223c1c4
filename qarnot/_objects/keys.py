"""Keys of objects and the local files they stand for; nothing here touches disk or network."""

from __future__ import annotations

import os
import re
from pathlib import Path

from qarnot.exceptions import InvalidValue

from .errors import UnsafeKey

__all__ = [
    "check_key",
    "clean_key",
    "key_flaw",
    "local_path",
    "name_below",
    "name_flaw",
    "path_of",
    "prefix_of",
]

_MOST_BYTES = 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:[.:].*)?",
    re.IGNORECASE | re.DOTALL,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\x00-\x1f]')


def check_key(key: str) -> str:
    """Return a key as it is, if S3 can hold it.

    :param key: an object's key.
    :returns: the same key.
    :raises InvalidValue: it is no text, empty, not encodable or longer than 1024 bytes.
    """
    if not isinstance(key, str):
        raise InvalidValue(f"a key is a text, such as 'data/input.txt', not {key!r}")
    if flaw := key_flaw(key):
        raise InvalidValue(f"the key {key!r} {flaw}")
    return key


def key_flaw(key: str) -> str | None:
    """Say why S3 cannot hold a key, as the end of a sentence that begins with it, if it cannot.

    :param key: the key, any text.
    """
    if not key:
        return "is empty; expected one such as 'data/input.txt'"
    try:
        length = len(key.encode())
    except UnicodeEncodeError:
        return "cannot be written as UTF-8"
    return f"has {length} bytes; {_MOST_BYTES} are the most" if length > _MOST_BYTES else None


def clean_key(key: str) -> str:
    """Tidy the slashes of a key that is about to be created.

    Use it for new keys only. Keys of existing objects are addressed as they are.

    :param key: the key as the user wrote it.
    :returns: the key without slashes at its start and with single ones inside; a slash at the
        end, backslashes and spaces stay.
    :raises InvalidValue: nothing is left, or S3 cannot hold the key.

    ::

        >>> clean_key("/data//input.txt")
        'data/input.txt'
    """
    written = check_key(key)
    cleaned = re.sub("/+", "/", written).removeprefix("/")
    if not cleaned:
        raise InvalidValue(f"the key {written!r} names nothing; expected one such as 'data/a.txt'")
    return cleaned


def prefix_of(folder_name: str) -> str:
    """Return the prefix that all keys in a folder of a bucket begin with, and no others.

    :param folder_name: the folder's name, with or without a slash at the end; ``""`` is the
        whole bucket.
    :returns: the name with one slash added where there is none, or ``""``.
    :raises InvalidValue: the name is no text.

    ::

        >>> prefix_of("run1")
        'run1/'
    """
    if not isinstance(folder_name, str):
        raise InvalidValue(f"a folder in a bucket is a text, such as 'run1', not {folder_name!r}")
    return folder_name if not folder_name or folder_name.endswith("/") else folder_name + "/"


def local_path(
    folder: str | os.PathLike[str],
    key: str,
    strip_prefix: str = "",
    *,
    windows: bool = os.name == "nt",
) -> Path:
    """Return the file in a folder that an object belongs to, if that is safe on every system.

    :param folder: the local folder.
    :param key: the object's key; one that ends in ``/`` stands for a folder.
    :param strip_prefix: name of the bucket's folder that is left out of the path, default none.
    :param windows: as in :func:`name_flaw`.
    :returns: a path in the folder; the folder itself when the key is that of the left out one.
    :raises UnsafeKey: :func:`name_flaw` says why.
    :raises InvalidValue: the key does not begin with the folder that is to be left out.

    ::

        >>> local_path("results", "run1/a.txt", "run1")
        PosixPath('results/a.txt')
    """
    name = name_below(check_key(key), strip_prefix)
    if flaw := name_flaw(name, windows=windows):
        raise UnsafeKey(f"the key {key!r} {flaw}", [key])
    return path_of(folder, name)


def path_of(folder: str | os.PathLike[str], name: str) -> Path:
    """Return the path of a safe name in a folder.

    :param folder: the local folder.
    :param name: a name in which :func:`name_flaw` finds no flaw.
    """
    return Path(folder, *name.removesuffix("/").split("/"))


def name_below(key: str, strip_prefix: str = "") -> str:
    """Return the path of an object below a folder of its bucket.

    :param key: the object's key.
    :param strip_prefix: name of the bucket's folder, default: the whole bucket.
    :returns: the rest of the key; ``""`` when it is that of the folder.
    :raises InvalidValue: the key does not begin with the folder.
    """
    prefix = prefix_of(strip_prefix)
    if not key.startswith(prefix):
        raise InvalidValue(f"the key {key!r} does not begin with {prefix!r}")
    return key[len(prefix) :]


def name_flaw(name: str, *, windows: bool = os.name == "nt") -> str | None:
    """Say why an object cannot safely be a file below a local folder on every system, if so.

    It cannot if its path leads out of the folder, or has a component that is empty, ``.``, ``..``,
    only dots and spaces, a drive letter, a device name of Windows, or that holds a backslash or a
    NUL.

    :param name: the path, with ``/`` between its components; one that ends in ``/`` stands for a
        folder.
    :param windows: whether what only Windows cannot hold is a flaw too: components that end in
        a dot or a space, or that hold one of ``<>:"|?*`` or a control character. Default: whether
        this is Windows.
    :returns: the end of a sentence that begins with the key, or ``None``.
    """
    for component in name.removesuffix("/").split("/") if name else ():
        flaw = _flaw(component) or (_flaw_on_windows(component) if windows else None)
        if flaw:
            return f"is not safe as a file name: {flaw}"
    return None


def _flaw(component: str) -> str | None:
    """Say why a component of a key cannot be a file name everywhere, if it cannot."""
    if not component:
        return "it has an empty component, that is a slash at its start or two in a row"
    if not component.strip(". "):
        return f"its component {component!r} could stand for another folder"
    if "\\" in component or "\0" in component:
        return f"its component {component!r} holds a backslash or a NUL"
    if _DRIVE.match(component):
        return f"its component {component!r} begins like a drive"
    if _DEVICE.fullmatch(component):
        return f"its component {component!r} is a device of Windows"
    if _SURROGATE.search(component):
        return f"its component {component!r} cannot be written as UTF-8"
    return None


def _flaw_on_windows(component: str) -> str | None:
    if component.endswith((".", " ")):
        return f"its component {component!r} ends in a dot or a space, which Windows drops"
    if _NOT_ON_WINDOWS.search(component):
        return f"its component {component!r} holds a character that Windows does not allow"
    return None
