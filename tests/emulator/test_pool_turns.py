"""A turn looks at the pools that something has changed of, and none is forgotten."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.running import Usage

from .stage import Stage

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# The clock begins on a Wednesday, at 03:04:05.
SOON = {"type": "Weekly", "days": DAYS, "startTimeUtc": "03:05:00", "endTimeUtc": "03:20:00"}
WEDNESDAY = {"type": "Weekly", "days": ["wednesday"]}


def elastic(**rules: Any) -> dict[str, Any]:
    return {
        "elasticProperty": {"isElastic": True, "maxTotalSlots": 3, **rules},
        "instanceCount": None,
    }


def scaled(*policies: dict[str, Any]) -> dict[str, Any]:
    return {"scaling": {"policies": list(policies)}, "instanceCount": None}


SIZES: list[dict[str, Any]] = [
    {"instanceCount": 2},
    {"instanceCount": 1, "multiSlotsSettings": {"slotsPerNode": 3}},
    elastic(minIdleTimeSeconds=0),
    elastic(minIdleTimeSeconds=30, resizePeriod=60, rampResizeFactor=0.3, minIdleSlots=1),
    scaled({"type": "Fixed", "slotsCount": 2, "enabledPeriods": [SOON]}),
    scaled(
        {"type": "Fixed", "slotsCount": 1, "enabledPeriods": [WEDNESDAY]},
        {"type": "ManagedTasksQueue", "maxTotalSlots": 4, "minIdleTimeSeconds": 20},
    ),
    scaled({"type": "ManagedTasksQueue", "maxTotalSlots": 2, "enabledPeriods": [SOON]}),
]
MORE: list[dict[str, Any]] = [
    {},
    {"preparationTask": {"commandLine": "prepare"}},
    {"maxTimeQueueSeconds": 50},
    {"maxTimeQueueSeconds": 50, "preparationTask": {"commandLine": "prepare"}},
]
WAITS = (0, 1, 20, 31, 60, 700, 3600 * 20)


class Play:
    """Does to a stage whatever can be done to pools, each step chosen by a number."""

    def __init__(self) -> None:
        self.stage = Stage(slots=4)
        self.runs: list[tuple[str, int]] = []
        self.collections: list[str] = []
        self.pools: list[str] = []
        self.tasks: list[str] = []

    def take_orders(self) -> None:
        """Note what the runner was told since this was last called."""
        for what, uuid, *rest in self.stage.runner.told:
            if what == "run":
                self.runs.append((uuid, rest[0]))
            elif what == "collect":
                self.collections.append(uuid)
        self.stage.runner.told = []

    def open(self, choice: int) -> None:
        size, more = SIZES[choice % len(SIZES)], MORE[choice // len(SIZES) % len(MORE)]
        self.pools.append(self.stage.pool(**{**more, **size}))

    def submit(self, choice: int) -> None:
        count = choice // 100 % 3 + 1
        pool = self._one_of([*self.pools, ""], choice)
        place = {"profile": None, "poolUuid": pool} if pool else {}
        self.tasks.append(self.stage.submit(**place, instanceCount=count))

    def submit_chain(self, choice: int) -> None:
        """Submit a task that runs in a pool when another, which does not, has succeeded."""
        pool = self._one_of(self.pools, choice)
        job = self.stage.job(useDependencies=True, poolUuid=pool)
        first = self.stage.submit(profile=None, jobUuid=job)
        second = self.stage.submit(profile=None, jobUuid=job, dependencies={"dependsOn": [first]})
        self.tasks += [first, second]

    def end(self, choice: int) -> None:
        uuid, number = self.runs.pop(choice % len(self.runs))
        if choice // 100 % 2:
            self.stage.cluster.started(uuid, number)
        error = "bad" if choice // 200 % 3 == 0 else None
        self.stage.cluster.ended(uuid, number, error, Usage())

    def collect(self, choice: int) -> None:
        uuid = self.collections.pop(choice % len(self.collections))
        self.stage.cluster.collected(uuid, uploaded=False, error=None)

    def abort(self, choice: int) -> None:
        self.stage.cluster.abort(self._one_of(self.tasks, choice))

    def delete(self, choice: int) -> None:
        self.stage.cluster.delete(self._one_of(self.tasks, choice))

    def restart(self, choice: int) -> None:
        self.stage.cluster.restart(self._one_of(self.tasks, choice))

    def close_pool(self, choice: int) -> None:
        self.stage.cluster.close_pool(self._one_of(self.pools, choice))

    def delete_pool(self, choice: int) -> None:
        self.stage.cluster.delete_pool(self._one_of(self.pools, choice))

    def resize(self, choice: int) -> None:
        changes = {
            key: value
            for key, value in SIZES[choice // 100 % len(SIZES)].items()
            if key in ("elasticProperty", "scaling")
        }
        self.stage.cluster.update_pool(self._one_of(self.pools, choice), changes)

    def wait(self, choice: int) -> None:
        self.stage.clock.go(WAITS[choice % len(WAITS)])
        self.stage.cluster.tick()

    def wait_until_due(self, _: int) -> None:
        due = self.stage.cluster.next_due()
        if due is not None:
            self.stage.clock.now = due
        self.stage.cluster.tick()

    def _one_of(self, names: list[str], choice: int) -> str:
        return names[choice % len(names)]


STEPS: list[Callable[[Play, int], None]] = [
    *[Play.open] * 3,
    *[Play.submit] * 6,
    *[Play.end] * 8,
    *[Play.collect] * 4,
    *(Play.submit_chain, Play.abort, Play.delete, Play.restart, Play.resize),
    *(Play.close_pool, Play.delete_pool, Play.wait, Play.wait, Play.wait_until_due),
]


def figures(stage: Stage) -> list[Any]:
    """Copy all that a look at a pool may change."""
    scheduler = stage.cluster._scheduler
    pools = stage.cluster._pools.accepted.values()
    tasks = stage.cluster._tasks.accepted.values()
    return [
        scheduler._free,
        [
            (
                [*pool.history],
                [(each.number, each.prepared, each.busy) for each in pool.machines],
                [(task.uuid, instance.number) for task, instance in pool.waiting],
                (pool.lacking_machines, pool.is_in_queue, pool.is_stopping, pool.waits_since),
                [*pool.errors.entries],
            )
            for pool in pools
        ],
        [[*task.history] for task in tasks],
    ]


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_another_look_at_all_pools_changes_nothing(seed: int) -> None:
    # Steps that hypothesis draws itself are too much alike.
    draw, play = random.Random(seed), Play()
    play.open(draw.randrange(1000))
    for _ in range(60):
        try:
            draw.choice(STEPS)(play, draw.randrange(1200))
        except (Refusal, ZeroDivisionError):
            # What is chosen from is empty, or in no state for this.
            continue
        play.take_orders()
        before = figures(play.stage)
        for pool in play.stage.cluster._pools.accepted.values():
            play.stage.cluster._scheduler.note(pool)
        play.stage.cluster.tick()
        assert figures(play.stage) == before
        assert play.stage.runner.told == []
        due = play.stage.cluster.next_due()
        assert due is None or due > play.stage.clock.now


@pytest.mark.parametrize("size", SIZES)
def test_a_turn_costs_the_pools_that_have_changed(
    monkeypatch: pytest.MonkeyPatch, size: dict[str, Any]
) -> None:
    looked_at: list[str] = []
    policy = Pool.policy

    def noted(pool: Pool, now: Any) -> Any:
        looked_at.append(pool.uuid)
        return policy(pool, now)

    monkeypatch.setattr(Pool, "policy", noted)
    stage = Stage(slots=1)
    pools = [stage.pool(**size, **more) for more in MORE * 5]

    def looks(action: Callable[[], object]) -> set[str]:
        looked_at.clear()
        action()
        return set(looked_at)

    first = stage.submit()
    assert looks(stage.cluster.tick) == set()
    assert looks(stage.submit) == set()
    assert looks(lambda: stage.cluster.abort(first)) == set()
    assert looks(lambda: stage.in_pool(pools[-1])) == {pools[-1]}
    assert looks(stage.pool) & set(pools) == set()
