"""Reading answers: pure functions from bytes to values and errors, liberal but never silent."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from qarnot._operations import Operation
from qarnot.exceptions import QarnotException, UnreadableReply

__all__ = [
    "Answer",
    "Request",
    "describe",
    "error_for",
    "hide",
    "list_reply",
    "nothing",
    "object_reply",
    "text_reply",
]

T_co = TypeVar("T_co", covariant=True)
SHOWN_CHARACTERS = 2_000
SHORTEST_SECRET = 8
MAX_JSON_BYTES = 16 * 1024 * 1024
MAX_OUTPUT_BYTES = 1024 * 1024 * 1024


@frozen
class Answer:
    """What came back: status, headers with lower-case names, and the whole body."""

    status: int
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@frozen
class Request(Generic[T_co]):
    """One request: the operation, the arguments its generated builder gave, how to read the answer.

    :ivar max_bytes: the longest decoded body that is read.
    """

    operation: Operation
    arguments: Mapping[str, Any] = field(repr=False)
    read: Callable[[Answer], T_co] = field(repr=False)
    max_bytes: int = MAX_JSON_BYTES

    @property
    def where(self) -> str:
        """The verb and the path, for messages."""
        return f"{str(self.arguments['method']).upper()} {self.arguments['url']}"


def nothing(answer: Answer) -> None:
    """Read an answer whose body says nothing."""


def object_reply(answer: Answer) -> dict[str, Any]:
    """Read a JSON object."""
    value = _json_value(answer)
    if not isinstance(value, dict):
        raise _unreadable(answer, f"a JSON object was expected, {_kind(value)} came")
    return value


def list_reply(answer: Answer) -> list[Any]:
    """Read a JSON list."""
    value = _json_value(answer)
    if not isinstance(value, list):
        raise _unreadable(answer, f"a JSON list was expected, {_kind(value)} came")
    return value


def text_reply(answer: Answer) -> str:
    """Read a task's output, which comes as text in UTF-8 or as a JSON string."""
    if answer.content_type == "application/json":
        value = _json_value(answer) if answer.body else ""
        if isinstance(value, str):
            return value
    elif answer.content_type == "text/html":
        raise _unreadable(answer, "text was expected, a page of HTML came")
    return answer.text


def error_for(request: Request[Any], answer: Answer) -> QarnotException:
    """Make the error that an answer without success means."""
    message = error_message(answer)
    if 300 <= answer.status < 400:
        target = _shortened(answer.headers.get("location", "no address"))
        message = (
            f"the API redirects to {target}; redirects are not followed, so that the token goes "
            "nowhere else: if that is the right address, give it as cluster_url"
        )
    elif not message:
        message = f"the API answered with status {answer.status} and no message"
    error = request.operation.error_class(answer.status, message)(message)
    return describe(error, request, answer)


def describe(
    error: QarnotException, request: Request[Any], answer: Answer | None
) -> QarnotException:
    """Put on an error what is known of the request and its answer."""
    error.operation = request.where
    if answer is not None:
        error.status = answer.status
        error.request_id = answer.headers.get("x-request-id")
        error.reply = _shortened(answer.text)
    return error


def hide(secret: str, error: QarnotException) -> None:
    """Take a secret that the server sent back out of everything that an error shows.

    One that is shorter than any token of the platform would only spoil ordinary words.
    """
    if len(secret) < SHORTEST_SECRET:
        return

    def clean(text: object) -> object:
        return text.replace(secret, "***") if isinstance(text, str) else text

    error.args = tuple(map(clean, error.args))
    for name in ("operation", "request_id", "reply"):
        setattr(error, name, clean(getattr(error, name)))


def error_message(answer: Answer) -> str:
    """Find the message in any of the forms in which the platform and its proxies give errors."""
    return _shortened(_whole_message(answer))


def _whole_message(answer: Answer) -> str:
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        is_page = answer.content_type == "text/html" or answer.body.lstrip()[:1] == b"<"
        return "" if is_page else answer.text.strip()
    if isinstance(body, dict):
        return _message_of_object(body)
    if isinstance(body, list):
        messages = [_message_of_object(item) for item in body if isinstance(item, dict)]
        return "; ".join(message for message in messages if message)
    return body if isinstance(body, str) else ""


def _message_of_object(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    if isinstance(error, dict):
        error = error.get("message")
    for text in (body.get("message"), error):
        if isinstance(text, str) and text:
            return text
    problems = (body.get("detail"), body.get("title"))
    parts = [text for text in problems if isinstance(text, str) and text][:1]
    fields = body.get("errors")
    if isinstance(fields, dict):
        parts += [
            f"{name}: {text}" if name else str(text)
            for name, texts in fields.items()
            for text in (texts if isinstance(texts, list) else [texts])
        ]
    return "; ".join(parts)


def _json_value(answer: Answer) -> Any:
    try:
        return json.loads(answer.body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        # Only the kind: the text of a decoding error may quote the body at length.
        reason = f"{type(error).__name__} while reading {len(answer.body)} bytes of JSON"
        raise _unreadable(answer, reason) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _unreadable(answer: Answer, reason: str) -> UnreadableReply:
    shown = answer.content_type or "no content type"
    return UnreadableReply(f"the reply is not what the API gives: {reason} ({shown})")


def _kind(value: Any) -> str:
    return "null" if value is None else f"a {type(value).__name__}"


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
