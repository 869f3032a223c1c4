"""What a submitted task or pool must be beyond its schema, and what running it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from qarnot.emulator.core.dependencies import Dependency, read_dependencies
from qarnot.emulator.core.forwards import NetworkRule, network_rules
from qarnot.emulator.core.objects import lifetime_of
from qarnot.emulator.core.profiles import PROFILES
from qarnot.emulator.core.ranges import MOST_INSTANCES, instance_numbers, range_text
from qarnot.emulator.core.refusals import Refusal
from qarnot.emulator.core.running import FileSelection

__all__ = [
    "MOST_INSTANCES",
    "PoolPlan",
    "Resource",
    "Retries",
    "TaskPlan",
    "any_bucket",
    "instance_numbers",
    "plan_pool",
    "plan_preparation",
    "plan_task",
    "range_text",
    "scheduling_of",
]

_SCHEDULING = {each.lower(): each for each in ("flex", "onDemand", "reserved")}
_ACCESS = frozenset({"readonly", "readwrite"})
_UUIDS = ("poolUuid", "jobUuid", "projectUuid")


@dataclass(frozen=True)
class Resource:
    """A bucket to take files from: those whose key begins with ``prefix``, without ``strip``."""

    bucket: str
    prefix: str = ""
    strip: str = ""


@dataclass(frozen=True)
class Retries:
    """How often instances are started again after a failure; ``None`` where nothing limits it."""

    per_instance: int | None
    total: int | None

    def allow(self, retried_so_far: int, retried_in_all: int) -> bool:
        """Tell whether an instance may be started once more."""
        return (self.per_instance is None or retried_so_far < self.per_instance) and (
            self.total is None or retried_in_all < self.total
        )


_NO_RETRY = Retries(0, 0)


@dataclass(frozen=True)
class PoolPlan:
    """A pool that may be accepted: the request as it came, and what it gives to its tasks.

    :ivar slots_per_machine: how many instances share one machine.
    :ivar retries: for tasks that do not say; ``None`` when the pool does not say either.
    :ivar preparation: the command that runs on each machine when it joins, empty for none.
    :ivar longest_wait: how long it may wait for its first machine, ``None`` for ever.
    """

    request: Mapping[str, Any]
    slots_per_machine: int
    resources: tuple[Resource, ...]
    retries: Retries | None
    lifetime_after_end: timedelta
    preparation: str
    longest_wait: timedelta | None

    def with_request(self, request: Mapping[str, Any]) -> PoolPlan:
        """Take over a request that differs in constants, tags and size only."""
        return replace(self, request=request)


@dataclass(frozen=True)
class TaskPlan:
    """A task that may be accepted: the request as it came, and what running it takes.

    :ivar numbers: those of its instances, in ascending order.
    :ivar constants: all of them, with references between them resolved.
    :ivar environment: those of the constants that instances find in their environment.
    :ivar results: what to upload when the instances have ended, ``None`` for nothing.
    :ivar lifetime_after_end: how long after its end the task is deleted; nothing keeps it.
    :ivar longest_wait: how long it may wait for a machine, ``None`` for ever.
    """

    request: Mapping[str, Any]
    numbers: tuple[int, ...]
    constants: Mapping[str, str]
    environment: Mapping[str, str]
    resources: tuple[Resource, ...]
    results: FileSelection | None
    lifetime_after_end: timedelta
    longest_wait: timedelta | None
    retries: Retries
    dependencies: tuple[Dependency, ...]
    rules: tuple[NetworkRule, ...]
    scheduling: str
    uploads_when_cancelled: bool

    def expanded(self, text: str | None) -> str | None:
        """Put constants where a text refers to them as ``${NAME}``."""
        return None if text is None else _expanded(text, self.constants)


def plan_task(
    request: Mapping[str, Any],
    bucket_exists: Callable[[str], bool],
    pool: PoolPlan | None = None,
) -> TaskPlan:
    """Check a task that its schema allows.

    :param request: the body of the task.
    :param bucket_exists: tells whether there is a bucket of a name.
    :param pool: the pool that the task runs in, once that is known.
    :raises Refusal: 400 naming the field, or 404 naming the bucket.
    """
    request = _with_small_uuids(request)
    _check_place(request)
    resources = _resources(request, bucket_exists)
    constants, environment = _constants(request, pool)
    return TaskPlan(
        request=request,
        numbers=_numbers(request),
        constants=constants,
        environment=environment,
        resources=(*(pool.resources if pool else ()), *resources),
        results=_results(request, constants),
        lifetime_after_end=lifetime_of(request),
        longest_wait=_longest_wait(request),
        retries=_retries(request) or (pool.retries if pool else None) or _NO_RETRY,
        dependencies=read_dependencies(request),
        rules=network_rules(request.get("forcedNetworkRules")),
        scheduling=scheduling_of(request),
        uploads_when_cancelled=bool(request.get("uploadResultsOnCancellation")),
    )


def plan_pool(request: Mapping[str, Any], bucket_exists: Callable[[str], bool]) -> PoolPlan:
    """Check a pool that its schema allows.

    :raises Refusal: 400 naming the field, or 404 naming the bucket.
    """
    request = _with_small_uuids(request)
    _check_profile(request["profile"])
    scheduling_of(request)
    _forced(request)
    slots = (request.get("multiSlotsSettings") or {}).get("slotsPerNode")
    if (request.get("instanceCount") or 0) > MOST_INSTANCES:
        raise Refusal(400, f"instanceCount: more than {MOST_INSTANCES} instances")
    return PoolPlan(
        request=request,
        slots_per_machine=int(slots or 1),
        resources=_resources(request, bucket_exists),
        retries=_retry_settings(request.get("defaultRetrySettings")),
        lifetime_after_end=lifetime_of(request),
        preparation=((request.get("preparationTask") or {}).get("commandLine") or "").strip(),
        longest_wait=_longest_wait(request),
    )


def plan_preparation(pool: PoolPlan, number: int) -> TaskPlan:
    """Plan the preparation of a machine as a task of one instance, with the number of the machine.

    It has the constants and the files of the pool, and nobody wants its results.
    """
    constants, environment = _constants({}, pool)
    return TaskPlan(
        request=pool.request,
        numbers=(number,),
        constants={**constants, "DOCKER_CMD": pool.preparation},
        environment=environment,
        resources=pool.resources,
        results=None,
        lifetime_after_end=timedelta(0),
        longest_wait=None,
        retries=_NO_RETRY,
        dependencies=(),
        rules=(),
        scheduling=scheduling_of(pool.request),
        uploads_when_cancelled=False,
    )


def any_bucket(name: str) -> bool:  # noqa: ARG001 - the answer is the same for all
    """Tell that a bucket exists: it did when the request was first checked."""
    return True


def scheduling_of(request: Mapping[str, Any]) -> str:
    """Read how the work is placed: ``flex`` when the request does not say.

    :raises Refusal: 400 for a scheduling that is not known, and for a reserved machine or a
        reservation without ``reserved`` scheduling.
    """
    asked = request.get("schedulingType") or "flex"
    if asked.lower() not in _SCHEDULING:
        known = ", ".join(_SCHEDULING.values())
        raise Refusal(400, f"schedulingType: expected one of {known}, not {asked!r}")
    scheduling = _SCHEDULING[asked.lower()]
    for name in ("targetedReservedMachineKey", "targetedReservationName"):
        if request.get(name) and scheduling != "reserved":
            raise Refusal(400, f"{name}: only together with the scheduling reserved")
    return scheduling


def _with_small_uuids(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Write the uuids of other items in small letters, as those items have them."""
    given = {name: request[name].lower() for name in _UUIDS if request.get(name)}
    return {**request, **given}


