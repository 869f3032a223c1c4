"""Ranges of instances: merged, counted, and gone through without being listed."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.exceptions import InvalidValue
from qarnot.ranges import count_of_range, numbers_of_range, parse_range

FUNCTIONS: list[Any] = [parse_range, numbers_of_range, count_of_range]
pairs = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("0-2,4-5,17", ((0, 2), (4, 5), (17, 17))),
        ("17,4-5,0-2", ((0, 2), (4, 5), (17, 17))),
        ("0-2,3", ((0, 3),)),
        ("0-9,2-3,9-12", ((0, 12),)),
        ("5,5,5-5", ((5, 5),)),
        ("007", ((7, 7),)),
        ("0", ((0, 0),)),
    ],
)
def test_ranges_are_sorted_and_merged(text: str, ranges: Any) -> None:
    assert parse_range(text) == ranges


@given(pairs, st.booleans())
def test_each_number_comes_once_in_ascending_order(
    ranges: list[tuple[int, int]], is_short: bool
) -> None:
    text = ",".join(
        str(first) if is_short and first == last else f"{first}-{last}" for first, last in ranges
    )
    expected = sorted({number for first, last in ranges for number in range(first, last + 1)})
    assert list(numbers_of_range(text)) == expected
    assert count_of_range(text) == len(expected)
    merged = parse_range(text)
    assert all(end + 1 < begin for (_, end), (begin, _) in pairwise(merged))


def test_a_huge_range_is_never_made_a_list() -> None:
    text = "0-999999998,999999999"
    assert count_of_range(text) == 1_000_000_000
    assert list(islice(numbers_of_range(text), 3)) == [0, 1, 2]
    assert parse_range(text) == ((0, 999_999_999),)


@pytest.mark.parametrize(
    "text", ["", None, 5, "a", "1,", ",1", "1--2", "-1", "1-2-3", "3-2", " 1", "1 - 2", "²", "1\n"]
)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_no_range_is_refused_at_once(function: Any, text: Any) -> None:
    with pytest.raises(InvalidValue, match="range"):
        function(text)


@given(st.text("0123456789-,", max_size=12))
def test_a_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_range(text)
    except InvalidValue:
        return
    assert found
    assert all(first <= last for first, last in found)
