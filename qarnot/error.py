"""What went wrong in a task or a pool."""

from __future__ import annotations

from qarnot._fields import Field, Value
from qarnot._readers import text

__all__ = ["Error"]


class Error(Value):
    """Something that went wrong in a task or a pool.

    :param json: the JSON object of the API (schema ``ExecutionError``).
    """

    code = Field("code", text, "Stands for the kind of error.")
    message = Field("message", text, "What happened, for people.")
    debug = Field("debug", text, "Details for the people who run the platform.")

    def __str__(self) -> str:
        return f"{self.message} ({self.code})" if self.code else str(self.message)
