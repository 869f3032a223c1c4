"""One page of a listing."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from attrs import define, field, frozen

__all__ = ["BadItem", "OffsetResponse", "PaginateResponse"]

T = TypeVar("T")


@frozen
class BadItem:
    """An item of a page that cannot be read.

    :ivar index: where it stands in the page; the first one is 0.
    :ivar reason: what is wrong with it.
    :ivar value: the item as it came.
    """

    index: int
    reason: str
    value: Any


@define
class PaginateResponse(Generic[T]):
    """One page of a listing whose next page is asked for by a token.

    :ivar token: what the page was asked for with; ``None`` for the first page.
    :ivar next_token: what to ask for the next page with; ``None`` after the last.
    :ivar is_truncated: whether there is a next page.
    :ivar page_data: the items.
    :ivar total: how many items there are in all, where the platform says so, else ``None``.
    :ivar bad_items: the items that cannot be read; they are missing in ``page_data``.
    """

    token: str | None
    next_token: str | None
    is_truncated: bool
    page_data: list[T]
    total: int | None = field(default=None, kw_only=True)
    bad_items: tuple[BadItem, ...] = field(default=(), kw_only=True)


@define
class OffsetResponse(Generic[T]):
    """One page of a listing whose pages are counted by the items before them.

    :ivar total: how many items there are in all.
    :ivar offset: how many items stand before this page.
    :ivar limit: how many items a page has at most.
    :ivar page_data: the items.
    :ivar bad_items: the items that cannot be read; they are missing in ``page_data``.
    """

    total: int
    offset: int
    limit: int
    page_data: list[T]
    bad_items: tuple[BadItem, ...] = field(default=(), kw_only=True)
