"""Connections of the client to an emulator: the only place that knows the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qarnot import AsyncConnection as AsyncConnection, Connection as Connection

__all__ = ["connect", "connect_async"]


def connect(cluster_url: str, token: str, settings: dict[str, Any]) -> Connection:
    """Make a connection; ``settings`` win over address and token."""
    from qarnot import Connection

    return Connection(**{"client_token": token, "cluster_url": cluster_url, **settings})


def connect_async(cluster_url: str, token: str, settings: dict[str, Any]) -> AsyncConnection:
    """Make a connection for async code; ``settings`` win over address and token."""
    from qarnot import AsyncConnection

    return AsyncConnection(**{"client_token": token, "cluster_url": cluster_url, **settings})
