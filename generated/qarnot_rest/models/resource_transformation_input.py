from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.strip_prefix_input import StripPrefixInput


T = TypeVar("T", bound="ResourceTransformationInput")


@_attrs_define
class ResourceTransformationInput:
    """How the files of a bucket are named on the instance."""

    strip_prefix: None | StripPrefixInput | Unset = UNSET
    """ Drops a prefix from the names. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.strip_prefix_input import StripPrefixInput  # noqa: PLC0415

        strip_prefix: dict[str, Any] | None | Unset
        if isinstance(self.strip_prefix, Unset):
            strip_prefix = UNSET
        elif isinstance(self.strip_prefix, StripPrefixInput):
            strip_prefix = self.strip_prefix.to_dict()
        else:
            strip_prefix = self.strip_prefix

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if strip_prefix is not UNSET:
            field_dict["stripPrefix"] = strip_prefix

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.strip_prefix_input import StripPrefixInput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_strip_prefix(data: object) -> None | StripPrefixInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                strip_prefix_type_0 = StripPrefixInput.from_dict(data)

                return strip_prefix_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StripPrefixInput | Unset, data)

        strip_prefix = _parse_strip_prefix(d.pop("stripPrefix", UNSET))

        resource_transformation_input = cls(
            strip_prefix=strip_prefix,
        )

        return resource_transformation_input
