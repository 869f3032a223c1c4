"""Is an object that was found under a shortname the one that was to be created?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

__all__ = ["describes"]

SECRET: Final = "[SECRET]"  # noqa: S105 - what the platform shows in place of a secret
IDENTIFYING: Final = (
    "name",
    "shortname",
    "profile",
    "instanceCount",
    "advancedRanges",
    "resultBucket",
    "labels",
    "useDependencies",
    "preparationTask",
)
# A body may name these by their shortnames; the platform gives uuids.
PLACES: Final = ("poolUuid", "jobUuid")
# With these the platform changes the number of nodes by itself.
ELASTIC: Final = ("elasticProperty", "scaling")


def describes(sent: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Tell whether everything that was sent is in what was found.

    What the platform does not give back is not compared, nor is the value of a secret constant.
    The platform may add constants of its own; tags and buckets must be the same.

    :param sent: the JSON body of the creation.
    :param found: the JSON of the object.
    """
    for key in IDENTIFYING:
        if key == "instanceCount" and any(sent.get(each) is not None for each in ELASTIC):
            continue
        if sent.get(key) is not None and found.get(key) is not None and sent[key] != found[key]:
            return False
    return (
        all(_is_same_place(sent.get(key), found.get(key)) for key in PLACES)
        and _holds(_constants(found), _constants(sent))
        and _agree(_tags(sent), _tags(found))
        and _agree(_buckets(sent), _buckets(found))
    )


def _is_same_place(sent: Any, found: Any) -> bool:
    if not _is_uuid(sent) or not _is_uuid(found):
        return True
    return UUID(sent) == UUID(found)


def _is_uuid(value: Any) -> bool:
    try:
        UUID(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _holds(found: dict[str, Any] | None, sent: dict[str, Any] | None) -> bool:
    if sent is None or found is None:
        return True
    return all(key in found and found[key] in (value, SECRET) for key, value in sent.items())


def _agree(sent: list[str] | None, found: list[str] | None) -> bool:
    return sent is None or found is None or sent == found


def _constants(body: Mapping[str, Any]) -> dict[str, Any] | None:
    constants = body.get("constants")
    if not isinstance(constants, list):
        return None
    return {
        str(item.get("key")): item.get("value") for item in constants if isinstance(item, Mapping)
    }


def _tags(body: Mapping[str, Any]) -> list[str] | None:
    tags = body.get("tags")
    return sorted(map(str, tags)) if isinstance(tags, list) else None


def _buckets(body: Mapping[str, Any]) -> list[str] | None:
    advanced, plain = body.get("advancedResourceBuckets"), body.get("resourceBuckets")
    names = [
        str(item.get("bucketName"))
        for item in (advanced if isinstance(advanced, list) else [])
        if isinstance(item, Mapping)
    ]
    names += [str(item) for item in (plain if isinstance(plain, list) else [])]
    return sorted(names) if advanced is not None or plain is not None else None
