from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from qarnot.contract import removal
from qarnot.emulator import Emulator

from .double import Double
from .support import TOKEN, Front


@pytest.fixture(scope="session")
def strict_cluster() -> Iterator[Emulator]:
    """An emulator that knows one token only."""
    with Emulator(token=TOKEN, slots=8) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def threaded_server() -> Iterator[HTTPServer]:
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def server(threaded_server: HTTPServer) -> Iterator[HTTPServer]:
    """A server with a thread for each request, since some are answered late."""
    yield threaded_server
    try:
        threaded_server.check()
    finally:
        threaded_server.clear()


@pytest.fixture
def front(server: HTTPServer, strict_cluster: Emulator) -> Iterator[Front]:
    front = Front(server, strict_cluster.cluster_url)
    yield front
    front.close()


@pytest.fixture
def double(server: HTTPServer) -> Double:
    return Double(server)


@pytest.fixture(autouse=True)
def no_pause_between_removals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "PAUSE", 0.0)
