"""The life of one call: send, judge, wait, send again or raise. No sockets, no clock of its own.

:func:`repeated` and :func:`qarnot._creation.created` are generators. They yield :class:`Send` and
:class:`Pause`; they are sent an :class:`~qarnot._replies.Answer` or a :class:`Fault` for each
``Send``, and ``None`` for each ``Pause``. A small driver for each colour does the sending and the
sleeping, so every schedule can be tested without either.
"""

from __future__ import annotations

import enum
import itertools
import math
import threading
from collections.abc import Callable, Generator
from typing import Any, TypeAlias, TypeVar

from attrs import define, field, frozen

from qarnot._forks import renew_in_child
from qarnot._judging import look_for
from qarnot._operations import Repeat
from qarnot._replies import Answer, Request, describe, error_for
from qarnot._retry_after import retry_after_seconds
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    OutcomeUnknown,
    QarnotException,
    QarnotGenericException,
    UnreadableReply,
)
from qarnot.retry import RetryPolicy

__all__ = [
    "LONGEST_RETRY_AFTER",
    "Call",
    "Fault",
    "FaultKind",
    "Pause",
    "RetryBudget",
    "Send",
    "Steps",
    "answer_of",
    "call_timeout",
    "cause_of",
    "is_definite",
    "is_passing",
    "is_unclear",
    "is_unclear_status",
    "may_have_happened",
    "repeated",
]

T = TypeVar("T")
E = TypeVar("E", bound=QarnotException)

RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
DEFINITE_SERVER_ERRORS = frozenset({501, 505})
JUDGED_STATUSES = frozenset({403, 404, 409})
SENT_ONCE = frozenset({Repeat.ONE_SHOT, Repeat.CONSUMING, Repeat.CREATION})
LONGEST_RETRY_AFTER = 120.0
SHORTEST_ATTEMPT = 0.001
TOKENS_PER_RETRY = 14


class FaultKind(enum.Enum):
    """What is known of a request that got no answer."""

    NEVER_SENT = "the server cannot have seen it"
    DISTRUSTED = "the certificate of the server is not to be trusted; nothing was sent"
    UNANSWERED = "no whole answer came; the server may have acted"
    UNREADABLE = "the answer was more, or other, than can be read; the server may have acted"


@frozen
class Fault:
    """A request without an answer to go by.

    :ivar kind: what is known of it.
    :ivar cause: the error that says why.
    :ivar address: of the server.
    :ivar timed_out: whether the time was over.
    :ivar answer: what came, if that could not be read.
    """

    kind: FaultKind
    cause: Exception
    address: str = "the API"
    timed_out: bool = False
    answer: Answer | None = None

    def error(self, request: Request[Any]) -> QarnotException:
        """Make the error that a user gets when this was the last attempt."""
        kind: type[QarnotGenericException] = ApiTimeout if self.timed_out else ApiUnreachable
        if self.kind is FaultKind.UNREADABLE:
            kind = UnreadableReply
        reason = str(self.cause) or type(self.cause).__name__
        error = describe(kind(f"{self.address}: {reason}"), request, self.answer)
        error.__cause__ = self.cause
        return error


@frozen
class Send:
    """Send this request now, and give up after so many seconds.

    :ivar output_timeout: seconds after which output of a task is given up even while it comes in.
    """

    request: Request[Any]
    timeout: float
    output_timeout: float = math.inf


@frozen
class Pause:
    """Wait for so many seconds."""

    seconds: float


Steps: TypeAlias = Generator[Send | Pause, "Answer | Fault | None", T]


