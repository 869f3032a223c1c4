from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CpuModelHardwareOutput")


@_attrs_define
class CpuModelHardwareOutput:
    """Machines with one model of processor."""

    discriminator: Literal["CpuModelHardwareConstraint"]
    """ The kind of condition. """
    cpu_model: None | str | Unset = UNSET
    """ The model of the processor. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        discriminator = self.discriminator

        cpu_model: None | str | Unset
        if isinstance(self.cpu_model, Unset):
            cpu_model = UNSET
        else:
            cpu_model = self.cpu_model

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "discriminator": discriminator,
            }
        )
        if cpu_model is not UNSET:
            field_dict["cpuModel"] = cpu_model

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        discriminator = cast(Literal["CpuModelHardwareConstraint"], d.pop("discriminator"))
        if discriminator != "CpuModelHardwareConstraint":
            raise ValueError(
                f"discriminator must match const 'CpuModelHardwareConstraint', got '{discriminator}'"
            )

        def _parse_cpu_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cpu_model = _parse_cpu_model(d.pop("cpuModel", UNSET))

        cpu_model_hardware_output = cls(
            discriminator=discriminator,
            cpu_model=cpu_model,
        )

        cpu_model_hardware_output.additional_properties = d
        return cpu_model_hardware_output

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
