"""A task: a command that runs on a number of instances."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from qarnot_rest.api.tasks import (
    abort_task,
    create_task,
    delete_task,
    get_task,
    get_task_instance_stderr,
    get_task_instance_stdout,
    get_task_stderr,
    get_task_stdout,
    read_fresh_task_instance_stderr,
    read_fresh_task_instance_stdout,
    read_fresh_task_stderr,
    read_fresh_task_stdout,
)
from qarnot_rest.models import TaskCreationInput

from qarnot import _checks
from qarnot._colour.freshness import keep_as_received
from qarnot._colour.threads import AsyncLock
from qarnot._creation import Created, Creation
from qarnot._fields import Field, Received, Settable
from qarnot._finding import creation_of
from qarnot._live import ListField, LiveList, MapField
from qarnot._polling import Waiting
from qarnot._progress_bar import Progress
from qarnot._readers import date, items, number, text, texts, whole_number
from qarnot._record import Record
from qarnot._replies import Answer, nothing, object_reply
from qarnot._requests import output_request, request
from qarnot._states import DELETED, is_final, task_state
from qarnot.error import Error
from qarnot.exceptions import (
    BucketStorageUnavailableException,
    InvalidValue,
    MissingBucketException,
    MissingTaskException,
    NotSubmitted,
    OutcomeUnknown,
    QarnotException,
    QarnotGenericException,
    UnauthorizedException,
    UnreadableReply,
)

from .bucket import Bucket
from .watching import Watcher

if TYPE_CHECKING:
    from .connection import AsyncConnection

__all__ = ["Task", "task_reply"]

SECONDS_TO_CANCEL = 60.0
SECONDS_UNTIL_SEEN = 30.0
SECONDS_BETWEEN_LOOKS = 0.5


class _ResourcesField(ListField[Bucket]):
    """The resource buckets, made of what the API gives without asking the storage."""

    def received(self, record: Received) -> LiveList[Bucket]:
        assert isinstance(record, Task)
        advanced = record.raw.get("advancedResourceBuckets")
        plain = [{"bucketName": name} for name in texts(record.raw.get("resourceBuckets"))]
        given = advanced if isinstance(advanced, list) and advanced else plain
        known = [item for item in given if isinstance(item, Mapping) and item.get("bucketName")]
        return LiveList(Bucket.from_json(record.connection, item) for item in known)


class _ResultsField(Field[Bucket | None]):
    """The results bucket, made of its name without asking the storage."""

    def received(self, record: Received) -> Bucket | None:
        assert isinstance(record, Task)
        name = text(record.raw.get(self.key))
        return Bucket.from_json(record.connection, {"bucketName": name}) if name else None


def _check_resources(what: str, value: Any) -> list[Bucket]:
    if value is None:
        return []
    if isinstance(value, str | Bucket) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what}: a list of buckets was expected, not {value!r}")
    return list(value)


def _resources_json(buckets: list[Bucket]) -> list[dict[str, Any]]:
    for bucket in buckets:
        if not isinstance(bucket, Bucket):
            raise InvalidValue(f"resources: buckets were expected, not {bucket!r}")
    return [bucket.to_json() for bucket in buckets]


def _check_results(what: str, value: Any) -> Bucket | None:
    if value is not None and not isinstance(value, Bucket):
        raise InvalidValue(f"{what}: a bucket was expected, not {value!r}")
    return value


def _results_json(bucket: Bucket | None) -> str | None:
    return None if bucket is None else bucket.uuid


def _constants(raw: Any) -> dict[str, Any]:
    pairs = raw if isinstance(raw, list) else []
    return {
        str(pair["key"]): pair.get("value")
        for pair in pairs
        if isinstance(pair, Mapping) and pair.get("key") is not None
    }


def _no_buckets(_: Any) -> list[Bucket]:
    return []


def _no_bucket(_: Any) -> Bucket | None:
    return None


def _labels(raw: Any) -> dict[str, str]:
    return dict(raw) if isinstance(raw, Mapping) else {}


def _instance_count(raw: Any) -> int:
    return whole_number(raw) or 0


def _same(value: Any) -> Any:
    return value


class Task(Record):
    """A task: a command that runs on a number of instances.

    Make one with ``create_task`` of the connection, or retrieve it. Before it is submitted it is
    a draft. Afterwards it is what the cluster said last, plus what was set since; a refresh never
    undoes an edit.

    :param connection: the connection that it belongs to.
    :param name: its name; it need not be unique.
    :param profile_or_pool: the name of the profile to run in. Pools cannot be given yet.
    :param instancecount_or_range: how many instances to run, or the ranges of their numbers, such
        as ``"0-2,4-5,17"``. Default 1.
    :param shortname: a name that is unique in the account; one is made when absent.
    :param job: jobs cannot be given yet.
    :raises InvalidValue: a value cannot be right.

    >>> task = connection.create_task("hello world", "docker-batch", 2)
    >>> task.constants["DOCKER_CMD"] = "echo hello from ${INSTANCE_ID}"
    >>> await task.run()
    >>> output = await task.stdout()
    """

    uuid = Field("uuid", text, "The uuid; ``None`` until the task is submitted.")
    name = Field(
        "name",
        text,
        "The name; it need not be unique.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.name,
        write=_same,
    )
    shortname = Field(
        "shortname",
        text,
        "The name that is unique in the account.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.shortname,
        write=_same,
    )
    profile = Field(
        "profile",
        text,
        "The profile that the task runs in.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.name,
        write=_same,
    )
    instancecount = Field(
        "instanceCount",
        _instance_count,
        "How many instances are asked for; 0 when ``advanced_range`` says which.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.instance_count,
        write=_same,
    )
    advanced_range = Field(
        "advancedRanges",
        text,
        "The numbers of the instances, as ranges such as ``0-2,4-5,17``.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.instance_range,
        write=_same,
    )
    state = Field(
        "state",
        task_state,
        "Where the task stands: ``UnSubmitted``, then a state of the cluster, which ends with "
        "``Success``, ``Failure`` or ``Cancelled``.",
        changes=True,
    )
    previous_state = Field("previousState", text, "The state before this one.", changes=True)
    state_transition_time = Field(
        "stateTransitionTime", date, "When the task came into its state.", changes=True
    )
    previous_state_transition_time = Field(
        "previousStateTransitionTime",
        date,
        "When the task came into its previous state.",
        changes=True,
    )
    creation_date = Field("creationDate", date, "When the task was submitted.", changes=True)
    last_modified = Field("lastModified", date, "When the task last changed.", changes=True)
    end_date = Field(
        "endDate", date, "When the task ended; ``None`` while it has not.", changes=True
    )
    progress = Field("progress", number, "How much of the task is done, in percent.", changes=True)
    running_instance_count = Field(
        "runningInstanceCount", whole_number, "How many instances are running.", changes=True
    )
    running_core_count = Field(
        "runningCoreCount", whole_number, "How many cores are running.", changes=True
    )
    execution_time = Field(
        "executionTime",
        text,
        "The time that all instances together have run, as the text of a time span.",
        changes=True,
    )
    wall_time = Field(
        "wallTime",
        text,
        "The time from submission to the end, as the text of a time span.",
        changes=True,
    )
    constants = MapField(
        "constants",
        _constants,
        "Settings of the task, which the instances find in their environment. Texts and numbers "
        "can be given; the cluster keeps texts.",
        settable=Settable.ALWAYS,
        check=_checks.constants,
        write=_checks.constants_json,
        changes=True,
        is_detail=True,
    )
    resources = _ResourcesField(
        "advancedResourceBuckets",
        _no_buckets,
        "The buckets whose files stand in the working folder of every instance.",
        settable=Settable.ALWAYS,
        check=_check_resources,
        write=_resources_json,
        changes=True,
        is_detail=True,
    )
    results = _ResultsField(
        "resultBucket",
        _no_bucket,
        "The bucket that new and changed files go to; ``None`` to keep none.",
        settable=Settable.ALWAYS,
        check=_check_results,
        write=_results_json,
        is_detail=True,
    )
    results_count = Field(
        "resultsCount",
        whole_number,
        "How many times results were uploaded.",
        changes=True,
        is_detail=True,
    )
    tags = ListField(
        "tags",
        texts,
        "Words to find the task by.",
        settable=Settable.ALWAYS,
        check=_checks.tags,
        write=_checks.tags_json,
        changes=True,
        is_detail=True,
    )
    labels = MapField(
        "labels",
        _labels,
        "Free pairs of texts.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.labels,
        write=_checks.labels_json,
        changes=True,
        is_detail=True,
    )
    errors = Field(
        "errors",
        items(Error),
        "What went wrong; empty while nothing did.",
        changes=True,
        is_detail=True,
    )

    def __init__(
        self,
        connection: AsyncConnection,
        name: str,
        profile_or_pool: str | None = None,
        instancecount_or_range: int | str = 1,
        shortname: str | None = None,
        job: None = None,
    ) -> None:
        self._set_up(connection)
        self.name = name
        self.shortname = shortname
        if profile_or_pool is not None:
            if not isinstance(profile_or_pool, str):
                raise InvalidValue(
                    f"profile_or_pool: the name of a profile was expected, not {profile_or_pool!r}"
                )
            self.profile = profile_or_pool
        if job is not None:
            raise InvalidValue(f"job: this version cannot put tasks into jobs, got {job!r}")
        count, ranges = _checks.count_or_range("instancecount_or_range", instancecount_or_range)
        self.instancecount = count
        self.advanced_range = ranges

    @classmethod
    def from_json(
        cls, connection: AsyncConnection, json_task: Mapping[str, Any], is_summary: bool = False
    ) -> Self:
        """Make a task of what the API says of it (schema ``Task`` or ``TaskSummary``).

        :param connection: the connection that it belongs to.
        :param json_task: the JSON object; it is kept, not copied.
        :param is_summary: whether it lacks the details.
        """
        task = cls.__new__(cls)
        task._set_up(connection)
        task.receive(json_task, is_summary=is_summary)
        return task

    def _set_up(self, connection: AsyncConnection) -> None:
        super().__init__(connection.strict)
        self._connection = connection
        self._pending: Creation | None = None
        self._unsettled: Creation | None = None
        self._unseen_since = -math.inf
        self._submission = AsyncLock()

    @property
    def connection(self) -> AsyncConnection:
        """The connection that the task belongs to."""
        return self._connection

    def before_read(self, field: Field[Any]) -> None:
        keep_as_received(self, field)

    def __repr__(self) -> str:
        kind = type(self)
        shown = (kind.name, kind.shortname, kind.uuid, kind.state)
        return f"Task({', '.join(f'{field.name}={field.peek(self)!r}' for field in shown)})"

    # Life

    async def submit(self) -> None:
        """Submit the task, unless it was submitted already (API ``POST /tasks``).

        The task runs at most once, whatever happens on the way: it gets a shortname first, and
        after an attempt whose outcome is unclear it is looked up by that name before it is sent
        again. A shortname of your own has to be free, and is looked for before the first attempt.
        After a ``SubmissionUnknown``, calling this again goes on where it stopped.

        :raises InvalidValue: something is missing or cannot be right; nothing was sent.
        :raises MissingBucketException: a resource bucket does not exist.
        :raises MissingProfileException: there is no such profile.
        :raises NotEnoughCreditsException: the account has too few credits.
        :raises MaxTaskException: the account has as many tasks as it may have.
        :raises ShortnameConflict: the shortname belongs to another task.
        :raises SubmissionUnknown: whether the task was created could not be found out in time.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        async with self._submission:
            await self._submit_once()

    async def _submit_once(self) -> None:
        if self.is_submitted:
            return
        if self._received.get("state") == DELETED:
            raise NotSubmitted("this task was deleted; make a new one")
        body = self.creation_body()
        _check_body(body)
        before = self._pending
        if before is not None and not before.may_exist:
            before = None
        if before is not None and body.get("shortname") != before.shortname:
            raise InvalidValue(
                f"shortname: {before.shortname!r} was expected, because the task may have been "
                f"submitted by that name already, not {body.get('shortname')!r}"
            )
        wire, model = self._connection.wire, TaskCreationInput.from_dict(body)
        creation = creation_of(
            request(create_task, create_task._get_kwargs(body=model), nothing),
            is_continued=before is not None,
            settle_wait=wire.settle_wait,
        )
        self.shortname = creation.shortname
        sent = self.copy_of_edits()
        # Once it is sent, and until there is a definite answer, the task may exist.
        self._pending = creation
        try:
            created = await wire.create(creation)
        except OutcomeUnknown:
            raise
        except QarnotException:
            self._pending = before
            raise
        self.take(creation, created)
        self.settle(sent)
        wire.warn_of(creation, created)

    def take(self, creation: Creation, created: Created, *, is_summary: bool = False) -> None:
        """Become the task that a creation has made, until more is read of it.

        :param is_summary: whether the creation says less than there is to know.
        """
        json = {**creation.body, "uuid": created.uuid, "state": "Submitted"}
        self.receive(json, is_summary=is_summary)
        self._received_at = -math.inf
        self._unseen_since = self._connection.wire.clock()
        self._pending = None
        self._unsettled = None if created.is_settled else creation

    async def run(
        self,
        output_dir: str | os.PathLike[str] | None = None,
        job_timeout: float | None = None,
        live_progress: bool = False,
        results_progress: bool | Progress | None = None,
        follow_state: bool = False,
        follow_stdout: bool = False,
        follow_stderr: bool = False,
    ) -> None:
        """Submit the task, wait for its end, and download its results.

        When the time is over the task is aborted, and its end is waited for. What is in its results
        bucket then is still downloaded; the cluster uploads none for a task that was aborted.

        :param output_dir: folder to download the results to; they stay in their bucket when
            ``None``.
        :param job_timeout: seconds that the task may take; for ever when ``None``.
        :param live_progress: as in :meth:`wait`.
        :param results_progress: as ``progress`` in :meth:`download_results`.
        :param follow_state: as in :meth:`wait`.
        :param follow_stdout: as in :meth:`wait`.
        :param follow_stderr: as in :meth:`wait`.
        :raises QarnotException: as in :meth:`submit`, :meth:`wait` and :meth:`download_results`.

        >>> await task.run(output_dir="results")
        """
        await self.submit()
        ended = await self.wait(
            job_timeout, live_progress, follow_state, follow_stdout, follow_stderr
        )
        if not ended:
            await self._abort_unless_ended()
            await self.wait(SECONDS_TO_CANCEL)
        if output_dir is not None:
            await self.download_results(output_dir, results_progress)

    async def wait(
        self,
        timeout: float | None = None,
        live_progress: bool = False,
        follow_state: bool = False,
        follow_stdout: bool = False,
        follow_stderr: bool = False,
    ) -> bool:
        """Wait until the task has ended.

        It looks fast at first, then a tenth of the elapsed time apart, never more than 10 s unless
        the API asks for more. It outlives outages: while the API cannot be reached or fails, it
        goes on looking, and logs that.

        :param timeout: seconds to wait; for ever when ``None``. A last look may take 10 s more.
        :param live_progress: show a progress bar (needs ``qarnot-client[progress]``).
        :param follow_state: log each change of state, at level INFO.
        :param follow_stdout: log the standard output, at level INFO.
        :param follow_stderr: log the standard error, at level WARNING.
        :return: ``True`` when the task has ended, be it by success, failure or cancellation;
            ``False`` when the time is over, or when it was never submitted.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.

        >>> ended = await task.wait(60)
        """
        limit = _checks.timeout("timeout", timeout)
        if not self.is_submitted:
            return False
        wire = self._connection.wire
        wait = Waiting(wire.clock, limit, self._connection.logger, f"task {Task.uuid.peek(self)}")
        with Watcher(self, live_progress, follow_state, follow_stdout, follow_stderr) as watcher:
            while True:
                try:
                    await self._read_anew(wait.look_timeout())
                    await watcher.look(wait.look_timeout)
                except QarnotException as error:
                    may_pass = self._may_be_unseen(error)
                    wait.failed(error, has_ended=self._has_ended, may_pass=may_pass)
                else:
                    wait.succeeded()
                if self._has_ended and wait.may_end():
                    await self._look_for_duplicates(wait.look_timeout())
                    return True
                pause = wait.next_pause()
                if pause is None:
                    return self._has_ended
                await wire.pause(pause)

    @property
    def _has_ended(self) -> bool:
        return is_final(Task.state.peek(self))

    async def _until_seen(self) -> None:
        """Wait until a task that was just created can be seen, so that a 404 tells something."""
        while self._unseen_since > -math.inf:
            try:
                await self._read_anew()
            except MissingTaskException as error:
                if not self._may_be_unseen(error):
                    raise
                await self._connection.wire.pause(SECONDS_BETWEEN_LOOKS)

    def _may_be_unseen(self, error: QarnotException) -> bool:
        """Tell whether an error may say that a task that was just created is not seen yet."""
        age = self._connection.wire.clock() - self._unseen_since
        return isinstance(error, MissingTaskException) and age < SECONDS_UNTIL_SEEN

    async def _look_for_duplicates(self, timeout: float) -> None:
        """Look once more whether a lost attempt of the submission has made another task."""
        creation, uuid = self._unsettled, Task.uuid.peek(self)
        if creation is None or uuid is None:
            return
        if await self._connection.wire.look_for_others(creation, uuid, timeout):
            self._unsettled = None

    async def update(self, flushcache: bool = False) -> None:
        """Read the task anew (API ``GET /tasks/{taskUuid}``); what was set since stays set.

        A task that was just submitted, and that the API does not show yet, stays as it is.

        :param flushcache: read it even when what was received is younger than
            ``update_cache_time``.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        if self.is_submitted and (flushcache or self.is_old or self.lacks_details):
            try:
                await self._read_anew()
            except MissingTaskException as error:
                if not self._may_be_unseen(error):
                    raise

    async def _read_anew(self, timeout: float | None = None) -> None:
        """Read the task anew, with all retries, or in one attempt of so many seconds."""
        identifier, wire = self._identifier("update"), self._connection.wire
        ask = request(get_task, get_task._get_kwargs(identifier), task_reply)
        received = await (wire.read(ask) if timeout is None else wire.read_once(ask, timeout))
        if str(received["uuid"]).lower() != identifier.lower():
            raise UnreadableReply(f"task {identifier} was asked for, {received['uuid']} came")
        self.receive(received)
        self._unseen_since = -math.inf

    async def abort(self) -> None:
        """Stop the task (API ``POST /tasks/{taskUuid}/abort``).

        :raises NotSubmitted: it was never submitted, or was deleted.
        :raises MissingTaskException: the task is gone.
        :raises UnauthorizedException: the task has ended already, or the token may not do this.
        """
        identifier = self._identifier("abort")
        await self._until_seen()
        ask = request(abort_task, abort_task._get_kwargs(identifier), nothing)
        await self._connection.wire.ask(ask)
        await self.update(True)

    async def _abort_unless_ended(self) -> None:
        try:
            await self.abort()
        except UnauthorizedException:
            await self.update(True)
            if not self._has_ended:
                raise

    async def delete(self, purge_resources: bool = False, purge_results: bool = False) -> None:
        """Delete the task, aborting it first when it runs (API ``DELETE /tasks/{taskUuid}``).

        :param purge_resources: delete the resource buckets afterwards, with all that is in them.
        :param purge_results: delete the results bucket afterwards, with all that is in it.
        :raises MissingTaskException: the task is gone already.
        :raises UnauthorizedException: the token is wrong or may not do this.
        """
        if not self.is_submitted:
            return
        if self.lacks_details and (purge_resources or purge_results):
            await self.update(True)
        # Those that the task was submitted with, whatever was set since.
        doomed = list(Task.resources.received(self)) if purge_resources else []
        results = Task.results.received(self)
        if purge_results and results is not None:
            doomed.append(results)
        identifier = self._identifier("delete")
        await self._until_seen()
        ask = request(delete_task, delete_task._get_kwargs(identifier), nothing)
        await self._connection.wire.ask(ask)
        self.receive({**self._received, "uuid": None, "state": DELETED})
        for bucket in doomed:
            try:
                await bucket.delete()
            except (MissingBucketException, BucketStorageUnavailableException) as error:
                self._connection.logger.warning("%s is not deleted: %s", bucket, error)

    # Output

    async def stdout(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Read all that the cluster keeps of the standard output.

        API ``GET /tasks/{taskUuid}/stdout`` and ``/stdout/{instanceId}``.

        :param instanceId: of one instance; of all when ``None``, each line beginning with the
            number of its instance.
        :return: the output; empty when the task was never submitted.
        :raises MissingTaskException: the task is gone.
        :raises MissingTaskInstanceException: there is no such instance.
        """
        return await self._output(get_task_stdout, get_task_instance_stdout, instanceId)

    async def stderr(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Read all that the cluster keeps of the standard error; see :meth:`stdout`.

        API ``GET /tasks/{taskUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        return await self._output(get_task_stderr, get_task_instance_stderr, instanceId)

    async def fresh_stdout(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Take the standard output that came since the last call.

        It is taken from the cluster: an answer that is lost on its way is lost for good, so a
        failed call is not repeated. API ``POST /tasks/{taskUuid}/stdout`` and
        ``/stdout/{instanceId}``.

        :param instanceId: of one instance; of all when ``None``.
        :return: the output; empty when the task was never submitted.
        :raises MissingTaskException: the task is gone.
        :raises MissingTaskInstanceException: there is no such instance.
        :raises OutcomeUnknown: the answer was lost, and the output with it; ``stdout`` still has
            it.
        """
        return await self._output(
            read_fresh_task_stdout, read_fresh_task_instance_stdout, instanceId
        )

    async def fresh_stderr(self, instanceId: int | None = None) -> str:  # noqa: N803 - documented
        """Take the standard error that came since the last call; see :meth:`fresh_stdout`.

        API ``POST /tasks/{taskUuid}/stderr`` and ``/stderr/{instanceId}``.
        """
        return await self._output(
            read_fresh_task_stderr, read_fresh_task_instance_stderr, instanceId
        )

    async def whole_output(self, of_all: Any, timeout: float) -> str:
        """Read an output in one attempt of so many seconds."""
        identifier = self._identifier("read the output of")
        ask = output_request(of_all, of_all._get_kwargs(identifier))
        return await self._connection.wire.read_once(ask, timeout)

    async def _output(self, of_all: Any, of_one: Any, instance: int | None) -> str:
        if not self.is_submitted:
            return ""
        identifier = self._identifier("read the output of")
        if instance is None:
            operation, arguments = of_all, of_all._get_kwargs(identifier)
        else:
            number = _checks.instance_count("instanceId", instance)
            operation, arguments = of_one, of_one._get_kwargs(identifier, number)
        return await self._connection.wire.read(output_request(operation, arguments))

    # Results

    async def download_results(
        self,
        output_dir: str | os.PathLike[str],
        progress: bool | Progress | None = None,
    ) -> list[str]:
        """Download all files of the results bucket.

        Files that are there already, the same by size and digest, are not fetched again.

        :param output_dir: the local folder; made when missing.
        :param progress: a function that is called, from other threads, with the bytes done, the
            bytes in all, and the key; or ``True`` for a progress bar (needs
            ``qarnot-client[progress]``).
        :return: the keys of all files of the bucket, which are now in the folder.
        :raises QarnotGenericException: the task has no results bucket.
        :raises MissingBucketException: the bucket does not exist.
        :raises InvalidValue: a key would lead out of the folder; nothing was downloaded.
        :raises StorageError: a download failed.
        :raises LocalFileError: a file cannot be written.
        """
        if self.lacks_details:
            await self.update(True)
        bucket = Task.results.peek(self)
        if bucket is None:
            raise QarnotGenericException(
                f"the task {Task.name.peek(self)!r} has no results bucket; set task.results "
                "before it is submitted"
            )
        report = await bucket.get_all_files(output_dir, progress)
        return sorted([*report.downloaded, *report.skipped])

    def _identifier(self, what: str) -> str:
        identifier = Task.uuid.peek(self)
        if identifier is None:
            raise NotSubmitted(f"cannot {what} a task that is not on the cluster: submit it first")
        return _checks.identifier("uuid", identifier)


def _check_body(body: dict[str, Any]) -> None:
    """Check what concerns several fields, and leave the one that counts."""
    if not body.get("profile"):
        raise InvalidValue("profile: the name of a profile was expected, such as 'docker-batch'")
    ranges = body.get("advancedRanges")
    if ranges is not None and body.get("instanceCount"):
        raise InvalidValue(
            f"advanced_range is {ranges!r} and instancecount is {body['instanceCount']}: "
            "one of them must be left out (None, or 0)"
        )
    if ranges is not None:
        body.pop("instanceCount", None)
    elif not body.get("instanceCount"):
        raise InvalidValue("instancecount: 1 or more was expected, or an advanced_range")


def task_reply(answer: Answer) -> dict[str, Any]:
    """Read a task, which is none without a uuid."""
    task = object_reply(answer)
    if not isinstance(task.get("uuid"), str) or not task["uuid"]:
        raise UnreadableReply("the reply is no task: it does not name a uuid")
    return task
