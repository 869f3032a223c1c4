"""Conditions on the machines that tasks and pools run on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from qarnot import _checks
from qarnot._fields import Field, fields_of
from qarnot._readers import number, text, whole_number
from qarnot._values import Made, checked_json
from qarnot.exceptions import InvalidValue

__all__ = [
    "CpuModelHardware",
    "GpuHardware",
    "HardwareConstraint",
    "MaximumCoreHardware",
    "MaximumRamCoreRatioHardware",
    "MaximumRamHardware",
    "MinimumCoreHardware",
    "MinimumRamCoreRatioHardware",
    "MinimumRamHardware",
    "NoGpuHardware",
    "NoSSDHardware",
    "SSDHardware",
    "SpecificHardware",
    "hardware_constraints",
]


def _cores(what: str, value: Any) -> int:
    return _checks.whole_number(what, value, least=1)


def _memory(what: str, value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value < math.inf or number(value) is None:
        raise InvalidValue(
            f"{what}: a number greater than 0 was expected, not {_checks.shown(value)}"
        )
    return value  # type: ignore[no-any-return] # an int stays one


class HardwareConstraint(Made):
    """A condition on a machine (schema ``HardwareConstraintInput``).

    Use one of the classes below; this one stands for a kind that this version does not know, and
    gives back what the API sent. Constraints of equal content are equal.
    """

    _kind: ClassVar[str | None] = None

    discriminator = Field("discriminator", text, "What the API calls the kind of condition.")

    def __init__(self) -> None:
        super().__init__({} if self._kind is None else {"discriminator": self._kind})

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> HardwareConstraint:
        """Make a constraint from JSON, of the class that its discriminator names.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        :return: a plain :class:`HardwareConstraint` for a kind that this version does not know.
        """
        return _class_for(json)._of(json)

    def __repr__(self) -> str:
        if self._kind is None:
            return f"HardwareConstraint.from_json({self._received!r})"
        fields = fields_of(type(self)).items()
        parts = [f"{field.peek(self)!r}" for name, field in fields if name != "discriminator"]
        return f"{type(self).__name__}({', '.join(parts)})"


class MinimumCoreHardware(HardwareConstraint):
    """Machines with at least so many cores (schema ``MinimumCoreHardwareInput``).

    :param coreCount: the number of cores, 1 or more.
    :raises InvalidValue: it is no such number.
    """

    _kind = "MinimumCoreHardwareConstraint"

    core_count = Field("coreCount", whole_number, "The smallest number of cores.", check=_cores)

    def __init__(self, coreCount: int) -> None:  # noqa: N803 - the documented name
        super().__init__()
        self._put(MinimumCoreHardware.core_count, coreCount, "coreCount")


class MaximumCoreHardware(HardwareConstraint):
    """Machines with at most so many cores (schema ``MaximumCoreHardwareInput``).

    :param coreCount: the number of cores, 1 or more.
    :raises InvalidValue: it is no such number.
    """

    _kind = "MaximumCoreHardwareConstraint"

    core_count = Field("coreCount", whole_number, "The greatest number of cores.", check=_cores)

    def __init__(self, coreCount: int) -> None:  # noqa: N803 - the documented name
        super().__init__()
        self._put(MaximumCoreHardware.core_count, coreCount, "coreCount")


class MinimumRamCoreRatioHardware(HardwareConstraint):
    """Machines with at least so much memory for each core.

    Stands for the schema ``MinimumRamCoreRatioHardwareInput``.

    :param ram: the memory for each core in GB, greater than 0.
    :raises InvalidValue: it is no such number.
    """

    _kind = "MinimumRamCoreRatioHardwareConstraint"

    minimum_memory_gb_core_ratio = Field(
        "minimumMemoryGBCoreRatio", number, "The least memory for each core, in GB.", check=_memory
    )

    def __init__(self, ram: float) -> None:
        super().__init__()
        self._put(MinimumRamCoreRatioHardware.minimum_memory_gb_core_ratio, ram, "ram")


class MaximumRamCoreRatioHardware(HardwareConstraint):
    """Machines with at most so much memory for each core.

    Stands for the schema ``MaximumRamCoreRatioHardwareInput``.

    :param ram: the memory for each core in GB, greater than 0.
    :raises InvalidValue: it is no such number.
    """

    _kind = "MaximumRamCoreRatioHardwareConstraint"

    maximum_memory_gb_core_ratio = Field(
        "maximumMemoryGBCoreRatio", number, "The most memory for each core, in GB.", check=_memory
    )

    def __init__(self, ram: float) -> None:
        super().__init__()
        self._put(MaximumRamCoreRatioHardware.maximum_memory_gb_core_ratio, ram, "ram")


class MinimumRamHardware(HardwareConstraint):
    """Machines with at least so much memory (schema ``MinimumRamHardwareInput``).

    :param ram: the memory in MB, greater than 0.
    :raises InvalidValue: it is no such number.
    """

    _kind = "MinimumRamHardwareConstraint"

    minimum_memory_mb = Field("minimumMemoryMB", number, "The least memory, in MB.", check=_memory)

    def __init__(self, ram: float) -> None:
        super().__init__()
        self._put(MinimumRamHardware.minimum_memory_mb, ram, "ram")


class MaximumRamHardware(HardwareConstraint):
    """Machines with at most so much memory (schema ``MaximumRamHardwareInput``).

    :param ram: the memory in MB, greater than 0.
    :raises InvalidValue: it is no such number.
    """

    _kind = "MaximumRamHardwareConstraint"

    maximum_memory_mb = Field("maximumMemoryMB", number, "The most memory, in MB.", check=_memory)

    def __init__(self, ram: float) -> None:
        super().__init__()
        self._put(MaximumRamHardware.maximum_memory_mb, ram, "ram")


class SpecificHardware(HardwareConstraint):
    """Machines of one kind (schema ``SpecificHardwareInput``).

    :param key: the key of the kind, such as ``"R7-2700X"``; what the API knows is listed by
        ``Connection.all_hardware_constraints``.
    :raises InvalidValue: it is no text, or empty.
    """

    _kind = "SpecificHardwareConstraint"

    specification_key = Field(
        "specificationKey", text, "The key of the kind of machine.", check=_checks.name
    )

    def __init__(self, key: str) -> None:
        super().__init__()
        self._put(SpecificHardware.specification_key, key, "key")


class CpuModelHardware(HardwareConstraint):
    """Machines with one model of processor (schema ``CpuModelHardwareInput``).

    :param cpu_model: the model, as ``Connection.search_cpu_model_constraints`` gives it.
    :raises InvalidValue: it is no text, or empty.
    """

    _kind = "CpuModelHardwareConstraint"

    cpu_model = Field("cpuModel", text, "The model of the processor.", check=_checks.name)

    def __init__(self, cpu_model: str) -> None:
        super().__init__()
        self._put(CpuModelHardware.cpu_model, cpu_model)


class GpuHardware(HardwareConstraint):
    """Machines with a graphics processor (schema ``GpuHardwareInput``)."""

    _kind = "GpuHardwareConstraint"


class NoGpuHardware(HardwareConstraint):
    """Machines without a graphics processor (schema ``NoGpuHardwareInput``)."""

    _kind = "NoGpuHardwareConstraint"


class SSDHardware(HardwareConstraint):
    """Machines with a solid state disk (schema ``SSDHardwareInput``)."""

    _kind = "SSDHardwareConstraint"


class NoSSDHardware(HardwareConstraint):
    """Machines without a solid state disk (schema ``NoSSDHardwareInput``)."""

    _kind = "NoSSDHardwareConstraint"


_KINDS: dict[str | None, type[HardwareConstraint]] = {
    kind._kind: kind
    for kind in (
        MinimumCoreHardware,
        MaximumCoreHardware,
        MinimumRamCoreRatioHardware,
        MaximumRamCoreRatioHardware,
        MinimumRamHardware,
        MaximumRamHardware,
        SpecificHardware,
        GpuHardware,
        NoGpuHardware,
        SSDHardware,
        NoSSDHardware,
        CpuModelHardware,
    )
}


def _class_for(json: Any) -> type[HardwareConstraint]:
    found = json.get("discriminator") if isinstance(json, Mapping) else None
    return _KINDS.get(found, HardwareConstraint) if isinstance(found, str) else HardwareConstraint


def hardware_constraints(what: str, value: Any) -> list[HardwareConstraint]:
    """Check what a user gives as hardware constraints.

    :param what: what they are given as, for the message of an error.
    :param value: an iterable of constraints and of JSON objects of the API, or ``None``.
    :return: a new list; empty for ``None``.
    :raises InvalidValue: something else was given, or a JSON object lacks what its kind needs.
    """
    if value is None:
        return []
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise InvalidValue(
            f"{what}: a list of hardware constraints was expected, not {_checks.shown(value)}"
        )
    return [_constraint(f"{what}[{place}]", each) for place, each in enumerate(value)]


def _constraint(what: str, value: Any) -> HardwareConstraint:
    json = value.to_json() if isinstance(value, HardwareConstraint) else value
    kind = json.get("discriminator") if isinstance(json, Mapping) else None
    if not isinstance(kind, str) or not kind:
        raise InvalidValue(
            f"{what}: a hardware constraint, or a dict with its 'discriminator', was expected, "
            f"not {_checks.shown(value)}"
        )
    if isinstance(value, HardwareConstraint):
        return value
    found = HardwareConstraint.from_json(checked_json(what, value))
    for field in fields_of(type(found)).values():
        if field.check is not None:
            field.check(f"{what}[{field.key!r}]", value.get(field.key))
    return found
