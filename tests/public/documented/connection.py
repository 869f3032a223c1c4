"""What the page says of ``Connection(...)``: arguments, variables, files, certificates, retries."""

from __future__ import annotations

import contextlib
import inspect
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    InvalidValue,
    QarnotGenericException,
    UnauthorizedException,
)

from .front import Front
from .page import (
    PAGE,
    REQUIRED,
    SAMPLE,
    TOKEN,
    Check,
    Page,
    Row,
    Table,
    silent_server,
)

__all__ = ["TABLE"]

TABLE = Table()
row = TABLE.row

NOBODY_LISTENS = "http://127.0.0.1:9"
SHORT = 0.2
DEFAULT_TIMEOUT = 60


# The class

# It cannot be told from an argument that was not given, which leaves it to the file and the
# environment. The rows on both show that certificates are checked then.
WRITTEN_AS_NONE = {"cluster_unsafe", "storage_unsafe"}


def signature_row(name: str, documented: dict[str, Any]) -> Check:
    async def check(page: Page) -> None:
        connection = page.connect()
        function = type(connection) if name == "Connection" else getattr(connection, name)
        found = [
            each
            for each in inspect.signature(function).parameters.values()
            if each.kind is each.POSITIONAL_OR_KEYWORD
        ]
        # What newer versions of the documented SDK have besides comes after it.
        ours, more = found[: len(documented)], found[len(documented) :]
        assert [each.name for each in ours] == list(documented)
        for parameter in ours:
            default = documented[parameter.name]
            if default is REQUIRED:
                default = parameter.empty
            elif name == "Connection" and parameter.name in WRITTEN_AS_NONE:
                default = None
            assert parameter.default == default, parameter
        assert all(each.default is not each.empty for each in more)

    return check


for _name, _member in PAGE.items():
    if _member.arguments is not None:
        _check = signature_row(_name, _member.arguments)
        TABLE.append(Row(_name, ("signature",), "arguments, their order and defaults", _check))


@row("Connection", "class", "is qarnot.connection.Connection, based on object")
async def _class(page: Page) -> None:
    kind = page.kind("Connection")
    # It has no strange type, and nothing else than parts of its own stands above it.
    assert type(kind) is type
    assert kind.__mro__[-1] is object
    assert all(each.__module__.startswith("qarnot._") for each in kind.__mro__[:-1])
    derived = type("Derived", (kind,), {})(client_token=TOKEN, cluster_url=page.servers.api.url)
    assert await page.works(derived)
    await page.colour.close(derived)


# Each argument


@row("Connection", "by place", "unsafe connections")
async def _unsafe_by_place(page: Page) -> None:
    servers = page.servers
    with pytest.warns(UserWarning, match="certificates of the cluster are not checked"):
        made = page.open(None, TOKEN, servers.tls_api.url, True)
    assert await page.works(made)
    with pytest.warns(UserWarning, match="certificates of the storage are not checked"):
        made = page.open(None, TOKEN, servers.api.url, False, 7, servers.tls_storage.url, True)
    assert made.timeout == 7
    with _unchecked_by_urllib3():
        assert await page.stores(made)


@row("Connection", "by place", "all of it, with a certificate for each server")
async def _all_by_place(page: Page) -> None:
    servers = page.servers
    api, storage = servers.tls_api, servers.tls_storage
    files = servers.api_certificate, servers.storage_certificate
    made = page.open(None, TOKEN, api.url, False, 7, storage.url, False, 2, 3.0, *files)
    pauses = page.without_pauses(made)
    api.drops = 2
    assert await page.works(made)
    assert len(pauses) == 2
    assert 1.5 <= pauses[0] <= 3
    assert await page.stores(made)


@row("Connection", "fileconf", "a path of a configuration file")
async def _fileconf_path(page: Page) -> None:
    servers = page.servers
    path = _written(
        page,
        f"[cluster]\nurl={servers.api.url}\nunsafe=False\n[client]\ntoken={TOKEN}\n"
        f"[storage]\nurl={servers.storage.url}\nunsafe=False\n",
    )
    assert await page.works(page.open(path))
    with _used(servers.api), _used(servers.storage):
        assert await page.stores(page.open(str(path)))


