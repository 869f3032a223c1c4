"""The storage address that the platform gives is used only when it belongs to the API."""

from __future__ import annotations

import ipaddress
import re

import httpx
import pytest
from hypothesis import assume, example, given, strategies as st

import qarnot
from qarnot._storage_address import check_storage_address
from qarnot.exceptions import BucketStorageUnavailableException

PUBLIC = "https://api.qarnot.com"
MUNICH = "xn--mnchen-3ya.example"
# Each API with what the host of its storage must be, or must end with after a dot.
DOMAINS = {
    PUBLIC: "qarnot.com",
    "https://api.qarnot.com:8443/v1": "qarnot.com",
    "https://API.Qarnot.COM.": "qarnot.com",
    "https://api.eu.qarnot.com": "eu.qarnot.com",
    "https://qarnot.com": "qarnot.com",
    "http://api.qarnot.com": "qarnot.com",
    "https://api.example.co.uk": "example.co.uk",
    "https://example.co.uk": "example.co.uk",
    "https://api.münchen.example": MUNICH,
    "https://10.0.0.5": "10.0.0.5",
    "https://[2001:db8::5]": "[2001:db8::5]",
    "https://intranet": "intranet",
}

HOSTILE = [
    # other domains, and names that only look like ours
    "https://evil.example",
    "https://qarnot.com.evil.example",
    "https://evilqarnot.com",
    "https://storage-qarnot.com",
    "https://qarnot.co",
    "https://storage.qarnot.org",
    "https://com",
    "https://co.uk",
    "https://other.co.uk",
    "https://storage.qаrnot.com",  # noqa: RUF001 - a Cyrillic letter, as an attacker would write
    "https://xn--qrnot-3ve.com",
    # not encrypted, and not the web
    "http://storage.qarnot.com",
    "http://evil.example",
    "ftp://storage.qarnot.com",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//storage.qarnot.com",
    "storage.qarnot.com",
    "https:storage.qarnot.com",
    "https:/storage.qarnot.com",
    "https:///storage.qarnot.com",
    "https://",
    "",
    " ",
    # parts that no storage address has, or that hide the host
    "https://user:hunter2@storage.qarnot.com",
    "https://hunter2@storage.qarnot.com",
    "https://storage.qarnot.com:hunter2@evil.example",
    "https://storage.qarnot.com%40evil.example",
    "https://storage.qarnot.com\uff20evil.example",
    "https://evil.example?.qarnot.com",
    "https://evil.example#.qarnot.com",
    "https://storage.qarnot.com?",
    "https://storage.qarnot.com/?a=b",
    "https://storage.qarnot.com#",
    "https://evil.example\\.qarnot.com",
    "https://storage.qarnot.com\\@evil.example",
    "https:\\\\storage.qarnot.com",
    "https://storage.qarnot.com/a\\b",
    "https://evil.example%2f.qarnot.com",
    "https://evil.example%00.qarnot.com",
    "https://evil.example\uff0f.qarnot.com",
    # blanks and control characters
    " https://storage.qarnot.com",
    "https://storage.qarnot.com\n",
    "https://storage.qarnot.com\r\nX-Header: 1",
    "https://sto\trage.qarnot.com",
    "https://storage.qarnot.com\x00",
    "https://storage.qarnot.com\x7f",
    "https://storage.qarnot.com\x85",
    "https://storage.qarnot.com\u2028",
    "https://storage.qarnot.com\u202e",
    "https://sto\u00adrage.qarnot.com",
    "https://storage\u200b.qarnot.com",
    "https://storage .qarnot.com",
    "https://storage.qarnot.com/\ud800",
    # odd ports and odd hosts
    "https://storage.qarnot.com:0",
    "https://storage.qarnot.com:",
    "https://storage.qarnot.com:x",
    "https://storage.qarnot.com:99999",
    "https://storage.qarnot.com:-1",
    "https://storage.qarnot.com:+443",
    "https://storage.qarnot.com:443:80",
    "https://storage.qarnot.com:４４３",  # noqa: RUF001 - wide digits
    "https://.qarnot.com",
    "https://storage..qarnot.com",
    "https://storage.qarnot.com..",
    "https://-.qarnot.com",
    "https://*.qarnot.com",
    "https://a,b.qarnot.com",
    f"https://{'a' * 64}.qarnot.com",
    f"https://{'a.' * 130}qarnot.com",
    f"https://storage.qarnot.com/{'a' * 3000}",
    f"https://user:hunter2{'a' * 3000}@storage.qarnot.com",
    "https://storage.qarnot.com/é",
    # this machine, its network, and the addresses of clouds, in every way of writing them
    "https://localhost",
    "https://LOCALHOST.",
    "https://a.localhost",
    "https://127.0.0.1",
    "https://127.1",
    "https://2130706433",
    "https://0x7f.1",
    "https://0x7f000001",
    "https://0177.0.0.1",
    "https://１２７.０.０.１",  # noqa: RUF001 - wide digits
    "https://127。0。0。1",
    "https://0",
    "https://0.0.0.0",
    "https://169.254.169.254",
    "https://2852039166",
    "https://10.0.0.1",
    "https://192.168.0.1",
    "https://8.8.8.8",
    "https://1.2.3.999",
    "https://1.2.3.4.5",
    "https://256.1",
    "https://4294967296",
    "https://0x",
    "https://evil.0x7f",
    "https://08.8.8.8",
    "https://[::1]",
    "https://[::]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:7f00:1]",
    "https://[::ffff:a9fe:a9fe]",
    "https://[::127.0.0.1]",
    "https://[64:ff9b::7f00:1]",
    "https://[fe80::1]",
    "https://[fe80::1%25eth0]",
    "https://[fe80::1%eth0]",
    "https://[2001:db8::1]",
    "https://[v1.storage.qarnot.com]",
    "https://[storage.qarnot.com]",
    "https://[::1",
    "https://[]",
    "https://printer",
]


