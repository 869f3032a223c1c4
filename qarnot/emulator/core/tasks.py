"""A task of the emulated cluster: its states and its instances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from qarnot.emulator.core.dependencies import FinalState, overall
from qarnot.emulator.core.intake import TaskPlan
from qarnot.emulator.core.objects import Errors, Item, StateChange
from qarnot.emulator.core.output import OutputLog
from qarnot.emulator.core.runner import Stream
from qarnot.emulator.core.running import Usage
from qarnot.emulator.core.snapshots import Snapshot, SnapshotSettings

if TYPE_CHECKING:
    from qarnot.emulator.core.jobs import Job
    from qarnot.emulator.core.pools import Node, Pool
    from qarnot.emulator.core.quotas import Share

__all__ = ["FINAL_STATES", "Instance", "Outcome", "StateChange", "Task", "TaskRecord"]

FINAL_STATES = frozenset({"Success", "Failure", "Cancelled"})

_STARTING_STATES = (
    "Submitted",
    "PartiallyDispatched",
    "FullyDispatched",
    "PartiallyExecuting",
    "FullyExecuting",
)
_EXECUTING_STATES = frozenset({"PartiallyExecuting", "FullyExecuting"})

Outcome = Literal["Success", "Failure", "Cancelled"]


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
    """One run of a task's command, and how far it is.

    The times and the usage are those of the latest attempt; ``earlier_*`` sum up those before.

    :ivar attempts: how many times it was given a slot.
    :ivar outcome: how it ended for good, ``None`` while it has not.
    :ivar results: the addresses of the files that were uploaded.
    """

    number: int
    attempts: int = 0
    has_started: bool = False
    dispatched: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    outcome: Outcome | None = None
    error: str | None = None
    usage: Usage = field(default_factory=Usage)
    earlier_cpu_seconds: float = 0.0
    earlier_run_time: timedelta = timedelta(0)
    earlier_download_time: timedelta = timedelta(0)
    earlier_peak_mb: int = 0
    results: tuple[str, ...] = ()
    machine: Node | None = None
    share: Share | None = None

    @property
    def occupies_slot(self) -> bool:
        return self.dispatched is not None and self.ended is None

    @property
    def is_running(self) -> bool:
        return self.started is not None and self.ended is None

    @property
    def peak_memory_mb(self) -> int:
        return max(self.earlier_peak_mb, self.usage.peak_memory_mb)

    def dispatch(self, now: datetime) -> None:
        """Give it a slot."""
        self.dispatched = now
        self.attempts += 1

    def start(self, now: datetime) -> None:
        """Note that its command runs."""
        self.started = now
        self.has_started = True

    def end(self, error: str | None, usage: Usage, now: datetime) -> None:
        """Note that this attempt has ended."""
        self.ended, self.error, self.usage = now, error, usage

    def try_again(self) -> None:
        """Forget this attempt but for what it used."""
        self.earlier_cpu_seconds += self.usage.cpu_seconds
        self.earlier_run_time += self._attempt_run_time(None)
        self.earlier_download_time += self._attempt_download_time(None)
        self.earlier_peak_mb = self.peak_memory_mb
        self.dispatched = self.started = self.ended = None
        self.usage = Usage()

    def cpu_seconds(self, usage: Usage | None) -> float:
        """Give the CPU time of all attempts; ``usage`` is that of one that runs."""
        return self.earlier_cpu_seconds + (usage or self.usage).cpu_seconds

    def run_time(self, now: datetime) -> timedelta:
        """Give the time that its command ran, in all attempts."""
        return self.earlier_run_time + self._attempt_run_time(now)

    def download_time(self, now: datetime) -> timedelta:
        """Give the time from its slots to the start of its command, in all attempts."""
        return self.earlier_download_time + self._attempt_download_time(now)

    def wall_time(self) -> timedelta:
        """Give the time from its latest slot to its end."""
        if self.dispatched is None or self.ended is None:
            return timedelta(0)
        return self.ended - self.dispatched

    def _attempt_run_time(self, now: datetime | None) -> timedelta:
        end = self.ended or now
        return end - self.started if self.started and end else timedelta(0)

    def _attempt_download_time(self, now: datetime | None) -> timedelta:
        end = self.started or self.ended or now
        return end - self.dispatched if self.dispatched and end else timedelta(0)


@dataclass
class Saving:
    """The periodic snapshots of a task, from the moment when they were set."""

    interval: timedelta
    settings: SnapshotSettings
    latest: Snapshot | None = None


class Task(Item):
    """A task that was accepted.

    :ivar final_state: how it ended; it stays known when the task is deleted.
    :ivar waits_for_others: whether dependencies keep it from the queue.
    :ivar is_collecting: whether the runner uploads its results and cleans up.
    """

    noun: ClassVar[str] = "task"
    final_states: ClassVar[frozenset[str]] = FINAL_STATES

    def __init__(
        self,
        sequence: int,
        uuid: str,
        plan: TaskPlan,
        created: datetime,
        pool: Pool | None = None,
        job: Job | None = None,
    ) -> None:
        super().__init__(sequence, uuid, plan.request, created, "Submitted")
        self.plan = plan
        self.pool = pool
        self.job = job
        self.final_state: Outcome | None = None
        self.waits_for_others = False
        self.is_collecting = False
        self.results_count = 0
        self.saving: Saving | None = None
        self.snapshots: dict[str, Snapshot] = {}
        self.begin()

    def begin(self) -> None:
        """Set all instances to their beginning."""
        self.instances = {number: Instance(number) for number in self.plan.numbers}
        self.errors = Errors()
        self.retried = 0
        self.stdout, self.stderr = OutputLog(), OutputLog()
        self.upload_began: datetime | None = None
        self.final_state = None

    @property
    def is_starting(self) -> bool:
        return self.state in _STARTING_STATES

    @property
    def is_executing(self) -> bool:
        return self.state in _EXECUTING_STATES

    @property
    def occupies_slots(self) -> bool:
        return any(each.occupies_slot for each in self.instances.values())

    @property
    def has_ended_everywhere(self) -> bool:
        return all(each.outcome for each in self.instances.values())

    @property
    def has_been_dispatched(self) -> bool:
        return any(each.attempts for each in self.instances.values())

    @property
    def executed(self) -> tuple[int, ...]:
        """The instances whose command ran, however it ended."""
        return self.numbers_of(lambda each: each.has_started)

    def log(self, stream: Stream) -> OutputLog:
        """Give what its instances wrote to a stream."""
        return self.stdout if stream == "stdout" else self.stderr

    def awaits(self, instance: Instance) -> bool:
        """Tell whether an instance is still to be run: one from before a restart is not."""
        return self.is_starting and self.instances[instance.number] is instance

    def numbers_of(self, condition: Callable[[Instance], bool]) -> tuple[int, ...]:
        """Give the numbers of the instances for which something holds, in ascending order."""
        return tuple(each.number for each in self.instances.values() if condition(each))

    def advance(self, now: datetime) -> None:
        """Come into the state that the progress of the instances stands for, never back."""
        instances = self.instances.values()
        has_executed = any(each.has_started for each in instances)
        if has_executed and all(each.has_started or each.outcome for each in instances):
            reached = "FullyExecuting"
        elif has_executed:
            reached = "PartiallyExecuting"
        elif all(each.attempts for each in instances):
            reached = "FullyDispatched"
        elif any(each.attempts for each in instances):
            reached = "PartiallyDispatched"
        else:
            reached = "Submitted"
        if self.is_starting and (
            _STARTING_STATES.index(reached) > _STARTING_STATES.index(self.state)
        ):
            self.enter(reached, now)

    def may_retry(self, instance: Instance) -> bool:
        """Tell whether an instance that failed may be started once more."""
        return self.plan.retries.allow(instance.attempts - 1, self.retried)

    def cancel_the_rest(self) -> None:
        """Note that the instances that have not ended will not run."""
        for each in self.instances.values():
            each.outcome = each.outcome or "Cancelled"

    def add_error(self, code: str, message: str, now: datetime) -> None:
        """Note what went wrong, once."""
        self.errors.add(code, message)
        self.modified = now

    def replan(self, plan: TaskPlan, now: datetime) -> None:
        """Take over a plan that differs in what may be changed after the submission."""
        self.plan = plan
        self.change(plan.request, now)

    def record(self) -> TaskRecord:
        """Copy what became of the task."""
        return TaskRecord(self.uuid, self.shortname, self.state, tuple(self.history))

    def dependencies_shown(self, final_state: FinalState) -> dict[str, Any] | None:
        """Describe what it waits for as ``DependenciesOutput`` of the API."""
        entries = self.plan.dependencies
        if not entries:
            return None
        return {
            "dependsOn": [each.uuid for each in entries if not each.is_advanced],
            "advancedDependsOn": [each.shown(final_state) for each in entries if each.is_advanced],
            "state": overall(entries, final_state),
        }
