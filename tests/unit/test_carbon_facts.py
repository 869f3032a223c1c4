"""Carbon facts in both spellings of the platform."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from qarnot._carbon_facts import CarbonFacts
from qarnot._fields import fields_of
from qarnot._received import EitherField
from qarnot.exceptions import InvalidValue

FIELDS: dict[str, EitherField[Any]] = {
    name: field for name, field in fields_of(CarbonFacts).items() if isinstance(field, EitherField)
}
ARGUMENTS = list(inspect.signature(CarbonFacts).parameters)


def value_of(name: str, number: int) -> Any:
    return f"dc{number}" if "name" in name else number + 0.5


def expected() -> dict[str, Any]:
    return {name: value_of(name, number) for number, name in enumerate(FIELDS)}


@pytest.mark.parametrize("spelling", ["key", "other_key"])
def test_every_figure_is_read_in_either_spelling_and_written_as_it_came(spelling: str) -> None:
    json = {getattr(FIELDS[name], spelling): value for name, value in expected().items()}
    facts = CarbonFacts.from_json(json)
    assert {name: getattr(facts, name) for name in FIELDS} == expected()
    assert facts.to_json() == json


def test_the_arguments_are_the_documented_ones_in_the_order_of_the_attributes() -> None:
    assert ARGUMENTS == [
        "energy_consumption", "energy_it", "energy_reuse", "carbon_footprint",
        "equivalent_dc_name", "equivalent_dc_carbon_footprint", "saved_carbon_footprint_compute",
        "saved_carbon_footprint_heat", "saved_carbon_footprint_compute_heat",
        "saved_carbon_footprint_percent", "PUE", "ERE", "ERF", "WUE",
    ]  # fmt: skip
    facts = CarbonFacts(*expected().values())
    assert {name: getattr(facts, name) for name in FIELDS} == expected()
    assert CarbonFacts.from_json(facts.to_json()) == facts


def test_the_attributes_are_the_documented_ones() -> None:
    assert list(FIELDS) == [
        "energy_consumption_Wh", "energy_it_Wh", "energy_reuse_Wh", "carbon_footprint_gC02eq",
        "equivalent_datacenter_name", "equivalent_dc_carbon_footprint_gC02eq",
        "saved_carbon_footprint_compute_gC02eq", "saved_carbon_footprint_heat_gC02eq",
        "saved_carbon_footprint_compute_heat_gC02eq", "saved_carbon_footprint_percent",
        "PUE", "ERE", "ERF", "WUE",
    ]  # fmt: skip


def test_facts_made_of_nothing_are_zero() -> None:
    facts = CarbonFacts()
    assert {name: getattr(facts, name) for name in FIELDS} == {
        name: "" if "name" in name else 0 for name in FIELDS
    }


def test_a_figure_that_the_platform_does_not_give_is_none() -> None:
    facts = CarbonFacts.from_json({"total_consumed_energy_Wh": 5, "PUE": None})
    assert (facts.energy_consumption_Wh, facts.PUE, facts.WUE) == (5, None, None)


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("value", [[], b"x", {}])
def test_an_argument_of_another_type_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(InvalidValue, match=rf"^Error: {name}: "):
        CarbonFacts(**{name: value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, None, 10**400])
def test_a_figure_is_a_finite_number(value: Any) -> None:
    with pytest.raises(InvalidValue, match="energy_it: a finite number"):
        CarbonFacts(energy_it=value)
