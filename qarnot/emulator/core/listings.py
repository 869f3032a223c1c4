"""What listings give of tasks, pools and jobs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from qarnot.emulator.core.filters import Condition, always
from qarnot.emulator.core.objects import Item, Registry
from qarnot.emulator.core.pages import CREATION, Order, Tokens, cut_page

__all__ = ["Listing"]

_Item = TypeVar("_Item", bound=Item)


class Listing(Generic[_Item]):
    """What listings give of one kind of item.

    :param turn: holds the lock of the cluster, in order to describe the item of a name, or any.
    :param items: all of the kind.
    :param summary: describes one shortly.
    :param details: describes one in full.
    """

    def __init__(
        self,
        turn: Callable[[str | None], AbstractContextManager[datetime]],
        items: Registry[_Item],
        summary: Callable[[_Item, datetime], dict[str, Any]],
        details: Callable[[_Item, datetime], dict[str, Any]],
    ) -> None:
        self._turn = turn
        self._items = items
        self._summary = summary
        self._details = details
        self._tokens = Tokens()

    def of(self, name: str) -> dict[str, Any]:
        """Describe the one with this uuid or shortname.

        :raises Refusal: 404 when there is none.
        """
        with self._turn(name) as now:
            return self._details(self._items.find(name), now)

    def all(
        self, condition: Condition, *, in_full: bool, maximum: int | None = None
    ) -> list[dict[str, Any]]:
        """Describe those for which a condition holds, in the order of their creation.

        :param in_full: whether to give details or summaries.
        :param maximum: the most to describe, ``None`` for all.
        """
        describe = self._details if in_full else self._summary
        with self._turn(None) as now:
            listed = (each for each in self._items if condition(each, now))
            most = len(self._items)
            chosen = islice(listed, most if maximum is None else min(int(maximum), most))
            return [describe(each, now) for each in chosen]

    def page(
        self,
        condition: Condition,
        *,
        in_full: bool,
        order: Order = CREATION,
        token: str | None = None,
        maximum: int | None = None,
        question: str = "",
    ) -> dict[str, Any]:
        """Describe one page of those for which a condition holds.

        :param in_full: whether to give details or summaries.
        :param order: in which order they are listed.
        :param token: token of the page, ``None`` for the first.
        :param maximum: most items of the page, the usual number when ``None``.
        :param question: what the request asks for besides; a token is good for the same only.
        :raises Refusal: 400 for a token that was not given for this listing.
        """
        describe = self._details if in_full else self._summary
        asked = f"{in_full} {order.name} {order.is_descending} {question}"
        after = None if token is None else self._tokens.read(asked, token)
        with self._turn(None) as now:
            chosen, last = cut_page(self._items, condition, now, order, after, maximum)
            return {
                "data": [describe(each, now) for each in chosen],
                "count": len(chosen),
                # Counting what a condition chooses would look at all for each page.
                "total": len(self._items) if condition is always else None,
                "nextToken": self._tokens.write(asked, last) if last else None,
                "isTruncated": last is not None,
            }
