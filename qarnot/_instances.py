"""One view of the instances of a task, those that run and those that have ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from qarnot._completed import CompletedInstance
from qarnot._forwards import Forward, forwards_of_instance
from qarnot.error import Error
from qarnot.status import PerRunningInstanceInfo, Status

__all__ = ["Instance", "instances"]


@frozen
class Instance:
    """An instance of a task, as it was when the task was last read.

    What the platform does not say is ``None``.

    :ivar number: the number of the instance.
    :ivar is_running: whether it runs, or is about to.
    :ivar state: its phase while it runs, such as ``"execution"``; then ``"Success"`` or
        ``"Failure"``.
    :ivar attempt_count: how many times it was started.
    :ivar error: what went wrong in this attempt.
    :ivar previous_error: what went wrong in the attempt before.
    :ivar cpu_usage: the use of the processor, in percent; while it runs.
    :ivar memory_mb: the memory that it uses, in MB; while it runs.
    :ivar peak_memory_mb: the most memory that it used, in MB; when it has ended.
    :ivar wall_time_sec: the seconds from its start to its end; when it has ended.
    :ivar execution_time_sec: the seconds that its command has run.
    :ivar results: the addresses of the files that it wrote; empty while it runs.
    :ivar forwards: the open ways into it; empty when it has ended.
    :ivar raw: the JSON that this was made of.
    """

    number: int
    is_running: bool
    state: str | None = None
    attempt_count: int | None = None
    error: Error | None = None
    previous_error: Error | None = None
    cpu_usage: float | None = None
    memory_mb: float | None = None
    peak_memory_mb: float | None = None
    wall_time_sec: float | None = None
    execution_time_sec: float | None = None
    results: list[str] = field(factory=list)
    forwards: tuple[Forward, ...] = ()
    raw: Mapping[str, Any] = field(factory=dict)


def instances(
    status: Status | None, completed: Iterable[CompletedInstance] | None
) -> tuple[Instance, ...]:
    """List the instances of a task by their number, each of them once.

    Of several entries of one number the latest attempt counts, and one that runs is later than
    all that have ended. The error of the attempt before stays, as ``previous_error``. An entry
    without a number is left out.

    :param status: the status of the task, or ``None``.
    :param completed: its instances that have ended, or ``None``.
    :return: the instances, sorted by number.
    """
    running = status.running_instances_info.per_running_instance_info if status else []
    attempts = [
        *(
            _ended(number, each)
            for each in completed or ()
            if (number := each.instance_id) is not None
        ),
        *(_running(number, each) for each in running if (number := each.instance_id) is not None),
    ]
    attempts.sort(key=lambda each: (each.is_running, each.attempt_count or 0))
    latest: dict[int, Instance] = {}
    for attempt in attempts:
        before = latest.get(attempt.number)
        latest[attempt.number] = evolve(attempt, previous_error=before.error) if before else attempt
    return tuple(latest[number] for number in sorted(latest))


def _ended(number: int, entry: CompletedInstance) -> Instance:
    return Instance(
        number=number,
        is_running=False,
        state=entry.state,
        attempt_count=entry.execution_attempt_count,
        error=entry.error,
        peak_memory_mb=entry.peak_memory_mb,
        wall_time_sec=entry.wall_time_sec,
        execution_time_sec=entry.exec_time_sec,
        results=entry.results,
        raw=entry.raw,
    )


def _running(number: int, entry: PerRunningInstanceInfo) -> Instance:
    return Instance(
        number=number,
        is_running=True,
        state=entry.phase,
        attempt_count=entry.execution_attempt_count or None,
        cpu_usage=entry.cpu_usage,
        memory_mb=entry.current_memory_mb,
        execution_time_sec=entry.execution_time_sec,
        forwards=forwards_of_instance(entry),
        raw=entry.raw,
    )
