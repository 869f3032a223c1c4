"""Removes what was made, and says what could not be."""

from __future__ import annotations

from collections.abc import Callable

from qarnot._replies import Answer
from qarnot.contract.builders import arguments_of
from qarnot.contract.calls import Caller
from qarnot.contract.sender import Sender
from qarnot.contract.steps import DELETIONS, PATHS, STEPS
from qarnot.contract.world import Owned, World

__all__ = ["remove_all"]

ATTEMPTS, PAUSE = 2, 1.0
SETTLE_PAUSE = 3.0


def remove_all(
    world: World, sender: Sender, caller: Caller, pause: Callable[[float], None]
) -> list[str]:
    """Remove all that is ours, the latest first; each is tried, whatever happens to the others.

    A removal is the one change that is sent again: removed twice is as good as removed once. What
    is not there although its creation was sent, with no clear answer, is looked for once more: the
    creation may still be on its way.

    :return: what is still there, and why.
    """
    left_behind = []
    for owned in reversed(list(world.ledger)):
        reason = _removed(owned, world, sender, caller, pause)
        if reason:
            left_behind.append(f"{owned}: {reason}")
        else:
            world.gone(owned)
    return left_behind


def _removed(
    owned: Owned, world: World, sender: Sender, caller: Caller, pause: Callable[[float], None]
) -> str:
    """Remove an object; give the reason when it may still be there."""
    reason = ""
    for attempt in range(ATTEMPTS):
        answer, reason = _remove(owned, world, sender)
        if answer is not None:
            is_missing = answer.status == 404
            if answer.is_success or (is_missing and (owned.is_sure or attempt)):
                return ""
            reason = "" if is_missing else caller.message(answer)
        if attempt + 1 < ATTEMPTS:
            pause(PAUSE if reason else SETTLE_PAUSE)
    return reason


def _remove(owned: Owned, world: World, sender: Sender) -> tuple[Answer | None, str]:
    """Send a removal; give its answer, or why there is none."""
    name = DELETIONS[owned.kind]
    step = next(each for each in STEPS if each.operation == name)
    place = next(key for key, known in PATHS.items() if known == owned.kind)
    try:
        arguments = arguments_of(name, {place: owned.identifier, **step.query(world)})
        exchange = sender.send(arguments, is_safe=False)
    except Exception as error:  # noqa: BLE001 - the others must be removed all the same
        return None, type(error).__name__
    return exchange.answer, exchange.silence
