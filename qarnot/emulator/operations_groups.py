"""The operations on pools and jobs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from qarnot.emulator.calls import Buckets, Call, Handler, Reply
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.core.filters import JOB_FIELDS, POOL_FIELDS
from qarnot.emulator.core.intake import plan_pool
from qarnot.emulator.core.jobs import plan_job
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.scaling import read_policies
from qarnot.emulator.operations_listing import bucket_test, listing_handlers
from qarnot.emulator.operations_output import output_handlers

__all__ = ["job_handlers", "pool_handlers"]


def pool_handlers(cluster: Cluster, buckets: Buckets) -> Mapping[str, Handler]:
    """Give the handlers of the operations on pools, by ``operationId``."""
    return {
        **listing_handlers(cluster.pools, "pool", POOL_FIELDS, has_summaries=True),
        **output_handlers("pool", cluster.pool_output),
        "create_pool": partial(_open_pool, cluster, buckets),
        "update_pool": partial(_update_pool, cluster),
        "close_pool": partial(_close_pool, cluster),
        "delete_pool": partial(_delete_pool, cluster),
        "list_pool_tasks": lambda call: Reply(json=cluster.pool_tasks(_pool(call))),
        "list_pool_jobs": lambda call: Reply(json=cluster.pool_jobs(_pool(call))),
        "clone_pool": partial(_clone_pool, cluster, buckets),
        "update_pool_resources": partial(_update_pool_resources, cluster),
        "get_pool_scaling": lambda call: Reply(json=cluster.pool_scaling(_pool(call))),
        "replace_pool_scaling": partial(_replace_scaling, cluster),
        "check_pool_scaling": _check_scaling,
        "get_pool_credits": lambda call: Reply(json={"credits": cluster.pool_credits(_pool(call))}),
        "get_pool_carbon_facts": lambda call: Reply(
            json=cluster.pool_carbon_facts(_pool(call), call.parameters.get("comparisonDatacenter"))
        ),
    }


def job_handlers(cluster: Cluster) -> Mapping[str, Handler]:
    """Give the handlers of the operations on jobs, by ``operationId``."""
    return {
        **listing_handlers(cluster.jobs, "job", JOB_FIELDS, has_summaries=False),
        "create_job": lambda call: Reply(json={"uuid": cluster.open_job(plan_job(call.body))}),
        "terminate_job": partial(_terminate_job, cluster),
        "delete_job": partial(_delete_job, cluster),
        "list_job_tasks": lambda call: Reply(json=cluster.job_tasks(_job(call))),
    }


def _pool(call: Call) -> str:
    return str(call.parameters["poolUuid"])


def _job(call: Call) -> str:
    return str(call.parameters["jobUuid"])


def _open_pool(cluster: Cluster, buckets: Buckets, call: Call) -> Reply:
    return Reply(json={"uuid": cluster.open_pool(plan_pool(call.body, bucket_test(buckets)))})


def _update_pool(cluster: Cluster, call: Call) -> Reply:
    cluster.update_pool(_pool(call), call.body)
    return Reply()


def _clone_pool(cluster: Cluster, buckets: Buckets, call: Call) -> Reply:
    return Reply(json={"uuid": cluster.clone_pool(_pool(call), call.body, bucket_test(buckets))})


def _update_pool_resources(cluster: Cluster, call: Call) -> Reply:
    cluster.update_pool_resources(_pool(call))
    return Reply()


def _replace_scaling(cluster: Cluster, call: Call) -> Reply:
    cluster.update_pool(_pool(call), {"scaling": call.body})
    return Reply()


def _check_scaling(call: Call) -> Reply:
    """Look whether a scaling could be a pool's, which has one instance without it."""
    try:
        read_policies({"instanceCount": 1, "scaling": call.body}, slots_per_machine=1)
    except Refusal as refusal:
        return Reply(refusal.status, _problem(refusal))
    return Reply()


def _problem(refusal: Refusal) -> dict[str, Any]:
    """Describe a refusal, whose message begins with a field, as ``ValidationProblemDetails``."""
    field, _, problem = refusal.message.partition(": ")
    return {
        "title": "The scaling cannot be a pool's.",
        "status": refusal.status,
        "detail": refusal.message,
        "errors": {field: [problem]},
    }


def _close_pool(cluster: Cluster, call: Call) -> Reply:
    cluster.close_pool(_pool(call))
    return Reply()


def _delete_pool(cluster: Cluster, call: Call) -> Reply:
    cluster.delete_pool(_pool(call))
    return Reply()


def _terminate_job(cluster: Cluster, call: Call) -> Reply:
    cluster.terminate_job(_job(call))
    return Reply()


def _delete_job(cluster: Cluster, call: Call) -> Reply:
    cluster.delete_job(_job(call), force=bool(call.parameters.get("force")))
    return Reply()
