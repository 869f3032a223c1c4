"""A real S3 server on a socket, in a process of its own, and stores that talk to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest
from pytest_httpserver import HTTPServer

from qarnot._objects import ObjectStore, StorageSettings

SECRET = "the-very-secret-token"

# Ends when its standard input closes, that is with this process at the latest.
_SERVER = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel("ERROR")
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


def settings_for(url: str, retries: int = 0) -> StorageSettings:
    return StorageSettings(
        endpoint_url=url,
        access_key="user@example.com",
        secret=SECRET,
        retries=retries,
        connect_timeout=5,
        read_timeout=20,
    )


@pytest.fixture(scope="session")
def storage_url() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def shared_store(storage_url: str) -> Iterator[ObjectStore]:
    """One store for tests that do not look into it; its connections are kept."""
    store = ObjectStore(settings_for(storage_url))
    yield store
    store.close()


@pytest.fixture
def store(shared_store: ObjectStore) -> ObjectStore:
    return shared_store


@pytest.fixture
def bucket(store: ObjectStore) -> str:
    name = f"test-{uuid4().hex}"
    store.create_bucket(name)
    return name


@pytest.fixture
def hostile(httpserver: HTTPServer) -> Iterator[ObjectStore]:
    """A store whose storage is the ``httpserver`` fixture."""
    store = ObjectStore(settings_for(httpserver.url_for("")))
    yield store
    store.close()
