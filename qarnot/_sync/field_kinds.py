# Made from qarnot/_async/field_kinds.py by `make sync`: edit that file, not this one.
"""The kinds of fields that tasks, pools and jobs have in common."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from qarnot import _checks, forced_constant, hardware_constraint
from qarnot._access_rights import SecretsAccessRights
from qarnot._fields import Field, Received
from qarnot._live import ListField, LiveList
from qarnot._readers import text, texts, whole_number
from qarnot._record import NOTHING, Record
from qarnot.dependency import AdvancedDependency, TaskDependencies
from qarnot.exceptions import InvalidValue, NotSubmitted
from qarnot.forced_network_rule import ForcedNetworkRule
from qarnot.hardware_constraint import HardwareConstraint
from qarnot.privileges import Privileges
from qarnot.retry_settings import RetrySettings
from qarnot.scheduling_type import SchedulingType
from qarnot.status import Status

from .bucket import Bucket

if TYPE_CHECKING:
    from .connection import Connection

__all__ = [
    "NO_TIME",
    "ConnectedRecord",
    "PlaceField",
    "ResourcesField",
    "ResultsField",
    "check_bucket_name",
    "check_forced",
    "check_instance",
    "check_list",
    "check_place",
    "check_privileges",
    "check_project",
    "check_resources",
    "check_results",
    "check_retry_settings",
    "check_rights",
    "check_rules",
    "dependencies_json",
    "forced_json",
    "hardware_json",
    "if_not_empty",
    "if_true",
    "no_bucket",
    "no_buckets",
    "read_cluster_cores",
    "read_constants",
    "read_count",
    "read_forced",
    "read_labels",
    "read_status",
    "read_time_to_live",
    "resources_json",
    "results_json",
    "rules_json",
    "scheduling_json",
    "unchanged",
]

NO_TIME: Final = "00:00:00"


class ConnectedRecord(Record):
    """A live object that belongs to a connection."""

    _connection: Connection

    def _set_up(
        self,
        connection: Connection,
        json: Mapping[str, Any] = NOTHING,
        is_summary: bool = False,
        received_at: float | None = None,
    ) -> None:
        super().__init__(connection.strict, json, is_summary, received_at)
        vars(self)["_connection"] = connection

    @property
    def connection(self) -> Connection:
        """The connection that the object belongs to."""
        return self._connection

    def identifier(self, what: str) -> str:
        """Give the uuid.

        :param what: what is to be done, for the message.
        :raises NotSubmitted: there is none.
        """
        uuid = self._received.get("uuid")
        if uuid is None:
            kind = type(self).__name__.lower()
            raise NotSubmitted(
                f"cannot {what} a {kind} that is not on the cluster: submit it first"
            )
        return _checks.identifier("uuid", str(uuid))


class ResourcesField(ListField[Bucket]):
    """The resource buckets, made of what the API gives without asking the storage."""

    def received(self, record: Received) -> LiveList[Bucket]:
        assert isinstance(record, ConnectedRecord)
        advanced = record.raw.get("advancedResourceBuckets")
        plain = [{"bucketName": name} for name in texts(record.raw.get("resourceBuckets"))]
        given = advanced if isinstance(advanced, list) and advanced else plain
        known = [item for item in given if isinstance(item, Mapping) and _has_name(item)]
        return LiveList(Bucket.from_json(record.connection, item) for item in known)


def _has_name(bucket: Mapping[str, Any]) -> bool:
    name = bucket.get("bucketName")
    return isinstance(name, str) and name != ""


class ResultsField(Field[Bucket | None]):
    """The results bucket, made of its name without asking the storage."""

    def received(self, record: Received) -> Bucket | None:
        assert isinstance(record, ConnectedRecord)
        name = text(record.raw.get(self.key))
        if not name:
            return None
        seconds = whole_number(record.raw.get("resultsCacheTTLSec"))
        return Bucket.from_json(record.connection, {"bucketName": name, "cacheTTLSec": seconds})


class PlaceField(Field[str | None]):
    """The uuid of a pool or job; the object itself can be set, and is asked when it is needed."""

    def peek(self, record: Received) -> str | None:
        place: Any = super().peek(record)
        return place if isinstance(place, str) else getattr(place, "uuid", None)

    def is_given(self, record: Received) -> bool:
        """Tell whether there is a pool or job, which need not be submitted yet."""
        return super().peek(record) is not None

    def check_submitted(self, record: Received) -> None:
        """Refuse an object that has no uuid yet.

        :raises InvalidValue: it was not submitted.
        """
        if self.is_given(record) and self.peek(record) is None:
            what, place = self.name.removesuffix("_uuid"), super().peek(record)
            raise InvalidValue(f"{what}: {place!r} was not submitted; submit it first")


def check_place(what: str, value: Any) -> Any:
    from .job import Job
    from .pool import Pool

    kind = {"pool_uuid": Pool, "job_uuid": Job}[what]
    if value is None or isinstance(value, kind):
        return value
    if isinstance(value, str | uuid.UUID):
        return _checks.object_uuid(what, value)
    place = what.removesuffix("_uuid")
    raise InvalidValue(
        f"{place}: a {place} of the same kind of connection, or its uuid, was expected, "
        f"not {_checks.shown(value)}"
    )


def check_project(what: str, value: Any) -> str | None:
    return None if value is None else _checks.object_uuid(what, value)


def check_list(what: str, value: Any, kind: type, things: str) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str | Mapping | kind) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what}: a list of {things} was expected, not {_checks.shown(value)}")
    found = list(value)
    for item in found:
        if not isinstance(item, kind):
            raise InvalidValue(f"{what}: {things} were expected, not {_checks.shown(item)}")
    return found


def check_resources(what: str, value: Any) -> list[Bucket]:
    return check_list(what, value, Bucket, "buckets")


def resources_json(buckets: list[Bucket]) -> list[dict[str, Any]]:
    return [bucket.to_json() for bucket in check_resources("resources", buckets)]


def check_rules(what: str, value: Any) -> list[ForcedNetworkRule]:
    return check_list(what, value, ForcedNetworkRule, "network rules")


def rules_json(rules: list[ForcedNetworkRule]) -> list[Any]:
    return [rule.to_json() for rule in check_rules("forced_network_rules", rules)]


def hardware_json(value: list[HardwareConstraint]) -> list[Any]:
    return [
        each.to_json()
        for each in hardware_constraint.hardware_constraints("hardware_constraints", value)
    ]


def scheduling_json(kind: SchedulingType | None) -> str | None:
    return None if kind is None else kind.schedulingType


def check_instance(what: str, value: Any, kind: type, default: Any) -> Any:
    if value is None:
        return default
    if not isinstance(value, kind):
        raise InvalidValue(f"{what}: {kind.__name__} was expected, not {_checks.shown(value)}")
    return value


def check_results(what: str, value: Any) -> Bucket | None:
    return check_instance(what, value, Bucket, None)  # type: ignore[no-any-return] # as checked


def results_json(bucket: Bucket | None) -> str | None:
    return None if bucket is None else bucket.uuid


def check_privileges(what: str, value: Any) -> Privileges:
    return check_instance(what, value, Privileges, Privileges())  # type: ignore[no-any-return]


def check_retry_settings(what: str, value: Any) -> RetrySettings:
    return check_instance(what, value, RetrySettings, RetrySettings())  # type: ignore[no-any-return]


def check_rights(what: str, value: Any) -> SecretsAccessRights:
    return check_instance(what, value, SecretsAccessRights, SecretsAccessRights())  # type: ignore[no-any-return]


def check_bucket_name(what: str, value: Any) -> str | None:
    if isinstance(value, Bucket):
        return value.uuid
    return None if value is None else _checks.identifier(what, value)


def check_forced(what: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidValue(f"{what}: a dict was expected, not {_checks.shown(value)}")
    return dict(value)


def forced_json(value: Mapping[str, Any]) -> list[Any]:
    return [
        check_instance(
            f"forced_constants[{name!r}]", each, forced_constant.ForcedConstant, None
        ).to_json(name)
        for name, each in value.items()
        if each is not None
    ]


def read_forced(raw: Any) -> dict[str, Any]:
    found = raw if isinstance(raw, list) else []
    return {
        str(item["constantName"]): forced_constant.ForcedConstant.from_json(item)
        for item in found
        if isinstance(item, Mapping) and item.get("constantName") is not None
    }


def read_constants(raw: Any) -> dict[str, Any]:
    pairs = raw if isinstance(raw, list) else []
    return {
        str(pair["key"]): pair.get("value")
        for pair in pairs
        if isinstance(pair, Mapping) and pair.get("key") is not None
    }


def read_cluster_cores(raw: Any) -> int | None:
    return whole_number(raw.get("clusterCoresCount")) if isinstance(raw, Mapping) else None


def read_status(raw: Any) -> Status | None:
    return Status(raw) if isinstance(raw, Mapping) else None


def dependencies_json(value: TaskDependencies | None) -> dict[str, Any] | None:
    if value is None or not (value.depends_on or value.advanced_depends_on):
        return None
    if value.depends_on:
        return {"dependsOn": list(value.depends_on)}
    return {
        "advancedDependsOn": [
            AdvancedDependency(str(each.task_uuid), each.task_final_state_condition).to_json()
            for each in value.advanced_depends_on or ()
        ]
    }


def if_not_empty(value: Any) -> Any:
    """Write an object, unless it says nothing."""
    json = value.to_json()
    return json if any(json.values()) else None


def no_buckets(_: Any) -> list[Bucket]:
    return []


def no_bucket(_: Any) -> Bucket | None:
    return None


def read_labels(raw: Any) -> dict[str, str]:
    return dict(raw) if isinstance(raw, Mapping) else {}


def read_count(raw: Any) -> int:
    return whole_number(raw) or 0


def read_time_to_live(raw: Any) -> str:
    return text(raw) or NO_TIME


def unchanged(value: Any) -> Any:
    return value


def if_true(value: bool) -> bool | None:
    return value or None
