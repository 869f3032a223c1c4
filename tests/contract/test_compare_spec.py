"""The comparison with the vendor's document: nothing goes unnoticed, in either document."""

from __future__ import annotations

import copy
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fault_options import Scale

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))
compare_spec: Any = importlib.import_module("compare_spec")
spec_facts: Any = importlib.import_module("spec_facts")
sys.path.remove(str(SCRIPTS))

VENDOR = ROOT.parent / "shared/reference/vendor-api.json"
Node = dict[str, Any]
# A pointer, and how to take away what stands there and to put it back.
Deletion = tuple[str, Callable[[], Callable[[], None]]]

needs_vendor = pytest.mark.skipif(
    not VENDOR.is_file(), reason="the vendor's document is no part of this repository"
)


def ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Node) -> Node:
    return {"content": {"application/json": {"schema": schema}}}


# Small documents, and what covers their differences

THEIRS: Node = {
    "openapi": "3.0.3",
    "paths": {
        "/v{version}/tasks/{uuid}": {
            "get": {
                "parameters": [
                    {
                        "name": "version",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                    {"name": "uuid", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "full", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": {"200": content(ref("TaskOutput")), "404": {}},
            },
            "put": {
                "parameters": [
                    {
                        "name": "version",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                    {"name": "uuid", "in": "path", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": content(ref("KeyValue")),
                "responses": {"200": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "TaskOutput": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "uuid": {"type": "string", "format": "uuid"},
                    "state": {"type": "string"},
                    "count": {"type": "integer", "format": "int32"},
                    "kind": ref("Kind"),
                    "constants": {"type": "array", "items": ref("KeyValue")},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
            "KeyValue": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"key": {"type": "string"}},
            },
            "Kind": {"type": "string", "enum": ["a", "b"]},
        }
    },
}

OURS: Node = {
    "openapi": "3.1.0",
    "paths": {
        "/tasks/{taskUuid}": {
            "parameters": [
                {"name": "taskUuid", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {
                "operationId": "get_task",
                "parameters": [{"name": "full", "in": "query", "schema": {"type": "boolean"}}],
                "responses": {"200": content(ref("Task")), "404": {}, "429": {}},
            },
            "put": {
                "requestBody": content(ref("ConstantInput")),
                "responses": {"200": {}, "429": {}},
            },
        },
        "/credits": {"get": {"responses": {"200": content(ref("Credits")), "429": {}}}},
    },
    "components": {
        "schemas": {
            "Task": {
                "type": "object",
                "properties": {
                    "uuid": {"type": "string"},
                    "state": {"type": ["string", "null"]},
                    "count": {"type": ["integer", "null"], "format": "int32"},
                    "kind": {"type": ["string", "null"]},
                    "constants": {"type": ["array", "null"], "items": ref("ConstantOutput")},
                    "labels": {"oneOf": [ref("Labels"), {"type": "null"}]},
                    "project": {"type": ["string", "null"]},
                },
            },
            "ConstantInput": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"key": {"type": "string", "maxLength": 9}},
            },
            "ConstantOutput": {
                "type": "object",
                "properties": {"key": {"type": ["string", "null"]}},
            },
            "Labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "Credits": {"type": "object", "properties": {"credits": {"type": "number"}}},
        }
    },
}

TABLES = """
[paths]
"/v{version}" = ""
[requests]
KeyValue = "ConstantInput"
[replies]
TaskOutput = "Task"
KeyValue = "ConstantOutput"
"""


def row(what: str, rest: str) -> str:
    return f'[[deviation]]\nwhat = "{what}"\nbecause = "b"\nevidence = "e"\n{rest}\n'


ROWS = {
    "version": 'at = ["* path.version"]\nvendor = "string, required"\nours = "absent"',
    "name": 'at = ["* path.1 name"]\nvendor = "uuid"\nours = "taskUuid"',
    "format": 'at = ["*.* format"]\nvendor = "uuid"\nours = "none"',
    "open": 'at = ["replies: * closed"]\nvendor = true\nours = false',
    "null": 'at = ["replies: *.* null"]\nvendor = false\nours = true\nexcept = ["Task.uuid null"]',
    "kind": 'at = ["Task.kind"]\nvendor = "Kind"\nours = "string"',
    "no kind": 'at = ["vendor:Kind"]\nvendor = "string, enum a | b"\nours = "absent"',
    "labels": 'at = ["*.labels"]\nvendor = "map of string"\nours = "Labels"\n'
    '[deviation.added]\n"Labels" = "map of string"',
    "limit": 'at = ["ConstantInput.key maxLength"]\nvendor = "none"\nours = 9',
    "project": '[deviation.added]\n"Task.project" = "string or null"',
    "credits": '[deviation.added]\n"GET /credits" = "operation, public"\n'
    '"GET /credits 200" = "Credits, content application/json"\n'
    '"Credits" = "object"\n"Credits.credits" = "number"',
    "429": '[deviation.added]\n"* 429" = "nothing"',
}


def file_of(rows: dict[str, str] = ROWS, tables: str = TABLES) -> str:
    return tables + "".join(row(what, rest) for what, rest in rows.items())


def compared(
    ours: Node = OURS, theirs: Node = THEIRS, rows: dict[str, str] = ROWS, tables: str = TABLES
) -> list[str]:
    deviations = compare_spec.read_deviations(file_of(rows, tables))
    return [str(finding) for finding in compare_spec.compare(ours, theirs, deviations)]


def changed(document: Node, *path: str, to: Any = None) -> Node:
    """Give a document with another value at a place; none takes the place away."""
    copied = copy.deepcopy(document)
    place = copied
    for key in path[:-1]:
        place = place[key]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return copied


SCHEMAS = ("components", "schemas")
TASK = (*SCHEMAS, "Task", "properties")
TASK_OUTPUT = (*SCHEMAS, "TaskOutput", "properties")
CONSTANT = (*SCHEMAS, "ConstantInput")
KEY = (*CONSTANT, "properties", "key")
ITEM = ("paths", "/v{version}/tasks/{uuid}")
GET = ("paths", "/tasks/{taskUuid}", "get")


def test_every_difference_is_covered() -> None:
    assert compared() == []


@pytest.mark.parametrize("what", ROWS)
def test_every_row_is_needed(what: str) -> None:
    assert compared(rows={name: rest for name, rest in ROWS.items() if name != what}) != []


@pytest.mark.parametrize(
    ("path", "to", "finding"),
    [
        (("paths", "/credits"), None, "GET /credits: should be: operation, public"),
        (("paths", "/tasks/{taskUuid}", "put"), None, "PUT /tasks/{}: is missing"),
        ((*GET, "parameters"), [],
         "GET /tasks/{} query.full: is missing (vendor: boolean; ours: absent)"),
        ((*GET, "deprecated"), True, "GET /tasks/{} deprecated: differs"),
        ((*GET, "responses", "200"), None, "GET /tasks/{} 200: is missing"),
        ((*GET, "responses", "404"), content(ref("Task")), "GET /tasks/{} 404: differs"),
        ((*GET, "responses", "429"), None, "GET /tasks/{} 429: should be: nothing"),
        (("paths", "/credits", "get", "responses", "429"), None, "GET /credits 429: should be"),
        ((*GET, "responses", "418"), {}, "GET /tasks/{} 418: is only ours"),
        ((*TASK, "state"), None, "Task.state: is missing (vendor: string; ours: absent)"),
        ((*TASK, "state", "type"), "string",
         "Task.state null: should be: true (vendor: false; ours: false) [null]"),
        ((*TASK, "state", "type"), ["integer", "null"],
         "Task.state: differs (vendor: string; ours: integer)"),
        ((*TASK, "uuid", "type"), ["string", "null"], "Task.uuid null: differs"),
        ((*TASK, "uuid", "format"), "uuid", "Task.uuid format: should be: none"),
        ((*TASK, "count", "format"), None,
         "Task.count format: differs (vendor: int32; ours: none)"),
        ((*TASK, "constants", "items"), ref("ConstantInput"), "Task.constants: differs"),
        ((*TASK, "kind", "enum"), ["a"], "Task.kind enum: differs (vendor: none; ours: a)"),
        ((*TASK, "labels"), {"type": "object", "additionalProperties": {"type": "string"}},
         "Task.labels: should be: Labels"),
        ((*TASK, "news"), {"type": "string"},
         "Task.news: is only ours (vendor: absent; ours: string)"),
        ((*TASK, "project"), None, "Task.project: should be: string or null"),
        ((*TASK, "project", "type"), "string", "Task.project null: should be: true"),
        ((*TASK, "project", "type"), ["integer", "null"],
         "Task.project: should be: string (vendor: absent; ours: integer)"),
        ((*TASK, "project", "format"), "uuid", "Task.project format: should be: none"),
        ((*SCHEMAS, "Task", "required"), ["state"], "Task.state required: differs"),
        ((*SCHEMAS, "Task", "additionalProperties"), False, "Task closed: should be"),
        ((*SCHEMAS, "Credits"), None, "Credits: should be: object"),
        ((*SCHEMAS, "News"), {"type": "object"}, "News: is only ours"),
        ((*SCHEMAS, "ConstantOutput"), None, "ConstantOutput: is missing"),
        ((*CONSTANT, "additionalProperties"), None, "ConstantInput closed: differs"),
        ((*KEY, "maxLength"), None, "ConstantInput.key maxLength: should be: 9"),
        ((*KEY, "maxLength"), 8, "ConstantInput.key maxLength: should be: 9"),
        ((*KEY, "minLength"), 1, "ConstantInput.key minLength: differs"),
    ],
)  # fmt: skip
def test_a_change_of_ours_is_named(path: tuple[str, ...], to: Any, finding: str) -> None:
    findings = compared(ours=changed(OURS, *path, to=to))
    assert any(line.startswith(finding) for line in findings), findings


@pytest.mark.parametrize(
    ("path", "to", "finding"),
    [
        ((*TASK_OUTPUT, "news"), {"type": "string"}, "Task.news: is missing"),
        ((*TASK_OUTPUT, "state", "type"), "integer",
         "Task.state: differs (vendor: integer; ours: string)"),
        ((*TASK_OUTPUT, "count", "type"), "string", "Task.count: differs"),
        ((*TASK_OUTPUT, "count", "format"), "int64", "Task.count format: differs"),
        ((*TASK_OUTPUT, "uuid", "format"), "uri",
         "Task.uuid format: differs (vendor: uri; ours: none)"),
        ((*TASK_OUTPUT, "kind"), {"type": "integer"}, "Task.kind: differs"),
        ((*TASK_OUTPUT, "state"), None, "Task.state: is only ours"),
        ((*TASK_OUTPUT, "project"), {"type": "string"},
         "Task.project: is no addition, the vendor has it"),
        ((*TASK_OUTPUT, "labels", "additionalProperties"), {"type": "integer"},
         "Task.labels: differs"),
        ((*SCHEMAS, "Kind", "enum"), ["a", "b", "c"], "vendor:Kind: is missing"),
        ((*SCHEMAS, "News"), {"type": "object"}, "vendor:News: is missing"),
        ((*SCHEMAS, "TaskOutput"), None, "TaskOutput: [replies] names a schema"),
        ((*ITEM, "delete"), {"responses": {}}, "DELETE /tasks/{}: is missing"),
        ((*ITEM, "get", "deprecated"), True, "GET /tasks/{} deprecated: differs"),
        ((*ITEM, "get", "responses", "429"), {}, "GET /tasks/{} 429: is no addition"),
    ],
)  # fmt: skip
def test_a_change_of_theirs_is_named(path: tuple[str, ...], to: Any, finding: str) -> None:
    findings = compared(theirs=changed(THEIRS, *path, to=to))
    assert any(line.startswith(finding) for line in findings), findings


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ({"new": 'at = ["Task.nowhere"]\nvendor = "string"\nours = "integer"'},
         "Task.nowhere: this covers no difference"),
        ({"new": 'at = ["Task.state"]\nvendor = "integer"\nours = "number"'},
         "Task.state: this covers no difference"),
        ({"name": 'at = ["* path.1 name", "* path.7 name"]\nvendor = "uuid"\nours = "taskUuid"'},
         "* path.7 name: this covers no difference"),
        ({"format": 'at = ["*.* format"]\nvendor = ["uuid", "date"]\nours = "none"'},
         "date: the vendor says this nowhere"),
        ({"null": 'at = ["replies: *.* null"]\nvendor = false\nours = true\n'
                  'except = ["Task.uuid null", "Task.nowhere null"]'},
         "Task.nowhere null: this exception is not needed"),
        ({"null": 'at = ["replies: *.* null"]\nvendor = false\nours = true\n'
                  'except = ["Task.uuid null", "Task.state null"]'},
         "Task.state null: differs"),
        ({"null": 'at = ["replies: *.* null"]\nvendor = false\nours = true'},
         "Task.uuid null: should be: true"),
        ({"new": 'at = ["Task.kind"]\nvendor = "Kind"\nours = "string"'},
         "Task.kind: another row covers this as well: kind"),
        ({"new": '[deviation.added]\n"Task.project" = "string or null"'},
         "Task.project: another row adds this as well: project"),
        ({"new": '[deviation.added]\n"Task.nowhere" = "string"'},
         "Task.nowhere: should be: string"),
        ({"new": 'at = ["GET /tasks/{} query.full"]\nvendor = "boolean"\nours = "absent"'},
         "GET /tasks/{} query.full: is not dropped"),
        ({"new": 'at = ["Task.labels[] maxLength"]\nvendor = "none"\nours = 3'},
         "Task.labels[] maxLength: this covers no difference"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_hold_is_named(rows: dict[str, str], finding: str) -> None:
    findings = compared(rows={**ROWS, **rows})
    assert any(line.startswith(finding) for line in findings), findings


@pytest.mark.parametrize(
    ("tables", "finding"),
    [
        (TABLES.replace("[requests]", '"/v9" = ""\n[requests]'), "/v9: [paths] names a beginning"),
        (
            TABLES + 'Gone = "Task"\n',
            "Gone: [replies] names a schema that the vendor does not have",
        ),
        (TABLES.replace('TaskOutput = "Task"\n', ""), "vendor:TaskOutput: is missing"),
        (TABLES.replace('"ConstantOutput"', '"ConstantOutputs"'), "ConstantOutputs: is missing"),
    ],
)
def test_a_table_that_does_not_hold_is_named(tables: str, finding: str) -> None:
    findings = compared(tables=tables)
    assert any(line.startswith(finding) for line in findings), findings


def test_schemas_of_theirs_that_share_one_of_ours_must_agree() -> None:
    tables = TABLES + 'Twin = ["ConstantOutput"]\n'
    twin = copy.deepcopy(THEIRS["components"]["schemas"]["KeyValue"])
    theirs = changed(THEIRS, "components", "schemas", "Twin", to=twin)
    assert compared(theirs=theirs, tables=tables) == []
    twin["properties"]["key"]["type"] = "integer"
    findings = compared(theirs=theirs, tables=tables)
    assert findings == ["ConstantOutput.key: differs (vendor: string / integer; ours: string)"]
    del twin["properties"]["key"]
    [finding] = compared(theirs=theirs, tables=tables)
    assert finding.startswith("ConstantOutput.key: not all of the vendor's schemas have it: Twin")


def test_a_schema_of_theirs_may_stand_for_several_of_ours() -> None:
    tables = TABLES.replace('KeyValue = "ConstantOutput"', 'KeyValue = ["ConstantOutput", "Other"]')
    other = copy.deepcopy(OURS["components"]["schemas"]["ConstantOutput"])
    ours = changed(OURS, "components", "schemas", "Other", to=other)
    assert compared(ours=ours, tables=tables) == []
    ours["components"]["schemas"]["Task"]["properties"]["constants"]["items"] = ref("Other")
    assert compared(ours=ours, tables=tables) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[deviation]", "line 1"),
        ("[others]", "the file has unknown keys: ['others']"),
        (row("x", 'at = ["a"]\nvendor = 1\nours = 1'), "says the same"),
        (row("x", 'at = ["a"]\nvendor = 1'), "needs `at`, `vendor` and `ours` together"),
        (row("x", ""), "needs `at` or `added`"),
        (row("x", 'at = ["Task null"]\nvendor = true\nours = "absent"'), "only a whole place"),
        (row("x", 'at = ["Task null", "Task"]\nvendor = true\nours = false'), "types and facts"),
        (row("x", 'reason = "r"\n[deviation.added]\na = "b"'), "unknown keys: ['reason']"),
        (row("", '[deviation.added]\na = "b"'), "lacks `what`"),
        (
            '[[deviation]]\nwhat = "x"\nbecause = "b"\n[deviation.added]\na = "b"',
            "lacks `evidence`",
        ),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(text: str, message: str) -> None:
    with pytest.raises(compare_spec.DeviationsError, match=re.escape(message)):
        compare_spec.read_deviations(text)


# The command


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "ours.yaml").write_text(yaml.safe_dump(OURS))
    (folder / "deviations.toml").write_text(file_of())
    files = ["--document", str(folder / "ours.yaml")]
    files += ["--deviations", str(folder / "deviations.toml")]
    return subprocess.run(
        [sys.executable, str(SCRIPTS / "compare_spec.py"), *files, *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_its_figures(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor.json"
    vendor.write_text(json.dumps(THEIRS))
    done = run(tmp_path, str(vendor))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "2 of 2 operations, 3 schemas, 8 properties compared; "
        "12 deviation rows cover 26 differences; 0 unexplained\n"
    )


def test_the_command_fails_with_each_difference_and_both_values(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor.json"
    vendor.write_text(json.dumps(changed(THEIRS, *TASK_OUTPUT, "count", "type", to="string")))
    done = run(tmp_path, str(vendor))
    assert done.returncode == 1
    assert "Task.count: differs (vendor: string; ours: integer)\n" in done.stdout
    assert "1 unexplained" in done.stdout
    done = run(tmp_path, str(vendor), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"] == [
        {
            "pointer": "Task.count",
            "problem": "differs",
            "vendor": "string",
            "ours": "integer",
            "rule": "",
        }
    ]


@pytest.mark.parametrize("text", [None, "{", "[]", '{"paths": []}'])
def test_a_document_that_cannot_be_read_is_no_difference(tmp_path: Path, text: str | None) -> None:
    vendor = tmp_path / "vendor.json"
    if text is not None:
        vendor.write_text(text)
    done = run(tmp_path, str(vendor))
    assert done.returncode == 2
    assert "vendor.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_that_is_not_there_can_be_left_out(tmp_path: Path) -> None:
    done = run(tmp_path, str(tmp_path / "nowhere.json"), "--if-present")
    assert done.returncode == 0
    assert done.stdout.startswith("left out: ")


# Our document and the vendor's


@pytest.fixture(scope="module")
def expectation() -> Any:
    deviations = compare_spec.read_deviations((ROOT / "spec/deviations.toml").read_text())
    return compare_spec.Expectation(compare_spec.read_document(VENDOR), deviations)


@pytest.fixture(scope="module")
def document() -> Node:
    """Our document; whoever changes it puts it back."""
    found: Node = compare_spec.read_document(ROOT / "spec/openapi.yaml")
    return found


def pointers(findings: list[Any]) -> set[str]:
    return {finding.pointer for finding in findings}


@needs_vendor
def test_our_document_differs_in_nothing_that_is_not_explained(
    expectation: Any, document: Node
) -> None:
    report = expectation.check(spec_facts.read_facts(document))
    assert [str(finding) for finding in report.findings] == []
    assert report.operations == report.same_operations == 69


def key(holder: Node, name: str) -> Callable[[], Callable[[], None]]:
    """Take a key away; it comes back where it stood."""

    def delete() -> Callable[[], None]:
        kept = dict(holder)
        del holder[name]

        def restore() -> None:
            holder.clear()
            holder.update(kept)

        return restore

    return delete


def member(holder: list[Any], position: int) -> Callable[[], Callable[[], None]]:
    def delete() -> Callable[[], None]:
        kept = holder.pop(position)
        return lambda: holder.insert(position, kept)

    return delete


def operations(document: Node) -> Iterator[tuple[str, Node, str]]:
    """List pointer, path item and verb of every operation."""
    for path, item in document["paths"].items():
        for verb in spec_facts.VERBS:
            if verb in item:
                yield f"{verb.upper()} {spec_facts.TEMPLATE.sub('{}', path)}", item, verb


def followed(document: Node, node: Node) -> Node:
    while "$ref" in node:
        found = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def deleted_operations(document: Node) -> Iterator[Deletion]:
    for pointer, item, verb in operations(document):
        yield pointer, key(item, verb)


def deleted_parameters(document: Node) -> Iterator[Deletion]:
    for pointer, item, verb in operations(document):
        listed = item[verb].get("parameters", [])
        (path,) = (path for path, known in document["paths"].items() if known is item)
        places = spec_facts.TEMPLATE.findall(path)
        for position, entry in enumerate(listed):
            parameter = followed(document, entry)
            name = parameter["name"]
            if parameter["in"] == "path":
                name = str(places.index(name) + 1)
            yield f"{pointer} {parameter['in']}.{name}", member(listed, position)


def deleted_bodies(document: Node) -> Iterator[Deletion]:
    for pointer, item, verb in operations(document):
        if "requestBody" in item[verb]:
            yield f"{pointer} body", key(item[verb], "requestBody")


def deleted_responses(document: Node) -> Iterator[Deletion]:
    for pointer, item, verb in operations(document):
        for status in item[verb]["responses"]:
            yield f"{pointer} {status}", key(item[verb]["responses"], status)


def objects(document: Node) -> Iterator[tuple[str, Node]]:
    """List the schemas, and the parts of those that are made of parts, each with its name."""
    for name, schema in document["components"]["schemas"].items():
        yield name, schema
        for part in schema.get("allOf", []):
            if "$ref" not in part:
                yield name, part


def deleted_schemas(document: Node) -> Iterator[Deletion]:
    for name in document["components"]["schemas"]:
        yield name, key(document["components"]["schemas"], name)


def deleted_properties(document: Node) -> Iterator[Deletion]:
    for owner, schema in objects(document):
        for name in schema.get("properties", {}):
            yield f"{owner}.{name}", key(schema["properties"], name)


def deleted_nulls(document: Node) -> Iterator[Deletion]:
    for owner, schema in objects(document):
        for name, value in schema.get("properties", {}).items():
            pointer = f"{owner}.{name} null"
            if "null" in value.get("type", ()):
                yield pointer, member(value["type"], value["type"].index("null"))
            for members in (value.get("oneOf", []), value.get("anyOf", [])):
                if {"type": "null"} in members:
                    yield pointer, member(members, members.index({"type": "null"}))


DELETIONS = {
    "operations": (deleted_operations, 82),
    "parameters": (deleted_parameters, 100),
    "bodies": (deleted_bodies, 20),
    "responses": (deleted_responses, 400),
    "schemas": (deleted_schemas, 150),
    "properties": (deleted_properties, 800),
    "nulls": (deleted_nulls, 600),
}


@needs_vendor
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", DELETIONS)
def test_whatever_is_taken_from_our_document_is_named(
    kind: str, expectation: Any, document: Node, scale: Scale
) -> None:
    enumerate_deletions, at_least = DELETIONS[kind]
    deletions = list(enumerate_deletions(document))
    assert len(deletions) >= at_least
    # Operations and schemas are read apart, so that only what a deletion touches is read again.
    without_schemas = {**document, "components": {**document["components"], "schemas": {}}}
    without_paths = {**document, "paths": {}}
    is_of_paths = kind in {"operations", "parameters", "bodies", "responses"}
    touched = without_schemas if is_of_paths else without_paths
    rest = spec_facts.read_facts(without_paths if is_of_paths else without_schemas)
    before = spec_facts.read_facts(document)
    assert {**rest, **spec_facts.read_facts(touched)} == before
    known = pointers(expectation.check(before).findings)
    unnoticed = []
    for pointer, delete in scale.pick(deletions, 30):
        restore = delete()
        try:
            after = {**rest, **spec_facts.read_facts(touched)}
        finally:
            restore()
        found = pointers(expectation.check(after).findings) - known
        if pointer not in found:
            unnoticed.append((pointer, sorted(found)))
    assert unnoticed == []
    assert spec_facts.read_facts(document) == before


@needs_vendor
@pytest.mark.parametrize("fact", ["", *sorted(spec_facts.FACTS - compare_spec.OUR_OWN)])
def test_no_fact_of_our_document_can_change_unnoticed(
    fact: str, expectation: Any, document: Node
) -> None:
    before = spec_facts.read_facts(document)
    known = pointers(expectation.check(before).findings)
    after, changes = {}, set()
    for pointer, slot in before.items():
        after[pointer] = slot
        if fact in slot.facts:
            others = {name: value for name, value in slot.facts.items() if name != fact}
            after[pointer] = slot._replace(facts=others)
            changes.add(f"{pointer} {fact}")
        elif not fact and slot.kind not in {"items", "operation", "security"}:
            after[pointer] = slot._replace(shape=spec_facts.Shape("changed"))
            changes.add(pointer)
    assert changes - pointers(expectation.check(after).findings) - known == set()


def typed_nodes(node: Any) -> Iterator[Node]:
    """List the parts of schemas that state a type, those of objects with properties aside."""
    if isinstance(node, list):
        for inner in node:
            yield from typed_nodes(inner)
    elif isinstance(node, dict):
        if isinstance(node.get("type"), str) and "properties" not in node:
            yield node
        for name, inner in node.items():
            if name not in {"example", "discriminator"}:
                yield from typed_nodes(inner)


@needs_vendor
@pytest.mark.timeout(300)
def test_no_type_of_the_vendor_can_change_unnoticed(document: Node, scale: Scale) -> None:
    text = (ROOT / "spec/deviations.toml").read_text()
    deviations = compare_spec.read_deviations(text)
    vendor: Node = json.loads(VENDOR.read_text())
    ours = spec_facts.read_facts(document)
    known = set(compare_spec.Expectation(vendor, deviations).check(ours).findings)
    # Every tenth is enough: each takes the time of a whole comparison.
    nodes = list(typed_nodes(vendor["components"]["schemas"]))[::10]
    unnoticed = []
    for node in scale.pick(nodes, 6):
        kept = node["type"]
        node["type"] = "integer" if kept == "string" else "string"
        if not set(compare_spec.Expectation(vendor, deviations).check(ours).findings) - known:
            unnoticed.append((kept, node))
        node["type"] = kept
    assert unnoticed == []
