"""A pool of the emulated cluster: machines that are kept ready for its tasks."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from qarnot.emulator.core.intake import PoolPlan
from qarnot.emulator.core.objects import Errors, Item
from qarnot.emulator.core.output import OutputLog
from qarnot.emulator.core.scaling import Policy, active_policy, next_change, read_policies

if TYPE_CHECKING:
    from qarnot.emulator.core.runner import Stream
    from qarnot.emulator.core.tasks import Instance, Task

__all__ = ["OPEN_STATES", "Node", "Pool"]

OPEN_STATES = (
    "Submitted",
    "PartiallyDispatched",
    "FullyDispatched",
    "PartiallyExecuting",
    "FullyExecuting",
)


@dataclass(eq=False)
class Node:
    """A machine of a pool: it takes one slot of the cluster and has some for the pool's tasks.

    :ivar prepared: when it was ready for tasks, ``None`` while it is being prepared.
    :ivar idle_since: when the last instance ended; when it was ready, if none ever ran.
    :ivar busy: how many instances run on it.
    """

    number: int
    joined: datetime
    prepared: datetime | None
    idle_since: datetime
    busy: int = 0

    @property
    def is_ready(self) -> bool:
        return self.prepared is not None

    @property
    def is_idle(self) -> bool:
        return self.is_ready and not self.busy

    def preparation_time(self, now: datetime) -> timedelta:
        return (self.prepared or now) - self.joined


class Pool(Item):
    """A pool that was accepted.

    A machine that could not be prepared leaves the pool. Another takes its place only when one has
    been prepared since: a command that always fails is not run for ever.

    :ivar tasks: those that exist, by their uuids.
    :ivar waiting: the instances that wait for a slot.
    :ivar is_in_queue: whether it waits for machines.
    :ivar waits_since: since when it has waited for its first machine, if that has an end.
    :ivar looks: the times to come at which it is looked at, whether anything has changed or not.
    :ivar is_stopping: whether the preparation of its machines has been stopped.
    :ivar failed_machines: how many machines could not be prepared since one could.
    :ivar cpu_seconds: what the instances of its tasks used that have ended.
    :ivar euros: what that cost.
    """

    noun: ClassVar[str] = "pool"
    final_states: ClassVar[frozenset[str]] = frozenset({"Closed", "Failure"})

    def __init__(self, sequence: int, uuid: str, plan: PoolPlan, created: datetime) -> None:
        super().__init__(sequence, uuid, plan.request, created, "Submitted")
        self.plan = plan
        self.policies: tuple[Policy, ...] = read_policies(plan.request, plan.slots_per_machine)
        self.machines: list[Node] = []
        self.tasks: dict[str, Task] = {}
        self.waiting: deque[tuple[Task, Instance]] = deque()
        self.errors = Errors()
        self.stdout, self.stderr = OutputLog(), OutputLog()
        self.is_in_queue = self.is_stopping = False
        self.waits_since: datetime | None = None
        self.looks: set[datetime] = set()
        self.failed_machines = 0
        self.cpu_seconds = self.euros = 0.0
        self._allowed_machines = 0
        self._grew: datetime | None = None
        self._machines_so_far = 0
        self._earlier_machine_time = self._earlier_preparation_time = timedelta(0)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_work(self) -> bool:
        """Whether a task of it has not ended."""
        return bool(self.busy_slots) or not all(each.is_final for each in self.tasks.values())

    @property
    def is_preparing(self) -> bool:
        return not all(each.is_ready for each in self.machines)

    @property
    def was_prepared(self) -> bool:
        """Whether a preparation was ever begun."""
        return bool(self.plan.preparation and self._machines_so_far)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do in it."""
        return not self.has_work and not self.is_preparing

    @property
    def slots(self) -> int:
        """How many slots it has now."""
        return sum(each.is_ready for each in self.machines) * self.plan.slots_per_machine

    @property
    def busy_slots(self) -> int:
        return sum(each.busy for each in self.machines)

    @property
    def demand(self) -> int:
        """How many instances wait for a slot or have one."""
        return len(self.waiting) + self.busy_slots

    @property
    def lacking_machines(self) -> int:
        """How many machines it may have and has not."""
        return max(0, self._allowed_machines - self.failed_machines - len(self.machines))

    def log(self, stream: Stream) -> OutputLog:
        """Give what the preparation of its machines wrote to a stream."""
        return self.stdout if stream == "stdout" else self.stderr

    def has_instance(self, number: int) -> bool:
        """Tell whether it had a machine of this number, or is to have by its instance count."""
        return 0 <= number < max(self._machines_so_far, self.request.get("instanceCount") or 0)

    def policy(self, now: datetime) -> Policy | None:
        return active_policy(self.policies, now)

    def next_change(self, now: datetime) -> datetime | None:
        """Tell when its size may change by time alone, ``None`` when it never does.

        That is when another policy may hold, when it takes the next step of its growth, and when an
        idle machine that is not wanted is given back.
        """
        changes = [next_change(self.policies, now), self._next_growth(now)]
        if len(self.machines) > self.wanted_machines(now):
            changes += [self._idle_until(each, now) for each in self.machines if each.is_idle]
        return min((each for each in changes if each is not None and each > now), default=None)

    def wanted_machines(self, now: datetime) -> int:
        """Give how many machines it shall have; when it closes, no more than are needed."""
        policy = self.policy(now)
        slots = policy.slots(self.demand) if policy else 0
        if not self.is_open:
            slots = min(self.demand, max(slots, 1))
        return self._machines_for(slots)

    def cannot_go_on(self, now: datetime) -> bool:
        """Tell whether it wants machines, and has none but those that could not be prepared."""
        wanted = 0 if self.is_final or self.machines else self.wanted_machines(now)
        return 0 < wanted <= self.failed_machines

    def look_at_size(self, now: datetime) -> None:
        """Decide how many machines it may have: it grows in steps, if its policy says so."""
        policy, wanted = self.policy(now), self.wanted_machines(now)
        least = self._machines_for(policy.least) if policy else 0
        self._allowed_machines = min(wanted, max(self._allowed_machines, len(self.machines), least))
        lacking = wanted - self._allowed_machines
        if policy is not None and lacking > 0 and self._may_grow_from(policy) <= now:
            self._allowed_machines += min(lacking, policy.step(lacking))
            self._grew = now

    def join(self, now: datetime) -> Node:
        """Take one more machine."""
        prepared = None if self.plan.preparation else now
        machine = Node(self._machines_so_far, now, prepared, now)
        self.machines.append(machine)
        self._machines_so_far += 1
        return machine

    def make_ready(self, machine: Node, now: datetime) -> None:
        """Let a machine that has been prepared take instances."""
        machine.prepared = machine.idle_since = now
        self.failed_machines = 0

    def leave(self, machine: Node, now: datetime) -> None:
        """Give a machine back."""
        self.machines.remove(machine)
        self._earlier_machine_time += now - machine.joined
        self._earlier_preparation_time += machine.preparation_time(now)

    def machine(self, number: int) -> Node:
        """Give the machine of a number."""
        return next(each for each in self.machines if each.number == number)

    def free_machine(self) -> Node | None:
        """Find the machine with a free slot on which the most runs."""
        free = [
            each
            for each in self.machines
            if each.is_ready and each.busy < self.plan.slots_per_machine
        ]
        return max(free, key=lambda each: each.busy, default=None)

    def idle_machines(self, now: datetime) -> list[Node]:
        """Find the machines that have been idle long enough to be given back."""
        return [
            each for each in self.machines if each.is_idle and self._idle_until(each, now) <= now
        ]

    def machine_time(self, now: datetime) -> timedelta:
        """Give the time that all its machines together have been there."""
        present = sum((now - each.joined for each in self.machines), timedelta(0))
        return self._earlier_machine_time + present

    def preparation_time(self, now: datetime) -> timedelta:
        """Give the time that all its machines together have been prepared."""
        present = sum((each.preparation_time(now) for each in self.machines), timedelta(0))
        return self._earlier_preparation_time + present

    def advance(self, now: datetime) -> None:
        """Come into the state that its machines stand for, never back."""
        if not self.machines:
            return
        ready = sum(each.is_ready for each in self.machines)
        wanted = self.wanted_machines(now)
        reached = ["FullyDispatched" if len(self.machines) >= wanted else "PartiallyDispatched"]
        if ready:
            reached.append("FullyExecuting" if ready >= wanted else "PartiallyExecuting")
        for state in reached:
            if self.is_open and OPEN_STATES.index(state) > OPEN_STATES.index(self.state):
                self.enter(state, now)

    def add_error(self, code: str, message: str, now: datetime) -> None:
        """Note what went wrong, once."""
        self.errors.add(code, message)
        self.modified = now

    def update(self, plan: PoolPlan, policies: tuple[Policy, ...], now: datetime) -> None:
        """Take over what may be changed after the submission; new rules of growth hold at once."""
        if policies != self.policies:
            self._grew = None
        self.plan, self.policies = plan, policies
        self.request = plan.request
        self.modified = now

    def counts(self, now: datetime) -> Mapping[str, Any]:
        """Give the figures that its tasks and machines make."""
        slots = self.slots
        return {
            "instanceCount": int(self.request.get("instanceCount") or 0),
            "targetRunningInstanceCount": self.wanted_machines(now),
            "runningInstanceCount": len(self.machines),
            "runningCoreCount": len(self.machines),
            "queuedOrRunningTaskInstancesCount": self.demand,
            "totalSlotCapacity": slots,
            "poolUsage": self.busy_slots / slots if slots else 0.0,
        }

    def _machines_for(self, slots: int) -> int:
        return -(-slots // self.plan.slots_per_machine)

    def _idle_until(self, machine: Node, now: datetime) -> datetime:
        """Tell until when an idle machine is kept."""
        policy = self.policy(now)
        if not self.is_open or policy is None:
            return machine.idle_since
        return _later(machine.idle_since, policy.idle_time)

    def _next_growth(self, now: datetime) -> datetime | None:
        """Tell when it takes the next step to the number of machines that it wants."""
        policy = self.policy(now)
        if policy is None or self._allowed_machines >= self.wanted_machines(now):
            return None
        return self._may_grow_from(policy)

    def _may_grow_from(self, policy: Policy) -> datetime:
        """Tell from when on it may grow: from its creation, and a period after each growth."""
        if self._grew is None:
            return self.created
        return _later(self._grew, policy.resize_period)


def _later(moment: datetime, span: timedelta) -> datetime:
    """Give the time after a span, the last of all dates when it lies beyond them."""
    try:
        return moment + span
    except OverflowError:
        return datetime.max.replace(tzinfo=moment.tzinfo)
