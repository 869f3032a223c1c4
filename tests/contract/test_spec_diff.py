"""What changed in the document since a revision, and what of it the changelog has to tell."""

from __future__ import annotations

import copy
import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
spec_diff: Any = importlib.import_module("spec_diff")
sys.path.remove(str(SCRIPTS))

Node = dict[str, Any]
REMOVED = object()


def ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Node, kind: str = "application/json") -> Node:
    return {"content": {kind: {"schema": schema}}}


BASE: Node = {
    "openapi": "3.1.0",
    "security": [{"token": []}],
    "paths": {
        "/tasks/{taskUuid}": {
            "put": {
                "operationId": "update_task",
                "tags": ["tasks"],
                "summary": "Prose.",
                "parameters": [
                    {
                        "name": "taskUuid",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                    {"name": "full", "in": "query", "schema": {"type": "integer", "maximum": 9}},
                ],
                "requestBody": {"required": False, **content(ref("Sent"))},
                "responses": {"200": content(ref("Got")), "202": {}, "404": {}},
            },
        },
        "/settings": {
            "get": {
                "operationId": "get_settings",
                "tags": ["platform"],
                "security": [],
                "responses": {"200": content(ref("Both"))},
            },
            "post": {
                "operationId": "set_settings",
                "tags": ["platform"],
                "requestBody": {"required": True, **content(ref("Both"))},
                "responses": {"200": {}},
            },
        },
    },
    "components": {
        "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        "schemas": {
            "Sent": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "description": "Prose.", "maxLength": 9},
                    "kind": {"type": ["string", "null"], "enum": ["a", "b"]},
                    "count": {"type": "integer", "format": "int64", "minimum": 1},
                    "tags": {"type": "array", "items": {"type": "string", "maxLength": 9}},
                },
            },
            "Got": {
                "type": "object",
                "required": ["uuid"],
                "properties": {
                    "uuid": {"type": "string"},
                    "kind": {"type": ["string", "null"], "enum": ["a", "b"]},
                    "count": {"type": "integer", "format": "int32", "minimum": 1},
                    "when": {"type": "string", "format": "date-time"},
                    "parts": {"type": "array", "items": ref("Part")},
                },
            },
            "Both": {"type": "object", "properties": {"a": {"type": "string"}}},
            "Part": {"type": "object", "properties": {"x": {"type": "string"}}},
            "Open": {"type": "object", "properties": {"x": {"type": "string"}}},
        },
    },
}

PUT = ("paths", "/tasks/{taskUuid}", "put")
SCHEMAS = ("components", "schemas")
SENT = (*SCHEMAS, "Sent", "properties")
GOT = (*SCHEMAS, "Got", "properties")
BOTH = (*SCHEMAS, "Both", "properties")


def edited(path: tuple[Any, ...], to: Any) -> Node:
    document = copy.deepcopy(BASE)
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    if to is REMOVED:
        del place[path[-1]]
    elif isinstance(place, list) and path[-1] == len(place):
        place.append(to)
    else:
        place[path[-1]] = to
    return document


