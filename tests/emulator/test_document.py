"""The emulator and the API document say the same."""

from __future__ import annotations

import re
from importlib.resources import files
from json import loads
from typing import Any

import pytest

from qarnot.emulator import Emulator
from qarnot.emulator.buckets import BucketStore
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.document import Document
from qarnot.emulator.modelled import MODELLED
from qarnot.emulator.operations import handlers
from qarnot.emulator.runners import NullRunner
from qarnot.emulator.validation import problems

from .support import Rest, task, until

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
    "projectUuid": "00000000-0000-4000-8000-000000000001",
    "poolUuid": "shown-pool",
    "jobUuid": "shown-job",
    "snapshotId": "none",
    "key": "shown/secret",
    "prefix": "",
}
# What an operation is called for when that is not the usual object.
FIXED = {"policies": [{"type": "Fixed", "name": "one", "slotsCount": 1}]}
SPECIAL = {
    "abort_task": {"taskUuid": "aborted"},
    "resume_task": {"taskUuid": "cancelled"},
    "update_task_resources": {"taskUuid": "running"},
    "snapshot_task": {"taskUuid": "running"},
    "set_periodic_snapshot": {"taskUuid": "running"},
    "get_task_snapshot": {"taskUuid": "running"},
    "get_task_port_forwards": {"taskUuid": "running"},
    "restart_task": {"taskUuid": "restarted"},
    "close_pool": {"poolUuid": "closed-pool"},
    "terminate_job": {"jobUuid": "terminated-job"},
    "create_secret": {"key": "created/secret"},
    **{
        f"{verb}_pool_instance_{stream}": {"instanceId": "0"}
        for verb in ("get", "read_fresh")
        for stream in ("stdout", "stderr")
    },
}
STATUSES = {"create_secret": 201, "update_secret": 204, "delete_secret": 204}
QUERIES = {"search_cpu_model_constraints": "?cpuModel=amd"}


def test_every_operation_has_a_handler() -> None:
    names = {name for name, _, _ in OPERATIONS}
    assert not HANDLED - names, f"handlers without an operation: {sorted(HANDLED - names)}"
    missing = names - HANDLED
    assert not missing, f"write their handlers in qarnot/emulator: {sorted(missing)}"


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
    rest.submit(shortname="restarted")
    rest.submit("sleep 60", shortname="running")
    rest.submit("sleep 60", shortname="aborted")
    rest.submit("sleep 60", shortname="cancelled")
    rest.http.post("/tasks/cancelled/abort")
    for name in ("failed", "restarted", "cancelled"):
        rest.finished(name)
    for name in ("shown", "closed"):
        pool = {"name": name, "profile": "docker-batch", "instanceCount": 1}
        rest.http.post("/pools", json={**pool, "shortname": f"{name}-pool"})
    rest.http.put("/secrets-manager/data/shown/secret", json={"Value": "shown"})
    rest.http.post("/jobs", json={"name": "j", "shortname": "shown-job"})
    rest.http.post("/jobs", json={"name": "j", "shortname": "terminated-job"})
    until(lambda: rest.task("running")["state"] == "FullyExecuting", what="a task that runs")
    snapshot = rest.http.post("/tasks/running/snapshot", json={}).json()["id"]
    bodies = {
        "create_task": task(),
        "create_pool": {"name": "p", "profile": "docker-batch", "instanceCount": 1},
        "create_job": {"name": "j"},
        "set_periodic_snapshot": {"interval": 3600},
        "replace_pool_scaling": FIXED,
        "check_pool_scaling": FIXED,
        "create_secret": {"Value": "created"},
        "update_secret": {"Value": "updated"},
    }
    found = {}
    for name, verb, path in sorted(OPERATIONS, key=lambda each: each[1] == "delete"):
        values = NAMES | {"snapshotId": snapshot} | SPECIAL.get(name, {})
        target = re.sub(r"{(\w+)}", lambda found: values.get(found[1], "x"), path)  # noqa: B023
        takes_body = "requestBody" in CONTENT["paths"][path][verb]
        body = bodies.get(name, {}) if takes_body else None
        target += QUERIES.get(name, "")
        reply = rest.http.request(verb.upper(), target, json=body)
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
    expected = STATUSES.get(name, 200)
    assert status == expected, body
    content = CONTENT["paths"][path][verb]["responses"][str(expected)].get("content", {})
    if "application/json" in content:
        where = ("paths", path, verb, "responses", "200", "content", "application/json", "schema")
        assert problems(Document().validator(*where), body) == []
        assert not _strangers(content["application/json"]["schema"], body)


def _strangers(schema: dict[str, Any], body: Any) -> set[str]:
    """Find properties of a reply, or of what is in it, that the document does not know."""
    if isinstance(body, list):
        [items] = [each["items"] for each in _parts(schema) if "items" in each] or [{}]
        return {name for each in body for name in _strangers(items, each)}
    parts = _parts(schema)
    if not isinstance(body, dict) or any(
        each.get("additionalProperties") is True for each in parts
    ):
        return set()
    known: dict[str, Any] = {}
    for part in parts:
        known |= part.get("properties", {})
        if isinstance(part.get("additionalProperties"), dict):
            known = dict.fromkeys(body, part["additionalProperties"]) | known
    inside = {
        f"{name}.{each}"
        for name in body.keys() & known.keys()
        for each in _strangers(known[name], body[name])
    }
    return (set(body) - known.keys()) | inside


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Give all schemas that a schema is made of."""
    if "$ref" in schema:
        return _parts(CONTENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    combined = [each for key in ("allOf", "oneOf", "anyOf") for each in schema.get(key, ())]
    return [schema, *(part for each in combined for part in _parts(each))]


def test_strangers_are_found_deep_inside() -> None:
    task_schema = {"$ref": "#/components/schemas/Task"}
    assert _strangers(task_schema, {"status": {"wallTime": "", "x": 1}, "labels": {"a": "b"}}) == {
        "status.x"
    }
    assert _strangers({"type": "array", "items": task_schema}, [{"y": 1}]) == {"y"}


def test_the_account_is_described(cluster: Emulator, rest: Rest) -> None:
    info = rest.http.get("/info").json()
    assert info["email"] == "user@emulator.local"
    assert (info["maxInstances"], info["maxCores"]) == (4, 4)
    assert info["taskCount"] == len(
        rest.http.post("/tasks/paginate", json={"maximumResults": 1000}).json()["data"]
    )
