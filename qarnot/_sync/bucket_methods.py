# Made from qarnot/_async/bucket_methods.py by `make sync`: edit that file, not this one.
"""The methods of a connection that lead to the storage and its buckets."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from qarnot_rest.api.platform import get_settings

from qarnot import _checks
from qarnot._access import Access
from qarnot._callers import caller_level
from qarnot._colour.threads import Lock, in_place
from qarnot._faults import CONNECT_TIMEOUT
from qarnot._replies import object_reply
from qarnot._requests import request
from qarnot._storage_address import check_storage_address
from qarnot._values import checked_json
from qarnot._version import __version__
from qarnot.advanced_bucket import Filtering, ResourcesTransformation
from qarnot.exceptions import (
    BucketStorageUnavailableException,
    ConnectionClosed,
    ReadOnlyConnection,
)

from .bucket import Bucket
from .connection_part import ConnectionPart

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client, S3ServiceResource

    from qarnot._objects import ObjectStore

__all__ = ["BucketMethods"]


class BucketMethods(ConnectionPart):
    """Leads to the storage and its buckets."""

    _store: ObjectStore | None
    _store_lock: Lock
    _given_client: S3Client | None = None
    _given_resource: S3ServiceResource | None = None
    _access: Access
    _sanitize_bucket_paths: bool
    _show_bucket_warnings: bool
    _has_warned_of_keys = False

    @property
    def storage(self) -> str | None:
        """The address of the storage; ``None`` when the platform has none.

        Asks the platform (API ``GET /settings``) unless it was set.

        :raises UnauthorizedException: the token is wrong.
        """
        if self._settings.storage_url is not None:
            return self._settings.storage_url
        ask = request(get_settings, get_settings._get_kwargs(), object_reply)
        address = (self.wire.read(ask)).get("storage")
        return None if address is None else str(address)

    @property
    def s3client(self) -> S3Client:
        """The boto3 client of the storage, ready for use; the same one at each reading.

        Made at the first reading, from the address of the storage, the account (API ``GET /info``)
        and the token. It is closed with the connection.

        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises UnauthorizedException: the token is wrong.
        """
        return (self.object_store()).client

    @property
    def s3resource(self) -> S3ServiceResource:
        """The boto3 resource of the storage, ready for use; made as :attr:`s3client` is.

        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises UnauthorizedException: the token is wrong.
        """
        return (self.object_store()).resource

    # Existing scripts read these two, and assign others, which buckets use from then on.

    @property
    def _s3client(self) -> S3Client:
        return self.s3client

    @_s3client.setter
    def _s3client(self, client: S3Client | None) -> None:
        self._given_client, self._store = client, None

    @property
    def _s3resource(self) -> S3ServiceResource:
        return self.s3resource

    @_s3resource.setter
    def _s3resource(self, resource: S3ServiceResource | None) -> None:
        self._given_resource, self._store = resource, None

    def object_store(self) -> ObjectStore:
        """Give the storage layer, made at the first call.

        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises UnauthorizedException: the token is wrong.
        :raises ReadOnlyConnection: there is a ``read_only_account``, whose buckets the token of
            this account does not open.
        """
        if self._access.account is not None:
            raise ReadOnlyConnection(
                "the buckets of a read_only_account cannot be reached: the storage knows the "
                "token's own account only"
            )
        with self._store_lock:
            if self._store is None and not self._closed:
                self._store = self._open_store()
            if self._closed:
                # It may have been closed while the storage layer was made.
                self._close_store()
                raise ConnectionClosed("this connection is closed")
            assert self._store is not None
            return self._store

    def _close_store(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            in_place(store.close)

    def _open_store(self) -> ObjectStore:
        address = self.storage
        if not address:
            raise BucketStorageUnavailableException("this platform has no storage for buckets")
        account = (self._whole.user_info).email
        if not account:
            raise BucketStorageUnavailableException(
                "the platform does not say which account this is, so its storage cannot be used"
            )
        if self._settings.storage_url is None:
            address = check_storage_address(self._settings.token.hide(address), self._whole.cluster)
        return in_place(self._build_store, address, account)

    def _build_store(self, address: str, account: str) -> ObjectStore:
        from qarnot._objects import ObjectStore, StorageSettings

        proxy = self._settings.storage_proxy.proxy_to(address)
        return ObjectStore(
            StorageSettings(
                endpoint_url=address,
                access_key=account,
                secret=self._settings.token.reveal(),
                verify=self._settings.storage_verify,
                proxy=None if proxy is None else proxy.full_url,
                connect_timeout=min(CONNECT_TIMEOUT, self._settings.timeout),
                read_timeout=self._settings.timeout,
                retries=len(self._settings.retry.waits),
                user_agent=f"qarnot-client/{__version__}",
                is_read_only=not self._access.may_write,
                addressing=self._settings.storage_addressing,
            ),
            self._given_resource,
            self._given_client,
        )

    def clean_key(self, key: str) -> str:
        """Tidy the slashes of a key that is about to be made, unless that is switched off.

        :raises InvalidValue: it cannot be a key.
        """
        from qarnot._objects import check_key, clean_key

        if not self._sanitize_bucket_paths:
            return check_key(key)
        tidy = clean_key(key)
        self._warn_of_tidying("key", key, tidy)
        return tidy

    def clean_folder(self, what: str, folder: str | None) -> str:
        """Tidy the name of a folder of a bucket that is written to, as :meth:`clean_key` does.

        :param what: what the user calls it.
        :return: the name; ``""`` for the whole bucket, which is also what ``None`` stands for.
        :raises InvalidValue: it is no text, or cannot begin a key.
        """
        name = _checks.optional_text(what, folder) or ""
        if self._sanitize_bucket_paths and not name.strip("/"):
            return ""
        return self.clean_key(name) if name else ""

    def clean_settings(
        self, what: str, settings: Filtering | ResourcesTransformation
    ) -> dict[str, Any]:
        """Give the JSON of settings of a bucket, with prefixes tidied as keys are.

        :param what: what the user calls them.
        :param settings: the settings, which are changed.
        :raises InvalidValue: JSON cannot hold them.
        """
        written: dict[str, Any] = checked_json(what, settings.to_json())
        if not self._sanitize_bucket_paths:
            return written
        if isinstance(settings, Filtering):
            settings.sanitize_filter_paths(False)
        else:
            settings.sanitize_transformation_paths(False)
        tidy: dict[str, Any] = checked_json(what, settings.to_json())
        self._warn_of_tidying(what, written, tidy)
        return tidy

    def _warn_of_tidying(self, what: str, written: object, tidy: object) -> None:
        if tidy != written and self._show_bucket_warnings and not self._has_warned_of_keys:
            self._has_warned_of_keys = True
            warnings.warn(
                f"the {what} {written!r} is tidied to {tidy!r}, and so are further ones, without a "
                "warning; Connection(sanitize_bucket_paths=False) takes keys as they are",
                UserWarning,
                stacklevel=caller_level(),
            )

    def buckets(self) -> list[Bucket]:
        """List the buckets of the account.

        :return: the buckets, sorted by their names.
        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises UnauthorizedException: the storage refuses the account.
        :raises StorageError: the listing failed.

        >>> names = [bucket.uuid for bucket in connection.buckets()]
        """
        store = self.object_store()
        names = in_place(store.list_buckets)
        return [Bucket(self._whole, name, create=False) for name in names]

    def create_bucket(self, name: str) -> Bucket:
        """Create a bucket; one that the account has already is given as it is.

        :param name: its name, a text.
        :return: the bucket.
        :raises InvalidValue: it cannot be a name.
        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises UnauthorizedException: the storage refuses the account; also a ``ClientError``.
        :raises StorageError: the storage refuses the name, or it is another account's bucket.
        :raises ReadOnlyConnection: the account does not have it, and the connection only reads.

        >>> bucket = connection.create_bucket("my-texts")
        """
        bucket = Bucket(self._whole, name, create=False)
        bucket.ensure_exists()
        return bucket

    def retrieve_bucket(self, uuid: str) -> Bucket:
        """Retrieve a bucket that exists; nothing is created.

        :param uuid: its name, a text.
        :return: the bucket.
        :raises InvalidValue: it cannot be a name.
        :raises MissingBucketException: there is no such bucket; also a botocore ``ClientError``.
        :raises UnauthorizedException: the storage refuses the account; also a ``ClientError``.
        :raises BucketStorageUnavailableException: the platform has no storage.
        """
        bucket = Bucket(self._whole, uuid, create=False)
        store = self.object_store()
        in_place(store.head_bucket, bucket.uuid)
        return bucket

    def retrieve_or_create_bucket(self, uuid: str) -> Bucket:
        """Retrieve a bucket, or create it when it does not exist.

        :param uuid: its name, a text.
        :return: the bucket.
        :raises QarnotException: as :meth:`create_bucket`.
        """
        return self.create_bucket(uuid)
