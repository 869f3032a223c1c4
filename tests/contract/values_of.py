"""Values that fit a schema of the document, for hypothesis to draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from spec_tree import Node, Shape, follow, reached, shape_of

__all__ = ["Values", "anything"]

Strategy = st.SearchStrategy[Any]

KNOWN_KEYWORDS = {
    *("$ref", "allOf", "oneOf", "anyOf", "type", "const", "not", "pattern", "format"),
    *("properties", "required", "additionalProperties", "items"),
    *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"),
    *("description", "example", "deprecated"),
}
LONGEST_TEXT = 20
MOST_ITEMS = 3
MOST_EXTRA = 2

texts = st.text(max_size=LONGEST_TEXT)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
anything: Strategy = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


class Values:
    """Strategies for the schemas of one document.

    A schema that leads to itself is followed only so deep; then its lists stay short, properties
    that need not be there are absent, and unions choose something else.
    """

    def __init__(self, document: Node, depth: int = 4) -> None:
        self._document = document
        self._depth = depth
        self._made: dict[tuple[str, int], Strategy] = {}
        self._given: dict[int, Strategy] = {}
        self._recursive = {
            pointer
            for name in document["components"]["schemas"]
            if (pointer := f"/components/schemas/{name}")
            in reached(document, document["components"]["schemas"][name])
        }

    def of(self, schema: Node) -> Strategy:
        """Make a strategy for the values of a schema of the document."""
        # A strategy that is made anew for each example is validated anew, too.
        if id(schema) not in self._given:
            self._given[id(schema)] = self._of(schema, self._depth)
        return self._given[id(schema)]

    def _of(self, schema: Node, depth: int) -> Strategy:
        unknown = schema.keys() - KNOWN_KEYWORDS
        assert not unknown, f"values of {unknown} cannot be drawn"
        if "$ref" in schema:
            return self._component(schema, depth)
        if union := [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
            return st.one_of([self._of(each, depth) for each in self._affordable(union, depth)])
        if "allOf" in schema:
            return self._object(shape_of(self._document, schema), depth)
        if "const" in schema:
            return st.just(schema["const"])
        if "type" not in schema:
            return anything
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        return st.one_of([self._kind(each, schema, depth) for each in kinds])

    def _component(self, schema: Node, depth: int) -> Strategy:
        pointer = schema["$ref"].removeprefix("#")
        depth -= pointer in self._recursive
        if (pointer, depth) not in self._made:
            target = follow(self._document, schema)
            self._made[pointer, depth] = st.deferred(lambda: self._of(target, depth))
        return self._made[pointer, depth]

    def _kind(self, kind: str, schema: Node, depth: int) -> Strategy:
        if kind == "array":
            return self._array(schema, depth)
        if kind == "object":
            return self._object(shape_of(self._document, schema), depth)
        return SCALARS[kind](schema)

    def _array(self, schema: Node, depth: int) -> Strategy:
        items = schema.get("items", {})
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", math.inf), least + MOST_ITEMS)
        if not self._can_afford(items, depth):
            most = least
        return st.lists(self._of(items, depth), min_size=least, max_size=most)

    def _object(self, shape: Shape, depth: int) -> Strategy:
        required, optional = {}, {}
        for name, schema in shape.properties.items():
            if name in shape.required:
                required[name] = self._of(schema, depth)
            elif self._can_afford(schema, depth):
                optional[name] = self._of(schema, depth)
        listed = st.fixed_dictionaries(required, optional=optional)
        if shape.is_closed:
            return listed
        names = texts.filter(lambda name: name not in shape.properties)
        others = self._of(shape.others, depth) if isinstance(shape.others, dict) else anything
        most = MOST_ITEMS if shape.is_map else MOST_EXTRA
        more = st.dictionaries(names, others, max_size=most)
        return st.builds(lambda known, extra: {**known, **extra}, listed, more)

    def _affordable(self, union: list[Node], depth: int) -> list[Node]:
        return [each for each in union if self._can_afford(each, depth)] or union

    def _can_afford(self, schema: Node, depth: int) -> bool:
        """Say whether a schema leads nowhere near itself, or depth is left."""
        return depth > 0 or not reached(self._document, schema) & self._recursive


def _text(schema: Node) -> Strategy:
    least = schema.get("minLength", 0)
    most = schema.get("maxLength", math.inf)
    if "pattern" in schema:
        # A dollar sign would let Python end the text with a line feed.
        whole = schema["pattern"].removeprefix("^").removesuffix("$")
        drawn = st.from_regex(whole, fullmatch=True)
        return drawn.filter(lambda text: least <= len(text) <= most)
    plain = st.text(min_size=least, max_size=min(most, least + LONGEST_TEXT))
    if "not" not in schema:
        return plain
    refused = schema["not"]["enum"]
    # Texts that are nearly what is refused are the interesting ones.
    near = [changed for text in refused for changed in (text.upper(), f"{text} ", text[1:])]
    return (st.sampled_from(near) | plain).filter(lambda text: text not in refused)


def _integer(schema: Node) -> Strategy:
    limit = 2**31 if schema.get("format") == "int32" else 2**63
    return st.integers(schema.get("minimum", -limit), schema.get("maximum", limit - 1))


def _number(schema: Node) -> Strategy:
    least, most = schema.get("minimum"), schema.get("maximum")
    whole = st.integers(
        -(2**63) if least is None else math.ceil(least),
        2**63 - 1 if most is None else math.floor(most),
    )
    return whole | st.floats(least, most, allow_nan=False, allow_infinity=False)


SCALARS: dict[str, Callable[[Node], Strategy]] = {
    "null": lambda _: st.none(),
    "boolean": lambda _: st.booleans(),
    "integer": _integer,
    "number": _number,
    "string": _text,
}
