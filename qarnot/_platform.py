"""What the platform says of itself; re-exported by ``qarnot.connection``."""

from __future__ import annotations

import datetime
from typing import Any

from qarnot import _readers
from qarnot._fields import Field, Value
from qarnot._readers import text

__all__ = ["PlatformSettings", "PlatformVersion"]


def _day(raw: Any) -> datetime.date | None:
    moment = _readers.date(raw)
    return None if moment is None else moment.date()


class PlatformSettings(Value):
    """The public settings of the platform; those that have no attribute are in ``raw``.

    :param json: the JSON object of the API (schema ``Settings``).
    """

    storage = Field(
        "storage", text, "The address of the S3 storage; ``None`` when the platform has none."
    )


class PlatformVersion(Value):
    """A version of the API.

    :param json: the JSON object of the API (schema ``PlatformVersion``).
    """

    version = Field("version", text, 'The name of the version, such as ``"v0.1"``.')
    end_of_life = Field(
        "endOfLife",
        _day,
        "The day on which the version is switched off; ``None`` when no day is known.",
    )
