"""Budgets of projects."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from qarnot import _checks
from qarnot._fields import Field
from qarnot._readers import date, flag, text, whole_number
from qarnot._received import (
    checked_date_json,
    checked_object,
    checked_whole_number,
)
from qarnot._values import Made, Term, find_term

__all__ = [
    "AlertOnlyPolicy",
    "BlockNewPolicy",
    "Budget",
    "BudgetOverrunPolicy",
    "StopAndBlockAllPolicy",
]


class BudgetOverrunPolicy(Term):
    """What happens when nothing is left of a budget.

    One that this version does not know is an instance of this class itself, with its text in
    ``policy``.
    """

    policy: str | None = None
    """What the API calls it; ``None`` when it does not say."""

    _family: ClassVar[str] = "a policy of a budget"
    _holder: ClassVar[str] = "policy"

    @classmethod
    def from_string(cls, policy: str | None) -> BudgetOverrunPolicy:
        """Make a policy from the text of the API.

        :param policy: such as ``"BlockNew"``; the case does not matter. A text that this version
            does not know is kept as it is.
        """
        return find_term(policy, BudgetOverrunPolicy, _KNOWN) or BudgetOverrunPolicy()


class AlertOnlyPolicy(BudgetOverrunPolicy):
    """People are told, and work goes on."""

    policy = "AlertOnly"

    def __init__(self) -> None:
        pass


class BlockNewPolicy(BudgetOverrunPolicy):
    """New work is refused."""

    policy = "BlockNew"

    def __init__(self) -> None:
        pass


class StopAndBlockAllPolicy(BudgetOverrunPolicy):
    """New work is refused, and what runs is stopped."""

    policy = "StopAndBlockAll"

    def __init__(self) -> None:
        pass


_KNOWN = (AlertOnlyPolicy, BlockNewPolicy, StopAndBlockAllPolicy)


class Budget(Made):
    """An amount that a project may spend in some time (schema ``Budget``).

    :param uuid: the uuid of the budget.
    :param alias: its name.
    :param consumed_in_cents: what was spent, in cents of a euro.
    :param total_in_cents: what may be spent, in cents of a euro.
    :param remaining_in_cents: what is left, in cents of a euro; less than 0 when too much was
        spent.
    :param budget_overrun_policy: what happens when nothing is left.
    :param start_date_utc: when it begins; in UTC unless it says otherwise, as both dates.
    :param expiration_date_utc: when it ends; ``None`` when it does not.
    :param is_archived: whether it is out of use.
    :raises InvalidValue: one of them is of another type.
    """

    uuid = Field("uuid", text, "The uuid of the budget.")
    alias = Field("alias", text, "The name of the budget.")
    consumed_in_cents = Field(
        "consumedAmountInCents", whole_number, "What was spent, in cents of a euro."
    )
    total_in_cents = Field(
        "totalAmountInCents", whole_number, "What may be spent, in cents of a euro."
    )
    remaining_in_cents = Field(
        "remainingAmountInCents",
        whole_number,
        "What is left, in cents of a euro; less than 0 when too much was spent.",
    )
    budget_overrun_policy = Field(
        "budgetOverrunPolicy",
        BudgetOverrunPolicy.from_string,
        "What happens when nothing is left.",
    )
    start_date_utc = Field("startDateUtc", date, "When the budget begins.")
    expiration_date_utc = Field(
        "expirationDateUtc", date, "When the budget ends; ``None`` when it does not."
    )
    is_archived = Field("isArchived", flag, "Whether the budget is out of use.")

    def __init__(
        self,
        uuid: str,
        alias: str | None,
        consumed_in_cents: int | None,
        total_in_cents: int | None,
        remaining_in_cents: int | None,
        budget_overrun_policy: BudgetOverrunPolicy | None,
        start_date_utc: datetime.datetime | None,
        expiration_date_utc: datetime.datetime | None,
        is_archived: bool | None,
    ) -> None:
        policy = checked_object("budget_overrun_policy", budget_overrun_policy, BudgetOverrunPolicy)
        super().__init__(
            {
                "uuid": _checks.identifier("uuid", uuid),
                "alias": _checks.optional_text("alias", alias),
                "consumedAmountInCents": checked_whole_number(
                    "consumed_in_cents", consumed_in_cents
                ),
                "totalAmountInCents": checked_whole_number("total_in_cents", total_in_cents),
                "remainingAmountInCents": checked_whole_number(
                    "remaining_in_cents", remaining_in_cents
                ),
                "budgetOverrunPolicy": policy.policy if policy else None,
                "startDateUtc": checked_date_json("start_date_utc", start_date_utc),
                "expirationDateUtc": checked_date_json("expiration_date_utc", expiration_date_utc),
                "isArchived": _checks.optional_flag("is_archived", is_archived),
            }
        )

    @classmethod
    def from_json(cls, json_budget: Mapping[str, Any] | None) -> Self:
        """Make a budget from JSON as the API sends it; nothing is checked.

        :param json_budget: the JSON object of the API (schema ``Budget``).
        """
        return cls._of(json_budget)
