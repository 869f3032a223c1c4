# Made from qarnot/_async/pages.py by `make sync`: edit that file, not this one.
"""Listings and searches of tasks, pools and jobs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from attrs import evolve, frozen
from qarnot_rest.api.jobs import list_jobs, paginate_jobs, search_jobs
from qarnot_rest.api.pools import (
    list_pool_summaries,
    list_pools,
    paginate_pool_summaries,
    paginate_pools,
    search_pools,
)
from qarnot_rest.api.tasks import (
    list_task_summaries,
    list_tasks,
    paginate_task_summaries,
    paginate_tasks,
    search_tasks,
)
from qarnot_rest.models import PageRequest, SearchRequest
from qarnot_rest.types import UNSET

from qarnot import _checks
from qarnot._colour.prefetch import Prefetch
from qarnot._colour.waiting import Directly
from qarnot._fields import fields_of
from qarnot._listing import (
    ReceivedPage,
    Step,
    Trail,
    all_hold,
    items_of,
    looks_only_at,
    order_json,
    page_of,
    tag_condition,
    warn_of,
)
from qarnot._replies import Request, list_reply, object_reply
from qarnot._requests import request
from qarnot.exceptions import (
    AmbiguousName,
    InvalidValue,
    MissingJobException,
    MissingPoolException,
    MissingTaskException,
    QarnotException,
)
from qarnot.filters import Field, filter_json, selected_names
from qarnot.paginate import PaginateResponse

from .job import Job
from .pool import Pool
from .submittable import Submittable
from .task import Task
from .work_fields import NEVER_TOLD

if TYPE_CHECKING:
    from .connection import Connection

__all__ = [
    "JOBS",
    "POOLS",
    "TASKS",
    "Kind",
    "Pages",
    "Wanted",
    "all_items",
    "count",
    "every",
    "find",
    "one_page",
    "search",
    "wanted",
]

T = TypeVar("T", bound=Submittable)

MOST_NAMESAKES: Final = 100
ITEMS_OF_A_COUNT: Final = 500
NAME: Final = "name"


@frozen
class Kind(Generic[T]):
    """One kind of object that is listed.

    :ivar noun: the word for one of them.
    :ivar made: the class of them.
    :ivar page: the generated module of what reads a page of them in full.
    :ivar summaries_page: the same of summaries; ``None`` where there are none.
    :ivar whole: the generated module of what reads all at once.
    :ivar whole_of_summaries: as ``summaries_page``.
    :ivar search: the generated module of what searches them.
    :ivar missing: the error that says that one does not exist.
    :ivar orders: what they can be ordered by.
    """

    noun: str
    made: type[T]
    page: ModuleType
    summaries_page: ModuleType | None
    whole: ModuleType
    whole_of_summaries: ModuleType | None
    search: ModuleType
    missing: type[QarnotException]
    orders: Collection[str]

    def is_in_summaries(self, condition: dict[str, Any] | None) -> bool:
        """Tell whether summaries have all that a condition looks at."""
        if self.summaries_page is None or condition is None:
            return self.summaries_page is not None
        fields = fields_of(self.made).values()
        told = (field for field in fields if not field.is_detail and field.key not in NEVER_TOLD)
        names = {field.key.lower() for field in told}
        return looks_only_at(condition, names)


TASKS: Final = Kind(
    noun="task",
    made=Task,
    page=paginate_tasks,
    summaries_page=paginate_task_summaries,
    whole=list_tasks,
    whole_of_summaries=list_task_summaries,
    search=search_tasks,
    missing=MissingTaskException,
    orders=("creationDate", "executionTime", "name", "state"),
)
POOLS: Final = Kind(
    noun="pool",
    made=Pool,
    page=paginate_pools,
    summaries_page=paginate_pool_summaries,
    whole=list_pools,
    whole_of_summaries=list_pool_summaries,
    search=search_pools,
    missing=MissingPoolException,
    orders=("creationDate", "executionTime", "name", "state"),
)
JOBS: Final = Kind(
    noun="job",
    made=Job,
    page=paginate_jobs,
    summaries_page=None,
    whole=list_jobs,
    whole_of_summaries=None,
    search=search_jobs,
    missing=MissingJobException,
    orders=("creationDate", "name", "state"),
)


@frozen
class Wanted(Generic[T]):
    """Which objects a listing gives, and how.

    :ivar kind: what they are.
    :ivar body: what every page is asked for with.
    :ivar is_summary: whether they come as summaries.
    """

    kind: Kind[T]
    body: dict[str, Any]
    is_summary: bool

    @property
    def operation(self) -> ModuleType:
        """The generated module of what reads a page of them."""
        summaries = self.kind.summaries_page
        return summaries if self.is_summary and summaries is not None else self.kind.page

    def of(self, maximum: int) -> Wanted[T]:
        """Give the same in pages of another size."""
        return evolve(self, body={**self.body, "maximumResults": maximum})

    def request(self, token: str | None) -> Request[ReceivedPage]:
        """Give the request of a page; of the first one when there is no token."""
        body = self.body if token is None else {**self.body, "token": token}
        # The models drop what this library does not know of conditions.
        arguments = {**self.operation._get_kwargs(body=PageRequest()), "json": body}
        return request(self.operation, arguments, lambda answer: page_of(object_reply(answer)))

    def make(self, connection: Connection, item: dict[str, Any], received_at: float) -> T:
        """Make an object of an item.

        :param received_at: when it came, by ``time.monotonic()``.
        """
        return self.kind.made.of_json(
            connection, item, is_summary=self.is_summary, received_at=received_at
        )


def wanted(
    kind: Kind[T],
    *,
    summary: Any = False,
    tags: Any = None,
    tags_intersect: Any = None,
    filter: Any = None,  # noqa: A002 - as in requests
    order_by: Any = None,
    descending: Any = False,
    maximum: Any = None,
    maximum_is: str = "maximum",
) -> Wanted[T]:
    """Check what a user asks of a listing; see ``tasks_page`` of the connection.

    :param maximum: how many items a page may have.
    :param maximum_is: what the user calls this.
    :raises InvalidValue: a value cannot be right.
    """
    is_summary = _checks.flag("summary", summary)
    condition = all_hold(
        [
            filter_json("filter", filter),
            tag_condition(
                _checks.tags("tags", tags), _checks.tags("tags_intersect", tags_intersect)
            ),
        ]
    )
    body = {
        "filter": condition,
        "maximumResults": _checks.optional_count(maximum_is, maximum),
        **order_json(order_by, descending, kind.orders),
    }
    return Wanted(kind, _filled(body), is_summary and kind.is_in_summaries(condition))


def _filled(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value is not None}


class Pages:
    """Goes through the pages of a listing, which come to an end whatever the server says.

    One that reads ahead is to be ended by :meth:`end`.

    :param connection: where.
    :param wanted: which.
    :param timeout: gives the seconds that a page may take, which is then read in one attempt; with
        all retries when ``None``.
    :param reads_ahead: whether the next page is read while one is looked at.
    """

    def __init__(
        self,
        connection: Connection,
        wanted: Wanted[Any],
        *,
        timeout: Callable[[], float] | None = None,
        reads_ahead: bool = False,
    ) -> None:
        self._wire = connection.wire
        self._wanted = wanted
        self._timeout = timeout
        self._ahead = Prefetch(self._read)
        self._reads_ahead = reads_ahead
        self._trail = Trail()
        self._last: Step | None = None

    def next(self) -> Step | None:
        """Take the next page.

        :return: what it adds; ``None`` after the last page.
        :raises UnreadableReply: the pages do not come to an end, or the last one is missing.
        """
        last = self._last
        if last is None:
            page = self._read(None)
        elif last.problem is not None:
            raise last.problem
        elif last.following is None:
            return None
        else:
            page = self._ahead.take(last.following)
        step = self._last = self._trail.take(page)
        if self._reads_ahead and step.following is not None:
            self._ahead.begin(step.following)
        return step

    def _read(self, token: str | None) -> ReceivedPage:
        ask = self._wanted.request(token)
        if self._timeout is None:
            return self._wire.read(ask)
        return self._wire.read_once(ask, self._timeout())

    def end(self) -> None:
        """Stop what was read ahead and not taken."""
        self._ahead.end()


def one_page(connection: Connection, wanted: Wanted[T], token: str | None) -> PaginateResponse[T]:
    """Read one page of objects; see ``tasks_page`` of the connection."""
    if token == "":
        raise InvalidValue("token: the next_token of a page, or None, was expected, not ''")
    page = connection.wire.read(wanted.request(_checks.optional_text("token", token)))
    if page.is_dead_end:
        raise page.dead_end
    warn_of(connection.logger, wanted.kind.noun, page.bad_items)
    return PaginateResponse(
        token=token,
        next_token=page.following,
        is_truncated=page.following is not None,
        page_data=[wanted.make(connection, item, page.received_at) for item in page.items],
        total=page.total,
        bad_items=page.bad_items,
    )


def all_items(connection: Connection, wanted: Wanted[T]) -> Iterator[T]:
    """Go through the objects of all pages, each once.

    While the objects of a page are taken, the next one is read. An error comes when all objects
    before it were taken.

    :raises UnreadableReply: the pages do not come to an end, or the last one is missing.
    """
    pages = Pages(connection, wanted, reads_ahead=True)
    try:
        while (step := pages.next()) is not None:
            warn_of(connection.logger, wanted.kind.noun, step.bad_items)
            for item in step.items:
                yield wanted.make(connection, item, step.page.received_at)
    finally:
        pages.end()


def every(
    connection: Connection,
    kind: Kind[T],
    *,
    summary: bool = False,
    tags: Any = None,
    tags_intersect: Any = None,
) -> list[T]:
    """List all objects; see ``tasks`` of the connection."""
    listing = wanted(kind, summary=summary, tags=tags, tags_intersect=tags_intersect)
    any_of = _checks.tags("tags", tags)
    all_of = _checks.tags("tags_intersect", tags_intersect)
    # Whether a listing at once takes a comma for a separator, or wants one of several tags or all
    # of them, is not documented.
    if all_of or len(any_of) > 1 or any("," in tag for tag in any_of):
        return [item for item in all_items(connection, listing)]
    summaries = kind.whole_of_summaries
    operation = summaries if listing.is_summary and summaries is not None else kind.whole
    arguments = operation._get_kwargs(tag=any_of or UNSET)
    found = connection.wire.read(request(operation, arguments, list_reply))
    items, bad_items = items_of(found)
    warn_of(connection.logger, kind.noun, bad_items)
    return [kind.made.of_json(connection, each, is_summary=listing.is_summary) for each in items]


def _search_request(
    kind: Kind[Any], condition: dict[str, Any] | None, select: list[str] | None, maximum: int | None
) -> Request[list[Any]]:
    fields = None if select is None else {"fields": select}
    body = _filled({"filter": condition, "select": fields, "maximumResults": maximum})
    arguments = {**kind.search._get_kwargs(body=SearchRequest()), "json": body}
    return request(kind.search, arguments, list_reply)


def search(
    connection: Connection,
    kind: Kind[T],
    filter: Any,  # noqa: A002 - as in requests
    select: Any,
    maximum: Any,
) -> list[T]:
    """Search objects; see ``search_tasks`` of the connection."""
    names = selected_names("select", select)
    limit = _checks.optional_count("maximum", maximum)
    ask = _search_request(kind, filter_json("filter", filter), names, limit)
    items, bad_items = items_of(connection.wire.read(ask))
    warn_of(connection.logger, kind.noun, bad_items)
    if names is None:
        return [kind.made.of_json(connection, item) for item in items]
    selection = frozenset(name.partition(".")[0].lower() for name in names)
    return [_selected(connection, kind, item, selection) for item in items]


def _selected(
    connection: Connection, kind: Kind[T], item: dict[str, Any], selection: frozenset[str]
) -> T:
    made = kind.made.of_json(connection, item)
    made.receive_selection(item, selection)
    return made


def count(connection: Connection, listing: Wanted[Any]) -> int:
    """Count objects; see ``count_tasks`` of the connection."""
    total = _total(connection, listing)
    if total is not None and "filter" in listing.body:
        # Whether a total is that of all objects or of those that are asked for is not documented.
        everything = evolve(listing, body={})
        is_of_these = total != _total(connection, everything)
        total = total if is_of_these else None
    return _count_all(connection, listing) if total is None else total


def _total(connection: Connection, listing: Wanted[Any]) -> int | None:
    """Read how many objects there are, where the platform says so."""
    page = connection.wire.read(listing.of(1).request(None))
    seen = len(page.items) + len(page.bad_items)
    return page.total if page.total is not None and page.total >= seen else None


def _count_all(connection: Connection, listing: Wanted[Any]) -> int:
    pages, number = Pages(connection, listing.of(ITEMS_OF_A_COUNT)), 0
    while (step := pages.next()) is not None:
        warn_of(connection.logger, listing.kind.noun, step.bad_items)
        number += len(step.items)
    return number


def find(
    connection: Connection,
    kind: Kind[T],
    identifier: Any,
    retrieve: Callable[[str], Directly[T]],
) -> T:
    """Find one object; see ``find_task`` of the connection.

    :param retrieve: retrieves one by its uuid or shortname.
    """
    name = str(identifier) if isinstance(identifier, uuid.UUID) else identifier
    _checks.name("identifier", name)
    if _is_shortname(name):
        try:
            return retrieve(name)
        except kind.missing:
            pass
    listing = wanted(kind, filter=Field.name == name)
    ask = _search_request(kind, listing.body["filter"], None, MOST_NAMESAKES)
    found = connection.wire.read(ask)
    items, bad_items = items_of(found)
    warn_of(connection.logger, kind.noun, bad_items)
    named, is_full = _named(name, items), len(found) >= MOST_NAMESAKES
    if is_full and len(named) < 2:
        named = _all_named(connection, name, listing)
    if not named:
        raise kind.missing(f"no {kind.noun} has the uuid, shortname or name {_checks.shown(name)}")
    if len(named) > 1:
        number = f"at least {len(named)}" if is_full else f"{len(named)}"
        raise AmbiguousName(
            f"{number} {kind.noun}s have the name {_checks.shown(name)}: {', '.join(named)}", named
        )
    (item,) = named.values()
    return kind.made.of_json(connection, item)


def _named(name: str, items: Collection[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Choose the items that have a name to the letter, as a platform may compare otherwise.

    :return: the items by their uuids.
    """
    return {item["uuid"]: item for item in items if item.get(NAME) == name}


def _all_named(
    connection: Connection, name: str, listing: Wanted[Any]
) -> dict[str, dict[str, Any]]:
    """Choose the items of a name from all pages, until it is known to be ambiguous."""
    pages, named = Pages(connection, listing), dict[str, dict[str, Any]]()
    while len(named) < 2 and (step := pages.next()) is not None:
        named |= _named(name, step.items)
    return named


def _is_shortname(name: str) -> bool:
    try:
        return _checks.shortname("identifier", name) is not None
    except InvalidValue:
        return False
