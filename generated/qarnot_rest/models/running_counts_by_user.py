from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.running_counts import RunningCounts


T = TypeVar("T", bound="RunningCountsByUser")


@_attrs_define
class RunningCountsByUser:
    """What users run, by their address; a user who runs nothing is left out."""

    additional_properties: dict[str, RunningCounts] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.running_counts import RunningCounts  # noqa: PLC0415

        d = dict(src_dict)
        running_counts_by_user = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = RunningCounts.from_dict(prop_dict)

            additional_properties[prop_name] = additional_property

        running_counts_by_user.additional_properties = additional_properties
        return running_counts_by_user

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> RunningCounts:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: RunningCounts) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
