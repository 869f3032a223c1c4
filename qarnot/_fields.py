"""Declared fields: a documented name, a JSON key, converters, and when a user may set it.

Values are read from the received JSON when they are asked for, one by one: an odd value hurts
only its own read, and what this library does not know stays in the JSON untouched.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, Self, TypeVar, overload

from qarnot.exceptions import ReadOnlyAttribute

__all__ = ["UNEDITED", "Field", "Received", "Settable", "Value", "fields_of"]

T = TypeVar("T")

UNEDITED: Final = object()


class Settable(enum.Enum):
    """When a user may set a field."""

    NEVER = enum.auto()
    BEFORE_SUBMIT = enum.auto()
    ALWAYS = enum.auto()


class Received:
    """A value made of JSON that the server sent.

    :param json: the JSON object; it is kept, not copied.
    """

    # What the user set, by name of the field: nothing, here.
    _edits: Mapping[str, Any] = MappingProxyType({})
    # The fields that a search was told to give, where it was told.
    _selection: frozenset[str] | None = None

    def __init__(self, json: Mapping[str, Any] | None) -> None:
        self._received: Mapping[str, Any] = json if isinstance(json, Mapping) else {}

    @property
    def raw(self) -> Mapping[str, Any]:
        """The JSON as it came, with what this library does not know; read-only."""
        return MappingProxyType(dict(self._received))

    def before_read(self, field: Field[Any]) -> None:
        """Do what must happen before a field is read that changes, is a detail, or was left out."""

    def edited(self, field: Field[Any]) -> Any:
        """Give what the user set in place of what was received, or ``UNEDITED``."""
        return self._edits.get(field.name, UNEDITED)

    def edit(self, field: Field[Any], value: Any) -> None:
        """Take what the user sets.

        :raises ReadOnlyAttribute: always, here.
        """
        raise ReadOnlyAttribute(f"{type(self).__name__}.{field.name} cannot be set to {value!r}")

    def keep(self, field: Field[Any], container: Any) -> Any:
        """Keep a container that was made of what was received, so that it can be edited in place.

        :return: the container, or the one that is kept already.
        :raises ReadOnlyAttribute: always, here.
        """
        raise ReadOnlyAttribute(f"{type(self).__name__}.{field.name} cannot hold {container!r}")


class Value(Received):
    """A received value that is equal to another of the same content."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Value):
            return NotImplemented
        return dict(self._received) == dict(other._received)

    __hash__ = None  # type: ignore[assignment] # equality goes by content

    def __repr__(self) -> str:
        parts = [f"{name}={field.peek(self)!r}" for name, field in fields_of(type(self)).items()]
        return f"{type(self).__name__}({', '.join(parts)})"


class Field(Generic[T]):
    """One field of a class that derives from :class:`Received`.

    :param key: the name in the JSON.
    :param read: makes the value from what the JSON holds; is given ``None`` when it holds nothing.
    :param doc: what the value is, in one sentence.
    :param settable: when a user may set it.
    :param check: makes the value to keep from what a user sets, or raises
        :class:`~qarnot.exceptions.InvalidValue`; is given the name and the value.
    :param write: makes JSON of the value for a creation; without it the field is not sent.
    :param changes: the server changes it by itself, so a live object may need to be read anew.
    :param is_detail: a summary lacks it.
    """

    def __init__(
        self,
        key: str,
        read: Callable[[Any], T],
        doc: str,
        *,
        settable: Settable = Settable.NEVER,
        check: Callable[[str, Any], T] | None = None,
        write: Callable[[T], Any] | None = None,
        changes: bool = False,
        is_detail: bool = False,
    ) -> None:
        self.key = key
        self.read = read
        self.settable = settable
        self.check = check
        self.write = write
        self.changes = changes
        self.is_detail = is_detail
        self.name = key
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: Received, owner: type) -> T: ...
    def __get__(self, record: Received | None, owner: type) -> Self | T:
        if record is None:
            return self
        if self.changes or self.is_detail or record._selection is not None:
            record.before_read(self)
        return self.peek(record)

    def __set__(self, record: Received, value: Any) -> None:
        record.edit(self, self.check(self.name, value) if self.check else value)

    def peek(self, record: Received) -> T:
        """Read the value from what is here, whatever its age."""
        edited = record._edits.get(self.name, UNEDITED)
        if edited is not UNEDITED:
            return edited  # type: ignore[no-any-return] # `check` made it
        return self.received(record)

    def received(self, record: Received) -> T:
        """Read what the server said last."""
        return self.read(record._received.get(self.key))


def fields_of(kind: type) -> dict[str, Field[Any]]:
    """List the declared fields of a class by name, those of its bases first."""
    return {
        name: value
        for base in reversed(kind.__mro__)
        for name, value in vars(base).items()
        if isinstance(value, Field)
    }
