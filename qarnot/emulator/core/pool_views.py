"""How a pool is shown: as ``PoolSummary`` and ``Pool`` of the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from qarnot.emulator.core.instance_views import (
    running_instance,
    running_instances,
    status_times,
)
from qarnot.emulator.core.intake import range_text, scheduling_of
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.running import Machine, Usage
from qarnot.emulator.core.task_views import shown_properties
from qarnot.emulator.core.times import date_text, span_text

__all__ = ["pool_details", "pool_summary", "shown_scaling"]


def pool_summary(pool: Pool, now: datetime) -> dict[str, Any]:
    """Describe a pool as a ``PoolSummary`` of the API."""
    figures = pool.counts(now)
    return {
        **pool.main_figures(),
        "profile": pool.request["profile"],
        "endDate": date_text(pool.ended),
        **{
            name: figures[name]
            for name in (
                "instanceCount",
                "targetRunningInstanceCount",
                "runningInstanceCount",
                "runningCoreCount",
                "queuedOrRunningTaskInstancesCount",
            )
        },
        "executionTime": span_text(pool.machine_time(now)),
        "wallTime": span_text((pool.ended or now) - pool.created),
        "taskDefaultWaitForPoolResourcesSynchronization": pool.request.get(
            "taskDefaultWaitForPoolResourcesSynchronization"
        ),
    }


def pool_details(
    pool: Pool, now: datetime, machine: Machine, credits_used: float
) -> dict[str, Any]:
    """Describe a pool as a ``Pool`` of the API.

    :param machine: what its machines are.
    :param credits_used: what its tasks have cost, in euros.
    """
    request = pool.request
    figures = pool.counts(now)
    return {
        **pool_summary(pool, now),
        **shown_properties(request),
        "schedulingType": scheduling_of(request),
        "credits": credits_used,
        "errors": list(pool.errors.entries),
        "status": _status(pool, now, machine) if pool.machines else None,
        "elasticProperty": request.get("elasticProperty"),
        "scaling": shown_scaling(pool, now),
        "preparationTask": request.get("preparationTask"),
        "totalSlotCapacity": figures["totalSlotCapacity"],
        "poolUsage": figures["poolUsage"],
        "multiSlotsSettings": request.get("multiSlotsSettings"),
        "defaultRetrySettings": request.get("defaultRetrySettings"),
    }


def shown_scaling(pool: Pool, now: datetime) -> dict[str, Any] | None:
    """Describe the policies of a pool as ``ScalingOutput`` of the API, ``None`` without any."""
    scaling = pool.request.get("scaling")
    policy = pool.policy(now)
    return scaling and {**scaling, "activePolicyName": policy.name if policy else None}


def _status(pool: Pool, now: datetime, machine: Machine) -> dict[str, Any]:
    """Describe the machines of a pool as an ``ExecutionStatus`` of the API.

    What runs on them is shown by its task.
    """
    count = len(pool.machines)
    time, preparing = pool.machine_time(now), pool.preparation_time(now)
    numbers = range_text(each.number for each in pool.machines)
    return {
        "timestamp": date_text(now),
        "lastUpdateTimestamp": date_text(pool.modified),
        "downloadProgress": 100.0,
        "executionProgress": 0.0,
        "uploadProgress": 0.0,
        "instanceCount": count,
        **status_times(
            download=timedelta(0),
            environment=preparing,
            execution=time - preparing,
            upload=timedelta(0),
            wall=(pool.ended or now) - pool.created,
        ),
        "executionTimeByCpuModel": [
            {"model": machine.cpu_model, "time": time.total_seconds(), "core": 1}
        ],
        "executionTimeGhzByCpuModel": [],
        "startedOnceRange": numbers,
        "runningInstancesInfo": running_instances(
            [
                running_instance(
                    each.number,
                    phase="execution" if each.is_ready else "environment",
                    attempts=1,
                    run_time=now - each.joined,
                    attempt_time=now - each.joined,
                    usage=Usage(),
                    machine=machine,
                )
                for each in pool.machines
            ],
            now,
            machine,
        ),
    }
