"""Errors say what happened: the message of the server in any of its forms, and what support asks.

Also the defects of other clients that were of this kind, each by its number.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from attrs import field, frozen
from conftest import Colour
from fault_plans import BY_NAME, Fault, Say, answer, good
from operation_calls import sample_call
from virtual_network import AsyncVirtualBackend, VirtualBackend, VirtualNetwork
from virtual_wire import VirtualWire, unfit, virtual_wire

import qarnot
from qarnot import exceptions
from qarnot._transport import AsyncDeadlineTransport, DeadlineTransport
from qarnot.exceptions import (
    MaxTaskException,
    MissingBucketException,
    MissingProfileException,
    MissingTaskException,
    NotEnoughCreditsException,
    QarnotException,
    QarnotGenericException,
    RateLimited,
    RejectedValue,
    RequestConflict,
    SecretConflictException,
    SecretNotFoundException,
    UnauthorizedException,
    UnreadableReply,
)

pytestmark = pytest.mark.anyio

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PROBLEM = "application/problem+json"
STATUSES: tuple[int, ...] = (
    400,
    401,
    402,
    403,
    404,
    405,
    409,
    410,
    413,
    418,
    422,
    429,
    451,
    499,
    500,
    501,
    502,
)
STATUSES += (503, 504, 520, 599)


def says(body: Any, status: int, *headers: str, content_type: str = "application/json") -> Fault:
    """Answer with an error."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = answer(data, *headers, status=f"{status} Said", content_type=content_type)
    return Fault(f"status {status}", (Say(said),))


@pytest.fixture
async def wire(colour: Colour) -> AsyncIterator[VirtualWire]:
    async with virtual_wire(colour.is_async) as opened:
        yield opened


async def error_of(wire: VirtualWire, fault: Fault, operation: str = "get_task") -> QarnotException:
    """Give the error of a call that is answered so."""
    outcome = await wire.meet(sample_call(operation), fault)
    assert isinstance(outcome.error, QarnotException), outcome
    assert list(unfit(outcome.error, sample_call(operation))) == []
    return outcome.error


@frozen
class Shape:
    """One form in which errors come, and what is to be read in it."""

    body: Any
    message: str
    details: Mapping[str, list[str]] = field(factory=dict)
    request_id: str | None = None
    content_type: str = "application/json"


SHAPES: Mapping[str, Shape] = {
    "message": Shape({"message": "Invalid task file"}, "Invalid task file"),
    "error": Shape({"error": "no such secret"}, "no such secret"),
    "nested error": Shape(
        {"error": {"message": "Bad authentication token", "code": 401}, "data": {}},
        "Bad authentication token",
    ),
    "problem": Shape(
        {
            "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1",
            "title": "One or more validation errors occurred.",
            "status": 400,
            "errors": {"name": ["too long", "too odd"], "": ["nothing fits"]},
            "extensions": {"traceId": TRACE},
        },
        "One or more validation errors occurred.; name: too long; name: too odd; nothing fits",
        {"name": ["too long", "too odd"], "": ["nothing fits"]},
        TRACE,
        PROBLEM,
    ),
    "problem of .NET": Shape(
        {"title": "Bad Request", "detail": "the filter is odd", "traceId": TRACE},
        "the filter is odd",
        {},
        TRACE,
        PROBLEM,
    ),
    "list of outcomes": Shape(
        [
            {"statusCode": 403, "uuid": None, "message": "no more tasks"},
            {"statusCode": 403, "uuid": None, "message": "no more credits"},
        ],
        "no more tasks; no more credits",
    ),
    "text": Shape(b"upstream connect error\r\nreset", "upstream connect error reset", {}, None, ""),
    "text in UTF-16": Shape("no way".encode("utf-16"), "n o w a y", {}, None, "text/plain"),
}


@pytest.mark.parametrize("name", SHAPES)
async def test_every_form_of_an_error_is_read(wire: VirtualWire, name: str) -> None:
    shape = SHAPES[name]
    for status in STATUSES:
        error = await error_of(wire, says(shape.body, status, content_type=shape.content_type))
        assert shape.message in error.message, (status, error)
        assert error.details == shape.details
        assert error.request_id == shape.request_id
        assert error.status == status
        kept = shape.body if isinstance(shape.body, bytes) else json.dumps(shape.body).encode()
        assert error.reply == kept
        assert str(status) in str(error)
        assert "GET /tasks/sample" in str(error)


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=x", "text/plain", ""])
async def test_a_page_of_a_proxy_stays_out_of_the_message(
    wire: VirtualWire, content_type: str
) -> None:
    page = b"<!DOCTYPE html>\n<html><head><title>Oh</title></head><body>no</body></html>"
    for status in STATUSES:
        error = await error_of(wire, says(page, status, content_type=content_type))
        assert "<" not in str(error)
        assert str(status) in str(error)
        assert error.reply == page


