"""The connection of one user to one cluster."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

from qarnot_rest.api.account import get_user_info
from qarnot_rest.api.jobs import get_job
from qarnot_rest.api.platform import get_settings
from qarnot_rest.api.pools import get_pool
from qarnot_rest.api.profiles import get_profile, list_profiles
from qarnot_rest.api.tasks import get_task

from qarnot import _checks, _shorthand
from qarnot._account import Profile, UserInfo
from qarnot._colour.strictness import REFUSE_UNKNOWN
from qarnot._colour.threads import AsyncLock, in_thread
from qarnot._completed import BulkTaskResponse
from qarnot._credits import Credits
from qarnot._faults import CONNECT_TIMEOUT
from qarnot._finding import go_on_with
from qarnot._forks import renew_in_child
from qarnot._replies import list_reply, object_reply
from qarnot._requests import request
from qarnot._storage_address import check_storage_address
from qarnot._version import __version__
from qarnot.config import resolve_settings
from qarnot.exceptions import (
    BucketStorageUnavailableException,
    ConnectionClosed,
    InvalidValue,
    NotPicklable,
    QarnotException,
    SubmissionUnknown,
)
from qarnot.filters import Filter, filter_json
from qarnot.hooks import Hook
from qarnot.paginate import PaginateResponse
from qarnot.polling import PollingPolicy
from qarnot.retry import RetryPolicy
from qarnot.scheduling_type import SchedulingType

from .accounting import CreditsClient
from .bucket import Bucket
from .job import Job
from .many_tasks import TASKS_OF_A_SUBMISSION, each_task, submit_tasks
from .pages import all_items, page_of_tasks
from .pool import Pool
from .submittable import identified_reply
from .task import Task
from .task_files import Files
from .wire import MAX_REPLY_BYTES, Transport, Wire

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client, S3ServiceResource
    from qarnot_rest import Client

    from qarnot._objects import ObjectStore

    from .project import Project

__all__ = ["AsyncConnection"]

PROFILE_OF_IMAGES = "docker-batch"


class AsyncConnection:
    """The connection of one user to one cluster.

    Making one sends nothing; the first call that needs the cluster reports what
    is wrong. It can be shared by everything that talks to the cluster. Close it when done, or use
    it in a ``with`` block. It holds the token and is not pickled; a forked process may go on using
    a blocking one.

    For each setting, the argument wins over ``fileconf``, which wins over the environment.

    :param fileconf: path of a configuration file, or a dict in its place, with the keys
        ``client_token``, ``cluster_url``, ``cluster_unsafe``, ``cluster_timeout``,
        ``cluster_custom_certificate``, ``storage_url``, ``storage_unsafe`` and
        ``storage_custom_certificate``. The sections of the file are shown below.
    :param client_token: the API token; else ``QARNOT_CLIENT_TOKEN``, else ``QARNOT_TOKEN``.
    :param cluster_url: address of the API; else ``QARNOT_CLUSTER_URL``, else
        ``https://api.qarnot.com``.
    :param cluster_unsafe: do not check the API's certificate, with a warning; else
        ``QARNOT_CLUSTER_UNSAFE`` (true, 1, yes, on, false, 0, no or off), else ``False``. An
        explicit ``False`` wins over the environment.
    :param cluster_timeout: seconds for one whole attempt of a request; else
        ``QARNOT_CLUSTER_TIMEOUT``, else 60. A call with its retries may take
        ``(retry_count + 1)`` times as long, plus the waits between them.
    :param storage_url: address of the storage; else ``QARNOT_STORAGE_URL``, else what the
        platform says.
    :param storage_unsafe: do not check the storage's certificate, with a warning. Default
        ``False``.
    :param retry_count: retries after a dropped connection or a passing error (statuses 429, 500,
        502, 503 and 504), where repeating cannot do harm. Default 5.
    :param retry_wait: seconds before the first retry; the n-th waits n times as long, less a
        random part of at most a half. Default 1.
    :param cluster_custom_certificate: path of a file of certificates to trust for the API.
    :param storage_custom_certificate: path of a file of certificates to trust for the storage.
    :param sanitize_bucket_paths: tidy the slashes of keys that are made in buckets. Default
        ``True``.
    :param show_bucket_warnings: log when a key was tidied. Default ``True``.
    :param logger: where this connection logs; ``logging.getLogger("qarnot")`` by default.
    :param strict: raise, instead of warn, when an unknown attribute is assigned.
    :param cluster_proxy: address of an http or https proxy to the API, such as
        ``http://user:password@proxy:3128``, or ``""`` for none; else ``HTTPS_PROXY`` or
        ``HTTP_PROXY``, else ``ALL_PROXY``, unless ``NO_PROXY`` names the host.
    :param storage_proxy: as ``cluster_proxy``, for the storage.
    :param transport: an httpx transport that sends the requests to the API, in tests for example.
        Certificates, proxies and the limit of a whole attempt are then its own affair; it is
        closed with the connection.
    :param hooks: called with an :class:`~qarnot.hooks.Attempt` after each attempt of a request to
        the API.
    :param max_reply_bytes: the longest decoded reply of the API that is read, in bytes; what a
        task printed may be longer. Default 16 MiB.
    :param retry: another schedule of retries, in place of ``retry_count`` and ``retry_wait``, such
        as ``RetryPolicy.exponential()`` or ``RetryPolicy.none()`` of :mod:`qarnot.retry`.
    :param polling: how often waits look, as a ``PollingPolicy`` of :mod:`qarnot.polling`. By
        default 0.2 s apart at first, then a tenth of the elapsed time, at most 10 s.
    :raises InvalidValue: a setting cannot be right.
    :raises QarnotGenericException: there is no token.

    A configuration file::

        [cluster]
        url=https://api.qarnot.com
        unsafe=False
        [client]
        token=...
        [storage]
        url=https://storage.qarnot.com

    Example:

    >>> async with AsyncConnection(client_token=token, cluster_url=url) as connection:
    ...     task = connection.create_task("hello world", "docker-batch", 2)
    ...     task.constants["DOCKER_CMD"] = "echo hello from ${INSTANCE_ID}"
    ...     await task.run()
    """

    def __init__(
        self,
        fileconf: str | os.PathLike[str] | Mapping[str, Any] | None = None,
        client_token: str | None = None,
        cluster_url: str | None = None,
        cluster_unsafe: bool | None = None,
        cluster_timeout: float | None = None,
        storage_url: str | None = None,
        storage_unsafe: bool | None = None,
        retry_count: int = 5,
        retry_wait: float = 1.0,
        cluster_custom_certificate: str | os.PathLike[str] | None = None,
        storage_custom_certificate: str | os.PathLike[str] | None = None,
        sanitize_bucket_paths: bool = True,
        show_bucket_warnings: bool = True,
        logger: logging.Logger | None = None,
        *,
        strict: bool = REFUSE_UNKNOWN,
        cluster_proxy: str | None = None,
        storage_proxy: str | None = None,
        transport: Transport | None = None,
        hooks: Iterable[Hook] = (),
        max_reply_bytes: int = MAX_REPLY_BYTES,
        retry: RetryPolicy | None = None,
        polling: PollingPolicy | None = None,
    ) -> None:
        arguments = {
            "client_token": client_token,
            "cluster_url": cluster_url,
            "cluster_unsafe": cluster_unsafe,
            "cluster_timeout": cluster_timeout,
            "storage_url": storage_url,
            "storage_unsafe": storage_unsafe,
            "cluster_custom_certificate": cluster_custom_certificate,
            "storage_custom_certificate": storage_custom_certificate,
            "cluster_proxy": cluster_proxy,
            "storage_proxy": storage_proxy,
        }
        try:
            self._settings = resolve_settings(
                fileconf, arguments, retry_count=retry_count, retry_wait=retry_wait, retry=retry
            )
        except QarnotException as error:
            # Without the frames below, which have the token among their variables.
            raise error.with_traceback(None) from error.__cause__
        finally:
            del arguments, fileconf, client_token
            # A user may have put a password in these.
            del cluster_url, storage_url, cluster_proxy, storage_proxy
        if logger is not None and not isinstance(logger, logging.Logger):
            raise InvalidValue(
                f"logger: a logging.Logger was expected, not {_checks.shown(logger)}"
            )
        if polling is not None and not isinstance(polling, PollingPolicy):
            raise InvalidValue(
                f"polling: a PollingPolicy was expected, not {_checks.shown(polling)}"
            )
        self.polling = polling or PollingPolicy()
        self.logger = logger or logging.getLogger("qarnot")
        self.strict = strict
        self._sanitize_bucket_paths = _checks.flag("sanitize_bucket_paths", sanitize_bucket_paths)
        self._show_bucket_warnings = _checks.flag("show_bucket_warnings", show_bucket_warnings)
        self.wire = Wire(
            self._settings,
            self.logger,
            transport=transport,
            hooks=_checks.functions("hooks", hooks),
            max_reply_bytes=_checks.whole_number("max_reply_bytes", max_reply_bytes, 1),
        )
        self._rest: Client | None = None
        self._closed = False
        self.renew()
        renew_in_child(self)

    def __reduce__(self) -> NoReturn:
        raise NotPicklable(
            "a connection is neither pickled nor copied, because it holds the token; "
            "make one in each process"
        )

    def renew(self) -> None:
        """Begin with a new storage layer, as a forked process must; nothing is closed."""
        self._store: ObjectStore | None = None
        self._store_lock = AsyncLock()

    def __repr__(self) -> str:
        # A debugger may show one whose settings were refused.
        settings = vars(self).get("_settings")
        return f"{type(self).__name__}(cluster={settings and settings.cluster_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close everything that is open; later calls raise ``ConnectionClosed``.

        So do calls to the API that are under way in other threads or tasks, at once. Only one that
        is just opening its connection may take as long as that may take; nothing is sent by it.
        """
        self._closed = True
        await self._close_store()
        await self.wire.aclose()

    @property
    def cluster(self) -> str:
        """The address of the API."""
        return self._settings.cluster_url

    @property
    def rest(self) -> Client:
        """The generated client, for what this library does not wrap.

        It sends each request once, with the token, through the proxy and with the certificates of
        this connection, and gives up after ``cluster_timeout``. It repeats nothing, tells ``hooks``
        nothing, and its errors are those of ``qarnot_rest`` and httpx, besides ``InvalidValue`` for
        what leads to another address and ``ConnectionClosed``. It is closed with the connection.

        >>> from qarnot_rest.api.platform import get_settings
        >>> settings = await get_settings.asyncio(client=connection.rest)
        """
        if self._rest is None:
            from .rest import open_rest

            self._rest = open_rest(self.wire, self.cluster, self.timeout)
        return self._rest

    @property
    def timeout(self) -> float:
        """The seconds that one attempt of a request may take."""
        return self._settings.timeout

    @property
    async def storage(self) -> str | None:
        """The address of the storage; ``None`` when the platform has none.

        Asks the platform (API ``GET /settings``) unless it was set.
        """
        if self._settings.storage_url is not None:
            return self._settings.storage_url
        ask = request(get_settings, get_settings._get_kwargs(), object_reply)
        address = (await self.wire.read(ask)).get("storage")
        return None if address is None else str(address)

    @property
    async def user_info(self) -> UserInfo:
        """The account that the token belongs to, asked for each time (API ``GET /info``).

        :raises UnauthorizedException: the token is wrong.
        """
        ask = request(get_user_info, get_user_info._get_kwargs(), object_reply)
        return UserInfo(await self.wire.read(ask))

    @property
    async def s3client(self) -> S3Client:
        """The boto3 client of the storage, ready for use."""
        return (await self.object_store()).client

    @property
    async def s3resource(self) -> S3ServiceResource:
        """The boto3 resource of the storage, ready for use."""
        return (await self.object_store()).resource

    async def object_store(self) -> ObjectStore:
        """Give the storage layer, made at the first call.

        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises UnauthorizedException: the token is wrong.
        """
        async with self._store_lock:
            if self._store is None and not self._closed:
                self._store = await self._open_store()
            if self._closed:
                # It may have been closed while the storage layer was made.
                await self._close_store()
                raise ConnectionClosed("this connection is closed")
            assert self._store is not None
            return self._store

    async def _close_store(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            await in_thread(store.close)

    async def _open_store(self) -> ObjectStore:
        address = await self.storage
        if not address:
            raise BucketStorageUnavailableException("this platform has no storage for buckets")
        account = (await self.user_info).email
        if not account:
            raise BucketStorageUnavailableException(
                "the platform does not say which account this is, so its storage cannot be used"
            )
        if self._settings.storage_url is None:
            address = check_storage_address(self._settings.token.hide(address), self.cluster)
        return await in_thread(self._build_store, address, account)

    def _build_store(self, address: str, account: str) -> ObjectStore:
        from qarnot._objects import ObjectStore, StorageSettings

        proxy = self._settings.storage_proxy.proxy_to(address)
        return ObjectStore(
            StorageSettings(
                endpoint_url=address,
                access_key=account,
                secret=self._settings.token.reveal(),
                verify=self._settings.storage_verify,
                proxy=None if proxy is None else proxy.full_url,
                connect_timeout=min(CONNECT_TIMEOUT, self._settings.timeout),
                read_timeout=self._settings.timeout,
                retries=len(self._settings.retry.waits),
                user_agent=f"qarnot-client/{__version__}",
            )
        )

    def clean_key(self, key: str) -> str:
        """Tidy the slashes of a key that is about to be made, unless that is switched off."""
        from qarnot._objects import check_key, clean_key

        if not self._sanitize_bucket_paths:
            return check_key(key)
        tidy = clean_key(key)
        if tidy != key and self._show_bucket_warnings:
            self.logger.warning("the key %r is tidied to %r", key, tidy)
        return tidy

    def create_task(
        self,
        name: str,
        profile_or_pool: str | Pool | None = None,
        instancecount_or_range: int | str = 1,
        shortname: str | None = None,
        job: Job | None = None,
        *,
        image: str | None = None,
        command: str | Sequence[str] | None = None,
        inputs: Files | Iterable[Files] | None = None,
        outputs: Files | None = None,
        constants: Mapping[str, Any] | None = None,
        env: Mapping[str, Any] | None = None,
        tags: Iterable[str] | None = None,
        labels: Mapping[str, str] | None = None,
        scheduling_type: SchedulingType | None = None,
        project: Project | None = None,
    ) -> Task:
        """Make a task, which runs nothing until it is submitted; nothing is sent.

        :param name: the name of the task; it need not be unique.
        :param profile_or_pool: the name of the profile to run in, such as ``"docker-batch"``, or a
            pool. ``None`` in a job with a pool; with ``image``, it stands for ``"docker-batch"``.
        :param instancecount_or_range: how many instances to run, or the ranges of their numbers,
            such as ``"0-2,4-5,17"``. Default 1.
        :param shortname: a name that is unique in the account; one is made when absent.
        :param job: the job that the task belongs to.
        :param image: the image to run, as ``"repository:tag"``: the constants ``DOCKER_REPO`` and
            ``DOCKER_TAG``.
        :param command: what each instance runs, as a text for a shell or as a list of words: the
            constant ``DOCKER_CMD``.
        :param inputs: the path of a folder to upload when the task is submitted, a bucket, or a
            list of both: the resources.
        :param outputs: the path of a folder that ``run`` downloads the results to, or a bucket: the
            results.
        :param constants: settings of the task, as texts, numbers, ``True`` or ``False``; ``None``
            leaves one out.
        :param env: more constants, for whoever thinks of them as the environment of the command.
        :param tags: words to find the task by.
        :param labels: free pairs of texts.
        :param scheduling_type: how the work is placed, such as ``FlexScheduling()``.
        :param project: the project that the work is charged to.
        :return: the task, not submitted.
        :raises InvalidValue: a value cannot be right.

        >>> task = connection.create_task(
        ...     "hello world", image="library/ubuntu:24.04", command="echo hello from $INSTANCE_ID"
        ... )
        """
        job_has_pool = job is not None and job.pool_uuid is not None
        if profile_or_pool is None and image is not None and not job_has_pool:
            profile_or_pool = PROFILE_OF_IMAGES
        task = Task(
            self,
            name,
            profile_or_pool,
            instancecount_or_range,
            shortname,
            job,
            scheduling_type,
            project,
        )
        task.constants.update(_shorthand.constants(image, command, constants, env))
        if tags is not None:
            task.tags = tags
        if labels is not None:
            task.labels = labels
        if inputs is not None:
            task.add_inputs(inputs)
        if outputs is not None:
            task.set_outputs(outputs)
        return task

    async def retrieve_task(self, uuid: str) -> Task:
        """Retrieve a task (API ``GET /tasks/{taskUuid}``).

        :param uuid: its uuid or shortname.
        :return: the task, in full.
        :raises MissingTaskException: there is no such task.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = get_task._get_kwargs(_checks.identifier("uuid", uuid))
        found = await self.wire.read(request(get_task, arguments, identified_reply))
        return Task.from_json(self, found)

    async def resolve(self, error: SubmissionUnknown) -> Task:
        """Find out what became of a submission that ended without an outcome, and complete it.

        The task is looked up by its shortname. Only if it is not there, and still not after a
        settling time, it is submitted again under the same name. So whoever deleted it meanwhile
        should look with :meth:`retrieve_task` instead.

        :param error: as it was raised, in this process or in another.
        :return: the task; what the cluster says of it is read when it is needed, in async code by
            ``update`` or ``wait``.
        :raises InvalidValue: the error is not one of a submission to this cluster.
        :raises ShortnameConflict: the shortname belongs to another task.
        :raises SubmissionUnknown: the outcome could not be found out this time either.
        :raises QarnotException: the API refused.

        >>> try:
        ...     await task.submit()
        ... except SubmissionUnknown as error:
        ...     task = await connection.resolve(error)
        """
        if not isinstance(error, SubmissionUnknown):
            raise InvalidValue(
                f"error: a SubmissionUnknown was expected, not {_checks.shown(error)}"
            )
        if not str(error.operation).endswith("_task"):
            raise InvalidValue(f"error: {error.operation} has submitted no task")
        if error.cluster not in (None, self.cluster):
            raise InvalidValue(f"error: it comes from {error.cluster}, not from {self.cluster}")
        creation = go_on_with(error, settle_wait=self.wire.settle_wait)
        created = await self.wire.create(creation)
        task = Task.from_json(self, {})
        task.take(creation, created, is_summary=error.operation != "create_task")
        self.wire.warn_of(creation, created)
        return task

    def create_pool(
        self,
        name: str,
        profile: str,
        instancecount: int = 1,
        shortname: str | None = None,
    ) -> Pool:
        """Make a pool, which keeps no machines until it is submitted; nothing is sent.

        :param name: the name of the pool; it need not be unique.
        :param profile: the name of the profile that its tasks run in.
        :param instancecount: how many machines it has. Default 1.
        :param shortname: a name that is unique in the account; one is made when absent.
        :return: the pool, not submitted.
        :raises InvalidValue: a value cannot be right.
        """
        return Pool(self, name, profile, instancecount, shortname)

    async def retrieve_pool(self, uuid: str) -> Pool:
        """Retrieve a pool (API ``GET /pools/{poolUuid}``).

        :param uuid: its uuid or shortname.
        :return: the pool, in full.
        :raises MissingPoolException: there is no such pool.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = get_pool._get_kwargs(_checks.identifier("uuid", uuid))
        found = await self.wire.read(request(get_pool, arguments, identified_reply))
        return Pool.from_json(self, found)

    def create_job(
        self,
        name: str,
        pool: Pool | None = None,
        shortname: str | None = None,
        useDependencies: bool = False,  # noqa: N803 - documented
    ) -> Job:
        """Make a job, which is known to the cluster when it is submitted; nothing is sent.

        :param name: the name of the job; it need not be unique.
        :param pool: the pool that its tasks run in.
        :param shortname: a name that is unique in the account; one is made when absent.
        :param useDependencies: whether its tasks may wait for each other. Default ``False``.
        :return: the job, not submitted.
        :raises InvalidValue: a value cannot be right.
        """
        return Job(self, name, pool, shortname, useDependencies)

    async def retrieve_job(self, uuid: str) -> Job:
        """Retrieve a job (API ``GET /jobs/{jobUuid}``).

        :param uuid: its uuid or shortname.
        :return: the job.
        :raises MissingJobException: there is no such job.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = get_job._get_kwargs(_checks.identifier("uuid", uuid))
        found = await self.wire.read(request(get_job, arguments, identified_reply))
        return Job.from_json(self, found)

    async def submit_tasks(
        self, tasks: Iterable[Task], *, chunk_size: int = TASKS_OF_A_SUBMISSION
    ) -> list[BulkTaskResponse]:
        """Submit many tasks in few requests (API ``POST /tasks`` with a list).

        Each task runs at most once, as with ``submit`` of a task, and those that were submitted
        already stay as they are. One that cannot be submitted does not keep the others from it.
        Files of their folders are uploaded first.

        :param tasks: the tasks, from a list or a generator.
        :param chunk_size: how many tasks to send in one request. Default 500.
        :return: one result for each task, in order, when all were accepted.
        :raises BulkSubmissionError: some were not accepted; ``results`` says what became of each.
            Those that were have their uuid.
        :raises InvalidValue: the list is empty, or holds something else than tasks of this
            connection; nothing was sent.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> tasks = [connection.create_task(f"part {n}", "docker-batch") for n in range(1000)]
        >>> results = await connection.submit_tasks(tasks)
        """
        return await submit_tasks(self, tasks, chunk_size)

    async def abort_tasks(self, filter: Filter | Mapping[str, Any]) -> list[BulkTaskResponse]:  # noqa: A002 - as in requests
        """Stop all tasks for which a condition holds, those that have not ended, some at once.

        :param filter: the condition, such as ``Field.tags == "sweep"`` of :mod:`qarnot.filters`, or
            its JSON (schema ``Filter``).
        :return: what came of each; one that has ended already counts as a success.
        :raises InvalidValue: there is no condition.
        :raises UnauthorizedException: the token is wrong or may not list tasks.

        >>> from qarnot.filters import Field
        >>> results = await connection.abort_tasks(Field.tags == "sweep")
        """
        return await each_task(self, _condition(filter), _abort)

    async def delete_tasks(self, filter: Filter | Mapping[str, Any]) -> list[BulkTaskResponse]:  # noqa: A002 - as in requests
        """Delete all tasks for which a condition holds, some at once; buckets stay.

        :param filter: as in :meth:`abort_tasks`.
        :return: what came of each; one that is gone already counts as a success.
        :raises InvalidValue: there is no condition.
        :raises UnauthorizedException: the token is wrong or may not list tasks.
        """
        return await each_task(self, _condition(filter), _delete)

    async def credits(self) -> Credits:
        """Read what is left to the account (API ``GET /credits/v1/accounts/credits``).

        :return: the credits.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        return await CreditsClient(self).get_account_credits()

    async def tasks_page(
        self,
        token: str | None = None,
        maximum: int | None = None,
        summary: bool = True,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
    ) -> PaginateResponse[Task]:
        """Read one page of the tasks (API ``POST /tasks/paginate``, ``/tasks/summaries/paginate``).

        :param token: the ``next_token`` of the page before; ``None`` for the first.
        :param maximum: how many tasks the page may have; the platform decides when ``None``.
        :param summary: read summaries, which lack tags, constants, buckets and errors. With tags
            to look for, tasks are read in full.
        :param tags: only tasks that have one of these tags, at least.
        :param tags_intersect: only tasks that have all of these tags.
        :return: the page.
        :raises InvalidValue: a value cannot be right.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        return await page_of_tasks(self, token, maximum, summary, tags, tags_intersect)

    def all_tasks(
        self,
        summary: bool = True,
        tags: Iterable[str] | None = None,
        tags_intersect: Iterable[str] | None = None,
    ) -> AsyncIterator[Task]:
        """Go through all tasks, page by page.

        :param summary: as in :meth:`tasks_page`.
        :param tags: as in :meth:`tasks_page`.
        :param tags_intersect: as in :meth:`tasks_page`.
        :return: an iterator; each page is read when it is needed.
        :raises InvalidValue: a value cannot be right.
        :raises UnauthorizedException: the token is wrong or may not do this.
        :raises UnreadableReply: the pages do not come to an end.

        >>> async for task in connection.all_tasks():
        ...     name = task.name
        """
        any_tag = _checks.tags("tags", tags)
        every_tag = _checks.tags("tags_intersect", tags_intersect)

        async def page(token: str | None) -> PaginateResponse[Task]:
            return await page_of_tasks(self, token, None, summary, any_tag, every_tag)

        return all_items(page)

    async def profiles_names(self) -> list[str]:
        """List the names of the profiles that the account may use (API ``GET /profiles``).

        :return: the names.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        ask = request(list_profiles, list_profiles._get_kwargs(), list_reply)
        return [str(name) for name in await self.wire.read(ask)]

    async def retrieve_profile(self, name: str) -> Profile:
        """Retrieve a profile (API ``GET /profiles/{name}``).

        :param name: its name.
        :return: the profile.
        :raises MissingProfileException: there is no such profile.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        arguments = get_profile._get_kwargs(_checks.identifier("name", name))
        return Profile(await self.wire.read(request(get_profile, arguments, object_reply)))

    async def buckets(self) -> list[Bucket]:
        """List the buckets of the account.

        :return: the buckets.
        :raises BucketStorageUnavailableException: the platform has no storage.
        """
        store = await self.object_store()
        names = await in_thread(store.list_buckets)
        return [Bucket(self, name, create=False) for name in names]

    async def create_bucket(self, name: str) -> Bucket:
        """Create a bucket; one that the account has already is given as it is.

        :param name: its name.
        :return: the bucket.
        :raises BucketStorageUnavailableException: the platform has no storage.
        :raises StorageError: the storage refuses the name.
        """
        bucket = Bucket(self, name, create=False)
        await bucket.ensure_exists()
        return bucket

    async def retrieve_bucket(self, uuid: str) -> Bucket:
        """Retrieve a bucket.

        :param uuid: its name.
        :return: the bucket.
        :raises MissingBucketException: there is no such bucket; also a botocore ``ClientError``.
        :raises UnauthorizedException: the storage refuses the account; also a ``ClientError``.
        :raises BucketStorageUnavailableException: the platform has no storage.
        """
        bucket = Bucket(self, uuid, create=False)
        store = await self.object_store()
        await in_thread(store.head_bucket, bucket.uuid)
        return bucket

    async def retrieve_or_create_bucket(self, uuid: str) -> Bucket:
        """Retrieve a bucket, or create it when it does not exist.

        :param uuid: its name.
        :return: the bucket.
        """
        return await self.create_bucket(uuid)


async def _abort(task: Task) -> None:
    if not task.has_ended:
        await task.abort_unless_ended()


async def _delete(task: Task) -> None:
    await task.delete(missing_ok=True)


def _condition(filter: Any) -> dict[str, Any]:  # noqa: A002 - as in requests
    condition = filter_json("filter", filter)
    if condition is None:
        raise InvalidValue("filter: a condition was expected, not None, which means all tasks")
    return condition
