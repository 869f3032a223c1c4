"""Errors: their family, their text, and that they survive copying and pickling."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import pytest

from qarnot import exceptions
from qarnot._transfers import TransferReport
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    ConnectionClosed,
    InvalidValue,
    MissingTaskException,
    OutcomeUnknown,
    QarnotException,
    QarnotGenericException,
    RateLimited,
    ReadOnlyAttribute,
    RejectedValue,
    RequestConflict,
    ShortnameConflict,
    StorageError,
    SubmissionUnknown,
    TransferFailed,
    UnauthorizedException,
    UnknownAttributeWarning,
)

DOCUMENTED = [
    "QarnotException",
    "QarnotGenericException",
    "BucketStorageUnavailableException",
    "UnauthorizedException",
    "MissingProfileException",
    "MissingTaskInstanceException",
    "MissingTaskException",
    "MissingBucketException",
    "MissingPoolInstanceException",
    "MissingPoolException",
    "MissingProjectException",
    "MaxTaskException",
    "MaxPoolException",
    "NotEnoughCreditsException",
    "MissingJobException",
    "MaxJobException",
    "SecretNotFoundException",
    "SecretConflictException",
]
ERRORS: list[type[QarnotException]] = [
    kind
    for kind in (getattr(exceptions, name) for name in exceptions.__all__)
    if not issubclass(kind, Warning)
]


def made(kind: type[QarnotException]) -> QarnotException:
    if issubclass(kind, SubmissionUnknown):
        return kind("what happened", shortname="mine", body={"name": "n"})
    if issubclass(kind, TransferFailed):
        return kind("what happened", TransferReport(deleted=("a",)))
    return kind("what happened")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_documented_error_is_caught_as_a_qarnot_exception(name: str) -> None:
    assert name in exceptions.__all__
    kind = getattr(exceptions, name)
    with pytest.raises(QarnotException):
        raise kind("what happened")


def test_every_error_of_this_library_is_caught_as_a_qarnot_exception() -> None:
    public = [
        value
        for name, value in vars(exceptions).items()
        if isinstance(value, type) and issubclass(value, BaseException) and name[0] != "_"
    ]
    assert {kind.__name__ for kind in public} == set(exceptions.__all__)
    assert [kind for kind in public if not issubclass(kind, QarnotException | Warning)] == []


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (InvalidValue, ValueError),
        (RejectedValue, ValueError),
        (ReadOnlyAttribute, AttributeError),
        (ConnectionClosed, RuntimeError),
        (ApiUnreachable, ConnectionError),
        (ApiTimeout, TimeoutError),
        (ApiTimeout, ApiUnreachable),
        (StorageError, OSError),
        (SubmissionUnknown, OutcomeUnknown),
        (ShortnameConflict, RequestConflict),
        (UnknownAttributeWarning, UserWarning),
    ],
)
def test_an_error_is_also_what_python_calls_such_an_error(
    kind: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(kind, builtin)


@pytest.mark.parametrize("kind", [RejectedValue, RateLimited, RequestConflict, ShortnameConflict])
def test_what_the_official_client_calls_generic_is_caught_so(kind: type[Exception]) -> None:
    assert issubclass(kind, QarnotGenericException)


def test_the_tree_in_the_documentation_is_the_real_one() -> None:
    above: dict[int, str] = {}
    drawn: dict[str, set[str]] = {}
    for line in (exceptions.__doc__ or "").splitlines():
        if found := re.match(r"[ │├└─]{4,}(?=[A-Z])", line):
            name, *rest = line[found.end() :].split()
            above[found.end()] = name
            parents = {above[found.end() - 4]} if drawn else {"Exception"}
            drawn[name] = parents | set(re.findall(r"^\((\w+)\)$", rest[0] if rest else ""))
    assert drawn == {kind.__name__: {base.__name__ for base in kind.__bases__} for kind in ERRORS}


@pytest.mark.parametrize("kind", ERRORS)
def test_the_generic_errors_and_only_they_begin_with_error(kind: type[QarnotException]) -> None:
    expected = "Error: what happened"
    if not issubclass(kind, QarnotGenericException):
        expected = "what happened"
    error = made(kind)
    assert (str(error), error.message, error.args) == (expected, expected, (expected,))


def test_a_new_error_knows_nothing_of_a_request() -> None:
    error = MissingTaskException("gone")
    assert (error.status, error.operation, error.request_id, error.reply) == (None,) * 4
    assert (error.method, error.path, error.details) == (None, None, {})
    assert error.attempts == 0


def test_an_error_without_words_has_an_empty_text() -> None:
    assert str(UnauthorizedException()) == ""
    assert UnauthorizedException().message == ""


def test_the_text_shows_status_operation_request_and_attempts() -> None:
    error = MissingTaskException("No such task: x")
    error.status = 404
    error.method, error.path = "GET", "/tasks/x"
    error.request_id = "abc-123"
    error.attempts = 3
    text = str(error)
    assert text == "No such task: x (GET /tasks/x, 404, request abc-123, 3 attempts)"
    assert error.message == "No such task: x"


def test_the_text_is_silent_about_what_is_not_known() -> None:
    error = ApiUnreachable("no route")
    error.method, error.path = "GET", "/tasks"
    error.attempts = 1
    assert str(error) == "Error: no route (GET /tasks)"


def test_the_text_leaves_out_the_reply() -> None:
    error = UnauthorizedException("no")
    error.reply = b"<html>long</html>"
    assert "html" not in str(error)


def test_attributes_of_one_error_are_not_those_of_the_next() -> None:
    first = MissingTaskException("a")
    first.status = 404
    assert MissingTaskException("b").status is None


def through(protocol: int) -> Callable[[Any], Any]:
    return lambda error: pickle.loads(pickle.dumps(error, protocol))


ways = [
    *(
        pytest.param(through(protocol), id=f"pickle{protocol}")
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    ),
    pytest.param(copy.copy, id="copy"),
    pytest.param(copy.deepcopy, id="deepcopy"),
]


@pytest.mark.parametrize("way", ways)
@pytest.mark.parametrize("kind", ERRORS)
def test_a_copied_or_pickled_error_is_the_same_error(
    kind: type[QarnotException], way: Callable[[Any], Any]
) -> None:
    error = made(kind)
    error.status = 503
    error.operation = "create_task"
    error.details = {"name": ["is missing"]}
    error.request_id = "r"
    error.reply = b"body"
    error.attempts = 6
    error.add_note("seen on Monday")
    again = way(error)
    assert again is not error
    assert type(again) is kind
    assert again.args == error.args
    assert vars(again) == vars(error)
    assert str(again) == str(error)


@pytest.mark.parametrize("way", ways)
@pytest.mark.parametrize("args", [(), ("a", "b"), (2, "No such file", "name"), ({"a": 1},)])
@pytest.mark.parametrize("kind", [QarnotException, UnauthorizedException])
def test_a_copy_keeps_any_number_of_arguments(
    kind: type[QarnotException], args: tuple[Any, ...], way: Callable[[Any], Any]
) -> None:
    again = way(kind(*args))
    assert (type(again), again.args) == (kind, args)


@pytest.mark.parametrize("way", ways)
def test_a_copied_submission_keeps_the_name_to_look_for(way: Callable[[Any], Any]) -> None:
    again = way(SubmissionUnknown("cut", shortname="mine", body={"name": "n"}))
    assert (again.shortname, again.body) == ("mine", {"name": "n"})


def test_changing_a_copy_leaves_the_original() -> None:
    error = MissingTaskException("gone")
    error.status = 404
    again = copy.copy(error)
    again.status = 500
    assert error.status == 404


def test_a_pickled_error_can_still_be_raised_and_caught() -> None:
    error = pickle.loads(pickle.dumps(ApiTimeout("late")))
    with pytest.raises(TimeoutError, match="Error: late"):
        raise error
