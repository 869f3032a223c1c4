from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReservedSchedulingQuota")


@_attrs_define
class ReservedSchedulingQuota:
    """What may run at once on reserved machines, and what does."""

    machine_key: None | str | Unset = UNSET
    """ The kind of machine that is reserved. """
    reservation_name: None | str | Unset = UNSET
    """ The name of the reservation. """
    max_instances: int | None | Unset = UNSET
    """ How many instances may run at once. """
    max_cores: int | None | Unset = UNSET
    """ How many cores may run at once. """
    running_instances_count: int | None | Unset = UNSET
    """ How many instances are running. """
    running_cores_count: int | None | Unset = UNSET
    """ How many cores are running. """
    running_core_count: int | None | Unset = UNSET
    """ How many cores are running, as the vendor's document spells it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        machine_key: None | str | Unset
        if isinstance(self.machine_key, Unset):
            machine_key = UNSET
        else:
            machine_key = self.machine_key

        reservation_name: None | str | Unset
        if isinstance(self.reservation_name, Unset):
            reservation_name = UNSET
        else:
            reservation_name = self.reservation_name

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

        running_core_count: int | None | Unset
        if isinstance(self.running_core_count, Unset):
            running_core_count = UNSET
        else:
            running_core_count = self.running_core_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if machine_key is not UNSET:
            field_dict["machineKey"] = machine_key
        if reservation_name is not UNSET:
            field_dict["reservationName"] = reservation_name
        if max_instances is not UNSET:
            field_dict["maxInstances"] = max_instances
        if max_cores is not UNSET:
            field_dict["maxCores"] = max_cores
        if running_instances_count is not UNSET:
            field_dict["runningInstancesCount"] = running_instances_count
        if running_cores_count is not UNSET:
            field_dict["runningCoresCount"] = running_cores_count
        if running_core_count is not UNSET:
            field_dict["runningCoreCount"] = running_core_count

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_machine_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        machine_key = _parse_machine_key(d.pop("machineKey", UNSET))

        def _parse_reservation_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reservation_name = _parse_reservation_name(d.pop("reservationName", UNSET))

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

        def _parse_running_core_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        running_core_count = _parse_running_core_count(d.pop("runningCoreCount", UNSET))

        reserved_scheduling_quota = cls(
            machine_key=machine_key,
            reservation_name=reservation_name,
            max_instances=max_instances,
            max_cores=max_cores,
            running_instances_count=running_instances_count,
            running_cores_count=running_cores_count,
            running_core_count=running_core_count,
        )

        reserved_scheduling_quota.additional_properties = d
        return reserved_scheduling_quota

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
