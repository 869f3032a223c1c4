"""Filterings and transformations of buckets: their JSON, tidy prefixes, and no sharing."""

from __future__ import annotations

import copy
import types
import warnings
from collections.abc import Mapping
from typing import Any, Self

import pytest
from hypothesis import given, strategies as st
from sent_json import flaws, objects, same

from qarnot.advanced_bucket import (
    AbstractFiltering,
    AbstractResourcesTransformation,
    BucketPrefixFiltering,
    Filtering,
    PrefixResourcesTransformation,
    ResourcesTransformation,
)
from qarnot.exceptions import InvalidValue

# group, part, the name of its JSON, the method that tidies, and the schemas of both
CASES: list[tuple[Any, Any, str, str, str, str]] = [
    (
        Filtering,
        BucketPrefixFiltering,
        "prefixFiltering",
        "sanitize_filter_paths",
        "ResourceFilteringInput",
        "PrefixFilteringInput",
    ),
    (
        ResourcesTransformation,
        PrefixResourcesTransformation,
        "stripPrefix",
        "sanitize_transformation_paths",
        "ResourceTransformationInput",
        "StripPrefixInput",
    ),
]
both = pytest.mark.parametrize(
    ("group", "part", "name", "sanitize", "schema", "part_schema"), CASES
)


class SuffixFiltering(AbstractFiltering):
    name = "suffixFiltering"

    def __init__(self, suffixes: list[str]) -> None:
        self.suffixes = suffixes

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> Self:
        return cls(list((json or {})["suffixes"]))

    def to_json(self) -> dict[str, Any]:
        return {"suffixes": self.suffixes}


