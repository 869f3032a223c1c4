"""Scalings: policies, periods, and whatever the server sends of them."""

from __future__ import annotations

import copy
import datetime
import pickle
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import anything, flaws, objects, same, texts

from qarnot import scaling as module
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute, UnknownAttribute
from qarnot.scaling import (
    DayOfWeek,
    FixedScalingPolicy,
    ManagedTasksQueueScalingPolicy,
    Scaling,
    ScalingPolicy,
    TimePeriodAlways,
    TimePeriodSpecification,
    TimePeriodWeeklyRecurring,
)

EIGHT, TWENTY = datetime.time(8), datetime.time(20)
LAST_MOMENT = "23:59:59.9999999"
NIGHTS = TimePeriodWeeklyRecurring([DayOfWeek.MONDAY, "Friday"], TWENTY, LAST_MOMENT, "nights")
NIGHTS_JSON = {
    "type": "Weekly",
    "name": "nights",
    "days": ["monday", "friday"],
    "startTimeUtc": "20:00:00",
    "endTimeUtc": LAST_MOMENT,
}
PERIOD_KEYS = ("type", "name", "days", "startTimeUtc", "endTimeUtc")
POLICY_KEYS = (
    "type", "name", "enabledPeriods", "slotsCount", "minTotalSlots", "maxTotalSlots",
    "minIdleSlots", "minIdleTimeSeconds", "scalingFactor",
)  # fmt: skip

GOLDEN: list[tuple[Any, str, dict[str, Any]]] = [
    (TimePeriodAlways(), "TimePeriodInput", {"type": "Always"}),
    (TimePeriodAlways(name="a"), "TimePeriodInput", {"type": "Always", "name": "a"}),
    (NIGHTS, "TimePeriodInput", NIGHTS_JSON),
    (
        TimePeriodWeeklyRecurring(
            days=("sunday",),
            start_time_utc=datetime.time(1, 2, 3, 4, tzinfo=datetime.UTC),
            end_time_utc="04:05",
        ),
        "TimePeriodInput",
        {
            "type": "Weekly",
            "days": ["sunday"],
            "startTimeUtc": "01:02:03.000004",
            "endTimeUtc": "04:05:00",
        },
    ),
    (FixedScalingPolicy(0), "ScalingPolicyInput", {"type": "Fixed", "slotsCount": 0}),
    (
        FixedScalingPolicy(slots_count=4, name="n", enabled_periods=[NIGHTS, TimePeriodAlways()]),
        "ScalingPolicyInput",
        {
            "type": "Fixed",
            "slotsCount": 4,
            "name": "n",
            "enabledPeriods": [NIGHTS_JSON, {"type": "Always"}],
        },
    ),
    (ManagedTasksQueueScalingPolicy(), "ScalingPolicyInput", {"type": "ManagedTasksQueue"}),
    (
        ManagedTasksQueueScalingPolicy(
            min_total_slots=1,
            max_total_slots=20,
            min_idle_slots=2,
            min_idle_time_seconds=90,
            scaling_factor=0.5,
            name="queue",
            enabled_periods=(NIGHTS,),
        ),
        "ScalingPolicyInput",
        {
            "type": "ManagedTasksQueue",
            "minTotalSlots": 1,
            "maxTotalSlots": 20,
            "minIdleSlots": 2,
            "minIdleTimeSeconds": 90,
            "scalingFactor": 0.5,
            "name": "queue",
            "enabledPeriods": [NIGHTS_JSON],
        },
    ),
    (Scaling(), "ScalingInput", {"policies": []}),
    (
        Scaling(policies=[FixedScalingPolicy(1, "a"), FixedScalingPolicy(2, "b")]),
        "ScalingInput",
        {
            "policies": [
                {"type": "Fixed", "slotsCount": 1, "name": "a"},
                {"type": "Fixed", "slotsCount": 2, "name": "b"},
            ]
        },
    ),
]


