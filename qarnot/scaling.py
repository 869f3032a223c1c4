"""How a pool grows and shrinks: policies, and the periods of time in which they apply."""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self, TypeVar

from qarnot import _checks
from qarnot._elastic import slots_without_tasks
from qarnot._fields import Field
from qarnot._readers import number, text, whole_number
from qarnot._spans import ticks_of
from qarnot._values import Made
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute

__all__ = [
    "DayOfWeek",
    "FixedScalingPolicy",
    "ManagedTasksQueueScalingPolicy",
    "Scaling",
    "ScalingPolicy",
    "TimePeriodAlways",
    "TimePeriodSpecification",
    "TimePeriodWeeklyRecurring",
]

P = TypeVar("P", bound="_Part")

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](?:\.[0-9]{1,7})?)?")


class DayOfWeek(enum.StrEnum):
    """A day of the week, in UTC; its value is the text of the API."""

    SUNDAY = "sunday"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"

    def __repr__(self) -> str:
        return f"DayOfWeek.{self.name}"


_DAYS = {each.value: each for each in DayOfWeek}


class _Part(Made):
    """A part of a scaling, of the class that its type names."""

    _kind: ClassVar[str | None] = None
    _things: ClassVar[str]
    _kinds: ClassVar[dict[str, type[Any]]]
    _of_unknown_kind: ClassVar[type[Any]]

    kind = Field("type", text, "What the API calls the kind.")

    def __init__(self) -> None:
        super().__init__({} if self._kind is None else {"type": self._kind})

    @classmethod
    def _class_for(cls, json: Any) -> type[Any]:
        found = json.get("type") if isinstance(json, Mapping) else None
        return (
            cls._kinds.get(found, cls._of_unknown_kind)
            if isinstance(found, str)
            else cls._of_unknown_kind
        )

    def _put(self, field: Field[Any], value: Any, name: str | None = None) -> None:
        super()._put(field, value, name)
        if self._received[field.key] is None:
            del self._received[field.key]

    def _shown(self) -> tuple[str, ...]:
        """Give the arguments that make such a part."""
        return ()

    def __repr__(self) -> str:
        if self._kind is None:
            return f"{type(self).__name__}.from_json({self._received!r})"
        return f"{type(self).__name__}({', '.join(self._shown())})"


def _named(name: str, value: Any) -> tuple[str, ...]:
    """Show an argument, unless it is absent."""
    return () if value is None or value == () else (f"{name}={value!r}",)


def _listed(name: str, value: tuple[Any, ...]) -> tuple[str, ...]:
    return (f"{name}={list(value)!r}",) if value else ()


def _read_parts(raw: Any, kind: type[P]) -> tuple[P, ...]:
    found = raw if isinstance(raw, list) else []
    return tuple(kind.from_json(each) for each in found if isinstance(each, Mapping))


def _check_parts(what: str, value: Any, kind: type[P]) -> tuple[P, ...]:
    if value is None:
        return ()
    if isinstance(value, str | bytes | Mapping | _Part) or not isinstance(value, Iterable):
        raise InvalidValue(
            f"{what}: a list of {kind._things} was expected, not {_checks.shown(value)}"
        )
    found = tuple(value)
    for place, each in enumerate(found):
        if not isinstance(each, kind) or not each.kind:
            raise InvalidValue(
                f"{what}[{place}]: one of the {kind._things} of qarnot.scaling was expected, "
                f"not {_checks.shown(each)}"
            )
    return found


def _parts_json(parts: tuple[_Part, ...]) -> list[dict[str, Any]] | None:
    return [each.to_json() for each in parts] or None


def _content_of_parts(raw: Any, kind: type[_Part]) -> Any:
    """Give what the equality of a list of parts goes by; none and an empty list are the same."""
    if not isinstance(raw, list):
        return raw
    return [
        kind.from_json(each)._content() if isinstance(each, Mapping) else each for each in raw
    ] or None


# Periods of time


