"""How often a wait looks at what it waits for.

Give one of these as ``Connection(polling=...)``.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import Attribute, field, frozen

from qarnot._checks import shown
from qarnot.exceptions import InvalidValue

__all__ = ["PollingPolicy"]

SHORTEST_PAUSE: Final = 0.01
LONGEST_PAUSE: Final = 86_400


def _lies_between(least: float, value: object, most: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and least <= value <= most  # type: ignore[operator] # it is a number


def _seconds(_: object, attribute: Attribute[Any], value: Any) -> None:
    if not _lies_between(SHORTEST_PAUSE, value, LONGEST_PAUSE):
        raise InvalidValue(
            f"{attribute.name}: a number of seconds from {SHORTEST_PAUSE} to {LONGEST_PAUSE} was "
            f"expected, not {shown(value)}"
        )


def _share(_: object, attribute: Attribute[Any], value: Any) -> None:
    if not _lies_between(0, value, 1):
        raise InvalidValue(
            f"{attribute.name}: a number from 0 to 1 was expected, not {shown(value)}"
        )


@frozen
class PollingPolicy:
    """A schedule of looks: fast at first, then a share of the elapsed time apart.

    With the defaults, the end of something is seen late by a tenth of its length at most, and never
    by more than 10 s.

    :param first: seconds between the first looks, and the least ever. Default 0.2.
    :param longest: the most seconds between two looks. Default 10.
    :param share: the share of the elapsed time that passes between two looks. Default 0.1.
    :raises InvalidValue: a number cannot be right.

    >>> polling = PollingPolicy(first=1, longest=60)
    """

    first: float = field(default=0.2, validator=_seconds)
    longest: float = field(default=10.0, validator=_seconds)
    share: float = field(default=0.1, validator=_share)

    def pause_after(self, elapsed: float) -> float:
        """Give the seconds until the next look.

        :param elapsed: seconds since the wait began.
        """
        return max(self.first, min(self.longest, elapsed * self.share))
