from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MaximumRamHardwareInput")


@_attrs_define
class MaximumRamHardwareInput:
    """Machines with at most so much memory."""

    discriminator: Literal["MaximumRamHardwareConstraint"]
    """ The kind of condition. """
    maximum_memory_mb: float
    """ The most memory, in MB. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        maximum_memory_mb = self.maximum_memory_mb

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
                "maximumMemoryMB": maximum_memory_mb,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(Literal["MaximumRamHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "MaximumRamHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'MaximumRamHardwareConstraint', got '{discriminator}'"
            )

        maximum_memory_mb = d.pop("maximumMemoryMB")

        maximum_ram_hardware_input = cls(
            discriminator=discriminator,
            maximum_memory_mb=maximum_memory_mb,
        )

        return maximum_ram_hardware_input
