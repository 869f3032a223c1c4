# Made from qarnot/_async/pool.py by `make sync`: edit that file, not this one.
"""A pool: machines that are kept ready for tasks."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from qarnot_rest.api.pools import (
    close_pool,
    create_pool,
    delete_pool,
    get_pool,
    list_pool_jobs,
    list_pool_tasks,
    update_pool,
    update_pool_resources,
)
from qarnot_rest.models import PoolCreationInput, PoolUpdateInput

from qarnot import _checks
from qarnot._carbon_facts import CarbonFacts
from qarnot._credits import Credits
from qarnot._fields import Field, Settable
from qarnot._live import HeldField
from qarnot._readers import flag, number, whole_number
from qarnot._replies import nothing
from qarnot._requests import request
from qarnot._states import task_state
from qarnot.exceptions import (
    InvalidValue,
)
from qarnot.multi_slots_settings import MultiSlotsSettings
from qarnot.privileges import Privileges
from qarnot.retry_settings import RetrySettings
from qarnot.scheduling_type import SchedulingType

from .accounting import CarbonClient, CreditsClient
from .field_kinds import check_instance, check_retry_settings, if_not_empty, unchanged
from .project import Project
from .relations import jobs_of, tasks_of
from .submittable import identified_reply
from .work_fields import WorkFields

if TYPE_CHECKING:
    from .connection import Connection
    from .job import Job
    from .task import Task

__all__ = ["Pool"]


def _check_slots(what: str, value: Any) -> MultiSlotsSettings | None:
    return check_instance(what, value, MultiSlotsSettings, None)  # type: ignore[no-any-return]


class Pool(WorkFields):
    """A pool: machines that are kept ready for tasks.

    Make one with ``create_pool`` of the connection, or retrieve it. Elastic pools, scaling and the
    output of pools are not here yet.

    :param connection: the connection that it belongs to.
    :param name: its name; it need not be unique.
    :param profile: the name of the profile that its tasks run in.
    :param instancecount: how many machines it has. Default 1.
    :param shortname: a name that is unique in the account; one is made when absent.
    :param scheduling_type: how the work is placed; as the account has it when ``None``.
    :param project: the project that the work is charged to; the default one when ``None``.
    :raises InvalidValue: a value cannot be right.
    """

    state = Field(
        "state",
        task_state,
        "Where the pool stands: ``UnSubmitted``, then a state of the cluster, which ends with "
        "``Closed`` or ``Failure``.",
        changes=True,
    )
    queued_or_running_task_instances_count = Field(
        "queuedOrRunningTaskInstancesCount",
        whole_number,
        "How many instances of tasks run in the pool or wait for it.",
        changes=True,
    )
    target_running_instance_count = Field(
        "targetRunningInstanceCount",
        whole_number,
        "How many machines the pool is to have now.",
        changes=True,
    )
    total_slot_capacity = Field(
        "totalSlotCapacity",
        whole_number,
        "How many instances of tasks can run at once.",
        changes=True,
        is_detail=True,
    )
    pool_usage = Field(
        "poolUsage", number, "The share of the slots that are used.", changes=True, is_detail=True
    )
    tasks_default_wait_for_pool_resources_synchronization = Field(
        "taskDefaultWaitForPoolResourcesSynchronization",
        flag,
        "Whether tasks that do not say wait until the pool has its files.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_flag,
        write=unchanged,
    )
    multi_slots_settings = Field(
        "multiSlotsSettings",
        lambda raw: MultiSlotsSettings.from_json(raw) if isinstance(raw, Mapping) else None,
        "How many instances of tasks a machine runs at once.",
        settable=Settable.BEFORE_SUBMIT,
        check=_check_slots,
        write=lambda slots: slots and slots.to_json(),
        is_detail=True,
    )
    default_retry_settings = HeldField(
        "defaultRetrySettings",
        RetrySettings.from_json,
        "How often instances that failed are started again, for tasks that do not say.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_retry_settings,
        write=if_not_empty,
        dump=RetrySettings.to_json,
        is_detail=True,
    )

    creation_operation: ClassVar[ModuleType] = create_pool
    creation_model = PoolCreationInput

    def __init__(
        self,
        connection: Connection,
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
        cls, connection: Connection, json_pool: Mapping[str, Any], is_summary: bool = False
    ) -> Self:
        """Make a pool of what the API says of it (schema ``Pool`` or ``PoolSummary``).

        :param connection: the connection that it belongs to.
        :param json_pool: the JSON object; it is kept, not copied.
        :param is_summary: whether it lacks the details.
        """
        return cls.of_json(connection, json_pool, is_summary=is_summary)

    def __repr__(self) -> str:
        kind = type(self)
        shown = (kind.name, kind.shortname, kind.uuid, kind.state)
        return f"Pool({', '.join(f'{field.name}={field.peek(self)!r}' for field in shown)})"

    def submit(self) -> None:
        """Submit the pool, unless it was submitted already (API ``POST /pools``).

        It is created at most once; see ``submit`` of a task.

        :raises InvalidValue: something is missing or cannot be right; nothing was sent.
        :raises MaxPoolException: the account has as many pools as it may have.
        :raises QarnotException: as ``submit`` of a task.
        """
        with self.submission:
            if not self.is_submitted:
                self.create_once()

    def update(self, flushcache: bool = False) -> None:
        """Read the pool anew (API ``GET /pools/{poolUuid}``); what was set since stays set.

        :param flushcache: read it even when what was received is younger than
            ``update_cache_time``.
        :raises MissingPoolException: the pool is gone.
        """
        if self.is_submitted and (flushcache or self.is_old or self.lacks_details):
            arguments = get_pool._get_kwargs(self.identifier("update"))
            found = self.connection.wire.read(request(get_pool, arguments, identified_reply))
            self.receive(found)

    def commit(self) -> None:
        """Send what was changed of the constants and tags (API ``PUT /pools/{poolUuid}``).

        Without changes nothing is sent.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises InvalidValue: a value cannot be right; nothing was sent.
        :raises MissingPoolException: the pool is gone.
        """
        self.send_changes(update_pool, PoolUpdateInput)

    def update_resources(self) -> None:
        """Let the machines have files that came into the resource buckets since.

        API ``PATCH /pools/{poolUuid}``.

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        arguments = update_pool_resources._get_kwargs(self.identifier("update the resources of"))
        self.connection.wire.ask(request(update_pool_resources, arguments, nothing))
        self.update(True)

    def close(self) -> None:
        """Let the pool take no more tasks, and end (API ``POST /pools/{poolUuid}/close``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        :raises UnauthorizedException: it is closed already, or the token may not do this.
        """
        arguments = close_pool._get_kwargs(self.identifier("close"))
        self.connection.wire.ask(request(close_pool, arguments, nothing))
        self.update(True)

    def delete(self, purge_resources: bool = False) -> None:
        """Delete the pool, closing it first when it is open (API ``DELETE /pools/{poolUuid}``).

        :param purge_resources: delete the resource buckets afterwards, with all that is in them.
        :raises MissingPoolException: the pool is gone already.
        """
        if not self.is_submitted:
            return
        if self.lacks_details and purge_resources:
            self.update(True)
        doomed = list(Pool.resources.received(self)) if purge_resources else []
        arguments = delete_pool._get_kwargs(self.identifier("delete"))
        self.connection.wire.ask(request(delete_pool, arguments, nothing))
        self.become_deleted()
        self.purge(doomed)

    @property
    def tasks(self) -> list[Task]:
        """The tasks of the pool, asked for each time (API ``GET /pools/{poolUuid}/tasks``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        return tasks_of(self.connection, list_pool_tasks, self.identifier("list the tasks of"))

    @property
    def jobs(self) -> list[Job]:
        """The jobs of the pool, asked for each time (API ``GET /pools/{poolUuid}/jobs``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        return jobs_of(self.connection, list_pool_jobs, self.identifier("list the jobs of"))

    @property
    def project(self) -> Project | None:
        """The project that the work is charged to, asked for each time; ``None`` when not known."""
        uuid = Pool.project_uuid.peek(self)
        return None if uuid is None else Project.retrieve_by_uuid(self.connection, uuid)

    @project.setter
    def project(self, value: Project | str | None) -> None:
        self.project_uuid = value

    def allow_credentials_to_be_exported_to_pool_environment(self) -> None:
        """Let the instances find the credentials of the account in their environment.

        :raises ReadOnlyAttribute: the pool was submitted.
        """
        self.privileges = Privileges(exportCredentialsInEnv=True)

    def carbon_facts(self, datacenter_name: str | None = None) -> CarbonFacts:
        """Read the carbon facts (API ``GET /carbon/v1/pools/{poolUuid}/carbon-facts``).

        :param datacenter_name: as in :class:`~qarnot.carbon_facts.CarbonClient`.
        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        client = CarbonClient(self.connection, datacenter_name)
        return client.get_pool_carbon_facts(self.identifier("read the carbon facts of"))

    def credits(self) -> Credits:
        """Read what it has cost so far (API ``GET /credits/v1/pools/{poolUuid}/credits``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingPoolException: the pool is gone.
        """
        client = CreditsClient(self.connection)
        return client.get_pool_credits(self.identifier("read the credits of"))

    def creation_body(self) -> dict[str, Any]:
        """Give the JSON that creates the pool.

        :raises InvalidValue: something is missing or cannot be right.
        """
        body = super().creation_body()
        if not body.get("profile"):
            raise InvalidValue("profile: the name of a profile was expected")
        if not body.get("instanceCount"):
            raise InvalidValue("instancecount: 1 or more was expected")
        return body
