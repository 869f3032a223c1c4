"""The states of a task."""

from __future__ import annotations

from typing import Any, Final

__all__ = [
    "DELETED",
    "FINAL_STATES",
    "RUNNING_DOWNLOADING_STATES",
    "UNSUBMITTED",
    "is_final",
    "task_state",
]

UNSUBMITTED: Final = "UnSubmitted"
DELETED: Final = "Deleted"

# A documented constant of ``qarnot.task``; only a final state ends a wait.
RUNNING_DOWNLOADING_STATES: Final = [
    "Submitted",
    "PartiallyDispatched",
    "FullyDispatched",
    "PartiallyExecuting",
    "FullyExecuting",
    "DownloadingResults",
    "UploadingResults",
]

FINAL_STATES: Final = frozenset({"Success", "Failure", "Cancelled"})


def task_state(raw: Any) -> str:
    """Read a state; a state that this library does not know is kept as it is."""
    return UNSUBMITTED if raw is None else str(raw)


def is_final(state: str) -> bool:
    """Tell whether a task in this state will never run again; an unknown state is not final."""
    return state in FINAL_STATES or state == DELETED
