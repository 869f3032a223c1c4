"""Tasks that are changed, run again, and copied."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from qarnot.emulator.core.cluster import Rerun

from .stage import Stage, refused


def anything(_: str) -> bool:
    return True


def ended_in_three_ways(stage: Stage) -> str:
    """Make a task of which instances 0 and 4 succeeded, 1 and 5 failed, 2 and 3 were cancelled."""
    uuid = stage.submit(
        instanceCount=None,
        advancedRanges="0-5",
        shortname="first",
        tags=["a"],
        resourceBuckets=["in"],
        constants={"A": "1"},
    )
    stage.run(uuid, 0, 4)
    stage.run(uuid, 1, 5, error="bad")
    stage.cluster.abort(uuid)
    stage.cluster.ended(uuid, 2, "killed")
    stage.cluster.ended(uuid, 3, "killed")
    stage.cluster.collected(uuid, uploaded=False, error=None)
    stage.runner.take()
    return uuid


@pytest.mark.parametrize(
    ("kind", "ranges"), [("retry", "1,5"), ("resume", "2-3"), ("recover", "1-3,5")]
)
def test_instances_of_an_ended_task_run_again_in_a_new_one(kind: Rerun, ranges: str) -> None:
    stage = Stage(slots=6)
    first = ended_in_three_ways(stage)
    again = stage.cluster.rerun(first, kind, {"name": "again", "tags": None}, anything)
    shown = stage.cluster.details(again)
    assert again != first
    assert shown["advancedRanges"] == ranges
    assert (shown["name"], shown["shortname"], shown["tags"]) == ("again", again, ["a"])
    assert shown["resourceBuckets"] == ["in"]
    assert [what for what, *_ in stage.runner.take()] == ["run"] * shown["instanceCount"]
    assert stage.cluster.details(first)["state"] == "Cancelled"


def test_what_has_not_ended_or_not_so_cannot_be_run_again() -> None:
    stage = Stage(slots=2)
    running, done = stage.submit(), stage.submit()
    stage.finish(done, 0)
    status, message = refused(stage.cluster.rerun, running, "retry", {}, anything)
    assert (status, message) == (
        403,
        f"Can't retry the task {running}: its state is FullyDispatched",
    )
    status, message = refused(stage.cluster.rerun, done, "recover", {}, anything)
    assert (status, message) == (
        403,
        f"Can't recover the task {done}: no instance has the state Cancelled or Failure",
    )
    status, _ = refused(stage.cluster.restart, running)
    assert status == 403


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"instanceCount": 6, "advancedRanges": "0-5", "resourceBuckets": ["in"]}),
        ({"instanceCount": 2}, {"instanceCount": 2, "advancedRanges": None}),
        (
            {"advancedResourceBuckets": [{"bucketName": "x"}]},
            {"resourceBuckets": [], "advancedRanges": "0-5"},
        ),
        ({"shortname": "second", "labels": {"a": "b"}}, {"shortname": "second"}),
    ],
)
def test_a_copy_is_as_its_first_but_for_what_is_changed(
    changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    stage = Stage(slots=6)
    first = ended_in_three_ways(stage)
    shown = stage.cluster.details(stage.cluster.clone(first, changes, anything))
    assert {name: shown[name] for name in expected} == expected
    assert shown["constants"] == stage.cluster.details(first)["constants"]


def test_a_copy_is_checked_like_any_task() -> None:
    stage = Stage(slots=6)
    first = ended_in_three_ways(stage)
    assert refused(stage.cluster.clone, first, {"shortname": "first"}, anything)[0] == 400
    assert refused(stage.cluster.clone, first, {}, lambda _: False) == (404, "No such bucket: in")
    assert refused(stage.cluster.clone, first, {"profile": "x"}, anything)[0] == 400


def test_the_cluster_goes_on_while_the_storage_is_asked_for_the_buckets_of_a_copy() -> None:
    stage = Stage(slots=6)
    first = ended_in_three_ways(stage)
    pool = stage.pool(resourceBuckets=["in"])
    asked = []

    def exists(name: str) -> bool:
        other = threading.Thread(target=stage.cluster.tick, daemon=True)
        other.start()
        other.join(10)
        assert not other.is_alive(), "it waits for the answer of the storage"
        asked.append(name)
        return True

    stage.cluster.clone(first, {}, exists)
    stage.cluster.rerun(first, "retry", {}, exists)
    stage.cluster.clone_pool(pool, {}, exists)
    assert asked == ["in"] * 3


def test_a_task_in_a_job_with_dependencies_runs_again_when_those_are_gone() -> None:
    stage = Stage(slots=1)
    job = stage.job(useDependencies=True)
    one = stage.submit(jobUuid=job)
    two = stage.submit(jobUuid=job, dependencies={"dependsOn": [one]})
    stage.finish(one, 0)
    stage.finish(two, 0, error="bad")
    stage.cluster.delete(one)
    again = stage.cluster.rerun(two, "retry", {}, anything)
    assert stage.state(again) == "FullyDispatched"


def test_a_task_that_is_started_again_begins_anew_under_its_name() -> None:
    stage = Stage(slots=2)
    uuid = stage.submit(completionTimeToLive="00:01:00")
    stage.cluster.wrote(uuid, 0, "stdout", b"old\n", last=True)
    stage.finish(uuid, 0, error="bad")
    stage.clock.go(30)
    stage.runner.take()
    stage.cluster.restart(uuid)
    assert stage.runner.take() == [("run", 0)]
    assert stage.states(uuid)[-3:] == ["Failure", "Submitted", "FullyDispatched"]
    shown = stage.cluster.details(uuid)
    assert (shown["errors"], shown["completedInstances"]) == ([], [])
    assert stage.cluster.output(uuid, "stdout", None, fresh=False) == ""
    stage.clock.go(45)
    assert stage.state(uuid) == "FullyDispatched", "it is not deleted because of its first end"
    stage.finish(uuid, 0)
    stage.clock.go(60)
    stage.cluster.tick()
    assert stage.states(uuid)[-2:] == ["Success", "PendingDelete"]


def test_constants_and_tags_can_be_changed_and_nothing_else() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(
        constants={"A": "1", "QARNOT_SECRET__B": "hidden"}, tags=["old"], instanceCount=2
    )
    stage.clock.go(1)
    shown = stage.cluster.details(uuid)["constants"]
    changed = [{**each, "value": "2"} if each["key"] == "A" else each for each in shown]
    stage.cluster.update(uuid, {"constants": changed, "tags": None})
    plan = stage.cluster._tasks.find(uuid).plan
    assert plan.constants == {"A": "2", "QARNOT_SECRET__B": "hidden", "DOCKER_CMD": "true"}
    shown = stage.cluster.details(uuid)
    assert shown["tags"] == ["old"]
    assert shown["lastModified"] > shown["creationDate"]
    stage.cluster.update(uuid, {"tags": ["new"]})
    assert stage.cluster.details(uuid)["tags"] == ["new"]
    assert stage.cluster._tasks.find(uuid).plan.constants == plan.constants
    stage.cluster.update(uuid, {"constants": []})
    assert stage.cluster.details(uuid)["constants"] == []


def test_resources_are_refreshed_of_running_tasks_only() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit()
    assert refused(stage.cluster.update_resources, uuid)[0] == 403
    stage.cluster.started(uuid, 0)
    stage.runner.take()
    stage.cluster.update_resources(uuid)
    assert stage.runner.take() == [("refresh",)]


def test_a_place_in_the_queue_from_before_a_restart_is_not_used() -> None:
    stage = Stage(slots=2)
    first, waiting = stage.submit(instanceCount=2), stage.submit()
    stage.cluster.abort(waiting)
    stage.cluster.restart(waiting)
    stage.runner.take()
    stage.finish(first, 0, 1)
    assert stage.runner.take() == [("run", 0), ("collect", True)], "it is run once"
    stage.finish(waiting, 0)
    assert stage.state(waiting) == "Success"
