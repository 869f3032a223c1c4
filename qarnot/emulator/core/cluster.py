"""The emulated cluster: which tasks there are, what state they are in, and what runs next."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice
from typing import Any, Literal, Protocol
from uuid import uuid4

from qarnot.emulator.core.filters import Condition
from qarnot.emulator.core.intake import TaskPlan
from qarnot.emulator.core.output import OutputLog
from qarnot.emulator.core.pages import cut_page
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.tasks import Instance, Task, TaskRecord
from qarnot.emulator.core.times import now_utc

__all__ = ["MOST_TASKS", "Cluster", "RepeatedShortname", "Runner", "Stream"]

MOST_TASKS = 100_000
"""How many tasks may exist at once."""

RepeatedShortname = Literal["refuse", "conflict", "accept"]
Stream = Literal["stdout", "stderr"]


class Runner(Protocol):
    """What carries out the cluster's decisions.

    No method waits for what it sets going. The runner reports with :meth:`Cluster.started`,
    :meth:`Cluster.wrote`, :meth:`Cluster.ended` and :meth:`Cluster.collected`.
    """

    @property
    def runs_commands(self) -> bool:
        """Whether instances run at all; tasks stay submitted otherwise."""
        ...

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        """Run an instance; exactly one :meth:`Cluster.ended` answers this."""
        ...

    def stop(self, uuid: str) -> None:
        """End all instances of a task, also those whose :meth:`run` comes later."""
        ...

    def collect(self, uuid: str, plan: TaskPlan, *, upload: bool) -> None:
        """Upload the results of a task whose instances have ended, if asked to, and clean up.

        Exactly one :meth:`Cluster.collected` answers this.
        """
        ...


class Cluster:
    """All tasks, and the slots that their instances run on.

    Safe to use from several threads. The runner is called without the lock held, so that it may
    report from within.

    :param runner: carries out what is decided here.
    :param slots: how many instances may run at once.
    :param clock: gives the time, aware of its zone.
    :param repeated_shortname: whether a shortname that exists is refused with status 400
        (``"refuse"``) or 409 (``"conflict"``), or used again (``"accept"``).
    """

    def __init__(
        self,
        runner: Runner,
        *,
        slots: int,
        clock: Callable[[], datetime] = now_utc,
        repeated_shortname: RepeatedShortname = "refuse",
    ) -> None:
        self.slots = slots
        self._runner = runner
        self._clock = clock
        self._repeated_shortname = repeated_shortname
        self._lock = threading.Lock()
        self._accepted: dict[str, Task] = {}
        self._existing: dict[str, Task] = {}
        self._by_shortname: dict[str, list[Task]] = {}
        self._waiting: deque[tuple[Task, Instance]] = deque()
        self._expiring: list[tuple[datetime, int, Task]] = []
        self._free = slots
        self._is_closed = False
        self._decided: list[Callable[[], None]] = []

    # Requests

    def submit(self, plan: TaskPlan) -> str:
        """Accept a task.

        :returns: its uuid.
        :raises Refusal: for a repeated shortname, or 403 when there are too many tasks.
        """
        with self._turn() as now:
            if len(self._existing) >= MOST_TASKS:
                raise Refusal(403, "Maximum number of tasks reached")
            self._check_shortname(plan.request.get("shortname"))
            task = Task(len(self._accepted) + 1, str(uuid4()), plan, now)
            self._accepted[task.uuid] = self._existing[task.uuid] = task
            self._by_shortname.setdefault(task.shortname, []).append(task)
            if not self._runner.runs_commands or self._is_closed:
                return task.uuid
            if plan.constants.get("DOCKER_CMD", "").strip():
                self._waiting.extend((task, each) for each in task.instances.values())
                self._dispatch(now)
            else:
                task.add_error(
                    "NO_COMMAND", "The constant DOCKER_CMD is missing: there is no command", now
                )
                self._end(task, "Failure", now)
            return task.uuid

    def details(self, name: str) -> dict[str, Any]:
        """Describe the task with this uuid or shortname.

        :raises Refusal: 404 when there is none.
        """
        with self._turn() as now:
            return self._find(name).details(now)

    def listing(
        self, condition: Condition, *, in_full: bool, maximum: int | None = None
    ) -> list[dict[str, Any]]:
        """Describe the tasks for which a condition holds, in the order of their creation.

        :param in_full: whether to give details or summaries.
        :param maximum: the most tasks to describe, ``None`` for all.
        """
        with self._turn() as now:
            listed = filter(condition, self._existing.values())
            most = len(self._existing)
            tasks = islice(listed, most if maximum is None else min(int(maximum), most))
            return [each.details(now) if in_full else each.summary(now) for each in tasks]

    def page(
        self,
        condition: Condition,
        *,
        in_full: bool,
        newest_first: bool = False,
        token: str | None = None,
        maximum: int | None = None,
    ) -> dict[str, Any]:
        """Describe one page of the tasks for which a condition holds.

        :param in_full: whether to give details or summaries.
        :param newest_first: whether to begin with the newest, not with the oldest.
        :param token: token of the page, ``None`` for the first.
        :param maximum: most tasks of the page, the usual number when ``None``.
        :raises Refusal: 400 for an unknown token.
        """
        with self._turn() as now:
            existing = self._existing.values()
            tasks, following = cut_page(
                reversed(existing) if newest_first else existing,
                condition,
                newest_first=newest_first,
                token=token,
                maximum=maximum,
                newest=len(self._accepted),
            )
            return {
                "data": [each.details(now) if in_full else each.summary(now) for each in tasks],
                "nextToken": following,
                "isTruncated": following is not None,
            }

    def abort(self, name: str) -> None:
        """Stop a task.

        :raises Refusal: 404 when there is none, 403 when it has ended.
        """
        with self._turn() as now:
            task = self._find(name)
            if task.is_final:
                raise Refusal(403, f"Can't abort the task {name}: its state is {task.state}")
            self._cancel(task, now)

    def delete(self, name: str) -> None:
        """Remove a task, stopping it first.

        :raises Refusal: 404 when there is none.
        """
        with self._turn() as now:
            task = self._find(name)
            if not task.is_final:
                self._cancel(task, now)
            self._remove(task, now)

    def output(self, name: str, stream: Stream, instance: int | None, *, fresh: bool) -> str:
        """Give the output of a task.

        :param instance: which instance, or ``None`` for the merged view.
        :param fresh: only what came since this view was last read so.
        :raises Refusal: 404 when there is no such task or instance.
        """
        with self._turn():
            task = self._find(name)
            log = task.stdout if stream == "stdout" else task.stderr
            if instance is None:
                return log.take_merged() if fresh else log.merged()
            if instance not in task.instances:
                raise Refusal(404, f"No such instance: {instance} of task {name}")
            return log.take_of(instance) if fresh else log.of(instance)

    def usage(self) -> dict[str, int]:
        """Count tasks and instances, as in a ``UserInfo`` of the API."""
        with self._turn():
            tasks = self._existing.values()
            running = sum(
                each.is_running
                for task in self._accepted.values()
                for each in task.instances.values()
            )
            return {
                "taskCount": len(tasks),
                "runningTaskCount": sum(task.occupies_slots for task in tasks),
                "runningInstanceCount": running,
                "runningCoreCount": running,
            }

    def records(self) -> tuple[TaskRecord, ...]:
        """Copy what became of every task that was ever accepted, oldest first."""
        with self._turn():
            return tuple(task.record() for task in self._accepted.values())

    def close(self) -> None:
        """Stop every task and start no more."""
        with self._turn() as now:
            self._is_closed = True
            for task in self._existing.values():
                if not task.is_final:
                    self._cancel(task, now)

    # Reports of the runner

    def started(self, uuid: str, number: int) -> None:
        """Note that an instance runs its command."""
        with self._turn() as now:
            task = self._accepted[uuid]
            task.instances[number].started = now
            task.advance(now)

    def wrote(self, uuid: str, number: int, stream: Stream, data: bytes, *, last: bool) -> None:
        """Note what an instance wrote; ``last`` when this stream has ended."""
        with self._turn():
            if task := self._existing.get(uuid):
                log = task.stdout if stream == "stdout" else task.stderr
                log.append(number, data, last=last)

    def ended(self, uuid: str, number: int, error: str | None) -> None:
        """Note that an instance has ended, with what went wrong or ``None``."""
        with self._turn() as now:
            task = self._accepted[uuid]
            task.instances[number].ended = now
            self._free += 1
            if task.is_starting:
                if error is not None:
                    task.add_error("INSTANCE_FAILED", error, now)
                task.advance(now)
            self._settle(task, now)
            self._dispatch(now)

    def collected(self, uuid: str, *, uploaded: bool, error: str | None) -> None:
        """Note that a task is cleaned up, whether results were uploaded, and what went wrong."""
        with self._turn() as now:
            task = self._accepted[uuid]
            task.results_count += uploaded
            if task.state == "PendingCancel":
                self._end(task, "Cancelled", now)
            elif task.state != "PendingDelete":
                if error is not None:
                    task.add_error("RESULTS_FAILED", error, now)
                self._end(task, "Failure" if task.errors else "Success", now)

    # Decisions, made with the lock held

    @contextmanager
    def _turn(self) -> Iterator[datetime]:
        """Hold the lock with no task past its time, then carry out without it what was decided."""
        with self._lock:
            now = self._clock()
            self._remove_expired(now)
            yield now
            decided, self._decided = self._decided, []
        for carry_out in decided:
            carry_out()

    def _end(self, task: Task, state: str, now: datetime) -> None:
        """Bring a task to its final state, and remember when it is to be removed."""
        task.enter(state, now)
        if task.plan.lifetime_after_end:
            # What overflows is kept for more years than there are.
            with suppress(OverflowError):
                heappush(self._expiring, (now + task.plan.lifetime_after_end, task.sequence, task))

    def _remove(self, task: Task, now: datetime) -> None:
        task.enter("PendingDelete", now)
        del self._existing[task.uuid]
        namesakes = self._by_shortname[task.shortname]
        namesakes.remove(task)
        if not namesakes:
            del self._by_shortname[task.shortname]
        task.stdout, task.stderr = OutputLog(), OutputLog()

    def _remove_expired(self, now: datetime) -> None:
        while self._expiring and self._expiring[0][0] <= now:
            due, _, task = heappop(self._expiring)
            if task.uuid in self._existing:
                self._remove(task, due)

    def _find(self, name: str) -> Task:
        if task := self._existing.get(name):
            return task
        if namesakes := self._by_shortname.get(name):
            return namesakes[-1]
        raise Refusal(404, f"No such task: {name}")

    def _check_shortname(self, shortname: str | None) -> None:
        is_taken = shortname in self._by_shortname or shortname in self._existing
        if is_taken and self._repeated_shortname != "accept":
            status = 400 if self._repeated_shortname == "refuse" else 409
            raise Refusal(status, f"shortname: {shortname} belongs to another task")

    def _dispatch(self, now: datetime) -> None:
        """Give free slots to the instances that have waited longest."""
        moved: dict[str, Task] = {}
        while self._free and self._waiting and not self._is_closed:
            task, instance = self._waiting.popleft()
            if not task.is_starting:
                continue
            instance.dispatched = True
            self._free -= 1
            moved[task.uuid] = task
            self._decide(self._runner.run, task.uuid, task.plan, instance.number)
        for task in moved.values():
            task.advance(now)

    def _cancel(self, task: Task, now: datetime) -> None:
        if task.state != "PendingCancel":
            was_collecting = task.state == "UploadingResults"
            task.enter("PendingCancel", now)
            if task.occupies_slots:
                self._decide(self._runner.stop, task.uuid)
            elif not was_collecting:
                self._finish_cancelled(task, now)

    def _finish_cancelled(self, task: Task, now: datetime) -> None:
        """Clean up what instances that have ended left, or end at once when there is nothing."""
        if any(each.dispatched for each in task.instances.values()):
            self._collect(task, upload=False)
        else:
            self._end(task, "Cancelled", now)

    def _settle(self, task: Task, now: datetime) -> None:
        """Go on to the end of a task when its last instance has ended."""
        if task.is_starting and task.has_ended_everywhere:
            if task.has_executed:
                task.enter("UploadingResults", now)
            self._collect(task, upload=task.has_executed)
        elif not task.is_starting and not task.occupies_slots:
            self._collect(task, upload=False)

    def _collect(self, task: Task, *, upload: bool) -> None:
        uuid, plan = task.uuid, task.plan
        self._decided.append(lambda: self._runner.collect(uuid, plan, upload=upload))

    def _decide(self, method: Callable[..., None], *arguments: Any) -> None:
        self._decided.append(lambda: method(*arguments))
