"""Keys: what is tidied, and which local file each may become."""

from __future__ import annotations

import ntpath
import os
import pickle
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given, strategies as st

import qarnot.exceptions
from qarnot._objects import UnsafeKey, clean_key, local_path, prefix_of
from qarnot.exceptions import InvalidValue

tricky = st.lists(
    st.sampled_from(
        ["a", "..", ".", "/", "//", "\\", "C:", "nul", "CON.txt", " ", "\0", "...", ".. ", "é"]
    ),
    min_size=1,
).map("".join)
keys = st.text(min_size=1, max_size=200).filter(lambda key: key.isprintable()) | tricky


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("/a//b", "a/b"),
        ("x//sub/f", "x/sub/f"),
        ("a/", "a/"),
        (" a ", " a "),
        ("\\a\\\\b", "\\a\\\\b"),
        ("a/../b", "a/../b"),
        ("plain", "plain"),
    ],
)
def test_new_keys_are_tidied_of_slashes_only(written: str, cleaned: str) -> None:
    assert clean_key(written) == cleaned


@pytest.mark.parametrize("nothing", ["", "/", "///"])
def test_a_key_of_nothing_is_refused(nothing: str) -> None:
    with pytest.raises(InvalidValue, match="key"):
        clean_key(nothing)


@pytest.mark.parametrize("wrong", [None, 3, b"a", "x" * 1025, "\udcff"])
def test_what_cannot_be_a_key_is_refused_by_value(wrong: object) -> None:
    with pytest.raises(InvalidValue, match="key"):
        clean_key(wrong)  # type: ignore[arg-type]


@given(keys)
def test_tidying_twice_is_tidying_once(key: str) -> None:
    try:
        once = clean_key(key)
    except InvalidValue:
        return
    assert clean_key(once) == once
    assert not once.startswith("/")
    assert "//" not in once


@pytest.mark.parametrize(("name", "prefix"), [("run1", "run1/"), ("run1/", "run1/"), ("", "")])
def test_a_prefix_ends_at_a_component(name: str, prefix: str) -> None:
    assert prefix_of(name) == prefix


@pytest.mark.parametrize(
    "key",
    [
        "../escaped",
        "a/../../b",
        "..",
        ".",
        "./a",
        "/etc/passwd",
        "//server/share",
        "\\\\server\\share",
        "a\\..\\b",
        "C:/x",
        "c:x",
        "a/D:b",
        "a//b",
        "a//",
        "/",
        "a\0b",
        ".. /x",
        "...",
        "nul",
        "CON.txt",
        "dir/com1.log",
        "LPT9 .x",
        "aux:stream",
    ],
)
def test_d1_unsafe_keys_are_refused_by_name(key: str) -> None:
    """D1: the official client writes outside the folder."""
    with pytest.raises(UnsafeKey) as caught:
        local_path("out", key)
    assert repr(key) in str(caught.value)
    assert caught.value.keys == (key,)


@pytest.mark.parametrize(
    "key", ["a.", "d /x", "x..", "a<b", "what?", "a*", 'say "so"', "a|b", "\t"]
)
def test_what_only_windows_cannot_hold_is_refused_there(key: str) -> None:
    assert local_path("out", key, windows=False).is_relative_to("out")
    with pytest.raises(UnsafeKey, match="Windows"):
        local_path("out", key, windows=True)


def test_the_error_is_a_public_one_and_survives_pickling() -> None:
    assert UnsafeKey is qarnot.exceptions.UnsafeKey
    with pytest.raises(qarnot.exceptions.UnsafeKey) as caught:
        local_path("out", "../x")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.keys) == (str(caught.value), ("../x",))


def test_a_safe_key_becomes_a_path_below_the_folder(tmp_path: Path) -> None:
    assert local_path(tmp_path, "run1/a b .txt", "run1") == tmp_path / "a b .txt"
    assert local_path(tmp_path, "run1/sub/") == tmp_path / "run1" / "sub"
    assert local_path(tmp_path, "run1/", "run1") == tmp_path
    assert local_path(tmp_path, "console/nullify.com") == tmp_path / "console" / "nullify.com"


def test_d8_a_prefix_is_stripped_by_whole_components() -> None:
    """D8: ``run10/a`` became ``0/a``."""
    with pytest.raises(InvalidValue, match="run10/a"):
        local_path("out", "run10/a", "run1")


@given(keys, st.sampled_from(["", "a", "a/"]), st.booleans())
def test_no_key_ever_leads_outside(key: str, strip: str, windows: bool) -> None:
    try:
        path = local_path("/some/folder", key, strip, windows=windows)
    except InvalidValue:
        return
    assert os.path.normpath(path) == str(path)
    assert path.is_relative_to("/some/folder")
    below = PureWindowsPath(path.relative_to("/some/folder").as_posix())
    assert not below.drive
    assert not below.root
    assert ".." not in below.parts
    if windows:
        joined = ntpath.normpath(ntpath.join("D:\\some\\folder", str(below)))
        assert joined == f"D:\\some\\folder\\{below}".removesuffix("\\.")
        assert not any(part.endswith((".", " ")) for part in below.parts)
        assert not set(str(below)) & set('<>:"|?*')
