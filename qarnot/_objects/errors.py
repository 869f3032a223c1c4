"""What boto3, botocore and urllib3 raise, told in this library's own errors.

Errors that stand for an answer of the storage are botocore's ``ClientError`` as well, with its
``response`` and ``operation_name``, so that scripts that catch that one go on working.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError as BotoConnectionError,
    ConnectTimeoutError,
    HTTPClientError,
    IncompleteReadError,
    ParamValidationError,
    ReadTimeoutError,
    SSLError,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError, TimeoutError as Urllib3TimeoutError

from qarnot._text import one_line
from qarnot.exceptions import (
    ApiTimeout,
    ApiUnreachable,
    ClockSkew,
    InvalidValue,
    MissingBucketException,
    QarnotException,
    QarnotGenericException,
    StorageError,
    UnauthorizedException,
    UnsafeKey,
)

__all__ = [
    "MissingBucket",
    "MissingObject",
    "ObjectChanged",
    "StorageClockSkew",
    "StorageForbidden",
    "StorageRefused",
    "UnsafeKey",
    "note_arrival",
    "storage_errors",
]

_NOT_FOUND = frozenset({"404", "NotFound", "NoSuchKey", "NoSuchUpload"})
_FORBIDDEN = frozenset(
    {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}
)
_FULL = frozenset({"QuotaExceeded"})
_CHANGED = frozenset({"412", "PreconditionFailed"})
# Ceph, AWS and MinIO say so. Other codes of this kind (RequestInTheFuture, RequestExpired) are
# those of other services, or of signed addresses that have run out.
_SKEWED = frozenset({"RequestTimeTooSkewed"})
# What a wrong clock may look like: some storages say no more, and the answer to HEAD cannot.
_PERHAPS_SKEWED = frozenset({"403", "AccessDenied", "SignatureDoesNotMatch"})
_MOST_SKEW = 15 * 60  # seconds that S3 allows
_ARRIVAL = "ArrivedAt"


class MissingBucket(MissingBucketException, ClientError):
    """The storage has no such bucket.

    :param text: what happened.
    :param response: the answer as botocore read it.
    :param operation_name: name of the operation, such as ``"HeadBucket"``.
    """

    def __init__(self, text: str, response: Mapping[str, Any], operation_name: str) -> None:
        _fill(self, text, response, operation_name)


class StorageForbidden(UnauthorizedException, ClientError):
    """The storage does not accept the credentials, or they do not allow this.

    :param text: what happened.
    :param response: the answer as botocore read it.
    :param operation_name: name of the operation, such as ``"PutObject"``.
    """

    def __init__(self, text: str, response: Mapping[str, Any], operation_name: str) -> None:
        _fill(self, text, response, operation_name)


class StorageRefused(StorageError, ClientError):
    """The storage answered with an error that has no class of its own.

    :param text: what happened.
    :param response: the answer as botocore read it.
    :param operation_name: name of the operation, such as ``"PutObject"``.
    """

    def __init__(self, text: str, response: Mapping[str, Any], operation_name: str) -> None:
        _fill(self, text, response, operation_name)


class StorageClockSkew(ClockSkew, ClientError):
    """The storage refuses what is signed here, because the clocks differ too much.

    :param text: what happened.
    :param response: the answer as botocore read it.
    :param operation_name: name of the operation, such as ``"PutObject"``.
    """

    def __init__(self, text: str, response: Mapping[str, Any], operation_name: str) -> None:
        _fill(self, text, response, operation_name)
        self.offset = _offset(response)


class MissingObject(StorageError, ClientError, FileNotFoundError):
    """The bucket has no object of this key.

    :param text: what happened.
    :param response: the answer as botocore read it.
    :param operation_name: name of the operation, such as ``"HeadObject"``.
    """

    def __init__(self, text: str, response: Mapping[str, Any], operation_name: str) -> None:
        _fill(self, text, response, operation_name)


class ObjectChanged(StorageRefused):
    """The object is not what it was any more when it was asked for by its ETag."""


_Answered = MissingBucket | StorageForbidden | StorageRefused | StorageClockSkew | MissingObject


def _fill(error: _Answered, text: str, response: Mapping[str, Any], operation_name: str) -> None:
    """Set what both parents of an error promise; their constructors cannot be chained."""
    error.args = (f"Error: {text}" if isinstance(error, QarnotGenericException) else text,)
    error.response = dict(response)  # type: ignore[assignment]
    error.operation_name = operation_name
    error.operation = operation_name
    about = response.get("ResponseMetadata", {})
    error.status = about.get("HTTPStatusCode")
    error.request_id = about.get("RequestId") or None
    error.attempts = 1 + int(about.get("RetryAttempts", 0))


def note_arrival(parsed: dict[str, Any], **_: Any) -> None:
    """Note in a refusal when it came; its error may be looked at only after other transfers.

    :param parsed: the answer as botocore read it; a handler of its event ``after-call``.
    """
    about = parsed.get("ResponseMetadata", {})
    if about.get("HTTPStatusCode", 0) >= 400:
        about[_ARRIVAL] = time.time()


def _offset(response: Mapping[str, Any]) -> float | None:
    """Return by how many seconds the storage's clock is ahead, or ``None`` when it is not known."""
    about = response.get("ResponseMetadata", {})
    header = about.get("HTTPHeaders", {}).get("date", "")
    if header.count(",") > 1:  # two dates; who knows which is the storage's
        return None
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    arrival: float = about.get(_ARRIVAL, time.time())
    return date.timestamp() - arrival