def refusal(storage: str, api: str) -> str:
    with pytest.raises(BucketStorageUnavailableException) as caught:
        check_storage_address(storage, api)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize("api", DOMAINS)
def test_a_hostile_address_is_refused_in_one_harmless_sentence(api: str) -> None:
    assert len(HOSTILE) >= 24
    for storage in HOSTILE:
        text = refusal(storage, api)
        assert "hunter2" not in text, storage
        assert text.replace("…", "").isascii(), storage
        assert text.isprintable(), storage
        assert len(text) < 600, storage
        assert "storage_url=" in text, storage


def test_the_refusal_names_the_address_and_what_was_expected() -> None:
    text = refusal("https://evil.example:8443/a", PUBLIC)
    assert "'https://evil.example:8443/a'" in text
    assert "a host at or below qarnot.com was expected" in text
    assert "an https address was expected" in refusal("http://storage.qarnot.com", PUBLIC)
    assert "the host of the API, 10.0.0.5," in refusal("https://10.0.0.6", "https://10.0.0.5")
    assert "below example.co.uk" in refusal("https://other.co.uk", "https://example.co.uk")
    assert "'***@storage.qarnot.com'" in refusal("https://u:hunter2@storage.qarnot.com", PUBLIC)
    assert "without backslashes" in refusal("https://storage.qarnot.com/a\\b", PUBLIC)
    assert r"storage.qarnot.com\n" in refusal("https://storage.qarnot.com\n", PUBLIC)


