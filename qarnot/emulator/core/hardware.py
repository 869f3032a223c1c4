"""The conditions on machines that the cluster offers.

They are kept and shown with work that names them. All of it runs on the machine of the emulator.
"""

from __future__ import annotations

from typing import Any

from qarnot.emulator.core.running import Machine

__all__ = ["constraints", "constraints_page", "find_cpu_models"]

MOST_OF_A_PAGE = 50

_CPU_MODELS = (
    "AMD EPYC 7543 32-Core Processor",
    "AMD Ryzen 7 2700X Eight-Core Processor",
    "AMD Ryzen 9 3900X 12-Core Processor",
    "Intel(R) Core(TM) i9-9900K CPU @ 3.60GHz",
    "Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz",
)
_SPECIFICATION_KEYS = ("28c-128g-intel-dual-xeon2680v4-ssd", "R7-2700X", "R9-3900X")
_AMOUNTS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("MinimumCore", "coreCount", (4, 8, 28)),
    ("MaximumCore", "coreCount", (8, 28)),
    ("MinimumRam", "minimumMemoryMB", (16_000.0, 64_000.0)),
    ("MaximumRam", "maximumMemoryMB", (64_000.0, 128_000.0)),
    ("MinimumRamCoreRatio", "minimumMemoryGBCoreRatio", (0.5, 2.0)),
    ("MaximumRamCoreRatio", "maximumMemoryGBCoreRatio", (2.0, 4.5)),
)
_FLAGS = ("Gpu", "NoGpu", "SSD", "NoSSD")


def constraints(machine: Machine) -> list[dict[str, Any]]:
    """Describe all conditions, as ``HardwareConstraintOutput`` of the API.

    :param machine: what instances really run on; it comes first of its kind.
    """
    keys = dict.fromkeys((machine.specification_key, *_SPECIFICATION_KEYS))
    return [
        *(_constraint("Specific", specificationKey=key) for key in keys),
        *(_constraint("CpuModel", cpuModel=model) for model in _cpu_models(machine)),
        *(
            _constraint(kind, **{name: amount})
            for kind, name, amounts in _AMOUNTS
            for amount in amounts
        ),
        *(_constraint(kind) for kind in _FLAGS),
    ]


def constraints_page(machine: Machine, limit: int | None, offset: int | None) -> dict[str, Any]:
    """Describe some of the conditions, as a ``HardwareConstraintPage`` of the API."""
    found = constraints(machine)
    most, start = limit or MOST_OF_A_PAGE, offset or 0
    return {
        "data": found[start : start + most],
        "offset": start,
        "limit": most,
        "total": len(found),
    }


def find_cpu_models(machine: Machine, text: str) -> list[dict[str, Any]]:
    """Describe the models of processors whose names have all words of a text, the best fit first.

    What has the text as a whole fits better than what has its words here and there, and what
    begins with it fits better still.
    """
    wanted = " ".join(text.lower().split())

    def misfit(model: str) -> tuple[bool, bool, str]:
        name = model.lower()
        return wanted not in name, not name.startswith(wanted), name

    found = [
        model
        for model in _cpu_models(machine)
        if all(word in model.lower() for word in wanted.split())
    ]
    return [_constraint("CpuModel", cpuModel=model) for model in sorted(found, key=misfit)]


def _cpu_models(machine: Machine) -> list[str]:
    own = (machine.cpu_model,) if machine.cpu_model else ()
    return list(dict.fromkeys((*own, *_CPU_MODELS)))


def _constraint(kind: str, **properties: Any) -> dict[str, Any]:
    return {"discriminator": f"{kind}HardwareConstraint", **properties}
