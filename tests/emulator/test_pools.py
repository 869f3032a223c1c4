"""Pools hold machines, and their tasks run nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from qarnot.emulator.core.running import Usage

from .stage import Stage, refused

STRANGER = "01234567-89ab-cdef-0123-456789abcdef"


def figures(stage: Stage, pool: str) -> tuple[int, int, int]:
    """Give the machines, the slots, and the instances that wait or run."""
    shown = stage.cluster.pools.of(pool)
    return (
        shown["runningInstanceCount"],
        shown["totalSlotCapacity"],
        shown["queuedOrRunningTaskInstancesCount"],
    )


def pool_states(stage: Stage, pool: str) -> list[str]:
    return [each.state for each in stage.cluster._pools.accepted[pool].history]


def test_a_pool_takes_machines_and_its_tasks_run_only_there() -> None:
    stage = Stage(slots=3)
    pool = stage.pool(instanceCount=2)
    assert pool_states(stage, pool) == ["Submitted", "FullyDispatched", "FullyExecuting"]
    inside = stage.in_pool(pool, instanceCount=3)
    outside = [stage.submit() for _ in range(2)]
    assert stage.runner.take() == [("run", 0), ("run", 1), ("run", 0)]
    assert figures(stage, pool) == (2, 2, 3)
    assert stage.cluster.pools.of(pool)["poolUsage"] == 1
    assert [stage.state(each) for each in outside] == ["FullyDispatched", "Submitted"]
    stage.run(inside, 0)
    assert stage.runner.take() == [("run", 2)]
    shown = stage.cluster.details(inside)
    assert (shown["poolUuid"], shown["profile"]) == (pool, "docker-batch")
    assert [each["uuid"] for each in stage.cluster.pool_tasks(pool)] == [inside]


def test_a_pool_gets_its_machines_in_its_turn() -> None:
    stage = Stage(slots=2)
    first = stage.submit(instanceCount=2)
    pool = stage.pool(instanceCount=2)
    later = stage.submit()
    stage.runner.take()
    assert pool_states(stage, pool) == ["Submitted"]
    stage.run(first, 0)
    assert pool_states(stage, pool)[-1] == "PartiallyExecuting"
    assert stage.runner.take() == []
    stage.run(first, 1)
    assert pool_states(stage, pool)[-1] == "FullyExecuting"
    assert stage.state(later) == "Submitted"
    stage.cluster.close_pool(pool)
    assert pool_states(stage, pool)[-2:] == ["Closing", "Closed"]
    assert stage.state(later) == "FullyDispatched"


def test_a_machine_may_have_several_slots() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(multiSlotsSettings={"slotsPerNode": 3})
    stage.in_pool(pool, instanceCount=4)
    assert [what for what, *_ in stage.runner.take()] == ["run"] * 3
    assert figures(stage, pool) == (1, 3, 4)


def test_a_pool_that_closes_lets_its_tasks_end_and_takes_no_more() -> None:
    stage = Stage(slots=1)
    pool = stage.pool()
    uuid = stage.in_pool(pool, instanceCount=2)
    stage.cluster.close_pool(pool)
    assert pool_states(stage, pool)[-1] == "Closing"
    assert refused(stage.in_pool, pool) == (
        400,
        f"poolUuid: the pool {pool} takes no tasks: its state is Closing",
    )
    assert refused(stage.cluster.close_pool, pool)[0] == 403
    stage.run(uuid, 0)
    stage.run(uuid, 1)
    assert pool_states(stage, pool)[-1] == "Closing", "results are being uploaded"
    stage.cluster.collected(uuid, uploaded=False, error=None)
    assert pool_states(stage, pool)[-1] == "Closed"
    assert stage.cluster.pools.of(pool)["endDate"] != "0001-01-01T00:00:00Z"
    other = stage.submit()
    assert stage.state(other) == "FullyDispatched"


def test_a_deleted_pool_keeps_its_machines_until_its_tasks_have_ended() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(shortname="p")
    uuid, waiting = stage.in_pool(pool), stage.submit()
    stage.cluster.started(uuid, 0)
    stage.cluster.delete_pool("p")
    assert refused(stage.cluster.pools.of, "p") == (404, "No such pool: p")
    assert stage.state(uuid) == "PendingCancel"
    assert stage.state(waiting) == "Submitted"
    stage.cluster.ended(uuid, 0, "killed")
    stage.cluster.collected(uuid, uploaded=False, error=None)
    assert (stage.state(uuid), stage.state(waiting)) == ("Cancelled", "FullyDispatched")


def test_a_closed_pool_is_deleted_when_its_time_is_over() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(completionTimeToLive="00:01:00")
    stage.cluster.close_pool(pool)
    stage.clock.go(59)
    assert stage.cluster.pools.of(pool)["state"] == "Closed"
    stage.clock.go(1)
    assert refused(stage.cluster.pools.of, pool)[0] == 404


def test_an_aborted_task_leaves_the_queue_of_its_pool() -> None:
    stage = Stage(slots=1)
    pool = stage.pool()
    running, waiting = stage.in_pool(pool), stage.in_pool(pool)
    stage.cluster.abort(waiting)
    assert figures(stage, pool) == (1, 1, 1)
    stage.runner.take()
    stage.run(running, 0)
    assert stage.runner.take() == [("collect", True)]


def test_a_task_takes_over_what_its_pool_says() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(
        constants=[{"key": "A", "value": "pool"}, {"key": "B", "value": "pool"}],
        resourceBuckets=["pool-in"],
        defaultRetrySettings={"maxPerInstanceRetries": 7},
        taskDefaultWaitForPoolResourcesSynchronization=True,
    )
    uuid = stage.in_pool(pool, constants={"B": "task", "C": "${A}"}, resourceBuckets=["task-in"])
    task = stage.cluster._tasks.find(uuid)
    assert task.plan.constants == {"A": "pool", "B": "task", "C": "pool", "DOCKER_CMD": "true"}
    assert [each.bucket for each in task.plan.resources] == ["pool-in", "task-in"]
    assert task.plan.retries.per_instance == 7
    shown = stage.cluster.details(uuid)
    assert shown["waitForPoolResourcesSynchronization"] is True
    assert [each["key"] for each in shown["constants"]] == ["B", "C", "DOCKER_CMD"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"profile": "docker-batch"}, "profile: not together with poolUuid"),
        (
            {"hardwareConstraints": [{"discriminator": "GpuHardwareConstraint"}]},
            "hardwareConstraints: not together with poolUuid",
        ),
        ({"jobUuid": STRANGER}, "poolUuid: not together with jobUuid"),
        ({"poolUuid": STRANGER}, f"poolUuid: no such pool: {STRANGER}"),
    ],
)
def test_a_task_that_cannot_be_in_a_pool_is_refused(changes: dict[str, Any], message: str) -> None:
    stage = Stage(slots=1)
    asked = {"profile": None, "poolUuid": stage.pool(), **changes}
    assert refused(stage.submit, **asked) == (400, message)


def managed(**changes: Any) -> dict[str, Any]:
    policy = {"type": "ManagedTasksQueue", "name": "queue", "minIdleTimeSeconds": 60, **changes}
    return {"scaling": {"policies": [policy]}, "instanceCount": None}


def test_a_pool_grows_with_its_queue_and_shrinks_when_it_is_idle() -> None:
    stage = Stage(slots=10)
    pool = stage.pool(**managed(minTotalSlots=1, maxTotalSlots=3, minIdleSlots=0))
    assert figures(stage, pool) == (1, 1, 0)
    uuid = stage.in_pool(pool, instanceCount=5)
    assert figures(stage, pool) == (3, 3, 5)
    stage.run(uuid, 0, 1, 2)
    stage.run(uuid, 3, 4)
    stage.cluster.collected(uuid, uploaded=False, error=None)
    assert figures(stage, pool) == (3, 3, 0)
    stage.clock.go(59)
    stage.cluster.tick()
    assert figures(stage, pool) == (3, 3, 0)
    assert stage.cluster.next_due() is not None
    stage.clock.go(1)
    stage.cluster.tick()
    assert figures(stage, pool) == (1, 1, 0)


def test_the_first_policy_that_holds_decides() -> None:
    stage = Stage(slots=10)
    # The clock begins on a Wednesday, at 03:04:05.
    weekly = {
        "type": "Fixed",
        "name": "mornings",
        "slotsCount": 2,
        "enabledPeriods": [
            {
                "type": "Weekly",
                "days": ["wednesday"],
                "startTimeUtc": "03:30:00",
                "endTimeUtc": "04:00:00.0000000",
            }
        ],
    }
    always = {"type": "Fixed", "name": "else", "slotsCount": 1}
    pool = stage.pool(scaling={"policies": [weekly, always]}, instanceCount=None)
    assert figures(stage, pool)[0] == 1
    assert stage.cluster.pools.of(pool)["scaling"]["activePolicyName"] == "else"
    for minutes, machines, name in ((26, 2, "mornings"), (30, 1, "else")):
        due = stage.cluster.next_due()
        assert due is not None
        stage.clock.go(60 * minutes)
        assert due <= stage.clock.now
        stage.cluster.tick()
        shown = stage.cluster.pools.of(pool)
        assert shown["runningInstanceCount"] == machines
        assert shown["scaling"]["activePolicyName"] == name


def test_the_older_rules_of_growth_are_heeded() -> None:
    stage = Stage(slots=10)
    pool = stage.pool(elasticProperty={"isElastic": True, "minTotalSlots": 0, "maxTotalSlots": 2})
    assert figures(stage, pool) == (0, 0, 0)
    stage.in_pool(pool, instanceCount=4)
    assert figures(stage, pool) == (2, 2, 4)
    stage.cluster.update_pool(pool, {"elasticProperty": {"isElastic": True, "maxTotalSlots": 4}})
    assert figures(stage, pool) == (4, 4, 4)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"instanceCount": 0}, 400),
        ({"profile": "blender"}, 400),
        ({"projectUuid": STRANGER}, 400),
        (managed(minTotalSlots=2, maxTotalSlots=1), 400),
        ({"scaling": {"policies": [{"type": "Fixed", "name": "a", "slotsCount": 1}] * 2}}, 400),
        ({"elasticProperty": {"isElastic": True, "minTotalSlots": 1}}, 400),
    ],
)
def test_a_pool_that_cannot_be_is_refused(changes: dict[str, Any], status: int) -> None:
    assert refused(Stage(slots=1).pool, **changes)[0] == status


def test_without_a_runner_pools_and_their_tasks_wait() -> None:
    stage = Stage(slots=1)
    stage.runner.runs_commands = False
    pool = stage.pool()
    uuid = stage.in_pool(pool)
    assert pool_states(stage, pool) == stage.states(uuid) == ["Submitted"]
    assert stage.cluster.pools.of(pool)["status"] is None
    stage.cluster.delete_pool(pool)
    assert stage.state(uuid) == "Cancelled"


def test_a_pool_costs_what_its_tasks_cost_those_that_are_gone_too() -> None:
    stage = Stage(slots=2)
    pool = stage.pool(multiSlotsSettings={"slotsPerNode": 2})
    first, second = stage.in_pool(pool), stage.in_pool(pool)
    for uuid in (first, second):
        stage.cluster.started(uuid, 0)
    stage.cluster.ended(first, 0, None, Usage(3600.0))
    stage.cluster.collected(first, uploaded=False, error=None)
    stage.cluster.delete(first)
    stage.runner.usages[second, 0] = Usage(1800.0)
    assert stage.cluster.pool_credits(pool) == pytest.approx(0.045)
    assert stage.cluster.pools.of(pool)["credits"] == pytest.approx(0.045)
    assert stage.cluster.pool_carbon_facts(pool, None)["total_energy_it_Wh"] == 22.5
    stage.cluster.ended(second, 0, None, Usage(3600.0))
    assert stage.cluster.pool_credits(pool) == pytest.approx(0.06)


def test_a_pool_is_copied_and_told_to_grow() -> None:
    stage = Stage(slots=9)
    pool = stage.pool(shortname="p", instanceCount=2, tags=["a"])
    copy = stage.cluster.clone_pool("p", {"instanceCount": 3, "name": "copy"}, lambda _: True)
    shown = stage.cluster.pools.of(copy)
    assert (shown["name"], shown["shortname"], shown["tags"]) == ("copy", copy, ["a"])
    assert figures(stage, copy)[0] == 3
    assert stage.cluster.pool_scaling(pool) == {"policies": [], "activePolicyName": None}
    stage.cluster.update_pool("p", {"scaling": managed(maxTotalSlots=5, minIdleSlots=4)["scaling"]})
    assert stage.cluster.pool_scaling(pool)["activePolicyName"] == "queue"
    assert figures(stage, pool)[0] == 4


def test_new_files_come_to_the_running_tasks_of_a_pool() -> None:
    stage = Stage(slots=1)
    pool = stage.pool()
    stage.in_pool(pool)
    running = stage.in_pool(pool)
    other = stage.pool()
    assert refused(stage.cluster.update_pool_resources, other)[0] == 403
    [task] = [uuid for what, uuid, *_ in stage.runner.told if what == "run"]
    assert task != running
    stage.cluster.started(task, 0)
    stage.runner.take()
    stage.cluster.update_pool_resources(pool)
    assert stage.runner.take() == [("refresh",)]
