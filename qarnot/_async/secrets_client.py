"""The secrets of the account: texts, or JSON values, under keys that may be in folders."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from qarnot_rest.api.secrets import (
    create_secret,
    delete_secret,
    get_secret,
    list_secrets,
    update_secret,
)
from qarnot_rest.models import SecretInput

from qarnot import _checks
from qarnot._colour.parallel import side_by_side
from qarnot._replies import Answer, nothing, object_reply
from qarnot._requests import request
from qarnot._values import checked_json
from qarnot.exceptions import (
    InvalidValue,
    QarnotException,
    SecretConflictException,
    SecretNotFoundException,
    UnauthorizedException,
    UnreadableReply,
)

from .connection_part import checked_connection

if TYPE_CHECKING:
    from .connection import AsyncConnection

__all__ = ["Secrets"]

MOST_AT_ONCE: Final = 8
# More than anybody has, so that a listing which leads in a circle comes to an end.
MOST_FOLDERS: Final = 10_000
DEEPEST_FOLDER: Final = 100
MEANINGS: Final[Mapping[type[QarnotException], str]] = {
    SecretConflictException: "there is a secret of this key already",
    SecretNotFoundException: "there is no such secret",
    UnauthorizedException: "the token is wrong or may not do this",
}


class Secrets:
    """Reads, writes and lists the secrets of the account.

    A secret is a text under a key such as ``"database/password"``, whose slashes make folders.
    Slashes at the ends of a key do not count; empty parts, ``"."`` and ``".."`` are refused before
    anything is sent. No error and no log has the value of a secret in it: what the API says when it
    refuses one is left out, as it may quote it.

    The methods with ``json`` in their names keep any JSON value, written as text: ``None``, flags,
    numbers, texts, lists, and dicts with texts as keys.

    :param connection: to the cluster.
    :raises InvalidValue: it is none of this colour.

    >>> secrets = connection.secrets
    >>> key = await secrets.create_secret("database/password", "correct horse")
    >>> value = await secrets.get_secret(key)
    >>> key = await secrets.create_secret_json("database/limits", {"rows": 1000})
    >>> keys = await secrets.list_secrets("database")
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = checked_connection(connection)

    async def get_secret(self, key: str) -> str:
        """Read the value of a secret (API ``GET /secrets-manager/data/{key}``).

        :param key: its key.
        :return: the value; empty when the platform gives none.
        :raises InvalidValue: it is no key.
        :raises SecretNotFoundException: there is no such secret.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        ask = request(get_secret, get_secret._get_kwargs(_key(key)), _value_reply)
        with _without_reply():
            return await self._connection.wire.read(ask)

    async def get_secret_json(self, key: str) -> Any:
        """Read a secret that holds JSON (API ``GET /secrets-manager/data/{key}``).

        :param key: its key.
        :return: the JSON value.
        :raises InvalidValue: it is no key.
        :raises SecretNotFoundException: there is no such secret.
        :raises UnreadableReply: the secret does not hold JSON; the text does not show it.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        value = _Parsed(await self.get_secret(key))
        if value.is_json:
            return value.content
        raise UnreadableReply(f"the secret {_checks.shown(key)} does not hold JSON")

    async def create_secret(self, key: str, value: str) -> str:
        """Create a secret (API ``PUT /secrets-manager/data/{key}``).

        When the answer is lost, the secret is looked at, so that what did succeed is not reported
        as a conflict.

        :param key: its key.
        :param value: any text.
        :return: the key, without slashes at its ends.
        :raises InvalidValue: it is no key, or the value is no text.
        :raises SecretConflictException: there is a secret of this key already; it is unchanged.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        checked = _key(key)
        arguments = create_secret._get_kwargs(checked, body=_body(value))
        with _without_words():
            await self._connection.wire.ask(request(create_secret, arguments, nothing))
        return checked

    async def create_secret_json(self, key: str, value: Any) -> str:
        """Create a secret that holds JSON; see :meth:`create_secret`.

        :param key: its key.
        :param value: what JSON can hold.
        :return: the key, without slashes at its ends.
        :raises InvalidValue: it is no key, or JSON cannot hold the value.
        :raises SecretConflictException: there is a secret of this key already; it is unchanged.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        return await self.create_secret(key, _written(value))

    async def update_secret(self, key: str, value: str) -> None:
        """Give a secret another value (API ``PATCH /secrets-manager/data/{key}``).

        :param key: its key.
        :param value: any text.
        :raises InvalidValue: it is no key, or the value is no text.
        :raises SecretNotFoundException: there is no such secret.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = update_secret._get_kwargs(_key(key), body=_body(value))
        with _without_words():
            await self._connection.wire.ask(request(update_secret, arguments, nothing))

    async def update_secret_json(self, key: str, value: Any) -> None:
        """Give a secret another value, written as JSON; see :meth:`update_secret`.

        :param key: its key.
        :param value: what JSON can hold.
        :raises InvalidValue: it is no key, or JSON cannot hold the value.
        :raises SecretNotFoundException: there is no such secret.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        await self.update_secret(key, _written(value))

    async def delete_secret(self, key: str) -> None:
        """Delete a secret (API ``DELETE /secrets-manager/data/{key}``).

        :param key: its key.
        :raises InvalidValue: it is no key.
        :raises SecretNotFoundException: there is no such secret.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = delete_secret._get_kwargs(_key(key))
        await self._connection.wire.ask(request(delete_secret, arguments, nothing))

    async def list_secrets(self, prefix: str, recursive: bool = False) -> list[str]:
        """List the keys of the secrets in a folder (API ``GET /secrets-manager/search/{prefix}``).

        :param prefix: the folder, such as ``"database"``; ``""`` is the topmost one.
        :param recursive: look into the folders of the folder, too: one request for each folder, at
            most 8 at once. Default ``False``.
        :return: whole keys, prefix included, sorted. Folders end with ``"/"``; with ``recursive``
            there are only secrets. A folder that is gone before it is read counts as empty.
        :raises InvalidValue: a value cannot be right.
        :raises SecretNotFoundException: there is no such folder, by the platform's account.
        :raises UnauthorizedException: the token is wrong or may not do this.
        :raises UnreadableReply: the folders do not come to an end: there are more than 10,000, or
            more than 100 within each other.
        """
        folder = _path("prefix", prefix)
        found = set(await self._entries(folder))
        if not _checks.flag("recursive", recursive):
            return sorted(found)
        seen = {folder}
        while folders := sorted(each for each in found if each.endswith("/")):
            found.difference_update(folders)
            names = dict.fromkeys(each.strip("/") for each in folders)
            new = [name for name in names if name not in seen and self._is_listable(name)]
            seen.update(new)
            _refuse_endless(seen, new)
            for entries in await side_by_side(self._entries_or_none, new, MOST_AT_ONCE):
                found.update(entries)
        return sorted(found)

    async def _entries(self, folder: str) -> list[str]:
        """Read what is in a folder: the whole keys of its secrets, and those of its folders."""
        ask = request(list_secrets, list_secrets._get_kwargs(folder), _keys_reply)
        names = await self._connection.wire.read(ask)
        return [f"{folder}/{name}" if folder else name for name in names]

    async def _entries_or_none(self, folder: str) -> list[str]:
        try:
            return await self._entries(folder)
        except SecretNotFoundException:
            return []

    def _is_listable(self, folder: str) -> bool:
        try:
            _path("folder", folder)
        except InvalidValue as error:
            self._connection.logger.warning("a folder of secrets cannot be listed: %s", error)
            return False
        return True


class _Parsed:
    """What a text means as JSON.

    An error of parsing would have the text with it.
    """

    def __init__(self, text: str) -> None:
        self.content: Any = None
        self.is_json = True
        try:
            self.content = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            self.is_json = False


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _key(key: Any) -> str:
    path = _path("key", key)
    if not path:
        raise InvalidValue(f"key: a key such as 'folder/name' was expected, not {key!r}")
    return path


def _path(what: str, path: Any) -> str:
    """Check a key or a folder, and give it without slashes at its ends; it may be empty then."""
    if not isinstance(path, str):
        raise InvalidValue(f"{what}: a text was expected, not {_checks.shown(path)}")
    stripped = path.strip("/")
    parts = stripped.split("/") if stripped else []
    is_sendable = len(stripped) <= _checks.LONGEST_TEXT and _checks.is_sendable(stripped)
    if not is_sendable or not all(map(_checks.can_stand_in_address, parts)):
        raise InvalidValue(
            f"{what}: names with '/' between them, none of them empty, '.' or '..', were expected, "
            f"not {_checks.shown(path)}"
        )
    return stripped


def _body(value: Any) -> SecretInput:
    if not isinstance(value, str):
        raise InvalidValue(
            f"value: a text was expected, not a value of type {type(value).__name__}"
        )
    if not _checks.is_sendable(value):
        raise InvalidValue("value: a text that UTF-8 can hold was expected")
    return SecretInput(value=value)


def _written(value: Any) -> str:
    """Write a value as JSON."""
    try:
        return json.dumps(checked_json("value", value))
    except ValueError:
        kind = type(value).__name__
    # Raised here, as that error shows the value.
    raise InvalidValue(f"value: something that JSON can hold was expected, not such a {kind}")


def _value_reply(answer: Answer) -> str:
    value = object_reply(answer).get("value")
    if value is not None and not isinstance(value, str):
        raise UnreadableReply(f"the value of a secret is a text; a {type(value).__name__} came")
    return value or ""


def _keys_reply(answer: Answer) -> list[str]:
    keys = object_reply(answer).get("keys")
    listed = keys if isinstance(keys, list) else []
    return [key for key in listed if isinstance(key, str) and key.strip("/")]


def _refuse_endless(seen: set[str], new: list[str]) -> None:
    deepest = max((each.count("/") + 1 for each in new), default=0)
    if len(seen) > MOST_FOLDERS or deepest > DEEPEST_FOLDER:
        raise UnreadableReply(
            f"the folders of secrets do not come to an end; one of the last is {min(new)!r}"
        )


@contextmanager
def _without_words() -> Iterator[None]:
    """Take out of an error whatever the server says, which may show the value it was sent."""
    try:
        yield
    except QarnotException as error:
        if error.status is not None:
            meaning = MEANINGS.get(type(error), f"the API answered with status {error.status}")
            text = f"{meaning}; the words of the API are left out, as they may show the value"
            error.args = type(error)(text).args
            error.details = {}
            error.reply = error.__cause__ = error.__context__ = None
        raise


@contextmanager
def _without_reply() -> Iterator[None]:
    """Take away an answer that was a success, and still could not be read: it may hold a value."""
    try:
        yield
    except QarnotException as error:
        if error.status is not None and 200 <= error.status < 300:
            error.reply = error.__context__ = None
        raise
