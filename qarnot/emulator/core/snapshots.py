"""Snapshots of running tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from qarnot.emulator.core.times import date_text

__all__ = ["Snapshot", "SnapshotSettings"]


@dataclass(frozen=True)
class SnapshotSettings:
    """What a snapshot saves, as it was asked for."""

    whitelist: str | None
    blacklist: str | None
    bucket: str | None
    prefix: str | None

    def shown(self) -> dict[str, Any]:
        return {
            "whitelist": self.whitelist,
            "blacklist": self.blacklist,
            "bucket": self.bucket,
            "bucketPrefix": self.prefix,
        }


class Snapshot:
    """A snapshot that was begun."""

    def __init__(self, task_uuid: str, settings: SnapshotSettings, now: datetime) -> None:
        self.id = f"snap_{task_uuid}_{now:%Y%m%d%H%M%S}_{token_hex(2)}"
        self.task_uuid = task_uuid
        self.settings = settings
        self.triggered = self.updated = now
        self.status = "triggered"
        self.size: int | None = None
        self.transferred: int | None = None

    @property
    def is_final(self) -> bool:
        return self.status in ("success", "failure")

    def go_on(self, size: int, transferred: int, now: datetime) -> None:
        """Note how many bytes there are, and how many are saved."""
        if not self.is_final:
            self.status, self.size, self.transferred = "inProgress", size, transferred
            self.updated = now

    def end(self, status: str, transferred: int, now: datetime) -> None:
        """Note how it ended, once."""
        if not self.is_final:
            self.status, self.transferred, self.updated = status, transferred, now
            if self.size is None:
                self.size = transferred

    def shown(self) -> dict[str, Any]:
        """Describe it as a ``Snapshot`` of the API."""
        return {
            "id": self.id,
            "taskUuid": self.task_uuid,
            "triggerDate": date_text(self.triggered),
            "lastUpdateDate": date_text(self.updated),
            "snapshotConfig": self.settings.shown(),
            "status": self.status,
            "sizeToUpload": self.size,
            "transferredSize": self.transferred,
        }
