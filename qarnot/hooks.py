"""What observers of a connection are told: one :class:`Attempt` for each time a request is sent.

>>> import qarnot
>>> attempts = []
>>> connection = qarnot.Connection(client_token=token, cluster_url=url, hooks=[attempts.append])
>>> names = connection.profiles_names()
>>> slowest = max(attempt.seconds for attempt in attempts)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen

__all__ = ["Attempt", "Hook"]


@frozen
class Attempt:
    """One attempt of one request; nothing in it shows the token.

    :ivar operation: ``operationId`` of the request, such as ``"get_task"``.
    :ivar method: HTTP method, such as ``"GET"``.
    :ivar path: path below the address of the API, such as ``"/tasks/x"``.
    :ivar attempt: 1 for the first request of a call, then 2, 3, …; looks are counted, too.
    :ivar status: HTTP status of the answer, or ``None`` when there was none.
    :ivar seconds: how long it took.
    :ivar request_id: what the server calls the request, or ``None``.
    :ivar error: why there was no usable answer, or ``None``.
    """

    operation: str
    method: str
    path: str
    attempt: int
    status: int | None
    seconds: float
    request_id: str | None
    error: str | None


Hook: TypeAlias = Callable[[Attempt], object]
"""Is called after each attempt, in the thread or task that made it.

It must be quick, and cannot change anything: what it raises is logged and goes no further.
"""
