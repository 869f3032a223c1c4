"""Every error that this library raises.

::

    QarnotException                              operation, method, path, status, details, …
    ├── UnauthorizedException                    401, 403: the token may not do this
    ├── NotEnoughCreditsException                402
    ├── MissingTaskException                     404
    ├── MissingTaskInstanceException             404
    ├── MissingPoolException                     404
    ├── MissingPoolInstanceException             404
    ├── MissingJobException                      404
    ├── MissingProfileException                  404
    ├── MissingProjectException                  404
    ├── MissingBucketException                   404, from the API or the storage
    ├── SecretNotFoundException                  404
    ├── SecretConflictException                  409
    ├── MaxTaskException                         403: a quota is reached
    ├── MaxPoolException
    ├── MaxJobException
    ├── BucketStorageUnavailableException        the platform has no storage
    ├── UnsuccessfulTask                         from raise_for_state() and run(check=True)
    │   ├── TaskFailed                           with the errors and the end of stderr
    │   └── TaskCancelled
    ├── PoolEnded                                from wait_until_ready(): it will not be ready
    └── QarnotGenericException                   anything else; its text begins "Error: "
        ├── InvalidValue (ValueError)            bad input, found before anything was sent
        │   ├── UnsafeKey                        a key that cannot safely be a file here
        │   └── MissingFolder (NotADirectoryError)
        ├── ReadOnlyAttribute (AttributeError)   cannot be set, or not any more
        ├── UnknownAttribute (AttributeError)    there is none of this name
        ├── LocalFileError (OSError)             a file here cannot be read or written
        │   └── MissingLocalFile (FileNotFoundError)
        ├── NotSubmitted                         an object that the cluster does not know yet
        ├── ConnectionClosed (RuntimeError)      used after close(), or in another event loop
        ├── ReadOnlyConnection                   read_only or read_only_account: a change was asked
        ├── NotPicklable (TypeError)             holds a token, which pickling would show
        ├── ApiUnreachable (ConnectionError)     no usable answer came
        │   └── ApiTimeout (TimeoutError)        none came in time
        ├── UnreadableReply                      an answer came that is not what the API gives
        ├── StorageError (OSError)               the storage refused, failed, or sent wrong bytes
        │   ├── TransferFailed                   some files could not be transferred; its report
        │   └── ClockSkew                        its clock and the one here differ too much
        ├── OutcomeUnknown                       sent, but whether it happened cannot be known
        │   └── SubmissionUnknown                the same of a creation; carries its shortname
        ├── BulkSubmissionError                  some tasks of a list were not accepted
        ├── ForwardUnavailable                   no way to a port of an instance
        │   └── ForwardTimeout (TimeoutError)    not in time
        ├── AmbiguousName                        several objects have the name that was looked for
        ├── RejectedValue (ValueError)           422, and 400 of some: the API refused a value
        ├── RateLimited                          429: too many requests, also after waiting
        └── RequestConflict                      409: it does not go with what is there already
            └── ShortnameConflict                the shortname belongs to something else

All of them can be caught as :class:`QarnotException`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qarnot._completed import BulkTaskResponse
    from qarnot._transfers import TransferReport
    from qarnot.error import Error

__all__ = [
    "AmbiguousName",
    "ApiTimeout",
    "ApiUnreachable",
    "BucketStorageUnavailableException",
    "BulkSubmissionError",
    "ClockSkew",
    "ConnectionClosed",
    "DuplicateSubmission",
    "ForwardTimeout",
    "ForwardUnavailable",
    "InvalidValue",
    "LocalFileError",
    "MaxJobException",
    "MaxPoolException",
    "MaxTaskException",
    "MissingBucketException",
    "MissingFolder",
    "MissingJobException",
    "MissingLocalFile",
    "MissingPoolException",
    "MissingPoolInstanceException",
    "MissingProfileException",
    "MissingProjectException",
    "MissingTaskException",
    "MissingTaskInstanceException",
    "NotEnoughCreditsException",
    "NotPicklable",
    "NotSubmitted",
    "OutcomeUnknown",
    "PoolEnded",
    "QarnotException",
    "QarnotGenericException",
    "RateLimited",
    "ReadOnlyAttribute",
    "ReadOnlyConnection",
    "RejectedValue",
    "RequestConflict",
    "SecretConflictException",
    "SecretNotFoundException",
    "ShortnameConflict",
    "StorageError",
    "SubmissionUnknown",
    "TaskCancelled",
    "TaskFailed",
    "TransferFailed",
    "UnauthorizedException",
    "UnknownAttribute",
    "UnknownAttributeWarning",
    "UnreadableItemWarning",
    "UnreadableReply",
    "UnsafeKey",
    "UnsentEditWarning",
    "UnsuccessfulTask",
]


def _restore(kind: type[QarnotException], args: tuple[Any, ...], state: Any) -> QarnotException:
    """Make an error anew from what was pickled, without running its constructor again."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class QarnotException(Exception):
    """Something that this library was asked to do did not happen.

    :ivar operation: ``operationId`` of the request, such as ``"get_task"``, for the storage the
        name of its operation; ``None`` when no request was being made.
    :ivar method: HTTP method of the request, such as ``"GET"``, or ``None``.
    :ivar path: path of the request below the address of the API, such as ``"/tasks/x"``, or
        ``None``.
    :ivar status: HTTP status of the answer, or ``None`` when there was none.
    :ivar details: what the API says of single fields: a list of texts for the name of each.
    :ivar request_id: what the server calls the request, or ``None`` when it did not say.
    :ivar retry_after: seconds for which the server asked to be left alone, or ``None``.
    :ivar reply: body of the answer as it came, at most its first MiB, or ``None``.
    :ivar attempts: how many requests the call has sent, looks at its object included.
    """

    operation: str | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    details: Mapping[str, list[str]] = MappingProxyType({})
    request_id: str | None = None
    retry_after: float | None = None
    reply: bytes | None = None
    attempts: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)

    @property
    def message(self) -> str:
        """What went wrong, without where."""
        return str(self.args[0]) if self.args else ""

    def __str__(self) -> str:
        where = f"{self.method} {self.path}" if self.method else self.operation
        known = [part for part in (where, self.status and str(self.status)) if part]
        if self.request_id:
            known.append(f"request {self.request_id}")
        if self.attempts > 1:
            known.append(f"{self.attempts} attempts")
        return f"{self.message} ({', '.join(known)})" if known else self.message


