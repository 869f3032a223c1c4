"""What the emulator models of the requests that the document allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qarnot.emulator.core.accounts import EMAIL
from qarnot.emulator.core.refusals import Refusal, not_modelled
from qarnot.emulator.document import Operation

__all__ = ["MODELLED", "refuse_other_accounts", "refuse_unmodelled"]

_ACCOUNT_HEADER = "QarnotReadOnlyRequestForAccount"

# What every kind of work has, and a cluster of processes can honour.
_WORK = frozenset(
    {
        *("name", "shortname", "profile", "instanceCount", "tags", "labels", "projectUuid"),
        *("constants", "forcedConstants", "resourceBuckets", "advancedResourceBuckets"),
        *("autoDeleteOnCompletion", "completionTimeToLive", "schedulingType"),
        # The share of the slots goes by them.
        *("targetedReservedMachineKey", "targetedReservationName"),
    }
)
# Checked as far as can be, kept and shown, and without an effect on what runs.
_KEPT = frozenset(
    {
        # Only real machines could honour these.
        *("hardwareConstraints", "constraints", "defaultResourcesCacheTTLSec"),
        # Nobody says how instances find the credentials of the API and the storage, nor the secrets
        # that they may read: here they find none.
        *("privileges", "secretsAccessRights"),
    }
)
_TASK = frozenset(
    {
        *_WORK,
        *_KEPT,
        *("advancedRanges", "poolUuid", "jobUuid", "dependencies"),
        *("resultBucket", "resultsBucket", "resultsBucketPrefix"),
        *("resultsWhitelist", "resultsBlacklist", "uploadResultsOnCancellation"),
        *("snapshotWhitelist", "snapshotBlacklist", "snapshotBucket", "snapshotBucketPrefix"),
        *("maxRetriesPerInstance", "retrySettings", "maxTimeQueueSeconds", "forcedNetworkRules"),
        # The document says that it is ignored.
        "snapshotInterval",
        # Kept and shown: nothing is cached, and instances always begin with the newest files.
        *("resultsCacheTTLSec", "waitForPoolResourcesSynchronization"),
        # Nobody says which rank comes first: all tasks run in the order of their coming.
        "priority",
    }
)
_POOL = frozenset(
    {
        *_WORK,
        *_KEPT,
        *("elasticProperty", "scaling", "multiSlotsSettings", "defaultRetrySettings"),
        *("preparationTask", "maxTimeQueueSeconds"),
        # Kept and shown: files are there before anything runs, and machines have no network.
        *("taskDefaultWaitForPoolResourcesSynchronization", "forcedNetworkRules"),
    }
)
# The document does not let a copy change these.
_NOT_IN_COPIES = frozenset(
    {
        *("poolUuid", "projectUuid", "priority", "constraints", "forcedNetworkRules"),
        *("maxTimeQueueSeconds", "targetedReservationName"),
    }
)
_COPY = _TASK - _NOT_IN_COPIES
_SNAPSHOT = frozenset({"whitelist", "blacklist", "bucket", "bucketPrefix"})

MODELLED: Mapping[str, frozenset[str]] = {
    "PageRequest": frozenset({"filter", "maximumResults", "orderBy", "orderType", "token"}),
    "SearchRequest": frozenset({"filter", "maximumResults", "select"}),
    "TaskCreationInput": _TASK,
    "TaskCloneInput": _COPY,
    "TaskRerunInput": _COPY - {"instanceCount", "advancedRanges"},
    "TaskUpdateInput": frozenset({"constants", "tags"}),
    "PeriodicSnapshotInput": _SNAPSHOT | {"interval"},
    "SnapshotInput": _SNAPSHOT,
    "PoolCreationInput": _POOL,
    "PoolCloneInput": _POOL - _NOT_IN_COPIES - {"multiSlotsSettings"},
    "ScalingInput": frozenset({"policies"}),
    "PoolUpdateInput": frozenset({"constants", "tags", "elasticProperty", "scaling"}),
    "JobCreationInput": frozenset(
        {
            *("name", "shortname", "poolUuid", "useDependencies", "tags", "maxWallTime"),
            *("autoDeleteOnCompletion", "completionTimeToLive"),
            # The document says that it is ignored.
            "state",
        }
    ),
    "SecretInput": frozenset({"Value"}),
}
"""The properties that the handlers heed, by the schema of a body."""

_MOST_NAMES = 5


def refuse_other_accounts(parameters: Mapping[str, Any]) -> None:
    """Refuse a request that is to be read for another account than the only one.

    :raises Refusal: 403 naming the account.
    """
    account = parameters.get(_ACCOUNT_HEADER)
    if account not in (None, EMAIL):
        raise Refusal(403, f"{_ACCOUNT_HEADER}: the account {account} may not be read")


def refuse_unmodelled(operation: Operation, parameters: Mapping[str, Any], body: Any) -> None:
    """Refuse a request, which fits the document, that asks for what no handler would heed.

    :raises Refusal: 501 naming the headers and properties.
    """
    found = [
        f"the header {each.name}"
        for each in operation.parameters
        if each.place == "header" and each.name in parameters.keys() - {_ACCOUNT_HEADER}
    ]
    if operation.body_schema is not None and body is not None:
        found += _unmodelled(MODELLED.get(operation.body_schema, frozenset()), body)
    if found:
        raise not_modelled(", ".join(found[:_MOST_NAMES]))


def _unmodelled(modelled: frozenset[str], body: Any) -> Iterator[str]:
    """Find the properties that are set and not modelled; in a list, each with its place."""
    for number, request in enumerate(body if isinstance(body, list) else [body]):
        place = f"body[{number}]." if isinstance(body, list) else ""
        for name, value in request.items():
            if name not in modelled and _has_effect(value):
                yield f"{place}{name}"


def _has_effect(value: Any) -> bool:
    """Tell whether a value asks for anything: official clients send many that do not."""
    if isinstance(value, dict):
        return any(map(_has_effect, value.values()))
    if isinstance(value, bool | list | str | None):
        return value not in (None, False, [], "", "00:00:00")
    return True
