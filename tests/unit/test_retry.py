"""Schedules of retries: what they are made of, and what they refuse."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from qarnot.exceptions import InvalidValue
from qarnot.retry import LONGEST_WAIT, MOST_RETRIES, RetryPolicy

LONGEST_DOCUMENTED = LONGEST_WAIT / MOST_RETRIES
counts = st.integers(0, 60)
seconds = st.floats(0, LONGEST_DOCUMENTED) | st.integers(0, int(LONGEST_DOCUMENTED))
policies = st.one_of(
    st.builds(RetryPolicy.documented, counts, seconds),
    st.builds(RetryPolicy.exponential, counts, seconds, st.floats(1, LONGEST_WAIT), seconds),
    st.builds(RetryPolicy, st.lists(st.floats(0, LONGEST_WAIT)), st.floats(0, 1)),
    st.builds(RetryPolicy.none),
)
chances = st.floats(0, 1, exclude_max=True)


def test_the_documented_schedule_is_the_default() -> None:
    assert RetryPolicy.documented().waits == (1.0, 2.0, 3.0, 4.0, 5.0)
    assert RetryPolicy.documented().jitter == 0.5
    assert RetryPolicy.documented(3, 2.5).waits == (2.5, 5.0, 7.5)
    assert RetryPolicy.documented(retry_wait=0).waits == (0.0,) * 5
    assert RetryPolicy.documented(0).waits == ()


def test_exponential_waits_grow_up_to_the_longest() -> None:
    assert RetryPolicy.exponential().waits == (0.5, 1.0, 2.0, 4.0, 8.0)
    assert RetryPolicy.exponential(8).waits == (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0)
    assert RetryPolicy.exponential(3, 1, 3, 5).waits == (1.0, 3.0, 5.0)
    assert RetryPolicy.exponential(2, first=9, longest=4).waits == (4.0, 4.0)
    assert RetryPolicy.exponential(3, factor=1).waits == (0.5, 0.5, 0.5)
    assert RetryPolicy.exponential().jitter == 1.0
    assert RetryPolicy.exponential(MOST_RETRIES, 1, LONGEST_WAIT, 60).waits[-1] == 60.0


def test_none_is_no_retry() -> None:
    assert RetryPolicy.none() == RetryPolicy([]) == RetryPolicy.documented(0)
    assert RetryPolicy.none().waits == ()
    assert RetryPolicy.none().longest_in_all == 0.0


@pytest.mark.parametrize(
    "waits",
    [[1, 5, 30], (1, 5, 30), iter([1, 5, 30]), (n for n in (1, 5, 30)), {1: 0, 5: 0, 30: 0}],
)
def test_waits_of_ones_own_may_be_any_row_of_numbers(waits: Any) -> None:
    policy = RetryPolicy(waits, jitter=0.2)
    assert policy.waits == (1.0, 5.0, 30.0)
    assert all(type(wait) is float for wait in policy.waits)
    assert [policy.wait_before(retry, 0.0) for retry in (1, 2, 3)] == [1.0, 5.0, 30.0]
    assert [policy.wait_before(retry, 0.5) for retry in (1, 2, 3)] == [0.9, 4.5, 27.0]
    assert policy.longest_in_all == 36.0


def test_a_jitter_of_nothing_is_the_schedule_and_of_one_may_be_nothing() -> None:
    assert RetryPolicy([7], jitter=0).wait_before(1, 0.999) == 7.0
    assert RetryPolicy([7], jitter=1).wait_before(1, 0.999) == pytest.approx(0.007)
    assert RetryPolicy([7]).jitter == 0.5


@given(policies, chances)
def test_a_wait_is_never_negative_nor_odd_nor_longer_than_planned(
    policy: RetryPolicy, chance: float
) -> None:
    for number, longest in enumerate(policy.waits, 1):
        wait = policy.wait_before(number, chance)
        assert math.isfinite(wait)
        assert 0 <= longest * (1 - policy.jitter) * (1 - 1e-12) <= wait <= longest
        assert policy.wait_before(number, 0.0) == longest


@given(policies, chances)
def test_all_waits_together_take_no_longer_than_is_said(policy: RetryPolicy, chance: float) -> None:
    waited = math.fsum(policy.wait_before(n, chance) for n in range(1, len(policy.waits) + 1))
    assert waited <= policy.longest_in_all
    assert policy.longest_in_all == math.fsum(policy.waits)


@given(counts, seconds)
def test_the_nth_retry_waits_n_times_as_long(count: int, wait: float) -> None:
    waits = RetryPolicy.documented(count, wait).waits
    assert waits == tuple(wait * number for number in range(1, count + 1))


@given(counts, seconds, st.floats(1, LONGEST_WAIT), seconds)
def test_exponential_waits_never_shrink_nor_exceed(
    count: int, first: float, factor: float, longest: float
) -> None:
    waits = RetryPolicy.exponential(count, first, factor, longest).waits
    assert len(waits) == count
    assert list(waits) == sorted(waits)
    assert all(wait <= longest for wait in waits)
    assert waits[:1] == (min(first, longest),)[:count]


# What is refused

NO_NUMBERS: list[Any] = [
    None,
    "1",
    b"1",
    True,
    False,
    1j,
    Fraction(1, 2),
    [],
    {},
    object(),
]
NO_SECONDS = [*NO_NUMBERS, -1, -0.001, math.nan, math.inf, -math.inf, 10**400, LONGEST_WAIT * 1.1]
NO_COUNTS = [*NO_NUMBERS, -1, 1.0, 2.5, math.nan, math.inf, MOST_RETRIES + 1, 10**400]
NO_FACTORS = [*NO_SECONDS, 0, 0.999]
NO_JITTERS = [*NO_SECONDS, 1.001, 2, 50]
NO_WAITS: list[Any] = [
    None,
    5,
    1.5,
    "123",
    True,
    object(),
    [0.0] * (MOST_RETRIES + 1),
    *([1, each] for each in NO_SECONDS),
]

Make = Callable[[Any], RetryPolicy]
BAD: list[tuple[str, Make, list[Any]]] = [
    ("retry_count", lambda value: RetryPolicy.documented(value), NO_COUNTS),
    ("retry_wait", lambda value: RetryPolicy.documented(5, value), NO_SECONDS),
    ("retry_wait", lambda value: RetryPolicy.documented(0, value), NO_SECONDS),
    ("retry_count", lambda value: RetryPolicy.exponential(value), NO_COUNTS),
    ("first", lambda value: RetryPolicy.exponential(first=value), NO_SECONDS),
    ("factor", lambda value: RetryPolicy.exponential(factor=value), NO_FACTORS),
    ("longest", lambda value: RetryPolicy.exponential(longest=value), NO_SECONDS),
    ("waits", lambda value: RetryPolicy(value), NO_WAITS),
    ("jitter", lambda value: RetryPolicy([1], jitter=value), NO_JITTERS),
]


def refuses(name: str, make: Make, value: Any) -> None:
    """Check that a value is refused by its name, and shown."""
    with pytest.raises(InvalidValue) as caught:
        make(value)
    text = str(caught.value)
    assert text.startswith(f"Error: {name}: "), text
    assert isinstance(caught.value, ValueError)
    assert repr(value)[:100] in text
    assert len(text) < 500


@pytest.mark.parametrize(("name", "make", "values"), BAD, ids=lambda part: str(part)[:20])
def test_what_cannot_be_right_is_named_and_shown(name: str, make: Make, values: list[Any]) -> None:
    for value in values:
        refuses(name, make, value)


@given(
    st.sampled_from(BAD),
    st.text() | st.floats(max_value=-1e-300) | st.binary() | st.booleans() | st.none(),
)
def test_whatever_is_no_number_from_nought_is_refused(
    row: tuple[str, Make, list[Any]], value: Any
) -> None:
    if row[0] == "waits":
        value = [value]
    refuses(row[0], row[1], value)


@pytest.mark.parametrize("value", [b"\x01\x02", bytearray(b"\x01")])
def test_bytes_are_no_waits(value: Any) -> None:
    refuses("waits", RetryPolicy, value)


def test_a_schedule_that_grows_too_long_is_the_fault_of_what_was_given() -> None:
    refuses("retry_wait", lambda value: RetryPolicy.documented(5, value), LONGEST_WAIT)


# What it is as an object


def test_equality_goes_by_the_schedule() -> None:
    assert RetryPolicy.documented(3) == RetryPolicy([1, 2, 3])
    assert hash(RetryPolicy.documented(3)) == hash(RetryPolicy([1, 2, 3]))
    assert RetryPolicy.documented(3) != RetryPolicy([1, 2, 3], jitter=0.1)
    assert RetryPolicy.documented(3) != RetryPolicy.documented(4)
    assert RetryPolicy.none() != object()


@pytest.mark.parametrize("name", ["waits", "jitter", "retries"])
def test_it_cannot_be_changed(name: str) -> None:
    with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
        setattr(RetryPolicy.documented(), name, (1.0,))


def test_it_shows_what_it_does() -> None:
    assert repr(RetryPolicy([1, 5], jitter=0.2)) == "RetryPolicy(waits=(1.0, 5.0), jitter=0.2)"


@given(policies)
def test_it_survives_pickling(policy: RetryPolicy) -> None:
    again = pickle.loads(pickle.dumps(policy))
    assert again == policy
    assert repr(again) == repr(policy)
    assert type(again) is RetryPolicy
