"""Which proxy leads to an address: the one that was set, or the one that the environment names."""

from __future__ import annotations

import ipaddress
import urllib.request
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from attrs import field, frozen

from qarnot.exceptions import InvalidValue

__all__ = ["Proxy", "ProxyChoice", "read_proxy"]

_PORTS: Mapping[str, int] = {"http": 80, "https": 443}


@frozen
class Proxy:
    """The address of a proxy, and what it wants to know of its users.

    :ivar url: address without a user.
    :ivar user: name and password, or ``None``; never in a repr.
    """

    url: str
    user: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def full_url(self) -> str:
        """The address with the user in it."""
        if self.user is None:
            return self.url
        name, password = (quote(part, safe="") for part in self.user)
        scheme, _, place = self.url.partition("://")
        return f"{scheme}://{name}:{password}@{place}"


@frozen
class ProxyChoice:
    """What was said about proxies.

    :ivar chosen: the proxy, or ``None`` for none.
    :ivar is_open: nothing was said, so that the environment decides.
    """

    chosen: Proxy | None = None
    is_open: bool = True

    def proxy_to(self, url: str) -> Proxy | None:
        """Give the proxy that leads to an address.

        :raises InvalidValue: the environment names something that is no proxy.
        """
        return _proxy_of_environment(url) if self.is_open else self.chosen


def _proxy_of_environment(url: str) -> Proxy | None:
    """Find the proxy that the environment names for an address.

    ``HTTPS_PROXY`` or ``HTTP_PROXY``, by the address, else ``ALL_PROXY``; none for what
    ``NO_PROXY`` names, and for this machine, which a proxy could not reach.

    :param url: the address that is to be reached.
    :raises InvalidValue: what the environment names is no proxy.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_this_machine(host):
        return None
    proxies = urllib.request.getproxies()
    name = parts.scheme if proxies.get(parts.scheme) else "all"
    named = proxies.get(name)
    if not named or urllib.request.proxy_bypass(parts.netloc) or urllib.request.proxy_bypass(host):
        return None
    return read_proxy(named, f"environment variable {name.upper()}_PROXY")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def read_proxy(text: object, source: str) -> Proxy:
    """Read the address of a proxy, such as ``http://user:password@host:3128``.

    :param text: the address; without a scheme it is of an http proxy.
    :param source: where it comes from, for the message.
    :raises InvalidValue: it is no address of an http or https proxy; the text does not show it,
        because it may hold a password.
    """
    try:
        if not isinstance(text, str) or any(sign <= " " or sign == "\x7f" for sign in text):
            raise ValueError
        parts = urlsplit(text if "://" in text else f"http://{text}")
        usual_port = _PORTS[parts.scheme]
        port = usual_port if parts.port is None else parts.port
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        if not host or not port or parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError
        host.encode("idna" if host.isascii() else "ascii")
    except (KeyError, ValueError):
        raise InvalidValue(
            f"{source}: the address of an http or https proxy was expected, such as "
            "'http://proxy:3128', or an empty text as argument for none"
        ) from None
    user = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Proxy(f"{parts.scheme}://{host}:{port}", user)
