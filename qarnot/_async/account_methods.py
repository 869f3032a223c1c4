"""The account, what it may use, and what the platform says of itself."""

from __future__ import annotations

from qarnot_rest.api.account import (
    get_organization_computing_quotas,
    get_user_computing_quotas,
    get_user_info,
)
from qarnot_rest.api.platform import check_health, get_settings, list_versions

from qarnot import _checks
from qarnot._credits import Credits
from qarnot._platform import PlatformSettings, PlatformVersion
from qarnot._replies import list_reply, nothing, object_reply
from qarnot._requests import request
from qarnot.computing_quotas import OrganizationComputingQuotasDetails, UserComputingQuotas
from qarnot.exceptions import (
    AmbiguousName,
    ApiUnreachable,
    MissingProjectException,
    QarnotException,
    RateLimited,
    UnauthorizedException,
    UnreadableReply,
)

from .accounting import CreditsClient
from .connection_part import ConnectionPart
from .project import Project
from .user_info import UserInfo

__all__ = ["AccountMethods"]

FORBIDDEN = 403


class AccountMethods(ConnectionPart):
    """What a connection tells of the account and of the platform."""

    @property
    async def user_info(self) -> UserInfo:
        """The account that the token belongs to, asked for each time (API ``GET /info``).

        :raises UnauthorizedException: the token is wrong.
        """
        ask = request(get_user_info, get_user_info._get_kwargs(), object_reply)
        return UserInfo(await self.wire.read(ask))

    async def credits(self) -> Credits:
        """Read what is left to the account (API ``GET /credits/v1/accounts/credits``).

        :return: the credits.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        return await CreditsClient(self._whole).get_account_credits()

    async def get_user_computing_quotas(self) -> UserComputingQuotas:
        """Read what the account may run at once, and what it runs.

        API ``GET /quotas/computing-quotas/user``. These are the figures of
        ``user_info.computing_quotas.user``, with the names of the reservations.

        :return: the quotas.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> quotas = await connection.get_user_computing_quotas()
        >>> running, most = quotas.flex.running_cores_count, quotas.flex.max_cores
        >>> reservations = [each.reservation_name for each in quotas.reserved]
        """
        operation = get_user_computing_quotas
        ask = request(operation, operation._get_kwargs(), object_reply)
        return UserComputingQuotas.from_json(await self.wire.read(ask))

    async def get_organization_computing_quotas(self) -> OrganizationComputingQuotasDetails:
        """Read what the account's organization may run at once, and what each user runs.

        API ``GET /quotas/computing-quotas/organization``.

        :return: the quotas; ``running_counts_per_user`` is ``None`` when the account may not see
            what others run.
        :raises QarnotGenericException: the account belongs to no organization with quotas.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> quotas = await connection.get_organization_computing_quotas()
        >>> for user, counts in (quotas.flex.running_counts_per_user or {}).items():
        ...     cores = counts.running_cores_count
        """
        operation = get_organization_computing_quotas
        ask = request(operation, operation._get_kwargs(), object_reply)
        return OrganizationComputingQuotasDetails.from_json(await self.wire.read(ask))

    async def projects(self) -> list[Project]:
        """List the projects that the account may charge its work to (API ``GET /info``).

        :return: the projects; none when the platform names none.
        :raises UnauthorizedException: the token is wrong.
        """
        return (await self.user_info).projects

    async def retrieve_project(self, project: str) -> Project:
        """Find a project of the account (API ``GET /info``).

        :param project: its uuid, its slug or its name; what is one project's uuid or slug is not
            looked for among the names.
        :return: the project.
        :raises InvalidValue: it is no name.
        :raises MissingProjectException: the account has no such project.
        :raises AmbiguousName: several projects have this name; ``uuids`` has theirs.
        :raises UnauthorizedException: the token is wrong.

        >>> project = await connection.retrieve_project("default")
        >>> budgets = await project.get_active_budgets(connection)
        """
        wanted = _checks.identifier("project", project)
        projects = await self.projects()
        for found in (
            [each for each in projects if each.uuid == wanted],
            [each for each in projects if each.slug == wanted],
            [each for each in projects if each.name == wanted],
        ):
            if len(found) > 1:
                uuids = [each.uuid for each in found if each.uuid is not None]
                raise AmbiguousName(
                    f"several projects are called {_checks.shown(wanted)}; name one by its uuid: "
                    f"{', '.join(uuids)}",
                    uuids,
                )
            if found:
                return found[0]
        raise MissingProjectException(f"the account has no project {_checks.shown(wanted)}")

    async def settings(self) -> PlatformSettings:
        """Read the public settings of the platform (API ``GET /settings``).

        :return: the settings.
        """
        ask = request(get_settings, get_settings._get_kwargs(), object_reply)
        return PlatformSettings(await self.wire.read(ask))

    async def versions(self) -> list[PlatformVersion]:
        """List the versions of the API that the platform serves (API ``GET /versions``).

        :return: the versions.

        >>> for version in await connection.versions():
        ...     name, last_day = version.version, version.end_of_life
        """
        ask = request(list_versions, list_versions._get_kwargs(), list_reply)
        return [PlatformVersion(each) for each in await self.wire.read(ask)]

    async def check_health(self) -> None:
        """Check that the API answers, and takes the token (API ``GET /``).

        It raises what is wrong, after the usual retries; see :meth:`is_healthy` for a yes or no.

        :raises UnauthorizedException: the token is wrong.
        :raises ApiUnreachable: the API cannot be reached, or does not answer in time.
        :raises UnreadableReply: something else answers, such as a proxy.
        :raises QarnotGenericException: the API answers that it does not work.
        """
        await self.wire.ask(request(check_health, check_health._get_kwargs(), nothing))

    async def is_healthy(self) -> bool:
        """Tell whether the API answers (API ``GET /``).

        :return: ``False`` when it cannot be reached, fails, or something else answers in its place,
            such as a proxy by a page or by a redirect.
        :raises UnauthorizedException: the API answers that the token is wrong (401), or may not do
            this (403, in JSON).
        :raises RateLimited: the API answers that there were too many requests (429).
        """
        try:
            await self.check_health()
        except (ApiUnreachable, UnreadableReply):
            return False
        except QarnotException as error:
            if error.status is None or _is_refused_by_the_api(error):
                raise
            return False
        return True


def _is_refused_by_the_api(error: QarnotException) -> bool:
    """Tell whether the API itself refuses a request, and not what stands before it."""
    said = (error.reply or b"").lstrip()
    if error.status == FORBIDDEN:
        # So do firewalls and proxies, but not in JSON.
        return said.startswith(b"{")
    return isinstance(error, UnauthorizedException | RateLimited) and not said.startswith(b"<")