@pytest.mark.parametrize(("value", "schema", "json"), GOLDEN)
def test_what_a_user_makes_is_written_read_and_shown(
    value: Any, schema: str, json: dict[str, Any]
) -> None:
    assert same(value.to_json(), json)
    assert flaws(schema, json) == []
    again = type(value).from_json(json)
    assert type(again) is type(value)
    assert again == value
    assert hash(again) == hash(value)
    assert repr(again) == repr(value) == str(value)
    assert eval(repr(value), {**vars(module)}) == value
    assert pickle.loads(pickle.dumps(value)) == value == copy.copy(value)


def test_what_was_written_is_a_copy() -> None:
    made = Scaling([FixedScalingPolicy(1, "a", [NIGHTS])])
    made.to_json()["policies"][0]["enabledPeriods"].clear()
    assert made.policies[0].enabled_periods == (NIGHTS,)
    json = made.to_json()
    read = Scaling.from_json(json)
    json["policies"].clear()
    assert read == made


def test_the_parts_of_a_scaling_are_read() -> None:
    policy = ManagedTasksQueueScalingPolicy(1, 20, 2, 90, 0.5, "queue", [NIGHTS])
    found = Scaling.from_json(
        {"policies": [policy.to_json()], "activePolicyName": "queue"}
    ).policies[0]
    assert isinstance(found, ManagedTasksQueueScalingPolicy)
    assert (found.min_total_slots, found.max_total_slots, found.min_idle_slots) == (1, 20, 2)
    assert (found.min_idle_time_seconds, found.scaling_factor, found.name) == (90, 0.5, "queue")
    (period,) = found.enabled_periods
    assert isinstance(period, TimePeriodWeeklyRecurring)
    assert period.days == (DayOfWeek.MONDAY, DayOfWeek.FRIDAY)
    assert (period.start_time_utc, period.name) == (TWENTY, "nights")
    assert period.end_time_utc == datetime.time(23, 59, 59, 999_999)
    assert period.to_json()["endTimeUtc"] == LAST_MOMENT


def test_days_are_their_texts() -> None:
    assert [str(day) for day in DayOfWeek] == [day.value for day in DayOfWeek]
    assert DayOfWeek("monday") is DayOfWeek.MONDAY
    assert repr(DayOfWeek.MONDAY) == "DayOfWeek.MONDAY"


# The policy that decides


@pytest.mark.parametrize(
    ("name", "policies", "expected"),
    [
        ("b", [FixedScalingPolicy(1, "a"), FixedScalingPolicy(2, "b")], 2),
        ("gone", [FixedScalingPolicy(1, "a")], None),
        (None, [FixedScalingPolicy(1)], 1),
        (None, [FixedScalingPolicy(1, enabled_periods=[NIGHTS, TimePeriodAlways()])], 1),
        (None, [FixedScalingPolicy(1, enabled_periods=[NIGHTS]), FixedScalingPolicy(2)], None),
        (None, [], None),
    ],
)
def test_the_policy_that_decides_is_found(
    name: str | None, policies: list[ScalingPolicy], expected: int | None
) -> None:
    json = {**Scaling(policies).to_json(), "activePolicyName": name}
    scaling = Scaling.from_json(json)
    assert scaling.active_policy_name == name
    found = scaling.active_policy
    assert (found and found.slots_without_tasks) == expected
    assert scaling == Scaling(policies), "the same rules, whichever decides now"
    assert "activePolicyName" not in scaling.to_json()
    assert scaling.raw["activePolicyName"] == name


