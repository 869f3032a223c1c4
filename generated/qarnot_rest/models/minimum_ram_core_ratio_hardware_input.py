from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MinimumRamCoreRatioHardwareInput")


@_attrs_define
class MinimumRamCoreRatioHardwareInput:
    """Machines with at least so much memory for each core."""

    discriminator: Literal["MinimumRamCoreRatioHardwareConstraint"]
    """ The kind of condition. """
    minimum_memory_gb_core_ratio: float
    """ The least memory for each core, in GB. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        minimum_memory_gb_core_ratio = self.minimum_memory_gb_core_ratio

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
                "minimumMemoryGBCoreRatio": minimum_memory_gb_core_ratio,
            }
        )

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

        minimum_memory_gb_core_ratio = d.pop("minimumMemoryGBCoreRatio")

        minimum_ram_core_ratio_hardware_input = cls(
            discriminator=discriminator,
            minimum_memory_gb_core_ratio=minimum_memory_gb_core_ratio,
        )

        return minimum_ram_core_ratio_hardware_input
