"""How many slots a pool shall have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from qarnot.emulator.core.refusals import Refusal

__all__ = ["Policy", "active_policy", "next_change", "read_policies", "sized"]

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAST_MOMENT = "23:59:59.9999999"
_IDLE_SECONDS = 90
_MOST_SLOTS = 2**31 - 1


@dataclass(frozen=True)
class Period:
    """When a policy holds: on some days of the week, from a time after midnight in UTC to another.

    :ivar end: the first moment when it holds no more, at the latest the midnight that ends the day.
    """

    days: frozenset[int]
    start: timedelta
    end: timedelta

    def holds(self, now: datetime) -> bool:
        return now.weekday() in self.days and self.start <= now - _midnight(now) < self.end

    def next_change(self, now: datetime) -> datetime:
        """Tell when it begins or ends next."""
        moments = [
            _midnight(now) + timedelta(days=ahead) + moment
            for ahead in (0, 1)
            for moment in (self.start, self.end)
        ]
        return min(each for each in moments if each > now)


@dataclass(frozen=True)
class Policy:
    """A rule for the number of slots.

    :ivar periods: when it holds; always when ``None``, never when empty.
    :ivar idle_time: how long a slot stays free before it is given up.
    :ivar resize_period: the time between two steps in which a pool grows; none when it is zero, and
        the pool grows at once.
    :ivar resize_factor: the part of what is lacking that comes with a step.
    """

    name: str | None
    periods: tuple[Period, ...] | None
    least: int
    most: int
    spare: int = 0
    idle_time: timedelta = timedelta(0)
    resize_period: timedelta = timedelta(0)
    resize_factor: float = 1.0

    def holds(self, now: datetime) -> bool:
        return self.periods is None or any(each.holds(now) for each in self.periods)

    def slots(self, demand: int) -> int:
        """Give the number of slots that so many waiting and running instances call for."""
        return max(self.least, min(self.most, demand + self.spare))

    def step(self, lacking: int) -> int:
        """Give how many machines come at once when so many are lacking; at least one does."""
        if not self.resize_period:
            return lacking
        return max(1, math.ceil(self.resize_factor * lacking))


def read_policies(request: Mapping[str, Any], slots_per_machine: int) -> tuple[Policy, ...]:
    """Read what a pool says of its size: by ``scaling``, by ``elasticProperty``, or fixed.

    ``resizePeriod`` and ``rampResizeFactor`` are heeded: an elastic pool grows when slots are
    lacking and its last growth is a period ago, by this part of what is lacking. Without a period,
    it grows at once. Nobody says in which time ``scalingFactor`` is meant: it is kept and shown,
    and the pool grows at once.

    A policy or a period of a kind that the document does not know is kept and never holds.

    :raises Refusal: 400 for what cannot be right.
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
        return (_elastic(elastic),)
    slots = int(request.get("instanceCount") or 0) * slots_per_machine
    if not slots:
        raise Refusal(400, "instanceCount: give at least 1, or a scaling")
    return (Policy(None, None, slots, slots),)


def sized(request: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change a request in which ``scaling`` comes before ``elasticProperty``, and that before
    ``instanceCount``: the one that a change gives takes the place of those that come before it.
    """
    changed = {**request, **changes}
    is_elastic = bool((changes.get("elasticProperty") or {}).get("isElastic"))
    is_fixed = bool(changes.get("instanceCount"))
    if "scaling" not in changes and (is_elastic or is_fixed):
        changed.pop("scaling", None)
    if "elasticProperty" not in changes and is_fixed:
        changed.pop("elasticProperty", None)
    return changed


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
        slots = _slots(definition.get("slotsCount"))
        return Policy(name, periods, slots, slots)
    if kind == "ManagedTasksQueue":
        least, most = _bounds("scaling", definition)
        spare = _slots(definition.get("minIdleSlots"))
        return Policy(name, periods, least, most, spare, _idle_time(definition))
    return Policy(name, (), 0, 0)


def _elastic(definition: Mapping[str, Any]) -> Policy:
    least, most = _bounds("elasticProperty", definition)
    factor = definition.get("rampResizeFactor")
    return Policy(
        name=None,
        periods=None,
        least=least,
        most=most,
        spare=_slots(definition.get("minIdleSlots")),
        idle_time=_idle_time(definition),
        resize_period=_seconds(definition.get("resizePeriod") or 0),
        resize_factor=1.0 if factor is None else float(factor),
    )


def _bounds(where: str, definition: Mapping[str, Any]) -> tuple[int, int]:
    """Read the least and the greatest number of slots."""
    least, most = _slots(definition.get("minTotalSlots")), _slots(definition.get("maxTotalSlots"))
    if least > most:
        raise Refusal(400, f"{where}.minTotalSlots: {least} is above maxTotalSlots, {most}")
    return least, most


def _slots(number: float | None) -> int:
    return int(min(number or 0, _MOST_SLOTS))


def _idle_time(definition: Mapping[str, Any]) -> timedelta:
    seconds = definition.get("minIdleTimeSeconds")
    return _seconds(_IDLE_SECONDS if seconds is None else seconds)


def _seconds(number: float) -> timedelta:
    try:
        return timedelta(seconds=number)
    except OverflowError:
        return timedelta.max


def _periods(definitions: Sequence[Mapping[str, Any]] | None) -> tuple[Period, ...] | None:
    if not definitions or any(each["type"] == "Always" for each in definitions):
        return None
    return tuple(_weekly(each) for each in definitions if each["type"] == "Weekly")


def _weekly(definition: Mapping[str, Any]) -> Period:
    days = [each.lower() for each in definition.get("days") or ()]
    for each in days:
        if each not in _DAYS:
            raise Refusal(400, f"scaling.policies: expected a day of the week, not {each!r}")
    beginning = definition.get("startTimeUtc") or "00:00:00"
    end = definition.get("endTimeUtc") or _LAST_MOMENT
    period = Period(frozenset(map(_DAYS.index, days)), _time(beginning), _end(end))
    if period.start >= period.end:
        # Nobody says what such a period is on the platform; here it would never hold.
        raise Refusal(
            400,
            f"scaling.policies: expected an end after the beginning {beginning}, not {end}; "
            "give two periods for a night",
        )
    return period


def _end(text: str) -> timedelta:
    """Read the end of a period; the last moment that a time can name stands for midnight."""
    end = _time(text)
    return timedelta(days=1) if end == _time(_LAST_MOMENT) else end


def _time(text: str) -> timedelta:
    """Read a time of the day, as what has passed since midnight."""
    # Python reads six digits of a second, the API writes seven.
    whole, point, fraction = text.partition(".")
    try:
        read = time.fromisoformat(whole + point + fraction[:6].ljust(6, "0") if point else whole)
    except ValueError as error:
        message = f"scaling.policies: expected a time such as 20:00:00, not {text!r}"
        raise Refusal(400, message) from error
    return datetime.combine(date.min, read) - datetime.min


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