@pytest.mark.parametrize(
    ("policy", "slots"),
    [
        (FixedScalingPolicy(3), 3),
        (ManagedTasksQueueScalingPolicy(1, 20, 2), 2),
        (ManagedTasksQueueScalingPolicy(3, 20, 2), 3),
        (ManagedTasksQueueScalingPolicy(0, 20, 0), 0),
        (ManagedTasksQueueScalingPolicy(0, 2, 5), 2),
        (ManagedTasksQueueScalingPolicy(0, None, 5), 5),
        (ManagedTasksQueueScalingPolicy(1, 20), 1),
        (ManagedTasksQueueScalingPolicy(max_total_slots=20), 0),
        (ManagedTasksQueueScalingPolicy(min_idle_slots=2), 2),
        (ManagedTasksQueueScalingPolicy(), 0),
        (FixedScalingPolicy.from_json({"type": "Fixed"}), None),
        (ScalingPolicy.from_json({"type": "New"}), None),
    ],
)
def test_the_slots_without_tasks_are_known_or_not(policy: ScalingPolicy, slots: int | None) -> None:
    assert policy.slots_without_tasks == slots


# Immutability


def test_policies_say_how_to_have_others() -> None:
    scaling = Scaling([FixedScalingPolicy(1, "a")])
    for change in ("append", "extend", "insert", "clear"):
        with pytest.raises(ReadOnlyAttribute, match=rf"'{change}': make a new scaling") as caught:
            getattr(scaling.policies, change)
        assert isinstance(caught.value, AttributeError)
    longer = Scaling([*scaling.policies, FixedScalingPolicy(2, "b")])
    assert [each.name for each in longer.policies] == ["a", "b"]
    for again in (copy.deepcopy(longer.policies), pickle.loads(pickle.dumps(longer.policies))):
        assert again == longer.policies == tuple(longer.policies)


# Equality


@pytest.mark.parametrize(
    ("json", "expected"),
    [
        ({"policies": [{"type": "Fixed", "slotsCount": 1, "name": None}]}, True),
        ({"policies": [{"type": "Fixed", "slotsCount": 1, "enabledPeriods": []}]}, True),
        ({"policies": [{"type": "Fixed", "slotsCount": 1}], "new": 1}, False),
        ({"policies": [{"type": "Fixed", "slotsCount": 1, "new": 1}]}, False),
        ({"policies": [{"type": "Fixed", "slotsCount": 2}]}, False),
        ({"policies": None}, False),
    ],
)
def test_nulls_do_not_count_in_equality(json: dict[str, Any], expected: bool) -> None:
    assert (Scaling.from_json(json) == Scaling([FixedScalingPolicy(1)])) is expected


@pytest.mark.parametrize("json", [None, {}, {"policies": None}, {"policies": []}])
def test_all_scalings_without_policies_are_equal(json: Any) -> None:
    assert Scaling.from_json(json) == Scaling()
    assert hash(Scaling.from_json(json)) == hash(Scaling())
    assert Scaling.from_json(json).policies == ()


def test_times_and_days_are_equal_however_they_are_written() -> None:
    other = {**NIGHTS_JSON, "days": ["FRIDAY", "monday"], "startTimeUtc": "20:00:00.0000000"}
    assert TimePeriodSpecification.from_json(other) == NIGHTS
    later = {**NIGHTS_JSON, "endTimeUtc": "23:59:59.9999998"}
    assert TimePeriodSpecification.from_json(later) != NIGHTS


def test_parts_of_different_kinds_are_not_equal() -> None:
    assert TimePeriodAlways("a") != TimePeriodSpecification.from_json({"type": "New", "name": "a"})
    assert Scaling() != {"policies": []}


# What the server may send


def test_d27_unknown_kinds_are_kept_and_go_back_untouched() -> None:
    json = {
        "policies": [
            {"type": "Predictive", "horizon": {"days": [1, None]}, "name": "p"},
            {
                "type": "Fixed",
                "slotsCount": 2,
                "later": True,
                "enabledPeriods": [{"type": "Moon", "phase": "full"}],
            },
        ],
        "budget": 5,
    }
    scaling = Scaling.from_json(json)
    unknown, fixed = scaling.policies
    assert type(unknown) is ScalingPolicy
    assert (unknown.kind, unknown.name) == ("Predictive", "p")
    (moon,) = fixed.enabled_periods
    assert type(moon) is TimePeriodSpecification
    assert same(scaling.to_json(), json)
    assert flaws("ScalingPolicyInput", unknown.to_json()) == []
    more = Scaling([*scaling.policies, FixedScalingPolicy(1, enabled_periods=[moon])])
    assert same(more.to_json()["policies"][:2], json["policies"])
    assert "Predictive" in repr(more)


