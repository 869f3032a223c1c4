"""One page of a listing."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import define

__all__ = ["PaginateResponse"]

T = TypeVar("T")


@define
class PaginateResponse(Generic[T]):
    """One page of a listing.

    :ivar token: what the page was asked for with; ``None`` for the first page.
    :ivar next_token: what to ask for the next page with; ``None`` after the last.
    :ivar is_truncated: whether there is a next page.
    :ivar page_data: the items.
    """

    token: str | None
    next_token: str | None
    is_truncated: bool
    page_data: list[T]
