from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AdvancedDependencyOutput")


@_attrs_define
class AdvancedDependencyOutput:
    """A task that must have ended, and how."""

    task_uuid: None | str | Unset = UNSET
    """ The uuid of the task. """
    task_final_state_condition: list[str] | None | Unset = UNSET
    """ The ends that are wanted: `success`, `failure`, `cancelled`; any end when
    null or empty.
     """
    actual_final_state: None | str | Unset = UNSET
    """ How the task ended; null while it has not. """
    state: None | str | Unset = UNSET
    """ Whether the condition holds: `waiting`, `dependencyConditionsFulfilled` or
    `dependencyConditionsNotFulfilled`.
     """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_uuid: None | str | Unset
        if isinstance(self.task_uuid, Unset):
            task_uuid = UNSET
        else:
            task_uuid = self.task_uuid

        task_final_state_condition: list[str] | None | Unset
        if isinstance(self.task_final_state_condition, Unset):
            task_final_state_condition = UNSET
        elif isinstance(self.task_final_state_condition, list):
            task_final_state_condition = self.task_final_state_condition

        else:
            task_final_state_condition = self.task_final_state_condition

        actual_final_state: None | str | Unset
        if isinstance(self.actual_final_state, Unset):
            actual_final_state = UNSET
        else:
            actual_final_state = self.actual_final_state

        state: None | str | Unset
        if isinstance(self.state, Unset):
            state = UNSET
        else:
            state = self.state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_uuid is not UNSET:
            field_dict["taskUuid"] = task_uuid
        if task_final_state_condition is not UNSET:
            field_dict["taskFinalStateCondition"] = task_final_state_condition
        if actual_final_state is not UNSET:
            field_dict["actualFinalState"] = actual_final_state
        if state is not UNSET:
            field_dict["state"] = state

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_task_uuid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_uuid = _parse_task_uuid(d.pop("taskUuid", UNSET))

        def _parse_task_final_state_condition(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                task_final_state_condition_type_0 = cast(list[str], data)

                return task_final_state_condition_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        task_final_state_condition = _parse_task_final_state_condition(
            d.pop("taskFinalStateCondition", UNSET)
        )

        def _parse_actual_final_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        actual_final_state = _parse_actual_final_state(d.pop("actualFinalState", UNSET))

        def _parse_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        state = _parse_state(d.pop("state", UNSET))

        advanced_dependency_output = cls(
            task_uuid=task_uuid,
            task_final_state_condition=task_final_state_condition,
            actual_final_state=actual_final_state,
            state=state,
        )

        advanced_dependency_output.additional_properties = d
        return advanced_dependency_output

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
