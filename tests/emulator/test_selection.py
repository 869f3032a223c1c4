"""Which files go to a bucket."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator.core.running import FileSelection
from qarnot.emulator.selection import Chooser, SelectionError

FILES = ("a.txt", "a.log", "out/b.txt", "out/deep/c.bin", "output")


def taken(whitelist: str | None = None, blacklist: str | None = None) -> list[str]:
    chooser = Chooser(FileSelection("results", whitelist=whitelist, blacklist=blacklist))
    return [each for each in FILES if chooser.takes(each)]


@pytest.mark.parametrize(
    ("whitelist", "blacklist", "expected"),
    [
        (None, None, list(FILES)),
        ("", "", list(FILES)),
        ("txt", None, ["a.txt", "out/b.txt"]),
        (r"^out/", None, ["out/b.txt", "out/deep/c.bin"]),
        (None, r"\.(txt|log)$", ["out/deep/c.bin", "output"]),
        ("^out", "deep", ["out/b.txt", "output"]),
        ("a", "a", []),
        ("nothing", None, []),
    ],
)
def test_lists_are_searched_in_the_path(
    whitelist: str | None, blacklist: str | None, expected: list[str]
) -> None:
    assert taken(whitelist, blacklist) == expected


@pytest.mark.parametrize("what", ["whitelist", "blacklist"])
@pytest.mark.parametrize("text", ["[", "(?P<a", "*.txt", "a{2,1}", "a{99999999999999999999}"])
def test_what_is_no_expression_is_named(what: str, text: str) -> None:
    with pytest.raises(SelectionError) as caught:
        Chooser(FileSelection("results", **{what: text}))
    assert f"the {what} {text!r} is not a regular expression: " in str(caught.value)


@given(st.text(), st.text(min_size=1))
def test_keys_begin_with_the_prefix(prefix: str, name: str) -> None:
    assert Chooser(FileSelection("results", prefix)).key(name) == prefix + name
