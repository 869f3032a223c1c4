from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RetrySettingsInput")


@_attrs_define
class RetrySettingsInput:
    """How often instances are started again after a failure."""

    max_total_retries: int | None | Unset = UNSET
    """ How many times in all. """
    max_per_instance_retries: int | None | Unset = UNSET
    """ How many times for each instance. """

    def to_dict(self) -> dict[str, Any]:
        max_total_retries: int | None | Unset
        if isinstance(self.max_total_retries, Unset):
            max_total_retries = UNSET
        else:
            max_total_retries = self.max_total_retries

        max_per_instance_retries: int | None | Unset
        if isinstance(self.max_per_instance_retries, Unset):
            max_per_instance_retries = UNSET
        else:
            max_per_instance_retries = self.max_per_instance_retries

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if max_total_retries is not UNSET:
            field_dict["maxTotalRetries"] = max_total_retries
        if max_per_instance_retries is not UNSET:
            field_dict["maxPerInstanceRetries"] = max_per_instance_retries

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_max_total_retries(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_total_retries = _parse_max_total_retries(d.pop("maxTotalRetries", UNSET))

        def _parse_max_per_instance_retries(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_per_instance_retries = _parse_max_per_instance_retries(
            d.pop("maxPerInstanceRetries", UNSET)
        )

        retry_settings_input = cls(
            max_total_retries=max_total_retries,
            max_per_instance_retries=max_per_instance_retries,
        )

        return retry_settings_input
