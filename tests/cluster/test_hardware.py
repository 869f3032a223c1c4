"""Conditions on machines, in both colours: all kinds, unknown ones, pages, and models."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import parse_qs

import pytest
from attrs import Factory, define
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import a_task, connections
from werkzeug import Request, Response

from qarnot.emulator import Emulator
from qarnot.exceptions import (
    InvalidValue,
    UnauthorizedException,
    UnreadableItemWarning,
    UnreadableReply,
)
from qarnot.hardware_constraint import (
    CpuModelHardware,
    GpuHardware,
    HardwareConstraint,
    MaximumCoreHardware,
    MaximumRamCoreRatioHardware,
    MaximumRamHardware,
    MinimumCoreHardware,
    MinimumRamCoreRatioHardware,
    MinimumRamHardware,
    NoGpuHardware,
    NoSSDHardware,
    SpecificHardware,
    SSDHardware,
)

pytestmark = pytest.mark.anyio

KINDS = {
    *(MinimumCoreHardware, MaximumCoreHardware, MinimumRamHardware, MaximumRamHardware),
    *(MinimumRamCoreRatioHardware, MaximumRamCoreRatioHardware, SpecificHardware),
    *(GpuHardware, NoGpuHardware, SSDHardware, NoSSDHardware, CpuModelHardware),
}


@define
class Pages:
    """A server of conditions whose pages can be odd.

    :ivar change: of the page that it would give.
    :ivar asked: the offsets that were asked for.
    """

    items: list[Any]
    change: dict[str, Any] = Factory(dict)
    heeds_offset: bool = True
    asked: list[int] = Factory(list)

    def on(self, httpserver: HTTPServer) -> str:
        httpserver.expect_request("/hardware-constraints").respond_with_handler(self.answer)
        return httpserver.url_for("").rstrip("/")

    def answer(self, request: Request) -> Response:
        query = parse_qs(request.query_string.decode())
        limit, offset = int(query["Limit"][0]), int(query["Offset"][0])
        self.asked.append(offset)
        assert len(self.asked) < 20, "the pages do not come to an end"
        start = offset if self.heeds_offset else 0
        page = {
            "data": self.items[start : start + limit],
            "offset": start,
            "limit": limit,
            "total": len(self.items),
        }
        return _json({**page, **self.change})


def _json(value: Any) -> Response:
    return Response(json.dumps(value), content_type="application/json")


def specific(count: int) -> list[dict[str, Any]]:
    kind = "SpecificHardwareConstraint"
    return [{"discriminator": kind, "specificationKey": f"k{number}"} for number in range(count)]


async def test_all_kinds_are_listed_each_once(colour: Colour, connection: Any) -> None:
    found = await colour.collect(connection.all_hardware_constraints())
    assert {type(each) for each in found} == KINDS
    assert len(set(found)) == len(found)
    assert SpecificHardware("R7-2700X") in found


async def test_pages_are_counted_by_offset(
    colour: Colour, connection: Any, cluster: Emulator
) -> None:
    whole = await colour.do(connection.hardware_constraints_page())
    assert (whole.offset, whole.limit, len(whole.page_data)) == (0, 50, whole.total)
    page = await colour.do(connection.hardware_constraints_page(limit=4, offset=3))
    assert (page.total, page.offset, page.limit) == (whole.total, 3, 4)
    assert page.page_data == whole.page_data[3:7]
    past = await colour.do(connection.hardware_constraints_page(50, whole.total))
    assert past.page_data == []
    begin = len(cluster.ledger)
    await colour.do(connection.hardware_constraints_page(None, None))
    assert any(each.path == "/hardware-constraints" for each in cluster.ledger[begin:])


@pytest.mark.parametrize(
    ("limit", "offset", "name"),
    [(0, 0, "limit"), (51, 0, "limit"), (True, 0, "limit"), ("5", 0, "limit"), (1, -1, "offset")],
)
async def test_a_page_that_cannot_be_is_refused_unsent(
    colour: Colour, connection: Any, limit: Any, offset: Any, name: str
) -> None:
    with pytest.raises(InvalidValue, match=rf"^Error: {name}: "):
        await colour.do(connection.hardware_constraints_page(limit, offset))


async def test_d27_unknown_kinds_and_properties_are_kept(
    colour: Colour, httpserver: HTTPServer, connection: Any
) -> None:
    unknown = {"discriminator": "QuantumHardwareConstraint", "qubits": 5}
    items = [unknown, {"discriminator": "GpuHardwareConstraint", "count": 2}, None, {"a": 1}, 7]
    async with connections(colour) as connect:
        there = connect(Pages(items).on(httpserver))
        with pytest.warns(UnreadableItemWarning):
            found = await colour.collect(there.all_hardware_constraints())
        with pytest.warns(UnreadableItemWarning):
            page = await colour.do(there.hardware_constraints_page())
    assert [each.to_json() for each in found] == [unknown, items[1], {"a": 1}]
    assert [type(each) for each in found] == [HardwareConstraint, GpuHardware, HardwareConstraint]
    assert [(each.index, each.value) for each in page.bad_items] == [(2, None), (4, 7)]
    task = a_task(connection)
    task.hardware_constraints = found[:1]
    await colour.do(task.submit())
    again = await colour.do(connection.retrieve_task(task.uuid))
    assert [each.to_json() for each in again.hardware_constraints] == [unknown]
    await colour.do(task.delete())


async def test_d26_what_is_no_condition_is_told_with_its_place_in_the_whole_listing(
    colour: Colour, httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    items = [*specific(60), 7, *specific(62)[60:], None]
    async with connections(colour) as connect:
        there = connect(Pages(items).on(httpserver))
        with pytest.warns(UnreadableItemWarning) as caught:
            found = await colour.collect(there.all_hardware_constraints())
    assert len(found) == 62
    told = [str(each.message) for each in caught]
    assert told == [
        "item 60 of a listing is no hardware constraint and is left out: it is no object but 7",
        "item 63 of a listing is no hardware constraint and is left out: it is no object but None",
    ]
    assert [each.getMessage() for each in caplog.records if each.name == "qarnot"] == told


async def test_all_pages_are_read_as_they_are_needed(
    colour: Colour, httpserver: HTTPServer, caplog: Any
) -> None:
    pages = Pages(specific(120))
    async with connections(colour) as connect:
        there = connect(pages.on(httpserver))
        iterator = there.all_hardware_constraints()
        first = await anext(iterator) if colour.is_async else next(iterator)
        assert (first.specification_key, pages.asked) == ("k0", [0])
        rest = await colour.collect(iterator)
    assert [each.specification_key for each in rest] == [f"k{number}" for number in range(1, 120)]
    assert pages.asked == [0, 50, 100]
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("change", "asked", "warning"),
    [
        ({"limit": 0}, [0, 50, 100], None),
        ({"limit": 0, "offset": 0, "total": None}, [0, 50, 100, 120], None),
        ({"total": 10_000}, [0, 50, 100, 120], "tells of 10000, and gave 120"),
        ({"total": 30}, [0, 50, 100, 120], "tells of 30, and gave 120"),
        ({"total": "many", "limit": None, "offset": None}, [0, 50, 100, 120], None),
    ],
)
async def test_d48_figures_that_lie_neither_lose_items_nor_go_on_for_ever(
    colour: Colour,
    httpserver: HTTPServer,
    caplog: Any,
    change: dict[str, Any],
    asked: list[int],
    warning: str | None,
) -> None:
    pages = Pages(specific(120), change)
    async with connections(colour) as connect:
        found = await colour.collect(connect(pages.on(httpserver)).all_hardware_constraints())
    assert len(found) == 120
    assert pages.asked == asked
    said = [each.getMessage() for each in caplog.records if each.name == "qarnot"]
    assert [warning in each for each in said if warning] == ([True] if warning else [])
    assert bool(said) == bool(warning)


@pytest.mark.parametrize("change", [{}, {"limit": 0}, {"total": None}, {"offset": None}])
async def test_d48_a_page_that_comes_again_and_again_is_an_error(
    colour: Colour, httpserver: HTTPServer, change: dict[str, Any]
) -> None:
    pages = Pages(specific(120), change, heeds_offset=False)
    async with connections(colour) as connect:
        there = connect(pages.on(httpserver))
        with pytest.raises(UnreadableReply, match="do not come to an end: after 50 "):
            await colour.collect(there.all_hardware_constraints())
    assert pages.asked == [0, 50]


async def test_what_comes_twice_is_given_once_and_reported(
    colour: Colour, httpserver: HTTPServer, caplog: Any
) -> None:
    items = [*specific(50), *specific(3), {"discriminator": "GpuHardwareConstraint"}]
    async with connections(colour) as connect:
        there = connect(Pages(items).on(httpserver))
        found = await colour.collect(there.all_hardware_constraints())
    assert len(found) == len(set(found)) == 51
    said = [each.getMessage() for each in caplog.records if each.name == "qarnot"]
    assert said == ["hardware constraints: 3 came more than once"]


@pytest.mark.parametrize("page", [{}, {"data": None}, {"data": [], "total": 0, "limit": 0}])
async def test_an_empty_answer_is_an_empty_list(
    colour: Colour, httpserver: HTTPServer, page: dict[str, Any]
) -> None:
    httpserver.expect_request("/hardware-constraints").respond_with_json(page)
    async with connections(colour) as connect:
        there = connect(httpserver.url_for("").rstrip("/"))
        assert await colour.collect(there.all_hardware_constraints()) == []
        found = await colour.do(there.hardware_constraints_page(5, 7))
    assert (found.total, found.page_data) == (page.get("total", 7), [])


@pytest.mark.parametrize("page", [[], {"data": {}}, "text", None])
async def test_what_is_no_page_is_an_error(
    colour: Colour, httpserver: HTTPServer, page: Any
) -> None:
    httpserver.expect_request("/hardware-constraints").respond_with_handler(lambda _: _json(page))
    async with connections(colour) as connect:
        there = connect(httpserver.url_for("").rstrip("/"), retry_count=0)
        with pytest.raises(UnreadableReply):
            await colour.collect(there.all_hardware_constraints())


async def test_models_are_found_by_a_part_of_their_name(colour: Colour, connection: Any) -> None:
    found = await colour.do(connection.search_cpu_model_constraints("ryzen 9"))
    assert found
    assert all(type(each) is CpuModelHardware for each in found)
    assert "Ryzen 9" in found[0].cpu_model
    assert await colour.do(connection.search_cpu_model_constraints("&Offset=1#x")) == []
    task = a_task(connection)
    task.hardware_constraints = found[:1]
    await colour.do(task.submit())
    again = await colour.do(connection.retrieve_task(task.uuid))
    assert again.hardware_constraints == found[:1]
    await colour.do(task.delete())


async def test_the_models_of_an_odd_answer(colour: Colour, httpserver: HTTPServer) -> None:
    answers = [
        {"cpuModel": "a"},
        {"discriminator": None, "cpuModel": "b"},
        {"discriminator": "CpuModelHardwareConstraint", "cpuModel": None, "new": 1},
        {"discriminator": "Other"},
        *(None, 5),
    ]
    path = "/hardware-constraints/cpu-model-constraints/search"
    httpserver.expect_request(path).respond_with_handler(lambda _: _json(answers))
    async with connections(colour) as connect:
        there = connect(httpserver.url_for("").rstrip("/"))
        with pytest.warns(UnreadableItemWarning) as caught:
            found = await colour.do(there.search_cpu_model_constraints("any"))
    assert [(each.message.index, each.message.reason) for each in caught] == [  # type: ignore[union-attr]
        (3, "its kind is 'Other'"),
        (4, "it is no object but None"),
        (5, "it is no object but 5"),
    ]
    assert [each.cpu_model for each in found] == ["a", "b", None]
    assert found[0] == CpuModelHardware("a")
    assert found[2].to_json() == answers[2]


@pytest.mark.parametrize("model", ["", None, 5, "\ud800"])
async def test_what_is_no_model_is_refused_unsent(
    colour: Colour, connection: Any, model: Any
) -> None:
    with pytest.raises(InvalidValue, match=r"^Error: cpu_model: "):
        await colour.do(connection.search_cpu_model_constraints(model))


async def test_a_refusal_is_raised(colour: Colour, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hardware-constraints").respond_with_data("", 401)
    async with connections(colour) as connect:
        there = connect(httpserver.url_for("").rstrip("/"))
        with pytest.raises(UnauthorizedException):
            await colour.do(there.hardware_constraints_page())
        with pytest.raises(UnauthorizedException):
            await colour.collect(there.all_hardware_constraints())
