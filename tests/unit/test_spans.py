"""Time spans are read and written without loss."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, strategies as st

from qarnot._spans import TICKS_A_SECOND, span, span_text, ticks_of
from qarnot.exceptions import InvalidValue

LONGEST = datetime.timedelta(days=10_000_000)
spans = st.timedeltas(-LONGEST, LONGEST)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:00", 0),
        ("00:00:01.5000000", 1.5),
        ("00:00:01.5", 1.5),
        ("1.03:16:50.5000000", 86400 + 3 * 3600 + 16 * 60 + 50.5),
        ("-00:30:00", -1800),
        ("-1.00:00:00", -86400),
        ("00:00:25.1000003", 25.1),
        ("30:00:00", 108_000),
        ("10.00:00:00", 864_000),
        (" 1:02:03 ", 3723),
    ],
)
def test_d14_a_span_is_read_to_its_fraction_and_sign(text: str, seconds: float) -> None:
    assert span(text) == datetime.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.timedelta(seconds=1.5), "00:00:01.5000000"),
        (datetime.timedelta(seconds=-90), "-00:01:30"),
        (datetime.timedelta(days=10), "10.00:00:00"),
        (datetime.timedelta(microseconds=-1), "-00:00:00.0000010"),
        ("30:00:00", "30:00:00"),
    ],
)
def test_d14_a_span_is_written_as_the_api_reads_it(
    value: datetime.timedelta | str, text: str
) -> None:
    assert span_text("completion_ttl", value) == text


@given(spans)
def test_d14_what_is_written_is_read_again(value: datetime.timedelta) -> None:
    assert span(span_text("x", value)) == value


@given(
    st.booleans(),
    st.none() | st.integers(0, 10_000_000),
    st.integers(0, 99),
    st.integers(0, 59),
    st.integers(0, 59),
    st.text("0123456789", min_size=0, max_size=7),
)
def test_every_text_of_the_form_is_read_to_its_tick(
    negative: bool, days: int | None, hours: int, minutes: int, seconds: int, fraction: str
) -> None:
    text = "-" if negative else ""
    text += "" if days is None else f"{days}."
    text += f"{hours:02}:{minutes:02}:{seconds:02}" + (f".{fraction}" if fraction else "")
    whole = (((days or 0) * 24 + hours) * 60 + minutes) * 60 + seconds
    ticks = whole * TICKS_A_SECOND + int(fraction.ljust(7, "0") or 0)
    assert ticks_of(text) == (-ticks if negative else ticks)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "99:99:99",
        "00:00:00garbage",
        "whatever",
        "1:2",
        "1.2.3",
        "00:00:00.12345678",
        "9" * 9 + ".00:00:00",
        "\N{ARABIC-INDIC DIGIT ZERO}0:00:00",
        b"00:00:00",
        5,
        True,
        None,
        datetime.timedelta.max,
    ],
)
def test_d51_what_is_no_span_is_refused_and_read_as_none(value: object) -> None:
    with pytest.raises(InvalidValue, match="completion_ttl"):
        span_text("completion_ttl", value)
    if not isinstance(value, datetime.timedelta):
        assert span(value) is None
