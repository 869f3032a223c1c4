"""Declared fields: read when asked for, one by one, from JSON that stays as it came."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot import _readers as readers
from qarnot._fields import Field, Received, Settable, Value, fields_of
from qarnot.exceptions import QarnotException, ReadOnlyAttribute


class Point(Value):
    x = Field("x", readers.whole_number, "To the right.")
    label = Field("theLabel", readers.text, "What is written beside it.")


class Dot(Point):
    size = Field("size", readers.number, "How wide it is.")


class Other(Value):
    x = Field("x", readers.whole_number, "To the right.")


class Brittle(Received):
    odd = Field("odd", int, "Read by something that raises.")
    good = Field("good", readers.text, "Read by something liberal.")


def test_a_field_is_read_under_its_documented_name() -> None:
    point = Point({"x": 3, "theLabel": "here"})
    assert (point.x, point.label) == (3, "here")


@pytest.mark.parametrize("json", [{}, None, [], "text", 5, {"x": None, "theLabel": None}])
def test_what_was_not_sent_reads_as_none(json: Any) -> None:
    point = Point(json)
    assert (point.x, point.label) == (None, None)


def test_an_odd_value_hurts_only_its_own_read() -> None:
    brittle = Brittle({"odd": "not a number", "good": "fine"})
    assert brittle.good == "fine"
    with pytest.raises(ValueError, match="not a number"):
        _ = brittle.odd


def test_values_are_read_when_asked_for_and_not_before() -> None:
    json = {"x": 1}
    point = Point(json)
    json["x"] = 2
    assert point.x == 2


def test_raw_holds_what_this_library_does_not_know() -> None:
    json = {"x": 1, "new": {"in": ["the", "future"]}}
    assert dict(Point(json).raw) == json


def test_raw_cannot_be_changed_and_changes_nothing() -> None:
    point = Point({"x": 1})
    with pytest.raises(TypeError):
        point.raw["x"] = 2  # type: ignore[index]
    assert point.x == 1


def test_what_was_received_cannot_be_set() -> None:
    point = Point({"x": 1})
    with pytest.raises(ReadOnlyAttribute, match=r"Point\.label.*'new'") as caught:
        point.label = "new"
    assert isinstance(caught.value, AttributeError)
    assert isinstance(caught.value, QarnotException)
    assert point.label is None


def test_what_was_received_cannot_be_deleted() -> None:
    point = Point({"x": 1})
    with pytest.raises(AttributeError):
        del point.x
    assert point.x == 1


def test_values_of_the_same_content_are_equal() -> None:
    assert Point({"x": 1, "new": 2}) == Point({"new": 2, "x": 1})


@pytest.mark.parametrize(
    "other", [Point({"x": 2}), Point({"x": 1, "new": 2}), Other({"x": 1}), Dot({"x": 1}), {"x": 1}]
)
def test_values_of_another_content_or_kind_are_unequal(other: object) -> None:
    assert Point({"x": 1}) != other


def test_a_value_that_can_change_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Point({"x": 1}))


def test_a_value_shows_its_fields() -> None:
    assert repr(Point({"x": 1, "theLabel": "a"})) == "Point(x=1, label='a')"
    assert repr(Dot({})) == "Dot(x=None, label=None, size=None)"


def test_a_class_lists_its_fields_those_of_its_base_first() -> None:
    assert list(fields_of(Dot)) == ["x", "label", "size"]
    assert fields_of(Dot)["label"].key == "theLabel"
    assert list(fields_of(Point)) == ["x", "label"]


def test_a_field_replaced_in_a_class_is_listed_as_replaced() -> None:
    class Wide(Point):
        x = Field("width", readers.whole_number, "In another unit.")

    assert fields_of(Wide)["x"].key == "width"
    assert fields_of(Point)["x"].key == "x"
    assert Wide({"x": 1, "width": 2}).x == 2


def test_a_field_of_a_class_documents_itself() -> None:
    field = Point.label
    assert isinstance(field, Field)
    assert (field.name, field.key, field.__doc__) == (
        "label",
        "theLabel",
        "What is written beside it.",
    )


def test_a_field_cannot_be_set_unless_it_is_declared_so() -> None:
    assert Point.x.settable is Settable.NEVER


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["x", "theLabel", "size", "new"]), json_values))
def test_any_json_can_be_read_shown_compared_and_given_back(json: dict[str, Any]) -> None:
    dot = Dot(json)
    assert repr(dot).startswith("Dot(x=")
    assert dot == Dot(dict(json))
    assert dict(dot.raw) == json
    assert dot.label is None or isinstance(dot.label, str)
