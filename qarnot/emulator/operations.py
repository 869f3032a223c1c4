"""What the emulated cluster does for each operation of the document."""

from __future__ import annotations

from collections.abc import Mapping

from qarnot.emulator.calls import Buckets, Call, Handler, Reply
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.operations_account import EMAIL, account_handlers
from qarnot.emulator.operations_catalogue import hardware_handlers, secret_handlers
from qarnot.emulator.operations_groups import job_handlers, pool_handlers
from qarnot.emulator.operations_tasks import task_handlers

__all__ = ["EMAIL", "Buckets", "Call", "Handler", "Reply", "handlers"]


def handlers(cluster: Cluster, buckets: Buckets) -> Mapping[str, Handler]:
    """Give the handler of each operation, by ``operationId``."""
    return {
        **account_handlers(cluster, buckets),
        **task_handlers(cluster, buckets),
        **pool_handlers(cluster, buckets),
        **job_handlers(cluster),
        **hardware_handlers(cluster),
        **secret_handlers(),
    }
