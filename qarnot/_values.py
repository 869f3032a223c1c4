"""Bases of the values that users make, and that the server may send as well.

What stands behind such a value is its JSON and nothing else. So what this library does not know is
kept, and goes back as it came.
"""

from __future__ import annotations

import copy
import difflib
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from qarnot._checks import is_sendable, shown
from qarnot._fields import Field, Settable, Value, fields_of
from qarnot.exceptions import InvalidValue, ReadOnlyAttribute, UnknownAttribute

__all__ = ["Editable", "Made", "Term", "checked_json", "find_term", "known_term"]

DEEPEST_JSON = 100


class Made(Value):
    """A value that cannot be changed, made by a user or by the server.

    :param json: the JSON object that it stands for; it is kept, not copied.
    """

    _received: dict[str, Any]

    def __init__(self, json: dict[str, Any]) -> None:
        super().__init__(json)

    @classmethod
    def _of(cls, json: Mapping[str, Any] | None) -> Self:
        value = cls.__new__(cls)
        Made.__init__(value, copy.deepcopy(dict(json)) if isinstance(json, Mapping) else {})
        return value

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> Self:
        """Make the value from JSON as the API sends it.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        """
        return cls._of(json)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object of the API, with what this library does not know; a copy."""
        return copy.deepcopy(self._received)

    def edit(self, field: Field[Any], value: Any) -> None:
        """Refuse what a user sets.

        :raises ReadOnlyAttribute: always, here.
        """
        kind = type(self).__name__
        raise ReadOnlyAttribute(
            f"{kind}.{field.name} cannot be set to {shown(value)}: make a new {kind}"
        )

    def _put(self, field: Field[Any], value: Any, name: str | None = None) -> None:
        """Check a value and keep it.

        :param name: what the user calls the value, if not as the field.
        """
        checked = field.check(name or field.name, value) if field.check else value
        written = checked if checked is None or field.write is None else field.write(checked)
        self._received[field.key] = written

    def _content(self) -> Any:
        """Give what equality goes by; null and missing are the same."""
        return {key: value for key, value in self._received.items() if value is not None}

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Made):
            return NotImplemented
        return bool(self._content() == other._content())

    def __hash__(self) -> int:  # type: ignore[override] # unlike other values it cannot change
        return hash((type(self), _hashable(self._content())))

    if not TYPE_CHECKING:  # so that type checkers report unknown attributes, too

        def __setattr__(self, name: str, value: Any) -> None:
            if not name.startswith("_") and not hasattr(type(self), name):
                raise UnknownAttribute(self._unknown(name))
            super().__setattr__(name, value)

    def _unknown(self, name: str) -> str:
        close = difflib.get_close_matches(name, fields_of(type(self)), n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        return f"{type(self).__name__} has no attribute {name!r}{hint}"


class Editable(Made):
    """A value of which a user can set the fields that allow it; ``None`` takes a field away."""

    __hash__ = None  # type: ignore[assignment] # it changes

    def edit(self, field: Field[Any], value: Any) -> None:
        """Take what a user sets.

        :raises ReadOnlyAttribute: the field does not allow it.
        """
        if field.settable is Settable.NEVER:
            raise ReadOnlyAttribute(f"{type(self).__name__}.{field.name} cannot be set")
        if value is None:
            self._received.pop(field.key, None)
        else:
            self._received[field.key] = value if field.write is None else field.write(value)

    def __copy__(self) -> Self:
        return copy.deepcopy(self)


class Term:
    """One of the texts that the API uses for something; unknown ones are kept as they came."""

    _family: ClassVar[str]
    _holder: ClassVar[str] = "value"

    @classmethod
    def _of(cls, text: str) -> Self:
        term = object.__new__(cls)
        term.__dict__[cls._holder] = text
        return term

    @classmethod
    def _text_of(cls) -> str:
        return str(getattr(cls, cls._holder) or "")

    def __str__(self) -> str:
        return str(getattr(self, self._holder) or "")

    def __repr__(self) -> str:
        kind = type(self).__name__
        is_known = self._holder not in self.__dict__
        return f"{kind}()" if is_known else f"{kind}.from_string({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Term) or other._family != self._family:
            return NotImplemented
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash((self._family, str(self)))

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: Any) -> None:
            raise ReadOnlyAttribute(f"{self!r} cannot be changed: {name} was set to {shown(value)}")


T = TypeVar("T", bound=Term)


def find_term(text: Any, kind: type[T], known: Sequence[type[T]]) -> T | None:
    """Make a term from what the server sent.

    :param text: compared with the known ones without regard to case.
    :param kind: the class of one that is not known.
    :param known: the classes of those that are.
    :return: ``None`` for ``None``.
    """
    if text is None:
        return None
    return _named(str(text), known) or kind._of(str(text))


def known_term(what: str, value: Any, kind: type[T], known: Sequence[type[T]]) -> T:
    """Check a term that a user gives: an instance, a class, or the text of a known one.

    :raises InvalidValue: it is none of these.
    """
    if isinstance(value, kind) and str(value):
        return value
    if isinstance(value, type) and issubclass(value, kind) and value._text_of():
        return _named(value._text_of(), known) or kind._of(value._text_of())
    found = _named(value, known) if isinstance(value, str) else None
    if found is None:
        texts = ", ".join(repr(each._text_of()) for each in known)
        raise InvalidValue(
            f"{what}: {kind._family} or one of {texts} was expected, not {shown(value)}"
        )
    return found


def _named(text: str, known: Sequence[type[T]]) -> T | None:
    for each in known:
        if each._text_of().casefold() == text.casefold():
            return each()
    return None


def checked_json(what: str, value: Any) -> Any:
    """Copy what a user gives as JSON.

    :raises InvalidValue: JSON cannot hold it, or it is nested too deep.
    """
    return _checked_json(what, value, DEEPEST_JSON)


def _checked_json(what: str, value: Any, depth: int) -> Any:
    if depth == 0:
        raise InvalidValue(f"{what}: JSON of at most {DEEPEST_JSON} levels was expected")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and is_sendable(value):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {
            _checked_json(what, key, depth): _checked_json(what, each, depth - 1)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_checked_json(what, each, depth - 1) for each in value]
    raise InvalidValue(f"{what}: something that JSON can hold was expected, not {shown(value)}")


def _hashable(json: Any) -> Any:
    if isinstance(json, Mapping):
        return frozenset((key, _hashable(value)) for key, value in json.items())
    if isinstance(json, list | tuple):
        return tuple(map(_hashable, json))
    return json
