"""Run batch work on the Qarnot cluster.

>>> import qarnot
>>> connection = qarnot.Connection(client_token=token, cluster_url=url)
>>> task = connection.create_task("hello world", "docker-batch", 2)
>>> task.constants["DOCKER_CMD"] = "echo hello world from ${INSTANCE_ID}!"
>>> task.run()
>>> output = task.stdout()

For async code there are ``qarnot.AsyncConnection`` and ``qarnot.aio``, with the same names.

Importing this package loads nothing heavy; each public name is loaded when it is first used.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from qarnot._version import __version__

if TYPE_CHECKING:
    from qarnot import (
        advanced_bucket as advanced_bucket,
        aio as aio,
        bucket as bucket,
        budget as budget,
        carbon_facts as carbon_facts,
        computing_quotas as computing_quotas,
        config as config,
        connection as connection,
        credits_client as credits_client,
        dependency as dependency,
        error as error,
        exceptions as exceptions,
        filters as filters,
        forced_constant as forced_constant,
        forced_network_rule as forced_network_rule,
        hardware_constraint as hardware_constraint,
        helper as helper,
        hooks as hooks,
        job as job,
        multi_slots_settings as multi_slots_settings,
        paginate as paginate,
        polling as polling,
        pool as pool,
        privileges as privileges,
        project as project,
        ranges as ranges,
        retry as retry,
        retry_settings as retry_settings,
        scaling as scaling,
        scheduling_type as scheduling_type,
        secrets as secrets,
        snapshot as snapshot,
        status as status,
        storage as storage,
        task as task,
    )
    from qarnot._responses import (
        get_error_message_from_http_response as get_error_message_from_http_response,
        raise_on_error as raise_on_error,
        raise_on_secrets_specific_error as raise_on_secrets_specific_error,
    )
    from qarnot.aio import AsyncConnection as AsyncConnection
    from qarnot.bucket import Bucket as Bucket
    from qarnot.connection import Connection as Connection
    from qarnot.exceptions import (
        QarnotException as QarnotException,
        QarnotGenericException as QarnotGenericException,
        SecretConflictException as SecretConflictException,
        SecretNotFoundException as SecretNotFoundException,
        UnauthorizedException as UnauthorizedException,
    )
    from qarnot.secrets import Secrets as Secrets
    from qarnot.task import Task as Task, as_completed as as_completed, wait_all as wait_all

# Whoever uses a library decides what is logged; see the logging module's advice.
logging.getLogger("qarnot").addHandler(logging.NullHandler())

_MODULES = (
    "advanced_bucket", "aio", "bucket", "budget", "carbon_facts", "computing_quotas", "config",
    "connection", "credits_client", "dependency", "error", "exceptions", "filters",
    "forced_constant", "forced_network_rule", "hardware_constraint", "helper", "hooks", "job",
    "multi_slots_settings", "paginate", "polling", "pool", "privileges", "project", "ranges",
    "retry", "retry_settings", "scaling", "scheduling_type", "secrets", "snapshot", "status",
    "storage", "task",
)  # fmt: skip
_HOMES = {
    "Secrets": "secrets",
    "get_error_message_from_http_response": "_responses",
    "raise_on_error": "_responses",
    "raise_on_secrets_specific_error": "_responses",
    "AsyncConnection": "aio",
    "Bucket": "bucket",
    "Connection": "connection",
    "QarnotException": "exceptions",
    "QarnotGenericException": "exceptions",
    "SecretConflictException": "exceptions",
    "SecretNotFoundException": "exceptions",
    "Task": "task",
    "UnauthorizedException": "exceptions",
    "as_completed": "task",
    "wait_all": "task",
}

__all__ = ["__version__", *_MODULES, *_HOMES]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"qarnot.{name}")
    if name in _HOMES:
        value = getattr(importlib.import_module(f"qarnot.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'qarnot' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