@row("Connection", "fileconf", "a dict with the settings of a file")
async def _fileconf_dict(page: Page) -> None:
    servers = page.servers
    made = page.open(
        {
            "client_token": TOKEN,
            "cluster_url": servers.tls_api.url,
            "cluster_unsafe": False,
            "cluster_timeout": 7,
            "cluster_custom_certificate": str(servers.api_certificate),
            "storage_url": servers.tls_storage.url,
            "storage_unsafe": False,
            "storage_custom_certificate": str(servers.storage_certificate),
        }
    )
    assert made.timeout == 7
    assert await page.works(made)
    assert await page.stores(made)
    unsafe = {"cluster_unsafe": True, "storage_unsafe": True}
    urls = {"cluster_url": servers.tls_api.url, "storage_url": servers.tls_storage.url}
    with pytest.warns(UserWarning, match="are not checked"):
        made = page.open(fileconf={"client_token": TOKEN, **urls, **unsafe})
    with _unchecked_by_urllib3():
        assert await page.stores(made)


@row("Connection", "client_token", "the token of the API")
async def _client_token(page: Page) -> None:
    assert await page.works(page.connect(client_token=TOKEN))
    with pytest.raises(UnauthorizedException):
        await page.works(page.connect(client_token="wrong"))
    with pytest.raises(QarnotGenericException, match="Token is mandatory"):
        page.connect(client_token=None)


@row("Connection", "cluster_url", "the address of the API")
async def _cluster_url(page: Page) -> None:
    front = page.servers.api
    made = page.connect(cluster_url=front.url)
    assert made.cluster == front.url
    with _used(front):
        assert await page.works(made)


@row("Connection", "cluster_unsafe", "False by default: certificates are checked")
async def _cluster_is_safe(page: Page) -> None:
    made = page.connect(cluster_url=page.servers.tls_api.url)
    with pytest.raises(ApiUnreachable, match="certificate"):
        await page.works(made)


@row("Connection", "cluster_unsafe", "True: no certificate is checked")
async def _cluster_is_unsafe(page: Page) -> None:
    with pytest.warns(UserWarning, match="cluster_unsafe"):
        made = page.connect(cluster_url=page.servers.tls_api.url, cluster_unsafe=True)
    assert await page.works(made)


@row("Connection", "storage_unsafe", "False by default: certificates are checked")
async def _storage_is_safe(page: Page) -> None:
    made = page.connect(storage_url=page.servers.tls_storage.url)
    with pytest.raises(ApiUnreachable, match="certificate"):
        await page.stores(made)


@row("Connection", "storage_unsafe", "True: no certificate is checked")
async def _storage_is_unsafe(page: Page) -> None:
    with pytest.warns(UserWarning, match="storage_unsafe"):
        made = page.connect(storage_url=page.servers.tls_storage.url, storage_unsafe=True)
    with _unchecked_by_urllib3():
        assert await page.stores(made)


@row("Connection", "cluster_custom_certificate", "makes the API trusted, and only the API")
async def _cluster_certificate(page: Page) -> None:
    servers = page.servers
    url = servers.tls_api.url
    right, wrong = servers.api_certificate, servers.storage_certificate
    assert await page.works(page.connect(cluster_url=url, cluster_custom_certificate=str(right)))
    for given in (
        {"cluster_custom_certificate": str(wrong)},
        {"storage_custom_certificate": str(right)},
    ):
        with pytest.raises(ApiUnreachable, match="certificate"):
            await page.works(page.connect(cluster_url=url, **given))


@row("Connection", "storage_custom_certificate", "makes the storage trusted, and only the storage")
async def _storage_certificate(page: Page) -> None:
    servers = page.servers
    url = servers.tls_storage.url
    right, wrong = servers.storage_certificate, servers.api_certificate
    assert await page.stores(page.connect(storage_url=url, storage_custom_certificate=str(right)))
    for given in (
        {"storage_custom_certificate": str(wrong)},
        {"cluster_custom_certificate": str(right)},
    ):
        with pytest.raises(ApiUnreachable, match="certificate"):
            await page.stores(page.connect(storage_url=url, **given))


