"""The operations on the platform, the account, its credits and its profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qarnot.emulator.calls import Buckets, Call, Handler, Reply
from qarnot.emulator.core.accounts import EMAIL
from qarnot.emulator.core.cluster import Cluster
from qarnot.emulator.core.profiles import PROFILES, profile_details

__all__ = ["EMAIL", "account_handlers"]

_MOST_BUCKETS = 1_000
_MOST_BYTES = 1 << 40


def account_handlers(cluster: Cluster, buckets: Buckets) -> Mapping[str, Handler]:
    """Give the handlers of these operations, by ``operationId``."""

    def budgets(call: Call) -> Reply:
        # What holds when the parameter is absent is not known; the SDKs preset true.
        active_only = call.parameters.get("activeOnly", True)
        project = call.parameters["projectUuid"]
        return Reply(json={"budgets": cluster.budgets(project, active_only=active_only)})

    return {
        "check_health": lambda _: Reply(),
        "get_settings": lambda _: Reply(json={"storage": buckets.url}),
        "list_versions": lambda _: Reply(json=[{"version": "v1", "endOfLife": None}]),
        "get_user_info": lambda _: Reply(json=_user_info(cluster, buckets)),
        "get_user_computing_quotas": lambda _: Reply(json=cluster.user_quotas()),
        "get_organization_computing_quotas": lambda _: Reply(
            json=cluster.organization_quotas(EMAIL)
        ),
        "get_account_credits": lambda _: Reply(json={"credits": cluster.credits_left()}),
        "list_project_budgets": budgets,
        "list_profiles": lambda _: Reply(json=list(PROFILES)),
        "get_profile": lambda call: Reply(json=profile_details(call.parameters["name"])),
    }


def _user_info(cluster: Cluster, buckets: Buckets) -> dict[str, Any]:
    used_bytes = buckets.used_bytes()
    return {
        "email": EMAIL,
        "maxBucket": _MOST_BUCKETS,
        "bucketCount": len(list(buckets.names())),
        "quotaBytesBucket": _MOST_BYTES,
        "usedQuotaBytesBucket": used_bytes,
        "quotaBytes": _MOST_BYTES,
        "usedQuotaBytes": used_bytes,
        "maxTask": cluster.max_tasks,
        "maxRunningTask": cluster.slots,
        "maxPool": cluster.max_pools,
        "maxRunningPool": cluster.slots,
        "maxJob": cluster.max_jobs,
        "maxInstances": cluster.slots,
        "maxCores": cluster.slots,
        "projects": [each.shown() for each in cluster.account.projects.values()],
        "defaultScheduling": "flex",
        **cluster.usage(),
    }
