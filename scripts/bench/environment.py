"""The official SDK in a virtual environment of its own: it imports by the same name as ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["REQUIREMENTS", "OfficialSdkMissing", "official_python", "official_version"]

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).parent / "requirements.txt"
FOLDER = ROOT / "build/bench/official"
# Written last: what an installation that was interrupted lacks.
INSTALLED = "installed.txt"
INSTALL_SECONDS = 300


class OfficialSdkMissing(Exception):
    """The official SDK cannot be installed."""


def official_python(folder: Path = FOLDER, requirements: Path = REQUIREMENTS) -> Path:
    """Give a Python that has the official SDK, and make its environment when it is not there.

    :param folder: of the environment.
    :param requirements: what to install.
    :raises OfficialSdkMissing: it cannot be installed.
    """
    python = folder / "bin/python"
    wanted = requirements.read_text(encoding="utf-8")
    installed = folder / INSTALLED
    if installed.is_file() and installed.read_text(encoding="utf-8") == wanted:
        return python
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [*pip, "--requirement", str(requirements)],
    ):
        try:
            subprocess.run(
                command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
            )
        except subprocess.CalledProcessError as error:
            raise OfficialSdkMissing(_last_line(error.stderr or error.stdout)) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OfficialSdkMissing(str(error)) from error
    installed.write_text(wanted, encoding="utf-8")
    return python


def official_version() -> str:
    """Give the version that is compared with."""
    return REQUIREMENTS.read_text(encoding="utf-8").partition("==")[2].strip()


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "pip failed without a word"