def changes(path: tuple[Any, ...], to: Any) -> dict[str, bool]:
    """Give the pointers of all changes, and whether each breaks callers."""
    found = spec_diff.Differ(BASE, edited(path, to)).changes()
    return {f"{change.kind} {change.pointer}": change.is_breaking for change in found}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("path", "to", "expected"),
    [
        # Prose is no change.
        ((*PUT, "summary"), "Other prose.", {}),
        ((*SENT, "name", "description"), REMOVED, {}),
        # Operations and their names
        (("paths", "/news"), {"get": {"operationId": "n", "responses": {}}},
         {"added GET /news": False}),
        (PUT, REMOVED, {"removed PUT /tasks/{}": True}),
        ((*PUT, "operationId"), "put_task", {"changed PUT /tasks/{} operationId": True}),
        ((*PUT, "tags"), ["jobs"], {"changed PUT /tasks/{} tag": True}),
        ((*PUT, "deprecated"), True, {"changed PUT /tasks/{} deprecated": False}),
        ((*PUT, "security"), [], {"changed PUT /tasks/{} public": False}),
        (("paths", "/settings", "get", "security"), [{"token": []}],
         {"changed GET /settings public": True}),
        (("paths", "/tasks"), BASE["paths"]["/tasks/{taskUuid}"], {"added PUT /tasks": False}),
        (("components", "securitySchemes", "token", "name"), "X-Token",
         {"removed security apiKey header Authorization": True,
          "added security apiKey header X-Token": True}),
        # Parameters
        ((*PUT, "parameters", 1), REMOVED, {"removed PUT /tasks/{} query.full": True}),
        ((*PUT, "parameters", 2), {"name": "q", "in": "query", "schema": TEXT},
         {"added PUT /tasks/{} query.q": False}),
        ((*PUT, "parameters", 2), {"name": "q", "in": "query", "required": True, "schema": TEXT},
         {"added PUT /tasks/{} query.q": True}),
        ((*PUT, "parameters", 1, "name"), "whole",
         {"removed PUT /tasks/{} query.full": True, "added PUT /tasks/{} query.whole": False}),
        ((*PUT, "parameters", 1, "required"), True,
         {"changed PUT /tasks/{} query.full required": True}),
        ((*PUT, "parameters", 1, "schema", "type"), "number",
         {"changed PUT /tasks/{} query.full": False}),
        ((*PUT, "parameters", 1, "schema", "type"), "string",
         {"changed PUT /tasks/{} query.full": True}),
        ((*PUT, "parameters", 1, "schema", "maximum"), 8,
         {"changed PUT /tasks/{} query.full maximum": True}),
        ((*PUT, "parameters", 1, "schema", "maximum"), 10,
         {"changed PUT /tasks/{} query.full maximum": False}),
        # Bodies
        ((*PUT, "requestBody"), REMOVED, {"removed PUT /tasks/{} body": True}),
        ((*PUT, "requestBody", "required"), True, {"changed PUT /tasks/{} body required": True}),
        ((*PUT, "requestBody", "content"), content(ref("Sent"), "text/json")["content"],
         {"changed PUT /tasks/{} body content": True}),
        (("paths", "/settings", "get", "requestBody"), content(ref("Sent")),
         {"added GET /settings body": False}),
        (("paths", "/settings", "get", "requestBody"), {"required": True, **content(ref("Sent"))},
         {"added GET /settings body": True}),
        (("paths", "/settings", "post", "requestBody", "required"), False,
         {"changed POST /settings body required": False}),
        # Responses
        ((*PUT, "responses", "202"), REMOVED, {"removed PUT /tasks/{} 202": True}),
        ((*PUT, "responses", "201"), {}, {"added PUT /tasks/{} 201": False}),
        ((*PUT, "responses", "202"), content(ref("Got")),
         {"changed PUT /tasks/{} 202": False, "changed PUT /tasks/{} 202 content": False}),
        ((*PUT, "responses", "200"), {},
         {"changed PUT /tasks/{} 200": True, "changed PUT /tasks/{} 200 content": True}),
        ((*PUT, "responses", "200"), content(ref("Part")), {"changed PUT /tasks/{} 200": True}),
        # What is sent
        ((*SENT, "news"), TEXT, {"added Sent.news": False}),
        ((*SENT, "tags"), REMOVED, {"removed Sent.tags": True}),
        ((*SCHEMAS, "Sent", "required"), ["name", "count"], {"changed Sent.count required": True}),
        ((*SCHEMAS, "Sent", "required"), [], {"changed Sent.name required": False}),
        ((*SCHEMAS, "Sent", "additionalProperties"), True, {"changed Sent closed": False}),
        ((*SENT, "name", "type"), ["string", "null"], {"changed Sent.name null": False}),
        ((*SENT, "kind", "type"), "string", {"changed Sent.kind null": True}),
        ((*SENT, "kind", "enum"), ["a", "b", "c"], {"changed Sent.kind enum": False}),
        ((*SENT, "kind", "enum"), ["a"], {"changed Sent.kind enum": True}),
        ((*SENT, "kind", "enum"), REMOVED, {"changed Sent.kind enum": False}),
        ((*SENT, "name", "maxLength"), 8, {"changed Sent.name maxLength": True}),
        ((*SENT, "name", "maxLength"), REMOVED, {"changed Sent.name maxLength": False}),
        ((*SENT, "name", "pattern"), "^a$", {"changed Sent.name pattern": True}),
        ((*SENT, "count", "minimum"), 2, {"changed Sent.count minimum": True}),
        ((*SENT, "count", "minimum"), 0, {"changed Sent.count minimum": False}),
        ((*SENT, "count", "type"), "number", {"changed Sent.count": False}),
        ((*SENT, "count", "format"), "int32", {"changed Sent.count format": True}),
        ((*SENT, "count", "format"), REMOVED, {"changed Sent.count format": False}),
        ((*SENT, "tags", "items", "maxLength"), 8, {"changed Sent.tags[] maxLength": True}),
        ((*SENT, "tags", "items"), {"type": "integer"},
         {"changed Sent.tags": True, "changed Sent.tags[] maxLength": False}),
        ((*SENT, "count"), {"oneOf": [BASE["components"]["schemas"]["Sent"]["properties"]["count"],
                                      TEXT]}, {"changed Sent.count": False}),
        # What is received
        ((*GOT, "news"), TEXT, {"added Got.news": False}),
        ((*GOT, "when"), REMOVED, {"removed Got.when": True}),
        ((*SCHEMAS, "Got", "required"), ["uuid", "when"], {"changed Got.when required": False}),
        ((*SCHEMAS, "Got", "required"), [], {"changed Got.uuid required": True}),
        ((*GOT, "uuid", "type"), ["string", "null"], {"changed Got.uuid null": True}),
        ((*GOT, "kind", "type"), "string", {"changed Got.kind null": False}),
        ((*GOT, "kind", "enum"), ["a", "b", "c"], {"changed Got.kind enum": True}),
        ((*GOT, "kind", "enum"), ["a"], {"changed Got.kind enum": False}),
        ((*GOT, "count", "type"), "number", {"changed Got.count": True}),
        ((*GOT, "count", "format"), "int64", {"changed Got.count format": True}),
        ((*GOT, "count", "minimum"), 0, {"changed Got.count minimum": False}),
        ((*GOT, "when", "format"), REMOVED, {"changed Got.when format": True}),
        ((*GOT, "parts", "items"), {"oneOf": [ref("Part"), ref("Open")]},
         {"changed Got.parts": True}),
        ((*SCHEMAS, "Part", "properties", "x"), REMOVED, {"removed Part.x": True}),
        ((*SCHEMAS, "Got", "additionalProperties"), False, {"changed Got closed": False}),
        # What goes both ways
        ((*BOTH, "a"), REMOVED, {"removed Both.a": True}),
        ((*BOTH, "a", "type"), ["string", "null"], {"changed Both.a null": True}),
        ((*SCHEMAS, "Both", "required"), ["a"], {"changed Both.a required": True}),
        ((*BOTH, "b"), TEXT, {"added Both.b": False}),
        # Whole schemas
        ((*SCHEMAS, "News"), {"type": "object", "required": ["a"], "properties": {"a": TEXT}},
         {"added News": False}),
        ((*SCHEMAS, "Open"), REMOVED, {"removed Open": True}),
    ],
)  # fmt: skip
def test_the_verdict_on_a_single_edit(path: Any, to: Any, expected: dict[str, bool]) -> None:
    assert changes(path, to) == expected


