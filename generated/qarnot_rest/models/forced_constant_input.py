from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ForcedConstantInput")


@_attrs_define
class ForcedConstantInput:
    """A constant of a profile that gets another value than the profile gives it."""

    constant_name: None | str | Unset = UNSET
    """ The name of the constant. """
    forced_value: None | str | Unset = UNSET
    """ The value. """
    force_export_in_environment: bool | None | Unset = UNSET
    """ Whether instances find it in their environment. """
    access: None | str | Unset = UNSET
    """ Whether the instance may change it: `readOnly` or `readWrite`. """

    def to_dict(self) -> dict[str, Any]:
        constant_name: None | str | Unset
        if isinstance(self.constant_name, Unset):
            constant_name = UNSET
        else:
            constant_name = self.constant_name

        forced_value: None | str | Unset
        if isinstance(self.forced_value, Unset):
            forced_value = UNSET
        else:
            forced_value = self.forced_value

        force_export_in_environment: bool | None | Unset
        if isinstance(self.force_export_in_environment, Unset):
            force_export_in_environment = UNSET
        else:
            force_export_in_environment = self.force_export_in_environment

        access: None | str | Unset
        if isinstance(self.access, Unset):
            access = UNSET
        else:
            access = self.access

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if constant_name is not UNSET:
            field_dict["constantName"] = constant_name
        if forced_value is not UNSET:
            field_dict["forcedValue"] = forced_value
        if force_export_in_environment is not UNSET:
            field_dict["forceExportInEnvironment"] = force_export_in_environment
        if access is not UNSET:
            field_dict["access"] = access

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_constant_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        constant_name = _parse_constant_name(d.pop("constantName", UNSET))

        def _parse_forced_value(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        forced_value = _parse_forced_value(d.pop("forcedValue", UNSET))

        def _parse_force_export_in_environment(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        force_export_in_environment = _parse_force_export_in_environment(
            d.pop("forceExportInEnvironment", UNSET)
        )

        def _parse_access(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        access = _parse_access(d.pop("access", UNSET))

        forced_constant_input = cls(
            constant_name=constant_name,
            forced_value=forced_value,
            force_export_in_environment=force_export_in_environment,
            access=access,
        )

        return forced_constant_input
