# Made from qarnot/_async/pool_fields.py by `make sync`: edit that file, not this one.
"""What a pool is made of: its fields, how it grows and shrinks, and what may be set of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Generic, Self, TypeVar, overload

from qarnot import _checks
from qarnot._elastic import ElasticProperty, elastic_json
from qarnot._fields import Field, Received, Settable
from qarnot._live import HeldField
from qarnot._readers import flag, number, text, whole_number
from qarnot._states import DELETED, task_state
from qarnot.exceptions import InvalidValue
from qarnot.multi_slots_settings import MultiSlotsSettings
from qarnot.retry_settings import RetrySettings
from qarnot.scaling import Scaling

from .field_kinds import (
    check_instance,
    check_retry_settings,
    if_not_empty,
    read_count,
    unchanged,
)
from .work_fields import WorkFields

__all__ = ["ELASTIC_PARTS", "NO_POLICIES", "PoolFields", "check_size"]

T = TypeVar("T")

# How an update or a copy is told to have no scaling any more.
NO_POLICIES: Final[Mapping[str, Any]] = {"policies": []}
# The attributes of a pool, and what they stand for.
ELASTIC_PARTS: Final[Mapping[str, str]] = {
    "is_elastic": "is_elastic",
    "elastic_minimum_slots": "minimum_slots",
    "elastic_maximum_slots": "maximum_slots",
    "elastic_minimum_idle_slots": "minimum_idle_slots",
    "elastic_resize_period": "resize_period",
    "elastic_resize_factor": "resize_factor",
    "elastic_minimum_idle_time": "minimum_idle_time",
}


def _check_slots(what: str, value: Any) -> MultiSlotsSettings | None:
    return check_instance(what, value, MultiSlotsSettings, None)  # type: ignore[no-any-return]


def _check_scaling(what: str, value: Any) -> Scaling | None:
    return check_instance(what, value, Scaling, None)  # type: ignore[no-any-return]


def _check_elastic(what: str, value: Any) -> ElasticProperty:
    return check_instance(what, value, ElasticProperty, ElasticProperty())  # type: ignore[no-any-return]


def _read_scaling(raw: Any) -> Scaling | None:
    return Scaling.from_json(raw) if isinstance(raw, Mapping) else None


def _scaling_json(scaling: Scaling | None) -> dict[str, Any] | None:
    return None if scaling is None else scaling.to_json()


def _read_command(raw: Any) -> str | None:
    return text(raw.get("commandLine")) if isinstance(raw, Mapping) else None


def _command_json(command: str | None) -> dict[str, Any] | None:
    return None if command is None else {"commandLine": command}


class _ScalingField(HeldField[Scaling | None]):
    """The scaling, in whose place the elastic settings step when they are set later."""

    def __set__(self, record: Received, value: Any) -> None:
        super().__set__(record, value)
        assert isinstance(record, PoolFields)
        if value is not None and value.policies:
            record.leave_elastic()


class _ElasticField(HeldField[ElasticProperty]):
    """The elastic settings; a draft has those that are documented."""

    def received(self, record: Received) -> ElasticProperty:
        json = record._received
        if json.get(self.key) is None and json.get("uuid") is None and json.get("state") != DELETED:
            return ElasticProperty()
        return ElasticProperty.from_json(json.get(self.key))

    def __set__(self, record: Received, value: Any) -> None:
        super().__set__(record, value)
        assert isinstance(record, PoolFields)
        if self.peek(record).is_elastic:
            record.leave_scaling()


class _ElasticPart(property, Generic[T]):
    """One of the elastic settings, as an attribute of the pool."""

    def __init__(self, name: str, doc: str) -> None:
        self._part = ELASTIC_PARTS[name]
        super().__init__(self._read, self._write, None, doc)

    def _read(self, pool: PoolFields) -> Any:
        return getattr(pool.elastic_property, self._part)

    def _write(self, pool: PoolFields, value: Any) -> None:
        pool.change_elastic({self._part: value})

    @overload
    def __get__(self, pool: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, pool: PoolFields, owner: type | None = None) -> T: ...
    def __get__(self, pool: PoolFields | None, owner: type | None = None) -> Self | T:
        return super().__get__(pool, owner)

    def __set__(self, pool: PoolFields, value: T) -> None:
        super().__set__(pool, value)


class PoolFields(WorkFields):
    """The fields of a pool."""

    changeable: ClassVar[frozenset[str]] = WorkFields.changeable | {"elastic_property", "scaling"}

    state = Field(
        "state",
        task_state,
        "Where the pool stands: ``UnSubmitted``, then a state of the cluster, which ends with "
        "``Closed`` or ``Failure``.",
        changes=True,
    )
    queued_or_running_task_instances_count = Field(
        "queuedOrRunningTaskInstancesCount",
        whole_number,
        "How many instances of tasks run in the pool or wait for it.",
        changes=True,
    )
    target_running_instance_count = Field(
        "targetRunningInstanceCount",
        whole_number,
        "How many machines the pool is to have now.",
        changes=True,
    )
    total_slot_capacity = Field(
        "totalSlotCapacity",
        whole_number,
        "How many instances of tasks can run at once.",
        changes=True,
        is_detail=True,
    )
    pool_usage = Field(
        "poolUsage", number, "The share of the slots that are used.", changes=True, is_detail=True
    )
    preparation_command_line = Field(
        "preparationTask",
        _read_command,
        "The command that runs on each machine when it joins the pool, before any task.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_text,
        write=_command_json,
        is_detail=True,
    )
    tasks_default_wait_for_pool_resources_synchronization = Field(
        "taskDefaultWaitForPoolResourcesSynchronization",
        flag,
        "Whether tasks that do not say wait until the pool has its files.",
        settable=Settable.BEFORE_SUBMIT,
        check=_checks.optional_flag,
        write=unchanged,
    )
    multi_slots_settings = Field(
        "multiSlotsSettings",
        lambda raw: MultiSlotsSettings.from_json(raw) if isinstance(raw, Mapping) else None,
        "How many instances of tasks a machine runs at once.",
        settable=Settable.BEFORE_SUBMIT,
        check=_check_slots,
        write=lambda slots: slots and slots.to_json(),
        is_detail=True,
    )
    default_retry_settings = HeldField(
        "defaultRetrySettings",
        RetrySettings.from_json,
        "How often instances that failed are started again, for tasks that do not say.",
        settable=Settable.BEFORE_SUBMIT,
        check=check_retry_settings,
        write=if_not_empty,
        dump=RetrySettings.to_json,
        is_detail=True,
    )
    scaling = _ScalingField(
        "scaling",
        _read_scaling,
        "How the pool grows and shrinks, as :class:`~qarnot.scaling.Scaling`; ``None`` when it "
        "does not, or is elastic. It can be set at any time, takes the place of the elastic "
        "settings then, and is sent by :meth:`commit` once the pool was submitted.",
        settable=Settable.ALWAYS,
        check=_check_scaling,
        write=_scaling_json,
        dump=_scaling_json,
        changes=True,
        is_detail=True,
    )
    elastic_property = _ElasticField(
        "elasticProperty",
        ElasticProperty.from_json,
        "The elastic settings together, in the older way that ``scaling`` replaces.",
        settable=Settable.ALWAYS,
        check=_check_elastic,
        write=elastic_json,
        dump=ElasticProperty.to_json,
        changes=True,
        is_detail=True,
    )
    is_elastic = _ElasticPart[bool](
        "is_elastic",
        "Whether the pool grows and shrinks by the elastic settings, which take the place of "
        "``scaling`` when this is set to ``True``. These and the other elastic settings can be set "
        "at any time, and are sent by :meth:`commit` once the pool was submitted.",
    )
    elastic_minimum_slots = _ElasticPart[int | None](
        "elastic_minimum_slots", "How many slots an elastic pool has at least."
    )
    elastic_maximum_slots = _ElasticPart[int | None](
        "elastic_maximum_slots", "How many slots an elastic pool has at most."
    )
    elastic_minimum_idle_slots = _ElasticPart[int | None](
        "elastic_minimum_idle_slots",
        "How many slots of an elastic pool are kept free for tasks to come.",
    )
    elastic_resize_period = _ElasticPart[int | None](
        "elastic_resize_period",
        "How many seconds lie between two looks at the size of an elastic pool.",
    )
    elastic_resize_factor = _ElasticPart[float | None](
        "elastic_resize_factor",
        "How fast an elastic pool is resized, above 0 and at most 1.",
    )
    elastic_minimum_idle_time = _ElasticPart[int | None](
        "elastic_minimum_idle_time",
        "How many seconds a slot of an elastic pool stays free before it is given up.",
    )

    def setup_elastic(
        self,
        minimum_total_slots: int = 0,
        maximum_total_slots: int = 1,
        minimum_idle_slots: int = 0,
        minimum_idle_time_seconds: int = 0,
        resize_factor: float = 1,
        resize_period: int = 90,
    ) -> None:
        """Let the pool grow and shrink with its tasks (schema ``ElasticPropertyInput``).

        It takes the place of ``scaling`` and of ``instancecount``. Of a pool that was submitted it
        is sent by ``commit``.

        :param minimum_total_slots: how many slots it has at least. Default 0.
        :param maximum_total_slots: how many slots it has at most. Default 1.
        :param minimum_idle_slots: how many slots are kept free for tasks to come. Default 0.
        :param minimum_idle_time_seconds: seconds that a slot stays free before it is given up.
            Default 0.
        :param resize_factor: how fast the pool is resized, above 0 and at most 1. Default 1.
        :param resize_period: seconds between two looks at the size. Default 90.
        :raises InvalidValue: a value cannot be right, or the least number is above the greatest;
            nothing was set.
        """
        elastic = ElasticProperty()
        given = {
            "minimum_total_slots": ("minimum_slots", minimum_total_slots),
            "maximum_total_slots": ("maximum_slots", maximum_total_slots),
            "minimum_idle_slots": ("minimum_idle_slots", minimum_idle_slots),
            "minimum_idle_time_seconds": ("minimum_idle_time", minimum_idle_time_seconds),
            "resize_factor": ("resize_factor", resize_factor),
            "resize_period": ("resize_period", resize_period),
        }
        for name, (part, value) in given.items():
            field: Field[Any] = getattr(ElasticProperty, part)
            assert field.check is not None
            setattr(elastic, part, field.check(name, value))
        elastic.is_elastic = True
        elastic_json(elastic)
        self.elastic_property = elastic

    def change_elastic(self, values: Mapping[str, Any]) -> None:
        """Change some of the elastic settings.

        :param values: by names of attributes of :class:`~qarnot.pool.ElasticProperty`.
        """
        elastic = self.elastic_property
        for part, value in values.items():
            setattr(elastic, part, value)
        if elastic.is_elastic:
            self.leave_scaling()

    def leave_scaling(self) -> None:
        """Take the scaling away, because the pool becomes elastic."""
        scaling = PoolFields.scaling.peek(self)
        if scaling is not None and scaling.policies:
            self.connection.logger.warning("%s becomes elastic and loses its scaling", self)
            PoolFields.scaling.live(self).fill(None)

    def leave_elastic(self) -> None:
        """Let the elastic settings count no more, because the pool gets a scaling."""
        elastic = PoolFields.elastic_property.peek(self)
        if elastic.is_elastic:
            self.connection.logger.warning("%s gets a scaling and is elastic no more", self)
            elastic.is_elastic = False

    def leave_other_way(self) -> None:
        """Let what was set of the scaling and the elastic settings take the place of the other.

        :raises InvalidValue: both were set so that the pool grows and shrinks by them.
        """
        edits, scaling = self.edits, PoolFields.scaling.peek(self)
        gets_scaling = "scaling" in edits and scaling is not None and bool(scaling.policies)
        is_elastic = PoolFields.elastic_property.peek(self).is_elastic
        gets_elastic = "elastic_property" in edits and is_elastic
        if gets_scaling and gets_elastic:
            raise InvalidValue("scaling: either a scaling or is_elastic was expected, not both")
        if gets_scaling:
            self.leave_elastic()
        if gets_elastic:
            self.leave_scaling()

    def creation_body(self) -> dict[str, Any]:
        """Give the JSON that creates the pool, with one of the three ways to say its size.

        :raises InvalidValue: something is missing or cannot be right.
        """
        self.leave_other_way()
        body = super().creation_body()
        if not body.get("profile"):
            raise InvalidValue("profile: the name of a profile was expected")
        scaling = PoolFields.scaling.peek(self)
        is_elastic = PoolFields.elastic_property.peek(self).is_elastic
        if not is_elastic:
            body.pop("elasticProperty", None)
        if scaling is not None and not body.get("scaling", {}).get("policies"):
            raise InvalidValue(
                "scaling: at least one policy was expected; None stands for no scaling"
            )
        check_size(body)
        if is_elastic or scaling is not None:
            body.pop("instanceCount", None)
        return body

    def _update_json(self, names: frozenset[str]) -> dict[str, Any]:
        body = super()._update_json(names)
        if body.get("scaling") == []:
            body["scaling"] = dict(NO_POLICIES)
        return body


def check_size(json: Mapping[str, Any]) -> None:
    """Refuse a pool that would have no machines, and never get any.

    :param json: the pool, as it is sent or as the API shows it.
    :raises InvalidValue: it has neither a scaling, nor elastic settings, nor a number of machines.
    """
    scaling = _read_scaling(json.get("scaling"))
    is_scaled = scaling is not None and bool(scaling.policies)
    is_elastic = ElasticProperty.from_json(json.get("elasticProperty")).is_elastic
    if not (is_scaled or is_elastic or read_count(json.get("instanceCount"))):
        raise InvalidValue("instancecount: 1 or more was expected, or a scaling")
