"""Drives the exchanges of a connection over HTTP."""

from __future__ import annotations

import logging
import math
import random
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

import httpx
from attrs import evolve

from qarnot._access import Access
from qarnot._batch import Batch, created_together
from qarnot._builders import build, operation_at
from qarnot._callers import caller_level
from qarnot._colour.loops import HomeLoop
from qarnot._colour.waiting import AsyncPauses, Eventually, unbroken
from qarnot._creation import (
    SETTLE_WAIT,
    Created,
    Creation,
    Outcome,
    created,
    find_others,
)
from qarnot._decoding import ACCEPTED, Decoder, TooLong, Undecodable
from qarnot._exchange import (
    Call,
    Fault,
    Pause,
    RetryBudget,
    Send,
    Steps,
    may_have_happened,
    repeated,
)
from qarnot._faults import CONNECT_TIMEOUT, CONNECTIONS, fault_of
from qarnot._finding import creation_of
from qarnot._operations import Repeat
from qarnot._replies import (
    KEPT_BYTES,
    MAX_OUTPUT_BYTES,
    Answer,
    Request,
    Sink,
    any_reply,
    hide,
    request_id,
)
from qarnot._requests import check_headers, output_request, request
from qarnot._transport import AsyncDeadlineTransport, Deadline, attempt_deadline
from qarnot._version import __version__
from qarnot.config import Settings
from qarnot.exceptions import (
    ConnectionClosed,
    DuplicateSubmission,
    InvalidValue,
    QarnotException,
    SubmissionUnknown,
)
from qarnot.hooks import Attempt, Hook
from qarnot.retry import RetryPolicy

__all__ = ["MAX_REPLY_BYTES", "Transport", "Wire"]

T = TypeVar("T")
Transport: TypeAlias = httpx.AsyncBaseTransport

MAX_REPLY_BYTES: Final = 16 * 1024 * 1024
# More of what a failure says than is kept of it: what is cut off must not cut through a token.
LONGEST_EXPLANATION: Final = KEPT_BYTES + 64 * 1024
# Output may take long as a whole, but whoever sends it more slowly than this has stopped sending.
SLOWEST_BYTES_PER_SECOND: Final = 1024


