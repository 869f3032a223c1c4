"""Which secrets of the account tasks and pools may read; re-exported by ``qarnot.secrets``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from qarnot._checks import is_sendable, shown
from qarnot._fields import Field
from qarnot._readers import text
from qarnot._values import Editable, Made
from qarnot.exceptions import InvalidValue

__all__ = ["SecretAccessRightByPrefix", "SecretAccessRightBySecret", "SecretsAccessRights"]

M = TypeVar("M", bound=Made)


def _name(what: str, value: Any) -> str:
    if not isinstance(value, str) or not value or not is_sendable(value):
        raise InvalidValue(f"{what}: a text that is not empty was expected, not {shown(value)}")
    return value


class SecretAccessRightBySecret(Made):
    """The right to read one secret (schema ``SecretByKeyInput``).

    :param key: the key of the secret.
    :raises InvalidValue: it is no text, or empty.
    """

    key = Field("key", text, "The key of the secret.", check=_name)

    def __init__(self, key: str) -> None:
        super().__init__({})
        self._put(SecretAccessRightBySecret.key, key)


class SecretAccessRightByPrefix(Made):
    """The right to read all secrets below a prefix (schema ``SecretsByPrefixInput``).

    :param prefix: what the keys of the secrets begin with.
    :raises InvalidValue: it is no text, or empty.
    """

    prefix = Field("prefix", text, "What the keys of the secrets begin with.", check=_name)

    def __init__(self, prefix: str) -> None:
        super().__init__({})
        self._put(SecretAccessRightByPrefix.prefix, prefix)


def _rights(kind: type[M]) -> Callable[[Any], tuple[M, ...]]:
    def read(raw: Any) -> tuple[M, ...]:
        found = raw if isinstance(raw, list) else []
        return tuple(kind.from_json(each) for each in found if each is not None)

    return read


class SecretsAccessRights(Editable):
    """Which secrets the instances of a task or a pool may read.

    Stands for the schema ``SecretsAccessRightsInput``. It is true when there is any right in it,
    and equal to another with the same rights, in whatever order.

    :param by_secret: rights to read single secrets. Default none.
    :param by_prefix: rights to read all secrets below a prefix. Default none.
    :raises InvalidValue: something else is in a list.

    >>> rights = SecretsAccessRights()
    >>> rights.add_secret_by_key("database/password")
    >>> rights.add_secret_by_prefix("licences/")
    """

    by_secret = Field(
        "bySecret", _rights(SecretAccessRightBySecret), "The rights to read single secrets."
    )
    by_prefix = Field(
        "byPrefix", _rights(SecretAccessRightByPrefix), "The rights to read all below a prefix."
    )

    def __init__(
        self,
        by_secret: Iterable[SecretAccessRightBySecret] | None = None,
        by_prefix: Iterable[SecretAccessRightByPrefix] | None = None,
    ) -> None:
        super().__init__({"bySecret": [], "byPrefix": []})
        self._add(
            SecretsAccessRights.by_secret,
            _instances("by_secret", by_secret, SecretAccessRightBySecret),
        )
        self._add(
            SecretsAccessRights.by_prefix,
            _instances("by_prefix", by_prefix, SecretAccessRightByPrefix),
        )

    def add_secret_by_key(self, key: str) -> None:
        """Add the right to read one secret; one that is there already changes nothing.

        :param key: the key of the secret.
        :raises InvalidValue: it is no text, or empty.
        """
        self._add(SecretsAccessRights.by_secret, [SecretAccessRightBySecret(key)])

    def add_secrets_by_keys(self, keys: Iterable[str]) -> None:
        """Add the rights to read several secrets.

        :param keys: the keys of the secrets.
        :raises InvalidValue: it is no list of texts; then none is added.
        """
        found = [SecretAccessRightBySecret(key) for key in _listed("keys", keys, "texts")]
        self._add(SecretsAccessRights.by_secret, found)

    def add_secret_by_prefix(self, prefix: str) -> None:
        """Add the right to read all secrets below a prefix.

        :param prefix: what the keys of the secrets begin with.
        :raises InvalidValue: it is no text, or empty.
        """
        self._add(SecretsAccessRights.by_prefix, [SecretAccessRightByPrefix(prefix)])

    def add_secrets_by_prefixes(self, prefixes: Iterable[str]) -> None:
        """Add the rights to read all secrets below several prefixes.

        :param prefixes: what the keys of the secrets begin with.
        :raises InvalidValue: it is no list of texts; then none is added.
        """
        listed = _listed("prefixes", prefixes, "texts")
        found = [SecretAccessRightByPrefix(prefix) for prefix in listed]
        self._add(SecretsAccessRights.by_prefix, found)

    def _add(self, field: Field[tuple[M, ...]], rights: Iterable[M]) -> None:
        for right in rights:
            if right not in field.peek(self):
                kept = self._received.get(field.key)
                before = kept if isinstance(kept, list) else []
                self._received[field.key] = [*before, right.to_json()]

    def __bool__(self) -> bool:
        return bool(self.by_secret or self.by_prefix)

    def _content(self) -> Any:
        rest = {key: value for key, value in super()._content().items() if key not in _KEYS}
        return frozenset(self.by_secret), frozenset(self.by_prefix), rest


_KEYS = frozenset({SecretsAccessRights.by_secret.key, SecretsAccessRights.by_prefix.key})


def _listed(what: str, value: Any, expected: str) -> list[Any]:
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what}: a list of {expected} was expected, not {shown(value)}")
    return list(value)


def _instances(what: str, value: Any, kind: type[M]) -> list[M]:
    found = [] if value is None else _listed(what, value, kind.__name__)
    for each in found:
        if not isinstance(each, kind):
            raise InvalidValue(f"{what}: {kind.__name__} was expected, not {shown(each)}")
    return found
