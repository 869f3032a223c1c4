"""A pool: machines that are kept ready for tasks."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from qarnot_rest.api.pools import (
    close_pool,
    create_pool,
    delete_pool,
    list_pool_jobs,
    list_pool_tasks,
    update_pool,
    update_pool_resources,
)
from qarnot_rest.models import PoolCreationInput, PoolUpdateInput

from qarnot._carbon_facts import CarbonFacts
from qarnot._credits import Credits
from qarnot._replies import nothing
from qarnot._requests import request
from qarnot.exceptions import MissingPoolException
from qarnot.privileges import Privileges
from qarnot.scheduling_type import SchedulingType

from .accounting import CarbonClient, CreditsClient
from .pool_copies import PoolCopies
from .pool_output import PoolOutput
from .pool_scaling import PoolScaling
from .pool_waiting import PoolWaiting
from .project import Project
from .relations import jobs_of, tasks_of

if TYPE_CHECKING:
    from .connection import AsyncConnection
    from .job import Job
    from .task import Task

__all__ = ["Pool"]


class Pool(PoolOutput, PoolScaling, PoolWaiting, PoolCopies):
    """A pool: machines that are kept ready for tasks.

    Make one with ``create_pool`` or ``create_elastic_pool`` of the connection, or retrieve it. How
    many machines it has is said in one of three ways, and only one of them is sent: by ``scaling``,
    by the elastic settings, or, without these, by ``instancecount``. Of the first two, the one that
    is set last counts; that it takes the place of the other is logged.

    :param connection: the connection that it belongs to.
    :param name: its name; it need not be unique.
    :param profile: the name of the profile that its tasks run in.
    :param instancecount: how many machines it has. Default 1.
    :param shortname: a name that is unique in the account; one is made when absent.
    :param scheduling_type: how the work is placed; as the account has it when ``None``.
    :param project: the project that the work is charged to; the default one when ``None``.
    :raises InvalidValue: a value cannot be right.

    >>> from qarnot.scaling import ManagedTasksQueueScalingPolicy, Scaling
    >>> pool = connection.create_pool("a pool", "docker-batch")
    >>> pool.scaling = Scaling([ManagedTasksQueueScalingPolicy(0, 20, 0, 90, 0.5)])
    >>> await pool.submit()
    """

    creation_operation: ClassVar[ModuleType] = create_pool
    creation_model = PoolCreationInput

    def __init__(
        self,
        connection: AsyncConnection,
        name: str,
        profile: str,
        instancecount: int = 1,
        shortname: str | None = None,
        scheduling_type: SchedulingType | None = None,
        project: Project | None = None,
    ) -> None:
        self._set_up(connection)
        self.name = name
        self.profile = profile
        self.instancecount = instancecount
        self.shortname = shortname
        self.scheduling_type = scheduling_type
        self.project_uuid = project

    @classmethod
    def from_json(
        cls, connection: AsyncConnection, json_pool: Mapping[str, Any], is_summary: bool = False
    ) -> Self:
        """Make a pool of what the API says of it (schema ``Pool`` or ``PoolSummary``).

        :param connection: the connection that it belongs to.
        :param json_pool: the JSON object; it is kept, not copied.
        :param is_summary: whether it lacks the details.
        """
        return cls.of_json(connection, json_pool, is_summary=is_summary)

    async def submit(self) -> None:
        """Submit the pool, unless it was submitted already (API ``POST /pools``).

        It is created at most once; see ``submit`` of a task.

        :raises InvalidValue: something is missing or cannot be right; nothing was sent.
        :raises MaxPoolException: the account has as many pools as it may have.
        :raises QarnotException: as ``submit`` of a task.
        """
        async with self.submission:
            if not self.is_submitted:
                await self.create_once()

    async def update(self, flushcache: bool = False) -> None:
        """Read the pool anew (API ``GET /pools/{poolUuid}``); what was set since stays set.

        A pool that was just submitted, and that the API does not show yet, stays as it is.

        :param flushcache: read it even when what was received is younger than
            ``update_cache_time``.
        :raises MissingPoolException: the pool is gone.
        """
        await super().update(flushcache)

    async def commit(self) -> None:
        """Send what was changed of what may change (API ``PUT /pools/{poolUuid}``).

        The API takes changes of the constants, the tags, the scaling and the elastic settings of a
        submitted pool, and of nothing else. Without changes nothing is sent. Changed constants are
        sent together with all others; one that was set to ``None`` is left out. The API does not
        show the values of secret constants (``QARNOT_SECRET__…``), so these have to be set anew
        then. A scaling that was set to ``None`` is sent as one without policies. A scaling and
        elastic settings take the place of each other, also where the other is known to the cluster
        only: a pool that came as a summary is read first.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises InvalidValue: a value cannot be right, or both a scaling and ``is_elastic`` were
            set; nothing was sent.
        :raises ReadOnlyAttribute: something was changed in place that can only be set before the
            submission; nothing was sent.
        :raises MissingPoolException: the pool is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> from qarnot.scaling import FixedScalingPolicy, Scaling
        >>> pool.scaling = Scaling([FixedScalingPolicy(2)])
        >>> await pool.commit()
        """
        self.identifier("commit changes of")
        if self.edits & {"scaling", "elastic_property"}:
            await self.read_in_full()
            self.leave_other_way()
        await self.send_changes(update_pool, PoolUpdateInput)

    async def update_resources(self) -> None:
        """Let the machines have files that came into the resource buckets since.

        API ``PATCH /pools/{poolUuid}``.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        arguments = update_pool_resources._get_kwargs(self.identifier("update the resources of"))
        await self.until_seen()
        await self.connection.wire.ask(request(update_pool_resources, arguments, nothing))
        await self.update(True)

    async def close(self) -> None:
        """Let the pool take no more tasks, and end (API ``POST /pools/{poolUuid}/close``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        :raises UnauthorizedException: it is closed already, or the token may not do this.
        """
        arguments = close_pool._get_kwargs(self.identifier("close"))
        await self.until_seen()
        await self.connection.wire.ask(request(close_pool, arguments, nothing))
        await self.update(True)

    async def delete(self, purge_resources: bool = False, *, missing_ok: bool = False) -> None:
        """Delete the pool, closing it first when it is open (API ``DELETE /pools/{poolUuid}``).

        One that was never submitted stays as it is.

        :param purge_resources: delete the resource buckets afterwards, with all that is in them.
        :param missing_ok: do not raise when the pool is gone already. Default ``False``.
        :raises MissingPoolException: the pool is gone already.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        if not self.is_submitted:
            return
        try:
            if self.lacks_details and purge_resources:
                await self.update(True)
            arguments = delete_pool._get_kwargs(self.identifier("delete"))
            await self.until_seen()
            await self.connection.wire.ask(request(delete_pool, arguments, nothing))
        except MissingPoolException:
            if not missing_ok:
                raise
        doomed = list(Pool.resources.received(self)) if purge_resources else []
        self.become_deleted()
        await self.purge(doomed)

    @property
    async def tasks(self) -> list[Task]:
        """The tasks of the pool, asked for each time (API ``GET /pools/{poolUuid}/tasks``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        return await tasks_of(self, list_pool_tasks)

    @property
    async def jobs(self) -> list[Job]:
        """The jobs of the pool, asked for each time (API ``GET /pools/{poolUuid}/jobs``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        return await jobs_of(self, list_pool_jobs)

    @property
    async def project(self) -> Project | None:
        """The project that the work is charged to, asked for each time; ``None`` when not known."""
        uuid = await self.known(Pool.project_uuid)
        return None if uuid is None else await Project.retrieve_by_uuid(self.connection, uuid)

    @project.setter
    def project(self, value: Project | str | None) -> None:
        self.project_uuid = value

    def allow_credentials_to_be_exported_to_pool_environment(self) -> None:
        """Let the instances find the credentials of the account in their environment.

        :raises ReadOnlyAttribute: the pool was submitted.
        """
        self.privileges = Privileges(exportCredentialsInEnv=True)

    async def carbon_facts(self, datacenter_name: str | None = None) -> CarbonFacts:
        """Read the carbon facts (API ``GET /carbon/v1/pools/{poolUuid}/carbon-facts``).

        :param datacenter_name: as in :class:`~qarnot.carbon_facts.CarbonClient`.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        client = CarbonClient(self.connection, datacenter_name)
        return await client.get_pool_carbon_facts(self.identifier("read the carbon facts of"))

    async def credits(self) -> Credits:
        """Read what it has cost so far (API ``GET /credits/v1/pools/{poolUuid}/credits``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        client = CreditsClient(self.connection)
        return await client.get_pool_credits(self.identifier("read the credits of"))
