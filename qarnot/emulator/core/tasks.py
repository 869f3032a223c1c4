"""A task of the emulated cluster: its states, its instances, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qarnot.emulator.core.intake import TaskPlan
from qarnot.emulator.core.output import OutputLog
from qarnot.emulator.core.times import date_text, span_text

__all__ = ["FINAL_STATES", "Instance", "StateChange", "Task", "TaskRecord"]

FINAL_STATES = frozenset({"Success", "Failure", "Cancelled"})

_STARTING_STATES = (
    "Submitted",
    "PartiallyDispatched",
    "FullyDispatched",
    "PartiallyExecuting",
    "FullyExecuting",
)


@dataclass(frozen=True)
class StateChange:
    """A state, and when the task came into it."""

    state: str
    time: datetime


@dataclass(frozen=True)
class TaskRecord:
    """What became of a task that was accepted, at the moment when this was read.

    :ivar uuid: its uuid.
    :ivar shortname: its shortname.
    :ivar state: its last state; ``PendingDelete`` when it was deleted.
    :ivar history: all its states, in order.
    """

    uuid: str
    shortname: str
    state: str
    history: tuple[StateChange, ...]


@dataclass
class Instance:
    """One run of a task's command, and how far it is."""

    number: int
    dispatched: bool = False
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def occupies_slot(self) -> bool:
        return self.dispatched and self.ended is None

    @property
    def is_running(self) -> bool:
        return self.started is not None and self.ended is None

    def run_time(self, now: datetime) -> timedelta:
        return (self.ended or now) - self.started if self.started else timedelta(0)


@dataclass
class Task:
    """A task that was accepted."""

    sequence: int
    uuid: str
    plan: TaskPlan
    created: datetime
    shortname: str = ""
    history: list[StateChange] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    results_count: int = 0
    modified: datetime = field(init=False)
    instances: dict[int, Instance] = field(init=False)
    stdout: OutputLog = field(default_factory=OutputLog)
    stderr: OutputLog = field(default_factory=OutputLog)

    def __post_init__(self) -> None:
        self.shortname = self.plan.request.get("shortname") or self.uuid
        self.instances = {number: Instance(number) for number in self.plan.numbers}
        self.enter("Submitted", self.created)

    @property
    def state(self) -> str:
        return self.history[-1].state

    @property
    def is_starting(self) -> bool:
        return self.state in _STARTING_STATES

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES

    @property
    def occupies_slots(self) -> bool:
        return any(each.occupies_slot for each in self.instances.values())

    @property
    def has_ended_everywhere(self) -> bool:
        return all(each.ended for each in self.instances.values())

    @property
    def has_executed(self) -> bool:
        return any(each.started for each in self.instances.values())

    def enter(self, state: str, now: datetime) -> None:
        """Come into a state."""
        self.history.append(StateChange(state, now))
        self.modified = now

    def advance(self, now: datetime) -> None:
        """Come into the state that the progress of the instances stands for, never back."""
        instances = self.instances.values()
        if self.has_executed and all(each.started or each.ended for each in instances):
            reached = "FullyExecuting"
        elif all(each.dispatched for each in instances):
            reached = "FullyDispatched"
        elif self.has_executed:
            reached = "PartiallyExecuting"
        elif any(each.dispatched for each in instances):
            reached = "PartiallyDispatched"
        else:
            reached = "Submitted"
        if self.is_starting and (
            _STARTING_STATES.index(reached) > _STARTING_STATES.index(self.state)
        ):
            self.enter(reached, now)

    def add_error(self, code: str, message: str, now: datetime) -> None:
        """Note what went wrong, once."""
        error = {"code": code, "message": message, "debug": ""}
        if error not in self.errors:
            self.errors.append(error)
            self.modified = now

    def record(self) -> TaskRecord:
        """Copy what became of the task."""
        return TaskRecord(self.uuid, self.shortname, self.state, tuple(self.history))

    def summary(self, now: datetime) -> dict[str, Any]:
        """Describe the task as a ``TaskSummary`` of the API."""
        request = self.plan.request
        instances = self.instances.values()
        ended = self.history[-1].time if self.is_final else None
        before = self.history[-2] if len(self.history) > 1 else None
        running = sum(each.is_running for each in instances)
        executed = sum((each.run_time(now) for each in instances), timedelta(0))
        return {
            "uuid": self.uuid,
            "name": request["name"],
            "shortname": self.shortname,
            "profile": request["profile"],
            "state": self.state,
            "previousState": before.state if before else None,
            "stateTransitionTime": date_text(self.history[-1].time),
            "previousStateTransitionTime": date_text(before.time if before else None),
            "creationDate": date_text(self.created),
            "lastModified": date_text(self.modified),
            "endDate": date_text(ended),
            "progress": 100.0 * sum(bool(each.ended) for each in instances) / len(instances),
            "instanceCount": len(instances),
            "advancedRanges": request.get("advancedRanges"),
            "runningInstanceCount": running,
            "runningCoreCount": running,
            "executionTime": span_text(executed),
            "wallTime": span_text((ended or now) - self.created),
        }

    def details(self, now: datetime) -> dict[str, Any]:
        """Describe the task as a ``Task`` of the API."""
        request = self.plan.request
        return {
            **self.summary(now),
            "constants": [_shown_constant(each) for each in request.get("constants") or ()],
            "resourceBuckets": list(request.get("resourceBuckets") or ()),
            "advancedResourceBuckets": [
                {"filtering": None, "resourcesTransformation": None, "cacheTTLSec": None, **each}
                for each in request.get("advancedResourceBuckets") or ()
            ],
            "resultBucket": request.get("resultBucket"),
            "resultsCount": self.results_count,
            "completionTimeToLive": request.get("completionTimeToLive") or "00:00:00",
            "tags": list(request.get("tags") or ()),
            "labels": dict(request.get("labels") or {}),
            "errors": [dict(each) for each in self.errors],
        }


def _shown_constant(constant: dict[str, Any]) -> dict[str, Any]:
    is_secret = constant["key"].startswith("QARNOT_SECRET__")
    return {"key": constant["key"], "value": "[SECRET]" if is_secret else constant["value"]}
