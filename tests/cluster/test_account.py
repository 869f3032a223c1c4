"""The account, its quotas and projects, and the platform, in both colours."""

from __future__ import annotations

import datetime
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Colour
from pytest_httpserver import HTTPServer
from task_support import Connect, WrittenAnswers, a_task, connections

import qarnot.aio
import qarnot.connection
from qarnot.computing_quotas import RunningCounts, UserSchedulingQuota
from qarnot.emulator import Emulator
from qarnot.exceptions import (
    AmbiguousName,
    ConnectionClosed,
    InvalidValue,
    MissingProjectException,
    QarnotException,
    QarnotGenericException,
    RateLimited,
    UnauthorizedException,
)

pytestmark = pytest.mark.anyio

FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"
THIRD = "33333333-3333-4333-8333-333333333333"
FOURTH = "44444444-4444-4444-8444-444444444444"
PROJECTS: list[dict[str, Any]] = [
    {"uuid": FIRST, "name": "Spring", "slug": "spring", "isDefault": True},
    {"uuid": SECOND, "name": "spring", "slug": "spring-2"},
    {"uuid": THIRD, "name": "Twice", "slug": "twice-1"},
    {"uuid": FOURTH, "name": "Twice", "slug": "twice-2"},
]
QUOTAS = {
    "flex": {"maxInstances": 2},
    "onDemand": {"maxInstances": 1},
    "reserved": [{"reservationName": "night", "machineKey": "xeon", "maxInstances": 1}],
}


@pytest.fixture(scope="module")
def lab() -> Iterator[Emulator]:
    """A cluster with quotas and projects of its own."""
    with Emulator(slots=3, quotas=QUOTAS, organization="lab", projects=PROJECTS) as emulator:
        yield emulator


@pytest.fixture
async def connect(colour: Colour) -> Any:
    async with connections(colour) as connect:
        yield connect


async def test_the_account_and_its_quotas_agree(
    colour: Colour, connect: Connect, lab: Emulator
) -> None:
    connection = connect(lab.cluster_url)
    info = await colour.do(connection.user_info)
    door = qarnot.aio if colour.is_async else qarnot.connection
    assert isinstance(info, door.UserInfo)
    assert (info.email, info.max_instances, info.max_cores) == ("user@emulator.local", 3, 3)
    assert (info.max_flex_instances, info.max_on_demand_cores) == (2, 1)
    assert [each.slug for each in info.projects] == [each["slug"] for each in PROJECTS]
    quotas = await colour.do(connection.get_user_computing_quotas())
    assert quotas.on_demand == UserSchedulingQuota(1, 0, 1, 0)
    [reserved] = quotas.reserved
    assert (reserved.reservation_name, reserved.machine_key) == ("night", "xeon")
    assert info.computing_quotas.user.flex == quotas.flex
    assert info.computing_quotas.organization.name == "lab"
    assert info.default_reserved_specification_key == "xeon"


async def test_quotas_show_what_runs_and_hold_the_rest_back(
    colour: Colour, connect: Connect, lab: Emulator
) -> None:
    connection = connect(lab.cluster_url)
    first = a_task(connection, "sleep 60", scheduling_type="OnDemand")
    second = a_task(connection, scheduling_type="OnDemand")
    await colour.do(first.submit())
    await colour.do(second.submit())
    quotas = await colour.do(connection.get_user_computing_quotas())
    assert quotas.on_demand == UserSchedulingQuota(1, 1, 1, 1)
    organization = await colour.do(connection.get_organization_computing_quotas())
    mine = organization.on_demand.running_counts_per_user
    assert mine == {"user@emulator.local": RunningCounts(1, 1)}
    info = await colour.do(connection.user_info)
    assert info.running_on_demand_core_count == 1
    assert second.state == "Submitted"
    await colour.do(first.abort())
    await colour.do(second.wait())
    assert second.state == "Success"
    for task in (first, second):
        await colour.do(task.delete())


