"""Pools, for blocking code."""

from qarnot._sync.pool import Pool
from qarnot.multi_slots_settings import MultiSlotsSettings

__all__ = ["MultiSlotsSettings", "Pool"]
