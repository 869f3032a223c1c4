"""What work cost the climate; re-exported by ``qarnot.carbon_facts``."""

from __future__ import annotations

from qarnot import _checks
from qarnot._readers import number, text
from qarnot._received import EitherField, checked_number
from qarnot._values import Made

__all__ = ["CarbonFacts"]


class CarbonFacts(Made):
    """What work cost the climate, compared with the same work in an ordinary data center.

    The platform's answers and its document spell the names differently (schemas
    ``CarbonFactsInSnakeCase`` and ``CarbonFactsInCamelCase``); both are read. A figure is ``None``
    when the platform does not give it.

    :param energy_consumption: the energy that was consumed, in Wh. Default 0, as all numbers.
    :param energy_it: the part of it that the computers consumed, in Wh.
    :param energy_reuse: the part of it whose heat was used again, in Wh.
    :param carbon_footprint: the footprint, in grams of CO2 equivalent, as all footprints.
    :param equivalent_dc_name: the data center that the work is compared with. Default ``""``.
    :param equivalent_dc_carbon_footprint: the footprint that the work would have had there.
    :param saved_carbon_footprint_compute: what computing here saved.
    :param saved_carbon_footprint_heat: what using the heat saved.
    :param saved_carbon_footprint_compute_heat: what both saved together.
    :param saved_carbon_footprint_percent: what was saved, in percent.
    :param PUE: the power usage effectiveness.
    :param ERE: the energy reuse effectiveness.
    :param ERF: the energy reuse factor.
    :param WUE: the water usage effectiveness.
    :raises InvalidValue: a figure is not a finite number, or the name not a text.
    """

    energy_consumption_Wh = EitherField(  # noqa: N815 - the documented name
        "total_consumed_energy_Wh",
        "totalConsumedEnergyWh",
        number,
        "The energy that was consumed, in Wh.",
    )
    energy_it_Wh = EitherField(  # noqa: N815 - the documented name
        "total_energy_it_Wh",
        "totalEnergyITWh",
        number,
        "The part of the energy that the computers consumed, in Wh.",
    )
    energy_reuse_Wh = EitherField(  # noqa: N815 - the documented name
        "total_reused_energy_Wh",
        "totalReuseEnergyWh",
        number,
        "The part of the energy whose heat was used again, in Wh.",
    )
    carbon_footprint_gC02eq = EitherField(  # noqa: N815 - the documented name
        "qarnot_carbon_footprint",
        "carbonFootprintC02Eq",
        number,
        "The footprint of the work, in grams of CO2 equivalent.",
    )
    equivalent_datacenter_name = EitherField(
        "equivalent_datacenter_name",
        "comparisonDataCenterName",
        text,
        "The data center that the work is compared with.",
    )
    equivalent_dc_carbon_footprint_gC02eq = EitherField(  # noqa: N815 - the documented name
        "equivalent_DC_carbon_footprint",
        "equivalentDCCarbonFootprintC02Eq",
        number,
        "The footprint that the work would have had there, in grams of CO2 equivalent.",
    )
    saved_carbon_footprint_compute_gC02eq = EitherField(  # noqa: N815 - the documented name
        "saved_carbon_footprint_compute",
        "savedCarbonFootprintComputeC02Eq",
        number,
        "What computing here saved, in grams of CO2 equivalent.",
    )
    saved_carbon_footprint_heat_gC02eq = EitherField(  # noqa: N815 - the documented name
        "saved_carbon_footprint_heat",
        "savedCarbonFootprintHeatC02Eq",
        number,
        "What using the heat saved, in grams of CO2 equivalent.",
    )
    saved_carbon_footprint_compute_heat_gC02eq = EitherField(  # noqa: N815 - the documented name
        "saved_carbon_footprint_compute_heat",
        "savedCarbonFootprintComputeHeatC02Eq",
        number,
        "What both saved together, in grams of CO2 equivalent.",
    )
    saved_carbon_footprint_percent = EitherField(
        "saved_carbon_footprint_percent",
        "savedCarbonFootprintPercentage",
        number,
        "What was saved, in percent.",
    )
    PUE = EitherField("PUE", "pue", number, "The power usage effectiveness.")
    ERE = EitherField("ERE", "ere", number, "The energy reuse effectiveness.")
    ERF = EitherField("ERF", "erf", number, "The energy reuse factor.")
    WUE = EitherField("WUE", "wue", number, "The water usage effectiveness.")

    def __init__(
        self,
        energy_consumption: float = 0,
        energy_it: float = 0,
        energy_reuse: float = 0,
        carbon_footprint: float = 0,
        equivalent_dc_name: str = "",
        equivalent_dc_carbon_footprint: float = 0,
        saved_carbon_footprint_compute: float = 0,
        saved_carbon_footprint_heat: float = 0,
        saved_carbon_footprint_compute_heat: float = 0,
        saved_carbon_footprint_percent: float = 0,
        PUE: float = 0,  # noqa: N803 - the documented name
        ERE: float = 0,  # noqa: N803 - the documented name
        ERF: float = 0,  # noqa: N803 - the documented name
        WUE: float = 0,  # noqa: N803 - the documented name
    ) -> None:
        super().__init__(
            {
                "total_consumed_energy_Wh": checked_number(
                    "energy_consumption", energy_consumption
                ),
                "total_energy_it_Wh": checked_number("energy_it", energy_it),
                "total_reused_energy_Wh": checked_number("energy_reuse", energy_reuse),
                "qarnot_carbon_footprint": checked_number("carbon_footprint", carbon_footprint),
                "equivalent_datacenter_name": _checks.optional_text(
                    "equivalent_dc_name", equivalent_dc_name
                ),
                "equivalent_DC_carbon_footprint": checked_number(
                    "equivalent_dc_carbon_footprint", equivalent_dc_carbon_footprint
                ),
                "saved_carbon_footprint_compute": checked_number(
                    "saved_carbon_footprint_compute", saved_carbon_footprint_compute
                ),
                "saved_carbon_footprint_heat": checked_number(
                    "saved_carbon_footprint_heat", saved_carbon_footprint_heat
                ),
                "saved_carbon_footprint_compute_heat": checked_number(
                    "saved_carbon_footprint_compute_heat", saved_carbon_footprint_compute_heat
                ),
                "saved_carbon_footprint_percent": checked_number(
                    "saved_carbon_footprint_percent", saved_carbon_footprint_percent
                ),
                "PUE": checked_number("PUE", PUE),
                "ERE": checked_number("ERE", ERE),
                "ERF": checked_number("ERF", ERF),
                "WUE": checked_number("WUE", WUE),
            }
        )
