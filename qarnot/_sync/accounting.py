# Made from qarnot/_async/accounting.py by `make sync`: edit that file, not this one.
"""What work costs: credits, budgets, and carbon facts."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from qarnot_rest.api.billing import (
    get_account_credits,
    get_pool_credits,
    get_task_credits,
    list_project_budgets,
)
from qarnot_rest.api.carbon import get_pool_carbon_facts, get_task_carbon_facts
from qarnot_rest.types import UNSET

from qarnot import _checks
from qarnot._carbon_facts import CarbonFacts
from qarnot._credits import Credits
from qarnot._readers import items
from qarnot._replies import object_reply
from qarnot._requests import request
from qarnot.budget import Budget

from .connection_part import checked_connection

if TYPE_CHECKING:
    from .connection import Connection

__all__ = ["CarbonClient", "CreditsClient"]


class CarbonClient:
    """Reads the carbon facts of tasks and pools.

    :param connection: to the cluster.
    :param datacenter_name: the data centre to compare with, such as ``"european_dc"``; the
        platform chooses when ``None``.
    :ivar reference_datacenter_name: as given.
    :raises InvalidValue: the name is no text, or the connection none of this colour.
    """

    def __init__(self, connection: Connection, datacenter_name: str | None = None) -> None:
        self._connection = checked_connection(connection)
        self.reference_datacenter_name = _checks.optional_text("datacenter_name", datacenter_name)

    def get_task_carbon_facts(self, task_id: str) -> CarbonFacts:
        """Read those of a task (API ``GET /carbon/v1/tasks/{taskUuid}/carbon-facts``).

        :param task_id: the uuid of the task.
        :return: the facts.
        :raises MissingTaskException: there is no such task.
        """
        return self._read(get_task_carbon_facts, _checks.identifier("task_id", task_id))

    def get_pool_carbon_facts(self, pool_id: str) -> CarbonFacts:
        """Read those of a pool (API ``GET /carbon/v1/pools/{poolUuid}/carbon-facts``).

        :param pool_id: the uuid of the pool.
        :return: the facts.
        :raises MissingPoolException: there is no such pool.
        """
        return self._read(get_pool_carbon_facts, _checks.identifier("pool_id", pool_id))

    def _read(self, operation: ModuleType, identifier: str) -> CarbonFacts:
        name = self.reference_datacenter_name
        arguments = operation._get_kwargs(
            identifier, comparison_datacenter=UNSET if name is None else name
        )
        ask = request(operation, arguments, object_reply)
        return CarbonFacts.from_json(self._connection.wire.read(ask))


class CreditsClient:
    """Reads what is left of the account's credits, and what work has cost.

    :param connection: to the cluster.
    :raises InvalidValue: it is none of this colour.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = checked_connection(connection)

    def get_account_credits(self) -> Credits:
        """Read what is left to the account (API ``GET /credits/v1/accounts/credits``)."""
        return self._read(get_account_credits, get_account_credits._get_kwargs())

    def get_task_credits(self, task_id: str) -> Credits:
        """Read what a task has cost so far (API ``GET /credits/v1/tasks/{taskUuid}/credits``).

        :param task_id: the uuid of the task.
        :raises MissingTaskException: there is no such task.
        """
        identifier = _checks.identifier("task_id", task_id)
        return self._read(get_task_credits, get_task_credits._get_kwargs(identifier))

    def get_pool_credits(self, pool_id: str) -> Credits:
        """Read what a pool has cost so far (API ``GET /credits/v1/pools/{poolUuid}/credits``).

        :param pool_id: the uuid of the pool.
        :raises MissingPoolException: there is no such pool.
        """
        identifier = _checks.identifier("pool_id", pool_id)
        return self._read(get_pool_credits, get_pool_credits._get_kwargs(identifier))

    def get_project_budgets(self, project_id: str, only_active: bool) -> list[Budget]:
        """Read the budgets of a project.

        API ``GET /credits/v1/projects/{projectUuid}/budgets``.

        :param project_id: the uuid of the project.
        :param only_active: leave out those that have ended or were archived.
        :return: the budgets.
        :raises MissingProjectException: there is no such project.
        """
        arguments = list_project_budgets._get_kwargs(
            _checks.identifier("project_id", project_id),
            active_only=_checks.flag("only_active", only_active),
        )
        found = self._connection.wire.read(request(list_project_budgets, arguments, object_reply))
        return items(Budget.from_json)(found.get("budgets"))

    def _read(self, operation: ModuleType, arguments: dict[str, Any]) -> Credits:
        ask = request(operation, arguments, object_reply)
        return Credits.from_json(self._connection.wire.read(ask))