class UnauthorizedException(QarnotException):
    """The token is wrong, or may not do this (statuses 401 and 403)."""


class NotEnoughCreditsException(QarnotException):
    """The account has too few credits (status 402)."""


class MissingTaskException(QarnotException):
    """There is no such task."""


class MissingTaskInstanceException(QarnotException):
    """The task has no such instance."""


class MissingPoolException(QarnotException):
    """There is no such pool."""


class MissingPoolInstanceException(QarnotException):
    """The pool has no such instance."""


class MissingJobException(QarnotException):
    """There is no such job."""


class MissingProfileException(QarnotException):
    """There is no such profile."""


class MissingProjectException(QarnotException):
    """There is no such project."""


class MissingBucketException(QarnotException):
    """There is no such bucket."""


class SecretNotFoundException(QarnotException):
    """There is no such secret."""


class SecretConflictException(QarnotException):
    """The secret exists already."""


class MaxTaskException(QarnotException):
    """The account has as many tasks as it may have."""


class MaxPoolException(QarnotException):
    """The account has as many pools as it may have."""


class MaxJobException(QarnotException):
    """The account has as many jobs as it may have."""


class BucketStorageUnavailableException(QarnotException):
    """The platform has no storage for buckets."""


class UnsuccessfulTask(QarnotException):
    """A task has ended otherwise than by success.

    :param msg: what happened, with the first error and the end of the standard error.
    :param task_uuid: the uuid of the task.
    :param errors: the errors of the task, as :class:`~qarnot.error.Error`.
    :param stderr: the end of its standard error; empty when it has none or it could not be read.
    :ivar task_uuid: as given.
    :ivar errors: as given.
    :ivar stderr: as given.
    """

    def __init__(
        self,
        msg: str,
        *,
        task_uuid: str | None = None,
        errors: Iterable[Error] = (),
        stderr: str = "",
    ) -> None:
        super().__init__(msg)
        self.task_uuid = task_uuid
        self.errors = list(errors)
        self.stderr = stderr


