"""A pseudo terminal for tests of what is drawn."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import termios
from collections.abc import Iterator
from typing import TextIO

import pytest

MARK = "<mark>"


class Terminal:
    """A pseudo terminal that a test looks at.

    :param master: the end that shows what was written.
    :param stream: the end to write to.
    """

    def __init__(self, master: int, stream: TextIO) -> None:
        self._master = master
        self._stream = stream

    def take(self) -> str:
        """Give what was drawn since this was last called."""
        self._stream.write(MARK)
        self._stream.flush()
        drawn = b""
        while MARK.encode() not in drawn:
            drawn += os.read(self._master, 65536)
        return drawn.decode().removesuffix(MARK)


@contextlib.contextmanager
def a_terminal(lines: int = 24, columns: int = 80) -> Iterator[Terminal]:
    """Let a pseudo terminal be the standard error, which is where bars are drawn."""
    try:
        master, slave = pty.openpty()
    except OSError as error:
        pytest.skip(f"this machine gives no pseudo terminal: {error}")
    termios.tcsetwinsize(slave, (lines, columns))
    with open(master, "rb"), open(slave, "w", encoding="utf-8") as stream:
        with contextlib.redirect_stderr(stream):
            yield Terminal(master, stream)


def screen(*drawn: str) -> list[str]:
    """Give the lines that a terminal shows after all that was drawn, without blanks at the end."""
    lines, row, column = [""], 0, 0
    for sign in re.findall(r"\x1b\[A|.", "".join(drawn), re.DOTALL):
        if sign == "\x1b[A":
            row -= 1
        elif sign == "\r":
            column = 0
        elif sign == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        else:
            lines[row] = lines[row].ljust(column)[:column] + sign + lines[row][column + 1 :]
            column += 1
    shown = [line.rstrip() for line in lines]
    while shown and not shown[-1]:
        shown.pop()
    return shown
