"""Credits, budgets and projects."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from qarnot._credits import Credits
from qarnot._project import Project
from qarnot.budget import (
    AlertOnlyPolicy,
    BlockNewPolicy,
    Budget,
    BudgetOverrunPolicy,
    StopAndBlockAllPolicy,
)
from qarnot.exceptions import InvalidValue


@pytest.mark.parametrize(
    ("euros", "cents"),
    [
        (0, 0), (12, 1200), (0.29, 29), (1.005, 101), (2.675, 268), (-1.005, -101),
        (0.004, 0), (0.005, 1), (4.35, 435), (1e300, 10**302), (123456789012345.67, None),
    ],
)  # fmt: skip
def test_cents_are_exact_and_halves_are_rounded_away_from_zero(
    euros: float, cents: int | None
) -> None:
    for credits_ in (Credits(euros), Credits.from_json({"credits": euros})):
        assert credits_.amount_in_euros == euros
        assert credits_.amount_in_cents == (12345678901234567 if cents is None else cents)


@given(st.floats(-1e9, 1e9))
@example(0.285)
def test_cents_are_the_nearest_whole_number_of_the_digits(euros: float) -> None:
    cents = Credits(euros).amount_in_cents
    assert cents is not None
    exact = Fraction(repr(euros)) * 100
    assert abs(exact - cents) <= Fraction(1, 2)
    if abs(exact - cents) == Fraction(1, 2):
        assert abs(cents) > abs(exact)


@given(st.decimals(-10_000, 10_000, places=3))
def test_cents_of_an_amount_of_few_digits(amount: Decimal) -> None:
    expected = int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    assert Credits(float(amount)).amount_in_cents == expected


@pytest.mark.parametrize("json", [{}, {"credits": None}, {"credits": "odd"}, {"credits": []}])
def test_d26_an_amount_that_is_not_given_is_none(json: Any) -> None:
    assert Credits.from_json(json).amount_in_euros is None
    assert Credits.from_json(json).amount_in_cents is None


@pytest.mark.parametrize("value", ["5", None, float("nan"), float("inf"), True])
def test_an_amount_is_a_finite_number(value: Any) -> None:
    with pytest.raises(InvalidValue, match="amount_in_euros"):
        Credits(value)


JSON = {
    "uuid": "b-1",
    "alias": "spring",
    "consumedAmountInCents": 2**40,
    "totalAmountInCents": 100,
    "remainingAmountInCents": -5,
    "startDateUtc": "2026-03-26T09:53:57.414Z",
    "expirationDateUtc": None,
    "budgetOverrunPolicy": "BlockNew",
    "isArchived": False,
    "new": "kept",
}
START = datetime(2026, 3, 26, 9, 53, 57, 414000, tzinfo=UTC)


def test_a_budget_has_public_attributes_and_aware_dates() -> None:
    budget = Budget.from_json(JSON)
    assert (budget.uuid, budget.alias, budget.is_archived) == ("b-1", "spring", False)
    assert (budget.consumed_in_cents, budget.total_in_cents) == (2**40, 100)
    assert budget.remaining_in_cents == -5
    assert (budget.start_date_utc, budget.expiration_date_utc) == (START, None)
    assert budget.budget_overrun_policy == BlockNewPolicy()
    assert dict(budget.raw) == JSON


def test_a_budget_is_made_of_the_documented_arguments() -> None:
    policy = BudgetOverrunPolicy.from_string("AskFirst")
    naive = START.replace(tzinfo=None)
    budget = Budget("b-1", "spring", 2**40, 100, -5, policy, naive, None, True)
    assert (budget.uuid, budget.alias, budget.is_archived) == ("b-1", "spring", True)
    assert (budget.consumed_in_cents, budget.total_in_cents) == (2**40, 100)
    assert (budget.remaining_in_cents, budget.budget_overrun_policy) == (-5, policy)
    assert (budget.start_date_utc, budget.expiration_date_utc) == (START, None)


BUDGET: dict[str, Any] = {
    "uuid": "b-1",
    "alias": None,
    "consumed_in_cents": 0,
    "total_in_cents": 0,
    "remaining_in_cents": 0,
    "budget_overrun_policy": None,
    "start_date_utc": None,
    "expiration_date_utc": None,
    "is_archived": None,
}


@pytest.mark.parametrize("name", BUDGET)
def test_an_argument_of_another_type_is_refused(name: str) -> None:
    assert Budget(**BUDGET).uuid == "b-1"
    with pytest.raises(InvalidValue, match=name):
        Budget(**{**BUDGET, name: ["odd"]})


@pytest.mark.parametrize("kind", [AlertOnlyPolicy, BlockNewPolicy, StopAndBlockAllPolicy])
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_a_known_policy_has_a_class_of_its_own(
    kind: type[BudgetOverrunPolicy], change: Any
) -> None:
    name = kind.__name__.removesuffix("Policy")
    policy = BudgetOverrunPolicy.from_string(change(name))
    assert type(policy) is kind
    assert (policy.policy, str(policy)) == (name, name)


def test_d27_an_unknown_policy_is_kept() -> None:
    policy = Budget.from_json({**JSON, "budgetOverrunPolicy": "AskFirst"}).budget_overrun_policy
    assert type(policy) is BudgetOverrunPolicy
    assert (policy.policy, str(policy)) == ("AskFirst", "AskFirst")
    assert Budget.from_json({}).budget_overrun_policy.policy is None


def test_a_project_is_read_whole() -> None:
    json = {
        "uuid": "p-1",
        "name": "Spring",
        "slug": "spring",
        "description": "for tests",
        "organizationUuid": "o-1",
        "isDefault": True,
    }
    project = Project.from_json(json)
    assert (project.uuid, project.name, project.slug) == ("p-1", "Spring", "spring")
    assert (project.description, project.organization_uuid) == ("for tests", "o-1")
    assert project.is_default is True
    assert project == Project.from_json(project.to_json())


def test_a_project_of_which_only_the_uuid_is_known() -> None:
    project = Project("p-1")
    assert (project.uuid, project.name, project.is_default) == ("p-1", None, None)


@pytest.mark.parametrize("uuid", ["", "..", None, 5, "a\nb"])
def test_a_project_needs_a_uuid_that_can_be_one(uuid: Any) -> None:
    with pytest.raises(InvalidValue, match="uuid"):
        Project(uuid)
