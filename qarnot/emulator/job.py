"""One command that runs as a process group of its own."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qarnot.emulator.core.cluster import Stream
from qarnot.emulator.core.running import Usage
from qarnot.emulator.guardian import ANNOUNCING_SHELL, Guard
from qarnot.emulator.probes import ProcessMeter

__all__ = ["Ending", "Job", "Write"]

Write = Callable[[Stream, bytes, bool], None]
"""Takes what came on a stream, and whether that was the last."""

_PIPE_BYTES = 1 << 20


@dataclass(frozen=True)
class Ending:
    """How a command ended.

    :ivar status: its exit status, negative when a signal ended it, as in :mod:`subprocess`.
    :ivar usage: what it and all that it started used.
    """

    status: int
    usage: Usage


class Job:
    """A command that was started.

    :param command: for ``/bin/sh -c``.
    :param folder: where it works.
    :param environment: all that it sees of one.
    :param guard: where it is registered before it runs.
    :param meter: measures it.
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
        meter: ProcessMeter,
        write: Write,
    ) -> None:
        self.ended = threading.Event()
        self._final: Usage | None = None
        self._guard = guard
        self._meter = meter
        self._write = write
        self._lock = threading.Lock()
        self._wake_reader, self._wake_writer = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - running commands is what this is for
                ["/bin/sh", "-c", ANNOUNCING_SHELL, "sh", command],
                cwd=folder,
                env=environment,
                stdin=guard.descriptor,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._wake_reader)
            os.close(self._wake_writer)
            raise
        self._meter.watch(self._process.pid)
        self._reader = threading.Thread(
            target=self._read, name="qarnot-emulator-output", daemon=True
        )
        self._reader.start()

    def wait(self) -> Ending:
        """Wait for the command, end what it left running, and tell how it ended."""
        group = self._process.pid
        reaped = None
        if hasattr(os, "waitid"):
            os.waitid(os.P_PID, group, os.WEXITED | os.WNOWAIT)
        else:
            reaped = os.wait4(group, 0)
        self._meter.look(group)
        with self._lock:
            self._send(signal.SIGKILL)
            _, code, used = reaped or os.wait4(group, 0)
            status = self._process.returncode = os.waitstatus_to_exitcode(code)
            usage = self._final = self._meter.final(group, used)
            self.ended.set()
        self._meter.forget(group)
        self._guard.forget(group)
        os.close(self._wake_writer)
        self._reader.join()
        return Ending(status, usage)

    def usage(self) -> Usage:
        """Tell what the command and all that it started use now, or used when it has ended."""
        usage = self._meter.usage(self._process.pid)
        return self._final or usage

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
