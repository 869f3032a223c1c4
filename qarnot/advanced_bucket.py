"""Which files of a bucket a task or a pool takes, and how they are named there."""

from __future__ import annotations

import copy
import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from qarnot._callers import caller_level
from qarnot._checks import is_sendable, shown
from qarnot._readers import text
from qarnot._values import checked_json
from qarnot.exceptions import InvalidValue

__all__ = [
    "AbstractFiltering",
    "AbstractResourcesTransformation",
    "BucketPrefixFiltering",
    "Filtering",
    "PrefixResourcesTransformation",
    "ResourcesTransformation",
]

PREFIX_KEY = "prefix"


class _Part(ABC):
    """One condition or change, under its name in the JSON."""

    name: str = ""

    @classmethod
    @abstractmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> Self:
        """Make one from the JSON that stands under the name."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Give the JSON that stands under the name."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, _Part):
            return NotImplemented
        return bool(self.to_json() == other.to_json())

    __hash__ = None  # type: ignore[assignment] # it can be changed


class _Prefix(_Part):
    """A part that consists of a prefix."""

    def __init__(self, prefix: str) -> None:
        self._json: dict[str, Any] = {}
        self.prefix = prefix

    @property
    def prefix(self) -> str | None:
        """The prefix; ``None`` when the API did not send one."""
        return text(self._json.get(PREFIX_KEY))

    @prefix.setter
    def prefix(self, value: str) -> None:
        if not isinstance(value, str) or not is_sendable(value):
            raise InvalidValue(f"{PREFIX_KEY}: a text was expected, not {shown(value)}")
        self._json[PREFIX_KEY] = value

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> Self:
        """Make one from JSON.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        """
        part = cls.__new__(cls)
        part._json = copy.deepcopy(dict(json)) if isinstance(json, Mapping) else {}
        return part

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object of the API; a copy."""
        return copy.deepcopy(self._json)

    def _sanitize(self, show_warnings: bool) -> None:
        before = self.prefix
        if before is None:
            return
        tidy = re.sub("/+", "/", before).removeprefix("/")
        if tidy == before:
            return
        self.prefix = tidy
        if show_warnings:
            warnings.warn(
                f"the prefix {before!r} is taken as {tidy!r}: keys do not begin with '/', "
                f"and have no two in a row",
                UserWarning,
                stacklevel=caller_level(),
            )

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.prefix!r})"


class AbstractFiltering(_Part):
    """A condition on the files of a bucket; a base for others."""

    name = "abstractFiltering"

    def sanitize_filter_paths(self, show_warnings: bool) -> None:
        """Tidy the paths of the condition; there are none here.

        :param show_warnings: warn of what is changed.
        """


class BucketPrefixFiltering(_Prefix, AbstractFiltering):
    """Takes only the files below a prefix (schema ``PrefixFilteringInput``).

    :param prefix: what the keys of the files begin with.
    :raises InvalidValue: it is no text.
    """

    name = "prefixFiltering"

    def sanitize_filter_paths(self, show_warnings: bool) -> None:
        """Leave out slashes at the beginning of the prefix, and all but one of several in a row.

        Everything else stays as it is, spaces and backslashes as well.

        :param show_warnings: warn, through :mod:`warnings`, when that changes something.
        """
        self._sanitize(show_warnings)


class AbstractResourcesTransformation(_Part):
    """A change of the names of files; a base for others."""

    name = "abstractResourcesTransformation"

    def sanitize_transformation_paths(self, show_warnings: bool) -> None:
        """Tidy the paths of the change; there are none here.

        :param show_warnings: warn of what is changed.
        """


class PrefixResourcesTransformation(_Prefix, AbstractResourcesTransformation):
    """Drops a prefix from the names that the files get (schema ``StripPrefixInput``).

    :param prefix: what is taken off the beginning of each key.
    :raises InvalidValue: it is no text.
    """

    name = "stripPrefix"

    def sanitize_transformation_paths(self, show_warnings: bool) -> None:
        """Leave out slashes at the beginning of the prefix, and all but one of several in a row.

        Everything else stays as it is, spaces and backslashes as well.

        :param show_warnings: warn, through :mod:`warnings`, when that changes something.
        """
        self._sanitize(show_warnings)