async def test_an_error_without_a_message_gets_one(wire: VirtualWire) -> None:
    for body in (b"", b"null", b"[]", b"{}", b"5", b'{"message":null}', b" "):
        for status in STATUSES:
            error = await error_of(wire, says(body, status))
            assert f"status {status}" in error.message


async def test_the_header_names_the_request_before_the_body_does(wire: VirtualWire) -> None:
    shape = SHAPES["problem"]
    fault = says(shape.body, 400, "X-Request-Id: r-7", content_type=PROBLEM)
    error = await error_of(wire, fault)
    assert error.request_id == "r-7"
    assert "r-7" in str(error)


async def test_a_reply_that_cannot_be_read_is_kept(wire: VirtualWire) -> None:
    error = await error_of(wire, BY_NAME["html200"])
    assert isinstance(error, UnreadableReply)
    assert error.status == 200
    assert error.reply == b"<html><body>Please sign in</body></html>"
    assert "<" not in str(error)


# D28: exceptions


def test_d28_every_exception_has_one_base() -> None:
    listed = [getattr(exceptions, name) for name in exceptions.__all__]
    kinds = [each for each in listed if not issubclass(each, Warning)]
    assert [each.__name__ for each in kinds if not issubclass(each, QarnotException)] == []
    official: tuple[str, ...] = (
        "MissingJobException",
        "MaxJobException",
        "SecretNotFoundException",
    )
    official += ("SecretConflictException", "MissingProjectException")
    assert set(official) <= {each.__name__ for each in kinds}


@pytest.mark.parametrize(
    ("operation", "status", "body", "kind"),
    [
        ("create_task", 400, {"message": "odd"}, QarnotGenericException),
        ("create_task", 401, {"message": "token expired"}, UnauthorizedException),
        ("create_task", 402, {"message": "Not enough credits"}, NotEnoughCreditsException),
        ("create_task", 403, {"message": "Maximum number of tasks reached"}, MaxTaskException),
        ("create_task", 403, {"message": "not yours"}, UnauthorizedException),
        ("create_task", 404, {"message": "No such profile: x"}, MissingProfileException),
        ("create_task", 404, {"message": "No such bucket: x"}, MissingBucketException),
        ("get_task", 404, {"message": "No such task: x"}, MissingTaskException),
        ("get_task", 409, {"message": "odd state"}, RequestConflict),
        ("get_task", 422, {"message": "odd"}, RejectedValue),
        ("get_task", 429, {"message": "slower"}, RateLimited),
        ("get_task", 500, {"message": "broken"}, QarnotGenericException),
        ("get_secret", 404, {"error": "no such secret"}, SecretNotFoundException),
        ("create_secret", 409, {"error": "there is one"}, SecretConflictException),
    ],
)
async def test_d28_each_meaning_has_its_class_and_its_message(
    wire: VirtualWire, operation: str, status: int, body: Any, kind: type[QarnotException]
) -> None:
    error = await error_of(wire, says(body, status), operation)
    assert type(error) is kind
    (text,) = body.values()
    assert text in error.message
    assert error.status == status


async def test_d28_a_refused_field_is_named(wire: VirtualWire) -> None:
    body = {"title": "Unprocessable Entity", "errors": {"constants[3].key": ["is too long"]}}
    error = await error_of(wire, says(body, 422, content_type=PROBLEM), "create_task")
    assert isinstance(error, ValueError)
    assert error.details == {"constants[3].key": ["is too long"]}
    assert "constants[3].key: is too long" in str(error)


@pytest.mark.parametrize("status", [499, 419, 520, 299, 599])
async def test_d28_no_status_is_a_key_error(wire: VirtualWire, status: int) -> None:
    error = await error_of(wire, says(b"<html></html>", status, content_type="text/html"))
    assert error.status == status


async def test_d28_the_cause_is_chained(wire: VirtualWire) -> None:
    error = await error_of(wire, BY_NAME["rst@0"])
    assert isinstance(error, ConnectionError)
    assert isinstance(error.__cause__, ConnectionError)
    assert type(error.__cause__).__module__ == "builtins"


# D21: how long to wait

WAIT = 8.0
HONOURED = 120.0
NOW = "Sun, 06 Nov 1994 08:49:07 GMT"
LATER_20 = "Sun, 06 Nov 1994 08:49:27 GMT"
AN_HOUR_AHEAD = ("Sun, 06 Nov 1994 09:49:07 GMT", "Sun, 06 Nov 1994 09:49:27 GMT")
AN_HOUR_BEHIND = ("Sun, 06 Nov 1994 07:49:07 GMT", "Sun, 06 Nov 1994 07:49:27 GMT")


