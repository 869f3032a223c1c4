"""How much each kind of scheduling may take, and what the account says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from qarnot.emulator import Emulator
from qarnot.emulator.core.accounts import EMAIL
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.core.quotas import Quota, Quotas
from qarnot.emulator.quotas import read_quotas
from qarnot.exceptions import InvalidValue

from .stage import Stage, refused
from .support import Rest, command, ready_line, task, until


def stage_of(slots: int, **quotas: Any) -> Stage:
    """Make a stage whose cluster has quotas."""
    organization = quotas.pop("organization", "lab")
    stage = Stage(slots=slots)
    stage.cluster = Cluster(
        stage.runner,
        slots=slots,
        clock=stage.clock,
        quotas=read_quotas(quotas, organization, slots, "big"),
    )
    return stage


def running(stage: Stage) -> tuple[int, int, list[int]]:
    """Give how many instances run: flex, on demand, and in each reservation."""
    shown = stage.cluster.user_quotas()
    return (
        shown["flex"]["runningInstancesCount"],
        shown["onDemand"]["runningInstancesCount"],
        [each["runningInstancesCount"] for each in shown["reserved"]],
    )


def test_work_beyond_its_quota_waits_and_lets_other_work_pass() -> None:
    stage = stage_of(4, flex={"maxInstances": 1})
    first, second = stage.submit(), stage.submit()
    urgent = stage.submit(schedulingType="OnDemand", instanceCount=2)
    assert [stage.state(each) for each in (first, second, urgent)] == [
        "FullyDispatched", "Submitted", "FullyDispatched",
    ]  # fmt: skip
    assert running(stage) == (1, 2, [0])
    stage.finish(first, 0)
    assert stage.state(second) == "FullyDispatched"
    stage.finish(second, 0)
    stage.finish(urgent, 0, 1)
    assert running(stage) == (0, 0, [0])


def test_cores_bound_as_instances_do() -> None:
    stage = stage_of(4, onDemand={"maxInstances": 4, "maxCores": 2})
    stage.submit(schedulingType="onDemand", instanceCount=4)
    assert running(stage) == (0, 2, [0])


def test_nothing_runs_with_a_quota_of_nothing() -> None:
    stage = stage_of(2, flex={"maxInstances": 0})
    waiting = stage.submit()
    assert stage.state(waiting) == "Submitted"
    stage.cluster.abort(waiting)
    stage.submit(schedulingType="OnDemand", instanceCount=2)
    assert running(stage) == (0, 2, [0])


def test_the_slots_bound_all_kinds_together_in_the_order_of_coming() -> None:
    stage = stage_of(2)
    urgent = stage.submit(schedulingType="OnDemand", instanceCount=2)
    first = stage.submit()
    later = stage.submit(schedulingType="OnDemand")
    assert running(stage) == (0, 2, [0])
    stage.run(urgent, 0)
    assert running(stage) == (1, 1, [0])
    stage.run(urgent, 1)
    assert [stage.state(each) for each in (first, later)] == ["FullyDispatched"] * 2


def test_an_attempt_that_failed_gives_its_place_back() -> None:
    stage = stage_of(2, flex={"maxInstances": 1})
    uuid = stage.submit(instanceCount=2, retrySettings={"maxTotalRetries": 1})
    stage.run(uuid, 0, error="bad")
    assert running(stage)[0] == 1
    stage.run(uuid, 1)
    stage.run(uuid, 0)
    assert running(stage)[0] == 0


RESERVED = [
    {"reservationName": "night", "machineKey": "big", "maxInstances": 1},
    {"reservationName": "day", "machineKey": "small", "maxInstances": 3, "maxCores": 2},
]


@pytest.mark.parametrize(
    ("target", "counts"),
    [
        ({}, [1, 0]),
        ({"targetedReservationName": "night"}, [1, 0]),
        ({"targetedReservationName": "day"}, [0, 2]),
        ({"targetedReservedMachineKey": "small"}, [0, 2]),
        ({"targetedReservationName": "night", "targetedReservedMachineKey": "small"}, [0, 0]),
    ],
)
def test_reserved_work_draws_on_the_reservation_that_it_names(
    target: dict[str, str], counts: list[int]
) -> None:
    stage = stage_of(4, reserved=RESERVED)
    uuid = stage.submit(schedulingType="reserved", instanceCount=4, **target)
    assert running(stage) == (0, 0, counts)
    bounded = sum(counts) or 4
    assert len([told for told in stage.runner.take() if told[0] == "run"]) == bounded
    assert stage.cluster.usage()["runningInstanceCount"] == bounded
    stage.cluster.abort(uuid)


@pytest.mark.parametrize("reserved", [RESERVED, []])
def test_a_reservation_that_there_is_not_is_refused(reserved: list[Any]) -> None:
    stage = stage_of(4, reserved=reserved)
    target = {"schedulingType": "reserved", "targetedReservationName": "nobody's"}
    for make in (stage.submit, stage.pool):
        message = "targetedReservationName: no such reservation: nobody's"
        assert refused(make, **target) == (400, message)
    assert stage.cluster.usage()["taskCount"] == stage.cluster.usage()["poolCount"] == 0


def test_any_reservation_may_be_named_where_nobody_has_said_which_there_are() -> None:
    stage = stage_of(4)
    stage.submit(schedulingType="reserved", targetedReservationName="nobody's", instanceCount=4)
    assert running(stage) == (0, 0, [0])
    assert [told[0] for told in stage.runner.take()] == ["run"] * 4


def test_machines_of_a_pool_count_and_its_tasks_do_not() -> None:
    stage = stage_of(4, onDemand={"maxInstances": 2})
    pool = stage.pool(
        instanceCount=3, schedulingType="OnDemand", multiSlotsSettings={"slotsPerNode": 2}
    )
    stage.in_pool(pool, instanceCount=4)
    waiting = stage.submit(schedulingType="OnDemand")
    assert running(stage) == (0, 2, [0])
    assert stage.cluster.pools.of(pool)["runningInstanceCount"] == 2
    outside = stage.submit()
    assert [stage.state(each) for each in (waiting, outside)] == ["Submitted", "FullyDispatched"]
    stage.cluster.delete_pool(pool)
    for number in range(4):
        stage.cluster.ended(next(iter(stage.cluster.records())).uuid, number, None)
    assert stage.state(waiting) == "FullyDispatched"
    assert running(stage) == (1, 1, [0])


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(["flex", "onDemand", "reserved"]), max_size=12),
    st.integers(1, 5),
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)),
)
def test_quotas_are_used_up_and_never_exceeded(
    kinds: list[str], slots: int, most: tuple[int, int, int]
) -> None:
    flex, on_demand, reserved = ({"maxInstances": each} for each in most)
    stage = stage_of(
        slots, flex=flex, onDemand=on_demand, reserved=[{**reserved, "reservationName": "r"}]
    )
    tasks = {stage.submit(schedulingType=kind): kind for kind in kinds}
    order = ("flex", "onDemand", "reserved")
    while True:
        of_kind = [*running(stage)[:2], *running(stage)[2]]
        live = [each for each in tasks if stage.state(each) == "FullyDispatched"]
        assert of_kind == [sum(tasks[each] == kind for each in live) for kind in order]
        assert all(have <= may for have, may in zip(of_kind, most, strict=True))
        waiting = [tasks[each] for each in tasks if stage.state(each) == "Submitted"]
        for kind, have, may in zip(order, of_kind, most, strict=True):
            assert kind not in waiting or have == may or sum(of_kind) == slots
        if not live:
            break
        stage.finish(live[0], 0)
    runnable = [kind for kind, may in zip(order, most, strict=True) if may]
    assert all(stage.state(each) == "Success" for each in tasks if tasks[each] in runnable)


def test_the_account_shows_quotas_in_all_forms() -> None:
    stage = stage_of(
        8,
        flex={"maxInstances": 2, "maxCores": 3},
        onDemand={"maxInstances": 5},
        reserved=RESERVED,
    )
    stage.submit(instanceCount=2)
    stage.submit(schedulingType="reserved")
    info = stage.cluster.usage()
    night = {"machineKey": "big", "maxInstances": 1, "maxCores": 1}
    day = {"machineKey": "small", "maxInstances": 3, "maxCores": 2}
    counts = ("runningInstancesCount", "runningCoresCount")
    one, none = dict.fromkeys(counts, 1), dict.fromkeys(counts, 0)
    user = {
        "flex": {"maxInstances": 2, "maxCores": 3, **dict.fromkeys(counts, 2)},
        "onDemand": {"maxInstances": 5, "maxCores": 5, **none},
        "reserved": [{**night, **one}, {**day, **none}],
    }
    assert info["computingQuotas"] == {"user": user, "organization": {"name": "lab", **user}}
    assert info["reservedQuotas"] == [night, day]
    assert (info["maxFlexInstances"], info["maxFlexCores"]) == (2, 3)
    assert (info["maxOnDemandInstances"], info["maxOnDemandCores"]) == (5, 5)
    assert (info["runningFlexInstanceCount"], info["runningFlexCoreCount"]) == (2, 2)
    assert (info["runningOnDemandInstanceCount"], info["runningOnDemandCoreCount"]) == (0, 0)
    assert (info["runningInstanceCount"], info["runningCoreCount"]) == (3, 3)
    assert info["defaultReservedSpecificationKey"] == "big"
    names = [each["reservationName"] for each in stage.cluster.user_quotas()["reserved"]]
    assert names == ["night", "day"]


def test_the_organization_shows_who_runs_what() -> None:
    stage = stage_of(4)
    stage.submit(instanceCount=3)
    shown = stage.cluster.organization_quotas("me@example.org")
    mine = {"runningInstancesCount": 3, "runningCoresCount": 3}
    assert shown["flex"]["runningCountsPerUser"] == {"me@example.org": mine}
    assert shown["onDemand"]["runningCountsPerUser"] == {}
    [reservation] = shown["reserved"]
    assert (reservation["reservationName"], reservation["runningCountsPerUser"]) == ("default", {})
    assert "name" not in shown


def test_without_an_organization_there_are_no_quotas_of_one() -> None:
    stage = stage_of(1, organization=None)
    assert refused(stage.cluster.organization_quotas, EMAIL) == (
        404,
        "The account belongs to no organization with quotas",
    )
    assert stage.cluster.usage()["computingQuotas"].keys() == {"user"}


def test_what_is_left_out_may_take_all_slots() -> None:
    assert read_quotas({"onDemand": {"maxCores": 1}}, None, 6, "big") == Quotas(
        Quota(6, 6), Quota(6, 1), (Quota(6, 6, "default", "big"),), None
    )
    no_reservation = read_quotas({"reserved": []}, "lab", 6, "big")
    assert (no_reservation.reserved, no_reservation.organization) == ((), "lab")


@pytest.mark.parametrize(
    ("quotas", "message"),
    [
        ({"flx": {}}, "quotas: it has no flx"),
        ([], r"quotas: expected it to be a mapping, not \[\]"),
        ({"flex": 3}, "quotas: expected flex to be a mapping, not 3"),
        (
            {"flex": {"maxInstances": -1}},
            "quotas: expected maxInstances of flex to be a whole number of at least 0, not -1",
        ),
        (
            {"onDemand": {"maxCores": True}},
            "quotas: expected maxCores of onDemand to be a whole number of at least 0, not True",
        ),
        ({"flex": {"machineKey": "x"}}, "quotas: flex has no machineKey"),
        ({"reserved": {}}, "quotas: expected a list of reservations, not {}"),
        ({"reserved": [{}]}, "quotas: expected a reservation with a reservationName, not None"),
        (
            {"reserved": [{"reservationName": "a", "machineKey": 5}]},
            "quotas: expected a reservation with a machineKey, not 5",
        ),
        (
            {"reserved": [{"reservationName": "a"}] * 2},
            "quotas: two reservations have the same name",
        ),
    ],
)
def test_quotas_that_cannot_be_are_refused(quotas: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=f": {message}$"):
        Emulator(quotas=quotas)


@pytest.mark.parametrize("name", ["", 5])
def test_an_organization_has_a_name(name: Any) -> None:
    with pytest.raises(InvalidValue, match=": organization: expected a name"):
        Emulator(organization=name)


def test_the_rest_api_gives_the_quotas_that_were_set() -> None:
    with Emulator(slots=2, quotas={"flex": {"maxInstances": 1}}, organization="lab") as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            body = task("sleep 60")
            uuids = [rest.http.post("/tasks", json=body).json()["uuid"] for _ in range(2)]
            until(lambda: rest.task(uuids[0])["runningInstanceCount"] == 1, what="an instance")
            assert rest.task(uuids[1])["state"] == "Submitted"
            flex = rest.http.get("/quotas/computing-quotas/user").json()["flex"]
            assert (flex["maxInstances"], flex["runningInstancesCount"]) == (1, 1)
            info = rest.http.get("/info").json()
            assert (info["maxInstances"], info["maxFlexInstances"]) == (2, 1)
            organization = rest.http.get("/quotas/computing-quotas/organization").json()
            assert organization["flex"]["runningCountsPerUser"].keys() == {info["email"]}
            assert info["computingQuotas"]["organization"]["name"] == "lab"


def test_the_command_line_sets_quotas_of_scheduling(tmp_path: Path) -> None:
    options = ("--slots", "3", "--max-flex-instances", "2", "--max-on-demand-instances", "1")
    with command(*options, "--organization", "", temporary=tmp_path) as process:
        rest = Rest(ready_line(process)["cluster_url"])
        with rest.http:
            shown = rest.http.get("/quotas/computing-quotas/user").json()
            assert (shown["flex"]["maxInstances"], shown["flex"]["maxCores"]) == (2, 2)
            assert shown["onDemand"]["maxInstances"] == 1
            [reservation] = shown["reserved"]
            assert reservation["maxInstances"] == 3
            assert rest.refusal("GET", "/quotas/computing-quotas/organization")[0] == 404
