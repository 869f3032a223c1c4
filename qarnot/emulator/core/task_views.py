"""How a task is shown: as ``TaskSummary`` and ``Task`` of the API, and its status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from qarnot.emulator.core.costs import price
from qarnot.emulator.core.dependencies import FinalState
from qarnot.emulator.core.instance_views import (
    running_instance,
    running_instances,
    status_times,
)
from qarnot.emulator.core.intake import range_text
from qarnot.emulator.core.running import Machine, Usage
from qarnot.emulator.core.tasks import Instance, Task
from qarnot.emulator.core.times import date_text, span_text

__all__ = [
    "Usages",
    "cpu_seconds",
    "shown_buckets",
    "shown_constants",
    "shown_properties",
    "task_details",
    "task_summary",
]

Usages = Mapping[int, Usage]
"""What the running instances of a task use now, by their number."""

# Properties that are shown as they were asked for.
_KEPT = (
    "hardwareConstraints",
    "privileges",
    "targetedReservedMachineKey",
    "projectUuid",
    "maxTimeQueueSeconds",
    "targetedReservationName",
    "defaultResourcesCacheTTLSec",
)
_KEPT_OF_TASKS = (
    "resultBucket",
    "resultsBucket",
    "resultsBucketPrefix",
    "resultsWhitelist",
    "resultsBlacklist",
    "resultsCacheTTLSec",
    "snapshotWhitelist",
    "snapshotBlacklist",
    "snapshotBucket",
    "snapshotBucketPrefix",
    "uploadResultsOnCancellation",
    "retrySettings",
)
_RULE_PROPERTIES = (
    *("inbound", "proto", "port", "to", "publicHost", "publicPort", "forwarder", "priority"),
    *("description", "toQBox", "toPayload", "name", "applicationType"),
)


def task_summary(task: Task, now: datetime) -> dict[str, Any]:
    """Describe a task as a ``TaskSummary`` of the API."""
    instances = task.instances.values()
    running = sum(each.is_running for each in instances)
    executed = sum((each.run_time(now) for each in instances), timedelta(0))
    waits = task.request.get("waitForPoolResourcesSynchronization")
    if waits is None and task.pool is not None:
        waits = task.pool.request.get("taskDefaultWaitForPoolResourcesSynchronization")
    return {
        **task.main_figures(),
        "profile": task.pool.request["profile"] if task.pool else task.request.get("profile"),
        "poolUuid": task.pool.uuid if task.pool else None,
        "jobUuid": task.job.uuid if task.job else None,
        "endDate": date_text(task.ended),
        "progress": 100.0 * len(_completed_instances(task)) / len(instances),
        "instanceCount": len(instances),
        "totalInstanceCount": len(instances),
        "advancedRanges": task.request.get("advancedRanges"),
        "runningInstanceCount": running,
        "runningCoreCount": running,
        "clusterInfo": None,
        "executionTime": span_text(executed),
        "wallTime": span_text((task.ended or now) - task.created),
        "waitForPoolResourcesSynchronization": waits,
        "maxRetriesPerInstance": task.request.get("maxRetriesPerInstance"),
    }


def task_details(
    task: Task, now: datetime, usages: Usages, machine: Machine, final_state: FinalState
) -> dict[str, Any]:
    """Describe a task as a ``Task`` of the API.

    :param usages: what its running instances use now.
    :param machine: the machine that they run on.
    :param final_state: gives the final state of another task.
    """
    request = task.request
    return {
        **task_summary(task, now),
        **shown_properties(request),
        **{name: request.get(name) for name in _KEPT_OF_TASKS},
        "schedulingType": task.plan.scheduling,
        "credits": price(cpu_seconds(task, usages), task.plan.scheduling),
        "resultsCount": task.results_count,
        "errors": [dict(each) for each in task.errors.entries],
        "status": _status(task, now, usages, machine) if task.has_been_dispatched else None,
        "completedInstances": [_completed(each, machine) for each in _completed_instances(task)],
        "snapshotInterval": int(task.saving.interval.total_seconds()) if task.saving else 0,
        "dependencies": task.dependencies_shown(final_state),
    }


def cpu_seconds(task: Task, usages: Usages) -> float:
    """Give the CPU time that all instances of a task have used until now."""
    return sum(each.cpu_seconds(usages.get(each.number)) for each in task.instances.values())


def shown_properties(request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe what a task and a pool show of their request alike."""
    return {
        **{name: request.get(name) for name in _KEPT},
        "secretsAccessRights": _rights(request),
        "constants": shown_constants(request),
        **shown_buckets(request),
        "tags": list(request.get("tags") or ()),
        "labels": dict(request.get("labels") or {}),
        "autoDeleteOnCompletion": bool(request.get("autoDeleteOnCompletion")),
        "completionTimeToLive": request.get("completionTimeToLive") or "00:00:00",
        "forcedNetworkRules": [
            {name: each.get(name) for name in _RULE_PROPERTIES}
            for each in request.get("forcedNetworkRules") or ()
        ],
    }


