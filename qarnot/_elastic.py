"""How an elastic pool grows and shrinks, in the older way, which ``scaling`` replaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from qarnot import _checks
from qarnot._fields import Field, Settable
from qarnot._readers import flag, number, whole_number
from qarnot._values import Editable
from qarnot.exceptions import InvalidValue

__all__ = ["ELASTIC_DEFAULTS", "ElasticProperty", "elastic_json", "slots_without_tasks"]

# What counts where a user says nothing.
ELASTIC_DEFAULTS: Final[Mapping[str, Any]] = {
    "isElastic": False,
    "minTotalSlots": 0,
    "maxTotalSlots": 1,
    "minIdleSlots": 0,
    "resizePeriod": 90,
    "rampResizeFactor": 1,
    "minIdleTimeSeconds": 0,
}


class ElasticProperty(Editable):
    """How an elastic pool grows and shrinks (schema ``ElasticPropertyInput``).

    :raises InvalidValue: a value that is set cannot be right.
    """

    is_elastic = Field(
        "isElastic",
        lambda raw: bool(flag(raw)),
        "Whether the pool grows and shrinks at all.",
        settable=Settable.ALWAYS,
        check=_checks.flag,
    )
    minimum_slots = Field[Any](
        "minTotalSlots",
        whole_number,
        "How many slots the pool has at least.",
        settable=Settable.ALWAYS,
        check=_checks.whole_number,
    )
    maximum_slots = Field[Any](
        "maxTotalSlots",
        whole_number,
        "How many slots the pool has at most.",
        settable=Settable.ALWAYS,
        check=_checks.whole_number,
    )
    minimum_idle_slots = Field[Any](
        "minIdleSlots",
        whole_number,
        "How many slots are kept free for tasks to come.",
        settable=Settable.ALWAYS,
        check=_checks.whole_number,
    )
    resize_period = Field[Any](
        "resizePeriod",
        whole_number,
        "How many seconds lie between two looks at the size.",
        settable=Settable.ALWAYS,
        check=_checks.whole_number,
    )
    resize_factor = Field[Any](
        "rampResizeFactor",
        number,
        "How fast the pool is resized, above 0 and at most 1.",
        settable=Settable.ALWAYS,
        check=_checks.factor,
    )
    minimum_idle_time = Field[Any](
        "minIdleTimeSeconds",
        whole_number,
        "How many seconds a slot stays free before it is given up.",
        settable=Settable.ALWAYS,
        check=_checks.whole_number,
    )

    def __init__(self) -> None:
        super().__init__(dict(ELASTIC_DEFAULTS))

    @property
    def slots_without_tasks(self) -> int:
        """How many slots the pool has while it has no tasks."""
        return slots_without_tasks(self.minimum_slots, self.minimum_idle_slots, self.maximum_slots)


def slots_without_tasks(least: int | None, idle: int | None, most: int | None) -> int:
    """Give how many slots a pool that grows with its tasks has while there are none.

    :param least: how many it has at least; ``None``: it is not said, as below.
    :param idle: how many are kept free.
    :param most: how many it has at most.
    """
    free = idle or 0
    return max(least or 0, free if most is None else min(free, most))


def elastic_json(elastic: ElasticProperty) -> dict[str, Any]:
    """Write how a pool grows; of one that does, with all figures.

    :raises InvalidValue: the least number of slots is above the greatest.
    """
    json = elastic.to_json()
    if not elastic.is_elastic:
        return json
    known = {key: value for key, value in json.items() if value is not None}
    whole = {**ELASTIC_DEFAULTS, **known}
    least = whole_number(whole["minTotalSlots"])
    most = whole_number(whole["maxTotalSlots"])
    if least is not None and most is not None and least > most:
        raise InvalidValue(
            f"elastic_maximum_slots: elastic_minimum_slots ({least}) or more was expected, "
            f"not {most}"
        )
    return whole
