"""The table of operations: which error a status means, and what may be repeated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from qarnot._operations import OPERATIONS, Operation, Repeat
from qarnot._replies import Answer, Request, error_for, nothing
from qarnot.exceptions import (
    InvalidValue,
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

Kind = type[QarnotException]

DOCUMENT: dict[str, Any] = json.loads(files("qarnot").joinpath("_document.json").read_text("utf-8"))
WORDS = "M"


def documented() -> Iterator[tuple[str, str, str]]:
    """Give the verb, path and name of each operation of the document."""
    for path, verbs in DOCUMENT["paths"].items():
        for verb, definition in verbs.items():
            yield verb, path, definition["operationId"]


def error(name: str, status: int, message: str = WORDS) -> QarnotException:
    request = Request(OPERATIONS[name], {"method": "get", "url": "/x"}, nothing)
    body = json.dumps({"message": message}).encode()
    return error_for(request, Answer(status, {"content-type": "application/json"}, body))


# Statuses. What stands here is the documented behaviour, row by row: what differs from the common
# row is written after the name. Where the official client gives its generic error, ours is that or
# a class below it.

G = QarnotGenericException
COMMON: dict[int, Kind] = {
    400: G,
    401: UnauthorizedException,
    402: G,
    403: UnauthorizedException,
    404: G,
    409: RequestConflict,
    418: G,
    422: RejectedValue,
    429: RateLimited,
    500: G,
    502: G,
    503: G,
    504: G,
    520: G,
}
TASK: dict[int, Kind] = {404: MissingTaskException}
TASK_INSTANCE: dict[int, Kind] = {404: MissingTaskInstanceException}
POOL: dict[int, Kind] = {404: MissingPoolException}
POOL_INSTANCE: dict[int, Kind] = {404: MissingPoolInstanceException}
JOB: dict[int, Kind] = {404: MissingJobException}
PAID: dict[int, Kind] = {402: NotEnoughCreditsException}
SECRET: dict[int, Kind] = {404: SecretNotFoundException, 409: SecretConflictException}

EXPECTED: dict[str, dict[int, Kind]] = {
    "check_health": {},
    "get_settings": {},
    "list_versions": {},
    "get_user_info": {},
    "get_user_computing_quotas": {},
    "get_organization_computing_quotas": {},
    "get_account_credits": {},
    "get_task_credits": TASK,
    "get_pool_credits": POOL,
    "list_project_budgets": {404: MissingProjectException},
    "get_task_carbon_facts": TASK,
    "get_pool_carbon_facts": POOL,
    "list_profiles": {},
    "get_profile": {404: MissingProfileException},
    "list_hardware_constraints": {},
    "search_cpu_model_constraints": {},
    "get_secret": SECRET,
    "create_secret": SECRET,
    "update_secret": SECRET,
    "delete_secret": SECRET,
    "list_secrets": SECRET,
    "list_tasks": {},
    "create_task": {404: MissingBucketException, **PAID},
    "list_task_summaries": {},
    "paginate_task_summaries": {},
    "search_tasks": {},
    "paginate_tasks": {},
    "get_task": TASK,
    "update_task": TASK,
    "update_task_resources": TASK,
    "delete_task": TASK,
    "abort_task": TASK,
    "set_periodic_snapshot": {400: RejectedValue, **TASK},
    "snapshot_task": TASK,
    "get_task_snapshot": TASK,
    "retry_task": {**TASK, **PAID},
    "recover_task": {**TASK, **PAID},
    "resume_task": {**TASK, **PAID},
    "clone_task": {**TASK, **PAID},
    "get_task_stdout": TASK,
    "get_task_instance_stdout": TASK_INSTANCE,
    "read_fresh_task_stdout": TASK,
    "read_fresh_task_instance_stdout": TASK_INSTANCE,
    "get_task_stderr": TASK,
    "get_task_instance_stderr": TASK_INSTANCE,
    "read_fresh_task_stderr": TASK,
    "read_fresh_task_instance_stderr": TASK_INSTANCE,
    "restart_task": TASK,
    "get_task_port_forwards": TASK,
    "list_pools": {},
    "create_pool": {404: MissingBucketException, **PAID},
    "list_pool_summaries": {},
    "paginate_pool_summaries": {},
    "search_pools": {},
    "paginate_pools": {},
    "get_pool": POOL,
    "update_pool": POOL,
    "update_pool_resources": POOL,
    "delete_pool": POOL,
    "close_pool": POOL,
    "clone_pool": {**POOL, **PAID},
    "list_pool_jobs": POOL,
    "list_pool_tasks": POOL,
    "get_pool_stdout": POOL,
    "get_pool_instance_stdout": POOL_INSTANCE,
    "read_fresh_pool_stdout": POOL,
    "read_fresh_pool_instance_stdout": POOL_INSTANCE,
    "get_pool_stderr": POOL,
    "get_pool_instance_stderr": POOL_INSTANCE,
    "read_fresh_pool_stderr": POOL,
    "read_fresh_pool_instance_stderr": POOL_INSTANCE,
    "get_pool_scaling": POOL,
    "replace_pool_scaling": {**POOL, 400: RejectedValue},
    "check_pool_scaling": {400: RejectedValue},
    "list_jobs": {},
    "create_job": {404: MissingJobException, **PAID},
    "search_jobs": {},
    "paginate_jobs": {},
    "get_job": JOB,
    "delete_job": JOB,
    "terminate_job": JOB,
    "list_job_tasks": JOB,
}


def test_the_expectations_are_of_all_operations() -> None:
    assert EXPECTED.keys() == OPERATIONS.keys()
    assert len(EXPECTED) == 82


@pytest.mark.parametrize("name", EXPECTED)
def test_a_status_means_the_documented_error_and_keeps_the_message(name: str) -> None:
    expected = COMMON | EXPECTED[name]
    found = {status: error(name, status) for status in COMMON}
    assert {status: type(each) for status, each in found.items()} == expected
    for status, each in found.items():
        prefix = "Error: " if isinstance(each, G) else ""
        assert (each.status, each.message) == (status, f"{prefix}{WORDS}")


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_official_client_calls_generic_is_still_caught_so(name: str) -> None:
    for status in COMMON.keys() - EXPECTED[name].keys() - {401, 403}:
        assert isinstance(error(name, status), G)


def test_all_errors_have_one_root_and_conflicts_and_limits_can_be_told_apart() -> None:
    kinds = {type(error(name, status)) for name in OPERATIONS for status in range(400, 600)}
    assert all(issubclass(kind, QarnotException) for kind in kinds)
    for kind in (RequestConflict, RateLimited, RejectedValue):
        assert issubclass(kind, G)
    assert not issubclass(RejectedValue, RequestConflict | RateLimited | InvalidValue)
    assert not issubclass(RequestConflict, RateLimited)
    assert issubclass(ShortnameConflict, RequestConflict)


def test_a_refused_snapshot_interval_is_a_value_error_with_the_servers_words() -> None:
    with pytest.raises(ValueError, match="interval: too short") as caught:
        raise error("set_periodic_snapshot", 400, "interval: too short")
    assert isinstance(caught.value, G)
    assert not isinstance(error("snapshot_task", 400), ValueError)
    assert isinstance(error("get_task", 422), ValueError)


# What only the message tells

TASKS_AGAIN = ("clone_task", "retry_task", "recover_task", "resume_task")
TASKS = ("create_task", *TASKS_AGAIN)
POOLS = ("create_pool", "clone_pool")
CREATIONS = (*TASKS, *POOLS, "create_job")
QUOTAS: dict[str, tuple[str, Kind]] = {
    **dict.fromkeys(TASKS, ("tasks", MaxTaskException)),
    **dict.fromkeys(POOLS, ("pools", MaxPoolException)),
    "create_job": ("jobs", MaxJobException),
}


@pytest.mark.parametrize("name", CREATIONS)
def test_a_quota_that_is_reached_is_told_from_a_missing_permission(name: str) -> None:
    things, kind = QUOTAS[name]
    for words in (
        f"Maximum number of {things} reached",
        f"so: MAXIMUM NUMBER OF {things} REACHED!",
    ):
        assert type(error(name, 403, words)) is kind
    for other in {"tasks", "pools", "jobs"} - {things}:
        words = f"Maximum number of {other} reached"
        assert type(error(name, 403, words)) is UnauthorizedException


def test_only_a_creation_meets_a_quota() -> None:
    for name in OPERATIONS.keys() - set(CREATIONS):
        for things in ("tasks", "pools", "jobs"):
            words = f"Maximum number of {things} reached"
            assert type(error(name, 403, words)) is UnauthorizedException


@pytest.mark.parametrize("name", CREATIONS)
@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (402, "Not enough credits", NotEnoughCreditsException),
        (402, "No such hardware constraint", G),
        (400, "profile: no such profile: x", MissingProfileException),
        (400, "shortname: x belongs to another task", ShortnameConflict),
        (400, "This shortname is already taken", ShortnameConflict),
        (400, "shortname: expected string, not integer", G),
        (409, "The shortname exists", ShortnameConflict),
        (409, "Something else goes on", RequestConflict),
        (404, "No such bucket: in", MissingBucketException),
        (404, "no such bucket: no such profile", MissingBucketException),
        (404, "The bucket no-profile does not exist", MissingBucketException),
        (404, "No such profile: my-bucket", MissingProfileException),
        (404, "The profile x does not exist", MissingProfileException),
        (404, "No such pool: x", MissingPoolException),
        (404, "Unknown job x", MissingJobException),
        (404, "Task not found", MissingTaskException),
    ],
)
def test_a_refused_creation_says_what_is_wrong(
    name: str, status: int, message: str, kind: Kind
) -> None:
    assert type(error(name, status, message)) is kind


def test_a_message_does_not_change_the_errors_of_other_operations() -> None:
    assert type(error("get_task", 404, "No such bucket: x")) is MissingTaskException
    assert type(error("delete_job", 403, "The job has tasks")) is UnauthorizedException
    assert type(error("update_pool", 409, "shortname exists")) is RequestConflict
    assert type(error("get_profile", 400, "no such profile")) is G


# Repetition


def named(repeat: Repeat) -> set[str]:
    return {name for name, row in OPERATIONS.items() if row.repeat is repeat}


def test_every_get_is_safe() -> None:
    gets = {name for verb, _, name in documented() if verb == "get"}
    assert len(gets) == 40
    assert gets <= named(Repeat.SAFE)


def test_what_is_safe_and_no_get_is_a_page_a_search_or_a_check() -> None:
    others = {path for verb, path, name in documented() if verb != "get" and is_safe(name)}
    assert {path.rpartition("/")[2] for path in others if "sanity-checks" not in path} == {
        "paginate",
        "search",
    }
    assert len(others) == 9
    posts = {name for verb, _, name in documented() if verb == "post"}
    assert named(Repeat.SAFE) & posts == {
        name for name in posts if name.startswith(("paginate_", "search_", "check_"))
    }


def is_safe(name: str) -> bool:
    return OPERATIONS[name].repeat is Repeat.SAFE


def test_every_put_but_a_creation_and_whatever_sets_a_value_may_be_repeated() -> None:
    puts = {name for verb, _, name in documented() if verb == "put"}
    assert puts == {"update_task", "update_pool", "replace_pool_scaling", "create_secret"}
    assert named(Repeat.IDEMPOTENT) == puts - {"create_secret"} | {
        "update_secret",
        "set_periodic_snapshot",
    }


def test_every_deletion_and_whatever_asks_for_a_state_is_judged_by_a_look() -> None:
    deletions = {name for verb, _, name in documented() if verb == "delete"}
    assert named(Repeat.STATE) == deletions | {
        "abort_task",
        "close_pool",
        "terminate_job",
        "update_task_resources",
        "update_pool_resources",
        "create_secret",
    }


def test_what_makes_acts_or_takes_away_is_never_repeated_blindly() -> None:
    assert named(Repeat.CREATION) == set(CREATIONS)
    assert named(Repeat.ONE_SHOT) == {"snapshot_task", "restart_task"}
    fresh = {name for _, _, name in documented() if name.startswith("read_fresh_")}
    assert len(fresh) == 8
    assert named(Repeat.CONSUMING) == fresh


def test_a_row_is_found_by_its_own_name() -> None:
    assert all(row.name == name for name, row in OPERATIONS.items())
    assert all(isinstance(row, Operation) for row in OPERATIONS.values())