@given(objects("policies", "activePolicyName"), st.lists(objects(*POLICY_KEYS), max_size=3))
def test_d26_whatever_the_server_sends_is_read_and_goes_back(
    rest: dict[str, Any], policies: list[dict[str, Any]]
) -> None:
    for json in (rest, {**rest, "policies": policies}):
        scaling = Scaling.from_json(json)
        sent = {key: value for key, value in json.items() if key != "activePolicyName"}
        assert same(scaling.to_json(), sent)
        assert scaling == Scaling.from_json(copy.deepcopy(json))
        repr(scaling)
        hash(scaling)
        assert pickle.loads(pickle.dumps(scaling)) == scaling
        _ = scaling.active_policy, scaling.active_policy_name


@given(
    st.sampled_from(["Fixed", "ManagedTasksQueue", "Always", "Weekly"]) | texts,
    objects(*POLICY_KEYS, *PERIOD_KEYS),
    st.lists(objects(*PERIOD_KEYS) | anything, max_size=2),
)
def test_d26_each_part_of_any_content_is_read_and_goes_back(
    kind: str, rest: dict[str, Any], periods: list[Any]
) -> None:
    for family in (ScalingPolicy, TimePeriodSpecification):
        for json in (rest, {**rest, "type": kind}, {**rest, "enabledPeriods": periods}):
            part: Any = family.from_json(json)
            assert same(part.to_json(), json)
            assert part == family.from_json(copy.deepcopy(json))
            assert (part == family.from_json({**json, "more": 1})) is (json.get("more") == 1)
            repr(part)
            hash(part)
            for name in dir(part):
                if not name.startswith("_"):
                    getattr(part, name)


@pytest.mark.parametrize("raw", [None, 5, "", "later", "25:00:00", [], True])
def test_d26_an_odd_time_is_none(raw: Any) -> None:
    json = {**NIGHTS_JSON, "startTimeUtc": raw}
    period: Any = TimePeriodSpecification.from_json(json)
    assert period.start_time_utc is None
    assert same(period.to_json(), json)


def test_d27_an_unknown_day_is_kept() -> None:
    json = {**NIGHTS_JSON, "days": ["Monday", "holiday", None]}
    period: Any = TimePeriodSpecification.from_json(json)
    assert period.days == (DayOfWeek.MONDAY, "holiday")
    assert same(period.to_json(), json)


