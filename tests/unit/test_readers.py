"""Readers of single JSON values: what they give, and that no JSON makes them raise."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from qarnot import _readers as readers

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**300, 10**320),
    st.floats(),
    st.text(),
    st.sampled_from(["NaN", "inf", "1e999", "0001-01-01T00:00:00Z", "2024-02-30T00:00:00Z"]),
)
any_json = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)

ALL: list[Callable[[Any], Any]] = [
    readers.text,
    readers.whole_number,
    readers.number,
    readers.texts,
    readers.items(readers.text),
    readers.items(readers.number),
    readers.date,
]


@given(any_json)
@example(10**400)
@example(-(10**400))
@example([10**400])
def test_no_json_makes_a_reader_raise(raw: Any) -> None:
    for read in ALL:
        read(raw)


@given(any_json)
def test_each_reader_gives_its_kind_or_none(raw: Any) -> None:
    text, texts = readers.text(raw), readers.texts(raw)
    assert text is None or isinstance(text, str)
    assert all(isinstance(part, str) for part in texts)
    date = readers.date(raw)
    assert date is None or (isinstance(date, datetime) and date.tzinfo is not None)


@given(st.floats() | st.integers(-(2**63), 2**63) | st.text(max_size=5))
def test_a_number_is_finite_or_none(raw: Any) -> None:
    value, whole = readers.number(raw), readers.whole_number(raw)
    assert value is None or abs(value) < float("inf")
    assert whole is None or type(whole) is int
    assert (value is None) == (whole is None)


@given(st.text())
def test_a_text_is_read_as_it_is(raw: str) -> None:
    assert readers.text(raw) == raw


def test_an_odd_text_is_kept_in_words() -> None:
    assert readers.text(5) == "5"
    assert readers.text({"a": 1}) == "{'a': 1}"
    assert readers.text(None) is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [(5, 5), (5.0, 5), ("12", 12), (-3, -3), (0, 0), (None, None), ("x", None), ([], None)],
)
def test_a_whole_number_is_read_from_what_stands_for_one(raw: Any, value: int | None) -> None:
    assert readers.whole_number(raw) == value


@given(st.integers(-(2**63), 2**63))
@example(2**53 + 1)
@example(2**63 - 1)
def test_a_whole_number_is_read_to_its_last_digit(raw: int) -> None:
    assert readers.whole_number(raw) == raw


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_json_as_it_went(raw: float) -> None:
    assert readers.number(json.loads(json.dumps(raw))) == raw


@pytest.mark.parametrize("raw", [float("nan"), float("inf"), "nan", "-inf", "1e999", {}, "a"])
def test_what_is_not_a_finite_number_is_none(raw: Any) -> None:
    assert readers.number(raw) is None
    assert readers.whole_number(raw) is None


@pytest.mark.parametrize("raw", [None, "abc", {}, 3])
def test_what_is_not_a_list_reads_as_an_empty_one(raw: Any) -> None:
    assert readers.texts(raw) == []
    assert readers.items(readers.text)(raw) == []


def test_a_list_of_texts_leaves_out_the_nulls_only() -> None:
    assert readers.texts(["a", None, "", 3]) == ["a", "", "3"]


def test_a_list_is_read_item_by_item_in_its_order() -> None:
    assert readers.items(readers.whole_number)([3, "x", 1]) == [3, None, 1]


def test_each_read_gives_a_list_of_its_own() -> None:
    raw = ["a"]
    readers.texts(raw).append("b")
    assert raw == ["a"]


MORNING = datetime(2014, 12, 24, 15, 10, 54, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("2014-12-24T15:10:54Z", MORNING),
        ("2014-12-24T15:10:54", MORNING),
        ("2014-12-24T15:10:54+00:00", MORNING),
        ("2014-12-24T16:10:54+01:00", MORNING),
        (" 2014-12-24T15:10:54Z ", MORNING),
        ("2014-12-24T15:10:54.5Z", MORNING.replace(microsecond=500_000)),
        ("2014-12-24T15:10:54.865921Z", MORNING.replace(microsecond=865_921)),
        ("2014-12-24T15:10:54.8659219Z", MORNING.replace(microsecond=865_921)),
        ("2014-12-24T15:10:54.8659219", MORNING.replace(microsecond=865_921)),
        ("2014-12-24T15:10:54.8659219+00:00", MORNING.replace(microsecond=865_921)),
        ("2014-12-24", MORNING.replace(hour=0, minute=0, second=0)),
    ],
)
def test_every_form_of_date_that_the_platform_writes_is_read(raw: str, date: datetime) -> None:
    assert readers.date(raw) == date


@pytest.mark.parametrize(
    "raw",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00.0000000Z",
        "",
        "yesterday",
        "2024-02-30T00:00:00Z",
        "2024-01-01T25:00:00Z",
        "99999-01-01T00:00:00Z",
        None,
        1700000000,
        {},
    ],
)
def test_never_and_what_is_no_date_are_none(raw: Any) -> None:
    assert readers.date(raw) is None


def test_never_is_none_with_blanks_around_it_too() -> None:
    assert readers.date(" 0001-01-01T00:00:00Z") is None


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_written_date_is_read_as_the_same_moment(moment: datetime, minutes: int) -> None:
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert readers.date(moment.isoformat()) == moment


@given(st.datetimes(datetime(1, 1, 2)), st.text("0123456789", min_size=1, max_size=4))
def test_digits_past_the_sixth_change_nothing(moment: datetime, digits: str) -> None:
    written = moment.isoformat(timespec="microseconds")
    assert readers.date(f"{written}{digits}Z") == moment.replace(tzinfo=UTC)
