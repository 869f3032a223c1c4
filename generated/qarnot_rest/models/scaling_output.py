from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.fixed_scaling_policy_output import FixedScalingPolicyOutput
    from ..models.managed_tasks_queue_scaling_policy_output import (
        ManagedTasksQueueScalingPolicyOutput,
    )
    from ..models.other_scaling_policy_output import OtherScalingPolicyOutput


T = TypeVar("T", bound="ScalingOutput")


@_attrs_define
class ScalingOutput:
    """How a pool grows and shrinks. The first policy that applies at a time decides."""

    policies: (
        list[
            FixedScalingPolicyOutput
            | ManagedTasksQueueScalingPolicyOutput
            | OtherScalingPolicyOutput
        ]
        | None
        | Unset
    ) = UNSET
    """ The policies, the most important one first. """
    active_policy_name: None | str | Unset = UNSET
    """ The name of the policy that decides now. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.fixed_scaling_policy_output import FixedScalingPolicyOutput  # noqa: PLC0415
        from ..models.managed_tasks_queue_scaling_policy_output import (
            ManagedTasksQueueScalingPolicyOutput,  # noqa: PLC0415
        )

        policies: list[dict[str, Any]] | None | Unset
        if isinstance(self.policies, Unset):
            policies = UNSET
        elif isinstance(self.policies, list):
            policies = []
            for policies_type_0_item_data in self.policies:
                policies_type_0_item: dict[str, Any]
                if isinstance(policies_type_0_item_data, FixedScalingPolicyOutput):
                    policies_type_0_item = policies_type_0_item_data.to_dict()
                elif isinstance(policies_type_0_item_data, ManagedTasksQueueScalingPolicyOutput):
                    policies_type_0_item = policies_type_0_item_data.to_dict()
                else:
                    policies_type_0_item = policies_type_0_item_data.to_dict()

                policies.append(policies_type_0_item)

        else:
            policies = self.policies

        active_policy_name: None | str | Unset
        if isinstance(self.active_policy_name, Unset):
            active_policy_name = UNSET
        else:
            active_policy_name = self.active_policy_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if policies is not UNSET:
            field_dict["policies"] = policies
        if active_policy_name is not UNSET:
            field_dict["activePolicyName"] = active_policy_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.fixed_scaling_policy_output import FixedScalingPolicyOutput  # noqa: PLC0415
        from ..models.managed_tasks_queue_scaling_policy_output import (
            ManagedTasksQueueScalingPolicyOutput,  # noqa: PLC0415
        )
        from ..models.other_scaling_policy_output import OtherScalingPolicyOutput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_policies(
            data: object,
        ) -> (
            list[
                FixedScalingPolicyOutput
                | ManagedTasksQueueScalingPolicyOutput
                | OtherScalingPolicyOutput
            ]
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                policies_type_0 = []
                _policies_type_0 = data
                for policies_type_0_item_data in _policies_type_0:

                    def _parse_policies_type_0_item(
                        data: object,
                    ) -> (
                        FixedScalingPolicyOutput
                        | ManagedTasksQueueScalingPolicyOutput
                        | OtherScalingPolicyOutput
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_scaling_policy_output_type_0 = (
                                FixedScalingPolicyOutput.from_dict(data)
                            )

                            return componentsschemas_scaling_policy_output_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_scaling_policy_output_type_1 = (
                                ManagedTasksQueueScalingPolicyOutput.from_dict(data)
                            )

                            return componentsschemas_scaling_policy_output_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_scaling_policy_output_type_2 = (
                            OtherScalingPolicyOutput.from_dict(data)
                        )

                        return componentsschemas_scaling_policy_output_type_2

                    policies_type_0_item = _parse_policies_type_0_item(policies_type_0_item_data)

                    policies_type_0.append(policies_type_0_item)

                return policies_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    FixedScalingPolicyOutput
                    | ManagedTasksQueueScalingPolicyOutput
                    | OtherScalingPolicyOutput
                ]
                | None
                | Unset,
                data,
            )

        policies = _parse_policies(d.pop("policies", UNSET))

        def _parse_active_policy_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        active_policy_name = _parse_active_policy_name(d.pop("activePolicyName", UNSET))

        scaling_output = cls(
            policies=policies,
            active_policy_name=active_policy_name,
        )

        scaling_output.additional_properties = d
        return scaling_output

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