async def test_an_account_without_organization_has_no_quotas_of_one(
    colour: Colour, connect: Connect, httpserver: HTTPServer
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/quotas/computing-quotas/organization", 404)
    with pytest.raises(QarnotGenericException, match="so it is written") as caught:
        await colour.do(connect(answers.url).get_organization_computing_quotas())
    assert caught.value.status == 404


@pytest.mark.parametrize(
    ("wanted", "uuid"),
    [(SECOND, SECOND), ("spring", FIRST), ("Spring", FIRST), ("twice-1", THIRD)],
)
async def test_a_project_is_found_by_uuid_slug_or_name(
    colour: Colour, connect: Connect, lab: Emulator, wanted: str, uuid: str
) -> None:
    project = await colour.do(connect(lab.cluster_url).retrieve_project(wanted))
    assert project.uuid == uuid


async def test_a_project_that_is_not_there_or_not_the_only_one(
    colour: Colour, connect: Connect, lab: Emulator
) -> None:
    connection = connect(lab.cluster_url)
    with pytest.raises(MissingProjectException, match="'winter'"):
        await colour.do(connection.retrieve_project("winter"))
    with pytest.raises(AmbiguousName, match=f"'Twice'; .*{THIRD}, {FOURTH}") as caught:
        await colour.do(connection.retrieve_project("Twice"))
    assert caught.value.uuids == (THIRD, FOURTH)
    begin = len(lab.ledger)
    with pytest.raises(InvalidValue, match="project"):
        await colour.do(connection.retrieve_project(""))
    assert len(lab.ledger) == begin


async def test_projects_lead_to_their_budgets(colour: Colour, connection: Any) -> None:
    [project] = await colour.do(connection.projects())
    assert project.is_default
    assert project == (await colour.do(connection.retrieve_project("default")))
    [budget] = await colour.do(project.get_active_budgets(connection))
    assert budget.total_in_cents == 100_000
    assert (await colour.do(connection.credits())).amount_in_euros > 0


async def test_a_project_without_a_uuid_has_no_budgets_to_ask_for(
    colour: Colour, connect: Connect, httpserver: HTTPServer
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/info", {"projects": [{"uuid": None, "slug": "default"}]})
    connection = connect(answers.url)
    project = await colour.do(connection.retrieve_project("default"))
    for budgets in (project.get_active_budgets, project.get_all_budgets):
        with pytest.raises(InvalidValue, match=r"uuid of the project: .* not None"):
            await colour.do(budgets(connection))
    assert [path for _, path, _ in answers.asked] == ["/info"]


@pytest.mark.parametrize("projects", [None, [], "odd", [None]])
async def test_d26_there_may_be_no_projects(
    colour: Colour, connect: Connect, httpserver: HTTPServer, projects: Any
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/info", {"projects": projects, "computingQuotas": {"user": None}})
    connection = connect(answers.url)
    assert await colour.do(connection.projects()) == []
    assert (await colour.do(connection.user_info)).computing_quotas.user is None
    with pytest.raises(MissingProjectException):
        await colour.do(connection.retrieve_project("default"))


@pytest.mark.parametrize("budgets", [None, {}, "odd", 5])
async def test_d26_there_may_be_no_budgets(
    colour: Colour, connect: Connect, httpserver: HTTPServer, budgets: Any
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/info", {"projects": [{"uuid": FIRST, "slug": "default"}]})
    answers.add("GET", f"/credits/v1/projects/{FIRST}/budgets", {"budgets": budgets})
    connection = connect(answers.url)
    project = await colour.do(connection.retrieve_project("default"))
    assert project.is_default
    assert await colour.do(project.get_all_budgets(connection)) == []


async def test_the_platform_tells_its_settings_and_versions(
    colour: Colour, connect: Connect, cluster: Emulator, httpserver: HTTPServer
) -> None:
    connection = connect(cluster.cluster_url)
    assert (await colour.do(connection.settings())).storage == cluster.storage_url
    [version] = await colour.do(connection.versions())
    assert (version.version, version.end_of_life) == ("v1", None)
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/versions", [{"version": "v0.1", "endOfLife": "2020-03-16"}, None])
    old, empty = await colour.do(connect(answers.url).versions())
    assert old.end_of_life == datetime.date(2020, 3, 16)
    assert (empty.version, empty.end_of_life) == (None, None)


async def test_a_cluster_that_works_is_healthy(
    colour: Colour, connect: Connect, cluster: Emulator
) -> None:
    connection = connect(cluster.cluster_url)
    begin = len(cluster.ledger)
    assert await colour.do(connection.check_health()) is None
    assert await colour.do(connection.is_healthy()) is True
    sent = [(each.method, each.path) for each in cluster.ledger[begin:]]
    assert sent.count(("GET", "/")) >= 2


@pytest.mark.parametrize("status", [500, 503])
async def test_a_cluster_that_fails_is_not_healthy(
    colour: Colour, connect: Connect, httpserver: HTTPServer, status: int
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/", status)
    connection = connect(answers.url, retry_count=1)
    assert await colour.do(connection.is_healthy()) is False
    with pytest.raises(QarnotGenericException, match="so it is written") as caught:
        await colour.do(connection.check_health())
    assert (caught.value.status, caught.value.attempts) == (status, 2)


async def test_what_cannot_be_reached_or_is_something_else_is_not_healthy(
    colour: Colour, connect: Connect, httpserver: HTTPServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nowhere = f"http://127.0.0.1:{gone.getsockname()[1]}"
    assert await colour.do(connect(nowhere, retry_count=0).is_healthy()) is False
    httpserver.expect_request("/").respond_with_data("<html>", content_type="text/html")
    proxied = connect(httpserver.url_for("").rstrip("/"))
    assert await colour.do(proxied.is_healthy()) is False


PAGE = "<!DOCTYPE html><title>Log in</title>"
ELSEWHERE: list[tuple[int, str, str]] = [
    *((200, PAGE, "text/html"), (200, f"\n {PAGE}", "text/plain")),
    *((302, "", "text/plain"), (307, "{}", "application/json")),
    *((400, "{}", "application/json"), (401, PAGE, "text/html")),
    *(
        (403, PAGE, "text/html"),
        (403, "forbidden by policy", "text/plain"),
        (403, "", "text/plain"),
    ),
    *((404, "not found", "text/plain"), (404, PAGE, "text/html"), (404, "{}", "application/json")),
    *((407, "", "text/plain"), (418, "{}", "application/json"), (429, PAGE, "text/html")),
]


@pytest.mark.parametrize(("status", "body", "kind"), ELSEWHERE)
async def test_what_stands_before_the_api_is_not_healthy(
    colour: Colour, connect: Connect, httpserver: HTTPServer, status: int, body: str, kind: str
) -> None:
    where = {"Location": "http://login.example/"} if 300 <= status < 400 else {}
    httpserver.expect_request("/").respond_with_data(body, status, where, content_type=kind)
    connection = connect(httpserver.url_for("").rstrip("/"), retry_count=0)
    assert await colour.do(connection.is_healthy()) is False
    with pytest.raises(QarnotException):
        await colour.do(connection.check_health())


async def test_a_closed_connection_is_not_asked_for_health(
    colour: Colour, connect: Connect, cluster: Emulator
) -> None:
    connection = connect(cluster.cluster_url)
    await colour.close(connection)
    with pytest.raises(ConnectionClosed):
        await colour.do(connection.is_healthy())


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, UnauthorizedException), (403, UnauthorizedException), (429, RateLimited)],
)
async def test_a_cluster_that_refuses_says_why(
    colour: Colour,
    connect: Connect,
    httpserver: HTTPServer,
    status: int,
    error: type[Exception],
) -> None:
    answers = WrittenAnswers.on(httpserver)
    answers.add("GET", "/", status)
    with pytest.raises(error):
        await colour.do(connect(answers.url, retry_count=0).is_healthy())


async def test_the_own_account_may_be_named_and_no_other(
    colour: Colour, connect: Connect, cluster: Emulator
) -> None:
    own = connect(cluster.cluster_url, read_only_account="user@emulator.local")
    assert (await colour.do(own.user_info)).email == "user@emulator.local"
    other = connect(cluster.cluster_url, read_only_account="other@example.org")
    with pytest.raises(UnauthorizedException, match=r"other@example\.org"):
        await colour.do(other.user_info)
