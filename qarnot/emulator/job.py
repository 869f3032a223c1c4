"""One command that runs as a process group of its own."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from qarnot.emulator.core.cluster import Stream
from qarnot.emulator.guardian import ANNOUNCING_SHELL, Guard

__all__ = ["Job", "Write"]

Write = Callable[[Stream, bytes, bool], None]
"""Takes what came on a stream, and whether that was the last."""

_PIPE_BYTES = 1 << 20


class Job:
    """A command that was started.

    :param command: for ``/bin/sh -c``.
    :param folder: where it works.
    :param environment: all that it sees of one.
    :param guard: where it is registered before it runs.
    :param write: called with what the command writes, from a thread of the job.
    :raises OSError: when it cannot be started.
    :raises ValueError: when the command or the environment holds a null character.
    """

    def __init__(
        self,
        command: str,
        folder: Path,
        environment: Mapping[str, str],
        guard: Guard,
        write: Write,
    ) -> None:
        self.ended = threading.Event()
        self._guard = guard
        self._write = write
        self._lock = threading.Lock()
        self._process = subprocess.Popen(  # noqa: S603 - running commands is what this is for
            ["/bin/sh", "-c", ANNOUNCING_SHELL, "sh", command],
            cwd=folder,
            env=environment,
            stdin=guard.descriptor,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._wake_reader, self._wake_writer = os.pipe()
        self._reader = threading.Thread(
            target=self._read, name="qarnot-emulator-output", daemon=True
        )
        self._reader.start()

    def wait(self) -> int:
        """Wait for the command, end what it left running, and give its exit status.

        The status is negative when a signal ended it, as in :mod:`subprocess`.
        """
        group = self._process.pid
        if hasattr(os, "waitid"):
            os.waitid(os.P_PID, group, os.WEXITED | os.WNOWAIT)
        else:
            self._process.wait()
        with self._lock:
            self._send(signal.SIGKILL)
            status = self._process.wait()
            self.ended.set()
        self._guard.forget(group)
        os.close(self._wake_writer)
        self._reader.join()
        return status

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the command and all that it started."""
        with self._lock:
            if not self.ended.is_set():
                self._send(number)

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _read(self) -> None:
        """Pass on what the command writes, until its streams end or it has ended itself."""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        streams: dict[int, Stream] = {
            self._process.stdout.fileno(): "stdout",
            self._process.stderr.fileno(): "stderr",
        }
        has_ended = False
        with selectors.DefaultSelector() as selector:
            for descriptor in (*streams, self._wake_reader):
                selector.register(descriptor, selectors.EVENT_READ)
            while streams and not has_ended:
                for key, _ in selector.select():
                    if key.fd == self._wake_reader:
                        has_ended = True
                    elif data := os.read(key.fd, 65536):
                        self._write(streams[key.fd], data, False)
                    else:
                        selector.unregister(key.fd)
                        self._write(streams.pop(key.fd), b"", True)
        for descriptor, stream in streams.items():
            os.set_blocking(descriptor, False)
            with suppress(BlockingIOError):
                self._write(stream, os.read(descriptor, _PIPE_BYTES), False)
            self._write(stream, b"", True)
        self._process.stdout.close()
        self._process.stderr.close()
        os.close(self._wake_reader)
