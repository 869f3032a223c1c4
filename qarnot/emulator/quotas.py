"""Quotas as the user of an emulator describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qarnot.emulator.core.quotas import Quota, Quotas, usual_quotas
from qarnot.exceptions import InvalidValue

__all__ = ["read_quotas"]

_KINDS = frozenset({"flex", "onDemand", "reserved"})
_FIGURES = frozenset({"maxInstances", "maxCores"})
_RESERVATION = _FIGURES | {"reservationName", "machineKey"}


def read_quotas(
    quotas: Mapping[str, Any] | None, organization: str | None, slots: int, machine_key: str
) -> Quotas:
    """Read quotas.

    :param quotas: with the keys of ``UserComputingQuotas`` of the API, but what runs. A kind that
        is left out may take all slots, and so may the one reservation that there is then; work may
        name any reservation then, and otherwise only those that are given. Without
        ``maxInstances`` all slots may be taken, without ``maxCores`` as many as instances. Of a
        reservation the name is needed.
    :param organization: the name of the organization; ``None`` for none.
    :param slots: how many the cluster has.
    :param machine_key: the kind of machine of a reservation that does not say.
    :raises InvalidValue: naming what is missing or cannot be right.
    """
    if organization is not None and not (isinstance(organization, str) and organization):
        raise InvalidValue(f"organization: expected a name, or None, not {organization!r}")
    usual = usual_quotas(slots, machine_key)
    given = {} if quotas is None else quotas
    _check_keys("it", given, _KINDS)
    flex, on_demand, reserved = (given.get(kind) for kind in ("flex", "onDemand", "reserved"))
    return Quotas(
        flex=usual.flex if flex is None else _quota("flex", flex, slots),
        on_demand=usual.on_demand if on_demand is None else _quota("onDemand", on_demand, slots),
        reserved=usual.reserved if reserved is None else _reserved(reserved, slots, machine_key),
        organization=organization,
        takes_any_reservation=reserved is None,
    )


def _quota(kind: str, given: Any, slots: int) -> Quota:
    _check_keys(kind, given, _FIGURES)
    return _limits(kind, given, slots)


def _reserved(given: Any, slots: int, machine_key: str) -> tuple[Quota, ...]:
    if not isinstance(given, list | tuple):
        raise InvalidValue(f"quotas: expected a list of reservations, not {given!r}")
    found = tuple(_reservation(each, slots, machine_key) for each in given)
    if len({each.reservation_name for each in found}) < len(found):
        raise InvalidValue("quotas: two reservations have the same name")
    return found


def _reservation(given: Any, slots: int, machine_key: str) -> Quota:
    _check_keys("a reservation", given, _RESERVATION)
    limits = _limits("a reservation", given, slots)
    key = given.get("machineKey")
    return Quota(
        limits.max_instances,
        limits.max_cores,
        _text("reservationName", given.get("reservationName")),
        machine_key if key is None else _text("machineKey", key),
    )


def _limits(what: str, given: Mapping[str, Any], slots: int) -> Quota:
    instances = _number(what, "maxInstances", given, slots)
    return Quota(instances, _number(what, "maxCores", given, instances))


def _number(what: str, name: str, given: Mapping[str, Any], usual: int) -> int:
    number = given.get(name)
    if number is None:
        return usual
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise InvalidValue(
            f"quotas: expected {name} of {what} to be a whole number of at least 0, not {number!r}"
        )
    return number


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidValue(f"quotas: expected a reservation with a {name}, not {value!r}")
    return value


def _check_keys(what: str, given: Any, known: frozenset[str]) -> None:
    if not isinstance(given, Mapping):
        raise InvalidValue(f"quotas: expected {what} to be a mapping, not {given!r}")
    if unknown := given.keys() - known:
        raise InvalidValue(f"quotas: {what} has no {', '.join(sorted(map(str, unknown)))}")
