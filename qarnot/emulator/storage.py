"""The S3 server of an emulator: a child process, which is its guardian too."""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
import sys
from pathlib import Path

from qarnot.emulator.guardian import Guard

__all__ = ["StorageServer", "listen_on_loopback"]

_READY_SECONDS = 30.0
_END_SECONDS = 5.0
_UNWANTED = ("AWS_", "MOTO_", "INITIAL_NO_AUTH_ACTION_COUNT", "PYTHONWARNINGS")


def listen_on_loopback(port: int) -> socket.socket:
    """Listen on a port of the loopback address; 0 takes a free one.

    :raises OSError: naming the port, when it is not to be had.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        text = f"cannot listen on port {port} of 127.0.0.1: {error.strerror}"
        raise OSError(error.errno, text) from error
    return listener


class StorageServer:
    """A process that serves S3, and cleans up when the emulator's process is killed.

    Starts on construction; :meth:`wait_until_ready` tells when it answers.

    :param port: where it listens; 0 takes a free one.
    :param scratch: folder that it removes when the emulator is killed; its errors go there too.
    """

    def __init__(self, port: int, scratch: Path) -> None:
        self._errors = scratch / "storage.log"
        with listen_on_loopback(port) as listener, self._errors.open("wb") as errors:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            reading, writing = os.pipe()
            self.guard = Guard(writing)
            try:
                self._process = subprocess.Popen(  # noqa: S603 - all of it is ours
                    [
                        *(sys.executable, "-P", "-m", "qarnot.emulator.storage_server"),
                        *(str(listener.fileno()), str(os.getpid()), str(scratch)),
                    ],
                    env=_environment(),
                    stdin=reading,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    pass_fds=[listener.fileno()],
                    start_new_session=True,
                )
            except BaseException:
                os.close(writing)
                raise
            finally:
                os.close(reading)

    def wait_until_ready(self) -> None:
        """Wait until the server answers.

        :raises RuntimeError: when it did not start, with what it said.
        """
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            is_ready = selector.select(_READY_SECONDS) and self._process.stdout.readline()
        if not is_ready:
            said = self._errors.read_text("utf-8", "replace").strip()[-2000:]
            raise RuntimeError(f"The storage of the emulator did not start: {said or 'no reason'}")

    def stop(self) -> None:
        """End the server, and with it all that is stored."""
        self.guard.farewell()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def _environment() -> dict[str, str]:
    """Take over the environment without what would change how the server behaves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_UNWANTED)}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(os.path.abspath(place) for place in sys.path),
        "AWS_ACCESS_KEY_ID": "emulator",
        "AWS_SECRET_ACCESS_KEY": "emulator",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