class RetryBudget:
    """Retries that a whole connection may still make, so that a dead server is not stormed.

    :param policy: sets the size: enough for many calls, and always for one call's retries.
    """

    def __init__(self, policy: RetryPolicy) -> None:
        self.capacity = max(500, TOKENS_PER_RETRY * len(policy.waits))
        self._tokens = self.capacity
        self.renew()
        renew_in_child(self)

    def renew(self) -> None:
        """Begin with a lock that no thread of a parent process holds."""
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take what one retry costs; ``False`` when there is not enough left."""
        with self._lock:
            if self._tokens < TOKENS_PER_RETRY:
                return False
            self._tokens -= TOKENS_PER_RETRY
            return True

    def give_back(self, retries: int) -> None:
        """Refill after a success: what its retries cost, or one token when there were none."""
        with self._lock:
            self._tokens = min(self.capacity, self._tokens + max(1, TOKENS_PER_RETRY * retries))


@define
class Call:
    """What all requests of one call share: the policy, the deadline, the budget, the count.

    :ivar policy: how often to repeat, and how long apart.
    :ivar attempt_timeout: seconds for one whole attempt.
    :ivar budget: the connection's.
    :ivar clock: monotonic seconds.
    :ivar chance: a number from 0 up to 1, each time another.
    :ivar output_timeout: as in :class:`Send`.
    """

    policy: RetryPolicy
    attempt_timeout: float
    budget: RetryBudget
    clock: Callable[[], float]
    chance: Callable[[], float]
    output_timeout: float = math.inf
    deadline: float = field(init=False)
    sent: int = field(default=0, init=False)
    _paid: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.deadline = self.clock() + call_timeout(self.policy, self.attempt_timeout)

    @property
    def time_left(self) -> float:
        return self.deadline - self.clock()

    def send(self, request: Request[Any], timeout: float = math.inf) -> Steps[Answer | Fault]:
        """Send a request once, within so many seconds and what is left of the call's time."""
        timeout = min(timeout, self.attempt_timeout, self.time_left)
        if timeout < SHORTEST_ATTEMPT:
            late = TimeoutError("no time was left for this call")
            return Fault(FaultKind.NEVER_SENT, late, timed_out=True)
        self.sent += 1
        outcome = yield Send(request, timeout, self.output_timeout)
        assert outcome is not None
        return outcome

    def extend(self, seconds: float) -> None:
        """Let the call take so much longer."""
        self.deadline += seconds

    def pause(self, seconds: float) -> Steps[bool]:
        """Wait, if that ends before the deadline; ``False`` when it does not."""
        if seconds >= self.time_left:
            return False
        yield Pause(seconds)
        return True

    def retry(self, outcome: Answer | Fault, retries: int) -> Steps[bool]:
        """Wait until the next retry of a request is due; ``False`` when there is none.

        :param outcome: of the attempt before.
        :param retries: how many the request has had.
        """
        asked = retry_after_seconds(outcome.headers) if isinstance(outcome, Answer) else None
        if asked is not None and asked > LONGEST_RETRY_AFTER:
            return False
        if retries >= len(self.policy.waits):
            return False
        wait = max(self.policy.wait_before(retries + 1, self.chance()), asked or 0.0)
        if wait >= self.time_left or not self.pay():
            return False
        return (yield from self.pause(wait))

    def pay(self) -> bool:
        """Take what one retry costs from the budget; ``False`` when there is not enough left."""
        may_repeat = self.budget.take()
        self._paid += may_repeat
        return may_repeat

    def succeeded(self) -> None:
        """Take note of a success, which refills the budget."""
        self.budget.give_back(self._paid)
        self._paid = 0

    def finish(self, request: Request[T], answer: Answer) -> T:
        """Read a successful answer."""
        try:
            value = request.read(answer)
        except UnreadableReply as error:
            raise self.blame(describe(error, request, answer)) from error.__cause__
        self.succeeded()
        return value

    def failure(self, request: Request[Any], outcome: Answer | Fault) -> QarnotException:
        """Make the error that ends the call."""
        if isinstance(outcome, Fault):
            return self.blame(outcome.error(request))
        return self.blame(error_for(request, outcome))

    def blame(self, error: E) -> E:
        """Write on an error how often the call sent something."""
        error.attempts = self.sent
        return error


def call_timeout(policy: RetryPolicy, attempt_timeout: float) -> float:
    """Give the seconds that one call may take: every attempt and every scheduled wait."""
    return (len(policy.waits) + 1) * attempt_timeout + policy.longest_in_all


