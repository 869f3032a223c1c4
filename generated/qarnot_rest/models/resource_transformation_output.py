from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.strip_prefix_output import StripPrefixOutput


T = TypeVar("T", bound="ResourceTransformationOutput")


@_attrs_define
class ResourceTransformationOutput:
    """How the files of a bucket are named on the instance."""

    strip_prefix: None | StripPrefixOutput | Unset = UNSET
    """ Drops a prefix from the names. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.strip_prefix_output import StripPrefixOutput  # noqa: PLC0415

        strip_prefix: dict[str, Any] | None | Unset
        if isinstance(self.strip_prefix, Unset):
            strip_prefix = UNSET
        elif isinstance(self.strip_prefix, StripPrefixOutput):
            strip_prefix = self.strip_prefix.to_dict()
        else:
            strip_prefix = self.strip_prefix

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if strip_prefix is not UNSET:
            field_dict["stripPrefix"] = strip_prefix

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.strip_prefix_output import StripPrefixOutput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_strip_prefix(data: object) -> None | StripPrefixOutput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                strip_prefix_type_0 = StripPrefixOutput.from_dict(data)

                return strip_prefix_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StripPrefixOutput | Unset, data)

        strip_prefix = _parse_strip_prefix(d.pop("stripPrefix", UNSET))

        resource_transformation_output = cls(
            strip_prefix=strip_prefix,
        )

        resource_transformation_output.additional_properties = d
        return resource_transformation_output

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
