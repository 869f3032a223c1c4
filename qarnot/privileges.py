"""What instances may do on behalf of the account."""

from __future__ import annotations

from typing import Any

from qarnot import _checks
from qarnot._fields import Field
from qarnot._values import Made

__all__ = ["Privileges"]


def _flag(raw: Any) -> bool:
    return raw is True


class Privileges(Made):
    """What the instances of a task or a pool may do on behalf of the account.

    Stands for the schema ``PrivilegesInput``. It cannot be changed, and is equal to another of the
    same content.

    :param exportCredentialsInEnv: whether instances find the credentials of the API and of the
        storage in their environment. Default ``False``.
    :raises InvalidValue: it is neither ``True`` nor ``False``.
    """

    export_api_and_storage_credentials_in_environment = Field(
        "exportApiAndStorageCredentialsInEnvironment",
        _flag,
        "Whether instances find the credentials of the API and the storage in their environment.",
        check=_checks.flag,
    )

    def __init__(self, exportCredentialsInEnv: bool = False) -> None:  # noqa: N803 - as documented
        super().__init__({})
        self._put(
            Privileges.export_api_and_storage_credentials_in_environment,
            exportCredentialsInEnv,
            "exportCredentialsInEnv",
        )
