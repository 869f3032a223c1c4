"""What the runner is told, and when, while several threads use a cluster."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from .stage import Stage, refused
from .support import until


def test_the_runner_is_told_in_the_order_of_the_decisions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop that one thread decided comes before a later decision of another thread."""
    stage = Stage(slots=1)
    uuid = stage.submit()
    stage.cluster.started(uuid, 0)
    stage.runner.take()
    is_stopping, may_go_on = threading.Event(), threading.Event()
    tell = stage.runner.stop

    def slow_stop(uuid: str) -> None:
        is_stopping.set()
        assert may_go_on.wait(10)
        tell(uuid)

    monkeypatch.setattr(stage.runner, "stop", slow_stop)
    thread = threading.Thread(target=stage.cluster.abort, args=(uuid,))
    thread.start()
    assert is_stopping.wait(10)
    stage.cluster.ended(uuid, 0, "killed")
    assert stage.runner.take() == [], "the stop is still on its way"
    may_go_on.set()
    thread.join(10)
    assert stage.runner.take() == [("stop",), ("collect", False)]


def test_what_a_runner_could_not_be_told_does_not_keep_the_rest_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage(slots=3)
    tell = stage.runner.run

    def run(uuid: str, plan: Any, number: int) -> None:
        if number == 0:
            raise RuntimeError("no more threads")
        tell(uuid, plan, number)

    monkeypatch.setattr(stage.runner, "run", run)
    with pytest.raises(RuntimeError, match="no more threads"):
        stage.submit(instanceCount=3)
    stage.cluster.tick()
    assert stage.runner.take() == [("run", 1), ("run", 2)]


def test_a_request_that_is_refused_does_not_keep_back_what_fell_due() -> None:
    stage = Stage(slots=1)
    job = stage.job(maxWallTime="00:00:10")
    uuid = stage.submit(jobUuid=job)
    stage.cluster.started(uuid, 0)
    stage.runner.take()
    stage.clock.go(10)
    assert refused(stage.cluster.details, "nobody")[0] == 404
    assert stage.runner.take() == [("stop",)]
    assert stage.state(uuid) == "PendingCancel"


def test_somebody_is_woken_though_a_turn_ends_with_an_error() -> None:
    stage = Stage(slots=1)
    woken = []
    stage.cluster.wake = lambda: woken.append(stage.cluster.next_due())
    turns = stage.cluster._turns

    def fail() -> None:
        with turns.turn() as now:
            turns._agenda.add(now, timedelta(seconds=5), lambda _: None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert woken == [stage.clock.now + timedelta(seconds=5)]


def test_a_report_from_within_is_followed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(slots=1)
    monkeypatch.setattr(
        stage.runner,
        "run",
        lambda uuid, _, number: stage.cluster.ended(uuid, number, "it cannot run"),
    )
    uuid = stage.submit(instanceCount=50)
    assert [each[0] for each in stage.runner.take()] == ["collect"]
    assert len(stage.cluster.details(uuid)["errors"]) == 1


def test_many_threads_leave_no_instance_behind() -> None:
    stage = Stage(slots=2, max_tasks=1000)

    def work() -> None:
        for _ in range(30):
            uuid = stage.submit()
            stage.cluster.delete(uuid)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    running = [each[1] for each in stage.runner.told if each[0] == "run"]
    stopped = [each[1] for each in stage.runner.told if each[0] == "stop"]
    assert sorted(running) == sorted(stopped)
    for uuid in running:
        stage.cluster.ended(uuid, 0, "killed")
    last = stage.submit()
    until(lambda: ("run", last, 0) in stage.runner.told, what="the slots to be free again")
