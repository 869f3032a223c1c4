from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MinimumCoreHardwareInput")


@_attrs_define
class MinimumCoreHardwareInput:
    """Machines with at least so many cores."""

    discriminator: Literal["MinimumCoreHardwareConstraint"]
    """ The kind of condition. """
    core_count: int
    """ The smallest number of cores. """

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
        discriminator = cast(Literal["MinimumCoreHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "MinimumCoreHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'MinimumCoreHardwareConstraint', got '{discriminator}'"
            )

        core_count = d.pop("coreCount")

        minimum_core_hardware_input = cls(
            discriminator=discriminator,
            core_count=core_count,
        )

        return minimum_core_hardware_input
