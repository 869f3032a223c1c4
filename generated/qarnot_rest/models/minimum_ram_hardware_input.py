from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MinimumRamHardwareInput")


@_attrs_define
class MinimumRamHardwareInput:
    """Machines with at least so much memory."""

    discriminator: Literal["MinimumRamHardwareConstraint"]
    """ The kind of condition. """
    minimum_memory_mb: float
    """ The least memory, in MB. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        minimum_memory_mb = self.minimum_memory_mb

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
                "minimumMemoryMB": minimum_memory_mb,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(Literal["MinimumRamHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "MinimumRamHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'MinimumRamHardwareConstraint', got '{discriminator}'"
            )

        minimum_memory_mb = d.pop("minimumMemoryMB")

        minimum_ram_hardware_input = cls(
            discriminator=discriminator,
            minimum_memory_mb=minimum_memory_mb,
        )

        return minimum_ram_hardware_input
