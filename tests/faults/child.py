"""Runs a part of a test in a process of its own, for what only a whole process shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def begin_child(script: str, *arguments: Any, **options: Any) -> subprocess.Popen[str]:
    """Start a script of this folder, with arguments in JSON."""
    environment = {name: text for name, text in os.environ.items() if "QARNOT" not in name}
    options = {"env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    command = [sys.executable, str(HERE / script), *map(json.dumps, arguments)]
    return subprocess.Popen(command, text=True, **options)


def end_child(child: subprocess.Popen[str], seconds: float) -> Any:
    """Give what a script printed last, as JSON; anything on its standard error is a failure."""
    try:
        said, complained = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        said, complained = child.communicate()
        raise AssertionError(f"no end within {seconds} s: {said!r} {complained!r}") from None
    assert (child.returncode, complained) == (0, ""), (child.returncode, said, complained)
    return json.loads(said.splitlines()[-1])


def run_child(script: str, *arguments: Any, seconds: float = 60) -> Any:
    """Run a script of this folder and give what it printed last."""
    return end_child(begin_child(script, *arguments), seconds)


def status_bytes(field: str) -> int:
    """Read a figure of this process as Linux knows it: ``VmRSS``, or ``VmHWM`` for the peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, figure = line.partition(":")
        if name == field:
            return int(figure.split()[0]) * 1024
    raise LookupError(field)


def files_left_open(before: list[str], patience: float = 5) -> list[str]:
    """Tell which files are open that were not, when other threads have closed theirs."""
    deadline = time.monotonic() + patience
    while True:
        left = sorted(set(open_files()) - set(before))
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.002)


def open_files() -> list[str]:
    """Tell what this process has open, as Linux knows it."""
    folder = Path("/proc/self/fd")
    found = []
    for entry in os.listdir(folder):
        try:
            found.append(f"{entry} {os.readlink(folder / entry)}")
        except FileNotFoundError:
            continue  # the listing itself
    return sorted(found)
