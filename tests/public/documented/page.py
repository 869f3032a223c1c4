"""The documented page of ``qarnot.connection`` as data, and what its statements are run with."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import re
import socket
import ssl
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from attrs import Factory, define, field, frozen
from conftest import Colour

from qarnot.emulator import Emulator

from .front import Front, put_before

__all__ = [
    "HERE",
    "NOBODY",
    "PAGE",
    "REQUIRED",
    "SAMPLE",
    "TEXT",
    "TOKEN",
    "VARIABLES",
    "Member",
    "Page",
    "Row",
    "Servers",
    "Table",
    "open_servers",
    "read_page",
    "read_sample",
    "read_variables",
    "silent_server",
]

HERE = "127.0.0.1"
NOBODY = "00000000-1111-2222-3333-444444444444"
# That of the documented sample of a configuration file.
TOKEN = "login"

# A bucket that is there from the beginning.
STORED = "documented-stored"

# The page itself, where somebody has put it.
TEXT = Path(__file__).resolve().parents[4] / "shared/reference/connection-page.txt"


# What the page says

REQUIRED = "without a default"
GENERAL = ("UnauthorizedException", "QarnotGenericException")


@frozen
class Member:
    """What the page says of a method or property.

    :ivar arguments: in their order, with their defaults; ``None`` for a property.
    :ivar returns: whether it says what comes back.
    :ivar raises: what is raised.
    :ivar has_note: whether there is a note.
    """

    arguments: dict[str, Any] | None = field(factory=dict)
    returns: bool = True
    raises: tuple[str, ...] = ()
    has_note: bool = False

    @property
    def aspects(self) -> set[str]:
        """What there has to be a row about."""
        return {
            *(self.arguments or ()),
            *(["returns"] if self.returns else []),
            *(f"raises {name}" for name in self.raises),
            *(["note"] if self.has_note else []),
        }


PAGE: dict[str, Member] = {
    "Connection": Member(
        {
            "fileconf": None,
            "client_token": None,
            "cluster_url": None,
            "cluster_unsafe": False,
            "cluster_timeout": None,
            "storage_url": None,
            "storage_unsafe": False,
            "retry_count": 5,
            "retry_wait": 1.0,
            "cluster_custom_certificate": None,
            "storage_custom_certificate": None,
        },
        returns=False,
    ),
    "s3client": Member(None),
    "s3resource": Member(None),
    "user_info": Member(None, raises=GENERAL),
    "buckets": Member(),
    "pools": Member({"summary": True, "tags_intersect": None}, raises=GENERAL),
    "tasks": Member({"tags": None, "summary": True, "tags_intersect": None}, raises=GENERAL),
    "jobs": Member(returns=False, raises=GENERAL),
    "retrieve_pool": Member({"uuid": REQUIRED}, raises=("MissingPoolException", *GENERAL)),
    "retrieve_task": Member({"uuid": REQUIRED}, raises=("MissingTaskException", *GENERAL)),
    "retrieve_job": Member({"uuid": REQUIRED}, raises=("MissingJobException", *GENERAL)),
    "retrieve_or_create_bucket": Member({"uuid": REQUIRED}),
    "retrieve_bucket": Member({"uuid": REQUIRED}, raises=("ClientError",)),
    "create_pool": Member(
        {"name": REQUIRED, "profile": REQUIRED, "instancecount": 1, "shortname": None},
        has_note=True,
    ),
    "create_elastic_pool": Member(
        {
            "name": REQUIRED,
            "profile": REQUIRED,
            "minimum_total_slots": 0,
            "maximum_total_slots": 1,
            "minimum_idle_slots": 0,
            "minimum_idle_time_seconds": 0,
            "resize_factor": 1,
            "resize_period": 90,
            "shortname": None,
        },
        has_note=True,
    ),
    "create_task": Member(
        {
            "name": REQUIRED,
            "profile_or_pool": None,
            "instancecount_or_range": 1,
            "shortname": None,
            "job": None,
        },
        has_note=True,
    ),
    "submit_tasks": Member(
        {"tasks": REQUIRED}, returns=False, raises=("QarnotGenericException",), has_note=True
    ),
    "profiles": Member(raises=GENERAL),
    "retrieve_profile": Member({"name": REQUIRED}, raises=GENERAL),
    "create_bucket": Member({"name": REQUIRED}),
}
VARIABLES = (
    "QARNOT_CLUSTER_URL",
    "QARNOT_CLUSTER_UNSAFE",
    "QARNOT_CLUSTER_TIMEOUT",
    "QARNOT_CLIENT_TOKEN",
)
# A configuration file.
SAMPLE = """\
[cluster]
# url of the REST API
url=https://localhost
# No SSL verification ?
unsafe=False
[client]
# auth string of the client
token=login
[storage]
url=https://storage
unsafe=False
"""
DEPRECATED = ("pools", "tasks", "jobs")


def read_page() -> dict[str, Member]:
    """Read from the page what :data:`PAGE` says."""
    found: dict[str, Member] = {}
    for section in TEXT.read_text().split("\n-\n"):
        begin = re.match(r"(\w+)(?:\((.*)\)\[source\])?¶", section)
        if begin is None:
            continue
        name = "Connection" if begin[1] == "__init__" else begin[1]
        found[name] = Member(
            None if begin[2] is None else _arguments(begin[2]),
            returns="Return type:" in section,
            raises=tuple(re.findall(r"(?:qarnot|botocore)\.exceptions\.(\w+)", section)),
            has_note="Note\n" in section,
        )
    return found


def read_variables() -> set[str]:
    """Read from the page which variables of the environment there are."""
    return set(re.findall(r"QARNOT_[A-Z_]+", TEXT.read_text()))


def read_sample() -> list[str]:
    """Read from the page the words of the sample, whose lines it has run together."""
    _, _, after = TEXT.read_text().partition("Configuration sample:")
    return after.partition("\n-\n")[0].split()


def _arguments(text: str) -> dict[str, Any]:
    (function,) = ast.parse(f"def documented({text}): ...").body
    assert isinstance(function, ast.FunctionDef)
    names = [each.arg for each in function.args.args]
    defaults = [ast.literal_eval(each) for each in function.args.defaults]
    required = [REQUIRED] * (len(names) - len(defaults))
    found = dict(zip(names, [*required, *defaults], strict=True))
    found.pop("self", None)
    return found


# The servers


@frozen
class Servers:
    """An emulated cluster, and servers before it.

    :ivar api: is before the API.
    :ivar storage: is before the storage.
    :ivar tls_api: as ``api``, over TLS, with a certificate that only who trusts
        ``api_certificate`` accepts.
    :ivar tls_storage: as ``storage``, over TLS, with one of ``storage_certificate``.
    """

    cluster: Emulator
    api: Front
    storage: Front
    tls_api: Front
    tls_storage: Front
    api_certificate: Path
    storage_certificate: Path


@contextlib.contextmanager
def open_servers(folder: Path) -> Iterator[Servers]:
    """Run them all; the certificates are written to a folder."""
    api_tls, api_certificate = _authority(folder / "api.pem")
    storage_tls, storage_certificate = _authority(folder / "storage.pem")
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(Emulator(token=TOKEN, runner="none"))
        with cluster.connect() as connection:
            connection.create_bucket(STORED)
        api, storage = cluster.cluster_url, cluster.storage_url
        yield Servers(
            cluster,
            stack.enter_context(put_before(api)),
            stack.enter_context(put_before(storage)),
            stack.enter_context(put_before(api, api_tls)),
            stack.enter_context(put_before(storage, storage_tls)),
            api_certificate,
            storage_certificate,
        )


def _authority(file: Path) -> tuple[ssl.SSLContext, Path]:
    """Make an authority that nobody knows, and what a server with its certificate needs."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HERE).configure_cert(context)
    return context, file


