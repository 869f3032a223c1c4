"""The way through proxies: the ones that were set, those of the environment, and those that fail.

The API and the storage have names that only the proxies know, so that whatever arrives came
through a proxy.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import select
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

import pytest
import trustme
from conftest import Colour
from fault_options import Scale
from head_server import HeadServer, reply_of

from qarnot._proxies import ProxyChoice
from qarnot.exceptions import InvalidValue, QarnotException

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

API, STORAGE = "api.cluster.invalid", "storage.cluster.invalid"
TOKEN = "token-5d7c0b1e-of-proxies"
# A busy machine is slow; a client without a deadline takes a minute at least.
SLACK = 3.0
PASSWORD = "p@ss:w/rd%5d7c0b1e"
QUOTED_PASSWORD = "p%40ss%3Aw%2Frd%255d7c0b1e"
CREDENTIALS = base64.b64encode(f"us er:{PASSWORD}".encode()).decode()
BUCKETS = b"""<?xml version="1.0" encoding="UTF-8"?>
<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1</ID></Owner>
<Buckets><Bucket><Name>in</Name></Bucket></Buckets></ListAllMyBucketsResult>"""

T = TypeVar("T")
Fate: TypeAlias = Callable[[socket.socket, threading.Event], None]


class LoopbackProxy:
    """An HTTP proxy: it forwards what has a whole address, and tunnels for ``CONNECT``.

    :param routes: port on this machine for each ``host:port`` that it knows.
    :param credentials: what has to stand in ``Proxy-Authorization`` after ``Basic``.
    :param fate: what happens to each connection instead, once its first head was read.
    :ivar heads: of the requests that were for the proxy itself.
    """

    def __init__(
        self,
        routes: Mapping[str, int],
        *,
        credentials: str | None = None,
        fate: Fate | None = None,
    ) -> None:
        self._routes = routes
        self._credentials = credentials
        self._fate = fate
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self.heads: list[bytes] = []
        self.place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.place}"

    def __enter__(self) -> Self:
        self._threads.append(threading.Thread(target=self._accept))
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        socket.create_connection(self._listener.getsockname()).close()
        self._threads[0].join()
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    @property
    def lines(self) -> list[str]:
        """The first lines of the requests."""
        return [head.split(b"\r\n")[0].decode() for head in self.heads]

    def _accept(self) -> None:
        while True:
            connected, _ = self._listener.accept()
            if self._over.is_set():
                connected.close()
                return
            self._sockets.append(connected)
            thread = threading.Thread(target=self._serve, args=(connected,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            received = b""
            while b"\r\n\r\n" not in received:
                part = client.recv(65536)
                if not part:
                    return
                received += part
            head, _, rest = received.partition(b"\r\n\r\n")
            self.heads.append(head)
            if self._fate is not None:
                self._fate(client, self._over)
            elif not self._is_allowed(head):
                client.sendall(REFUSAL)
            else:
                self._forward(client, head, rest)

    def _is_allowed(self, head: bytes) -> bool:
        wanted = f"\r\nproxy-authorization: basic {self._credentials}".lower().encode()
        return self._credentials is None or wanted in head.lower()

    def _forward(self, client: socket.socket, head: bytes, rest: bytes) -> None:
        line, *headers = head.split(b"\r\n")
        method, target, version = line.split(b" ")
        is_tunnel = method == b"CONNECT"
        place, _, path = target.removeprefix(b"http://").partition(b"/")
        name = place.decode() if b":" in place else f"{place.decode()}:80"
        if name not in self._routes:
            client.sendall(reply_of(b"", status="502 Unknown Host"))
            return
        with socket.create_connection(("127.0.0.1", self._routes[name])) as server:
            self._sockets.append(server)
            if is_tunnel:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                # One request for each connection, so that none after it needs to be read.
                unwanted = (b"proxy-", b"connection:")
                kept = [each for each in headers if not each.lower().startswith(unwanted)]
                first = b"%s /%s %s" % (method, path, version)
                lines = [first, *kept, b"Connection: close"]
                server.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + rest)
            self._relay(client, server)

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([client, server], [], [])
            for each, other in ((client, server), (server, client)):
                if each in ready:
                    part = each.recv(65536)
                    if not part:
                        return
                    other.sendall(part)


REFUSAL = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n"
    b"Content-Type: text/html\r\nContent-Length: 19\r\nConnection: close\r\n\r\n<html>Sign in</html"
)


def refuse(client: socket.socket, _: threading.Event) -> None:
    client.sendall(REFUSAL)


def stall(_: socket.socket, over: threading.Event) -> None:
    over.wait()


def die(client: socket.socket, _: threading.Event) -> None:
    client.close()


def babble(client: socket.socket, _: threading.Event) -> None:
    client.sendall(b"\x00\x01nonsense\r\n\r\n")


def die_in_the_tunnel(client: socket.socket, _: threading.Event) -> None:
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    client.recv(10)


def stall_in_the_tunnel(client: socket.socket, over: threading.Event) -> None:
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    over.wait()


FATES: list[Fate] = [refuse, stall, die, babble, die_in_the_tunnel, stall_in_the_tunnel]


# A platform whose hosts nobody can reach but through a proxy


@pytest.fixture(autouse=True)
def no_proxies_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def authority_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def answer_of_the_api(path: str) -> bytes:
    return reply_of(b'{"email":"a@b.example"}' if path == "/info" else b'["docker-batch"]')


def answer_of_the_storage(_: str) -> bytes:
    return reply_of(BUCKETS, "application/xml")


class Platform:
    """An API and a storage, and the settings of a connection to them.

    :ivar routes: what a proxy must know.
    """

    def __init__(
        self, scheme: str, api: HeadServer, storage: HeadServer, authority_file: Path
    ) -> None:
        self.scheme, self.api, self.storage = scheme, api, storage
        port = 443 if scheme == "https" else 80
        self.routes = {f"{API}:{port}": api.port, f"{STORAGE}:{port}": storage.port}
        self.settings: dict[str, Any] = {
            "client_token": TOKEN,
            "cluster_url": f"{scheme}://{API}",
            "storage_url": f"{scheme}://{STORAGE}",
            "cluster_timeout": 10,
            "retry_count": 0,
        }
        if scheme == "https":
            self.settings["cluster_custom_certificate"] = authority_file
            self.settings["storage_custom_certificate"] = authority_file

    @property
    def variable(self) -> str:
        return f"{self.scheme.upper()}_PROXY"

    def asked_through(self, proxy: LoopbackProxy) -> set[str]:
        """Name those that a proxy was asked for."""
        return {
            "api" if API in line else "storage" if STORAGE in line else line for line in proxy.lines
        }


@pytest.fixture(scope="module")
def both_platforms(authority: trustme.CA, authority_file: Path) -> Iterator[dict[str, Platform]]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(API, STORAGE).configure_cert(tls)
    with contextlib.ExitStack() as stack:
        platforms = {}
        for scheme, speaking in (("http", None), ("https", tls)):
            api = stack.enter_context(HeadServer(answer_of_the_api, speaking))
            storage = stack.enter_context(HeadServer(answer_of_the_storage, speaking))
            platforms[scheme] = Platform(scheme, api, storage, authority_file)
        yield platforms


Cell: TypeAlias = tuple[Colour, Platform]


class Cells:
    """The colours and schemes that a test is run with: all, or some by chance."""

    def __init__(self, scale: Scale, platforms: Mapping[str, Platform]) -> None:
        self._scale, self._platforms = scale, platforms

    def times(self, others: Iterable[T], slice_size: int = 1) -> Iterator[tuple[Cell, T]]:
        """Join each cell with each of something else."""
        every = itertools.product(("sync", "async"), self._platforms, others)
        for name, scheme, other in self._scale.pick(every, slice_size):
            platform = self._platforms[scheme]
            platform.api.heads.clear()
            platform.storage.heads.clear()
            yield (Colour(name), platform), other

    def __iter__(self) -> Iterator[Cell]:
        return (cell for cell, _ in self.times([None]))


@pytest.fixture
def cells(scale: Scale, both_platforms: dict[str, Platform]) -> Cells:
    return Cells(scale, both_platforms)


async def use_api(colour: Colour, **settings: Any) -> None:
    connection = colour.connection(**settings)
    try:
        assert await colour.do(connection.profiles_names()) == ["docker-batch"]
    finally:
        await colour.close(connection)


async def use_both(colour: Colour, **settings: Any) -> None:
    connection = colour.connection(**settings)
    try:
        assert await colour.do(connection.profiles_names()) == ["docker-batch"]
        assert [bucket.uuid for bucket in await colour.do(connection.buckets())] == ["in"]
    finally:
        await colour.close(connection)


async def use_all(scale: Scale, colour: Colour, **settings: Any) -> set[str]:
    """Use the API, and in the whole run the storage, too; name what was used."""
    if not scale.is_whole:
        await use_api(colour, **settings)
        return {"api"}
    await use_both(colour, **settings)
    return {"api", "storage"}


# Which proxy


async def test_the_api_and_the_storage_each_go_through_the_proxy_that_was_set(
    cells: Cells,
) -> None:
    for colour, platform in cells:
        with LoopbackProxy(platform.routes) as first, LoopbackProxy(platform.routes) as second:
            settings = {"cluster_proxy": first.url, "storage_proxy": second.place}
            await use_both(colour, **platform.settings, **settings)
            assert platform.asked_through(first) == {"api"}
            assert platform.asked_through(second) == {"storage"}
        is_tunnel = platform.scheme == "https"
        assert all(line.startswith("CONNECT ") == is_tunnel for line in first.lines + second.lines)
        assert "GET /profiles HTTP/1.1" in platform.api.lines
        assert platform.storage.lines


async def test_the_environment_names_the_proxy_of_each_scheme(
    cells: Cells, scale: Scale, monkeypatch: pytest.MonkeyPatch
) -> None:
    for (colour, platform), spelling in cells.times([str.upper, str.lower]):
        with LoopbackProxy(platform.routes) as proxy, monkeypatch.context() as patch:
            patch.setenv(spelling(platform.variable), proxy.url)
            used = await use_all(scale, colour, **platform.settings)
            assert platform.asked_through(proxy) == used


async def test_all_proxy_is_for_the_schemes_that_have_none(
    cells: Cells, scale: Scale, monkeypatch: pytest.MonkeyPatch
) -> None:
    for (colour, platform), has_its_own in cells.times([True, False]):
        with LoopbackProxy(platform.routes) as proxy, LoopbackProxy({}) as other:
            with monkeypatch.context() as patch:
                patch.setenv("ALL_PROXY", other.url if has_its_own else proxy.url)
                if has_its_own:
                    patch.setenv(platform.variable, proxy.url)
                used = await use_all(scale, colour, **platform.settings)
            assert other.heads == []
            assert platform.asked_through(proxy) == used


async def test_a_proxy_that_was_set_wins_over_the_environment(
    cells: Cells, scale: Scale, monkeypatch: pytest.MonkeyPatch
) -> None:
    for colour, platform in cells:
        with LoopbackProxy(platform.routes) as proxy, LoopbackProxy({}) as other:
            with monkeypatch.context() as patch:
                patch.setenv(platform.variable, other.url)
                patch.setenv("NO_PROXY", "*")
                settings = {"cluster_proxy": proxy.url, "storage_proxy": proxy.url}
                used = await use_all(scale, colour, **platform.settings, **settings)
            assert other.heads == []
            assert platform.asked_through(proxy) == used


async def test_an_empty_proxy_is_none_whatever_the_environment_says(
    scale: Scale, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in scale.pick(("sync", "async"), 1):
        with HeadServer(answer_of_the_api) as api, HeadServer(answer_of_the_storage) as storage:
            with LoopbackProxy({}) as proxy:
                for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
                    monkeypatch.setenv(variable, proxy.url)
                addresses = {"cluster_url": api.url, "storage_url": storage.url}
                none = {"cluster_proxy": "", "storage_proxy": ""}
                await use_all(scale, Colour(name), **addresses, **none)
                assert proxy.heads == []


async def test_no_proxy_of_the_environment_leads_to_this_machine(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        HeadServer(answer_of_the_api) as api,
        HeadServer(answer_of_the_storage) as storage,
        LoopbackProxy({}) as proxy,
    ):
        for variable in ("HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(variable, proxy.url)
        await use_both(colour, cluster_url=api.url, storage_url=storage.url)
        assert proxy.lines == []


@pytest.mark.parametrize(
    ("left_out", "goes_by_proxy"),
    [
        ("*", set()),
        ("example.com", {"v6"}),
        (".example.com,2001:db8::1", set()),
        ("api.example.com", {"storage", "v6"}),
        ("storage.example.com:8443, 2001:db8::1", {"api", "storage"}),
        ("elsewhere.example", {"api", "storage", "v6"}),
    ],
)
def test_no_proxy_is_respected(
    left_out: str, goes_by_proxy: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = {
        "api": "https://api.example.com",
        "storage": "https://storage.example.com:9443",
        "v6": "https://[2001:db8::1]:8000",
    }
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", left_out)
    assert goes_by_proxy == {
        name for name, url in addresses.items() if ProxyChoice().proxy_to(url) is not None
    }


@pytest.mark.parametrize("where", ["cluster", "storage", "environment"])
async def test_a_proxy_that_cannot_be_is_refused_without_showing_its_password(
    colour: Colour, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in (f"ftp://u:{QUOTED_PASSWORD}@h", f"http://u:{QUOTED_PASSWORD}@h:x", "[::1"):
        settings = {} if where == "environment" else {f"{where}_proxy": wrong}
        if where == "environment":
            monkeypatch.setenv("HTTPS_PROXY", wrong)
        with pytest.raises(InvalidValue, match=r"(?i)proxy") as caught:
            await use_both(colour, **settings)
        assert_hidden(caught.value)


# Credentials


def assert_hidden(error: BaseException) -> None:
    shown = "".join(traceback.format_exception(error)) + f"{error!r} {vars(error)}"
    for secret in (TOKEN, PASSWORD, QUOTED_PASSWORD, CREDENTIALS):
        assert secret not in shown


async def test_the_proxy_and_nobody_else_is_sent_its_credentials(cells: Cells) -> None:
    for colour, platform in cells:
        with LoopbackProxy(platform.routes, credentials=CREDENTIALS) as proxy:
            url = f"http://us%20er:{QUOTED_PASSWORD}@{proxy.place}"
            await use_both(colour, **platform.settings, cluster_proxy=url, storage_proxy=url)
        assert platform.asked_through(proxy) == {"api", "storage"}
        for head in proxy.heads:
            assert f"Basic {CREDENTIALS}".encode() in head
            if platform.scheme == "https":
                assert TOKEN.encode() not in head
        heads = platform.api.heads + platform.storage.heads
        assert len(heads) > 1
        for head in heads:
            assert b"proxy-" not in head.lower()
            for secret in (PASSWORD, QUOTED_PASSWORD, CREDENTIALS):
                assert secret.encode() not in head


async def test_credentials_of_the_environment_are_used_and_wrong_ones_are_not_shown(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    for colour, platform in cells:
        with LoopbackProxy(platform.routes, credentials=CREDENTIALS) as proxy:
            with monkeypatch.context() as patch:
                user = f"us%20er:{QUOTED_PASSWORD}"
                patch.setenv(platform.variable, f"http://{user}@{proxy.place}")
                await use_both(colour, **platform.settings)
                user = f"other:{QUOTED_PASSWORD}"
                patch.setenv(platform.variable, f"http://{user}@{proxy.place}")
                with pytest.raises(QarnotException) as caught:
                    await use_both(colour, **platform.settings)
            assert_hidden(caught.value)


# Proxies that fail


@pytest.mark.timeout(300)
async def test_a_failing_proxy_of_the_api_is_an_error_of_ours_by_the_deadline(
    cells: Cells, figure: Callable[[str], None]
) -> None:
    times = []
    for (colour, platform), fate in cells.times(FATES, 5):
        settings = {**platform.settings, "cluster_timeout": 0.3}
        with LoopbackProxy(platform.routes, fate=fate) as proxy:
            url = f"http://us%20er:{QUOTED_PASSWORD}@{proxy.place}"
            begin = time.monotonic()
            with pytest.raises(QarnotException) as caught:
                await use_api(colour, **settings, cluster_proxy=url)
            times.append(time.monotonic() - begin)
            assert proxy.heads
        assert platform.api.heads == []
        assert_hidden(caught.value)
        assert times[-1] < 0.3 + SLACK, fate
    figure(f"proxies of the API that fail: {len(times)} cells, slowest {max(times):.2f} s")


@pytest.mark.timeout(300)
async def test_a_failing_proxy_of_the_storage_is_an_error_of_ours_by_the_deadline(
    cells: Cells, figure: Callable[[str], None]
) -> None:
    times = []
    for (colour, platform), fate in cells.times(FATES, 1):
        routes = platform.routes
        with LoopbackProxy(routes) as good, LoopbackProxy(routes, fate=fate) as bad:
            url = f"http://us%20er:{QUOTED_PASSWORD}@{bad.place}"
            settings = {**platform.settings, "cluster_timeout": 0.5, "cluster_proxy": good.url}
            connection = colour.connection(**settings, storage_proxy=url)
            # What is made at the first use is made before the clock runs.
            assert (await colour.do(connection.object_store())).client is not None
            begin = time.monotonic()
            with pytest.raises(QarnotException) as caught:
                await colour.do(connection.buckets())
            times.append(time.monotonic() - begin)
            await colour.close(connection)
            assert bad.heads
        assert platform.storage.heads == []
        assert_hidden(caught.value)
        # One limit for connecting, and one for reading.
        assert times[-1] < 2 * 0.5 + SLACK, fate
    figure(f"proxies of the storage that fail: {len(times)} cells, slowest {max(times):.2f} s")


async def test_a_proxy_that_nobody_runs_is_an_error_of_ours(cells: Cells) -> None:
    for (colour, platform), part in cells.times(["cluster", "storage"]):
        with socket.create_server(("127.0.0.1", 0)) as gone:
            nobody = f"http://us%20er:{QUOTED_PASSWORD}@127.0.0.1:{gone.getsockname()[1]}"
        with LoopbackProxy(platform.routes) as good:
            proxies = {"cluster_proxy": good.url, "storage_proxy": good.url}
            proxies[f"{part}_proxy"] = nobody
            with pytest.raises(QarnotException) as caught:
                await use_both(colour, **platform.settings, **proxies)
        assert_hidden(caught.value)


async def test_a_certificate_that_nobody_signed_is_refused_through_a_proxy_too(
    scale: Scale, both_platforms: Mapping[str, Platform]
) -> None:
    platform = both_platforms["https"]
    every = itertools.product(("sync", "async"), ("cluster", "storage"))
    for name, part in scale.pick(every, 1):
        settings = {**platform.settings}
        del settings[f"{part}_custom_certificate"]
        with LoopbackProxy(platform.routes) as proxy:
            proxies = {"cluster_proxy": proxy.url, "storage_proxy": proxy.url}
            with pytest.raises(QarnotException, match=r"(?i)certificate"):
                await use_both(Colour(name), **settings, **proxies)
            assert ("api" if part == "cluster" else "storage") in platform.asked_through(proxy)
