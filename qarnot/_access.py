"""What a connection may do: everything, or only read, from its own account or from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from qarnot._checks import shown
from qarnot._operations import Operation, Repeat
from qarnot._requests import check_headers
from qarnot.exceptions import InvalidValue, ReadOnlyConnection

__all__ = ["Access"]

ACCOUNT_HEADER: Final = "QarnotReadOnlyRequestForAccount"
# What they say is of no account.
OF_THE_PLATFORM: Final = frozenset({"get_settings", "list_versions"})


def _check_account(_instance: object, _attribute: object, value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, str) or not value:
        raise InvalidValue(
            f"read_only_account: the name of an account was expected, not {shown(value)}"
        )
    try:
        check_headers({ACCOUNT_HEADER: value})
    except InvalidValue:
        raise InvalidValue(
            f"read_only_account: visible ASCII characters were expected, not {shown(value)}"
        ) from None


@frozen
class Access:
    """What a connection may do.

    :param is_read_only: whether it changes nothing.
    :param account: another account, which it reads in place of its own; then it changes nothing.
    :raises InvalidValue: no account can be called so.
    """

    is_read_only: bool = False
    account: str | None = field(default=None, validator=_check_account)

    @property
    def may_write(self) -> bool:
        """Whether anything may be changed."""
        return not self.is_read_only and self.account is None

    @property
    def headers(self) -> Mapping[str, str]:
        """What says in a request which account it reads."""
        return {} if self.account is None else {ACCOUNT_HEADER: self.account}

    def check(self, operation: Operation) -> None:
        """Check that an operation may be called.

        :raises ReadOnlyConnection: it may not.
        """
        if self.may_write:
            return
        if operation.repeat is not Repeat.SAFE:
            raise ReadOnlyConnection(
                f"{operation.name} is not sent: this connection only reads, as read_only or "
                "read_only_account says"
            )
        if self.account is None or operation.name in OF_THE_PLATFORM:
            return
        if not operation.reads_other_accounts:
            raise ReadOnlyConnection(
                f"{operation.name} is not sent: it reads the token's own account only, and this "
                "connection has a read_only_account"
            )

    def check_method(self, method: str) -> None:
        """Check that a request may be sent whose operation is not known, by its HTTP method.

        :raises ReadOnlyConnection: it may not.
        """
        if not self.may_write and method not in ("GET", "HEAD"):
            raise ReadOnlyConnection(
                f"a {method} request is not sent: this connection only reads, as read_only or "
                "read_only_account says"
            )
