from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="MultiSlotsSettingsInput")


@_attrs_define
class MultiSlotsSettingsInput:
    """How many instances share a machine of a pool."""

    slots_per_node: int | None | Unset = UNSET
    """ How many slots each machine has. """

    def to_dict(self) -> dict[str, Any]:
        slots_per_node: int | None | Unset
        if isinstance(self.slots_per_node, Unset):
            slots_per_node = UNSET
        else:
            slots_per_node = self.slots_per_node

        field_dict: dict[str, Any] = {}

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

        multi_slots_settings_input = cls(
            slots_per_node=slots_per_node,
        )

        return multi_slots_settings_input
