"""What all tests share: one cluster on loopback, and both colours of the facade."""

from __future__ import annotations

import gc
import importlib.metadata
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

import loopback
import pytest

import qarnot
from qarnot.emulator import Emulator

# Options must be known before the folder of the tests that have them is looked at.
pytest_plugins = ["fault_options", "storage_options"]

SHOWN_VERSIONS = ("httpx", "httpcore", "boto3", "moto", "openapi-schema-validator", "hypothesis")


def pytest_report_header() -> str:
    versions = (f"{name} {importlib.metadata.version(name)}" for name in SHOWN_VERSIONS)
    return f"qarnot-client {qarnot.__version__}; {', '.join(versions)}"


def pytest_collection_finish() -> None:
    """Keep the thousands of collected tests out of each later search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in ("CLIENT_TOKEN", "TOKEN", "CLUSTER_URL", "CLUSTER_UNSAFE", "CLUSTER_TIMEOUT"):
        monkeypatch.delenv(f"QARNOT_{name}", raising=False)
    monkeypatch.delenv("QARNOT_STORAGE_URL", raising=False)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Emulator]:
    """One emulated cluster for all tests that do not change it as a whole."""
    with Emulator(slots=4) as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def no_pool_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a pool on the shared cluster, whose slots others would wait for."""
    if "cluster" not in request.fixturenames:
        yield
        return
    cluster: Emulator = request.getfixturevalue("cluster")
    begin = len(cluster.ledger)
    yield
    new = cluster.ledger[begin:]
    if any(each.method == "POST" and each.path.startswith("/pools") for each in new):
        pools, headers = f"{cluster.cluster_url}/pools", {"Authorization": "any"}
        found = loopback.request("GET", pools, headers=headers).json()
        left = [each["uuid"] for each in found if each["state"] not in ("Closed", "Failure")]
        for each in left:
            loopback.request("DELETE", f"{pools}/{each}", headers=headers)
        assert not left, "the test has left pools on the shared cluster"


class Colour:
    """One of the two colours, so that a scenario written once runs in both."""

    def __init__(self, name: str) -> None:
        self.is_async = name == "async"

    def connection(self, **settings: Any) -> Any:
        kind = qarnot.AsyncConnection if self.is_async else qarnot.Connection
        return kind(**{"client_token": "any", **settings})

    async def do(self, value: Any) -> Any:
        """Give a result, awaiting it in async."""
        if self.is_async:
            assert inspect.isawaitable(value), value
            return await value
        assert not inspect.isawaitable(value), value
        return value

    async def collect(self, values: AsyncIterable[Any] | Iterable[Any]) -> list[Any]:
        """Give all items of an iterator."""
        if isinstance(values, AsyncIterable):
            return [value async for value in values]
        return list(values)

    async def close(self, connection: Any) -> None:
        await self.do(connection.aclose() if self.is_async else connection.close())


@pytest.fixture(params=["sync", "async"])
def colour(request: pytest.FixtureRequest) -> Colour:
    return Colour(request.param)


@pytest.fixture
async def connection(colour: Colour, cluster: Emulator) -> AsyncIterator[Any]:
    """A connection to the shared cluster."""
    connection = colour.connection(cluster_url=cluster.cluster_url)
    yield connection
    await colour.close(connection)
