"""Judging responses of the API that were had without this library's methods.

For scripts that send requests of their own, with httpx, requests or ``connection.rest``.
"""

from __future__ import annotations

import http
from typing import Any, Protocol

from qarnot._operations import OPERATIONS
from qarnot._replies import Answer, Request, error_for, error_message

__all__ = [
    "get_error_message_from_http_response",
    "raise_on_error",
    "raise_on_secrets_specific_error",
]


class Response(Protocol):
    """A response, as httpx and requests have it."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Any: ...
    @property
    def content(self) -> bytes | None: ...


def get_error_message_from_http_response(
    response: Response, message_is_status_code_if_null: bool = False
) -> str:
    """Find what a response says went wrong.

    :param response: a response of httpx, requests or the like.
    :param message_is_status_code_if_null: give the name of the status where it says nothing.
    :return: the message in one line; ``""`` when there is none.
    """
    message = error_message(_answer(response))
    if message or not message_is_status_code_if_null:
        return message
    try:
        return http.HTTPStatus(response.status_code).phrase
    except ValueError:
        return str(int(response.status_code))


def raise_on_error(response: Response) -> None:
    """Raise the error that a response means, unless it is a success.

    :param response: a response of httpx, requests or the like.
    :raises UnauthorizedException: its status is 401 or 403.
    :raises RequestConflict: 409.
    :raises RejectedValue: 422.
    :raises RateLimited: 429.
    :raises QarnotGenericException: any other status that is no success.

    >>> raise_on_error(httpx.get(f"{connection.cluster}/settings"))
    """
    _raise_as("get_settings", response)


def raise_on_secrets_specific_error(response: Response) -> None:
    """Raise the error that a response to a request on a secret means, if its status has one.

    :param response: a response of httpx, requests or the like.
    :raises SecretNotFoundException: its status is 404.
    :raises SecretConflictException: 409.
    """
    if response.status_code in (404, 409):
        _raise_as("get_secret", response)


def _raise_as(operation: str, response: Response) -> None:
    answer = _answer(response)
    if not answer.is_success:
        request = Request(OPERATIONS[operation], {"method": "", "url": ""}, lambda _: None)
        error = error_for(request, answer)
        error.operation = error.method = error.path = None
        raise error


def _answer(response: Response) -> Answer:
    headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
    return Answer(int(response.status_code), headers, response.content or b"")