def _check_place(request: Mapping[str, Any]) -> None:
    """Check that a task says where it runs: a profile, a pool, or a job that may have a pool."""
    profile, pool, job = (request.get(name) for name in ("profile", "poolUuid", "jobUuid"))
    if profile:
        _check_profile(profile)
    if pool and job:
        raise Refusal(400, "poolUuid: not together with jobUuid")
    if profile and pool:
        raise Refusal(400, "profile: not together with poolUuid")
    if not (profile or pool or job):
        raise Refusal(400, "profile: missing")
    if pool and request.get("hardwareConstraints"):
        raise Refusal(400, "hardwareConstraints: not together with poolUuid")
    if not job and any((request.get("dependencies") or {}).values()):
        raise Refusal(400, "dependencies: only in a job that has useDependencies")
    for entry in _rights(request):
        if not any(entry.values()):
            raise Refusal(400, "secretsAccessRights: an entry has neither a key nor a prefix")


def _rights(request: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rights = request.get("secretsAccessRights") or {}
    return [*(rights.get("bySecret") or ()), *(rights.get("byPrefix") or ())]


def _check_profile(profile: str) -> None:
    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise Refusal(400, f"profile: no such profile: {profile}; the emulator has {known}")


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


def _longest_wait(request: Mapping[str, Any]) -> timedelta | None:
    seconds = request.get("maxTimeQueueSeconds")
    if seconds is None:
        return None
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        return timedelta.max


def _resources(
    request: Mapping[str, Any], bucket_exists: Callable[[str], bool]
) -> tuple[Resource, ...]:
    plain = request.get("resourceBuckets") or ()
    advanced = request.get("advancedResourceBuckets") or ()
    if plain and advanced:
        raise Refusal(400, "resourceBuckets: not together with advancedResourceBuckets")
    resources = (*map(Resource, plain), *map(_advanced_resource, advanced))
    for resource in resources:
        if not bucket_exists(resource.bucket):
            raise Refusal(404, f"No such bucket: {resource.bucket}")
    return resources


def _advanced_resource(bucket: Mapping[str, Any]) -> Resource:
    filtering = (bucket.get("filtering") or {}).get("prefixFiltering") or {}
    transformation = (bucket.get("resourcesTransformation") or {}).get("stripPrefix") or {}
    return Resource(
        bucket=bucket["bucketName"],
        prefix=filtering.get("prefix", ""),
        strip=transformation.get("prefix", ""),
    )


def _results(request: Mapping[str, Any], constants: Mapping[str, str]) -> FileSelection | None:
    """Read where results go. Nobody says what the second name of the bucket is: it comes second."""
    bucket = request.get("resultBucket") or request.get("resultsBucket")
    if not bucket:
        return None
    whitelist, blacklist = request.get("resultsWhitelist"), request.get("resultsBlacklist")
    return FileSelection(
        bucket=bucket,
        prefix=request.get("resultsBucketPrefix") or "",
        whitelist=_expanded(whitelist, constants) if whitelist else None,
        blacklist=_expanded(blacklist, constants) if blacklist else None,
    )


def _retries(request: Mapping[str, Any]) -> Retries | None:
    """Read how often instances are started again, ``None`` when the request does not say."""
    settings = _retry_settings(request.get("retrySettings"))
    if settings is None and request.get("maxRetriesPerInstance") is not None:
        return Retries(request["maxRetriesPerInstance"], None)
    return settings


def _retry_settings(settings: Mapping[str, Any] | None) -> Retries | None:
    total = (settings or {}).get("maxTotalRetries")
    per_instance = (settings or {}).get("maxPerInstanceRetries")
    return None if total is None and per_instance is None else Retries(per_instance, total)


def _constants(
    request: Mapping[str, Any], pool: PoolPlan | None
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Give all constants, and those of them that instances find in their environment.

    Those of the task win over those of its pool, and forced ones over both.
    """
    pool_request: Mapping[str, Any] = pool.request if pool else {}
    given = [*(pool_request.get("constants") or ()), *(request.get("constants") or ())]
    forced = {**_forced(pool_request), **_forced(request)}
    raw = {each["key"]: each["value"] or "" for each in given}
    raw |= {name: each.get("forcedValue") or "" for name, each in forced.items()}
    constants = {
        # The command is left to its shell, which finds the constants in its environment.
        key: value if key == "DOCKER_CMD" else _expanded(value, raw)
        for key, value in raw.items()
    }
    hidden = {
        name for name, each in forced.items() if each.get("forceExportInEnvironment") is False
    }
    return constants, {key: value for key, value in constants.items() if key not in hidden}


def _forced(request: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Read the forced constants by name.

    :raises Refusal: 400 for one without a name, or with an access that is not known.
    """
    forced: dict[str, Mapping[str, Any]] = {}
    for each in request.get("forcedConstants") or ():
        if not each.get("constantName"):
            raise Refusal(400, "forcedConstants: one has no constantName")
        access = each.get("access")
        if access is not None and access.lower() not in _ACCESS:
            raise Refusal(
                400, f"forcedConstants: expected the access readOnly or readWrite, not {access!r}"
            )
        forced[each["constantName"]] = each
    return forced


def _expanded(text: str, constants: Mapping[str, str]) -> str:
    def known(reference: re.Match[str]) -> str:
        return constants.get(reference[1], reference[0])

    return re.sub(r"\$\{([A-Za-z0-9_.-]+)\}", known, text)
