# Made from qarnot/_async/relations.py by `make sync`: edit that file, not this one.
"""What belongs to what: the tasks and jobs of a pool, the tasks of a job."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from qarnot._replies import list_reply
from qarnot._requests import request

if TYPE_CHECKING:
    from .connection import Connection
    from .job import Job
    from .task import Task

__all__ = ["jobs_of", "tasks_of"]


def tasks_of(connection: Connection, operation: ModuleType, uuid: str) -> list[Task]:
    """List the tasks of an object.

    :param operation: the generated module of what lists them.
    :param uuid: of the object.
    """
    from .task import Task

    found = _listed(connection, operation, uuid)
    return [Task.from_json(connection, each) for each in found]


def jobs_of(connection: Connection, operation: ModuleType, uuid: str) -> list[Job]:
    """List the jobs of an object; see :func:`tasks_of`."""
    from .job import Job

    found = _listed(connection, operation, uuid)
    return [Job.from_json(connection, each) for each in found]


def _listed(connection: Connection, operation: ModuleType, uuid: str) -> list[Mapping[str, Any]]:
    ask = request(operation, operation._get_kwargs(uuid), list_reply)
    found = connection.wire.read(ask)
    return [each for each in found if isinstance(each, Mapping) and each.get("uuid")]
