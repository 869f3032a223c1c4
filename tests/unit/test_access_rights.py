"""Rights to read secrets: added without duplicates, equal by content."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import flaws, objects, same

from qarnot._access_rights import (
    SecretAccessRightByPrefix,
    SecretAccessRightBySecret,
    SecretsAccessRights,
)
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute

names = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3))


def test_single_rights_are_written_and_read() -> None:
    key, prefix = SecretAccessRightBySecret("a/b"), SecretAccessRightByPrefix("a/")
    assert (key.to_json(), prefix.to_json()) == ({"key": "a/b"}, {"prefix": "a/"})
    assert flaws("SecretByKeyInput", key.to_json()) == []
    assert flaws("SecretsByPrefixInput", prefix.to_json()) == []
    assert SecretAccessRightBySecret.from_json({"key": "a/b"}) == key
    assert SecretAccessRightByPrefix.from_json({"prefix": "a/"}) == prefix
    assert (key.key, prefix.prefix) == ("a/b", "a/")
    assert repr(key) == "SecretAccessRightBySecret(key='a/b')"
    assert len({key, SecretAccessRightBySecret("a/b"), SecretAccessRightBySecret("c")}) == 2


@given(names, names)
def test_rights_are_added_once_each(keys: list[str], prefixes: list[str]) -> None:
    rights = SecretsAccessRights()
    for key in keys:
        rights.add_secret_by_key(key)
    rights.add_secrets_by_prefixes(prefixes)
    json = {
        "bySecret": [{"key": key} for key in dict.fromkeys(keys)],
        "byPrefix": [{"prefix": prefix} for prefix in dict.fromkeys(prefixes)],
    }
    assert rights.to_json() == json
    assert flaws("SecretsAccessRightsInput", json) == []
    assert bool(rights) == bool(keys or prefixes)
    assert SecretsAccessRights.from_json(json) == rights
    backwards = SecretsAccessRights()
    backwards.add_secrets_by_keys(reversed(keys))
    for prefix in reversed(prefixes):
        backwards.add_secret_by_prefix(prefix)
    assert backwards == rights
    assert [right.key for right in rights.by_secret] == list(dict.fromkeys(keys))
    assert [right.prefix for right in rights.by_prefix] == list(dict.fromkeys(prefixes))


def test_the_constructor_takes_rights_without_duplicates() -> None:
    one, other = SecretAccessRightBySecret("one"), SecretAccessRightBySecret("other")
    below = SecretAccessRightByPrefix("x/")
    rights = SecretsAccessRights([one, one, other], by_prefix=(below, below))
    assert rights.by_secret == (one, other)
    assert rights.by_prefix == (below,)


@given(objects("bySecret", "byPrefix"))
def test_whatever_the_server_sends_goes_back_untouched(json: dict[str, Any]) -> None:
    rights = SecretsAccessRights.from_json(json)
    assert same(rights.to_json(), json)
    assert rights == SecretsAccessRights.from_json(copy.deepcopy(json))
    assert repr(rights).startswith("SecretsAccessRights(")


def test_what_is_unknown_stays_when_a_right_is_added() -> None:
    json = {"bySecret": [{"key": "a", "since": 5}], "byPrefix": None, "new": {"x": 1}}
    rights = SecretsAccessRights.from_json(json)
    rights.add_secret_by_key("b")
    rights.add_secret_by_prefix("c/")
    assert rights.to_json() == {
        "bySecret": [{"key": "a", "since": 5}, {"key": "b"}],
        "byPrefix": [{"prefix": "c/"}],
        "new": {"x": 1},
    }
    assert json["byPrefix"] is None


@pytest.mark.parametrize(
    "json", [None, {}, {"bySecret": None, "byPrefix": None}, {"bySecret": [None]}]
)
def test_d26_null_is_no_right(json: dict[str, Any] | None) -> None:
    rights = SecretsAccessRights.from_json(json)
    assert not rights
    assert rights == SecretsAccessRights()
    rights.add_secret_by_key("a")
    assert rights


@pytest.mark.parametrize("value", ["", None, 5, b"a", "\ud800"])
def test_a_key_or_prefix_that_cannot_be_right_is_refused(value: Any) -> None:
    rights = SecretsAccessRights()
    with pytest.raises(InvalidValue, match="key: a text that is not empty"):
        rights.add_secret_by_key(value)
    with pytest.raises(InvalidValue, match="prefix: a text that is not empty"):
        rights.add_secret_by_prefix(value)
    with pytest.raises(InvalidValue):
        rights.add_secrets_by_keys(["good", value])
    with pytest.raises(InvalidValue):
        rights.add_secrets_by_prefixes(["good", value])
    assert not rights


@pytest.mark.parametrize("value", ["a/b", None, 5])
def test_several_are_given_as_a_list(value: Any) -> None:
    with pytest.raises(InvalidValue, match="keys: a list of texts"):
        SecretsAccessRights().add_secrets_by_keys(value)
    with pytest.raises(InvalidValue, match="prefixes: a list of texts"):
        SecretsAccessRights().add_secrets_by_prefixes(value)


@pytest.mark.parametrize("value", [["a"], "a", 5, [SecretAccessRightByPrefix("a")]])
def test_the_constructor_takes_nothing_else(value: Any) -> None:
    with pytest.raises(InvalidValue, match="SecretAccessRightBySecret"):
        SecretsAccessRights(by_secret=value)


def test_copies_share_nothing() -> None:
    rights = SecretsAccessRights()
    rights.add_secret_by_key("a")
    other = copy.copy(rights)
    other.add_secret_by_key("b")
    rights.to_json()["bySecret"].append({"key": "c"})
    assert [right.key for right in rights.by_secret] == ["a"]
    assert rights != other


def test_lists_are_changed_by_the_methods_only() -> None:
    with pytest.raises(ReadOnlyAttribute):
        SecretsAccessRights().by_secret = ()
