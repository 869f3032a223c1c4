"""Projects, which work is charged to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qarnot import _checks, _project
from qarnot.budget import Budget

from .accounting import CreditsClient

if TYPE_CHECKING:
    from .connection import AsyncConnection

__all__ = ["Project"]


class Project(_project.Project):
    """A project, which work is charged to.

    The API gives them with the account only (``GET /info``), so each retrieval reads that.

    :param uuid: its uuid.
    """

    @staticmethod
    async def retrieve_by_uuid(connection: AsyncConnection, uuid: str) -> Project | None:
        """Find the project of a uuid among those of the account.

        :return: the project; ``None`` when the account has no such project.
        """
        return _first([each for each in await connection.projects() if each.uuid == uuid])

    @staticmethod
    async def retrieve_by_name(connection: AsyncConnection, name: str) -> Project | None:
        """Find the project of a name; see :meth:`retrieve_by_uuid`."""
        return _first([each for each in await connection.projects() if each.name == name])

    @staticmethod
    async def retrieve_by_slug(connection: AsyncConnection, slug: str) -> Project | None:
        """Find the project of a slug; see :meth:`retrieve_by_uuid`."""
        return _first([each for each in await connection.projects() if each.slug == slug])

    @staticmethod
    async def retrieve_default(connection: AsyncConnection) -> Project | None:
        """Find the default project of the account; ``None`` when it has none."""
        return _first([each for each in await connection.projects() if each.is_default])

    async def get_active_budgets(self, connection: AsyncConnection) -> list[Budget]:
        """Read the budgets that have not ended.

        :param connection: to the cluster.
        :raises MissingProjectException: there is no such project.
        :raises InvalidValue: the project has no uuid.
        """
        return await self._budgets(connection, only_active=True)

    async def get_all_budgets(self, connection: AsyncConnection) -> list[Budget]:
        """Read all budgets; see :meth:`get_active_budgets`."""
        return await self._budgets(connection, only_active=False)

    async def _budgets(self, connection: AsyncConnection, only_active: bool) -> list[Budget]:
        # The platform may give one without a uuid.
        uuid = _checks.identifier("uuid of the project", self.uuid)
        return await CreditsClient(connection).get_project_budgets(uuid, only_active)


def _first(projects: Iterable[Project]) -> Project | None:
    return next(iter(projects), None)
