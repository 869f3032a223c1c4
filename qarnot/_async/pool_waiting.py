"""Waiting until a pool is ready, and until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import ClassVar, Final

from qarnot_rest.api.pools import get_pool

from qarnot import _checks
from qarnot._states import DELETED
from qarnot.exceptions import MissingPoolException, PoolEnded

from .pool_fields import PoolFields

__all__ = ["PoolWaiting"]

FULLY_EXECUTING: Final = "FullyExecuting"
# An unknown state is none of these.
WITHOUT_MACHINES: Final = frozenset({"Submitted", "PartiallyDispatched", "FullyDispatched"})
ENDED: Final = frozenset({"Closed", "Failure", "PendingDelete", DELETED})
TAKES_NO_TASKS: Final = ENDED | {"Closing"}


class PoolWaiting(PoolFields):
    """A pool that can be waited for."""

    reading_operation: ClassVar[ModuleType] = get_pool
    missing_error = MissingPoolException

    @property
    def received_state(self) -> str:
        """The state as it was received last."""
        return PoolFields.state.peek(self)

    @property
    def has_ended(self) -> bool:
        """Whether the pool was closed, had failed or was being deleted when it was received last.

        It asks nobody.
        """
        return self.received_state in ENDED

    async def wait_until_ready(
        self, timeout: float | None = None, *, minimum_slots: int | None = None
    ) -> bool:
        """Wait until the pool has the slots that it shall have while it has no tasks.

        That is when its state is ``FullyExecuting``. A pool that is elastic or has a scaling is
        also ready as soon as it has the least number of slots by its settings, or by the policy
        that decides now, which may be none at all: the rest comes with its tasks. A number
        of least or free slots that these leave out counts as 0.

        It looks as the ``wait`` of a task does, and outlives outages like it.

        :param timeout: seconds to wait; for ever when ``None``. A last look may take 10 s more.
        :param minimum_slots: wait for so many slots on running machines instead, fewer or more.
            Default ``None``: as said above.
        :return: ``True`` when it is ready, ``False`` when the time is over.
        :raises InvalidValue: a number cannot be right.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises PoolEnded: it failed, was closed or is being deleted; it will not be ready any more.
        :raises MissingPoolException: the pool is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> await pool.submit()
        >>> is_ready = await pool.wait_until_ready(600)
        """
        limit = _checks.timeout("timeout", timeout)
        least = _checks.optional_number("minimum_slots", minimum_slots)
        uuid = self.identifier("wait for")
        is_done = await self._look_until(
            limit, lambda: self._takes_no_tasks or self._is_ready(least)
        )
        if self._takes_no_tasks:
            errors = PoolFields.errors.peek(self)
            said = f": {errors[0]}" if errors else ""
            raise PoolEnded(
                f"pool {uuid} will not be ready, its state is {self.received_state}{said}",
                pool_uuid=uuid,
                state=self.received_state,
                errors=errors,
            )
        return is_done

    async def wait_until_closed(self, timeout: float | None = None) -> bool:
        """Wait until the pool is closed, has failed or is being deleted; this does not close it.

        It looks as the ``wait`` of a task does, and outlives outages like it.

        :param timeout: seconds to wait; for ever when ``None``. A last look may take 10 s more.
        :return: ``True`` when the pool has ended; ``False`` when the time is over, or when it was
            never submitted, or was deleted by this object.
        :raises InvalidValue: the time cannot be right.
        :raises MissingPoolException: the pool is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> await pool.close()
        >>> is_closed = await pool.wait_until_closed(60)
        """
        limit = _checks.timeout("timeout", timeout)
        if not self.is_submitted:
            return False
        return await self._look_until(limit, lambda: self.has_ended)

    @property
    def _takes_no_tasks(self) -> bool:
        return self.received_state in TAKES_NO_TASKS

    def _is_ready(self, minimum_slots: int | None) -> bool:
        if minimum_slots is not None:
            return self._has_slots(minimum_slots)
        least = self._slots_without_tasks()
        has_enough = least is not None and self._has_slots(least)
        return has_enough or self.received_state == FULLY_EXECUTING

    def _has_slots(self, least: int) -> bool:
        slots = PoolFields.total_slot_capacity.peek(self)
        runs = self.received_state not in WITHOUT_MACHINES
        return least == 0 or (runs and slots is not None and slots >= least)

    def _slots_without_tasks(self) -> int | None:
        """Give how many slots a pool that grows has at least; ``None`` when that is not known."""
        scaling = PoolFields.scaling.received(self)
        if scaling is not None and scaling.policies:
            policy = scaling.active_policy
            return None if policy is None else policy.slots_without_tasks
        elastic = PoolFields.elastic_property.received(self)
        return elastic.slots_without_tasks if elastic.is_elastic else None

    async def _look_until(self, limit: float | None, is_done: Callable[[], bool]) -> bool:
        """Look at the pool until something holds or the time is over.

        :param limit: seconds; ``None`` for ever.
        :param is_done: tells it from the pool as it was received.
        :return: whether it holds.
        """
        wait = self.waiting(limit)

        async def look() -> bool:
            await self.read_anew(wait.look_timeout())
            return is_done()

        holds = await self.look_until(wait, look)
        if holds:
            await self.look_for_duplicates(wait.look_timeout())
        return holds