@row("Connection", "storage_url", "the address of the storage, in place of what the platform says")
async def _storage_url(page: Page) -> None:
    front = page.servers.storage
    assert await page.do(page.connect().storage) == page.servers.cluster.storage_url
    made = page.connect(storage_url=front.url)
    assert await page.do(made.storage) == front.url
    with _used(front):
        assert await page.stores(made)


@row("Connection", "cluster_timeout", "each request ends when it is over")
async def _cluster_timeout(page: Page) -> None:
    assert page.connect().timeout == DEFAULT_TIMEOUT
    with silent_server() as url:
        await _assert_times_out(page, url, cluster_timeout=SHORT)


async def _assert_times_out(page: Page, url: str, **settings: Any) -> None:
    attempts: list[Any] = []
    made = page.connect(cluster_url=url, hooks=[attempts.append], **settings)
    assert made.timeout == SHORT
    for name in ("user_info", "profiles"):
        with pytest.raises(ApiTimeout):
            await page.call(made, name)
    assert all(SHORT * 0.9 <= each.seconds < SHORT * 10 for each in attempts)


# Retries


@row("Connection", "retry_count", "5 by default: the sixth attempt is the last")
async def _retry_count_by_default(page: Page) -> None:
    front = page.servers.api
    for drops in (5, 6):
        made = page.open(client_token=TOKEN, cluster_url=front.url)
        page.without_pauses(made)
        before, front.drops = front.connections, drops
        if drops == 5:
            assert await page.works(made)
        else:
            with pytest.raises(ApiUnreachable):
                await page.works(made)
        assert front.connections - before == 6
        assert front.drops == 0


@row("Connection", "retry_count", "how often errors of the connection are retried")
async def _retry_count(page: Page) -> None:
    for retries in (0, 1, 3):
        attempts: list[Any] = []
        made = page.connect(
            cluster_url=NOBODY_LISTENS, retry_count=retries, hooks=[attempts.append]
        )
        page.without_pauses(made)
        with pytest.raises(ConnectionError):
            await page.works(made)
        assert len(attempts) == retries + 1


def waits_row(seconds: float, **given: float) -> Check:
    """Check the waits of a call: as documented, less a random part of at most a half."""

    async def check(page: Page) -> None:
        made = page.open(client_token=TOKEN, cluster_url=NOBODY_LISTENS, **given)
        pauses = page.without_pauses(made)
        with pytest.raises(ApiUnreachable):
            await page.works(made)
        # retry_num is read as the retries that are left.
        longest = [seconds * (5 - retry_num) for retry_num in (4, 3, 2, 1, 0)]
        assert len(pauses) == len(longest)
        assert all(most / 2 <= pause <= most for pause, most in zip(pauses, longest, strict=True))

    return check


row("Connection", "retry_wait", "1 s by default, progressive")(waits_row(1.0))
row("Connection", "retry_wait", "progressive")(waits_row(3.0, retry_wait=3.0))


# Files and the environment


def _written(page: Page, text: str) -> Path:
    path = page.folder / "qarnot.conf"
    path.write_text(text)
    path.chmod(0o600)
    return path


@row("Connection", "sample", "read as it is")
async def _sample(page: Page) -> None:
    asked: list[str] = []

    def pass_on(request: httpx.Request) -> httpx.Response:
        """Answer for https://localhost, as the cluster does."""
        asked.append(f"{request.url.scheme}://{request.url.host}")
        path, headers = request.url.path, {"Authorization": request.headers["Authorization"]}
        answer = httpx.request(
            request.method, page.servers.cluster.cluster_url + path, headers=headers
        )
        kind = {"Content-Type": answer.headers["Content-Type"]}
        return httpx.Response(answer.status_code, content=answer.content, headers=kind)

    made = page.open(str(_written(page, SAMPLE)), transport=httpx.MockTransport(pass_on))
    assert made.cluster == "https://localhost"
    assert await page.do(made.storage) == "https://storage"
    assert await page.works(made)
    assert asked == ["https://localhost"]