class TaskFailed(UnsuccessfulTask):
    """A task has ended by a failure."""


class TaskCancelled(UnsuccessfulTask):
    """A task was cancelled."""


class PoolEnded(QarnotException):
    """A pool failed, was closed or deleted before it was ready.

    :param msg: what happened, with the first error.
    :param pool_uuid: the uuid of the pool.
    :param state: its state.
    :param errors: the errors of the pool, as :class:`~qarnot.error.Error`.
    :ivar pool_uuid: as given.
    :ivar state: as given.
    :ivar errors: as given.
    """

    def __init__(
        self,
        msg: str,
        *,
        pool_uuid: str | None = None,
        state: str | None = None,
        errors: Iterable[Error] = (),
    ) -> None:
        super().__init__(msg)
        self.pool_uuid = pool_uuid
        self.state = state
        self.errors = list(errors)


class QarnotGenericException(QarnotException):
    """An error that has no class of its own; see the text.

    :param msg: what went wrong; the text of the error is this with ``"Error: "`` before it.
    """

    def __init__(self, msg: str) -> None:
        super().__init__(f"Error: {msg}")


class InvalidValue(QarnotGenericException, ValueError):
    """A value was given that cannot be right; nothing was sent."""


class UnsafeKey(InvalidValue):
    """An object cannot safely be a file here, or not beside another one; nothing was fetched.

    Its key leads out of the folder, is no file name on some system, or would be the same file as
    another key, or a file where another key needs a folder.

    :param msg: what is wrong.
    :param keys: all keys that were refused, and those that they clash with.
    :ivar keys: as given.
    """

    def __init__(self, msg: str, keys: Iterable[str] = ()) -> None:
        super().__init__(msg)
        self.keys = tuple(keys)


class MissingFolder(InvalidValue, NotADirectoryError):
    """A folder on this machine that was named does not exist, or is not a folder."""

    # That of ValueError would be found first, and cannot make an OSError.
    __new__ = OSError.__new__  # type: ignore[assignment]


class ReadOnlyAttribute(QarnotGenericException, AttributeError):
    """An attribute cannot be set, or not any more; nothing changed."""


class UnknownAttribute(QarnotGenericException, AttributeError):
    """There is no attribute of this name; nothing changed."""


class LocalFileError(QarnotGenericException, OSError):
    """A file or folder on this machine cannot be read or written."""


class MissingLocalFile(LocalFileError, FileNotFoundError):
    """There is no such file or folder on this machine."""


class NotSubmitted(QarnotGenericException):
    """Something was asked of an object that was never submitted, or was deleted."""


class ConnectionClosed(QarnotGenericException, RuntimeError):
    """The connection was used after it was closed, or in an event loop that is not its own."""


class ReadOnlyConnection(QarnotGenericException):
    """The connection only reads, and was asked for something else; nothing was sent."""


class NotPicklable(QarnotGenericException, TypeError):
    """An object cannot be pickled or copied, because it holds a token."""


class ApiUnreachable(QarnotGenericException, ConnectionError):
    """The API could not be reached, or the connection broke before its answer was whole."""


class ApiTimeout(ApiUnreachable, TimeoutError):
    """The API did not answer in time."""


class UnreadableReply(QarnotGenericException):
    """Something answered, but not as the API does: a proxy's page, or a cut or changed body."""


class StorageError(QarnotGenericException, OSError):
    """The storage refused, failed, or delivered something else than it holds."""


class ClockSkew(StorageError):
    """The clock here and that of the storage differ too much for signed requests to be accepted.

    :ivar offset: seconds by which the clock of the storage is ahead of the one here, negative when
        it is behind; ``None`` when its answer bore no readable date.
    """

    offset: float | None = None


