"""How often, and how long apart, a connection repeats what failed.

Give one of these as ``Connection(retry=...)``. What may be repeated at all is not decided here: it
depends on the operation and on what is known of the failed attempt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final, Self

from attrs import field, frozen

from qarnot._checks import shown
from qarnot.exceptions import InvalidValue

__all__ = ["RetryPolicy"]

MOST_RETRIES: Final = 1_000
LONGEST_WAIT: Final = 1e8


def _waits(given: Any) -> tuple[float, ...]:
    is_list = isinstance(given, Iterable) and not isinstance(given, str | bytes | bytearray)
    waits = tuple(islice(given, MOST_RETRIES + 1)) if is_list else None
    if waits is None or len(waits) > MOST_RETRIES or not all(map(_is_wait, waits)):
        raise InvalidValue(
            f"waits: at most {MOST_RETRIES} numbers of seconds, 0 or more, were expected, "
            f"not {shown(given)}"
        )
    return tuple(map(float, waits))


def _is_wait(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value <= LONGEST_WAIT
    )


def _jitter(given: Any) -> float:
    if not _is_wait(given) or given > 1:
        raise InvalidValue(f"jitter: a number from 0 to 1 was expected, not {shown(given)}")
    return float(given)


def _retries(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MOST_RETRIES:
        raise InvalidValue(
            f"retry_count: a whole number from 0 to {MOST_RETRIES} was expected, not {shown(given)}"
        )
    return given


@frozen
class RetryPolicy:
    """A schedule of retries: one wait for each, of which chance takes off a part.

    The part is there so that many clients that failed at the same moment do not come back at the
    same moment.

    :param waits: seconds before each retry, the longest that they can be. As many retries are made.
    :param jitter: the greatest share of a wait that chance takes off, from 0 to 1. Default 0.5.
    :raises InvalidValue: a number cannot be right.

    >>> policy = RetryPolicy([1, 5, 30], jitter=0.2)
    """

    waits: tuple[float, ...] = field(converter=_waits)
    jitter: float = field(default=0.5, converter=_jitter)

    @classmethod
    def documented(cls, retry_count: int = 5, retry_wait: float = 1.0) -> Self:
        """Wait as the documentation says, which is the default of a connection.

        It gives the wait as ``wait * (retry_count - retry_num)`` and calls it progressive; here
        ``retry_num`` is read as the retries still left, so that the n-th retry waits n times
        ``retry_wait``.

        :param retry_count: retries after the first attempt, at most 1,000. Default 5.
        :param retry_wait: seconds. Default 1.
        :raises InvalidValue: a number cannot be right.
        """
        count = _retries(retry_count)
        if not _is_wait(retry_wait) or retry_wait * count > LONGEST_WAIT:
            raise InvalidValue(
                f"retry_wait: a number of seconds, 0 or more, was expected, with which the last "
                f"of {count} waits is no longer than {LONGEST_WAIT:.0f} s, not {shown(retry_wait)}"
            )
        return cls(retry_wait * number for number in range(1, count + 1))

    @classmethod
    def exponential(
        cls, retry_count: int = 5, first: float = 0.5, factor: float = 2.0, longest: float = 20.0
    ) -> Self:
        """Wait longer each time by a factor, by chance anything from nothing up to that.

        :param retry_count: retries after the first attempt, at most 1,000. Default 5.
        :param first: seconds; the longest wait before the first retry. Default 0.5.
        :param factor: how many times longer each wait is than the one before, 1 or more. Default 2.
        :param longest: seconds that no wait exceeds. Default 20.
        :raises InvalidValue: a number cannot be right.
        """
        count = _retries(retry_count)
        for name, value, least in (
            ("first", first, 0),
            ("factor", factor, 1),
            ("longest", longest, 0),
        ):
            if not _is_wait(value) or value < least:
                raise InvalidValue(
                    f"{name}: a number, {least} or more, was expected, not {shown(value)}"
                )
        waits, wait = [], min(float(first), longest)
        for _ in range(count):
            waits.append(wait)
            wait = min(wait * factor, longest)
        return cls(waits, jitter=1.0)

    @classmethod
    def none(cls) -> Self:
        """Send everything once."""
        return cls(())

    def wait_before(self, retry: int, chance: float) -> float:
        """Give the seconds to wait before a retry.

        :param retry: which one, from 1.
        :param chance: a number from 0 up to 1; at 0 the wait is longest.
        """
        return self.waits[retry - 1] * (1 - chance * self.jitter)

    @property
    def longest_in_all(self) -> float:
        """The seconds that all waits together take at most."""
        return math.fsum(self.waits)
