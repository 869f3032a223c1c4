"""The account that a token belongs to."""

from __future__ import annotations

from qarnot import _account
from qarnot._account import projects_of
from qarnot._fields import Field

from .project import Project

__all__ = ["UserInfo"]


class UserInfo(_account.UserInfo):
    """An account, its quotas, and what it uses of them (schema ``UserInfo``).

    A figure is ``None`` when the platform does not give it.

    :param info: the JSON object of the API.

    >>> info = await connection.user_info
    >>> quotas = info.computing_quotas.user
    >>> if quotas is not None:
    ...     flex_cores = quotas.flex.max_cores
    """

    projects = Field(  # type: ignore[assignment] # a list of what derives from the base's items
        "projects", projects_of(Project), "The projects that the account may charge its work to."
    )