@contextlib.contextmanager
def silent_server() -> Iterator[str]:
    """Give the address of a server that takes connections and never answers."""
    with socket.create_server((HERE, 0)) as server:
        yield f"http://{HERE}:{server.getsockname()[1]}"


# What a row is run with


@define
class Page:
    """A colour, the servers, and connections to them.

    :ivar failing_url: the address of an API that answers 500, with the message "see this".
    :ivar folder: for files.
    :ivar set_variable: sets a variable of the environment until the row ends.
    """

    colour: Colour
    servers: Servers
    failing_url: str
    folder: Path
    set_variable: Callable[[str, str], None]
    _opened: list[Any] = Factory(list)

    def kind(self, name: str) -> Any:
        """Give a documented class, of the module that is documented or of ``qarnot.aio``."""
        modules = {"UserInfo": "connection", "Profile": "connection"}
        module = "aio" if self.colour.is_async else modules.get(name, name.lower())
        return getattr(importlib.import_module(f"qarnot.{module}"), name)

    def open(self, *arguments: Any, **settings: Any) -> Any:
        """Make a connection of these settings only."""
        self._opened.append(self.kind("Connection")(*arguments, **settings))
        return self._opened[-1]

    def connect(self, **settings: Any) -> Any:
        """Make a connection to the cluster that repeats nothing; ``None`` takes a setting away."""
        usual = {
            "client_token": TOKEN,
            "cluster_url": self.servers.cluster.cluster_url,
            "retry_count": 0,
        }
        given = {**usual, **settings}
        return self.open(**{name: each for name, each in given.items() if each is not None})

    def failing(self) -> Any:
        """Connect to an API that answers 500."""
        return self.connect(cluster_url=self.failing_url)

    def refused(self) -> Any:
        """Connect with a token that is wrong."""
        return self.connect(client_token="wrong")

    async def close(self) -> None:
        """Close all connections."""
        for connection in self._opened:
            await self.colour.close(connection)

    async def do(self, value: Any) -> Any:
        return await self.colour.do(value)

    async def call(self, connection: Any, member: str, /, *arguments: Any, **named: Any) -> Any:
        """Call a method, or read a property."""
        if PAGE[member].arguments is None:
            return await self.do(getattr(connection, member))
        if member in DEPRECATED:
            with pytest.warns(DeprecationWarning, match=f"all_{member}"):
                return await self.do(getattr(connection, member)(*arguments, **named))
        return await self.do(getattr(connection, member)(*arguments, **named))

    async def works(self, connection: Any) -> bool:
        """Tell whether a connection reaches the API of the cluster."""
        return bool((await self.call(connection, "user_info")).email == "user@emulator.local")

    async def stores(self, connection: Any) -> bool:
        """Tell whether a connection reaches the storage of the cluster."""
        return STORED in {each.uuid for each in await self.call(connection, "buckets")}

    async def submitted(self, thing: Any) -> Any:
        await self.do(thing.submit())
        return thing

    def without_pauses(self, connection: Any) -> list[float]:
        """Let the pauses between attempts pass at once; gives their seconds."""
        pauses: list[float] = []

        async def pause_async(seconds: float) -> None:
            pauses.append(seconds)
            await asyncio.sleep(0)

        connection.wire.pause = pause_async if self.colour.is_async else pauses.append
        return pauses

    @staticmethod
    def new_name(what: str) -> str:
        """Give a name that no other row has."""
        return f"documented-{what}-{uuid.uuid4().hex[:12]}"


# The table

Check = Callable[[Page], Awaitable[None]]


@frozen
class Row:
    """A statement of the page.

    :ivar member: the method or property, or ``Connection``.
    :ivar aspects: what of it: names of arguments, ``returns``, ``raises …``, ``note``, or more.
    :ivar statement: what is said.
    :ivar check: finds out whether it is so.
    """

    member: str
    aspects: tuple[str, ...]
    statement: str
    check: Check

    @property
    def name(self) -> str:
        """The row as a text."""
        return f"{self.member}, {', '.join(self.aspects)}: {self.statement}"


class Table(list[Row]):
    """Rows, which functions come into by a decorator."""

    def row(self, member: str, aspects: str, statement: str) -> Callable[[Check], Check]:
        """Note what a function checks.

        :param aspects: one or several, with commas between them.
        """

        def note(check: Check) -> Check:
            self.append(Row(member, tuple(aspects.split(", ")), statement, check))
            return check

        return note
