"""Waiting for the end of something: when to look, and which errors to outlive."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Final

from qarnot._exchange import LONGEST_RETRY_AFTER, is_unclear_status
from qarnot.exceptions import (
    ApiUnreachable,
    ConnectionClosed,
    QarnotException,
    RateLimited,
    UnreadableReply,
)
from qarnot.polling import PollingPolicy

__all__ = ["Waiting", "is_transient"]

LAST_LOOK: Final = 10.0
LOOKS_AFTER_THE_END: Final = 5
SECONDS_AFTER_THE_END: Final = 30.0


def is_transient(error: QarnotException) -> bool:
    """Tell whether an error says nothing of the object, and may pass."""
    if isinstance(error, ApiUnreachable | RateLimited | UnreadableReply):
        return True
    return is_unclear_status(error.status or 0)


class Waiting:
    """When to look, until when, and through which errors.

    :param clock: monotonic seconds.
    :param limit: seconds to wait; ``None`` for ever.
    :param logger: told when an outage begins and when it is over.
    :param name: what is waited for, for the log.
    :param policy: how far apart the looks are.
    :ivar last_error: what made the last look fail; ``None`` when it went well.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        limit: float | None,
        logger: logging.Logger,
        name: str,
        policy: PollingPolicy,
    ) -> None:
        self.last_error: QarnotException | None = None
        self._policy = policy
        self._clock = clock
        self._limit = limit
        self._logger = logger
        self._name = name
        self._begin = clock()
        self._failures = 0
        self._asked = 0.0
        self._is_hopeless = False
        self._looks_after_end = 0
        self._end = 0.0

    def _left(self, more: float = 0.0) -> float | None:
        if self._limit is None:
            return None
        return max(0.0, self._begin + self._limit + more - self._clock())

    def look_timeout(self) -> float:
        """Give the seconds that a request of a look may take; a little more than is left."""
        left = self._left(LAST_LOOK)
        return math.inf if left is None else left

    def failed(
        self, error: QarnotException, *, has_ended: bool = False, may_pass: bool = False
    ) -> None:
        """Take note of a look that failed.

        :param has_ended: whether an earlier look has seen the end.
        :param may_pass: whether the error is one that passes here, although usually it does not.
        :raises QarnotException: the error, when waiting on cannot help, and the end was not seen.
        """
        self.last_error = error
        self._is_hopeless = not (may_pass or is_transient(error))
        if self._is_hopeless and (not has_ended or isinstance(error, ConnectionClosed)):
            raise error
        self._failures += 1
        self._asked = min(error.retry_after or 0.0, LONGEST_RETRY_AFTER)
        if self._failures == 1:
            self._logger.warning("the wait for %s goes on after: %s", self._name, error)

    def succeeded(self) -> None:
        """Take note of a look that went well."""
        if self._failures:
            count = self._failures
            self._logger.info("the wait for %s has outlived failures: %d", self._name, count)
        self._failures, self._asked, self.last_error = 0, 0.0, None

    def may_end(self) -> bool:
        """Tell, when the end was seen, whether the rest was, or will not be seen any more."""
        if not self._failures or self._is_hopeless:
            return True
        if not self._looks_after_end:
            self._end = self._clock()
        self._looks_after_end += 1
        is_long_ago = self._clock() - self._end >= SECONDS_AFTER_THE_END
        return self._looks_after_end > LOOKS_AFTER_THE_END and is_long_ago

    def next_pause(self) -> float | None:
        """Give the seconds until the next look; ``None`` when the time is over."""
        left = self._left()
        if left == 0.0:
            return None
        wait = max(self._policy.pause_after(self._clock() - self._begin), self._asked)
        return wait if left is None else min(wait, left)
