"""Pools, for blocking code."""

from qarnot._elastic import ElasticProperty
from qarnot._sync.pool import Pool
from qarnot.multi_slots_settings import MultiSlotsSettings

__all__ = ["ElasticProperty", "MultiSlotsSettings", "Pool"]
