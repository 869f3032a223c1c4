from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CpuModelHardwareInput")


@_attrs_define
class CpuModelHardwareInput:
    """Machines with one model of processor."""

    discriminator: Literal["CpuModelHardwareConstraint"]
    """ The kind of condition. """
    cpu_model: str
    """ The model of the processor. """

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        cpu_model = self.cpu_model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "discriminator": discriminator,
                "cpuModel": cpu_model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(Literal["CpuModelHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "CpuModelHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'CpuModelHardwareConstraint', got '{discriminator}'"
            )

        cpu_model = d.pop("cpuModel")

        cpu_model_hardware_input = cls(
            discriminator=discriminator,
            cpu_model=cpu_model,
        )

        return cpu_model_hardware_input
