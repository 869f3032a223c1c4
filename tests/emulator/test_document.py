"""The emulator and the API document say the same."""

from __future__ import annotations

import re
from importlib.resources import files
from json import loads
from typing import Any

import pytest
from pending import FILE as PENDING_FILE, PENDING

from qarnot.emulator import Emulator
from qarnot.emulator.buckets import BucketStore
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.document import Document
from qarnot.emulator.modelled import MODELLED
from qarnot.emulator.operations import handlers
from qarnot.emulator.runners import NullRunner
from qarnot.emulator.validation import problems

from .support import Rest, task

CONTENT: dict[str, Any] = loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
OPERATIONS = [
    (definition["operationId"], verb, path)
    for path, verbs in CONTENT["paths"].items()
    for verb, definition in verbs.items()
    if "operationId" in definition
]


HANDLED = set(handlers(Cluster(NullRunner(), slots=1), BucketStore("http://127.0.0.1:9")))
NAMES = {
    "taskUuid": "failed",
    "instanceId": "2",
    "name": "docker-batch",
}


def test_every_operation_that_is_not_pending_has_a_handler() -> None:
    names = {name for name, _, _ in OPERATIONS}
    pending = PENDING.get("operations.emulator", set())
    assert not HANDLED - names, f"handlers without an operation: {sorted(HANDLED - names)}"
    missing = names - HANDLED - pending
    assert not missing, f"write their handlers in qarnot/emulator: {sorted(missing)}"
    done = pending - (names - HANDLED)
    assert not done, f"take them out of operations.emulator in {PENDING_FILE.name}: {sorted(done)}"


def test_what_is_modelled_of_a_body_is_told_for_every_handler_that_takes_one() -> None:
    taken = {each.body_schema for each in Document().operations if each.name in HANDLED}
    assert taken - {None} == MODELLED.keys()
    for name, modelled in MODELLED.items():
        assert modelled <= CONTENT["components"]["schemas"][name]["properties"].keys(), name


def test_every_operation_is_found_by_its_path() -> None:
    document = Document()
    for name, verb, path in OPERATIONS:
        match = document.match(verb.upper(), re.sub(r"[{}]", "", path))
        assert match is not None
        assert match[0].name == name


@pytest.fixture(scope="module")
def replies(rest: Rest) -> dict[tuple[str, str], tuple[int, Any]]:
    """An answer to each operation, by verb and path."""
    rest.http.post("/tasks", json=task(shortname="shown", labels={"a": "b"}, tags=["t"]))
    rest.submit("false", shortname="failed", advancedRanges="2-3", instanceCount=None)
    rest.finished("failed")
    bodies = {
        "create_task": task(),
        "search_tasks": {},
        "paginate_tasks": {},
        "paginate_task_summaries": {},
    }
    found = {}
    for name, verb, path in sorted(OPERATIONS, key=lambda each: each[1] == "delete"):
        if name == "abort_task":
            rest.submit("sleep 60", shortname="aborted")
        changes = {"taskUuid": "aborted"} if name == "abort_task" else {}
        values = NAMES | changes
        target = re.sub(r"{(\w+)}", lambda found: values.get(found[1], "x"), path)  # noqa: B023
        reply = rest.http.request(verb.upper(), target, json=bodies.get(name))
        is_json = reply.headers.get("content-type") == "application/json"
        found[verb, path] = (reply.status_code, reply.json() if is_json else reply.text)
    return found


@pytest.mark.parametrize(("name", "verb", "path"), OPERATIONS)
def test_every_reply_is_what_the_document_says(
    replies: dict[tuple[str, str], tuple[int, Any]], name: str, verb: str, path: str
) -> None:
    status, body = replies[verb, path]
    if name not in HANDLED:
        assert status == 501
        assert body["message"].startswith(f"not modelled: {name}, {verb.upper()} /")
        return
    assert status == 200, body
    content = CONTENT["paths"][path][verb]["responses"]["200"].get("content", {})
    if "application/json" in content:
        where = ("paths", path, verb, "responses", "200", "content", "application/json", "schema")
        assert problems(Document().validator(*where), body) == []
        assert not _strangers(content["application/json"]["schema"], body)


def _strangers(schema: dict[str, Any], body: Any) -> set[str]:
    """Find properties of a reply, or of its items, that the document does not know."""
    if isinstance(body, list):
        return {name for each in body for name in _strangers(schema.get("items", {}), each)}
    if not isinstance(body, dict) or "$ref" not in schema:
        return set()
    definition = CONTENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    parts = definition.get("allOf", [definition])
    known: set[str] = set()
    for part in parts:
        if "$ref" in part:
            part = CONTENT["components"]["schemas"][part["$ref"].rpartition("/")[2]]
        known |= set(part.get("properties", {}))
    return set(body) - known


def test_the_account_is_described(cluster: Emulator, rest: Rest) -> None:
    info = rest.http.get("/info").json()
    assert info["email"] == "user@emulator.local"
    assert (info["maxInstances"], info["maxCores"]) == (4, 4)
    assert info["taskCount"] == len(
        rest.http.post("/tasks/paginate", json={"maximumResults": 1000}).json()["data"]
    )
