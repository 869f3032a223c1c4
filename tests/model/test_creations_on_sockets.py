"""P1, P2 and P26 on real sockets: the ledger of a server against what the wires say.

No check depends on the clock. A busy machine makes more attempts time out than were planned; that
is one more way to lose an answer, and what a client may say of it is the same.
"""

from __future__ import annotations

import contextlib
import logging
import random
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, get_args, get_type_hints

import pytest
from attrs import define, evolve, field, frozen
from conftest import Colour
from creation_server import PATIENCE, POST_FAULTS, CreationServer, LookFault, PostFault, Reply
from fault_options import Scale
from schedules import CREATIONS, DERIVED, post_of
from world import Names

import qarnot._async.wire
import qarnot._sync.wire
from qarnot._builders import module_of
from qarnot._creation import Created, Creation, Outcome
from qarnot._finding import batch_of, creation_of, go_on_with
from qarnot._operations import Repeat
from qarnot._replies import Request
from qarnot.config import resolve_settings
from qarnot.exceptions import DuplicateSubmission, QarnotException, SubmissionUnknown

pytestmark = pytest.mark.anyio

LOGGER = logging.getLogger("qarnot.tests.model")
TIMEOUT = 0.25
SETTLE_WAIT = 0.05
LONGEST_DELAY = 0.4
MOST_FAULTS = 3
# Calls that go on: the first ones as impatient as the call before, the others not.
IMPATIENT_CALLS, PATIENT_CALLS = 3, 3

PARTLY = (*POST_FAULTS, *(PostFault(0.5, reply) for reply in
                          (Reply.RESET, Reply.CLOSED, Reply.BROKEN, Reply.CUT, Reply.HTML)),
          PostFault(0.5, Reply.SILENCE, is_late=True))  # fmt: skip


@frozen
class Schedule:
    """A creation, and what goes wrong with it.

    :ivar operation: creates one object, or some when it is of a list.
    :ivar is_named: whether the user gives the shortname.
    :ivar by_name: whether the operation is called by its name.
    """

    operation: str
    is_named: bool
    by_name: bool
    names: Names
    posts: tuple[PostFault, ...]
    looks: tuple[LookFault, ...]
    delay: float | None

    def server(self) -> CreationServer:
        return CreationServer(self.names, self.posts, self.looks, self.delay)

    def post(self) -> Request[Any]:
        given = {"shortname": "ours"} if self.is_named else {}
        return post_of(self.operation, profile="batch", instanceCount=1, **given)

    def creation(self) -> Creation:
        return creation_of(self.post(), settle_wait=SETTLE_WAIT)


def drawn(chance: random.Random, count: int, faults: Sequence[PostFault]) -> Iterator[Schedule]:
    """Draw schedules; each fault comes first in some of them, and so is met."""
    deck: list[PostFault | None] = []
    for _ in range(count):
        if not deck:
            deck = chance.sample([*faults, None], len(faults) + 1)
        first = deck.pop()
        more = chance.choices(faults, k=chance.randrange(MOST_FAULTS))
        operation = chance.choice(list(CREATIONS))
        names = chance.choice([*Names, Names.SHARED])
        yield Schedule(
            operation,
            is_named=chance.random() < 0.5,
            # It does not say whether all is settled.
            by_name=names.are_unique and chance.random() < 0.5,
            names=names,
            posts=() if first is None else (first, *more),
            looks=tuple(chance.choices(list(LookFault), k=2)),
            delay=chance.uniform(0.0, LONGEST_DELAY),
        )


@define
class Tally:
    """Counts what became of schedules, and keeps what went wrong."""

    schedules: int = 0
    requests: int = 0
    created: int = 0
    refused: int = 0
    unknown: int = 0
    reported: int = 0
    unreached: int = 0
    met: set[PostFault | LookFault] = field(factory=set)
    wrong: list[str] = field(factory=list)

    def check_server(self, schedule: Schedule, server: CreationServer) -> None:
        """Hold what the server met against the schedule."""
        arrived = len(server.posts)
        self.schedules += 1
        self.requests += server.requests
        self.unreached += not arrived
        self.met.update(server.met, server.met_looks)
        if tuple(server.met) != schedule.posts[:arrived]:
            self.wrong.append(f"{schedule}: met {server.met}")
        if len(server.met) + server.faults_left != len(schedule.posts):
            self.wrong.append(f"{schedule}: {server.faults_left} faults are left")
        if len(server.kinds) > 1:
            self.wrong.append(f"{schedule}: requests of {server.kinds}")

    def check_outcome(
        self, schedule: Schedule, outcome: Outcome, made: Sequence[str], warned: set[str]
    ) -> None:
        """Hold what was said of one creation in the end against what was made of it.

        :param made: the uuids in the ledger.
        :param warned: the uuids that warnings told of.
        """
        wrong = []
        if isinstance(outcome, Created):
            self.created += 1
            self.reported += len(made) > 1
            if outcome.uuid not in made:
                wrong.append("lost: it is said to be created")
            if warned - {*made}:
                wrong.append(f"warned of what is not there: {warned}")
            if {*made} - {outcome.uuid} - warned:
                wrong.append(f"not reported, but of {warned}")
            if outcome.is_settled and len(made) > 1:
                wrong.append("not settled")
        elif isinstance(outcome, SubmissionUnknown):
            wrong.append("never resolved")
        else:
            self.refused += 1
            if made:
                wrong.append("lost: it is said not to be created")
        if schedule.names.are_unique and len(made) > 1:
            wrong.append("a duplicate")
        self.wrong += [f"{schedule}: {text}; made {made}; {outcome!r}" for text in wrong]

    def check_all_met(self, faults: Sequence[PostFault]) -> None:
        """Fail when a fault was met by nobody."""
        never = [str(fault) for fault in (*faults, *LookFault) if fault not in self.met]
        assert not never or self.unreached, never


