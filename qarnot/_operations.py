"""What this library knows of each API operation: may it be repeated, and what do statuses mean.

The names are the operationIds of ``spec/openapi.yaml``; a test asserts that both lists agree.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

from attrs import field, frozen

from qarnot.exceptions import (
    MaxTaskException,
    MissingBucketException,
    MissingProfileException,
    MissingTaskException,
    MissingTaskInstanceException,
    NotEnoughCreditsException,
    QarnotException,
    QarnotGenericException,
    ShortnameConflict,
    UnauthorizedException,
)

__all__ = ["OPERATIONS", "Operation", "Repeat", "StatusRule"]


class Repeat(enum.Enum):
    """When a request may be sent again."""

    SAFE = "reads, and changes nothing"
    IDEMPOTENT = "replaces; twice is as good as once"
    STATE = "asks for a state; repeated, and after an unclear attempt judged by a look"
    CREATION = "makes an object; repeated only after a look for the first one"
    ONE_SHOT = "does something each time; never repeated once it may have arrived"
    CONSUMING = "takes away what it returns; never repeated once it may have arrived"


@frozen
class StatusRule:
    """Which error a status means, when the message matches."""

    status: int
    error: type[QarnotException]
    message: re.Pattern[str] | None = None

    def applies(self, status: int, message: str) -> bool:
        return self.status == status and (
            self.message is None or self.message.search(message) is not None
        )


@frozen
class Operation:
    """One row: an operation, its class of repetition, and its errors, the first match first."""

    name: str
    repeat: Repeat
    rules: tuple[StatusRule, ...] = ()

    def error_class(self, status: int, message: str) -> type[QarnotException]:
        """Find the error that a status and its message mean."""
        for rule in (*self.rules, *_COMMON):
            if rule.applies(status, message):
                return rule.error
        return QarnotGenericException


@frozen
class _Table:
    rows: dict[str, Operation] = field(factory=dict)

    def add(self, repeat: Repeat, names: Iterable[str], rules: tuple[StatusRule, ...] = ()) -> None:
        for name in names:
            self.rows[name] = Operation(name, repeat, rules)


def _says(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_COMMON = (StatusRule(401, UnauthorizedException), StatusRule(403, UnauthorizedException))
_TASK = (StatusRule(404, MissingTaskException),)
_INSTANCE = (StatusRule(404, MissingTaskInstanceException),)
_PROFILE = (StatusRule(404, MissingProfileException),)
_SUBMIT_TASK = (
    StatusRule(400, MissingProfileException, _says("(no such|unknown) profile")),
    StatusRule(400, ShortnameConflict, _says("shortname.*(belongs|exists|taken|use|unique)")),
    StatusRule(409, ShortnameConflict, _says("shortname")),
    StatusRule(402, QarnotGenericException, _says("hardware constraint")),
    StatusRule(402, NotEnoughCreditsException),
    StatusRule(403, MaxTaskException, _says("maximum number of tasks reached")),
    StatusRule(404, MissingProfileException, _says("profile")),
    StatusRule(404, MissingBucketException),
)

_table = _Table()
_table.add(Repeat.SAFE, ["get_settings", "get_user_info", "list_profiles"])
_table.add(Repeat.SAFE, ["get_profile"], _PROFILE)
_table.add(Repeat.SAFE, ["paginate_tasks", "paginate_task_summaries"])
_table.add(Repeat.SAFE, ["get_task", "get_task_stdout", "get_task_stderr"], _TASK)
_table.add(Repeat.SAFE, ["get_task_instance_stdout", "get_task_instance_stderr"], _INSTANCE)
_table.add(Repeat.CREATION, ["create_task"], _SUBMIT_TASK)
_table.add(Repeat.STATE, ["abort_task", "delete_task"], _TASK)
_table.add(Repeat.CONSUMING, ["read_fresh_task_stdout", "read_fresh_task_stderr"], _TASK)
_table.add(
    Repeat.CONSUMING,
    ["read_fresh_task_instance_stdout", "read_fresh_task_instance_stderr"],
    _INSTANCE,
)

OPERATIONS = _table.rows
