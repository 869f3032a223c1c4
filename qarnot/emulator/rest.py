"""The REST API of the emulated cluster, from a request as it came to its answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from qarnot.emulator.core.refusals import Refusal, not_modelled
from qarnot.emulator.document import Document
from qarnot.emulator.ledger import Ledger, RecordedRequest
from qarnot.emulator.modelled import refuse_other_accounts, refuse_unmodelled
from qarnot.emulator.operations import Call, Handler, Reply
from qarnot.emulator.validation import checked_body, checked_parameters

__all__ = ["RestApi"]

_log = logging.getLogger("qarnot.emulator")


class RestApi:
    """Answers requests, and records them.

    :param document: judges the requests.
    :param handlers: carry them out, by ``operationId``.
    :param token: the only token that is good; ``None`` when all are.
    :param ledger: where requests are recorded.
    """

    def __init__(
        self,
        document: Document,
        handlers: Mapping[str, Handler],
        token: str | None,
        ledger: Ledger,
    ) -> None:
        self._document = document
        self._handlers = handlers
        self._token = token
        self._ledger = ledger

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """Answer a request.

        :param target: path and query, as they stand in the request line.
        :param headers: the headers by their names in lower case.
        """
        try:
            reply = self._carry_out(method, target, headers, content)
        except Refusal as refusal:
            reply = Reply(refusal.status, {"message": refusal.message})
        except Exception as error:  # noqa: BLE001 - the client learns of it, with status 500
            _log.exception("%s %s failed", method, target)
            reply = Reply(500, {"message": f"The emulator failed: {error!r}"})
        self._ledger.add(RecordedRequest(method, target, reply.status, _recorded(content)))
        return reply

    def _carry_out(
        self, method: str, target: str, headers: Mapping[str, str], content: bytes
    ) -> Reply:
        try:
            url = urlsplit(target)
        except ValueError as error:
            raise Refusal(400, f"not an address: {target}") from error
        match = self._document.match(method, url.path)
        if match is None or not match[0].is_public:
            refusal = self._refused_token(headers.get("authorization"))
            if refusal:
                return refusal
        if match is None:
            return self._not_there(method, url.path)
        operation, captured = match
        if operation.name not in self._handlers:
            raise not_modelled(f"{operation.name}, {method} {unquote(url.path)}")
        parameters = checked_parameters(operation, captured, url.query, headers)
        body = checked_body(operation, headers.get("content-type", ""), content)
        refuse_other_accounts(parameters)
        refuse_unmodelled(operation, parameters, body)
        return self._handlers[operation.name](Call(parameters, body))

    def _not_there(self, method: str, path: str) -> Reply:
        methods = ", ".join(self._document.methods(path))
        if not methods:
            raise not_modelled(f"{method} {unquote(path)}")
        message = f"{method} is no method of {unquote(path)}, which has {methods}"
        return Reply(405, {"message": message}, headers={"Allow": methods})

    def _refused_token(self, given: str | None) -> Reply | None:
        if given and (self._token is None or given == self._token):
            return None
        message = "Bad authentication token" if given else "Missing authentication token"
        return Reply(401, {"error": {"message": message, "code": 401}, "data": {}})


def _recorded(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content.decode("utf-8", "replace")