class TimePeriodSpecification(_Part):
    """When a policy applies (schema ``TimePeriodInput``).

    Use one of the classes below; this one stands for a kind that this version does not know, and
    gives back what the API sent. Periods of equal content are equal.
    """

    _things = "periods"
    _kinds: ClassVar[dict[str, type[Any]]] = {}

    name = Field("name", text, "The name of the period.", check=_checks.optional_text)

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> TimePeriodSpecification:
        """Make a period from JSON, of the class that its type names.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        :return: a plain :class:`TimePeriodSpecification` for a kind that this version does not
            know.
        """
        made: TimePeriodSpecification = cls._class_for(json)._of(json)
        return made


class TimePeriodAlways(TimePeriodSpecification):
    """All the time (schema ``TimePeriodAlwaysInput``).

    :param name: the name of the period. Default ``None``.
    :raises InvalidValue: the name is no text.
    """

    _kind = "Always"

    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self._put(TimePeriodAlways.name, name)

    def _shown(self) -> tuple[str, ...]:
        return () if self.name is None else (repr(self.name),)


def _read_day(raw: Any) -> DayOfWeek | str:
    day = str(raw)
    return _DAYS.get(day.casefold(), day)


def _read_days(raw: Any) -> tuple[DayOfWeek | str, ...]:
    found = raw if isinstance(raw, list) else []
    return tuple(_read_day(each) for each in found if each is not None)


def _check_days(what: str, value: Any) -> tuple[DayOfWeek | str, ...]:
    is_list = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    found = list(value) if is_list else []
    if not found or not all(isinstance(day, str) and day.casefold() in _DAYS for day in found):
        days = ", ".join(_DAYS)
        raise InvalidValue(f"{what}: a list of {days} was expected, not {_checks.shown(value)}")
    return tuple(dict.fromkeys(_DAYS[day.casefold()] for day in found))


def _read_time(raw: Any) -> datetime.time | None:
    try:
        value = datetime.time.fromisoformat(raw)
    except (TypeError, ValueError):
        return None
    return value.replace(tzinfo=None) if value.utcoffset() == datetime.timedelta(0) else value


def _time_text(what: str, value: Any) -> str:
    """Check a time of the day in UTC, and write it as the API does, without loss."""
    if isinstance(value, str):
        match = _TIME.fullmatch(value)
        if match is not None:
            return value if match[1] else f"{value}:00"
    is_utc = isinstance(value, datetime.time) and (
        value.tzinfo is None or value.utcoffset() == datetime.timedelta(0)
    )
    if is_utc:
        return str(value.replace(tzinfo=None).isoformat())
    raise InvalidValue(
        f"{what}: a datetime.time in UTC, or a text such as '23:59:59.9999999', was expected, "
        f"not {_checks.shown(value)}"
    )


