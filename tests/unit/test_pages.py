"""Listings without their requests: conditions, orders, pages, and the way through them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sent_json import DOCUMENT, anything, flaws

from qarnot import _listing
from qarnot._async.pages import JOBS, POOLS, TASKS, Kind, wanted
from qarnot._fields import fields_of
from qarnot._listing import (
    ReceivedPage,
    Trail,
    items_of,
    looks_only_at,
    order_json,
    page_of,
    tag_condition,
)
from qarnot.exceptions import InvalidValue, UnreadableReply
from qarnot.filters import Field, selected_names
from qarnot.paginate import BadItem

SCHEMAS: dict[str, Any] = json.loads(DOCUMENT.read_text())["components"]["schemas"]


def equal(tag: str) -> dict[str, str]:
    return {"operator": "Equal", "field": "Tags", "value": tag}


@pytest.mark.parametrize(
    ("any_of", "all_of", "condition"),
    [
        ([], [], None),
        (["a"], [], equal("a")),
        ([], ["a"], equal("a")),
        (["a", "b"], [], {"operator": "Or", "filters": [equal("a"), equal("b")]}),
        ([], ["a", "b"], {"operator": "And", "filters": [equal("a"), equal("b")]}),
        (
            ["a", "b"],
            ["c"],
            {
                "operator": "And",
                "filters": [equal("c"), {"operator": "Or", "filters": [equal("a"), equal("b")]}],
            },
        ),
    ],
)
def test_tags_become_one_condition(any_of: list[str], all_of: list[str], condition: Any) -> None:
    assert tag_condition(any_of, all_of) == condition


def test_a_filter_and_tags_must_all_hold() -> None:
    listing = wanted(TASKS, filter=Field.name == "n", tags=("a", "b"), tags_intersect={"c"})
    condition = listing.body["filter"]
    assert condition["operator"] == "And"
    assert condition["filters"] == [
        {"operator": "Equal", "field": "Name", "value": "n"},
        tag_condition(["a", "b"], ["c"]),
    ]
    assert flaws("PageRequest", listing.body) == []


@pytest.mark.parametrize("kind", [TASKS, POOLS, JOBS], ids=lambda kind: kind.noun)
def test_every_order_can_be_written_in_three_ways(kind: Kind[Any]) -> None:
    for order in kind.orders:
        names = [order, "".join(f"_{c.lower()}" if c.isupper() else c for c in order)]
        for name in (*names, getattr(Field, names[1])):
            assert order_json(name, False, kind.orders) == {"orderBy": order, "orderType": "ASC"}
            assert order_json(name, True, kind.orders)["orderType"] == "DESC"
    assert order_json(None, False, kind.orders) == {}


@pytest.mark.parametrize(
    ("order", "descending"),
    [("uuid", False), ("", False), (5, False), (Field.uuid, True), ("name", 1), (None, True)],
)
def test_an_order_that_there_is_not_is_refused(order: Any, descending: Any) -> None:
    with pytest.raises(InvalidValue, match=r"order_by|descending"):
        order_json(order, descending, TASKS.orders)


def test_jobs_are_not_ordered_by_their_time() -> None:
    with pytest.raises(InvalidValue, match="creationDate, name, state"):
        wanted(JOBS, order_by="executionTime")


@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": "a"},
        {"tags": [5]},
        {"tags_intersect": 5},
        {"filter": "State"},
        {"filter": {}},
        {"maximum": 0},
        {"maximum": True},
        {"summary": None},
        {"order_by": "size"},
    ],
)
def test_what_cannot_be_asked_for_is_refused(wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(InvalidValue, match=name):
        wanted(TASKS, **wrong)


def test_selected_fields_come_with_the_uuid() -> None:
    assert selected_names("select", None) is None
    assert selected_names("select", []) == ["Uuid"]
    assert selected_names("select", [Field.name, "State", "Name"]) == ["Uuid", "Name", "State"]
    for wrong in ("Name", 5, {"Name": 1}, [5], [""], b"Name", [Field.name == "x"]):
        with pytest.raises(InvalidValue):
            selected_names("select", wrong)


# Summaries


@pytest.mark.parametrize(("kind", "schema"), [(TASKS, "TaskSummary"), (POOLS, "PoolSummary")])
def test_a_filter_leaves_summaries_where_they_have_what_it_looks_at(
    kind: Kind[Any], schema: str
) -> None:
    shown = SCHEMAS[schema]["properties"]
    for field in (Field.state, Field.name, Field.uuid, Field.shortname, Field.creation_date):
        assert field.wire_name[0].lower() + field.wire_name[1:] in shown
        assert wanted(kind, summary=True, filter=field == "x").is_summary
    for field in (Field.tags, Field.project_uuid, Field.depends_on, Field("Unknown")):
        either = (Field.state == "x") | (field == "y")
        assert not wanted(kind, summary=True, filter=either).is_summary
        assert not wanted(kind, summary=True, filter=[field == "x"][0]).is_summary
    assert not wanted(kind, summary=False).is_summary
    assert not wanted(kind, summary=True, tags=["a"]).is_summary
    assert wanted(kind, summary=True, tags=[]).is_summary


@pytest.mark.parametrize(("kind", "schema"), [(TASKS, "TaskSummary"), (POOLS, "PoolSummary")])
def test_what_counts_as_in_a_summary_is_in_the_schema(kind: Kind[Any], schema: str) -> None:
    shown = {key.lower() for key in SCHEMAS[schema]["properties"]}
    for field in fields_of(kind.made).values():
        leaf = {"operator": "Equal", "field": field.key, "value": "x"}
        assert field.key.lower() in shown or not kind.is_in_summaries(leaf), field.key


@given(anything)
def test_whether_summaries_will_do_can_be_told_of_any_condition(condition: Any) -> None:
    assert looks_only_at({"filters": [condition]}, ()) in (True, False)
    leaf = {"operator": "Equal", "field": "Tags", "value": "x"}
    assert not looks_only_at({"filters": [condition, leaf]}, {"state"})


# Pages


@pytest.mark.parametrize("reply", [{}, {"data": None}, {"data": {}}, {"data": "x"}])
def test_what_has_no_items_is_no_page(reply: dict[str, Any]) -> None:
    with pytest.raises(UnreadableReply, match="no page"):
        page_of(reply)


@given(st.dictionaries(st.sampled_from(["nextToken", "isTruncated", "total"]), anything))
def test_nothing_else_in_a_page_raises(reply: dict[str, Any]) -> None:
    page = page_of({"data": [], **reply})
    assert page.next_token is None or page.next_token
    assert page.is_truncated in (None, True, False)
    assert not (page.following is not None and page.is_dead_end)


@pytest.mark.parametrize(
    ("reply", "following", "is_dead_end"),
    [
        ({}, None, False),
        ({"isTruncated": False}, None, False),
        ({"isTruncated": False, "nextToken": "t"}, None, False),
        ({"isTruncated": True, "nextToken": "t"}, "t", False),
        ({"nextToken": "t"}, "t", False),
        ({"isTruncated": None, "nextToken": "t"}, "t", False),
        ({"isTruncated": True}, None, True),
        ({"isTruncated": True, "nextToken": ""}, None, True),
    ],
)
def test_where_a_page_leads(
    reply: dict[str, Any], following: str | None, is_dead_end: bool
) -> None:
    page = page_of({"data": [], **reply})
    assert (page.following, page.is_dead_end) == (following, is_dead_end)


def test_a_bad_item_is_told_with_its_place_and_hides_no_other() -> None:
    good = {"uuid": "a"}
    items, bad_items = items_of([good, None, {"name": "n"}, {"uuid": 5}, {"uuid": ""}, good, [1]])
    assert items == [good, good]
    assert bad_items == (
        BadItem(1, "it is no object but None", None),
        BadItem(2, "it has no uuid", {"name": "n"}),
        BadItem(3, "its uuid is no text but 5", {"uuid": 5}),
        BadItem(4, "it has no uuid", {"uuid": ""}),
        BadItem(6, "it is no object but [1]", [1]),
    )


@given(st.lists(anything | st.fixed_dictionaries({"uuid": anything}), max_size=8))
def test_every_item_is_good_or_bad_and_none_is_lost(found: list[Any]) -> None:
    items, bad_items = items_of(found)
    bad = {each.index for each in bad_items}
    assert [each for index, each in enumerate(found) if index not in bad] == items
    assert [each.value for each in bad_items] == [found[index] for index in sorted(bad)]
    assert all(isinstance(each["uuid"], str) and each["uuid"] for each in items)


# The way through the pages


def page(*uuids: str, token: str | None = None, is_truncated: bool | None = None) -> ReceivedPage:
    return page_of(
        {
            "data": [{"uuid": uuid} for uuid in uuids],
            "nextToken": token,
            "isTruncated": is_truncated,
        }
    )


def uuids_of(items: list[dict[str, Any]]) -> list[str]:
    return [each["uuid"] for each in items]


def test_an_item_that_moves_to_another_page_comes_once() -> None:
    trail = Trail()
    first = trail.take(page("a", "b", "a", token="1"))
    assert (uuids_of(first.items), first.following, first.problem) == (["a", "b"], "1", None)
    second = trail.take(page("b", "c", token="2"))
    assert (uuids_of(second.items), second.following) == (["c"], "2")
    last = trail.take(page("d"))
    assert (uuids_of(last.items), last.following, last.problem) == (["d"], None, None)


def test_bad_items_have_their_places_in_the_whole_listing() -> None:
    trail = Trail()
    good = {"uuid": "a"}
    for data, places in (([good, None, 5], [1, 2]), ([good], []), ([{}, good, "x"], [4, 6])):
        step = trail.take(page_of({"data": data, "nextToken": str(len(data)), "total": 7}))
        assert [each.index for each in step.bad_items] == places
        assert len(step.page.bad_items) == len(places)


def test_a_token_that_comes_again_is_an_error_after_the_items() -> None:
    trail = Trail()
    for token in ("1", "2"):
        assert trail.take(page(token, token=token)).following == token
    step = trail.take(page("new", token="1"))
    assert uuids_of(step.items) == ["new"]
    assert step.following is None
    assert "come to an end" in str(step.problem)


def test_a_next_page_without_a_token_is_an_error() -> None:
    step = Trail().take(page("a", is_truncated=True))
    assert uuids_of(step.items) == ["a"]
    assert "not whole" in str(step.problem)


def test_pages_without_anything_new_are_followed_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_listing, "MOST_FRUITLESS_PAGES", 5)
    trail = Trail()
    for number in range(20):
        new = ("a", f"n{number}") if number % 5 == 0 else ("a",) if number % 2 else ()
        assert trail.take(page(*new, token=f"t{number}")).following == f"t{number}"
    step = trail.take(page("a", token="t20"))
    assert uuids_of(step.items) == []
    assert step.following is None
    assert "5 pages on end" in str(step.problem)


@given(
    st.lists(
        st.builds(
            page,
            *[st.sampled_from("abcdef")] * 2,
            token=st.none() | st.sampled_from("123456"),
            is_truncated=st.none() | st.booleans(),
        ),
        max_size=30,
    )
)
def test_whatever_the_pages_say_the_way_ends_and_nothing_comes_twice(
    pages: list[ReceivedPage],
) -> None:
    trail, given_uuids, seen = Trail(), [], set()
    taken = 0
    for each in pages:
        step = trail.take(each)
        taken += 1
        given_uuids += uuids_of(step.items)
        seen |= {item["uuid"] for item in each.items}
        assert step.following is None or step.problem is None
        if step.following is None:
            is_last = each.is_truncated is False or (
                each.next_token is None and each.is_truncated is not True
            )
            assert (step.problem is None) == is_last
            break
    assert taken <= 7
    assert len(given_uuids) == len(set(given_uuids))
    assert set(given_uuids) == seen
