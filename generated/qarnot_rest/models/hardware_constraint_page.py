from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cpu_model_hardware_output import CpuModelHardwareOutput
    from ..models.gpu_hardware_output import GpuHardwareOutput
    from ..models.maximum_core_hardware_output import MaximumCoreHardwareOutput
    from ..models.maximum_ram_core_ratio_hardware_output import MaximumRamCoreRatioHardwareOutput
    from ..models.maximum_ram_hardware_output import MaximumRamHardwareOutput
    from ..models.minimum_core_hardware_output import MinimumCoreHardwareOutput
    from ..models.minimum_ram_core_ratio_hardware_output import MinimumRamCoreRatioHardwareOutput
    from ..models.minimum_ram_hardware_output import MinimumRamHardwareOutput
    from ..models.no_gpu_hardware_output import NoGpuHardwareOutput
    from ..models.no_ssd_hardware_output import NoSSDHardwareOutput
    from ..models.other_hardware_output import OtherHardwareOutput
    from ..models.specific_hardware_output import SpecificHardwareOutput
    from ..models.ssd_hardware_output import SSDHardwareOutput


T = TypeVar("T", bound="HardwareConstraintPage")


@_attrs_define
class HardwareConstraintPage:
    """One page of the conditions that the account may set on machines."""

    data: (
        list[
            CpuModelHardwareOutput
            | GpuHardwareOutput
            | MaximumCoreHardwareOutput
            | MaximumRamCoreRatioHardwareOutput
            | MaximumRamHardwareOutput
            | MinimumCoreHardwareOutput
            | MinimumRamCoreRatioHardwareOutput
            | MinimumRamHardwareOutput
            | NoGpuHardwareOutput
            | NoSSDHardwareOutput
            | OtherHardwareOutput
            | SpecificHardwareOutput
            | SSDHardwareOutput
        ]
        | None
        | Unset
    ) = UNSET
    """ The conditions of this page. """
    offset: int | None | Unset = UNSET
    """ How many conditions come before this page. """
    limit: int | None | Unset = UNSET
    """ How many conditions a page may have. """
    total: int | None | Unset = UNSET
    """ How many conditions there are. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.cpu_model_hardware_output import CpuModelHardwareOutput  # noqa: PLC0415
        from ..models.gpu_hardware_output import GpuHardwareOutput  # noqa: PLC0415
        from ..models.maximum_core_hardware_output import MaximumCoreHardwareOutput  # noqa: PLC0415
        from ..models.maximum_ram_core_ratio_hardware_output import (
            MaximumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.maximum_ram_hardware_output import MaximumRamHardwareOutput  # noqa: PLC0415
        from ..models.minimum_core_hardware_output import MinimumCoreHardwareOutput  # noqa: PLC0415
        from ..models.minimum_ram_core_ratio_hardware_output import (
            MinimumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.minimum_ram_hardware_output import MinimumRamHardwareOutput  # noqa: PLC0415
        from ..models.no_gpu_hardware_output import NoGpuHardwareOutput  # noqa: PLC0415
        from ..models.no_ssd_hardware_output import NoSSDHardwareOutput  # noqa: PLC0415
        from ..models.specific_hardware_output import SpecificHardwareOutput  # noqa: PLC0415
        from ..models.ssd_hardware_output import SSDHardwareOutput  # noqa: PLC0415

        data: list[dict[str, Any]] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, list):
            data = []
            for data_type_0_item_data in self.data:
                data_type_0_item: dict[str, Any]
                if isinstance(data_type_0_item_data, MinimumCoreHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, MaximumCoreHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, MinimumRamCoreRatioHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, MaximumRamCoreRatioHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, MinimumRamHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, MaximumRamHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, SpecificHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, GpuHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, NoGpuHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, SSDHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, NoSSDHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                elif isinstance(data_type_0_item_data, CpuModelHardwareOutput):
                    data_type_0_item = data_type_0_item_data.to_dict()
                else:
                    data_type_0_item = data_type_0_item_data.to_dict()

                data.append(data_type_0_item)

        else:
            data = self.data

        offset: int | None | Unset
        if isinstance(self.offset, Unset):
            offset = UNSET
        else:
            offset = self.offset

        limit: int | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        total: int | None | Unset
        if isinstance(self.total, Unset):
            total = UNSET
        else:
            total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if data is not UNSET:
            field_dict["data"] = data
        if offset is not UNSET:
            field_dict["offset"] = offset
        if limit is not UNSET:
            field_dict["limit"] = limit
        if total is not UNSET:
            field_dict["total"] = total

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cpu_model_hardware_output import CpuModelHardwareOutput  # noqa: PLC0415
        from ..models.gpu_hardware_output import GpuHardwareOutput  # noqa: PLC0415
        from ..models.maximum_core_hardware_output import MaximumCoreHardwareOutput  # noqa: PLC0415
        from ..models.maximum_ram_core_ratio_hardware_output import (
            MaximumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.maximum_ram_hardware_output import MaximumRamHardwareOutput  # noqa: PLC0415
        from ..models.minimum_core_hardware_output import MinimumCoreHardwareOutput  # noqa: PLC0415
        from ..models.minimum_ram_core_ratio_hardware_output import (
            MinimumRamCoreRatioHardwareOutput,  # noqa: PLC0415
        )
        from ..models.minimum_ram_hardware_output import MinimumRamHardwareOutput  # noqa: PLC0415
        from ..models.no_gpu_hardware_output import NoGpuHardwareOutput  # noqa: PLC0415
        from ..models.no_ssd_hardware_output import NoSSDHardwareOutput  # noqa: PLC0415
        from ..models.other_hardware_output import OtherHardwareOutput  # noqa: PLC0415
        from ..models.specific_hardware_output import SpecificHardwareOutput  # noqa: PLC0415
        from ..models.ssd_hardware_output import SSDHardwareOutput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_data(
            data: object,
        ) -> (
            list[
                CpuModelHardwareOutput
                | GpuHardwareOutput
                | MaximumCoreHardwareOutput
                | MaximumRamCoreRatioHardwareOutput
                | MaximumRamHardwareOutput
                | MinimumCoreHardwareOutput
                | MinimumRamCoreRatioHardwareOutput
                | MinimumRamHardwareOutput
                | NoGpuHardwareOutput
                | NoSSDHardwareOutput
                | OtherHardwareOutput
                | SpecificHardwareOutput
                | SSDHardwareOutput
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
                data_type_0 = []
                _data_type_0 = data
                for data_type_0_item_data in _data_type_0:

                    def _parse_data_type_0_item(
                        data: object,
                    ) -> (
                        CpuModelHardwareOutput
                        | GpuHardwareOutput
                        | MaximumCoreHardwareOutput
                        | MaximumRamCoreRatioHardwareOutput
                        | MaximumRamHardwareOutput
                        | MinimumCoreHardwareOutput
                        | MinimumRamCoreRatioHardwareOutput
                        | MinimumRamHardwareOutput
                        | NoGpuHardwareOutput
                        | NoSSDHardwareOutput
                        | OtherHardwareOutput
                        | SpecificHardwareOutput
                        | SSDHardwareOutput
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_0 = (
                                MinimumCoreHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_1 = (
                                MaximumCoreHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_2 = (
                                MinimumRamCoreRatioHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_3 = (
                                MaximumRamCoreRatioHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_4 = (
                                MinimumRamHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_4
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_5 = (
                                MaximumRamHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_5
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_6 = (
                                SpecificHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_6
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_7 = (
                                GpuHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_7
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_8 = (
                                NoGpuHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_8
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_9 = (
                                SSDHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_9
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_10 = (
                                NoSSDHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_10
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            componentsschemas_hardware_constraint_output_type_11 = (
                                CpuModelHardwareOutput.from_dict(data)
                            )

                            return componentsschemas_hardware_constraint_output_type_11
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_hardware_constraint_output_type_12 = (
                            OtherHardwareOutput.from_dict(data)
                        )

                        return componentsschemas_hardware_constraint_output_type_12

                    data_type_0_item = _parse_data_type_0_item(data_type_0_item_data)

                    data_type_0.append(data_type_0_item)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    CpuModelHardwareOutput
                    | GpuHardwareOutput
                    | MaximumCoreHardwareOutput
                    | MaximumRamCoreRatioHardwareOutput
                    | MaximumRamHardwareOutput
                    | MinimumCoreHardwareOutput
                    | MinimumRamCoreRatioHardwareOutput
                    | MinimumRamHardwareOutput
                    | NoGpuHardwareOutput
                    | NoSSDHardwareOutput
                    | OtherHardwareOutput
                    | SpecificHardwareOutput
                    | SSDHardwareOutput
                ]
                | None
                | Unset,
                data,
            )

        data = _parse_data(d.pop("data", UNSET))

        def _parse_offset(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        offset = _parse_offset(d.pop("offset", UNSET))

        def _parse_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        def _parse_total(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total = _parse_total(d.pop("total", UNSET))

        hardware_constraint_page = cls(
            data=data,
            offset=offset,
            limit=limit,
            total=total,
        )

        hardware_constraint_page.additional_properties = d
        return hardware_constraint_page

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
