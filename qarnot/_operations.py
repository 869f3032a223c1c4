"""What this library knows of each API operation: may it be repeated, and what do statuses mean.

The names are the operationIds of ``spec/openapi.yaml``; a test asserts that both lists agree.
"""

from __future__ import annotations

import enum
import re

from attrs import frozen

from qarnot.exceptions import (
    MaxJobException,
    MaxPoolException,
    MaxTaskException,
    MissingBucketException,
    MissingJobException,
    MissingPoolException,
    MissingPoolInstanceException,
    MissingProfileException,
    MissingProjectException,
    MissingTaskException,
    MissingTaskInstanceException,
    NotEnoughCreditsException,
    QarnotException,
    QarnotGenericException,
    RateLimited,
    RejectedValue,
    RequestConflict,
    SecretConflictException,
    SecretNotFoundException,
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
    """One row: an operation, its class of repetition, and its errors, the first match first.

    :ivar reads_other_accounts: whether it takes the header that names another account to read.
    """

    name: str
    repeat: Repeat
    rules: tuple[StatusRule, ...] = ()
    reads_other_accounts: bool = False

    @property
    def gives_output(self) -> bool:
        """Whether it gives what a task printed, which may be long."""
        return self.name.endswith(("_stdout", "_stderr"))

    def error_class(self, status: int, message: str) -> type[QarnotException]:
        """Find the error that a status and its message mean."""
        for rule in (*self.rules, *_COMMON):
            if rule.applies(status, message):
                return rule.error
        return QarnotGenericException


def _says(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _is_missing(kind: str) -> re.Pattern[str]:
    """Match ``No such bucket: in`` and the like; after a colon there may be a name of any words."""
    return _says(rf"^[^:]*\b((no such|unknown) {kind}\b|{kind}\b.*\bnot (found|exist))")


def _creation(
    quota: type[QarnotException], things: str, missing: type[QarnotException]
) -> tuple[StatusRule, ...]:
    """Make the rules of an operation that creates a task, pool or job.

    :param quota: the error of a 403 that says that there are too many ``things``.
    :param missing: the error of a 404 that does not say what is missing.
    """
    return (
        StatusRule(400, MissingProfileException, _says("(no such|unknown) profile")),
        StatusRule(400, ShortnameConflict, _says("shortname.*(belongs|exists|taken|use|unique)")),
        StatusRule(409, ShortnameConflict, _says("shortname")),
        StatusRule(402, QarnotGenericException, _says("hardware constraint")),
        StatusRule(402, NotEnoughCreditsException),
        StatusRule(403, quota, _says(f"maximum number of {things} reached")),
        StatusRule(404, MissingBucketException, _is_missing("bucket")),
        StatusRule(404, MissingProfileException, _is_missing("profile")),
        StatusRule(404, MissingPoolException, _is_missing("pool")),
        StatusRule(404, MissingJobException, _is_missing("job")),
        StatusRule(404, MissingTaskException, _is_missing("task")),
        StatusRule(404, missing),
    )


# Rules of every operation, after its own. All other statuses are QarnotGenericException.
_COMMON = (
    StatusRule(401, UnauthorizedException),
    StatusRule(403, UnauthorizedException),
    StatusRule(409, RequestConflict),
    StatusRule(422, RejectedValue),
    StatusRule(429, RateLimited),
)

# Rules of one operation or several.
_NONE: tuple[StatusRule, ...] = ()
_TASK = (StatusRule(404, MissingTaskException),)
_TASK_INSTANCE = (StatusRule(404, MissingTaskInstanceException),)
_POOL = (StatusRule(404, MissingPoolException),)
_POOL_INSTANCE = (StatusRule(404, MissingPoolInstanceException),)
_JOB = (StatusRule(404, MissingJobException),)
_PROFILE = (StatusRule(404, MissingProfileException),)
_PROJECT = (StatusRule(404, MissingProjectException),)
_SECRET = (StatusRule(404, SecretNotFoundException), StatusRule(409, SecretConflictException))
_SCALING = (StatusRule(400, RejectedValue),)
_PERIODIC_SNAPSHOT = (StatusRule(400, RejectedValue), *_TASK)
_NEW_TASK = _creation(MaxTaskException, "tasks", MissingBucketException)
_TASK_AGAIN = _creation(MaxTaskException, "tasks", MissingTaskException)
_NEW_POOL = _creation(MaxPoolException, "pools", MissingBucketException)
_POOL_AGAIN = _creation(MaxPoolException, "pools", MissingPoolException)
_NEW_JOB = _creation(MaxJobException, "jobs", MissingJobException)

SAFE, IDEMPOTENT, STATE = Repeat.SAFE, Repeat.IDEMPOTENT, Repeat.STATE
CREATION, ONE_SHOT, CONSUMING = Repeat.CREATION, Repeat.ONE_SHOT, Repeat.CONSUMING

_GROUPS: tuple[tuple[Repeat, tuple[StatusRule, ...], str], ...] = (
    # platform, account, profiles, hardware
    (SAFE, _NONE, "check_health get_settings list_versions"),
    (SAFE, _NONE, "get_user_info"),
    (SAFE, _NONE, "get_user_computing_quotas get_organization_computing_quotas"),
    (SAFE, _NONE, "list_profiles"),
    (SAFE, _PROFILE, "get_profile"),
    (SAFE, _NONE, "list_hardware_constraints search_cpu_model_constraints"),
    # credits, carbon
    (SAFE, _NONE, "get_account_credits"),
    (SAFE, _PROJECT, "list_project_budgets"),
    (SAFE, _TASK, "get_task_credits get_task_carbon_facts"),
    (SAFE, _POOL, "get_pool_credits get_pool_carbon_facts"),
    # secrets; a creation is refused with 409 when the secret exists, so that a look can judge it
    (SAFE, _SECRET, "get_secret list_secrets"),
    (STATE, _SECRET, "create_secret delete_secret"),
    (IDEMPOTENT, _SECRET, "update_secret"),
    # tasks
    (SAFE, _NONE, "list_tasks list_task_summaries search_tasks"),
    (SAFE, _NONE, "paginate_tasks paginate_task_summaries"),
    (SAFE, _TASK, "get_task get_task_snapshot get_task_port_forwards"),
    (CREATION, _NEW_TASK, "create_task"),
    (CREATION, _TASK_AGAIN, "clone_task retry_task recover_task resume_task"),
    (IDEMPOTENT, _TASK, "update_task"),
    (IDEMPOTENT, _PERIODIC_SNAPSHOT, "set_periodic_snapshot"),
    (STATE, _TASK, "abort_task delete_task update_task_resources"),
    (ONE_SHOT, _TASK, "snapshot_task restart_task"),
    (SAFE, _TASK, "get_task_stdout get_task_stderr"),
    (SAFE, _TASK_INSTANCE, "get_task_instance_stdout get_task_instance_stderr"),
    (CONSUMING, _TASK, "read_fresh_task_stdout read_fresh_task_stderr"),
    (CONSUMING, _TASK_INSTANCE, "read_fresh_task_instance_stdout read_fresh_task_instance_stderr"),
    # pools
    (SAFE, _NONE, "list_pools list_pool_summaries search_pools"),
    (SAFE, _NONE, "paginate_pools paginate_pool_summaries"),
    (SAFE, _POOL, "get_pool list_pool_jobs list_pool_tasks get_pool_scaling"),
    (SAFE, _SCALING, "check_pool_scaling"),
    (CREATION, _NEW_POOL, "create_pool"),
    (CREATION, _POOL_AGAIN, "clone_pool"),
    (IDEMPOTENT, _POOL, "update_pool"),
    (IDEMPOTENT, (*_SCALING, *_POOL), "replace_pool_scaling"),
    (STATE, _POOL, "close_pool delete_pool update_pool_resources"),
    (SAFE, _POOL, "get_pool_stdout get_pool_stderr"),
    (SAFE, _POOL_INSTANCE, "get_pool_instance_stdout get_pool_instance_stderr"),
    (CONSUMING, _POOL, "read_fresh_pool_stdout read_fresh_pool_stderr"),
    (CONSUMING, _POOL_INSTANCE, "read_fresh_pool_instance_stdout read_fresh_pool_instance_stderr"),
    # jobs
    (SAFE, _NONE, "list_jobs search_jobs paginate_jobs"),
    (SAFE, _JOB, "get_job list_job_tasks"),
    (CREATION, _NEW_JOB, "create_job"),
    (STATE, _JOB, "terminate_job delete_job"),
)

# Those that take the header QarnotReadOnlyRequestForAccount.
_OF_OTHER_ACCOUNTS = {
    "check_health", "get_user_info", "list_profiles", "get_profile",
    "list_hardware_constraints", "search_cpu_model_constraints", "list_tasks",
    "list_task_summaries", "paginate_task_summaries", "search_tasks", "paginate_tasks",
    "get_task", "get_task_stdout", "get_task_instance_stdout", "get_task_stderr",
    "get_task_instance_stderr", "list_pools", "list_pool_summaries", "paginate_pool_summaries",
    "search_pools", "paginate_pools", "get_pool", "list_pool_jobs", "list_pool_tasks",
    "get_pool_stdout", "get_pool_instance_stdout", "read_fresh_pool_instance_stdout",
    "get_pool_stderr", "get_pool_instance_stderr", "read_fresh_pool_instance_stderr",
    "get_pool_scaling", "list_jobs", "search_jobs", "paginate_jobs", "get_job",
    "list_job_tasks",
}  # fmt: skip


def _rows() -> dict[str, Operation]:
    rows: dict[str, Operation] = {}
    for repeat, rules, names in _GROUPS:
        for name in names.split():
            assert name not in rows, f"{name} has two rows"
            rows[name] = Operation(name, repeat, rules, name in _OF_OTHER_ACCOUNTS)
    return rows


OPERATIONS = _rows()
