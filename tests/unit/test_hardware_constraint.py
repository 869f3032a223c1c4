"""Hardware constraints: their JSON, and that unknown kinds survive."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import anything, flaws, objects, same

from qarnot import hardware_constraint as module
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute, UnknownAttribute
from qarnot.hardware_constraint import (
    CpuModelHardware,
    GpuHardware,
    HardwareConstraint,
    MaximumCoreHardware,
    MaximumRamCoreRatioHardware,
    MaximumRamHardware,
    MinimumCoreHardware,
    MinimumRamCoreRatioHardware,
    MinimumRamHardware,
    NoGpuHardware,
    NoSSDHardware,
    SpecificHardware,
    SSDHardware,
    hardware_constraints,
)

GOLDEN: list[tuple[HardwareConstraint, dict[str, Any], str | None, str]] = [
    (
        MinimumCoreHardware(coreCount=4),
        {"discriminator": "MinimumCoreHardwareConstraint", "coreCount": 4},
        "core_count",
        "MinimumCoreHardware(4)",
    ),
    (
        MaximumCoreHardware(coreCount=8),
        {"discriminator": "MaximumCoreHardwareConstraint", "coreCount": 8},
        "core_count",
        "MaximumCoreHardware(8)",
    ),
    (
        MinimumRamCoreRatioHardware(ram=0.5),
        {
            "discriminator": "MinimumRamCoreRatioHardwareConstraint",
            "minimumMemoryGBCoreRatio": 0.5,
        },
        "minimum_memory_gb_core_ratio",
        "MinimumRamCoreRatioHardware(0.5)",
    ),
    (
        MaximumRamCoreRatioHardware(ram=4.5),
        {
            "discriminator": "MaximumRamCoreRatioHardwareConstraint",
            "maximumMemoryGBCoreRatio": 4.5,
        },
        "maximum_memory_gb_core_ratio",
        "MaximumRamCoreRatioHardware(4.5)",
    ),
    (
        MinimumRamHardware(ram=4000.5),
        {"discriminator": "MinimumRamHardwareConstraint", "minimumMemoryMB": 4000.5},
        "minimum_memory_mb",
        "MinimumRamHardware(4000.5)",
    ),
    (
        MaximumRamHardware(ram=16000.5),
        {"discriminator": "MaximumRamHardwareConstraint", "maximumMemoryMB": 16000.5},
        "maximum_memory_mb",
        "MaximumRamHardware(16000.5)",
    ),
    (
        SpecificHardware(key="R7-2700X"),
        {"discriminator": "SpecificHardwareConstraint", "specificationKey": "R7-2700X"},
        "specification_key",
        "SpecificHardware('R7-2700X')",
    ),
    (
        CpuModelHardware(cpu_model="EPYC 9654"),
        {"discriminator": "CpuModelHardwareConstraint", "cpuModel": "EPYC 9654"},
        "cpu_model",
        "CpuModelHardware('EPYC 9654')",
    ),
    (GpuHardware(), {"discriminator": "GpuHardwareConstraint"}, None, "GpuHardware()"),
    (NoGpuHardware(), {"discriminator": "NoGpuHardwareConstraint"}, None, "NoGpuHardware()"),
    (SSDHardware(), {"discriminator": "SSDHardwareConstraint"}, None, "SSDHardware()"),
    (NoSSDHardware(), {"discriminator": "NoSSDHardwareConstraint"}, None, "NoSSDHardware()"),
]
KINDS = [json["discriminator"] for _, json, _, _ in GOLDEN]
KEYS = sorted({key for _, json, _, _ in GOLDEN for key in json})


def test_all_kinds_are_tried_here() -> None:
    public = {getattr(module, name) for name in module.__all__ if name[0].isupper()}
    assert {type(value) for value, *_ in GOLDEN} == public - {HardwareConstraint}


@pytest.mark.parametrize(("constraint", "json", "attribute", "shown"), GOLDEN)
def test_each_kind_is_written_and_read(
    constraint: HardwareConstraint, json: dict[str, Any], attribute: str | None, shown: str
) -> None:
    assert same(constraint.to_json(), json)
    assert flaws("HardwareConstraintInput", json) == []
    again = HardwareConstraint.from_json(json)
    assert type(again) is type(constraint)
    assert again == constraint
    assert hash(again) == hash(constraint)
    assert repr(again) == shown
    assert again.discriminator == json["discriminator"]
    if attribute is not None:
        (value,) = set(json.values()) - {json["discriminator"]}
        assert getattr(again, attribute) == value
        with pytest.raises(ReadOnlyAttribute):
            setattr(again, attribute, value)


@given(st.sampled_from(KINDS) | st.text(max_size=5), objects("discriminator", *KEYS))
def test_d27_whatever_the_server_sends_goes_back_untouched(kind: str, rest: dict[str, Any]) -> None:
    for json in (rest, {**rest, "discriminator": kind}):
        constraint = HardwareConstraint.from_json(json)
        assert same(constraint.to_json(), json)
        assert constraint == HardwareConstraint.from_json(copy.deepcopy(json))
        repr(constraint)
        hash(constraint)
        assert pickle.loads(pickle.dumps(constraint)) == constraint


def test_d27_an_unknown_kind_is_kept() -> None:
    json = {"discriminator": "QuantumHardwareConstraint", "qubits": [1, {"two": None}]}
    constraint = HardwareConstraint.from_json(json)
    assert type(constraint) is HardwareConstraint
    assert hardware_constraints("hardware_constraints", [constraint]) == [constraint]
    assert constraint.to_json() == json
    assert flaws("HardwareConstraintInput", constraint.to_json()) == []


@pytest.mark.parametrize("json", [None, {}, {"discriminator": None}])
def test_d26_null_is_read(json: dict[str, Any] | None) -> None:
    assert HardwareConstraint.from_json(json).discriminator is None


def test_d26_a_null_in_a_known_kind_is_read() -> None:
    found = HardwareConstraint.from_json({"discriminator": KINDS[0], "coreCount": None})
    assert isinstance(found, MinimumCoreHardware)
    assert found.core_count is None


@pytest.mark.parametrize("value", [0, -1, 1.5, "4", None, True, 2**31])
@pytest.mark.parametrize("kind", [MinimumCoreHardware, MaximumCoreHardware])
def test_a_number_of_cores_that_cannot_be_right_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(InvalidValue, match="coreCount"):
        kind(value)


@pytest.mark.parametrize("value", [0, -1.5, "4", None, True, float("nan"), float("inf"), 10**400])
@pytest.mark.parametrize(
    "kind",
    [
        MinimumRamHardware,
        MaximumRamHardware,
        MinimumRamCoreRatioHardware,
        MaximumRamCoreRatioHardware,
    ],
)
def test_memory_that_cannot_be_right_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(InvalidValue, match="ram: a number greater than 0"):
        kind(value)


@pytest.mark.parametrize("value", ["", None, 5, "\ud800"])
@pytest.mark.parametrize("kind", [SpecificHardware, CpuModelHardware])
def test_a_name_that_cannot_be_right_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(InvalidValue, match=r"key|cpu_model"):
        kind(value)


def test_a_user_may_give_instances_and_json() -> None:
    ssd = SSDHardware()
    json = {"discriminator": "SpecificHardwareConstraint", "specificationKey": "R7", "new": 1}
    found = hardware_constraints("hardware_constraints", iter([ssd, json]))
    assert found[0] is ssd
    assert isinstance(found[1], SpecificHardware)
    assert found[1].to_json() == json
    json["specificationKey"] = "changed"
    assert found[1].specification_key == "R7"
    assert hardware_constraints("hardware_constraints", None) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (SSDHardware(), "a list of hardware constraints"),
        ({"discriminator": "SSDHardwareConstraint"}, "a list of hardware constraints"),
        ("SSD", "a list of hardware constraints"),
        (5, "a list of hardware constraints"),
        ([None], r"\[0\]: a hardware constraint"),
        ([SSDHardware], r"\[0\]: a hardware constraint"),
        ([HardwareConstraint()], r"\[0\]: a hardware constraint"),
        ([{}], "'discriminator'"),
        ([{"discriminator": 5}], "'discriminator'"),
        ([SSDHardware(), {"discriminator": KINDS[0]}], r"\[1\]\['coreCount'\]: a whole number"),
        ([{"discriminator": KINDS[0], "coreCount": "4"}], "whole number"),
        ([{"discriminator": "New", "value": object()}], "JSON"),
        ([{"discriminator": "New", "value": {1: 2}}], "JSON"),
    ],
)
def test_anything_else_is_refused(value: Any, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        hardware_constraints("hardware_constraints", value)


@given(anything)
def test_a_check_gives_constraints_or_invalid_value(value: Any) -> None:
    try:
        found = hardware_constraints("hardware_constraints", value)
    except InvalidValue:
        return
    assert all(isinstance(each, HardwareConstraint) for each in found)


def test_a_misspelt_attribute_is_refused() -> None:
    with pytest.raises(UnknownAttribute, match="did you mean 'core_count'"):
        MinimumCoreHardware(2).corecount = 5  # type: ignore[attr-defined]


def test_what_is_given_out_is_a_copy() -> None:
    constraint = HardwareConstraint.from_json({"discriminator": "New", "list": [1]})
    constraint.to_json()["list"].append(2)
    assert constraint.to_json()["list"] == [1]
