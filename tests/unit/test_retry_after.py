"""``Retry-After`` in every form that servers have been seen to send."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, strategies as st

from qarnot._retry_after import retry_after_seconds

NOW = "Sun, 06 Nov 1994 08:49:07 GMT"


def seconds(text: str, date: str | None = NOW) -> float | None:
    headers = {"retry-after": text}
    return retry_after_seconds(headers if date is None else {**headers, "date": date})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0.0),
        ("121", 121.0),
        (" 20 ", 20.0),
        ("007", 7.0),
        ("999999999", 999_999_999.0),
        ("-10", None),
        ("+10", None),
        ("20.5", None),
        ("1e3", None),
        ("1_0", None),
        ("inf", None),
        ("nan", None),
        ("9" * 35, None),
        ("٣", None),
        ("²", None),
        ("", None),
        ("5, 10", None),
        ("soon", None),
        ("10 seconds", None),
    ],
)
def test_seconds_are_a_whole_number_or_nothing(text: str, expected: float | None) -> None:
    assert seconds(text) == expected
    assert seconds(text, date=None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 30.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 30.0),
        ("Sun Nov  6 08:49:37 1994", 30.0),
        ("Mon, 06 Nov 1994 08:49:37 GMT", 30.0),
        ("Sun, 06 Nov 1994 08:49:07 GMT", 0.0),
        ("Sun, 06 Nov 1994 08:48:07 GMT", 0.0),
        ("Wed, 21 Oct 100000 07:28:00 GMT", None),
        ("Sun, 32 Nov 1994 08:49:37 GMT", None),
        ("1994-11-06T08:49:37Z", None),
    ],
    ids=[
        "IMF-fixdate",
        "RFC 850",
        "asctime",
        "wrong weekday",
        "now",
        "past",
        "year 100000",
        "day 32",
        "ISO",
    ],
)
def test_a_date_is_measured_against_the_servers_own(text: str, expected: float | None) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("skew", [-86400, -3600, 0, 3600, 86400])
def test_a_wrong_clock_here_changes_nothing(skew: int) -> None:
    server_now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=skew)
    until = format_datetime(server_now + timedelta(seconds=90), usegmt=True)
    assert seconds(until, format_datetime(server_now, usegmt=True)) == 90.0


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process is fixed here")
@pytest.mark.usefixtures("in_new_york")
def test_a_date_without_a_zone_is_in_utc_wherever_this_runs() -> None:
    assert seconds("Sun Nov  6 08:49:37 1994") == 30.0


@pytest.mark.parametrize("date", [None, "", "today"])
def test_a_date_without_the_servers_own_is_no_answer(date: str | None) -> None:
    assert seconds("Sun, 06 Nov 1994 08:49:37 GMT", date) is None


def test_without_the_header_there_is_no_answer() -> None:
    assert retry_after_seconds({}) is None
    assert retry_after_seconds({"date": NOW}) is None


@given(
    start=st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)),
    wait=st.integers(-100_000_000, 100_000_000),
)
def test_any_date_gives_its_distance_and_never_less_than_nothing(
    start: datetime, wait: int
) -> None:
    now = start.replace(microsecond=0, tzinfo=UTC)
    until = format_datetime(now + timedelta(seconds=wait), usegmt=True)
    assert seconds(until, format_datetime(now, usegmt=True)) == max(0, wait)


pieces = st.lists(
    st.sampled_from(
        ["Sun", ",", " ", "06", "Nov", "1994", ":", "-", "GMT", "+9999", "0", "99", "\0"]
    )
).map("".join)


@given(st.text() | pieces, st.text() | pieces | st.just(NOW))
def test_any_text_gives_a_finite_wait_or_none(text: str, date: str) -> None:
    wait = seconds(text, date)
    assert wait is None or 0 <= wait < math.inf
