"""Where the settings of a connection come from, and which of several wins.

For each setting on its own: the keyword argument, then the file or dict that was given, then the
environment, then the default. The file ``.netrc`` is never read.
"""

from __future__ import annotations

import configparser
import os
import re
import ssl
import stat
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeVar
from urllib.parse import urlsplit

from attrs import field, frozen

from qarnot._checks import shown
from qarnot._proxies import Proxy, ProxyChoice, read_proxy
from qarnot._secret import Secret
from qarnot.exceptions import InvalidValue, QarnotGenericException
from qarnot.retry import MOST_RETRIES, RetryPolicy

__all__ = ["Settings", "resolve_settings"]

Addressing = Literal["path", "virtual", "auto"]

T = TypeVar("T")
D = TypeVar("D")

DEFAULT_CLUSTER_URL: Final = "https://api.qarnot.com"
DEFAULT_TIMEOUT: Final = 60.0
LONGEST_TIMEOUT: Final = 1e7
LONGEST_WAIT: Final = 86_400

# setting -> section and key of the file, key of the dict, variables of the environment
SOURCES: Final[Mapping[str, tuple[tuple[str, str], tuple[str, ...]]]] = {
    "client_token": (("client", "token"), ("QARNOT_CLIENT_TOKEN", "QARNOT_TOKEN")),
    "cluster_url": (("cluster", "url"), ("QARNOT_CLUSTER_URL",)),
    "cluster_unsafe": (("cluster", "unsafe"), ("QARNOT_CLUSTER_UNSAFE",)),
    "cluster_timeout": (("cluster", "timeout"), ("QARNOT_CLUSTER_TIMEOUT",)),
    "cluster_custom_certificate": (("cluster", "custom_certificate"), ()),
    "storage_url": (("storage", "url"), ("QARNOT_STORAGE_URL",)),
    "storage_unsafe": (("storage", "unsafe"), ()),
    "storage_custom_certificate": (("storage", "custom_certificate"), ()),
    "storage_addressing": (("storage", "addressing"), ()),
}
OLD_TOKEN_KEYS: Final = {"[client] auth": "[client] token", "client_auth": "client_token"}


@frozen
class Settings:
    """Everything that a connection was told, checked.

    :ivar token: the API token.
    :ivar cluster_url: address of the API, without a slash at its end.
    :ivar cluster_verify: ``True``, ``False`` or the path of a certificate file.
    :ivar cluster_proxy: what was said about a proxy to the API.
    :ivar timeout: seconds that one attempt of a request may take.
    :ivar storage_url: address of the storage; ``None`` to ask the platform.
    :ivar storage_verify: as ``cluster_verify``, for the storage.
    :ivar storage_proxy: as ``cluster_proxy``, for the storage.
    :ivar storage_addressing: where requests to the storage name the bucket.
    :ivar retry: how often failed attempts are repeated, and how long apart.
    """

    token: Secret
    cluster_url: str
    cluster_verify: bool | str
    timeout: float
    storage_url: str | None
    storage_verify: bool | str
    retry: RetryPolicy
    cluster_proxy: ProxyChoice = field(factory=ProxyChoice)
    storage_proxy: ProxyChoice = field(factory=ProxyChoice)
    storage_addressing: Addressing = "path"


@frozen
class _Found:
    """A value, which may be secret, and where it comes from, for messages."""

    value: Any = field(repr=False)
    source: str


