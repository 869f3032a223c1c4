from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.prefix_filtering_input import PrefixFilteringInput


T = TypeVar("T", bound="ResourceFilteringInput")


@_attrs_define
class ResourceFilteringInput:
    """Which files of a bucket are taken."""

    prefix_filtering: None | PrefixFilteringInput | Unset = UNSET
    """ Takes only the files below a prefix. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.prefix_filtering_input import PrefixFilteringInput  # noqa: PLC0415

        prefix_filtering: dict[str, Any] | None | Unset
        if isinstance(self.prefix_filtering, Unset):
            prefix_filtering = UNSET
        elif isinstance(self.prefix_filtering, PrefixFilteringInput):
            prefix_filtering = self.prefix_filtering.to_dict()
        else:
            prefix_filtering = self.prefix_filtering

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if prefix_filtering is not UNSET:
            field_dict["prefixFiltering"] = prefix_filtering

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.prefix_filtering_input import PrefixFilteringInput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_prefix_filtering(data: object) -> None | PrefixFilteringInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                prefix_filtering_type_0 = PrefixFilteringInput.from_dict(data)

                return prefix_filtering_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PrefixFilteringInput | Unset, data)

        prefix_filtering = _parse_prefix_filtering(d.pop("prefixFiltering", UNSET))

        resource_filtering_input = cls(
            prefix_filtering=prefix_filtering,
        )

        return resource_filtering_input
