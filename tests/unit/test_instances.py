"""One view of the instances of a task."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot._completed import CompletedInstance
from qarnot._instances import Instance, instances
from qarnot.status import Status

FAILED = {"code": "E", "message": "it broke"}


def view(running: list[Any], completed: list[Any]) -> tuple[Instance, ...]:
    status = Status({"runningInstancesInfo": {"perRunningInstanceInfo": running}})
    return instances(status, [CompletedInstance(each) for each in completed])


def test_a_running_instance_is_shown_with_what_it_does() -> None:
    json = {
        "instanceId": 3,
        "phase": "execution",
        "executionAttemptCount": 2,
        "cpuUsage": 50,
        "currentMemoryMB": 100,
        "executionTimeSec": 7,
        "activeForwards": [{"applicationPort": 22, "forwarderHost": "h", "forwarderPort": 1}],
    }
    (instance,) = view([json], [])
    assert (instance.number, instance.is_running, instance.state) == (3, True, "execution")
    assert (instance.attempt_count, instance.error, instance.previous_error) == (2, None, None)
    assert (instance.cpu_usage, instance.memory_mb, instance.peak_memory_mb) == (50, 100, None)
    assert (instance.execution_time_sec, instance.wall_time_sec) == (7, None)
    assert (instance.results, [each.port for each in instance.forwards]) == ([], [1])
    assert dict(instance.raw) == json


def test_d66_an_instance_that_ended_says_why() -> None:
    json = {
        "instanceId": 0,
        "state": "Failure",
        "error": FAILED,
        "peakMemoryMB": 300,
        "wallTimeSec": 9,
        "execTimeSec": 8,
        "executionAttemptCount": 1,
        "results": ["s3://host/bucket/a.txt"],
    }
    (instance,) = view([], [json])
    assert (instance.number, instance.is_running, instance.state) == (0, False, "Failure")
    assert instance.error is not None
    assert str(instance.error) == "it broke (E)"
    assert (instance.peak_memory_mb, instance.memory_mb, instance.cpu_usage) == (300, None, None)
    assert (instance.wall_time_sec, instance.execution_time_sec) == (9, 8)
    assert (instance.attempt_count, instance.forwards) == (1, ())
    assert instance.results == ["s3://host/bucket/a.txt"]
    assert dict(instance.raw) == json


def test_a_retry_that_runs_wins_and_keeps_the_error_of_the_attempt_before() -> None:
    (instance,) = view(
        [{"instanceId": 1, "phase": "download"}],
        [{"instanceId": 1, "state": "Failure", "error": FAILED, "executionAttemptCount": 1}],
    )
    assert (instance.is_running, instance.state, instance.error) == (True, "download", None)
    assert instance.previous_error is not None
    assert instance.previous_error.code == "E"


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_attempts_the_latest_counts(order: int) -> None:
    attempts = [
        {"instanceId": 1, "state": "Failure", "error": FAILED, "executionAttemptCount": 1},
        {"instanceId": 1, "state": "Success", "executionAttemptCount": 2},
    ]
    (instance,) = view([], attempts[::order])
    assert (instance.state, instance.attempt_count, instance.error) == ("Success", 2, None)
    assert instance.previous_error is not None


def test_instances_are_sorted_by_number() -> None:
    found = view([{"instanceId": 10}, {"instanceId": 2}], [{"instanceId": 3}, {"instanceId": 0}])
    assert [each.number for each in found] == [0, 2, 3, 10]
    assert [each.is_running for each in found] == [False, True, False, True]


def test_nothing_is_known_of_a_task_without_a_status() -> None:
    assert instances(None, None) == ()
    assert instances(Status({}), []) == ()


entries: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(
        ["instanceId", "executionAttemptCount", "phase", "state", "error", "activeForwards"]
    ),
    st.none() | st.integers(0, 4) | st.text(max_size=3) | st.just(FAILED) | st.just([None, 5, {}]),
)


@given(st.lists(entries, max_size=6), st.lists(entries, max_size=6))
def test_every_number_is_there_once_whatever_the_platform_sends(
    running: list[Any], completed: list[Any]
) -> None:
    found = view(running, completed)
    numbers = [each.number for each in found]
    assert numbers == sorted(set(numbers))
    expected = {CompletedInstance(each).instance_id for each in [*running, *completed]} - {None}
    assert set(numbers) == expected
    now_running = {CompletedInstance(each).instance_id for each in running}
    assert all(each.is_running == (each.number in now_running) for each in found)
