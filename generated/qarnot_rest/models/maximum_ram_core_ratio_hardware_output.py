from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MaximumRamCoreRatioHardwareOutput")


@_attrs_define
class MaximumRamCoreRatioHardwareOutput:
    """Machines with at most so much memory for each core."""

    discriminator: Literal["MaximumRamCoreRatioHardwareConstraint"]
    """ The kind of condition. """
    maximum_memory_gb_core_ratio: float | None | Unset = UNSET
    """ The most memory for each core, in GB. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        maximum_memory_gb_core_ratio: float | None | Unset
        if isinstance(self.maximum_memory_gb_core_ratio, Unset):
            maximum_memory_gb_core_ratio = UNSET
        else:
            maximum_memory_gb_core_ratio = self.maximum_memory_gb_core_ratio

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "discriminator": discriminator,
            }
        )
        if maximum_memory_gb_core_ratio is not UNSET:
            field_dict["maximumMemoryGBCoreRatio"] = maximum_memory_gb_core_ratio

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(
            Literal["MaximumRamCoreRatioHardwareConstraint"], d.pop("discriminator")
        )
        if discriminator != "MaximumRamCoreRatioHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'MaximumRamCoreRatioHardwareConstraint', got '{discriminator}'"
            )

        def _parse_maximum_memory_gb_core_ratio(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        maximum_memory_gb_core_ratio = _parse_maximum_memory_gb_core_ratio(
            d.pop("maximumMemoryGBCoreRatio", UNSET)
        )

        maximum_ram_core_ratio_hardware_output = cls(
            discriminator=discriminator,
            maximum_memory_gb_core_ratio=maximum_memory_gb_core_ratio,
        )

        maximum_ram_core_ratio_hardware_output.additional_properties = d
        return maximum_ram_core_ratio_hardware_output

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
