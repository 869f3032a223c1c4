"""Deleting objects, many with one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from qarnot._text import one_line
from qarnot.exceptions import StorageError

from .call import Call
from .errors import storage_errors

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

__all__ = ["delete"]

_MOST_KEYS_A_REQUEST = 1000
_FAILURES_SHOWN = 5

T = TypeVar("T")


def delete(call: Call, objects: Iterable[ObjectIdentifierTypeDef]) -> None:
    """Delete objects, or versions of them; those that are not there are fine.

    :param call: where.
    :param objects: what to delete.
    :raises StorageError: some could not be deleted; the text names them. All others are deleted.
    :raises Stopped: it is to end; no further request is made.
    """
    failures: list[str] = []
    for batch in _batches(objects, _MOST_KEYS_A_REQUEST):
        with call.work.request(), storage_errors(call.bucket):
            answer = call.client.delete_objects(Bucket=call.bucket, Delete={"Objects": batch})
        errors = answer.get("Errors", [])
        failures += [one_line(f"{it.get('Key')!r} ({it.get('Code')})") for it in errors]
        if len(answer.get("Deleted", [])) + len(errors) < len(batch):
            raise StorageError(
                f"bucket {call.bucket!r}: the storage did not confirm the deletion of all "
                f"{len(batch)} objects, {batch[0]['Key']!r} first; list the bucket and delete "
                "again what is left"
            )
    if failures:
        shown = ", ".join(failures[:_FAILURES_SHOWN])
        more = len(failures) - _FAILURES_SHOWN
        raise StorageError(
            f"bucket {call.bucket!r}: {len(failures)} objects could not be deleted: {shown}"
            + (f" and {more} more" if more > 0 else "")
        )


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
