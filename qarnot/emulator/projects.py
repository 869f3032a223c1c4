"""Projects as the user of an emulator describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from qarnot.emulator.core.accounts import Budget, Project
from qarnot.exceptions import InvalidValue

__all__ = ["read_projects"]

_OVERRUN_POLICIES = ("AlertOnly", "BlockNew", "StopAndBlockAll")
_PROJECT_KEYS = frozenset(
    {"uuid", "name", "slug", "description", "organizationUuid", "isDefault", "budgets"}
)
_BUDGET_KEYS = frozenset(
    {
        *("uuid", "alias", "totalAmountInCents", "startDateUtc", "expirationDateUtc"),
        *("budgetOverrunPolicy", "isArchived"),
    }
)


def read_projects(projects: Iterable[Mapping[str, Any]]) -> tuple[Project, ...]:
    """Read projects with their budgets.

    :param projects: each with the keys of a ``Project`` of the API and ``budgets``, whose items
        have those of a ``Budget``; the uuid is needed, and of a budget the total amount. What a
        budget has consumed is computed.
    :raises InvalidValue: naming what is missing or cannot be right.
    """
    found = tuple(_project(each) for each in projects)
    if len({each.uuid for each in found}) < len(found):
        raise InvalidValue("projects: two have the same uuid")
    return found


def _project(project: Mapping[str, Any]) -> Project:
    _check_keys("a project", project, _PROJECT_KEYS)
    name = str(project.get("name") or "project")
    return Project(
        uuid=_uuid("a project", project),
        name=name,
        slug=str(project.get("slug") or "-".join(name.lower().split())),
        description=str(project.get("description") or ""),
        organization_uuid=project.get("organizationUuid"),
        is_default=bool(project.get("isDefault")),
        budgets=tuple(map(_budget, project.get("budgets") or ())),
    )


def _budget(budget: Mapping[str, Any]) -> Budget:
    _check_keys("a budget", budget, _BUDGET_KEYS)
    total = budget.get("totalAmountInCents")
    if not isinstance(total, int) or isinstance(total, bool):
        raise InvalidValue(f"totalAmountInCents: expected a whole number, not {total!r}")
    policy = budget.get("budgetOverrunPolicy") or _OVERRUN_POLICIES[0]
    if policy not in _OVERRUN_POLICIES:
        known = ", ".join(_OVERRUN_POLICIES)
        raise InvalidValue(f"budgetOverrunPolicy: expected one of {known}, not {policy!r}")
    return Budget(
        uuid=_uuid("a budget", budget),
        alias=str(budget.get("alias") or "budget"),
        total_cents=total,
        start=_date("startDateUtc", budget) or datetime(1970, 1, 1, tzinfo=UTC),
        expiration=_date("expirationDateUtc", budget),
        overrun_policy=policy,
        is_archived=bool(budget.get("isArchived")),
    )


def _check_keys(what: str, given: Mapping[str, Any], known: frozenset[str]) -> None:
    if not isinstance(given, Mapping):
        raise InvalidValue(f"projects: expected {what} to be a mapping, not {given!r}")
    if unknown := given.keys() - known:
        raise InvalidValue(f"projects: {what} has no {', '.join(sorted(map(str, unknown)))}")


def _uuid(what: str, given: Mapping[str, Any]) -> str:
    try:
        return str(UUID(given.get("uuid")))
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidValue(
            f"projects: expected {what} with a uuid, not {given.get('uuid')!r}"
        ) from error


def _date(name: str, given: Mapping[str, Any]) -> datetime | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        date = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise InvalidValue(f"{name}: expected a date, not {value!r}") from error
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date
