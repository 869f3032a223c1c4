# Made from qarnot/_async/task_snapshots.py by `make sync`: edit that file, not this one.
"""Snapshots of a running task."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from typing import Any

from qarnot_rest.api.tasks import get_task_snapshot, set_periodic_snapshot, snapshot_task
from qarnot_rest.models import PeriodicSnapshotInput, SnapshotInput

from qarnot import _checks
from qarnot._callers import caller_level
from qarnot._display import show
from qarnot._replies import Answer, nothing, object_reply
from qarnot._requests import request
from qarnot.exceptions import (
    InvalidValue,
    QarnotException,
    UnreadableReply,
    UnsentEditWarning,
)
from qarnot.snapshot import PeriodicSnapshotConfiguration, Snapshot, SnapshotConfiguration

from .bucket import Bucket
from .live_task import LiveTask

__all__ = ["TaskSnapshots"]


class TaskSnapshots(LiveTask):
    """A task whose files can be saved while it runs."""

    _snapshot_wish: PeriodicSnapshotConfiguration | None = None

    def snapshot(
        self,
        interval: int,
        whitelist: str | None = None,
        blacklist: str | None = None,
        bucket: Bucket | str | None = None,
        bucket_prefix: str | None = None,
    ) -> None:
        """Save new and changed files again and again while the task runs.

        Before the task is submitted nothing is sent; the snapshots begin with the task. API
        ``POST /tasks/{taskUuid}/snapshot/periodic``.

        :param interval: seconds from one snapshot to the next, as a whole number. The platform may
            choose another one near it.
        :param whitelist: a regular expression; only files whose names match are saved.
        :param blacklist: a regular expression; files whose names match are not saved.
        :param bucket: the bucket to save to, or its name; that of the results when ``None``.
        :param bucket_prefix: what the keys begin with.
        :raises InvalidValue: a value cannot be right.
        :raises NotSubmitted: the task was deleted.
        :raises RejectedValue: the API refuses the interval; also a :class:`ValueError`.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the task does not run, or the token may not do this.

        >>> task.snapshot(60, whitelist=r"\\.ckpt$")
        """
        wish = PeriodicSnapshotConfiguration(
            interval, whitelist, blacklist, _bucket_name(bucket), bucket_prefix
        )
        if self.has_ended:
            # One that was deleted is no draft again.
            self.identifier("save the files of")
        self._snapshot_wish = wish
        if self.is_submitted:
            self.begin_snapshots()
            self.update(True)

    def begin_snapshots(self) -> None:
        """Ask for the periodic snapshots that are wished for, if that was not done yet.

        :raises QarnotException: as in :meth:`snapshot`.
        """
        wish = self._snapshot_wish
        if wish is None:
            return
        body = PeriodicSnapshotInput.from_dict(_filled(wish.to_json()))
        identifier = self.identifier("save the files of")
        self.until_seen()
        arguments = set_periodic_snapshot._get_kwargs(identifier, body=body)
        self.connection.wire.ask(request(set_periodic_snapshot, arguments, nothing))
        self._snapshot_wish = None

    def begin_snapshots_or_warn(self) -> None:
        """Begin the snapshots of a task that was just submitted, which runs in any case."""
        try:
            self.begin_snapshots()
        except QarnotException as error:
            self._snapshot_wish = None
            warnings.warn(
                f"the snapshots of {self} do not begin: {error}",
                UnsentEditWarning,
                stacklevel=caller_level(),
            )

    def instant(
        self,
        whitelist: str | None = None,
        blacklist: str | None = None,
        bucket: Bucket | str | None = None,
        bucket_prefix: str | None = None,
    ) -> str:
        """Save new and changed files of the running task once.

        It is sent once: a request whose answer is lost is not repeated. API
        ``POST /tasks/{taskUuid}/snapshot``.

        :param whitelist: as in :meth:`snapshot`.
        :param blacklist: as in :meth:`snapshot`.
        :param bucket: as in :meth:`snapshot`.
        :param bucket_prefix: as in :meth:`snapshot`.
        :return: the name of the snapshot, for :meth:`snapshot_status` and :meth:`wait_snapshot`.
        :raises InvalidValue: a value cannot be right.
        :raises NotSubmitted: the task was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the task does not run, or the token may not do this.
        :raises OutcomeUnknown: the answer was lost.

        >>> name = task.instant(bucket_prefix="first/")
        >>> saved = task.wait_snapshot(name, 60)
        """
        wish = SnapshotConfiguration(whitelist, blacklist, _bucket_name(bucket), bucket_prefix)
        body = SnapshotInput.from_dict(_filled(wish.to_json()))
        identifier = self.identifier("save the files of")
        self.until_seen()
        arguments = snapshot_task._get_kwargs(identifier, body=body)
        made = self.connection.wire.read(request(snapshot_task, arguments, _snapshot_reply))
        self.update(True)
        return str(made["id"])

    def snapshot_status(self, snapshot_id: str) -> Snapshot:
        """Read how far a snapshot is (API ``GET /tasks/{taskUuid}/snapshot/{snapshotId}``).

        :param snapshot_id: its name, as :meth:`instant` gave it.
        :return: the snapshot.
        :raises NotSubmitted: the task was never submitted, or was deleted.
        :raises MissingTaskException: the task or the snapshot is gone.
        """
        arguments = self._snapshot_arguments(snapshot_id)
        ask = request(get_task_snapshot, arguments, _snapshot_reply)
        return Snapshot.from_json(self.connection.wire.read(ask))

    def wait_snapshot(
        self, snapshot_id: str, timeout: float | None = None, follow_status: bool = False
    ) -> bool:
        """Wait until a snapshot is saved, or has failed.

        It looks and outlives outages as :meth:`wait` does.

        :param snapshot_id: its name, as :meth:`instant` gave it.
        :param timeout: seconds to wait; for ever when ``None``.
        :param follow_status: log each change of its status, at level INFO.
        :return: ``True`` when it is saved or has failed, which :meth:`snapshot_status` tells;
            ``False`` when the time is over, when the task has ended before, or when it was never
            submitted.
        :raises MissingTaskException: the task or the snapshot is gone.
        """
        limit = _checks.timeout("timeout", timeout)
        if not self.is_submitted or not snapshot_id:
            return False
        wire, logger = self.connection.wire, self.connection.logger
        ask = request(get_task_snapshot, self._snapshot_arguments(snapshot_id), _snapshot_reply)
        wait, status = self.waiting(limit), None
        while True:
            try:
                # A snapshot that is not saved when its task has ended never will be.
                self.look_once(wait.look_timeout())
                found = Snapshot.from_json(wire.read_once(ask, wait.look_timeout()))
            except QarnotException as error:
                wait.failed(error)
            else:
                wait.succeeded()
                if follow_status and found.status != status:
                    show(logger, logging.INFO, "snapshot %s: %s", snapshot_id, found.status)
                status = found.status
                if status is not None and status.is_completed:
                    return True
                if self.has_ended:
                    return False
            pause = wait.next_pause()
            if pause is None:
                return False
            wire.pause(pause)

    def _snapshot_arguments(self, snapshot_id: str) -> dict[str, Any]:
        name = _checks.identifier("snapshot_id", snapshot_id)
        return get_task_snapshot._get_kwargs(self.identifier("read a snapshot of"), name)


def _bucket_name(bucket: Any) -> str | None:
    if bucket is None or isinstance(bucket, str):
        return bucket
    if not isinstance(bucket, Bucket):
        raise InvalidValue(f"bucket: a bucket was expected, not {_checks.shown(bucket)}")
    return bucket.uuid


def _filled(json: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in json.items() if value is not None}


def _snapshot_reply(answer: Answer) -> dict[str, Any]:
    """Read a snapshot, which is none without a name."""
    snapshot = object_reply(answer)
    if not isinstance(snapshot.get("id"), str) or not snapshot["id"]:
        raise UnreadableReply("the reply is no snapshot: it does not name an id")
    return snapshot
