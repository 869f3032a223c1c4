"""When an object that was found counts as the one that was to be created."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from qarnot._adoption import describes

SENT: dict[str, Any] = {
    "name": "render",
    "shortname": "render-1",
    "profile": "docker-batch",
    "instanceCount": 3,
    "resultBucket": "out",
    "labels": {"team": "a"},
    "tags": ["x", "y"],
    "constants": [{"key": "CMD", "value": "run"}, {"key": "QARNOT_SECRET__A", "value": "hush"}],
    "advancedResourceBuckets": [{"bucketName": "in"}, {"bucketName": "more"}],
}
FOUND: dict[str, Any] = {
    **SENT,
    "uuid": "u",
    "state": "Submitted",
    "tags": ["y", "x"],
    "constants": [
        {"key": "QARNOT_SECRET__A", "value": "[SECRET]"},
        {"key": "CMD", "value": "run"},
    ],
    "resourceBuckets": [],
}


def test_the_platforms_own_view_of_what_was_sent_is_recognised() -> None:
    assert describes(SENT, FOUND)


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("name", "other"),
        ("shortname", "render-2"),
        ("profile", "other"),
        ("instanceCount", 4),
        ("instanceCount", 0),
        ("resultBucket", "elsewhere"),
        ("labels", {"team": "b"}),
        ("labels", {}),
        ("tags", ["x"]),
        ("tags", []),
        ("tags", ["x", "y", "z"]),
        ("constants", []),
        ("constants", [{"key": "CMD", "value": "run"}]),
        (
            "constants",
            [{"key": "CMD", "value": "other"}, {"key": "QARNOT_SECRET__A", "value": "[SECRET]"}],
        ),
        ("advancedResourceBuckets", [{"bucketName": "in"}]),
        ("advancedResourceBuckets", [{"bucketName": "in"}, {"bucketName": "other"}]),
    ],
)
def test_an_object_with_other_content_is_not_the_one(key: str, other: Any) -> None:
    assert not describes(SENT, {**FOUND, key: other})


@pytest.mark.parametrize("key", sorted(SENT))
@pytest.mark.parametrize("missing", [True, False])
def test_what_the_platform_does_not_give_back_is_not_compared(key: str, missing: bool) -> None:
    found = {name: value for name, value in FOUND.items() if name != key or not missing}
    if not missing:
        found[key] = None
    if key == "advancedResourceBuckets":
        del found["resourceBuckets"]
    assert describes(SENT, found)


def test_a_range_of_instances_is_compared() -> None:
    sent = {"name": "n", "advancedRanges": "0-2"}
    assert describes(sent, {"name": "n", "advancedRanges": "0-2", "instanceCount": 3})
    assert not describes(sent, {"name": "n", "advancedRanges": "0-3", "instanceCount": 4})


def test_a_bucket_is_the_same_in_either_list() -> None:
    sent = {"resourceBuckets": ["in"]}
    assert describes(sent, {"advancedResourceBuckets": [{"bucketName": "in"}]})
    assert not describes(sent, {"advancedResourceBuckets": [{"bucketName": "other"}]})


def test_what_changes_by_itself_is_not_compared() -> None:
    assert describes(SENT, {**FOUND, "state": "Success", "progress": 100, "errors": [{}]})


texts = st.text(max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
bodies = st.fixed_dictionaries(
    {"name": texts, "shortname": texts},
    optional={
        "profile": texts,
        "instanceCount": st.integers(0, 9),
        "tags": st.lists(texts),
        "labels": st.dictionaries(texts, texts),
        "constants": st.dictionaries(texts, texts).map(
            lambda items: [{"key": key, "value": value} for key, value in items.items()]
        ),
        "advancedResourceBuckets": st.lists(texts.map(lambda name: {"bucketName": name})),
    },
)


@given(bodies, st.randoms(use_true_random=False), st.booleans())
def test_an_echo_in_any_order_with_secrets_hidden_is_recognised(
    sent: dict[str, Any], chance: Any, hide: bool
) -> None:
    found = {**sent, "uuid": "u"}
    for key in ("tags", "constants", "advancedResourceBuckets"):
        if key in found:
            found[key] = chance.sample(found[key], len(found[key]))
    if hide and "constants" in found:
        found["constants"] = [{**item, "value": "[SECRET]"} for item in found["constants"]]
    assert describes(sent, found)


@given(bodies, bodies)
def test_two_bodies_of_another_name_are_never_the_same(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    if one["name"] != other["name"]:
        assert not describes(one, other)


keys = st.sampled_from([*SENT, "resourceBuckets", "advancedRanges"])


@given(st.dictionaries(keys, json_values))
@example({**FOUND, "tags": ["x", None]})
@example({**FOUND, "tags": [{}, {}]})
def test_no_answer_makes_the_comparison_raise(found: dict[str, Any]) -> None:
    assert describes(SENT, found) in (True, False)


def test_constants_that_the_platform_adds_do_not_make_another_object() -> None:
    added = {"key": "PROFILE_DEFAULT", "value": "1"}
    sent = {"name": "n", "constants": [{"key": "A", "value": "1"}]}
    found = {"name": "n", "constants": [{"key": "A", "value": "1"}, added]}
    assert describes(sent, found)
    assert not describes(found, sent)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"tags": ["a", "a", "b"]}, {"tags": ["b", "a"]}),
        ({"resourceBuckets": ["a"]}, {"resourceBuckets": ["a"],
                                      "advancedResourceBuckets": [{"bucketName": "a"}]}),
        ({"labels": {"a": "b"}}, {"labels": {"a": "b", "platform": "c"}}),
        ({"constants": [{"key": "A", "value": None}]}, {"constants": [{"key": "A", "value": ""}]}),
        ({"constants": [{"key": "A", "value": None}]}, {"constants": []}),
        ({"instanceCount": 0, "advancedRanges": "0-2"}, {"instanceCount": 3}),
        ({"advancedRanges": "0-2,3"}, {"advancedRanges": "0-3"}),
        ({"elasticProperty": {"isElastic": True}, "instanceCount": 2}, {"instanceCount": 7}),
        ({"shortname": "Abc"}, {"shortname": "abc"}),
        ({"poolUuid": "a-pool"}, {"poolUuid": "00000000-0000-0000-0000-000000000001"}),
        ({"poolUuid": "0000000000000000000000000000000A"},
         {"poolUuid": "00000000-0000-0000-0000-00000000000a"}),
        ({"resultBucket": ""}, {"resultBucket": None}),
    ],
)  # fmt: skip
def test_what_the_platform_writes_in_another_way_is_the_same(
    sent: dict[str, Any], found: dict[str, Any]
) -> None:
    assert describes(sent, found)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"labels": {"a": "b"}}, {"labels": {"a": "c"}}),
        ({"constants": [{"key": "A", "value": "1"}]}, {"constants": []}),
        ({"advancedRanges": "0-2"}, {"advancedRanges": "0-3"}),
        ({"resourceBuckets": ["a"]}, {"resourceBuckets": [], "advancedResourceBuckets": []}),
        ({"poolUuid": "00000000-0000-0000-0000-00000000000a"},
         {"poolUuid": "00000000-0000-0000-0000-00000000000b"}),
        ({"useDependencies": True}, {"useDependencies": False}),
    ],
)  # fmt: skip
def test_what_differs_in_meaning_is_not_the_same(
    sent: dict[str, Any], found: dict[str, Any]
) -> None:
    assert not describes(sent, found)
