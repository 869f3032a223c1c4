"""The operations that list tasks, pools and jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qarnot.emulator.calls import Buckets, Call, Handler, Reply
from qarnot.emulator.core.filters import Fields, condition_of, tag_condition
from qarnot.emulator.core.listings import Listing
from qarnot.emulator.core.pages import is_newest_first

__all__ = ["bucket_test", "listing_handlers"]


def listing_handlers(
    listing: Listing[Any], noun: str, fields: Fields, *, has_summaries: bool
) -> Mapping[str, Handler]:
    """Give the handlers of the listings of one kind.

    :param noun: the word for one item.
    :param fields: the fields to filter by.
    :param has_summaries: whether it is listed in summaries too.
    """

    def one(call: Call) -> Reply:
        return Reply(json=listing.of(call.parameters[f"{noun}Uuid"]))

    def search(call: Call) -> Reply:
        condition = condition_of(call.body.get("filter"), fields)
        maximum = call.body.get("maximumResults")
        return Reply(json=listing.all(condition, in_full=True, maximum=maximum))

    def every(*, in_full: bool) -> Handler:
        return lambda call: Reply(
            json=listing.all(tag_condition(call.parameters.get("tag")), in_full=in_full)
        )

    def pages(*, in_full: bool) -> Handler:
        return lambda call: Reply(json=_page(listing, fields, call.body, in_full=in_full))

    table: dict[str, Handler] = {
        f"get_{noun}": one,
        f"list_{noun}s": every(in_full=True),
        f"search_{noun}s": search,
        f"paginate_{noun}s": pages(in_full=True),
    }
    if has_summaries:
        table[f"list_{noun}_summaries"] = every(in_full=False)
        table[f"paginate_{noun}_summaries"] = pages(in_full=False)
    return table


def bucket_test(buckets: Buckets) -> Callable[[str], bool]:
    """Give what tells whether a bucket exists; the buckets are listed once, when it is asked."""
    known: set[str] = set()
    has_looked = False

    def exists(name: str) -> bool:
        nonlocal has_looked
        if not has_looked:
            known.update(buckets.names())
            has_looked = True
        return name in known

    return exists


def _page(
    listing: Listing[Any], fields: Fields, request: Mapping[str, Any], *, in_full: bool
) -> dict[str, Any]:
    return listing.page(
        condition_of(request.get("filter"), fields),
        in_full=in_full,
        newest_first=is_newest_first(request.get("orderBy"), request.get("orderType")),
        token=request.get("token"),
        maximum=request.get("maximumResults"),
    )
