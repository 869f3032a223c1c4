"""Listings, without their requests: what is asked for, what came, and where it goes on."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from qarnot._callers import caller_level
from qarnot._checks import flag, shown
from qarnot.exceptions import InvalidValue, UnreadableItemWarning, UnreadableReply
from qarnot.filters import Field
from qarnot.paginate import BadItem

__all__ = [
    "ReceivedPage",
    "Step",
    "Trail",
    "all_hold",
    "flaw_of_object",
    "items_of",
    "looks_only_at",
    "order_json",
    "page_of",
    "shifted",
    "tag_condition",
    "warn_of",
]

MOST_FRUITLESS_PAGES: Final = 1000


# What is asked for


def tag_condition(any_of: Collection[str], all_of: Collection[str]) -> dict[str, Any] | None:
    """Give the condition that an item has one of some tags, and all of others.

    :param any_of: when empty, an item need have none of them.
    :param all_of: as ``any_of``.
    :return: a condition of the API (schema ``Filter``); ``None`` when every item will do.
    """
    conditions = [_tag(tag) for tag in all_of]
    if any_of:
        conditions.append(_joined("Or", [_tag(tag) for tag in any_of]))
    return all_hold(conditions)


def all_hold(conditions: Iterable[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Join conditions so that all of them hold; ``None`` among them holds always."""
    found = [each for each in conditions if each is not None]
    return _joined("And", found) if found else None


def _tag(tag: str) -> dict[str, Any]:
    return {"operator": "Equal", "field": "Tags", "value": tag}


def _joined(operator: str, conditions: list[dict[str, Any]]) -> dict[str, Any]:
    if len(conditions) == 1:
        return conditions[0]
    return {"operator": operator, "filters": conditions}


def looks_only_at(condition: Mapping[str, Any], names: Collection[str]) -> bool:
    """Tell whether a condition looks at no other fields than these.

    :param condition: of the API (schema ``Filter``).
    :param names: in small letters.
    """
    left: list[Any] = [condition]
    while left:
        each = left.pop()
        if isinstance(each, Mapping) and isinstance(each.get("filters"), list):
            left += each["filters"]
        elif not isinstance(each, Mapping) or str(each.get("field")).lower() not in names:
            return False
    return True


def order_json(order_by: Any, descending: Any, orders: Collection[str]) -> dict[str, str]:
    """Check an order, and write it down.

    :param order_by: the name of a field, as the API or as Python writes it, or a
        :class:`~qarnot.filters.Field`; ``None`` leaves the order to the platform.
    :param descending: whether the greatest comes first.
    :param orders: what the items can be ordered by, as the API writes it.
    :return: the properties ``orderBy`` and ``orderType`` of a ``PageRequest``, or none.
    :raises InvalidValue: they cannot be ordered so.
    """
    is_descending = flag("descending", descending)
    if order_by is None:
        if is_descending:
            raise InvalidValue("descending: an order was expected, too, as order_by")
        return {}
    name = order_by.wire_name if isinstance(order_by, Field) else order_by
    known = {order.lower(): order for order in orders}
    found = known.get(name.replace("_", "").lower()) if isinstance(name, str) else None
    if found is None:
        raise InvalidValue(
            f"order_by: one of {', '.join(orders)} was expected, not {shown(order_by)}"
        )
    return {"orderBy": found, "orderType": "DESC" if is_descending else "ASC"}


# What came


@frozen
class ReceivedPage:
    """A page as it came.

    :ivar items: those that can be read, as JSON.
    :ivar bad_items: the others.
    :ivar next_token: names the next page, if there is a token.
    :ivar is_truncated: whether the platform says that there is a next page; ``None`` when it does
        not say.
    :ivar total: how many items there are in all, where the platform says so.
    :ivar received_at: when it came, by ``time.monotonic()``.
    """

    items: list[dict[str, Any]]
    bad_items: tuple[BadItem, ...]
    next_token: str | None
    is_truncated: bool | None
    total: int | None
    received_at: float = field(factory=time.monotonic, eq=False)

    @property
    def following(self) -> str | None:
        """The token of the next page; ``None`` when there is none, or it has no token."""
        return None if self.is_truncated is False else self.next_token

    @property
    def is_dead_end(self) -> bool:
        """Whether there is a next page, and nothing to ask for it with."""
        return self.is_truncated is True and self.next_token is None

    @property
    def dead_end(self) -> UnreadableReply:
        """The error that such a page ends a listing with."""
        return UnreadableReply(
            "the listing is not whole: its last page says that there are more, and has no token"
        )


