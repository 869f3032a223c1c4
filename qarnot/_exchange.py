"""The life of one call: send, judge, wait, send again or raise. No sockets, no clock of its own.

:func:`repeated` and :func:`created` are generators. They yield :class:`Send` and :class:`Pause`;
they are sent an :class:`~qarnot._replies.Answer` or a :class:`Fault` for each ``Send``, and
``None`` for each ``Pause``. A small driver for each colour does the sending and the sleeping, so
every schedule can be tested without either.
"""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeAlias, TypeVar

from attrs import define, field, frozen

from qarnot._forks import renew_in_child
from qarnot._operations import Repeat
from qarnot._replies import Answer, Request, describe, error_for
from qarnot._retry_after import retry_after_seconds
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    OutcomeUnknown,
    QarnotException,
    QarnotGenericException,
    ShortnameConflict,
    SubmissionUnknown,
    UnreadableReply,
)

__all__ = [
    "Call",
    "Creation",
    "Fault",
    "FaultKind",
    "Pause",
    "RetryBudget",
    "RetryPolicy",
    "Send",
    "Steps",
    "created",
    "may_have_happened",
    "repeated",
]

T = TypeVar("T")

RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
DEFINITE_SERVER_ERRORS = frozenset({501, 505})
JUDGED_STATUSES = frozenset({403, 404, 409})
SENT_ONCE = frozenset({Repeat.ONE_SHOT, Repeat.CONSUMING, Repeat.CREATION})
LONGEST_RETRY_AFTER = 120.0
SETTLE_WAIT = 5.0
TOKENS_PER_RETRY = 14


class FaultKind(enum.Enum):
    """What is known of a request that got no answer."""

    NEVER_SENT = "the server cannot have seen it"
    DISTRUSTED = "the certificate of the server is not to be trusted; nothing was sent"
    UNANSWERED = "no whole answer came; the server may have acted"
    UNREADABLE = "the answer was more, or other, than can be read; the server may have acted"


@frozen
class Fault:
    """A request without an answer: what kind, the error that says why, and the server's address."""

    kind: FaultKind
    cause: Exception
    address: str = "the API"
    timed_out: bool = False

    def error(self, request: Request[Any]) -> QarnotException:
        """Make the error that a user gets when this was the last attempt."""
        kind: type[QarnotGenericException] = ApiTimeout if self.timed_out else ApiUnreachable
        if self.kind is FaultKind.UNREADABLE:
            kind = UnreadableReply
        reason = str(self.cause) or type(self.cause).__name__
        error = describe(kind(f"{self.address}: {reason}"), request, None)
        error.__cause__ = self.cause
        return error


@frozen
class Send:
    """Send this request now, and give up after so many seconds."""

    request: Request[Any]
    timeout: float


@frozen
class Pause:
    """Wait for so many seconds."""

    seconds: float


Steps: TypeAlias = Generator[Send | Pause, "Answer | Fault | None", T]


@frozen
class RetryPolicy:
    """How often, how long apart, and how long in all.

    The documentation gives the wait as ``wait * (retry_count - retry_num)`` and calls it
    progressive; here ``retry_num`` is read as the retries still left, which makes the waits
    1, 2, 3, … times ``retry_wait``. Each is shortened by chance by at most a half, so that many
    clients do not come back at the same moment.

    :ivar retry_count: retries after the first attempt.
    :ivar retry_wait: seconds; the n-th retry waits n times as long.
    :ivar attempt_timeout: seconds for one whole attempt.
    """

    retry_count: int = 5
    retry_wait: float = 1.0
    attempt_timeout: float = 60.0

    def wait_before(self, retry: int, chance: float) -> float:
        """Give the seconds to wait before the n-th retry; chance is from 0 up to 1."""
        return self.retry_wait * retry * (1 - chance / 2)

    @property
    def call_timeout(self) -> float:
        """The seconds that one call may take: every attempt and every scheduled wait."""
        waits = self.retry_wait * self.retry_count * (self.retry_count + 1) / 2
        return (self.retry_count + 1) * self.attempt_timeout + waits


