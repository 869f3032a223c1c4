"""Compare the public names of this library with those of the official SDK.

    python scripts/official_names.py FACTS [MODULE ...]

FACTS is a JSON file of what the official SDK offers: for each module its classes, for each class
its members with their signatures. Parameters must have the same names, order and defaults; more
may follow by keyword. Ends with status 1 when a name is missing or differs.
"""

from __future__ import annotations

import argparse
import ast
import enum
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What is another way here, and why.
EXCEPTIONS = {
    **dict.fromkeys(
        ("qarnot.Connection.__init__", "qarnot.connection.Connection.__init__"),
        "cluster_unsafe and storage_unsafe are None unless given, so that an explicit False wins "
        "over the environment",
    ),
    **dict.fromkeys(
        ("qarnot.get_url", "qarnot.get_url_with_param"),
        "they look addresses up in a table of the official SDK's own; connection.rest and "
        "wire.call know all operations",
    ),
}
SPECIAL = {"__bases__", "__instance_attributes__", "__members__", "__constants__", "__all__"}


@dataclass(frozen=True)
class Name:
    """A public name, and what is wrong with it here; ``None`` when it is as it should be."""

    path: str
    problem: str | None


def compare(facts: dict[str, Any], modules: list[str]) -> Iterator[Name]:
    """Compare all names of some modules."""
    for module in modules:
        try:
            ours = importlib.import_module(module)
        except ImportError:
            yield Name(module, "the module is missing")
            continue
        for name, said in facts[module].items():
            path = f"{module}.{name}"
            if name == "__constants__":
                for constant, value in said.items():
                    yield Name(f"{module}.{constant}", _constant(ours, constant, value))
            elif name in ("__reexported_from__", "__all__"):
                for each in said:
                    yield _judged(f"{module}.{each}", _present(ours, each))
            elif isinstance(said, dict):
                yield from _class(path, getattr(ours, name, None), said)
            else:
                yield _judged(path, _member(ours, name, said))


def _present(module: Any, name: str) -> str | None:
    return None if hasattr(module, name) else "the name is missing"


def _judged(path: str, problem: str | None) -> Name:
    return Name(path, None if path in EXCEPTIONS else problem)


def _class(path: str, ours: Any, said: dict[str, Any]) -> Iterator[Name]:
    if not isinstance(ours, type):
        yield _judged(path, "the class is missing")
        return
    yield Name(path, _bases(ours, said.get("__bases__", "object")))
    if "__members__" in said:
        yield Name(f"{path}.__members__", _members(ours, said["__members__"]))
    for attribute in said.get("__instance_attributes__", ()):
        problem = None if _has_attribute(ours, attribute) else "the attribute is missing"
        yield Name(f"{path}.{attribute}", problem)
    for name, signature in said.items():
        if name not in SPECIAL:
            whole = f"{path}.{name}"
            yield _judged(whole, _member(ours, name, signature))


def _has_attribute(ours: type, name: str) -> bool:
    return hasattr(ours, name) or f"self.{name} = " in inspect.getsource(ours)


def _bases(ours: type, said: str) -> str | None:
    names = {f"{base.__module__}.{base.__name__}" for base in ours.__mro__} | {
        base.__name__ for base in ours.__mro__
    }
    missing = [
        base
        for base in said.split(", ")
        if base.split(".")[-1] not in {name.split(".")[-1] for name in names}
    ]
    return f"does not derive from {missing}" if missing else None


def _members(ours: type, said: dict[str, str]) -> str | None:
    found = {member.name: member.value for member in ours} if issubclass(ours, enum.Enum) else {}
    return None if found == said else f"has {found}"


def _constant(module: Any, name: str, value: str) -> str | None:
    ours = getattr(module, name, None)
    expression = ast.parse(value, mode="eval").body
    if isinstance(expression, ast.Call):
        # An object of another package, told by what it was made of.
        wrong = [
            keyword.arg
            for keyword in expression.keywords
            if repr(getattr(ours, str(keyword.arg), None)) != ast.unparse(keyword.value)
        ]
        return f"differs in {wrong}" if wrong else None
    return None if repr(ours) == value else f"is {ours!r}"


def _member(ours: Any, name: str, signature: Any) -> str | None:
    if not hasattr(ours, name):
        return "the member is missing"
    text = str(signature)
    found = inspect.getattr_static(ours, name)
    if text.startswith("property"):
        is_method = inspect.isroutine(found) and not isinstance(found, property)
        return "is a method" if is_method else None
    if text.startswith("attribute"):
        expected = ast.literal_eval(text.partition("=")[2].strip())
        value = getattr(ours, name)
        return None if value == expected else f"is {value!r}"
    function = getattr(ours, name)
    if not callable(function):
        return "is no method"
    expected_parameters = official_parameters(text.partition("(")[1] + text.partition("(")[2])
    parameters = our_parameters(function)
    return None if parameters == expected_parameters else f"takes {parameters}"


def official_parameters(signature: str) -> list[tuple[str, str | None]]:
    """Give the names of the parameters and their defaults as text."""
    (function,) = ast.parse(f"def f{_without_annotations(signature)}: ...").body
    assert isinstance(function, ast.FunctionDef)
    names = [argument.arg for argument in function.args.args if argument.arg not in BOUND]
    defaults = [ast.unparse(default) for default in function.args.defaults]
    without: list[str | None] = [None] * (len(names) - len(defaults))
    return list(zip(names, [*without, *defaults], strict=True))


BOUND = {"self", "cls"}


def _without_annotations(signature: str) -> str:
    """Take away what is no Python in annotations, such as ``<class 'TextIO'>``."""
    return signature.replace("<class 'TextIO'>", "Any")


def our_parameters(function: Callable[..., Any]) -> list[tuple[str, str | None]]:
    """Give the names of the positional parameters and their defaults as text."""
    return [
        (name, None if parameter.default is parameter.empty else repr(parameter.default))
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and name not in BOUND
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("facts", type=Path)
    parser.add_argument("modules", nargs="*", help="all that the facts have, by default")
    arguments = parser.parse_args()
    facts = json.loads(arguments.facts.read_text())
    names = list(compare(facts, arguments.modules or sorted(facts)))
    wrong = [name for name in names if name.problem is not None]
    excepted = [name for name in names if name.path in EXCEPTIONS]
    for name in wrong:
        sys.stdout.write(f"{name.path}: {name.problem}\n")
    for name in excepted:
        sys.stdout.write(f"{name.path}: excepted, because {EXCEPTIONS[name.path]}\n")
    good = len(names) - len(wrong) - len(excepted)
    sys.stdout.write(f"{good} of {len(names)} names, {len(excepted)} excepted\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
