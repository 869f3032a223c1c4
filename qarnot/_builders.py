"""The operations of the API: their generated builders by name, and themselves by address."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import Any

import qarnot_rest.api

from qarnot._operations import OPERATIONS, Operation
from qarnot.exceptions import InvalidValue

__all__ = ["build", "module_of", "operation_at"]

_PART = re.compile(r"\{\w+\}")


def module_of(operation: str) -> ModuleType | None:
    """Find the generated module of an operation; ``None`` when there is none of this name."""
    name = _homes().get(operation)
    return None if name is None else importlib.import_module(name)


def build(
    operation: str, arguments: tuple[Any, ...], named: Mapping[str, Any]
) -> tuple[ModuleType, dict[str, Any]]:
    """Let the builder of an operation write down a request.

    :param operation: its ``operationId``.
    :param arguments: what the builder takes.
    :param named: as ``arguments``.
    :return: the generated module, and what its builder gave.
    :raises InvalidValue: there is no such operation, or its builder does not take this.
    """
    module = module_of(operation)
    if module is None:
        raise InvalidValue(f"the API has no operation {operation!r}")
    try:
        return module, module._get_kwargs(*arguments, **named)
    except (AttributeError, TypeError, ValueError) as error:
        # Only the kind: the text may hold what was given.
        kind = type(error).__name__
        raise InvalidValue(f"{operation} does not take these arguments ({kind})") from None


@cache
def _homes() -> Mapping[str, str]:
    return {
        found.name.rpartition(".")[2]: found.name
        for found in pkgutil.walk_packages(qarnot_rest.api.__path__, "qarnot_rest.api.")
        if not found.ispkg
    }


def operation_at(method: str, path: str) -> Operation | None:
    """Find the operation that a request is for; ``None`` when the document has none there.

    :param method: of the request, in capitals.
    :param path: below the address of the API, percent-encoded, without a query.
    """
    places = _addresses().get(method, ())
    return next((operation for place, operation in places if place.fullmatch(path)), None)


@cache
def _addresses() -> Mapping[str, Sequence[tuple[re.Pattern[str], Operation]]]:
    """Read the paths of the document by method, those first that name the most."""
    document = json.loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
    found: dict[str, list[tuple[re.Pattern[str], Operation]]] = {}
    for path in sorted(document["paths"], key=lambda path: path.count("{")):
        # There are slashes in the keys of secrets.
        part = ".*" if path.startswith("/secrets-manager/") else "[^/]+"
        place = re.compile(_PART.sub(part, path))
        for method, operation in document["paths"][path].items():
            name = operation["operationId"]
            found.setdefault(method.upper(), []).append((place, OPERATIONS[name]))
    return found
