from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="FilterValues")


@_attrs_define
class FilterValues:
    """A comparison of one field with several values."""

    operator: str
    """ The comparison: `In` when one of the values shall be there, `NotIn` when
    none of them may.
     """
    field: str
    """ The field to look at, such as `State`. Names are written as in .NET: with a
    capital first letter, nested ones with a dot; of pools,
    `queuedOrRunningTaskInstancesCount`, `totalSlotCapacity` and `poolUsage`
    begin small.
     """
    values: list[str]
    """ The values to compare with, as text. """

    def to_dict(self) -> dict[str, Any]:
        operator = self.operator

        field = self.field

        values = self.values

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "operator": operator,
                "field": field,
                "values": values,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        operator = d.pop("operator")

        field = d.pop("field")

        values = cast(list[str], d.pop("values"))

        filter_values = cls(
            operator=operator,
            field=field,
            values=values,
        )

        return filter_values
