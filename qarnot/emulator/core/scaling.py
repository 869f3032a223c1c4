"""How many slots a pool shall have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from qarnot.emulator.core.refusals import Refusal, not_modelled

__all__ = ["Policy", "active_policy", "next_change", "read_policies"]

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_IDLE_SECONDS = 90


@dataclass(frozen=True)
class Period:
    """When a policy holds: on some days of the week, from a time to another, in UTC."""

    days: frozenset[int]
    start: time
    end: time

    def holds(self, now: datetime) -> bool:
        return now.weekday() in self.days and self.start <= now.time() < self.end

    def next_change(self, now: datetime) -> datetime:
        """Tell when it begins or ends next."""
        moments = [
            datetime.combine(now.date() + timedelta(days=ahead), moment, now.tzinfo)
            for ahead in range(8)
            for moment in (self.start, self.end)
        ]
        return min(each for each in moments if each > now)


@dataclass(frozen=True)
class Policy:
    """A rule for the number of slots.

    :ivar periods: when it holds; always when ``None``.
    :ivar idle_time: how long a slot stays free before it is given up.
    """

    name: str | None
    periods: tuple[Period, ...] | None
    least: int
    most: int
    spare: int = 0
    idle_time: timedelta = timedelta(0)

    def holds(self, now: datetime) -> bool:
        return self.periods is None or any(each.holds(now) for each in self.periods)

    def slots(self, demand: int) -> int:
        """Give the number of slots that so many waiting and running instances call for."""
        return max(self.least, min(self.most, demand + self.spare))


def read_policies(request: Mapping[str, Any], slots_per_machine: int) -> tuple[Policy, ...]:
    """Read what a pool says of its size: by ``scaling``, by ``elasticProperty``, or fixed.

    How fast it grows is not heeded: it grows at once.

    :raises Refusal: 400 for what cannot be right, 501 for a kind of policy or period that is not
        modelled.
    """
    scaling = request.get("scaling") or {}
    if scaling.get("policies"):
        policies = tuple(map(_policy, scaling["policies"]))
        names = [each.name for each in policies if each.name is not None]
        if len(names) > len(set(names)):
            raise Refusal(400, "scaling.policies: two have the same name")
        return policies
    elastic = request.get("elasticProperty") or {}
    if elastic.get("isElastic"):
        return (
            _managed(
                None,
                None,
                elastic.get("minTotalSlots"),
                elastic.get("maxTotalSlots"),
                elastic.get("minIdleSlots"),
                elastic.get("minIdleTimeSeconds"),
            ),
        )
    slots = int(request.get("instanceCount") or 0) * slots_per_machine
    if not slots:
        raise Refusal(400, "instanceCount: give at least 1, or a scaling")
    return (Policy(None, None, slots, slots),)


def active_policy(policies: Sequence[Policy], now: datetime) -> Policy | None:
    """Give the first policy that holds, ``None`` when none does."""
    return next((each for each in policies if each.holds(now)), None)


def next_change(policies: Sequence[Policy], now: datetime) -> datetime | None:
    """Tell when another policy may hold, ``None`` when that never happens."""
    changes = [period.next_change(now) for policy in policies for period in policy.periods or ()]
    return min(changes, default=None)


def _policy(definition: Mapping[str, Any]) -> Policy:
    periods = _periods(definition.get("enabledPeriods"))
    name, kind = definition.get("name"), definition["type"]
    if kind == "Fixed":
        slots = int(definition.get("slotsCount") or 0)
        return Policy(name, periods, slots, slots)
    if kind == "ManagedTasksQueue":
        return _managed(
            name,
            periods,
            definition.get("minTotalSlots"),
            definition.get("maxTotalSlots"),
            definition.get("minIdleSlots"),
            definition.get("minIdleTimeSeconds"),
        )
    raise not_modelled(f"a scaling policy of the type {kind}")


def _managed(
    name: str | None,
    periods: tuple[Period, ...] | None,
    least: int | None,
    most: int | None,
    spare: int | None,
    idle_seconds: int | None,
) -> Policy:
    seconds = _IDLE_SECONDS if idle_seconds is None else idle_seconds
    if (least or 0) > (most or 0):
        raise Refusal(400, f"scaling: the least number of slots, {least}, is above the greatest")
    try:
        idle_time = timedelta(seconds=seconds)
    except OverflowError:
        idle_time = timedelta.max
    return Policy(name, periods, int(least or 0), int(most or 0), int(spare or 0), idle_time)


def _periods(definitions: Sequence[Mapping[str, Any]] | None) -> tuple[Period, ...] | None:
    if not definitions or any(each["type"] == "Always" for each in definitions):
        return None
    return tuple(map(_period, definitions))


def _period(definition: Mapping[str, Any]) -> Period:
    if definition["type"] != "Weekly":
        raise not_modelled(f"a period of the type {definition['type']}")
    days = [each.lower() for each in definition.get("days") or ()]
    for each in days:
        if each not in _DAYS:
            raise Refusal(400, f"scaling: expected a day of the week, not {each!r}")
    return Period(
        frozenset(map(_DAYS.index, days)),
        _time(definition.get("startTimeUtc") or "00:00:00"),
        _time(definition.get("endTimeUtc") or "23:59:59.999999"),
    )


def _time(text: str) -> time:
    # Python reads six digits of a second, the API writes seven.
    whole, point, fraction = text.partition(".")
    try:
        return time.fromisoformat(whole + point + fraction[:6].ljust(6, "0") if point else whole)
    except ValueError as error:
        raise Refusal(400, f"scaling: expected a time such as 20:00:00, not {text!r}") from error
