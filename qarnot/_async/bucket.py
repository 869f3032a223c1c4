"""A bucket of the storage."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from qarnot import _checks
from qarnot._colour.buckets import cannot_create
from qarnot._colour.threads import in_stoppable_thread, in_thread
from qarnot.advanced_bucket import Filtering, ResourcesTransformation
from qarnot.exceptions import InvalidValue

from .bucket_sync import BucketSync
from .connection_part import checked_connection

if TYPE_CHECKING:
    from qarnot._transfers import OpenUpload

    from .connection import AsyncConnection

__all__ = ["Bucket"]

LONGEST_AGE = 1000 * 366 * 86_400
"""Seconds; what is older is as old."""


class Bucket(BucketSync):
    """A bucket of the storage: a place for files, each under a key.

    Two buckets are equal when they have the same name and the same settings. All methods may be
    called from several threads at once.

    :param connection: the connection that it belongs to, of the same colour.
    :param name: its name.
    :param create: create it unless it exists; default ``True``. Constructors cannot do so in async
        code: give ``False`` there, or use ``create_bucket`` of the connection.
    :param filtering: which files a task takes: a :class:`BucketPrefixFiltering`, a
        :class:`Filtering`, or a dict of the API (schema ``ResourceFilteringInput``). Prefixes are
        tidied as keys are.
    :param resources_transformation: how the files are named on the instances: a
        :class:`PrefixResourcesTransformation`, a :class:`ResourcesTransformation`, or a dict of the
        API (schema ``ResourceTransformationInput``). Prefixes are tidied as keys are.
    :param cacheTTLSec: seconds, a whole number, that the files may be served from a cache.
    :raises InvalidValue: a value cannot be right.
    :raises QarnotException: as :meth:`ensure_exists`, when it is to be created.

    >>> bucket = await connection.create_bucket("my-texts")
    >>> await bucket.add_string("hello", "greeting.txt")
    """

    def __init__(
        self,
        connection: AsyncConnection,
        name: str,
        create: bool = True,
        filtering: Any = None,
        resources_transformation: Any = None,
        cacheTTLSec: int | None = None,  # noqa: N803 - the documented name
    ) -> None:
        self._connection = checked_connection(connection)
        self._name = _checks.identifier("name of the bucket", name)
        settings = {
            "filtering": self._settings_json("filtering", filtering, Filtering),
            "resourcesTransformation": self._settings_json(
                "resources_transformation", resources_transformation, ResourcesTransformation
            ),
            "cacheTTLSec": _checks.optional_number("cacheTTLSec", cacheTTLSec),
        }
        self._resource_json: dict[str, Any] = {
            "bucketName": self._name,
            **{key: value for key, value in settings.items() if value is not None},
        }
        if create:
            cannot_create(self)

    @classmethod
    def from_json(cls, connection: AsyncConnection, json_bucket: Mapping[str, Any]) -> Self:
        """Make a bucket of what a task says of it (``ResourceBucketOutput``); creates nothing.

        :param connection: the connection that it belongs to.
        :param json_bucket: the JSON object; what this library does not know of it is kept.
        :return: the bucket.
        :raises InvalidValue: it has no ``bucketName``.
        """
        name = json_bucket.get("bucketName") if isinstance(json_bucket, Mapping) else None
        if not isinstance(name, str) or not name:
            raise InvalidValue(
                "json_bucket: a dict with the name of a bucket as 'bucketName' was expected, not "
                f"{_checks.shown(json_bucket)}"
            )
        bucket = cls.__new__(cls)
        bucket._connection = connection
        bucket._name = name
        bucket._resource_json = {
            key: copy.deepcopy(value) for key, value in json_bucket.items() if value is not None
        }
        return bucket

    def to_json(self) -> dict[str, Any]:
        """Give what a task needs to be told (schema ``ResourceBucketInput``); a copy."""
        return copy.deepcopy(self._resource_json)

    @property
    def uuid(self) -> str:
        """The name of the bucket."""
        return self._name

    @property
    def description(self) -> str:
        """The name of the bucket."""
        return self._name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Bucket):
            return NotImplemented
        return self._resource_json == other._resource_json

    def __hash__(self) -> int:
        return hash(self._name)

    def with_filtering(self, filtering: Any) -> Self:
        """Give the same bucket with another choice of files; this one stays as it is.

        :param filtering: as in the constructor, copied; ``None`` for all files.
        :return: the other bucket.
        :raises InvalidValue: it cannot be right.

        >>> from qarnot.advanced_bucket import BucketPrefixFiltering
        >>> bucket = await connection.create_bucket("my-texts")
        >>> bucket.with_filtering(BucketPrefixFiltering("inputs/")).to_json()["filtering"]
        {'prefixFiltering': {'prefix': 'inputs/'}}
        """
        return self._with("filtering", self._settings_json("filtering", filtering, Filtering))

    def with_resource_transformation(self, resource: Any) -> Self:
        """Give the same bucket with other names of the files; this one stays as it is.

        :param resource: as ``resources_transformation`` in the constructor; ``None`` for the names
            that they have. It is copied.
        :return: the other bucket.
        :raises InvalidValue: it cannot be right.
        """
        json = self._settings_json("resource", resource, ResourcesTransformation)
        return self._with("resourcesTransformation", json)

    def with_cache_ttl(self, ttl: int) -> Self:
        """Give the same bucket with another time in caches; this one stays as it is.

        :param ttl: seconds, a whole number, that the files may be served from a cache.
        :return: the other bucket.
        :raises InvalidValue: it is no number of seconds.
        """
        return self._with("cacheTTLSec", _checks.optional_number("ttl", ttl))

    def _settings_json(
        self, what: str, value: Any, kind: type[Filtering | ResourcesTransformation]
    ) -> dict[str, Any] | None:
        """Check settings, and copy them as JSON, so that they stay as they are."""
        return (
            None if value is None else self._connection.clean_settings(what, kind.of(what, value))
        )

    def _with(self, name: str, value: Any) -> Self:
        return self.from_json(self._connection, {**self._resource_json, name: value})

    async def ensure_exists(self) -> None:
        """Create the bucket unless the account has it already.

        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises UnauthorizedException: the storage refuses the account; also a ``ClientError``.
        :raises StorageError: the storage refuses the name, or it is another account's bucket.
        :raises ReadOnlyConnection: the account does not have it, and the connection only reads.
        """
        store = await self._connection.object_store()
        if store.settings.is_read_only and await in_thread(store.has_bucket, self._name):
            return
        await in_thread(store.create_bucket, self._name)

    async def open_uploads(self) -> list[OpenUpload]:
        """List the uploads in parts that were begun and neither finished nor given up.

        Their parts take room in the bucket without being files.

        :return: items with ``key``, ``upload_id`` and ``started``.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the listing failed or is not whole.
        """
        store = await self._connection.object_store()
        return await in_thread(store.open_uploads, self._name)

    async def clean_uploads(self, older_than: timedelta | float = 0) -> list[OpenUpload]:
        """Give up uploads in parts that were never finished, and free the room of their parts.

        An upload that is under way somewhere fails when it is given up: name an age that none of
        yours reaches.

        :param older_than: the least age of what is given up, a ``timedelta`` or seconds. Default
            0: all.
        :return: what was given up, as items of :meth:`open_uploads`.
        :raises InvalidValue: it is no such age.
        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage refuses.

        >>> bucket = await connection.create_bucket("my-texts")
        >>> await bucket.clean_uploads(older_than=24 * 3600)
        []
        """
        age = _age(older_than)
        store = await self._connection.object_store()
        return await in_stoppable_thread(store.clean_uploads, self._name, older_than=age)

    async def update(self, flush: bool | None = False) -> None:
        """Do nothing: listings are always read anew.

        .. deprecated:: 2.6
        """
        await super().update(flush)

    async def delete(self) -> None:
        """Delete the bucket and everything in it, with all versions of its files.

        :raises MissingBucketException: the bucket does not exist.
        :raises StorageError: the storage refuses.
        """
        store = await self._connection.object_store()
        await in_stoppable_thread(store.delete_bucket, self._name)


def _age(value: Any) -> timedelta:
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    checked = _checks.timeout("older_than", seconds)
    if checked is None:
        raise InvalidValue("older_than: a timedelta or a number of seconds was expected, not None")
    return timedelta(seconds=min(checked, LONGEST_AGE))
