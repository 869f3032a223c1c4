"""Which requests the emulated cluster got."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

__all__ = ["KEPT_REQUESTS", "Ledger", "RecordedRequest"]

KEPT_REQUESTS = 10_000
"""How many of the latest requests a ledger keeps."""


@dataclass(frozen=True)
class RecordedRequest:
    """A request that was answered. Tokens are never recorded.

    :ivar method: its verb.
    :ivar path: its path, with the query when it had one.
    :ivar status: HTTP status of the answer.
    :ivar body: what it carried: the value of its JSON, its text when that was not JSON, ``None``
        when it carried nothing.
    """

    method: str
    path: str
    status: int
    body: Any


class Ledger:
    """The latest requests, in the order in which they were answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[RecordedRequest] = deque(maxlen=KEPT_REQUESTS)

    def add(self, request: RecordedRequest) -> None:
        with self._lock:
            self._requests.append(request)

    def snapshot(self) -> tuple[RecordedRequest, ...]:
        with self._lock:
            return tuple(self._requests)
