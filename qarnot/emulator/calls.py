"""Requests that fit the document, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["Buckets", "Call", "Handler", "Reply"]


@dataclass(frozen=True)
class Call:
    """A request that fits the document."""

    parameters: Mapping[str, Any]
    body: Any


@dataclass(frozen=True)
class Reply:
    """An answer: JSON, or text when ``text`` is given, or nothing when both are ``None``."""

    status: int = 200
    json: Any = None
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Buckets(Protocol):
    """What the operations need of the storage."""

    @property
    def url(self) -> str: ...

    def names(self) -> Iterable[str]: ...

    def used_bytes(self) -> int: ...


Handler = Callable[[Call], Reply]
