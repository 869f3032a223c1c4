"""How the storage is reached: settings, and the boto3 resource that they make."""

from __future__ import annotations

import os
import ssl
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

import boto3
import botocore.loaders
import botocore.session
from attrs import field, frozen
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES

from qarnot._secret import Secret
from qarnot.exceptions import InvalidValue

if TYPE_CHECKING:
    from attrs import Attribute
    from mypy_boto3_s3 import S3ServiceResource

__all__ = ["Addressing", "StorageSettings", "build_resource"]

Addressing = Literal["path", "virtual", "auto"]

_REGION = "us-east-1"
MOST_IDLE_CONNECTIONS = 100
_MOST_CAUSES = 50


def _check_url(_: Any, attribute: Attribute[str], value: str) -> None:
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidValue(
            f"{attribute.name} must be a URL such as 'https://storage.qarnot.com', not {value!r}"
        )


def _check_text(_: Any, attribute: Attribute[str], value: str) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidValue(f"{attribute.name} must be a text that is not empty")


def _check_positive(_: Any, attribute: Attribute[Any], value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise InvalidValue(f"{attribute.name} must be a number above 0, not {value!r}")


def _check_count(minimum: int) -> Any:
    def check(_: Any, attribute: Attribute[int], value: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            raise InvalidValue(
                f"{attribute.name} must be a whole number from {minimum} on, not {value!r}"
            )

    return check


def _check_verify(_: Any, attribute: Attribute[Any], value: object) -> None:
    if not isinstance(value, bool | str | os.PathLike):
        raise InvalidValue(
            f"{attribute.name} must be True, False or the path of a file, not {value!r}"
        )


def _check_addressing(_: Any, attribute: Attribute[str], value: object) -> None:
    if value not in get_args(Addressing):
        raise InvalidValue(f"{attribute.name} must be one of {get_args(Addressing)}, not {value!r}")


@frozen(kw_only=True)
class StorageSettings:
    """Where the storage is and how to talk to it.

    :param endpoint_url: URL of the storage, ``http`` or ``https``.
    :param access_key: the account's email.
    :param secret: the account's token; never shown.
    :param verify: whether the server's certificate is checked, or the path of a file with the
        authorities to check it by; default ``True``.
    :param proxy: address of the proxy to go through, with its user; ``None``, the default, for
        none, whatever the environment says; never shown.
    :param connect_timeout: seconds to wait for a connection, default 10.
    :param read_timeout: seconds to wait for the next bytes, default 60.
    :param user_agent: how requests call themselves; default ``None``: as botocore does.
    :param retries: how often a failed request is repeated, default 3.
    :param is_read_only: refuse whatever changes something, default ``False``.
    :param addressing: where requests name the bucket: ``"path"``, the default, behind the host,
        ``"virtual"`` as a part of the host's name, ``"auto"`` as botocore sees fit.
    :raises InvalidValue: a value cannot be right.
    """

    endpoint_url: str = field(validator=_check_url)
    access_key: str = field(validator=_check_text)
    secret: str = field(validator=_check_text, repr=lambda _: "'***'")
    verify: bool | str | os.PathLike[str] = field(default=True, validator=_check_verify)
    proxy: str | None = field(default=None, repr=False)
    connect_timeout: float = field(default=10, validator=_check_positive)
    read_timeout: float = field(default=60, validator=_check_positive)
    user_agent: str | None = None
    retries: int = field(default=3, validator=_check_count(0))
    is_read_only: bool = False
    addressing: Addressing = field(default="path", validator=_check_addressing)


def build_resource(settings: StorageSettings) -> S3ServiceResource:
    """Make the boto3 resource of a storage; nothing is sent.

    The user's AWS profiles, configuration files and variables have no say in it.

    :param settings: where the storage is and how to talk to it.
    :returns: the resource; its client is ``resource.meta.client``.
    :raises InvalidValue: the file of certificate authorities does not exist.
    """
    verify = settings.verify if isinstance(settings.verify, bool) else os.fspath(settings.verify)
    if isinstance(verify, str) and not os.path.exists(verify):
        raise InvalidValue(f"the file of certificate authorities {verify!r} does not exist")
    proxies = dict.fromkeys(("http", "https"), settings.proxy) if settings.proxy else {}
    session = boto3.session.Session(botocore_session=_isolated_session(), region_name=_REGION)
    resource = session.resource(
        "s3",
        endpoint_url=settings.endpoint_url,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret,
        verify=verify,
        config=Config(
            signature_version="s3v4",
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            user_agent=settings.user_agent,
            proxies=proxies,
            # Transfers use one connection each, and many threads may ask for something at once.
            max_pool_connections=MOST_IDLE_CONNECTIONS,
            retries={"mode": "standard", "total_max_attempts": settings.retries + 1},
            # Some storages answer 411 to the checksums that boto3 would append (Ceph over TLS).
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": settings.addressing, "payload_signing_enabled": True},
        ),
    )
    events = resource.meta.client.meta.events
    events.register_last("before-parameter-build.s3", _stay_here)
    events.register_first("needs-retry.s3", _note_failure)
    events.register_first("after-call.s3", partial(_hide_secret, Secret(settings.secret)))
    return resource


def _hide_secret(secret: Secret, http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
    """Take the secret out of what is told of an error, should the storage have sent it back."""
    if http_response.status_code >= 300:
        parsed.update(secret.hide_value(parsed))


def _stay_here(context: dict[str, Any], **_: Any) -> None:
    """Let botocore believe that it has followed a redirect, so that it follows none.

    It would ask the same storage for the region of the bucket, without end.
    """
    context["s3_redirect"]["redirected"] = True


def _note_failure(attempts: int, caught_exception: BaseException | None, **_: Any) -> None:
    """Note in an error how many attempts there were; one of a certificate ends the call at once.

    A certificate that is not accepted now will not be after a wait either.
    """
    if caught_exception is None:
        return
    caught_exception.attempts = attempts  # type: ignore[attr-defined]
    if _is_about_a_certificate(caught_exception):
        raise caught_exception


def _is_about_a_certificate(error: BaseException) -> bool:
    below: list[object] = [error]
    for each in below:
        if isinstance(each, ssl.SSLCertVerificationError):
            return True
        if isinstance(each, BaseException) and len(below) < _MOST_CAUSES:
            named = (
                *each.args,
                vars(each).get("reason"),
                vars(each).get("kwargs", {}).get("error"),
            )
            below += [each.__cause__, each.__context__, *named]
    return False


def _isolated_session() -> botocore.session.Session:
    """Make a session whose every variable has its default, wherever else it could come from."""
    defaults = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    no_file = (None, None, None, None)
    defaults |= {"config_file": no_file, "credentials_file": no_file}
    session = botocore.session.Session(session_vars=defaults)
    session.register_component("data_loader", _descriptions())
    return session


@cache
def _descriptions() -> botocore.loaders.Loader:
    """Give what reads the descriptions of services from disk, each once in a process."""
    return botocore.loaders.create_loader()