@pytest.mark.parametrize(
    ("storage", "api", "used"),
    [
        ("https://storage.qarnot.com", PUBLIC, "https://storage.qarnot.com"),
        ("https://storage.qarnot.com/", PUBLIC, "https://storage.qarnot.com"),
        ("https://api.qarnot.com", PUBLIC, "https://api.qarnot.com"),
        ("https://qarnot.com", PUBLIC, "https://qarnot.com"),
        ("https://a.b.storage.qarnot.com", PUBLIC, "https://a.b.storage.qarnot.com"),
        (
            "https://storage.qarnot.com:8443/s3/v1//",
            PUBLIC,
            "https://storage.qarnot.com:8443/s3/v1",
        ),
        ("HTTPS://Storage.QARNOT.com", PUBLIC, "https://storage.qarnot.com"),
        ("https://storage.qarnot.com.", PUBLIC, "https://storage.qarnot.com"),
        ("https://storage.qarnot.com", "https://API.QARNOT.COM./v1", "https://storage.qarnot.com"),
        ("https://storage。qarnot.com", PUBLIC, "https://storage.qarnot.com"),
        ("https://localhost.qarnot.com", PUBLIC, "https://localhost.qarnot.com"),
        ("https://storage.eu.qarnot.com", "https://api.eu.qarnot.com", None),
        ("https://storage.example.co.uk", "https://api.example.co.uk", None),
        ("https://storage.example.co.uk", "https://example.co.uk", None),
        ("https://example.co.uk", "https://example.co.uk", None),
        ("https://storage.qarnot.com", "https://qarnot.com", None),
        (
            "https://storage.münchen.example",
            "https://api.xn--mnchen-3ya.example",
            "https://storage.xn--mnchen-3ya.example",
        ),
        ("https://storage.xn--mnchen-3ya.example", "https://api.MÜNCHEN.example", None),
        ("https://storage.qarnot.com", "http://api.qarnot.com", None),
        ("https://intranet:9000", "https://intranet", None),
        ("https://storage.intranet", "https://intranet", None),
        ("https://10.0.0.5:9000/s3", "https://10.0.0.5", None),
        ("https://[2001:db8::5]:9000", "https://[2001:DB8:0::5]", None),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", None),
        ("https://127.0.0.1:1", "http://127.0.0.1:2", None),
        ("https://127.0.0.1:1", "https://127.0.0.1:2", None),
        ("http://localhost:1", "http://127.0.0.1:2", None),
        ("http://127.0.0.1:1", "http://localhost:2", None),
        ("http://[::1]:1", "http://localhost:2", None),
        ("http://[::1]:1", "http://[::1]:2", None),
        ("http://storage.localhost:1", "http://localhost:2", None),
        ("http://127.0.0.2:1", "http://[::1]:2", None),
        # Read once, here, and written so that nobody reads it otherwise.
        ("http://127.1:1", "http://127.0.0.1:2", "http://127.0.0.1:1"),
        ("http://0x7f.1:1", "http://127.0.0.1:2", "http://127.0.0.1:1"),
        ("http://0177.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:1"),
        ("http://2130706433:1", "http://127.0.0.1:2", "http://127.0.0.1:1"),
        ("http://[::ffff:127.0.0.1]:1", "http://127.0.0.1:2", "http://127.0.0.1:1"),
        ("https://storage.qarnot.com:00443", PUBLIC, "https://storage.qarnot.com:443"),
    ],
)
def test_an_address_that_belongs_to_the_api_is_used(
    storage: str, api: str, used: str | None
) -> None:
    assert check_storage_address(storage, api) == (used or storage)
    assert check_storage_address(used or storage, api) == (used or storage)


@pytest.mark.parametrize(
    ("storage", "api"),
    [
        # a plain http API on this machine says nothing of other machines
        ("http://storage.qarnot.com", "http://127.0.0.1:2"),
        ("https://storage.qarnot.com", "http://127.0.0.1:2"),
        ("http://10.0.0.5", "http://127.0.0.1:2"),
        ("http://api.qarnot.com", "http://api.qarnot.com"),
        ("http://storage.qarnot.com", "http://api.qarnot.com"),
        ("http://10.0.0.5:1", "http://10.0.0.5:2"),
        ("http://127.0.0.1:1", "https://127.0.0.1:2"),
        # the parent of such an API belongs to everybody
        ("https://other.com", "https://qarnot.com"),
        ("https://other.co.uk", "https://example.co.uk"),
        ("https://other.com.au", "https://example.com.au"),
        ("https://storage.abc.fr", "https://api.abc.fr"),
        ("https://storage", "https://intranet"),
        ("https://other.localhost", "https://storage.example"),
        # an address is no domain
        ("https://11.0.0.5", "https://10.0.0.5"),
        ("https://storage.10.0.0.5", "https://10.0.0.5"),
        ("https://storage.0.0.5", "https://10.0.0.5"),
        ("https://storage.qarnot.com", "https://10.0.0.5"),
        ("https://[2001:db8::6]", "https://[2001:db8::5]"),
        # a zone is of one machine, and parts that are too large are nobody's address
        ("https://[fe80::1%25eth0]", "https://[fe80::1%25eth0]"),
        ("https://1.2.3.999", "https://1.2.3.231"),
        ("https://1.256.1", "https://1.0.0.1"),
        # an API that cannot be compared with
        ("https://storage.qarnot.com", "https://api..qarnot.com"),
        ("https://storage.qarnot.com", "https://1.2.3.999"),
        ("https://storage.qarnot.com", ""),
    ],
)
def test_an_address_that_does_not_belong_to_the_api_is_refused(storage: str, api: str) -> None:
    assert "storage_url=" in refusal(storage, api)


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
names = st.lists(labels, min_size=1, max_size=5).map(".".join)
near_names = st.builds(
    str.__add__,
    st.just("") | labels | names.map("{}.".format),
    st.sampled_from([*DOMAINS.values()]),
).filter(lambda name: "[" not in name)
apis = st.sampled_from(list(DOMAINS))
anything = st.text(st.characters(), max_size=40)
odd_letters = st.text(st.sampled_from("qarnot.com@:/\\?#[]%0123456789xX\t。．"), max_size=40)  # noqa: RUF001


