"""What the API says of the account and of the profiles; re-exported by ``qarnot.connection``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from qarnot._fields import Field, Received, Value
from qarnot._project import Project
from qarnot._readers import items, text, whole_number
from qarnot.computing_quotas import ComputingQuotas
from qarnot.scheduling_type import SchedulingType

__all__ = ["Profile", "ProfileLicense", "ReservedQuota", "UserInfo", "projects_of"]

P = TypeVar("P", bound=Project)


class ReservedQuota(Value):
    """What an account may run on machines that are reserved for it, in an older form.

    :param json: the JSON object of the API (schema ``ReservedQuota``).
    """

    machine_key = Field("machineKey", text, "The kind of machine.")
    max_instances = Field("maxInstances", whole_number, "How many instances may run at once.")
    max_cores = Field("maxCores", whole_number, "How many cores may run at once.")


class _QuotasField(Field[ComputingQuotas]):
    """The quotas of an account, which an older platform shows as figures of the account itself."""

    def received(self, record: Received) -> ComputingQuotas:
        found = record._received.get(self.key)
        if isinstance(found, Mapping):
            return self.read(found)
        return ComputingQuotas.from_json_legacy(record._received)


def projects_of(kind: type[P]) -> Callable[[Any], list[P]]:
    """Make a reader of projects; what is none is left out.

    :param kind: the class to make.
    """
    return lambda raw: [
        kind.from_json(each)
        for each in (raw if isinstance(raw, list) else [])
        if isinstance(each, Mapping)
    ]


class UserInfo(Value):
    """An account, its quotas, and what it uses of them.

    A figure is ``None`` when the platform does not give it.

    :param info: the JSON object of the API (schema ``UserInfo``).
    """

    def __init__(self, info: Mapping[str, Any]) -> None:
        super().__init__(info)

    email = Field("email", text, "The address of the account; its access key on the storage.")
    max_bucket = Field("maxBucket", whole_number, "How many buckets the account may have.")
    bucket_count = Field("bucketCount", whole_number, "How many buckets the account has.")
    quota_bytes_bucket = Field(
        "quotaBytesBucket", whole_number, "How many bytes the account may store in buckets."
    )
    used_quota_bytes_bucket = Field(
        "usedQuotaBytesBucket", whole_number, "How many bytes the account stores in buckets."
    )
    max_task = Field("maxTask", whole_number, "How many tasks the account may have.")
    task_count = Field("taskCount", whole_number, "How many tasks the account has.")
    max_running_task = Field(
        "maxRunningTask", whole_number, "How many tasks of the account may run at once."
    )
    running_task_count = Field(
        "runningTaskCount", whole_number, "How many tasks of the account are running."
    )
    max_pool = Field("maxPool", whole_number, "How many pools the account may have.")
    pool_count = Field("poolCount", whole_number, "How many pools the account has.")
    max_running_pool = Field(
        "maxRunningPool", whole_number, "How many pools of the account may run at once."
    )
    running_pool_count = Field(
        "runningPoolCount", whole_number, "How many pools of the account are running."
    )
    max_job = Field("maxJob", whole_number, "How many jobs the account may have.")
    job_count = Field("jobCount", whole_number, "How many jobs the account has.")
    quota_bytes = Field("quotaBytes", whole_number, "How many bytes the account may store in all.")
    used_quota_bytes = Field(
        "usedQuotaBytes", whole_number, "How many bytes the account stores in all."
    )
    running_instance_count = Field(
        "runningInstanceCount", whole_number, "How many instances of the account are running."
    )
    running_core_count = Field(
        "runningCoreCount", whole_number, "How many cores of the account are running."
    )
    computing_quotas = _QuotasField(
        "computingQuotas",
        ComputingQuotas.from_json,
        "What the account and its organization may run, by kind of scheduling; made of the older "
        "figures below when the platform gives only these.",
    )
    projects = Field(
        "projects", projects_of(Project), "The projects that the account may charge its work to."
    )
    default_scheduling = Field(
        "defaultScheduling",
        SchedulingType.from_string,
        "How work is placed that names no scheduling.",
    )
    default_reserved_specification_key = Field(
        "defaultReservedSpecificationKey",
        text,
        "The kind of machine that reserved work runs on when it names none.",
    )
    max_instances = Field(
        "maxInstances",
        whole_number,
        "How many instances may run at once, over all kinds of scheduling. Deprecated by the "
        "platform, as all that follows: see ``computing_quotas``.",
    )
    max_cores = Field(
        "maxCores",
        whole_number,
        "How many cores may run at once, over all kinds of scheduling.",
    )
    max_flex_instances = Field(
        "maxFlexInstances",
        whole_number,
        "How many instances may run at once with flex scheduling.",
    )
    max_flex_cores = Field(
        "maxFlexCores", whole_number, "How many cores may run at once with flex scheduling."
    )
    max_on_demand_instances = Field(
        "maxOnDemandInstances",
        whole_number,
        "How many instances may run at once with on-demand scheduling.",
    )
    max_on_demand_cores = Field(
        "maxOnDemandCores",
        whole_number,
        "How many cores may run at once with on-demand scheduling.",
    )
    running_flex_instance_count = Field(
        "runningFlexInstanceCount", whole_number, "How many instances run with flex scheduling."
    )
    running_flex_core_count = Field(
        "runningFlexCoreCount", whole_number, "How many cores run with flex scheduling."
    )
    running_on_demand_instance_count = Field(
        "runningOnDemandInstanceCount",
        whole_number,
        "How many instances run with on-demand scheduling.",
    )
    running_on_demand_core_count = Field(
        "runningOnDemandCoreCount",
        whole_number,
        "How many cores run with on-demand scheduling.",
    )
    reserved_quotas = Field(
        "reservedQuotas", items(ReservedQuota), "What may run on reserved machines."
    )
    max_disk = Field("maxDisk", whole_number, "How many disks the account may have.")
    disk_count = Field("diskCount", whole_number, "How many disks the account has.")
    quota_bytes_disk = Field(
        "quotaBytesDisk", whole_number, "How many bytes the account may store on disks."
    )
    used_quota_bytes_disk = Field(
        "usedQuotaBytesDisk", whole_number, "How many bytes the account stores on disks."
    )


def _profile_constants(raw: Any) -> tuple[tuple[str, str | None], ...]:
    found = raw if isinstance(raw, list) else []
    return tuple(
        (str(item["name"]), text(item.get("value")))
        for item in found
        if isinstance(item, Mapping) and item.get("name") is not None
    )


class ProfileLicense(Value):
    """A software licence that a profile needs, and its limits.

    :param json: the JSON object of the API (schema ``ProfileLicense``).
    """

    name = Field("name", text, "The name of the licence.")
    max_instances = Field("maxInstances", whole_number, "How many instances may hold it at once.")
    max_cores = Field("maxCores", whole_number, "How many cores may hold it at once.")


class Profile(Value):
    """A kind of environment that a task can run in.

    :param info: the JSON object of the API (schema ``Profile``).
    """

    def __init__(self, info: Mapping[str, Any]) -> None:
        super().__init__(info)

    name = Field("name", text, "The name that tasks ask for.")
    constants = Field(
        "constants",
        _profile_constants,
        "The constants that the profile understands: pairs of a name and a default.",
    )
    licenses = Field("licenses", items(ProfileLicense), "The software licences that it needs.")
