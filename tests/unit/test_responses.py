"""Responses that were had elsewhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import qarnot
from qarnot.exceptions import (
    QarnotException,
    QarnotGenericException,
    RateLimited,
    RejectedValue,
    RequestConflict,
    SecretConflictException,
    SecretNotFoundException,
    UnauthorizedException,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, QarnotGenericException),
        (401, UnauthorizedException),
        (403, UnauthorizedException),
        (404, QarnotGenericException),
        (409, RequestConflict),
        (422, RejectedValue),
        (429, RateLimited),
        (500, QarnotGenericException),
        (520, QarnotGenericException),
    ],
)
def test_a_failure_is_raised_as_what_it_means(status: int, kind: type[QarnotException]) -> None:
    with pytest.raises(kind, match="so it is") as caught:
        qarnot.raise_on_error(httpx.Response(status, json={"message": "so it is"}))
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.path) == (status, None)


@pytest.mark.parametrize("status", [200, 201, 204, 207])
def test_a_success_raises_nothing(status: int) -> None:
    qarnot.raise_on_error(httpx.Response(status))
    qarnot.raise_on_secrets_specific_error(httpx.Response(status))


def test_a_secret_is_missing_or_there_already() -> None:
    with pytest.raises(SecretNotFoundException):
        qarnot.raise_on_secrets_specific_error(httpx.Response(404, json={"message": "none"}))
    with pytest.raises(SecretConflictException):
        qarnot.raise_on_secrets_specific_error(httpx.Response(409, json={"message": "is there"}))
    qarnot.raise_on_secrets_specific_error(httpx.Response(500))


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (httpx.Response(500, json={"message": "a message"}), "a message"),
        (httpx.Response(500, json={"error": {"message": "below"}}), "below"),
        (httpx.Response(500, content=b"plain"), "plain"),
        (httpx.Response(503), "Service Unavailable"),
        (httpx.Response(520), "520"),
        (SimpleNamespace(status_code=500, headers={}, content=b'"a text"'), "a text"),
    ],
)
def test_the_message_is_found(response: Any, message: str) -> None:
    found = qarnot.get_error_message_from_http_response(response, True)
    assert found == message


def test_no_message_is_an_empty_text() -> None:
    assert qarnot.get_error_message_from_http_response(httpx.Response(503)) == ""
