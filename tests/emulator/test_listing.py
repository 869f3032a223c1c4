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
    assert set(details) - set(summary) == {
        "constants",
        "resourceBuckets",
        "advancedResourceBuckets",
        "resultBucket",
        "resultsCount",
        "tags",
        "labels",
        "errors",
    }


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
        ({"operator": "Like", "field": "Name", "value": "x"}, "the filter operator Like"),
        (
            {"operator": "Equal", "field": "PoolUuid", "value": "x"},
            "a filter on the field PoolUuid",
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
    assert rest.refusal("POST", "/tasks/paginate", json={"filter": definition}) == (
        501,
        f"{what} is not modelled by the emulator",
    )
