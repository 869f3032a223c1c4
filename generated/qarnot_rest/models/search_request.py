from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.field_selection import FieldSelection
    from ..models.filter_group import FilterGroup
    from ..models.filter_value import FilterValue
    from ..models.filter_values import FilterValues


T = TypeVar("T", bound="SearchRequest")


@_attrs_define
class SearchRequest:
    """Which items to find."""

    select: FieldSelection | None | Unset = UNSET
    """ Which fields the items shall have; all of them when absent. """
    filter_: FilterGroup | FilterValue | FilterValues | None | Unset = UNSET
    """ Which items to find; all of them when absent. """
    maximum_results: int | None | Unset = UNSET
    """ How many items to give at most; the platform decides when absent. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.field_selection import FieldSelection  # noqa: PLC0415
        from ..models.filter_group import FilterGroup  # noqa: PLC0415
        from ..models.filter_value import FilterValue  # noqa: PLC0415
        from ..models.filter_values import FilterValues  # noqa: PLC0415

        select: dict[str, Any] | None | Unset
        if isinstance(self.select, Unset):
            select = UNSET
        elif isinstance(self.select, FieldSelection):
            select = self.select.to_dict()
        else:
            select = self.select

        filter_: dict[str, Any] | None | Unset
        if isinstance(self.filter_, Unset):
            filter_ = UNSET
        elif isinstance(self.filter_, FilterGroup):
            filter_ = self.filter_.to_dict()
        elif isinstance(self.filter_, FilterValue):
            filter_ = self.filter_.to_dict()
        elif isinstance(self.filter_, FilterValues):
            filter_ = self.filter_.to_dict()
        else:
            filter_ = self.filter_

        maximum_results: int | None | Unset
        if isinstance(self.maximum_results, Unset):
            maximum_results = UNSET
        else:
            maximum_results = self.maximum_results

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if select is not UNSET:
            field_dict["select"] = select
        if filter_ is not UNSET:
            field_dict["filter"] = filter_
        if maximum_results is not UNSET:
            field_dict["maximumResults"] = maximum_results

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_selection import FieldSelection  # noqa: PLC0415
        from ..models.filter_group import FilterGroup  # noqa: PLC0415
        from ..models.filter_value import FilterValue  # noqa: PLC0415
        from ..models.filter_values import FilterValues  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_select(data: object) -> FieldSelection | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                select_type_0 = FieldSelection.from_dict(data)

                return select_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FieldSelection | None | Unset, data)

        select = _parse_select(d.pop("select", UNSET))

        def _parse_filter_(data: object) -> FilterGroup | FilterValue | FilterValues | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
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
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_filter_type_2 = FilterValues.from_dict(data)

                return componentsschemas_filter_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FilterGroup | FilterValue | FilterValues | None | Unset, data)

        filter_ = _parse_filter_(d.pop("filter", UNSET))

        def _parse_maximum_results(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        maximum_results = _parse_maximum_results(d.pop("maximumResults", UNSET))

        search_request = cls(
            select=select,
            filter_=filter_,
            maximum_results=maximum_results,
        )

        return search_request
