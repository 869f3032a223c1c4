"""A model of the server that creates objects and finds them again, in the time of a stage.

What it really created is in its ledger, by which the tests judge what a client says.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote

from attrs import define
from stage import Reaction, Stage

from qarnot._exchange import Fault, FaultKind
from qarnot._operations import Repeat
from qarnot._replies import Answer, Request

__all__ = ["BROKEN", "KINDS", "RESET", "UNAVAILABLE", "Body", "Names", "PostFault", "World",
           "answer", "executed_and_reset", "of_outcomes"]  # fmt: skip

Body: TypeAlias = Mapping[str, Any]
ACCEPTED = 200


class Names(enum.Enum):
    """What becomes of a creation whose shortname is taken."""

    UNIQUE = "refused with 400"
    UNIQUE_409 = "refused with 409"
    SHARED = "accepted"

    @property
    def are_unique(self) -> bool:
        return self is not Names.SHARED


@define
class Thing:
    """An object that was created.

    :ivar hidden_looks: so many looks do not see it yet.
    """

    uuid: str
    shortname: str
    body: Body
    made_at: float
    hidden_looks: int

    def is_seen(self) -> bool:
        """Look once."""
        if not self.hidden_looks:
            return True
        self.hidden_looks -= 1
        return False

    def shown(self) -> Body:
        return {**self.body, "uuid": self.uuid}


def answer(value: Any, status: int = 200) -> Answer:
    """Answer with a JSON value."""
    return Answer(status, {"content-type": "application/json"}, json.dumps(value).encode())


REFUSED = Fault(FaultKind.NEVER_SENT, ConnectionRefusedError("refused"))
RESET = Fault(FaultKind.UNANSWERED, ConnectionResetError("reset"))
TIMED_OUT = Fault(FaultKind.UNANSWERED, TimeoutError("silent"), timed_out=True)
BUSY = answer({"message": "busy"}, 429)
BROKEN = answer({"message": "broken"}, 500)
UNAVAILABLE = answer({"message": "unavailable"}, 503)
MISSING = answer({"message": "not found"}, 404)


class World:
    """A server for :meth:`stage.Stage.play`.

    :param stage: has the clock.
    :param names: whether shortnames are unique.
    :param lag: so many looks do not see an object that was created.
    :param delay: seconds after which a late attempt takes effect, once the client has given up.
    :param posts: what happens to each creation that is sent; all is well after them.
    :param looks: what becomes of each look, ``None`` for one that succeeds; as ``posts``.

    :ivar ledger: what was created, in its order.
    :ivar repeated: shortnames that were sent although an object of theirs had been created.
    """

    def __init__(
        self,
        stage: Stage,
        names: Names = Names.UNIQUE,
        *,
        lag: int = 0,
        delay: float = 0.0,
        posts: Iterable[PostFault] = (),
        looks: Iterable[Reaction | None] = (),
    ) -> None:
        self.stage = stage
        self.names = names
        self.lag = lag
        self.delay = delay
        self.ledger: list[Thing] = []
        self.repeated: list[str] = []
        self._posts: Iterator[PostFault] = iter(posts)
        self._looks: Iterator[Reaction | None] = iter(looks)
        self._by_name: dict[str, list[Thing]] = {}
        self._pending: list[tuple[float, Any]] = []

    def __call__(self, request: Request[Any]) -> Reaction:
        self._catch_up()
        if request.operation.repeat is Repeat.CREATION:
            sent = request.arguments["json"]
            self.repeated += [name for name in _names(sent) if name in self._by_name]
            return next(self._posts, executed)(self, sent)
        fault = next(self._looks, None)
        return self._look(request) if fault is None else fault

    def things(self, shortname: str) -> list[Thing]:
        """Give what was created under a name."""
        return self._by_name.get(shortname, [])

    def put(self, body: Body, at: float, hidden_looks: int = 0) -> Thing:
        """Let an object be there."""
        thing = Thing(f"u{len(self.ledger)}", body["shortname"], body, at, hidden_looks)
        self.ledger.append(thing)
        self._by_name.setdefault(thing.shortname, []).append(thing)
        return thing

    def execute(self, sent: Any) -> Answer:
        """Create what was sent now, one object or several, and give the answer."""
        return self._execute(sent, self.stage.now)

    def outcome_of(self, body: Body) -> Body:
        """Create one object of a list now, and give what the answer says of it."""
        return _outcome(self._make(body, self.stage.now))

    def execute_later(self, sent: Any) -> None:
        """Keep the client waiting until it gives up, and create what was sent after that."""
        self.stage.now += self.stage.timeouts[-1]
        self._pending.append((self.stage.now + self.delay, sent))

    def clear_up(self, *, creations: bool = False) -> None:
        """From now on looks succeed, and new creations too if so said."""
        self._looks = iter(())
        if creations:
            self._posts = iter(())

    def run_on(self) -> None:
        """Let time go by until everything has taken effect and can be seen."""
        self.clear_up()
        self.stage.now = max([self.stage.now, *(due for due, _ in self._pending)])
        self._catch_up()
        for thing in self.ledger:
            thing.hidden_looks = 0

    def _catch_up(self) -> None:
        now = self.stage.now
        if not self._pending or now < min(due for due, _ in self._pending):
            return
        self._pending.sort(key=_due)
        while self._pending and self._pending[0][0] <= now:
            due, sent = self._pending.pop(0)
            self._execute(sent, due)

    def _execute(self, sent: Any, at: float) -> Answer:
        if isinstance(sent, Mapping):
            made = self._make(sent, at)
            return made if isinstance(made, Answer) else answer({"uuid": made.uuid})
        return of_outcomes([_outcome(self._make(each, at)) for each in sent])

    def _make(self, body: Body, at: float) -> Thing | Answer:
        if self.names.are_unique and body["shortname"] in self._by_name:
            return _refusal_of(body["shortname"], 400 if self.names is Names.UNIQUE else 409)
        return self.put(body, at, self.lag)

    def _look(self, request: Request[Any]) -> Answer:
        if request.method == "GET":
            seen = self._seen(unquote(request.path.rpartition("/")[2]))
            return answer(seen[0]) if seen else MISSING
        condition = request.arguments["json"]["filter"]
        assert condition["field"] == "Shortname"
        if condition["operator"] == "Equal":
            return answer(self._seen(condition["value"]))
        assert condition["operator"] == "In"
        return answer([each for name in condition["values"] for each in self._seen(name)])

    def _seen(self, shortname: str) -> list[Body]:
        return [thing.shown() for thing in self.things(shortname) if thing.is_seen()]


def _refusal_of(shortname: str, status: int) -> Answer:
    """Refuse a shortname that is taken."""
    return answer({"message": f"The shortname {shortname} already exists"}, status)


def of_outcomes(outcomes: list[Body]) -> Answer:
    """Answer a list of creations with one outcome for each."""
    accepted = sum(each["statusCode"] == ACCEPTED for each in outcomes)
    if accepted == len(outcomes):
        return answer(outcomes)
    return answer(outcomes, 207 if accepted else outcomes[0]["statusCode"])


def _outcome(made: Thing | Answer) -> Body:
    if isinstance(made, Thing):
        return {"statusCode": ACCEPTED, "uuid": made.uuid, "message": None}
    return {"statusCode": made.status, "uuid": None, **json.loads(made.body)}


def _names(sent: Any) -> list[str]:
    return [each["shortname"] for each in ([sent] if isinstance(sent, Mapping) else sent)]


def _due(pending: tuple[float, Any]) -> float:
    return pending[0]


# What can happen to a creation that is sent

PostFault: TypeAlias = Callable[[World, Any], Reaction]


def executed(world: World, sent: Any) -> Reaction:
    return world.execute(sent)


def refused(world: World, sent: Any) -> Reaction:
    return REFUSED


def too_many(world: World, sent: Any) -> Reaction:
    return BUSY


def unavailable(world: World, sent: Any) -> Reaction:
    return UNAVAILABLE


def broken(world: World, sent: Any) -> Reaction:
    return BROKEN


def reset(world: World, sent: Any) -> Reaction:
    return RESET


def executed_and_reset(world: World, sent: Any) -> Reaction:
    world.execute(sent)
    return RESET


def executed_and_broken(world: World, sent: Any) -> Reaction:
    world.execute(sent)
    return BROKEN


def executed_late(world: World, sent: Any) -> Reaction:
    world.execute_later(sent)
    return TIMED_OUT


KINDS: tuple[PostFault, ...] = (
    refused,
    too_many,
    unavailable,
    broken,
    reset,
    executed_and_reset,
    executed_and_broken,
    executed_late,
)