def resolve_settings(
    fileconf: str | os.PathLike[str] | Mapping[str, Any] | None,
    arguments: Mapping[str, Any],
    *,
    retry_count: int,
    retry_wait: float,
    retry: RetryPolicy | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Merge all sources into one checked object.

    :param fileconf: path of a configuration file, or a dict in its place.
    :param arguments: the keyword arguments, ``None`` where not given.
    :param retry_count: retries after the first attempt.
    :param retry_wait: seconds that the first retry waits.
    :param retry: in place of these two.
    :param environment: the variables; those of the process by default.
    :raises InvalidValue: a value cannot be right; the text names it, its source and what was
        expected.
    :raises QarnotGenericException: there is no token.
    """
    variables = os.environ if environment is None else environment
    given = _read_fileconf(fileconf)

    def pick(name: str, check: Callable[[_Found], T], default: D) -> T | D:
        found = _find(name, arguments, given, variables)
        return default if found is None else check(found)

    if _find("client_token", arguments, given, variables) is None:
        raise QarnotGenericException(
            "Token is mandatory: give client_token, or a file with [client] token, "
            "or set QARNOT_CLIENT_TOKEN or QARNOT_TOKEN"
        )
    return Settings(
        token=pick("client_token", _token, Secret("")),
        cluster_url=pick("cluster_url", _url, DEFAULT_CLUSTER_URL),
        cluster_verify=_verification("cluster", pick),
        timeout=pick("cluster_timeout", _seconds, DEFAULT_TIMEOUT),
        storage_url=pick("storage_url", _url, None),
        storage_verify=_verification("storage", pick),
        retry=_retry_policy(retry, retry_count, retry_wait),
        cluster_proxy=_proxy_choice("cluster_proxy", arguments),
        storage_proxy=_proxy_choice("storage_proxy", arguments),
        storage_addressing=pick("storage_addressing", _addressing, "path"),
    )


def _find(
    name: str,
    arguments: Mapping[str, Any],
    given: Mapping[str, _Found],
    variables: Mapping[str, str],
) -> _Found | None:
    argument = arguments.get(name)
    if argument is not None:
        return _Found(argument, f"argument {name}")
    if name in given:
        return given[name]
    for variable in SOURCES[name][1]:
        if variables.get(variable, "").strip():
            return _Found(variables[variable], f"environment variable {variable}")
    return None


def _read_fileconf(
    fileconf: str | os.PathLike[str] | Mapping[str, Any] | None,
) -> dict[str, _Found]:
    if fileconf is None:
        return {}
    if isinstance(fileconf, Mapping):
        return _read_dict(fileconf)
    if isinstance(fileconf, str | os.PathLike):
        return _read_file(Path(fileconf))
    raise InvalidValue(f"fileconf: a path or a dict was expected, not {type(fileconf).__name__}")


def _read_dict(values: Mapping[str, Any]) -> dict[str, _Found]:
    found = {
        name: _Found(values[name], f"fileconf[{name!r}]")
        for name in SOURCES
        if values.get(name) is not None
    }
    if "client_token" not in found and values.get("client_auth") is not None:
        _warn_of_old_key("client_auth")
        found["client_token"] = _Found(values["client_auth"], "fileconf['client_auth']")
    unknown = sorted(set(map(str, values)) - SOURCES.keys() - {"client_auth"})
    if unknown:
        raise InvalidValue(f"fileconf: unknown keys {unknown}; known are {sorted(SOURCES)}")
    return found


def _read_file(path: Path) -> dict[str, _Found]:
    parser = configparser.ConfigParser(interpolation=None, default_section="")
    try:
        with path.open(encoding="utf-8-sig") as file:
            parser.read_file(file)
            mode = os.fstat(file.fileno()).st_mode
    except FileNotFoundError as error:
        raise InvalidValue(f"fileconf: there is no file {str(path)!r}") from error
    except OSError as error:
        raise InvalidValue(f"fileconf: {str(path)!r} cannot be read: {error}") from error
    except (configparser.Error, ValueError) as error:
        # Only the kind: these errors quote what they could not read, which may be the token.
        kind = type(error).__name__
        raise InvalidValue(
            f"fileconf: {str(path)!r} cannot be read as INI in UTF-8 ({kind})"
        ) from None
    found = {}
    for name, ((section, key), _) in SOURCES.items():
        text = parser.get(section, key, fallback=None)
        if text is not None and text.strip():
            found[name] = _Found(text, f"[{section}] {key} in {str(path)!r}")
    old = parser.get("client", "auth", fallback=None)
    if "client_token" not in found and old is not None and old.strip():
        _warn_of_old_key("[client] auth")
        found["client_token"] = _Found(old, f"[client] auth in {str(path)!r}")
    if "client_token" in found and os.name == "posix" and mode & (stat.S_IRGRP | stat.S_IROTH):
        warnings.warn(
            f"others can read {str(path)!r}, which holds a token: chmod 600 keeps it secret",
            stacklevel=5,
        )
    return found


def _warn_of_old_key(key: str) -> None:
    warnings.warn(f"{key} is the old name of {OLD_TOKEN_KEYS[key]}", stacklevel=6)


def _verification(part: str, pick: Callable[..., Any]) -> bool | str:
    if pick(f"{part}_unsafe", _flag, False):
        warnings.warn(
            f"certificates of the {part} are not checked, because {part}_unsafe is set: "
            "anybody on the way can read and change what is sent, the token included",
            stacklevel=4,
        )
        return False
    certificate: str | None = pick(f"{part}_custom_certificate", _certificate, None)
    return certificate or True


def _token(found: _Found) -> Secret:
    if not isinstance(found.value, str) or not re.fullmatch(r"[\x21-\x7e]+", found.value.strip()):
        # The value stays out of the message.
        raise InvalidValue(
            f"{found.source}: a token of visible ASCII characters without blanks was expected"
        )
    return Secret(found.value.strip())


def _proxy_choice(name: str, arguments: Mapping[str, Any]) -> ProxyChoice:
    given = arguments.get(name)
    if given is None:
        return ProxyChoice()
    proxy: Proxy | None = None if given == "" else read_proxy(given, f"argument {name}")
    return ProxyChoice(proxy, is_open=False)


def _url(found: _Found) -> str:
    text = found.value.strip().rstrip("/") if isinstance(found.value, str) else ""
    if "@" in text:
        # The value stays out of the message: it may hold a password.
        raise InvalidValue(
            f"{found.source}: an address without a user or password, such as "
            f"{DEFAULT_CLUSTER_URL!r} was expected"
        )
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.port != 0
        usable = usable and _is_host(parts.hostname or "")
    except ValueError:
        usable = False
    if not usable or re.search(r"[\x00-\x20\x7f?#]", text):
        raise InvalidValue(
            f"{found.source}: an address such as {DEFAULT_CLUSTER_URL!r} was expected, "
            f"not {shown(found.value)}"
        )
    return text


def _is_host(host: str) -> bool:
    if ":" in host:
        return True
    try:
        name = host.encode("idna").decode()
    except UnicodeError:
        return False
    return re.fullmatch(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?", name) is not None


def _flag(found: _Found) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True}
    words |= {"false": False, "0": False, "no": False, "off": False, "": False}
    given = found.value if isinstance(found.value, str | int) else None
    value = words.get(str(given).strip().lower())
    if value is None:
        raise InvalidValue(
            f"{found.source}: true, 1, yes, on, false, 0, no or off was expected, "
            f"not {shown(found.value)}"
        )
    return value


def _addressing(found: _Found) -> Addressing:
    word = found.value.strip() if isinstance(found.value, str) else None
    match word:
        case "path" | "virtual" | "auto":
            return word
    raise InvalidValue(
        f"{found.source}: path, virtual or auto was expected, not {shown(found.value)}"
    )


def _number(found: _Found, expected: str) -> float:
    try:
        number = float(found.value)
    except (TypeError, ValueError, OverflowError):
        number = -1.0
    if isinstance(found.value, bool) or not 0 <= number < float("inf"):
        raise InvalidValue(f"{found.source}: {expected} was expected, not {shown(found.value)}")
    return number


def _seconds(found: _Found) -> float:
    expected = f"a number of seconds above 0, at most {LONGEST_TIMEOUT:.0f},"
    number = _number(found, expected)
    if not 0 < number <= LONGEST_TIMEOUT:
        raise InvalidValue(f"{found.source}: {expected} was expected, not {shown(found.value)}")
    return number


def _wait(found: _Found) -> float:
    expected = f"a number of seconds, 0 or more, at most {LONGEST_WAIT},"
    number = _number(found, expected)
    if number > LONGEST_WAIT:
        raise InvalidValue(f"{found.source}: {expected} was expected, not {shown(found.value)}")
    return number


def _retry_policy(given: object, retry_count: object, retry_wait: object) -> RetryPolicy:
    count = _retries(_Found(retry_count, "argument retry_count"))
    wait = _wait(_Found(retry_wait, "argument retry_wait"))
    documented = RetryPolicy.documented(count, wait)
    if given is None:
        return documented
    if not isinstance(given, RetryPolicy):
        raise InvalidValue(
            f"argument retry: a qarnot.retry.RetryPolicy was expected, not {shown(given)}"
        )
    if documented != RetryPolicy.documented():
        raise InvalidValue(
            "argument retry: it takes the place of retry_count and retry_wait; "
            "give either the one or the others"
        )
    return given


def _retries(found: _Found) -> int:
    expected = f"a whole number, 0 or more, at most {MOST_RETRIES},"
    number = _number(found, expected)
    if number != int(number) or number > MOST_RETRIES:
        raise InvalidValue(f"{found.source}: {expected} was expected, not {shown(found.value)}")
    return int(number)


def _certificate(found: _Found) -> str | None:
    path = str(found.value) if isinstance(found.value, str | os.PathLike) else ""
    try:
        is_file = Path(path).is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        raise InvalidValue(
            f"{found.source}: the path of a file of certificates was expected, "
            f"not {shown(found.value)}"
        )
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise InvalidValue(
            f"{found.source}: {path!r} holds no certificates in PEM form: {error}"
        ) from error
    return path
