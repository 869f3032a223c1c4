# Made from qarnot/_async/resolving.py by `make sync`: edit that file, not this one.
"""Finding out later what became of a submission whose outcome was not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from qarnot import _checks
from qarnot._finding import go_on_with
from qarnot.exceptions import InvalidValue, SubmissionUnknown

from .job import Job
from .pool import Pool
from .task import Task

if TYPE_CHECKING:
    from .connection import Connection

__all__ = ["resolve"]

# What a creation makes, and whether its body says all that there is to know of it.
_MADE: Final[Mapping[str, tuple[type[Task | Pool | Job], bool]]] = {
    "create_task": (Task, True),
    "clone_task": (Task, False),
    "retry_task": (Task, False),
    "recover_task": (Task, False),
    "resume_task": (Task, False),
    "create_pool": (Pool, True),
    "clone_pool": (Pool, False),
    "create_job": (Job, True),
}


def resolve(connection: Connection, error: SubmissionUnknown) -> Task | Pool | Job:
    """Find out what became of a submission; see ``resolve`` of the connection."""
    if not isinstance(error, SubmissionUnknown):
        raise InvalidValue(f"error: a SubmissionUnknown was expected, not {_checks.shown(error)}")
    known: Any = _MADE.get(str(error.operation))
    if known is None:
        raise InvalidValue(f"error: {error.operation} has submitted no task, pool or job")
    if error.cluster not in (None, connection.cluster):
        raise InvalidValue(f"error: it comes from {error.cluster}, not from {connection.cluster}")
    kind, is_whole = known
    creation = go_on_with(error, settle_wait=connection.wire.settle_wait)
    created = connection.wire.create(creation)
    made: Task | Pool | Job = kind.of_json(connection, {})
    made.take(creation, created, is_summary=not is_whole)
    connection.wire.warn_of(creation, created)
    return made
