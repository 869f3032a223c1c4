"""The account: its credits, its projects and their budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.times import date_text

__all__ = [
    "DEFAULT_CREDITS",
    "DEFAULT_PROJECT",
    "EMAIL",
    "Account",
    "Budget",
    "Project",
    "forbidden_without_credits",
]

EMAIL = "user@emulator.local"
"""The address of the only account."""

DEFAULT_CREDITS = 10_000.0
"""How many euros an account has at first when nothing is set."""


@dataclass(frozen=True)
class Budget:
    """What a project may spend in some time, as a ``Budget`` of the API.

    :param total_cents: cents of a euro.
    :param overrun_policy: ``AlertOnly``, ``BlockNew`` or ``StopAndBlockAll``; it is shown only.
    """

    uuid: str
    alias: str
    total_cents: int
    start: datetime
    expiration: datetime | None = None
    overrun_policy: str = "AlertOnly"
    is_archived: bool = False

    def is_active(self, now: datetime) -> bool:
        has_expired = self.expiration is not None and self.expiration <= now
        return self.start <= now and not has_expired and not self.is_archived


@dataclass(frozen=True)
class Project:
    """Something that work is charged to, as a ``Project`` of the API."""

    uuid: str
    name: str
    slug: str
    description: str = ""
    organization_uuid: str | None = None
    is_default: bool = False
    budgets: tuple[Budget, ...] = ()

    def shown(self) -> dict[str, Any]:
        return {
            "uuid": self.uuid,
            "name": self.name,
            "slug": self.slug,
            "description": self.description,
            "organizationUuid": self.organization_uuid,
            "isDefault": self.is_default,
        }


DEFAULT_PROJECT = Project(
    uuid="00000000-0000-4000-8000-000000000001",
    name="Default",
    slug="default",
    description="What work is charged to that names no project.",
    is_default=True,
    budgets=(
        Budget(
            uuid="00000000-0000-4000-8000-000000000002",
            alias="First budget",
            total_cents=100_000,
            start=datetime(2020, 1, 1, tzinfo=UTC),
        ),
    ),
)
"""The only project when nothing is set."""


@contextmanager
def forbidden_without_credits() -> Iterator[None]:
    """Refuse with status 403 what is refused because no credits are left.

    The document has 402 for what creates tasks, pools and jobs, and not for what makes tasks and
    pools of earlier ones.
    """
    try:
        yield
    except Refusal as refusal:
        if refusal.status != 402:
            raise
        raise Refusal(403, refusal.message) from refusal


class Account:
    """What was spent, and what there is to spend.

    :param credits_at_first: euros.
    :param projects: what work may be charged to.
    """

    def __init__(
        self,
        credits_at_first: float = DEFAULT_CREDITS,
        projects: Iterable[Project] = (DEFAULT_PROJECT,),
    ) -> None:
        self.projects: Mapping[str, Project] = {each.uuid: each for each in projects}
        self._credits = credits_at_first
        self._default = next((each for each in self.projects.values() if each.is_default), None)
        self._spent: defaultdict[str | None, list[tuple[datetime, float]]] = defaultdict(list)
        self._spent_in_all = 0.0

    @property
    def credits_left(self) -> float:
        return self._credits - self._spent_in_all

    def check(self, project: str | None) -> None:
        """Check that new work may be charged to a project.

        :raises Refusal: 400 when there is no such project, 402 when no credits are left.
        """
        if project is not None and project not in self.projects:
            raise Refusal(400, f"projectUuid: no such project: {project}")
        if self.credits_left <= 0:
            raise Refusal(402, "Not enough credits")

    def charge(self, project: str | None, euros: float, now: datetime) -> None:
        """Note that something was spent."""
        if euros:
            charged = project or (self._default.uuid if self._default else None)
            self._spent[charged].append((now, euros))
            self._spent_in_all += euros

    def budgets(self, project: str, now: datetime, *, active_only: bool) -> list[dict[str, Any]]:
        """Describe the budgets of a project.

        :raises Refusal: 404 when there is no such project.
        """
        uuid = project.lower()
        if uuid not in self.projects:
            raise Refusal(404, f"No such project: {project}")
        return [
            self._shown(uuid, each)
            for each in self.projects[uuid].budgets
            if each.is_active(now) or not active_only
        ]

    def _shown(self, project: str, budget: Budget) -> dict[str, Any]:
        consumed = round(
            sum(
                100 * euros
                for moment, euros in self._spent[project]
                if budget.start <= moment
                and (budget.expiration is None or moment < budget.expiration)
            )
        )
        expiration = None if budget.expiration is None else date_text(budget.expiration)
        return {
            "uuid": budget.uuid,
            "alias": budget.alias,
            "consumedAmountInCents": consumed,
            "totalAmountInCents": budget.total_cents,
            "remainingAmountInCents": budget.total_cents - consumed,
            "startDateUtc": date_text(budget.start),
            "expirationDateUtc": expiration,
            "budgetOverrunPolicy": budget.overrun_policy,
            "isArchived": budget.is_archived,
        }
