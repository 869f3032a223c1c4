"""What a submitted task must be beyond its schema, and what running it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from qarnot.emulator.core.profiles import PROFILES
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.times import span_of

__all__ = ["MOST_INSTANCES", "Resource", "TaskPlan", "instance_numbers", "plan_task"]

MOST_INSTANCES = 100_000
"""More instances than this are refused, so that a slip of the pen does not fill the memory."""

_LONGEST_RANGE = 40
_LONGEST_TEXT = 100


@dataclass(frozen=True)
class Resource:
    """A bucket to take files from: those whose key begins with ``prefix``, without ``strip``."""

    bucket: str
    prefix: str = ""
    strip: str = ""


@dataclass(frozen=True)
class TaskPlan:
    """A task that may be accepted: the request as it came, and what running it takes.

    :ivar lifetime_after_end: how long after its end the task is deleted; nothing keeps it.
    """

    request: Mapping[str, Any]
    numbers: tuple[int, ...]
    constants: Mapping[str, str]
    resources: tuple[Resource, ...]
    result_bucket: str | None
    lifetime_after_end: timedelta


def plan_task(request: Mapping[str, Any], bucket_exists: Callable[[str], bool]) -> TaskPlan:
    """Check a task that its schema allows.

    :param request: the body of the task.
    :param bucket_exists: tells whether there is a bucket of a name.
    :raises Refusal: 400 naming the field, or 404 naming the bucket.
    """
    profile = request.get("profile")
    if not profile:
        raise Refusal(400, "profile: missing")
    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise Refusal(400, f"profile: no such profile: {profile}; the emulator has {known}")
    resources = _resources(request)
    for resource in resources:
        if not bucket_exists(resource.bucket):
            raise Refusal(404, f"No such bucket: {resource.bucket}")
    return TaskPlan(
        request=request,
        numbers=_numbers(request),
        constants=_expanded(
            {each["key"]: each["value"] or "" for each in request.get("constants") or ()}
        ),
        resources=resources,
        result_bucket=request.get("resultBucket") or None,
        lifetime_after_end=_lifetime(request.get("completionTimeToLive") or "00:00:00"),
    )


def instance_numbers(ranges: str) -> tuple[int, ...]:
    """Read ranges such as ``0-2,4-5,17``: each number once, in ascending order.

    :raises Refusal: 400 when a range runs backwards or there are far too many numbers.
    """
    numbers: set[int] = set()
    for part in ranges.split(","):
        if len(part) > _LONGEST_RANGE:
            raise Refusal(400, f"advancedRanges: no instance has a number as long as in {part}")
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if end < start:
            raise Refusal(400, f"advancedRanges: the range {part} runs backwards")
        if end - start >= MOST_INSTANCES:
            raise Refusal(400, f"advancedRanges: more than {MOST_INSTANCES} instances")
        numbers.update(range(start, end + 1))
        if len(numbers) > MOST_INSTANCES:
            raise Refusal(400, f"advancedRanges: more than {MOST_INSTANCES} instances")
    return tuple(sorted(numbers))


def _numbers(request: Mapping[str, Any]) -> tuple[int, ...]:
    count, ranges = request.get("instanceCount"), request.get("advancedRanges")
    if count and ranges:
        raise Refusal(400, "instanceCount: not together with advancedRanges")
    if ranges:
        return instance_numbers(ranges)
    if not count:
        raise Refusal(400, "instanceCount: give at least 1, or advancedRanges instead")
    if count > MOST_INSTANCES:
        raise Refusal(400, f"instanceCount: more than {MOST_INSTANCES} instances")
    return tuple(range(int(count)))


def _lifetime(text: str) -> timedelta:
    try:
        span = span_of(text)
    except ValueError as error:
        raise Refusal(400, f"completionTimeToLive: {_shortened(str(error))}") from error
    if span < timedelta(0):
        raise Refusal(400, f"completionTimeToLive: {text} is negative")
    return span


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def _resources(request: Mapping[str, Any]) -> tuple[Resource, ...]:
    plain = request.get("resourceBuckets") or ()
    advanced = request.get("advancedResourceBuckets") or ()
    if plain and advanced:
        raise Refusal(400, "resourceBuckets: not together with advancedResourceBuckets")
    return (*map(Resource, plain), *map(_advanced_resource, advanced))


def _advanced_resource(bucket: Mapping[str, Any]) -> Resource:
    filtering = (bucket.get("filtering") or {}).get("prefixFiltering") or {}
    transformation = (bucket.get("resourcesTransformation") or {}).get("stripPrefix") or {}
    return Resource(
        bucket=bucket["bucketName"],
        prefix=filtering.get("prefix", ""),
        strip=transformation.get("prefix", ""),
    )


def _expanded(constants: dict[str, str]) -> dict[str, str]:
    """Put constants where others refer to them as ``${NAME}``; the command is left to its shell."""

    def known(reference: re.Match[str]) -> str:
        return constants.get(reference[1], reference[0])

    return {
        key: value if key == "DOCKER_CMD" else re.sub(r"\$\{([A-Za-z0-9_.-]+)\}", known, value)
        for key, value in constants.items()
    }
