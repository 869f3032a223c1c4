"""The names, parameters and defaults of the official SDK, for what this version has of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import official_names  # noqa: E402 - a script, found by its path

FACTS: dict[str, Any] = json.loads((Path(__file__).parent / "official_names.json").read_text())
MOST_EXCEPTIONS = 5


@pytest.mark.parametrize("module", sorted(FACTS))
def test_every_name_of_the_official_sdk_is_here(module: str) -> None:
    names = list(official_names.compare(FACTS, [module]))
    assert names
    assert [name for name in names if name.problem] == []


def test_exceptions_are_few_and_give_their_reasons() -> None:
    assert len(official_names.EXCEPTIONS) <= MOST_EXCEPTIONS
    assert all(official_names.EXCEPTIONS.values())


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"Task": {"nothing_like_it": "(self)"}}, "the member is missing"),
        ({"Task": {"abort": "property (get)"}}, "is a method"),
        ({"Task": {"abort": "(self, force=False)"}}, "takes []"),
        ({"Task": {"wait": "(self, timeout: float = 5)"}}, "takes [('timeout', 'None')"),
        ({"Task": {"__instance_attributes__": ["no_such"]}}, "the attribute is missing"),
        ({"NoSuchClass": {}}, "the class is missing"),
        ({"__constants__": {"RUNNING_DOWNLOADING_STATES": "[]"}}, "is ['Submitted'"),
    ],
)
def test_what_differs_is_named(said: dict[str, Any], problem: str) -> None:
    found = [
        name.problem for name in official_names.compare({"qarnot.task": said}, ["qarnot.task"])
    ]
    assert any(text is not None and text.startswith(problem) for text in found)
