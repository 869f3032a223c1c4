"""How urgently work is placed on machines, and at which price."""

from __future__ import annotations

from typing import Any, ClassVar

from qarnot._values import Term, find_term, known_term

__all__ = [
    "FlexScheduling",
    "OnDemandScheduling",
    "ReservedScheduling",
    "SchedulingType",
    "scheduling",
]


class SchedulingType(Term):
    """How the instances of a task or a pool are placed (``schedulingType`` of the API).

    Use one of the classes below; this one stands for a kind that this version does not know.
    """

    schedulingType: str | None = None  # noqa: N815 - the documented name
    """The text of the API, such as ``"Flex"``."""

    _family: ClassVar[str] = "a scheduling type"
    _holder: ClassVar[str] = "schedulingType"

    @classmethod
    def from_string(cls, schedulingType: str | None) -> SchedulingType | None:  # noqa: N803
        """Make a scheduling type from the text of the API.

        :param schedulingType: such as ``"Flex"`` or ``"onDemand"``; the case does not matter. A
            text that this version does not know is kept as it is.
        :return: ``None`` for ``None``.
        """
        return find_term(schedulingType, SchedulingType, _KNOWN)

    @classmethod
    def from_json(cls, json: str | None) -> SchedulingType | None:
        """Do the same as :meth:`from_string`."""
        return cls.from_string(json)

    def to_json(self) -> str | None:
        """Give the text of the API."""
        return self.schedulingType


class FlexScheduling(SchedulingType):
    """Placed where there is room, at the lowest price; may be moved to another machine."""

    schedulingType = "Flex"  # noqa: N815

    def __init__(self) -> None:
        pass


class OnDemandScheduling(SchedulingType):
    """Placed with a higher priority, and never moved."""

    schedulingType = "OnDemand"  # noqa: N815

    def __init__(self) -> None:
        pass


class ReservedScheduling(SchedulingType):
    """Placed on machines that are reserved for the account; see ``targeted_reservation_name``."""

    schedulingType = "Reserved"  # noqa: N815

    def __init__(self) -> None:
        pass


_KNOWN = (FlexScheduling, OnDemandScheduling, ReservedScheduling)


def scheduling(what: str, value: Any) -> SchedulingType | None:
    """Check what a user gives as a scheduling type.

    :param what: what it is given as, for the message of an error.
    :param value: an instance, one of the classes, a text such as ``"Flex"``, or ``None``. A kind
        that this version does not know is given as ``SchedulingType.from_string("…")``.
    :raises InvalidValue: it is none of these.
    """
    return None if value is None else known_term(what, value, SchedulingType, _KNOWN)
