from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="AdvancedDependencyInput")


@_attrs_define
class AdvancedDependencyInput:
    """A task that must have ended, and how."""

    task_uuid: str
    """ The uuid of the task. """
    task_final_state_condition: list[str] | None | Unset = UNSET
    """ The ends that are wanted: `success`, `failure`, `cancelled`; any end when
    null or empty.
     """

    def to_dict(self) -> dict[str, Any]:
        task_uuid = self.task_uuid

        task_final_state_condition: list[str] | None | Unset
        if isinstance(self.task_final_state_condition, Unset):
            task_final_state_condition = UNSET
        elif isinstance(self.task_final_state_condition, list):
            task_final_state_condition = self.task_final_state_condition

        else:
            task_final_state_condition = self.task_final_state_condition

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "taskUuid": task_uuid,
            }
        )
        if task_final_state_condition is not UNSET:
            field_dict["taskFinalStateCondition"] = task_final_state_condition

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_uuid = d.pop("taskUuid")

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

        advanced_dependency_input = cls(
            task_uuid=task_uuid,
            task_final_state_condition=task_final_state_condition,
        )

        return advanced_dependency_input
