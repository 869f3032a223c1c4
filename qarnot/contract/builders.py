"""What the generated request builders make of values by the names of the document."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from qarnot._builders import module_of

__all__ = ["Unbuildable", "arguments_of"]


class Unbuildable(Exception):
    """The generated code makes no request of what the document allows."""


def arguments_of(operation: str, values: Mapping[str, Any], body: Any = None) -> dict[str, Any]:
    """Make the arguments of a request.

    :param operation: its ``operationId``.
    :param values: what stands in the path and in the query, by the names in the document.
    :param body: what is sent as JSON, for operations that take a body.
    :raises Unbuildable: the builder is missing, or does not take this.
    """
    try:
        module = module_of(operation)
        if module is None:
            raise Unbuildable("there is no generated builder")
        given = {_plain(name): value for name, value in values.items()}
        parameters = inspect.signature(module._get_kwargs).parameters
        arguments = {name: given.pop(_plain(name)) for name in parameters if _plain(name) in given}
        if given:
            raise Unbuildable(f"the builder takes no {', '.join(given)}")
        if "body" in parameters:
            arguments["body"] = _model(parameters["body"].annotation).from_dict(body)
        made: dict[str, Any] = module._get_kwargs(**arguments)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unbuildable(f"{type(error).__name__} in the generated builder: {error}") from error
    return made


def _plain(name: str) -> str:
    """Give a name as it is in all spellings: ``taskUuid`` and ``task_uuid`` are one."""
    return name.replace("_", "").lower()


def _model(annotation: Any) -> Any:
    """Find the first model in the type of a body, which may be a union with lists of models."""
    found = next(_models(annotation), None)
    if found is None:
        raise Unbuildable(f"the body has no model: {annotation}")
    return found


def _models(annotation: Any) -> Iterator[Any]:
    if hasattr(annotation, "from_dict"):
        yield annotation
    # A model that stands for itself comes before the items of a list of it.
    for each in sorted(get_args(annotation), key=lambda part: bool(get_args(part))):
        yield from _models(each)
