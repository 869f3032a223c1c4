"""What requests carry: the examples of the document, made small and our own.

Each function is given the example, what is known, and the name of the object that is to be made
(empty when none is). What an example says of objects that are not ours, such as buckets, is left
out, and so is whatever costs more than a moment of one small machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qarnot.contract.world import World

__all__ = [
    "BodyMaker",
    "again",
    "as_shown",
    "failing_task",
    "job",
    "page",
    "pool",
    "pool_job",
    "pool_task",
    "scaling",
    "search",
    "snapshot",
    "task",
    "task_of_job",
    "update",
]

BodyMaker = Callable[[Any, World, str], Any]

ITEMS = 5
KEPT = ("useDependencies", "maxWallTime")
COUNTS = ("instanceCount", "slotsCount", "minTotalSlots", "maxTotalSlots", "minIdleSlots")
LIFETIME = "01:00:00"
COMMAND = "DOCKER_CMD"
LONG = "sh -c 'echo contract; echo contract >&2; sleep 900'"
SHORT = "sh -c 'echo contract'"
FAILING = "sh -c 'exit 1'"


def as_shown(example: Any, world: World, name: str) -> Any:  # noqa: ARG001
    """Take the example as it is."""
    return example


def task(example: Any, world: World, name: str) -> Any:
    """Make a task that runs until it is stopped, for a quarter of an hour at most."""
    return _task(example, world, name, LONG)


def failing_task(example: Any, world: World, name: str) -> Any:
    """Make a task whose only instance fails at once."""
    return _task(example, world, name, FAILING)


def task_of_job(example: Any, world: World, name: str) -> Any:
    """Make a short task in our job."""
    return {**_task(example, world, name, SHORT), "jobUuid": world.own["job"].identifier}


def pool_task(example: Any, world: World, name: str) -> Any:
    """Make a short task in our pool, which has the profile."""
    body = _task(example, world, name, SHORT)
    del body["profile"]
    return {**body, "poolUuid": world.own["pool"].identifier}


def pool(example: Any, world: World, name: str) -> Any:
    """Make a pool of one slot."""
    scaling_of_one = _small(example["scaling"])
    return {**_named(world, name), "profile": _profile(example, world), "scaling": scaling_of_one}


def job(example: Any, world: World, name: str) -> Any:
    """Make a job."""
    return {**{key: example[key] for key in KEPT if key in example}, **_named(world, name)}


def pool_job(example: Any, world: World, name: str) -> Any:
    """Make a job in our pool."""
    return {**job(example, world, name), "poolUuid": world.own["pool"].identifier}


def again(example: Any, world: World, name: str) -> Any:
    """Make another object out of one of ours."""
    count = {"instanceCount": 1} if "instanceCount" in example else {}
    return {**_named(world, name), **count}


def update(example: Any, world: World, name: str) -> Any:  # noqa: ARG001
    """Change an object of ours, which keeps its tag and its command."""
    changes: dict[str, Any] = {"tags": [world.prefix, "changed"]}
    if "constants" in example:
        others = (each for each in example["constants"] if each["key"] != COMMAND)
        changes["constants"] = [*_constants(LONG), *others]
    if "scaling" in example:
        changes["scaling"] = _small(example["scaling"])
    return changes


def scaling(example: Any, world: World, name: str) -> Any:  # noqa: ARG001
    """Scale to one slot at most."""
    return _small(example)


def snapshot(example: Any, world: World, name: str) -> Any:  # noqa: ARG001
    """Take the example without the bucket that it names."""
    return {key: value for key, value in example.items() if key != "bucket"}


def page(kind: str) -> BodyMaker:
    """Ask for a few items of a kind: for ours when there are any."""

    def make(example: Any, world: World, name: str) -> Any:  # noqa: ARG001
        ordered = {key: example[key] for key in ("orderBy", "orderType") if key in example}
        return {"maximumResults": ITEMS, **ordered, **_ours(kind, world)}

    return make


def search(kind: str) -> BodyMaker:
    """Ask for a few items of a kind in full, so that whole objects are seen."""

    def make(example: Any, world: World, name: str) -> Any:  # noqa: ARG001
        return {"maximumResults": ITEMS, **_ours(kind, world)}

    return make


def _ours(kind: str, world: World) -> dict[str, Any]:
    condition = {"operator": "Equal", "field": "Tags", "value": world.prefix}
    return {"filter": condition} if kind in world.own else {}


def _task(example: Mapping[str, Any], world: World, name: str, command: str) -> dict[str, Any]:
    return {
        **_named(world, name),
        "profile": _profile(example, world),
        "instanceCount": 1,
        "constants": _constants(command),
        "completionTimeToLive": LIFETIME,
    }


def _named(world: World, name: str) -> dict[str, Any]:
    return {"name": name, "shortname": name, "tags": [world.prefix]}


def _profile(example: Mapping[str, Any], world: World) -> str:
    return str(world.seen.get("profile", example["profile"]))


def _constants(command: str) -> list[dict[str, str]]:
    return [{"key": COMMAND, "value": command}]


def _small(value: Any) -> Any:
    """Give a value in which no count is above one."""
    if isinstance(value, list):
        return [_small(each) for each in value]
    if isinstance(value, dict):
        return {key: min(each, 1) if key in COUNTS else _small(each) for key, each in value.items()}
    return value
