from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CarbonFactsInCamelCase")


@_attrs_define
class CarbonFactsInCamelCase:
    """What work cost the climate, in the names of the vendor's document."""

    total_consumed_energy_wh: float | None
    """ The energy that was consumed, in Wh. """
    total_energy_it_wh: float | None | Unset = UNSET
    """ The part of the energy that the computers consumed, in Wh. """
    total_reuse_energy_wh: float | None | Unset = UNSET
    """ The part of the energy whose heat was used again, in Wh. """
    carbon_footprint_c02_eq: float | None | Unset = UNSET
    """ The footprint of the work, in grams of CO2 equivalent. """
    pue: float | None | Unset = UNSET
    """ The power usage effectiveness. """
    ere: float | None | Unset = UNSET
    """ The energy reuse effectiveness. """
    erf: float | None | Unset = UNSET
    """ The energy reuse factor. """
    wue: float | None | Unset = UNSET
    """ The water usage effectiveness. """
    comparison_data_center_name: None | str | Unset = UNSET
    """ The data center that the work is compared with. """
    equivalent_dc_carbon_footprint_c02_eq: float | None | Unset = UNSET
    """ The footprint that the work would have had there, in grams of CO2 equivalent. """
    saved_carbon_footprint_compute_c02_eq: float | None | Unset = UNSET
    """ What computing here saved, in grams of CO2 equivalent. """
    saved_carbon_footprint_heat_c02_eq: float | None | Unset = UNSET
    """ What using the heat saved, in grams of CO2 equivalent. """
    saved_carbon_footprint_compute_heat_c02_eq: float | None | Unset = UNSET
    """ What computing here and using the heat saved together, in grams of CO2
    equivalent.
     """
    saved_carbon_footprint_percentage: float | None | Unset = UNSET
    """ What was saved, in percent. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_consumed_energy_wh: float | None
        total_consumed_energy_wh = self.total_consumed_energy_wh

        total_energy_it_wh: float | None | Unset
        if isinstance(self.total_energy_it_wh, Unset):
            total_energy_it_wh = UNSET
        else:
            total_energy_it_wh = self.total_energy_it_wh

        total_reuse_energy_wh: float | None | Unset
        if isinstance(self.total_reuse_energy_wh, Unset):
            total_reuse_energy_wh = UNSET
        else:
            total_reuse_energy_wh = self.total_reuse_energy_wh

        carbon_footprint_c02_eq: float | None | Unset
        if isinstance(self.carbon_footprint_c02_eq, Unset):
            carbon_footprint_c02_eq = UNSET
        else:
            carbon_footprint_c02_eq = self.carbon_footprint_c02_eq

        pue: float | None | Unset
        if isinstance(self.pue, Unset):
            pue = UNSET
        else:
            pue = self.pue

        ere: float | None | Unset
        if isinstance(self.ere, Unset):
            ere = UNSET
        else:
            ere = self.ere

        erf: float | None | Unset
        if isinstance(self.erf, Unset):
            erf = UNSET
        else:
            erf = self.erf

        wue: float | None | Unset
        if isinstance(self.wue, Unset):
            wue = UNSET
        else:
            wue = self.wue

        comparison_data_center_name: None | str | Unset
        if isinstance(self.comparison_data_center_name, Unset):
            comparison_data_center_name = UNSET
        else:
            comparison_data_center_name = self.comparison_data_center_name

        equivalent_dc_carbon_footprint_c02_eq: float | None | Unset
        if isinstance(self.equivalent_dc_carbon_footprint_c02_eq, Unset):
            equivalent_dc_carbon_footprint_c02_eq = UNSET
        else:
            equivalent_dc_carbon_footprint_c02_eq = self.equivalent_dc_carbon_footprint_c02_eq

        saved_carbon_footprint_compute_c02_eq: float | None | Unset
        if isinstance(self.saved_carbon_footprint_compute_c02_eq, Unset):
            saved_carbon_footprint_compute_c02_eq = UNSET
        else:
            saved_carbon_footprint_compute_c02_eq = self.saved_carbon_footprint_compute_c02_eq

        saved_carbon_footprint_heat_c02_eq: float | None | Unset
        if isinstance(self.saved_carbon_footprint_heat_c02_eq, Unset):
            saved_carbon_footprint_heat_c02_eq = UNSET
        else:
            saved_carbon_footprint_heat_c02_eq = self.saved_carbon_footprint_heat_c02_eq

        saved_carbon_footprint_compute_heat_c02_eq: float | None | Unset
        if isinstance(self.saved_carbon_footprint_compute_heat_c02_eq, Unset):
            saved_carbon_footprint_compute_heat_c02_eq = UNSET
        else:
            saved_carbon_footprint_compute_heat_c02_eq = (
                self.saved_carbon_footprint_compute_heat_c02_eq
            )

        saved_carbon_footprint_percentage: float | None | Unset
        if isinstance(self.saved_carbon_footprint_percentage, Unset):
            saved_carbon_footprint_percentage = UNSET
        else:
            saved_carbon_footprint_percentage = self.saved_carbon_footprint_percentage

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "totalConsumedEnergyWh": total_consumed_energy_wh,
            }
        )
        if total_energy_it_wh is not UNSET:
            field_dict["totalEnergyITWh"] = total_energy_it_wh
        if total_reuse_energy_wh is not UNSET:
            field_dict["totalReuseEnergyWh"] = total_reuse_energy_wh
        if carbon_footprint_c02_eq is not UNSET:
            field_dict["carbonFootprintC02Eq"] = carbon_footprint_c02_eq
        if pue is not UNSET:
            field_dict["pue"] = pue
        if ere is not UNSET:
            field_dict["ere"] = ere
        if erf is not UNSET:
            field_dict["erf"] = erf
        if wue is not UNSET:
            field_dict["wue"] = wue
        if comparison_data_center_name is not UNSET:
            field_dict["comparisonDataCenterName"] = comparison_data_center_name
        if equivalent_dc_carbon_footprint_c02_eq is not UNSET:
            field_dict["equivalentDCCarbonFootprintC02Eq"] = equivalent_dc_carbon_footprint_c02_eq
        if saved_carbon_footprint_compute_c02_eq is not UNSET:
            field_dict["savedCarbonFootprintComputeC02Eq"] = saved_carbon_footprint_compute_c02_eq
        if saved_carbon_footprint_heat_c02_eq is not UNSET:
            field_dict["savedCarbonFootprintHeatC02Eq"] = saved_carbon_footprint_heat_c02_eq
        if saved_carbon_footprint_compute_heat_c02_eq is not UNSET:
            field_dict["savedCarbonFootprintComputeHeatC02Eq"] = (
                saved_carbon_footprint_compute_heat_c02_eq
            )
        if saved_carbon_footprint_percentage is not UNSET:
            field_dict["savedCarbonFootprintPercentage"] = saved_carbon_footprint_percentage

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_total_consumed_energy_wh(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        total_consumed_energy_wh = _parse_total_consumed_energy_wh(d.pop("totalConsumedEnergyWh"))

        def _parse_total_energy_it_wh(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_energy_it_wh = _parse_total_energy_it_wh(d.pop("totalEnergyITWh", UNSET))

        def _parse_total_reuse_energy_wh(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_reuse_energy_wh = _parse_total_reuse_energy_wh(d.pop("totalReuseEnergyWh", UNSET))

        def _parse_carbon_footprint_c02_eq(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        carbon_footprint_c02_eq = _parse_carbon_footprint_c02_eq(
            d.pop("carbonFootprintC02Eq", UNSET)
        )

        def _parse_pue(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        pue = _parse_pue(d.pop("pue", UNSET))

        def _parse_ere(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        ere = _parse_ere(d.pop("ere", UNSET))

        def _parse_erf(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        erf = _parse_erf(d.pop("erf", UNSET))

        def _parse_wue(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        wue = _parse_wue(d.pop("wue", UNSET))

        def _parse_comparison_data_center_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        comparison_data_center_name = _parse_comparison_data_center_name(
            d.pop("comparisonDataCenterName", UNSET)
        )

        def _parse_equivalent_dc_carbon_footprint_c02_eq(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        equivalent_dc_carbon_footprint_c02_eq = _parse_equivalent_dc_carbon_footprint_c02_eq(
            d.pop("equivalentDCCarbonFootprintC02Eq", UNSET)
        )

        def _parse_saved_carbon_footprint_compute_c02_eq(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        saved_carbon_footprint_compute_c02_eq = _parse_saved_carbon_footprint_compute_c02_eq(
            d.pop("savedCarbonFootprintComputeC02Eq", UNSET)
        )

        def _parse_saved_carbon_footprint_heat_c02_eq(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        saved_carbon_footprint_heat_c02_eq = _parse_saved_carbon_footprint_heat_c02_eq(
            d.pop("savedCarbonFootprintHeatC02Eq", UNSET)
        )

        def _parse_saved_carbon_footprint_compute_heat_c02_eq(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        saved_carbon_footprint_compute_heat_c02_eq = (
            _parse_saved_carbon_footprint_compute_heat_c02_eq(
                d.pop("savedCarbonFootprintComputeHeatC02Eq", UNSET)
            )
        )

        def _parse_saved_carbon_footprint_percentage(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        saved_carbon_footprint_percentage = _parse_saved_carbon_footprint_percentage(
            d.pop("savedCarbonFootprintPercentage", UNSET)
        )

        carbon_facts_in_camel_case = cls(
            total_consumed_energy_wh=total_consumed_energy_wh,
            total_energy_it_wh=total_energy_it_wh,
            total_reuse_energy_wh=total_reuse_energy_wh,
            carbon_footprint_c02_eq=carbon_footprint_c02_eq,
            pue=pue,
            ere=ere,
            erf=erf,
            wue=wue,
            comparison_data_center_name=comparison_data_center_name,
            equivalent_dc_carbon_footprint_c02_eq=equivalent_dc_carbon_footprint_c02_eq,
            saved_carbon_footprint_compute_c02_eq=saved_carbon_footprint_compute_c02_eq,
            saved_carbon_footprint_heat_c02_eq=saved_carbon_footprint_heat_c02_eq,
            saved_carbon_footprint_compute_heat_c02_eq=saved_carbon_footprint_compute_heat_c02_eq,
            saved_carbon_footprint_percentage=saved_carbon_footprint_percentage,
        )

        carbon_facts_in_camel_case.additional_properties = d
        return carbon_facts_in_camel_case

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
