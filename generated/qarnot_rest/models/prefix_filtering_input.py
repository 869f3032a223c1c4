from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PrefixFilteringInput")


@_attrs_define
class PrefixFilteringInput:
    """Takes only the files below a prefix."""

    prefix: str
    """ What the key of a file must begin with. """

    def to_dict(self) -> dict[str, Any]:
        prefix = self.prefix

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prefix": prefix,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prefix = d.pop("prefix")

        prefix_filtering_input = cls(
            prefix=prefix,
        )

        return prefix_filtering_input
