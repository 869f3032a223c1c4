# Made from qarnot/_async/work_fields.py by `make sync`: edit that file, not this one.
"""The fields that several kinds of objects have in common."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, ClassVar, Final

from qarnot import _checks, hardware_constraint, scheduling_type
from qarnot._access_rights import SecretsAccessRights
from qarnot._callers import caller_level
from qarnot._fields import Field, Settable, fields_of
from qarnot._live import HeldField, ListField, MapField
from qarnot._readers import date, flag, items, number, text, texts, whole_number
from qarnot._replies import nothing
from qarnot._requests import request
from qarnot._spans import span_text
from qarnot.error import Error
from qarnot.exceptions import (
    BucketStorageUnavailableException,
    InvalidValue,
    MissingBucketException,
    ReadOnlyAttribute,
    UnsentEditWarning,
)
from qarnot.forced_network_rule import ForcedNetworkRule
from qarnot.hardware_constraint import HardwareConstraint
from qarnot.privileges import Privileges
from qarnot.scheduling_type import SchedulingType

from .bucket import Bucket
from .field_kinds import (
    NO_TIME,
    ResourcesField,
    check_forced,
    check_privileges,
    check_project,
    check_resources,
    check_rights,
    check_rules,
    forced_json,
    hardware_json,
    if_not_empty,
    if_true,
    no_buckets,
    read_constants,
    read_count,
    read_forced,
    read_labels,
    read_status,
    read_time_to_live,
    resources_json,
    rules_json,
    scheduling_json,
    unchanged,
)
from .submittable import Submittable

__all__ = ["NEVER_TOLD", "ObjectFields", "WorkFields", "refuse_hidden"]

# What a creation takes and the cluster does not give back.
NEVER_TOLD: Final = ("forcedConstants", "constraints", "priority")
# What the API shows in place of a secret constant.
HIDDEN: Final = "[SECRET]"
SECRETS: Final = "QARNOT_SECRET__"


class ObjectFields(Submittable):
    """The fields that tasks, pools and jobs have in common."""

    uuid = Field("uuid", text, "The uuid; ``None`` until it is submitted.")
    name = Field(
        "name",
        text,
        "The name; it need not be unique.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.name,
        write=unchanged,
    )
    shortname = Field(
        "shortname",
        text,
        "The name that is unique in the account.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.shortname,
        write=unchanged,
    )
    previous_state = Field("previousState", text, "The state before this one.", changes=True)
    state_transition_time = Field(
        "stateTransitionTime", date, "When it came into its state.", changes=True
    )
    previous_state_transition_time = Field(
        "previousStateTransitionTime",
        date,
        "When it came into its previous state.",
        changes=True,
    )
    creation_date = Field("creationDate", date, "When it was submitted.", changes=True)
    last_modified = Field("lastModified", date, "When it last changed.", changes=True)
    tags = ListField(
        "tags",
        texts,
        "Words to find it by.",
        settable=Settable.ALWAYS,
        check=_checks.tags,
        write=_checks.tags_json,
        changes=True,
        is_detail=True,
    )
    auto_delete = Field(
        "autoDeleteOnCompletion",
        lambda raw: bool(flag(raw)),
        "Whether it may be deleted after its end, when the account has as many as it may have.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.flag,
        write=if_true,
        is_detail=True,
    )
    completion_ttl = Field(
        "completionTimeToLive",
        read_time_to_live,
        "How long after its end it is deleted, as the text of a time span; a ``timedelta`` "
        "can be set, too. It is kept with ``00:00:00``.",
        settable=Settable.BEFORE_SUBMIT,
        check=span_text,
        write=lambda span: None if span == NO_TIME else span,
        is_detail=True,
    )

    def __repr__(self) -> str:
        kind, names = type(self), ("name", "shortname", "uuid", "state")
        shown = (f"{name}={getattr(kind, name).peek(self)!r}" for name in names)
        return f"{kind.__name__}({', '.join(shown)})"


class WorkFields(ObjectFields):
    """The fields that tasks and pools have in common.

    :cvar changeable: the fields of submitted objects that the API takes changes of.
    """

    changeable: ClassVar[frozenset[str]] = frozenset({"constants", "tags"})

    profile = Field(
        "profile",
        text,
        "The profile that the instances run in.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_name,
        write=unchanged,
    )
    instancecount = Field(
        "instanceCount",
        read_count,
        "How many instances are asked for; 0 when ``advanced_range`` says which.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.instance_count,
        write=unchanged,
    )
    end_date = Field("endDate", date, "When it ended; ``None`` while it has not.", changes=True)
    running_instance_count = Field(
        "runningInstanceCount", whole_number, "How many instances are running.", changes=True
    )
    running_core_count = Field(
        "runningCoreCount", whole_number, "How many cores are running.", changes=True
    )
    execution_time = Field(
        "executionTime",
        text,
        "The time that all instances together have run, as the text of a time span.",
        changes=True,
    )
    wall_time = Field(
        "wallTime",
        text,
        "The time from submission to the end, as the text of a time span.",
        changes=True,
    )
    constants = MapField(
        "constants",
        read_constants,
        "Settings, which the instances find in their environment. Texts and numbers "
        "can be given; the cluster keeps texts.",
        settable=Settable.ALWAYS,
        check=_checks.constants,
        write=_checks.constants_json,
        changes=True,
        is_detail=True,
    )
    resources = ResourcesField(
        "advancedResourceBuckets",
        no_buckets,
        "The buckets whose files stand in the working folder of every instance.",
        settable=Settable.ALWAYS,
        check=check_resources,
        write=resources_json,
        changes=True,
        is_detail=True,
    )
    labels = MapField(
        "labels",
        read_labels,
        "Free pairs of texts.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.labels,
        write=_checks.labels_json,
        changes=True,
        is_detail=True,
    )
    errors = Field(
        "errors",
        items(Error),
        "What went wrong; empty while nothing did.",
        changes=True,
        is_detail=True,
    )

    status = Field(
        "status",
        read_status,
        "How far it is, with figures of each running instance; ``None`` before it began.",
        changes=True,
        is_detail=True,
    )
    hardware_constraints = ListField(
        "hardwareConstraints",
        items(HardwareConstraint.from_json),
        "The conditions on the machines; their JSON can be set, too.",
        settable=Settable.BEFORE_SUBMIT,
        check=hardware_constraint.hardware_constraints,
        write=hardware_json,
        is_detail=True,
    )
    scheduling_type = Field(
        "schedulingType",
        SchedulingType.from_string,
        "How the work is placed; ``None`` for what the account has set. A class, such as "
        "``OnDemandScheduling``, or a text, such as ``'Flex'``, can be set, too.",
        settable=Settable.BEFORE_SUBMIT,
        check=scheduling_type.scheduling,
        write=scheduling_json,
        is_detail=True,
    )
    targeted_reservation_name = Field(
        "targetedReservationName",
        text,
        "The name of the reservation to run on, with reserved scheduling.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_text,
        write=unchanged,
        is_detail=True,
    )
    targeted_reserved_machine_key = Field(
        "targetedReservedMachineKey",
        text,
        "The kind of reserved machine to run on; ``targeted_reservation_name`` replaces it.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_text,
        write=unchanged,
        is_detail=True,
    )
    max_time_queue_seconds = Field(
        "maxTimeQueueSeconds",
        whole_number,
        "How many seconds it may wait for machines.",
        settable=Settable.ALWAYS,
        check=_checks.optional_number,
        write=unchanged,
        is_detail=True,
    )
    privileges = HeldField(
        "privileges",
        Privileges.from_json,
        "What the instances may do on behalf of the account.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_privileges,
        write=if_not_empty,
        dump=Privileges.to_json,
        is_detail=True,
    )
    secrets_access_rights = HeldField(
        "secretsAccessRights",
        SecretsAccessRights.from_json,
        "Which secrets the instances may read.",
        settable=Settable.ALWAYS,
        check=check_rights,
        write=if_not_empty,
        dump=SecretsAccessRights.to_json,
        is_detail=True,
    )
    forced_network_rules = ListField(
        "forcedNetworkRules",
        items(ForcedNetworkRule.from_json),
        "Ways into and out of the instances over the network.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_rules,
        write=rules_json,
        is_detail=True,
    )
    forced_constants = MapField(
        "forcedConstants",
        read_forced,
        "Constants by name, as :class:`~qarnot.forced_constant.ForcedConstant`, that win over what "
        "the profile says. The cluster does not tell them afterwards.",
        settable=Settable.ALWAYS,
        check=check_forced,
        write=forced_json,
    )
    constraints = MapField(
        "constraints",
        read_constants,
        "Conditions on the machines, as pairs of texts. The cluster does not tell them afterwards.",
        settable=Settable.ALWAYS,
        check=_checks.constants,
        write=_checks.constants_json,
    )
    default_resources_cache_ttl_sec = Field(
        "defaultResourcesCacheTTLSec",
        whole_number,
        "How many seconds files may be served from a cache, for buckets that do not say.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_number,
        write=unchanged,
        is_detail=True,
    )
    project_uuid = Field(
        "projectUuid",
        text,
        "The uuid of the project that the work is charged to; a project can be set, too.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_project,
        write=unchanged,
        is_detail=True,
    )
    consumed_credits = Field(
        "credits",
        number,
        "What it has cost so far, in euros; ``None`` when the cluster does not tell, which "
        ":meth:`credits` always does.",
        changes=True,
        is_detail=True,
    )

    def receive(self, json: Mapping[str, Any], *, is_summary: bool = False) -> None:
        before = self._received
        if before:
            json = {**{key: before[key] for key in NEVER_TOLD if key in before}, **json}
        super().receive(json, is_summary=is_summary)

    def send_changes(self, operation: ModuleType, model: Any) -> None:
        """Send what was changed of what the API takes changes of, if anything was.

        :param operation: what takes them.
        :param model: the generated model of its body.
        """
        self.identifier("commit changes of")
        changed = self.edits & self.changeable
        self._check_unsent(self.edits - changed)
        if changed:
            self.send(changed, operation, model)

    def send(self, names: frozenset[str], operation: ModuleType, model: Any) -> None:
        """Send some of what was changed; see :meth:`send_changes`.

        :param names: the fields.
        """
        identifier = self.identifier("commit changes of")
        body = self._update_json(names)
        sent = {name: value for name, value in self.copy_of_edits().items() if name in names}
        # The models drop what this library does not know of values that a server sent.
        built = operation._get_kwargs(identifier, body=model.from_dict(body))
        arguments = {**built, "json": body}
        self.until_seen()
        self.connection.wire.ask(request(operation, arguments, nothing))
        self.settle(sent)

    def _update_json(self, names: frozenset[str]) -> dict[str, Any]:
        """Give the body of an update; what was emptied is sent as such."""
        json, fields = self.body_of(names), fields_of(type(self))
        keys = sorted(fields[name].key for name in names)
        body = {key: json.get(key, []) for key in keys}
        refuse_hidden(body)
        return body

    def creation_body(self) -> dict[str, Any]:
        """Give the JSON that creates the object.

        :raises InvalidValue: something cannot be right.
        """
        body = super().creation_body()
        refuse_hidden(body)
        return body

    def _check_unsent(self, names: frozenset[str]) -> None:
        """Refuse what was changed too late, and warn of what the API does not take."""
        kind, fields = type(self).__name__, fields_of(type(self))
        late = sorted(name for name in names if fields[name].settable is not Settable.ALWAYS)
        if late:
            raise ReadOnlyAttribute(
                f"{kind}.{', '.join(late)} cannot be set any more: it was submitted"
            )
        if names:
            taken = ", ".join(sorted(self.changeable))
            warnings.warn(
                f"the API takes changes of {taken} only; not sent: {sorted(names)}",
                UnsentEditWarning,
                stacklevel=caller_level(),
            )

    def purge(self, buckets: Iterable[Bucket]) -> None:
        """Delete buckets with all that is in them; one that is gone already is only logged."""
        for bucket in buckets:
            try:
                bucket.delete()
            except (MissingBucketException, BucketStorageUnavailableException) as error:
                self.connection.logger.warning("%s is not deleted: %s", bucket, error)


def refuse_hidden(body: Mapping[str, Any]) -> None:
    """Refuse to send, in place of a secret constant, what the API shows for it.

    :raises InvalidValue: a body does.
    """
    for each in body.get("constants") or ():
        if each["key"].startswith(SECRETS) and each["value"] == HIDDEN:
            raise InvalidValue(
                f"constants[{each['key']!r}]: its value was expected anew, because the API shows "
                f"{HIDDEN} only, and what is left out may be lost; None leaves it out"
            )
