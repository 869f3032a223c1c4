"""What a runner reports of the preparation of machines, and what the cluster makes of it."""

from __future__ import annotations

from datetime import datetime

from qarnot.emulator.core.accounts import Account
from qarnot.emulator.core.costs import price
from qarnot.emulator.core.intake import scheduling_of
from qarnot.emulator.core.objects import Registry
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.runner import Stream
from qarnot.emulator.core.running import Usage
from qarnot.emulator.core.scheduler import Scheduler

__all__ = ["Preparations"]


class Preparations:
    """Takes the reports on the machines of pools; the lock of the cluster is held all the time.

    :param pools: all pools.
    :param scheduler: looks at the pools again, and takes machines back that could not be prepared.
    :param account: pays for what was used.
    """

    def __init__(self, pools: Registry[Pool], scheduler: Scheduler, account: Account) -> None:
        self._pools = pools
        self._scheduler = scheduler
        self._account = account

    def pool(self, uuid: str) -> Pool | None:
        """Find the pool that a report is about, ``None`` when it is about a task."""
        return self._pools.accepted.get(uuid)

    def wrote(self, pool: Pool, number: int, stream: Stream, data: bytes, *, last: bool) -> None:
        """Note what the preparation of a machine wrote; ``last`` when this stream has ended."""
        if pool.uuid in self._pools.existing:
            pool.log(stream).append(number, data, last=last)

    def ended(
        self, pool: Pool, number: int, error: str | None, usage: Usage, now: datetime
    ) -> None:
        """Let a machine take instances, or give it back when it could not be prepared."""
        machine = pool.machine(number)
        self._scheduler.note(pool)
        self._charge(pool, usage, now)
        if error is None or pool.is_stopping:
            pool.make_ready(machine, now)
        else:
            pool.failed_machines += 1
            message = f"Machine {number} could not be prepared: {error}"
            pool.add_error("PREPARATION_FAILED", message, now)
            self._scheduler.take_back(pool, machine, now)

    def _charge(self, pool: Pool, usage: Usage, now: datetime) -> None:
        euros = price(usage.cpu_seconds, scheduling_of(pool.request))
        self._account.charge(pool.request.get("projectUuid"), euros, now)
        pool.cpu_seconds += usage.cpu_seconds
        pool.euros += euros
