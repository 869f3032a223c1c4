"""The names and signatures of the official SDK, for what this version has of them."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import qarnot

REFERENCE = Path(__file__).resolve().parents[3] / "shared/reference/official-sdk-public-api.json"
# class -> its methods and properties that are here; the rest of them follows
PRESENT = {
    "qarnot.connection.Connection": (
        "__init__ create_task retrieve_task all_tasks tasks_page user_info profiles_names "
        "retrieve_profile create_bucket retrieve_bucket retrieve_or_create_bucket buckets "
        "s3client s3resource"
    ),
    "qarnot.task.Task": (
        "submit run wait abort delete update state stdout stderr fresh_stdout fresh_stderr "
        "download_results errors constants resources results tags labels name shortname uuid "
        "profile instancecount advanced_range progress creation_date end_date auto_update "
        "update_cache_time from_json"
    ),
    "qarnot.bucket.Bucket": (
        "__init__ add_file add_string get_file list_files sync_directory get_all_files delete "
        "uuid description from_json to_json"
    ),
}


def official() -> dict[str, Any]:
    if not REFERENCE.is_file():
        pytest.skip(f"{REFERENCE.name} is not beside this checkout")
    found: dict[str, Any] = json.loads(REFERENCE.read_text())
    return found


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
    return list(zip(names, [*without, *defaults], strict=True))


def our_parameters(function: Callable[..., Any]) -> list[tuple[str, str | None]]:
    return [
        (name, None if parameter.default is parameter.empty else repr(parameter.default))
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]


def cases() -> Iterator[tuple[str, str]]:
    for cls, names in PRESENT.items():
        for name in names.split():
            yield cls, name


@pytest.mark.parametrize(("cls", "name"), list(cases()))
def test_a_documented_member_is_here_with_its_parameters(cls: str, name: str) -> None:
    module, _, short = cls.rpartition(".")
    signature = official()[module][short][name]
    ours = getattr(here(cls), name)
    if inspect.isroutine(ours):
        assert our_parameters(ours) == official_parameters(signature)
    else:
        assert "property" in signature


def test_every_documented_exception_is_here_under_one_roof() -> None:
    for name in official()["qarnot.exceptions"]:
        if name.startswith("_"):
            continue
        assert issubclass(getattr(qarnot.exceptions, name), qarnot.exceptions.QarnotException)
