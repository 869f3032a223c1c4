"""Certificates of the API and the storage are checked before a byte is sent (promise P16)."""

from __future__ import annotations

import contextlib
import socket
import ssl
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from attrs import frozen
from conftest import Colour
from fault_options import Scale
from fault_plans import BY_NAME, Close, Fault, Stall, good
from fault_server import FaultServer
from fault_wires import TOKEN, call, opened, wire_settings
from operation_calls import sample_call

from qarnot._objects import ObjectStore, StorageSettings
from qarnot.exceptions import ApiUnreachable, QarnotException

pytestmark = pytest.mark.anyio

READ = sample_call("get_task")
CREATE = sample_call("create_task")
TIMEOUT = 0.15
HERE = "127.0.0.1"
NO_BUCKETS = (
    b'<?xml version="1.0"?><ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    b"<Owner><ID>a</ID><DisplayName>a</DisplayName></Owner><Buckets></Buckets>"
    b"</ListAllMyBucketsResult>"
)
USER = b'{"email":"user@example.com"}'


@frozen
class Authority:
    """A certificate authority, and the file that a client trusts it by."""

    ca: trustme.CA
    file: Path

    def context(self, *names: str, **dates: Any) -> ssl.SSLContext:
        """Make what a server needs that has a certificate for these names, or for this machine."""
        return _context(self.ca.issue_cert(*(names or (HERE,)), **dates))


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


def _authority(folder: Path, name: str) -> Authority:
    ca, file = trustme.CA(), folder / f"{name}.pem"
    ca.cert_pem.write_to_path(file)
    return Authority(ca, file)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return _authority(tmp_path_factory.mktemp("trusted"), "trusted")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return _authority(tmp_path_factory.mktemp("other"), "other")


def _self_signed(trusted: Authority, other: Authority) -> FaultServer:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    pem = other.ca.private_key_pem.bytes() + other.ca.cert_pem.bytes()
    with trustme.Blob(pem).tempfile() as path:
        context.load_cert_chain(path)
    return FaultServer(context)


