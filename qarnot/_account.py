"""What the API says of the account and of the profiles; re-exported by ``qarnot.connection``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qarnot._fields import Field, Value
from qarnot._readers import items, text, whole_number

__all__ = ["Profile", "ProfileLicense", "UserInfo"]


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
    max_instances = Field("maxInstances", whole_number, "How many instances may run at once.")
    max_cores = Field("maxCores", whole_number, "How many cores may run at once.")
    running_instance_count = Field(
        "runningInstanceCount", whole_number, "How many instances of the account are running."
    )
    running_core_count = Field(
        "runningCoreCount", whole_number, "How many cores of the account are running."
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
