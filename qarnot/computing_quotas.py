"""What an account and its organization may run at once, and what they run.

Work is counted by its scheduling: flex, on demand, and each reservation. A figure is ``None`` when
the platform does not give it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar

from qarnot import _checks
from qarnot._fields import Field
from qarnot._readers import items, text, whole_number
from qarnot._received import EitherField, checked_object, checked_whole_number
from qarnot._values import Made
from qarnot.exceptions import InvalidValue

__all__ = [
    "ComputingQuotas",
    "OrganizationComputingQuotas",
    "OrganizationComputingQuotasBase",
    "OrganizationComputingQuotasDetails",
    "OrganizationReservedSchedulingQuota",
    "OrganizationReservedSchedulingQuotaDetails",
    "OrganizationSchedulingQuota",
    "OrganizationSchedulingQuotaDetails",
    "RunningCounts",
    "UserComputingQuotas",
    "UserReservedSchedulingQuota",
    "UserSchedulingQuota",
]

T = TypeVar("T", bound=Made)


class RunningCounts(Made):
    """What one user of an organization runs (schema ``RunningCounts``).

    :param running_instances_count: how many instances are running.
    :param running_cores_count: how many cores are running.
    :raises InvalidValue: one of them is not a whole number.
    """

    running_instances_count = Field(
        "runningInstancesCount", whole_number, "How many instances of the user are running."
    )
    running_cores_count = Field(
        "runningCoresCount", whole_number, "How many cores of the user are running."
    )

    def __init__(
        self, running_instances_count: int | None, running_cores_count: int | None
    ) -> None:
        super().__init__(
            {
                "runningInstancesCount": checked_whole_number(
                    "running_instances_count", running_instances_count
                ),
                "runningCoresCount": checked_whole_number(
                    "running_cores_count", running_cores_count
                ),
            }
        )


class _SchedulingQuota(Made):
    """The figures of one kind of scheduling."""

    max_cores = Field("maxCores", whole_number, "How many cores may run at once.")
    running_cores_count = Field("runningCoresCount", whole_number, "How many cores are running.")
    max_instances = Field("maxInstances", whole_number, "How many instances may run at once.")
    running_instances_count = Field(
        "runningInstancesCount", whole_number, "How many instances are running."
    )

    def __init__(
        self,
        max_cores: int | None,
        running_cores_count: int | None,
        max_instances: int | None,
        running_instances_count: int | None,
    ) -> None:
        super().__init__(
            {
                "maxCores": checked_whole_number("max_cores", max_cores),
                "runningCoresCount": checked_whole_number(
                    "running_cores_count", running_cores_count
                ),
                "maxInstances": checked_whole_number("max_instances", max_instances),
                "runningInstancesCount": checked_whole_number(
                    "running_instances_count", running_instances_count
                ),
            }
        )


class _Reserved(_SchedulingQuota):
    """Those of a reservation, which has a name."""

    reservation_name = Field("reservationName", text, "The name of the reservation.")
    machine_key = Field("machineKey", text, "The kind of machine that is reserved.")

    def __init__(
        self,
        reservation_name: str | None,
        machine_key: str | None,
        max_cores: int | None,
        running_cores_count: int | None,
        max_instances: int | None,
        running_instances_count: int | None,
    ) -> None:
        super().__init__(max_cores, running_cores_count, max_instances, running_instances_count)
        self._received["reservationName"] = _checks.optional_text(
            "reservation_name", reservation_name
        )
        self._received["machineKey"] = _checks.optional_text("machine_key", machine_key)


class UserSchedulingQuota(_SchedulingQuota):
    """What an account may run at once with one kind of scheduling (schema ``SchedulingQuota``).

    The platform spells the number of running cores in two ways; both are read.

    :param max_cores: how many cores may run at once.
    :param running_cores_count: how many cores are running.
    :param max_instances: how many instances may run at once.
    :param running_instances_count: how many instances are running.
    :raises InvalidValue: one of them is not a whole number.
    """

    running_cores_count = EitherField(
        "runningCoresCount", "runningCoreCount", whole_number, "How many cores are running."
    )


class UserReservedSchedulingQuota(_Reserved, UserSchedulingQuota):
    """What an account may run at once on reserved machines (schema ``ReservedSchedulingQuota``).

    :param reservation_name: the name of the reservation.
    :param machine_key: the kind of machine that is reserved.
    :param max_cores: how many cores may run at once.
    :param running_cores_count: how many cores are running.
    :param max_instances: how many instances may run at once.
    :param running_instances_count: how many instances are running.
    :raises InvalidValue: one of them is of another type.
    """


class UserComputingQuotas(Made):
    """What an account may run at once, by kind of scheduling (schema ``UserComputingQuotas``).

    :param flex: work with flex scheduling.
    :param on_demand: work with on-demand scheduling.
    :param reserved: work on reserved machines, one quota for each reservation.
    :raises InvalidValue: one of them is of another type.

    >>> spare = UserSchedulingQuota(64, 16, 8, 2)
    >>> none_reserved = UserComputingQuotas(spare, spare, [])
    >>> none_reserved.flex.max_cores
    64
    """

    flex = Field(
        "flex", UserSchedulingQuota.from_json, "Work with flex scheduling; empty when not given."
    )
    on_demand = Field(
        "onDemand",
        UserSchedulingQuota.from_json,
        "Work with on-demand scheduling; empty when not given.",
    )
    reserved = Field(
        "reserved", items(UserReservedSchedulingQuota.from_json), "Work on reserved machines."
    )

    def __init__(
        self,
        flex: UserSchedulingQuota | None,
        on_demand: UserSchedulingQuota | None,
        reserved: Sequence[UserReservedSchedulingQuota] | None,
    ) -> None:
        super().__init__(
            {
                "flex": _json("flex", flex, UserSchedulingQuota),
                "onDemand": _json("on_demand", on_demand, UserSchedulingQuota),
                "reserved": _list_json("reserved", reserved, UserReservedSchedulingQuota),
            }
        )


class OrganizationSchedulingQuota(_SchedulingQuota):
    """What an organization may run at once with one kind of scheduling.

    It stands for the schema ``OrganizationSchedulingQuota``, without the counts of each user.

    :param max_cores: how many cores may run at once.
    :param running_cores_count: how many cores are running.
    :param max_instances: how many instances may run at once.
    :param running_instances_count: how many instances are running.
    :raises InvalidValue: one of them is not a whole number.
    """


class OrganizationReservedSchedulingQuota(_Reserved, OrganizationSchedulingQuota):
    """What an organization may run at once on reserved machines.

    It stands for the schema ``OrganizationReservedSchedulingQuota``, without the counts of each
    user.

    :param reservation_name: the name of the reservation.
    :param machine_key: the kind of machine that is reserved.
    :param max_cores: how many cores may run at once.
    :param running_cores_count: how many cores are running.
    :param max_instances: how many instances may run at once.
    :param running_instances_count: how many instances are running.
    :raises InvalidValue: one of them is of another type.
    """


def _counts_by_user(raw: Any) -> dict[str, RunningCounts] | None:
    if not isinstance(raw, Mapping):
        return None
    return {str(user): RunningCounts.from_json(counts) for user, counts in raw.items()}


class _WithUsers(Made):
    """What each user of an organization runs, besides the figures of all."""

    running_counts_per_user = Field(
        "runningCountsPerUser",
        _counts_by_user,
        "What each user runs, by address; a user who runs nothing is left out. ``None`` when the "
        "account may not see it.",
    )


class OrganizationSchedulingQuotaDetails(_WithUsers, OrganizationSchedulingQuota):
    """What an organization may run at once with one kind of scheduling, and what each user runs.

    It stands for the schema ``OrganizationSchedulingQuota``.

    :param running_counts_per_user: what each user runs, by address; ``None`` when it is not known.
    :param max_cores: how many cores may run at once.
    :param running_cores_count: how many cores are running.
    :param max_instances: how many instances may run at once.
    :param running_instances_count: how many instances are running.
    :raises InvalidValue: one of them is of another type.
    """

    def __init__(
        self,
        running_counts_per_user: Mapping[str, RunningCounts] | None,
        max_cores: int | None,
        running_cores_count: int | None,
        max_instances: int | None,
        running_instances_count: int | None,
    ) -> None:
        super().__init__(max_cores, running_cores_count, max_instances, running_instances_count)
        self._received["runningCountsPerUser"] = _counts_json(running_counts_per_user)


class OrganizationReservedSchedulingQuotaDetails(_WithUsers, OrganizationReservedSchedulingQuota):
    """What an organization may run at once on reserved machines, and what each user runs.

    It stands for the schema ``OrganizationReservedSchedulingQuota``.

    :param running_counts_per_user: what each user runs, by address; ``None`` when it is not known.
    :param reservation_name: the name of the reservation.
    :param machine_key: the kind of machine that is reserved.
    :param max_cores: how many cores may run at once.
    :param running_cores_count: how many cores are running.
    :param max_instances: how many instances may run at once.
    :param running_instances_count: how many instances are running.
    :raises InvalidValue: one of them is of another type.
    """

    def __init__(
        self,
        running_counts_per_user: Mapping[str, RunningCounts] | None,
        reservation_name: str | None,
        machine_key: str | None,
        max_cores: int | None,
        running_cores_count: int | None,
        max_instances: int | None,
        running_instances_count: int | None,
    ) -> None:
        super().__init__(
            reservation_name,
            machine_key,
            max_cores,
            running_cores_count,
            max_instances,
            running_instances_count,
        )
        self._received["runningCountsPerUser"] = _counts_json(running_counts_per_user)


class OrganizationComputingQuotasBase(Made):
    """What an organization may run at once, by kind of scheduling.

    It stands for the schema ``OrganizationComputingQuotas``, with nothing but the figures.

    :param flex: work with flex scheduling.
    :param on_demand: work with on-demand scheduling.
    :param reserved: work on reserved machines, one quota for each reservation.
    :raises InvalidValue: one of them is of another type.
    """

    flex = Field(
        "flex",
        OrganizationSchedulingQuota.from_json,
        "Work with flex scheduling; empty when not given.",
    )
    on_demand = Field(
        "onDemand",
        OrganizationSchedulingQuota.from_json,
        "Work with on-demand scheduling; empty when not given.",
    )
    reserved = Field(
        "reserved",
        items(OrganizationReservedSchedulingQuota.from_json),
        "Work on reserved machines.",
    )

    def __init__(
        self,
        flex: OrganizationSchedulingQuota | None,
        on_demand: OrganizationSchedulingQuota | None,
        reserved: Sequence[OrganizationReservedSchedulingQuota] | None,
    ) -> None:
        super().__init__(
            {
                "flex": _json("flex", flex, OrganizationSchedulingQuota),
                "onDemand": _json("on_demand", on_demand, OrganizationSchedulingQuota),
                "reserved": _list_json("reserved", reserved, OrganizationReservedSchedulingQuota),
            }
        )


class OrganizationComputingQuotas(OrganizationComputingQuotasBase):
    """What an organization may run at once, as the account shows it.

    It stands for the schema ``OrganizationComputingQuotas``, without the counts of each user.

    :param name: the name of the organization.
    :param flex: work with flex scheduling.
    :param on_demand: work with on-demand scheduling.
    :param reserved: work on reserved machines, one quota for each reservation.
    :raises InvalidValue: one of them is of another type.
    """

    name = Field("name", text, "The name of the organization.")

    def __init__(
        self,
        name: str | None,
        flex: OrganizationSchedulingQuota | None,
        on_demand: OrganizationSchedulingQuota | None,
        reserved: Sequence[OrganizationReservedSchedulingQuota] | None,
    ) -> None:
        super().__init__(flex, on_demand, reserved)
        self._received["name"] = _checks.optional_text("name", name)


class OrganizationComputingQuotasDetails(OrganizationComputingQuotasBase):
    """What an organization may run at once, and what each of its users runs.

    It stands for the schema ``OrganizationComputingQuotas``, without a name.

    :param flex: work with flex scheduling.
    :param on_demand: work with on-demand scheduling.
    :param reserved: work on reserved machines, one quota for each reservation.
    :raises InvalidValue: one of them is of another type.
    """

    flex = Field(
        "flex",
        OrganizationSchedulingQuotaDetails.from_json,
        "Work with flex scheduling; empty when not given.",
    )
    on_demand = Field(
        "onDemand",
        OrganizationSchedulingQuotaDetails.from_json,
        "Work with on-demand scheduling; empty when not given.",
    )
    reserved = Field(  # type: ignore[assignment] # a list of what derives from the base's items
        "reserved",
        items(OrganizationReservedSchedulingQuotaDetails.from_json),
        "Work on reserved machines.",
    )

    def __init__(
        self,
        flex: OrganizationSchedulingQuotaDetails | None,
        on_demand: OrganizationSchedulingQuotaDetails | None,
        reserved: Sequence[OrganizationReservedSchedulingQuotaDetails] | None,
    ) -> None:
        super().__init__(
            checked_object("flex", flex, OrganizationSchedulingQuotaDetails),
            checked_object("on_demand", on_demand, OrganizationSchedulingQuotaDetails),
            _checked_list("reserved", reserved, OrganizationReservedSchedulingQuotaDetails),
        )


def _user(raw: Any) -> UserComputingQuotas | None:
    return UserComputingQuotas.from_json(raw) if isinstance(raw, Mapping) else None


def _organization(raw: Any) -> OrganizationComputingQuotas | None:
    return OrganizationComputingQuotas.from_json(raw) if isinstance(raw, Mapping) else None


class ComputingQuotas(Made):
    """What an account and its organization may run at once (schema ``ComputingQuotas``).

    :param user_computing_quotas: what the account may run.
    :param organization_computing_quotas: what its organization may run; ``None``, the default,
        when it belongs to none.
    :raises InvalidValue: one of them is of another type.
    """

    user = Field("user", _user, "What the account may run; ``None`` when it is not given.")
    organization = Field(
        "organization",
        _organization,
        "What the organization may run; ``None`` when the account belongs to none.",
    )

    def __init__(
        self,
        user_computing_quotas: UserComputingQuotas | None,
        organization_computing_quotas: OrganizationComputingQuotas | None = None,
    ) -> None:
        super().__init__(
            {
                "user": _json("user_computing_quotas", user_computing_quotas, UserComputingQuotas),
                "organization": _json(
                    "organization_computing_quotas",
                    organization_computing_quotas,
                    OrganizationComputingQuotas,
                ),
            }
        )

    @classmethod
    def from_json_legacy(cls, json: Mapping[str, Any] | None) -> Self:
        """Make the quotas from an account that shows them in the older form.

        :param json: the JSON object of the API (schema ``UserInfo``), with ``maxFlexCores``,
            ``reservedQuotas`` and the like.
        :return: the quotas of the account; ``user`` is ``None`` when there is nothing of them.
        """
        info = json if isinstance(json, Mapping) else {}
        user = {
            "flex": _legacy_figures(info, "Flex"),
            "onDemand": _legacy_figures(info, "OnDemand"),
            "reserved": info.get("reservedQuotas"),
        }
        return cls._of({"user": user} if any(user.values()) else {})


def _legacy_figures(info: Mapping[str, Any], kind: str) -> dict[str, Any]:
    figures = {
        "maxCores": info.get(f"max{kind}Cores"),
        "runningCoresCount": info.get(f"running{kind}CoreCount"),
        "maxInstances": info.get(f"max{kind}Instances"),
        "runningInstancesCount": info.get(f"running{kind}InstanceCount"),
    }
    return {key: value for key, value in figures.items() if value is not None}


def _counts_json(counts: Any) -> dict[str, Any] | None:
    if counts is None:
        return None
    if not isinstance(counts, Mapping) or not all(
        isinstance(user, str) and isinstance(each, RunningCounts) for user, each in counts.items()
    ):
        raise InvalidValue(
            "running_counts_per_user: a mapping of addresses to RunningCounts was expected, not "
            f"{_checks.shown(counts)}"
        )
    return {user: each.to_json() for user, each in counts.items()}


def _json(what: str, value: Any, kind: type[Made]) -> dict[str, Any] | None:
    checked = checked_object(what, value, kind)
    return None if checked is None else checked.to_json()


def _checked_list(what: str, values: Any, kind: type[T]) -> list[T] | None:
    if values is None:
        return None
    if not isinstance(values, list | tuple) or not all(isinstance(each, kind) for each in values):
        raise InvalidValue(
            f"{what}: a list of {kind.__name__} was expected, not {_checks.shown(values)}"
        )
    return list(values)


def _list_json(what: str, values: Any, kind: type[Made]) -> list[dict[str, Any]] | None:
    checked = _checked_list(what, values, kind)
    return None if checked is None else [each.to_json() for each in checked]
