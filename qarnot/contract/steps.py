"""The scenario: one row for each operation of the document, in the order in which they are called.

A read that is new in the document needs no row; see :mod:`qarnot.contract.plan`.

What stands in a path is found by the names in ``PATHS``. An operation that changes something is
called with ``--write`` only, and on objects that were made here; which those are says the table of
:mod:`qarnot._operations`. A read takes our own object, or the first one that a listing showed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from qarnot.contract import bodies
from qarnot.contract.bodies import BodyMaker
from qarnot.contract.world import World

__all__ = ["DELETIONS", "EXTRAS", "PATHS", "STATES", "STEPS", "Extra", "Step"]

Query = Callable[[World], Mapping[str, Any]]


@frozen
class Step:
    """One row.

    :ivar operation: its ``operationId``.
    :ivar body: makes what is sent of the example in the document.
    :ivar query: gives the parameters in the query.
    :ivar makes: the role of the object that a success makes.
    :ivar finds: what is remembered of the reply.
    :ivar on: the role of the object to act on, when it is not the usual one.
    :ivar when: the state that our object must be in, a key of ``STATES``.
    :ivar after: roles of objects that are made before, if they can be, so that there is something
        to see.
    :ivar probe_token: whether it is also called with a wrong token.
    """

    operation: str
    body: BodyMaker = bodies.as_shown
    query: Query = lambda _: {}
    makes: str = ""
    finds: tuple[str, ...] = ()
    on: str = ""
    when: str = ""
    after: tuple[str, ...] = ()
    probe_token: bool = False


@frozen
class Extra:
    """An object beside the usual ones: how it is made, and what it waits for."""

    operation: str
    body: BodyMaker
    needs: str = ""
    when: str = ""


def _tag(kind: str) -> Query:
    """Ask for ours when there are any."""
    return lambda world: {"tag": [world.prefix]} if kind in world.own else {}


def _cpu_model(world: World) -> Mapping[str, Any]:
    return {"cpuModel": world.seen.get("cpu model", "Ryzen")}


# name in a path -> what is known by this name; an object stands for its kind
PATHS: Mapping[str, str] = {
    "taskUuid": "task",
    "poolUuid": "pool",
    "jobUuid": "job",
    "key": "secret",
    "prefix": "secret folder",
    "projectUuid": "project",
    "snapshotId": "snapshot",
    "instanceId": "instance",
    "name": "profile",
}

STATES: Mapping[str, frozenset[str]] = {
    "running": frozenset({"PartiallyExecuting", "FullyExecuting"}),
    "failed": frozenset({"Failure"}),
    "ended": frozenset({"Success", "Failure", "Cancelled"}),
}

# kind -> what removes an object of it
DELETIONS: Mapping[str, str] = {
    "task": "delete_task",
    "pool": "delete_pool",
    "job": "delete_job",
    "secret": "delete_secret",
}

EXTRAS: Mapping[str, Extra] = {
    "failed task": Extra("create_task", bodies.failing_task, when="failed"),
    "job's task": Extra("create_task", bodies.task_of_job, needs="job"),
    "pool's task": Extra("create_task", bodies.pool_task, needs="pool"),
    "pool's job": Extra("create_job", bodies.pool_job, needs="pool"),
}

STEPS: tuple[Step, ...] = (
    # The platform and the account. The first row shows whether the token is good.
    Step("get_user_info", finds=("project",), probe_token=True),
    Step("check_health"),
    Step("get_settings"),
    Step("list_versions"),
    Step("get_user_computing_quotas", probe_token=True),
    Step("get_organization_computing_quotas"),
    Step("get_account_credits", probe_token=True),
    Step("list_project_budgets"),
    Step("list_profiles", finds=("profile",)),
    Step("get_profile"),
    Step("list_hardware_constraints", finds=("cpu model",)),
    Step("search_cpu_model_constraints", query=_cpu_model),
    # Secrets
    Step("create_secret", makes="secret"),
    Step("list_secrets", probe_token=True),
    Step("get_secret"),
    Step("update_secret"),
    Step("delete_secret"),
    # Tasks: one that runs until it is aborted
    Step("create_task", bodies.task, makes="task"),
    Step("paginate_task_summaries", bodies.page("task"), finds=("task",)),
    Step("list_task_summaries", query=_tag("task"), finds=("task",)),
    Step("paginate_tasks", bodies.page("task"), finds=("task",)),
    Step("search_tasks", bodies.search("task"), finds=("task",)),
    Step("list_tasks", query=_tag("task"), finds=("task",)),
    Step("get_task", finds=("instance",)),
    Step("update_task_resources", when="running"),
    Step("set_periodic_snapshot", bodies.snapshot, when="running"),
    Step("snapshot_task", bodies.snapshot, when="running", finds=("snapshot",)),
    Step("get_task_snapshot"),
    Step("get_task_port_forwards"),
    Step("get_task_stdout"),
    Step("get_task_instance_stdout"),
    Step("get_task_stderr"),
    Step("get_task_instance_stderr"),
    Step("read_fresh_task_stdout"),
    Step("read_fresh_task_instance_stdout"),
    Step("read_fresh_task_stderr"),
    Step("read_fresh_task_instance_stderr"),
    Step("update_task", bodies.update),
    Step("abort_task"),
    Step("get_task_credits"),
    Step("get_task_carbon_facts"),
    # and what is made of one that has ended
    Step("resume_task", bodies.again, makes="resumed task", when="ended"),
    Step("recover_task", bodies.again, makes="recovered task", when="ended"),
    Step("retry_task", bodies.again, makes="retried task", on="failed task"),
    Step("clone_task", bodies.again, makes="cloned task"),
    Step("restart_task", when="ended"),
    Step("delete_task"),
    # Pools
    Step("create_pool", bodies.pool, makes="pool"),
    Step("paginate_pool_summaries", bodies.page("pool"), finds=("pool",)),
    Step("list_pool_summaries", query=_tag("pool"), finds=("pool",)),
    Step("paginate_pools", bodies.page("pool"), finds=("pool",)),
    Step("search_pools", bodies.search("pool"), finds=("pool",)),
    Step("list_pools", query=_tag("pool"), finds=("pool",)),
    Step("get_pool"),
    Step("list_pool_tasks", after=("pool's task",)),
    Step("list_pool_jobs", after=("pool's job",)),
    Step("get_pool_stdout"),
    Step("get_pool_instance_stdout"),
    Step("get_pool_stderr"),
    Step("get_pool_instance_stderr"),
    Step("read_fresh_pool_stdout"),
    Step("read_fresh_pool_instance_stdout"),
    Step("read_fresh_pool_stderr"),
    Step("read_fresh_pool_instance_stderr"),
    Step("check_pool_scaling", bodies.scaling),
    Step("get_pool_scaling"),
    Step("replace_pool_scaling", bodies.scaling),
    Step("update_pool", bodies.update),
    Step("update_pool_resources"),
    Step("get_pool_credits"),
    Step("get_pool_carbon_facts"),
    Step("clone_pool", bodies.again, makes="cloned pool"),
    Step("close_pool"),
    Step("delete_pool"),
    # Jobs
    Step("create_job", bodies.job, makes="job"),
    Step("paginate_jobs", bodies.page("job"), finds=("job",)),
    Step("search_jobs", bodies.search("job"), finds=("job",)),
    Step("list_jobs", query=_tag("job"), finds=("job",)),
    Step("get_job"),
    Step("list_job_tasks", after=("job's task",)),
    Step("terminate_job"),
    Step("delete_job", query=lambda _: {"force": True}),
)
