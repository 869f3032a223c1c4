"""What is made is removed: also what comes late, and whatever happens to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from qarnot.config import resolve_settings
from qarnot.contract.calls import Caller
from qarnot.contract.removal import SETTLE_PAUSE, remove_all
from qarnot.contract.sender import Sender
from qarnot.contract.world import Owned, World

from .double import Double
from .support import TOKEN


@pytest.fixture
def sender(double: Double) -> Iterator[Sender]:
    given = {"client_token": TOKEN, "cluster_url": double.url}
    sender = Sender(resolve_settings(None, given, retry_count=0, retry_wait=0), lambda _: None)
    yield sender
    sender.close()


@pytest.fixture
def world() -> World:
    return World("qarnot-contract-test", write=True)


def made(world: World, double: Double, role: str) -> Owned:
    owned = world.begin(role)
    world.made(owned, owned.name)
    double.objects[owned.name] = owned.kind, ""
    return owned


def remove(
    world: World, sender: Sender, pause: Callable[[float], None] = lambda _: None
) -> list[str]:
    return remove_all(world, sender, Caller(sender), pause)


def test_the_latest_is_removed_first(double: Double, sender: Sender, world: World) -> None:
    for role in ("secret", "pool", "job", "job's task"):
        made(world, double, role)
    assert remove(world, sender) == []
    assert double.names() == ["delete_task", "delete_job", "delete_pool", "delete_secret"]
    assert double.objects == {}
    assert world.ledger == []


def test_what_comes_after_it_was_looked_for_is_removed(
    double: Double, sender: Sender, world: World
) -> None:
    late = world.begin("task")
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        double.objects[late.name] = "task", ""

    assert remove(world, sender, pause) == []
    assert (pauses, double.objects) == ([SETTLE_PAUSE], {})


def test_what_never_came_is_no_fault(double: Double, sender: Sender, world: World) -> None:
    world.begin("task")
    assert remove(world, sender) == []
    assert double.names() == ["delete_task"] * 2


def test_what_is_known_and_gone_is_not_looked_for_again(
    double: Double, sender: Sender, world: World
) -> None:
    made(world, double, "task")
    double.objects.clear()
    assert remove(world, sender) == []
    assert double.names() == ["delete_task"]


def test_a_removal_that_fails_is_tried_again_and_does_not_stop_the_others(
    double: Double, sender: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, job = made(world, double, "task"), made(world, double, "job")
    send = sender.send
    pauses: list[float] = []

    def fail_for_jobs(arguments: dict[str, str], *, is_safe: bool) -> object:
        if "/jobs/" in arguments["url"]:
            raise OSError("no more sockets")
        return send(arguments, is_safe=is_safe)

    monkeypatch.setattr(sender, "send", fail_for_jobs)
    assert remove(world, sender, pauses.append) == [f"job {job.name} ({job.name}): OSError"]
    assert len(pauses) == 1
    assert task.name not in double.objects
    assert world.ledger == [job]
