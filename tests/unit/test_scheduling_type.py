"""Scheduling types: the three that are known, and that others survive."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from sent_json import anything, texts

from qarnot.exceptions import InvalidValue, ReadOnlyAttribute
from qarnot.scheduling_type import (
    FlexScheduling,
    OnDemandScheduling,
    ReservedScheduling,
    SchedulingType,
    scheduling,
)

KNOWN = [
    (FlexScheduling, "Flex"),
    (OnDemandScheduling, "OnDemand"),
    (ReservedScheduling, "Reserved"),
]


@pytest.mark.parametrize(("kind", "text"), KNOWN)
def test_a_known_text_is_read_in_any_case(kind: type[SchedulingType], text: str) -> None:
    for written in (text, text.lower(), text.upper(), text[0].lower() + text[1:]):
        found = SchedulingType.from_string(written)
        assert type(found) is kind
        assert found.to_json() == text == str(found) == kind.schedulingType


def test_d27_an_unknown_text_is_not_taken_for_flex_and_goes_back_as_it_came() -> None:
    spot = SchedulingType.from_string("Spot")
    assert spot is not None
    assert not isinstance(spot, FlexScheduling)
    assert (spot.to_json(), spot.schedulingType) == ("Spot", "Spot")
    assert SchedulingType.schedulingType is None


def test_d26_null_is_none() -> None:
    assert SchedulingType.from_string(None) is None
    assert SchedulingType.from_json(None) is None


@given(texts)
def test_every_text_survives(text: str) -> None:
    found = SchedulingType.from_json(text)
    assert found is not None
    written = found.to_json()
    assert written == text or (written or "").casefold() == text.casefold()
    assert SchedulingType.from_json(written) == found
    assert pickle.loads(pickle.dumps(found)) == found == copy.deepcopy(found)


@pytest.mark.parametrize(("kind", "text"), KNOWN)
def test_a_user_may_give_an_instance_a_class_or_a_text(
    kind: type[SchedulingType], text: str
) -> None:
    for given_value in (kind(), kind, text, text.upper()):
        assert type(scheduling("scheduling_type", given_value)) is kind
    assert scheduling("scheduling_type", None) is None


def test_a_user_may_give_back_what_is_not_known() -> None:
    spot = SchedulingType.from_string("Spot")
    assert scheduling("scheduling_type", spot) is spot


@pytest.mark.parametrize("value", ["Flexx", "", 5, True, SchedulingType, SchedulingType(), str, []])
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match=r"scheduling_type: a scheduling type or one of 'Flex'"):
        scheduling("scheduling_type", value)


@given(anything)
def test_a_check_gives_a_scheduling_type_or_invalid_value(value: Any) -> None:
    try:
        found = scheduling("scheduling_type", value)
    except InvalidValue:
        return
    assert (found is None) == (value is None)


def test_equality_goes_by_the_text() -> None:
    spots = {SchedulingType.from_string("Spot"), SchedulingType.from_string("Spot")}
    assert len(spots) == 1
    assert FlexScheduling() == SchedulingType.from_string("flex") != OnDemandScheduling()
    assert FlexScheduling() != "Flex"


def test_it_cannot_be_changed() -> None:
    with pytest.raises(ReadOnlyAttribute):
        FlexScheduling().schedulingType = "Reserved"


def test_it_shows_how_it_is_made() -> None:
    assert repr(FlexScheduling()) == "FlexScheduling()"
    assert repr(SchedulingType.from_string("Spot")) == "SchedulingType.from_string('Spot')"
