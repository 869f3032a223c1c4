"""Reading answers: pure functions from bytes to values and errors, liberal but never silent."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from typing import IO, Any, Generic, Protocol, TypeVar
from weakref import finalize

from attrs import evolve, field, frozen

from qarnot._operations import Operation
from qarnot._retry_after import retry_after_seconds
from qarnot._secret import Secret
from qarnot._text import one_line
from qarnot.exceptions import LocalFileError, QarnotException, UnreadableReply

__all__ = [
    "Answer",
    "OutputFile",
    "Request",
    "Sink",
    "any_reply",
    "describe",
    "error_for",
    "hide",
    "list_reply",
    "nothing",
    "object_reply",
    "request_id",
    "says_missing",
    "whole_text",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
KEPT_BYTES = 1024 * 1024
KEPT_IN_MEMORY = 16 * 1024 * 1024
MAX_OUTPUT_BYTES = 1024 * 1024 * 1024
_USER = re.compile(r"//[^/?#]*@")


@frozen
class Answer:
    """What came back: status, headers with lower-case names, and the body.

    The body is whole, but for a success that went into a :class:`Sink`, where it is empty.
    """

    status: int
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_page(self) -> bool:
        """Whether it is a page of HTML, by its type or by its beginning."""
        return self.content_type == "text/html" or self.body.lstrip()[:1] == b"<"

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Sink(Protocol):
    """Takes the body of a successful answer in parts, as they come in."""

    def begin(self) -> None:
        """Begin with a new answer, and forget what came of an attempt before."""

    def write(self, part: bytes) -> None:
        """Take the next part of the decoded body."""


@frozen
class Request(Generic[T_co]):
    """One request: the operation, the arguments its generated builder gave, how to read the answer.

    :ivar sink: takes the body of a success, however long; without one the body is read whole.
    """

    operation: Operation
    arguments: Mapping[str, Any] = field(repr=False)
    read: Callable[[Answer], T_co] = field(repr=False)
    sink: Sink | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        return str(self.arguments["method"]).upper()

    @property
    def path(self) -> str:
        return str(self.arguments["url"])

    @property
    def where(self) -> str:
        """The verb and the path, for messages."""
        return f"{self.method} {self.path}"


def nothing(answer: Answer) -> None:
    """Read an answer whose body says nothing; a page is what a proxy gives, not the API."""
    if answer.is_page:
        raise _unreadable(answer, "a page of HTML came")


def object_reply(answer: Answer) -> dict[str, Any]:
    """Read a JSON object."""
    return _of_kind(dict, "object", answer, _json_value(answer))


def list_reply(answer: Answer) -> list[Any]:
    """Read a JSON list."""
    return _of_kind(list, "list", answer, _json_value(answer))


def any_reply(answer: Answer) -> Any:
    """Read what an answer gives by its own account: a JSON value, a text, or nothing."""
    if not answer.body:
        return None
    if answer.content_type == "text/html":
        raise _unreadable(answer, "a page of HTML came")
    if answer.content_type.startswith("text/"):
        return answer.text
    return _json_value(answer)


def says_missing(answer: Answer) -> bool:
    """Tell whether the API says that there is no such thing; a proxy says so by a page."""
    return answer.status == 404 and answer.content_type != "text/html"


class OutputFile:
    """The output of a task, in a file, with its text in UTF-8.

    It comes as text or as a JSON string. While it comes in, what is long goes into a temporary
    file, so that it does not have to fit into memory, unless it is a JSON string.

    :ivar received: how many bytes came in, those of failed attempts included.
    """

    def __init__(self) -> None:
        self.received = 0
        self._open()

    def _open(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - it has an end
        self._close = finalize(self, self._file.close)

    def begin(self) -> None:
        self._close()
        self._open()

    def write(self, part: bytes) -> None:
        self.received += len(part)
        try:
            self._file.write(part)
        except OSError as error:
            raise LocalFileError(f"a temporary file cannot be written: {error}") from error

    def read(self, answer: Answer) -> IO[bytes]:
        """Give the file, at its beginning, once; whoever takes it has to close it."""
        self._file.seek(0)
        if answer.content_type == "text/html":
            raise _unreadable(answer, "text was expected, a page of HTML came")
        if answer.content_type == "application/json":
            self._unquote(answer)
        self._close.detach()
        return self._file

    def _unquote(self, answer: Answer) -> None:
        """Put in place of a JSON string what it says."""
        whole = evolve(answer, body=self._file.read())
        value = _json_value(whole) if whole.body else None
        # Other JSON was printed as it stands.
        if isinstance(value, str):
            self.begin()
            self.write(value.encode(errors="replace"))
        self._file.seek(0)


def whole_text(file: IO[bytes]) -> str:
    """Read a file of text in UTF-8, which has to fit into memory, and close it."""
    with file:
        return file.read().decode(errors="replace")


def error_for(request: Request[Any], answer: Answer) -> QarnotException:
    """Make the error that an answer without success means."""
    message = error_message(answer)
    if 300 <= answer.status < 400:
        message = _redirection(answer)
    elif not message:
        message = f"the API answered with status {answer.status} and no message"
    kind = request.operation.error_class(answer.status, message)
    if answer.status == 404 and not says_missing(answer):
        kind, message = UnreadableReply, "a page of HTML came, as a proxy gives, not the API"
    error = kind(message)
    return describe(error, request, answer)


def _redirection(answer: Answer) -> str:
    target = _USER.sub("//***@", one_line(answer.headers.get("location", "")))
    if not target:
        return f"the API redirects (status {answer.status}) and gives no address to go to"
    return (
        f"the API redirects to {target}; redirects are not followed, so that the token goes "
        "nowhere else: if that is the right address, give it as cluster_url"
    )


def describe(
    error: QarnotException, request: Request[Any], answer: Answer | None
) -> QarnotException:
    """Put on an error what is known of the request and its answer."""
    error.operation = request.operation.name
    error.method = request.method
    error.path = request.path
    if answer is not None:
        problem = _json_object(answer)
        error.status = answer.status
        error.details = _details(problem)
        error.request_id = request_id(answer)
        error.retry_after = retry_after_seconds(answer.headers)
        error.reply = answer.body
    return error


def hide(secret: Secret, error: BaseException | None) -> None:
    """Take a secret that the server sent back out of all that an error and its causes show.

    Only then is the reply shortened, so that no half of the secret is left at its end.
    """
    while error is not None:
        if isinstance(error, QarnotException):
            error.args = secret.hide_value(error.args)
            for name in vars(error).keys() & {"path", "details", "request_id", "reply"}:
                setattr(error, name, secret.hide_value(getattr(error, name)))
            if error.reply is not None:
                error.reply = error.reply[:KEPT_BYTES]
        error = error.__cause__ or error.__context__


def error_message(answer: Answer) -> str:
    """Find the message in any of the forms in which the platform and its proxies give errors."""
    return one_line(_whole_message(answer))


def _whole_message(answer: Answer) -> str:
    try:
        body = _decoded(answer)
    except (ValueError, RecursionError):
        return "" if answer.is_page else answer.text
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
    for name, texts in _details(body).items():
        parts += [f"{name}: {text}" if name else text for text in texts]
    return "; ".join(parts)


def _details(problem: Mapping[str, Any]) -> dict[str, list[str]]:
    """Read the ``errors`` of problem details: for each field a text or a list of texts."""
    errors = problem.get("errors")
    if not isinstance(errors, dict):
        return {}
    found = {
        name: [text for text in (texts if isinstance(texts, list) else [texts])
               if isinstance(text, str)]
        for name, texts in errors.items()
    }  # fmt: skip
    return {name: texts for name, texts in found.items() if texts}


def request_id(answer: Answer) -> str | None:
    """Find what the server calls the request: in a header, or as the trace of problem details."""
    problem = _json_object(answer)
    extensions = problem.get("extensions")
    traces = (
        answer.headers.get("x-request-id"),
        problem.get("traceId"),
        extensions.get("traceId") if isinstance(extensions, dict) else None,
    )
    named = (one_line(trace) for trace in traces if isinstance(trace, str))
    return next((trace for trace in named if trace), None)


def _json_object(answer: Answer) -> Mapping[str, Any]:
    if answer.is_success:
        return {}
    try:
        value = _decoded(answer)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _decoded(answer: Answer, constant: Callable[[str], Any] | None = None) -> Any:
    return json.loads(answer.body.decode("utf-8-sig"), parse_constant=constant)


def _json_value(answer: Answer) -> Any:
    try:
        return _decoded(answer, _refuse_constant)
    except (ValueError, RecursionError) as error:
        # Only the kind: the text of a decoding error may quote the body at length.
        reason = f"{type(error).__name__} while reading {len(answer.body)} bytes of JSON"
        raise _unreadable(answer, reason) from None


def _of_kind(kind: type[T], name: str, answer: Answer, value: Any) -> T:
    if isinstance(value, kind):
        return value
    came = "null" if value is None else f"a {type(value).__name__}"
    # What a server sent stays out of tracebacks that show variables: it may hold the token.
    del value
    raise _unreadable(answer, f"a JSON {name} was expected, {came} came")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _unreadable(answer: Answer, reason: str) -> UnreadableReply:
    shown = one_line(answer.content_type) or "no content type"
    return UnreadableReply(f"the reply is not what the API gives: {reason} ({shown})")
