"""Objects that have a wanted content already, so that it need not be sent."""

from __future__ import annotations

from collections.abc import Iterable

from .digest import is_opaque, number_of_parts, usual_part_sizes
from .steps import LocalFile, StoredObject

__all__ = ["Sources"]

_MOST_PART_SIZES = 16


class Sources:
    """Objects to copy from, found by the content of a file.

    :param objects: objects that stay as they are until all copies are made.
    """

    def __init__(self, objects: Iterable[StoredObject]) -> None:
        self._by_etag: dict[tuple[int, str], StoredObject] = {}
        self._part_sizes: dict[int, dict[int | None, None]] = {}
        for stored in sorted(objects, key=lambda stored: stored.key):
            if stored.size > 0 and not is_opaque(stored.etag):
                first = self._by_etag.setdefault((stored.size, stored.etag), stored)
                if first is stored:
                    self._note_part_sizes(stored)

    def _note_part_sizes(self, stored: StoredObject) -> None:
        known = self._part_sizes.setdefault(stored.size, {})
        count = number_of_parts(stored.etag)
        if count is None:
            known[None] = None
        elif len(known) < _MOST_PART_SIZES:
            known.update(dict.fromkeys(usual_part_sizes(stored.size, count)))

    def of(self, file: LocalFile) -> StoredObject | None:
        """Return the object to copy instead of uploading a file, the first by key of several.

        :param file: the file; it is read only when an object has its size.
        :returns: the object, or ``None`` when there is none that surely has this content.
        :raises OSError: the file cannot be read.
        """
        etags = file.content.etags(self._part_sizes.get(file.size, ()))
        found = (self._by_etag.get((file.size, etag)) for etag in etags)
        return min((stored for stored in found if stored), key=lambda it: it.key, default=None)
