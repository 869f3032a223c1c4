"""What would be found if the protocol were worse: clients that are bad on purpose, in numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from attrs import evolve, frozen
from schedules import Client, Schedule, Tally, post_of, schedules, verdict_of
from world import Names

from qarnot._creation import Created, Creation, created
from qarnot._exchange import Call, Fault, Steps
from qarnot._finding import creation_of
from qarnot._replies import Answer

# Whoever looks whether the name is free before the first attempt cannot be the one that is bad.
CREATION = evolve(creation_of(post_of("create_task", shortname="ours-1")), must_be_free=False)
THEIRS = {"name": "theirs", "shortname": "ours-1"}
LONGEST = 2


def blind(call: Call, creation: Creation) -> Steps[Created]:
    """Send again after every failure, without a look."""
    return (yield from _sent_again(call, creation, lambda _: True))


def answered(call: Call, creation: Creation) -> Steps[Created]:
    """Send again after 429 and server errors; a lost connection is an error at once."""
    return (
        yield from _sent_again(
            call,
            creation,
            lambda outcome: (
                isinstance(outcome, Answer) and outcome.status in (429, 500, 502, 503, 504)
            ),
        )
    )


def trusting(call: Call, creation: Creation) -> Steps[Created]:
    """Adopt whatever has the name."""
    return (yield from created(call, evolve(creation, is_ours=lambda _: True)))


def _sent_again(
    call: Call, creation: Creation, may_repeat: Callable[[Answer | Fault], bool]
) -> Steps[Created]:
    for retries in itertools.count():
        outcome = yield from call.send(creation.post)
        if isinstance(outcome, Answer) and outcome.is_success:
            return Created(call.finish(creation.post, outcome))
        if not may_repeat(outcome) or not (yield from call.retry(outcome, retries)):
            raise call.failure(creation.post, outcome)
    raise AssertionError


@frozen
class Damage:
    """How often something is wrong.

    :ivar duplicates: there is an object of which nothing is told.
    :ivar lost: an object is said not to be, although it is.
    :ivar foreign: somebody else's object is taken for the own.
    """

    duplicates: int = 0
    lost: int = 0
    foreign: int = 0


def damage_of(client: Client, *, names: Names, is_taken: bool = False) -> Damage:
    tally = Tally()
    for schedule in fixed_schedules(names):
        taken_by = THEIRS if is_taken else None
        tally.add(schedule, verdict_of(client, CREATION, schedule, taken_by=taken_by))
    assert tally.schedules == SCHEDULES
    return Damage(tally.unreported, tally.lost, tally.foreign)


def fixed_schedules(names: Names) -> list[Schedule]:
    """Give the same schedules in every run, of a slice too."""
    return list(schedules(LONGEST, [names]))


SCHEDULES = 73 * 5 * 2 * 3
DAMAGE: dict[tuple[Client, Names], Damage] = {
    (blind, Names.UNIQUE): Damage(lost=1_030),
    (blind, Names.SHARED): Damage(duplicates=1_260),
    (answered, Names.UNIQUE): Damage(lost=1_080),
    (answered, Names.SHARED): Damage(duplicates=300, lost=840),
}
ADOPTED = 1_584


@pytest.mark.parametrize(("client", "names"), DAMAGE)
def test_sending_again_without_a_look_makes_or_loses_objects(client: Client, names: Names) -> None:
    damage = damage_of(client, names=names)
    assert damage == DAMAGE[client, names]
    assert damage.duplicates + damage.lost > 0


def test_without_a_look_at_what_it_is_somebody_elses_object_is_adopted() -> None:
    assert damage_of(trusting, names=Names.UNIQUE, is_taken=True) == Damage(foreign=ADOPTED)
    assert ADOPTED > 0


@pytest.mark.parametrize("names", Names)
def test_ours_does_no_damage_on_the_same_schedules(names: Names) -> None:
    assert damage_of(created, names=names) == Damage()


@pytest.mark.parametrize("names", [Names.UNIQUE, Names.UNIQUE_409])
def test_ours_adopts_nothing_on_the_same_schedules(names: Names) -> None:
    assert damage_of(created, names=names, is_taken=True) == Damage()
