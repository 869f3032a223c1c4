"""What ended: instances, and creations in a list; re-exported by ``qarnot.task``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qarnot._fields import Field, Value
from qarnot._readers import number, text, texts, whole_number
from qarnot.error import Error
from qarnot.exceptions import QarnotException

__all__ = ["BulkTaskResponse", "CompletedInstance"]


def _error(raw: Any) -> Error | None:
    return Error(raw) if isinstance(raw, Mapping) else None


class CompletedInstance(Value):
    """An instance that has ended.

    :param json: the JSON object of the API (schema ``CompletedInstance``).
    """

    instance_id = Field("instanceId", whole_number, "The number of the instance.")
    state = Field("state", text, 'How it ended: "Success" or "Failure".')
    error = Field("error", _error, "What went wrong, or ``None``.")
    results = Field("results", texts, "The addresses of the files that it wrote.")
    wall_time_sec = Field("wallTimeSec", number, "The seconds from its start to its end.")
    exec_time_sec = Field("execTimeSec", number, "The seconds that its command ran.")
    exec_time_sec_ghz = Field(
        "execTimeSecGHz", number, "The seconds that its command ran, times the frequency in GHz."
    )
    peak_memory_mb = Field("peakMemoryMB", number, "The most memory that it used, in MB.")
    average_ghz = Field("averageGHz", number, "The mean frequency, in GHz.")
    execution_attempt_count = Field(
        "executionAttemptCount", whole_number, "How many times it was started."
    )
    specification_key = Field("specificationKey", text, "The kind of machine that it ran on.")
    cpu_model = Field("cpuModel", text, "The model of the processor.")
    core_count = Field("coreCount", whole_number, "The number of cores.")
    clock_ratio = Field("clockRatio", number, "The clock rate compared with a reference.")


class BulkTaskResponse(Value):
    """What became of one task of a list.

    :param json: the JSON object of the API (schema ``TaskCreationOutcome``).
    :param error: what went wrong, for a list that was submitted here.
    :ivar error: as given; a ``SubmissionUnknown`` can be given to ``Connection.resolve``.
    """

    def __init__(
        self, json: Mapping[str, Any] | None, *, error: QarnotException | None = None
    ) -> None:
        super().__init__(json)
        self.error = error

    status_code = Field(
        "statusCode", whole_number, "The HTTP status that the task alone would have got."
    )
    uuid = Field("uuid", text, "The uuid of the task; ``None`` when it was refused.")
    message = Field("message", text, "Why the task was refused.")

    def is_success(self) -> bool:
        """Tell whether it went well: there is a uuid, and neither an error nor its status."""
        return self.error is None and bool(self.uuid) and not 400 <= (self.status_code or 0) < 600
