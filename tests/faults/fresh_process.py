"""Run by test_life_cycle.py: what a connection changes in a process that did nothing else."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import warnings
from typing import Any

from busy_server import TOKEN

from qarnot import AsyncConnection, Connection
from qarnot.exceptions import QarnotException


def handlers() -> dict[str, list[str]]:
    known = logging.root.manager.loggerDict
    loggers = [logging.root, *(each for each in known.values() if isinstance(each, logging.Logger))]
    return {
        logger.name: [type(handler).__name__ for handler in logger.handlers]
        for logger in loggers
        if logger.handlers
    }


def five_connections(url: str) -> Any:
    """Tell the handlers of all loggers after the first and after the fifth connection."""
    levels = logging.root.level
    found = []
    for _ in range(5):
        with Connection(client_token=TOKEN, cluster_url=url, retry_count=0) as connection:
            connection.profiles_names()
            try:
                connection.retrieve_task("missing")
            except QarnotException:
                connection.create_task("n", "p")
        found.append(handlers())

    async def once() -> None:
        async with AsyncConnection(client_token=TOKEN, cluster_url=url) as connection:
            await connection.profiles_names()

    asyncio.run(once())
    found.append(handlers())
    assert logging.root.level == levels
    return found


def buckets(url: str) -> Any:
    """Use the storage in both colours."""
    with Connection(client_token="any", cluster_url=url) as connection:
        connection.create_bucket("profile-work").add_string("a", "b")
        keys = [found.key for found in connection.retrieve_bucket("profile-work").list_files()]

    async def once() -> list[str]:
        async with AsyncConnection(client_token="any", cluster_url=url) as connection:
            return [bucket.uuid for bucket in await connection.buckets()]

    return [keys, "profile-work" in asyncio.run(once())]


def unsafe(url: str) -> Any:
    """Tell what of the process's warnings is different after an unsafe connection was used."""
    # botocore has a filter of its own for ancient versions of Python, which is not our doing.
    import botocore.httpsession
    import urllib3

    assert botocore.httpsession
    before = list(warnings.filters)
    with warnings.catch_warnings(record=True) as caught:
        connection = Connection(
            client_token=TOKEN,
            cluster_url=url,
            storage_url=url,
            cluster_unsafe=True,
            storage_unsafe=True,
            retry_count=0,
        )
        connection.profiles_names()
        connection.object_store().head_bucket("b")
        connection.close()
        switched_off = [
            str(each) for each in warnings.filters if each not in before and each[0] == "ignore"
        ]
        ours = [str(warning.message) for warning in caught]
        warnings.warn("of others", urllib3.exceptions.InsecureRequestWarning, stacklevel=1)
        others = [str(warning.message) for warning in caught][len(ours) :]
    return {"switched_off": switched_off, "ours": ours, "others": others}


def main() -> None:
    api, cluster, distrusted = map(json.loads, sys.argv[1:])
    found = {
        "handlers": five_connections(api),
        "buckets": buckets(cluster),
        "unsafe": unsafe(distrusted),
        "handlers_at_the_end": handlers(),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