class RetryBudget:
    """Retries that a whole connection may still make, so that a dead server is not stormed.

    :param policy: sets the size: enough for many calls, and always for one call's retries.
    """

    def __init__(self, policy: RetryPolicy) -> None:
        self.capacity = max(500, TOKENS_PER_RETRY * policy.retry_count)
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

    :param policy: when to repeat.
    :param budget: the connection's.
    :param clock: monotonic seconds.
    :param chance: a number from 0 up to 1, each time another.
    """

    policy: RetryPolicy
    budget: RetryBudget
    clock: Callable[[], float]
    chance: Callable[[], float]
    deadline: float = field(init=False)
    sent: int = field(default=0, init=False)
    retries: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.deadline = self.clock() + self.policy.call_timeout

    @property
    def time_left(self) -> float:
        return self.deadline - self.clock()

    def send(self, request: Request[Any]) -> Steps[Answer | Fault]:
        """Send a request once, within what is left of the call's time."""
        timeout = min(self.policy.attempt_timeout, self.time_left)
        if timeout <= 0:
            late = TimeoutError("no time was left for this call")
            return Fault(FaultKind.NEVER_SENT, late, timed_out=True)
        self.sent += 1
        outcome = yield Send(request, timeout)
        assert outcome is not None
        return outcome

    def pause(self, seconds: float) -> Steps[bool]:
        """Wait, if that ends before the deadline; ``False`` when it does not."""
        if seconds >= self.time_left:
            return False
        yield Pause(seconds)
        return True

    def retry(self, outcome: Answer | Fault) -> Steps[bool]:
        """Wait until the next retry is due; ``False`` when no retry is left."""
        asked = retry_after_seconds(outcome.headers) if isinstance(outcome, Answer) else None
        if asked is not None and asked > LONGEST_RETRY_AFTER:
            return False
        if self.retries >= self.policy.retry_count or not self.budget.take():
            return False
        self.retries += 1
        scheduled = self.policy.wait_before(self.retries, self.chance())
        return (yield from self.pause(scheduled if asked is None else asked))

    def finish(self, request: Request[T], answer: Answer) -> T:
        """Read a successful answer."""
        try:
            value = request.read(answer)
        except UnreadableReply as error:
            raise self.blame(describe(error, request, answer)) from error.__cause__
        self.budget.give_back(self.retries)
        return value

    def failure(self, request: Request[Any], outcome: Answer | Fault) -> QarnotException:
        """Make the error that ends the call."""
        if isinstance(outcome, Fault):
            return self.blame(outcome.error(request))
        return self.blame(error_for(request, outcome))

    def blame(self, error: QarnotException) -> QarnotException:
        error.attempts = self.sent
        return error


def is_unclear(outcome: Answer | Fault) -> bool:
    """Tell whether the server may have acted although it did not say so."""
    if isinstance(outcome, Fault):
        return outcome.kind in (FaultKind.UNANSWERED, FaultKind.UNREADABLE)
    if outcome.status < 500:
        return outcome.status == 408
    return outcome.status not in DEFINITE_SERVER_ERRORS


def may_have_happened(request: Request[Any], outcome: Answer | Fault) -> bool:
    """Tell whether a request that is never simply repeated may have had its effect."""
    return is_unclear(outcome) and request.operation.repeat in SENT_ONCE


def is_passing(outcome: Answer | Fault) -> bool:
    """Tell whether sending the same again may help."""
    if isinstance(outcome, Fault):
        return outcome.kind in (FaultKind.NEVER_SENT, FaultKind.UNANSWERED)
    return outcome.status in RETRIED_STATUSES


def repeated(
    call: Call, request: Request[T], *, look: Request[bool] | None = None
) -> Steps[T | None]:
    """Send a request, and again as its class allows, until there is an answer to go by.

    A creation is not sent again here once it may have arrived; see :func:`created`.

    :param look: for a state operation, a read that tells whether the state is reached; its reader
        is given any answer, a 404 included.
    :return: what the request's reader makes of the answer; ``None`` when the look settled it.
    :raises QarnotException: the API refused, or no attempt got through.
    :raises OutcomeUnknown: the request may not be repeated, and whether it took effect is not
        known.
    """
    unclear_before = False
    while True:
        outcome = yield from call.send(request)
        if isinstance(outcome, Answer) and outcome.is_success:
            return call.finish(request, outcome)
        if may_have_happened(request, outcome):
            raise call.blame(_outcome_unknown(request, outcome)) from _cause(outcome)
        judged = isinstance(outcome, Answer) and outcome.status in JUDGED_STATUSES
        if judged and unclear_before and look is not None and (yield from _is_settled(call, look)):
            return None
        unclear_before = unclear_before or is_unclear(outcome)
        if not is_passing(outcome) or not (yield from call.retry(outcome)):
            raise call.failure(request, outcome)


def _is_settled(call: Call, look: Request[bool]) -> Steps[bool]:
    outcome = yield from call.send(look)
    try:
        return isinstance(outcome, Answer) and look.read(outcome)
    except UnreadableReply:
        return False