@given(
    api=apis,
    host=names | near_names | anything | odd_letters,
    rest=st.just("") | anything | odd_letters,
)
@example(api=PUBLIC, host="storage.qarnot.com", rest=":1/a")
@example(api=PUBLIC, host="evil.example", rest=".qarnot.com")
@example(api=PUBLIC, host="evil.example", rest="/.qarnot.com")
def test_no_host_outside_the_domain_of_the_api_is_ever_accepted(
    api: str, host: str, rest: str
) -> None:
    try:
        used = check_storage_address(f"https://{host}{rest}", api)
    except BucketStorageUnavailableException:
        return
    plain = re.fullmatch(r"https://(\[[0-9a-f:]+\]|[a-z0-9._-]+)(:[1-9][0-9]*)?(/[!-~]*)?", used)
    assert plain, used
    assert f".{plain[1]}".endswith(f".{DOMAINS[api]}"), used


@given(api=apis, name=names | near_names)
def test_exactly_the_names_in_the_domain_are_accepted(api: str, name: str) -> None:
    assume(not name.rpartition(".")[2].isdigit())
    is_inside = f".{name}".endswith(f".{DOMAINS[api]}")
    try:
        check_storage_address(f"https://{name}", api)
        accepted = True
    except BucketStorageUnavailableException:
        accepted = False
    assert accepted == is_inside


@given(names | st.just(""))
def test_every_name_below_the_domain_is_accepted(name: str) -> None:
    host = f"{name}.qarnot.com".removeprefix(".")
    assert check_storage_address(f"https://{host}", PUBLIC) == f"https://{host}"


@given(st.integers(0, 2**32 - 1), st.sampled_from(["plain", "decimal", "hex", "octal", "mapped"]))
@example(0x7F000001, "hex")
def test_every_way_to_write_an_ip_address_is_read_as_that_address(number: int, form: str) -> None:
    address = ipaddress.IPv4Address(number)
    first, rest = divmod(number, 2**24)
    written = {
        "plain": str(address),
        "decimal": str(number),
        "hex": f"{first:#x}.{rest:#x}",
        "octal": ".".join(f"0{part:o}" for part in address.packed),
        "mapped": f"[::ffff:{address}]",
    }[form]
    assert check_storage_address(f"https://{written}", f"https://{address}") == f"https://{address}"
    refusal(f"https://{written}", PUBLIC)
    if address.is_loopback:
        assert check_storage_address(f"http://{written}", "http://localhost:1")
    else:
        refusal(f"http://{written}", "http://localhost:1")


def platform(storage: str, asked: list[str]) -> httpx.MockTransport:
    """Stand in for an API whose settings name a storage."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.host}{request.url.path}")
        return httpx.Response(200, json={"storage": storage, "email": "a@b.example"})

    return httpx.MockTransport(answer)


@pytest.mark.parametrize("storage", ["https://evil.example", "http://storage.qarnot.com"])
def test_a_connection_asks_no_storage_that_is_refused(storage: str) -> None:
    asked: list[str] = []
    with qarnot.Connection(
        client_token="any", transport=platform(storage, asked), retry_count=0
    ) as connection:
        with pytest.raises(BucketStorageUnavailableException, match="storage_url="):
            connection.buckets()
    assert set(asked) <= {"api.qarnot.com/settings", "api.qarnot.com/info"}


def test_a_connection_takes_a_storage_that_belongs_to_the_api_or_that_the_user_set() -> None:
    good = platform("https://storage.qarnot.com/", [])
    with qarnot.Connection(client_token="any", transport=good, retry_count=0) as connection:
        assert connection.s3client.meta.endpoint_url == "https://storage.qarnot.com"
    evil = platform("https://evil.example", [])
    with qarnot.Connection(
        client_token="any", transport=evil, storage_url="http://127.0.0.1:9", retry_count=0
    ) as connection:
        assert connection.s3client.meta.endpoint_url == "http://127.0.0.1:9"
