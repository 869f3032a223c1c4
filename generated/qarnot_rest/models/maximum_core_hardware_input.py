from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MaximumCoreHardwareInput")


@_attrs_define
class MaximumCoreHardwareInput:
    """Machines with at most so many cores."""

    discriminator: Literal["MaximumCoreHardwareConstraint"]
    """ The kind of condition. """
    core_count: int
    """ The greatest number of cores. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        core_count = self.core_count

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
                "coreCount": core_count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(Literal["MaximumCoreHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "MaximumCoreHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'MaximumCoreHardwareConstraint', got '{discriminator}'"
            )

        core_count = d.pop("coreCount")

        maximum_core_hardware_input = cls(
            discriminator=discriminator,
            core_count=core_count,
        )

        return maximum_core_hardware_input
