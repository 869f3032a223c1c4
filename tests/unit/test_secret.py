"""A secret is shown by nothing, and found in every way of writing it."""

from __future__ import annotations

import base64
import copy
import html
import json
import pickle
from urllib.parse import quote

import pytest
from hypothesis import given, strategies as st

from qarnot._secret import SHORTEST_HIDDEN, Secret
from qarnot.exceptions import NotPicklable, QarnotException

TOKEN = "kQ+3x/V9&t2=5d7c"
tokens = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=SHORTEST_HIDDEN, max_size=60
)


def test_it_is_given_out_only_when_asked_for() -> None:
    secret = Secret(TOKEN)
    assert secret.reveal() == TOKEN
    assert TOKEN not in f"{secret!r} {secret} {[secret]} {secret.__class__}"


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_is_neither_pickled_nor_copied(copied: object) -> None:
    assert callable(copied)
    with pytest.raises(NotPicklable, match="in each process") as caught:
        copied(Secret(TOKEN))
    assert isinstance(caught.value, QarnotException | TypeError)
    assert TOKEN not in str(caught.value)


@given(token=tokens, before=st.text(max_size=20), after=st.text(max_size=20))
def test_no_way_of_writing_it_is_left(token: str, before: str, after: str) -> None:
    secret = Secret(token)
    writings = [
        token,
        json.dumps(token)[1:-1],
        json.dumps(token)[1:-1].replace("/", "\\/"),
        quote(token, safe=""),
        quote(token, safe="").lower() if token.islower() else token,
        html.escape(token),
        base64.b64encode(token.encode()).decode(),
    ]
    for writing in writings:
        text = f"{before}|{writing}|{after}"
        hidden = secret.hide(text)
        assert "***" in hidden
        assert writing not in hidden
        assert secret.hide_bytes(writing.encode()).startswith(b"***")


def test_values_are_searched_to_their_leaves() -> None:
    value = {"a": [TOKEN, (TOKEN, 1)], TOKEN: TOKEN.encode(), "b": None}
    assert Secret(TOKEN).hide_value(value) == {"a": ["***", ("***", 1)], "***": b"***", "b": None}


def test_one_like_a_word_spoils_no_text() -> None:
    assert Secret("any").hide("too many") == "too many"


def test_secrets_are_compared_by_what_they_hold() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


@pytest.mark.timeout(30)
@pytest.mark.parametrize("flood", ["\\", "\\u002", "%2", "&#x0000", "kQ+3x/V9&t2=5d7"])
def test_hiding_takes_no_longer_than_the_text_is_long(flood: str) -> None:
    secret = Secret(TOKEN)
    text = flood * (500_000 // len(flood))
    assert secret.hide(text) == text
    assert secret.hide_bytes(f"{text}{TOKEN}".encode()).endswith(b"***")
