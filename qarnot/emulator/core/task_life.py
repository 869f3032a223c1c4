"""The life of tasks, from their acceptance to their removal."""

from __future__ import annotations

from collections import deque
from datetime import datetime

from qarnot.emulator.core.agenda import Agenda
from qarnot.emulator.core.dependencies import NOT_FULFILLED, WAITING, overall
from qarnot.emulator.core.objects import Registry, StateChange
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.output import OutputLog
from qarnot.emulator.core.scheduler import Scheduler
from qarnot.emulator.core.tasks import Outcome, Task

__all__ = ["TaskLife"]


class TaskLife:
    """Leads tasks through their states; the lock of the cluster is held all the time.

    :param tasks: all tasks.
    :param scheduler: gives their instances slots.
    :param agenda: takes what is to happen to them by time alone.
    :param orders: take what is decided for the runner.
    """

    def __init__(
        self, tasks: Registry[Task], scheduler: Scheduler, agenda: Agenda, orders: Orders
    ) -> None:
        self._tasks = tasks
        self._scheduler = scheduler
        self._agenda = agenda
        self._orders = orders
        self._dependents: dict[str, list[Task]] = {}
        self._just_ended: deque[Task] = deque()

    def final_state(self, uuid: str) -> str | None:
        """Give the final state of a task, ``None`` while it has none."""
        task = self._tasks.accepted.get(uuid)
        return task.final_state if task else None

    def set_off(self, task: Task, now: datetime) -> None:
        """Let a task wait for others, or else for its slots."""
        task.waits_for_others = True
        for each in task.plan.dependencies:
            if self.final_state(each.uuid) is None:
                self._dependents.setdefault(each.uuid, []).append(task)
        self._look_at_dependencies(task, now)

    def release_dependents(self, now: datetime) -> None:
        """Go on with the tasks that waited for others which have ended since."""
        while self._just_ended:
            task = self._just_ended.popleft()
            for each in self._dependents.pop(task.uuid, ()):
                self._look_at_dependencies(each, now)

    def cancel(self, task: Task, now: datetime) -> None:
        """Stop a task that has not ended; it ends when its instances have."""
        if task.state != "PendingCancel":
            task.enter("PendingCancel", now)
            self._scheduler.withdraw(task)
            if task.occupies_slots:
                self._orders.stop(task)
            elif not task.is_collecting:
                self._finish_cancelled(task, now)

    def settle(self, task: Task, now: datetime) -> None:
        """Go on to the end of a task when its last instance has ended."""
        if task.is_starting and task.has_ended_everywhere:
            if task.executed:
                task.enter("UploadingResults", now)
            self._collect(task, upload=True, now=now)
        elif not task.is_starting and not task.occupies_slots:
            is_cancelled = task.state == "PendingCancel"
            uploads = is_cancelled and task.plan.uploads_when_cancelled
            self._collect(task, upload=uploads, now=now)

    def finish(self, task: Task, error: str | None, now: datetime) -> None:
        """End a task that has been cleaned up, unless it is deleted."""
        task.is_collecting = False
        if task.state == "PendingDelete":
            return
        if error is not None:
            task.add_error("RESULTS_FAILED", error, now)
        if task.state == "PendingCancel":
            self._end(task, "Cancelled", now)
        else:
            self._end(task, "Failure" if task.errors.entries else "Success", now)

    def remove(self, task: Task, now: datetime) -> None:
        """Take a task away, stopping it first."""
        if not task.is_final:
            self.cancel(task, now)
        task.enter("PendingDelete", now)
        if task.final_state is None:
            task.final_state = "Cancelled"
            self._just_ended.append(task)
        self._tasks.forget(task)
        for group in (task.job, task.pool):
            if group is not None:
                group.tasks.pop(task.uuid, None)
        self._look_at_pool(task)
        task.stdout, task.stderr = OutputLog(), OutputLog()

    def _look_at_dependencies(self, task: Task, now: datetime) -> None:
        """Go on with a task whose dependencies hold, or cancel one of which they never will."""
        if not task.waits_for_others or task.state != "Submitted":
            return
        state = overall(task.plan.dependencies, self.final_state)
        if state == WAITING:
            return
        task.waits_for_others = False
        if state == NOT_FULFILLED:
            task.add_error("DEPENDENCY_FAILED", "A task that it depends on ended otherwise", now)
            self.cancel(task, now)
        else:
            self._enqueue(task, now)

    def _enqueue(self, task: Task, now: datetime) -> None:
        """Let the instances of a task wait for their slots."""
        if self._scheduler.has_stopped:
            return
        if self._orders.are_followed:
            if not task.plan.constants.get("DOCKER_CMD", "").strip():
                task.add_error(
                    "NO_COMMAND", "The constant DOCKER_CMD is missing: there is no command", now
                )
                self._end(task, "Failure", now)
                return
            for instance in task.instances.values():
                self._scheduler.enqueue(task, instance)
        if task.plan.longest_wait is not None:
            began = task.history[-1]
            self._agenda.add(
                now, task.plan.longest_wait, lambda due: self._give_up_waiting(task, began, due)
            )

    def _give_up_waiting(self, task: Task, began: StateChange, now: datetime) -> None:
        """End a task that no machine was found for since it began to wait.

        Nobody says how the platform ends it: here it fails, with an error that tells why.
        """
        if task.history[-1] is began:
            task.add_error("QUEUE_TIME_EXCEEDED", "It waited too long for a machine", now)
            self._scheduler.withdraw(task)
            self._end(task, "Failure", now)

    def _finish_cancelled(self, task: Task, now: datetime) -> None:
        """Clean up what instances that have ended left, or end at once when there is nothing."""
        if task.has_been_dispatched:
            self._collect(task, upload=task.plan.uploads_when_cancelled, now=now)
        else:
            self._end(task, "Cancelled", now)

    def _collect(self, task: Task, *, upload: bool, now: datetime) -> None:
        numbers = task.executed
        task.is_collecting = True
        if upload and numbers:
            task.upload_began = now
        self._orders.collect(task, upload=upload and bool(numbers), numbers=numbers)

    def _end(self, task: Task, state: Outcome, now: datetime) -> None:
        """Bring a task to its final state, and remember when it is to be removed."""
        if state != "Success":
            task.cancel_the_rest()
        task.enter(state, now)
        task.final_state = state
        task.saving = None
        self._just_ended.append(task)
        self._look_at_pool(task)
        self._tasks.note_end(task)
        end = task.history[-1]
        if task.plan.lifetime_after_end:
            self._agenda.add(
                now,
                task.plan.lifetime_after_end,
                lambda due: self.remove(task, due) if task.history[-1] is end else None,
            )

    def _look_at_pool(self, task: Task) -> None:
        """Let the pool of a task that has ended or is gone end too, if it waits for that."""
        if task.pool is not None:
            self._scheduler.note(task.pool)
