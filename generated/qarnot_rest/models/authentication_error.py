from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.authentication_error_details import AuthenticationErrorDetails


T = TypeVar("T", bound="AuthenticationError")


@_attrs_define
class AuthenticationError:
    """An error in the form of the gateway that checks tokens."""

    error: AuthenticationErrorDetails
    """ What went wrong when a token was checked. """
    data: Any | Unset = UNSET
    """ An empty object where it was seen. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error.to_dict()

        data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
            }
        )
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.authentication_error_details import AuthenticationErrorDetails  # noqa: PLC0415

        d = dict(src_dict)
        error = AuthenticationErrorDetails.from_dict(d.pop("error"))

        data = d.pop("data", UNSET)

        authentication_error = cls(
            error=error,
            data=data,
        )

        authentication_error.additional_properties = d
        return authentication_error

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
