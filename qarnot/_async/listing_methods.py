"""The methods of a connection that list, search, count and find tasks, pools and jobs."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from qarnot._callers import caller_level
from qarnot.filters import Field, Filter
from qarnot.paginate import PaginateResponse

from .connection_part import ConnectionPart
from .job import Job
from .pages import JOBS, POOLS, TASKS, all_items, count, every, find, one_page, search, wanted
from .pool import Pool
from .task import Task

__all__ = ["ListingMethods"]


class ListingMethods(ConnectionPart):
    """Lists, searches, counts and finds tasks, pools and jobs."""

    # Tasks

    async def tasks_page(
        self,
        token: str | None = None,
        maximum: int | None = None,
        summary: bool = True,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
        *,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        order_by: str | Field | None = None,
        descending: bool = False,
    ) -> PaginateResponse[Task]:
        """Read one page of the tasks (API ``POST /tasks/paginate``, ``/tasks/summaries/paginate``).

        :param token: the ``next_token`` of the page before; ``None`` for the first.
        :param maximum: how many tasks the page may have; the platform decides when ``None``.
        :param summary: read summaries, which lack tags, constants, buckets and errors. With tags
            to look for, or a filter that looks at what a summary lacks, tasks are read in full.
        :param tags: only tasks that have one of these tags, at least.
        :param tags_intersect: only tasks that have all of these tags.
        :param filter: only tasks for which this holds, besides the tags: a condition such as
            ``Field.state == "Success"`` of :mod:`qarnot.filters`, or its JSON (schema ``Filter``).
        :param order_by: ``"creationDate"``, ``"executionTime"``, ``"name"`` or ``"state"``, also as
            ``Field.creation_date``; the platform decides when ``None``.
        :param descending: whether the greatest or latest comes first. Default ``False``.
        :return: the page; ``bad_items`` has what came in it and is no task.
        :raises InvalidValue: a value cannot be right, such as an empty token.
        :raises UnauthorizedException: the token is wrong or may not do this.
        :raises UnreadableReply: the reply is no page, or has no token for the page after it.

        >>> page = await connection.tasks_page(maximum=10)
        >>> if page.is_truncated:
        ...     page = await connection.tasks_page(page.next_token, 10)
        """
        listing = wanted(
            TASKS,
            summary=summary,
            tags=tags,
            tags_intersect=tags_intersect,
            filter=filter,
            order_by=order_by,
            descending=descending,
            maximum=maximum,
        )
        return await one_page(self._whole, listing, token)

    def all_tasks(
        self,
        summary: bool = True,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
        *,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        order_by: str | Field | None = None,
        descending: bool = False,
        page_size: int | None = None,
    ) -> AsyncIterator[Task]:
        """Go through all tasks, page by page.

        Nothing is asked for before the first task is; then, while the tasks of a page are taken,
        the next page is read already. Each task comes once. What comes in a page and is no task is
        left out, with an ``UnreadableItemWarning`` that tells its place, and a warning in the log.

        :param summary: as in :meth:`tasks_page`.
        :param tags: as in :meth:`tasks_page`.
        :param tags_intersect: as in :meth:`tasks_page`.
        :param filter: as in :meth:`tasks_page`.
        :param order_by: as in :meth:`tasks_page`.
        :param descending: as in :meth:`tasks_page`.
        :param page_size: how many tasks to ask for in one request; the platform decides when
            ``None``.
        :return: an iterator. Its errors come after the tasks that were read before them.
        :raises InvalidValue: a value cannot be right; nothing is sent.
        :raises UnauthorizedException: the token is wrong or may not do this.
        :raises UnreadableReply: the pages do not come to an end, or not all of them can be read.

        >>> from qarnot.filters import Field
        >>> async for task in connection.all_tasks(filter=Field.state == "Success"):
        ...     name = task.name
        """
        listing = wanted(
            TASKS,
            summary=summary,
            tags=tags,
            tags_intersect=tags_intersect,
            filter=filter,
            order_by=order_by,
            descending=descending,
            maximum=page_size,
            maximum_is="page_size",
        )
        return all_items(self._whole, listing)

    async def tasks(
        self,
        tags: Iterable[str] | None = None,
        summary: bool = True,
        tags_intersect: Iterable[str] | None = None,
    ) -> list[Task]:
        """List all tasks at once; deprecated, use :meth:`all_tasks`.

        It reads them in one request when there is one tag at most (API ``GET /tasks``,
        ``/tasks/summaries``), which fails where the reply is longer than ``max_reply_bytes``.

        :param tags: as in :meth:`tasks_page`.
        :param summary: as in :meth:`tasks_page`.
        :param tags_intersect: as in :meth:`tasks_page`.
        :return: the tasks.
        :raises InvalidValue: a value cannot be right.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        _warn_of_old("tasks")
        return await every(
            self._whole, TASKS, summary=summary, tags=tags, tags_intersect=tags_intersect
        )

    async def search_tasks(
        self,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        *,
        select: Iterable[Field | str] | None = None,
        maximum: int | None = None,
    ) -> list[Task]:
        """Find tasks in one request (API ``POST /tasks/search``).

        The platform may give fewer than there are; :meth:`all_tasks` goes through all.

        :param filter: as in :meth:`tasks_page`; all tasks when ``None``.
        :param select: the fields to read, such as ``[Field.name, Field.state]``, or their names in
            the API, such as ``"Name"``; the uuid comes besides. Reading another attribute then
            reads the task in full, in async code it raises ``QarnotGenericException``. ``None``
            reads all.
        :param maximum: how many tasks to give at most; the platform decides when ``None``.
        :return: the tasks.
        :raises InvalidValue: a value cannot be right.
        :raises UnauthorizedException: the token is wrong or may not do this.
        :raises UnreadableReply: the reply is no list, or longer than ``max_reply_bytes``.

        >>> from qarnot.filters import Field
        >>> failed = (Field.state == "Failure") & Field.tags.in_(["nightly", "weekly"])
        >>> names = [each.name for each in await connection.search_tasks(failed, select=["Name"])]
        """
        return await search(self._whole, TASKS, filter, select, maximum)

    async def count_tasks(
        self,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        *,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
    ) -> int:
        """Count tasks.

        Where the platform tells totals, it costs one small request, or two with a condition (API
        ``POST /tasks/paginate``, ``/tasks/summaries/paginate``). Otherwise, and where a condition
        makes no difference to the total, all pages are read, of 500 tasks each.

        :param filter: as in :meth:`tasks_page`.
        :param tags: as in :meth:`tasks_page`.
        :param tags_intersect: as in :meth:`tasks_page`.
        :return: how many there are.
        :raises InvalidValue: a value cannot be right.
        :raises UnauthorizedException: the token is wrong or may not do this.
        :raises UnreadableReply: the pages do not come to an end, or not all of them can be read.

        >>> from qarnot.filters import Field
        >>> running = await connection.count_tasks(Field.state == "FullyExecuting")
        """
        listing = wanted(
            TASKS, summary=True, filter=filter, tags=tags, tags_intersect=tags_intersect
        )
        return await count(self._whole, listing)

    async def find_task(self, identifier: str | uuid.UUID) -> Task:
        """Find a task by its uuid, its shortname, or else its name.

        It asks for a task of that uuid or shortname first (API ``GET /tasks/{taskUuid}``), then
        searches for the name (``POST /tasks/search``), which must be the same to the letter. Where
        100 or more have it in other spellings, all pages of them are read (``/tasks/paginate``).

        :param identifier: the uuid, shortname or name.
        :return: the task, in full.
        :raises MissingTaskException: no task is called so.
        :raises AmbiguousName: several have this name; ``uuids`` has theirs.
        :raises InvalidValue: it is no name.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> task = await connection.find_task("nightly report")
        """
        return await find(self._whole, TASKS, identifier, self._whole.retrieve_task)

    # Pools

    async def pools_page(
        self,
        token: str | None = None,
        maximum: int | None = None,
        summary: bool = True,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
        *,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        order_by: str | Field | None = None,
        descending: bool = False,
    ) -> PaginateResponse[Pool]:
        """Read one page of the pools (API ``POST /pools/paginate``, ``/pools/summaries/paginate``).

        See :meth:`tasks_page`, also for the parameters and errors.
        """
        listing = wanted(
            POOLS,
            summary=summary,
            tags=tags,
            tags_intersect=tags_intersect,
            filter=filter,
            order_by=order_by,
            descending=descending,
            maximum=maximum,
        )
        return await one_page(self._whole, listing, token)

    def all_pools(
        self,
        summary: bool = True,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
        *,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        order_by: str | Field | None = None,
        descending: bool = False,
        page_size: int | None = None,
    ) -> AsyncIterator[Pool]:
        """Go through all pools, page by page.

        See :meth:`all_tasks`, also for the parameters and errors.

        >>> async for pool in connection.all_pools():
        ...     name = pool.name
        """
        listing = wanted(
            POOLS,
            summary=summary,
            tags=tags,
            tags_intersect=tags_intersect,
            filter=filter,
            order_by=order_by,
            descending=descending,
            maximum=page_size,
            maximum_is="page_size",
        )
        return all_items(self._whole, listing)

    async def pools(
        self,
        summary: bool = True,
        tags_intersect: Iterable[str] | None = None,
        tags: Iterable[str] | None = None,
    ) -> list[Pool]:
        """List all pools at once; deprecated, use :meth:`all_pools`.

        See :meth:`tasks` (API ``GET /pools``, ``/pools/summaries``); the order of the parameters is
        another one.
        """
        _warn_of_old("pools")
        return await every(
            self._whole, POOLS, summary=summary, tags=tags, tags_intersect=tags_intersect
        )

    async def search_pools(
        self,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        *,
        select: Iterable[Field | str] | None = None,
        maximum: int | None = None,
    ) -> list[Pool]:
        """Find pools in one request (API ``POST /pools/search``).

        See :meth:`search_tasks`, also for the parameters and errors.
        """
        return await search(self._whole, POOLS, filter, select, maximum)

    async def count_pools(
        self,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        *,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
    ) -> int:
        """Count pools; see :meth:`count_tasks` (API ``POST /pools/paginate``, …)."""
        listing = wanted(
            POOLS, summary=True, filter=filter, tags=tags, tags_intersect=tags_intersect
        )
        return await count(self._whole, listing)

    async def find_pool(self, identifier: str | uuid.UUID) -> Pool:
        """Find a pool by its uuid, its shortname, or else its name; see :meth:`find_task`.

        :param identifier: the uuid, shortname or name.
        :return: the pool, in full.
        :raises MissingPoolException: no pool is called so.
        :raises AmbiguousName: several have this name; ``uuids`` has theirs.
        """
        return await find(self._whole, POOLS, identifier, self._whole.retrieve_pool)

    # Jobs

    async def jobs_page(
        self,
        token: str | None = None,
        maximum: int | None = None,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
        *,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        order_by: str | Field | None = None,
        descending: bool = False,
    ) -> PaginateResponse[Job]:
        """Read one page of the jobs (API ``POST /jobs/paginate``).

        See :meth:`tasks_page`, also for the parameters and errors. Jobs have no summaries, and
        cannot be ordered by ``"executionTime"``.
        """
        listing = wanted(
            JOBS,
            tags=tags,
            tags_intersect=tags_intersect,
            filter=filter,
            order_by=order_by,
            descending=descending,
            maximum=maximum,
        )
        return await one_page(self._whole, listing, token)

    def all_jobs(
        self,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
        *,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        order_by: str | Field | None = None,
        descending: bool = False,
        page_size: int | None = None,
    ) -> AsyncIterator[Job]:
        """Go through all jobs, page by page.

        See :meth:`all_tasks`, also for the parameters and errors, and :meth:`jobs_page`.

        >>> async for job in connection.all_jobs(tags=["nightly"]):
        ...     name = job.name
        """
        listing = wanted(
            JOBS,
            tags=tags,
            tags_intersect=tags_intersect,
            filter=filter,
            order_by=order_by,
            descending=descending,
            maximum=page_size,
            maximum_is="page_size",
        )
        return all_items(self._whole, listing)

    async def jobs(
        self,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
    ) -> list[Job]:
        """List all jobs at once; deprecated, use :meth:`all_jobs`.

        See :meth:`tasks` (API ``GET /jobs``).
        """
        _warn_of_old("jobs")
        return await every(self._whole, JOBS, tags=tags, tags_intersect=tags_intersect)

    async def search_jobs(
        self,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        *,
        select: Iterable[Field | str] | None = None,
        maximum: int | None = None,
    ) -> list[Job]:
        """Find jobs in one request (API ``POST /jobs/search``).

        See :meth:`search_tasks`, also for the parameters and errors.
        """
        return await search(self._whole, JOBS, filter, select, maximum)

    async def count_jobs(
        self,
        filter: Filter | Mapping[str, Any] | None = None,  # noqa: A002 - as in requests
        *,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
    ) -> int:
        """Count jobs; see :meth:`count_tasks` (API ``POST /jobs/paginate``)."""
        listing = wanted(JOBS, filter=filter, tags=tags, tags_intersect=tags_intersect)
        return await count(self._whole, listing)

    async def find_job(self, identifier: str | uuid.UUID) -> Job:
        """Find a job by its uuid, its shortname, or else its name; see :meth:`find_task`.

        :param identifier: the uuid, shortname or name.
        :return: the job.
        :raises MissingJobException: no job is called so.
        :raises AmbiguousName: several have this name; ``uuids`` has theirs.
        """
        return await find(self._whole, JOBS, identifier, self._whole.retrieve_job)


def _warn_of_old(name: str) -> None:
    warnings.warn(
        f"{name}() is deprecated, because it holds all of them at once: use all_{name}()",
        DeprecationWarning,
        stacklevel=caller_level(),
    )
