"""Which server ``--storage`` has the tests run against: moto, swift, ceph or seaweed.

moto starts where a test needs it. The others are real ones: one is started before the first test,
for all processes of pytest-xdist. When it cannot be had on this machine, the tests that need it are
skipped, and the end of the run says why.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import asdict, frozen

from qarnot.emulator.operations import EMAIL

if TYPE_CHECKING:
    from qarnot._objects import StorageSettings

SCRIPT = Path(__file__).resolve().parents[1] / "scripts/storage_server.py"
SERVERS = ("moto", "swift", "ceph", "seaweed")
UNAVAILABLE_STATUS = 3
SECRET = "the-very-secret-token"
END_SECONDS = 20


@frozen(kw_only=True)
class StorageServer:
    """A storage server over TLS, with the account of the emulator.

    :ivar server: its name, one of ``SERVERS``.
    :ivar ca_file: the authority that its certificate is checked by.
    """

    server: str
    url: str
    ca_file: str
    access_key: str
    secret: str

    @property
    def is_real(self) -> bool:
        return self.server != "moto"

    def settings(self, **changes: Any) -> StorageSettings:
        """Give the settings of a store; nothing is repeated and nothing takes long."""
        from qarnot._objects import StorageSettings

        settings: dict[str, Any] = {
            "endpoint_url": self.url,
            "access_key": self.access_key,
            "secret": self.secret,
            "verify": self.ca_file,
            "retries": 0,
            "connect_timeout": 5,
            "read_timeout": 20,
        }
        return StorageSettings(**(settings | changes))


class StorageUnavailable(Exception):
    """The server cannot be had on this machine; the text says why."""


@contextmanager
def started(server: str) -> Iterator[StorageServer]:
    """Start a server, and end it.

    :raises StorageUnavailable: it cannot be had.
    :raises RuntimeError: it did not start.
    """
    command = [sys.executable, str(SCRIPT), server, "--access-key", EMAIL, "--secret", SECRET]
    # Parts of any size, so that what is in parts need not be large.
    with subprocess.Popen(
        [*command, "--least-part", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        ready = process.stdout.readline()
        if not ready:
            said = process.stderr.read().strip()
            is_unavailable = process.wait(END_SECONDS) == UNAVAILABLE_STATUS
            raise (StorageUnavailable if is_unavailable else RuntimeError)(said)
        yield StorageServer(**json.loads(ready))
        process.stdin.close()
        process.wait(END_SECONDS)


@frozen
class _Shared:
    """The one server of a run, or why there is none."""

    server: StorageServer | None
    missing: str = ""


SHARED = pytest.StashKey[_Shared]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--storage", choices=SERVERS, default="moto", help="moto by default")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "storage_lacks(server, why): the test is skipped on this storage server"
    )
    given = getattr(config, "workerinput", {}).get("storage")
    if given is not None:
        server, missing = given
        config.stash[SHARED] = _Shared(server and StorageServer(**server), missing)


def pytest_report_header(config: pytest.Config) -> str:
    return f"storage: {config.getoption('--storage')}"


def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    name = config.getoption("--storage")
    if name == "moto" or SHARED in config.stash or config.getoption("--collect-only"):
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    try:
        config.stash[SHARED] = _Shared(stack.enter_context(started(name)))
    except StorageUnavailable as error:
        config.stash[SHARED] = _Shared(None, str(error))
    except RuntimeError as error:
        raise pytest.UsageError(f"the storage {name} did not start: {error}") from error


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    if SHARED in node.config.stash:
        shared = node.config.stash[SHARED]
        node.workerinput["storage"] = (shared.server and asdict(shared.server), shared.missing)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    missing = config.stash[SHARED].missing if SHARED in config.stash else ""
    if missing:
        terminalreporter.section(f"storage: no {config.getoption('--storage')}")
        terminalreporter.line(missing)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("storage_lacks"):
        server, why = marker.args
        assert server in SERVERS, server
        if server == item.config.getoption("--storage"):
            pytest.skip(f"{server}: {why}")


@pytest.fixture(scope="session")
def storage_server(request: pytest.FixtureRequest) -> Iterator[StorageServer]:
    """The server that ``--storage`` chooses."""
    shared = request.config.stash.get(SHARED, None)
    if shared is None:
        with started(request.config.getoption("--storage")) as server:
            yield server
    elif shared.server is None:
        pytest.skip(shared.missing)
    else:
        yield shared.server