def shown_constants(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Describe constants as ``ConstantOutput`` of the API, without what is secret in them."""
    return [
        {
            "key": each["key"],
            "value": "[SECRET]" if each["key"].startswith("QARNOT_SECRET__") else each["value"],
        }
        for each in request.get("constants") or ()
    ]


def _rights(request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe rights to read secrets as ``SecretsAccessRightsOutput`` of the API."""
    rights = request.get("secretsAccessRights") or {}
    return {name: list(rights.get(name) or ()) for name in ("bySecret", "byPrefix")}


def shown_buckets(request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe resource buckets in both of their forms."""
    return {
        "resourceBuckets": list(request.get("resourceBuckets") or ()),
        "advancedResourceBuckets": [
            {"filtering": None, "resourcesTransformation": None, "cacheTTLSec": None, **each}
            for each in request.get("advancedResourceBuckets") or ()
        ],
    }


def _completed_instances(task: Task) -> list[Instance]:
    return [each for each in task.instances.values() if each.outcome in ("Success", "Failure")]


def _status(task: Task, now: datetime, usages: Usages, machine: Machine) -> dict[str, Any]:
    """Describe how far a task is as an ``ExecutionStatus`` of the API."""
    instances = task.instances.values()
    count = len(instances)
    executed = _sum(each.run_time(now) for each in instances)
    upload_end = task.ended or now
    upload = upload_end - task.upload_began if task.upload_began else timedelta(0)
    return {
        "timestamp": date_text(now),
        "lastUpdateTimestamp": date_text(task.modified),
        "downloadProgress": 100.0 * len(task.executed) / count,
        "executionProgress": 100.0 * len(_completed_instances(task)) / count,
        "uploadProgress": 100.0 if task.upload_began and task.is_final else 0.0,
        "instanceCount": count,
        **status_times(
            download=_sum(each.download_time(now) for each in instances),
            environment=timedelta(0),
            execution=executed,
            upload=upload,
            wall=(task.ended or now) - task.created,
        ),
        **_time_by_kind(task, executed, now, machine),
        **_ranges(task),
        "runningInstancesInfo": running_instances(
            [
                _running(each, usages.get(each.number, Usage()), now, machine)
                for each in instances
                if each.occupies_slot
            ],
            now,
            machine,
        ),
    }


def _sum(spans: Iterable[timedelta]) -> timedelta:
    return sum(spans, timedelta(0))


def _time_by_kind(
    task: Task, executed: timedelta, now: datetime, machine: Machine
) -> dict[str, Any]:
    """Describe the time of execution by processor, kind of machine and instance."""
    seconds, key = executed.total_seconds(), machine.specification_key
    return {
        "executionTimeByCpuModel": [{"model": machine.cpu_model, "time": seconds, "core": 1}],
        # The frequency is not measured.
        "executionTimeGhzByCpuModel": [],
        "executionTimeByMachineSpecification": [{"specificationKey": key, "time": seconds}],
        "executionTimeBySiteAndMachine": [
            {"siteUuid": None, "specificationKey": key, "time": seconds}
        ],
        "executionTimeByInstanceId": [
            {
                "instanceId": each.number,
                "specificationKey": key,
                "siteUuid": None,
                "time": each.run_time(now).total_seconds(),
                "timeGhz": None,
                "clockRatio": None,
            }
            for each in task.instances.values()
            if each.has_started
        ],
    }


def _ranges(task: Task) -> dict[str, str]:
    def of(*outcomes: str) -> str:
        return range_text(task.numbers_of(lambda each: each.outcome in outcomes))

    return {
        "succeededRange": of("Success"),
        "executedRange": of("Success", "Failure"),
        "failedRange": of("Failure", "Cancelled"),
        "cancelledRange": of("Cancelled"),
        "failedOnlyRange": of("Failure"),
        "startedOnceRange": range_text(task.executed),
    }


def _running(instance: Instance, usage: Usage, now: datetime, machine: Machine) -> dict[str, Any]:
    return running_instance(
        instance.number,
        phase="execution" if instance.is_running else "download",
        attempts=instance.attempts,
        run_time=instance.run_time(now),
        attempt_time=now - instance.started if instance.started else timedelta(0),
        usage=usage,
        machine=machine,
    )


def _completed(instance: Instance, machine: Machine) -> dict[str, Any]:
    """Describe an instance that has ended as a ``CompletedInstance`` of the API."""
    error = None
    if instance.outcome == "Failure" and instance.error is not None:
        error = {"code": "INSTANCE_FAILED", "message": instance.error, "debug": ""}
    run_time = instance.run_time(instance.ended) if instance.ended else timedelta(0)
    return {
        "instanceId": instance.number,
        "state": instance.outcome,
        "error": error,
        "results": list(instance.results),
        "wallTimeSec": instance.wall_time().total_seconds(),
        "execTimeSec": run_time.total_seconds(),
        "execTimeSecGHz": None,
        "peakMemoryMB": instance.peak_memory_mb,
        "averageGHz": None,
        "executionAttemptCount": instance.attempts,
        "specificationKey": machine.specification_key,
        "cpuModel": machine.cpu_model,
        "coreCount": 1,
        "clockRatio": None,
    }