def test_a_property_that_an_open_object_drops_can_still_be_sent() -> None:
    before = edited((*SCHEMAS, "Sent", "additionalProperties"), REMOVED)
    after = copy.deepcopy(before)
    del after["components"]["schemas"]["Sent"]["properties"]["tags"]
    (change,) = spec_diff.Differ(before, after).changes()
    assert (change.pointer, change.is_breaking) == ("Sent.tags", False)


def test_another_name_of_a_path_parameter_is_another_argument() -> None:
    after = copy.deepcopy(BASE)
    item = after["paths"].pop("/tasks/{taskUuid}")
    item["put"]["parameters"][0]["name"] = "uuid"
    after["paths"]["/tasks/{uuid}"] = item
    (change,) = spec_diff.Differ(BASE, after).changes()
    assert (change.pointer, change.is_breaking) == ("PUT /tasks/{} path.1 name", True)
    assert (change.before, change.after) == ("taskUuid", "uuid")


def test_another_path_is_another_operation() -> None:
    after = copy.deepcopy(BASE)
    after["paths"]["/jobs/{taskUuid}"] = after["paths"].pop("/tasks/{taskUuid}")
    found = spec_diff.Differ(BASE, after).changes()
    assert [(change.kind, change.pointer, change.is_breaking) for change in found] == [
        ("removed", "PUT /tasks/{}", True),
        ("added", "PUT /jobs/{}", False),
    ]


@pytest.mark.parametrize(
    ("path", "to", "names"),
    [
        (PUT, REMOVED, ("update_task",)),
        ((*PUT, "operationId"), "put_task", ("update_task", "put_task")),
        ((*PUT, "parameters", 1), REMOVED, ("update_task",)),
        ((*PUT, "responses", "202"), REMOVED, ("update_task",)),
        ((*GOT, "when"), REMOVED, ("Got.when",)),
        ((*SENT, "tags", "items", "maxLength"), 8, ("Sent.tags",)),
        ((*SCHEMAS, "Open"), REMOVED, ("Open",)),
    ],
)
def test_the_name_that_tells_of_a_change(path: Any, to: Any, names: tuple[str, ...]) -> None:
    (change,) = spec_diff.Differ(BASE, edited(path, to)).changes()
    assert change.told_by == names


