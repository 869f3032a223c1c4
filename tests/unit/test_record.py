"""A live object: a draft first, then the server's last word and the user's edits, kept apart."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot import _checks as checks, _readers as readers
from qarnot._fields import Field, Settable
from qarnot._live import ListField, MapField
from qarnot._record import Record
from qarnot.exceptions import (
    InvalidValue,
    QarnotException,
    ReadOnlyAttribute,
    UnknownAttribute,
    UnknownAttributeWarning,
)


def texts_by_text(raw: Any) -> dict[str, str]:
    return dict(raw) if isinstance(raw, dict) else {}


def as_it_is(value: Any) -> Any:
    return value


class Thing(Record):
    uuid = Field("uuid", readers.text, "Identity.")
    state = Field("state", readers.text, "State.", changes=True)
    name = Field(
        "name",
        readers.text,
        "Name.",
        settable=Settable.BEFORE_SUBMIT,
        check=checks.name,
        write=as_it_is,
    )
    priority = Field(
        "thePriority", readers.whole_number, "Rank.", settable=Settable.ALWAYS, write=as_it_is
    )
    is_loud = Field("isLoud", as_it_is, "Loud?", settable=Settable.BEFORE_SUBMIT, write=as_it_is)
    note = Field("note", readers.text, "Kept here, never sent.", settable=Settable.ALWAYS)
    tags = ListField(
        "tags",
        readers.texts,
        "Tags.",
        settable=Settable.ALWAYS,
        check=checks.tags,
        write=checks.tags_json,
    )
    labels = MapField(
        "labels",
        texts_by_text,
        "Labels.",
        settable=Settable.BEFORE_SUBMIT,
        check=checks.labels,
        write=dict,
    )
    results = ListField(
        "results",
        readers.texts,
        "A detail.",
        settable=Settable.ALWAYS,
        check=checks.tags,
        write=list,
        is_detail=True,
    )

    def abort(self) -> str:
        """Do something."""
        return "aborted"


def draft() -> Thing:
    return Thing(strict=False)


def submitted(**more: Any) -> Thing:
    thing = draft()
    thing.receive({"uuid": "u", "name": "n", "thePriority": 1, "tags": ["a"], **more})
    return thing


# Drafts


def test_a_draft_knows_nothing() -> None:
    thing = draft()
    assert (thing.uuid, thing.name, thing.priority, thing.is_submitted) == (None, None, None, False)
    assert (thing.tags, thing.labels) == ([], {})


def test_a_draft_takes_what_is_set_in_the_form_that_is_kept() -> None:
    thing = draft()
    thing.name = "a name"
    thing.priority = 5
    thing.tags = ("x", "y")
    assert (thing.name, thing.priority, thing.tags) == ("a name", 5, ["x", "y"])


def test_a_value_that_cannot_be_right_changes_nothing() -> None:
    thing = draft()
    thing.name = "good"
    thing.tags = ["good"]
    with pytest.raises(InvalidValue, match="name"):
        thing.name = ""
    with pytest.raises(InvalidValue, match="tags"):
        thing.tags = [5]
    assert (thing.name, thing.tags) == ("good", ["good"])


def test_two_drafts_share_nothing() -> None:
    one, other = draft(), draft()
    one.tags.append("x")
    one.labels["a"] = "1"
    assert (other.tags, other.labels) == ([], {})


# Creation


def test_a_creation_sends_what_was_set_under_the_keys_of_the_api() -> None:
    thing = draft()
    thing.name = "n"
    thing.priority = 3
    thing.tags.append("x")
    thing.labels["team"] = "a"
    assert thing.creation_body() == {
        "name": "n",
        "thePriority": 3,
        "tags": ["x"],
        "labels": {"team": "a"},
    }


def test_a_creation_sends_nothing_that_was_only_read() -> None:
    thing = draft()
    assert (thing.name, thing.tags, thing.labels) == (None, [], {})
    assert thing.creation_body() == {}


def test_a_creation_sends_zero_and_false_but_nothing_empty() -> None:
    thing = draft()
    thing.priority = 0
    thing.is_loud = False
    thing.tags = []
    thing.labels = {}
    assert thing.creation_body() == {"thePriority": 0, "isLoud": False}


def test_a_creation_does_not_send_what_is_kept_here() -> None:
    thing = draft()
    thing.note = "mine"
    assert (thing.note, thing.creation_body()) == ("mine", {})


def test_edits_in_place_are_checked_when_they_are_sent() -> None:
    thing = draft()
    thing.tags.extend(str(number) for number in range(11))
    with pytest.raises(InvalidValue, match="at most 10"):
        thing.creation_body()


def test_a_body_of_creation_is_not_changed_by_later_edits() -> None:
    thing = draft()
    thing.tags.append("x")
    thing.labels["a"] = "1"
    body = thing.creation_body()
    thing.tags.append("y")
    thing.labels["b"] = "2"
    assert body == {"tags": ["x"], "labels": {"a": "1"}}


# Refreshes


def test_without_edits_a_refresh_shows_what_the_server_says() -> None:
    thing = submitted()
    thing.receive({"uuid": "u", "state": "Success", "thePriority": 2, "tags": ["b"]})
    assert (thing.state, thing.priority, thing.tags, thing.name) == ("Success", 2, ["b"], None)


def test_an_edit_survives_a_refresh() -> None:
    thing = submitted()
    thing.priority = 9
    thing.tags.append("mine")
    thing.receive({"uuid": "u", "state": "Success", "thePriority": 2, "tags": ["b"]})
    assert (thing.priority, thing.tags, thing.state) == (9, ["a", "mine"], "Success")


def test_an_assigned_list_survives_a_refresh() -> None:
    thing = submitted()
    thing.tags = ["mine"]
    thing.receive({"uuid": "u", "tags": ["b"]})
    assert thing.tags == ["mine"]


def test_an_edit_of_one_field_leaves_the_others_to_the_server() -> None:
    thing = submitted()
    thing.tags.append("mine")
    thing.receive({"uuid": "u", "name": "renamed", "results": ["r"]})
    assert (thing.name, thing.results) == ("renamed", ["r"])


def test_what_was_sent_gives_way_to_what_the_server_says_next() -> None:
    thing = submitted()
    thing.priority = 9
    thing.tags.append("mine")
    thing.settle(thing.copy_of_edits())
    thing.receive({"uuid": "u", "thePriority": 8, "tags": ["theirs"]})
    assert (thing.priority, thing.tags) == (8, ["theirs"])


def test_what_was_set_while_the_rest_was_on_its_way_stays() -> None:
    thing = submitted()
    thing.priority = 9
    thing.tags.append("sent")
    sent = thing.copy_of_edits()
    thing.priority = 10
    thing.tags.append("later")
    thing.settle(sent)
    thing.receive({"uuid": "u", "thePriority": 9, "tags": ["sent"]})
    assert thing.priority == 10
    assert "later" in thing.tags


def test_a_property_without_a_setter_cannot_be_set() -> None:
    with pytest.raises(ReadOnlyAttribute, match="is_submitted"):
        draft().is_submitted = True  # type: ignore[misc]


@pytest.mark.parametrize("wrong", [-1, "5", True])
def test_a_cache_time_that_is_no_number_of_seconds_is_refused(wrong: Any) -> None:
    thing = draft()
    with pytest.raises(InvalidValue, match="update_cache_time"):
        thing.update_cache_time = wrong
    assert thing.update_cache_time == 5


def test_a_container_is_the_same_object_for_good() -> None:
    thing = draft()
    tags, labels = thing.tags, thing.labels
    thing.tags = ["x"]
    thing.labels = {"a": "1"}
    thing.settle(thing.copy_of_edits())
    thing.receive({"uuid": "u", "tags": ["y"], "labels": {"b": "2"}})
    assert thing.tags is tags
    assert thing.labels is labels
    assert (tags, labels) == (["y"], {"b": "2"})


def test_a_list_held_by_a_script_follows_the_refreshes() -> None:
    thing = submitted()
    held = thing.tags
    thing.receive({"uuid": "u", "tags": ["b"]})
    assert held == ["b"]
    held.append("c")
    assert thing.tags == ["b", "c"]


def test_adding_with_an_operator_edits_in_place() -> None:
    thing = submitted()
    held = thing.tags
    thing.tags += ["b"]
    assert thing.tags is held
    assert held == ["a", "b"]


def test_a_users_own_list_is_copied_when_assigned() -> None:
    mine = ["x"]
    thing = draft()
    thing.tags = mine
    mine.append("y")
    assert thing.tags == ["x"]


def test_assigning_none_empties_a_container() -> None:
    thing = submitted()
    thing.tags = None
    assert thing.tags == []


def test_what_is_new_to_this_library_stays_in_the_json() -> None:
    thing = submitted(novelty={"a": [1]})
    thing.tags.append("b")
    assert thing.raw["novelty"] == {"a": [1]}
    assert thing.raw["tags"] == ["a"]


def test_a_summary_does_not_empty_the_details() -> None:
    thing = submitted(results=["r"])
    held = thing.results
    thing.receive({"uuid": "u", "tags": ["b"]}, is_summary=True)
    assert thing.lacks_details
    assert held == ["r"]
    assert thing.tags == ["b"]
    thing.receive({"uuid": "u", "results": ["s"]})
    assert not thing.lacks_details
    assert held == ["s"]


class Model:
    """What a user expects to see, said in a few lines."""

    def __init__(self) -> None:
        self.server: dict[str, Any] = {"uuid": "u", "thePriority": 0, "tags": []}
        self.priority: int | None = None
        self.tags: list[str] = []
        self.known_tags: list[str] = []
        self.tags_were_set = False

    def receive(self, priority: int, tags: list[str]) -> None:
        self.server = {"uuid": "u", "thePriority": priority, "tags": list(tags)}
        if self.tags == self.known_tags and not self.tags_were_set:
            self.tags = list(tags)
        self.known_tags = list(tags)


some_tags = st.lists(st.sampled_from("ab"), max_size=2)
steps = st.one_of(
    st.tuples(st.just("receive"), st.integers(0, 3), some_tags),
    st.tuples(st.just("priority"), st.integers(0, 3)),
    st.tuples(st.just("append"), st.sampled_from("ab")),
    st.tuples(st.just("pop")),
    st.tuples(st.just("assign"), some_tags),
    st.tuples(st.just("settle")),
    st.tuples(st.just("look")),
)


@given(st.lists(steps, max_size=20))
def test_edits_and_refreshes_in_any_order_show_what_the_rule_says(
    story: list[tuple[Any, ...]],
) -> None:
    thing, model = draft(), Model()
    thing.receive(dict(model.server))
    held: Any = None
    for name, *details in story:
        if name == "receive":
            model.receive(*details)
            thing.receive(dict(model.server))
        elif name == "priority":
            thing.priority = model.priority = details[0]
        elif name == "append":
            thing.tags.append(details[0])
            model.tags.append(details[0])
        elif name == "pop" and model.tags:
            thing.tags.pop()
            model.tags.pop()
        elif name == "assign":
            thing.tags = details[0]
            model.tags, model.tags_were_set = list(details[0]), True
        elif name == "settle":
            thing.settle(thing.copy_of_edits())
            model.priority, model.known_tags = None, list(model.tags)
            model.tags_were_set = False
        elif name == "look":
            expected = model.server["thePriority"] if model.priority is None else model.priority
            assert thing.priority == expected
            assert thing.tags == model.tags
            assert held is None or thing.tags is held
            held = thing.tags
    assert thing.tags == model.tags
    assert dict(thing.raw) == model.server


# What can be set when


def test_what_the_server_decides_can_never_be_set() -> None:
    for thing in (draft(), submitted()):
        with pytest.raises(ReadOnlyAttribute, match=r"Thing\.state cannot be set") as caught:
            thing.state = "Success"
        assert isinstance(caught.value, AttributeError)
        assert isinstance(caught.value, QarnotException)
        assert thing.state is None


def test_what_is_fixed_by_submission_cannot_be_set_afterwards() -> None:
    thing = draft()
    thing.name = "before"
    thing.labels = {"a": "1"}
    thing.receive({"uuid": "u"})
    with pytest.raises(ReadOnlyAttribute, match=r"Thing\.name cannot be set any more"):
        thing.name = "after"
    with pytest.raises(ReadOnlyAttribute, match=r"Thing\.labels"):
        thing.labels = {"b": "2"}
    assert (thing.name, thing.labels) == ("before", {"a": "1"})


def test_what_may_always_be_set_can_be_set_after_submission() -> None:
    thing = submitted()
    thing.priority = 7
    thing.tags = ["z"]
    assert (thing.priority, thing.tags) == (7, ["z"])


# Unknown attributes


def test_an_unknown_attribute_is_kept_with_a_warning_and_a_suggestion() -> None:
    thing: Any = draft()
    with pytest.warns(UnknownAttributeWarning, match=r"no attribute 'result'.*'results'"):
        thing.result = ["r"]
    assert vars(thing)["result"] == ["r"]
    assert thing.creation_body() == {}


def test_an_unknown_attribute_unlike_any_other_gets_no_suggestion() -> None:
    thing: Any = draft()
    with pytest.warns(UnknownAttributeWarning, match="'zzzzzz'.* never sent$"):
        thing.zzzzzz = 1


def test_only_what_can_be_set_is_suggested() -> None:
    thing: Any = draft()
    with pytest.warns(UnknownAttributeWarning, match="never sent$"):
        thing.stat = "Success"


def test_a_strict_object_refuses_an_unknown_attribute() -> None:
    thing: Any = Thing(strict=True)
    with pytest.raises(UnknownAttribute, match=r"no attribute 'result'.*'results'") as caught:
        thing.result = ["r"]
    assert isinstance(caught.value, AttributeError)
    assert not hasattr(thing, "result")


def test_known_and_private_attributes_are_set_without_a_word() -> None:
    thing: Any = Thing(strict=True)
    thing.name = "n"
    thing.auto_update = False
    thing.update_cache_time = 60
    thing._mine = 1
    assert vars(thing)["_mine"] == 1


def test_what_this_library_knows_is_never_suggested_with_an_underscore() -> None:
    thing: Any = draft()
    with pytest.warns(UnknownAttributeWarning, match="so it is never sent$"):
        thing.meet_unknown = True


def test_the_warning_points_at_the_line_that_assigned() -> None:
    def assign(thing: Any) -> None:
        thing.result = 1

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assign(draft())
    assert caught[0].filename == __file__
    assert caught[0].lineno == assign.__code__.co_firstlineno + 1


# Age


def test_only_a_submitted_object_that_is_old_and_follows_is_stale() -> None:
    thing = submitted()
    thing.update_cache_time = 0  # everything is older than that
    assert thing.is_stale
    thing.auto_update = False
    assert not thing.is_stale
    thing.auto_update = True
    thing.update_cache_time = 3600
    assert not thing.is_stale


def test_a_draft_is_never_stale() -> None:
    thing = draft()
    thing.update_cache_time = 0
    assert not thing.is_stale


def test_an_object_follows_the_server_every_five_seconds_at_first() -> None:
    thing = draft()
    assert thing.auto_update is True
    assert thing.update_cache_time == 5
