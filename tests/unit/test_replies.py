"""Answers: what they are read as, and the errors that they mean."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from qarnot._operations import OPERATIONS
from qarnot._replies import (
    Answer,
    OutputFile,
    Request,
    describe,
    error_for,
    error_message,
    hide,
    list_reply,
    nothing,
    object_reply,
    whole_text,
)
from qarnot._secret import Secret
from qarnot.exceptions import (
    ApiUnreachable,
    MaxTaskException,
    MissingBucketException,
    MissingTaskException,
    NotEnoughCreditsException,
    QarnotException,
    QarnotGenericException,
    RateLimited,
    RequestConflict,
    UnauthorizedException,
    UnreadableReply,
)

JSON = {"content-type": "application/json; charset=utf-8"}
TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"


def request(name: str = "get_task") -> Request[None]:
    return Request(OPERATIONS[name], {"method": "get", "url": "/tasks/x"}, nothing)


def text_reply(answer: Answer) -> str:
    output = OutputFile()
    output.begin()
    for start in range(0, len(answer.body), 3):
        output.write(answer.body[start : start + 3])
    return whole_text(output.read(answer))


def answer(status: int, body: Any, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {**JSON, **headers}, raw)


# Which error a status means; all of them are in test_operations.py

GENERIC = QarnotGenericException
ROWS: list[tuple[str, int, str, type[QarnotException]]] = [
    ("get_settings", 404, "M", GENERIC),
    ("get_settings", 503, "M", GENERIC),
    ("get_task", 401, "M", UnauthorizedException),
    ("get_task", 403, "Maximum number of tasks reached", UnauthorizedException),
    ("get_task", 404, "M", MissingTaskException),
    ("get_task", 409, "M", RequestConflict),
    ("get_task", 429, "M", RateLimited),
    ("create_task", 402, "Not enough credits", NotEnoughCreditsException),
    ("create_task", 403, "Maximum number of tasks reached", MaxTaskException),
    ("create_task", 404, "No such bucket: in", MissingBucketException),
]


@pytest.mark.parametrize(("name", "status", "message", "kind"), ROWS)
def test_a_status_means_the_error_of_its_operation_with_the_servers_words(
    name: str, status: int, message: str, kind: type[QarnotException]
) -> None:
    error = error_for(request(name), answer(status, {"message": message}))
    assert type(error) is kind
    assert error.message in (message, f"Error: {message}")
    assert error.status == status


@pytest.mark.parametrize("shape", ["E1", "E3"])
def test_a_quota_is_recognised_in_every_shape_of_body(shape: str) -> None:
    words = "Maximum number of tasks reached"
    body: Any = {"message": words}
    if shape == "E3":
        body = {"error": {"message": words, "code": 1}, "data": {}}
    assert isinstance(error_for(request("create_task"), answer(403, body)), MaxTaskException)


def test_an_error_shows_status_operation_and_request() -> None:
    error = error_for(
        request(), answer(404, {"message": "No such task: x"}, **{"x-request-id": "r-17"})
    )
    assert str(error) == "No such task: x (GET /tasks/x, 404, request r-17)"
    assert (error.operation, error.method, error.path) == ("get_task", "GET", "/tasks/x")
    assert (error.status, error.request_id) == (404, "r-17")
    assert error.reply == b'{"message": "No such task: x"}'


def test_an_error_without_an_answer_still_names_its_operation() -> None:
    error = describe(ApiUnreachable("no route"), request(), None)
    assert str(error) == "Error: no route (GET /tasks/x)"
    assert (error.status, error.reply) == (None, None)


def test_a_request_shows_neither_body_nor_headers() -> None:
    shown = repr(Request(OPERATIONS["create_task"], {"json": {"constants": "hush"}}, nothing))
    assert "create_task" in shown
    assert "hush" not in shown


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_names_its_target_and_is_not_followed(status: int) -> None:
    error = error_for(request(), Answer(status, {"location": "https://other.example/x"}))
    assert type(error) is QarnotGenericException
    assert "redirects to https://other.example/x" in str(error)
    assert "cluster_url" in str(error)
    assert str(status) in str(error)


def test_a_redirect_to_nowhere_says_so() -> None:
    assert "no address" in str(error_for(request(), Answer(302)))


# The words of an error

BODIES: list[tuple[str, Any, str]] = [
    ("E1", {"message": "Not enough credits"}, "Not enough credits"),
    ("E2", {"error": "Secret not found"}, "Secret not found"),
    (
        "E3",
        {"error": {"message": "Bad authentication token", "code": 401}, "data": {}},
        "Bad authentication token",
    ),
    (
        "E4",
        {
            "errors": {"scaling.policies": ["too many", "too few"], "": ["Unexpected end"]},
            "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1",
            "title": "One or more validation errors occurred.",
            "status": 400,
            "extensions": {"traceId": TRACE},
        },
        (
            "One or more validation errors occurred.; scaling.policies: too many; "
            "scaling.policies: too few; Unexpected end"
        ),
    ),
    ("E4 detail", {"title": "Bad Request", "detail": "no such page"}, "no such page"),
    ("E4 title", {"title": "Bad Request", "status": 400, "traceId": TRACE}, "Bad Request"),
    ("E4 odd detail", {"title": "Bad Request", "detail": 5}, "Bad Request"),
    ("E4 one text", {"errors": {"name": "is missing"}}, "name: is missing"),
    (
        "E5",
        [
            {"statusCode": 200, "uuid": "u", "message": None},
            {"statusCode": 402, "uuid": None, "message": "Not enough credits"},
            {"statusCode": 404, "uuid": None, "message": "No such bucket: in"},
        ],
        "Not enough credits; No such bucket: in",
    ),
    ("E6 plain", b" upstream timed out \n", "upstream timed out"),
    ("E6 empty", b"", ""),
    ("message first", {"message": "a", "error": "b"}, "a"),
    ("empty message", {"message": "", "error": "b"}, "b"),
    ("odd message", {"message": {"x": 1}, "error": "b"}, "b"),
    ("scalar text", "text", "text"),
    ("scalar number", 5, ""),
    ("scalar null", None, ""),
    ("scalar true", True, ""),
    ("empty object", {}, ""),
    ("empty list", [], ""),
    ("NaN", b"NaN", ""),
    ("infinity in an object", b'{"message": "m", "x": Infinity}', "m"),
    ("cut JSON", b'{"message": "No su', '{"message": "No su'),
    ("not UTF-8", b"d\xe9j\xe0 vu", "d\ufffdj\ufffd vu"),
]


@pytest.mark.parametrize(("body", "words"), [row[1:] for row in BODIES], ids=[r[0] for r in BODIES])
def test_the_words_are_found_in_every_shape_of_body(body: Any, words: str) -> None:
    assert error_message(answer(400, body)) == words


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<html><body>502 Bad Gateway</body></html>"),
        ("text/html; charset=utf-8", b"502 Bad Gateway"),
        ("text/plain", b"  <!DOCTYPE html><p>502"),
        ("application/json", b"<html>"),
        ("", b"<?xml version='1.0'?><Error/>"),
    ],
)
def test_a_page_is_not_taken_for_words(kind: str, body: bytes) -> None:
    error = error_for(request(), Answer(502, {"content-type": kind}, body))
    assert error.message == "Error: the API answered with status 502 and no message"
    assert error.reply == body


@pytest.mark.parametrize("body", [b"", b"null", b"5", b"{}", b"[]", b"   "])
def test_an_answer_without_words_is_told_by_its_status(body: bytes) -> None:
    assert "status 520 and no message" in str(error_for(request(), answer(520, body)))


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_keeps_the_servers_words(status: int) -> None:
    error = error_for(request(), answer(status, {"error": {"message": "Bad token", "code": 1}}))
    assert type(error) is UnauthorizedException
    assert error.message == "Bad token"


DEEP = b"[" * 100_000 + b"]" * 100_000
BIG_NUMBER = b"[" + b"9" * 100_000 + b"]"
HOSTILE = [DEEP, b'{"a":' * 100_000, BIG_NUMBER, b"\xff\xfe\x00", b'{"message": "\xff"}', b"\x00"]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_body_of_an_error_is_still_that_error(body: bytes) -> None:
    error = error_for(request(), answer(404, body))
    assert type(error) is MissingTaskException
    assert len(str(error)) < 3000


@pytest.mark.parametrize(
    "body",
    [
        b"x" * 1_000_000,
        b'"' + b"x" * 1_000_000 + b'"',
        b'{"message": "' + b"x" * 1_000_000 + b'"}',
        json.dumps({"errors": {str(n): ["x" * 100] for n in range(10_000)}}).encode(),
    ],
    ids=["plain", "JSON text", "message", "fields"],
)
def test_the_words_and_the_reply_of_an_error_are_of_bounded_length(body: bytes) -> None:
    error = error_for(request(), answer(500, body))
    hide(Secret("a-token-of-an-account"), error)
    assert len(error.reply or b"") <= 1024 * 1024
    assert len(str(error)) < 3000


# Reading

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
problem_keys = st.sampled_from(["message", "error", "errors", "detail", "title", "code"])
problems = st.recursive(
    json_values, lambda inner: st.dictionaries(problem_keys, inner) | st.lists(inner), max_leaves=6
)
bodies = st.one_of(
    st.binary(),
    json_values.map(lambda value: json.dumps(value).encode()),
    problems.map(lambda value: json.dumps(value).encode()),
    st.sampled_from([*HOSTILE, gzip.compress(b"{}")]),
)
kinds = st.sampled_from(["application/json", "text/plain", "text/html", "", ";", "a/b; c=d"])


@given(st.integers(100, 999), bodies, kinds, st.text(max_size=10), st.sampled_from([*OPERATIONS]))
@example(404, DEEP, "application/json", "", "get_task")
def test_any_answer_makes_one_of_our_errors(
    status: int, body: bytes, kind: str, location: str, name: str
) -> None:
    headers = {"content-type": kind, "location": location, "x-request-id": "r"}
    error = error_for(request(name), Answer(status, headers, body))
    assert isinstance(error, QarnotException)
    assert (error.status, error.request_id) == (status, "r")
    assert error.message.strip() not in ("", "Error:")
    assert f"GET /tasks/x, {status}, request r" in str(error)


@given(bodies, kinds)
@example(b" <", "application/json")
def test_any_success_is_read_or_called_unreadable(body: bytes, kind: str) -> None:
    given_answer = Answer(200, {"content-type": kind}, body)
    for read, expected in ((object_reply, dict), (list_reply, list), (text_reply, str)):
        refusal = ""
        try:
            value: Any = read(given_answer)
        except UnreadableReply as error:
            refusal = str(error)
        else:
            assert isinstance(value, expected)
        assert len(refusal) < 300
    if kind == "text/html" or body.lstrip().startswith(b"<"):
        with pytest.raises(UnreadableReply, match="a page of HTML came"):
            nothing(given_answer)
    else:
        nothing(given_answer)


def test_a_page_is_no_answer_that_says_nothing() -> None:
    with pytest.raises(UnreadableReply, match="a page of HTML came"):
        nothing(Answer(200, {"content-type": "text/html; charset=utf-8"}, b"<html>sign in"))


@given(st.dictionaries(st.text(), json_values.filter(lambda value: value == value)))
def test_an_object_is_read_as_it_was_written(value: dict[str, Any]) -> None:
    body = json.dumps(value, ensure_ascii=True)
    if "NaN" not in body and "Infinity" not in body:
        assert object_reply(Answer(200, JSON, body.encode())) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"5",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1',
        b'{"a": 1} trailing',
        b"{'a': 1}",
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        DEEP,
        BIG_NUMBER,
        b"<html>",
    ],
)
def test_what_is_not_a_json_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableReply, match="not what the API gives") as caught:
        object_reply(Answer(200, JSON, body))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b'"a"', b"[NaN]", b"[1", DEEP + b"x"])
def test_what_is_not_a_json_list_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableReply):
        list_reply(Answer(200, JSON, body))


def test_an_unreadable_reply_names_what_came_instead() -> None:
    with pytest.raises(
        UnreadableReply, match=r"object was expected, a list came .*application/json"
    ):
        object_reply(Answer(200, JSON, b"[]"))
    with pytest.raises(UnreadableReply, match=r"list was expected, null came .*no content type"):
        list_reply(Answer(200, {}, b"null"))


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/plain", b"hello\n", "hello\n"),
        ("text/plain; charset=utf-8", "é\r\n".encode(), "é\r\n"),
        ("text/plain", b'"quoted"', '"quoted"'),
        ("text/plain", b"d\xe9j\xe0", "d\ufffdj\ufffd"),
        ("", b"<p>not said to be a page</p>", "<p>not said to be a page</p>"),
        ("application/octet-stream", b"raw", "raw"),
        ("application/json", b'"hello\\n\\u00e9"', "hello\né"),
        ("Application/JSON; charset=utf-8", b'""', ""),
        ("application/json", b"", ""),
        ("text/plain", b"", ""),
    ],
)
def test_output_is_read_from_text_and_from_a_json_text(kind: str, body: bytes, text: str) -> None:
    assert text_reply(Answer(200, {"content-type": kind}, body)) == text


@pytest.mark.parametrize(
    ("kind", "body"), [("text/html", b"<p>"), ("text/html", b""), ("application/json", b'"cut')]
)
def test_a_page_or_a_cut_text_is_no_output(kind: str, body: bytes) -> None:
    with pytest.raises(UnreadableReply):
        text_reply(Answer(200, {"content-type": kind}, body))


@given(st.text())
def test_output_comes_through_both_forms_unchanged(text: str) -> None:
    as_json = Answer(200, JSON, json.dumps(text).encode())
    assert text_reply(as_json) == text
    plain = text.encode("utf-8", errors="replace")
    assert text_reply(Answer(200, {"content-type": "text/plain"}, plain)) == plain.decode()


def test_success_is_every_status_of_two_hundred_and_something() -> None:
    assert [status for status in range(100, 600) if Answer(status).is_success] == [*range(200, 300)]
