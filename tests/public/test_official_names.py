"""The names, parameters and defaults of the official SDK, for what this version has of them."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qarnot

FACTS: dict[str, Any] = json.loads((Path(__file__).parent / "official_names.json").read_text())
CASES = [
    (cls, name, signature)
    for cls, members in FACTS["members"].items()
    for name, signature in members.items()
]


# Theirs cannot tell an argument that was given from one that was not, and lets the environment
# switch certificate checks off against an explicit False.
BETTER_DEFAULTS = {("cluster_unsafe", "False"): "None", ("storage_unsafe", "False"): "None"}


def here(name: str) -> type:
    module, _, cls = name.rpartition(".")
    kind: type = getattr(importlib.import_module(module), cls)
    return kind


def official_parameters(signature: str) -> list[tuple[str, str | None]]:
    """Give the names of the parameters and their defaults as text."""
    (function,) = ast.parse(f"def f{signature}: ...").body
    assert isinstance(function, ast.FunctionDef)
    names = [argument.arg for argument in function.args.args if argument.arg != "cls"]
    defaults = [ast.unparse(default) for default in function.args.defaults]
    without: list[str | None] = [None] * (len(names) - len(defaults))
    found = zip(names, [*without, *defaults], strict=True)
    return [(name, BETTER_DEFAULTS.get((name, str(default)), default)) for name, default in found]


def our_parameters(function: Callable[..., Any]) -> list[tuple[str, str | None]]:
    return [
        (name, None if parameter.default is parameter.empty else repr(parameter.default))
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]


@pytest.mark.parametrize(("cls", "name", "signature"), CASES)
def test_a_documented_member_is_here_with_its_parameters(
    cls: str, name: str, signature: str
) -> None:
    ours = getattr(here(cls), name)
    if inspect.isroutine(ours):
        assert our_parameters(ours) == official_parameters(signature)
    else:
        assert "property" in signature


def test_every_documented_exception_is_here_under_one_roof() -> None:
    for name in FACTS["exceptions"]:
        assert issubclass(getattr(qarnot.exceptions, name), qarnot.exceptions.QarnotException)