@contextlib.asynccontextmanager
async def opened(
    colour: Colour, server: CreationServer, timeout: float = TIMEOUT
) -> AsyncIterator[Any]:
    """Open a wire to a server."""
    kind: Any = qarnot._async.wire.Wire if colour.is_async else qarnot._sync.wire.Wire
    arguments = {"client_token": "any", "cluster_url": server.url, "cluster_timeout": timeout}
    settings = resolve_settings(None, arguments, retry_count=4, retry_wait=0.01, environment={})
    wire = kind(settings, LOGGER, settle_wait=SETTLE_WAIT)
    try:
        yield wire
    finally:
        await colour.do(wire.aclose() if colour.is_async else wire.close())


@contextlib.contextmanager
def warnings_kept() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as kept:
        warnings.simplefilter("always", DuplicateSubmission)
        yield kept


def warned_of(kept: Sequence[warnings.WarningMessage], shortname: str) -> set[str]:
    """Give the uuids that warnings told of under a name."""
    told: set[str] = set()
    for each in kept:
        assert isinstance(each.message, DuplicateSubmission)
        if each.message.shortname == shortname:
            told.update([each.message.uuid, *each.message.others])
    return told


async def created_by(colour: Colour, wire: Any, creation: Creation) -> Outcome:
    try:
        made: Created = await colour.do(wire.create(creation))
    except QarnotException as error:
        return error
    return made


async def called(colour: Colour, wire: Any, schedule: Schedule) -> Outcome:
    """Call an operation by its name, as a user of the generated layer does."""
    module = module_of(schedule.operation)
    assert module is not None
    hint = get_type_hints(module._get_kwargs)["body"]
    model = next(each for each in (hint, *get_args(hint)) if hasattr(each, "from_dict"))
    body = model.from_dict(schedule.post().arguments["json"])
    origin = ("origin",) if schedule.operation in DERIVED else ()
    try:
        made = await colour.do(wire.call(schedule.operation, *origin, body=body))
    except QarnotException as error:
        return error
    return Created(made["uuid"])


async def resolved(colour: Colour, server: CreationServer, outcome: Outcome) -> Outcome:
    """Go on with an unknown outcome, each time in another connection."""
    for number in range(IMPATIENT_CALLS + PATIENT_CALLS):
        if not isinstance(outcome, SubmissionUnknown):
            break
        timeout = TIMEOUT if number < IMPATIENT_CALLS else PATIENCE
        async with opened(colour, server, timeout) as wire:
            creation = go_on_with(outcome, settle_wait=SETTLE_WAIT)
            outcome = await created_by(colour, wire, creation)
    return outcome


async def look_again(
    colour: Colour, server: CreationServer, creations: Sequence[tuple[Creation, Outcome]]
) -> None:
    """When all has taken effect, look for others of what may not be settled."""
    server.wait_until_quiet()
    server.forgive()
    async with opened(colour, server, PATIENCE) as wire:
        for creation, outcome in creations:
            if isinstance(outcome, Created) and not outcome.is_settled:
                assert await colour.do(wire.look_for_others(creation, outcome.uuid, PATIENCE))
    server.wait_until_quiet()


async def meet(colour: Colour, schedule: Schedule, tally: Tally) -> None:
    """Let one creation meet a schedule, and judge it by the ledger."""
    creation = schedule.creation()
    with schedule.server() as server, warnings_kept() as kept:
        async with opened(colour, server) as wire:
            if schedule.by_name:
                outcome = await called(colour, wire, schedule)
            else:
                outcome = await created_by(colour, wire, creation)
        tally.unknown += isinstance(outcome, SubmissionUnknown)
        last = await resolved(colour, server, outcome)
        await look_again(colour, server, [(creation, last)])
    names = {each["shortname"] for each in server.posts}
    assert len(names) <= 1
    assert schedule.by_name or names <= {creation.shortname}
    tally.check_server(schedule, server)
    made = [thing.uuid for thing in server.ledger]
    tally.check_outcome(schedule, last, made, warned_of(kept, creation.shortname))