# What users may not give


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: FixedScalingPolicy(-1), "slots_count: .*-1"),
        (lambda: FixedScalingPolicy(1.5), "slots_count"),  # type: ignore[arg-type]
        (lambda: FixedScalingPolicy(True), "slots_count"),
        (lambda: FixedScalingPolicy(None), "slots_count"),  # type: ignore[arg-type]
        (lambda: FixedScalingPolicy(1, 5), "name"),  # type: ignore[arg-type]
        (lambda: FixedScalingPolicy(1, "n", NIGHTS), "enabled_periods"),  # type: ignore[arg-type]
        (lambda: FixedScalingPolicy(1, "n", ["always"]), r"enabled_periods\[0\]"),  # type: ignore[list-item]
        (
            lambda: FixedScalingPolicy(1, "n", [TimePeriodSpecification.from_json({})]),
            r"enabled_periods\[0\]",
        ),
        (lambda: ManagedTasksQueueScalingPolicy(5, 4), r"max_total_slots: .*5.*not 4"),
        (lambda: ManagedTasksQueueScalingPolicy(min_idle_slots=-1), "min_idle_slots"),
        (lambda: ManagedTasksQueueScalingPolicy(min_idle_time_seconds=-1), "min_idle_time_seconds"),
        (lambda: ManagedTasksQueueScalingPolicy(scaling_factor=0), "scaling_factor"),
        (lambda: ManagedTasksQueueScalingPolicy(scaling_factor=1.01), "scaling_factor"),
        (lambda: ManagedTasksQueueScalingPolicy(scaling_factor=float("nan")), "scaling_factor"),
        (lambda: TimePeriodWeeklyRecurring([], EIGHT, TWENTY), "days"),
        (lambda: TimePeriodWeeklyRecurring("monday", EIGHT, TWENTY), "days"),
        (lambda: TimePeriodWeeklyRecurring(["noday"], EIGHT, TWENTY), "days: .*'noday'"),
        (lambda: TimePeriodWeeklyRecurring([1], EIGHT, TWENTY), "days"),  # type: ignore[list-item]
        (lambda: TimePeriodWeeklyRecurring(["monday"], "24:00:00", TWENTY), "start_time_utc"),
        (lambda: TimePeriodWeeklyRecurring(["monday"], EIGHT, "8"), "end_time_utc"),
        (lambda: TimePeriodWeeklyRecurring(["monday"], EIGHT, 8), "end_time_utc"),  # type: ignore[arg-type]
        (
            lambda: TimePeriodWeeklyRecurring(
                ["monday"],
                datetime.time(8, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
                TWENTY,
            ),
            "start_time_utc: .*UTC",
        ),
        (lambda: Scaling(FixedScalingPolicy(1)), "policies: a list"),  # type: ignore[arg-type]
        (lambda: Scaling([{"type": "Fixed"}]), r"policies\[0\]"),  # type: ignore[list-item]
        (lambda: Scaling([ScalingPolicy()]), r"policies\[0\]"),
        (lambda: Scaling([FixedScalingPolicy(1, "a"), FixedScalingPolicy(2, "a")]), "unique.*'a'"),
    ],
)
def test_what_cannot_be_right_is_refused(make: Any, words: str) -> None:
    with pytest.raises(InvalidValue, match=words) as caught:
        make()
    assert isinstance(caught.value, ValueError)


def test_nothing_can_be_changed_afterwards() -> None:
    scaling = Scaling([FixedScalingPolicy(1, "a", [NIGHTS])])
    policy: Any = scaling.policies[0]
    with pytest.raises(ReadOnlyAttribute, match="make a new FixedScalingPolicy"):
        policy.slots_count = 2
    with pytest.raises(ReadOnlyAttribute):
        scaling.policies = ()
    with pytest.raises(UnknownAttribute, match="slots_count"):
        policy.slot_count = 2
    with pytest.raises(AttributeError):
        scaling.policies.append(policy)  # type: ignore[attr-defined]


times = st.times()
names = st.none() | st.text(min_size=1, max_size=8)
periods = st.builds(TimePeriodAlways, names) | st.builds(
    TimePeriodWeeklyRecurring, st.lists(st.sampled_from(DayOfWeek), min_size=1), times, times, names
)
counts = st.none() | st.integers(0, 50)
policies = st.builds(
    FixedScalingPolicy, st.integers(0, 50), names, st.lists(periods, max_size=2)
) | st.builds(
    ManagedTasksQueueScalingPolicy,
    counts,
    st.none() | st.integers(50, 99),
    counts,
    counts,
    st.none() | st.floats(0, 1, exclude_min=True),
    names,
    st.lists(periods, max_size=2),
)
scalings = st.lists(policies, max_size=3, unique_by=lambda each: each.name or object()).map(Scaling)


@given(scalings)
def test_every_scaling_that_can_be_made_survives_a_round_trip(scaling: Scaling) -> None:
    json = scaling.to_json()
    assert flaws("ScalingInput", json) == []
    again = Scaling.from_json(json)
    assert again == scaling
    assert same(again.to_json(), json)
    assert again.policies == scaling.policies
    assert eval(repr(again), {**vars(module)}) == scaling
    for policy, other in zip(scaling.policies, again.policies, strict=True):
        assert policy.enabled_periods == other.enabled_periods
