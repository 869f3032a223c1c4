from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MaximumRamCoreRatioHardwareInput")


@_attrs_define
class MaximumRamCoreRatioHardwareInput:
    """Machines with at most so much memory for each core."""

    discriminator: Literal["MaximumRamCoreRatioHardwareConstraint"]
    """ The kind of condition. """
    maximum_memory_gb_core_ratio: float
    """ The most memory for each core, in GB. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        maximum_memory_gb_core_ratio = self.maximum_memory_gb_core_ratio

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
                "maximumMemoryGBCoreRatio": maximum_memory_gb_core_ratio,
            }
        )

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

        maximum_memory_gb_core_ratio = d.pop("maximumMemoryGBCoreRatio")

        maximum_ram_core_ratio_hardware_input = cls(
            discriminator=discriminator,
            maximum_memory_gb_core_ratio=maximum_memory_gb_core_ratio,
        )

        return maximum_ram_core_ratio_hardware_input
