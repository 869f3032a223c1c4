from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.advanced_dependency_input import AdvancedDependencyInput


T = TypeVar("T", bound="DependenciesInput")


@_attrs_define
class DependenciesInput:
    """The tasks that a task waits for; one of the two lists is given."""

    depends_on: list[str] | None | Unset = UNSET
    """ The uuids of tasks that must have succeeded. """
    advanced_depends_on: list[AdvancedDependencyInput] | None | Unset = UNSET
    """ Tasks that must have ended in a stated way. """

    def to_dict(self) -> dict[str, Any]:
        depends_on: list[str] | None | Unset
        if isinstance(self.depends_on, Unset):
            depends_on = UNSET
        elif isinstance(self.depends_on, list):
            depends_on = self.depends_on

        else:
            depends_on = self.depends_on

        advanced_depends_on: list[dict[str, Any]] | None | Unset
        if isinstance(self.advanced_depends_on, Unset):
            advanced_depends_on = UNSET
        elif isinstance(self.advanced_depends_on, list):
            advanced_depends_on = []
            for advanced_depends_on_type_0_item_data in self.advanced_depends_on:
                advanced_depends_on_type_0_item = advanced_depends_on_type_0_item_data.to_dict()
                advanced_depends_on.append(advanced_depends_on_type_0_item)

        else:
            advanced_depends_on = self.advanced_depends_on

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if depends_on is not UNSET:
            field_dict["dependsOn"] = depends_on
        if advanced_depends_on is not UNSET:
            field_dict["advancedDependsOn"] = advanced_depends_on

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.advanced_dependency_input import AdvancedDependencyInput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_depends_on(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                depends_on_type_0 = cast(list[str], data)

                return depends_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        depends_on = _parse_depends_on(d.pop("dependsOn", UNSET))

        def _parse_advanced_depends_on(
            data: object,
        ) -> list[AdvancedDependencyInput] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                advanced_depends_on_type_0 = []
                _advanced_depends_on_type_0 = data
                for advanced_depends_on_type_0_item_data in _advanced_depends_on_type_0:
                    advanced_depends_on_type_0_item = AdvancedDependencyInput.from_dict(
                        advanced_depends_on_type_0_item_data
                    )

                    advanced_depends_on_type_0.append(advanced_depends_on_type_0_item)

                return advanced_depends_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[AdvancedDependencyInput] | None | Unset, data)

        advanced_depends_on = _parse_advanced_depends_on(d.pop("advancedDependsOn", UNSET))

        dependencies_input = cls(
            depends_on=depends_on,
            advanced_depends_on=advanced_depends_on,
        )

        return dependencies_input
