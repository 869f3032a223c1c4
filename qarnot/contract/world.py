"""What the runner knows of the account, and what in it is its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, field

from qarnot._replies import Answer

__all__ = ["FINDERS", "Owned", "World"]


@define(eq=False)
class Owned:
    """An object that was made here, or that may have been made.

    :ivar role: what it is for, such as ``failed task``.
    :ivar kind: ``task``, ``pool``, ``job`` or ``secret``.
    :ivar name: unique; fixed before the creation is sent, so that it can be found again.
    :ivar uuid: as the creation was answered, if it was.
    :ivar is_sure: whether it is known to exist.
    """

    role: str
    kind: str
    name: str
    uuid: str | None = None
    is_sure: bool = False

    @property
    def identifier(self) -> str:
        return self.uuid or self.name

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" ({self.uuid})" if self.uuid else "")


@define
class World:
    """What is known, by name.

    :ivar prefix: begins the name of whatever is made, and is its tag.
    :ivar write: whether anything may be made at all.
    :ivar seen: values that replies told of, such as a ``profile`` or another's ``task``.
    :ivar own: the objects that exist and are ours, by role.
    :ivar ledger: the objects to remove, those included whose creation has no clear outcome.
    """

    prefix: str
    write: bool
    seen: dict[str, Any] = field(factory=dict)
    own: dict[str, Owned] = field(factory=dict)
    ledger: list[Owned] = field(factory=list)
    _count: int = 0

    def begin(self, role: str) -> Owned:
        """Take down an object before its creation is sent."""
        self._count += 1
        made = Owned(role, role.rpartition(" ")[2], f"{self.prefix}-{self._count}")
        self.ledger.append(made)
        return made

    def made(self, owned: Owned, uuid: str | None) -> None:
        """Note that an object exists."""
        owned.uuid, owned.is_sure = uuid, True
        self.own[owned.role] = owned

    def gone(self, owned: Owned) -> None:
        """Note that an object does not exist, or not any more."""
        if owned in self.ledger:
            self.ledger.remove(owned)
        if self.own.get(owned.role) is owned:
            del self.own[owned.role]

    def remember(self, name: str, answer: Answer, value: Any) -> None:
        """Keep what a finder sees in a reply, if nothing is known by this name yet."""
        found = FINDERS[name](value)
        if answer.is_success and found is not None:
            self.seen.setdefault(name, found)


def _items(value: Any) -> Sequence[Any]:
    """Give the items of a list or of a page; none when it is neither."""
    if isinstance(value, Mapping):
        value = value.get("data")
    return value if isinstance(value, list) else []


def _uuid(value: Any) -> str | None:
    return next(filter(None, (_text(each, "uuid") for each in _items(value))), None)


def _text(value: Any, key: str) -> str | None:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) and found else None


def _profile(value: Any) -> str | None:
    names = [each for each in _items(value) if isinstance(each, str) and each]
    return "docker-batch" if "docker-batch" in names else next(iter(names), None)


def _project(value: Any) -> str | None:
    projects = value.get("projects") if isinstance(value, Mapping) else None
    return _uuid(projects)


def _cpu_model(value: Any) -> str | None:
    return next(filter(None, (_text(each, "cpuModel") for each in _items(value))), None)


def _instance(value: Any) -> int | None:
    """Find the number of an instance that a task has."""
    ranges = _text(value, "advancedRanges")
    digits = ranges.replace(",", "-").partition("-")[0] if ranges else "0"
    return int(digits) if digits.isascii() and digits.isdecimal() else None


FINDERS: Mapping[str, Callable[[Any], Any]] = {
    "task": _uuid,
    "pool": _uuid,
    "job": _uuid,
    "project": _project,
    "profile": _profile,
    "cpu model": _cpu_model,
    "instance": _instance,
    "snapshot": lambda value: _text(value, "id"),
}
"""What may be remembered of a reply: a value, or ``None`` when it is not in it."""
