"""The cluster's decisions, with a clock and a runner of the test."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qarnot.emulator.core.intake import instance_numbers, plan_task
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.times import date_text, span_of, span_text

from .stage import START, Stage
from .support import task


def test_a_task_goes_through_its_states_at_their_times() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(resultBucket="out")
    assert stage.runner.take() == [("run", 0)]
    stage.clock.go(2)
    stage.cluster.started(uuid, 0)
    stage.clock.go(90.5)
    running = stage.cluster.details(uuid)
    assert running["state"] == "FullyExecuting"
    assert running["previousState"] == "FullyDispatched"
    assert running["stateTransitionTime"] == "2030-01-02T03:04:07.000000Z"
    assert running["previousStateTransitionTime"] == "2030-01-02T03:04:05.000000Z"
    assert (running["runningInstanceCount"], running["runningCoreCount"]) == (1, 1)
    assert running["executionTime"] == "00:01:30.5000000"
    assert running["wallTime"] == "00:01:32.5000000"
    assert running["endDate"] == "0001-01-01T00:00:00Z"
    stage.cluster.ended(uuid, 0, None)
    assert stage.runner.take() == [("collect", True)]
    stage.clock.go(1)
    stage.cluster.collected(uuid, uploaded=True, error=None)
    stage.clock.go(1000)
    done = stage.cluster.details(uuid)
    assert (done["state"], done["progress"], done["resultsCount"]) == ("Success", 100, 1)
    assert done["endDate"] == "2030-01-02T03:05:38.500000Z"
    assert done["executionTime"] == "00:01:30.5000000"
    assert done["wallTime"] == "00:01:33.5000000"
    assert stage.states(uuid) == [
        "Submitted",
        "FullyDispatched",
        "FullyExecuting",
        "UploadingResults",
        "Success",
    ]


def test_few_slots_make_partial_states() -> None:
    stage = Stage(slots=2)
    uuid = stage.submit(instanceCount=3)
    assert stage.runner.take() == [("run", 0), ("run", 1)]
    assert stage.states(uuid)[-1] == "PartiallyDispatched"
    stage.cluster.started(uuid, 1)
    assert stage.states(uuid)[-1] == "PartiallyExecuting"
    stage.cluster.started(uuid, 0)
    assert stage.states(uuid)[-1] == "PartiallyExecuting"
    stage.cluster.ended(uuid, 1, None)
    assert stage.runner.take() == [("run", 2)]
    assert stage.states(uuid)[-1] == "PartiallyExecuting"
    assert stage.cluster.details(uuid)["progress"] == pytest.approx(100 / 3)
    stage.cluster.started(uuid, 2)
    assert stage.states(uuid)[-1] == "FullyExecuting"
    stage.cluster.ended(uuid, 0, None)
    stage.cluster.ended(uuid, 2, None)
    assert stage.runner.take() == [("collect", True)]


def test_tasks_get_slots_in_the_order_of_their_submission() -> None:
    stage = Stage(slots=2)
    first, second = stage.submit(instanceCount=3), stage.submit()
    assert stage.runner.take() == [("run", 0), ("run", 1)]
    stage.run(first, 0, 1)
    assert stage.runner.take() == [("run", 2), ("run", 0)]
    assert stage.states(second) == ["Submitted", "FullyDispatched"]


def test_a_failed_instance_fails_the_task_after_the_others_have_run() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(instanceCount=2)
    stage.run(uuid, 0, error="Instance 0 ended with exit status 3")
    assert stage.states(uuid)[-1] == "PartiallyExecuting"
    stage.run(uuid, 1)
    assert stage.runner.take()[-1] == ("collect", True)
    stage.cluster.collected(uuid, uploaded=True, error=None)
    shown = stage.cluster.details(uuid)
    assert shown["state"] == "Failure"
    assert [each["message"] for each in shown["errors"]] == ["Instance 0 ended with exit status 3"]


def test_a_task_that_never_ran_uploads_nothing() -> None:
    stage = Stage(slots=2)
    uuid = stage.submit(instanceCount=2)
    stage.cluster.ended(uuid, 0, "no resources")
    stage.cluster.ended(uuid, 1, "no resources")
    assert stage.runner.take()[-1] == ("collect", False)
    stage.cluster.collected(uuid, uploaded=False, error=None)
    assert stage.states(uuid) == ["Submitted", "FullyDispatched", "Failure"]
    assert len(stage.cluster.details(uuid)["errors"]) == 1


def test_a_task_without_a_command_fails_at_once() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(command=None)
    assert stage.states(uuid) == ["Submitted", "Failure"]
    assert "DOCKER_CMD" in stage.cluster.details(uuid)["errors"][0]["message"]
    assert stage.runner.take() == []


def test_an_abort_waits_for_the_instances() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(instanceCount=2)
    stage.cluster.started(uuid, 0)
    stage.runner.take()
    stage.cluster.abort(uuid)
    stage.cluster.abort(uuid)
    assert stage.states(uuid)[-1] == "PendingCancel"
    assert stage.runner.take() == [("stop",)]
    stage.cluster.ended(uuid, 0, "Instance 0 ended with signal SIGTERM")
    assert stage.runner.take() == [("collect", False)]
    assert stage.states(uuid)[-1] == "PendingCancel"
    stage.cluster.collected(uuid, uploaded=False, error=None)
    assert stage.states(uuid)[-1] == "Cancelled"
    assert stage.cluster.details(uuid)["errors"] == []
    with pytest.raises(Refusal, match="Can't abort the task") as refused:
        stage.cluster.abort(uuid)
    assert refused.value.status == 403


def test_an_abort_during_the_upload_wins() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit()
    stage.run(uuid, 0)
    stage.cluster.abort(uuid)
    stage.cluster.collected(uuid, uploaded=True, error=None)
    assert stage.states(uuid)[-3:] == ["UploadingResults", "PendingCancel", "Cancelled"]
    assert stage.runner.take() == [("run", 0), ("collect", True)]


def test_a_waiting_task_is_cancelled_at_once_and_never_dispatched() -> None:
    stage = Stage(slots=1)
    first, waiting = stage.submit(), stage.submit()
    stage.cluster.abort(waiting)
    assert stage.states(waiting) == ["Submitted", "PendingCancel", "Cancelled"]
    stage.run(first, 0)
    assert stage.runner.take() == [("run", 0), ("collect", True)]


def test_a_deleted_task_frees_its_slot_only_when_it_has_ended() -> None:
    stage = Stage(slots=1)
    deleted, waiting = stage.submit(shortname="name"), stage.submit()
    stage.cluster.started(deleted, 0)
    stage.cluster.delete("name")
    with pytest.raises(Refusal, match="No such task: name"):
        stage.cluster.details("name")
    assert stage.submit(shortname="name") != deleted
    assert stage.states(waiting) == ["Submitted"]
    assert stage.runner.take() == [("run", 0), ("stop",)]
    stage.cluster.wrote(deleted, 0, "stdout", b"late", last=True)
    stage.cluster.ended(deleted, 0, "killed")
    assert stage.runner.take() == [("collect", False), ("run", 0)]
    stage.cluster.collected(deleted, uploaded=False, error=None)
    assert stage.states(deleted)[-2:] == ["PendingCancel", "PendingDelete"]


def test_a_closed_cluster_stops_all_and_starts_nothing() -> None:
    stage = Stage(slots=1)
    running, waiting = stage.submit(), stage.submit()
    stage.cluster.started(running, 0)
    stage.cluster.close()
    assert stage.states(waiting)[-1] == "Cancelled"
    stage.cluster.ended(running, 0, "killed")
    stage.cluster.collected(running, uploaded=False, error=None)
    later = stage.submit()
    assert stage.states(later) == ["Submitted"]
    assert stage.runner.take() == [("run", 0), ("stop",), ("collect", False)]


def test_a_task_is_deleted_when_its_time_after_its_end_is_over() -> None:
    stage = Stage(slots=4)
    short = stage.submit(shortname="short", completionTimeToLive="00:01:00")
    longer = stage.submit(shortname="longer", completionTimeToLive="1.00:00:00")
    kept = stage.submit(completionTimeToLive="00:00:00")
    for_ever = stage.submit(completionTimeToLive="99999999.00:00:00")
    cancelled = stage.submit(completionTimeToLive="00:00:00.5")
    stage.cluster.abort(cancelled)
    stage.clock.go(3600)
    for uuid in (short, longer, kept, for_ever):
        stage.run(uuid, 0)
        stage.cluster.collected(uuid, uploaded=False, error=None)
    stage.clock.go(59.9)
    assert stage.cluster.details("short")["completionTimeToLive"] == "00:01:00"
    assert stage.states(cancelled)[-2:] == ["Cancelled", "PendingDelete"]
    stage.clock.go(0.1)
    with pytest.raises(Refusal, match="No such task: short"):
        stage.cluster.details("short")
    assert stage.states(short)[-2:] == ["Success", "PendingDelete"]
    assert stage.submit(shortname="short") != short
    stage.cluster.delete("longer")
    stage.clock.go(10**8)
    assert stage.states(longer).count("PendingDelete") == 1
    for uuid in (kept, for_ever):
        assert stage.cluster.details(uuid)["state"] == "Success"
    assert stage.cluster.details(kept)["completionTimeToLive"] == "00:00:00"


def test_usage_counts_what_runs() -> None:
    stage = Stage(slots=3)
    uuid = stage.submit(instanceCount=2)
    stage.submit()
    stage.cluster.started(uuid, 0)
    counts = {
        "taskCount": 2,
        "runningTaskCount": 2,
        "runningInstanceCount": 3,
        "runningCoreCount": 3,
        "poolCount": 0,
        "runningPoolCount": 0,
        "jobCount": 0,
    }
    usage = stage.cluster.usage()
    assert {name: usage[name] for name in counts} == counts


def test_ranges_are_read() -> None:
    assert instance_numbers("0-2,4-5,17") == (0, 1, 2, 4, 5, 17)
    assert instance_numbers("3,1-3") == (1, 2, 3)


def test_constants_may_refer_to_each_other() -> None:
    body = task("echo ${A}", constants={"A": "1", "B": "${A}/${C}", "D": None})
    assert plan_task(body, lambda _: True).constants == {
        "A": "1",
        "B": "1/${C}",
        "D": "",
        "DOCKER_CMD": "echo ${A}",
    }


def test_dates_and_spans_are_written_as_the_api_does() -> None:
    assert date_text(None) == "0001-01-01T00:00:00Z"
    assert date_text(START) == "2030-01-02T03:04:05.000000Z"
    assert span_text(timedelta(0)) == "00:00:00.0000000"
    assert span_text(timedelta(days=1, hours=2, seconds=3.25)) == "1.02:00:03.2500000"
    assert span_text(timedelta(seconds=-1)) == "00:00:00.0000000"
    assert span_of("1.02:00:03.2500000") == timedelta(days=1, hours=2, seconds=3.25)
    assert span_of("-30:00:00") == -timedelta(hours=30)
    for text in ("", "1", "1:2:3", "00:00:00.", "123456789.00:00:00", "00:00:00\n", " 00:00:00"):
        with pytest.raises(ValueError, match="not a time span"):
            span_of(text)


@pytest.mark.parametrize("way", ["abort", "delete"])
def test_a_task_that_is_being_cleaned_up_is_not_cleaned_up_twice(way: str) -> None:
    stage = Stage(slots=1)
    uuid = stage.submit()
    stage.cluster.ended(uuid, 0, "no resources")
    assert stage.runner.take() == [("run", 0), ("collect", False)]
    getattr(stage.cluster, way)(uuid)
    assert stage.runner.take() == []
    stage.cluster.collected(uuid, uploaded=False, error=None)
    assert stage.state(uuid) == {"abort": "Cancelled", "delete": "PendingDelete"}[way]


def test_a_task_executes_partially_while_some_instances_are_still_dispatched() -> None:
    stage = Stage(slots=2)
    uuid = stage.submit(instanceCount=2, snapshotBucket="saved")
    assert stage.state(uuid) == "FullyDispatched"
    stage.cluster.started(uuid, 1)
    assert stage.state(uuid) == "PartiallyExecuting"
    assert stage.save(uuid)["status"] == "triggered", "a task that executes can be saved"
    stage.cluster.started(uuid, 0)
    assert stage.state(uuid) == "FullyExecuting"
