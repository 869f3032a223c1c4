"""The ways into running instances over the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["HOST", "NetworkRule", "active_forwards", "network_rules", "port_forwards"]

HOST = "127.0.0.1"
"""Where instances are reached: they run on this machine, so that each port is its own forwarder."""


@dataclass(frozen=True)
class NetworkRule:
    """A rule that lets connections come to a port of the instances."""

    name: str
    port: int
    proto: str
    application_type: str | None


def network_rules(rules: Iterable[Mapping[str, Any]] | None) -> tuple[NetworkRule, ...]:
    """Read the rules that open a port; those for the way out, or without a number, open none."""
    return tuple(
        NetworkRule(
            name=each.get("name") or f"port-{int(each['port'])}",
            port=int(each["port"]),
            proto=each["proto"],
            application_type=each.get("applicationType"),
        )
        for each in rules or ()
        if each["inbound"] and _is_port(each.get("port"))
    )


def active_forwards(ports: Sequence[int]) -> list[dict[str, Any]]:
    """Describe the ports that an instance listens on as ``ActiveForward`` of the API."""
    return [
        {
            "applicationPort": port,
            "forwarderPort": port,
            "forwarderHost": HOST,
            "bindAddress": HOST,
        }
        for port in ports
    ]


def port_forwards(rules: Sequence[NetworkRule], ports: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Describe the ways into one instance as ``PortForwardsByRule`` of the API.

    A rule is enabled while the instance listens on its port. A port that no rule names is shown
    under the name ``port-N``.
    """
    ruled = {each.port for each in rules}
    unruled = [NetworkRule(f"port-{port}", port, "tcp", None) for port in ports]
    return {
        rule.name: {
            "name": rule.name,
            "enabled": rule.port in ports,
            "applicationType": rule.application_type,
            "proto": rule.proto,
            "port": rule.port,
            "allowedIPs": HOST,
            "access": {"publicHost": HOST, "publicPort": rule.port},
        }
        for rule in [*(each for each in unruled if each.port not in ruled), *rules]
    }


def _is_port(text: str | None) -> bool:
    is_number = bool(text and text.isascii() and text.isdecimal() and len(text) <= 5)
    return is_number and 1 <= int(text or 0) <= 65535