class TimePeriodWeeklyRecurring(TimePeriodSpecification):
    """Some hours of some days of each week (schema ``TimePeriodWeeklyInput``).

    What the platform makes of an end that is not after the beginning is not documented: give two
    periods for a night.

    :param days: the days, as :class:`DayOfWeek` or their texts, such as ``"monday"``; at least one.
    :param start_time_utc: when it begins on these days: a ``datetime.time``, which is in UTC
        whether it says so or not, or a text of the API.
    :param end_time_utc: when it ends on these days, likewise. The last moment of a day is
        ``"23:59:59.9999999"``, whose seventh digit only a text can hold.
    :param name: the name of the period. Default ``None``.
    :raises InvalidValue: there is no day, one is none, or a time is none, or not in UTC.

    >>> TimePeriodWeeklyRecurring(["saturday"], datetime.time(8), datetime.time(20), "weekends")
    TimePeriodWeeklyRecurring([DayOfWeek.SATURDAY], datetime.time(8, 0), datetime.time(20, 0), \
'weekends')
    """

    _kind = "Weekly"

    days = Field[tuple[DayOfWeek | str, ...]](
        "days",
        _read_days,
        "The days; one that this version does not know is a plain text.",
        check=_check_days,
        write=lambda days: [str(day) for day in days],
    )
    start_time_utc = Field[Any](
        "startTimeUtc",
        _read_time,
        "When it begins on these days: a ``datetime.time`` without a zone, in UTC.",
        check=_time_text,
    )
    end_time_utc = Field[Any](
        "endTimeUtc",
        _read_time,
        "When it ends on these days: a ``datetime.time`` without a zone, in UTC. A seventh digit "
        "of its seconds is cut here, and not in the JSON.",
        check=_time_text,
    )

    def __init__(
        self,
        days: Iterable[DayOfWeek | str],
        start_time_utc: datetime.time | str,
        end_time_utc: datetime.time | str,
        name: str | None = None,
    ) -> None:
        super().__init__()
        kind = TimePeriodWeeklyRecurring
        self._put(kind.days, days)
        self._put(kind.start_time_utc, start_time_utc)
        self._put(kind.end_time_utc, end_time_utc)
        self._put(kind.name, name)

    def _shown(self) -> tuple[str, ...]:
        times = (self._shown_time("startTimeUtc"), self._shown_time("endTimeUtc"))
        named = () if self.name is None else (repr(self.name),)
        return (repr(list(self.days)), *times, *named)

    def _shown_time(self, key: str) -> str:
        raw = self._received.get(key)
        time = _read_time(raw)
        # Only the text has all digits.
        is_whole = time is not None and ticks_of(raw) == ticks_of(time.isoformat())
        return repr(time if is_whole else raw)

    def _content(self) -> Any:
        content = super()._content()
        for key in ("startTimeUtc", "endTimeUtc"):
            ticks = ticks_of(content.get(key))
            if ticks is not None:
                content[key] = ("ticks", ticks)
        if isinstance(content.get("days"), list):
            content["days"] = sorted(map(str, _read_days(content["days"])))
        return content


TimePeriodSpecification._of_unknown_kind = TimePeriodSpecification
TimePeriodSpecification._kinds.update(
    {str(kind._kind): kind for kind in (TimePeriodAlways, TimePeriodWeeklyRecurring)}
)


# Policies


def _read_periods(raw: Any) -> tuple[TimePeriodSpecification, ...]:
    return _read_parts(raw, TimePeriodSpecification)


def _check_periods(what: str, value: Any) -> tuple[TimePeriodSpecification, ...]:
    return _check_parts(what, value, TimePeriodSpecification)


class ScalingPolicy(_Part):
    """How many slots a pool has while the policy applies (schema ``ScalingPolicyInput``).

    Use one of the classes below; this one stands for a kind that this version does not know, and
    gives back what the API sent. Policies cannot be changed; those of equal content are equal.
    """

    _things = "policies"
    _kinds: ClassVar[dict[str, type[Any]]] = {}

    name = Field(
        "name", text, "The name, which is unique in its scaling.", check=_checks.optional_text
    )
    enabled_periods = Field[tuple[TimePeriodSpecification, ...]](
        "enabledPeriods",
        _read_periods,
        "When it applies, as a tuple of periods.",
        check=_check_periods,
        write=_parts_json,
    )

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> ScalingPolicy:
        """Make a policy from JSON, of the class that its type names.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        :return: a plain :class:`ScalingPolicy` for a kind that this version does not know.
        """
        made: ScalingPolicy = cls._class_for(json)._of(json)
        return made

    @property
    def slots_without_tasks(self) -> int | None:
        """How many slots a pool has by this policy while it has no tasks; ``None``: not known."""
        return None

    @property
    def applies_always(self) -> bool:
        """Whether it applies at all times; a policy without periods counts as such."""
        periods = self.enabled_periods
        return not periods or any(isinstance(each, TimePeriodAlways) for each in periods)

    def _content(self) -> Any:
        content = super()._content()
        periods = _content_of_parts(content.pop("enabledPeriods", None), TimePeriodSpecification)
        return content if periods is None else {**content, "enabledPeriods": periods}