def _outcome_unknown(request: Request[Any], outcome: Answer | Fault) -> OutcomeUnknown:
    said = f"status {outcome.status}" if isinstance(outcome, Answer) else str(outcome.kind.value)
    unknown = OutcomeUnknown(
        f"{request.where} is never repeated, and whether it took effect is not known: {said}"
    )
    describe(unknown, request, outcome if isinstance(outcome, Answer) else None)
    return unknown


def _cause(outcome: Answer | Fault) -> Exception | None:
    return outcome.cause if isinstance(outcome, Fault) else None


@frozen
class Creation:
    """A creation that can be told from others by its shortname.

    :ivar post: creates the object; its reader gives the object's uuid.
    :ivar find: reads the object by its shortname.
    :ivar shortname: the name, fixed before the first attempt.
    :ivar body: what is sent.
    :ivar is_ours: tells whether a found object is the one that the body describes.
    :ivar unclear_before: an earlier call of the same creation ended without an outcome.
    """

    post: Request[str]
    find: Request[dict[str, Any]]
    shortname: str
    body: Mapping[str, Any] = field(repr=False)
    is_ours: Callable[[Mapping[str, Any]], bool] = field(repr=False)
    unclear_before: bool = False


def created(call: Call, creation: Creation) -> Steps[str]:
    """Create an object at most once, whatever happens on the way.

    The API has no idempotency keys, but shortnames are unique in an account. After an attempt whose
    outcome is unclear the object is looked up by its shortname and adopted when it is there. Only
    when it is not, and still not after a settling time, is it sent again, under the same name.

    :return: the uuid of the object.
    :raises ShortnameConflict: the name belongs to an object that the body does not describe.
    :raises SubmissionUnknown: the outcome could not be found out within the deadline of the call.
    :raises QarnotException: the API refused.
    """
    unclear: Answer | Fault | None = None
    if creation.unclear_before:
        found = yield from _find(call, creation, None)
        if found is not None:
            return _adopt(call, creation, found)
    while True:
        outcome = yield from call.send(creation.post)
        if isinstance(outcome, Answer) and outcome.is_success:
            try:
                return call.finish(creation.post, outcome)
            except UnreadableReply as error:
                outcome = Fault(FaultKind.UNREADABLE, error)
        if is_unclear(outcome):
            unclear = outcome
            may_repeat = yield from call.retry(outcome)
        elif is_passing(outcome):
            may_repeat = yield from call.retry(outcome)
            if may_repeat:
                continue
        else:
            may_repeat = False
        if unclear is None and not creation.unclear_before:
            raise call.failure(creation.post, outcome)
        found = yield from _find(call, creation, unclear)
        if found is None and may_repeat and (yield from call.pause(SETTLE_WAIT)):
            found = yield from _find(call, creation, unclear)
            if found is None:
                continue
        if found is not None:
            return _adopt(call, creation, found)
        if is_unclear(outcome) or is_passing(outcome):
            raise _submission_unknown(call, creation, unclear)
        raise call.failure(creation.post, outcome)


def _find(
    call: Call, creation: Creation, unclear: Answer | Fault | None
) -> Steps[dict[str, Any] | None]:
    """Look for the object; ``None`` when it is not there."""
    tries = 0
    while True:
        outcome = yield from call.send(creation.find)
        if isinstance(outcome, Answer) and outcome.status == 404:
            return None
        if isinstance(outcome, Answer) and outcome.is_success:
            try:
                return call.finish(creation.find, outcome)
            except UnreadableReply as error:
                outcome = Fault(FaultKind.UNREADABLE, error)
        tries += 1
        wait = call.policy.wait_before(tries, call.chance())
        may_repeat = tries <= call.policy.retry_count and is_passing(outcome)
        if not may_repeat or not (yield from call.pause(wait)):
            last = call.failure(creation.find, outcome)
            raise _submission_unknown(call, creation, unclear) from last


def _adopt(call: Call, creation: Creation, found: Mapping[str, Any]) -> str:
    uuid = found.get("uuid")
    if isinstance(uuid, str) and uuid and creation.is_ours(found):
        return uuid
    conflict = ShortnameConflict(
        f"the shortname {creation.shortname!r} belongs to another object, {uuid}, "
        "that differs from what was submitted"
    )
    raise call.blame(describe(conflict, creation.find, None))


def _submission_unknown(
    call: Call, creation: Creation, unclear: Answer | Fault | None
) -> SubmissionUnknown:
    said = ""
    if unclear is not None:
        said = f"; the last unclear attempt: {call.failure(creation.post, unclear).message}"
    error = SubmissionUnknown(
        f"whether {creation.shortname!r} was created could not be found out in time; "
        f"it exists under that shortname or not at all{said}",
        shortname=creation.shortname,
        body=creation.body,
    )
    call.blame(describe(error, creation.post, None))
    return error
