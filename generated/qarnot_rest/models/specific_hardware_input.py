from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SpecificHardwareInput")


@_attrs_define
class SpecificHardwareInput:
    """Machines of one kind."""

    discriminator: Literal["SpecificHardwareConstraint"]
    """ The kind of condition. """
    specification_key: str
    """ The key of the kind, such as `R7-2700X`. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        specification_key = self.specification_key

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
                "specificationKey": specification_key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(Literal["SpecificHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "SpecificHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'SpecificHardwareConstraint', got '{discriminator}'"
            )

        specification_key = d.pop("specificationKey")

        specific_hardware_input = cls(
            discriminator=discriminator,
            specification_key=specification_key,
        )

        return specific_hardware_input
