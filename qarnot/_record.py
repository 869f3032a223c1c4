"""A live object of the cluster: what the server said, and what the user set, kept apart."""

from __future__ import annotations

import copy
import difflib
import math
import time
import warnings
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, overload

from qarnot import _checks
from qarnot._fields import UNEDITED, Field, Received, Settable, fields_of
from qarnot._live import HeldField, LiveDict, LiveList, LiveValue
from qarnot.exceptions import ReadOnlyAttribute, UnknownAttribute, UnknownAttributeWarning

__all__ = ["NOTHING", "MadeOnce", "Record"]

T = TypeVar("T")

LIVE: Final = (LiveList, LiveDict, LiveValue)
NOTHING: Final[Mapping[str, Any]] = {}


class MadeOnce(Generic[T]):
    """An attribute that an object makes when it is first used, once, in whatever thread.

    A listing makes thousands of objects, most of which use few of their attributes.

    :param make: makes the value.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object, kind: type) -> Self | T:
        if owner is None:
            return self
        value: T = vars(owner).setdefault(self._name, self._make())
        return value


class Record(Received):
    """Base of tasks, pools and jobs: a draft first, then the server's last word plus edits.

    :param strict: raise instead of warn when an unknown attribute is assigned.
    :param json: what the server said; nothing of a draft.
    :param is_summary: whether that lacks the details.
    :param received_at: when it came, by ``time.monotonic()``; now when ``None``.
    """

    _edits: dict[str, Any]
    _strict: bool
    _received_at: float
    _is_summary: bool
    _auto_update = True
    _update_cache_time: float = 5

    def __init__(
        self,
        strict: bool,
        json: Mapping[str, Any] = NOTHING,
        is_summary: bool = False,
        received_at: float | None = None,
    ) -> None:
        # Past __setattr__, which looks at what users set: listings make thousands of objects.
        vars(self).update(
            _received=json,
            _edits={},
            _strict=strict,
            _is_summary=is_summary,
            _received_at=time.monotonic() if received_at is None else received_at,
        )

    @property
    def auto_update(self) -> bool:
        """Whether reading an attribute may read the object anew; ``True`` at first.

        Blocking objects only: attributes of async objects never do.
        """
        return self._auto_update

    @auto_update.setter
    def auto_update(self, value: bool) -> None:
        self._auto_update = bool(value)

    @property
    def update_cache_time(self) -> float:
        """Seconds during which what was received counts as fresh, 5 at first; ``None`` for ever."""
        return self._update_cache_time

    @update_cache_time.setter
    def update_cache_time(self, value: float | None) -> None:
        seconds = _checks.timeout("update_cache_time", value)
        self._update_cache_time = math.inf if seconds is None else seconds

    @property
    def is_submitted(self) -> bool:
        """Whether the cluster knows the object."""
        return self._received.get("uuid") is not None

    @property
    def lacks_details(self) -> bool:
        """Whether the object came as a summary, from a listing."""
        return self._is_summary

    @property
    def is_selection(self) -> bool:
        """Whether the object holds only what a search was told to give."""
        return self._selection is not None

    def lacks(self, field: Field[Any]) -> bool:
        """Tell whether what was received leaves a field out that the cluster has."""
        if self._selection is None:
            return field.is_detail and self._is_summary
        return self._received.get(field.key) is None and field.key.lower() not in self._selection

    @property
    def is_old(self) -> bool:
        """Whether what was received is older than ``update_cache_time``."""
        return time.monotonic() - self._received_at >= self._update_cache_time

    @property
    def is_stale(self) -> bool:
        """Whether the next read of an attribute should read the object anew first."""
        return self.is_old and self._auto_update and self.is_submitted

    def edit(self, field: Field[Any], value: Any) -> None:
        what = f"{type(self).__name__}.{field.name}"
        if field.settable is Settable.NEVER:
            raise ReadOnlyAttribute(f"{what} cannot be set")
        if field.settable is Settable.BEFORE_SUBMIT and self.is_submitted:
            raise ReadOnlyAttribute(f"{what} cannot be set any more: the object was submitted")
        container = field.live(self) if isinstance(field, HeldField) else field.peek(self)
        if isinstance(container, LIVE):
            container.fill(value)
        else:
            self._edits[field.name] = value

    def keep(self, field: Field[Any], container: Any) -> Any:
        return self._edits.setdefault(field.name, container)

    def receive(self, json: Mapping[str, Any], *, is_summary: bool = False) -> None:
        """Take what the server says now; edits stay."""
        vars(self).update(
            _received=json,
            _is_summary=is_summary,
            _selection=None,
            _received_at=time.monotonic(),
        )
        for name, container in list(self._edits.items()):
            field: Field[Any] = getattr(type(self), name)
            if isinstance(container, LIVE) and not (is_summary and field.is_detail):
                container.follow(field.received(self))

    def receive_selection(self, json: Mapping[str, Any], selection: frozenset[str]) -> None:
        """Take what a search gave of the object.

        :param selection: the JSON keys that it was told to give, in small letters.
        """
        self.receive(json, is_summary=True)
        self._selection = selection

    def copy_of_edits(self) -> dict[str, Any]:
        """Copy what is set now, to say later what was sent."""
        edits = self.edits
        return {name: copy.copy(value) for name, value in self._edits.items() if name in edits}

    def settle(self, sent: Mapping[str, Any]) -> None:
        """Forget the edits that were sent: of those, what the server says next counts.

        :param sent: what :meth:`copy_of_edits` gave before it was sent. What was set since stays.
        """
        for name, value in sent.items():
            kept = self._edits.get(name, UNEDITED)
            if isinstance(kept, LIVE):
                kept.settle(value)
            elif kept == value:
                self._edits.pop(name, None)

    def creation_body(self) -> dict[str, Any]:
        """Give the JSON that creates the object: what was set, without empty values."""
        return self.body_of(fields_of(type(self)))

    def body_of(self, names: Collection[str]) -> dict[str, Any]:
        """Give the JSON of some fields, without empty values.

        :param names: the fields.
        """
        body = {}
        for field in fields_of(type(self)).values():
            if field.name not in names:
                continue
            value = field.peek(self) if field.write else None
            if field.write and value is not None:
                json = field.write(value)
                if json is not None and json != [] and json != {}:
                    body[field.key] = json
        return body

    @classmethod
    def is_settable(cls, name: str) -> bool:
        """Tell whether there is an attribute of this name that a user may set."""
        return _is_settable(getattr(cls, name, None))

    @property
    def edits(self) -> frozenset[str]:
        """The names of the fields that were set, or changed in place, and not sent."""
        return frozenset(
            name
            for name, value in self._edits.items()
            if not isinstance(value, LIVE) or value.is_edited
        )

    if not TYPE_CHECKING:  # so that type checkers report unknown attributes, too

        def __setattr__(self, name: str, value: Any) -> None:
            if name.startswith("_"):
                object.__setattr__(self, name, value)
                return
            if not hasattr(type(self), name):
                self._meet_unknown(name)
            known = getattr(type(self), name, None)
            if isinstance(known, property) and known.fset is None:
                raise ReadOnlyAttribute(f"{type(self).__name__}.{name} cannot be set")
            super().__setattr__(name, value)

    def _meet_unknown(self, name: str) -> None:
        known = [known for known in dir(type(self)) if _is_settable(getattr(type(self), known))]
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        kind = type(self).__name__
        text = f"{kind} has no attribute {name!r} in this version, so it is never sent{hint}"
        if self._strict:
            raise UnknownAttribute(text)
        warnings.warn(text, UnknownAttributeWarning, stacklevel=3)


def _is_settable(member: Any) -> bool:
    if isinstance(member, property):
        return member.fset is not None
    return isinstance(member, Field) and member.settable is not Settable.NEVER
