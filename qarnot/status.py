"""How far a task or a pool is, what it has used, and what its running instances do."""

from __future__ import annotations

from typing import Any

from qarnot._fields import Field, Value
from qarnot._readers import date, items, number, text, texts, whole_number
from qarnot._received import EitherField

__all__ = [
    "ExecutionTimeByCpuModel",
    "ExecutionTimeByInstance",
    "ExecutionTimeByMachineSpecification",
    "ExecutionTimeBySiteAndMachine",
    "ExecutionTimeGhzByCpuModel",
    "PerRunningInstanceInfo",
    "RunningCoresByCpuModel",
    "RunningInstancesInfo",
    "Status",
    "TaskActiveForward",
    "TaskVpnConnection",
]


def _stripped(raw: Any) -> str | None:
    """Read a text that the platform sometimes pads with blanks."""
    found = text(raw)
    return None if found is None else found.strip()


def _count(raw: Any) -> int:
    return whole_number(raw) or 0


class TaskActiveForward(Value):
    """A way into an instance from outside.

    :param json: the JSON object of the API (schema ``ActiveForward``).
    """

    application_port = Field("applicationPort", whole_number, "The port on the instance.")
    forwarder_port = Field("forwarderPort", whole_number, "The port that is reached from outside.")
    forwarder_host = Field("forwarderHost", _stripped, "The host that is reached from outside.")
    bind_address = Field("bindAddress", _stripped, "The address that the forwarder listens on.")


class TaskVpnConnection(Value):
    """A private network that an instance is in.

    :param json: the JSON object of the API (schema ``VpnConnection``).
    """

    node_ip_address_cidr = Field(
        "nodeIPAddressCidr", text, "The address of the instance in the network."
    )
    vpn_name = Field("vpnName", text, "The name of the network.")


class ExecutionTimeByCpuModel(Value):
    """The time spent on one model of processor.

    :param json: the JSON object of the API (schema ``CpuModelTime``).
    """

    model = Field("model", text, "The model of the processor.")
    time = Field("time", number, "Seconds.")
    core = Field("core", whole_number, "The number of cores.")


class ExecutionTimeGhzByCpuModel(Value):
    """The time spent on one model of processor, times its frequency.

    :param json: the JSON object of the API (schema ``CpuModelGhzTime``).
    """

    model = Field("model", text, "The model of the processor.")
    time_ghz = Field("timeGhz", number, "Seconds, times the frequency in GHz.")
    clock_ratio = Field("clockRatio", number, "The clock rate compared with a reference.")
    core = Field("core", whole_number, "The number of cores.")


class ExecutionTimeByMachineSpecification(Value):
    """The time spent on one kind of machine.

    :param json: the JSON object of the API (schema ``MachineSpecificationTime``).
    """

    specification_key = Field("specificationKey", text, "The kind of machine.")
    time = Field("time", number, "Seconds.")


class ExecutionTimeBySiteAndMachine(Value):
    """The time spent on one kind of machine at one site.

    :param json: the JSON object of the API (schema ``SiteAndMachineTime``).
    """

    site_uuid = Field("siteUuid", text, "The uuid of the site.")
    specification_key = Field("specificationKey", text, "The kind of machine.")
    time = Field("time", number, "Seconds.")


class ExecutionTimeByInstance(Value):
    """The time spent on one instance.

    :param json: the JSON object of the API (schema ``InstanceTime``).
    """

    instance_id = Field("instanceId", whole_number, "The number of the instance.")
    specification_key = Field("specificationKey", text, "The kind of machine.")
    site_uuid = Field("siteUuid", text, "The uuid of the site.")
    time = Field("time", number, "Seconds.")
    time_ghz = Field("timeGhz", number, "Seconds, times the frequency in GHz.")
    clock_ratio = Field("clockRatio", number, "The clock rate compared with a reference.")


class RunningCoresByCpuModel(Value):
    """The running cores of one model of processor.

    :param json: the JSON object of the API (schema ``CpuModelRunningCores``).
    """

    model = Field("model", text, "The model of the processor.")
    core = Field("core", whole_number, "The number of cores of one processor.")
    running_core_count = EitherField(
        "runningCoreCount", "runningCorecount", whole_number, "How many cores are running."
    )


