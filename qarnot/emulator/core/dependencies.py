"""What a task waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qarnot.emulator.core.refusals import Refusal

__all__ = ["FULFILLED", "NOT_FULFILLED", "WAITING", "Dependency", "overall", "read_dependencies"]

WAITING = "waiting"
FULFILLED = "dependencyConditionsFulfilled"
NOT_FULFILLED = "dependencyConditionsNotFulfilled"

FinalState = Callable[[str], str | None]
"""Gives the final state of the task with a uuid, ``None`` while it has none."""

_ENDS = ("success", "failure", "cancelled")


@dataclass(frozen=True)
class Dependency:
    """A task that must have ended, and how.

    :param ends: the ends that are wanted, in small letters; any when empty.
    :param shown_ends: the same as they were asked for.
    :param is_advanced: whether it was asked for with its ends, and not only as a uuid.
    """

    uuid: str
    ends: frozenset[str]
    shown_ends: tuple[str, ...] | None = None
    is_advanced: bool = False

    def state(self, final_state: FinalState) -> str:
        """Tell whether it holds."""
        actual = final_state(self.uuid)
        if actual is None:
            return WAITING
        return FULFILLED if not self.ends or actual.lower() in self.ends else NOT_FULFILLED

    def shown(self, final_state: FinalState) -> dict[str, Any]:
        """Describe it as an ``AdvancedDependencyOutput`` of the API."""
        return {
            "taskUuid": self.uuid,
            "taskFinalStateCondition": None if self.shown_ends is None else list(self.shown_ends),
            "actualFinalState": final_state(self.uuid),
            "state": self.state(final_state),
        }


def read_dependencies(request: Mapping[str, Any]) -> tuple[Dependency, ...]:
    """Read what a task waits for, each task once.

    :raises Refusal: 400 when both lists are given, for an end that is not known, and for one task
        with several conditions.
    """
    asked = request.get("dependencies") or {}
    simple, advanced = asked.get("dependsOn") or (), asked.get("advancedDependsOn") or ()
    if simple and advanced:
        raise Refusal(400, "dependencies: dependsOn not together with advancedDependsOn")
    found: dict[str, Dependency] = {}
    for dependency in (
        *(Dependency(uuid.lower(), frozenset({"success"})) for uuid in simple),
        *map(_advanced, advanced),
    ):
        if found.setdefault(dependency.uuid, dependency).ends != dependency.ends:
            raise Refusal(
                400, f"dependencies.advancedDependsOn: {dependency.uuid} has several conditions"
            )
    return tuple(found.values())


def overall(dependencies: Sequence[Dependency], final_state: FinalState) -> str:
    """Tell whether all dependencies hold."""
    states = {each.state(final_state) for each in dependencies}
    if NOT_FULFILLED in states:
        return NOT_FULFILLED
    return WAITING if WAITING in states else FULFILLED


def _advanced(entry: Mapping[str, Any]) -> Dependency:
    wanted = entry.get("taskFinalStateCondition")
    for each in wanted or ():
        if each.lower() not in _ENDS:
            raise Refusal(
                400,
                "dependencies.advancedDependsOn: expected success, failure or cancelled, "
                f"not {each!r}",
            )
    return Dependency(
        uuid=entry["taskUuid"].lower(),
        ends=frozenset(each.lower() for each in wanted or ()),
        shown_ends=None if wanted is None else tuple(wanted),
        is_advanced=True,
    )
