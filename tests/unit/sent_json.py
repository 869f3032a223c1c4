"""Whether JSON fits a schema of the document, and JSON for hypothesis to draw."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

import qarnot

BASE = "urn:qarnot:spec"
# Made of spec/openapi.yaml, and checked to be the same; it is read faster.
DOCUMENT = Path(qarnot.__file__).parent / "_document.json"


@cache
def _judge() -> OAS31Validator:
    resource = DRAFT202012.create_resource(json.loads(DOCUMENT.read_text(encoding="utf-8")))
    registry: Registry[Any] = Registry().with_resource(BASE, resource)
    return OAS31Validator({}, registry=registry)


def flaws(schema: str, value: Any) -> list[str]:
    """Say what of a value does not fit a schema of the document."""
    judge = _judge().evolve(schema={"$ref": f"{BASE}#/components/schemas/{schema}"})
    return [error.message for error in judge.iter_errors(value)]


texts = st.text(max_size=8)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def objects(*keys: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw JSON objects of any content, in which some keys are likely."""
    return st.dictionaries(st.sampled_from(keys) | texts, anything, max_size=5)


def same(one: Any, other: Any) -> bool:
    """Tell whether two pieces of JSON are written alike, so that 1, 1.0 and true are three."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
