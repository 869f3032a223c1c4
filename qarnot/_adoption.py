"""Is an object that was found under a shortname the one that was to be created?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

__all__ = ["describes"]

SECRET: Final = "[SECRET]"  # noqa: S105 - what the platform shows in place of a secret
IDENTIFYING: Final = ("profile", "resultBucket", "useDependencies")
# A body may name these by their shortnames; the platform gives uuids.
PLACES: Final = ("poolUuid", "jobUuid")
# With these, the platform knows better how many instances or nodes there are.
COUNTED_OTHERWISE: Final = ("advancedRanges", "elasticProperty", "scaling")
MOST_NUMBERS: Final = 1_000_000


def describes(sent: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Tell whether what was found is what was sent, as far as that can be told.

    Compared are name, profile, place, number of instances, buckets, constants, tags and labels,
    each where both have it. The order of tags and buckets does not matter. The platform may add
    constants and labels of its own, hide the values of secrets, and leave out what is empty.

    :param sent: the JSON body of the creation.
    :param found: the JSON of the object.
    """
    return (
        _agree(sent.get("name"), found.get("name"))
        and _agree(_folded(sent.get("shortname")), _folded(found.get("shortname")))
        and all(_agree(_filled(sent.get(key)), _filled(found.get(key))) for key in IDENTIFYING)
        and all(_agree(_uuid(sent.get(key)), _uuid(found.get(key))) for key in PLACES)
        and _agree(_count(sent), found.get("instanceCount"))
        and _agree(_numbers(sent), _numbers(found))
        and _holds(_constants(found), _constants(sent))
        and _holds(_labels(found), _labels(sent))
        and _agree(_tags(sent), _tags(found))
        and _agree(_buckets(sent), _buckets(found))
    )


def _agree(sent: object, found: object) -> bool:
    return sent is None or found is None or sent == found


def _holds(found: dict[str, str] | None, sent: dict[str, str] | None) -> bool:
    if sent is None or found is None:
        return True
    return all(found.get(key, "") in (value, SECRET) for key, value in sent.items())


def _filled(value: Any) -> Any:
    return None if value == "" else value


def _folded(name: Any) -> str | None:
    return name.lower() if isinstance(name, str) else None


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None


def _count(body: Mapping[str, Any]) -> Any:
    if any(body.get(key) for key in COUNTED_OTHERWISE):
        return None
    return body.get("instanceCount") or None


def _numbers(body: Mapping[str, Any]) -> frozenset[int] | None:
    """Read the ranges of instances; ``None`` when there are none, or too many to compare."""
    ranges = body.get("advancedRanges")
    if not isinstance(ranges, str) or not ranges:
        return None
    numbers: set[int] = set()
    try:
        for first, last in _bounds(ranges):
            if last - first + len(numbers) > MOST_NUMBERS:
                return None
            numbers.update(range(first, last + 1))
    except ValueError:
        return None
    return frozenset(numbers)


def _bounds(ranges: str) -> Iterator[tuple[int, int]]:
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        yield int(first), int(last or first)


def _constants(body: Mapping[str, Any]) -> dict[str, str] | None:
    constants = body.get("constants")
    if not isinstance(constants, list):
        return None
    pairs = (item for item in constants if isinstance(item, Mapping))
    return {str(item.get("key")): str(item.get("value") or "") for item in pairs}


def _labels(body: Mapping[str, Any]) -> dict[str, str] | None:
    labels = body.get("labels")
    if not isinstance(labels, Mapping):
        return None
    return {str(key): str(value or "") for key, value in labels.items()}


def _tags(body: Mapping[str, Any]) -> frozenset[str] | None:
    tags = body.get("tags")
    return frozenset(map(str, tags)) if isinstance(tags, list) else None


def _buckets(body: Mapping[str, Any]) -> frozenset[str] | None:
    """Give the names of the buckets, which the platform may list in both forms."""
    advanced, plain = body.get("advancedResourceBuckets"), body.get("resourceBuckets")
    if advanced is None and plain is None:
        return None
    named = [
        str(item.get("bucketName"))
        for item in (advanced if isinstance(advanced, list) else [])
        if isinstance(item, Mapping)
    ]
    return frozenset([*named, *map(str, plain if isinstance(plain, list) else [])])
