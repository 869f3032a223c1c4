from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SSDHardwareInput")


@_attrs_define
class SSDHardwareInput:
    """Machines with a solid state disk."""

    discriminator: Literal["SSDHardwareConstraint"]
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
        discriminator = cast(Literal["SSDHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "SSDHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'SSDHardwareConstraint', got '{discriminator}'"
            )

        ssd_hardware_input = cls(
            discriminator=discriminator,
        )

        return ssd_hardware_input
