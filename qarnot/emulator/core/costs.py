"""What work costs: money, energy and carbon, all computed from the CPU time that it used.

The prices and figures are the emulator's own and stand for no offer. An hour of one busy core is

================= ========================================
price             0.03 euros (flex), 0.06 (on demand), 0.05 (reserved)
energy            15 Wh in the computer
heat used again   60 % of it
footprint         55 g CO2 equivalent for each kWh here
================= ========================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qarnot.emulator.core.refusals import Refusal

__all__ = ["PRICES", "carbon_facts", "price"]

PRICES: Mapping[str, float] = {"flex": 0.03, "onDemand": 0.06, "reserved": 0.05}
"""Euros for an hour of one busy core, by scheduling."""

_CORE_WATTS = 15.0
_PUE = 1.1
_WUE = 0.0
_REUSED_SHARE = 0.6
_GRAMS_PER_KWH = 55.0
_GRAMS_PER_KWH_OF_HEATING = 227.0


@dataclass(frozen=True)
class _DataCenter:
    """A data center to compare with: its power usage effectiveness, and its carbon intensity."""

    pue: float
    grams_per_kwh: float


_DATA_CENTERS: Mapping[str, _DataCenter] = {
    "european_dc": _DataCenter(1.5, 275.0),
    "american_dc": _DataCenter(1.6, 390.0),
    "asian_dc": _DataCenter(1.7, 530.0),
}
_USUAL_DATA_CENTER = "european_dc"


def price(cpu_seconds: float, scheduling: str) -> float:
    """Give the price of CPU time, in euros."""
    return cpu_seconds / 3600 * PRICES[scheduling]


def carbon_facts(cpu_seconds: float, compared_with: str | None) -> dict[str, Any]:
    """Describe what CPU time cost the climate, as the SDKs read ``CarbonFacts`` of the API.

    :param compared_with: name of a data center; ``european_dc`` when ``None``.
    :raises Refusal: 404 naming a data center that is not known.
    """
    name = compared_with or _USUAL_DATA_CENTER
    if name not in _DATA_CENTERS:
        known = ", ".join(_DATA_CENTERS)
        raise Refusal(404, f"comparisonDatacenter: no such data center: {name}; there is {known}")
    other = _DATA_CENTERS[name]
    energy = cpu_seconds / 3600 * _CORE_WATTS
    reused = energy * _REUSED_SHARE
    footprint = energy * _PUE / 1000 * _GRAMS_PER_KWH
    elsewhere = energy * other.pue / 1000 * other.grams_per_kwh
    saved_compute = elsewhere - footprint
    saved_heat = reused / 1000 * _GRAMS_PER_KWH_OF_HEATING
    return {
        "total_consumed_energy_Wh": energy * _PUE,
        "total_energy_it_Wh": energy,
        "total_reused_energy_Wh": reused,
        "qarnot_carbon_footprint": footprint,
        "PUE": _PUE,
        "ERE": _PUE - _REUSED_SHARE,
        "ERF": _REUSED_SHARE / _PUE,
        "WUE": _WUE,
        "equivalent_datacenter_name": name,
        "equivalent_DC_carbon_footprint": elsewhere,
        "saved_carbon_footprint_compute": saved_compute,
        "saved_carbon_footprint_heat": saved_heat,
        "saved_carbon_footprint_compute_heat": saved_compute + saved_heat,
        "saved_carbon_footprint_percent": (
            100 * (saved_compute + saved_heat) / elsewhere if elsewhere else 0.0
        ),
    }
