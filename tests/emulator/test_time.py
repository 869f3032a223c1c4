"""What happens by time alone, and what quotas do."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.core.running import FileSelection
from qarnot.emulator.timer import ClusterTimer

from .stage import START, Stage, refused, snapshot_settings
from .support import Rest, history, task, until


def test_a_task_that_waits_too_long_for_a_machine_fails() -> None:
    stage = Stage(slots=1)
    running = stage.submit(maxTimeQueueSeconds=5)
    waiting = stage.submit(maxTimeQueueSeconds=5)
    assert stage.cluster.next_due() == START + timedelta(seconds=5)
    stage.clock.go(4.9)
    stage.cluster.tick()
    assert stage.state(waiting) == "Submitted"
    stage.clock.go(0.1)
    stage.cluster.tick()
    assert stage.state(running) == "FullyDispatched"
    shown = stage.cluster.details(waiting)
    assert (shown["state"], shown["errors"][0]["code"]) == ("Failure", "QUEUE_TIME_EXCEEDED")
    stage.run(running, 0)
    assert stage.runner.take() == [("run", 0), ("collect", True)]


def test_the_time_in_the_queue_begins_when_dependencies_hold() -> None:
    stage = Stage(slots=1)
    job = stage.job(useDependencies=True)
    first = stage.submit(jobUuid=job)
    second = stage.submit(jobUuid=job, maxTimeQueueSeconds=5, dependencies={"dependsOn": [first]})
    stage.clock.go(60)
    stage.finish(first, 0)
    assert stage.state(second) == "FullyDispatched"


def test_snapshots_are_begun_again_and_again_while_a_task_runs() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(resultBucket="out", constants={"EXT": "txt"})
    settings = snapshot_settings(whitelist=r"\.${EXT}$", prefix="p/")
    stage.cluster.save_periodically(uuid, 10, settings)
    assert stage.cluster.details(uuid)["snapshotInterval"] == 10
    stage.clock.go(10)
    stage.cluster.tick()
    assert stage.runner.take() == [("run", 0)]
    stage.cluster.started(uuid, 0)
    stage.clock.go(10)
    stage.cluster.tick()
    [(what, snapshot, selection)] = stage.runner.take()
    assert (what, selection) == ("snapshot", FileSelection("out", "p/", r"\.txt$", None))
    stage.clock.go(10)
    stage.cluster.tick()
    assert stage.runner.take() == [], "the one before goes on still"
    stage.cluster.snapshot_taken(uuid, snapshot, 7, None)
    stage.clock.go(10)
    stage.cluster.tick()
    [(what, *_)] = stage.runner.take()
    assert what == "snapshot"
    stage.cluster.save_periodically(uuid, 0, settings)
    assert stage.cluster.details(uuid)["snapshotInterval"] == 0
    stage.clock.go(1000)
    stage.cluster.tick()
    assert stage.runner.take() == []


def test_another_interval_takes_the_place_of_the_one_before() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(resultBucket="out")
    stage.cluster.started(uuid, 0)
    stage.runner.take()
    stage.cluster.save_periodically(uuid, 10, snapshot_settings())
    stage.cluster.save_periodically(uuid, 30, snapshot_settings())
    stage.clock.go(29)
    stage.cluster.tick()
    assert stage.runner.take() == []
    stage.clock.go(1)
    stage.cluster.tick()
    assert [what for what, *_ in stage.runner.take()] == ["snapshot"]


def test_a_snapshot_is_followed_to_its_end() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit(snapshotBucket="saved", snapshotWhitelist="a", snapshotBlacklist="b")
    assert refused(stage.save, uuid)[0] == 403
    stage.cluster.started(uuid, 0)
    stage.runner.take()
    begun = stage.save(uuid, blacklist="c")
    assert begun["id"].startswith(f"snap_{uuid}_20300102030405")
    assert (begun["status"], begun["sizeToUpload"]) == ("triggered", None)
    assert begun["snapshotConfig"] == {
        "whitelist": "a",
        "blacklist": "c",
        "bucket": "saved",
        "bucketPrefix": None,
    }
    stage.clock.go(1)
    stage.cluster.snapshot_progress(uuid, begun["id"], 100, 40)
    shown = stage.cluster.snapshot(uuid, begun["id"])
    assert (shown["status"], shown["sizeToUpload"], shown["transferredSize"]) == (
        "inProgress",
        100,
        40,
    )
    assert (shown["triggerDate"], shown["lastUpdateDate"]) == (
        "2030-01-02T03:04:05.000000Z",
        "2030-01-02T03:04:06.000000Z",
    )
    stage.cluster.snapshot_taken(uuid, begun["id"], 100, None)
    assert stage.cluster.snapshot(uuid, begun["id"])["status"] == "success"
    other = stage.save(uuid)
    assert other["id"] != begun["id"]
    stage.cluster.snapshot_taken(uuid, other["id"], 0, "no such bucket")
    assert stage.cluster.snapshot(uuid, other["id"])["status"] == "failure"
    assert refused(stage.cluster.snapshot, uuid, "x")[0] == 404


def test_a_snapshot_with_nowhere_to_go_fails() -> None:
    stage = Stage(slots=1)
    uuid = stage.submit()
    stage.cluster.started(uuid, 0)
    stage.runner.take()
    assert stage.save(uuid)["status"] == "failure"
    assert stage.runner.take() == []


def test_there_are_no_more_tasks_than_there_may_be() -> None:
    stage = Stage(slots=1, max_tasks=2)
    stage.submit()
    stage.submit()
    assert refused(stage.submit) == (403, "Maximum number of tasks reached")


def test_ended_tasks_that_may_go_make_room_the_oldest_first() -> None:
    stage = Stage(slots=4, max_tasks=3)
    kept = stage.submit()
    first, second = (stage.submit(autoDeleteOnCompletion=True) for _ in range(2))
    assert refused(stage.submit)[0] == 403, "they have not ended"
    stage.finish(kept, 0)
    stage.finish(second, 0)
    stage.finish(first, 0)
    stage.submit()
    assert (stage.state(second), stage.state(first)) == ("PendingDelete", "Success")
    stage.submit()
    assert (stage.state(first), stage.state(kept)) == ("PendingDelete", "Success")
    assert refused(stage.submit)[0] == 403


def test_somebody_is_woken_when_something_is_due_earlier_than_it_was() -> None:
    stage = Stage(slots=1)
    woken: list[None] = []
    stage.cluster.wake = lambda: woken.append(None)
    stage.submit()
    for seconds, times in ((60, 1), (90, 1), (30, 2)):
        stage.submit(maxTimeQueueSeconds=seconds)
        assert len(woken) == times


def test_time_passes_without_requests() -> None:
    with Emulator(runner="none", max_tasks=2) as emulator:
        rest = Rest(emulator.cluster_url)
        with rest.http:
            slow = rest.submit(maxTimeQueueSeconds=3600)
            uuid = rest.submit(maxTimeQueueSeconds=0, completionTimeToLive="00:00:00.05")
            assert rest.refusal("POST", "/tasks", json=task())[0] == 403
        before = len(emulator.ledger)
        ended = emulator._parts.cluster._tasks.accepted[uuid]
        # The state is read behind the cluster's back: a request would pass the time as well.
        until(lambda: ended.state == "PendingDelete", what="the end of a task by time alone")
        assert len(emulator.ledger) == before
        assert history(emulator, uuid) == ["Submitted", "Failure", "PendingDelete"]
        assert history(emulator, slow) == ["Submitted"]


def test_the_time_goes_on_when_something_that_was_due_has_failed(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(slots=1)
    ticks = threading.Semaphore(0)

    def tick() -> None:
        ticks.release()
        raise OSError("it failed")

    monkeypatch.setattr(stage.cluster, "tick", tick)
    timer = ClusterTimer(stage.cluster)
    timer.start()
    try:
        for _ in range(2):
            stage.cluster.wake()
            assert ticks.acquire(timeout=10)
        until(lambda: len(caplog.records) == 2, what="both failures to be told")
    finally:
        timer.stop()
