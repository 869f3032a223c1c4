"""Values that are handed out and edited in place, and whose edits survive a refresh.

Each keeps a baseline: what the server said last. While the content equals the baseline, and was not
assigned as a whole, a refresh replaces both. Other content is the user's edit; a refresh leaves it
alone.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, Self, TypeVar

from qarnot._fields import UNEDITED, Field, Received

__all__ = ["HeldField", "ListField", "LiveDict", "LiveList", "LiveValue", "MapField"]

T = TypeVar("T")
C = TypeVar("C")


class LiveList(list[T]):
    """A list that knows which of its content is the user's edit."""

    def __init__(self, content: Iterable[T] = ()) -> None:
        super().__init__(content)
        self._baseline = list(self)
        self._was_set = False

    @property
    def is_edited(self) -> bool:
        """Whether the content differs from what the server said last."""
        return self._was_set or list(self) != self._baseline

    def follow(self, content: Iterable[T]) -> None:
        """Take what the server says now."""
        edited = self.is_edited
        self._baseline = list(content)
        if not edited:
            self[:] = self._baseline

    def fill(self, content: Iterable[T]) -> None:
        """Take what a user assigns, which is an edit whatever the server said."""
        self[:] = content
        self._was_set = True

    def settle(self, content: Iterable[T]) -> None:
        """Take what was just sent as what the server knows."""
        self._baseline = list(content)
        self._was_set = self._was_set and list(self) != self._baseline


class LiveDict(dict[str, T]):
    """A mapping that knows which of its content is the user's edit."""

    def __init__(self, content: Mapping[str, T] | None = None) -> None:
        super().__init__(content or {})
        self._baseline = dict(self)
        self._was_set = False

    @property
    def is_edited(self) -> bool:
        """Whether the content differs from what the server said last."""
        return self._was_set or dict(self) != self._baseline

    def follow(self, content: Mapping[str, T]) -> None:
        """Take what the server says now."""
        edited = self.is_edited
        self._baseline = dict(content)
        if not edited:
            self._replace(self._baseline)

    def fill(self, content: Mapping[str, T]) -> None:
        """Take what a user assigns, which is an edit whatever the server said."""
        self._replace(dict(content))
        self._was_set = True

    def settle(self, content: Mapping[str, T]) -> None:
        """Take what was just sent as what the server knows."""
        self._baseline = dict(content)
        self._was_set = self._was_set and dict(self) != self._baseline

    def _replace(self, content: Mapping[str, T]) -> None:
        self.clear()
        self.update(content)


class LiveValue(Generic[T]):
    """Holds an object that can be changed in place.

    :param content: the object.
    :param dump: gives what the object holds, to tell whether it was changed.
    """

    def __init__(self, content: T, dump: Callable[[T], Any]) -> None:
        self.content = content
        self._dump = dump
        self._baseline = dump(content)
        self._was_set = False

    def __copy__(self) -> Self:
        return type(self)(copy.deepcopy(self.content), self._dump)

    @property
    def is_edited(self) -> bool:
        """Whether the content differs from what the server said last."""
        return self._was_set or bool(self._dump(self.content) != self._baseline)

    def follow(self, content: T) -> None:
        """Take what the server says now."""
        edited = self.is_edited
        self._baseline = self._dump(content)
        if not edited:
            self.content = content

    def fill(self, content: T) -> None:
        """Take what a user assigns, which is an edit whatever the server said."""
        self.content = content
        self._was_set = True

    def settle(self, sent: LiveValue[T]) -> None:
        """Take what was just sent as what the server knows."""
        self._baseline = self._dump(sent.content)
        self._was_set = self._was_set and self._dump(self.content) != self._baseline


class ListField(Field[LiveList[T]]):
    """A field whose value is a live list, made once for each object.

    The parameters are those of :class:`~qarnot._fields.Field`, for plain lists.
    """

    def __init__(
        self,
        key: str,
        read: Callable[[Any], list[T]],
        doc: str,
        *,
        check: Callable[[str, Any], list[T]],
        write: Callable[[list[T]], Any],
        **options: Any,
    ) -> None:
        super().__init__(
            key,
            lambda raw: LiveList(read(raw)),
            doc,
            check=lambda name, value: LiveList(check(name, value)),
            write=write,
            **options,
        )

    def peek(self, record: Received) -> LiveList[T]:
        return _container(self, record)


class MapField(Field[LiveDict[T]]):
    """A field whose value is a live mapping, made once for each object.

    The parameters are those of :class:`~qarnot._fields.Field`, for plain dicts.
    """

    def __init__(
        self,
        key: str,
        read: Callable[[Any], dict[str, T]],
        doc: str,
        *,
        check: Callable[[str, Any], dict[str, T]],
        write: Callable[[dict[str, T]], Any],
        **options: Any,
    ) -> None:
        super().__init__(
            key,
            lambda raw: LiveDict(read(raw)),
            doc,
            check=lambda name, value: LiveDict(check(name, value)),
            write=write,
            **options,
        )

    def peek(self, record: Received) -> LiveDict[T]:
        return _container(self, record)


class HeldField(Field[T]):
    """A field whose value is an object that can be changed in place.

    The parameters are those of :class:`~qarnot._fields.Field`, and ``dump``, as of
    :class:`LiveValue`.
    """

    def __init__(
        self,
        key: str,
        read: Callable[[Any], T],
        doc: str,
        *,
        dump: Callable[[T], Any],
        **options: Any,
    ) -> None:
        super().__init__(key, read, doc, **options)
        self.dump = dump

    def peek(self, record: Received) -> T:
        return self.live(record).content

    def live(self, record: Received) -> LiveValue[T]:
        """Give what holds the value, made once for each object."""
        held = record.edited(self)
        if held is UNEDITED:
            held = record.keep(self, LiveValue(self.received(record), self.dump))
        return held  # type: ignore[no-any-return] # kept as it was made


def _container(field: Field[C], record: Received) -> C:
    container = record.edited(field)
    if container is UNEDITED:
        container = record.keep(field, field.received(record))
    return container  # type: ignore[no-any-return] # kept as it was made
