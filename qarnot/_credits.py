"""Amounts of credits; re-exported by ``qarnot.credits_client``."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from qarnot._fields import Field
from qarnot._readers import number
from qarnot._received import checked_number
from qarnot._values import Made

__all__ = ["Credits"]


class Credits(Made):
    """An amount of credits (schema ``CreditAmount``).

    :param amount_in_euros: the amount, which may have a fraction.
    :raises InvalidValue: the amount is not a finite number.

    >>> Credits(1.005).amount_in_cents
    101
    """

    amount_in_euros = Field("credits", number, "Euros; ``None`` when the platform does not say.")

    def __init__(self, amount_in_euros: float) -> None:
        super().__init__({"credits": checked_number("amount_in_euros", amount_in_euros)})

    @property
    def amount_in_cents(self) -> int | None:
        """Cents of a euro, computed from the decimal digits; half a cent is rounded away from 0."""
        euros = self.amount_in_euros
        if euros is None:
            return None
        return int(Decimal(str(euros)).scaleb(2).to_integral_value(ROUND_HALF_UP))