@row("Connection", "sample", "unsafe=False checks certificates, unsafe=True does not")
async def _unsafe_in_sample(page: Page) -> None:
    servers = page.servers
    sample = SAMPLE.replace("https://localhost", servers.tls_api.url)
    made = page.open(_written(page, sample), retry_count=0)
    with pytest.raises(ApiUnreachable, match="certificate"):
        await page.works(made)
    sample = sample.replace("https://storage", servers.tls_storage.url)
    sample = sample.replace("unsafe=False", "unsafe=True", 1)
    with pytest.warns(UserWarning, match="cluster_unsafe"):
        made = page.open(_written(page, sample), retry_count=0)
    assert await page.works(made)
    with pytest.raises(ApiUnreachable, match="certificate"):
        await page.stores(made)
    sample = sample.replace("unsafe=False", "unsafe=True")
    with pytest.warns(UserWarning, match="are not checked"):
        made = page.open(_written(page, sample), retry_count=0)
    with _unchecked_by_urllib3():
        assert await page.stores(made)


@row("Connection", "QARNOT_CLUSTER_URL", "the address of the API")
async def _url_variable(page: Page) -> None:
    page.set_variable("QARNOT_CLUSTER_URL", page.servers.api.url)
    made = page.connect(cluster_url=None)
    assert made.cluster == page.servers.api.url
    with _used(page.servers.api):
        assert await page.works(made)


@row("Connection", "QARNOT_CLIENT_TOKEN", "the token of the API")
async def _token_variable(page: Page) -> None:
    page.set_variable("QARNOT_CLIENT_TOKEN", TOKEN)
    assert await page.works(page.connect(client_token=None))
    page.set_variable("QARNOT_CLIENT_TOKEN", "wrong")
    with pytest.raises(UnauthorizedException):
        await page.works(page.connect(client_token=None))


@row("Connection", "QARNOT_CLUSTER_TIMEOUT", "each request ends when it is over")
async def _timeout_variable(page: Page) -> None:
    page.set_variable("QARNOT_CLUSTER_TIMEOUT", "7")
    assert page.connect().timeout == 7
    page.set_variable("QARNOT_CLUSTER_TIMEOUT", str(SHORT))
    with silent_server() as url:
        await _assert_times_out(page, url)


@row("Connection", "QARNOT_CLUSTER_UNSAFE", "whether certificates are checked")
async def _unsafe_variable(page: Page) -> None:
    url = page.servers.tls_api.url
    page.set_variable("QARNOT_CLUSTER_UNSAFE", "true")
    with pytest.warns(UserWarning, match="cluster_unsafe"):
        made = page.connect(cluster_url=url)
    assert await page.works(made)
    page.set_variable("QARNOT_CLUSTER_UNSAFE", "false")
    with pytest.raises(ApiUnreachable, match="certificate"):
        await page.works(page.connect(cluster_url=url))
    page.set_variable("QARNOT_CLUSTER_UNSAFE", "neither")
    with pytest.raises(InvalidValue, match="QARNOT_CLUSTER_UNSAFE"):
        page.connect(cluster_url=url)


# The page does not have it, but the documented SDK reads it.
@row("Connection", "QARNOT_STORAGE_URL", "the address of the storage")
async def _storage_variable(page: Page) -> None:
    page.set_variable("QARNOT_STORAGE_URL", page.servers.storage.url)
    with _used(page.servers.storage):
        assert await page.stores(page.connect())


@row("Connection", "variables", "all of them are enough")
async def _all_variables(page: Page) -> None:
    page.set_variable("QARNOT_CLUSTER_URL", page.servers.tls_api.url)
    page.set_variable("QARNOT_CLUSTER_UNSAFE", "True")
    page.set_variable("QARNOT_CLUSTER_TIMEOUT", "7")
    page.set_variable("QARNOT_CLIENT_TOKEN", TOKEN)
    with pytest.warns(UserWarning, match="cluster_unsafe"):
        made = page.open()
    assert made.timeout == 7
    assert await page.works(made)


@contextlib.contextmanager
def _used(front: Front) -> Iterator[None]:
    """Fail when nobody comes to a server."""
    before = front.connections
    yield
    assert front.connections > before


def _unchecked_by_urllib3() -> Any:
    """Silence what urllib3, below boto3, says of each request whose certificate is not checked."""
    return warnings.catch_warnings(action="ignore")
