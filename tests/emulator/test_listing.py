"""Pages and filters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator import Emulator
from qarnot.emulator.core.fields import JOB_FIELDS, POOL_FIELDS, TASK_FIELDS, Fields
from qarnot.emulator.core.pages import order_of

from .answers import api_of, asked
from .stage import Stage, whole_stage
from .support import Rest, task


@pytest.fixture(scope="module")
def empty() -> Iterator[Rest]:
    """A cluster with nothing in it, for requests that are refused."""
    with Emulator(runner="none") as emulator:
        client = Rest(emulator.cluster_url)
        with client.http:
            yield client


@pytest.fixture
def rest(empty: Rest) -> Iterator[Rest]:
    """The same cluster, for requests that make something; it is empty again afterwards."""
    yield empty
    for kind in ("tasks", "jobs", "pools"):
        for each in empty.http.get(f"/{kind}").json():
            assert empty.http.delete(f"/{kind}/{each['uuid']}").is_success
        assert empty.http.get(f"/{kind}").json() == []


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
    for order in ({"orderBy": "CreationDate", "orderType": "DESC"}, {"orderType": "DESC"}):
        assert _shortnames(_page(rest, **order)) == ["t6", "t5", "t2", "t1", "t0"]


def _shortnames(page: dict[str, Any]) -> list[str]:
    return [each["shortname"] for each in page["data"]]


def test_a_full_last_page_is_the_last(rest: Rest) -> None:
    for _ in range(4):
        rest.submit()
    page = _page(rest, maximumResults=4)
    assert (len(page["data"]), page["isTruncated"], page["nextToken"]) == (4, False, None)
    assert (page["count"], page["total"]) == (4, 4)
    named = {"operator": "Equal", "field": "Name", "value": task()["name"]}
    filtered = _page(rest, maximumResults=1, filter=named)
    assert (filtered["count"], filtered["total"]) == (1, None)
    short = _page(rest, maximumResults=1)
    assert (short["count"], short["total"]) == (1, 4)
    assert _page(rest, maximumResults=None, token=None, filter=None)["data"]
    assert len(_page(rest, maximumResults=2**31 - 1)["data"]) == 4


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


def test_pages_of_a_filter_know_whether_more_comes(rest: Rest) -> None:
    for number in range(6):
        rest.submit(tags=["odd" if number % 2 else "even"])
    odd = {"operator": "Equal", "field": "Tags", "value": "odd"}
    page = _page(rest, filter=odd, maximumResults=2)
    assert (len(page["data"]), page["isTruncated"]) == (2, True)
    page = _page(rest, filter=odd, maximumResults=2, token=page["nextToken"])
    assert (len(page["data"]), page["isTruncated"]) == (1, False)


ORDERED = "Equal, NotEqual, LessThan, LessThanOrEqual, GreaterThan, GreaterThanOrEqual, Like"


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        (
            {"operator": "like", "field": "Name", "value": "x"},
            f"filter: expected one of {ORDERED} for a value, not the operator 'like'",
        ),
        (
            {"operator": "In", "field": "Name", "value": "x"},
            f"filter: expected one of {ORDERED} for a value, not the operator 'In'",
        ),
        (
            {"operator": "Equal", "field": "Name", "values": ["x"]},
            "filter: expected one of In, NotIn for values, not the operator 'Equal'",
        ),
        (
            {"operator": "In", "field": "Colour", "values": ["x"]},
            "filter: a task has no field 'Colour'",
        ),
        (
            {
                "operator": "Xor",
                "filters": [{"operator": "Equal", "field": "Name", "value": "x"}],
            },
            "filter: expected one of And, Or for several filters, not the operator 'Xor'",
        ),
    ],
)
def test_a_filter_with_an_unknown_word_is_refused(
    empty: Rest, definition: Any, message: str
) -> None:
    for path in ("/tasks/paginate", "/tasks/summaries/paginate", "/tasks/search"):
        assert empty.refusal("POST", path, json={"filter": definition}) == (400, message)


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"orderBy": "colour"}, "orderBy: a task has no field 'colour'"),
        ({"orderBy": "tags"}, "orderBy: tags has no order"),
        ({"orderBy": "status"}, "orderBy: status can be selected only"),
        (
            {"orderBy": "constants"},
            "orderBy: constants has parts; name one of them, after a dot",
        ),
        ({"orderBy": "name", "orderType": "asc"}, "orderType: expected ASC or DESC, not 'asc'"),
        ({"orderType": "sideways"}, "orderType: expected ASC or DESC, not 'sideways'"),
    ],
)
def test_an_order_with_an_unknown_word_is_refused(
    empty: Rest, order: dict[str, Any], message: str
) -> None:
    assert empty.refusal("POST", "/tasks/paginate", json=order) == (400, message)


def test_pages_come_in_the_order_of_a_field(rest: Rest) -> None:
    for number, name in enumerate("bcabca"):
        count = 3 if name == "a" else 1
        more: dict[str, Any] = {"maxTimeQueueSeconds": number} if number % 2 else {}
        rest.submit(name=name, shortname=f"t{number}", instanceCount=count, **more)
    rest.http.post("/tasks/t1/abort")

    def listed(**order: Any) -> str:
        """Give the numbers of the tasks, in the order in which pages of two show them."""
        token, found = None, ""
        while True:
            page = _page(rest, maximumResults=2, token=token, **order)
            found += "".join(each["shortname"][1:] for each in page["data"])
            token = page["nextToken"]
            if token is None:
                return found

    assert listed(orderBy="name") == listed(orderBy="Name", orderType="ASC") == "250314"
    assert listed(orderBy="name", orderType="DESC") == "140325"
    assert listed(orderBy="state") == "102345"
    assert listed(orderBy="instanceCount", orderType="DESC") == "250134"
    assert listed(orderBy="maxTimeQueueSeconds") == "024135"
    assert listed(orderBy="maxTimeQueueSeconds", orderType="DESC") == "531024"
    assert listed(orderBy="executionTime") == listed(orderBy="creationDate") == "012345"
    assert listed(orderBy="executionTime", orderType="DESC") == "012345"
    assert listed(orderBy="lastModified")[-1] == "1"
    assert listed(orderBy="endDate") == "023451"


def test_pages_in_another_order_hold_still_too(rest: Rest) -> None:
    for name in "dbfhaceg":
        rest.submit(name=name, shortname=f"t-{name}")
    by_name = {"orderBy": "name", "maximumResults": 3}
    first = _page(rest, **by_name)
    assert [each["name"] for each in first["data"]] == ["a", "b", "c"]
    # The last of the page goes, so does the next; others come before and after the place.
    for gone in "ce":
        rest.http.delete(f"/tasks/t-{gone}")
    for name in ("bb", "ff", "c"):
        rest.submit(name=name)
    second = _page(rest, **by_name, token=first["nextToken"])
    assert [each["name"] for each in second["data"]] == ["c", "d", "f"]
    third = _page(rest, **by_name, token=second["nextToken"])
    assert [each["name"] for each in third["data"]] == ["ff", "g", "h"]
    assert third["nextToken"] is None


def test_a_token_is_good_for_what_it_was_given_for(rest: Rest) -> None:
    for number in range(4):
        rest.submit(name="n", tags=["x"])
        pool = {"name": "n", "profile": "docker-batch", "instanceCount": 1}
        assert rest.http.post("/pools", json=pool).status_code == 200, number
    x = {"operator": "Equal", "field": "Tags", "value": "x"}
    asked = {"filter": x, "orderBy": "name", "maximumResults": 1}
    token = _page(rest, **asked)["nextToken"]
    again = _page(rest, **{**asked, "maximumResults": 2, "token": token})
    assert len(again["data"]) == 2
    assert _page(rest, **asked)["nextToken"] == token

    reordered = {"value": "x", "field": "Tags", "operator": "Equal"}
    assert _page(rest, **{**asked, "filter": reordered, "token": token})["data"]
    others: list[dict[str, Any]] = [
        {"filter": None},
        {"filter": {**x, "value": "y"}},
        {"orderBy": None},
        {"orderBy": "state"},
        {"orderType": "DESC"},
        *({"token": each} for each in (token[1:], token[:-1], f"{token}=", token.upper())),
        *({"token": each} for each in ("", ".", "x", "after-1", "ä.ä", "[1].x")),
    ]
    for other in others:
        status, message = rest.refusal(
            "POST", "/tasks/paginate", json=asked | {"token": token} | other
        )
        assert status == 400, other
        assert message.startswith("token: no page has the token '")
    for path in ("/tasks/summaries/paginate", "/pools/paginate"):
        status, _ = rest.refusal("POST", path, json={**asked, "token": token})
        assert status == 400
    reply = rest.http.post(
        "/tasks/paginate",
        content=rb'{"token": "\ud800.\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert reply.status_code == 400


@given(data=st.data())
def test_an_item_that_lives_throughout_is_given_once(data: st.DataObject) -> None:
    draw, stage = data.draw, Stage(slots=1, max_tasks=1000)
    names = st.sampled_from("abc")
    alive = [
        stage.submit(name=name, instanceCount=count)
        for name, count in draw(st.lists(st.tuples(names, st.integers(1, 3)), max_size=12))
    ]
    fields = st.sampled_from([None, "creationDate", "name", "instanceCount", "state"])
    order = order_of(draw(fields), draw(st.sampled_from([None, "ASC", "DESC"])), TASK_FIELDS)
    throughout, ever = set(alive), set(alive)
    seen: list[str] = []
    token: str | None = None
    while not seen or token is not None:
        page = stage.cluster.tasks.page(
            lambda *_: True,
            in_full=False,
            order=order,
            token=token,
            maximum=draw(st.integers(1, 4)),
        )
        seen += [each["uuid"] for each in page["data"]]
        token = page["nextToken"]
        if not alive:
            break
        for _ in range(draw(st.integers(0, min(2, len(alive))))):
            uuid = alive.pop(draw(st.integers(0, len(alive) - 1)))
            stage.cluster.delete(uuid)
            throughout.discard(uuid)
        for name in draw(st.lists(names, max_size=1)):
            alive.append(stage.submit(name=name))
            ever.add(alive[-1])
    assert throughout <= set(seen) <= ever
    assert len(seen) == len(set(seen))


def test_pages_cost_their_items_only() -> None:
    stage = Stage(slots=1, max_tasks=5000)
    for _ in range(4000):
        stage.submit()
    looked_at = 0

    def condition(*_: Any) -> bool:
        nonlocal looked_at
        looked_at += 1
        return True

    for direction in ("ASC", "DESC"):
        order, token, found, looked_at = order_of(None, direction, TASK_FIELDS), None, 0, 0
        while found == 0 or token is not None:
            page = stage.cluster.tasks.page(
                condition, in_full=False, order=order, token=token, maximum=40
            )
            found, token = found + len(page["data"]), page["nextToken"]
        assert found == 4000
        # Each page looks at one item more, to know whether there is another page.
        assert looked_at == 4099


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
    most = {"maximumResults": 2**31 - 1}
    assert _listed(rest, "POST", "/tasks/search", json=most) == "01234"
    [first, *_] = rest.http.post("/tasks/search", json={}).json()
    assert first.keys() == rest.task(first["uuid"]).keys()


def test_a_search_gives_what_was_selected(rest: Rest) -> None:
    first = rest.submit(name="a", tags=["x"], labels={"Team": "blue", "site": "north"})
    rest.submit(name="b", constants={"COLOUR": "red"})

    def found(*names: str) -> list[dict[str, Any]]:
        body = {"select": {"fields": list(names)}, "maximumResults": 1}
        reply = rest.http.post("/tasks/search", json=body)
        assert reply.status_code == 200, reply.text
        [item] = reply.json()
        # The document has no task without it.
        assert item.pop("uuid") == first
        return [item]

    assert found("Name", "tags", "Uuid", "Name") == [{"name": "a", "tags": ["x"]}]
    assert found("Uuid") == [{}]
    assert found("Labels.team", "Errors") == [{"errors": [], "labels": {"Team": "blue"}}]
    assert found("Labels.team", "Labels") == [{"labels": {"Team": "blue", "site": "north"}}]
    assert found("Constants.Key") == [{"constants": [{"key": "DOCKER_CMD"}]}]
    assert found("Dependencies.DependsOn") == [{"dependencies": None}]
    [item] = found("Status", "ResourceBuckets", "SecretsAccessRights", "MaxRetriesPerInstance")
    assert len(item) == 4
    everything = rest.task(first).keys() - {"uuid"}
    nothing: list[dict[str, Any]] = [{}, {"fields": []}, {"fields": None}]
    for none in nothing:
        [item, _] = rest.http.post("/tasks/search", json={"select": none}).json()
        assert item.keys() - {"uuid"} == everything
    for name in ("Colour", "Status.Progress", "Progress"):
        status, message = rest.refusal(
            "POST", "/tasks/search", json={"select": {"fields": ["Name", name]}}
        )
        assert (status, message) == (400, f"select: a task has no field {name!r}")


@pytest.mark.parametrize(
    ("noun", "fields"), [("task", TASK_FIELDS), ("pool", POOL_FIELDS), ("job", JOB_FIELDS)]
)
def test_every_field_can_be_filtered_selected_and_ordered_by_or_is_refused(
    noun: str, fields: Fields
) -> None:
    """What is found has the field, and all that the document wants of it."""
    api = api_of(whole_stage().cluster)
    for name in (*fields.names, *fields.selected_only, *fields.filtered_only):
        select = {"select": {"fields": [name]}}
        status, found = asked(api, "POST", f"/{noun}s/search", select)
        head, _, part = name.lower().partition(".")
        if head in fields.filtered_only:
            assert (status, found) == (400, {"message": f"select: {name} can be filtered by only"})
        else:
            assert status == 200, name
            values = [value for item in found for key, value in item.items() if key.lower() == head]
            assert len(values) == len(found), name
            assert not part or any(_has_part(value, part) for value in values), name
    for name in fields.names:
        expected = 400 if fields.find("orderBy", name).is_list else 200
        for order in ("ASC", "DESC"):
            listed = {"orderBy": name, "orderType": order}
            assert asked(api, "POST", f"/{noun}s/paginate", listed)[0] == expected, name


def _has_part(value: Any, part: str) -> bool:
    """Tell whether an object, or one of a list, has a property."""
    if isinstance(value, list):
        return any(_has_part(each, part) for each in value)
    return isinstance(value, dict) and part in map(str.lower, value)


@pytest.mark.parametrize("maximum", [0, -1, "5", 1.5, True])
def test_the_size_of_a_page_is_a_number_above_zero(empty: Rest, maximum: Any) -> None:
    for path in ("/tasks/paginate", "/jobs/search"):
        status, message = empty.refusal("POST", path, json={"maximumResults": maximum})
        assert status == 400
        assert message.startswith("maximumResults: ")