def is_unclear(outcome: Answer | Fault) -> bool:
    """Tell whether the server may have acted although it did not say so."""
    if isinstance(outcome, Fault):
        return outcome.kind in (FaultKind.UNANSWERED, FaultKind.UNREADABLE)
    return is_unclear_status(outcome.status)


def is_unclear_status(status: int) -> bool:
    """Tell whether a status leaves open what the server has done."""
    return status == 408 or (status >= 500 and status not in DEFINITE_SERVER_ERRORS)


def is_definite(outcome: Answer | Fault) -> bool:
    """Tell whether an outcome without success says that sending the same again cannot help."""
    return not is_unclear(outcome) and not is_passing(outcome)


def may_have_happened(request: Request[Any], outcome: Answer | Fault) -> bool:
    """Tell whether a request that is never simply repeated may have had its effect."""
    return is_unclear(outcome) and request.operation.repeat in SENT_ONCE


def is_passing(outcome: Answer | Fault) -> bool:
    """Tell whether sending the same again may help."""
    if isinstance(outcome, Fault):
        return outcome.kind in (FaultKind.NEVER_SENT, FaultKind.UNANSWERED)
    return outcome.status in RETRIED_STATUSES


def repeated(call: Call, request: Request[T]) -> Steps[T | None]:
    """Send a request, and again as its class allows, until there is an answer to go by.

    A creation is not sent again here once it may have arrived; see :mod:`qarnot._creation`.

    :return: what the request's reader makes of the answer; ``None`` when a look at the object has
        settled it.
    :raises QarnotException: the API refused, or no attempt got through.
    :raises OutcomeUnknown: the request may not be repeated, and whether it took effect is not
        known.
    """
    has_doubt = False
    for retries in itertools.count():
        outcome = yield from call.send(request)
        if isinstance(outcome, Answer) and outcome.is_success:
            try:
                return call.finish(request, outcome)
            except UnreadableReply as error:
                if look_for(request) is None:
                    raise
                outcome = Fault(FaultKind.UNREADABLE, error, answer=outcome)
        if may_have_happened(request, outcome):
            raise call.blame(_outcome_unknown(request, outcome)) from cause_of(outcome)
        has_doubt = has_doubt or is_unclear(outcome)
        if is_passing(outcome) and (yield from call.retry(outcome, retries)):
            continue
        if has_doubt and (yield from _is_reached(call, request, outcome)):
            call.succeeded()
            return None
        raise call.failure(request, outcome)
    raise AssertionError


def _is_reached(call: Call, request: Request[Any], last: Answer | Fault) -> Steps[bool]:
    """Tell whether what a state operation asks for is the case, as far as can be seen.

    :param last: what came of the last attempt.
    """
    look = look_for(request)
    if look is None:
        return False
    is_refused = isinstance(last, Answer) and last.status in JUDGED_STATUSES
    if not is_refused and (is_definite(last) or not call.policy.waits or not call.pay()):
        return False
    for retries in itertools.count():
        outcome = yield from call.send(look)
        # A server that fails is asked once: that is one more retry.
        if is_refused and is_passing(outcome) and (yield from call.retry(outcome, retries)):
            continue
        try:
            return isinstance(outcome, Answer) and look.read(outcome)
        except UnreadableReply:
            return False
    raise AssertionError


def _outcome_unknown(request: Request[Any], outcome: Answer | Fault) -> OutcomeUnknown:
    said = f"status {outcome.status}" if isinstance(outcome, Answer) else str(outcome.kind.value)
    unknown = OutcomeUnknown(
        f"{request.where} is never repeated, and whether it took effect is not known: {said}"
    )
    describe(unknown, request, answer_of(outcome))
    return unknown


def answer_of(outcome: Answer | Fault) -> Answer | None:
    """Give what came, if something did."""
    return outcome.answer if isinstance(outcome, Fault) else outcome


def cause_of(outcome: Answer | Fault) -> Exception | None:
    """Give what the HTTP stack raised, if it did."""
    return outcome.cause if isinstance(outcome, Fault) else None
