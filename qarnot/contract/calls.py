"""One call of one operation: sent, judged, and noted in what is known of the operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from qarnot._replies import Answer, error_message
from qarnot.contract.builders import Unbuildable, arguments_of
from qarnot.contract.explain import Deviation
from qarnot.contract.findings import Finding, Probe, Reason
from qarnot.contract.judge import judge_answer, judge_request
from qarnot.contract.plan import changes_something
from qarnot.contract.sender import Exchange, Sender, Unsendable

__all__ = ["Caller", "NothingReached", "Seen"]

BAD_TOKEN = "qarnot-contract-no-such-token"  # noqa: S105 - it is good for nothing
MESSAGE_CHARACTERS = 200
MOST_SILENCES = 3


class NothingReached(Exception):
    """There is nothing to judge: no API at this address, or not for this token."""


@frozen
class Seen:
    """What came back: the answer, if any, and what stands in it, whether that is right or not."""

    answer: Answer | None
    value: Any = None

    @property
    def is_success(self) -> bool:
        return self.answer is not None and self.answer.is_success

    def text(self, key: str) -> str | None:
        """Give a text of the reply; ``None`` when there is none of this name."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, str) and found else None


class Caller:
    """Calls operations of one API.

    :param sender: sends the requests.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._was_heard = False
        self._is_admitted = False
        self._silences = 0

    @property
    def has_given_up(self) -> bool:
        """Whether the API has stopped answering."""
        return self._silences >= MOST_SILENCES

    def call(self, finding: Finding, values: Mapping[str, Any], body: Any = None) -> Seen:
        """Call an operation, and note what came of it.

        :param finding: of the operation.
        :param values: what stands in the path and in the query.
        :param body: what is sent as JSON, if the operation takes a body.
        :raises NothingReached: nothing was ever heard, or the token is refused.
        """
        operation = finding.operation
        try:
            arguments = arguments_of(operation.name, values, body)
            is_safe = not changes_something(operation.name)
            exchange = self._sender.send(arguments, is_safe=is_safe)
        except (Unbuildable, Unsendable) as error:
            fault = Deviation("request", None, "that it can be built", str(error))
            finding.deviated([fault], None)
            return Seen(None)
        finding.deviated(judge_request(operation, exchange.sent), None)
        self._listen(exchange)
        if exchange.answer is None:
            finding.missed(Reason.UNREACHABLE, exchange.silence)
            return Seen(None)
        self._check_entrance(finding, exchange.answer)
        return Seen(exchange.answer, self._judge(finding, exchange.answer))

    def probe(
        self, finding: Finding, name: str, values: Mapping[str, Any], *, bad_token: bool = False
    ) -> None:
        """Make a deliberate error with a read, and note whether the answer is as declared.

        :param name: of the error.
        :raises NothingReached: as :meth:`call` does.
        """
        token = BAD_TOKEN if bad_token else None
        try:
            arguments = arguments_of(finding.operation.name, values)
        except Unbuildable:
            return
        exchange = self._sender.send(arguments, is_safe=True, token=token)
        self._listen(exchange)
        answer = exchange.answer
        if answer is None:
            return
        if not bad_token:
            self._check_entrance(finding, answer)
        if answer.status == 501:
            finding.missed(Reason.NOT_MODELLED, status=501)
        else:
            deviations = judge_answer(finding.operation, answer).deviations
            finding.probes.append(Probe(name, answer.status, deviations))

    def message(self, answer: Answer) -> str:
        """Give the status and the message of an answer, shortened and without the token."""
        text = self._sender.secret.hide(error_message(answer))
        return f"{answer.status} {' '.join(text.split())[:MESSAGE_CHARACTERS]}".strip()

    def _listen(self, exchange: Exchange) -> None:
        """Count how often in a row nothing came back."""
        if exchange.answer is not None:
            self._silences = 0
        elif self._was_heard:
            self._silences += 1
        else:
            raise NothingReached(exchange.silence)

    def _check_entrance(self, finding: Finding, answer: Answer) -> None:
        """Stop at an answer that shows that nothing can be judged here."""
        needs_token = finding.operation.token_header is not None
        if needs_token and answer.status == 401 and not self._is_admitted:
            raise NothingReached(f"the token is refused: {self.message(answer)}")
        if not self._was_heard and 300 <= answer.status < 400:
            raise NothingReached(f"it redirects to {answer.headers.get('location', 'nowhere')}")
        self._was_heard = True
        self._is_admitted = self._is_admitted or (needs_token and answer.is_success)

    def _judge(self, finding: Finding, answer: Answer) -> Any:
        if answer.status == 501:
            finding.missed(Reason.NOT_MODELLED, status=501)
            return None
        judgement = judge_answer(finding.operation, answer)
        if judgement.deviations:
            finding.deviated(judgement.deviations, answer.status)
        elif answer.is_success:
            finding.conformed(answer.status, judgement.notes)
        else:
            finding.missed(Reason.REFUSED, self.message(answer), answer.status)
        return judgement.value
