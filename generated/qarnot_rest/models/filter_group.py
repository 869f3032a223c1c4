from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.filter_value import FilterValue
    from ..models.filter_values import FilterValues


T = TypeVar("T", bound="FilterGroup")


@_attrs_define
class FilterGroup:
    """Several conditions, joined."""

    operator: str
    """ How they are joined: `And` when all must hold, `Or` when one is enough. """
    filters: list[FilterGroup | FilterValue | FilterValues]
    """ The conditions. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.filter_value import FilterValue  # noqa: PLC0415

        operator = self.operator

        filters = []
        for filters_item_data in self.filters:
            filters_item: dict[str, Any]
            if isinstance(filters_item_data, FilterGroup):
                filters_item = filters_item_data.to_dict()
            elif isinstance(filters_item_data, FilterValue):
                filters_item = filters_item_data.to_dict()
            else:
                filters_item = filters_item_data.to_dict()

            filters.append(filters_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "operator": operator,
                "filters": filters,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.filter_value import FilterValue  # noqa: PLC0415
        from ..models.filter_values import FilterValues  # noqa: PLC0415

        d = dict(src_dict)
        operator = d.pop("operator")

        filters = []
        _filters = d.pop("filters")
        for filters_item_data in _filters:

            def _parse_filters_item(data: object) -> FilterGroup | FilterValue | FilterValues:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_filter_type_0 = FilterGroup.from_dict(data)

                    return componentsschemas_filter_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_filter_type_1 = FilterValue.from_dict(data)

                    return componentsschemas_filter_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_filter_type_2 = FilterValues.from_dict(data)

                return componentsschemas_filter_type_2

            filters_item = _parse_filters_item(filters_item_data)

            filters.append(filters_item)

        filter_group = cls(
            operator=operator,
            filters=filters,
        )

        return filter_group
