# Made from qarnot/_async/task_fields.py by `make sync`: edit that file, not this one.
"""What a task is made of: its fields, and what may be set of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qarnot import _checks
from qarnot._completed import CompletedInstance
from qarnot._fields import Field, Settable
from qarnot._live import HeldField
from qarnot._readers import flag, items, number, text, whole_number
from qarnot._states import task_state
from qarnot.dependency import TaskDependencies
from qarnot.exceptions import InvalidValue
from qarnot.retry_settings import RetrySettings
from qarnot.scheduling_type import ReservedScheduling

from .field_kinds import (
    PlaceField,
    ResultsField,
    check_bucket_name,
    check_place,
    check_results,
    check_retry_settings,
    dependencies_json,
    if_not_empty,
    no_bucket,
    read_cluster_cores,
    results_json,
    unchanged,
)

if TYPE_CHECKING:
    pass
from .work_fields import WorkFields

__all__ = ["TaskFields"]


class TaskFields(WorkFields):
    """The fields of a task."""

    advanced_range = Field(
        "advancedRanges",
        text,
        "The numbers of the instances, as ranges such as ``0-2,4-5,17``.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.instance_range,
        write=unchanged,
    )
    state = Field(
        "state",
        task_state,
        "Where the task stands: ``UnSubmitted``, then a state of the cluster, which ends with "
        "``Success``, ``Failure`` or ``Cancelled``.",
        changes=True,
    )
    progress = Field("progress", number, "How much of the task is done, in percent.", changes=True)
    results = ResultsField(
        "resultBucket",
        no_bucket,
        "The bucket that new and changed files go to; ``None`` to keep none.",
        settable=Settable.ALWAYS,
        check=check_results,
        write=results_json,
        is_detail=True,
    )
    results_count = Field(
        "resultsCount",
        whole_number,
        "How many times results were uploaded.",
        changes=True,
        is_detail=True,
    )
    pool_uuid = PlaceField(
        "poolUuid",
        text,
        "The uuid of the pool that the task runs in; ``None`` outside of pools.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_place,
        write=unchanged,
    )
    job_uuid = PlaceField(
        "jobUuid",
        text,
        "The uuid of the job that the task belongs to; ``None`` outside of jobs.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_place,
        write=unchanged,
    )
    total_instance_count = Field(
        "totalInstanceCount",
        whole_number,
        "How many instances the task has in all, those of its ranges included.",
        changes=True,
    )
    cluster_core_count = Field(
        "clusterInfo",
        read_cluster_cores,
        "How many cores the machines of the task have together.",
        changes=True,
    )
    wait_for_pool_resources_synchronization = Field(
        "waitForPoolResourcesSynchronization",
        flag,
        "Whether the task waits in its pool until the pool has its files; ``None`` for what the "
        "pool says.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_flag,
        write=unchanged,
    )
    max_retries_per_instance = Field(
        "maxRetriesPerInstance",
        whole_number,
        "How often an instance that failed is started again; ``retry_settings`` replaces it.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_number,
        write=unchanged,
    )
    completed_instances = Field(
        "completedInstances",
        items(CompletedInstance),
        "The instances that have ended.",
        changes=True,
        is_detail=True,
    )
    retry_settings = HeldField(
        "retrySettings",
        RetrySettings.from_json,
        "How often instances that failed are started again.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_retry_settings,
        write=if_not_empty,
        dump=RetrySettings.to_json,
        is_detail=True,
    )
    priority = Field(
        "priority",
        whole_number,
        "The priority among the tasks of the account. The cluster does not tell it afterwards.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_integer,
        write=unchanged,
    )
    dependencies = HeldField(
        "dependencies",
        TaskDependencies.from_json,
        "The tasks that this one waits for; ``None`` when there are none.",
        write=dependencies_json,
        dump=lambda found: found and found.to_json(),
        changes=True,
        is_detail=True,
    )
    results_bucket_name = Field(
        "resultsBucket",
        text,
        "A name of a bucket that the API gives besides that of ``results``; what it means is not "
        "documented.",
        is_detail=True,
    )
    results_prefix = Field(
        "resultsBucketPrefix",
        text,
        "What the keys of the results begin with.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_text,
        write=unchanged,
        is_detail=True,
    )
    results_cache_ttl_sec = Field(
        "resultsCacheTTLSec",
        whole_number,
        "How many seconds results may be served from a cache; that of ``results`` when it has one.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_number,
        write=unchanged,
        is_detail=True,
    )
    results_whitelist = Field(
        "resultsWhitelist",
        text,
        "A regular expression; only files whose names match become results.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.expression,
        write=unchanged,
        is_detail=True,
    )
    results_blacklist = Field(
        "resultsBlacklist",
        text,
        "A regular expression; files whose names match do not become results.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.expression,
        write=unchanged,
        is_detail=True,
    )
    upload_results_on_cancellation = Field(
        "uploadResultsOnCancellation",
        flag,
        "Whether results are uploaded when the task is aborted.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_flag,
        write=unchanged,
        is_detail=True,
    )
    snapshot_interval = Field(
        "snapshotInterval",
        whole_number,
        "The seconds from one snapshot to the next; :meth:`snapshot` sets them.",
        is_detail=True,
        changes=True,
    )
    snapshot_whitelist = Field(
        "snapshotWhitelist",
        text,
        "A regular expression; only files whose names match are part of snapshots.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.expression,
        write=unchanged,
        is_detail=True,
    )
    snapshot_blacklist = Field(
        "snapshotBlacklist",
        text,
        "A regular expression; files whose names match are not part of snapshots.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.expression,
        write=unchanged,
        is_detail=True,
    )
    snapshot_bucket = Field(
        "snapshotBucket",
        text,
        "The name of the bucket that snapshots go to; a bucket can be set, too.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_bucket_name,
        write=unchanged,
        is_detail=True,
    )
    snapshot_bucket_prefix = Field(
        "snapshotBucketPrefix",
        text,
        "What the keys of snapshots begin with.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_text,
        write=unchanged,
        is_detail=True,
    )

    def creation_body(self) -> dict[str, Any]:
        """Give the JSON that creates the task.

        :raises InvalidValue: something is missing or cannot be right.
        """
        TaskFields.pool_uuid.check_submitted(self)
        TaskFields.job_uuid.check_submitted(self)
        body = super().creation_body()
        results = TaskFields.results.peek(self)
        seconds = None if results is None else results.to_json().get("cacheTTLSec")
        if seconds is not None:
            body.setdefault("resultsCacheTTLSec", seconds)
        job = self._edits.get("job_uuid")
        has_pool = getattr(job, "pool_uuid", None) is not None
        _check_place_of(body, job_has_pool=has_pool)
        _check_instances(body)
        _check_scheduling(body)
        return body


def _check_place_of(body: Mapping[str, Any], *, job_has_pool: bool) -> None:
    """Check that a task has one place to run in."""
    profile, pool, job = (body.get(key) for key in ("profile", "poolUuid", "jobUuid"))
    if pool and job:
        raise InvalidValue(
            f"pool {pool} and job {job}: one of them was expected; the pool of a job is its own"
        )
    if pool or job_has_pool:
        for key in ("profile", "projectUuid", "hardwareConstraints"):
            if body.get(key):
                raise InvalidValue(
                    f"{key}: nothing was expected, because the pool says it, not {body[key]!r}"
                )
    elif not profile and not job:
        raise InvalidValue("profile: the name of a profile was expected, such as 'docker-batch'")


def _check_instances(body: dict[str, Any]) -> None:
    """Check how many instances there are, and leave the field that counts."""
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


def _check_scheduling(body: Mapping[str, Any]) -> None:
    kind = body.get("schedulingType")
    is_reserved = kind is None or kind.lower() == ReservedScheduling.schedulingType.lower()
    for key in ("targetedReservationName", "targetedReservedMachineKey"):
        if body.get(key) and not is_reserved:
            raise InvalidValue(
                f"scheduling_type: ReservedScheduling was expected, because {key} is "
                f"{body[key]!r}, not {kind!r}"
            )
