"""Schedules of faults, and what becomes of a creation that meets one."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from attrs import define, field, frozen
from stage import Reaction, Stage
from world import KINDS, RESET, UNAVAILABLE, Body, Names, PostFault, World

from qarnot._creation import Created, Creation, created, find_others
from qarnot._exchange import Call, Steps
from qarnot._finding import go_on_with
from qarnot._operations import OPERATIONS
from qarnot._replies import Request, any_reply
from qarnot.exceptions import QarnotException, ShortnameConflict, SubmissionUnknown
from qarnot.retry import RetryPolicy

__all__ = ["CREATIONS", "DERIVED", "Client", "Looks", "Schedule", "Tally", "Verdict", "post_of",
           "schedules", "verdict_of"]  # fmt: skip

Client: TypeAlias = Callable[[Call, Creation], Steps[Created]]

CREATIONS = {
    "create_task": "/tasks",
    "create_pool": "/pools",
    "create_job": "/jobs",
    "clone_task": "/tasks/origin/clone",
    "retry_task": "/tasks/origin/retry",
    "recover_task": "/tasks/origin/recover",
    "resume_task": "/tasks/origin/resume",
    "clone_pool": "/pools/origin/clone",
}
DERIVED = [name for name, path in CREATIONS.items() if "/origin/" in path]
LAGS = (0, 4)
DELAYS = (2.0, 8.0, 40.0)


def post_of(operation: str, **body: Any) -> Request[Any]:
    """Make the request of a creation."""
    arguments = {"method": "post", "url": CREATIONS[operation], "json": {"name": "ours", **body}}
    return Request(OPERATIONS[operation], arguments, any_reply)


class Looks(enum.Enum):
    """What becomes of the looks of a call; those of a later call succeed."""

    GOOD = "every look succeeds"
    FIRST_DROPS = "the first look is dropped"
    FIRST_503 = "the first look is answered with 503"
    LATER_DROP = "every look but the first two is dropped"
    ALL_DROP = "every look is dropped"

    @property
    def recover(self) -> bool:
        """Whether looks succeed when they are repeated."""
        return self not in (Looks.LATER_DROP, Looks.ALL_DROP)

    def faults(self) -> Iterable[Reaction | None]:
        if not self.recover:
            good: list[Reaction | None] = [None] * (2 if self is Looks.LATER_DROP else 0)
            return itertools.chain(good, itertools.repeat(RESET))
        if self is Looks.GOOD:
            return ()
        return (RESET if self is Looks.FIRST_DROPS else UNAVAILABLE,)


@frozen
class Schedule:
    """What goes wrong, in its order."""

    posts: tuple[PostFault, ...]
    looks: Looks
    lag: int
    delay: float
    names: Names

    def __str__(self) -> str:
        kinds = ", ".join(kind.__name__ for kind in self.posts) or "no fault"
        return (
            f"{kinds}; {self.looks.value}; lag of {self.lag} looks; late by {self.delay} s; "
            f"a name that is taken is {self.names.value}"
        )

    def world(self, stage: Stage, good_looks: int = 0) -> World:
        """Make the world.

        :param good_looks: so many looks succeed before anything becomes of others.
        """
        return World(
            stage,
            self.names,
            lag=self.lag,
            delay=self.delay,
            posts=self.posts,
            looks=itertools.chain([None] * good_looks, self.looks.faults()),
        )


def schedules(longest: int, names: Iterable[Names] = Names) -> Iterator[Schedule]:
    """Give every schedule of so many faults at most."""
    for length in range(longest + 1):
        for posts in itertools.product(KINDS, repeat=length):
            for rest in itertools.product(Looks, LAGS, DELAYS, names):
                yield Schedule(posts, *rest)


@frozen
class Verdict:
    """What a client said, held against what happened.

    :ivar outcome: what the first call said.
    :ivar last: what was said in the end, once an unknown outcome was gone on with.
    :ivar made: how many objects there are of the creation.
    :ivar is_told: whether the client told of all of them, and of no others.
    :ivar is_foreign: whether it took for its own what is somebody else's.
    """

    outcome: Created | QarnotException
    last: Created | QarnotException
    made: int
    is_told: bool
    is_foreign: bool

    @property
    def is_lost(self) -> bool:
        """Whether there is an object that is said not to be, or none that is said to be."""
        if isinstance(self.last, Created):
            return not self.made and not self.is_foreign
        return self.made > 0 and not isinstance(self.last, SubmissionUnknown)


def verdict_of(
    client: Client,
    creation: Creation,
    schedule: Schedule,
    *,
    good_looks: int = 0,
    taken_by: Body | None = None,
    policy: RetryPolicy | None = None,
    calls: int = 2,
) -> Verdict:
    """Let a client meet a schedule, and judge it by the ledger when all has taken effect.

    :param good_looks: so many looks succeed before those of the schedule.
    :param taken_by: somebody else's object that has the name already.
    :param policy: when to repeat; that of the documentation by default.
    :param calls: how many calls there are at most, those that go on included.
    """
    stage = Stage(policy)
    world = schedule.world(stage, good_looks)
    if taken_by is not None:
        world.put(taken_by, stage.now)
    outcome = last = _said(stage, world, client, creation)
    for _ in range(calls - 1):
        if isinstance(last, SubmissionUnknown):
            world.clear_up()
            last = _said(stage, world, created, go_on_with(last))
    world.run_on()
    told: set[str] = set()
    if isinstance(last, Created):
        told = {last.uuid, *last.others}
        if not last.is_settled:
            later = stage.play(find_others(stage.call(), creation, last.uuid), world)
            assert later is not None
            told.update(later)
    made = {thing.uuid for thing in world.ledger if thing.body is not taken_by}
    return Verdict(outcome, last, len(made), told == made, not told <= made)


def _said(
    stage: Stage, world: World, client: Client, creation: Creation
) -> Created | QarnotException:
    try:
        return stage.play(client(stage.call(), creation), world)
    except QarnotException as error:
        return error


@define
class Tally:
    """Counts what became of many schedules, and keeps some that went wrong."""

    schedules: int = 0
    unknown: int = 0
    resolved: int = 0
    errors: int = 0
    conflicts: int = 0
    duplicates: int = 0
    unreported: int = 0
    forbidden: int = 0
    lost: int = 0
    foreign: int = 0
    complaints: list[str] = field(factory=list)

    def add(self, schedule: Schedule, verdict: Verdict) -> None:
        is_unknown = isinstance(verdict.outcome, SubmissionUnknown)
        is_created = isinstance(verdict.last, Created)
        self.schedules += 1
        self.unknown += is_unknown
        self.resolved += is_unknown and is_created
        self.errors += not is_created
        self.conflicts += isinstance(verdict.last, ShortnameConflict)
        self.duplicates += verdict.made > 1
        found = {
            "forbidden": verdict.made > 1 and schedule.names.are_unique,
            "unreported": verdict.made > 1 and not verdict.is_told,
            "lost": verdict.is_lost,
            "foreign": verdict.is_foreign,
        }
        for what, is_so in found.items():
            if is_so:
                setattr(self, what, getattr(self, what) + 1)
                self.complain(what, schedule, verdict)

    def complain(self, what: str, schedule: Schedule, verdict: Verdict) -> None:
        if len(self.complaints) < 5:
            self.complaints.append(f"{what}: {schedule}: {verdict.outcome!r}, {verdict.last!r}")