class FixedScalingPolicy(ScalingPolicy):
    """Always the same number of slots (schema ``FixedScalingPolicyInput``).

    :param slots_count: how many slots the pool has, 0 or more.
    :param name: the name of the policy, unique in its scaling. Default ``None``.
    :param enabled_periods: when it applies; ``None`` and an empty list leave that to the platform.
        Default ``None``.
    :raises InvalidValue: a value cannot be right.

    >>> FixedScalingPolicy(4, "all day", [TimePeriodAlways()])
    FixedScalingPolicy(4, name='all day', enabled_periods=[TimePeriodAlways()])
    """

    _kind = "Fixed"

    slots_count = Field[Any](
        "slotsCount", whole_number, "How many slots the pool has.", check=_checks.whole_number
    )

    def __init__(
        self,
        slots_count: int,
        name: str | None = None,
        enabled_periods: Iterable[TimePeriodSpecification] | None = None,
    ) -> None:
        super().__init__()
        kind = FixedScalingPolicy
        self._put(kind.slots_count, slots_count)
        self._put(kind.name, name)
        self._put(kind.enabled_periods, enabled_periods)

    @property
    def slots_without_tasks(self) -> int | None:
        found: int | None = self.slots_count
        return found

    def _shown(self) -> tuple[str, ...]:
        periods = _listed("enabled_periods", self.enabled_periods)
        return (repr(self.slots_count), *_named("name", self.name), *periods)


class ManagedTasksQueueScalingPolicy(ScalingPolicy):
    """As many slots as the waiting tasks need, within limits.

    Stands for the schema ``ManagedTasksQueueScalingPolicyInput``. What is ``None`` is as the
    platform does by itself.

    :param min_total_slots: how many slots the pool has at least, 0 or more. Default ``None``.
    :param max_total_slots: how many slots it has at most, 0 or more. Default ``None``.
    :param min_idle_slots: how many slots are kept free for tasks to come, 0 or more. Default
        ``None``.
    :param min_idle_time_seconds: how many seconds a slot stays free before it is given up. Default
        ``None``.
    :param scaling_factor: how fast the pool follows the number of waiting tasks, above 0 and at
        most 1. Default ``None``.
    :param name: the name of the policy, unique in its scaling. Default ``None``.
    :param enabled_periods: when it applies; ``None`` and an empty list leave that to the platform.
        Default ``None``.
    :raises InvalidValue: a value cannot be right, or the least number is above the greatest.

    >>> ManagedTasksQueueScalingPolicy(min_total_slots=1, max_total_slots=20, name="nights")
    ManagedTasksQueueScalingPolicy(min_total_slots=1, max_total_slots=20, name='nights')
    """

    _kind = "ManagedTasksQueue"

    min_total_slots = Field(
        "minTotalSlots",
        whole_number,
        "How many slots the pool has at least.",
        check=_checks.optional_number,
    )
    max_total_slots = Field(
        "maxTotalSlots",
        whole_number,
        "How many slots the pool has at most.",
        check=_checks.optional_number,
    )
    min_idle_slots = Field(
        "minIdleSlots",
        whole_number,
        "How many slots are kept free for tasks to come.",
        check=_checks.optional_number,
    )
    min_idle_time_seconds = Field(
        "minIdleTimeSeconds",
        whole_number,
        "How many seconds a slot stays free before it is given up.",
        check=_checks.optional_number,
    )
    scaling_factor = Field(
        "scalingFactor",
        number,
        "How fast the pool follows the number of waiting tasks.",
        check=_checks.optional_factor,
    )

    def __init__(
        self,
        min_total_slots: int | None = None,
        max_total_slots: int | None = None,
        min_idle_slots: int | None = None,
        min_idle_time_seconds: int | None = None,
        scaling_factor: float | None = None,
        name: str | None = None,
        enabled_periods: Iterable[TimePeriodSpecification] | None = None,
    ) -> None:
        super().__init__()
        kind = ManagedTasksQueueScalingPolicy
        self._put(kind.min_total_slots, min_total_slots)
        self._put(kind.max_total_slots, max_total_slots)
        self._put(kind.min_idle_slots, min_idle_slots)
        self._put(kind.min_idle_time_seconds, min_idle_time_seconds)
        self._put(kind.scaling_factor, scaling_factor)
        self._put(kind.name, name)
        self._put(kind.enabled_periods, enabled_periods)
        least, most = self.min_total_slots, self.max_total_slots
        if least is not None and most is not None and least > most:
            raise InvalidValue(
                f"max_total_slots: min_total_slots ({least}) or more was expected, not {most}"
            )

    @property
    def slots_without_tasks(self) -> int:
        return slots_without_tasks(self.min_total_slots, self.min_idle_slots, self.max_total_slots)

    def _shown(self) -> tuple[str, ...]:
        names = (
            "min_total_slots",
            "max_total_slots",
            "min_idle_slots",
            "min_idle_time_seconds",
            "scaling_factor",
            "name",
        )
        given = tuple(part for name in names for part in _named(name, getattr(self, name)))
        return (*given, *_listed("enabled_periods", self.enabled_periods))