@contextmanager
def storage_errors(bucket: str | None = None, key: str | None = None) -> Iterator[None]:
    """Turn what the S3 libraries raise inside the ``with`` block into this library's errors.

    :param bucket: name of the bucket that the block works on, for the text.
    :param key: key of the object that the block works on, for the text.
    :raises MissingBucket: the bucket does not exist.
    :raises MissingObject: the object does not exist.
    :raises StorageForbidden: the credentials are wrong or do not suffice.
    :raises StorageClockSkew: the clock here and that of the storage differ too much.
    :raises StorageRefused: any other error answer.
    :raises StorageError: the answer cannot be read, or the transfer was cancelled.
    :raises ApiTimeout: no answer came in time.
    :raises ApiUnreachable: the storage cannot be reached or the connection broke.
    :raises InvalidValue: botocore does not accept a name.
    """
    try:
        yield
    except QarnotException:
        raise
    except (ValueError, KeyError, TypeError) as error:
        # botocore reads some values of an answer without looking at them first.
        raise StorageError(
            f"{_place(bucket, key)}: the answer cannot be read ({one_line(repr(error))}); "
            "check the storage URL and the network"
        ) from error
    except (BotoCoreError, ClientError, ResponseParserError, HTTPError) as error:
        told = _translated(error, _place(bucket, key), bucket, key)
        told.attempts = told.attempts or getattr(error, "attempts", 0)
        raise told from error


def _place(bucket: str | None, key: str | None) -> str:
    if bucket is None:
        return "the list of buckets"
    return f"bucket {bucket!r}" if key is None else f"object {key!r} in bucket {bucket!r}"


def _translated(
    error: BaseException, place: str, bucket: str | None, key: str | None
) -> QarnotException:
    said = one_line(str(error))
    match error:
        case ClientError():
            return _answered(error, place, bucket, key)
        case ParamValidationError():
            return InvalidValue(f"{place}: the name is not one that S3 allows: {said}")
        case ConnectTimeoutError() | ReadTimeoutError() | Urllib3TimeoutError():
            return ApiTimeout(
                f"{place}: the storage did not answer in time ({said}); "
                "try again, or allow more time"
            )
        case SSLError():
            return ApiUnreachable(
                f"{place}: the storage's certificate was not accepted ({said}); "
                "check the storage URL, or name the file of the authority that issued it"
            )
        case BotoConnectionError() | HTTPClientError() | IncompleteReadError() | HTTPError():
            return ApiUnreachable(
                f"{place}: the storage cannot be reached or the connection broke ({said}); "
                "check the storage URL and the network"
            )
        case ResponseParserError():
            return StorageError(
                f"{place}: what answered is not an S3 storage, perhaps a proxy's page; "
                f"check the storage URL ({said})"
            )
        case _:
            return StorageError(f"{place}: {said}")


def _answered(error: ClientError, place: str, bucket: str | None, key: str | None) -> _Answered:
    details = error.response.get("Error", {})
    code = one_line(str(details.get("Code", "unknown")))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    offset = _offset(error.response)
    kind: type[_Answered]
    if code in _SKEWED or (
        status == 403 and code in _PERHAPS_SKEWED and abs(offset or 0) > _MOST_SKEW
    ):
        kind = StorageClockSkew
        text = f"{place}: {_skew_in_words(offset, code)}"
    elif code == "NoSuchBucket" or (code in _NOT_FOUND and key is None and bucket is not None):
        kind = MissingBucket
        text = f"bucket {bucket!r} does not exist in the storage; create it, or check its name"
    elif code in _NOT_FOUND:
        kind = MissingObject
        text = f"{place} does not exist; list the bucket to see which keys it holds"
    elif code in _CHANGED:
        kind = ObjectChanged
        text = f"{place} was changed meanwhile, by someone else"
    elif code not in _FULL and (code in _FORBIDDEN or status in (401, 403)):
        kind = StorageForbidden
        text = (
            f"{place}: the storage does not accept the credentials for this ({code}); "
            "check the account's email and token, the bucket's owner and this machine's clock"
        )
    else:
        kind = StorageRefused
        message = one_line(str(details.get("Message") or "no explanation was given"))
        text = f"{place}: the storage answered {code}: {message}"
    return kind(text, error.response, error.operation_name)


def _skew_in_words(offset: float | None, code: str) -> str:
    if offset is None:
        return (
            f"the storage says that its clock and the one here differ too much ({code}); "
            "set the clock of this machine right"
        )
    if abs(offset) <= _MOST_SKEW:
        return (
            f"the storage says that the request bore a wrong time ({code}), but its clock and the "
            f"one here differ by {abs(offset):,.0f} s only; the request may have been under way "
            "for too long, so send it again"
        )
    text = (
        f"the clock here is {abs(offset):,.0f} s {'behind' if offset > 0 else 'ahead of'} that of "
        f"the storage, which refuses the request ({code}); set the clock of this machine right"
    )
    if code in _SKEWED:
        return text
    return f"{text}, and if that does not help, check the account's email and token"
