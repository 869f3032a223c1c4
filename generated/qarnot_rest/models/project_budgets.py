from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.budget import Budget


T = TypeVar("T", bound="ProjectBudgets")


@_attrs_define
class ProjectBudgets:
    """The budgets of a project."""

    budgets: list[Budget] | None | Unset = UNSET
    """ The budgets. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        budgets: list[dict[str, Any]] | None | Unset
        if isinstance(self.budgets, Unset):
            budgets = UNSET
        elif isinstance(self.budgets, list):
            budgets = []
            for budgets_type_0_item_data in self.budgets:
                budgets_type_0_item = budgets_type_0_item_data.to_dict()
                budgets.append(budgets_type_0_item)

        else:
            budgets = self.budgets

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if budgets is not UNSET:
            field_dict["budgets"] = budgets

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget import Budget  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_budgets(data: object) -> list[Budget] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                budgets_type_0 = []
                _budgets_type_0 = data
                for budgets_type_0_item_data in _budgets_type_0:
                    budgets_type_0_item = Budget.from_dict(budgets_type_0_item_data)

                    budgets_type_0.append(budgets_type_0_item)

                return budgets_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Budget] | None | Unset, data)

        budgets = _parse_budgets(d.pop("budgets", UNSET))

        project_budgets = cls(
            budgets=budgets,
        )

        project_budgets.additional_properties = d
        return project_budgets

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
