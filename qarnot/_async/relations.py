"""What belongs to what: the tasks of a pool or job."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from qarnot._replies import list_reply
from qarnot._requests import request

if TYPE_CHECKING:
    from .connection import AsyncConnection
    from .task import Task

__all__ = ["tasks_of"]


async def tasks_of(connection: AsyncConnection, operation: ModuleType, uuid: str) -> list[Task]:
    """List the tasks of an object.

    :param operation: the generated module of what lists them.
    :param uuid: of the object.
    """
    from .task import Task

    ask = request(operation, operation._get_kwargs(uuid), list_reply)
    return [
        Task.from_json(connection, each)
        for each in await connection.wire.read(ask)
        if isinstance(each, Mapping) and each.get("uuid")
    ]
