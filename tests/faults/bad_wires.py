"""The real wire without one of its guards, to show that the tests of faults would see it.

Each takes away as little as possible: everything else is the wire that users run.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from qarnot._operations import Operation
from qarnot._transport import Deadline

__all__ = ["WITHOUT_SIZE_CAP", "without_deadline", "without_escaping"]

WITHOUT_SIZE_CAP = {"max_reply_bytes": sys.maxsize}
"""More arguments of a wire that reads whatever comes."""


@contextlib.contextmanager
def without_deadline() -> Iterator[None]:
    """Leave only what httpx has: a limit for each read on its own."""
    with (
        patch("qarnot._async.wire.attempt_deadline", _unheeded_deadline),
        patch("qarnot._sync.wire.attempt_deadline", _unheeded_deadline),
    ):
        yield


@contextlib.contextmanager
def _unheeded_deadline(seconds: float, clock: Callable[[], float]) -> Iterator[Deadline]:
    yield Deadline(seconds, clock)


@contextlib.contextmanager
def without_escaping() -> Iterator[None]:
    """Put identifiers into addresses as they are."""
    with patch("qarnot._requests._checked", _as_given):
        yield


def _as_given(operation: Operation, arguments: dict[str, Any]) -> dict[str, Any]:
    return {**arguments, "url": unquote(arguments["url"])}
