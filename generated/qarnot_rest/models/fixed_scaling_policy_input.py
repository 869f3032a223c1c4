from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.other_time_period_input import OtherTimePeriodInput
    from ..models.time_period_always_input import TimePeriodAlwaysInput
    from ..models.time_period_weekly_input import TimePeriodWeeklyInput


T = TypeVar("T", bound="FixedScalingPolicyInput")


@_attrs_define
class FixedScalingPolicyInput:
    """Always the same number of slots."""

    type_: Literal["Fixed"]
    """ The kind of policy. """
    slots_count: int | Unset = UNSET
    """ How many slots the pool has. """
    name: None | str | Unset = UNSET
    """ The name of the policy, unique in its pool. """
    enabled_periods: (
        list[OtherTimePeriodInput | TimePeriodAlwaysInput | TimePeriodWeeklyInput] | None | Unset
    ) = UNSET
    """ When the policy applies. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.time_period_always_input import TimePeriodAlwaysInput  # noqa: PLC0415
        from ..models.time_period_weekly_input import TimePeriodWeeklyInput  # noqa: PLC0415

        type_ = self.type_

        slots_count = self.slots_count

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        enabled_periods: list[dict[str, Any]] | None | Unset
        if isinstance(self.enabled_periods, Unset):
            enabled_periods = UNSET
        elif isinstance(self.enabled_periods, list):
            enabled_periods = []
            for enabled_periods_type_0_item_data in self.enabled_periods:
                enabled_periods_type_0_item: dict[str, Any]
                if isinstance(enabled_periods_type_0_item_data, TimePeriodAlwaysInput):
                    enabled_periods_type_0_item = enabled_periods_type_0_item_data.to_dict()
                elif isinstance(enabled_periods_type_0_item_data, TimePeriodWeeklyInput):
                    enabled_periods_type_0_item = enabled_periods_type_0_item_data.to_dict()
                else:
                    enabled_periods_type_0_item = enabled_periods_type_0_item_data.to_dict()

                enabled_periods.append(enabled_periods_type_0_item)

        else:
            enabled_periods = self.enabled_periods

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type_,
            }
        )
        if slots_count is not UNSET:
            field_dict["slotsCount"] = slots_count
        if name is not UNSET:
            field_dict["name"] = name
        if enabled_periods is not UNSET:
            field_dict["enabledPeriods"] = enabled_periods

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.other_time_period_input import OtherTimePeriodInput  # noqa: PLC0415
        from ..models.time_period_always_input import TimePeriodAlwaysInput  # noqa: PLC0415
        from ..models.time_period_weekly_input import TimePeriodWeeklyInput  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["Fixed"], d.pop("type"))
        if type_ != "Fixed":
            raise ValueError(f"type must match const 'Fixed', got '{type_}'")

        slots_count = d.pop("slotsCount", UNSET)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_enabled_periods(
            data: object,
        ) -> (
            list[OtherTimePeriodInput | TimePeriodAlwaysInput | TimePeriodWeeklyInput]
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                enabled_periods_type_0 = []
                _enabled_periods_type_0 = data
                for enabled_periods_type_0_item_data in _enabled_periods_type_0:

                    def _parse_enabled_periods_type_0_item(
                        data: object,
                    ) -> OtherTimePeriodInput | TimePeriodAlwaysInput | TimePeriodWeeklyInput:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_time_period_input_type_0 = (
                                TimePeriodAlwaysInput.from_dict(data)
                            )

                            return componentsschemas_time_period_input_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_time_period_input_type_1 = (
                                TimePeriodWeeklyInput.from_dict(data)
                            )

                            return componentsschemas_time_period_input_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_time_period_input_type_2 = OtherTimePeriodInput.from_dict(
                            data
                        )

                        return componentsschemas_time_period_input_type_2

                    enabled_periods_type_0_item = _parse_enabled_periods_type_0_item(
                        enabled_periods_type_0_item_data
                    )

                    enabled_periods_type_0.append(enabled_periods_type_0_item)

                return enabled_periods_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[OtherTimePeriodInput | TimePeriodAlwaysInput | TimePeriodWeeklyInput]
                | None
                | Unset,
                data,
            )

        enabled_periods = _parse_enabled_periods(d.pop("enabledPeriods", UNSET))

        fixed_scaling_policy_input = cls(
            type_=type_,
            slots_count=slots_count,
            name=name,
            enabled_periods=enabled_periods,
        )

        return fixed_scaling_policy_input
