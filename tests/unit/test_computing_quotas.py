"""Quotas of an account and of its organization."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot import computing_quotas
from qarnot._fields import fields_of
from qarnot._values import Made
from qarnot.computing_quotas import (
    ComputingQuotas,
    OrganizationComputingQuotas,
    OrganizationComputingQuotasBase,
    OrganizationComputingQuotasDetails,
    OrganizationReservedSchedulingQuota,
    OrganizationReservedSchedulingQuotaDetails,
    OrganizationSchedulingQuota,
    OrganizationSchedulingQuotaDetails,
    RunningCounts,
    UserComputingQuotas,
    UserReservedSchedulingQuota,
    UserSchedulingQuota,
)
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute

KINDS: list[type[Made]] = [getattr(computing_quotas, name) for name in computing_quotas.__all__]
LIMITS = {
    "maxCores": 64,
    "runningCoresCount": 16,
    "maxInstances": 8,
    "runningInstancesCount": 2,
}
PLACE = {"reservationName": "night", "machineKey": "xeon"}
COUNTS = {"runningInstancesCount": 2, "runningCoresCount": 16}
BY_USER = {"runningCountsPerUser": {"a@b.example": COUNTS}}


def kinds_json(of_kind: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**more, "flex": of_kind, "onDemand": of_kind, "reserved": [{**of_kind, **PLACE}]}


USER = kinds_json(LIMITS)
ORGANIZATION = kinds_json(LIMITS, name="lab")
DETAILS = kinds_json({**LIMITS, **BY_USER})

FIGURES = (64, 16, 8, 2)
COUNTS_OF_A = {"a@b.example": RunningCounts(2, 16)}
USER_QUOTA = UserSchedulingQuota(*FIGURES)
USER_RESERVED = UserReservedSchedulingQuota("night", "xeon", *FIGURES)
QUOTA = OrganizationSchedulingQuota(*FIGURES)
RESERVED = OrganizationReservedSchedulingQuota("night", "xeon", *FIGURES)
DETAIL = OrganizationSchedulingQuotaDetails(COUNTS_OF_A, *FIGURES)
RESERVED_DETAIL = OrganizationReservedSchedulingQuotaDetails(COUNTS_OF_A, "night", "xeon", *FIGURES)
USER_QUOTAS = UserComputingQuotas(USER_QUOTA, USER_QUOTA, [USER_RESERVED])
ORGANIZATION_QUOTAS = OrganizationComputingQuotas("lab", QUOTA, QUOTA, [RESERVED])

MADE: list[tuple[Made, dict[str, Any]]] = [
    (RunningCounts(2, 16), COUNTS),
    (USER_QUOTA, LIMITS),
    (USER_RESERVED, {**LIMITS, **PLACE}),
    (QUOTA, LIMITS),
    (RESERVED, {**LIMITS, **PLACE}),
    (DETAIL, {**LIMITS, **BY_USER}),
    (RESERVED_DETAIL, {**LIMITS, **PLACE, **BY_USER}),
    (USER_QUOTAS, USER),
    (OrganizationComputingQuotasBase(QUOTA, QUOTA, [RESERVED]), kinds_json(LIMITS)),
    (ORGANIZATION_QUOTAS, ORGANIZATION),
    (OrganizationComputingQuotasDetails(DETAIL, DETAIL, [RESERVED_DETAIL]), DETAILS),
    (
        ComputingQuotas(USER_QUOTAS, ORGANIZATION_QUOTAS),
        {"user": USER, "organization": ORGANIZATION},
    ),
]
IDS = [type(made).__name__ for made, _ in MADE]


def test_every_kind_has_a_row() -> None:
    assert {type(made) for made, _ in MADE} == set(KINDS)


@pytest.mark.parametrize(("made", "json"), MADE, ids=IDS)
def test_what_is_made_of_arguments_is_what_the_api_sends(made: Made, json: dict[str, Any]) -> None:
    kind = type(made)
    assert made.to_json() == json
    found = kind.from_json({**json, "new": ["kept"]})
    assert dict(found.raw) == {**json, "new": ["kept"]}
    assert kind.from_json(json) == made
    assert hash(kind.from_json(json)) == hash(made)
    assert found != made
    for name in fields_of(kind):
        assert getattr(found, name) == getattr(made, name)
        assert f"{name}=" in repr(made)
        assert str(made) == repr(made)


@pytest.mark.parametrize(("made", "json"), MADE, ids=IDS)
def test_a_change_of_any_part_is_a_difference(made: Made, json: dict[str, Any]) -> None:
    for key in json:
        assert type(made).from_json({**json, key: None}) != made


def test_figures_are_read_each_at_its_place() -> None:
    quota = UserReservedSchedulingQuota.from_json({**LIMITS, **PLACE})
    assert (quota.max_cores, quota.running_cores_count) == (64, 16)
    assert (quota.max_instances, quota.running_instances_count) == (8, 2)
    assert (quota.reservation_name, quota.machine_key) == ("night", "xeon")
    details = OrganizationComputingQuotasDetails.from_json(DETAILS)
    for part in (details.flex, details.on_demand, details.reserved[0]):
        assert part.running_counts_per_user == {"a@b.example": RunningCounts(2, 16)}
        assert part.max_cores == 64
    quotas = ComputingQuotas.from_json({"user": USER, "organization": ORGANIZATION})
    assert quotas.user is not None
    assert quotas.organization is not None
    assert quotas.organization.name == "lab"
    assert quotas.user.reserved[0].machine_key == "xeon"


@pytest.mark.parametrize(
    ("json", "cores"),
    [
        ({"runningCoresCount": 1}, 1),
        ({"runningCoreCount": 2}, 2),
        ({"runningCoresCount": 0, "runningCoreCount": 2}, 0),
        ({"runningCoresCount": None, "runningCoreCount": 2}, 2),
    ],
)
def test_running_cores_of_an_account_come_in_two_spellings(json: Any, cores: int) -> None:
    assert UserSchedulingQuota.from_json(json).running_cores_count == cores
    assert UserReservedSchedulingQuota.from_json(json).running_cores_count == cores


def test_what_others_run_may_be_hidden_or_nothing() -> None:
    hidden = OrganizationSchedulingQuotaDetails.from_json({"runningCountsPerUser": None})
    idle = OrganizationSchedulingQuotaDetails.from_json({"runningCountsPerUser": {}})
    assert (hidden.running_counts_per_user, idle.running_counts_per_user) == (None, {})
    assert hidden != idle
    assert OrganizationSchedulingQuotaDetails(None, 1, 1, 1, 1).running_counts_per_user is None


@pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])
@pytest.mark.parametrize("odd", [None, {}, [], "odd", 5])
def test_d26_what_is_missing_or_odd_does_not_raise(kind: type[Made], odd: Any) -> None:
    names = fields_of(kind)
    keys = [field.key for field in names.values()]
    for json in (odd, dict.fromkeys(keys, odd), {key: [odd] for key in keys}):
        found = kind.from_json(json)
        for name in names:
            getattr(found, name)
        assert repr(found)
        assert found == kind.from_json(found.to_json())


def test_d26_quotas_that_are_not_given_are_empty() -> None:
    user = UserComputingQuotas.from_json({"flex": None, "onDemand": None, "reserved": None})
    assert (user.flex.max_cores, user.on_demand.max_instances, user.reserved) == (None, None, [])
    quotas = ComputingQuotas.from_json({"user": None})
    assert (quotas.user, quotas.organization) == (None, None)


LEGACY = {
    "maxFlexInstances": 1,
    "maxFlexCores": 2,
    "runningFlexInstanceCount": 3,
    "runningFlexCoreCount": 4,
    "maxOnDemandInstances": 5,
    "maxOnDemandCores": 6,
    "runningOnDemandInstanceCount": 7,
    "runningOnDemandCoreCount": 8,
    "reservedQuotas": [{"machineKey": "xeon", "maxInstances": 9, "maxCores": 10}],
}


def test_quotas_are_made_of_the_older_form() -> None:
    quotas = ComputingQuotas.from_json_legacy({"email": "a@b.example", **LEGACY})
    reserved = UserReservedSchedulingQuota(None, "xeon", 10, None, 9, None)
    assert quotas.organization is None
    assert quotas.user is not None
    assert quotas.user.flex == UserSchedulingQuota(2, 4, 1, 3)
    assert quotas.user.on_demand == UserSchedulingQuota(6, 8, 5, 7)
    assert quotas.user.reserved == [reserved]


@pytest.mark.parametrize("json", [None, {}, "odd", {"maxCores": 5}, dict.fromkeys(LEGACY)])
def test_there_may_be_nothing_of_the_older_form(json: Any) -> None:
    assert ComputingQuotas.from_json_legacy(json) == ComputingQuotas(None)
    assert ComputingQuotas.from_json_legacy(json).user is None


@pytest.mark.parametrize("name", LEGACY)
def test_any_part_of_the_older_form_counts(name: str) -> None:
    assert ComputingQuotas.from_json_legacy({name: LEGACY[name]}).user is not None


@pytest.mark.parametrize("made", [made for made, _ in MADE], ids=IDS)
def test_an_argument_of_another_type_is_refused(made: Made) -> None:
    kind = type(made)
    names = list(inspect.signature(kind).parameters)
    nothing: dict[str, Any] = dict.fromkeys(names)
    assert kind(**nothing) == kind.from_json(None)
    for name in names:
        for odd in (object(), ["odd"], {"odd": "odd"}, True):
            with pytest.raises(InvalidValue, match=name):
                kind(**{**nothing, name: odd})


def test_a_part_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidValue, match="flex: a OrganizationSchedulingQuotaDetails"):
        OrganizationComputingQuotasDetails(QUOTA, None, None)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="reserved: a list of UserReservedSchedulingQuota"):
        UserComputingQuotas(None, None, [USER_QUOTA])  # type: ignore[list-item]


@pytest.mark.parametrize("made", [made for made, _ in MADE], ids=IDS)
def test_quotas_cannot_be_changed(made: Made) -> None:
    for name in fields_of(type(made)):
        with pytest.raises(ReadOnlyAttribute, match=name):
            setattr(made, name, None)


WHOLE = st.none() | st.integers(-(2**70), 2**70)


@given(st.tuples(WHOLE, WHOLE, WHOLE, WHOLE), st.none() | st.text(), st.none() | st.text())
def test_figures_go_and_come_back(
    figures: tuple[int | None, int | None, int | None, int | None],
    name: str | None,
    machine: str | None,
) -> None:
    quota = UserReservedSchedulingQuota(name, machine, *figures)
    back = UserReservedSchedulingQuota.from_json(quota.to_json())
    assert back == quota
    assert (
        back.max_cores,
        back.running_cores_count,
        back.max_instances,
        back.running_instances_count,
    ) == figures
    assert (back.reservation_name, back.machine_key) == (name, machine)
