"""A storage behind a proxy that spoils exchanges, and stores that reach it through that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import evolve
from botocore.retries.standard import ExponentialBackoff
from storage_options import StorageServer

from qarnot._objects import ObjectStore, StorageSettings, downloads, uploads

from .proxy import FaultProxy

RETRIES = 2


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what failed be tried again at once."""
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0)
    monkeypatch.setattr(downloads, "_FIRST_WAIT", 0)


@pytest.fixture(scope="session")
def origin(storage_server: StorageServer) -> StorageSettings:
    """How the storage itself is reached."""
    return storage_server.settings(retries=RETRIES)


@pytest.fixture(scope="session")
def proxy(origin: StorageSettings) -> Iterator[FaultProxy]:
    authorities = origin.verify if isinstance(origin.verify, str) else None
    with FaultProxy(origin.endpoint_url, authorities) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def spoiled_settings(
    origin: StorageSettings, proxy: FaultProxy, tmp_path_factory: pytest.TempPathFactory
) -> StorageSettings:
    """How the storage is reached through the proxy."""
    authority = tmp_path_factory.mktemp("authority") / "proxy.pem"
    proxy.authority.cert_pem.write_to_path(str(authority))
    return evolve(origin, endpoint_url=proxy.url, verify=str(authority))


@pytest.fixture
def spoiled(spoiled_settings: StorageSettings) -> Iterator[ObjectStore]:
    """A store that reaches the storage through the proxy."""
    store = ObjectStore(spoiled_settings)
    yield store
    store.close()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let uploads be cut into parts of another size."""
    return lambda size: monkeypatch.setattr(uploads, "PART_SIZE", size)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, with nothing beside it."""
    made = tmp_path / "around" / "folder"
    made.mkdir(parents=True)
    return made