ScalingPolicy._of_unknown_kind = ScalingPolicy
ScalingPolicy._kinds.update(
    {str(kind._kind): kind for kind in (FixedScalingPolicy, ManagedTasksQueueScalingPolicy)}
)


# Scalings


def _check_policies(what: str, value: Any) -> tuple[ScalingPolicy, ...]:
    found = _check_parts(what, value, ScalingPolicy)
    names = [each.name for each in found if each.name is not None]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidValue(f"{what}: names that are unique were expected, not {twice} twice")
    return found


class _Policies(tuple[ScalingPolicy, ...]):
    """The policies of a scaling, which cannot be changed as the list that scripts may expect."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        raise ReadOnlyAttribute(
            f"Scaling.policies is a tuple, without {name!r}: make a new scaling, such as "
            "Scaling([*scaling.policies, policy])"
        )


class Scaling(Made):
    """How a pool grows and shrinks (schema ``ScalingInput``, from the API ``ScalingOutput``).

    It cannot be changed: make a new one, of the policies of this one if you like. Scalings of equal
    policies are equal, whichever of them decides now.

    :param policies: the policies. The first one that applies at a time decides, so the most
        important one comes first. Default none.
    :raises InvalidValue: there is something else in the list, or two policies have the same name.

    >>> weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"]
    >>> day = TimePeriodWeeklyRecurring(weekdays, datetime.time(8), datetime.time(20))
    >>> scaling = Scaling(
    ...     [
    ...         FixedScalingPolicy(4, "by day", [day]),
    ...         ManagedTasksQueueScalingPolicy(0, 20, 0, 90, 0.5, "else", [TimePeriodAlways()]),
    ...     ]
    ... )
    """

    policies = Field[tuple[ScalingPolicy, ...]](
        "policies",
        lambda raw: _Policies(_read_parts(raw, ScalingPolicy)),
        "The policies, the most important one first, as a tuple.",
        check=_check_policies,
        write=lambda policies: [each.to_json() for each in policies],
    )
    active_policy_name = Field(
        "activePolicyName", text, "The name of the policy that decides now, as the API tells it."
    )

    def __init__(self, policies: Iterable[ScalingPolicy] | None = None) -> None:
        super().__init__({})
        self._put(Scaling.policies, policies)

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> Self:
        """Make a scaling from JSON as the API sends it.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        :return: the scaling; policies and periods of a kind that this version does not know are
            kept, and go back as they came.
        """
        return cls._of(json)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON that the API takes, with what this library does not know; a copy.

        What only the API says, ``activePolicyName``, is not in it.
        """
        json = super().to_json()
        json.pop(Scaling.active_policy_name.key, None)
        return json

    @property
    def active_policy(self) -> ScalingPolicy | None:
        """The policy that decides now; ``None`` when that is not known.

        It is the one that the API names, or else the first one, when that applies always.
        """
        name, policies = self.active_policy_name, self.policies
        if name is not None:
            return next((each for each in policies if each.name == name), None)
        return policies[0] if policies and policies[0].applies_always else None

    def _content(self) -> Any:
        content = super()._content()
        content.pop(Scaling.active_policy_name.key, None)
        policies = _content_of_parts(content.pop(Scaling.policies.key, None), ScalingPolicy)
        return content if policies is None else {**content, "policies": policies}

    def __repr__(self) -> str:
        return f"Scaling({list(self.policies)!r})"
