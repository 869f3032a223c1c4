"""The document keeps to its style, and each rule of the style sees what breaks it."""

from __future__ import annotations

import copy
import functools
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import style
from spec_tree import Node, find, the_document
from style import RULES, Rule, figures

Change = Callable[[Node], None]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_document_keeps_to(rule: Rule) -> None:
    assert rule(the_document()) == []


def test_the_figures_of_the_document(record_property: Callable[[str, object], None]) -> None:
    found = figures(the_document())
    for name, number in found.items():
        record_property(name, number)
    assert found["operations"] >= 82, found
    assert found["schemas"] > 100, found
    assert found["properties with prose"] == found["properties"] > 500, found


def holder_of(document: Node, pointer: str) -> tuple[Any, str | int]:
    """Give what holds a place, and the key or number of the place in it."""
    parent, _, last = pointer.rpartition("/")
    holder = find(document, parent)
    is_list = isinstance(holder, list)
    return holder, int(last) if is_list else last.replace("~1", "/").replace("~0", "~")


def put(pointer: str, value: Any) -> Change:
    """Set what stands at a pointer, whether something does or not."""

    def change(document: Node) -> None:
        holder, key = holder_of(document, pointer)
        holder[key] = value

    return change


def drop(pointer: str) -> Change:
    def change(document: Node) -> None:
        holder, key = holder_of(document, pointer)
        del holder[key]

    return change


def append(pointer: str, value: Any) -> Change:
    def change(document: Node) -> None:
        find(document, pointer).append(value)

    return change


def double(pointer: str, other: str) -> Change:
    """Put a copy of something beside it."""

    def change(document: Node) -> None:
        holder, key = holder_of(document, pointer)
        holder[other] = copy.deepcopy(holder[key])

    return change


def twin(name: str) -> Change:
    """Describe a schema a second time, under another name, and use it."""

    def change(document: Node) -> None:
        schemas = document["components"]["schemas"]
        schemas[name] = copy.deepcopy(schemas["ObjectIdentifier"])
        find(document, CLONED)["schema"]["$ref"] = f"#/components/schemas/{name}"

    return change


def alias(document: Node) -> None:
    """Describe a schema as another one, and use it."""
    twin("Alias")(document)
    target = {"$ref": "#/components/schemas/ObjectIdentifier", "description": "An alias."}
    document["components"]["schemas"]["Alias"] = target


def retag(document: Node) -> None:
    """Use a tag that the generator makes something else of."""
    document["tags"].append({"name": "list", "description": "A tag."})
    find(document, INFO)["tags"] = ["list"]
    find(document, QUOTAS)["tags"] = ["account"]


def unknown_first(document: Node) -> None:
    """Make the variant that takes everything the first one."""
    variants = find(document, "/components/schemas/TimePeriodOutput/oneOf")
    variants.insert(0, variants.pop())


INFO = "/paths/~1info/get"
QUOTAS = "/paths/~1quotas~1computing-quotas~1user/get"
TASK = "/paths/~1tasks~1{taskUuid}/get"
CREATE = "/paths/~1pools/post"
BODY = f"{CREATE}/requestBody/content/application~1json"
CLONED = "/paths/~1tasks~1{taskUuid}~1clone/post/responses/200/content/application~1json"
USER = "/components/schemas/UserInfo"
EMAIL = f"{USER}/properties/email"
TEXT = {"type": ["string", "null"], "description": "A text."}

