"""Which steps are taken: those that were asked for, and those that give them what they need.

A read that has no row in the table gets one without any particulars, so that a new one is held
against the document at once. What changes something needs a row that somebody has thought about.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from qarnot._operations import OPERATIONS, Repeat
from qarnot.contract.document import Operation
from qarnot.contract.steps import DELETIONS, PATHS, STEPS, Step

__all__ = ["changes_something", "maker_of", "scenario", "steps_for"]

# state -> the operation that brings our task into it
_BRINGERS = {"ended": "abort_task"}


def changes_something(operation: str) -> bool:
    """Tell whether an operation may only be called on our own objects; so it is when in doubt."""
    row = OPERATIONS.get(operation)
    return row is None or row.repeat is not Repeat.SAFE


def maker_of(role: str) -> Step | None:
    """Find the step that makes the object of a role."""
    return next((step for step in STEPS if step.makes == role), None)


def scenario(operations: Mapping[str, Operation]) -> list[Step]:
    """List the steps for the operations of a document, in their order.

    An operation has none when it changes something and has no row, or when it is not known what
    stands in its path.
    """
    steps = [step for step in STEPS if step.operation in operations]
    written = {step.operation for step in steps}
    for operation in operations.values():
        places = [each.name for each in operation.parameters if each.place == "path"]
        is_known = PATHS.keys() >= set(places)
        if operation.name not in written and is_known and not changes_something(operation.name):
            ends = {DELETIONS.get(PATHS[place]) for place in places}
            before = (n for n, step in enumerate(steps) if step.operation in ends)
            steps.insert(next(before, len(steps)), Step(operation.name))
    return steps


def _finders_of(name: str) -> list[Step]:
    return [step for step in STEPS if name in step.finds]


def steps_for(
    asked_for: Set[str], operations: Mapping[str, Operation], *, write: bool
) -> list[Step]:
    """List the steps to take, in their order.

    :param asked_for: operations; all of them when empty.
    :param operations: those of the document.
    :param write: whether objects are made, or found.
    """
    known = scenario(operations)
    if not asked_for:
        return known
    needed: set[str] = set()
    found = set(asked_for)
    while found:
        needed |= found
        steps = [step for step in known if step.operation in found]
        found = {
            each for step in steps for each in _givers(step, operations[step.operation], write)
        } - needed
    return [step for step in known if step.operation in needed]


def _givers(step: Step, operation: Operation, write: bool) -> set[str]:
    """Name the operations without which there is nothing to call a step on."""
    found = {_BRINGERS[step.when]} if write and step.when in _BRINGERS else set()
    if write:
        # A list shows what its items look like when there is one.
        found |= {maker.operation for maker in map(maker_of, step.finds) if maker is not None}
    for parameter in operation.parameters:
        if parameter.place != "path" or step.makes == "secret":
            continue
        name = step.on or PATHS[parameter.name]
        maker = maker_of(name)
        if write and maker is not None:
            found.add(maker.operation)
        else:
            found |= {each.operation for each in _finders_of(name)[:1]}
    return found
