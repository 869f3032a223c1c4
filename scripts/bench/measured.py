"""The measured side of a bench: a process that does its work once for each line it is sent.

It imports the standard library only, because it also runs in environments of other packages.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

__all__ = ["serve"]


def serve(work: Callable[[], Any]) -> None:
    """Do some work for each line of the standard input, and answer with what it took.

    The answer is a line of JSON: ``wall`` and ``cpu`` in seconds, and ``result``. Whatever the work
    prints goes to the standard error.

    :param work: what is measured; gives something that JSON can hold, to compare.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for _ in sys.stdin:
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        answers.write(json.dumps({"wall": wall, "cpu": cpu, "result": result}) + "\n")
        answers.flush()
