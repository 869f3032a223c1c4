"""Goes through the steps, and notes what becomes of each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Set
from typing import Any

from qarnot._exchange import is_unclear
from qarnot.contract.calls import Caller, Seen
from qarnot.contract.document import Document, Operation
from qarnot.contract.findings import Finding, Reason
from qarnot.contract.plan import changes_something, maker_of, scenario, steps_for
from qarnot.contract.removal import remove_all
from qarnot.contract.sender import Sender
from qarnot.contract.steps import DELETIONS, EXTRAS, PATHS, STATES, Step
from qarnot.contract.world import Owned, World

__all__ = ["Runner"]

FIRST_POLL, LONGEST_POLL = 0.1, 5.0
# What stands in a path even when it is not known, and what is no uuid.
CONSTANT: Mapping[str, Any] = {"instance": 0, "secret folder": ""}
NAMED = frozenset({"secret", "profile", "snapshot"})


class _Unable(Exception):
    """A step cannot be taken, and why."""

    def __init__(self, reason: Reason, text: str = "") -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


class Runner:
    """One run against one API.

    :param document: says what is right.
    :param sender: sends the requests.
    :param world: what is known; ``world.write`` says whether anything may be changed.
    :param asked_for: the operations to call, with those that they need; all when empty.
    :param patience: for how many seconds a task is given time to come into a state.
    :param clock: monotonic seconds.
    :param pause: waits for so many seconds.
    :ivar findings: what is known of each operation of the document, in the order of the steps.
    :ivar left_behind: what was made and could not be removed, and why.
    """

    def __init__(
        self,
        document: Document,
        sender: Sender,
        world: World,
        *,
        asked_for: Set[str],
        patience: float,
        clock: Callable[[], float],
        pause: Callable[[float], None],
    ) -> None:
        self._sender = sender
        self._world = world
        self._patience = patience
        self._clock = clock
        self._pause = pause
        self._caller = Caller(sender)
        self._steps = steps_for(asked_for, document.operations, write=world.write)
        ordered = [step.operation for step in scenario(document.operations)]
        without = document.operations.keys() - set(ordered)
        self.findings = {
            name: Finding(document.operations[name]) for name in [*ordered, *sorted(without)]
        }
        for name in without:
            self.findings[name].missed(Reason.NO_ROW)
        self.left_behind: list[str] = []
        self._given_up: dict[str, str] = {}
        self._tried: set[str] = set()

    def run(self) -> None:
        """Take the steps.

        :raises NothingReached: the first request got no answer, or the token is refused.
        """
        for step in self._steps:
            finding = self.findings[step.operation]
            try:
                self._take(step, finding)
            except _Unable as unable:
                finding.missed(unable.reason, unable.text)
                if unable.reason is Reason.NOTHING_THERE:
                    self._ask_for_nobody(finding)

    def interrupted(self) -> None:
        """Note that the steps that were not taken yet will not be."""
        for step in self._steps:
            finding = self.findings[step.operation]
            if finding.reason is Reason.NOT_ASKED_FOR:
                finding.missed(Reason.INTERRUPTED)

    def clean_up(self) -> None:
        """Remove what was made."""
        self.left_behind += remove_all(self._world, self._sender, self._caller, self._pause)

    def _take(self, step: Step, finding: Finding) -> None:
        if self._caller.has_given_up:
            raise _Unable(Reason.UNREACHABLE, "the API has stopped answering")
        if changes_something(step.operation) and not self._world.write:
            raise _Unable(Reason.NEEDS_WRITE)
        for role in (*step.after, step.on):
            self._make_extra(role)
        seen = self._create(step) if step.makes else self._act(step, finding)
        if seen.answer is not None:
            for name in step.finds:
                self._world.remember(name, seen.answer, seen.value)
        if seen.answer is not None and seen.answer.status != 501:
            self._ask_for_nobody(finding)
        if step.probe_token and seen.is_success:
            values = self._values(step, finding.operation)
            self._caller.probe(finding, "wrong token", values, bad_token=True)

    def _act(self, step: Step, finding: Finding) -> Seen:
        values = self._values(step, finding.operation)
        self._reach_state(step)
        seen = self._call(step, values)
        for kind, deletion in DELETIONS.items():
            owned = self._world.own.get(step.on or kind)
            if deletion == step.operation and owned is not None and seen.is_success:
                self._world.gone(owned)
        return seen

    def _create(self, step: Step) -> Seen:
        if step.makes == "secret":
            owned = self._world.begin(step.makes)
            values = {"key": owned.name}
        else:
            values = self._values(step, self.findings[step.operation].operation)
            self._reach_state(step)
            owned = self._world.begin(step.makes)
        return self._take_over(owned, self._call(step, values, owned.name))

    def _make_extra(self, role: str) -> None:
        """Make an object beside the usual ones, if that can be done and was not tried yet."""
        extra = EXTRAS.get(role)
        if extra is None or not self._world.write or role in self._tried:
            return
        needed = self._world.own.get(extra.needs)
        if extra.needs and (needed is None or needed.uuid is None):
            return
        self._tried.add(role)
        owned = self._world.begin(role)
        self._take_over(owned, self._call(Step(extra.operation, extra.body), {}, owned.name))

    def _take_over(self, owned: Owned, seen: Seen) -> Seen:
        """Note whether a creation made its object; when that is unclear, it stays to be removed."""
        if seen.is_success:
            self._world.made(owned, seen.text("uuid"))
        elif seen.answer is not None and not is_unclear(seen.answer):
            self._world.gone(owned)
        return seen

    def _call(self, step: Step, values: Mapping[str, Any], name: str = "") -> Seen:
        finding = self.findings[step.operation]
        declared = finding.operation.body
        body = None if declared is None else step.body(declared.example, self._world, name)
        return self._caller.call(finding, {**values, **step.query(self._world)}, body)

    # What stands in a path

    def _values(self, step: Step, operation: Operation) -> dict[str, Any]:
        """Find what stands in the path of a step: only our own objects, if it changes something."""
        return {
            parameter.name: self._value(step, operation, PATHS[parameter.name])
            for parameter in operation.parameters
            if parameter.place == "path"
        }

    def _value(self, step: Step, operation: Operation, name: str) -> Any:
        if name in CONSTANT:
            is_of_task = "{taskUuid}" in operation.path
            return self._world.seen.get(name, CONSTANT[name]) if is_of_task else CONSTANT[name]
        role = step.on or name
        own = self._world.own.get(role)
        if own is not None:
            return own.identifier
        may_be_anybodys = name not in DELETIONS or not changes_something(operation.name)
        if name in self._world.seen and may_be_anybodys:
            return self._world.seen[name]
        raise self._missing(role, operation)

    def _missing(self, role: str, operation: Operation) -> _Unable:
        maker = Step(EXTRAS[role].operation) if role in EXTRAS else maker_of(role)
        if maker is None:
            return _Unable(Reason.NOTHING_THERE, f"no {role} is known")
        if not self._world.write:
            return _Unable(Reason.NOTHING_THERE, f"there is no {role}; --write makes one")
        made = self.findings[maker.operation]
        if made.reason is Reason.NOT_MODELLED and changes_something(operation.name):
            return _Unable(Reason.NOT_MODELLED, f"{maker.operation} is not, so there is no {role}")
        return _Unable(Reason.NOTHING_THERE, f"{maker.operation} has made no {role}")

    def _ask_for_nobody(self, finding: Finding) -> None:
        """Call a read for an object that is not there."""
        places = [each.name for each in finding.operation.parameters if each.place == "path"]
        names = [PATHS[place] for place in places]
        if changes_something(finding.operation.name) or CONSTANT.keys() >= set(names):
            return
        values = {}
        for place, name in zip(places, names, strict=True):
            missing = f"{self._world.prefix}-missing" if name in NAMED else str(uuid.uuid4())
            values[place] = CONSTANT.get(name, missing)
        self._caller.probe(finding, "missing object", values)

    # The states of our tasks

    def _reach_state(self, step: Step) -> None:
        """Wait until our task is in the state that a step needs.

        :raises _Unable: it did not come into it in time, or never will.
        """
        role = step.on or "task"
        when = EXTRAS[role].when if role in EXTRAS else step.when
        if not when:
            return
        if f"{role} {when}" not in self._given_up:
            instead = self._await(role, when)
            if not instead:
                return
            self._given_up[f"{role} {when}"] = f"the {role} is not {when}: {instead}"
        raise _Unable(Reason.WRONG_STATE, self._given_up[f"{role} {when}"])

    def _await(self, role: str, when: str) -> str:
        """Poll until a state is reached; give nothing, or what is the case instead."""
        step, end, wait = Step("get_task", on=role), self._clock() + self._patience, FIRST_POLL
        values = self._values(step, self.findings[step.operation].operation)
        while True:
            state = self._call(step, values).text("state")
            if state is None:
                return "its state cannot be read"
            if state in STATES[when]:
                return ""
            if state in STATES["ended"] or self._clock() + wait > end:
                return f"its state is {state}"
            self._pause(wait)
            wait = min(wait * 1.5, LONGEST_POLL)
