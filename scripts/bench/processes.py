"""Processes of a bench, which see the packages of their own environment only."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["start"]

SCRIPTS = Path(__file__).resolve().parents[1]


def start(python: str, module: str, *arguments: str) -> subprocess.Popen[str]:
    """Run a module of the bench in a process with pipes for its input and output.

    :param python: what runs it, in whatever environment.
    :param module: its name.
    :param arguments: what it is given.
    """
    return subprocess.Popen(
        [python, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # The root of this repository has a package of the same name as the official SDK.
        cwd=SCRIPTS,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
