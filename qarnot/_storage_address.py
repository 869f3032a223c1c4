"""Which storage address of the platform is used: the storage is given the token as its secret.

The answer of ``/settings`` says where the storage is. Whoever can change that answer could have
every request to the storage, each signed with the token, so the address must belong to the API.
Names are compared and not resolved: what a name inside the API's own domain points to is up to the
owner of that domain.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from attrs import frozen

from qarnot.exceptions import BucketStorageUnavailableException

__all__ = ["check_storage_address"]

LONGEST_ADDRESS: Final = 2048
LONGEST_NAME: Final = 253
LONGEST_SHOWN: Final = 200
IPV4_BITS: Final = 32

_IPAddress: TypeAlias = IPv4Address | IPv6Address

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PATH: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:%/-]*")
_NUMBER: Final = re.compile(r"0x[0-9a-f]*|[0-9]+")
# All that other readers of addresses may take for the end of a user name.
_END_OF_USER: Final = re.compile(r"@|\uff20|\ufe6b|%40")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})


class _Unusable(Exception):
    """An address cannot be used; the text says what was expected."""


@frozen
class _Host:
    """A host in its one canonical form.

    :ivar text: as it is written in an address.
    :ivar number: the IP address, when it is one.
    """

    text: str
    number: _IPAddress | None

    @property
    def labels(self) -> tuple[str, ...]:
        return () if self.number is not None else tuple(self.text.split("."))

    @property
    def is_loopback(self) -> bool:
        if self.number is not None:
            return self.number.is_loopback
        return self.labels[-1] == "localhost"

    def is_within(self, domain: tuple[str, ...]) -> bool:
        """Tell whether this is a name at or below a domain."""
        return bool(domain) and self.labels[-len(domain) :] == domain


@frozen
class _Address:
    scheme: str
    host: _Host
    port: int | None
    path: str

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host.text}{port}{self.path}"


def check_storage_address(storage_url: str, cluster_url: str) -> str:
    """Check the storage address that the platform gives, and give it in its canonical form.

    It must be an https address, or any when the API is plain http on this machine. Its host must
    be the API's, or be in the domain that is left of the API's host without its first label: with
    the API at ``api.qarnot.com``, the storage may be at ``qarnot.com`` and everything below it. A
    domain in which strangers may have names, such as ``com`` or ``co.uk``, is not shared; then the
    storage must be at or below the API's host. An IP address must be the API's, or both must be
    on this machine.

    Names are compared and not resolved.

    :param storage_url: what the platform says.
    :param cluster_url: the address of the API.
    :return: the address without a slash at its end. Host and port are written as they were
        understood here, so that nobody can understand them otherwise.
    :raises BucketStorageUnavailableException: it is not used; the text names it, says what was
        expected, and that ``storage_url=`` can be given.
    """
    try:
        storage = _parsed(storage_url)
        _compare(storage, _parsed_api(cluster_url))
    except _Unusable as error:
        raise BucketStorageUnavailableException(
            f"the platform gives the storage address {_shown(storage_url)}, which is not used "
            f"because {error} was expected; if it is right all the same, give it as storage_url="
        ) from None
    return str(storage)


def _compare(storage: _Address, api: _Address) -> None:
    if storage.scheme != "https" and not (api.scheme == "http" and api.host.is_loopback):
        raise _Unusable("an https address")
    if storage.host == api.host or (storage.host.is_loopback and api.host.is_loopback):
        return
    domain = _shared_domain(api.host)
    if not storage.host.is_within(domain):
        below = f"a host at or below {'.'.join(domain)}"
        raise _Unusable(below if domain else f"the host of the API, {api.host.text},")


def _shared_domain(api: _Host) -> tuple[str, ...]:
    """Give the domain that a storage may be in: the API's, or only its host and what is below."""
    parent = api.labels[1:]
    looks_public = len(parent) < 2 or (
        len(parent) == 2 and len(parent[1]) == 2 and len(parent[0]) <= 3
    )
    return api.labels if looks_public else parent


def _parsed_api(cluster_url: str) -> _Address:
    try:
        return _parsed(cluster_url)
    except _Unusable:
        raise _Unusable("an API whose address it can be compared with") from None


def _parsed(address: str) -> _Address:
    if len(address) > LONGEST_ADDRESS:
        raise _Unusable(f"an address of at most {LONGEST_ADDRESS} characters")
    if "\\" in address or any(unicodedata.category(each) in _UNSEEN for each in address):
        raise _Unusable("an address without backslashes, blanks and control characters")
    if _END_OF_USER.search(address):
        raise _Unusable("an address without a user or password")
    if "?" in address or "#" in address:
        raise _Unusable("an address without a query or fragment")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _Unusable("an address such as 'https://storage.qarnot.com'") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _Unusable("an address such as 'https://storage.qarnot.com'")
    if port == 0 or parts.netloc.endswith(":"):
        raise _Unusable("a port from 1 to 65535")
    if not _PATH.fullmatch(parts.path):
        raise _Unusable("a path of plain ASCII characters")
    is_bracketed = parts.netloc.startswith("[")
    return _Address(parts.scheme, _host(host, is_bracketed), port, parts.path.rstrip("/"))


def _host(text: str, is_bracketed: bool) -> _Host:
    if is_bracketed:
        return _numeric_host(_ipv6(text))
    try:
        # Also makes dots of the full stops of other scripts, and digits of wide digits.
        name = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise _Unusable("a host name") from None
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _numeric_host(_ipv4(name))
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise _Unusable("a host name")
    return _Host(name, None)


def _numeric_host(number: _IPAddress) -> _Host:
    if isinstance(number, IPv6Address):
        return _numeric_host(number.ipv4_mapped) if number.ipv4_mapped else _host_of_ipv6(number)
    return _Host(str(number), number)


def _host_of_ipv6(number: IPv6Address) -> _Host:
    return _Host(f"[{number}]", number)


def _ipv6(text: str) -> IPv6Address:
    try:
        if "%" in text:
            raise ValueError("a zone has a meaning on one machine only")
        return IPv6Address(text)
    except ValueError:
        raise _Unusable("a host name") from None


def _ipv4(text: str) -> IPv4Address:
    """Read an IPv4 address as the C library does: 127.1, 0x7f.1 and 2130706433 are 127.0.0.1."""
    try:
        numbers = [_number(part) for part in text.split(".")]
        *first, last = numbers
        if len(numbers) > 4 or max(first, default=0) > 255:
            raise ValueError("too many parts, or a part that is too large")
        room = IPV4_BITS - 8 * len(first)
        if last >> room:
            raise ValueError("the last part is too large")
        for place, number in enumerate(first, start=1):
            last |= number << (IPV4_BITS - 8 * place)
        return ipaddress.IPv4Address(last)
    except ValueError:
        raise _Unusable("a host name") from None


def _number(text: str) -> int:
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    if not (text.isascii() and text.isdigit()):
        raise ValueError("not a number")
    return int(text, 8) if text.startswith("0") else int(text)


def _shown(address: str) -> str:
    """Show an address in a message: bounded, in ASCII, without a user or password."""
    user, *rest = _END_OF_USER.split(address)
    text = ascii((f"***@{rest[-1]}" if rest else user)[:LONGEST_ADDRESS])
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
