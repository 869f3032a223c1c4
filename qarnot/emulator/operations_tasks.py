"""The operations on tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from qarnot.emulator.calls import Buckets, Call, Handler, Reply
from qarnot.emulator.core.cluster import Cluster, Rerun
from qarnot.emulator.core.filters import TASK_FIELDS
from qarnot.emulator.core.intake import plan_task
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.snapshots import SnapshotSettings
from qarnot.emulator.operations_listing import bucket_test, listing_handlers
from qarnot.emulator.operations_output import output_handlers

__all__ = ["task_handlers"]


def task_handlers(cluster: Cluster, buckets: Buckets) -> Mapping[str, Handler]:
    """Give the handlers of these operations, by ``operationId``."""
    table: dict[str, Handler] = {
        **listing_handlers(cluster.tasks, "task", TASK_FIELDS, has_summaries=True),
        "create_task": partial(_create, cluster, buckets),
        "update_task": lambda call: _done(cluster.update, call, call.body),
        "update_task_resources": lambda call: _done(cluster.update_resources, call),
        "delete_task": lambda call: _done(cluster.delete, call),
        "abort_task": lambda call: _done(cluster.abort, call),
        "restart_task": lambda call: _done(cluster.restart, call),
        "clone_task": partial(_clone, cluster, buckets),
        "set_periodic_snapshot": partial(_save_periodically, cluster),
        "snapshot_task": lambda call: Reply(json=cluster.save(_task(call), _settings(call.body))),
        "get_task_snapshot": lambda call: Reply(
            json=cluster.snapshot(_task(call), call.parameters["snapshotId"])
        ),
        "get_task_port_forwards": lambda call: Reply(json=cluster.forwards(_task(call))),
        "get_task_credits": lambda call: Reply(json={"credits": cluster.task_credits(_task(call))}),
        "get_task_carbon_facts": lambda call: Reply(
            json=cluster.carbon_facts(_task(call), call.parameters.get("comparisonDatacenter"))
        ),
    }
    kinds: tuple[Rerun, ...] = ("retry", "recover", "resume")
    for kind in kinds:
        table[f"{kind}_task"] = partial(_rerun, cluster, buckets, kind)
    return {**table, **output_handlers("task", cluster.output)}


def _task(call: Call) -> str:
    return str(call.parameters["taskUuid"])


def _done(action: Callable[..., None], call: Call, *arguments: Any) -> Reply:
    action(_task(call), *arguments)
    return Reply()


def _create(cluster: Cluster, buckets: Buckets, call: Call) -> Reply:
    exists = bucket_test(buckets)

    def submit(request: Mapping[str, Any]) -> str:
        return cluster.submit(plan_task(request, exists))

    if not isinstance(call.body, list):
        return Reply(json={"uuid": submit(call.body)})
    outcomes = [_outcome(submit, request) for request in call.body]
    accepted = sum(each["statusCode"] == 200 for each in outcomes)
    if accepted == len(outcomes):
        return Reply(json=outcomes)
    return Reply(207 if accepted else outcomes[0]["statusCode"], outcomes)


def _outcome(submit: Callable[[Mapping[str, Any]], str], request: Mapping[str, Any]) -> Any:
    try:
        return {"statusCode": 200, "uuid": submit(request), "message": None}
    except Refusal as refusal:
        return {"statusCode": refusal.status, "uuid": None, "message": refusal.message}


def _clone(cluster: Cluster, buckets: Buckets, call: Call) -> Reply:
    return Reply(json={"uuid": cluster.clone(_task(call), call.body, bucket_test(buckets))})


def _rerun(cluster: Cluster, buckets: Buckets, kind: Rerun, call: Call) -> Reply:
    uuid = cluster.rerun(_task(call), kind, call.body, bucket_test(buckets))
    return Reply(json={"uuid": uuid})


def _save_periodically(cluster: Cluster, call: Call) -> Reply:
    cluster.save_periodically(_task(call), int(call.body["interval"]), _settings(call.body))
    return Reply()


def _settings(body: Mapping[str, Any]) -> SnapshotSettings:
    return SnapshotSettings(
        whitelist=body.get("whitelist"),
        blacklist=body.get("blacklist"),
        bucket=body.get("bucket"),
        prefix=body.get("bucketPrefix"),
    )
