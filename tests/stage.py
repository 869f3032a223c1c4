"""Virtual time, and a driver that plays the steps of a call to a server that is a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from qarnot._exchange import Call, Fault, Pause, RetryBudget, Steps
from qarnot._replies import Answer, Request
from qarnot.exceptions import QarnotException
from qarnot.retry import RetryPolicy

__all__ = ["Reaction", "Server", "Stage"]

T = TypeVar("T")
Reaction = Answer | Fault
Server = Callable[[Request[Any]], Reaction]


class Stage:
    """Virtual time, and what was sent and waited in it.

    :param policy: when to repeat; that of the documentation by default.
    :param attempt_timeout: seconds for one attempt.
    :param chance: gives the numbers that shorten the waits; 0 each time by default.

    :ivar now: seconds.
    :ivar sent: the operations of the requests, in their order.
    :ivar timeouts: what each attempt was given.
    :ivar pauses: the seconds of each wait.
    """

    def __init__(
        self,
        policy: RetryPolicy | None = None,
        attempt_timeout: float = 60.0,
        chance: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.policy = RetryPolicy.documented() if policy is None else policy
        self.attempt_timeout = attempt_timeout
        self.budget = RetryBudget(self.policy)
        self.chance = chance
        self.now = 1000.0
        self.sent: list[str] = []
        self.timeouts: list[float] = []
        self.pauses: list[float] = []

    def clock(self) -> float:
        return self.now

    def call(self) -> Call:
        """Begin a call."""
        return Call(self.policy, self.attempt_timeout, self.budget, self.clock, self.chance)

    def play(self, steps: Steps[T], server: Server, seconds_each: float = 0.0) -> T:
        """Drive a call to its end.

        :param server: answers each request; it may let time pass too.
        :param seconds_each: how long each attempt takes, if it may take so long.
        """
        try:
            step = next(steps)
            while True:
                if isinstance(step, Pause):
                    self.pauses.append(step.seconds)
                    self.now += step.seconds
                    step = steps.send(None)
                    continue
                self.sent.append(step.request.operation.name)
                self.timeouts.append(step.timeout)
                self.now += min(seconds_each, step.timeout)
                try:
                    reaction = server(step.request)
                except QarnotException as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(reaction)
        except StopIteration as done:
            value: T = done.value
            return value
