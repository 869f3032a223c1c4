from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.filter_group import FilterGroup
    from ..models.filter_value import FilterValue
    from ..models.filter_values import FilterValues


T = TypeVar("T", bound="PageRequest")


@_attrs_define
class PageRequest:
    """Which page of a listing to read."""

    token: None | str | Unset = UNSET
    """ The `nextToken` of the page before; absent for the first page. """
    maximum_results: int | None | Unset = UNSET
    """ How many items the page may have; the platform decides when absent. """
    filter_: FilterGroup | FilterValue | FilterValues | None | Unset = UNSET
    """ Which items to list; all of them when absent. """
    order_by: None | str | Unset = UNSET
    """ What to order by: `creationDate`, `name` or `state`, for tasks and pools
    `executionTime` as well.
     """
    order_type: None | str | Unset = UNSET
    """ The direction of the order: `ASC` or `DESC`. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.filter_group import FilterGroup  # noqa: PLC0415
        from ..models.filter_value import FilterValue  # noqa: PLC0415
        from ..models.filter_values import FilterValues  # noqa: PLC0415

        token: None | str | Unset
        if isinstance(self.token, Unset):
            token = UNSET
        else:
            token = self.token

        maximum_results: int | None | Unset
        if isinstance(self.maximum_results, Unset):
            maximum_results = UNSET
        else:
            maximum_results = self.maximum_results

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

        order_by: None | str | Unset
        if isinstance(self.order_by, Unset):
            order_by = UNSET
        else:
            order_by = self.order_by

        order_type: None | str | Unset
        if isinstance(self.order_type, Unset):
            order_type = UNSET
        else:
            order_type = self.order_type

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if token is not UNSET:
            field_dict["token"] = token
        if maximum_results is not UNSET:
            field_dict["maximumResults"] = maximum_results
        if filter_ is not UNSET:
            field_dict["filter"] = filter_
        if order_by is not UNSET:
            field_dict["orderBy"] = order_by
        if order_type is not UNSET:
            field_dict["orderType"] = order_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.filter_group import FilterGroup  # noqa: PLC0415
        from ..models.filter_value import FilterValue  # noqa: PLC0415
        from ..models.filter_values import FilterValues  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_token(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        token = _parse_token(d.pop("token", UNSET))

        def _parse_maximum_results(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        maximum_results = _parse_maximum_results(d.pop("maximumResults", UNSET))

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

        def _parse_order_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        order_by = _parse_order_by(d.pop("orderBy", UNSET))

        def _parse_order_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        order_type = _parse_order_type(d.pop("orderType", UNSET))

        page_request = cls(
            token=token,
            maximum_results=maximum_results,
            filter_=filter_,
            order_by=order_by,
            order_type=order_type,
        )

        return page_request
