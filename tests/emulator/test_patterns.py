"""Regular expressions of filters: they find what Python's find, and never take long."""

from __future__ import annotations

import contextlib
import random
import re
import time
import warnings

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator.core.patterns import LONGEST_PATTERN, Pattern, PatternError, Work

TEXTS = [
    "",
    "a",
    "b",
    "ab",
    "aab",
    "ba\n",
    "\n",
    "a b",
    "a_1",
    "A-B",
    "é",
    "\u0661",
    "a{2}",
    "\u2028",
]

ATOMS = [
    "a",
    "b",
    "B",
    ".",
    r"\d",
    r"\w",
    r"\s",
    r"\D",
    r"\W",
    r"\S",
    "[ab]",
    "[^a]",
    "[a-c_]",
    "[a-bb-c]",
]
ATOMS += [
    r"[\d-]",
    "[]a]",
    r"[\]b]",
    "[a-]",
    r"\.",
    r"\-",
    r"\n",
    r"\x61",
    r"\u0062",
    " ",
    "{",
    "-",
]
PLACES = ["^", "$", r"\b", r"\A"]
REPEATS = ["", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?", "??", "{1,2}?"]

atoms = st.sampled_from(ATOMS)
groups = st.sampled_from(["({})", "(?:{})", "(?P<name_{{}}>{})"])


def _patterns() -> st.SearchStrategy[str]:
    repeated = st.builds(str.__add__, atoms, st.sampled_from(REPEATS))

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        group = st.builds("({}){}".format, inner, st.sampled_from(REPEATS))
        return (
            st.builds(str.__add__, inner, inner) | st.builds("{}|{}".format, inner, inner) | group
        )

    return st.recursive(repeated | st.sampled_from(PLACES), grown, max_leaves=8)


@given(
    _patterns(),
    st.sampled_from(TEXTS) | st.text("abB1_ \n-{}", max_size=8),
    st.sampled_from(["", "(?i)"]),
)
def test_a_pattern_is_found_where_python_finds_it(pattern: str, text: str, flag: str) -> None:
    expected = re.compile(flag + pattern).search(text) is not None
    assert Pattern(flag + pattern).is_in(text) is expected


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        (r"(?<year>[0-9]{4})-(?P<month>[0-9]{2})", "on 2026-02", "on 226-02"),
        (r"\Bb", "ab", "a b"),
        ("(?i)straSSe|É", "STRASSE é", "strase e"),
        ("(?i)[^a-c]", "d", "aBc"),
        ("x{1000}", "x" * 1000, "x" * 999),
        (r"[\b]", "\b", "b"),
        ("()*a", "a", "b"),
        ("a||b", "", None),
    ],
)
def test_a_pattern_is_found(pattern: str, found: str, not_found: str | None) -> None:
    assert Pattern(pattern).is_in(found)
    assert not_found is None or not Pattern(pattern).is_in(not_found)


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", "a)", "(a", "[a", "[", "[]", "[^", "\\", "[\\", "*", "+a", "?", "a**", "a*+"),
        *("a{2}{3}", "a{3,2}", "a{1001}", "{2}", "a{,2}", "^*", r"\b+", r"\1", r"\Z", r"\p{L}"),
        *("(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?P=n)", "(?m)a", "a(?i)b", "(?#a)", "(?>a)"),
        *("[b-a]", r"[a-\d]", r"\x6", r"\u00g0", r"\q", r"[\q]", "|*", "(?<>a)", "(?<1>a)"),
        *("(" * 60 + ")" * 60, "((a{900}){900}){900}", "(){1000}" * 6, "a" * (LONGEST_PATTERN + 1)),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Pattern(pattern)


@given(
    st.text(r"ab()[]{}*+?|^$\.-,12:=idwbB", max_size=25), st.text("ab1-", min_size=1, max_size=5)
)
def test_any_text_is_a_pattern_or_refused(pattern: str, text: str) -> None:
    # In an empty text, some versions of Python find no place for \B.
    try:
        found = Pattern(pattern).is_in(text)
    except PatternError:
        return
    with warnings.catch_warnings(action="ignore", category=FutureWarning):
        expected = re.compile(pattern).search(text) is not None
    assert found is expected


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b", "(a*)*b", "(.*a){20}b", "a*" * 60 + "b", "(.*)*x$", "(a?){90}a{90}b"],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    looked_for = Pattern(pattern)
    begun = time.process_time()
    with contextlib.suppress(PatternError):
        assert not looked_for.is_in("a" * 2000 + "!")
    assert time.process_time() - begun < 5


def test_the_work_of_many_texts_adds_up() -> None:
    looked_for = Pattern("[ab]*a[ab]{400}x$")
    draw = random.Random(1)

    def look_often() -> None:
        for _ in range(10_000):
            looked_for.is_in("".join(draw.choices("ab", k=1000)))

    with pytest.raises(PatternError, match="too much work"):
        look_often()


def test_patterns_that_share_their_work_cost_no_more_than_one() -> None:
    work = Work(10_000)
    first, second = Pattern("a", work), Pattern("b", work)
    first.is_in("-" * 6000)
    with pytest.raises(PatternError, match="too much work"):
        second.is_in("-" * 6000)
    with pytest.raises(PatternError, match="too much work"):
        Pattern("c", work)


def test_a_large_class_is_looked_through_fast() -> None:
    """None of its ranges is looked at alone, and what it holds stays the same."""
    ranges = [(chr(code), chr(code + 1)) for code in range(0x4E00, 0x4E00 + 1800, 3)]
    looked_for = Pattern("[" + "".join(f"{first}-{last}" for first, last in ranges) + "]{1,15}!")
    draw = random.Random(1)
    chars = [chr(code) for code in range(0x4E00, 0x4E00 + 1800)]
    begun = time.process_time()
    for _ in range(50):
        text = "".join(draw.choices(chars, k=1000))
        assert not looked_for.is_in(text)
    assert time.process_time() - begun < 3
    assert looked_for.is_in(ranges[7][1] + "!")
    assert not looked_for.is_in(chr(ord(ranges[7][1]) + 1) + "!")


def test_many_short_texts_are_looked_through_fast() -> None:
    looked_for = Pattern("^render-[0-9]+(-final)?$")
    begun = time.process_time()
    found = sum(looked_for.is_in(f"render-{number}") for number in range(10_000))
    assert found == 10_000
    assert time.process_time() - begun < 3
