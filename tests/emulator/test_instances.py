"""Instances that fail, are tried again, and are shown while they run and when they have ended."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator.core.intake import instance_numbers, plan_task, range_text
from qarnot.emulator.core.running import Usage

from .stage import Stage
from .support import task


@pytest.mark.parametrize(
    ("settings", "attempts"),
    [
        ({}, [1, 1]),
        ({"retrySettings": {"maxPerInstanceRetries": 1}}, [2, 2]),
        ({"retrySettings": {"maxPerInstanceRetries": 2, "maxTotalRetries": 3}}, [3, 2]),
        ({"retrySettings": {"maxTotalRetries": 1}}, [2, 1]),
        ({"retrySettings": {"maxPerInstanceRetries": 0}, "maxRetriesPerInstance": 5}, [1, 1]),
        ({"maxRetriesPerInstance": 1}, [2, 2]),
    ],
)
def test_an_instance_that_fails_is_tried_again_as_often_as_was_asked(
    settings: dict[str, Any], attempts: list[int]
) -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(instanceCount=2, **settings)
    while told := stage.runner.take():
        for what, number in told:
            if what == "run":
                stage.run(uuid, number, error=f"exit {number}")
            else:
                stage.cluster.collected(uuid, uploaded=False, error=None)
    shown = stage.cluster.details(uuid)
    assert shown["state"] == "Failure"
    completed = shown["completedInstances"]
    assert [each["executionAttemptCount"] for each in completed] == attempts
    assert [each["error"]["message"] for each in completed] == ["exit 0", "exit 1"]


def test_a_task_whose_instance_succeeds_at_last_succeeds() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(retrySettings={"maxPerInstanceRetries": 3})
    stage.run(uuid, 0, error="first")
    assert stage.states(uuid)[-1] == "FullyExecuting"
    stage.clock.go(5)
    stage.run(uuid, 0)
    stage.cluster.collected(uuid, uploaded=False, error=None)
    shown = stage.cluster.details(uuid)
    assert (shown["state"], shown["errors"]) == ("Success", [])
    [instance] = shown["completedInstances"]
    assert (instance["state"], instance["error"]) == ("Success", None)
    assert instance["executionAttemptCount"] == 2


def test_an_instance_that_waits_for_another_try_is_not_run_when_the_task_is_aborted() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(instanceCount=2, retrySettings={"maxPerInstanceRetries": 3})
    stage.run(uuid, 0, error="first")
    stage.cluster.started(uuid, 1)
    stage.cluster.abort(uuid)
    stage.cluster.ended(uuid, 1, "killed")
    assert stage.runner.take() == [("run", 0), ("run", 1), ("stop",), ("collect", False)]
    stage.cluster.collected(uuid, uploaded=False, error=None)
    shown = stage.cluster.details(uuid)
    assert shown["state"] == "Cancelled"
    assert shown["status"]["cancelledRange"] == "0-1"


def test_the_status_tells_what_has_become_of_each_instance() -> None:
    stage = Stage(slots=4)
    uuid = stage.submit(instanceCount=6)
    assert stage.cluster.details(uuid)["status"]["startedOnceRange"] == ""
    stage.clock.go(2)
    stage.run(uuid, 0, 1)
    stage.run(uuid, 2, error="bad")
    stage.cluster.started(uuid, 3)
    stage.clock.go(10)
    status = stage.cluster.details(uuid)["status"]
    assert status["instanceCount"] == 6
    assert status["succeededRange"] == "0-1"
    assert (status["failedRange"], status["failedOnlyRange"]) == ("2", "2")
    assert (status["executedRange"], status["cancelledRange"]) == ("0-2", "")
    assert status["startedOnceRange"] == "0-3"
    assert (status["downloadTimeSec"], status["executionTimeSec"]) == (2 * 4 + 10 * 2, 10)
    assert status["executionProgress"] == pytest.approx(50)
    stage.cluster.abort(uuid)
    for number in (3, 4, 5):
        stage.cluster.ended(uuid, number, "killed")
    stage.cluster.collected(uuid, uploaded=False, error=None)
    status = stage.cluster.details(uuid)["status"]
    assert (status["failedRange"], status["failedOnlyRange"]) == ("2-5", "2")
    assert status["cancelledRange"] == "3-5"
    assert status["runningInstancesInfo"]["perRunningInstanceInfo"] == []


def test_running_instances_are_shown_with_what_they_use() -> None:
    stage = Stage(slots=2)
    uuid = stage.submit(instanceCount=2)
    stage.cluster.started(uuid, 0)
    stage.clock.go(10)
    stage.runner.usages[uuid, 0] = Usage(4.0, 100, 150, (8888, 2222))
    info = stage.cluster.details(uuid)["status"]["runningInstancesInfo"]
    first, second = info["perRunningInstanceInfo"]
    assert (first["instanceId"], first["phase"]) == (0, "execution")
    assert (first["cpuUsage"], first["currentMemoryMB"]) == (40, 100)
    assert (first["executionTimeSec"], first["executionAttemptCount"]) == (10, 1)
    assert first["activeForwards"] == [
        {
            "applicationPort": port,
            "forwarderPort": port,
            "forwarderHost": "127.0.0.1",
            "bindAddress": "127.0.0.1",
        }
        for port in (8888, 2222)
    ]
    assert (second["instanceId"], second["phase"]) == (1, "download")
    assert info["averageCpuUsage"] == 20
    stage.cluster.ended(uuid, 0, None, Usage(6.0, 0, 170))
    [done] = stage.cluster.details(uuid)["completedInstances"]
    assert (done["peakMemoryMB"], done["execTimeSec"], done["results"]) == (170, 10, [])


def test_results_are_told_by_their_addresses() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(resultBucket="out", resultsBucketPrefix="x/", instanceCount=2)
    stage.run(uuid, 0)
    stage.run(uuid, 1)
    stage.cluster.collected(uuid, uploaded=True, error=None, results={1: ("x/a", "x/b c")})
    shown = stage.cluster.details(uuid)
    assert [each["results"] for each in shown["completedInstances"]] == [
        [],
        ["s3://storage.example:9000/out/x/a", "s3://storage.example:9000/out/x/b c"],
    ]
    assert shown["status"]["uploadProgress"] == 100


def test_results_of_an_aborted_task_are_uploaded_when_that_was_asked_for() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(instanceCount=2, uploadResultsOnCancellation=True, resultBucket="out")
    stage.cluster.started(uuid, 0)
    stage.cluster.abort(uuid)
    stage.cluster.ended(uuid, 0, "killed")
    assert stage.runner.take() == [("run", 0), ("stop",), ("collect", True)]
    stage.cluster.collected(uuid, uploaded=True, error=None, results={0: ("a",)})
    shown = stage.cluster.details(uuid)
    assert (shown["state"], shown["resultsCount"]) == ("Cancelled", 1)


def test_ways_in_are_those_of_rules_and_of_ports_that_are_listened_on() -> None:
    stage = Stage(slots=1)
    rules = [
        {"inbound": True, "proto": "https", "port": "8000", "name": "web"},
        {"inbound": True, "proto": "tcp", "port": "not a port"},
        {"inbound": False, "proto": "tcp", "port": "25"},
    ]
    uuid = stage.submit(forcedNetworkRules=rules, instanceCount=2)
    assert stage.cluster.forwards(uuid) == {}
    stage.cluster.started(uuid, 0)
    assert stage.cluster.forwards(uuid)["0"]["web"]["enabled"] is False
    stage.runner.usages[uuid, 0] = Usage(ports=(8000, 22))
    found = stage.cluster.forwards(uuid)
    assert found.keys() == {"0"}
    assert found["0"].keys() == {"web", "port-22"}
    assert found["0"]["web"] == {
        "name": "web",
        "enabled": True,
        "applicationType": None,
        "proto": "https",
        "port": 8000,
        "allowedIPs": "127.0.0.1",
        "access": {"publicHost": "127.0.0.1", "publicPort": 8000},
    }


@given(st.sets(st.integers(0, 60)))
def test_ranges_are_written_as_they_are_read(numbers: set[int]) -> None:
    text = range_text(sorted(numbers))
    assert (instance_numbers(text) if text else ()) == tuple(sorted(numbers))


def test_forced_constants_win_and_may_be_kept_out_of_the_environment() -> None:
    forced = [
        {"constantName": "A", "forcedValue": "forced"},
        {"constantName": "B", "forcedValue": "hidden", "forceExportInEnvironment": False},
    ]
    body = task(None, constants={"A": "own", "C": "${A}-${B}"}, forcedConstants=forced)
    plan = plan_task(body, lambda _: True)
    assert plan.constants == {"A": "forced", "B": "hidden", "C": "forced-hidden"}
    assert plan.environment == {"A": "forced", "C": "forced-hidden"}


def test_patterns_of_results_may_refer_to_constants() -> None:
    body = task(
        constants={"KIND": "txt"}, resultsBucket="out", resultsWhitelist=r"\.${KIND}$ ${OTHER}"
    )
    results = plan_task(body, lambda _: True).results
    assert results is not None
    assert (results.bucket, results.whitelist) == ("out", r"\.txt$ ${OTHER}")
