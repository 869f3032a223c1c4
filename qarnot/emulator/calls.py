"""Requests that fit the document, and their answers."""

from __future__ import annotations

import json
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

    def encoded(self) -> tuple[str, bytes]:
        """Give its content type, empty when it carries nothing, and what it carries.

        :raises ValueError: it holds a number that JSON does not have.
        """
        if self.text is not None:
            return "text/plain; charset=utf-8", self.text.encode("utf-8", "replace")
        if self.json is not None:
            return "application/json", json.dumps(self.json, allow_nan=False).encode()
        return "", b""


class Buckets(Protocol):
    """What the operations need of the storage."""

    @property
    def url(self) -> str: ...

    def names(self) -> Iterable[str]: ...

    def used_bytes(self) -> int: ...


Handler = Callable[[Call], Reply]
