"""Pages of a listing that stay right while items come and go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from qarnot.emulator.core.objects import Item
from qarnot.emulator.core.refusals import Refusal, not_modelled

__all__ = ["USUAL_PAGE", "cut_page", "is_newest_first"]

_Item = TypeVar("_Item", bound=Item)

USUAL_PAGE = 50
"""How many items a page has when the request does not say."""


def is_newest_first(order: str | None, direction: str | None) -> bool:
    """Tell whether a page request asks for the newest items first, by its order and direction.

    :raises Refusal: 501 for any order but that of creation.
    """
    if not order and not direction:
        return False
    if not order:
        raise not_modelled(f"orderType {direction} without orderBy")
    if order != "creationDate":
        raise not_modelled(f"orderBy {order}")
    if direction not in (None, "ASC", "DESC"):
        raise not_modelled(f"orderType {direction}")
    return direction == "DESC"


def cut_page(
    items: Iterable[_Item],
    condition: Callable[[_Item], bool],
    *,
    newest_first: bool,
    token: str | None,
    maximum: int | None,
    newest: int,
) -> tuple[list[_Item], str | None]:
    """Cut a page out of items in the order of their creation, or the other way round.

    A token names the item after which the next page begins, by its place among all items that
    ever were, so that no item is left out or shown twice when others come or go between pages.

    :param items: the items that exist, in this order.
    :param condition: which of them are listed.
    :param newest_first: whether the newest comes first, or the oldest.
    :param token: token of the page, ``None`` for the first.
    :param maximum: most items of the page, :data:`USUAL_PAGE` when ``None``.
    :param newest: sequence number of the newest item that ever was.
    :returns: the page, and the token of the next one if there is one.
    :raises Refusal: 400 for a token that was never given out.
    """
    word = "before" if newest_first else "after"
    start = _position(token, word, newest)
    listed = (
        item
        for item in items
        if not start or (item.sequence < start if newest_first else item.sequence > start)
        if condition(item)
    )
    page = list(islice(listed, min(int(maximum or USUAL_PAGE), newest)))
    has_more = next(listed, None) is not None
    return page, f"{word}-{page[-1].sequence}" if has_more else None


def _position(token: str | None, word: str, newest: int) -> int:
    """Read which item a page follows, 0 when it is the first page."""
    if token is None:
        return 0
    match = re.fullmatch(rf"{word}-([1-9][0-9]{{0,17}})", token, re.ASCII)
    if match is None or int(match[1]) > newest:
        raise Refusal(400, f"token: no page has the token {token!r}")
    return int(match[1])
