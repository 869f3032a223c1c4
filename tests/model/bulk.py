"""Faults of a list of creations, and the judgement of what was said of each of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import define, evolve, frozen
from schedules import DELAYS, LAGS, post_of
from stage import Reaction, Stage
from world import BROKEN, KINDS, RESET, Body, Names, PostFault, World, of_outcomes

from qarnot._batch import created_together
from qarnot._creation import Created, Creation, Outcome, created, find_others
from qarnot._finding import batch_of, creation_of, go_on_with
from qarnot.exceptions import QarnotException, SubmissionUnknown

__all__ = ["Counts", "Plan", "creations", "judge", "random_plan", "submit"]

REFUSALS = {400: "no such profile", 403: "the maximum is reached"}
LOST: tuple[Reaction, ...] = (RESET, BROKEN)
PASSING = {429: "busy", 503: "unavailable"}


def creations(count: int) -> list[Creation]:
    """Make creations whose names show where they stand, as if they were not given by anybody."""
    posts = (post_of("create_task", shortname=f"t{number}") for number in range(count))
    return [evolve(creation_of(post), must_be_free=False) for post in posts]


def partly(share: float, reaction: Reaction) -> PostFault:
    """Execute the first of a list; the answer is lost."""

    def fault(world: World, sent: Any) -> Reaction:
        world.execute(sent[: int(share * len(sent))])
        return reaction

    return fault


def mixed(chance: random.Random, share: float) -> PostFault:
    """Refuse some of a list: for now or for good; 503 may be said of what was executed."""

    def fault(world: World, sent: Any) -> Reaction:
        return of_outcomes([_outcome(world, body, chance, share) for body in sent])

    return fault


def _outcome(world: World, body: Body, chance: random.Random, share: float) -> Body:
    if chance.random() >= share:
        return world.outcome_of(body)
    status, message = chance.choice([*REFUSALS.items(), *PASSING.items()])
    if status == 503 and chance.random() < 0.5:
        world.outcome_of(body)
    return {"statusCode": status, "uuid": None, "message": message}


@frozen
class Plan:
    """What goes wrong with a list, in its order."""

    posts: tuple[PostFault, ...]
    looks: tuple[Reaction | None, ...]
    lag: int
    delay: float
    names: Names
    has_late: bool = False

    @property
    def is_seen_at_once(self) -> bool:
        """Whether what was created can be seen before anything is sent again."""
        return not self.lag and not self.has_late and not any(self.looks)

    def world(self, stage: Stage) -> World:
        return World(
            stage,
            self.names,
            lag=self.lag,
            delay=self.delay,
            posts=self.posts,
            looks=self.looks,
        )


def random_plan(chance: random.Random) -> Plan:
    """Draw a plan; about one of three has neither lag nor faults of looks."""
    posts = tuple(_random_fault(chance) for _ in range(chance.randint(1, 4)))
    is_easy = chance.random() < 0.4
    drops = [chance.random() < 0.5 for _ in range(0 if is_easy else chance.randint(0, 12))]
    return Plan(
        posts,
        tuple(RESET if drop else None for drop in drops),
        0 if is_easy else chance.choice(LAGS),
        chance.choice(DELAYS),
        chance.choice([*Names]),
        has_late=KINDS[-1] in posts,
    )


def _random_fault(chance: random.Random) -> PostFault:
    other = partly(chance.random(), chance.choice(LOST))
    refusals = mixed(random.Random(chance.random()), chance.choice([0.02, 0.2, 0.8]))
    return chance.choice([*KINDS, KINDS[-1], other, other, refusals, refusals, refusals])


def submit(stage: Stage, world: World, items: Sequence[Creation]) -> list[Outcome]:
    """Create all of a list in one call."""
    return stage.play(created_together(stage.call(), batch_of(items)), world)


@define
class Counts:
    """How often each outcome came."""

    created: int = 0
    refused: int = 0
    unknown: int = 0
    reported: int = 0


def judge(
    stage: Stage, world: World, items: Sequence[Creation], outcomes: Sequence[Outcome]
) -> Counts:
    """Go on with what is not known, let the world run on, and check each outcome by the ledger."""
    assert len(outcomes) == len(items)
    counts = Counts()
    world.clear_up(creations=True)
    last = [_gone_on(stage, world, creation, each, counts)
            for creation, each in zip(items, outcomes, strict=True)]  # fmt: skip
    world.run_on()
    for creation, outcome in zip(items, last, strict=True):
        things = world.things(creation.shortname)
        assert len(things) < 2 or not world.names.are_unique, creation.shortname
        if isinstance(outcome, Created):
            told = set(_told(stage, world, creation, outcome))
            assert told == {thing.uuid for thing in things}, (creation.shortname, outcome)
            assert things, creation.shortname
            counts.created += 1
            counts.reported += len(things) > 1
        else:
            assert not things, (creation.shortname, outcome)
            assert outcome.status is not None, outcome
            assert 400 <= outcome.status < 500, outcome
            counts.refused += 1
    return counts


def _gone_on(
    stage: Stage, world: World, creation: Creation, outcome: Outcome, counts: Counts
) -> Outcome:
    if not isinstance(outcome, SubmissionUnknown):
        return outcome
    counts.unknown += 1
    assert outcome.shortname == creation.shortname
    assert outcome.body == creation.body
    try:
        return stage.play(created(stage.call(), go_on_with(outcome)), world)
    except QarnotException as error:
        return error


def _told(stage: Stage, world: World, creation: Creation, outcome: Created) -> Iterator[str]:
    yield outcome.uuid
    yield from outcome.others
    if not outcome.is_settled:
        later = stage.play(find_others(stage.call(), creation, outcome.uuid), world)
        assert later is not None
        yield from later
