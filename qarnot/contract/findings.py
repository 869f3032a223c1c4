"""What was found out about each operation."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from attrs import define, field, frozen

from qarnot.contract.document import Operation
from qarnot.contract.explain import Deviation, collapsed

__all__ = ["Finding", "Outcome", "Probe", "Reason"]


class Outcome(enum.Enum):
    """What is said of an operation in one word."""

    CONFORMS = "conforms"
    DEVIATES = "deviates"
    NOT_REACHED = "not reached"


class Reason(enum.Enum):
    """Why the successful answer of an operation was not seen."""

    NOT_MODELLED = "not modelled here"
    NEEDS_WRITE = "needs --write"
    NOTHING_THERE = "nothing there"
    WRONG_STATE = "not in the state"
    REFUSED = "refused"
    UNREACHABLE = "no answer"
    NOT_ASKED_FOR = "not asked for"
    INTERRUPTED = "interrupted"
    NO_ROW = "no row in the table of steps"


@frozen
class Probe:
    """A deliberate error: what was wrong on purpose, and whether the answer is as declared."""

    name: str
    status: int
    deviations: tuple[Deviation, ...]


@define
class Finding:
    """What is known of one operation; it begins as not reached, and each exchange adds to it.

    :ivar status: of the last answer that counts: the success, or what deviates, when there is one.
    """

    operation: Operation
    reason: Reason = Reason.NOT_ASKED_FOR
    text: str = ""
    status: int | None = None
    succeeded: bool = False
    deviations: list[Deviation] = field(factory=list)
    notes: list[str] = field(factory=list)
    probes: list[Probe] = field(factory=list)

    @property
    def outcome(self) -> Outcome:
        if self.deviations or any(each.deviations for each in self.probes):
            return Outcome.DEVIATES
        return Outcome.CONFORMS if self.succeeded else Outcome.NOT_REACHED

    def missed(self, reason: Reason, text: str = "", status: int | None = None) -> None:
        """Note why there was no success; a success that was seen before stands."""
        if not self.succeeded:
            self.reason, self.text = reason, text
            if not self.deviations:
                self.status = status

    def conformed(self, status: int, notes: tuple[str, ...]) -> None:
        """Note a successful answer that is as declared."""
        self.succeeded = True
        if not self.deviations:
            self.status = status
        self.notes += [note for note in notes if note not in self.notes]

    def deviated(self, deviations: Sequence[Deviation], status: int | None) -> None:
        """Note what is not as declared, if anything."""
        if deviations:
            self.status = status
            self.deviations = collapsed([*self.deviations, *deviations])
