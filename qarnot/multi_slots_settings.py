"""How many instances share a machine of a pool."""

from __future__ import annotations

from qarnot import _checks
from qarnot._fields import Field
from qarnot._readers import whole_number
from qarnot._values import Made

__all__ = ["MultiSlotsSettings"]


class MultiSlotsSettings(Made):
    """How many instances share a machine of a pool.

    Stands for the schema ``MultiSlotsSettingsInput``. It cannot be changed, and is equal to another
    of the same content.

    :param slotsPerNode: how many slots each machine has, 1 or more; ``None`` as the platform does
        by itself. Default ``None``.
    :raises InvalidValue: it is no such number.
    """

    slots_per_node = Field(
        "slotsPerNode",
        whole_number,
        "How many slots each machine has.",
        check=_checks.optional_count,
    )

    def __init__(self, slotsPerNode: int | None = None) -> None:  # noqa: N803 - as documented
        super().__init__({})
        self._put(MultiSlotsSettings.slots_per_node, slotsPerNode, "slotsPerNode")