@pytest.mark.parametrize(
    ("changelog", "is_told"),
    [
        ("", False),
        ("## Unreleased\n\nNothing.\n", False),
        ("## Unreleased\n\n- `Got.when` is gone.\n", True),
        ("## [Unreleased]\n\n### Changed\n\n- `Got.when` is gone.\n", True),
        ("## Unreleased\n\n### Added\n\n- `Got.when`\n", False),
        ("## Unreleased\n\n### Added\n\n- x\n\n### Removed\n\n- `Got.when`\n", True),
        ("## Unreleased\n\n- Got.when is gone.\n", False),
        ("## Unreleased\n\n- `Got` and `when`.\n", False),
        ("### Removed\n\n- `Got.when`\n\n## Unreleased\n", False),
        ("## Unreleased\n\n## 1.0\n\n- `Got.when`\n", False),
        ("## Unreleased\n\n## 1.0\n\n### Removed\n\n- `Got.when`\n", False),
    ],
)
def test_a_break_has_to_be_told_among_what_is_to_come(changelog: str, is_told: bool) -> None:
    found = spec_diff.Differ(BASE, edited((*GOT, "when"), REMOVED)).changes()
    assert (spec_diff.untold(found, changelog) == []) is is_told


def test_what_does_not_break_need_not_be_told() -> None:
    found = spec_diff.Differ(BASE, edited((*GOT, "news"), TEXT)).changes()
    assert len(found) == 1
    assert spec_diff.untold(found, "") == []


# The command, in a repository


class Repository:
    """A repository with the script, a document and a changelog."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "scripts").mkdir()
        (root / "spec").mkdir()
        for name in ("spec_diff.py", "spec_facts.py", "yaml_text.py"):
            shutil.copy(SCRIPTS / name, root / "scripts" / name)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(BASE)
        self.tell("Nothing.")
        self.git("add", ".")
        who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
        self.git(*who, "commit", "--quiet", "--no-verify", "--message=first")

    def git(self, *arguments: str) -> None:
        command = ["git", "-C", str(self.root), "-c", "commit.gpgsign=false", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def write(self, document: Node) -> None:
        (self.root / "spec/openapi.yaml").write_text(yaml.safe_dump(document))

    def tell(self, text: str) -> None:
        (self.root / "CHANGELOG.md").write_text(f"# Changelog\n\n## Unreleased\n\n{text}\n")

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(self.root / "scripts/spec_diff.py"), *options],
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Repository(tmp_path)


def test_nothing_changed(repository: Repository) -> None:
    done = repository.run("--base", "HEAD")
    assert (done.returncode, done.stdout, done.stderr) == (0, "changes: 0; breaking: 0\n", "")


def test_what_breaks_nobody_passes(repository: Repository) -> None:
    repository.write(edited((*GOT, "news"), TEXT))
    done = repository.run("--base", "main")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "added Got.news: string\nchanges: 1; breaking: 0\n"


def test_a_silent_break_fails_and_a_told_one_passes(repository: Repository) -> None:
    repository.write(edited((*GOT, "when"), REMOVED))
    done = repository.run("--base", "HEAD")
    line = "removed Got.when: string, format date-time [breaking: readers miss it; `Got.when`]\n"
    assert done.returncode == 1
    assert done.stdout == f"{line}changes: 1; breaking: 1\n"
    assert done.stderr == (
        "breaking changes that `## Unreleased` of CHANGELOG.md does not name, "
        f"outside of `### Added`: 1\n  {line}"
    )
    repository.tell("- `Got.when` is gone.")
    done = repository.run("--base", "HEAD")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_changes_as_json(repository: Repository) -> None:
    repository.write(edited((*GOT, "when"), REMOVED))
    done = repository.run("--base", "HEAD", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {
            "kind": "removed",
            "pointer": "Got.when",
            "before": "string, format date-time",
            "after": "",
            "why": "readers miss it",
            "told_by": ["Got.when"],
            "breaking": True,
            "told": False,
        }
    ]


@pytest.mark.parametrize("revision", ["nowhere", "HEAD~7", "--help-me", ""])
def test_a_revision_that_cannot_be_read(repository: Repository, revision: str) -> None:
    done = repository.run(f"--base={revision}")
    assert done.returncode == 2
    assert done.stderr.startswith("spec/openapi.yaml cannot be read at the revision")
    assert repr(revision) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", [None, "a: [", "a: 1", "[]"])
def test_a_document_that_cannot_be_read(repository: Repository, text: str | None) -> None:
    path = repository.root / "spec/openapi.yaml"
    path.unlink()
    if text is not None:
        path.write_text(text)
    done = repository.run("--base", "HEAD")
    assert done.returncode == 2
    assert "spec/openapi.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_changelog_that_cannot_be_read(repository: Repository) -> None:
    done = repository.run("--base", "HEAD", "--changelog", str(repository.root / "NEWS.md"))
    assert done.returncode == 2
    assert "NEWS.md" in done.stderr


def test_a_base_has_to_be_given(repository: Repository) -> None:
    done = repository.run()
    assert done.returncode == 2
    assert "--base" in done.stderr
