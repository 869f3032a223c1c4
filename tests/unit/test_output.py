"""Outputs are cut into whole lines, each once, and read no more often than it is worth."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterable

import pytest
from attrs import frozen
from hypothesis import given, strategies as st

from qarnot._output import FREE_BYTES, LEAST_RATE, TAIL_BYTES, LineCutter, ReadingPlan
from qarnot.polling import PollingPolicy

MIB = 1024 * 1024
LONGEST_PAUSE = 10.0

# Lines


def lines_of(output: bytes) -> list[str]:
    """Give the lines of an output, whose last one needs no end."""
    *lines, rest = output.split(b"\n")
    whole = [*lines, rest] if rest else lines
    return [line.decode(errors="replace").removesuffix("\r") for line in whole]


def cut(cutter: LineCutter, output: bytes, *, is_last: bool = False) -> list[str]:
    return list(cutter.cut(io.BytesIO(output), is_last=is_last))


def numbered(words: Iterable[str], ends: Iterable[str]) -> list[bytes]:
    """Give lines of which no two are alike at their begin or at their end."""
    pairs = enumerate(zip(words, ends, strict=True))
    return [f"{number} {word} {number}{end}".encode() for number, (word, end) in pairs]


words = st.one_of(
    st.sampled_from(["", "a", "grüße", "日本語", "🚀🚀", "50 %s", "\r", "a\rb", "\x00", "\u2028"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=30),
    st.integers(1000, 3000).map(lambda length: "é" * length),
)
ends = st.sampled_from(["\n", "\n", "\r\n"])
outputs = st.lists(
    st.one_of(
        st.builds(lambda word, end: (word + end).encode(), words, ends), st.binary(max_size=9)
    ),
    max_size=25,
).map(b"".join)


@given(output=outputs, data=st.data())
def test_each_line_comes_once_and_whole_wherever_its_output_was_cut(
    output: bytes, data: st.DataObject
) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(output)), max_size=12), "places"))
    cutter = LineCutter()
    lines: list[str] = []
    for place in places:
        lines += cut(cutter, output[:place])
        assert lines == lines_of(output[: output.rfind(b"\n", 0, place) + 1])
    lines += cut(cutter, output, is_last=True)
    assert lines == lines_of(output)
    assert cut(cutter, output, is_last=True) == []
    assert not cutter.has_gap


@given(output=outputs, data=st.data())
def test_a_reader_that_stops_in_the_middle_goes_on_at_the_next_line(
    output: bytes, data: st.DataObject
) -> None:
    cutter = LineCutter()
    lines: list[str] = []
    for _ in range(data.draw(st.integers(0, 10), "readers")):
        reader = cutter.cut(io.BytesIO(output), is_last=False)
        wanted = data.draw(st.integers(0, 5), "wanted")
        lines += [line for _, line in zip(range(wanted), reader, strict=False)]
        reader.close()  # type: ignore[attr-defined] # it is a generator
    assert lines + cut(cutter, output, is_last=True) == lines_of(output)
    assert not cutter.has_gap


def test_a_line_of_a_mebibyte_is_one_line() -> None:
    output = b"before\n" + "é".encode() * (MIB // 2) + b"\nafter\n"
    cutter = LineCutter()
    assert cut(cutter, output[: MIB // 3]) == ["before"]
    assert cut(cutter, output[:MIB]) == []
    assert cut(cutter, output) == ["é" * (MIB // 2), "after"]
    assert cut(cutter, output + b"last") == []
    assert cut(cutter, output + b"last", is_last=True) == ["last"]


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"\r\n", [""]),
        (b"\n\n\na\n\n", ["", "", "", "a", ""]),
        (b"a\rb\r\n", ["a\rb"]),
        (b"10 %\r20 %\r", ["10 %\r20 %"]),
        (b"\xff\xfe\n\xc3", ["\ufffd\ufffd", "\ufffd"]),
        ("a\u2028b\x0bc\n".encode(), ["a\u2028b\x0bc"]),
    ],
)
def test_only_a_newline_ends_a_line(output: bytes, lines: list[str]) -> None:
    assert cut(LineCutter(), output, is_last=True) == lines


# A cluster that drops the beginning


@given(data=st.data(), count=st.integers(1, 60))
def test_an_output_whose_beginning_is_dropped_goes_on_without_repeats(
    data: st.DataObject, count: int
) -> None:
    chosen = data.draw(st.lists(st.tuples(words, ends), min_size=count, max_size=count), "lines")
    output = b"".join(numbered(*zip(*chosen, strict=True)))
    cutter = LineCutter()
    lines: list[str] = []
    begin, seen = 0, 0
    for end in sorted(data.draw(st.lists(st.integers(0, len(output)), max_size=8), "ends")):
        # As much is dropped as leaves what was read last where it can be found.
        begin = data.draw(st.integers(begin, max(begin, seen - TAIL_BYTES)), "begin")
        lines += cut(cutter, output[begin:end])
        seen = output.rfind(b"\n", 0, end) + 1
    lines += cut(cutter, output[begin:], is_last=True)
    assert lines == lines_of(output)
    assert not cutter.has_gap


@given(data=st.data(), sizes=st.lists(st.integers(0, 4000), min_size=1, max_size=8))
def test_an_output_that_lost_more_says_so_and_goes_on(
    data: st.DataObject, sizes: list[int]
) -> None:
    cutter = LineCutter()
    number, output = 0, b""
    expected: list[str] = []
    lines: list[str] = []
    gaps = 0
    for size in sizes:
        # Each time nothing of what was read is there any more.
        is_dropped = bool(output) and data.draw(st.booleans(), "is dropped")
        output = b"" if is_dropped else output
        new = [b"%d %s %d\n" % (each, b"x" * size, each) for each in range(number, number + 3)]
        number += 3
        output += b"".join(new)
        expected += lines_of(b"".join(new))
        lines += cut(cutter, output + b"unfinished")
        assert cutter.has_gap is is_dropped
        gaps += cutter.has_gap
        cutter.has_gap = False
    assert lines == expected


def test_a_short_text_is_not_taken_for_the_end_of_what_was_read() -> None:
    cutter = LineCutter()
    assert cut(cutter, b"1\n") == ["1"]
    assert cut(cutter, b"9\n10\n11\n12\n") == ["9", "10", "11", "12"]
    assert cutter.has_gap


def test_a_later_text_is_not_taken_for_what_was_read() -> None:
    """What is left of an output comes to stand earlier, never later."""
    last = b"x" * (TAIL_BYTES - 1) + b"\n"
    cutter = LineCutter()
    assert len(cut(cutter, b"first\n" + last)) == 2
    assert len(cut(cutter, b"other\n" * 1000 + last)) == 1001
    assert cutter.has_gap


@pytest.mark.parametrize("length", [10, 100_000])
def test_an_output_that_is_not_there_for_a_moment_is_neither_lost_nor_repeated(
    length: int,
) -> None:
    output = b"".join(b"line %d\n" % number for number in range(length))
    cutter = LineCutter()
    assert len(cut(cutter, output)) == length
    for gone in (b"", b"unfinished", b""):
        assert cut(cutter, gone) == []
    assert cut(cutter, output + b"new\n") == ["new"]
    assert not cutter.has_gap


def test_what_was_read_is_found_in_an_output_of_many_blocks() -> None:
    lines = [b"%d %s\n" % (number, b"x" * 1000) for number in range(3000)]
    cutter = LineCutter()
    assert len(cut(cutter, b"".join(lines[:2500]))) == 2500
    for dropped in (1, 1000, 2400):
        lines.append(b"after %d\n" % dropped)
        assert len(cut(cutter, b"".join(lines[dropped:]))) == (501 if dropped == 1 else 1)
        assert not cutter.has_gap


# How often an output is read

next_look = PollingPolicy().pause_after


@frozen
class Reading:
    """What came of reading an output again and again.

    :ivar spent: the bytes of all reads together, the last one at the end included.
    :ivar lateness: the longest time for which something printed was not read.
    """

    length: int
    spent: int
    reads: int
    lateness: float


def read_until(
    end: float,
    length_at: Callable[[float], int],
    *,
    pause_after: Callable[[float], float] = next_look,
    fails: Callable[[], bool] = lambda: False,
) -> Reading:
    """Play the reading of an output by a plan, in virtual time, and once more at the end."""
    begin = 1000.0
    plan = ReadingPlan(begin)
    elapsed, spent, reads, read_to, lateness = 0.0, 0, 0, 0, 0.0
    unread_since = math.inf
    while elapsed < end:
        length = length_at(elapsed)
        if length > read_to:
            unread_since = min(unread_since, elapsed)
        if plan.is_due(begin + elapsed):
            spent, reads = spent + length, reads + 1
            plan.spent(length, begin + elapsed)
            if not fails():
                plan.succeeded(length, begin + elapsed)
                lateness = max(lateness, elapsed - unread_since)
                read_to, unread_since = length, math.inf
        elapsed += pause_after(elapsed)
    lateness = max(lateness, end - unread_since)
    return Reading(length_at(end), spent + length_at(end), reads + 1, lateness)


def growing(rate: float) -> Callable[[float], int]:
    return lambda elapsed: int(rate * elapsed)


def in_bursts(rate: float, period: float) -> Callable[[float], int]:
    """Print nothing for a while, then much at once, again and again."""
    return lambda elapsed: int(elapsed / period) * int(rate * period)


def then_quiet(length: int, after: float) -> Callable[[float], int]:
    return lambda elapsed: int(min(1.0, elapsed / after) * length)


def all_at_the_end(length: int, when: float) -> Callable[[float], int]:
    return lambda elapsed: length if elapsed >= when else 0


SHAPES: dict[str, Callable[[float, float], Callable[[float], int]]] = {
    "linear": lambda rate, _: growing(rate),
    "bursts": lambda rate, end: in_bursts(rate, end / 7),
    "then quiet": lambda rate, end: then_quiet(int(rate * end), end / 20),
    "late": lambda rate, end: all_at_the_end(int(rate * end), end * 0.9),
}


@pytest.mark.parametrize("shape", SHAPES)
@given(
    rate=st.floats(0, 24).map(lambda exponent: 2.0**exponent),
    end=st.floats(-1, 5).map(lambda exponent: 10.0**exponent),
    failing=st.sampled_from([0.0, 0.2]),
    seed=st.integers(0, 1000),
)
def test_all_reads_together_are_a_small_multiple_of_the_output(
    shape: str, rate: float, end: float, failing: float, seed: int
) -> None:
    chance = random.Random(seed)
    reading = read_until(end, SHAPES[shape](rate, end), fails=lambda: chance.random() < failing)
    assert reading.spent <= 4 * reading.length + LEAST_RATE * end + FREE_BYTES


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("rate", "end"), [(100, 600.0), (10_000, 3_600.0), (10 * MIB, 60.0)])
def test_a_line_is_not_read_much_later_than_the_whole_output_takes_at_the_least_rate(
    shape: str, rate: float, end: float, figure: Callable[[str], None]
) -> None:
    reading = read_until(end, SHAPES[shape](rate, end))
    assert reading.lateness <= reading.length / LEAST_RATE + LONGEST_PAUSE
    if rate == 10_000:
        figure(
            f"following {shape} output of {reading.length / MIB:.0f} MiB in {end:,.0f} s: "
            f"{reading.reads} reads of {reading.spent / MIB:.0f} MiB together, "
            f"at most {reading.lateness:.0f} s late"
        )


def test_a_short_output_is_read_at_each_look() -> None:
    looks: list[float] = []

    def look_every_second(elapsed: float) -> float:
        looks.append(elapsed)
        return 1.0

    reading = read_until(300.0, growing(100.0), pause_after=look_every_second)
    assert reading.reads == len(looks) + 1
    assert reading.lateness <= 1.0


def test_a_long_output_is_read_after_the_time_that_its_bytes_take_at_the_least_rate() -> None:
    length = 10 * MIB
    plan = ReadingPlan(0.0)
    plan.spent(20 * length, 0.0)
    plan.spent(length, 100.0)
    plan.succeeded(length, 100.0)
    assert not plan.is_due(100.0 + length / LEAST_RATE - 0.01)
    assert plan.is_due(100.0 + length / LEAST_RATE)


@pytest.mark.parametrize("is_read_before", [False, True])
def test_reads_that_fail_are_paid_for_too(is_read_before: bool) -> None:
    length, now, spent = 100 * MIB, 0.0, 0
    plan = ReadingPlan(0.0)
    if is_read_before:
        now += 10.0
        plan.spent(length, now)
        plan.succeeded(length, now)
    begin = now
    while now < begin + 10_000.0:
        if plan.is_due(now):
            spent += length - 1
            plan.spent(length - 1, now)
        now += 10.0
    assert spent <= 3 * length + LEAST_RATE * 10_000


def test_a_read_that_brought_nothing_is_repeated_at_the_next_look() -> None:
    plan = ReadingPlan(0.0)
    for now in (0.0, 0.2, 0.4):
        assert plan.is_due(now)
        plan.spent(0, now)
