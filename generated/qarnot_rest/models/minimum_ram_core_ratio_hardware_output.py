from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MinimumRamCoreRatioHardwareOutput")


@_attrs_define
class MinimumRamCoreRatioHardwareOutput:
    """Machines with at least so much memory for each core."""

    discriminator: Literal["MinimumRamCoreRatioHardwareConstraint"]
    """ The kind of condition. """
    minimum_memory_gb_core_ratio: float | None | Unset = UNSET
    """ The least memory for each core, in GB. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        minimum_memory_gb_core_ratio: float | None | Unset
        if isinstance(self.minimum_memory_gb_core_ratio, Unset):
            minimum_memory_gb_core_ratio = UNSET
        else:
            minimum_memory_gb_core_ratio = self.minimum_memory_gb_core_ratio

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "discriminator": discriminator,
            }
        )
        if minimum_memory_gb_core_ratio is not UNSET:
            field_dict["minimumMemoryGBCoreRatio"] = minimum_memory_gb_core_ratio

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(
            Literal["MinimumRamCoreRatioHardwareConstraint"], d.pop("discriminator")
        )
        if discriminator != "MinimumRamCoreRatioHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'MinimumRamCoreRatioHardwareConstraint', got '{discriminator}'"
            )

        def _parse_minimum_memory_gb_core_ratio(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        minimum_memory_gb_core_ratio = _parse_minimum_memory_gb_core_ratio(
            d.pop("minimumMemoryGBCoreRatio", UNSET)
        )

        minimum_ram_core_ratio_hardware_output = cls(
            discriminator=discriminator,
            minimum_memory_gb_core_ratio=minimum_memory_gb_core_ratio,
        )

        minimum_ram_core_ratio_hardware_output.additional_properties = d
        return minimum_ram_core_ratio_hardware_output

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
