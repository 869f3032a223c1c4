from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.running_counts_by_user import RunningCountsByUser


T = TypeVar("T", bound="OrganizationSchedulingQuota")


@_attrs_define
class OrganizationSchedulingQuota:
    """What an organization may run at once with one kind of scheduling, and what it does
    run.

    """

    max_instances: int | None | Unset = UNSET
    """ How many instances may run at once. """
    max_cores: int | None | Unset = UNSET
    """ How many cores may run at once. """
    running_instances_count: int | None | Unset = UNSET
    """ How many instances are running. """
    running_cores_count: int | None | Unset = UNSET
    """ How many cores are running. """
    running_counts_per_user: None | RunningCountsByUser | Unset = UNSET
    """ What each user runs; null when the caller may not see it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.running_counts_by_user import RunningCountsByUser  # noqa: PLC0415

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

        running_instances_count: int | None | Unset
        if isinstance(self.running_instances_count, Unset):
            running_instances_count = UNSET
        else:
            running_instances_count = self.running_instances_count

        running_cores_count: int | None | Unset
        if isinstance(self.running_cores_count, Unset):
            running_cores_count = UNSET
        else:
            running_cores_count = self.running_cores_count

        running_counts_per_user: dict[str, Any] | None | Unset
        if isinstance(self.running_counts_per_user, Unset):
            running_counts_per_user = UNSET
        elif isinstance(self.running_counts_per_user, RunningCountsByUser):
            running_counts_per_user = self.running_counts_per_user.to_dict()
        else:
            running_counts_per_user = self.running_counts_per_user

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if max_instances is not UNSET:
            field_dict["maxInstances"] = max_instances
        if max_cores is not UNSET:
            field_dict["maxCores"] = max_cores
        if running_instances_count is not UNSET:
            field_dict["runningInstancesCount"] = running_instances_count
        if running_cores_count is not UNSET:
            field_dict["runningCoresCount"] = running_cores_count
        if running_counts_per_user is not UNSET:
            field_dict["runningCountsPerUser"] = running_counts_per_user

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.running_counts_by_user import RunningCountsByUser  # noqa: PLC0415

        d = dict(src_dict)

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

        def _parse_running_instances_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_instances_count = _parse_running_instances_count(
            d.pop("runningInstancesCount", UNSET)
        )

        def _parse_running_cores_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_cores_count = _parse_running_cores_count(d.pop("runningCoresCount", UNSET))

        def _parse_running_counts_per_user(data: object) -> None | RunningCountsByUser | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                running_counts_per_user_type_0 = RunningCountsByUser.from_dict(data)

                return running_counts_per_user_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RunningCountsByUser | Unset, data)

        running_counts_per_user = _parse_running_counts_per_user(
            d.pop("runningCountsPerUser", UNSET)
        )

        organization_scheduling_quota = cls(
            max_instances=max_instances,
            max_cores=max_cores,
            running_instances_count=running_instances_count,
            running_cores_count=running_cores_count,
            running_counts_per_user=running_counts_per_user,
        )

        organization_scheduling_quota.additional_properties = d
        return organization_scheduling_quota

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
