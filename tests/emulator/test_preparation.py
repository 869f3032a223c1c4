"""The machines of a pool are prepared before they take tasks, and what that writes is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.core.intake import PoolPlan, plan_pool, plan_preparation
from qarnot.emulator.core.running import Usage

from .stage import Stage, refused
from .support import Rest, fill, until

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREPARED = {"preparationTask": {"commandLine": "prepare"}}
ELASTIC = {"isElastic": True, "minTotalSlots": 0, "minIdleTimeSeconds": 0}


def pool_states(stage: Stage, pool: str) -> list[str]:
    return [each.state for each in stage.cluster._pools.accepted[pool].history]


def errors(stage: Stage, pool: str) -> list[tuple[str, str]]:
    shown = stage.cluster.pools.of(pool)
    return [(each["code"], each["message"]) for each in shown["errors"]]


def test_a_machine_takes_tasks_when_it_has_been_prepared() -> None:
    stage = Stage(slots=2)
    pool = stage.pool(instanceCount=2, **PREPARED)
    stage.in_pool(pool, instanceCount=2)
    assert [told[:2] for told in stage.runner.told] == [("run", pool)] * 2
    assert stage.runner.take() == [("run", 0), ("run", 1)]
    assert pool_states(stage, pool) == ["Submitted", "FullyDispatched"]
    stage.cluster.started(pool, 0)
    stage.clock.go(5)
    stage.cluster.ended(pool, 0, None)
    assert pool_states(stage, pool)[-1] == "PartiallyExecuting"
    assert stage.runner.take() == [("run", 0)], "the first instance of the task"
    shown = stage.cluster.pools.of(pool)
    assert (shown["runningInstanceCount"], shown["totalSlotCapacity"]) == (2, 1)
    status = shown["status"]
    running = status["runningInstancesInfo"]["perRunningInstanceInfo"]
    assert [each["phase"] for each in running] == ["execution", "environment"]
    assert (status["environmentTimeSec"], status["executionTimeSec"]) == (10, 0)
    stage.cluster.ended(pool, 1, None)
    assert pool_states(stage, pool)[-1] == "FullyExecuting"
    assert stage.runner.take() == [("run", 1)]
    assert stage.cluster.pools.of(pool)["totalSlotCapacity"] == 2


def test_what_the_machines_wrote_is_read_whole_and_fresh() -> None:
    stage = Stage(slots=2)
    pool = stage.pool(instanceCount=2, shortname="p", **PREPARED)
    read = stage.cluster.pool_output
    assert read("p", "stdout", None, fresh=False) == read("p", "stdout", 1, fresh=False) == ""
    for number in (0, 1):
        data = f"machine {number}\n".encode()
        stage.cluster.wrote(pool, number, "stdout", data, last=False)
    stage.cluster.wrote(pool, 1, "stderr", b"bad", last=True)
    merged = "0> machine 0\n1> machine 1\n"
    for _ in range(2):
        assert read("p", "stdout", None, fresh=False) == merged
        assert read("p", "stdout", 1, fresh=False) == "machine 1\n"
    assert (read("p", "stderr", 1, fresh=False), read("p", "stderr", 0, fresh=False)) == ("bad", "")
    assert read("p", "stdout", None, fresh=True) == merged
    assert read("p", "stdout", None, fresh=True) == ""
    assert read("p", "stdout", 0, fresh=True) == "machine 0\n"
    assert read("p", "stdout", 0, fresh=True) == ""
    for number in (2, 10**9):
        message = f"No such instance: {number} of pool p"
        assert refused(read, "p", "stdout", number, fresh=False) == (404, message)
    assert refused(read, "x", "stdout", None, fresh=True)[0] == 404


def test_the_machines_of_an_elastic_pool_have_output_from_their_coming_on() -> None:
    stage = Stage(slots=2)
    growing = {"elasticProperty": {**ELASTIC, "maxTotalSlots": 2}, "instanceCount": None}
    pool = stage.pool(**growing, **PREPARED)
    read = stage.cluster.pool_output
    assert refused(read, pool, "stdout", 0, fresh=False)[0] == 404
    stage.in_pool(pool)
    assert read(pool, "stdout", 0, fresh=False) == ""
    assert refused(read, pool, "stdout", 1, fresh=False)[0] == 404


def test_a_pool_fails_when_no_machine_can_be_prepared() -> None:
    stage = Stage(slots=2)
    pool = stage.pool(instanceCount=2, completionTimeToLive="00:01:00", **PREPARED)
    inside, outside = stage.in_pool(pool), stage.submit()
    stage.runner.take()
    stage.cluster.ended(pool, 1, "Instance 1 ended with exit status 3")
    assert pool_states(stage, pool)[-1] == "FullyDispatched", "one is still being prepared"
    told = stage.runner.take()
    assert told == [("discard", 1), ("run", 0)], "the slot is given to the task outside"
    stage.cluster.ended(pool, 0, "Instance 0 ended with exit status 3")
    assert pool_states(stage, pool)[-1] == "Failure"
    assert errors(stage, pool) == [
        (
            "PREPARATION_FAILED",
            f"Machine {number} could not be prepared: Instance {number} ended with exit status 3",
        )
        for number in (1, 0)
    ]
    assert stage.state(inside) == "Cancelled"
    [error] = stage.cluster.details(inside)["errors"]
    assert error["code"] == "POOL_FAILED"
    assert stage.state(outside) == "FullyDispatched"
    assert stage.runner.take() == [("collect", False)], "what it left is removed"
    assert refused(stage.in_pool, pool)[0] == 400
    assert refused(stage.cluster.close_pool, pool)[0] == 403
    stage.clock.go(60)
    assert refused(stage.cluster.pools.of, pool)[0] == 404


def test_a_task_that_has_run_ends_well_though_its_pool_has_failed_since() -> None:
    stage = Stage(slots=2)
    growing = {"elasticProperty": {**ELASTIC, "maxTotalSlots": 2}, "instanceCount": None}
    pool = stage.pool(**growing, **PREPARED)
    uploading = stage.in_pool(pool)
    stage.cluster.ended(pool, 0, None)
    stage.run(uploading, 0)
    late = stage.in_pool(pool)
    stage.cluster.ended(pool, 1, "it failed")
    assert (pool_states(stage, pool)[-1], stage.state(late)) == ("Failure", "Cancelled")
    stage.cluster.collected(uploading, uploaded=True, error=None)
    assert stage.state(uploading) == "Success"


def test_a_machine_that_could_not_be_prepared_is_not_replaced() -> None:
    stage = Stage(slots=3)
    pool = stage.pool(instanceCount=2, **PREPARED)
    uuid = stage.in_pool(pool, instanceCount=2)
    stage.cluster.ended(pool, 0, None)
    stage.runner.take()
    stage.cluster.ended(pool, 1, "it failed")
    assert pool_states(stage, pool)[-1] == "PartiallyExecuting"
    assert stage.runner.take() == [("discard", 1)]
    stage.run(uuid, 0)
    assert stage.runner.take() == [("run", 1)], "the other machine does it"
    shown = stage.cluster.pools.of(pool)
    assert (shown["runningInstanceCount"], shown["targetRunningInstanceCount"]) == (1, 2)
    stage.cluster.close_pool(pool)
    stage.finish(uuid, 1)
    assert pool_states(stage, pool)[-1] == "Closed"


def test_another_machine_is_tried_when_one_could_be_prepared_since() -> None:
    stage = Stage(slots=2)
    pool = stage.pool(instanceCount=2, **PREPARED)
    stage.cluster.ended(pool, 0, "it failed")
    stage.runner.take()
    stage.cluster.ended(pool, 1, None)
    assert stage.runner.take() == [("run", 2)]
    stage.cluster.ended(pool, 2, None)
    assert pool_states(stage, pool)[-1] == "FullyExecuting"


def test_what_the_preparation_of_a_machine_left_goes_with_it() -> None:
    stage = Stage(slots=3)
    growing = {"elasticProperty": {**ELASTIC, "maxTotalSlots": 2}, "instanceCount": None}
    pool, plain = stage.pool(**growing, **PREPARED), stage.pool(**growing)
    uuid, other = stage.in_pool(pool), stage.in_pool(plain)
    stage.cluster.ended(pool, 0, None)
    stage.runner.take()
    stage.finish(uuid, 0)
    assert stage.runner.take() == [("collect", True), ("discard", 0)]
    stage.finish(other, 0)
    assert stage.runner.take() == [("collect", True)], "its machine was not prepared"
    stage.in_pool(pool)
    assert stage.runner.take() == [("run", 1)], "no number is used again"


def test_a_pool_that_closes_does_not_wait_for_machines_that_nobody_needs() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(**PREPARED)
    stage.cluster.started(pool, 0)
    stage.runner.take()
    stage.cluster.close_pool(pool)
    assert (stage.runner.take(), pool_states(stage, pool)[-1]) == ([("stop",)], "Closing")
    waiting = stage.submit()
    stage.cluster.ended(pool, 0, "Instance 0 ended with signal SIGTERM")
    assert pool_states(stage, pool)[-1] == "Closed"
    assert errors(stage, pool) == []
    assert stage.state(waiting) == "FullyDispatched"


def test_a_pool_that_closes_prepares_machines_for_the_tasks_that_it_has() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(**PREPARED)
    uuid = stage.in_pool(pool)
    stage.runner.take()
    stage.cluster.close_pool(pool)
    assert stage.runner.take() == []
    stage.cluster.ended(pool, 0, None)
    assert stage.runner.take() == [("run", 0)]
    stage.finish(uuid, 0)
    assert pool_states(stage, pool)[-1] == "Closed"


def test_a_pool_that_closes_fails_when_its_tasks_cannot_run_any_more() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(**PREPARED)
    uuid = stage.in_pool(pool)
    stage.cluster.close_pool(pool)
    stage.cluster.ended(pool, 0, "it failed")
    assert (pool_states(stage, pool)[-1], stage.state(uuid)) == ("Failure", "Cancelled")


def test_a_deleted_pool_gives_its_machines_back_when_their_preparation_has_stopped() -> None:
    stage = Stage(slots=1)
    pool, waiting = stage.pool(**PREPARED), stage.submit()
    stage.runner.take()
    stage.cluster.wrote(pool, 0, "stdout", b"in time", last=False)
    stage.cluster.delete_pool(pool)
    assert (stage.runner.take(), stage.state(waiting)) == ([("stop",)], "Submitted")
    stage.cluster.wrote(pool, 0, "stdout", b"too late", last=True)
    stage.cluster.ended(pool, 0, "killed")
    assert pool_states(stage, pool)[-1] == "PendingDelete"
    assert stage.cluster._pools.accepted[pool].stdout.merged() == "", "nobody can read it"
    assert stage.state(waiting) == "FullyDispatched"


def test_a_cluster_that_stops_ends_the_preparation_of_machines() -> None:
    stage = Stage(slots=1)
    stage.pool(**PREPARED)
    stage.runner.take()
    stage.cluster.close()
    stage.cluster.close()
    assert stage.runner.take() == [("stop",)]


def test_new_files_come_to_machines_that_join_later() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(**PREPARED)
    stage.runner.take()
    stage.cluster.update_pool_resources(pool)
    assert stage.runner.take() == [("refresh",)]


def test_the_preparation_is_paid_by_the_pool() -> None:
    stage = Stage(slots=1)
    pool = stage.pool(**PREPARED)
    stage.cluster.ended(pool, 0, None, Usage(3600.0))
    assert stage.cluster.pool_credits(pool) == pytest.approx(0.03)
    assert stage.cluster.credits_left() == pytest.approx(100 - 0.03)


def planned(**changes: Any) -> PoolPlan:
    body = {"name": "p", "profile": "docker-batch", "instanceCount": 1, **PREPARED, **changes}
    return plan_pool(body, lambda _: True)


def test_a_preparation_has_the_constants_and_the_files_of_its_pool() -> None:
    pool = planned(
        constants=[{"key": "A", "value": "1"}, {"key": "B", "value": "${A}2"}],
        forcedConstants=[{"constantName": "DOCKER_CMD", "forcedValue": "of tasks"}],
        resourceBuckets=["in"],
    )
    plan = plan_preparation(pool, 4)
    assert plan.constants == {"A": "1", "B": "12", "DOCKER_CMD": "prepare"}
    assert plan.environment == {"A": "1", "B": "12", "DOCKER_CMD": "of tasks"}
    assert [each.bucket for each in plan.resources] == ["in"]
    assert (plan.numbers, plan.results) == ((4,), None)


@pytest.mark.parametrize("form", [None, {}, {"commandLine": None}, {"commandLine": " \n"}])
def test_an_empty_command_prepares_nothing(form: Any) -> None:
    stage = Stage(slots=1)
    pool = stage.pool(preparationTask=form)
    assert pool_states(stage, pool)[-1] == "FullyExecuting"
    assert stage.runner.take() == []
    stage.cluster.close_pool(pool)
    assert (stage.runner.take(), pool_states(stage, pool)[-1]) == ([], "Closed")


def opened(rest: Rest, command: str, **changes: Any) -> str:
    body = {
        "name": "a pool",
        "profile": "docker-batch",
        "instanceCount": 1,
        "preparationTask": {"commandLine": command},
        **changes,
    }
    reply = rest.http.post("/pools", json=body)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["uuid"])


def in_state(rest: Rest, pool: str, state: str) -> dict[str, Any]:
    """Wait until a pool is in a state, and describe it."""
    until(lambda: rest.http.get(f"/pools/{pool}").json()["state"] == state, what=state)
    shown: dict[str, Any] = rest.http.get(f"/pools/{pool}").json()
    return shown


def test_a_command_prepares_each_machine_with_the_files_of_the_pool(
    rest: Rest, storage: S3Client
) -> None:
    bucket = fill(storage, "prepared", {"word": b"hello"})
    pool = opened(
        rest,
        'echo "$(cat word) from $WHO ${INSTANCE_ID}"; env >&2',
        instanceCount=2,
        constants=[{"key": "WHO", "value": "machine"}],
        resourceBuckets=[bucket],
    )
    in_state(rest, pool, "FullyExecuting")
    assert rest.text(f"/pools/{pool}/stdout/0") == "hello from machine 0\n"
    assert rest.text(f"/pools/{pool}/stdout/1", fresh=True) == "hello from machine 1\n"
    assert rest.text(f"/pools/{pool}/stdout/1", fresh=True) == ""
    merged = rest.text(f"/pools/{pool}/stdout", fresh=True).splitlines()
    assert sorted(merged) == ["0> hello from machine 0", "1> hello from machine 1"]
    seen = {line.partition("=")[0] for line in rest.text(f"/pools/{pool}/stderr/0").splitlines()}
    minimal = {"PATH", "HOME", "LANG", "WHO", "INSTANCE_ID", "INSTANCE_COUNT"}
    assert seen - {"PWD", "OLDPWD", "SHLVL", "_"} == minimal
    uuid = rest.submit("cat word", profile=None, poolUuid=pool)
    assert rest.finished(uuid)["state"] == "Success"
    assert rest.text(f"/tasks/{uuid}/stdout/0") == "hello"
    assert rest.http.post(f"/pools/{pool}/close").status_code == 200
    in_state(rest, pool, "Closed")
    assert rest.text(f"/pools/{pool}/stdout/0") == "hello from machine 0\n"


@pytest.mark.parametrize("are_kept", [False, True])
def test_the_folder_of_a_machine_is_there_as_long_as_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, are_kept: bool
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    growing = {"elasticProperty": {**ELASTIC, "maxTotalSlots": 1}, "instanceCount": None}
    with Emulator(slots=1, data_dir=tmp_path / "kept" if are_kept else None) as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            pool = opened(rest, "echo big > file", **growing)
            for _ in range(2):
                rest.finished(rest.submit(profile=None, poolUuid=pool))
            gone = ["file"] * 2 if are_kept else []
            until(lambda: files_of(tmp_path, pool) == gone, what="the folders to go")
            assert rest.http.get(f"/pools/{pool}").json()["state"] == "FullyExecuting"


def files_of(folder: Path, uuid: str) -> list[str]:
    return [each.name for each in folder.rglob(f"{uuid}/*/*")]


def test_a_command_that_fails_ends_its_pool(rest: Rest) -> None:
    pool = opened(rest, "echo about to fail; exit 3")
    shown = in_state(rest, pool, "Failure")
    [error] = shown["errors"]
    assert error["code"] == "PREPARATION_FAILED"
    assert error["message"].endswith("ended with exit status 3")
    assert rest.text(f"/pools/{pool}/stdout/0") == "about to fail\n"


def test_a_command_that_lasts_ends_with_its_pool(rest: Rest) -> None:
    pool = opened(rest, "echo begun; exec sleep 300")
    until(lambda: rest.text(f"/pools/{pool}/stdout"), what="the preparation to write")
    assert rest.http.post(f"/pools/{pool}/close").status_code == 200
    assert in_state(rest, pool, "Closed")["errors"] == []
