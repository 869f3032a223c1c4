"""The generated request builders, found by the names of their operations."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

import qarnot_rest.api

from qarnot.exceptions import InvalidValue

__all__ = ["build", "module_of"]


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
