from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="ConstantInput")


@_attrs_define
class ConstantInput:
    """A setting of a task or pool, as its profile understands it."""

    key: str
    """ The name; keys that begin with `QARNOT_SECRET__` can be written but not read. """
    value: None | str
    """ The value; null as the vendor's document allows. """

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        value: None | str
        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key": key,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        def _parse_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        value = _parse_value(d.pop("value"))

        constant_input = cls(
            key=key,
            value=value,
        )

        return constant_input