@pytest.mark.timeout(600)
async def test_a_creation_is_made_once_whatever_the_sockets_do(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    chance, tally = random.Random(f"{scale.seed}/{colour.is_async}"), Tally()
    for schedule in drawn(chance, scale.count(150, len(POST_FAULTS) + 1), POST_FAULTS):
        await meet(colour, schedule, tally)
    assert not tally.wrong, "\n".join(tally.wrong)
    if scale.is_whole:
        tally.check_all_met(POST_FAULTS)
    figure(
        f"P1/P2 on sockets, {kind_of(colour)}: {tally.schedules} schedules, "
        f"{tally.requests:,} requests, 0 duplicates with unique names, 0 unreported without "
        f"({tally.reported} reported), 0 lost, {tally.unknown} unknown and then resolved"
    )


async def test_what_takes_effect_after_all_looks_is_reported_later(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    late, tally = PostFault(1, Reply.SILENCE, is_late=True), Tally()
    for operation in scale.pick(CREATIONS, 2):
        schedule = Schedule(operation, True, False, Names.SHARED, (late,), (), None)
        await meet(colour, schedule, tally)
    assert not tally.wrong, "\n".join(tally.wrong)
    assert tally.reported == tally.created
    assert tally.refused <= tally.unreached
    figure(
        f"P1/P2 on sockets, {kind_of(colour)}: a first attempt that takes effect after all looks "
        f"makes a duplicate when names are shared: {tally.reported} of {tally.schedules} reported"
    )


def kind_of(colour: Colour) -> str:
    return "async" if colour.is_async else "sync"


SIZE = 20


async def meet_together(colour: Colour, schedule: Schedule, tally: Tally) -> None:
    """Let a list of creations meet a schedule, and judge each of them by the ledger."""
    posts = (post_of("create_task", shortname=f"t{number}") for number in range(SIZE))
    items = [
        evolve(creation_of(post, settle_wait=SETTLE_WAIT), must_be_free=False) for post in posts
    ]
    with schedule.server() as server, warnings_kept() as kept:
        async with opened(colour, server) as wire:
            outcomes = await colour.do(wire.create_together(batch_of(items)))
        assert len(outcomes) == SIZE
        tally.unknown += sum(isinstance(each, SubmissionUnknown) for each in outcomes)
        last = [await resolved(colour, server, each) for each in outcomes]
        await look_again(colour, server, list(zip(items, last, strict=True)))
    tally.check_server(schedule, server)
    for creation, outcome in zip(items, last, strict=True):
        name = creation.shortname
        made = [thing.uuid for thing in server.ledger if thing.shortname == name]
        tally.check_outcome(schedule, outcome, made, warned_of(kept, name))


@pytest.mark.timeout(600)
async def test_of_a_list_each_is_made_once_whatever_the_sockets_do(
    colour: Colour, scale: Scale, figure: Callable[[str], None]
) -> None:
    chance, tally = random.Random(f"{scale.seed}/{colour.is_async}"), Tally()
    for schedule in drawn(chance, scale.count(40, 4), PARTLY):
        await meet_together(colour, evolve(schedule, operation="create_task"), tally)
    assert not tally.wrong, "\n".join(tally.wrong)
    if scale.is_whole:
        tally.check_all_met(PARTLY)
    assert tally.created + tally.refused == tally.schedules * SIZE
    figure(
        f"P26 on sockets, {kind_of(colour)}: {tally.schedules} schedules of {SIZE} tasks in one "
        f"list, {tally.requests:,} requests, {tally.created} created, {tally.refused} refused, "
        f"0 duplicates with unique names, 0 unreported without ({tally.reported} reported), "
        f"0 lost, {tally.unknown} unknown and then resolved"
    )


@pytest.mark.parametrize(
    ("names", "fault", "complaint"),
    [
        (Names.SHARED, PostFault(1, Reply.RESET), "not reported"),
        (Names.UNIQUE, PostFault(1, Reply.BROKEN), "said not to be created"),
        (Names.UNIQUE_409, PostFault(1, Reply.CUT), "said not to be created"),
    ],
)
async def test_a_wire_that_sends_blindly_again_would_be_found_out(
    colour: Colour, names: Names, fault: PostFault, complaint: str
) -> None:
    schedule, tally = Schedule("create_task", True, False, names, (fault,), (), 0.0), Tally()
    post = schedule.creation().post
    blind: Request[str] = evolve(post, operation=evolve(post.operation, repeat=Repeat.IDEMPOTENT))
    outcome: Outcome
    with schedule.server() as server:
        async with opened(colour, server, PATIENCE) as wire:
            try:
                outcome = Created(await colour.do(wire.read(blind)))
            except QarnotException as error:
                outcome = error
        server.wait_until_quiet()
    tally.check_outcome(schedule, outcome, [thing.uuid for thing in server.ledger], set())
    assert any(complaint in each for each in tally.wrong), tally.wrong
