from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="StripPrefixInput")


@_attrs_define
class StripPrefixInput:
    """Drops a prefix from the names that the files get on the instance."""

    prefix: str
    """ What is taken off the beginning of the key. """

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

        strip_prefix_input = cls(
            prefix=prefix,
        )

        return strip_prefix_input
