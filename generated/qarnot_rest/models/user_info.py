from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.computing_quotas import ComputingQuotas
    from ..models.project import Project
    from ..models.reserved_quota import ReservedQuota


T = TypeVar("T", bound="UserInfo")


@_attrs_define
class UserInfo:
    """An account, its quotas, and what it uses of them."""

    email: None | str | Unset = UNSET
    """ The address of the account; also its access key on the storage. """
    max_bucket: int | None | Unset = UNSET
    """ How many buckets the account may have. """
    bucket_count: int | None | Unset = UNSET
    """ How many buckets the account has. """
    quota_bytes_bucket: int | None | Unset = UNSET
    """ How many bytes the account may store in buckets. """
    used_quota_bytes_bucket: int | None | Unset = UNSET
    """ How many bytes the account stores in buckets. """
    quota_bytes: int | None | Unset = UNSET
    """ How many bytes the account may store in all. """
    used_quota_bytes: int | None | Unset = UNSET
    """ How many bytes the account stores in all. """
    max_task: int | None | Unset = UNSET
    """ How many tasks the account may have. """
    task_count: int | None | Unset = UNSET
    """ How many tasks the account has. """
    max_running_task: int | None | Unset = UNSET
    """ How many tasks of the account may run at once. """
    running_task_count: int | None | Unset = UNSET
    """ How many tasks of the account are running. """
    max_pool: int | None | Unset = UNSET
    """ How many pools the account may have. """
    pool_count: int | None | Unset = UNSET
    """ How many pools the account has. """
    max_running_pool: int | None | Unset = UNSET
    """ How many pools of the account may run at once. """
    running_pool_count: int | None | Unset = UNSET
    """ How many pools of the account are running. """
    max_job: int | None | Unset = UNSET
    """ How many jobs the account may have. """
    job_count: int | None | Unset = UNSET
    """ How many jobs the account has. """
    running_instance_count: int | None | Unset = UNSET
    """ How many instances of the account are running. """
    running_core_count: int | None | Unset = UNSET
    """ How many cores of the account are running. """
    max_instances: int | None | Unset = UNSET
    """ How many instances may run at once, over all kinds of scheduling; see
    `computingQuotas`.
     """
    max_cores: int | None | Unset = UNSET
    """ How many cores may run at once, over all kinds of scheduling; see
    `computingQuotas`.
     """
    max_flex_instances: int | None | Unset = UNSET
    """ How many instances may run at once with flex scheduling; see
    `computingQuotas`.
     """
    max_flex_cores: int | None | Unset = UNSET
    """ How many cores may run at once with flex scheduling; see `computingQuotas`. """
    max_on_demand_instances: int | None | Unset = UNSET
    """ How many instances may run at once with on-demand scheduling; see
    `computingQuotas`.
     """
    max_on_demand_cores: int | None | Unset = UNSET
    """ How many cores may run at once with on-demand scheduling; see
    `computingQuotas`.
     """
    running_flex_instance_count: int | None | Unset = UNSET
    """ How many instances run with flex scheduling; see `computingQuotas`. """
    running_flex_core_count: int | None | Unset = UNSET
    """ How many cores run with flex scheduling; see `computingQuotas`. """
    running_on_demand_instance_count: int | None | Unset = UNSET
    """ How many instances run with on-demand scheduling; see `computingQuotas`. """
    running_on_demand_core_count: int | None | Unset = UNSET
    """ How many cores run with on-demand scheduling; see `computingQuotas`. """
    reserved_quotas: list[ReservedQuota] | None | Unset = UNSET
    """ The machines that are reserved for the account, in an older form; see
    `computingQuotas`.
     """
    computing_quotas: ComputingQuotas | None | Unset = UNSET
    """ What the account, and its organization, may run and does run. """
    projects: list[Project] | None | Unset = UNSET
    """ The projects that the account may charge its work to. """
    default_scheduling: None | str | Unset = UNSET
    """ The scheduling of work that names none: `flex`, `onDemand` or `reserved`;
    sent with a capital first letter as well.
     """
    default_reserved_specification_key: None | str | Unset = UNSET
    """ The kind of machine that reserved work runs on when it names none. """
    max_disk: int | None | Unset = UNSET
    """ How many disks the account may have; seen only in an old example of the
    Node SDK.
     """
    disk_count: int | None | Unset = UNSET
    """ How many disks the account has; seen only in an old example of the Node SDK. """
    quota_bytes_disk: int | None | Unset = UNSET
    """ How many bytes the account may store on disks; seen only in an old example
    of the Node SDK.
     """
    used_quota_bytes_disk: int | None | Unset = UNSET
    """ How many bytes the account stores on disks; seen only in an old example of
    the Node SDK.
     """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.computing_quotas import ComputingQuotas  # noqa: PLC0415

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        max_bucket: int | None | Unset
        if isinstance(self.max_bucket, Unset):
            max_bucket = UNSET
        else:
            max_bucket = self.max_bucket

        bucket_count: int | None | Unset
        if isinstance(self.bucket_count, Unset):
            bucket_count = UNSET
        else:
            bucket_count = self.bucket_count

        quota_bytes_bucket: int | None | Unset
        if isinstance(self.quota_bytes_bucket, Unset):
            quota_bytes_bucket = UNSET
        else:
            quota_bytes_bucket = self.quota_bytes_bucket

        used_quota_bytes_bucket: int | None | Unset
        if isinstance(self.used_quota_bytes_bucket, Unset):
            used_quota_bytes_bucket = UNSET
        else:
            used_quota_bytes_bucket = self.used_quota_bytes_bucket

        quota_bytes: int | None | Unset
        if isinstance(self.quota_bytes, Unset):
            quota_bytes = UNSET
        else:
            quota_bytes = self.quota_bytes

        used_quota_bytes: int | None | Unset
        if isinstance(self.used_quota_bytes, Unset):
            used_quota_bytes = UNSET
        else:
            used_quota_bytes = self.used_quota_bytes

        max_task: int | None | Unset
        if isinstance(self.max_task, Unset):
            max_task = UNSET
        else:
            max_task = self.max_task

        task_count: int | None | Unset
        if isinstance(self.task_count, Unset):
            task_count = UNSET
        else:
            task_count = self.task_count

        max_running_task: int | None | Unset
        if isinstance(self.max_running_task, Unset):
            max_running_task = UNSET
        else:
            max_running_task = self.max_running_task

        running_task_count: int | None | Unset
        if isinstance(self.running_task_count, Unset):
            running_task_count = UNSET
        else:
            running_task_count = self.running_task_count

        max_pool: int | None | Unset
        if isinstance(self.max_pool, Unset):
            max_pool = UNSET
        else:
            max_pool = self.max_pool

        pool_count: int | None | Unset
        if isinstance(self.pool_count, Unset):
            pool_count = UNSET
        else:
            pool_count = self.pool_count

        max_running_pool: int | None | Unset
        if isinstance(self.max_running_pool, Unset):
            max_running_pool = UNSET
        else:
            max_running_pool = self.max_running_pool

        running_pool_count: int | None | Unset
        if isinstance(self.running_pool_count, Unset):
            running_pool_count = UNSET
        else:
            running_pool_count = self.running_pool_count

        max_job: int | None | Unset
        if isinstance(self.max_job, Unset):
            max_job = UNSET
        else:
            max_job = self.max_job

        job_count: int | None | Unset
        if isinstance(self.job_count, Unset):
            job_count = UNSET
        else:
            job_count = self.job_count

        running_instance_count: int | None | Unset
        if isinstance(self.running_instance_count, Unset):
            running_instance_count = UNSET
        else:
            running_instance_count = self.running_instance_count

        running_core_count: int | None | Unset
        if isinstance(self.running_core_count, Unset):
            running_core_count = UNSET
        else:
            running_core_count = self.running_core_count

        max_instances: int | None | Unset
        if isinstance(self.max_instances, Unset):
            max_instances = UNSET
        else:
            max_instances = self.max_instances

        max_cores: int | None | Unset
        if isinstance(self.max_cores, Unset):
            max_cores = UNSET
        else:
            max_cores = self.max_cores

        max_flex_instances: int | None | Unset
        if isinstance(self.max_flex_instances, Unset):
            max_flex_instances = UNSET
        else:
            max_flex_instances = self.max_flex_instances

        max_flex_cores: int | None | Unset
        if isinstance(self.max_flex_cores, Unset):
            max_flex_cores = UNSET
        else:
            max_flex_cores = self.max_flex_cores

        max_on_demand_instances: int | None | Unset
        if isinstance(self.max_on_demand_instances, Unset):
            max_on_demand_instances = UNSET
        else:
            max_on_demand_instances = self.max_on_demand_instances

        max_on_demand_cores: int | None | Unset
        if isinstance(self.max_on_demand_cores, Unset):
            max_on_demand_cores = UNSET
        else:
            max_on_demand_cores = self.max_on_demand_cores

        running_flex_instance_count: int | None | Unset
        if isinstance(self.running_flex_instance_count, Unset):
            running_flex_instance_count = UNSET
        else:
            running_flex_instance_count = self.running_flex_instance_count

        running_flex_core_count: int | None | Unset
        if isinstance(self.running_flex_core_count, Unset):
            running_flex_core_count = UNSET
        else:
            running_flex_core_count = self.running_flex_core_count

        running_on_demand_instance_count: int | None | Unset
        if isinstance(self.running_on_demand_instance_count, Unset):
            running_on_demand_instance_count = UNSET
        else:
            running_on_demand_instance_count = self.running_on_demand_instance_count

        running_on_demand_core_count: int | None | Unset
        if isinstance(self.running_on_demand_core_count, Unset):
            running_on_demand_core_count = UNSET
        else:
            running_on_demand_core_count = self.running_on_demand_core_count

        reserved_quotas: list[dict[str, Any]] | None | Unset
        if isinstance(self.reserved_quotas, Unset):
            reserved_quotas = UNSET
        elif isinstance(self.reserved_quotas, list):
            reserved_quotas = []
            for reserved_quotas_type_0_item_data in self.reserved_quotas:
                reserved_quotas_type_0_item = reserved_quotas_type_0_item_data.to_dict()
                reserved_quotas.append(reserved_quotas_type_0_item)

        else:
            reserved_quotas = self.reserved_quotas

        computing_quotas: dict[str, Any] | None | Unset
        if isinstance(self.computing_quotas, Unset):
            computing_quotas = UNSET
        elif isinstance(self.computing_quotas, ComputingQuotas):
            computing_quotas = self.computing_quotas.to_dict()
        else:
            computing_quotas = self.computing_quotas

        projects: list[dict[str, Any]] | None | Unset
        if isinstance(self.projects, Unset):
            projects = UNSET
        elif isinstance(self.projects, list):
            projects = []
            for projects_type_0_item_data in self.projects:
                projects_type_0_item = projects_type_0_item_data.to_dict()
                projects.append(projects_type_0_item)

        else:
            projects = self.projects

        default_scheduling: None | str | Unset
        if isinstance(self.default_scheduling, Unset):
            default_scheduling = UNSET
        else:
            default_scheduling = self.default_scheduling

        default_reserved_specification_key: None | str | Unset
        if isinstance(self.default_reserved_specification_key, Unset):
            default_reserved_specification_key = UNSET
        else:
            default_reserved_specification_key = self.default_reserved_specification_key

        max_disk: int | None | Unset
        if isinstance(self.max_disk, Unset):
            max_disk = UNSET
        else:
            max_disk = self.max_disk

        disk_count: int | None | Unset
        if isinstance(self.disk_count, Unset):
            disk_count = UNSET
        else:
            disk_count = self.disk_count

        quota_bytes_disk: int | None | Unset
        if isinstance(self.quota_bytes_disk, Unset):
            quota_bytes_disk = UNSET
        else:
            quota_bytes_disk = self.quota_bytes_disk

        used_quota_bytes_disk: int | None | Unset
        if isinstance(self.used_quota_bytes_disk, Unset):
            used_quota_bytes_disk = UNSET
        else:
            used_quota_bytes_disk = self.used_quota_bytes_disk

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if email is not UNSET:
            field_dict["email"] = email
        if max_bucket is not UNSET:
            field_dict["maxBucket"] = max_bucket
        if bucket_count is not UNSET:
            field_dict["bucketCount"] = bucket_count
        if quota_bytes_bucket is not UNSET:
            field_dict["quotaBytesBucket"] = quota_bytes_bucket
        if used_quota_bytes_bucket is not UNSET:
            field_dict["usedQuotaBytesBucket"] = used_quota_bytes_bucket
        if quota_bytes is not UNSET:
            field_dict["quotaBytes"] = quota_bytes
        if used_quota_bytes is not UNSET:
            field_dict["usedQuotaBytes"] = used_quota_bytes
        if max_task is not UNSET:
            field_dict["maxTask"] = max_task
        if task_count is not UNSET:
            field_dict["taskCount"] = task_count
        if max_running_task is not UNSET:
            field_dict["maxRunningTask"] = max_running_task
        if running_task_count is not UNSET:
            field_dict["runningTaskCount"] = running_task_count
        if max_pool is not UNSET:
            field_dict["maxPool"] = max_pool
        if pool_count is not UNSET:
            field_dict["poolCount"] = pool_count
        if max_running_pool is not UNSET:
            field_dict["maxRunningPool"] = max_running_pool
        if running_pool_count is not UNSET:
            field_dict["runningPoolCount"] = running_pool_count
        if max_job is not UNSET:
            field_dict["maxJob"] = max_job
        if job_count is not UNSET:
            field_dict["jobCount"] = job_count
        if running_instance_count is not UNSET:
            field_dict["runningInstanceCount"] = running_instance_count
        if running_core_count is not UNSET:
            field_dict["runningCoreCount"] = running_core_count
        if max_instances is not UNSET:
            field_dict["maxInstances"] = max_instances
        if max_cores is not UNSET:
            field_dict["maxCores"] = max_cores
        if max_flex_instances is not UNSET:
            field_dict["maxFlexInstances"] = max_flex_instances
        if max_flex_cores is not UNSET:
            field_dict["maxFlexCores"] = max_flex_cores
        if max_on_demand_instances is not UNSET:
            field_dict["maxOnDemandInstances"] = max_on_demand_instances
        if max_on_demand_cores is not UNSET:
            field_dict["maxOnDemandCores"] = max_on_demand_cores
        if running_flex_instance_count is not UNSET:
            field_dict["runningFlexInstanceCount"] = running_flex_instance_count
        if running_flex_core_count is not UNSET:
            field_dict["runningFlexCoreCount"] = running_flex_core_count
        if running_on_demand_instance_count is not UNSET:
            field_dict["runningOnDemandInstanceCount"] = running_on_demand_instance_count
        if running_on_demand_core_count is not UNSET:
            field_dict["runningOnDemandCoreCount"] = running_on_demand_core_count
        if reserved_quotas is not UNSET:
            field_dict["reservedQuotas"] = reserved_quotas
        if computing_quotas is not UNSET:
            field_dict["computingQuotas"] = computing_quotas
        if projects is not UNSET:
            field_dict["projects"] = projects
        if default_scheduling is not UNSET:
            field_dict["defaultScheduling"] = default_scheduling
        if default_reserved_specification_key is not UNSET:
            field_dict["defaultReservedSpecificationKey"] = default_reserved_specification_key
        if max_disk is not UNSET:
            field_dict["maxDisk"] = max_disk
        if disk_count is not UNSET:
            field_dict["diskCount"] = disk_count
        if quota_bytes_disk is not UNSET:
            field_dict["quotaBytesDisk"] = quota_bytes_disk
        if used_quota_bytes_disk is not UNSET:
            field_dict["usedQuotaBytesDisk"] = used_quota_bytes_disk

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.computing_quotas import ComputingQuotas  # noqa: PLC0415
        from ..models.project import Project  # noqa: PLC0415
        from ..models.reserved_quota import ReservedQuota  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_max_bucket(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_bucket = _parse_max_bucket(d.pop("maxBucket", UNSET))

        def _parse_bucket_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        bucket_count = _parse_bucket_count(d.pop("bucketCount", UNSET))

        def _parse_quota_bytes_bucket(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        quota_bytes_bucket = _parse_quota_bytes_bucket(d.pop("quotaBytesBucket", UNSET))

        def _parse_used_quota_bytes_bucket(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        used_quota_bytes_bucket = _parse_used_quota_bytes_bucket(
            d.pop("usedQuotaBytesBucket", UNSET)
        )

        def _parse_quota_bytes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        quota_bytes = _parse_quota_bytes(d.pop("quotaBytes", UNSET))

        def _parse_used_quota_bytes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        used_quota_bytes = _parse_used_quota_bytes(d.pop("usedQuotaBytes", UNSET))

        def _parse_max_task(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_task = _parse_max_task(d.pop("maxTask", UNSET))

        def _parse_task_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        task_count = _parse_task_count(d.pop("taskCount", UNSET))

        def _parse_max_running_task(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_running_task = _parse_max_running_task(d.pop("maxRunningTask", UNSET))

        def _parse_running_task_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_task_count = _parse_running_task_count(d.pop("runningTaskCount", UNSET))

        def _parse_max_pool(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_pool = _parse_max_pool(d.pop("maxPool", UNSET))

        def _parse_pool_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pool_count = _parse_pool_count(d.pop("poolCount", UNSET))

        def _parse_max_running_pool(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_running_pool = _parse_max_running_pool(d.pop("maxRunningPool", UNSET))

        def _parse_running_pool_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_pool_count = _parse_running_pool_count(d.pop("runningPoolCount", UNSET))

        def _parse_max_job(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_job = _parse_max_job(d.pop("maxJob", UNSET))

        def _parse_job_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        job_count = _parse_job_count(d.pop("jobCount", UNSET))

        def _parse_running_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_instance_count = _parse_running_instance_count(d.pop("runningInstanceCount", UNSET))

        def _parse_running_core_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_core_count = _parse_running_core_count(d.pop("runningCoreCount", UNSET))

        def _parse_max_instances(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_instances = _parse_max_instances(d.pop("maxInstances", UNSET))

        def _parse_max_cores(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_cores = _parse_max_cores(d.pop("maxCores", UNSET))

        def _parse_max_flex_instances(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_flex_instances = _parse_max_flex_instances(d.pop("maxFlexInstances", UNSET))

        def _parse_max_flex_cores(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_flex_cores = _parse_max_flex_cores(d.pop("maxFlexCores", UNSET))

        def _parse_max_on_demand_instances(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_on_demand_instances = _parse_max_on_demand_instances(
            d.pop("maxOnDemandInstances", UNSET)
        )

        def _parse_max_on_demand_cores(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_on_demand_cores = _parse_max_on_demand_cores(d.pop("maxOnDemandCores", UNSET))

        def _parse_running_flex_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_flex_instance_count = _parse_running_flex_instance_count(
            d.pop("runningFlexInstanceCount", UNSET)
        )

        def _parse_running_flex_core_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_flex_core_count = _parse_running_flex_core_count(
            d.pop("runningFlexCoreCount", UNSET)
        )

        def _parse_running_on_demand_instance_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_on_demand_instance_count = _parse_running_on_demand_instance_count(
            d.pop("runningOnDemandInstanceCount", UNSET)
        )

        def _parse_running_on_demand_core_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_on_demand_core_count = _parse_running_on_demand_core_count(
            d.pop("runningOnDemandCoreCount", UNSET)
        )

        def _parse_reserved_quotas(data: object) -> list[ReservedQuota] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                reserved_quotas_type_0 = []
                _reserved_quotas_type_0 = data
                for reserved_quotas_type_0_item_data in _reserved_quotas_type_0:
                    reserved_quotas_type_0_item = ReservedQuota.from_dict(
                        reserved_quotas_type_0_item_data
                    )

                    reserved_quotas_type_0.append(reserved_quotas_type_0_item)

                return reserved_quotas_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ReservedQuota] | None | Unset, data)

        reserved_quotas = _parse_reserved_quotas(d.pop("reservedQuotas", UNSET))

        def _parse_computing_quotas(data: object) -> ComputingQuotas | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                computing_quotas_type_0 = ComputingQuotas.from_dict(data)

                return computing_quotas_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ComputingQuotas | None | Unset, data)

        computing_quotas = _parse_computing_quotas(d.pop("computingQuotas", UNSET))

        def _parse_projects(data: object) -> list[Project] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                projects_type_0 = []
                _projects_type_0 = data
                for projects_type_0_item_data in _projects_type_0:
                    projects_type_0_item = Project.from_dict(projects_type_0_item_data)

                    projects_type_0.append(projects_type_0_item)

                return projects_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Project] | None | Unset, data)

        projects = _parse_projects(d.pop("projects", UNSET))

        def _parse_default_scheduling(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        default_scheduling = _parse_default_scheduling(d.pop("defaultScheduling", UNSET))

        def _parse_default_reserved_specification_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        default_reserved_specification_key = _parse_default_reserved_specification_key(
            d.pop("defaultReservedSpecificationKey", UNSET)
        )

        def _parse_max_disk(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_disk = _parse_max_disk(d.pop("maxDisk", UNSET))

        def _parse_disk_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        disk_count = _parse_disk_count(d.pop("diskCount", UNSET))

        def _parse_quota_bytes_disk(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        quota_bytes_disk = _parse_quota_bytes_disk(d.pop("quotaBytesDisk", UNSET))

        def _parse_used_quota_bytes_disk(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        used_quota_bytes_disk = _parse_used_quota_bytes_disk(d.pop("usedQuotaBytesDisk", UNSET))

        user_info = cls(
            email=email,
            max_bucket=max_bucket,
            bucket_count=bucket_count,
            quota_bytes_bucket=quota_bytes_bucket,
            used_quota_bytes_bucket=used_quota_bytes_bucket,
            quota_bytes=quota_bytes,
            used_quota_bytes=used_quota_bytes,
            max_task=max_task,
            task_count=task_count,
            max_running_task=max_running_task,
            running_task_count=running_task_count,
            max_pool=max_pool,
            pool_count=pool_count,
            max_running_pool=max_running_pool,
            running_pool_count=running_pool_count,
            max_job=max_job,
            job_count=job_count,
            running_instance_count=running_instance_count,
            running_core_count=running_core_count,
            max_instances=max_instances,
            max_cores=max_cores,
            max_flex_instances=max_flex_instances,
            max_flex_cores=max_flex_cores,
            max_on_demand_instances=max_on_demand_instances,
            max_on_demand_cores=max_on_demand_cores,
            running_flex_instance_count=running_flex_instance_count,
            running_flex_core_count=running_flex_core_count,
            running_on_demand_instance_count=running_on_demand_instance_count,
            running_on_demand_core_count=running_on_demand_core_count,
            reserved_quotas=reserved_quotas,
            computing_quotas=computing_quotas,
            projects=projects,
            default_scheduling=default_scheduling,
            default_reserved_specification_key=default_reserved_specification_key,
            max_disk=max_disk,
            disk_count=disk_count,
            quota_bytes_disk=quota_bytes_disk,
            used_quota_bytes_disk=used_quota_bytes_disk,
        )

        user_info.additional_properties = d
        return user_info

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
