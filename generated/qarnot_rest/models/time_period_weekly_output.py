from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TimePeriodWeeklyOutput")


@_attrs_define
class TimePeriodWeeklyOutput:
    """Some hours on some days of each week."""

    type_: Literal["Weekly"]
    """ The kind of period. """
    name: None | str | Unset = UNSET
    """ The name of the period. """
    days: list[str] | None | Unset = UNSET
    """ The days: `sunday`, `monday`, `tuesday`, `wednesday`, `thursday`, `friday`,
    `saturday`.
     """
    start_time_utc: None | str | Unset = UNSET
    """ When the period begins on these days, as `08:00:00` in UTC. """
    end_time_utc: None | str | Unset = UNSET
    """ When the period ends on these days, as `23:59:59.9999999` in UTC. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        days: list[str] | None | Unset
        if isinstance(self.days, Unset):
            days = UNSET
        elif isinstance(self.days, list):
            days = self.days

        else:
            days = self.days

        start_time_utc: None | str | Unset
        if isinstance(self.start_time_utc, Unset):
            start_time_utc = UNSET
        else:
            start_time_utc = self.start_time_utc

        end_time_utc: None | str | Unset
        if isinstance(self.end_time_utc, Unset):
            end_time_utc = UNSET
        else:
            end_time_utc = self.end_time_utc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if days is not UNSET:
            field_dict["days"] = days
        if start_time_utc is not UNSET:
            field_dict["startTimeUtc"] = start_time_utc
        if end_time_utc is not UNSET:
            field_dict["endTimeUtc"] = end_time_utc

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["Weekly"], d.pop("type"))
        if type_ != "Weekly":
            raise ValueError(f"type must match const 'Weekly', got '{type_}'")

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_days(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                days_type_0 = cast(list[str], data)

                return days_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        days = _parse_days(d.pop("days", UNSET))

        def _parse_start_time_utc(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        start_time_utc = _parse_start_time_utc(d.pop("startTimeUtc", UNSET))

        def _parse_end_time_utc(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        end_time_utc = _parse_end_time_utc(d.pop("endTimeUtc", UNSET))

        time_period_weekly_output = cls(
            type_=type_,
            name=name,
            days=days,
            start_time_utc=start_time_utc,
            end_time_utc=end_time_utc,
        )

        time_period_weekly_output.additional_properties = d
        return time_period_weekly_output

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
