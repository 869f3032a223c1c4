"""All operations of the document, on a server that answers as the document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from qarnot._operations import OPERATIONS as TABLE, Repeat
from qarnot.contract import plan
from qarnot.contract.plan import scenario
from qarnot.contract.steps import DELETIONS, EXTRAS, PATHS, STEPS

from .double import Double
from .support import OPERATIONS, Run, run

CHANGES = {name for name, row in TABLE.items() if row.repeat is not Repeat.SAFE}


def test_every_operation_is_called_once_but_for_changes_without_a_row() -> None:
    names = [step.operation for step in scenario(OPERATIONS)]
    assert OPERATIONS.keys() - set(names) <= CHANGES
    assert len(names) == len(set(names))


def test_no_row_is_for_an_operation_that_the_document_does_not_have() -> None:
    names = [step.operation for step in STEPS]
    assert len(names) == len(set(names))
    assert set(names) <= OPERATIONS.keys()


def test_a_read_without_a_row_gets_one_before_its_object_is_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = tuple(
        step for step in STEPS if step.operation not in ("list_job_tasks", "list_versions")
    )
    monkeypatch.setattr(plan, "STEPS", kept)
    names = [step.operation for step in scenario(OPERATIONS)]
    assert sorted(names) == sorted(OPERATIONS)
    assert names.index("list_job_tasks") == names.index("delete_job") - 1


def test_a_change_without_a_row_is_not_called_and_told(
    double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "STEPS", tuple(s for s in STEPS if s.operation != "clone_task"))
    found = run(double.url, "--write")
    assert found.reasons("no row in the table of steps") == {"clone_task"}
    assert "clone_task" not in double.names()


def test_whatever_stands_in_a_path_is_known() -> None:
    names = {
        parameter.name
        for operation in OPERATIONS.values()
        for parameter in operation.parameters
        if parameter.place == "path"
    }
    assert names == PATHS.keys()


def test_each_change_of_an_object_comes_after_it_was_made_and_before_it_is_removed() -> None:
    order = [step.operation for step in STEPS]
    makers = {step.makes: step.operation for step in STEPS}
    for step in STEPS:
        for parameter in OPERATIONS[step.operation].parameters:
            kind = PATHS[parameter.name] if parameter.place == "path" else ""
            if kind in DELETIONS and step.makes != kind and step.on not in EXTRAS:
                first, last = order.index(makers[kind]), order.index(DELETIONS[kind])
                if step.operation in CHANGES:
                    assert first < order.index(step.operation) <= last, step.operation


@pytest.fixture(scope="module")
def written() -> Iterator[tuple[Run, Double]]:
    """One run with --write, that several tests look at."""
    with HTTPServer(threaded=True) as server:
        double = Double(server)
        yield run(double.url, "--write"), double
        server.check()


def test_every_operation_is_reached_with_write(written: tuple[Run, Double]) -> None:
    found, double = written
    assert (found.status, found.err) == (0, "")
    assert found.outcomes("conforms") == set(OPERATIONS)
    assert set(double.names()) == set(OPERATIONS)
    assert double.objects == {}
    assert found.report["left_behind"] == []


def test_nothing_is_changed_without_write(double: Double) -> None:
    for kind in ("task", "pool", "job"):
        double.objects[f"a-{kind}"] = kind, "Success"
        for operation in OPERATIONS.values():
            if operation.tag == f"{kind}s":
                double.edits[operation.name] = partial(_with_uuid, name=f"a-{kind}")
    before = dict(double.objects)
    found = run(double.url)
    assert found.status == 0
    assert not CHANGES & set(double.names())
    assert double.objects == before
    assert found.reasons("needs --write") == CHANGES
    assert found.reasons("nothing there") == {"get_secret", "get_task_snapshot"}
    assert found.outcomes("conforms") == (
        set(OPERATIONS) - CHANGES - {"get_secret", "get_task_snapshot"}
    )


def _with_uuid(value: Any, name: str) -> Any:
    items = value.get("data") if isinstance(value, dict) else value
    if isinstance(items, list) and isinstance(items[0], dict):
        items[0]["uuid"] = name
    return value


@pytest.mark.parametrize("refused", [[], ["create_task", "create_pool", "create_job"]])
def test_changes_are_made_to_own_objects_only(double: Double, refused: list[str]) -> None:
    double.refuses = dict.fromkeys(refused, 402)
    for kind, listing in {
        "task": "paginate_task_summaries",
        "pool": "paginate_pool_summaries",
        "job": "paginate_jobs",
    }.items():
        double.objects[f"another-{kind}"] = kind, "FullyExecuting"
        double.edits[listing] = partial(_with_uuid, name=f"another-{kind}")
    before = dict(double.objects)
    found = run(double.url, "--write")
    assert found.status == 0
    assert double.objects == before
    touched = {name for name, path, _ in double.calls if "/another-" in path}
    assert not touched & CHANGES
    assert ("get_task" in touched) == bool(refused)


def test_bodies_are_small_and_name_nothing_of_others(written: tuple[Run, Double]) -> None:
    _, double = written
    sent = [(name, body) for name, _, body in double.calls if body is not None]
    prefixes = {body["name"].rpartition("-")[0] for _, body in sent if "name" in body}
    [prefix] = prefixes
    assert prefix.startswith("qarnot-contract-")
    names = [body["shortname"] for _, body in sent if "shortname" in body]
    assert len(names) == len(set(names)) >= 10
    foreign = ("bucket", "nightly", "projectUuid", "secretsAccessRights", "targeted", "privileges")
    for name, body in sent:
        text = json.dumps(body)
        assert not [word for word in foreign if word in text], name
        assert _largest(body) <= 1 or name in {"set_periodic_snapshot"} | READS, name
        if name in {"create_task", "create_pool", "create_job", "update_task", "update_pool"}:
            assert prefix in body["tags"]
        keys = [each["key"] for each in body.get("constants", ())]
        assert len(keys) == len(set(keys)), name


READS = {name for name in OPERATIONS if name.startswith(("paginate", "search"))}


def _largest(value: Any, key: str = "") -> float:
    """Find the largest count in a body; seconds and factors cost nothing."""
    if isinstance(value, dict):
        return max((_largest(each, name) for name, each in value.items()), default=0)
    if isinstance(value, list):
        return max((_largest(each, key) for each in value), default=0)
    is_count = isinstance(value, int) and "Seconds" not in key
    return value if is_count else 0


@pytest.mark.parametrize(
    ("names", "others"),
    [
        (["get_settings"], set()),
        (["get_task"], {"paginate_task_summaries"}),
        (["get_profile"], {"list_profiles"}),
        (["get_job", "get_pool"], {"paginate_jobs", "paginate_pool_summaries"}),
    ],
)
def test_only_what_is_asked_for_is_called(
    double: Double, names: list[str], others: set[str]
) -> None:
    found = run(double.url, "--operation", *names)
    assert set(double.names()) <= {*names, *others}
    assert {each["operation"] for each in found.report["operations"]} == set(OPERATIONS)
    assert found.reasons("not asked for") == set(OPERATIONS) - {*names, *others}


def test_what_an_operation_needs_is_made_for_it(double: Double) -> None:
    found = run(double.url, "--write", "--operation", "resume_task")
    assert found.outcomes("conforms") == {"create_task", "get_task", "abort_task", "resume_task"}
    assert double.objects == {}


def test_a_task_that_does_not_start_is_not_waited_for_without_end(double: Double) -> None:
    double.edits["get_task"] = lambda value: value | {"state": "Submitted"}
    found = run(double.url, "--write", "--patience", "0")
    assert found.status == 0
    assert found.reasons("not in the state") == {
        "update_task_resources",
        "set_periodic_snapshot",
        "snapshot_task",
        "resume_task",
        "recover_task",
        "retry_task",
        "restart_task",
    }
    assert found.of("snapshot_task")["message"] == "the task is not running: its state is Submitted"
    assert double.objects == {}


def test_deliberate_errors_are_made_with_reads_only(written: tuple[Run, Double]) -> None:
    found, _ = written
    for each in found.report["operations"]:
        probes = {probe["name"]: probe["status"] for probe in each["probes"]}
        if each["operation"] in CHANGES:
            assert probes == {}
        elif "{taskUuid}" in each["path"] or "{poolUuid}" in each["path"]:
            assert probes == {"missing object": 404}, each["operation"]
    assert {"name": "wrong token", "status": 401, "deviations": []} in (
        found.of("get_user_info")["probes"]
    )
