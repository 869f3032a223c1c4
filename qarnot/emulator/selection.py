"""Which files of the instances go to a bucket, and under which keys."""

from __future__ import annotations

import re

from qarnot.emulator.core.running import FileSelection

__all__ = ["Chooser", "SelectionError"]


class SelectionError(Exception):
    """An expression that chooses files cannot be read."""


class Chooser:
    """Chooses files by the path that they have in the folder of their instance.

    An expression may match anywhere in the path, as ``re.search`` does. A file that both lists
    match stays out.

    :param selection: what to choose.
    :raises SelectionError: when one of its expressions is none.
    """

    def __init__(self, selection: FileSelection) -> None:
        self._prefix = selection.prefix
        self._wanted = _expression("whitelist", selection.whitelist)
        self._unwanted = _expression("blacklist", selection.blacklist)

    def takes(self, name: str) -> bool:
        """Tell whether a file is chosen.

        :param name: its path, with slashes.
        """
        if self._wanted is not None and not self._wanted.search(name):
            return False
        return self._unwanted is None or not self._unwanted.search(name)

    def key(self, name: str) -> str:
        """Give the key that a file gets in the bucket."""
        return self._prefix + name


def _expression(what: str, text: str | None) -> re.Pattern[str] | None:
    """Read an expression; none is set when it is missing or empty."""
    if not text:
        return None
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise SelectionError(f"the {what} {text!r} is not a regular expression: {error}") from error