class Wire:
    """One HTTP client, its retry budget, and the drivers of :mod:`qarnot._exchange`.

    Nothing is sent until the first call. Redirects are not followed, and no cookies are kept.

    :param settings: of the connection.
    :param logger: told of each attempt, at level DEBUG.
    :param transport: sends the requests, in place of the usual one; proxies, certificates and the
        limit of a whole attempt are then its own affair. It is closed with the wire.
    :param hooks: called after each attempt.
    :param max_reply_bytes: the longest decoded reply that is read, but for the output of tasks.
    :param headers: sent with each request, besides the usual ones.
    :param access: what may be asked for; everything by default.
    :param clock: monotonic seconds.
    :param pause: waits for some seconds between attempts.
    :param settle_wait: as in :class:`qarnot._creation.Creation`.
    """

    def __init__(
        self,
        settings: Settings,
        logger: logging.Logger,
        *,
        transport: Transport | None = None,
        hooks: Iterable[Hook] = (),
        max_reply_bytes: int = MAX_REPLY_BYTES,
        headers: Mapping[str, str] | None = None,
        access: Access | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Eventually[None]] | None = None,
        settle_wait: float = SETTLE_WAIT,
    ) -> None:
        self._secret = settings.token
        self._logger = logger
        self._hooks = tuple(hooks)
        self._max_reply_bytes = max_reply_bytes
        self.clock = clock
        self._pauses = AsyncPauses()
        self.pause = pause or self._pauses.pause
        self._timeout = settings.timeout
        self._policy = settings.retry
        self._budget = RetryBudget(self._policy)
        self.settle_wait = settle_wait
        self._told: set[str] = set()
        self._home = HomeLoop()
        self._closed = False
        self._address = settings.cluster_url
        proxy = settings.cluster_proxy.proxy_to(self._address)
        self._way = self._address if proxy is None else f"{self._address} by {proxy.url}"
        if transport is not None and not isinstance(transport, Transport):
            raise InvalidValue(f"transport: a {Transport.__name__} of httpx was expected")
        self._transport = transport or AsyncDeadlineTransport(
            settings.cluster_verify, CONNECTIONS, proxy=proxy
        )
        self._access = access or Access()
        self._messages = self._message_builder({**(headers or {}), **self._access.headers})

    def _message_builder(self, headers: Mapping[str, str]) -> httpx.AsyncClient:
        """Make the client that writes requests down; it sends none itself."""
        check_headers(headers)
        try:
            client = httpx.AsyncClient(
                base_url=self._address, transport=self._transport, trust_env=False
            )
        except httpx.InvalidURL as error:
            raise InvalidValue(f"cluster_url: {self._address!r} is no address") from error
        client.headers = httpx.Headers(
            {
                "Accept": "application/json, text/plain;q=0.9, */*;q=0.1",
                "Accept-Encoding": ACCEPTED,
                "User-Agent": f"qarnot-client/{__version__}",
                **headers,
            }
        )
        return client

    @property
    def headers(self) -> httpx.Headers:
        """What is sent with each request, besides the token."""
        return self._messages.headers

    async def call(self, operation: str, *arguments: Any, **named: Any) -> Any:
        """Call an operation by its name.

        :param operation: its ``operationId``.
        :param arguments: what its generated builder takes.
        :param named: as ``arguments``.
        :return: the JSON value or the text of the answer, ``None`` when it is empty. Of a creation,
            an object with the ``uuid``: it is made at most once.
        :raises InvalidValue: there is no such operation, or it does not take this.
        :raises SubmissionUnknown: whether a creation took effect could not be found out.
        :raises OutcomeUnknown: the request may not be repeated, and whether it took effect is not
            known.
        :raises QarnotException: the API refused, or no attempt got through.
        """
        module, built = build(operation, arguments, named)
        made: Request[Any] = request(module, built, any_reply)
        if made.operation.repeat is Repeat.CREATION:
            creation = creation_of(made, settle_wait=self.settle_wait)
            created_object = await self.create(creation)
            self.warn_of(creation, created_object)
            return {"uuid": created_object.uuid}
        return await self.ask(
            output_request(module, built) if made.operation.gives_output else made
        )

    async def ask(self, request: Request[T]) -> T | None:
        """Send a request as :func:`qarnot._exchange.repeated` says.

        :param request: what to send.
        :return: what the request's reader makes of the answer; ``None`` when a look at its object
            settled it.
        """
        return await self._drive(repeated(self._call(), request))

    async def read(self, request: Request[T]) -> T:
        """Send a request that always has an answer to read."""
        value = await self.ask(request)
        assert value is not None
        return value

    async def read_once(self, request: Request[T], timeout: float) -> T:
        """Send a request that always has an answer to read, in one attempt of so many seconds."""
        value = await self._drive(repeated(self._call_once(timeout), request))
        assert value is not None
        return value

    async def create(self, creation: Creation) -> Created:
        """Create an object as :func:`qarnot._creation.created` says.

        Whoever calls this has to call :meth:`warn_of` when the result is where it belongs.
        """
        self._access.check(creation.post.operation)
        try:
            return await self._drive(created(self._call(), creation))
        except QarnotException as error:
            self._sign(error)
            raise
        except BaseException as interruption:
            _note(interruption, [creation])
            raise

    async def create_together(self, batch: Batch) -> list[Outcome]:
        """Create several objects as :func:`qarnot._batch.created_together` says.

        Whoever calls this has to call :meth:`warn_of` when the results are where they belong.
        """
        for creation in batch.items:
            self._access.check(creation.post.operation)
        try:
            outcomes = await self._drive(created_together(self._call(), batch))
        except QarnotException:
            raise
        except BaseException as interruption:
            _note(interruption, batch.items)
            raise
        for made in outcomes:
            if isinstance(made, QarnotException):
                hide(self._secret, made)
                self._sign(made)
        return outcomes

    async def look_for_others(self, creation: Creation, uuid: str, timeout: float) -> bool:
        """Warn of objects that a creation made besides one; looks once, for so many seconds.

        :return: ``False`` when it could not be seen.
        """
        others = await self._drive(find_others(self._call_once(timeout), creation, uuid))
        self.warn_of(creation, Created(uuid, others or ()))
        return others is not None

    def warn_of(self, creation: Creation, made: Created) -> None:
        """Log, and warn by a ``DuplicateSubmission``, when a creation made more than one object."""
        new = tuple(each for each in made.others if each not in self._told)
        self._told.update(new)
        if new:
            warning = DuplicateSubmission(creation.shortname, made.uuid, new)
            self._logger.warning("%s", warning)
            warnings.warn(warning, stacklevel=caller_level())

    def _sign(self, error: QarnotException) -> None:
        if isinstance(error, SubmissionUnknown):
            error.cluster = self._address

    async def aclose(self) -> None:
        """Close all connections, and end all calls; nothing can be sent afterwards."""
        self._home.check()
        self._closed = True
        self._pauses.end()
        await self._messages.aclose()

    async def send_once(self, message: httpx.Request) -> Answer:
        """Send a request that was written down elsewhere, with the token, and only once.

        :raises InvalidValue: it goes to another server than the API's.
        :raises ReadOnlyConnection: it may change something, and this connection only reads.
        :raises ConnectionClosed: this wire is closed.
        :raises TooLong: the reply is longer than what is read.
        :raises Undecodable: the reply is not encoded as it says.
        :raises httpx.HTTPError: no whole answer came.
        """
        self._home.check()
        self._refuse_when_closed()
        home, goal = self._messages.base_url, message.url
        if (goal.scheme, goal.host, goal.port) != (home.scheme, home.host, home.port):
            raise InvalidValue(f"the token is sent to {self._address} only, not to {goal.host!r}")
        if not self._access.may_write:
            self._check_access(message)
        message.headers["Authorization"] = self._secret.reveal()
        return await self._once(message, self._timeout)

    def _check_access(self, message: httpx.Request) -> None:
        """Check that a request may be sent: by its operation or, if it has none, its method."""
        home, goal = (
            url.raw_path.partition(b"?")[0].decode()
            for url in (self._messages.base_url, message.url)
        )
        operation = operation_at(message.method, goal.removeprefix(home.rstrip("/")))
        if operation is None:
            self._access.check_method(message.method)
        else:
            self._access.check(operation)

    def _call(self) -> Call:
        return Call(self._policy, self._timeout, self._budget, self.clock, random.random)

    def _call_once(self, timeout: float) -> Call:
        limit, policy = min(timeout, self._timeout), RetryPolicy.none()
        return Call(policy, limit, self._budget, self.clock, random.random, timeout)

    async def _drive(self, steps: Steps[T]) -> T:
        self._home.check()
        sent = 0
        try:
            step = next(steps)
            while True:
                if isinstance(step, Pause):
                    await self.pause(step.seconds)
                    step = steps.send(None)
                else:
                    sent += 1
                    try:
                        outcome = await self._attempt(step, sent)
                    except QarnotException as error:
                        step = steps.throw(error)
                    else:
                        step = steps.send(outcome)
        except StopIteration as done:
            value: T = done.value
            return value
        except QarnotException as error:
            hide(self._secret, error)
            raise
        finally:
            steps.close()

    async def _attempt(self, step: Send, number: int) -> Answer | Fault:
        self._refuse_when_closed()
        self._access.check(step.request.operation)
        message = self._message(step)
        begin = self.clock()
        outcome: Answer | Fault
        try:
            outcome = await self._once(
                message, step.timeout, step.request.sink, step.output_timeout
            )
        except QarnotException:
            # From the sink: there was no room for what came.
            raise
        except Exception as error:  # noqa: BLE001 - whatever the HTTP stack raises is a fault
            outcome = fault_of(error, step.timeout, self._way, self._secret)
        self._tell(step, number, outcome, self.clock() - begin)
        if isinstance(outcome, Fault) and not may_have_happened(step.request, outcome):
            self._refuse_when_closed()
        return outcome

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise ConnectionClosed("this connection is closed")

    def _message(self, step: Send) -> httpx.Request:
        limits = httpx.Timeout(step.timeout, connect=min(CONNECT_TIMEOUT, step.timeout))
        try:
            message = self._messages.build_request(**step.request.arguments, timeout=limits)
        except (TypeError, ValueError, httpx.InvalidURL) as error:
            kind = type(error).__name__
            raise InvalidValue(f"{step.request.where} cannot be written down ({kind})") from None
        message.headers["Authorization"] = self._secret.reveal()
        return message

    async def _once(
        self,
        message: httpx.Request,
        timeout: float,
        sink: Sink | None = None,
        output_timeout: float = math.inf,
    ) -> Answer:
        with attempt_deadline(timeout, self.clock) as deadline:
            return await unbroken(self._exchange(message, deadline, timeout, sink, output_timeout))

    async def _exchange(
        self,
        message: httpx.Request,
        deadline: Deadline,
        timeout: float,
        sink: Sink | None,
        output_timeout: float,
    ) -> Answer:
        output_end = self.clock() + output_timeout
        response = await self._transport.handle_async_request(message)
        try:
            response.request = message
            headers = {
                name.lower(): self._secret.hide(value) for name, value in response.headers.items()
            }
            answer = Answer(response.status_code, headers)
            if response.is_stream_consumed:
                return self._take(answer, response.content, sink)
            if sink is not None and answer.is_success:
                return await self._pour(response, answer, sink, deadline, timeout, output_end)
            body = bytearray()
            try:
                await self._collect(response, answer, body)
            except (TooLong, Undecodable, httpx.HTTPError):
                # The status of a failure counts, whatever came of its explanation.
                if answer.is_success:
                    raise
            return self._take(answer, bytes(body))
        finally:
            await response.aclose()

    async def _collect(self, response: httpx.Response, answer: Answer, body: bytearray) -> None:
        longest = self._max_reply_bytes if answer.is_success else LONGEST_EXPLANATION
        decoder = Decoder(answer.headers.get("content-encoding", ""))
        async for data in response.aiter_raw():
            for part in decoder.decode(data):
                body += part
                _check_length(len(body), longest)
        decoder.finish()

    def _take(self, answer: Answer, body: bytes, sink: Sink | None = None) -> Answer:
        """Put a whole body where it belongs; a transport for tests may give one at once."""
        if not answer.is_success:
            # What is shown of an error is shortened later, and must have no half of the token.
            return evolve(answer, body=self._secret.hide_bytes(body))
        if sink is None:
            return evolve(answer, body=body)
        sink.begin()
        sink.write(body)
        return answer

    async def _pour(
        self,
        response: httpx.Response,
        answer: Answer,
        sink: Sink,
        deadline: Deadline,
        timeout: float,
        end: float,
    ) -> Answer:
        """Let a body run into a sink for as long as it comes in, not too slowly, until an end."""
        begin, time_at_first, length = self.clock(), deadline.seconds_left, 0
        sink.begin()
        decoder = Decoder(answer.headers.get("content-encoding", ""))
        async for data in response.aiter_raw():
            for part in decoder.decode(data):
                length += len(part)
                _check_length(length, MAX_OUTPUT_BYTES)
                sink.write(part)
            earned = length / SLOWEST_BYTES_PER_SECOND
            now = self.clock()
            deadline.move(min(timeout, begin + time_at_first + earned - now, end - now))
        decoder.finish()
        return answer

    def _tell(self, step: Send, number: int, outcome: Answer | Fault, seconds: float) -> None:
        attempt = Attempt(
            operation=step.request.operation.name,
            method=step.request.method,
            path=self._secret.hide(step.request.path),
            attempt=number,
            status=outcome.status if isinstance(outcome, Answer) else None,
            seconds=seconds,
            request_id=request_id(outcome) if isinstance(outcome, Answer) else None,
            error=str(outcome.cause) if isinstance(outcome, Fault) else None,
        )
        said = attempt.error or attempt.status
        where = f"{attempt.method} {attempt.path}"
        self._logger.debug("%s: %s after %.3f s, attempt %d", where, said, seconds, number)
        for hook in self._hooks:
            try:
                hook(attempt)
            except Exception:
                self._logger.warning("a hook of this connection failed", exc_info=True)


def _note(interruption: BaseException, creations: Sequence[Creation]) -> None:
    """Write on an interruption what may exist after it."""
    names = ", ".join(repr(each.shortname) for each in creations if each.may_exist)
    if names:
        where = creations[0].post.where
        interruption.add_note(f"{where} was interrupted: it may have created {names}")


def _check_length(length: int, longest: int) -> None:
    if length > longest:
        raise TooLong(f"the reply is longer than {longest} bytes")