def _unknown_authority(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer(other.context())


def _wrong_host(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer(trusted.context("api.example.com", "127.0.0.2"))


def _expired(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer(trusted.context(not_after=datetime.now(UTC) - timedelta(days=1)))


def _not_yet_valid(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer(trusted.context(not_before=datetime.now(UTC) + timedelta(days=1)))


def _old_protocol(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer(_speaking_tls_1_1(trusted.context()))


def _speaking_tls_1_1(context: ssl.SSLContext) -> ssl.SSLContext:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _plain_text(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer()


def _stalled_handshake(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer(to_hello=(Stall(),))


def _closed_without_notice(trusted: Authority, other: Authority) -> FaultServer:
    return FaultServer(to_hello=(Close(),))


Kind = Callable[[Authority, Authority], FaultServer]
BAD_CERTIFICATES: tuple[Kind, ...] = (
    _self_signed,
    _unknown_authority,
    _wrong_host,
    _expired,
    _not_yet_valid,
)
BAD_HANDSHAKES: tuple[Kind, ...] = (
    _old_protocol,
    _plain_text,
    _stalled_handshake,
    _closed_without_notice,
)


def name_of(kind: Kind) -> str:
    return kind.__name__.strip("_").replace("_", " ")


def assert_nothing_was_told(server: FaultServer, connections: int) -> None:
    """Fail when a request came through, or when nobody came at all."""
    server.wait_for(lambda: server.connections == connections)
    server.assert_all_closed()
    assert server.seen == []
    assert server.connections == connections
    assert server.hellos in (0, connections)


@contextlib.contextmanager
def store_at(url: str, verify: bool | Path) -> Iterator[ObjectStore]:
    settings = StorageSettings(
        endpoint_url=url,
        access_key="user@example.com",
        secret=TOKEN,
        verify=verify,
        connect_timeout=TIMEOUT,
        read_timeout=TIMEOUT,
        retries=0,
    )
    store = ObjectStore(settings)
    try:
        yield store
    finally:
        store.close()


def warning_of(setting: str) -> contextlib.AbstractContextManager[Any]:
    return pytest.warns(UserWarning, match=setting)


def storage_answer() -> Fault:
    return good(NO_BUCKETS, "application/xml")


@contextlib.asynccontextmanager
async def connected(
    colour: Colour,
    api: FaultServer,
    storage: FaultServer,
    *,
    warns_of: str | None = None,
    **settings: Any,
) -> AsyncIterator[Any]:
    """Open a connection of the facade, which sends no plan's header."""
    addresses = {
        "cluster_url": api.plan(always=good(USER), own_port=True).url,
        "storage_url": storage.plan(always=storage_answer(), own_port=True).url,
    }
    with contextlib.nullcontext() if warns_of is None else warning_of(warns_of):
        connection = colour.connection(
            client_token=TOKEN, cluster_timeout=5, retry_count=0, **addresses, **settings
        )
    try:
        yield connection
    finally:
        await colour.close(connection)


@pytest.mark.parametrize("kind", BAD_CERTIFICATES, ids=name_of)
async def test_the_api_with_a_bad_certificate_is_refused_once_and_named(
    colour: Colour, kind: Kind, trusted: Authority, other: Authority
) -> None:
    for sample in (READ, CREATE):
        with kind(trusted, other) as server:
            settings: dict[str, Any] = {
                "cluster_custom_certificate": trusted.file,
                "retry_count": 3,
            }
            async with opened(colour, server.plan(), **settings) as wire:
                with pytest.raises(ApiUnreachable, match="certificate") as caught:
                    await call(colour, wire, sample)
            assert_nothing_was_told(server, connections=1)
        assert type(caught.value) is ApiUnreachable
        assert caught.value.attempts == 1
        assert server.url in str(caught.value)


@pytest.mark.parametrize("kind", BAD_HANDSHAKES, ids=name_of)
async def test_an_api_that_speaks_no_right_tls_is_told_nothing(
    colour: Colour, kind: Kind, scale: Scale, trusted: Authority, other: Authority
) -> None:
    for sample in scale.pick((READ, CREATE), 1):
        with kind(trusted, other) as server:
            plan = server.plan()
            plan.url = plan.url.replace("http://", "https://")
            settings: dict[str, Any] = {
                "cluster_custom_certificate": trusted.file,
                "cluster_timeout": TIMEOUT,
            }
            async with opened(colour, plan, **settings) as wire:
                with pytest.raises(ApiUnreachable):
                    await call(colour, wire, sample)
            assert_nothing_was_told(server, connections=1)


def test_a_storage_with_bad_tls_is_told_nothing(
    scale: Scale, figure: Callable[[str], None], trusted: Authority, other: Authority
) -> None:
    kinds = scale.pick((*BAD_CERTIFICATES, *BAD_HANDSHAKES), 2)
    for kind in kinds:
        with kind(trusted, other) as server:
            url = server.url.replace("http://", "https://")
            with store_at(url, trusted.file) as store:
                with pytest.raises(ApiUnreachable) as caught:
                    store.list_buckets()
            assert_nothing_was_told(server, connections=1)
        assert kind not in BAD_CERTIFICATES or "certificate" in str(caught.value), kind
    figure(f"P16 storage: {len(kinds)} kinds of bad TLS, all refused before a request")


async def test_the_authorities_of_the_system_do_not_know_ours(
    colour: Colour, trusted: Authority
) -> None:
    with FaultServer(trusted.context()) as server:
        async with opened(colour, server.plan()) as wire:
            with pytest.raises(ApiUnreachable, match="certificate"):
                await call(colour, wire, READ)
        assert_nothing_was_told(server, connections=1)


async def test_a_connection_takes_both_custom_certificates(
    colour: Colour, trusted: Authority, other: Authority
) -> None:
    with FaultServer(trusted.context()) as api, FaultServer(other.context()) as storage:
        files: dict[str, Any] = {
            "cluster_custom_certificate": trusted.file,
            "storage_custom_certificate": other.file,
        }
        async with connected(colour, api, storage, **files) as connection:
            assert await colour.do(connection.buckets()) == []
        assert len(storage.seen) == 1
        only_api: dict[str, Any] = {"cluster_custom_certificate": trusted.file}
        async with connected(colour, api, storage, **only_api) as connection:
            with pytest.raises(QarnotException, match="certificate"):
                await colour.do(connection.buckets())
        assert len(storage.seen) == 1
        before = len(api.seen)
        wrong_way: dict[str, Any] = {"cluster_custom_certificate": other.file}
        async with connected(colour, api, storage, **wrong_way) as connection:
            with pytest.raises(ApiUnreachable, match="certificate"):
                await colour.do(connection.buckets())
        assert (len(api.seen), len(storage.seen)) == (before, 1)


@pytest.mark.parametrize("kind", BAD_CERTIFICATES, ids=name_of)
async def test_unsafe_mode_takes_any_certificate_of_the_api_and_warns(
    colour: Colour, kind: Kind, trusted: Authority, other: Authority
) -> None:
    with kind(trusted, other) as server:
        plan = server.plan(good())
        with warning_of("cluster_unsafe"):
            async with opened(colour, plan, cluster_unsafe=True) as wire:
                assert (await call(colour, wire, READ))["uuid"]
        plan.assert_completed()


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_unsafe_mode_takes_any_certificate_of_the_storage_and_warns(
    scale: Scale, trusted: Authority, other: Authority
) -> None:
    for kind in scale.pick(BAD_CERTIFICATES, 1):
        with kind(trusted, other) as server:
            plan = server.plan(storage_answer(), own_port=True)
            with warning_of("storage_unsafe"):
                settings = wire_settings(server.url, storage_unsafe=True)
            assert (settings.cluster_verify, settings.storage_verify) == (True, False)
            with store_at(plan.url, settings.storage_verify) as store:
                assert store.list_buckets() == []
            plan.assert_completed()


async def test_unsafe_mode_of_one_server_is_not_that_of_the_other(
    colour: Colour, other: Authority
) -> None:
    with FaultServer(other.context()) as api, FaultServer(other.context()) as storage:
        unsafe: dict[str, Any] = {"warns_of": "cluster_unsafe", "cluster_unsafe": True}
        async with connected(colour, api, storage, **unsafe) as connection:
            await colour.do(connection.user_info)
            with pytest.raises(QarnotException, match="certificate"):
                await colour.do(connection.buckets())
        assert (len(api.seen) > 0, storage.seen) == (True, [])
    with FaultServer(other.context()) as api, FaultServer(other.context()) as storage:
        unsafe = {"warns_of": "storage_unsafe", "storage_unsafe": True}
        async with connected(colour, api, storage, **unsafe) as connection:
            with pytest.raises(ApiUnreachable, match="certificate"):
                await colour.do(connection.user_info)
        assert api.seen == []


@pytest.mark.parametrize("word", ["true", "1", "Yes", "ON"])
async def test_d61_the_documented_variable_switches_verification_off_and_warns(
    colour: Colour, word: str, other: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QARNOT_CLUSTER_UNSAFE", word)
    with FaultServer(other.context()) as api, FaultServer(other.context()) as storage:
        async with connected(colour, api, storage, warns_of="cluster_unsafe") as connection:
            await colour.do(connection.user_info)
        assert len(api.seen) > 0


async def test_d61_an_explicit_argument_beats_the_variable(
    colour: Colour, trusted: Authority, other: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QARNOT_CLUSTER_UNSAFE", "true")
    with FaultServer(other.context()) as api, FaultServer(other.context()) as storage:
        async with connected(colour, api, storage, cluster_unsafe=False) as connection:
            with pytest.raises(ApiUnreachable, match="certificate"):
                await colour.do(connection.user_info)
        assert_nothing_was_told(api, connections=1)


async def test_d61_a_variable_that_says_no_keeps_the_custom_certificate(
    colour: Colour, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QARNOT_CLUSTER_UNSAFE", "false")
    with FaultServer(trusted.context()) as api, FaultServer(trusted.context()) as storage:
        certificate: dict[str, Any] = {"cluster_custom_certificate": trusted.file}
        async with connected(colour, api, storage, **certificate) as connection:
            await colour.do(connection.user_info)
        assert len(api.seen) > 0


@pytest.fixture
def variables_of_other_tools(other: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(other.file))


@pytest.mark.usefixtures("variables_of_other_tools")
async def test_no_variable_of_other_tools_makes_an_api_trusted(
    colour: Colour, other: Authority
) -> None:
    with FaultServer(other.context()) as server:
        async with opened(colour, server.plan()) as wire:
            with pytest.raises(ApiUnreachable, match="certificate"):
                await call(colour, wire, READ)
        assert_nothing_was_told(server, connections=1)


@pytest.mark.usefixtures("variables_of_other_tools")
def test_no_variable_of_other_tools_makes_a_storage_trusted(other: Authority) -> None:
    with FaultServer(other.context()) as server:
        with store_at(server.url, verify=True) as store:
            with pytest.raises(ApiUnreachable, match="certificate"):
                store.list_buckets()
        assert_nothing_was_told(server, connections=1)


async def test_an_answer_cut_without_a_goodbye_is_no_answer(
    colour: Colour, trusted: Authority
) -> None:
    """Who cuts the wire cannot shorten an answer that has no length of its own."""
    certificate: dict[str, Any] = {"cluster_custom_certificate": trusted.file}
    with FaultServer(trusted.context(), notifies_close=False) as server:
        for name in ("no-length-close@k", "trunc@k", "trunc-chunked@k", "fin@k"):
            plan = server.plan(BY_NAME[name])
            async with opened(colour, plan, **certificate) as wire:
                with pytest.raises(QarnotException):
                    await call(colour, wire, READ)
            plan.assert_completed()


def test_the_old_server_speaks_with_who_speaks_like_it(trusted: Authority) -> None:
    """Without this, a server that speaks with nobody would prove nothing."""
    client = _speaking_tls_1_1(ssl.create_default_context(cafile=trusted.file))
    with _old_protocol(trusted, trusted) as server:
        with socket.create_connection((HERE, server.port)) as plain:
            with client.wrap_socket(plain, server_hostname=HERE) as spoken:
                assert spoken.version() == "TLSv1.1"


def test_a_client_that_checks_nothing_is_caught(trusted: Authority, other: Authority) -> None:
    for kind in BAD_CERTIFICATES:
        with kind(trusted, other) as server:
            plan = server.plan(good())
            httpx.get(plan.url, headers=plan.headers, verify=False, trust_env=False)
            with pytest.raises(AssertionError):
                assert_nothing_was_told(server, connections=1)
