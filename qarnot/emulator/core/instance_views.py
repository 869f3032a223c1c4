"""How running instances and their times are shown, of tasks and of pools alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from qarnot.emulator.core.forwards import active_forwards
from qarnot.emulator.core.running import Machine, Usage
from qarnot.emulator.core.times import date_text, span_text

__all__ = ["running_instance", "running_instances", "status_times"]


def status_times(**times: timedelta) -> dict[str, Any]:
    """Describe times of a status, each as a time span and in seconds."""
    shown: dict[str, Any] = {}
    for name, time in times.items():
        key = f"{name}Time"
        shown |= {key: span_text(time), f"{key}Sec": time.total_seconds()}
    return shown


def running_instances(
    entries: list[dict[str, Any]], now: datetime, machine: Machine
) -> dict[str, Any]:
    """Describe running instances as ``RunningInstancesInfo`` of the API."""
    usages = [each["cpuUsage"] for each in entries]
    memories = [each["memoryUsage"] for each in entries if each["memoryUsage"] is not None]
    return {
        "perRunningInstanceInfo": entries,
        "snapshotResults": [],
        "timestamp": date_text(now),
        "averageFrequencyGHz": None,
        "maxFrequencyGHz": None,
        "minFrequencyGHz": None,
        "averageMaxFrequencyGHz": None,
        "averageCpuUsage": sum(usages) / len(usages) if usages else 0.0,
        "clusterPowerIndicator": None,
        "averageMemoryUsage": sum(memories) / len(memories) if memories else 0.0,
        "averageNetworkInKbps": None,
        "averageNetworkOutKbps": None,
        "totalNetworkInKbps": None,
        "totalNetworkOutKbps": None,
        "runningCoreCountByCpuModel": [
            {
                "model": machine.cpu_model,
                "core": 1,
                "runningCoreCount": len(entries),
                "runningCorecount": len(entries),
            }
        ]
        if entries
        else [],
    }


def running_instance(
    number: int,
    *,
    phase: str,
    attempts: int,
    run_time: timedelta,
    attempt_time: timedelta,
    usage: Usage,
    machine: Machine,
) -> dict[str, Any]:
    """Describe an instance as a ``RunningInstance`` of the API.

    The use of the processor is the mean since its command began.

    :param run_time: how long its command ran, in all attempts.
    :param attempt_time: how long it has run this time.
    """
    seconds = attempt_time.total_seconds()
    memory = usage.memory_mb / machine.memory_mb if machine.memory_mb else None
    return {
        "instanceId": number,
        "phase": phase,
        "progress": None,
        "executionTimeSec": run_time.total_seconds(),
        "executionTimeGHz": None,
        "executionAttemptCount": attempts,
        "cpuUsage": min(100.0, 100 * usage.cpu_seconds / seconds) if seconds > 0 else 0.0,
        "maxFrequencyGHz": None,
        "currentFrequencyGHz": None,
        "maxMemoryMB": machine.memory_mb,
        "currentMemoryMB": usage.memory_mb,
        "memoryUsage": memory,
        "networkInKbps": None,
        "networkOutKbps": None,
        "specificationKey": machine.specification_key,
        "cpuModel": machine.cpu_model,
        "coreCount": 1,
        "clockRatio": None,
        "activeForwards": active_forwards(usage.ports),
        "vpnConnections": [],
    }