@both
@given(prefix=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_prefix_is_written_and_read(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str, prefix: str
) -> None:
    made = group()
    made.append(part(prefix))
    json = {name: {"prefix": prefix}}
    assert made.to_json() == json
    assert flaws(schema, json) == []
    assert flaws(part_schema, part(prefix).to_json()) == []
    assert group.from_json(json) == made
    assert part.from_json({"prefix": prefix}) == part(prefix)
    assert (part(prefix).prefix, part.name) == (prefix, name)


@both
def test_nothing_appended_is_an_empty_object(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str
) -> None:
    assert group().to_json() == {}
    assert flaws(schema, {}) == []


@both
@given(json=objects("prefixFiltering", "stripPrefix"), inner=objects("prefix"))
def test_d27_whatever_the_server_sends_goes_back(
    group: Any,
    part: Any,
    name: str,
    sanitize: str,
    schema: str,
    part_schema: str,
    json: dict[str, Any],
    inner: dict[str, Any],
) -> None:
    for each in (json, {**json, name: inner}):
        found = group.from_json(each)
        assert same(found.to_json(), each)
        assert found == group.from_json(copy.deepcopy(each))
        repr(found)
    assert same(part.from_json(inner).to_json(), inner)


@both
def test_d26_nulls_are_read(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str
) -> None:
    for json in (None, {}, {name: None}):
        found = group.from_json(json)
        assert found == group()
        getattr(found, sanitize)(True)
        assert found.to_json() == (json or {})
    for json in (None, {}, {"prefix": None}):
        found = part.from_json(json)
        assert found.prefix is None
        getattr(found, sanitize)(True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/a//b", "a/b"),
        ("//a", "a"),
        ("a///b//", "a/b/"),
        ("/", ""),
        ("//", ""),
    ],
)
@both
def test_the_slashes_of_a_prefix_are_tidied_with_one_warning_when_asked_for(
    group: Any,
    part: Any,
    name: str,
    sanitize: str,
    schema: str,
    part_schema: str,
    before: str,
    after: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = group()
    made.append(part(before))
    with pytest.warns(UserWarning, match="the prefix .* is taken as") as caught:
        getattr(made, sanitize)(True)
    assert [warning.filename for warning in caught] == [__file__]
    assert made.to_json() == {name: {"prefix": after}}
    getattr(made, sanitize)(True)
    quiet = part(before)
    getattr(quiet, sanitize)(False)
    assert quiet.prefix == after
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("prefix", ["a/", " a ", r"\a\\b", "a/../b", "./a", ""])
@both
def test_d62_anything_else_of_a_prefix_stays(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str, prefix: str
) -> None:
    found = part(prefix)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        getattr(found, sanitize)(True)
    assert found.prefix == prefix


@both
def test_d44_copies_share_nothing(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str
) -> None:
    inner = part("//a")
    one = group()
    one.append(inner)
    other, third = copy.copy(one), copy.copy(inner)
    getattr(other, sanitize)(False)
    third.prefix = "third"
    inner.prefix = "changed"
    assert one.to_json() == {name: {"prefix": "//a"}}
    assert other.to_json() == {name: {"prefix": "a"}}
    one.to_json()[name]["prefix"] = "changed"
    assert one.to_json() == {name: {"prefix": "//a"}}
    assert one != other


@both
def test_a_part_takes_the_place_of_one_of_its_name(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str
) -> None:
    made = group.from_json({name: None, "new": [1]})
    made.append(part("a"))
    made.append(part("b"))
    assert made.to_json() == {name: {"prefix": "b"}, "new": [1]}


def test_a_condition_of_another_kind_can_be_appended() -> None:
    suffixes = ["png"]
    filtering = Filtering()
    filtering.append(SuffixFiltering(suffixes))
    filtering.append(BucketPrefixFiltering("a/"))
    suffixes.append("jpg")
    filtering.sanitize_filter_paths(True)
    assert filtering.to_json() == {
        "suffixFiltering": {"suffixes": ["png"]},
        "prefixFiltering": {"prefix": "a/"},
    }


@pytest.mark.parametrize("value", [None, 5, b"a", "\ud800"])
@both
def test_a_prefix_that_is_no_text_is_refused(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str, value: Any
) -> None:
    with pytest.raises(InvalidValue, match="prefix: a text"):
        part(value)
    found = part("a")
    with pytest.raises(InvalidValue, match="prefix: a text"):
        found.prefix = value
    assert found.prefix == "a"


@pytest.mark.parametrize("value", [None, "a/", {"prefix": "a"}, BucketPrefixFiltering])
@both
def test_something_else_cannot_be_appended(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str, value: Any
) -> None:
    with pytest.raises(InvalidValue, match=f"{group.__name__} takes Abstract"):
        group().append(value)


@both
def test_a_group_is_made_of_whatever_a_user_may_give(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str
) -> None:
    json = {name: {"prefix": "a/"}}
    one = part("a/")
    whole = group.of("it", one)
    given = (one, whole, json, types.SimpleNamespace(to_json=lambda: json))
    for value in given:
        made = group.of("it", value)
        assert (type(made), made.to_json()) == (group, json)
        getattr(made, sanitize)(False)
        assert made is not value
    one.prefix = json[name]["prefix"] = "changed"
    assert whole.to_json() == {name: {"prefix": "a/"}}


@pytest.mark.parametrize("value", [None, "a/", 5, [], AbstractFiltering, {"a": object()}])
@both
def test_a_group_is_made_of_nothing_else(
    group: Any, part: Any, name: str, sanitize: str, schema: str, part_schema: str, value: Any
) -> None:
    [other] = [case for case in CASES if case[0] is not group]
    for wrong in (value, other[0](), other[1]("a")):
        with pytest.raises(InvalidValue, match=r"^Error: it: "):
            group.of("it", wrong)


def test_one_group_does_not_take_the_parts_of_the_other() -> None:
    transformation: Any = PrefixResourcesTransformation("a")
    filtering: Any = BucketPrefixFiltering("a")
    with pytest.raises(InvalidValue, match="takes AbstractFiltering"):
        Filtering().append(transformation)
    with pytest.raises(InvalidValue, match="takes AbstractResourcesTransformation"):
        ResourcesTransformation().append(filtering)


def test_the_abstract_names_are_the_documented_ones() -> None:
    assert AbstractFiltering.name == "abstractFiltering"
    assert AbstractResourcesTransformation.name == "abstractResourcesTransformation"


def test_a_part_shows_how_it_is_made() -> None:
    assert repr(BucketPrefixFiltering("a/")) == "BucketPrefixFiltering('a/')"
    assert repr(Filtering()) == "Filtering.from_json({})"
