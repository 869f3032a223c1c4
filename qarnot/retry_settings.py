"""How often the platform starts instances again after a failure."""

from __future__ import annotations

from qarnot import _checks
from qarnot._fields import Field
from qarnot._readers import whole_number
from qarnot._values import Made

__all__ = ["RetrySettings"]


class RetrySettings(Made):
    """How often instances of a task are started again after a failure.

    Stands for the schema ``RetrySettingsInput``. It cannot be changed, and is equal to another of
    the same content.

    :param maxTotalRetries: how many times in all, 0 or more; ``None`` as the platform does by
        itself. Default ``None``.
    :param maxPerInstanceRetries: how many times for each instance, 0 or more; ``None`` as the
        platform does by itself. Default ``None``.
    :raises InvalidValue: a number cannot be right.

    >>> RetrySettings(maxTotalRetries=10, maxPerInstanceRetries=2)
    RetrySettings(max_total_retries=10, max_per_instance_retries=2)
    """

    max_total_retries = Field(
        "maxTotalRetries",
        whole_number,
        "How many times instances are started again in all.",
        check=_checks.optional_number,
    )
    max_per_instance_retries = Field(
        "maxPerInstanceRetries",
        whole_number,
        "How many times each instance is started again.",
        check=_checks.optional_number,
    )

    def __init__(
        self,
        maxTotalRetries: int | None = None,  # noqa: N803 - the documented name
        maxPerInstanceRetries: int | None = None,  # noqa: N803 - the documented name
    ) -> None:
        super().__init__({})
        self._put(RetrySettings.max_total_retries, maxTotalRetries, "maxTotalRetries")
        self._put(
            RetrySettings.max_per_instance_retries, maxPerInstanceRetries, "maxPerInstanceRetries"
        )
