"""The profiles that the emulator knows."""

from __future__ import annotations

from typing import Any

from qarnot.emulator.core.refusals import Refusal

__all__ = ["PROFILES", "profile_details"]

_CONSTANTS = (
    ("DOCKER_REPO", "library/ubuntu", "Image to run; the emulator runs the command without one."),
    ("DOCKER_TAG", "latest", "Version of the image."),
    ("DOCKER_REGISTRY", "", "Registry of the image; the public one when empty."),
    ("DOCKER_CMD", "", "Command that each instance runs."),
    ("DOCKER_HOST", "", "Name of the instance in its network."),
)

PROFILES = ("docker-batch", "docker-network")
"""Their names."""


def profile_details(name: str) -> dict[str, Any]:
    """Describe a profile.

    :raises Refusal: 404 when there is none of this name.
    """
    if name not in PROFILES:
        raise Refusal(404, f"No such profile: {name}")
    return {
        "name": name,
        "constants": [
            {"name": key, "value": value, "description": description}
            for key, value, description in _CONSTANTS
        ],
        "licenses": [],
    }
