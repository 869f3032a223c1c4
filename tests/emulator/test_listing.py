"""Pages and filters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qarnot.emulator import Emulator

from .support import Rest


@pytest.fixture
def rest() -> Iterator[Rest]:
    with Emulator(runner="none") as emulator:
        client = Rest(emulator.cluster_url)
        with client.http:
            yield client


def _page(rest: Rest, **request: Any) -> dict[str, Any]:
    reply = rest.http.post("/tasks/paginate", json=request)
    assert reply.status_code == 200, reply.text
    content: dict[str, Any] = reply.json()
    return content


def _names(rest: Rest, definition: Any) -> str:
    return "".join(each["name"] for each in _page(rest, filter=definition)["data"])


def test_pages_hold_still_while_tasks_come_and_go(rest: Rest) -> None:
    uuids = [rest.submit(shortname=f"t{number}") for number in range(10)]
    first = _page(rest, maximumResults=4)
    assert [each["shortname"] for each in first["data"]] == ["t0", "t1", "t2", "t3"]
    assert first["isTruncated"] is True

    for gone in (0, 3, 4):
        rest.http.delete(f"/tasks/{uuids[gone]}")
    rest.submit(shortname="t10")

    second = _page(rest, maximumResults=4, token=first["nextToken"])
    assert [each["shortname"] for each in second["data"]] == ["t5", "t6", "t7", "t8"]
    third = _page(rest, maximumResults=4, token=second["nextToken"])
    assert [each["shortname"] for each in third["data"]] == ["t9", "t10"]
    assert (third["isTruncated"], third["nextToken"]) == (False, None)


def test_pages_may_begin_with_the_newest(rest: Rest) -> None:
    uuids = [rest.submit(shortname=f"t{number}") for number in range(6)]
    newest_first = {"orderBy": "creationDate", "orderType": "DESC", "maximumResults": 2}
    first = _page(rest, **newest_first)
    assert [each["shortname"] for each in first["data"]] == ["t5", "t4"]
    for gone in (4, 3):
        rest.http.delete(f"/tasks/{uuids[gone]}")
    rest.submit(shortname="t6")
    second = _page(rest, **newest_first, token=first["nextToken"])
    assert [each["shortname"] for each in second["data"]] == ["t2", "t1"]
    third = _page(rest, **newest_first, token=second["nextToken"])
    assert [each["shortname"] for each in third["data"]] == ["t0"]
    assert (third["isTruncated"], third["nextToken"]) == (False, None)

    usual = _page(rest)
    for order in ({"orderBy": "creationDate"}, {"orderBy": "creationDate", "orderType": "ASC"}):
        assert _shortnames(_page(rest, **order)) == _shortnames(usual)
    # Nobody knows whether the API reads these words without regard to case.
    for order in ({"orderBy": "CreationDate"}, {"orderBy": "creationDate", "orderType": "asc"}):
        status, _ = rest.refusal("POST", "/tasks/paginate", json=order)
        assert status == 501
    other_way = {"token": first["nextToken"]}
    status, message = rest.refusal("POST", "/tasks/paginate", json=other_way)
    assert (status, message) == (400, f"token: no page has the token {first['nextToken']!r}")


def _shortnames(page: dict[str, Any]) -> list[str]:
    return [each["shortname"] for each in page["data"]]


def test_a_full_last_page_is_the_last(rest: Rest) -> None:
    for _ in range(4):
        rest.submit()
    page = _page(rest, maximumResults=4)
    assert (len(page["data"]), page["isTruncated"], page["nextToken"]) == (4, False, None)
    assert _page(rest, maximumResults=None, token=None, filter=None)["data"]
    assert len(_page(rest, maximumResults=10**40)["data"]) == 4


def test_summaries_lack_the_details(rest: Rest) -> None:
    rest.submit(shortname="one", tags=["t"])
    [summary] = rest.http.post("/tasks/summaries/paginate", json={}).json()["data"]
    [details] = _page(rest)["data"]
    assert summary["shortname"] == "one"
    assert summary.keys() < details.keys()
    assert {"constants", "resultBucket", "tags", "labels", "errors", "status"} <= set(
        details
    ) - set(summary)


def test_filters_choose(rest: Rest) -> None:
    for name, tags in {"a": ["x"], "b": ["x", "y"], "c": ["y"], "d": None}.items():
        rest.submit(name=name, shortname=f"s-{name}", tags=tags)
    rest.http.post("/tasks/s-d/abort")

    def leaf(operator: str, field: str, value: str) -> dict[str, Any]:
        return {"operator": operator, "field": field, "value": value}

    x, y = leaf("Equal", "Tags", "x"), leaf("Equal", "Tags", "y")
    assert _names(rest, x) == "ab"
    assert _names(rest, leaf("NotEqual", "Tags", "x")) == "cd"
    assert _names(rest, {"operator": "And", "filters": [x, y]}) == "b"
    assert _names(rest, {"operator": "Or", "filters": [x, y]}) == "abc"
    assert _names(rest, leaf("Equal", "Name", "c")) == "c"
    assert _names(rest, leaf("Equal", "Shortname", "s-a")) == "a"
    assert _names(rest, leaf("Equal", "Uuid", rest.task("s-b")["uuid"])) == "b"
    assert _names(rest, leaf("Equal", "State", "Cancelled")) == "d"
    assert _names(rest, leaf("NotEqual", "State", "Cancelled")) == "abc"
    nested = {"operator": "And", "filters": [{"operator": "Or", "filters": [x, y]}, x]}
    assert _names(rest, nested) == "ab"

    def values(operator: str, field: str, *values: str) -> dict[str, Any]:
        return {"operator": operator, "field": field, "values": list(values)}

    assert _names(rest, values("In", "Name", "a", "c", "e")) == "ac"
    assert _names(rest, values("NotIn", "Name", "a", "c", "e")) == "bd"
    assert _names(rest, values("In", "Tags", "y")) == "bc"
    assert _names(rest, values("NotIn", "Tags", "x", "z")) == "cd"
    assert _names(rest, values("In", "State", "Success", "Cancelled")) == "d"
    assert _names(rest, values("NotIn", "Shortname", "s-a")) == "bcd"
    # Nobody knows whether the API reads these words without regard to case.
    for unknown in (
        leaf("EQUAL", "Tags", "x"),
        {"operator": "and", "filters": [x]},
        values("notIn", "Shortname", "s-a"),
    ):
        status, _ = rest.refusal("POST", "/tasks/paginate", json={"filter": unknown})
        assert status == 501


def test_pages_of_a_filter_know_whether_more_comes(rest: Rest) -> None:
    for number in range(6):
        rest.submit(tags=["odd" if number % 2 else "even"])
    odd = {"operator": "Equal", "field": "Tags", "value": "odd"}
    page = _page(rest, filter=odd, maximumResults=2)
    assert (len(page["data"]), page["isTruncated"]) == (2, True)
    page = _page(rest, filter=odd, maximumResults=2, token=page["nextToken"])
    assert (len(page["data"]), page["isTruncated"]) == (1, False)


@pytest.mark.parametrize(
    ("definition", "what"),
    [
        ({"operator": "like", "field": "Name", "value": "x"}, "the filter operator like"),
        ({"operator": "In", "field": "Name", "value": "x"}, "the filter operator In"),
        (
            {"operator": "Equal", "field": "Name", "values": ["x"]},
            "the filter operator Equal with values",
        ),
        ({"operator": "In", "field": "Labels", "values": ["x"]}, "a filter on the field Labels"),
        (
            {"operator": "Equal", "field": "poolUuid", "value": "x"},
            "a filter on the field poolUuid",
        ),
        (
            {
                "operator": "Xor",
                "filters": [{"operator": "Equal", "field": "Name", "value": "x"}],
            },
            "the operator Xor over several filters",
        ),
    ],
)
def test_a_filter_that_is_not_modelled_is_refused_by_name(
    rest: Rest, definition: Any, what: str
) -> None:
    for path in ("/tasks/paginate", "/tasks/summaries/paginate", "/tasks/search"):
        assert rest.refusal("POST", path, json={"filter": definition}) == (
            501,
            f"not modelled: {what} (this is the emulator)",
        )


def _listed(rest: Rest, method: str, path: str, **arguments: Any) -> str:
    """Give the names of the tasks in a list that is not cut into pages."""
    reply = rest.http.request(method, path, **arguments)
    assert reply.status_code == 200, reply.text
    return "".join(each["name"] for each in reply.json())


def test_lists_hold_all_that_have_one_of_the_tags(rest: Rest) -> None:
    for name, tags in {"a": ["x"], "b": ["x", "y"], "c": ["y z,ä"], "d": None}.items():
        rest.submit(name=name, tags=tags)
    for path in ("/tasks", "/tasks/summaries"):
        assert _listed(rest, "GET", path) == "abcd"
        assert _listed(rest, "GET", path, params={"tag": "x"}) == "ab"
        assert _listed(rest, "GET", path, params={"tag": ["y", "y z,ä"]}) == "bc"
        assert _listed(rest, "GET", path, params={"tag": ["z", ""]}) == ""
    [details, *_] = rest.http.get("/tasks").json()
    [summary, *_] = rest.http.get("/tasks/summaries").json()
    [in_page, *_] = rest.http.post("/tasks/summaries/paginate", json={}).json()["data"]
    assert details.keys() == rest.task(details["uuid"]).keys()
    assert summary.keys() == in_page.keys()


def test_a_list_is_not_cut_into_pages(rest: Rest) -> None:
    for _ in range(60):
        rest.submit(name="n")
    assert _listed(rest, "GET", "/tasks") == "n" * 60
    assert _listed(rest, "GET", "/tasks/summaries") == "n" * 60
    assert _listed(rest, "POST", "/tasks/search", json={}) == "n" * 60


def test_a_search_gives_the_oldest_that_its_filter_chooses_in_full(rest: Rest) -> None:
    for number in range(5):
        rest.submit(name=str(number), tags=["odd" if number % 2 else "even"])
    even = {"operator": "Equal", "field": "Tags", "value": "even"}
    empty = {"filter": None, "maximumResults": None, "select": None}
    assert _listed(rest, "POST", "/tasks/search", json=empty) == "01234"
    assert _listed(rest, "POST", "/tasks/search", json={"filter": even}) == "024"
    limited = {"filter": even, "maximumResults": 2}
    assert _listed(rest, "POST", "/tasks/search", json=limited) == "02"
    most = {"maximumResults": 10**40}
    assert _listed(rest, "POST", "/tasks/search", json=most) == "01234"
    [first, *_] = rest.http.post("/tasks/search", json={}).json()
    assert first.keys() == rest.task(first["uuid"]).keys()
