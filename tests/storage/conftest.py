"""Stores and connections whose storage is the server that ``--storage`` chooses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from conftest import Colour
from pytest_httpserver import HTTPServer
from storage_options import SECRET, StorageServer

from qarnot._objects import ObjectStore, StorageSettings
from qarnot.emulator import Emulator


def settings_for(url: str, retries: int = 0) -> StorageSettings:
    """Give the settings of a store whose storage is a server of the test's own."""
    return StorageSettings(
        endpoint_url=url,
        access_key="user@example.com",
        secret=SECRET,
        retries=retries,
        connect_timeout=5,
        read_timeout=20,
    )


@pytest.fixture(scope="session")
def shared_store(storage_server: StorageServer) -> Iterator[ObjectStore]:
    """One store for tests that do not look into it; its connections are kept."""
    store = ObjectStore(storage_server.settings())
    yield store
    store.close()


@pytest.fixture
def store(shared_store: ObjectStore) -> ObjectStore:
    return shared_store


@pytest.fixture
def bucket(shared_store: ObjectStore, storage_server: StorageServer) -> Iterator[str]:
    """An empty bucket, which is deleted at the end unless the storage forgets it anyway."""
    name = f"test-{uuid4().hex}"
    shared_store.create_bucket(name)
    yield name
    if storage_server.is_real:
        left = shared_store.resource.Bucket(name)
        # What cannot be deleted, as a version may be, goes with the server.
        with suppress(ClientError):
            left.objects.delete()
            left.delete()


@pytest.fixture
def stored(cluster: Emulator, storage_server: StorageServer) -> dict[str, Any]:
    """Settings of connections to the shared cluster, but with the storage of these tests."""
    return {
        "cluster_url": cluster.cluster_url,
        "client_token": storage_server.secret,
        "storage_url": storage_server.url,
        "storage_custom_certificate": storage_server.ca_file,
    }


@pytest.fixture
async def connection(colour: Colour, stored: dict[str, Any]) -> AsyncIterator[Any]:
    """A connection to the shared cluster, but with the storage of these tests."""
    connection = colour.connection(**stored)
    yield connection
    await colour.close(connection)


@pytest.fixture
def hostile(httpserver: HTTPServer) -> Iterator[ObjectStore]:
    """A store whose storage is the ``httpserver`` fixture."""
    store = ObjectStore(settings_for(httpserver.url_for("")))
    yield store
    store.close()
