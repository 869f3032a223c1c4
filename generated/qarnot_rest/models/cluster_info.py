from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClusterInfo")


@_attrs_define
class ClusterInfo:
    """The machines that a task runs on together."""

    cluster_cores_count: int | None | Unset = UNSET
    """ How many cores they have together. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cluster_cores_count: int | None | Unset
        if isinstance(self.cluster_cores_count, Unset):
            cluster_cores_count = UNSET
        else:
            cluster_cores_count = self.cluster_cores_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cluster_cores_count is not UNSET:
            field_dict["clusterCoresCount"] = cluster_cores_count

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_cluster_cores_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        cluster_cores_count = _parse_cluster_cores_count(d.pop("clusterCoresCount", UNSET))

        cluster_info = cls(
            cluster_cores_count=cluster_cores_count,
        )

        cluster_info.additional_properties = d
        return cluster_info

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
