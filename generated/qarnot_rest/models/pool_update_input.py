from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.constant_input import ConstantInput
    from ..models.elastic_property_input import ElasticPropertyInput
    from ..models.scaling_input import ScalingInput


T = TypeVar("T", bound="PoolUpdateInput")


@_attrs_define
class PoolUpdateInput:
    """What may be changed in a pool after its submission."""

    constants: list[ConstantInput] | None | Unset = UNSET
    """ All settings of the pool from now on; whether those that are left out stay
    is not known, so send all.
     """
    tags: list[str] | None | Unset = UNSET
    """ The new words to find the pool by. """
    elastic_property: ElasticPropertyInput | None | Unset = UNSET
    """ How the pool grows and shrinks, in the older way that `scaling` replaces. """
    scaling: None | ScalingInput | Unset = UNSET
    """ How the pool grows and shrinks. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.elastic_property_input import ElasticPropertyInput  # noqa: PLC0415
        from ..models.scaling_input import ScalingInput  # noqa: PLC0415

        constants: list[dict[str, Any]] | None | Unset
        if isinstance(self.constants, Unset):
            constants = UNSET
        elif isinstance(self.constants, list):
            constants = []
            for constants_type_0_item_data in self.constants:
                constants_type_0_item = constants_type_0_item_data.to_dict()
                constants.append(constants_type_0_item)

        else:
            constants = self.constants

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        elastic_property: dict[str, Any] | None | Unset
        if isinstance(self.elastic_property, Unset):
            elastic_property = UNSET
        elif isinstance(self.elastic_property, ElasticPropertyInput):
            elastic_property = self.elastic_property.to_dict()
        else:
            elastic_property = self.elastic_property

        scaling: dict[str, Any] | None | Unset
        if isinstance(self.scaling, Unset):
            scaling = UNSET
        elif isinstance(self.scaling, ScalingInput):
            scaling = self.scaling.to_dict()
        else:
            scaling = self.scaling

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if constants is not UNSET:
            field_dict["constants"] = constants
        if tags is not UNSET:
            field_dict["tags"] = tags
        if elastic_property is not UNSET:
            field_dict["elasticProperty"] = elastic_property
        if scaling is not UNSET:
            field_dict["scaling"] = scaling

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.constant_input import ConstantInput  # noqa: PLC0415
        from ..models.elastic_property_input import ElasticPropertyInput  # noqa: PLC0415
        from ..models.scaling_input import ScalingInput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_constants(data: object) -> list[ConstantInput] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                constants_type_0 = []
                _constants_type_0 = data
                for constants_type_0_item_data in _constants_type_0:
                    constants_type_0_item = ConstantInput.from_dict(constants_type_0_item_data)

                    constants_type_0.append(constants_type_0_item)

                return constants_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ConstantInput] | None | Unset, data)

        constants = _parse_constants(d.pop("constants", UNSET))

        def _parse_tags(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tags_type_0 = cast(list[str], data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        tags = _parse_tags(d.pop("tags", UNSET))

        def _parse_elastic_property(data: object) -> ElasticPropertyInput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                elastic_property_type_0 = ElasticPropertyInput.from_dict(data)

                return elastic_property_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ElasticPropertyInput | None | Unset, data)

        elastic_property = _parse_elastic_property(d.pop("elasticProperty", UNSET))

        def _parse_scaling(data: object) -> None | ScalingInput | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scaling_type_0 = ScalingInput.from_dict(data)

                return scaling_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScalingInput | Unset, data)

        scaling = _parse_scaling(d.pop("scaling", UNSET))

        pool_update_input = cls(
            constants=constants,
            tags=tags,
            elastic_property=elastic_property,
            scaling=scaling,
        )

        return pool_update_input