class PerRunningInstanceInfo(Value):
    """What one running instance does now.

    :param json: the JSON object of the API (schema ``RunningInstance``).
    """

    phase = Field(
        "phase",
        text,
        'What it is at: "download", "dispatch", "environment", "execution", "shutdown" or '
        '"upload".',
    )
    instance_id = Field("instanceId", whole_number, "The number of the instance.")
    max_frequency_ghz = Field(
        "maxFrequencyGHz", number, "The highest frequency that is possible, in GHz."
    )
    current_frequency_ghz = Field("currentFrequencyGHz", number, "The frequency now, in GHz.")
    cpu_usage = Field("cpuUsage", number, "The use of the processor, in percent.")
    max_memory_mb = Field("maxMemoryMB", number, "The memory that it may use, in MB.")
    current_memory_mb = Field("currentMemoryMB", number, "The memory that it uses, in MB.")
    memory_usage = Field("memoryUsage", number, "The use of the memory, from 0 to 1.")
    network_in_kbps = Field("networkInKbps", number, "What it receives, in kbit/s.")
    network_out_kbps = Field("networkOutKbps", number, "What it sends, in kbit/s.")
    progress = Field("progress", number, "How much of its work is done, in percent.")
    execution_time_sec = Field("executionTimeSec", number, "The seconds that its command has run.")
    execution_time_ghz = Field(
        "executionTimeGHz",
        number,
        "The seconds that its command has run, times the frequency in GHz.",
    )
    cpu_model = Field("cpuModel", text, "The model of the processor.")
    execution_attempt_count = Field(
        "executionAttemptCount", _count, "How many times it was started; 0 when not said."
    )
    active_forward = Field(
        "activeForwards", items(TaskActiveForward), "The ways into it from outside."
    )
    vpn_connections = Field(
        "vpnConnections", items(TaskVpnConnection), "The private networks that it is in."
    )
    specification_key = Field("specificationKey", text, "The kind of machine that it runs on.")
    core_count = Field("coreCount", whole_number, "The number of cores.")
    clock_ratio = Field("clockRatio", number, "The clock rate compared with a reference.")

    @property
    def active_forwards(self) -> list[TaskActiveForward]:
        """Another name of :attr:`active_forward`."""
        return self.active_forward


class RunningInstancesInfo(Value):
    """What the running instances do now.

    :param json: the JSON object of the API (schema ``RunningInstancesInfo``).
    """

    per_running_instance_info = Field(
        "perRunningInstanceInfo", items(PerRunningInstanceInfo), "What each of them does."
    )
    timestamp = Field("timestamp", date, "When this was measured.")
    average_frequency_ghz = Field("averageFrequencyGHz", number, "The mean frequency, in GHz.")
    max_frequency_ghz = Field("maxFrequencyGHz", number, "The highest frequency, in GHz.")
    min_frequency_ghz = Field("minFrequencyGHz", number, "The lowest frequency, in GHz.")
    average_max_frequency_ghz = Field(
        "averageMaxFrequencyGHz",
        number,
        "The mean of the highest frequencies that are possible, in GHz.",
    )
    average_cpu_usage = Field(
        "averageCpuUsage", number, "The mean use of the processors, in percent."
    )
    cluster_power_indicator = Field(
        "clusterPowerIndicator", number, "An indicator of the power that is there."
    )
    average_memory_usage = EitherField(
        "averageMemoryUsage",
        "averageMemoryOccupation",
        number,
        "The mean use of the memory, from 0 to 1.",
    )
    average_network_in_kbps = Field(
        "averageNetworkInKbps", number, "What an instance receives on average, in kbit/s."
    )
    average_network_out_kbps = Field(
        "averageNetworkOutKbps", number, "What an instance sends on average, in kbit/s."
    )
    total_network_in_kbps = Field(
        "totalNetworkInKbps", number, "What all instances receive, in kbit/s."
    )
    total_network_out_kbps = Field(
        "totalNetworkOutKbps", number, "What all instances send, in kbit/s."
    )
    snapshot_results = Field(
        "snapshotResults", texts, "The files of snapshots; the platform gives it up."
    )
    running_core_count_by_cpu_model = Field(
        "runningCoreCountByCpuModel",
        items(RunningCoresByCpuModel),
        "The running cores by model of processor.",
    )


