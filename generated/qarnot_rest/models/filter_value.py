from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FilterValue")


@_attrs_define
class FilterValue:
    """A comparison of one field with one value."""

    operator: str
    """ The comparison: `Equal`, `NotEqual`, `LessThan`, `LessThanOrEqual`,
    `GreaterThan`, `GreaterThanOrEqual`, or `Like` for a regular expression. On
    a list field, `Equal` means "contains".
     """
    field: str
    """ The field to look at, such as `Tags` or `Dependencies.DependsOn`. Names are
    written as in .NET: with a capital first letter, nested ones with a dot; of
    pools, `queuedOrRunningTaskInstancesCount`, `totalSlotCapacity` and
    `poolUsage` begin small.
     """
    value: str
    """ The value to compare with, as text. """

    def to_dict(self) -> dict[str, Any]:
        operator = self.operator

        field = self.field

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "operator": operator,
                "field": field,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        operator = d.pop("operator")

        field = d.pop("field")

        value = d.pop("value")

        filter_value = cls(
            operator=operator,
            field=field,
            value=value,
        )

        return filter_value
