"""A cluster with a clock and a runner that a test plays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.core.intake import TaskPlan, plan_pool, plan_task
from qarnot.emulator.core.jobs import plan_job
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.running import FileSelection, Usage
from qarnot.emulator.core.snapshots import SnapshotSettings

from .support import WHOLE_POOL, WHOLE_TASK, task

START = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Script:
    """A runner that notes what it is told."""

    runs_commands = True

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.usages: dict[tuple[str, int], Usage] = {}

    def run(self, uuid: str, plan: TaskPlan, number: int) -> None:
        assert number in plan.numbers
        self.told.append(("run", uuid, number))

    def stop(self, uuid: str) -> None:
        self.told.append(("stop", uuid))

    def collect(
        self, uuid: str, plan: TaskPlan, *, upload: bool, numbers: tuple[int, ...] | None = None
    ) -> None:
        assert plan.numbers
        assert numbers is not None
        self.told.append(("collect", uuid, upload))

    def discard(self, uuid: str, number: int) -> None:
        self.told.append(("discard", uuid, number))

    def usage(self, uuid: str, number: int) -> Usage:
        return self.usages.get((uuid, number), Usage())

    def snapshot(
        self, uuid: str, plan: TaskPlan, snapshot_id: str, selection: FileSelection
    ) -> None:
        assert plan.numbers
        self.told.append(("snapshot", uuid, snapshot_id, selection))

    def refresh_resources(self, uuid: str, plan: TaskPlan) -> None:
        assert plan.numbers
        self.told.append(("refresh", uuid))

    def take(self) -> list[tuple[Any, ...]]:
        """Give what was told since this was last called, without the uuids."""
        told, self.told = self.told, []
        return [(what, *rest) for what, _, *rest in told]


class Stage:
    """A cluster of which a test plays the runner."""

    def __init__(
        self,
        slots: int,
        *,
        max_tasks: int = 100,
        max_pools: int = 100,
        max_jobs: int = 100,
        money: float = 100.0,
    ) -> None:
        self.clock, self.runner = Clock(), Script()
        self.cluster = Cluster(
            self.runner,
            slots=slots,
            clock=self.clock,
            max_tasks=max_tasks,
            max_pools=max_pools,
            max_jobs=max_jobs,
            account=Account(money),
            storage_host="storage.example:9000",
        )

    def submit(self, **changes: Any) -> str:
        return self.cluster.submit(plan_task(task(**changes), lambda _: True))

    def states(self, uuid: str) -> list[str]:
        [record] = [each for each in self.cluster.records() if each.uuid == uuid]
        return [change.state for change in record.history]

    def run(self, uuid: str, *numbers: int, error: str | None = None) -> None:
        for number in numbers:
            self.cluster.started(uuid, number)
        for number in numbers:
            self.cluster.ended(uuid, number, error)

    def finish(self, uuid: str, *numbers: int, error: str | None = None) -> None:
        """Run instances to their end, and the task with them."""
        self.run(uuid, *numbers, error=error)
        self.cluster.collected(uuid, uploaded=False, error=None)

    def state(self, uuid: str) -> str:
        return self.states(uuid)[-1]

    def job(self, **changes: Any) -> str:
        return self.cluster.open_job(plan_job({"name": "a job", **changes}))

    def pool(self, **changes: Any) -> str:
        body = {"name": "a pool", "profile": "docker-batch", "instanceCount": 1, **changes}
        body = {key: value for key, value in body.items() if value is not None}
        return self.cluster.open_pool(plan_pool(body, lambda _: True))

    def in_pool(self, pool: str, **changes: Any) -> str:
        return self.submit(profile=None, poolUuid=pool, **changes)

    def save(self, uuid: str, **settings: Any) -> dict[str, Any]:
        return self.cluster.save(uuid, snapshot_settings(**settings))


def whole_stage() -> Stage:
    """Make a stage with a task, a pool and a job that have a value in every property."""
    stage = Stage(slots=9)
    job = stage.job(useDependencies=True, maxWallTime="01:00:00", tags=["a"])
    first = stage.submit(jobUuid=job)
    stage.submit(**WHOLE_TASK, jobUuid=job, dependencies={"dependsOn": [first]}, instanceCount=3)
    stage.finish(first, 0)
    [whole] = [each.uuid for each in stage.cluster.records() if each.uuid != first]
    stage.run(whole, 0)
    stage.run(whole, 1, error="bad")
    stage.cluster.started(whole, 2)
    pool = stage.pool(**WHOLE_POOL)
    stage.cluster.open_job(plan_job({"name": "another job", "poolUuid": pool}))
    return stage


def snapshot_settings(**settings: str) -> SnapshotSettings:
    names = ("whitelist", "blacklist", "bucket", "prefix")
    return SnapshotSettings(**{name: settings.get(name) for name in names})


def refused(action: Any, *arguments: Any, **named: Any) -> tuple[int, str]:
    """Give the status and the message with which something is refused."""
    try:
        action(*arguments, **named)
    except Refusal as refusal:
        return refusal.status, refusal.message
    raise AssertionError("it was not refused")
