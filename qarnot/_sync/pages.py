# Made from qarnot/_async/pages.py by `make sync`: edit that file, not this one.
"""Listings and searches of tasks, pools and jobs."""

from __future__ import annotations

import math
import uuid
import warnings
from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from attrs import frozen
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
from qarnot._callers import caller_level
from qarnot._colour.prefetch import Prefetch
from qarnot._colour.waiting import Directly
from qarnot._fields import fields_of
from qarnot._listing import (
    ReceivedPage,
    Trail,
    all_hold,
    items_of,
    looks_only_at,
    order_json,
    page_of,
    tag_condition,
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
    UnreadableItemWarning,
)
from qarnot.filters import Field, filter_json, selected_names
from qarnot.paginate import BadItem, PaginateResponse

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
    "Wanted",
    "all_items",
    "count",
    "every",
    "find",
    "one_page",
    "read_page_of_tasks",
    "search",
    "wanted",
]

T = TypeVar("T", bound=Submittable)

LONGEST_WAIT: Final = 120.0
MOST_NAMESAKES: Final = 100
ALL: Final = 2**31 - 1
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


class Pages(Generic[T]):
    """Reads the pages of a listing.

    :param connection: where.
    :param wanted: which.
    """

    def __init__(self, connection: Connection, wanted: Wanted[T]) -> None:
        self._connection = connection
        self._wire = connection.wire
        self._wanted = wanted
        self._not_before = -math.inf

    def read(self, token: str | None) -> ReceivedPage:
        """Read a page, with all retries."""
        wait = self._not_before - self._wire.clock()
        if wait > 0:
            self._wire.pause(wait)
        return self._wire.read(_page_request(self._wanted, token))

    def read_ahead(self, token: str) -> ReceivedPage | None:
        """Read a page in one attempt; ``None`` when that did not succeed."""
        ask = _page_request(self._wanted, token)
        try:
            return self._wire.read_once(ask, self._connection.timeout)
        except QarnotException as error:
            wait = min(error.retry_after or 0.0, LONGEST_WAIT)
            self._not_before = self._wire.clock() + wait
            return None

    def make(self, item: dict[str, Any], received_at: float) -> T:
        """Make an object of an item.

        :param received_at: when it came, by ``time.monotonic()``.
        """
        wanted = self._wanted
        return wanted.kind.made.of_json(
            self._connection, item, is_summary=wanted.is_summary, received_at=received_at
        )


def _page_request(wanted: Wanted[Any], token: str | None) -> Request[ReceivedPage]:
    body = wanted.body if token is None else {**wanted.body, "token": token}
    # The models drop what this library does not know of conditions.
    arguments = {**wanted.operation._get_kwargs(body=PageRequest()), "json": body}
    return request(wanted.operation, arguments, lambda answer: page_of(object_reply(answer)))


def one_page(connection: Connection, wanted: Wanted[T], token: str | None) -> PaginateResponse[T]:
    """Read one page of objects; see ``tasks_page`` of the connection."""
    pages = Pages(connection, wanted)
    page = pages.read(_checks.optional_text("token", token))
    if page.is_dead_end:
        raise page.dead_end
    _warn_of(wanted.kind, page.bad_items)
    return PaginateResponse(
        token=token,
        next_token=page.next_token,
        is_truncated=page.following is not None,
        page_data=[pages.make(item, page.received_at) for item in page.items],
        total=page.total,
        bad_items=page.bad_items,
    )


def read_page_of_tasks(
    connection: Connection,
    condition: dict[str, Any] | None,
    token: str | None,
    maximum: int | None,
    is_summary: bool,
    timeout: float | None = None,
) -> PaginateResponse[dict[str, Any]]:
    """Read the JSON of one page of tasks, with all retries, or in one attempt of so many seconds.

    :param condition: of the API (schema ``Filter``).
    """
    body = _filled({"filter": condition, "maximumResults": maximum})
    ask = _page_request(Wanted(TASKS, body, is_summary), token)
    wire = connection.wire
    page = wire.read(ask) if timeout is None else wire.read_once(ask, timeout)
    return PaginateResponse(
        token=token,
        next_token=page.next_token,
        is_truncated=page.following is not None,
        page_data=page.items,
        total=page.total,
        bad_items=page.bad_items,
    )


def all_items(connection: Connection, wanted: Wanted[T]) -> Iterator[T]:
    """Go through the objects of all pages, each once.

    While the objects of a page are taken, the next one is read. An error comes when all objects
    before it were taken.

    :raises UnreadableReply: the pages do not come to an end, or the last one is missing.
    """
    pages, trail = Pages(connection, wanted), Trail()
    ahead = Prefetch(pages.read_ahead)
    try:
        page = pages.read(None)
        while True:
            step = trail.take(page)
            if step.following is not None:
                ahead.begin(step.following)
            _warn_of(wanted.kind, page.bad_items)
            for item in step.items:
                yield pages.make(item, page.received_at)
            if step.problem is not None:
                raise step.problem
            if step.following is None:
                return
            page = ahead.take() or pages.read(step.following)
    finally:
        ahead.end()


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
    _warn_of(kind, bad_items)
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
    _warn_of(kind, bad_items)
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
    kind = listing.kind
    ask = _search_request(kind, listing.body.get("filter"), ["Uuid"], ALL)
    items, bad_items = items_of(connection.wire.read(ask))
    _warn_of(kind, bad_items)
    return len({item["uuid"] for item in items})


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
    condition = (Field.name == name).to_json()
    ask = _search_request(kind, condition, None, MOST_NAMESAKES)
    items, _ = items_of(connection.wire.read(ask))
    # A platform may compare names in another way than letter by letter.
    named = {item["uuid"]: item for item in items if item.get(NAME) == name}
    if not named:
        raise kind.missing(f"no {kind.noun} has the uuid, shortname or name {_checks.shown(name)}")
    if len(named) > 1:
        number = f"{len(named)}" if len(items) < MOST_NAMESAKES else f"at least {len(named)}"
        raise AmbiguousName(
            f"{number} {kind.noun}s have the name {_checks.shown(name)}: {', '.join(named)}", named
        )
    (found,) = named.values()
    return kind.made.of_json(connection, found)


def _is_shortname(name: str) -> bool:
    try:
        return _checks.shortname("identifier", name) is not None
    except InvalidValue:
        return False


def _warn_of(kind: Kind[Any], bad_items: Collection[BadItem]) -> None:
    for each in bad_items:
        warning = UnreadableItemWarning(kind.noun, each.index, each.reason, each.value)
        warnings.warn(warning, stacklevel=caller_level())
