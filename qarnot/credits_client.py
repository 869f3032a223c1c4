"""Credits and what work has cost, for blocking code."""

from qarnot._credits import Credits
from qarnot._sync.accounting import CreditsClient

__all__ = ["Credits", "CreditsClient"]