def page_of(reply: Mapping[str, Any]) -> ReceivedPage:
    """Read a page (schemas ``TaskPage``, ``PoolPage``, ``JobPage`` and those of summaries).

    :raises UnreadableReply: it has no list of items.
    """
    found, token, is_truncated = reply.get("data"), reply.get("nextToken"), reply.get("isTruncated")
    if not isinstance(found, list):
        raise UnreadableReply("the reply is no page of a listing: it has no list of items")
    items, bad_items = items_of(found)
    total = reply.get("total")
    return ReceivedPage(
        items=items,
        bad_items=bad_items,
        next_token=None if token is None or token == "" else str(token),
        is_truncated=is_truncated if isinstance(is_truncated, bool) else None,
        total=total if isinstance(total, int) and not isinstance(total, bool) else None,
    )


def flaw_of_object(item: Any) -> str | None:
    """Say why an item cannot be read, when it need only be an object."""
    return None if isinstance(item, dict) else f"it is no object but {shown(item)}"


def _flaw(item: Any) -> str | None:
    if not isinstance(item, dict):
        return flaw_of_object(item)
    uuid = item.get("uuid")
    if not uuid and uuid != 0:
        return "it has no uuid"
    return None if isinstance(uuid, str) else f"its uuid is no text but {shown(uuid)}"


def items_of(
    found: Iterable[Any], flaw: Callable[[Any], str | None] = _flaw
) -> tuple[list[dict[str, Any]], tuple[BadItem, ...]]:
    """Sort the items of a reply into those that can be read, and the others.

    :param flaw: says why an item cannot be read; ``None`` when it can. By default an item needs a
        uuid.
    """
    items, bad_items = [], []
    for index, item in enumerate(found):
        reason = flaw(item)
        if reason is None:
            items.append(item)
        else:
            bad_items.append(BadItem(index, reason, item))
    return items, tuple(bad_items)


def shifted(bad_items: Iterable[BadItem], count: int) -> tuple[BadItem, ...]:
    """Tell where items stand in a listing of which so many items came before."""
    return tuple(evolve(each, index=count + each.index) for each in bad_items)


def warn_of(logger: logging.Logger, noun: str, bad_items: Iterable[BadItem]) -> None:
    """Log, and warn by an ``UnreadableItemWarning``, that items are left out.

    :param noun: what the items are, such as ``"task"``.
    """
    for each in bad_items:
        warning = UnreadableItemWarning(noun, each.index, each.reason, each.value)
        logger.warning("%s", warning)
        warnings.warn(warning, stacklevel=caller_level())


# Where it goes on


@frozen
class Step:
    """What a page adds to a listing.

    :ivar page: the page.
    :ivar items: those that no page before had.
    :ivar bad_items: those that cannot be read, with their places in the whole listing.
    :ivar following: the token of the next page; ``None`` when this is the last one.
    :ivar problem: why the listing cannot go on, although it is not whole.
    """

    page: ReceivedPage
    items: list[dict[str, Any]]
    bad_items: tuple[BadItem, ...]
    following: str | None = None
    problem: UnreadableReply | None = None


class Trail:
    """The way through the pages of a listing, which comes to an end whatever the server says."""

    def __init__(self) -> None:
        self._uuids: set[str] = set()
        self._tokens: set[str] = set()
        self._received = 0
        self._fruitless = 0

    def take(self, page: ReceivedPage) -> Step:
        """Take the next page."""
        items, known = [], self._uuids
        for item in page.items:
            uuid = item["uuid"]
            if uuid not in known:
                known.add(uuid)
                items.append(item)
        self._fruitless = 0 if items else self._fruitless + 1
        bad_items = shifted(page.bad_items, self._received)
        self._received += len(page.items) + len(bad_items)
        problem = self._problem_after(page)
        following = page.following if problem is None else None
        return Step(page, items, bad_items, following, problem)

    def _problem_after(self, page: ReceivedPage) -> UnreadableReply | None:
        token = page.following
        if token is None:
            return page.dead_end if page.is_dead_end else None
        if token in self._tokens:
            return _endless("the token of a page came a second time")
        if self._fruitless >= MOST_FRUITLESS_PAGES:
            return _endless(f"{self._fruitless} pages on end had nothing new")
        self._tokens.add(token)
        return None


def _endless(reason: str) -> UnreadableReply:
    return UnreadableReply(f"the pages of this listing do not come to an end: {reason}")