async def waited(colour: Colour, *headers: str, status: int = 503) -> float | None:
    """Give the seconds until the second request; ``None`` when there was none."""
    async with virtual_wire(
        colour.is_async, retry_count=1, retry_wait=WAIT, cluster_timeout=500.0
    ) as wire:
        outcome = await wire.meet(
            sample_call("get_task"), says({}, status, *headers), good(), patience=10_000.0
        )
        assert outcome.is_success is (len(wire.network.met) == 2)
    return outcome.seconds if outcome.is_success else None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["Retry-After: 0"], None),
        (["Retry-After:   20  "], 20.0),
        (["Retry-After: 120"], HONOURED),
        ([f"Retry-After: {LATER_20}", f"Date: {NOW}"], 20.0),
        ([f"Retry-After: {NOW}", f"Date: {LATER_20}"], None),
        ([f"Date: {AN_HOUR_AHEAD[0]}", f"Retry-After: {AN_HOUR_AHEAD[1]}"], 20.0),
        ([f"Date: {AN_HOUR_BEHIND[0]}", f"Retry-After: {AN_HOUR_BEHIND[1]}"], 20.0),
    ],
)
async def test_d21_retry_after_is_what_is_waited(
    colour: Colour, headers: list[str], seconds: float | None
) -> None:
    """At least: what asks for less than the usual wait does not shorten it."""
    for status in (429, 503):
        taken = await waited(colour, *headers, status=status)
        if seconds is None:
            assert taken is not None
            assert WAIT / 2 <= taken <= WAIT
        else:
            assert taken == pytest.approx(seconds)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["Retry-After: -10"],
        ["Retry-After: 20.5"],
        ["Retry-After: inf"],
        ["Retry-After: nan"],
        [f"Retry-After: {'9' * 35}"],
        ["Retry-After:"],
        [f"Retry-After: {LATER_20}"],
        ["Retry-After: Wed, 21 Oct 100000 07:28:00 GMT", f"Date: {NOW}"],
        ["Retry-After: 20", "Retry-After: 30"],
    ],
)
async def test_d21_retry_after_that_says_nothing_leaves_the_usual_wait(
    colour: Colour, headers: list[str]
) -> None:
    seconds = await waited(colour, *headers)
    assert seconds is not None
    assert WAIT / 2 <= seconds <= WAIT


@pytest.mark.parametrize("asked", ["121", "999999999", "Sun, 06 Nov 1994 09:49:07 GMT"])
async def test_d21_retry_after_that_asks_too_much_ends_the_call_at_once(
    colour: Colour, asked: str
) -> None:
    assert await waited(colour, f"Retry-After: {asked}", f"Date: {NOW}") is None


async def test_d21_retry_after_leads_no_call_over_its_deadline(colour: Colour) -> None:
    async with virtual_wire(
        colour.is_async, retry_count=1, retry_wait=1.0, cluster_timeout=5.0
    ) as wire:
        outcome = await wire.meet(sample_call("get_task"), says({}, 429, "Retry-After: 60"))
    assert isinstance(outcome.error, RateLimited)
    assert outcome.seconds == 0.0


async def test_d21_the_usual_waits_differ_and_grow(colour: Colour) -> None:
    """So that many clients do not come back at the same moment."""
    async with virtual_wire(colour.is_async, retry_count=3, retry_wait=1.0) as wire:
        taken = []
        for _ in range(8):
            outcome = await wire.meet(sample_call("get_task"), says({}, 500))
            taken.append(outcome.seconds)
    assert all(3.0 <= each <= 6.0 for each in taken)
    assert len(set(taken)) == len(taken)


# D23: time limits that nobody has to ask for


@pytest.mark.parametrize(("is_silent", "seconds"), [(False, 10.0), (True, 60.0)])
async def test_d23_the_default_time_limits_are_finite(
    colour: Colour, is_silent: bool, seconds: float
) -> None:
    network = VirtualNetwork(connects=is_silent)
    network.play(BY_NAME["stall@headers"])
    transport: Any
    if colour.is_async:
        transport = AsyncDeadlineTransport(True, 1, backend=AsyncVirtualBackend(network))
    else:
        transport = DeadlineTransport(True, 1, backend=VirtualBackend(network))
    connection = colour.connection(
        cluster_url="http://api.example", transport=transport, retry_count=0
    )
    begin = network.clock.now()
    with pytest.raises(exceptions.ApiTimeout):
        await colour.do(connection.profiles_names())
    await colour.close(connection)
    assert connection.timeout == 60.0
    # The deadline itself is of the real clock, which has hardly moved.
    assert network.clock.now() - begin == pytest.approx(seconds, abs=5.0)


def test_d23_the_time_limit_can_be_changed() -> None:
    with qarnot.Connection(client_token="any", cluster_timeout=7) as connection:
        assert connection.timeout == 7.0
