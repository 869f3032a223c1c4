"""What work cost the climate, for blocking code."""

from qarnot._carbon_facts import CarbonFacts
from qarnot._sync.accounting import CarbonClient

__all__ = ["CarbonClient", "CarbonFacts"]