class Status(Value):
    """How far a task or pool is, and what it has used.

    The times come twice: as a time span such as ``"1.03:16:50.5000000"`` (days, hours, minutes,
    seconds), as the platform writes it, and in seconds under a name that ends in ``_sec``.

    >>> status = Status({"executionTime": "00:01:30", "executionTimeSec": 90})
    >>> status.execution_time, status.execution_time_sec
    ('00:01:30', 90.0)

    :param json: the JSON object of the API (schema ``ExecutionStatus``).
    """

    timestamp = Field("timestamp", date, "When this was measured.")
    last_update_timestamp = Field("lastUpdateTimestamp", date, "When this last changed.")
    download_progress = Field(
        "downloadProgress", number, "How much of the resources is there, in percent."
    )
    execution_progress = Field(
        "executionProgress", number, "How much of the execution is done, in percent."
    )
    upload_progress = Field(
        "uploadProgress", number, "How much of the results is uploaded, in percent."
    )
    instance_count = Field("instanceCount", whole_number, "How many instances there are.")
    download_time = Field("downloadTime", text, "The time spent on fetching resources.")
    download_time_sec = Field("downloadTimeSec", number, "The seconds spent on fetching resources.")
    environment_time = Field("environmentTime", text, "The time spent on preparing environments.")
    environment_time_sec = Field(
        "environmentTimeSec", number, "The seconds spent on preparing environments."
    )
    execution_time = Field("executionTime", text, "The time spent on execution.")
    execution_time_sec = Field("executionTimeSec", number, "The seconds spent on execution.")
    upload_time = Field("uploadTime", text, "The time spent on uploading results.")
    upload_time_sec = Field("uploadTimeSec", number, "The seconds spent on uploading results.")
    wall_time = Field("wallTime", text, "The time from start to end.")
    wall_time_sec = Field("wallTimeSec", number, "The seconds from start to end.")
    succeeded_range = Field(
        "succeededRange", text, 'The instances that have succeeded, as ranges such as "0-2,4".'
    )
    executed_range = Field("executedRange", text, "The instances that have ended, as ranges.")
    failed_range = Field(
        "failedRange",
        text,
        "The instances that did not succeed, as ranges; cancelled ones may be among them.",
    )
    cancelled_range = Field("cancelledRange", text, "The instances that were cancelled, as ranges.")
    failed_only_range = Field(
        "failedOnlyRange", text, "The instances that failed and were not cancelled, as ranges."
    )
    started_once_range = Field(
        "startedOnceRange", text, "The instances that were started at least once, as ranges."
    )
    execution_time_by_cpu_model = Field(
        "executionTimeByCpuModel",
        items(ExecutionTimeByCpuModel),
        "The time spent on execution by model of processor.",
    )
    execution_time_ghz_by_cpu_model = Field(
        "executionTimeGhzByCpuModel",
        items(ExecutionTimeGhzByCpuModel),
        "The time spent on execution by model of processor, times the frequency.",
    )
    execution_time_by_machine_specification = Field(
        "executionTimeByMachineSpecification",
        items(ExecutionTimeByMachineSpecification),
        "The time spent on execution by kind of machine.",
    )
    execution_time_by_site_and_machine = Field(
        "executionTimeBySiteAndMachine",
        items(ExecutionTimeBySiteAndMachine),
        "The time spent on execution by site and kind of machine.",
    )
    execution_time_by_instance_id = Field(
        "executionTimeByInstanceId",
        items(ExecutionTimeByInstance),
        "The time spent on execution by instance.",
    )
    running_instances_info = Field(
        "runningInstancesInfo",
        RunningInstancesInfo,
        "What the running instances do now; without instances when the platform does not say.",
    )
