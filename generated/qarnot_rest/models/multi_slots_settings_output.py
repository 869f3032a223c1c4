from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MultiSlotsSettingsOutput")


@_attrs_define
class MultiSlotsSettingsOutput:
    """How many instances share a machine of a pool."""

    slots_per_node: int | None | Unset = UNSET
    """ How many slots each machine has. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        slots_per_node: int | None | Unset
        if isinstance(self.slots_per_node, Unset):
            slots_per_node = UNSET
        else:
            slots_per_node = self.slots_per_node

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if slots_per_node is not UNSET:
            field_dict["slotsPerNode"] = slots_per_node

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_slots_per_node(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        slots_per_node = _parse_slots_per_node(d.pop("slotsPerNode", UNSET))

        multi_slots_settings_output = cls(
            slots_per_node=slots_per_node,
        )

        multi_slots_settings_output.additional_properties = d
        return multi_slots_settings_output

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
