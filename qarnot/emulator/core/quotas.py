"""How much of the cluster each kind of scheduling may take, and how much it has taken."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qarnot.emulator.core.intake import scheduling_of
from qarnot.emulator.core.refusals import Refusal

__all__ = ["DEFAULT_ORGANIZATION", "Quota", "Quotas", "Share", "Shares", "usual_quotas"]

DEFAULT_ORGANIZATION = "emulator"
"""The name of the account's organization when nothing is set."""

_DEFAULT_RESERVATION = "default"


@dataclass(frozen=True)
class Quota:
    """What may run at once with one kind of scheduling, or in one reservation."""

    max_instances: int
    max_cores: int
    reservation_name: str | None = None
    machine_key: str | None = None


@dataclass(frozen=True)
class Quotas:
    """What the account may run at once; so may its organization, of which it is the only user.

    :param organization: the name of the organization; ``None`` when there is none.
    :param takes_any_reservation: whether work may also name a reservation that is none of these.
    """

    flex: Quota
    on_demand: Quota
    reserved: tuple[Quota, ...]
    organization: str | None = DEFAULT_ORGANIZATION
    takes_any_reservation: bool = True


def usual_quotas(slots: int, machine_key: str) -> Quotas:
    """Give the quotas when nothing is set: all slots for each kind, and for one reservation.

    :param machine_key: the kind of machine that is reserved.
    """
    quota = Quota(slots, slots)
    return Quotas(quota, quota, (Quota(slots, slots, _DEFAULT_RESERVATION, machine_key),))


@dataclass(eq=False)
class Share:
    """The slots that one kind of scheduling, or one reservation, has taken.

    An instance of a task takes one slot with one core, and so does a machine of a pool; a task in
    a pool takes none of its own.

    :ivar quota: what it may take; ``None`` for all there is.
    :ivar taken: how many slots it has.
    """

    quota: Quota | None
    taken: int = 0

    @property
    def room(self) -> int:
        """How many more slots it may take."""
        if self.quota is None:
            return sys.maxsize
        return max(0, min(self.quota.max_instances, self.quota.max_cores) - self.taken)


class Shares:
    """What each kind of scheduling has taken, and the descriptions of it.

    :param quotas: what each may take.
    """

    def __init__(self, quotas: Quotas) -> None:
        self._organization = quotas.organization
        self._takes_any_reservation = quotas.takes_any_reservation
        self._flex = Share(quotas.flex)
        self._on_demand = Share(quotas.on_demand)
        self._reserved = {each: Share(each) for each in quotas.reserved}
        self._elsewhere = Share(None)

    def __iter__(self) -> Iterator[Share]:
        yield from (self._flex, self._on_demand, *self._reserved.values(), self._elsewhere)

    @property
    def taken(self) -> int:
        """How many slots are taken in all."""
        return sum(each.taken for each in self)

    def check(self, request: Mapping[str, Any]) -> None:
        """Check that there is the reservation that a task or a pool names.

        :raises Refusal: 400 when there is none of this name.
        """
        name = request.get("targetedReservationName")
        known = {quota.reservation_name for quota in self._reserved}
        if name and name not in known and not self._takes_any_reservation:
            raise Refusal(400, f"targetedReservationName: no such reservation: {name}")

    def of(self, request: Mapping[str, Any]) -> Share:
        """Give the share that a task or a pool draws on.

        Reserved work draws on the reservation that it names, or whose machines it names, and on
        the first one when it names none. When there is no such reservation, nothing but the slots
        bounds it.
        """
        scheduling = scheduling_of(request)
        if scheduling != "reserved":
            return self._flex if scheduling == "flex" else self._on_demand
        name = request.get("targetedReservationName")
        key = request.get("targetedReservedMachineKey")
        fitting = (
            share
            for quota, share in self._reserved.items()
            if name in (None, "", quota.reservation_name) and key in (None, "", quota.machine_key)
        )
        return next(fitting, self._elsewhere)

    def user(self, *, with_names: bool = True) -> dict[str, Any]:
        """Describe the quotas of the account as ``UserComputingQuotas`` of the API.

        :param with_names: name the reservations, which the platform does not do in ``UserInfo``.
        """
        return {
            "flex": _figures(self._flex),
            "onDemand": _figures(self._on_demand),
            "reserved": [
                _reservation(quota, with_name=with_names) | _figures(share)
                for quota, share in self._reserved.items()
            ],
        }

    def organization(self, email: str) -> dict[str, Any]:
        """Describe the quotas of the organization as ``OrganizationComputingQuotas`` of the API.

        :param email: the address of the account, its only user.
        :raises Refusal: 404 when the account belongs to no organization.
        """
        if self._organization is None:
            raise Refusal(404, "The account belongs to no organization with quotas")
        return {
            "flex": _figures(self._flex) | _by_user(self._flex, email),
            "onDemand": _figures(self._on_demand) | _by_user(self._on_demand, email),
            "reserved": [
                _reservation(quota) | _figures(share) | _by_user(share, email)
                for quota, share in self._reserved.items()
            ],
        }

    def account(self) -> dict[str, Any]:
        """Describe the quotas as ``UserInfo`` of the API does, in the older form as well."""
        user = self.user(with_names=False)
        quotas = {"user": user}
        if self._organization is not None:
            quotas["organization"] = {"name": self._organization, **user}
        flex, on_demand, reserved = user["flex"], user["onDemand"], user["reserved"]
        return {
            "computingQuotas": quotas,
            "maxFlexInstances": flex["maxInstances"],
            "maxFlexCores": flex["maxCores"],
            "maxOnDemandInstances": on_demand["maxInstances"],
            "maxOnDemandCores": on_demand["maxCores"],
            "runningFlexInstanceCount": flex["runningInstancesCount"],
            "runningFlexCoreCount": flex["runningCoresCount"],
            "runningOnDemandInstanceCount": on_demand["runningInstancesCount"],
            "runningOnDemandCoreCount": on_demand["runningCoresCount"],
            "reservedQuotas": [
                {key: each[key] for key in ("machineKey", "maxInstances", "maxCores")}
                for each in reserved
            ],
            "defaultReservedSpecificationKey": reserved[0]["machineKey"] if reserved else None,
            "runningInstanceCount": self.taken,
            "runningCoreCount": self.taken,
        }


def _figures(share: Share) -> dict[str, Any]:
    assert share.quota is not None
    return {
        "maxInstances": share.quota.max_instances,
        "maxCores": share.quota.max_cores,
        "runningInstancesCount": share.taken,
        "runningCoresCount": share.taken,
    }


def _reservation(quota: Quota, *, with_name: bool = True) -> dict[str, Any]:
    name = {"reservationName": quota.reservation_name} if with_name else {}
    return {"machineKey": quota.machine_key, **name}


def _by_user(share: Share, email: str) -> dict[str, Any]:
    counts = {"runningInstancesCount": share.taken, "runningCoresCount": share.taken}
    return {"runningCountsPerUser": {email: counts} if share.taken else {}}
