"""Looks that tell whether a state was reached, when the answer of the request for it was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from attrs import frozen

from qarnot._operations import OPERATIONS
from qarnot._replies import Answer, Request, object_reply, says_missing

__all__ = ["look_for"]

Verdict = Callable[[Request[Any], Answer], bool]


@frozen
class _Look:
    """How the object of a request is read, and how it is judged.

    :ivar operation: reads the object.
    :ivar ending: of the path of the request, after the path of the object.
    """

    operation: str
    verdict: Verdict
    ending: str = ""


def look_for(request: Request[Any]) -> Request[bool] | None:
    """Make the read that tells whether what a request asks for is the case.

    :return: its reader is given any answer, a 404 included; ``None`` when there is nothing to see.
    """
    look = _LOOKS.get(request.operation.name)
    if look is None:
        return None
    arguments = {"method": "get", "url": request.path.removesuffix(look.ending)}
    return Request(OPERATIONS[look.operation], arguments, partial(look.verdict, request))


def _is_in(*states: str) -> Verdict:
    def verdict(_: Request[Any], answer: Answer) -> bool:
        return answer.is_success and object_reply(answer).get("state") in states

    return verdict


def _is_gone(request: Request[Any], answer: Answer) -> bool:
    return says_missing(answer) or _IS_LEAVING(request, answer)


def _has_this_value(request: Request[Any], answer: Answer) -> bool:
    sent: Mapping[str, Any] = request.arguments["json"]
    return answer.is_success and object_reply(answer).get("value") == sent.get("Value")


_IS_LEAVING: Final = _is_in("PendingDelete", "Deleting")

_LOOKS: Final[Mapping[str, _Look]] = {
    "abort_task": _Look("get_task", _is_in("PendingCancel", "Cancelled"), "/abort"),
    "delete_task": _Look("get_task", _is_gone),
    "close_pool": _Look("get_pool", _is_in("Closing", "Closed"), "/close"),
    "delete_pool": _Look("get_pool", _is_gone),
    "terminate_job": _Look("get_job", _is_in("Terminating", "Completed"), "/terminate"),
    "delete_job": _Look("get_job", _is_gone),
    "create_secret": _Look("get_secret", _has_this_value),
    "delete_secret": _Look("get_secret", _is_gone),
}
