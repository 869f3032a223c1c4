"""A job of the emulated cluster: a group of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from qarnot.emulator.core.objects import Item, lifetime_of
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.times import date_text

if TYPE_CHECKING:
    from qarnot.emulator.core.tasks import Task

__all__ = ["Job", "JobPlan", "plan_job"]


class JobPlan:
    """A job that may be accepted: the request as it came, and its times.

    :ivar longest_time: how long it may take; ``None`` for ever.
    """

    def __init__(self, request: Mapping[str, Any]) -> None:
        self.request = request
        self.lifetime_after_end = lifetime_of(request)
        self.longest_time: timedelta | None = lifetime_of(request, "maxWallTime") or None


def plan_job(request: Mapping[str, Any]) -> JobPlan:
    """Check a job that its schema allows.

    :raises Refusal: 400 naming the field.
    """
    return JobPlan(request)


class Job(Item):
    """A job that was accepted."""

    noun: ClassVar[str] = "job"
    final_states: ClassVar[frozenset[str]] = frozenset({"Completed"})

    def __init__(
        self, sequence: int, uuid: str, plan: JobPlan, created: datetime, pool: Pool | None
    ) -> None:
        super().__init__(sequence, uuid, plan.request, created, "Active")
        self.plan = plan
        self.pool = pool
        self.tasks: dict[str, Task] = {}

    @property
    def is_active(self) -> bool:
        return self.state == "Active"

    @property
    def uses_dependencies(self) -> bool:
        return bool(self.request.get("useDependencies"))

    @property
    def is_over(self) -> bool:
        """Whether all its tasks have ended."""
        return all(each.is_final for each in self.tasks.values())

    def described(self, now: datetime) -> dict[str, Any]:  # noqa: ARG002 - as other items
        """Describe it as a ``Job`` of the API, at any time."""
        return self.details()

    def details(self) -> dict[str, Any]:
        """Describe it as a ``Job`` of the API."""
        return {
            **self.main_figures(),
            "poolUuid": self.pool.uuid if self.pool else None,
            "useDependencies": self.uses_dependencies,
            "maxWallTime": self.request.get("maxWallTime"),
            "tags": self.tags,
            "autoDeleteOnCompletion": self.may_make_room,
            "completionTimeToLive": self.request.get("completionTimeToLive") or "00:00:00",
            "endDate": date_text(self.ended),
            "profile": self.pool.request["profile"] if self.pool else None,
        }
