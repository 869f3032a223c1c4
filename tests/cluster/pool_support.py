"""What the tests of pools share."""

from __future__ import annotations

from typing import Any

from task_support import UUID, new_name

__all__ = ["NOTHING", "PATH", "a_pool", "pool_json"]

PATH = f"/pools/{UUID}"
# Nobody answers there.
NOTHING = "http://127.0.0.1:9"


def pool_json(**more: Any) -> dict[str, Any]:
    """Give a pool as the API shows it, with little in it."""
    return {
        "uuid": UUID,
        "name": "a pool",
        "shortname": "a-pool",
        "profile": "docker-batch",
        "state": "FullyExecuting",
        **more,
    }


def a_pool(connection: Any, count: int = 1) -> Any:
    """Make a pool with a name that no other test has."""
    return connection.create_pool("a pool", "docker-batch", count, new_name("pool"))
