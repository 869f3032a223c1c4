"""How pools grow and shrink, by a clock that the tests play."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator.core.scaling import read_policies, sized

from .stage import START, Stage, refused

WEEKLY = {"type": "Weekly", "days": ["wednesday"]}


def elastic(**changes: Any) -> dict[str, Any]:
    rules = {"isElastic": True, "minTotalSlots": 0, "maxTotalSlots": 100, **changes}
    return {"elasticProperty": rules, "instanceCount": None}


def scaled(*policies: dict[str, Any]) -> dict[str, Any]:
    return {"scaling": {"policies": list(policies)}, "instanceCount": None}


def machines(stage: Stage, pool: str) -> int:
    count = stage.cluster.pools.of(pool)["runningInstanceCount"]
    assert isinstance(count, int)
    return count


def after(stage: Stage, seconds: float, pool: str) -> int:
    """Let time pass, and count the machines of a pool."""
    stage.clock.go(seconds)
    stage.cluster.tick()
    return machines(stage, pool)


def test_an_elastic_pool_grows_by_a_part_of_what_is_lacking_in_each_period() -> None:
    stage = Stage(slots=20)
    pool = stage.pool(**elastic(resizePeriod=60, rampResizeFactor=0.5, minTotalSlots=2))
    assert machines(stage, pool) == 2, "the least number comes at once"
    stage.in_pool(pool, instanceCount=10)
    assert machines(stage, pool) == 6
    assert stage.cluster.pools.of(pool)["targetRunningInstanceCount"] == 10
    assert after(stage, 59, pool) == 6
    assert stage.cluster.next_due() == stage.clock.now + timedelta(seconds=1)
    assert after(stage, 1, pool) == 8
    assert [after(stage, 60, pool) for _ in range(3)] == [9, 10, 10]


def test_without_a_part_all_that_is_lacking_comes_with_the_next_period() -> None:
    stage = Stage(slots=20)
    pool = stage.pool(**elastic(resizePeriod=90))
    stage.in_pool(pool, instanceCount=3)
    assert machines(stage, pool) == 3
    stage.in_pool(pool, instanceCount=4)
    assert after(stage, 89, pool) == 3
    assert after(stage, 1, pool) == 7


def test_a_part_of_nothing_is_still_one_machine() -> None:
    stage = Stage(slots=20)
    pool = stage.pool(**elastic(resizePeriod=10, rampResizeFactor=0))
    stage.in_pool(pool, instanceCount=3)
    assert [machines(stage, pool), after(stage, 10, pool), after(stage, 10, pool)] == [1, 2, 3]


@pytest.mark.parametrize("period", [None, 0])
def test_without_a_period_an_elastic_pool_grows_at_once(period: int | None) -> None:
    stage = Stage(slots=20)
    pool = stage.pool(**elastic(resizePeriod=period, rampResizeFactor=0.1))
    stage.in_pool(pool, instanceCount=8)
    assert machines(stage, pool) == 8


def test_new_rules_of_growth_do_not_wait_for_the_period_of_the_old_ones() -> None:
    stage = Stage(slots=20)
    pool = stage.pool(**elastic(resizePeriod=1000, maxTotalSlots=1))
    stage.in_pool(pool, instanceCount=5)
    assert machines(stage, pool) == 1
    stage.cluster.update_pool(pool, {"tags": ["a"]})
    assert machines(stage, pool) == 1
    stage.cluster.update_pool(pool, elastic(resizePeriod=1000, maxTotalSlots=4))
    assert machines(stage, pool) == 4


def test_machines_that_idle_go_and_come_back_by_the_rules() -> None:
    stage = Stage(slots=20)
    pool = stage.pool(**elastic(resizePeriod=60, minIdleTimeSeconds=30))
    uuid = stage.in_pool(pool, instanceCount=4)
    assert machines(stage, pool) == 4
    stage.finish(uuid, *range(4))
    assert after(stage, 29, pool) == 4
    assert after(stage, 1, pool) == 0
    stage.in_pool(pool)
    assert machines(stage, pool) == 0, "the last growth is 30 seconds ago"
    assert after(stage, 30, pool) == 1


def test_a_period_beyond_all_dates_is_waited_for() -> None:
    stage = Stage(slots=20)
    forever = 10**30
    pool = stage.pool(**elastic(resizePeriod=forever, minIdleTimeSeconds=forever))
    stage.in_pool(pool)
    stage.in_pool(pool)
    assert after(stage, 10**6, pool) == 1


def test_several_slots_come_with_one_machine() -> None:
    stage = Stage(slots=20)
    pool = stage.pool(
        **elastic(resizePeriod=60, rampResizeFactor=0.5), multiSlotsSettings={"slotsPerNode": 3}
    )
    stage.in_pool(pool, instanceCount=10)
    assert [machines(stage, pool), after(stage, 60, pool), after(stage, 60, pool)] == [2, 3, 4]
    shown = stage.cluster.pools.of(pool)
    assert (shown["totalSlotCapacity"], shown["poolUsage"]) == (12, pytest.approx(10 / 12))


UNKNOWN = {"type": "Moonlit", "name": "m", "enabledPeriods": [{"type": "FullMoon"}], "phase": [1]}


def test_a_policy_of_an_unknown_kind_is_kept_and_never_holds() -> None:
    stage = Stage(slots=20)
    fixed = {"type": "Fixed", "name": "f", "slotsCount": 2}
    pool = stage.pool(**scaled(UNKNOWN, fixed))
    assert machines(stage, pool) == 2
    shown = stage.cluster.pool_scaling(pool)
    assert shown == {"policies": [UNKNOWN, fixed], "activePolicyName": "f"}
    always = {"type": "Moonlit", "enabledPeriods": [{"type": "Always"}]}
    assert machines(stage, stage.pool(**scaled({"type": "Moonlit"}, always, fixed))) == 2
    alone = stage.pool(**scaled(UNKNOWN))
    assert (machines(stage, alone), stage.cluster.pool_scaling(alone)["activePolicyName"]) == (
        0,
        None,
    )


def test_a_period_of_an_unknown_kind_is_kept_and_never_holds() -> None:
    stage = Stage(slots=20)
    strange = {"type": "Fixed", "slotsCount": 5, "enabledPeriods": [{"type": "FullMoon"}]}
    both = {**strange, "slotsCount": 3, "enabledPeriods": [{"type": "FullMoon"}, WEEKLY]}
    pool = stage.pool(**scaled(strange, both))
    assert machines(stage, pool) == 3, "the clock begins on a Wednesday"
    assert stage.cluster.pool_scaling(pool)["policies"] == [strange, both]
    assert machines(stage, stage.pool(**scaled(strange))) == 0


def test_the_last_way_to_say_a_size_takes_the_place_of_the_others() -> None:
    stage = Stage(slots=20)
    pool = stage.pool(**scaled({"type": "Fixed", "slotsCount": 1}))
    stage.cluster.update_pool(pool, elastic(minTotalSlots=3))
    shown = stage.cluster.pools.of(pool)
    assert (shown["scaling"], shown["runningInstanceCount"]) == (None, 3)
    copy = stage.cluster.clone_pool(pool, {"instanceCount": 2, "scaling": None}, lambda _: True)
    shown = stage.cluster.pools.of(copy)
    assert (shown["elasticProperty"], shown["runningInstanceCount"]) == (None, 2)
    again = {"scaling": {"policies": [{"type": "Fixed", "slotsCount": 4}]}}
    stage.cluster.update_pool(copy, again)
    assert machines(stage, copy) == 4


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "scaling": st.sampled_from([{"policies": [{"type": "Fixed", "slotsCount": 7}]}, {}]),
            "elasticProperty": st.sampled_from([{"isElastic": True, "maxTotalSlots": 8}, {}]),
            "instanceCount": st.just(9),
        },
    )
)
def test_a_size_that_a_change_gives_is_the_size(changes: dict[str, Any]) -> None:
    before = {
        "scaling": {"policies": [{"type": "Fixed", "slotsCount": 1}]},
        "elasticProperty": {"isElastic": True, "maxTotalSlots": 2},
        "instanceCount": 3,
    }
    given_sizes = [
        most
        for name, most in (("scaling", 7), ("elasticProperty", 8), ("instanceCount", 9))
        if changes.get(name)
    ]
    [policy] = read_policies(sized(before, changes), 1)
    if given_sizes:
        assert policy.most == given_sizes[0]
    elif "scaling" not in changes:
        assert policy.most == 1


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            {"type": "ManagedTasksQueue", "minTotalSlots": 2, "maxTotalSlots": 1},
            "scaling.minTotalSlots: 2 is above maxTotalSlots, 1",
        ),
        (
            {"type": "Fixed", "enabledPeriods": [{**WEEKLY, "days": ["someday"]}]},
            "scaling.policies: expected a day of the week, not 'someday'",
        ),
        (
            {"type": "Fixed", "enabledPeriods": [{**WEEKLY, "startTimeUtc": "25:00:00"}]},
            "scaling.policies: expected a time such as 20:00:00, not '25:00:00'",
        ),
        *(
            (
                {
                    "type": "Fixed",
                    "enabledPeriods": [{**WEEKLY, "startTimeUtc": "20:00:00", "endTimeUtc": end}],
                },
                (
                    f"scaling.policies: expected an end after the beginning 20:00:00, not {end}; "
                    "give two periods for a night"
                ),
            )
            for end in ("06:00:00", "20:00:00.0000000", "00:00:00")
        ),
    ],
)
def test_a_policy_that_cannot_be_is_refused(policy: dict[str, Any], message: str) -> None:
    stage = Stage(slots=1)
    assert refused(stage.pool, **scaled(policy)) == (400, message)
    pool = stage.pool()
    assert refused(stage.cluster.update_pool, pool, scaled(policy)) == (400, message)
    assert stage.cluster.pools.of(pool)["scaling"] is None


DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@pytest.mark.parametrize("end", ["23:59:59.9999999", "23:59:59.999999", None])
def test_the_last_moment_of_a_day_belongs_to_its_period(end: str | None) -> None:
    stage = Stage(slots=2)
    whole_days = {"type": "Weekly", "days": DAYS, **({"endTimeUtc": end} if end else {})}
    pool = stage.pool(**scaled({"type": "Fixed", "slotsCount": 2, "enabledPeriods": [whole_days]}))
    midnight = START.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    for moment in (midnight - timedelta(microseconds=1), midnight, midnight + timedelta(days=3)):
        stage.clock.now = moment
        stage.cluster.tick()
        machines_now = stage.cluster._pools.find(pool).machines
        assert [each.number for each in machines_now] == [0, 1], "none has gone and come again"


def test_two_periods_make_a_night() -> None:
    stage = Stage(slots=1)
    evening = {"type": "Weekly", "days": DAYS, "startTimeUtc": "20:00:00"}
    morning = {"type": "Weekly", "days": DAYS, "endTimeUtc": "06:00:00"}
    policy = {"type": "Fixed", "slotsCount": 1, "enabledPeriods": [evening, morning]}
    pool = stage.pool(**scaled(policy))
    at = {3: 1, 6: 0, 19: 0, 20: 1, 23: 1, 24: 1, 29: 1, 30: 0}
    for hour, expected in at.items():
        stage.clock.now = START.replace(hour=0) + timedelta(hours=hour)
        stage.cluster.tick()
        assert machines(stage, pool) == expected, hour
    assert stage.cluster._pools.find(pool).has_instance(1)
    assert not stage.cluster._pools.find(pool).has_instance(2), "one machine for each night"


def test_a_pool_without_another_size_needs_its_policies() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(**scaled({"type": "Fixed", "slotsCount": 1}))
    status, message = refused(stage.cluster.update_pool, pool, {"scaling": {"policies": []}})
    assert (status, message) == (400, "instanceCount: give at least 1, or a scaling")


def test_slots_without_number_are_bounded() -> None:
    stage = Stage(slots=2)
    pool = stage.pool(**scaled({"type": "Fixed", "slotsCount": 10**40}))
    shown = stage.cluster.pools.of(pool)
    assert (shown["targetRunningInstanceCount"], shown["runningInstanceCount"]) == (2**31 - 1, 2)


def test_a_pool_that_waits_too_long_for_its_first_machine_fails() -> None:
    stage = Stage(slots=1)
    running = stage.submit()
    pool = stage.pool(maxTimeQueueSeconds=60)
    uuid = stage.in_pool(pool)
    stage.clock.go(60)
    shown = stage.cluster.pools.of(pool)
    assert shown["state"] == "Failure"
    assert [each["code"] for each in shown["errors"]] == ["QUEUE_TIME_EXCEEDED"]
    assert stage.state(uuid) == "Cancelled"
    stage.finish(running, 0)
    assert machines(stage, pool) == 0


def test_a_pool_that_had_a_machine_in_time_waits_for_others_as_long_as_it_takes() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(maxTimeQueueSeconds=60, instanceCount=2)
    assert after(stage, 1000, pool) == 1
    assert stage.cluster.pools.of(pool)["state"] == "PartiallyExecuting"


def test_an_elastic_pool_waits_from_the_moment_when_it_wants_a_machine() -> None:
    stage = Stage(slots=1)
    stage.submit()
    pool = stage.pool(**elastic(), maxTimeQueueSeconds=60)
    stage.clock.go(1000)
    stage.cluster.tick()
    first = stage.in_pool(pool)
    stage.clock.go(30)
    stage.cluster.abort(first)
    stage.clock.go(30)
    stage.in_pool(pool)
    stage.clock.go(59)
    assert stage.cluster.pools.of(pool)["state"] == "Submitted"
    stage.clock.go(1)
    assert stage.cluster.pools.of(pool)["state"] == "Failure"


def test_a_pool_that_closes_waits_for_its_first_machine_no_longer_than_before() -> None:
    stage = Stage(slots=1)
    stage.submit()
    pool = stage.pool(maxTimeQueueSeconds=60)
    uuid = stage.in_pool(pool)
    stage.clock.go(30)
    stage.cluster.close_pool(pool)
    stage.clock.go(29)
    assert stage.cluster.pools.of(pool)["state"] == "Closing"
    stage.clock.go(1)
    assert stage.cluster.pools.of(pool)["state"] == "Failure"
    assert stage.state(uuid) == "Cancelled"


def test_a_pool_that_closes_in_time_does_not_fail() -> None:
    stage = Stage(slots=1)
    stage.runner.runs_commands = False
    pool = stage.pool(maxTimeQueueSeconds=60)
    stage.cluster.close_pool(pool)
    stage.clock.go(60)
    assert stage.cluster.pools.of(pool)["state"] == "Closed"


def test_there_are_no_more_pools_than_there_may_be() -> None:
    stage = Stage(slots=4, max_pools=2)
    stage.pool()
    expendable = stage.pool(autoDeleteOnCompletion=True)
    assert refused(stage.pool) == (403, "Maximum number of pools reached")
    stage.cluster.close_pool(expendable)
    latest = stage.pool()
    assert refused(stage.cluster.pools.of, expendable)[0] == 404
    assert refused(stage.cluster.clone_pool, latest, {}, lambda _: True)[0] == 403