class TransferFailed(StorageError):
    """Some files could not be transferred; the others were, and nothing was deleted.

    :param msg: what happened.
    :param report: what was done and what was not.
    :ivar report: the same; its ``failures`` name each file with its error.
    """

    def __init__(self, msg: str, report: TransferReport) -> None:
        super().__init__(msg)
        self.report = report


class OutcomeUnknown(QarnotGenericException):
    """A request was sent that must not be repeated, and whether it took effect is not known."""


class SubmissionUnknown(OutcomeUnknown):
    """A creation was sent, and whether it took effect could not be found out in time.

    It can be given to ``Connection.resolve`` later, from another process too (it can be pickled),
    to learn the outcome and to go on. It holds what was sent, constants included.

    :param msg: what happened.
    :param shortname: the name under which the object is, if it was created.
    :param body: the JSON body that was sent.
    :ivar shortname: as given.
    :ivar body: as given.
    :ivar cluster: address of the API that it was sent to.
    """

    cluster: str | None = None

    def __init__(self, msg: str, *, shortname: str, body: Mapping[str, Any]) -> None:
        super().__init__(msg)
        self.shortname = shortname
        self.body = body


class BulkSubmissionError(QarnotGenericException):
    """Some tasks of a list were not accepted; the others were, and have their uuids.

    :param msg: how many, and what was said of the first of them.
    :param results: one :class:`~qarnot.task.BulkTaskResponse` for each task, in order.
    :ivar results: as given.
    """

    def __init__(self, msg: str, results: Iterable[BulkTaskResponse] = ()) -> None:
        super().__init__(msg)
        self.results = list(results)


class ForwardUnavailable(QarnotGenericException):
    """A port of an instance cannot be reached from outside."""


class ForwardTimeout(ForwardUnavailable, TimeoutError):
    """A port of an instance could not be reached from outside in time."""


class AmbiguousName(QarnotGenericException):
    """Several objects have the name that one was looked for by.

    :param msg: what was looked for, and what was found.
    :param uuids: of those that have the name.
    :ivar uuids: as given.
    """

    def __init__(self, msg: str, uuids: Iterable[str] = ()) -> None:
        super().__init__(msg)
        self.uuids = tuple(uuids)


class RejectedValue(QarnotGenericException, ValueError):
    """The API refused a value that was sent (422, and 400 of periodic snapshots and scalings)."""


class RateLimited(QarnotGenericException):
    """The API answered that there were too many requests, and the retries did not help (429)."""


class RequestConflict(QarnotGenericException):
    """What was asked does not go with what is there already (status 409)."""


class ShortnameConflict(RequestConflict):
    """The shortname of a creation belongs to an object that is not the one to be created."""


class DuplicateSubmission(UserWarning):
    """A creation took effect more than once, because the API took its shortname more than once.

    :ivar shortname: the name that all of them have.
    :ivar uuid: the object that the creation gave.
    :ivar others: the uuids of the objects that are there besides.
    """

    def __init__(self, shortname: str, uuid: str, others: tuple[str, ...]) -> None:
        super().__init__(shortname, uuid, others)
        self.shortname = shortname
        self.uuid = uuid
        self.others = others

    def __str__(self) -> str:
        return (
            f"{self.shortname!r} was created more than once: besides {self.uuid} there is "
            f"{', '.join(self.others)}; abort what should not run"
        )


class UnreadableItemWarning(UserWarning):
    """An item of a listing cannot be read, and is left out; the others are given.

    :ivar noun: what the items are, such as ``"task"``.
    :ivar index: where it stands in the whole listing, or in the page or reply that was asked for;
        the first one is 0.
    :ivar reason: what is wrong with it.
    :ivar value: the item as it came.
    """

    def __init__(self, noun: str, index: int, reason: str, value: object) -> None:
        super().__init__(noun, index, reason, value)
        self.noun = noun
        self.index = index
        self.reason = reason
        self.value = value

    def __str__(self) -> str:
        return f"item {self.index} of a listing is no {self.noun} and is left out: {self.reason}"


class UnsentEditWarning(UserWarning):
    """Something was set on an object that was submitted already, and the API does not take it."""


class UnknownAttributeWarning(UserWarning):
    """An attribute was assigned that the object does not know and that will never be sent."""
