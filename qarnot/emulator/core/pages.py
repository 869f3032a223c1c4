"""Pages of a listing that stay right while items come and go.

The token of a page names the place of the last item of the page before: its value in the order of
the listing, and its number among all items that ever were. So an item that was there throughout,
and whose value did not change, is given exactly once, whatever comes and goes between the pages.

A token is signed, together with what was asked for. One that was never given out is refused, and
so is one of another listing, filter or order; only the size of the page may change on the way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from qarnot.emulator.core.fields import Field, Fields
from qarnot.emulator.core.objects import Item, Registry, shortened
from qarnot.emulator.core.refusals import Refusal

__all__ = ["CREATION", "USUAL_PAGE", "Order", "Tokens", "cut_page", "order_of"]

_Item = TypeVar("_Item", bound=Item)

USUAL_PAGE = 50
"""How many items a page has when the request does not say."""

_DIRECTIONS = ("ASC", "DESC")
_BY_CREATION = "creationdate"


@dataclass(frozen=True)
class Order:
    """In which order items are listed.

    Items of equal value, and the order by ``creationDate`` as a whole, follow the order in which
    the items were accepted; those without a value count as less than all others.

    :ivar field: what they are ordered by; ``None`` for their creation.
    :ivar is_descending: whether the greatest comes first.
    :ivar name: the name of the field, in small letters.
    """

    field: Field | None = None
    is_descending: bool = False
    name: str = _BY_CREATION


CREATION = Order()
"""The order when nothing is asked for: the oldest first."""

# A value as JSON can hold it, in the same order: less than all others when there is none.
_Value = tuple[bool, Any]


def order_of(name: str | None, direction: str | None, fields: Fields) -> Order:
    """Read the order that a page request asks for, by its field and direction.

    Without a field, it is that of creation. Any field with one value can be named.

    :raises Refusal: 400 for a field or a direction that is not known.
    """
    if direction and direction not in _DIRECTIONS:
        raise Refusal(
            400, f"orderType: expected {' or '.join(_DIRECTIONS)}, not {shortened(direction)!r}"
        )
    is_descending = direction == "DESC"
    if not name or name.lower() == _BY_CREATION:
        return Order(is_descending=is_descending)
    field = fields.find("orderBy", name)
    if field.is_list:
        raise Refusal(400, f"orderBy: {name} has no order")
    return Order(field, is_descending, name.lower())


class Tokens:
    """Writes the tokens of pages, and reads those that it wrote."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def write(self, question: str, place: list[Any]) -> str:
        """Make the token of the page after a place.

        :param question: what the listing was asked for.
        """
        text = base64.urlsafe_b64encode(json.dumps(place).encode("ascii")).decode("ascii")
        return f"{text}.{self._signature(question, text)}"

    def read(self, question: str, token: str) -> list[Any]:
        """Give the place that a token names.

        :raises Refusal: 400 when it was not made for this question.
        """
        text, _, signature = token.rpartition(".")
        expected = self._signature(question, text).encode("ascii")
        if not hmac.compare_digest(expected, signature.encode("utf-8", "replace")):
            raise Refusal(400, f"token: no page has the token {shortened(token)!r}")
        place: list[Any] = json.loads(base64.urlsafe_b64decode(text))
        return place

    def _signature(self, question: str, text: str) -> str:
        content = f"{text} {question}".encode("utf-8", "backslashreplace")
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()[:32]


def cut_page(
    items: Registry[_Item],
    condition: Callable[[_Item, datetime], bool],
    now: datetime,
    order: Order,
    after: list[Any] | None,
    maximum: int | None,
) -> tuple[list[_Item], list[Any] | None]:
    """Cut a page out of items.

    In the order of creation it costs no more than the items from its first to its last. In
    another order, all items are put in order for each page.

    :param condition: which of them are listed.
    :param order: in which order.
    :param after: the place of the last item of the page before, ``None`` for the first page.
    :param maximum: most items of the page, :data:`USUAL_PAGE` when ``None``.
    :returns: the page, and its last place if there is another page.
    """
    listed = (item for item in _rest(items, order, after, now) if condition(item, now))
    page = list(islice(listed, min(int(maximum or USUAL_PAGE), len(items))))
    if next(listed, None) is None:
        return page, None
    return page, [*_value(page[-1], order, now), page[-1].sequence]


def _rest(
    items: Registry[_Item], order: Order, after: list[Any] | None, now: datetime
) -> Iterator[_Item]:
    """Go through the items after a place, in their order."""
    sequence: int | None = after[-1] if after else None
    if order.field is None:
        return items.before(sequence) if order.is_descending else items.after(sequence or 0)
    # What is put in order keeps the order of creation among equals, in both directions.
    valued = [(_value(item, order, now), item) for item in items]
    valued.sort(key=lambda each: each[0], reverse=order.is_descending)
    if after is None or sequence is None:
        return (item for _, item in valued)
    last: _Value = (after[0], after[1])

    def is_later(value: _Value, item: _Item) -> bool:
        if value == last:
            return item.sequence > sequence
        return value < last if order.is_descending else value > last

    return (item for value, item in valued if is_later(value, item))


def _value(item: Item, order: Order, now: datetime) -> _Value:
    value = order.field.read(item, now) if order.field else None
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat(timespec="microseconds")
    elif isinstance(value, timedelta):
        value = value // timedelta(microseconds=1)
    return value is not None, value
