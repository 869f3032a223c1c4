"""What may be asked of pools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qarnot.emulator.core.accounts import forbidden_without_credits
from qarnot.emulator.core.copies import changes_of, copied
from qarnot.emulator.core.costs import carbon_facts
from qarnot.emulator.core.descriptions import Descriptions
from qarnot.emulator.core.intake import PoolPlan, plan_pool
from qarnot.emulator.core.jobs import Job
from qarnot.emulator.core.measures import Measures
from qarnot.emulator.core.objects import Registry, state_of
from qarnot.emulator.core.orders import Orders
from qarnot.emulator.core.pool_life import PoolLife
from qarnot.emulator.core.pool_views import shown_scaling
from qarnot.emulator.core.pools import Pool
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.runner import Stream
from qarnot.emulator.core.scaling import read_policies, sized
from qarnot.emulator.core.turns import Turns

__all__ = ["PoolRequests"]


class PoolRequests:
    """Carries out requests on pools, each in a turn of its own; one that makes a copy takes two.

    A pool is named by its uuid or shortname; a name that there is not is refused with status 404.

    :param turns: the lock of the cluster.
    :param pools: all pools.
    :param jobs: all jobs.
    :param life: leads pools on.
    :param measures: what the instances of their tasks use.
    :param orders: take what is decided for the runner.
    :param descriptions: show their tasks.
    """

    def __init__(
        self,
        turns: Turns,
        pools: Registry[Pool],
        jobs: Registry[Job],
        life: PoolLife,
        measures: Measures,
        orders: Orders,
        descriptions: Descriptions,
    ) -> None:
        self._turns = turns
        self._pools = pools
        self._jobs = jobs
        self._life = life
        self._measures = measures
        self._orders = orders
        self._descriptions = descriptions

    def open(self, plan: PoolPlan) -> str:
        """Accept a pool.

        :returns: its uuid.
        :raises Refusal: 400 for a project, a reservation or a scaling that cannot be, 402 when no
            credits are left, 403 when there are too many pools, and for a repeated shortname.
        """
        with self._turns.turn() as now:
            return self._life.accept(plan, now)

    def clone(
        self, name: str, changes: Mapping[str, Any], bucket_exists: Callable[[str], bool]
    ) -> str:
        """Accept a copy of a pool, with changes.

        :param bucket_exists: tells whether there is a bucket of a name.
        :returns: the uuid of the copy.
        :raises Refusal: as :meth:`open`, but 403 when no credits are left.
        """
        given = {key: value for key, value in changes.items() if value is not None}
        with self._turns.turn():
            request = sized(copied(self._pools.find(name).request, given), given)
        # The storage is asked without the lock held.
        plan = plan_pool(request, bucket_exists)
        with self._turns.turn() as now, forbidden_without_credits():
            return self._life.accept(plan, now)

    def update(self, name: str, changes: Mapping[str, Any]) -> None:
        """Change the constants, the tags and the size of a pool.

        :raises Refusal: 400 for a size that cannot be.
        """
        with self._turns.turn() as now:
            pool = self._pools.find(name)
            names = ("constants", "tags", "elasticProperty", "scaling")
            request = sized(pool.request, changes_of(pool, changes, names))
            policies = read_policies(request, pool.plan.slots_per_machine)
            self._life.update(pool, pool.plan.with_request(request), policies, now)

    def update_resources(self, name: str) -> None:
        """Bring new and changed files of its buckets to the machines and running tasks of a pool.

        :raises Refusal: 403 when it has no machines.
        """
        with self._turns.turn():
            pool = self._pools.find(name)
            if not pool.machines:
                raise Refusal(403, f"Can't update the resources of {name}: it has no machines")
            if pool.was_prepared:
                self._orders.refresh_preparation(pool)
            for task in pool.tasks.values():
                if task.is_executing:
                    self._orders.refresh_resources(task)

    def output(self, name: str, stream: Stream, instance: int | None, *, fresh: bool) -> str:
        """Give what the preparation of the machines of a pool wrote.

        :param instance: which machine, or ``None`` for the merged view.
        :param fresh: only what came since this view was last read so.
        :raises Refusal: 404 also when there is no such machine.
        """
        with self._turns.turn():
            pool = self._pools.find(name)
            if instance is not None and not pool.has_instance(instance):
                raise Refusal(404, f"No such instance: {instance} of pool {name}")
            return pool.log(stream).read(instance, fresh=fresh)

    def scaling(self, name: str) -> dict[str, Any]:
        """Describe how a pool grows and shrinks."""
        with self._turns.turn() as now:
            pool = self._pools.find(name)
            return shown_scaling(pool, now) or {"policies": [], "activePolicyName": None}

    def credits(self, name: str) -> float:
        """Give what a pool and its tasks have cost until now, in euros."""
        with self._measures.turn():
            return self._measures.pool_cost(self._pools.find(name))[1]

    def carbon_facts(self, name: str, compared_with: str | None) -> dict[str, Any]:
        """Describe what a pool and its tasks cost the climate."""
        with self._measures.turn():
            return carbon_facts(self._measures.pool_cost(self._pools.find(name))[0], compared_with)

    def close(self, name: str) -> None:
        """Let a pool take no more tasks, and end when those that it has have ended.

        :raises Refusal: 403 when it closes or has closed already.
        """
        with self._turns.turn() as now:
            pool = self._pools.find(name)
            if not pool.is_open:
                raise Refusal(403, f"Can't close the pool {name}: {state_of(pool)}")
            self._life.close(pool, now)

    def delete(self, name: str) -> None:
        """Remove a pool, stopping its tasks first."""
        with self._turns.turn() as now:
            self._life.remove(self._pools.find(name), now)

    def tasks(self, name: str) -> list[dict[str, Any]]:
        """Describe the tasks of a pool, in jobs or not."""
        with self._measures.turn() as now:
            return self._descriptions.tasks(self._pools.find(name).tasks.values(), now)

    def jobs(self, name: str) -> list[dict[str, Any]]:
        """Describe the jobs of a pool."""
        with self._turns.turn():
            pool = self._pools.find(name)
            return [each.details() for each in self._jobs if each.pool is pool]
