"""How a task has ended, and the errors that say so."""

from __future__ import annotations

import enum
from typing import IO, Final

from qarnot.error import Error
from qarnot.exceptions import TaskCancelled, TaskFailed, UnsuccessfulTask

__all__ = ["Outcome", "end_of", "outcome_of", "unsuccessful"]

TAIL_BYTES: Final = 4096


class Outcome(enum.StrEnum):
    """How a task has ended."""

    SUCCESS = "Success"
    FAILURE = "Failure"
    CANCELLED = "Cancelled"


def outcome_of(state: str) -> Outcome | None:
    """Read a state as an outcome; ``None`` when the task has not ended in one."""
    return Outcome(state) if state in list(Outcome) else None


def unsuccessful(
    outcome: Outcome, name: str | None, uuid: str | None, errors: list[Error], stderr: str
) -> UnsuccessfulTask:
    """Make the error of a task that has not succeeded.

    :param outcome: how it has ended.
    :param stderr: the end of its standard error.
    """
    kind = TaskCancelled if outcome is Outcome.CANCELLED else TaskFailed
    how = "was cancelled" if outcome is Outcome.CANCELLED else "has failed"
    text = f"task {name!r} ({uuid}) {how}"
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        text = f"{text}: {errors[0]}{more}"
    if stderr:
        text = f"{text}\nThe end of its standard error:\n{stderr}"
    return kind(text, task_uuid=uuid, errors=errors, stderr=stderr)


def end_of(output: IO[bytes]) -> str:
    """Read the last lines of an output, at most 4 KiB of them."""
    length = output.seek(0, 2)
    output.seek(max(0, length - TAIL_BYTES))
    tail = output.read()
    if length > TAIL_BYTES:
        tail = tail[tail.find(b"\n") + 1 :]
    return tail.decode(errors="replace")
