from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.fixed_scaling_policy_input import FixedScalingPolicyInput
    from ..models.managed_tasks_queue_scaling_policy_input import (
        ManagedTasksQueueScalingPolicyInput,
    )
    from ..models.other_scaling_policy_input import OtherScalingPolicyInput


T = TypeVar("T", bound="ScalingInput")


@_attrs_define
class ScalingInput:
    """How a pool grows and shrinks. The first policy that applies at a time decides."""

    policies: (
        list[
            FixedScalingPolicyInput | ManagedTasksQueueScalingPolicyInput | OtherScalingPolicyInput
        ]
        | None
        | Unset
    ) = UNSET
    """ The policies, the most important one first. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.fixed_scaling_policy_input import FixedScalingPolicyInput  # noqa: PLC0415
        from ..models.managed_tasks_queue_scaling_policy_input import (
            ManagedTasksQueueScalingPolicyInput,  # noqa: PLC0415
        )

        policies: list[dict[str, Any]] | None | Unset
        if isinstance(self.policies, Unset):
            policies = UNSET
        elif isinstance(self.policies, list):
            policies = []
            for policies_type_0_item_data in self.policies:
                policies_type_0_item: dict[str, Any]
                if isinstance(policies_type_0_item_data, FixedScalingPolicyInput):
                    policies_type_0_item = policies_type_0_item_data.to_dict()
                elif isinstance(policies_type_0_item_data, ManagedTasksQueueScalingPolicyInput):
                    policies_type_0_item = policies_type_0_item_data.to_dict()
                else:
                    policies_type_0_item = policies_type_0_item_data.to_dict()

                policies.append(policies_type_0_item)

        else:
            policies = self.policies

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if policies is not UNSET:
            field_dict["policies"] = policies

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.fixed_scaling_policy_input import FixedScalingPolicyInput  # noqa: PLC0415
        from ..models.managed_tasks_queue_scaling_policy_input import (
            ManagedTasksQueueScalingPolicyInput,  # noqa: PLC0415
        )
        from ..models.other_scaling_policy_input import OtherScalingPolicyInput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_policies(
            data: object,
        ) -> (
            list[
                FixedScalingPolicyInput
                | ManagedTasksQueueScalingPolicyInput
                | OtherScalingPolicyInput
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
                        FixedScalingPolicyInput
                        | ManagedTasksQueueScalingPolicyInput
                        | OtherScalingPolicyInput
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_scaling_policy_input_type_0 = (
                                FixedScalingPolicyInput.from_dict(data)
                            )

                            return componentsschemas_scaling_policy_input_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_scaling_policy_input_type_1 = (
                                ManagedTasksQueueScalingPolicyInput.from_dict(data)
                            )

                            return componentsschemas_scaling_policy_input_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_scaling_policy_input_type_2 = (
                            OtherScalingPolicyInput.from_dict(data)
                        )

                        return componentsschemas_scaling_policy_input_type_2

                    policies_type_0_item = _parse_policies_type_0_item(policies_type_0_item_data)

                    policies_type_0.append(policies_type_0_item)

                return policies_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    FixedScalingPolicyInput
                    | ManagedTasksQueueScalingPolicyInput
                    | OtherScalingPolicyInput
                ]
                | None
                | Unset,
                data,
            )

        policies = _parse_policies(d.pop("policies", UNSET))

        scaling_input = cls(
            policies=policies,
        )

        return scaling_input