CHANGES: list[tuple[Rule, Change]] = [
    (style.operation_ids, put(f"{INFO}/operationId", "getUserInfo")),
    (style.operation_ids, put(f"{INFO}/operationId", "get_task")),
    (style.operation_ids, put(f"{INFO}/operationId", "list")),
    (style.component_names, twin("objectIdentifier")),
    (style.component_names, twin("Object_Identifier")),
    (style.python_names, put(f"{USER}/properties/max_bucket", TEXT)),
    (style.python_names, put(f"{USER}/properties/toDict", TEXT)),
    (style.python_names, put(f"{USER}/properties/additional_properties", TEXT)),
    (style.python_names, put("/components/parameters/tag/name", "url")),
    (style.tags, put(f"{INFO}/tags", ["account", "tasks"])),
    (style.tags, put(f"{INFO}/tags", ["nowhere"])),
    (style.tags, append("/tags", {"name": "unused", "description": "A tag."})),
    (style.tags, retag),
    (style.path_parameters, put("/components/parameters/task/name", "taskId")),
    (style.path_parameters, drop("/components/parameters/task/required")),
    (style.path_parameters, drop(f"{TASK}/parameters")),
    (style.named_objects, put(f"{EMAIL}/type", ["object", "null"])),
    (style.named_objects, put(f"{EMAIL}/items", {"properties": {"a": TEXT}})),
    (style.named_objects, put(f"{CLONED}/schema/additionalProperties", TEXT)),
    (style.bare_references, alias),
    (style.every_component_is_used, put("/components/schemas/Lonely", TEXT)),
    *((style.keywords, put(f"{EMAIL}/{name}", "x")) for name in sorted(style.FORBIDDEN_KEYWORDS)),
    (style.enumerations, put(f"{EMAIL}/enum", ["a", None])),
    (style.formats, put(f"{EMAIL}/format", "date-time")),
    (style.told_apart, drop("/components/schemas/TimePeriodAlwaysOutput/properties/type/const")),
    (style.told_apart, drop("/components/schemas/OtherTimePeriodOutput/properties/type/not")),
    (style.told_apart, unknown_first),
    (style.told_apart, put("/components/schemas/FilterGroup/required", ["operator"])),
    (style.told_apart, put(f"{EMAIL}/anyOf", [{"type": "array"}, {"type": "array"}, {}])),
    (style.inputs_are_closed, drop("/components/schemas/PoolCreationInput/additionalProperties")),
    (style.outputs_are_open, put("/components/schemas/Project/additionalProperties", False)),
    (style.outputs_may_be_null, put(f"{EMAIL}/type", "string")),
    (style.outputs_may_be_null, drop(f"{USER}/properties/computingQuotas/oneOf/1")),
    (style.outputs_may_be_null, put(f"{USER}/required", ["email"])),
    (style.content_types, double(BODY, "text/json")),
    (style.content_types, double(CLONED, "text/plain")),
    (style.required_bodies, drop(f"{CREATE}/requestBody/required")),
    (style.examples, drop(f"{BODY}/example")),
    (style.examples, put(f"{BODY}/example/nowhere", 1)),
    (style.examples, put(f"{CLONED}/example", {"uuid": 1})),
    (style.errors_are_declared, drop(f"{INFO}/responses/401")),
    (style.errors_are_declared, drop(f"{TASK}/responses/404")),
    (style.errors_are_declared, drop(f"{INFO}/responses/429")),
    (style.errors_are_declared, drop(f"{INFO}/responses/5XX")),
    (style.errors_are_shared, put(f"{TASK}/responses/404", {"description": "A text."})),
    (style.errors_are_shared, double(f"{TASK}/responses/404", "418")),
    (style.errors_are_shared, put("/components/responses/NotFound/content/text~1html", {})),
    (style.prose, drop(f"{INFO}/summary")),
    (style.prose, drop(f"{INFO}/description")),
    (style.prose, drop(f"{EMAIL}/description")),
    (style.prose, drop(f"{USER}/description")),
    (style.prose, drop("/components/parameters/tag/description")),
    (style.prose, put(f"{INFO}/responses/200/description", " ")),
    (style.sentences, put(f"{EMAIL}/description", "a text.")),
    (style.sentences, put(f"{EMAIL}/description", "A text")),
    (style.short_descriptions, put(f"{EMAIL}/description", f"A {'x' * 600}.")),
]


def test_every_rule_is_put_to_the_test() -> None:
    assert {rule.__name__ for rule, _ in CHANGES} == {rule.__name__ for rule in RULES}


@functools.cache
def pickled_document() -> bytes:
    return pickle.dumps(the_document())


def a_copy() -> Node:
    """Copy the document, which takes a fourth of the time in this way."""
    document: Node = pickle.loads(pickled_document())
    return document


@functools.cache
def findings_before() -> dict[str, set[str]]:
    return {rule.__name__: set(rule(the_document())) for rule in RULES}


@pytest.mark.parametrize(
    ("rule", "change"), CHANGES, ids=[f"{rule.__name__}-{n}" for n, (rule, _) in enumerate(CHANGES)]
)
def test_exactly_one_rule_sees(rule: Rule, change: Change) -> None:
    document = a_copy()
    change(document)
    before = findings_before()
    new = {each.__name__: set(each(document)) - before[each.__name__] for each in RULES}
    assert {name for name, found in new.items() if found} == {rule.__name__}, new