class _Parts:
    """Parts by their names, and what else the API sent."""

    _base: ClassVar[type[_Part]]
    _known: ClassVar[type[_Part]]

    @classmethod
    def of(cls, what: str, value: Any) -> Self:
        """Make them of whatever a user may give for them.

        :param what: what the user calls it.
        :param value: all parts, one of them, the JSON, or an object with ``to_json``; it is copied.
        :raises InvalidValue: it is something else.
        """
        if isinstance(value, cls):
            return copy.copy(value)
        if isinstance(value, cls._base):
            made = cls()
            made._append(value)
            return made
        can_tell = hasattr(value, "to_json") and not isinstance(value, type | _Part | _Parts)
        json = value.to_json() if can_tell else value
        if not isinstance(json, Mapping):
            raise InvalidValue(
                f"{what}: a {cls.__name__}, one of its parts, or a dict was expected, not "
                f"{shown(value)}"
            )
        return cls.from_json(checked_json(what, json))

    def __init__(self) -> None:
        self._parts: dict[str, Any] = {}
        self._rest: dict[str, Any] = {}

    def _append(self, part: Any) -> None:
        if not isinstance(part, self._base):
            raise InvalidValue(
                f"{type(self).__name__} takes {self._base.__name__}, not {shown(part)}"
            )
        self._parts[part.name] = copy.deepcopy(part)
        self._rest.pop(part.name, None)

    @classmethod
    def from_json(cls, json: Mapping[str, Any] | None) -> Self:
        """Make it from JSON as the API sends it.

        :param json: the JSON object, which is copied; ``None`` counts as an empty one.
        """
        made = cls()
        for name, value in json.items() if isinstance(json, Mapping) else ():
            if name == cls._known.name and isinstance(value, Mapping):
                made._parts[name] = cls._known.from_json(value)
            else:
                made._rest[name] = copy.deepcopy(value)
        return made

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object of the API, with what this library does not know; a copy."""
        parts = {name: part.to_json() for name, part in self._parts.items()}
        return {**copy.deepcopy(self._rest), **parts}

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, _Parts):
            return NotImplemented
        return _without_nulls(self.to_json()) == _without_nulls(other.to_json())

    __hash__ = None  # type: ignore[assignment] # it can be changed

    def __repr__(self) -> str:
        return f"{type(self).__name__}.from_json({self.to_json()!r})"


def _without_nulls(json: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in json.items() if value is not None}


class Filtering(_Parts):
    """Which files of a bucket are taken (schema ``ResourceFilteringInput``).

    What is appended is copied, and so is everything when it is copied itself.

    >>> filtering = Filtering()
    >>> filtering.append(BucketPrefixFiltering("inputs/"))
    >>> filtering.to_json()
    {'prefixFiltering': {'prefix': 'inputs/'}}
    """

    _base = AbstractFiltering
    _known = BucketPrefixFiltering

    def append(self, filtering: AbstractFiltering) -> None:
        """Add a condition; it takes the place of one of the same name.

        :param filtering: the condition, which is copied.
        :raises InvalidValue: it is none.
        """
        self._append(filtering)

    def sanitize_filter_paths(self, show_warning: bool) -> None:
        """Tidy the paths of all conditions.

        :param show_warning: warn, through :mod:`warnings`, of each that is changed.
        """
        for part in self._parts.values():
            part.sanitize_filter_paths(show_warning)


class ResourcesTransformation(_Parts):
    """How the files of a bucket are named on the instance (``ResourceTransformationInput``).

    What is appended is copied, and so is everything when it is copied itself.

    >>> transformation = ResourcesTransformation()
    >>> transformation.append(PrefixResourcesTransformation("inputs/"))
    >>> transformation.to_json()
    {'stripPrefix': {'prefix': 'inputs/'}}
    """

    _base = AbstractResourcesTransformation
    _known = PrefixResourcesTransformation

    def append(self, resource: AbstractResourcesTransformation) -> None:
        """Add a change; it takes the place of one of the same name.

        :param resource: the change, which is copied.
        :raises InvalidValue: it is none.
        """
        self._append(resource)

    def sanitize_transformation_paths(self, show_warning: bool) -> None:
        """Tidy the paths of all changes.

        :param show_warning: warn, through :mod:`warnings`, of each that is changed.
        """
        for part in self._parts.values():
            part.sanitize_transformation_paths(show_warning)
