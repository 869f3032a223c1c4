"""What the emulated cluster does for each operation of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Protocol

from qarnot.emulator.core.cluster import MOST_TASKS, Cluster, Stream
from qarnot.emulator.core.filters import tag_condition, task_condition
from qarnot.emulator.core.intake import plan_task
from qarnot.emulator.core.pages import is_newest_first
from qarnot.emulator.core.profiles import PROFILES, profile_details
from qarnot.emulator.core.refusals import Refusal

__all__ = ["EMAIL", "Buckets", "Call", "Handler", "Reply", "handlers"]

EMAIL = "user@emulator.local"
_MOST_BUCKETS = 1_000
_MOST_BYTES = 1 << 40


@dataclass(frozen=True)
class Call:
    """A request that fits the document."""

    parameters: Mapping[str, Any]
    body: Any


@dataclass(frozen=True)
class Reply:
    """An answer: JSON, or text when ``text`` is given, or nothing when both are ``None``."""

    status: int = 200
    json: Any = None
    text: str | None = None


class Buckets(Protocol):
    """What the operations need of the storage."""

    @property
    def url(self) -> str: ...

    def names(self) -> Iterable[str]: ...

    def used_bytes(self) -> int: ...


Handler = Callable[[Call], Reply]


def handlers(cluster: Cluster, buckets: Buckets) -> Mapping[str, Handler]:
    """Give the handler of each operation, by ``operationId``."""
    table: dict[str, Handler] = {
        "check_health": lambda _: Reply(),
        "get_settings": lambda _: Reply(json={"storage": buckets.url}),
        "list_versions": lambda _: Reply(json=[{"version": "v1", "endOfLife": None}]),
        "get_user_info": lambda _: Reply(json=_user_info(cluster, buckets)),
        "list_profiles": lambda _: Reply(json=list(PROFILES)),
        "get_profile": lambda call: Reply(json=profile_details(call.parameters["name"])),
        "create_task": partial(_create, cluster, buckets),
        "list_tasks": partial(_list, cluster, in_full=True),
        "list_task_summaries": partial(_list, cluster, in_full=False),
        "search_tasks": partial(_search, cluster),
        "paginate_tasks": partial(_paginate, cluster, in_full=True),
        "paginate_task_summaries": partial(_paginate, cluster, in_full=False),
        "get_task": lambda call: Reply(json=cluster.details(call.parameters["taskUuid"])),
        "delete_task": partial(_act, cluster.delete),
        "abort_task": partial(_act, cluster.abort),
    }
    streams: tuple[Stream, ...] = ("stdout", "stderr")
    for stream in streams:
        whole = partial(_output, cluster, stream, fresh=False)
        fresh = partial(_output, cluster, stream, fresh=True)
        table[f"get_task_{stream}"] = table[f"get_task_instance_{stream}"] = whole
        table[f"read_fresh_task_{stream}"] = table[f"read_fresh_task_instance_{stream}"] = fresh
    return table


def _user_info(cluster: Cluster, buckets: Buckets) -> dict[str, Any]:
    return {
        "email": EMAIL,
        "maxBucket": _MOST_BUCKETS,
        "bucketCount": len(list(buckets.names())),
        "quotaBytesBucket": _MOST_BYTES,
        "usedQuotaBytesBucket": buckets.used_bytes(),
        "maxTask": MOST_TASKS,
        "maxRunningTask": cluster.slots,
        "maxPool": 0,
        "poolCount": 0,
        "maxRunningPool": 0,
        "runningPoolCount": 0,
        "maxInstances": cluster.slots,
        "maxCores": cluster.slots,
        **cluster.usage(),
    }


def _create(cluster: Cluster, buckets: Buckets, call: Call) -> Reply:
    @cache
    def bucket_names() -> frozenset[str]:
        return frozenset(buckets.names())

    def submit(request: Mapping[str, Any]) -> str:
        return cluster.submit(plan_task(request, lambda name: name in bucket_names()))

    if not isinstance(call.body, list):
        return Reply(json={"uuid": submit(call.body)})
    outcomes = [_outcome(submit, request) for request in call.body]
    accepted = sum(each["statusCode"] == 200 for each in outcomes)
    if accepted == len(outcomes):
        return Reply(json=outcomes)
    return Reply(207 if accepted else outcomes[0]["statusCode"], outcomes)


def _outcome(submit: Callable[[Mapping[str, Any]], str], request: Mapping[str, Any]) -> Any:
    try:
        return {"statusCode": 200, "uuid": submit(request), "message": None}
    except Refusal as refusal:
        return {"statusCode": refusal.status, "uuid": None, "message": refusal.message}


def _list(cluster: Cluster, call: Call, *, in_full: bool) -> Reply:
    condition = tag_condition(call.parameters.get("tag"))
    return Reply(json=cluster.listing(condition, in_full=in_full))


def _search(cluster: Cluster, call: Call) -> Reply:
    condition = task_condition(call.body.get("filter"))
    maximum = call.body.get("maximumResults")
    return Reply(json=cluster.listing(condition, in_full=True, maximum=maximum))


def _paginate(cluster: Cluster, call: Call, *, in_full: bool) -> Reply:
    page = cluster.page(
        task_condition(call.body.get("filter")),
        in_full=in_full,
        newest_first=is_newest_first(call.body.get("orderBy"), call.body.get("orderType")),
        token=call.body.get("token"),
        maximum=call.body.get("maximumResults"),
    )
    return Reply(json=page)


def _act(action: Callable[[str], None], call: Call) -> Reply:
    action(call.parameters["taskUuid"])
    return Reply()


def _output(cluster: Cluster, stream: Stream, call: Call, *, fresh: bool) -> Reply:
    task, instance = call.parameters["taskUuid"], call.parameters.get("instanceId")
    return Reply(text=cluster.output(task, stream, instance, fresh=fresh))
