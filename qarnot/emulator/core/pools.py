"""A pool of the emulated cluster: machines that are kept ready for its tasks."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from qarnot.emulator.core.intake import PoolPlan
from qarnot.emulator.core.objects import Item
from qarnot.emulator.core.scaling import Policy, active_policy, next_change, read_policies

if TYPE_CHECKING:
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

    :ivar busy: how many instances run on it.
    :ivar idle_since: when the last one ended; when it came, if none ever ran.
    """

    number: int
    joined: datetime
    idle_since: datetime
    busy: int = 0


class Pool(Item):
    """A pool that was accepted.

    :ivar tasks: those that exist, by their uuids.
    :ivar waiting: the instances that wait for a slot.
    :ivar is_in_queue: whether it waits for machines.
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
        self.is_in_queue = False
        self.cpu_seconds = self.euros = 0.0
        self._machines_so_far = 0
        self._earlier_machine_time = timedelta(0)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do in it."""
        return not self.busy_slots and all(each.is_final for each in self.tasks.values())

    @property
    def slots(self) -> int:
        """How many slots it has now."""
        return len(self.machines) * self.plan.slots_per_machine

    @property
    def busy_slots(self) -> int:
        return sum(each.busy for each in self.machines)

    @property
    def demand(self) -> int:
        """How many instances wait for a slot or have one."""
        return len(self.waiting) + self.busy_slots

    def policy(self, now: datetime) -> Policy | None:
        return active_policy(self.policies, now)

    def next_change(self, now: datetime) -> datetime | None:
        """Tell when another policy may hold."""
        return next_change(self.policies, now)

    def wanted_machines(self, now: datetime) -> int:
        """Give how many machines it shall have; when it closes, no more than are needed."""
        policy = self.policy(now)
        slots = policy.slots(self.demand) if policy else 0
        if not self.is_open:
            slots = min(self.demand, max(slots, 1))
        return -(-slots // self.plan.slots_per_machine)

    def join(self, now: datetime) -> None:
        """Take one more machine."""
        self.machines.append(Node(self._machines_so_far, now, now))
        self._machines_so_far += 1

    def leave(self, machine: Node, now: datetime) -> None:
        """Give a machine back."""
        self.machines.remove(machine)
        self._earlier_machine_time += now - machine.joined

    def free_machine(self) -> Node | None:
        """Find the machine with a free slot on which the most runs."""
        free = [each for each in self.machines if each.busy < self.plan.slots_per_machine]
        return max(free, key=lambda each: each.busy, default=None)

    def idle_machines(self, now: datetime) -> list[Node]:
        """Find the machines that have been idle long enough to be given back."""
        return [
            each for each in self.machines if not each.busy and self.idle_until(each, now) <= now
        ]

    def idle_until(self, machine: Node, now: datetime) -> datetime:
        """Tell until when an idle machine is kept."""
        policy = self.policy(now)
        if not self.is_open or policy is None:
            return machine.idle_since
        try:
            return machine.idle_since + policy.idle_time
        except OverflowError:
            return datetime.max.replace(tzinfo=now.tzinfo)

    def machine_time(self, now: datetime) -> timedelta:
        """Give the time that all its machines together have been there."""
        present = sum((now - each.joined for each in self.machines), timedelta(0))
        return self._earlier_machine_time + present

    def advance(self, now: datetime) -> None:
        """Come into the state that its machines stand for, never back."""
        if not self.machines:
            return
        is_full = len(self.machines) >= self.wanted_machines(now)
        reached = (
            ("FullyDispatched", "FullyExecuting")
            if is_full
            else ("PartiallyDispatched", "PartiallyExecuting")
        )
        # A machine is ready as soon as it is there: nothing is prepared on it.
        for state in reached:
            if self.is_open and OPEN_STATES.index(state) > OPEN_STATES.index(self.state):
                self.enter(state, now)

    def update(self, plan: PoolPlan, policies: tuple[Policy, ...], now: datetime) -> None:
        """Take over what may be changed after the submission."""
        self.plan, self.policies = plan, policies
        self.change(plan.request, now)

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
