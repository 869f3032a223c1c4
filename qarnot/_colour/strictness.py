"""``REFUSE_UNKNOWN`` and ``WARN_OF_UNKNOWN``: is an unknown attribute an error or a warning."""

from typing import Final

__all__ = ["REFUSE_UNKNOWN", "WARN_OF_UNKNOWN"]

REFUSE_UNKNOWN: Final = True
WARN_OF_UNKNOWN: Final = False
