from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="GpuHardwareInput")


@_attrs_define
class GpuHardwareInput:
    """Machines with a graphics processor."""

    discriminator: Literal["GpuHardwareConstraint"]
    """ The kind of condition. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(Literal["GpuHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "GpuHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'GpuHardwareConstraint', got '{discriminator}'"
            )

        gpu_hardware_input = cls(
            discriminator=discriminator,
        )

        return gpu_hardware_input
