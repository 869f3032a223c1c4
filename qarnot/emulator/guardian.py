"""Sees to it that nothing outlives an emulator, however it ends.

The emulator holds the writing end of a pipe, a child process the reading end. Each job writes its
process group into the pipe before it runs anything; the emulator writes when a job has ended. When
the pipe ends without a farewell the emulator is gone, and the child kills what is left.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from qarnot.emulator.folders import remove_folder

__all__ = ["ANNOUNCING_SHELL", "Guard", "keep_watch"]

ANNOUNCING_SHELL = 'echo "+ $$" >&0 && exec /bin/sh -c -- "$1" </dev/null'
"""Shell script that registers its process group on its standard input, then becomes its argument.

When the guardian is gone it runs nothing.
"""

_FAREWELL = b"bye"
_SILENCE_SECONDS = 1.0
_KILL_SECONDS = 1.0


class Guard:
    """The emulator's end of the pipe.

    :param descriptor: writing end; also the standard input of an announcing shell.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._lock = threading.Lock()
        self._is_closed = False

    def forget(self, group: int) -> None:
        """Tell that a process group has ended."""
        self._write(b"- %d\n" % group)

    def farewell(self) -> None:
        """Tell that nothing is left, and close the pipe."""
        self._write(_FAREWELL + b"\n")
        with self._lock:
            self._is_closed = True
            os.close(self.descriptor)

    def _write(self, line: bytes) -> None:
        with self._lock, suppress(BrokenPipeError):
            if not self._is_closed:
                os.write(self.descriptor, line)


def keep_watch(descriptor: int, emulator: int, scratch: Path) -> None:
    """Wait for the end of the emulator, and clean up behind it unless it said farewell.

    :param descriptor: reading end of the pipe.
    :param emulator: process id of the emulator. Its end is also noticed when a process that it
        forked holds the pipe open.
    :param scratch: folder to remove.
    """
    groups: set[int] = set()
    unread = b""
    while True:
        if not select.select([descriptor], [], [], _SILENCE_SECONDS)[0]:
            if os.getppid() == emulator:
                continue
            break
        data = os.read(descriptor, 65536)
        if not data:
            break
        *lines, unread = (unread + data).split(b"\n")
        for line in lines:
            if line == _FAREWELL:
                return
            sign, _, group = line.partition(b" ")
            (groups.add if sign == b"+" else groups.discard)(int(group))
    _kill(groups)
    remove_folder(scratch)


def _kill(groups: set[int]) -> None:
    left = groups
    end = time.monotonic() + _KILL_SECONDS
    while left and time.monotonic() < end:
        left = {group for group in left if _is_killed(group)}
        time.sleep(0.01)


def _is_killed(group: int) -> bool:
    """Kill a process group; tells whether there was anything to kill."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return False
    return True
