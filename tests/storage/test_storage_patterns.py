"""Patterns of paths, against a plain reading of their rules."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase

import pytest
from hypothesis import example, given, strategies as st

from qarnot._objects import Patterns
from qarnot.exceptions import InvalidValue


def reference(pattern: str, path: str) -> bool:
    """Try everything, component by component."""
    wanted = pattern.strip("/").split("/")
    if "/" not in pattern.removesuffix("/"):
        wanted.insert(0, "**")
    if wanted[-1] == "**":
        wanted.append("*")
    components = path.removesuffix("/").split("/")
    count = len(components)
    ends = [n for n in range(1, count + 1) if n < count or path.endswith("/")]
    if not pattern.endswith("/"):
        ends.append(count)
    return any(_fits(wanted, components[:end]) for end in ends)


def _fits(wanted: list[str], components: list[str]) -> bool:
    if not wanted:
        return not components
    if wanted[0] == "**":
        return any(_fits(wanted[1:], components[n:]) for n in range(len(components) + 1))
    return (
        bool(components)
        and fnmatchcase(components[0], wanted[0])
        and _fits(wanted[1:], components[1:])
    )


names = st.text("ab.-!]^", min_size=1, max_size=4).filter(lambda name: name.strip("."))
paths = st.builds(
    lambda names, end: "/".join(names) + end,
    st.lists(names, min_size=1, max_size=5),
    st.sampled_from(["", "/"]),
)
components = st.text("ab*?[]!-^.", min_size=1, max_size=6) | st.just("**")
patterns = st.builds(
    lambda start, components, end: start + "/".join(components) + end,
    st.sampled_from(["", "/"]),
    st.lists(components, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)


@given(patterns, st.lists(paths, min_size=1, max_size=5))
@example("a/**/b", ["a/b", "a/x/b", "a/x/y/b/c", "b/a/b"])
@example("**", ["a", "a/b"])
@example("a/**", ["a", "a/", "a/b"])
@example("*a*b", ["aab", "ab/b", "xaxbx", "a/b"])
@example("[!a]*/", ["b/", "b", "a/b/"])
@example("[a-]", ["-", "a", "b"])
@example("**/a/**/b/**/a", ["a/a/b/b/a", "b/a/b/a/b", "a/b"])
def test_patterns_match_as_a_plain_reading_says(pattern: str, tried: list[str]) -> None:
    try:
        chosen = Patterns(exclude=pattern)
    except InvalidValue:
        return
    assert [chosen.excludes(path) for path in tried] == [reference(pattern, p) for p in tried]


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*.txt", ["a.txt", "d/a.txt", "x.txt/y"], ["a.txtx", "txt"]),
        ("build/", ["build/", "build/x", "d/build/x"], ["build", "d/build"]),
        ("build", ["build", "build/x", "d/build/x"], ["builds", "d/rebuild"]),
        ("/a", ["a", "a/b"], ["d/a"]),
        ("d/*.c", ["d/x.c"], ["d/e/x.c", "e/d/x.c"]),
        ("d/**/x", ["d/x", "d/e/x", "d/e/f/x/y"], ["x", "e/d/x"]),
        ("**/x", ["x", "a/x", "a/b/x"], ["ax"]),
        ("a?c", ["abc"], ["a/c", "ac"]),
        ("[0-9]", ["7", "d/7"], ["x", "77"]),
        ("[!0-9]", ["x"], ["7", "d7"]),
        ("[.-0]", [".", "0"], ["/"]),
        ("a[", ["a["], ["a"]),
        ("a.b+", ["a.b+"], ["axb+", "a.bb"]),
        ("x", ["/x", "a//x", "//x/y"], []),
    ],
)
def test_rules_one_by_one(pattern: str, yes: list[str], no: list[str]) -> None:
    chosen = Patterns(exclude=[pattern])
    assert [path for path in yes + no if chosen.excludes(path)] == yes


def test_include_says_what_is_wanted_and_exclude_wins() -> None:
    patterns = Patterns(include=("*.txt", "keep/"), exclude="old/")
    tried = ["a.txt", "keep/b.bin", "b.bin", "old/a.txt", "keep/old/x", "keep/"]
    assert [patterns.flaw(path) for path in tried] == [
        None, None, "is not included", "is excluded", "is excluded", None,
    ]  # fmt: skip
    assert Patterns().flaw("anything") is None
    assert Patterns(include=[]).flaw("anything") == "is not included"
    assert Patterns(exclude=[]).flaw("anything") is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "'' is not a pattern"),
        ("/", "'/' is not a pattern"),
        ("//", "'//' is not a pattern"),
        ("a//b", "'a//b' has two slashes in a row"),
        ("../x", r"the component '\.\.', which no path below the folder has"),
        ("./x", r"the component '\.', which no path below the folder has"),
        ("a/./b", r"the component '\.', which no path below the folder has"),
        ("a**b", r"'a\*\*b'; '\*\*' must be a whole one"),
        ("!a", "'!a' begins with '!'"),
        ("[z-a]", "'z-a', which is empty"),
        ("d\\*.txt", "holds a backslash; use '/'"),
        ("[\\]", "holds a backslash"),
        (3, "expected, not 3"),
        (b"a", "expected, not b'a'"),
        ([5], "5 is not a pattern"),
        (["a", None], "None is not a pattern"),
    ],
)
def test_what_is_no_pattern_is_refused_by_value(wrong: object, said: str) -> None:
    for name in ("include", "exclude"):
        with pytest.raises(InvalidValue, match=f"^Error: {name}: .*{said}"):
            Patterns(**{name: wrong})  # type: ignore[arg-type]


def test_no_pattern_takes_for_ever() -> None:
    hard = Patterns(exclude=["*a*a*a*a*a*a*a*a*a*b", "**/a/**/a/**/a/**/a/**/a/**/a/**/b"])
    start = time.process_time()
    assert not hard.excludes("a" * 1000)
    assert not hard.excludes("a/" * 500 + "c")
    assert time.process_time() - start < 1
