"""Processes that belong together, and end with the one that started them."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Self

from attrs import define

__all__ = ["Processes", "ServerFailed", "Stopped"]

READY_SECONDS = 60.0
PAUSE_SECONDS = 0.05
END_SECONDS = 2.0
MOST_SHOWN = 2000
# What would change how a server, or a command, behaves.
UNWANTED = (
    *("AWS_", "CEPH_", "INITIAL_NO_AUTH_ACTION_COUNT", "MOTO_", "PYTHON", "S3_", "SWIFT_", "WEED_"),
)


class ServerFailed(Exception):
    """A server, or a command for it, did not do what it should; the text says what it said."""


class Stopped(Exception):
    """This process was asked to end, by a signal or by the end of its standard input."""


@define(eq=False)
class _Process:
    name: str
    popen: subprocess.Popen[bytes]
    output: Path
    is_server: bool

    def said(self) -> str:
        text = self.output.read_text("utf-8", "replace").strip()
        return text[-MOST_SHOWN:] or "nothing"


class Processes:
    """Starts processes, each with a group of its own, and ends them all when it is left.

    Meanwhile it keeps watch: whoever waits here hears that one has ended, and is told to stop by
    SIGINT, SIGTERM or the end of standard input. Should this process be killed, the kernel kills
    the others.

    :param place: in which a folder is made, and removed at the end.

    :ivar folder: for what they keep, and for what they say.
    :ivar end_seconds: how long they may take to end by themselves.
    """

    def __init__(self, place: Path) -> None:
        self.end_seconds = END_SECONDS
        self._place = place
        self._alive: list[_Process] = []
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._selector = stack.enter_context(selectors.PollSelector())
            self._selector.register(stack.enter_context(_told_by_signals()), selectors.EVENT_READ)
            if sys.stdin is not None:
                self._selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
            self.folder = Path(tempfile.mkdtemp(prefix="qarnot-storage-", dir=self._place))
            stack.callback(shutil.rmtree, self.folder)
            stack.callback(self._end_all)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(
        self,
        name: str,
        *command: str | os.PathLike[str],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start a server, which is to run until the end.

        :param name: of the file that has what it says.
        :param environment: variables besides those of this process.
        :raises ServerFailed: it cannot be started.
        """
        self._spawn(name, command, environment or {}, is_server=True)

    def run(self, *command: str | os.PathLike[str], seconds: float = READY_SECONDS) -> None:
        """Run a command to its end.

        :param seconds: it is ended when it takes longer.
        :raises ServerFailed: it is missing, fails or takes too long.
        :raises Stopped: this process shall end.
        """
        text = " ".join(os.fspath(each) for each in command)
        process = self._spawn("command", command, {}, is_server=False)
        self.wait_until(lambda: process not in self._alive, f"the end of {text}", seconds)
        if process.popen.returncode:
            raise ServerFailed(f"{text} ended with {process.popen.returncode}: {process.said()}")

    def wait_until(
        self, condition: Callable[[], bool], what: str, seconds: float = READY_SECONDS
    ) -> None:
        """Wait until something holds.

        :param what: is waited for, as said in the error.
        :raises ServerFailed: it takes longer than ``seconds``, or a server has ended.
        :raises Stopped: this process shall end.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                said = "; ".join(f"{each.name}: {each.said()}" for each in self._alive)
                raise ServerFailed(f"waited {seconds:g} s for {what}; {said}")
            self.watch(PAUSE_SECONDS)

    def watch(self, seconds: float | None = None) -> None:
        """Wait for so long, or until a process ends; without ``seconds`` until something happens.

        :raises ServerFailed: a server has ended.
        :raises Stopped: this process shall end.
        """
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, _Process):
                self._selector.unregister(key.fileobj)
                key.data.popen.wait()
                self._alive.remove(key.data)
                if key.data.is_server:
                    raise ServerFailed(f"{key.data.name} has ended; it said: {key.data.said()}")
            elif not os.read(key.fd, 65536) or key.fd != _standard_input():
                raise Stopped

    def _spawn(
        self,
        name: str,
        command: Sequence[str | os.PathLike[str]],
        environment: Mapping[str, str],
        *,
        is_server: bool,
    ) -> _Process:
        output = self.folder / f"{name}.log"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(UNWANTED)}
        try:
            with output.open("wb") as file:
                popen = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "KILL", "--", *command],
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    cwd=self.folder,
                    env={**kept, **environment},
                )
        except OSError as error:
            raise ServerFailed(f"{name} cannot be started: {error}") from error
        process = _Process(name, popen, output, is_server)
        self._alive.append(process)
        handle = os.pidfd_open(popen.pid)
        self._stack.callback(os.close, handle)
        self._selector.register(handle, selectors.EVENT_READ, process)
        return process

    def _end_all(self) -> None:
        """End the processes, those that were started last first."""
        for process in reversed(self._alive):
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + self.end_seconds
        for process in reversed(self._alive):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.popen.wait(max(0.0, deadline - time.monotonic()))
        for process in self._alive:
            _signal_group(process, signal.SIGKILL)
            process.popen.wait()


def _standard_input() -> int:
    return sys.stdin.fileno() if sys.stdin is not None else -1


def _signal_group(process: _Process, number: signal.Signals) -> None:
    """Send a signal to a process and what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.popen.pid, number)


@contextlib.contextmanager
def _told_by_signals() -> Iterator[int]:
    """Give a descriptor that can be read when a signal has come that asks this process to end.

    The signals themselves interrupt nothing, so that no process is started and then forgotten.
    """
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, _do_nothing) for number in numbers}
    signal.set_wakeup_fd(writing)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """Take a signal's effect away; the descriptor tells of it."""
