"""Live lists and mappings against a model: a refresh replaces only what nobody edited."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot._live import LiveDict, LiveList

# Few values, so that edits often lead back to what the server said.
item = st.integers(0, 2)
plain_list = st.lists(item, max_size=3)
plain_dict = st.dictionaries(st.sampled_from("ab"), item, max_size=2)

Step = tuple[str, Callable[[Any], Any]]


def edit(change: Callable[[Any], Any]) -> Step:
    """A step that does the same to the live container and to the plain one of the model."""
    return "edit", change


def extended_in_place(values: list[int]) -> Callable[[list[int]], None]:
    def change(target: list[int]) -> None:
        target += values

    return change


def united_in_place(values: dict[str, int]) -> Callable[[dict[str, int]], None]:
    def change(target: dict[str, int]) -> None:
        target |= values

    return change


list_edits: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda value: edit(lambda target: target.append(value)), item),
    st.builds(lambda value: edit(lambda target: target.insert(0, value)), item),
    st.builds(lambda values: edit(lambda target: target.extend(values)), plain_list),
    st.builds(lambda values: edit(extended_in_place(values)), plain_list),
    st.builds(
        lambda values: edit(lambda target: target.__setitem__(slice(0, 1), values)), plain_list
    ),
    st.just(edit(lambda target: target.pop() if target else None)),
    st.just(edit(lambda target: target.reverse())),
    st.just(edit(lambda target: target.sort())),
    st.just(edit(lambda target: target.clear())),
    st.just(edit(lambda target: target.__delitem__(slice(None, None, 2)))),
    st.just(edit(lambda target: target.__imul__(2) if len(target) < 10 else target)),
)
dict_edits: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        lambda key, value: edit(lambda target: target.__setitem__(key, value)),
        st.sampled_from("ab"),
        item,
    ),
    st.builds(lambda key: edit(lambda target: target.pop(key, None)), st.sampled_from("ab")),
    st.builds(lambda key: edit(lambda target: target.setdefault(key, 1)), st.sampled_from("ab")),
    st.builds(lambda values: edit(lambda target: target.update(values)), plain_dict),
    st.builds(lambda values: edit(united_in_place(values)), plain_dict),
    st.just(edit(lambda target: target.popitem() if target else None)),
    st.just(edit(lambda target: target.clear())),
)


def other_steps(content: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.one_of(
        st.tuples(st.just("follow"), content),
        st.tuples(st.just("fill"), content),
        st.tuples(st.just("settle"), content),
    )


def check_against_model(live: Any, kind: type, steps: list[tuple[str, Any]]) -> None:
    content, baseline, was_set = kind(live), kind(live), False
    for name, detail in steps:
        if name == "edit":
            detail(live)
            detail(content)
        elif name == "follow":
            if content == baseline and not was_set:
                content = kind(detail)
            baseline = kind(detail)
            live.follow(detail)
        elif name == "fill":
            content, was_set = kind(detail), True
            live.fill(detail)
        else:
            baseline = kind(detail)
            was_set = was_set and content != baseline
            live.settle(detail)
        assert kind(live) == content
        assert live == content
        assert live.is_edited == (was_set or content != baseline)


@given(plain_list, st.lists(list_edits | other_steps(plain_list), max_size=20))
def test_a_live_list_does_as_the_rule_says(start: list[int], steps: list[Any]) -> None:
    check_against_model(LiveList(start), list, steps)


@given(plain_dict, st.lists(dict_edits | other_steps(plain_dict), max_size=20))
def test_a_live_mapping_does_as_the_rule_says(start: dict[str, int], steps: list[Any]) -> None:
    check_against_model(LiveDict(start), dict, steps)


def test_an_edit_of_a_list_survives_a_refresh() -> None:
    live = LiveList(["a"])
    live.append("b")
    live.follow(["c"])
    assert live == ["a", "b"]


def test_an_edit_of_a_mapping_survives_a_refresh() -> None:
    live = LiveDict({"a": 1})
    live["b"] = 2
    live.follow({"c": 3})
    assert live == {"a": 1, "b": 2}


def test_an_edit_that_is_taken_back_lets_refreshes_in_again() -> None:
    live = LiveList(["a"])
    live.append("b")
    live.remove("b")
    live.follow(["c"])
    assert live == ["c"]


def test_an_edit_that_the_server_has_made_too_is_no_edit_any_more() -> None:
    live = LiveList(["a"])
    live.append("b")
    live.follow(["a", "b"])
    assert not live.is_edited
    live.follow(["c"])
    assert live == ["c"]


def test_what_was_assigned_is_an_edit_even_when_it_is_what_the_server_said() -> None:
    live = LiveList(["a", "b"])
    live.fill(["a", "b"])
    assert live.is_edited
    live.follow(["z"])
    assert live == ["a", "b"]
    live.settle(["a", "b"])
    assert not live.is_edited


def test_what_was_sent_gives_way_to_what_the_server_says_next() -> None:
    live = LiveDict({"a": 1})
    live["b"] = 2
    live.settle({"a": 1, "b": 2})
    assert not live.is_edited
    live.follow({"c": 3})
    assert live == {"c": 3}


def test_a_new_container_is_not_edited() -> None:
    assert not LiveList().is_edited
    assert not LiveDict().is_edited
    assert not LiveList(["a"]).is_edited
    assert not LiveDict({"a": 1}).is_edited


def test_an_order_of_ones_own_is_an_edit_of_a_list() -> None:
    live = LiveList([1, 2])
    live.reverse()
    live.follow([3])
    assert live == [2, 1]


def test_filling_a_container_with_itself_keeps_its_content() -> None:
    live_list, live_dict = LiveList([1, 2]), LiveDict({"a": 1})
    live_list.fill(live_list)
    live_dict.fill(live_dict)
    assert live_list == [1, 2]
    assert live_dict == {"a": 1}


def test_filling_from_an_iterator_of_the_container_itself_works() -> None:
    live = LiveList([1, 2, 3])
    live.fill(number for number in live if number != 2)
    assert live == [1, 3]


def test_what_a_container_was_made_of_can_change_without_it() -> None:
    start, said = ["a"], ["b"]
    live = LiveList(start)
    start.append("x")
    live.follow(said)
    said.append("y")
    assert live == ["b"]
    assert not live.is_edited
    told = {"a": 1}
    mapping: LiveDict[int] = LiveDict()
    mapping.follow(told)
    told["b"] = 2
    assert mapping == {"a": 1}
    assert not mapping.is_edited


def test_an_edit_does_not_change_the_json_that_it_came_from() -> None:
    said = {"a": 1}
    live = LiveDict(said)
    live.follow(said)
    live["b"] = 2
    assert said == {"a": 1}


@pytest.mark.parametrize(
    "way", [copy.copy, copy.deepcopy, lambda live: pickle.loads(pickle.dumps(live))]
)
def test_a_copy_leads_a_life_of_its_own(way: Callable[[Any], Any]) -> None:
    for live in (LiveList(["a"]), LiveDict({"a": 1})):
        again = way(live)
        assert again == live
        assert not again.is_edited
        again.clear()
        assert again.is_edited
        assert not live.is_edited
        assert len(live) == 1


def test_a_live_container_passes_for_a_plain_one() -> None:
    assert json.dumps([LiveList([1]), LiveDict({"a": 1})]) == '[[1], {"a": 1}]'
    assert repr(LiveList([1])) == "[1]"
    assert repr(LiveDict({"a": 1})) == "{'a': 1}"
    assert isinstance(LiveList(), list)
    assert isinstance(LiveDict(), dict)


def test_an_edit_made_while_another_was_on_its_way_stays() -> None:
    live = LiveList(["a"])
    live.append("sent")
    sent = list(live)
    live.append("later")
    live.settle(sent)
    live.follow(["a", "sent"])
    assert live == ["a", "sent", "later"]
