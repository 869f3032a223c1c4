"""Arguments for ``wire.call`` of every operation, made from its builder and the document.

An operation that is new in the document gets its arguments from here without an edit: its path and
query by the types of the generated builder, its body by the example in the document.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from attrs import frozen
from qarnot_rest.types import Unset

from qarnot._builders import module_of
from qarnot._operations import OPERATIONS, Operation

__all__ = ["SampleCall", "sample_call", "sample_calls"]

SAMPLES: Mapping[type, Any] = {bool: True, int: 1, float: 1.5, str: "sample"}
NO_VALUE = (Unset, NoneType)


@frozen
class SampleCall:
    """One call: what ``wire.call`` is given, and the request that it must make.

    :ivar operation: the row of the operation.
    :ivar positional: what stands in the path.
    :ivar keywords: the query and the body.
    :ivar method: the verb, in capitals.
    :ivar path: the path, without the address of the API.
    """

    operation: Operation
    positional: tuple[Any, ...]
    keywords: Mapping[str, Any]
    method: str
    path: str

    @property
    def name(self) -> str:
        return self.operation.name


def sample_calls() -> list[SampleCall]:
    """Give a call of every operation of the document."""
    return [sample_call(name) for name in OPERATIONS]


@cache
def sample_call(name: str) -> SampleCall:
    """Give a call of an operation."""
    module = module_of(name)
    assert module is not None, name
    build = module._get_kwargs
    hints = get_type_hints(build)
    positional, keywords = [], {}
    for parameter in inspect.signature(build).parameters.values():
        if parameter.name == "body":
            keywords["body"] = _body(name, hints["body"])
        elif parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            keywords[parameter.name] = _sample(hints[parameter.name])
        else:
            positional.append(_sample(hints[parameter.name]))
    made = build(*positional, **keywords)
    return SampleCall(
        OPERATIONS[name], tuple(positional), keywords, made["method"].upper(), made["url"]
    )


def _sample(annotation: Any) -> Any:
    kind = next(each for each in _alternatives(annotation) if each not in NO_VALUE)
    if get_origin(kind) is list:
        return [_sample(get_args(kind)[0])]
    return SAMPLES[kind]


def _body(name: str, annotation: Any) -> Any:
    """Make a body of the example in the document; where a list may stand too, of the one item.

    It has no shortname: one that is given is looked for before anything is created.
    """
    model = next(each for each in _alternatives(annotation) if hasattr(each, "from_dict"))
    example = {key: value for key, value in _examples()[name].items() if key != "shortname"}
    return model.from_dict(example)


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    is_one = isinstance(annotation, type) or get_origin(annotation) is list
    return (annotation,) if is_one else get_args(annotation)


@cache
def _examples() -> Mapping[str, Any]:
    return dict(_read_examples())


def _read_examples() -> Iterator[tuple[str, Any]]:
    document = json.loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
    for item in document["paths"].values():
        for verb, operation in item.items():
            if verb != "parameters" and "requestBody" in operation:
                content = operation["requestBody"]["content"]["application/json"]
                yield operation["operationId"], content["example"]
