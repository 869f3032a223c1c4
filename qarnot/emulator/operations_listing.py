"""The operations that list tasks, pools and jobs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from qarnot.emulator.calls import Buckets, Call, Handler, Reply
from qarnot.emulator.core.filters import Fields, condition_of, tag_condition
from qarnot.emulator.core.listings import Listing
from qarnot.emulator.core.pages import order_of

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
        names = (call.body.get("select") or {}).get("fields") or ()
        fields.check_selection(names)
        condition = condition_of(call.body.get("filter"), fields)
        maximum = call.body.get("maximumResults")
        found = listing.all(condition, in_full=True, maximum=maximum)
        return Reply(json=[_selected(each, names) for each in found] if names else found)

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
    definition = request.get("filter")
    return listing.page(
        condition_of(definition, fields),
        in_full=in_full,
        order=order_of(request.get("orderBy"), request.get("orderType"), fields),
        token=request.get("token"),
        maximum=request.get("maximumResults"),
        question=json.dumps(definition, sort_keys=True),
    )


def _selected(described: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Leave out of a description what was not selected.

    The uuid stays, since the document has no item without one; so does what tells the kind of a
    part.

    :param names: the fields, in any case; a part of a property is named after a dot.
    """
    wanted: dict[str, set[str]] = {"uuid": {""}}
    for name in names:
        head, _, part = name.lower().partition(".")
        wanted.setdefault(head, set()).add(part)
    return {
        name: _parts(value, wanted[name.lower()])
        for name, value in described.items()
        if name.lower() in wanted
    }


def _parts(value: Any, names: set[str]) -> Any:
    """Leave out what was not selected of a property; an empty name stands for all of it."""
    if "" in names:
        return value
    if isinstance(value, list):
        return [_parts(each, names) for each in value]
    if isinstance(value, dict):
        kept = {*names, "discriminator"}
        return {name: part for name, part in value.items() if name.lower() in kept}
    return value
