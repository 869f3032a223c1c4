"""The files of a bucket, as a listing gives them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from qarnot._checks import shown, whole_number
from qarnot.exceptions import InvalidValue

__all__ = ["FileList", "StoredFile"]


@frozen
class StoredFile:
    """A file of a bucket.

    :ivar key: its key.
    :ivar size: its size in bytes.
    :ivar e_tag: its ETag as the storage writes it, in quotes.
    :ivar last_modified: when it was stored; ``None`` when the storage did not say.
    :ivar bucket_name: the bucket that it is in.
    """

    key: str
    size: int
    e_tag: str
    last_modified: datetime | None
    bucket_name: str


class FileList(list[StoredFile]):
    """Files of a bucket: a list, with the methods that scripts know from collections of boto3.

    They look at what was listed, and send nothing.

    >>> for file in FileList().filter(Prefix="results/").limit(10):
    ...     print(file.key, file.size)
    """

    def all(self) -> FileList:
        """Give the same files, in a list of their own."""
        return FileList(self)

    def filter(self, *, Prefix: str = "", **others: object) -> FileList:  # noqa: N803 - boto3's
        """Give the files whose whole key begins with a text.

        :param Prefix: the text, taken letter by letter; a folder has a slash at its end.
        :return: the files, in a list of their own.
        :raises InvalidValue: it is no text, or something else is asked for.
        """
        if others:
            raise InvalidValue(
                f"filter: only Prefix is known, not {', '.join(sorted(others))}; the list is an "
                "ordinary one, which a comprehension can go through"
            )
        if not isinstance(Prefix, str):
            raise InvalidValue(f"Prefix: a text was expected, not {shown(Prefix)}")
        return FileList(file for file in self if file.key.startswith(Prefix))

    def limit(self, count: int) -> FileList:
        """Give the first files.

        :param count: how many at most, 0 or more.
        :return: the files, in a list of their own.
        :raises InvalidValue: it is no such number.
        """
        return FileList(self[: whole_number("count", count)])
