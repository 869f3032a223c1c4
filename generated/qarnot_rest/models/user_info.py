from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

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
    max_instances: int | None | Unset = UNSET
    """ How many instances may run at once, over all kinds of scheduling. """
    max_cores: int | None | Unset = UNSET
    """ How many cores may run at once, over all kinds of scheduling. """
    running_instance_count: int | None | Unset = UNSET
    """ How many instances of the account are running. """
    running_core_count: int | None | Unset = UNSET
    """ How many cores of the account are running. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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
        if max_instances is not UNSET:
            field_dict["maxInstances"] = max_instances
        if max_cores is not UNSET:
            field_dict["maxCores"] = max_cores
        if running_instance_count is not UNSET:
            field_dict["runningInstanceCount"] = running_instance_count
        if running_core_count is not UNSET:
            field_dict["runningCoreCount"] = running_core_count

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
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

        user_info = cls(
            email=email,
            max_bucket=max_bucket,
            bucket_count=bucket_count,
            quota_bytes_bucket=quota_bytes_bucket,
            used_quota_bytes_bucket=used_quota_bytes_bucket,
            max_task=max_task,
            task_count=task_count,
            max_running_task=max_running_task,
            running_task_count=running_task_count,
            max_pool=max_pool,
            pool_count=pool_count,
            max_running_pool=max_running_pool,
            running_pool_count=running_pool_count,
            max_instances=max_instances,
            max_cores=max_cores,
            running_instance_count=running_instance_count,
            running_core_count=running_core_count,
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
