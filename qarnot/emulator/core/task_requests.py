"""What may be asked of tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from qarnot.emulator.core.accounts import Account, forbidden_without_credits
from qarnot.emulator.core.admission import Admission
from qarnot.emulator.core.copies import changes_of, copied
from qarnot.emulator.core.costs import carbon_facts
from qarnot.emulator.core.forwards import port_forwards
from qarnot.emulator.core.intake import TaskPlan, any_bucket, plan_task, range_text
from qarnot.emulator.core.measures import Measures
from qarnot.emulator.core.objects import Registry, state_of
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.pools import OPEN_STATES
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.runner import Stream
from qarnot.emulator.core.running import Usage
from qarnot.emulator.core.saving import TaskSaving
from qarnot.emulator.core.snapshots import SnapshotSettings
from qarnot.emulator.core.task_life import TaskLife
from qarnot.emulator.core.tasks import Outcome, Task
from qarnot.emulator.core.turns import Turns

__all__ = ["Rerun", "TaskRequests"]

Rerun = Literal["retry", "recover", "resume"]

_RERUN_OUTCOMES: Mapping[Rerun, frozenset[Outcome]] = {
    "retry": frozenset({"Failure"}),
    "recover": frozenset({"Failure", "Cancelled"}),
    "resume": frozenset({"Cancelled"}),
}
_TAKING_TASKS = frozenset({*OPEN_STATES, "Active"})


class TaskRequests:
    """Carries out requests on tasks, each in a turn of its own; one that makes a copy takes two.

    A task is named by its uuid or shortname; a name that there is not is refused with status 404.

    :param turns: the lock of the cluster.
    :param tasks: all tasks.
    :param admission: lets new ones in.
    :param life: leads them on.
    :param saving: begins their snapshots.
    :param measures: what their instances use.
    :param orders: take what is decided for the runner.
    :param account: what is left to spend.
    """

    def __init__(
        self,
        turns: Turns,
        tasks: Registry[Task],
        admission: Admission,
        life: TaskLife,
        saving: TaskSaving,
        measures: Measures,
        orders: Orders,
        account: Account,
    ) -> None:
        self._turns = turns
        self._tasks = tasks
        self._admission = admission
        self._life = life
        self._saving = saving
        self._measures = measures
        self._orders = orders
        self._account = account

    def submit(self, plan: TaskPlan) -> str:
        """Accept a task.

        :returns: its uuid.
        :raises Refusal: 400 for a pool, job, project, reservation or dependency that cannot be, 402
            when no credits are left, 403 when there are too many tasks, and for a repeated
            shortname.
        """
        with self._turns.turn() as now:
            return self._admission.accept(plan, now)

    def update(self, name: str, changes: Mapping[str, Any]) -> None:
        """Change the constants and the tags of a task; instances that start later heed them."""
        with self._turns.turn() as now:
            task = self._tasks.find(name)
            request = {**task.request, **changes_of(task, changes, ("constants", "tags"))}
            pool = task.pool.plan if task.pool else None
            task.replan(plan_task(request, any_bucket, pool), now)

    def update_resources(self, name: str) -> None:
        """Bring new and changed files of its buckets to a running task.

        :raises Refusal: 403 when it does not run.
        """
        with self._turns.turn():
            task = self._tasks.find(name)
            if not task.is_executing:
                raise Refusal(403, f"Can't update the resources of {name}: {state_of(task)}")
            self._orders.refresh_resources(task)

    def abort(self, name: str) -> None:
        """Stop a task.

        :raises Refusal: 403 when it has ended.
        """
        with self._turns.turn() as now:
            task = self._tasks.find(name)
            if task.is_final:
                raise Refusal(403, f"Can't abort the task {name}: {state_of(task)}")
            self._life.cancel(task, now)

    def delete(self, name: str) -> None:
        """Remove a task, stopping it first."""
        with self._turns.turn() as now:
            self._life.remove(self._tasks.find(name), now)

    def clone(
        self, name: str, changes: Mapping[str, Any], bucket_exists: Callable[[str], bool]
    ) -> str:
        """Accept a copy of a task, with changes.

        :param bucket_exists: tells whether there is a bucket of a name.
        :returns: the uuid of the copy.
        :raises Refusal: as :meth:`submit`, but 403 when no credits are left.
        """
        with self._turns.turn():
            request = copied(self._tasks.find(name).request, changes)
        return self._accept_copy(request, bucket_exists)

    def rerun(
        self,
        name: str,
        kind: Rerun,
        changes: Mapping[str, Any],
        bucket_exists: Callable[[str], bool],
    ) -> str:
        """Accept a task that runs instances of an ended one again, with changes.

        :param kind: ``"retry"`` for those that failed, ``"resume"`` for those that were
            cancelled, ``"recover"`` for both.
        :param bucket_exists: tells whether there is a bucket of a name.
        :returns: the uuid of the new task.
        :raises Refusal: 403 when the task has not ended or has no such instances; also as
            :meth:`clone`.
        """
        with self._turns.turn():
            task = self._tasks.find(name)
            if not task.is_final:
                raise Refusal(403, f"Can't {kind} the task {name}: {state_of(task)}")
            wanted = _RERUN_OUTCOMES[kind]
            numbers = task.numbers_of(lambda each: each.outcome in wanted)
            if not numbers:
                ends = " or ".join(sorted(wanted))
                raise Refusal(
                    403, f"Can't {kind} the task {name}: no instance has the state {ends}"
                )
            ranges = {"advancedRanges": range_text(numbers)}
            request = copied(task.request, {**changes, **ranges})
        return self._accept_copy(request, bucket_exists)

    def restart(self, name: str) -> None:
        """Start an ended task again, under its name and from its beginning.

        :raises Refusal: 403 when it has not ended, or no credits are left.
        """
        with self._turns.turn() as now, forbidden_without_credits():
            task = self._tasks.find(name)
            if not task.is_final:
                raise Refusal(403, f"Can't restart the task {name}: {state_of(task)}")
            for group in (task.pool, task.job):
                if group is not None and group.state not in _TAKING_TASKS:
                    raise Refusal(
                        403,
                        f"Can't restart the task {name}: the {group.noun} it is in takes no tasks",
                    )
            self._account.check(None)
            task.begin()
            task.enter("Submitted", now)
            self._life.set_off(task, now)

    def output(self, name: str, stream: Stream, instance: int | None, *, fresh: bool) -> str:
        """Give the output of a task.

        :param instance: which instance, or ``None`` for the merged view.
        :param fresh: only what came since this view was last read so.
        :raises Refusal: 404 also when there is no such instance.
        """
        with self._turns.turn():
            task = self._tasks.find(name)
            if instance is not None and instance not in task.instances:
                raise Refusal(404, f"No such instance: {instance} of task {name}")
            return task.log(stream).read(instance, fresh=fresh)

    def save_periodically(self, name: str, seconds: int, settings: SnapshotSettings) -> None:
        """Begin a snapshot of a task again and again while it runs; never when 0.

        :raises Refusal: 403 when the task has ended.
        """
        with self._turns.turn() as now:
            task = self._tasks.find(name)
            if task.is_final:
                raise Refusal(403, f"Can't take snapshots of the task {name}: {state_of(task)}")
            self._saving.repeat(task, seconds, settings, now)

    def save(self, name: str, settings: SnapshotSettings) -> dict[str, Any]:
        """Begin a snapshot of a running task.

        :returns: the snapshot.
        :raises Refusal: 403 when the task does not run.
        """
        with self._turns.turn() as now:
            task = self._tasks.find(name)
            if not task.is_executing:
                raise Refusal(403, f"Can't take a snapshot of the task {name}: {state_of(task)}")
            return self._saving.begin(task, settings, now).shown()

    def snapshot(self, name: str, snapshot_id: str) -> dict[str, Any]:
        """Describe a snapshot.

        :raises Refusal: 404 also when there is no such snapshot.
        """
        with self._turns.turn():
            snapshot = self._tasks.find(name).snapshots.get(snapshot_id)
            if snapshot is None:
                raise Refusal(404, f"No such snapshot: {snapshot_id} of task {name}")
            return snapshot.shown()

    def forwards(self, name: str) -> dict[str, Any]:
        """Describe the ways into the running instances of a task."""
        with self._measures.turn(name):
            task = self._tasks.find(name)
            usages = self._measures.of(task)
            return {
                str(each.number): port_forwards(
                    task.plan.rules, usages.get(each.number, Usage()).ports
                )
                for each in task.instances.values()
                if each.is_running
            }

    def credits(self, name: str) -> float:
        """Give what a task has cost until now, in euros."""
        with self._measures.turn(name):
            return self._measures.cost(self._tasks.find(name))

    def carbon_facts(self, name: str, compared_with: str | None) -> dict[str, Any]:
        """Describe what a task cost the climate."""
        with self._measures.turn(name):
            seconds = self._measures.cpu_seconds(self._tasks.find(name))
            return carbon_facts(seconds, compared_with)

    def _accept_copy(self, request: Mapping[str, Any], bucket_exists: Callable[[str], bool]) -> str:
        """Accept a task made of another; the storage is asked without the lock held."""
        plan = plan_task(request, bucket_exists)
        with self._turns.turn() as now, forbidden_without_credits():
            return self._admission.accept_copy(plan, now)
