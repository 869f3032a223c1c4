"""What the bench of listings measures, one client for each name.

``python -m bench.listing_clients NAME URL summary|full``, also in the environment of the official
SDK.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from bench.measured import serve

TOKEN = "bench"  # noqa: S105 - it guards nothing
PAGE = 1000
PATHS = {"summary": "/tasks/summaries/paginate", "full": "/tasks/paginate"}

Result = list[Any]


def _result(count: int, uuid: object, name: object, state: object, date: Any) -> Result:
    """Make what all clients must give alike: how many tasks there were, and the last of them."""
    if isinstance(date, str):
        date = datetime.datetime.fromisoformat(date)
    return [count, uuid, name, state, date.replace(tzinfo=None).isoformat()]


def _read_items(items: list[dict[str, Any]], count: int) -> Result:
    last = items[-1]
    return _result(count, last["uuid"], last["name"], last["state"], last["creationDate"])


def parse_only(url: str, detail: str) -> Callable[[], Result]:
    """Parse the pages, which are here already, with ``json.loads``."""
    pages = list(_page_bytes(url + PATHS[detail]))

    def work() -> Result:
        count, items = 0, []
        for page in pages:
            items = json.loads(page)["data"]
            count += len(items)
        return _read_items(items, count)

    return work


def _page_bytes(address: str) -> Iterator[bytes]:
    token = None
    while True:
        body = json.dumps({"token": token, "maximumResults": PAGE}).encode()
        with urllib.request.urlopen(urllib.request.Request(address, body)) as answer:  # noqa: S310
            page: bytes = answer.read()
        yield page
        token = json.loads(page)["nextToken"]
        if token is None:
            return


def plain_httpx(url: str, detail: str) -> Callable[[], Result]:
    """Ask with httpx, parse with ``json.loads``, read from the dicts."""
    import httpx

    client = httpx.Client(base_url=url, headers={"Authorization": TOKEN}, trust_env=False)

    def work() -> Result:
        count, token = 0, None
        while True:
            answer = client.post(PATHS[detail], json={"token": token, "maximumResults": PAGE})
            page = json.loads(answer.content)
            for task in page["data"]:
                count += 1
                found = task["uuid"], task["name"], task["state"], task["creationDate"]
            token = page["nextToken"]
            if token is None:
                return _result(count, *found)

    return work


def usual_pages(url: str, detail: str) -> Callable[[], Result]:
    """List with the blocking ``Connection``, ours or that of the official SDK, by its defaults."""
    return _blocking(url, detail, {})


def large_pages(url: str, detail: str) -> Callable[[], Result]:
    """List with our ``Connection``."""
    return _blocking(url, detail, {"page_size": PAGE})


def _blocking(url: str, detail: str, options: dict[str, Any]) -> Callable[[], Result]:
    from qarnot.connection import Connection

    connection = Connection(client_token=TOKEN, cluster_url=url)

    def work() -> Result:
        count = 0
        for task in connection.all_tasks(summary=detail == "summary", **options):
            count += 1
            found = task.uuid, task.name, task.state, task.creation_date
        return _result(count, *found)

    return work


def in_async_code(url: str, detail: str) -> Callable[[], Result]:
    """List with our ``AsyncConnection``."""
    from qarnot.aio import AsyncConnection

    runner = asyncio.Runner()
    connection = AsyncConnection(client_token=TOKEN, cluster_url=url)

    async def list_all() -> Result:
        count = 0
        async for task in connection.all_tasks(summary=detail == "summary", page_size=PAGE):
            count += 1
            found = task.uuid, task.name, task.state, task.creation_date
        return _result(count, *found)

    return lambda: runner.run(list_all())


CLIENTS = {
    "parse": parse_only,
    "httpx": plain_httpx,
    "usual pages": usual_pages,
    "large pages": large_pages,
    "async": in_async_code,
}


if __name__ == "__main__":
    client, address, amount = sys.argv[1:]
    serve(CLIENTS[client](address, amount))
