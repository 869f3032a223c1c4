"""What happens to a task while it is followed."""

from __future__ import annotations

import datetime
from typing import Literal

from attrs import frozen

__all__ = ["Event", "Line", "StateChange", "Stream"]

Stream = Literal["stdout", "stderr"]


@frozen
class StateChange:
    """A state that a task came into.

    :ivar state: the state, such as ``"FullyExecuting"``.
    :ivar previous: the state that was seen before; ``None`` at first. The task may have been in
        others in between.
    :ivar time: when it came into the state, as the cluster says; ``None`` when it does not.
    """

    state: str
    previous: str | None = None
    time: datetime.datetime | None = None

    def __str__(self) -> str:
        return self.state


@frozen
class Line:
    """A complete line that an instance printed.

    :ivar text: the line, without its end.
    :ivar instance: the number of the instance; ``None`` when the cluster does not say how many
        there are, so that the output of all is read as one.
    :ivar stream: ``"stdout"`` or ``"stderr"``.
    """

    text: str
    instance: int | None
    stream: Stream

    def __str__(self) -> str:
        return self.text if self.instance is None else f"{self.instance}> {self.text}"


Event = StateChange | Line
