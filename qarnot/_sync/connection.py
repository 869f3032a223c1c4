# Made from qarnot/_async/connection.py by `make sync`: edit that file, not this one.
"""The connection of one user to one cluster."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

from qarnot import _checks
from qarnot._access import Access
from qarnot._colour.strictness import WARN_OF_UNKNOWN
from qarnot._colour.threads import Lock
from qarnot._forks import renew_in_child
from qarnot.config import resolve_settings
from qarnot.exceptions import (
    InvalidValue,
    NotPicklable,
    QarnotException,
)
from qarnot.hooks import Hook
from qarnot.polling import PollingPolicy
from qarnot.retry import RetryPolicy

from .account_methods import AccountMethods
from .bucket_methods import BucketMethods
from .catalogue_methods import CatalogueMethods
from .listing_methods import ListingMethods
from .wire import MAX_REPLY_BYTES, Transport, Wire
from .work_methods import WorkMethods

if TYPE_CHECKING:
    from qarnot_rest import Client

    from qarnot._objects import ObjectStore


__all__ = ["Connection"]


class Connection(WorkMethods, ListingMethods, AccountMethods, CatalogueMethods, BucketMethods):
    """The connection of one user to one cluster.

    Making one sends nothing; the first call that needs the cluster reports what
    is wrong. It can be shared by everything that talks to the cluster. Close it when done, or use
    it in a ``with`` block. It holds the token and is not pickled; a forked process may go on using
    a blocking one.

    For each setting, the argument wins over ``fileconf``, which wins over the environment.

    :param fileconf: path of a configuration file, or a dict in its place, with the keys
        ``client_token``, ``cluster_url``, ``cluster_unsafe``, ``cluster_timeout``,
        ``cluster_custom_certificate``, ``storage_url``, ``storage_unsafe``,
        ``storage_custom_certificate`` and ``storage_addressing``. The sections of the file are
        shown below.
    :param client_token: the API token; else ``QARNOT_CLIENT_TOKEN``, else ``QARNOT_TOKEN``.
    :param cluster_url: address of the API; else ``QARNOT_CLUSTER_URL``, else
        ``https://api.qarnot.com``.
    :param cluster_unsafe: do not check the API's certificate, with a warning; else
        ``QARNOT_CLUSTER_UNSAFE`` (true, 1, yes, on, false, 0, no or off), else ``False``. An
        explicit ``False`` wins over the environment.
    :param cluster_timeout: seconds for one whole attempt of a request; else
        ``QARNOT_CLUSTER_TIMEOUT``, else 60. A call with its retries may take
        ``(retry_count + 1)`` times as long, plus the waits between them.
    :param storage_url: address of the storage; else ``QARNOT_STORAGE_URL``, else what the
        platform says.
    :param storage_unsafe: do not check the storage's certificate, with a warning. Default
        ``False``.
    :param retry_count: retries after a dropped connection or a passing error (statuses 429, 500,
        502, 503 and 504), where repeating cannot do harm. Default 5.
    :param retry_wait: seconds before the first retry; the n-th waits n times as long, less a
        random part of at most a half. Default 1.
    :param cluster_custom_certificate: path of a file of certificates to trust for the API.
    :param storage_custom_certificate: path of a file of certificates to trust for the storage.
    :param sanitize_bucket_paths: tidy the slashes of keys that are made in buckets: none at the
        beginning, no two in a row. Keys that are only read or deleted are taken as they are.
        Default ``True``.
    :param show_bucket_warnings: warn, through :mod:`warnings`, of the first key that is tidied.
        Default ``True``.
    :param logger: where this connection logs; ``logging.getLogger("qarnot")`` by default.
    :param strict: raise, instead of warn, when an unknown attribute is assigned.
    :param cluster_proxy: address of an http or https proxy to the API, such as
        ``http://user:password@proxy:3128``, or ``""`` for none; else ``HTTPS_PROXY`` or
        ``HTTP_PROXY``, else ``ALL_PROXY``, unless ``NO_PROXY`` names the host.
    :param storage_proxy: as ``cluster_proxy``, for the storage.
    :param storage_addressing: where requests to the storage name the bucket: ``"path"``, the
        default, behind the address; ``"virtual"`` as a part of the host's name, for storages that
        ask for that; ``"auto"`` as botocore decides.
    :param transport: an httpx transport that sends the requests to the API, in tests for example.
        Certificates, proxies and the limit of a whole attempt are then its own affair; it is
        closed with the connection.
    :param hooks: called with an :class:`~qarnot.hooks.Attempt` after each attempt of a request to
        the API. In blocking code other threads than the caller's may call them, several at once,
        and use the transport, where pages are read ahead or many things are done together.
    :param max_reply_bytes: the longest decoded reply of the API that is read, in bytes; what a
        task printed may be longer. Default 16 MiB.
    :param retry: another schedule of retries, in place of ``retry_count`` and ``retry_wait``, such
        as ``RetryPolicy.exponential()`` or ``RetryPolicy.none()`` of :mod:`qarnot.retry`.
    :param polling: how often waits look, as a ``PollingPolicy`` of :mod:`qarnot.polling`. By
        default 0.2 s apart at first, then a tenth of the elapsed time, at most 10 s.
    :param read_only: refuse, by ``ReadOnlyConnection`` and before anything is sent, whatever would
        change something in the API or the storage. Default ``False``.
    :param read_only_account: another account to read in place of the token's own, for tokens that
        may (header ``QarnotReadOnlyRequestForAccount``). What would change something, and what the
        API tells of one's own account only, is refused, and so are buckets.
    :raises InvalidValue: a setting cannot be right.
    :raises QarnotGenericException: there is no token.

    A configuration file::

        [cluster]
        url=https://api.qarnot.com
        unsafe=False
        [client]
        token=...
        [storage]
        url=https://storage.qarnot.com

    Example:

    >>> with Connection(client_token=token, cluster_url=url) as connection:
    ...     task = connection.create_task("hello world", "docker-batch", 2)
    ...     task.constants["DOCKER_CMD"] = "echo hello from ${INSTANCE_ID}"
    ...     task.run()
    """

    def __init__(
        self,
        fileconf: str | os.PathLike[str] | Mapping[str, Any] | None = None,
        client_token: str | None = None,
        cluster_url: str | None = None,
        cluster_unsafe: bool | None = None,
        cluster_timeout: float | None = None,
        storage_url: str | None = None,
        storage_unsafe: bool | None = None,
        retry_count: int = 5,
        retry_wait: float = 1.0,
        cluster_custom_certificate: str | os.PathLike[str] | None = None,
        storage_custom_certificate: str | os.PathLike[str] | None = None,
        sanitize_bucket_paths: bool = True,
        show_bucket_warnings: bool = True,
        logger: logging.Logger | None = None,
        *,
        strict: bool = WARN_OF_UNKNOWN,
        cluster_proxy: str | None = None,
        storage_proxy: str | None = None,
        storage_addressing: str | None = None,
        transport: Transport | None = None,
        hooks: Iterable[Hook] = (),
        max_reply_bytes: int = MAX_REPLY_BYTES,
        retry: RetryPolicy | None = None,
        polling: PollingPolicy | None = None,
        read_only: bool = False,
        read_only_account: str | None = None,
    ) -> None:
        arguments = {
            "client_token": client_token,
            "cluster_url": cluster_url,
            "cluster_unsafe": cluster_unsafe,
            "cluster_timeout": cluster_timeout,
            "storage_url": storage_url,
            "storage_unsafe": storage_unsafe,
            "cluster_custom_certificate": cluster_custom_certificate,
            "storage_custom_certificate": storage_custom_certificate,
            "cluster_proxy": cluster_proxy,
            "storage_proxy": storage_proxy,
            "storage_addressing": storage_addressing,
        }
        try:
            self._settings = resolve_settings(
                fileconf, arguments, retry_count=retry_count, retry_wait=retry_wait, retry=retry
            )
        except QarnotException as error:
            # Without the frames below, which have the token among their variables.
            raise error.with_traceback(None) from error.__cause__
        finally:
            del arguments, fileconf, client_token
            # A user may have put a password in these.
            del cluster_url, storage_url, cluster_proxy, storage_proxy
        if logger is not None and not isinstance(logger, logging.Logger):
            raise InvalidValue(
                f"logger: a logging.Logger was expected, not {_checks.shown(logger)}"
            )
        if polling is not None and not isinstance(polling, PollingPolicy):
            raise InvalidValue(
                f"polling: a PollingPolicy was expected, not {_checks.shown(polling)}"
            )
        self.polling = polling or PollingPolicy()
        self.logger = logger or logging.getLogger("qarnot")
        self.strict = _checks.flag("strict", strict)
        self._sanitize_bucket_paths = _checks.flag("sanitize_bucket_paths", sanitize_bucket_paths)
        self._show_bucket_warnings = _checks.flag("show_bucket_warnings", show_bucket_warnings)
        self._access = Access(_checks.flag("read_only", read_only), read_only_account)
        self.wire = Wire(
            self._settings,
            self.logger,
            transport=transport,
            hooks=_checks.functions("hooks", hooks),
            max_reply_bytes=_checks.whole_number("max_reply_bytes", max_reply_bytes, 1),
            access=self._access,
        )
        self._rest: Client | None = None
        self._closed = False
        self.renew()
        renew_in_child(self)

    def __reduce__(self) -> NoReturn:
        raise NotPicklable(
            "a connection is neither pickled nor copied, because it holds the token; "
            "make one in each process"
        )

    def renew(self) -> None:
        """Begin with a new storage layer, as a forked process must; nothing is closed."""
        self._store: ObjectStore | None = None
        self._store_lock = Lock()

    def __repr__(self) -> str:
        # A debugger may show one whose settings were refused.
        settings = vars(self).get("_settings")
        return f"{type(self).__name__}(cluster={settings and settings.cluster_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close everything that is open; later calls raise ``ConnectionClosed``.

        So do calls to the API that are under way in other threads or tasks, at once. Only one that
        is just opening its connection may take as long as that may take; nothing is sent by it.
        """
        self._closed = True
        self._close_store()
        self.wire.close()

    @property
    def cluster(self) -> str:
        """The address of the API."""
        return self._settings.cluster_url

    @property
    def rest(self) -> Client:
        """The generated client, for what this library does not wrap.

        It sends each request once, with the token, through the proxy and with the certificates of
        this connection, and gives up after ``cluster_timeout``. It repeats nothing, tells ``hooks``
        nothing, and its errors are those of ``qarnot_rest`` and httpx, besides ``InvalidValue`` for
        what leads to another address, ``ConnectionClosed``, and ``ReadOnlyConnection`` for what
        ``read_only`` and ``read_only_account`` refuse; of addresses that the document lacks, that
        is all but GET and HEAD. It is closed with the connection.

        >>> from qarnot_rest.api.platform import get_settings
        >>> settings = get_settings.sync(client=connection.rest)
        """
        if self._rest is None:
            from .rest import open_rest

            self._rest = open_rest(self.wire, self.cluster, self.timeout)
        return self._rest

    @property
    def logger_stderr(self) -> logging.Logger:
        """The logger of this connection, under the name that the official SDK has, too."""
        return self.logger

    @property
    def timeout(self) -> float:
        """The seconds that one attempt of a request may take."""
        return self._settings.timeout
