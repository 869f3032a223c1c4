"""Whatever the document allows to ask of pools and jobs is answered as the document says."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.emulator import Emulator
from qarnot.emulator.calls import Reply
from qarnot.emulator.core.accounts import DEFAULT_PROJECT
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.core.times import now_utc
from qarnot.emulator.runners import NullRunner

from .answers import HEADERS, api_of, asked
from .stage import Stage
from .support import Rest, task

API = api_of(Cluster(NullRunner(), slots=1))

_texts = st.text(max_size=5)
_counts = st.none() | st.integers(0, 3) | st.just(2**31 - 1)
_long_counts = _counts | st.just(2**63 - 1)
_spans = st.none() | st.sampled_from(["00:00:00", "-00:00:01", "1.00:00:00", "99999999.00:00:00"])
_times = st.sampled_from(["00:00:00", "23:59:59.9999999", "24:00:00", "99:99:99"])
_values = st.none() | st.booleans() | _texts | st.lists(_texts, max_size=2)
_other = st.dictionaries(_texts.filter(lambda name: name not in ("type", "name")), _values)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _typed(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return some(name=st.none() | _texts, **fields).map(lambda value: {**value, "type": kind})


_strange = _texts.filter(lambda kind: kind not in ("Always", "Weekly"))
_periods = st.none() | st.lists(
    _typed("Always")
    | _typed(
        "Weekly",
        days=st.none() | st.lists(st.sampled_from(["monday", "SUNDAY", "x"]), max_size=2),
        startTimeUtc=_times,
        endTimeUtc=_times,
    )
    | st.builds(lambda value, kind: {**value, "type": kind}, _other, _strange),
    max_size=2,
)
_managed = {
    "minTotalSlots": _counts,
    "maxTotalSlots": _counts,
    "minIdleSlots": _counts,
    "minIdleTimeSeconds": _counts,
}
_kinds = _texts.filter(lambda kind: kind not in ("Fixed", "ManagedTasksQueue"))
_policies = (
    _typed("Fixed", slotsCount=_long_counts.filter(lambda value: value is not None))
    | _typed("Fixed", enabledPeriods=_periods)
    | _typed(
        "ManagedTasksQueue",
        **dict.fromkeys(_managed, _long_counts),
        scalingFactor=st.none() | st.floats(-1, 9),
        enabledPeriods=_periods,
    )
    | st.builds(
        lambda value, kind, periods: {**value, "type": kind, "enabledPeriods": periods},
        _other,
        _kinds,
        _periods,
    )
)
_scaling = some(policies=st.none() | st.lists(_policies, max_size=3))
_changes: dict[str, st.SearchStrategy[Any]] = {
    "scaling": st.none() | _scaling,
    "elasticProperty": st.none()
    | some(
        isElastic=st.none() | st.booleans(),
        **_managed,
        resizePeriod=_counts,
        rampResizeFactor=st.none() | st.floats(0, 1),
    ),
    "tags": st.none() | st.lists(_texts, max_size=2),
    "constants": st.none()
    | st.lists(
        st.fixed_dictionaries({"key": st.sampled_from(["A", "B"]), "value": st.just("${A}")}),
        max_size=2,
    ),
}
_copies: dict[str, st.SearchStrategy[Any]] = {
    **_changes,
    "instanceCount": _counts,
    "preparationTask": st.none() | some(commandLine=st.none() | _texts),
    "completionTimeToLive": _spans,
    "autoDeleteOnCompletion": st.none() | st.booleans(),
    "schedulingType": st.none() | st.sampled_from(["flex", "Reserved", "strange"]),
    "resourceBuckets": st.none() | st.lists(st.sampled_from(["a", "b"]), max_size=1),
    "defaultRetrySettings": st.none() | some(maxTotalRetries=_counts),
}
_pools = some(
    **_copies,
    multiSlotsSettings=st.none() | some(slotsPerNode=st.none() | st.integers(1, 4)),
    maxTimeQueueSeconds=_counts,
    projectUuid=st.none() | st.just("01234567-89ab-cdef-0123-456789abcdef"),
)
_jobs = some(
    maxWallTime=_spans,
    completionTimeToLive=_spans,
    autoDeleteOnCompletion=st.none() | st.booleans(),
    useDependencies=st.none() | st.booleans(),
    poolUuid=st.none() | st.just("01234567-89ab-cdef-0123-456789abcdef"),
    state=st.none() | _texts,
    tags=st.none() | st.lists(_texts, max_size=2),
)

_USUAL = {"name": "p", "profile": "docker-batch", "instanceCount": 1}


@given(body=_pools, changes=some(**_changes), copy=some(**_copies), scaling=_scaling)
def test_every_request_on_a_pool_is_answered_as_the_document_says(
    body: dict[str, Any], changes: dict[str, Any], copy: dict[str, Any], scaling: dict[str, Any]
) -> None:
    status, made = asked(API, "POST", "/pools", _USUAL | body)
    pool = f"/pools/{made['uuid']}" if status == 200 else "/pools/none"
    asked(API, "GET", pool)
    asked(API, "PUT", pool, changes)
    asked(API, "PUT", f"{pool}/scaling", scaling)
    asked(API, "POST", "/sanity-checks/pools/scaling", scaling)
    asked(API, "POST", f"{pool}/clone", copy)
    for what in ("scaling", "tasks", "jobs"):
        asked(API, "GET", f"{pool}/{what}")
    asked(API, "PATCH", pool)
    for method in ("GET", "POST"):
        for name in ("stdout", "stderr", "stdout/0", "stderr/7"):
            asked(API, method, f"{pool}/{name}")
    asked(API, "POST", f"{pool}/close")
    asked(API, "GET", pool)
    asked(API, "DELETE", pool)
    assert asked(API, "GET", pool)[0] == 404


@given(body=_jobs, force=st.sampled_from(["", "?force=true", "?force=false"]))
def test_every_request_on_a_job_is_answered_as_the_document_says(
    body: dict[str, Any], force: str
) -> None:
    status, made = asked(API, "POST", "/jobs", {"name": "j"} | body)
    job = f"/jobs/{made['uuid']}" if status == 200 else "/jobs/none"
    for path in (job, f"{job}/tasks"):
        asked(API, "GET", path)
    for _ in range(2):
        asked(API, "POST", f"{job}/terminate")
    asked(API, "GET", job)
    reply = API.answer("DELETE", job + force, HEADERS, b"")
    assert reply.status == status if status == 200 else reply.status == 404
    assert asked(API, "GET", job)[0] == 404


def test_a_copy_is_refused_as_the_document_says_when_the_credits_are_used_up() -> None:
    stage = Stage(slots=3)
    api, pool, half_done = api_of(stage.cluster), stage.pool(), stage.submit(instanceCount=3)
    stage.run(half_done, 0, error="bad")
    stage.cluster.abort(half_done)
    stage.finish(half_done, 1)
    stage.cluster.account.charge(None, stage.cluster.credits_left(), now_utc())
    for path, body in (("/pools", _USUAL), ("/tasks", task()), ("/jobs", {"name": "j"})):
        assert asked(api, "POST", path, body)[0] == (200 if path == "/jobs" else 402)
    copies: list[tuple[str, Any]] = [
        (f"/pools/{pool}/clone", {}),
        *((f"/tasks/{half_done}/{how}", {}) for how in ("clone", "retry", "recover", "resume")),
        (f"/tasks/{half_done}/restart", None),
    ]
    for path, body in copies:
        status, reply = asked(api, "POST", path, body)
        assert (status, reply) == (403, {"message": "Not enough credits"}), path


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        (
            "/tasks",
            {
                "hardwareConstraints": [
                    {"discriminator": "MinimumRamHardwareConstraint", "minimumMemoryMB": "huge"}
                ]
            },
        ),
        ("/tasks", {"instanceCount": "huge"}),
        (
            "/pools",
            {
                "scaling": {
                    "policies": [
                        {"type": "ManagedTasksQueue", "maxTotalSlots": 1, "scalingFactor": "huge"}
                    ]
                }
            },
        ),
    ],
)
def test_a_number_that_is_too_large_for_json_is_refused(path: str, changes: dict[str, Any]) -> None:
    api = api_of(Cluster(NullRunner(), slots=1))
    for huge in ("1e999", "-1e999"):
        body = json.dumps(_USUAL | changes).replace('"huge"', huge)
        reply = api.answer("POST", path, HEADERS, body.encode())
        message = f"body: not JSON in UTF-8: {huge} is too large a number"
        assert (reply.status, reply.json) == (400, {"message": message})
    assert asked(api, "GET", path) == (200, [])


def test_a_reply_never_holds_what_json_does_not_have() -> None:
    for number in (math.inf, math.nan):
        with pytest.raises(ValueError, match="JSON"):
            Reply(json={"credits": number}).encoded()


def test_a_uuid_is_the_same_in_capital_letters() -> None:
    stage = Stage(slots=3)
    api, pool = api_of(stage.cluster), stage.pool(projectUuid=DEFAULT_PROJECT.uuid.upper())
    job = asked(api, "POST", "/jobs", {"name": "j", "poolUuid": pool.upper()})[1]["uuid"]
    body = task(profile=None)
    bodies = [
        {**body, "poolUuid": pool.upper()},
        {**body, "jobUuid": job.upper()},
        {**task(), "projectUuid": DEFAULT_PROJECT.uuid.upper()},
    ]
    uuids = [asked(api, "POST", "/tasks", each)[1]["uuid"] for each in bodies]
    places: tuple[dict[str, str], ...] = (
        {"poolUuid": pool},
        {"jobUuid": job, "poolUuid": pool},
        {},
    )
    for uuid, where in zip(uuids, places, strict=True):
        shown = asked(api, "GET", f"/tasks/{uuid.upper()}")[1]
        assert {"uuid": uuid, **where}.items() <= shown.items()
    assert asked(api, "GET", f"/pools/{pool.upper()}")[1]["projectUuid"] == DEFAULT_PROJECT.uuid
    of_project = {
        "operator": "Equal",
        "field": "ProjectUuid",
        "value": DEFAULT_PROJECT.uuid.upper(),
    }
    [found] = asked(api, "POST", "/tasks/search", {"filter": of_project})[1]
    assert found["uuid"] == uuids[2]
    budgets = asked(api, "GET", f"/credits/v1/projects/{DEFAULT_PROJECT.uuid.upper()}/budgets")
    assert len(budgets[1]["budgets"]) == 1
    assert asked(api, "POST", f"/jobs/{job.upper()}/terminate")[0] == 200
    again = {**task(), "shortname": uuids[0].upper()}
    assert asked(api, "POST", "/tasks", again)[0] == 400, "it would name two tasks"


def test_the_limits_are_told_with_the_words_that_clients_look_for() -> None:
    api = api_of(Cluster(NullRunner(), slots=1, max_pools=1, max_jobs=1))
    for path, body, noun in (("/pools", _USUAL, "pools"), ("/jobs", {"name": "j"}, "jobs")):
        assert asked(api, "POST", path, body)[0] == 200
        status, reply = asked(api, "POST", path, body)
        assert (status, reply["message"].lower()) == (403, f"maximum number of {noun} reached")


def test_what_is_wrong_with_a_scaling_is_told_by_its_field() -> None:
    path = "/sanity-checks/pools/scaling"
    good = {"policies": [{"type": "Fixed", "slotsCount": 1}, {"type": "New", "x": 1}]}
    assert asked(API, "POST", path, good) == (200, None)
    assert asked(API, "POST", path, {"policies": None}) == (200, None)
    bad = {"type": "ManagedTasksQueue", "minTotalSlots": 2, "maxTotalSlots": 1}
    status, reply = asked(API, "POST", path, {"policies": [bad]})
    assert (status, reply["status"]) == (400, 400)
    assert reply["errors"] == {"scaling.minTotalSlots": ["2 is above maxTotalSlots, 1"]}
    assert reply["detail"] == "scaling.minTotalSlots: 2 is above maxTotalSlots, 1"


def test_an_emulator_has_the_limits_that_it_was_given() -> None:
    with Emulator(runner="none", max_pools=1, max_jobs=2) as emulator:
        client = Rest(emulator.cluster_url)
        with client.http:
            info = client.http.get("/info").json()
            assert (info["maxPool"], info["maxJob"]) == (1, 2)
            assert client.http.post("/pools", json=_USUAL).status_code == 200
            assert client.refusal("POST", "/pools", json=_USUAL) == (
                403,
                "Maximum number of pools reached",
            )
