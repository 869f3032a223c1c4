"""What the machine is that instances really run on."""

from __future__ import annotations

import os
import platform
from functools import cache
from pathlib import Path

from qarnot.emulator.core.running import Machine

__all__ = ["this_machine"]


@cache
def this_machine() -> Machine:
    """Describe this machine as far as it tells what it is."""
    return Machine(cpu_model=_cpu_model(), memory_mb=_memory_mb())


def _cpu_model() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, None) or platform.processor() or platform.machine() or None


def _memory_mb() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (ValueError, OSError):
        return None
