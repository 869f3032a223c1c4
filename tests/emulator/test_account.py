"""What work costs, and what happens when nothing is left to spend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.core.accounts import DEFAULT_PROJECT
from qarnot.emulator.core.costs import carbon_facts
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.running import Usage
from qarnot.exceptions import InvalidValue

from .stage import Stage, refused
from .support import Rest, command, ready_line, task

PROJECT = "12345678-1234-1234-1234-123456789abc"
BUDGET = {"uuid": PROJECT, "totalAmountInCents": 500}


def test_cpu_time_has_its_price_also_while_it_is_being_used() -> None:
    stage = Stage(slots=2, money=1.0)
    uuid = stage.submit(instanceCount=2, schedulingType="OnDemand")
    stage.cluster.started(uuid, 0)
    stage.runner.usages[uuid, 0] = Usage(1800.0)
    assert stage.cluster.task_credits(uuid) == pytest.approx(0.03)
    assert stage.cluster.credits_left() == 1.0
    stage.cluster.ended(uuid, 0, None, Usage(3600.0))
    assert stage.cluster.task_credits(uuid) == pytest.approx(0.06)
    assert stage.cluster.details(uuid)["credits"] == pytest.approx(0.06)
    assert stage.cluster.credits_left() == pytest.approx(0.94)


def test_every_attempt_is_paid() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(retrySettings={"maxTotalRetries": 1})
    for error in ("bad", None):
        stage.cluster.started(uuid, 0)
        stage.cluster.ended(uuid, 0, error, Usage(3600.0))
    assert stage.cluster.task_credits(uuid) == pytest.approx(0.06)


def test_new_work_is_refused_when_the_credits_are_used_up() -> None:
    stage = Stage(slots=1, money=0.03)
    uuid = stage.submit()
    stage.cluster.started(uuid, 0)
    stage.cluster.ended(uuid, 0, None, Usage(3600.0))
    stage.cluster.collected(uuid, uploaded=False, error=None)
    for action in (stage.submit, stage.pool):
        assert refused(action) == (402, "Not enough credits")
    assert refused(stage.cluster.restart, uuid) == (403, "Not enough credits")
    assert stage.job()


def test_a_project_is_charged_and_must_be_known() -> None:
    stage = Stage(slots=1)
    assert refused(stage.submit, projectUuid=PROJECT) == (
        400,
        f"projectUuid: no such project: {PROJECT}",
    )
    uuid = stage.submit()
    stage.cluster.started(uuid, 0)
    stage.cluster.ended(uuid, 0, None, Usage(3600.0 * 100))
    [budget] = stage.cluster.budgets(DEFAULT_PROJECT.uuid, active_only=True)
    assert (budget["consumedAmountInCents"], budget["remainingAmountInCents"]) == (300, 99_700)
    assert refused(stage.cluster.budgets, PROJECT, active_only=True)[0] == 404


def test_carbon_facts_grow_with_the_cpu_time() -> None:
    hour = carbon_facts(3600, None)
    assert hour["total_energy_it_Wh"] == 15
    assert hour["equivalent_datacenter_name"] == "european_dc"
    assert hour["qarnot_carbon_footprint"] < hour["equivalent_DC_carbon_footprint"]
    assert carbon_facts(7200, None)["total_energy_it_Wh"] == 30
    nothing = carbon_facts(0, "asian_dc")
    assert (nothing["qarnot_carbon_footprint"], nothing["saved_carbon_footprint_percent"]) == (0, 0)
    with pytest.raises(Refusal, match="no such data center: moon"):
        carbon_facts(1, "moon")


def test_an_emulator_has_the_projects_and_quotas_that_it_was_given() -> None:
    budgets = [
        {**BUDGET, "alias": "now"},
        {
            **BUDGET,
            "alias": "over",
            "expirationDateUtc": "2020-01-01T00:00:00Z",
            "budgetOverrunPolicy": "BlockNew",
        },
    ]
    projects = [{"uuid": PROJECT, "name": "My Work", "budgets": budgets}]
    with Emulator(runner="none", max_tasks=1, credits=0.5, projects=projects) as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            info = rest.http.get("/info").json()
            assert info["maxTask"] == 1
            [project] = info["projects"]
            assert (project["slug"], project["isDefault"]) == ("my-work", False)
            path = f"/credits/v1/projects/{PROJECT}/budgets"
            names = {}
            for active in ("true", "false"):
                found = rest.http.get(path, params={"activeOnly": active}).json()["budgets"]
                names[active] = [each["alias"] for each in found]
            assert names == {"true": ["now"], "false": ["now", "over"]}
            left = rest.http.get("/credits/v1/accounts/credits").json()
            assert left == {"credits": 0.5}
            rest.submit(projectUuid=PROJECT)
            assert rest.refusal("POST", "/tasks", json=task()) == (
                403,
                "Maximum number of tasks reached",
            )


def test_an_emulator_without_credits_takes_no_work() -> None:
    with Emulator(runner="none", credits=0) as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            assert rest.refusal("POST", "/tasks", json=task()) == (402, "Not enough credits")
            reply = rest.http.post("/tasks", json=[task(), task()])
            assert reply.status_code == 402
            assert [each["statusCode"] for each in reply.json()] == [402, 402]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"max_tasks": 0}, "max_tasks: expected a whole number of at least 1, not 0"),
        ({"credits": -1}, "credits: expected a number that is not negative, not -1"),
        ({"credits": float("nan")}, "credits: expected a number that is not negative, not nan"),
        ({"projects": [{"name": "x"}]}, "projects: expected a project with a uuid, not None"),
        ({"projects": ["x"]}, "projects: expected a project to be a mapping, not 'x'"),
        ({"projects": [{"uuid": PROJECT, "nmae": ""}]}, "projects: a project has no nmae"),
        ({"projects": [{"uuid": PROJECT}] * 2}, "projects: two have the same uuid"),
        (
            {"projects": [{"uuid": PROJECT, "budgets": [{"uuid": PROJECT}]}]},
            "totalAmountInCents: expected a whole number, not None",
        ),
        (
            {
                "projects": [
                    {"uuid": PROJECT, "budgets": [BUDGET | {"budgetOverrunPolicy": "stop"}]}
                ]
            },
            (
                "budgetOverrunPolicy: expected one of AlertOnly, BlockNew, StopAndBlockAll, "
                "not 'stop'"
            ),
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=f"{message}$"):
        Emulator(**settings)


def test_the_command_line_sets_quotas(tmp_path: Path) -> None:
    options = ("--runner", "none", "--max-tasks", "7", "--credits", "0.25")
    with command(*options, temporary=tmp_path) as process:
        rest = Rest(ready_line(process)["cluster_url"])
        with rest.http:
            assert rest.http.get("/info").json()["maxTask"] == 7
            assert rest.http.get("/credits/v1/accounts/credits").json() == {"credits": 0.25}
