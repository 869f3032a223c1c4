"""What is said of a wrong value: its place, what was expected, and what came."""

from __future__ import annotations

from typing import Any

import pytest

from qarnot._secret import Secret
from qarnot.contract.document import Document
from qarnot.contract.explain import faults, shown

OPERATIONS = Document().operations


def said(operation: str, value: Any) -> list[str]:
    response = OPERATIONS[operation].response(200)
    assert response is not None
    [validator] = response.content.values()
    return [str(each) for each in faults(validator, value, "reply body")]


@pytest.mark.parametrize(
    ("operation", "value", "sentences"),
    [
        (
            "get_pool_scaling",
            {"policies": [{"type": "Fixed", "slotsCount": "two"}]},
            ['reply body /policies/0/slotsCount: expected integer or null, got string "two"'],
        ),
        (
            "get_pool_scaling",
            {"policies": [{"type": "Fixed", "enabledPeriods": [{"type": "Weekly", "days": 3}]}]},
            ["reply body /policies/0/enabledPeriods/0/days: expected array or null, got integer 3"],
        ),
        ("get_pool_scaling", {"policies": [{"type": "Unheard of"}]}, []),
        (
            "get_pool_scaling",
            {"policies": [{}]},
            ["reply body /policies/0/type: expected a value, which is required, got nothing"],
        ),
        (
            "list_hardware_constraints",
            {"data": [{"discriminator": "MinimumCoreHardwareConstraint", "coreCount": "4"}]},
            ['reply body /data/0/coreCount: expected integer or null, got string "4"'],
        ),
        (
            "get_task_carbon_facts",
            {"something": 1},
            ["reply body: expected one of CarbonFactsInCamelCase, CarbonFactsInSnakeCase, got"],
        ),
        (
            "list_profiles",
            ["a", 1, "b", 2, 3],
            ["reply body /1: expected string, got integer 1 (and 2 more items like it)"],
        ),
        (
            "get_task",
            {"uuid": "u", "labels": {"a/b~c": 1}},
            ["reply body /labels/a~1b~0c: expected string, got integer 1"],
        ),
        ("get_user_info", {"maxTask": 2**40}, ["reply body /maxTask: expected format"]),
    ],
)
def test_a_fault_is_said_with_its_place(operation: str, value: Any, sentences: list[str]) -> None:
    found = said(operation, value)
    assert len(found) == len(sentences)
    for sentence, expected in zip(found, sentences, strict=True):
        assert sentence.startswith(expected)


@pytest.mark.parametrize(
    ("value", "text", "private"),
    [
        (None, "null", "null"),
        (True, "boolean true", "boolean true"),
        (17, "integer 17", "integer"),
        (0.5, "number 0.5", "number"),
        ("a", 'string "a"', "string of 1 characters"),
        ("x" * 200, f'string "{"x" * 60}..."', "string of 200 characters"),
        ([1, 2], "array of 2", "array of 2"),
        ({}, "object with nothing", "object with nothing"),
        ({"a": 1, "b": 2}, "object with a, b", "object with a, b"),
        (dict.fromkeys("abcdefghij"), "object with a, b, c, d, e, f, g, h, ...",
         "object with a, b, c, d, e, f, g, h, ..."),
    ],
)  # fmt: skip
def test_values_are_shown_short(value: Any, text: str, private: str) -> None:
    assert shown(value) == text
    assert shown(value, private=True) == private


def test_a_token_is_masked_in_all_its_writings() -> None:
    mask = Secret("odd+token/1")
    assert (
        mask.hide("<odd+token/1> <odd%2Btoken%2F1> <odd\\u002Btoken\\u002F1>")
        == "<***> <***> <***>"
    )
    assert mask.hide_bytes(b"odd+token/1") == b"***"
    assert mask.hide_value({"odd+token/1": ["odd+token/1", 3]}) == {"***": ["***", 3]}
    assert Secret("any").hide("anything") == "anything"
