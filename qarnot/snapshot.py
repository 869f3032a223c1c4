"""Snapshots of running tasks: what they save, and how far they are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from qarnot import _checks
from qarnot._fields import Field
from qarnot._readers import date, text, whole_number
from qarnot._received import checked_date_json, checked_object, checked_whole_number
from qarnot._values import Made, Term, find_term
from qarnot.exceptions import InvalidValue

__all__ = [
    "FailedStatus",
    "InProgressStatus",
    "PeriodicSnapshotConfiguration",
    "Snapshot",
    "SnapshotConfiguration",
    "SnapshotStatus",
    "SuccessStatus",
    "TriggeredStatus",
]


class SnapshotStatus(Term):
    """How far a snapshot is.

    One that this version does not know is an instance of this class itself, with its text in
    ``status``; it does not count as completed.
    """

    status: str | None = None
    """What the API calls it; ``None`` when it does not say."""
    is_completed: bool = False
    """Whether the snapshot has ended."""

    _family: ClassVar[str] = "a status of a snapshot"
    _holder: ClassVar[str] = "status"

    @classmethod
    def from_string(cls, status: str | None) -> SnapshotStatus:
        """Make a status from the text of the API.

        :param status: such as ``"inProgress"``; the case does not matter. A text that this version
            does not know is kept as it is.

        >>> SnapshotStatus.from_string("success").is_completed
        True
        """
        return find_term(status, SnapshotStatus, _KNOWN) or SnapshotStatus()


class TriggeredStatus(SnapshotStatus):
    """The snapshot was asked for."""

    status = "Triggered"

    def __init__(self) -> None:
        pass


class InProgressStatus(SnapshotStatus):
    """The snapshot is being made."""

    status = "InProgress"

    def __init__(self) -> None:
        pass


class SuccessStatus(SnapshotStatus):
    """The snapshot is there."""

    status = "Success"
    is_completed = True

    def __init__(self) -> None:
        pass


class FailedStatus(SnapshotStatus):
    """The snapshot could not be made."""

    status = "Failure"
    is_completed = True

    def __init__(self) -> None:
        pass


_KNOWN = (TriggeredStatus, InProgressStatus, SuccessStatus, FailedStatus)


def _bucket_name(what: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise InvalidValue(f"{what}: the name of a bucket was expected, not {_checks.shown(value)}")
    return None if value is None else _checks.name(what, value)


class SnapshotConfiguration(Made):
    """What a snapshot saves (schemas ``SnapshotInput`` and ``SnapshotSettings``).

    :param whitelist: a regular expression; only files whose names match are saved. Default: all.
    :param blacklist: a regular expression; files whose names match are not saved.
    :param bucket_name: the name of the bucket to save to; without it the platform decides.
    :param bucket_prefix: what the keys of the saved files begin with.
    :raises InvalidValue: one of them is not a text, or an expression is longer than 2047
        characters.
    """

    whitelist = Field("whitelist", text, "Only files whose names match are saved.")
    blacklist = Field("blacklist", text, "Files whose names match are not saved.")
    bucket_name = Field("bucket", text, "The name of the bucket that is saved to.")
    bucket_prefix = Field("bucketPrefix", text, "What the keys of the saved files begin with.")

    def __init__(
        self,
        whitelist: str | None = None,
        blacklist: str | None = None,
        bucket_name: str | None = None,
        bucket_prefix: str | None = None,
    ) -> None:
        super().__init__(
            {
                "whitelist": _checks.expression("whitelist", whitelist),
                "blacklist": _checks.expression("blacklist", blacklist),
                "bucket": _bucket_name("bucket_name", bucket_name),
                "bucketPrefix": _checks.optional_text("bucket_prefix", bucket_prefix),
            }
        )


class PeriodicSnapshotConfiguration(SnapshotConfiguration):
    """When and what to save of a running task, again and again (``PeriodicSnapshotInput``).

    :param interval: seconds from one snapshot to the next, which the platform may adjust; 0 ends
        them.
    :param whitelist: a regular expression; only files whose names match are saved. Default: all.
    :param blacklist: a regular expression; files whose names match are not saved.
    :param bucket_name: the name of the bucket to save to; without it the platform decides.
    :param bucket_prefix: what the keys of the saved files begin with.
    :raises InvalidValue: the interval is not a whole number from 0 on, one of the others is not
        a text, or an expression is longer than 2047 characters.

    >>> PeriodicSnapshotConfiguration(300, whitelist="checkpoint.*").interval
    300
    """

    interval = Field("interval", whole_number, "Seconds from one snapshot to the next.")

    def __init__(
        self,
        interval: int,
        whitelist: str | None = None,
        blacklist: str | None = None,
        bucket_name: str | None = None,
        bucket_prefix: str | None = None,
    ) -> None:
        super().__init__(whitelist, blacklist, bucket_name, bucket_prefix)
        self._received["interval"] = _checks.whole_number("interval", interval)


def _configuration(raw: Any) -> SnapshotConfiguration | None:
    return SnapshotConfiguration.from_json(raw) if isinstance(raw, Mapping) else None


class Snapshot(Made):
    """A snapshot of a running task.

    :param uid: the name of the snapshot.
    :param task_uuid: the uuid of the task.
    :param trigger_date: when it was asked for.
    :param last_update_date: when it last changed.
    :param snapshot_config: what it saves.
    :param status: how far it is.
    :param size_to_upload: bytes that there are to save.
    :param transferred_size: bytes that are saved.
    :raises InvalidValue: one of them is of another type.
    """

    uid = Field("id", text, "The name of the snapshot; its form means nothing to a client.")
    task_uuid = Field("taskUuid", text, "The uuid of the task.")
    trigger_date = Field("triggerDate", date, "When the snapshot was asked for.")
    last_update_date = Field("lastUpdateDate", date, "When the snapshot last changed.")
    snapshot_config = Field("snapshotConfig", _configuration, "What the snapshot saves.")
    status = Field("status", SnapshotStatus.from_string, "How far the snapshot is.")
    size_to_upload = Field("sizeToUpload", whole_number, "How many bytes there are to save.")
    transferred_size = Field("transferredSize", whole_number, "How many bytes are saved.")

    def __init__(
        self,
        uid: str | None = None,
        task_uuid: str | None = None,
        trigger_date: datetime.datetime | None = None,
        last_update_date: datetime.datetime | None = None,
        snapshot_config: SnapshotConfiguration | None = None,
        status: SnapshotStatus | None = None,
        size_to_upload: int | None = None,
        transferred_size: int | None = None,
    ) -> None:
        configuration = checked_object("snapshot_config", snapshot_config, SnapshotConfiguration)
        known_status = checked_object("status", status, SnapshotStatus)
        super().__init__(
            {
                "id": _checks.optional_text("uid", uid),
                "taskUuid": _checks.optional_text("task_uuid", task_uuid),
                "triggerDate": checked_date_json("trigger_date", trigger_date),
                "lastUpdateDate": checked_date_json("last_update_date", last_update_date),
                "snapshotConfig": configuration.to_json() if configuration else None,
                "status": known_status.status if known_status else None,
                "sizeToUpload": checked_whole_number("size_to_upload", size_to_upload),
                "transferredSize": checked_whole_number("transferred_size", transferred_size),
            }
        )
