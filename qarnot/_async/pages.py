"""Listings, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from qarnot_rest.api.tasks import paginate_task_summaries, paginate_tasks
from qarnot_rest.models import PageRequest

from qarnot import _checks
from qarnot._colour.waiting import Eventually
from qarnot._replies import Answer, object_reply
from qarnot._requests import request
from qarnot.exceptions import UnreadableReply
from qarnot.paginate import PaginateResponse

from .task import Task

if TYPE_CHECKING:
    from .connection import AsyncConnection

__all__ = ["all_items", "page_of_tasks", "read_page_of_tasks"]

T = TypeVar("T")


async def page_of_tasks(
    connection: AsyncConnection,
    token: str | None,
    maximum: int | None,
    summary: bool,
    tags: Iterable[str] | None,
    tags_intersect: Iterable[str] | None,
) -> PaginateResponse[Task]:
    """Read one page of tasks; see ``tasks_page`` of the connection."""
    condition = _tag_filter(
        _checks.tags("tags", tags), _checks.tags("tags_intersect", tags_intersect)
    )
    wanted = _checks.optional_text("token", token), _checks.optional_count("maximum", maximum)
    # Summaries have no tags to look for.
    is_summary = summary and condition is None
    page = await read_page_of_tasks(connection, condition, *wanted, is_summary)
    return PaginateResponse(
        token=page.token,
        next_token=page.next_token,
        is_truncated=page.is_truncated,
        page_data=[
            Task.from_json(connection, item, is_summary=is_summary) for item in page.page_data
        ],
    )


async def read_page_of_tasks(
    connection: AsyncConnection,
    condition: dict[str, Any] | None,
    token: str | None,
    maximum: int | None,
    is_summary: bool,
    timeout: float | None = None,
) -> PaginateResponse[dict[str, Any]]:
    """Read the JSON of one page of tasks, with all retries, or in one attempt of so many seconds.

    :param condition: of the API (schema ``Filter``).
    """
    body = {"filter": condition, "token": token, "maximumResults": maximum}
    filled = {key: value for key, value in body.items() if value is not None}
    operation = paginate_task_summaries if is_summary else paginate_tasks
    arguments = operation._get_kwargs(body=PageRequest.from_dict(filled))
    ask = request(operation, arguments, _page_reply)
    wire = connection.wire
    page = await (wire.read(ask) if timeout is None else wire.read_once(ask, timeout))
    next_token = page.get("nextToken")
    return PaginateResponse(
        token=token,
        next_token=None if next_token is None else str(next_token),
        is_truncated=bool(next_token) and page.get("isTruncated") is not False,
        page_data=[item for item in page["data"] if isinstance(item, dict) and item.get("uuid")],
    )


def _page_reply(answer: Answer) -> dict[str, Any]:
    page = object_reply(answer)
    if not isinstance(page.get("data"), list):
        raise UnreadableReply("the reply is no page of a listing: it has no list of items")
    return page


async def all_items(
    read_page: Callable[[str | None], Eventually[PaginateResponse[T]]],
) -> AsyncIterator[T]:
    """Go through the items of all pages.

    :param read_page: reads the page of a token.
    :raises UnreadableReply: a token comes a second time, so that the pages would never end.
    """
    token: str | None = None
    seen: set[str] = set()
    while True:
        page = await read_page(token)
        for item in page.page_data:
            yield item
        token = page.next_token
        if not page.is_truncated or not token or not page.page_data:
            return
        if token in seen:
            raise UnreadableReply("the pages of this listing do not come to an end")
        seen.add(token)


def _tag_filter(any_of: list[str], all_of: list[str]) -> dict[str, Any] | None:
    conditions = [_tag(tag) for tag in all_of]
    if any_of:
        conditions.append(_joined("Or", [_tag(tag) for tag in any_of]))
    return _joined("And", conditions) if conditions else None


def _tag(tag: str) -> dict[str, Any]:
    return {"operator": "Equal", "field": "Tags", "value": tag}


def _joined(operator: str, conditions: list[dict[str, Any]]) -> dict[str, Any]:
    if len(conditions) == 1:
        return conditions[0]
    return {"operator": operator, "filters": conditions}
