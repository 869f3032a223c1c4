"""Requests of operations, made with the generated builders and checked before anything is sent.

An identifier that comes from a user or a file must not lead to another address, and a value of a
header must not bring another header with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import IO, Any, TypeVar
from urllib.parse import unquote

from qarnot._checks import can_stand_in_address, shown
from qarnot._operations import OPERATIONS, Operation
from qarnot._replies import Answer, OutputFile, Request, whole_text
from qarnot.exceptions import InvalidValue

__all__ = ["check_headers", "checked_path", "output_file_request", "output_request", "request"]

T = TypeVar("T")

_SECRETS = "/secrets-manager/"
# The health of the API, and the topmost folder of secrets.
_WITH_EMPTY_END = ("/", "/secrets-manager/search/")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def request(
    operation: ModuleType, arguments: dict[str, Any], read: Callable[[Answer], T]
) -> Request[T]:
    """Join what a generated builder gave with what is known of its operation.

    :param operation: the generated module, whose name is the operation's.
    :param arguments: what the module's builder gave.
    :param read: makes a value of a successful answer.
    :raises InvalidValue: a part of the path, or a header, is not what it can be.
    """
    row = _row_of(operation)
    return Request(row, _checked(row, arguments), read)


def output_request(operation: ModuleType, arguments: dict[str, Any]) -> Request[str]:
    """Make the request of an operation that gives what a task printed, however long.

    :raises InvalidValue: as :func:`request`.
    """
    row, output = _row_of(operation), OutputFile()
    checked = _checked(row, arguments)
    return Request(row, checked, lambda answer: whole_text(output.read(answer)), output)


def output_file_request(
    operation: ModuleType, arguments: dict[str, Any], output: OutputFile
) -> Request[IO[bytes]]:
    """Make the request of an operation that gives what a task printed, as a file.

    :param output: takes what comes in.
    :raises InvalidValue: as :func:`request`.
    """
    row = _row_of(operation)
    return Request(row, _checked(row, arguments), output.read, output)


def check_headers(headers: Mapping[str, object]) -> None:
    """Check that each header is one header, whatever it holds.

    :raises InvalidValue: one is not; the text does not show its value, which may be a secret.
    """
    for name, value in headers.items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise InvalidValue(f"the name of a header was expected, not {shown(name)}")
        if not _HEADER_VALUE.fullmatch(str(value)):
            raise InvalidValue(f"header {name}: visible ASCII characters were expected")


def _row_of(operation: ModuleType) -> Operation:
    return OPERATIONS[operation.__name__.rpartition(".")[2]]


def _checked(operation: Operation, arguments: dict[str, Any]) -> dict[str, Any]:
    check_headers(arguments.get("headers", {}))
    return {**arguments, "url": checked_path(str(arguments["url"]), operation.name)}


def checked_path(path: str, what: str) -> str:
    """Check that a path leads where its operation is, and give it as it is sent.

    The keys of secrets keep their slashes, which make folders.

    :param path: what a generated builder made, percent-encoded.
    :param what: whose path it is, for the message.
    :raises InvalidValue: a part of it is empty, a dot segment, or has control characters.
    """
    if path.startswith(_SECRETS):
        path = path.replace("%2F", "/")
    for segment in path.split("/")[1:] if path not in _WITH_EMPTY_END else ():
        name = unquote(segment)
        if not can_stand_in_address(name):
            raise InvalidValue(
                f"{what}: a name that can stand in an address was expected, not {shown(name)}"
            )
    return path
