from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Budget")


@_attrs_define
class Budget:
    """An amount that a project may spend in some time."""

    uuid: str
    """ The uuid of the budget. """
    alias: None | str | Unset = UNSET
    """ The name of the budget. """
    consumed_amount_in_cents: int | None | Unset = UNSET
    """ What was spent, in cents of a euro. """
    total_amount_in_cents: int | None | Unset = UNSET
    """ What may be spent, in cents of a euro. """
    remaining_amount_in_cents: int | None | Unset = UNSET
    """ What is left, in cents of a euro; less than 0 when too much was spent. """
    start_date_utc: None | str | Unset = UNSET
    """ When the budget begins. """
    expiration_date_utc: None | str | Unset = UNSET
    """ When the budget ends; null when it does not. """
    budget_overrun_policy: None | str | Unset = UNSET
    """ What happens when nothing is left: `AlertOnly`, `BlockNew` or
    `StopAndBlockAll`.
     """
    is_archived: bool | None | Unset = UNSET
    """ Whether the budget is out of use. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        uuid = self.uuid

        alias: None | str | Unset
        if isinstance(self.alias, Unset):
            alias = UNSET
        else:
            alias = self.alias

        consumed_amount_in_cents: int | None | Unset
        if isinstance(self.consumed_amount_in_cents, Unset):
            consumed_amount_in_cents = UNSET
        else:
            consumed_amount_in_cents = self.consumed_amount_in_cents

        total_amount_in_cents: int | None | Unset
        if isinstance(self.total_amount_in_cents, Unset):
            total_amount_in_cents = UNSET
        else:
            total_amount_in_cents = self.total_amount_in_cents

        remaining_amount_in_cents: int | None | Unset
        if isinstance(self.remaining_amount_in_cents, Unset):
            remaining_amount_in_cents = UNSET
        else:
            remaining_amount_in_cents = self.remaining_amount_in_cents

        start_date_utc: None | str | Unset
        if isinstance(self.start_date_utc, Unset):
            start_date_utc = UNSET
        else:
            start_date_utc = self.start_date_utc

        expiration_date_utc: None | str | Unset
        if isinstance(self.expiration_date_utc, Unset):
            expiration_date_utc = UNSET
        else:
            expiration_date_utc = self.expiration_date_utc

        budget_overrun_policy: None | str | Unset
        if isinstance(self.budget_overrun_policy, Unset):
            budget_overrun_policy = UNSET
        else:
            budget_overrun_policy = self.budget_overrun_policy

        is_archived: bool | None | Unset
        if isinstance(self.is_archived, Unset):
            is_archived = UNSET
        else:
            is_archived = self.is_archived

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "uuid": uuid,
            }
        )
        if alias is not UNSET:
            field_dict["alias"] = alias
        if consumed_amount_in_cents is not UNSET:
            field_dict["consumedAmountInCents"] = consumed_amount_in_cents
        if total_amount_in_cents is not UNSET:
            field_dict["totalAmountInCents"] = total_amount_in_cents
        if remaining_amount_in_cents is not UNSET:
            field_dict["remainingAmountInCents"] = remaining_amount_in_cents
        if start_date_utc is not UNSET:
            field_dict["startDateUtc"] = start_date_utc
        if expiration_date_utc is not UNSET:
            field_dict["expirationDateUtc"] = expiration_date_utc
        if budget_overrun_policy is not UNSET:
            field_dict["budgetOverrunPolicy"] = budget_overrun_policy
        if is_archived is not UNSET:
            field_dict["isArchived"] = is_archived

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        uuid = d.pop("uuid")

        def _parse_alias(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        alias = _parse_alias(d.pop("alias", UNSET))

        def _parse_consumed_amount_in_cents(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        consumed_amount_in_cents = _parse_consumed_amount_in_cents(
            d.pop("consumedAmountInCents", UNSET)
        )

        def _parse_total_amount_in_cents(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_amount_in_cents = _parse_total_amount_in_cents(d.pop("totalAmountInCents", UNSET))

        def _parse_remaining_amount_in_cents(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        remaining_amount_in_cents = _parse_remaining_amount_in_cents(
            d.pop("remainingAmountInCents", UNSET)
        )

        def _parse_start_date_utc(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        start_date_utc = _parse_start_date_utc(d.pop("startDateUtc", UNSET))

        def _parse_expiration_date_utc(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        expiration_date_utc = _parse_expiration_date_utc(d.pop("expirationDateUtc", UNSET))

        def _parse_budget_overrun_policy(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        budget_overrun_policy = _parse_budget_overrun_policy(d.pop("budgetOverrunPolicy", UNSET))

        def _parse_is_archived(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_archived = _parse_is_archived(d.pop("isArchived", UNSET))

        budget = cls(
            uuid=uuid,
            alias=alias,
            consumed_amount_in_cents=consumed_amount_in_cents,
            total_amount_in_cents=total_amount_in_cents,
            remaining_amount_in_cents=remaining_amount_in_cents,
            start_date_utc=start_date_utc,
            expiration_date_utc=expiration_date_utc,
            budget_overrun_policy=budget_overrun_policy,
            is_archived=is_archived,
        )

        budget.additional_properties = d
        return budget

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
