"""How long to wait between two looks at something that takes an unknown time."""

from __future__ import annotations

from typing import Final

__all__ = ["next_look"]

FIRST_LOOK: Final = 0.2
LONGEST_WAIT: Final = 10.0
SHARE_OF_ELAPSED: Final = 0.1


def next_look(elapsed: float, left: float | None = None) -> float:
    """Give the seconds until the next look.

    Looks come fast at first and then a tenth of the elapsed time apart, so that the end of
    something is seen late by a tenth of its length at most, and never by more than 10 s.

    :param elapsed: seconds since the wait began.
    :param left: seconds until the wait must end; ``None`` when it need not.
    """
    wait = min(LONGEST_WAIT, max(FIRST_LOOK, elapsed * SHARE_OF_ELAPSED))
    return wait if left is None else max(0.0, min(wait, left))
