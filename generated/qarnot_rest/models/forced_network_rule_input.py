from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ForcedNetworkRuleInput")


@_attrs_define
class ForcedNetworkRuleInput:
    """A way into or out of an instance over the network."""

    inbound: bool
    """ Whether the connections come from outside. """
    proto: str
    """ The protocol: `tcp`, `udp` or `https`. """
    port: None | str | Unset = UNSET
    """ The port on the instance. """
    to: None | str | Unset = UNSET
    """ The address that connections may go to. """
    public_host: None | str | Unset = UNSET
    """ The host that is reached from outside. """
    public_port: None | str | Unset = UNSET
    """ The port that is reached from outside. """
    forwarder: None | str | Unset = UNSET
    """ The machine that forwards the connections. """
    priority: None | str | Unset = UNSET
    """ The rank of the rule among others. """
    description: None | str | Unset = UNSET
    """ What the rule is for. """
    to_q_box: bool | Unset = UNSET
    """ Whether the rule is for the machine itself. """
    to_payload: bool | Unset = UNSET
    """ Whether the rule is for the command that runs on it. """
    name: None | str | Unset = UNSET
    """ The name of the rule. """
    application_type: None | str | Unset = UNSET
    """ What is spoken over the connection, such as `vnc`. """

    def to_dict(self) -> dict[str, Any]:
        inbound = self.inbound

        proto = self.proto

        port: None | str | Unset
        if isinstance(self.port, Unset):
            port = UNSET
        else:
            port = self.port

        to: None | str | Unset
        if isinstance(self.to, Unset):
            to = UNSET
        else:
            to = self.to

        public_host: None | str | Unset
        if isinstance(self.public_host, Unset):
            public_host = UNSET
        else:
            public_host = self.public_host

        public_port: None | str | Unset
        if isinstance(self.public_port, Unset):
            public_port = UNSET
        else:
            public_port = self.public_port

        forwarder: None | str | Unset
        if isinstance(self.forwarder, Unset):
            forwarder = UNSET
        else:
            forwarder = self.forwarder

        priority: None | str | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        to_q_box = self.to_q_box

        to_payload = self.to_payload

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        application_type: None | str | Unset
        if isinstance(self.application_type, Unset):
            application_type = UNSET
        else:
            application_type = self.application_type

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "inbound": inbound,
                "proto": proto,
            }
        )
        if port is not UNSET:
            field_dict["port"] = port
        if to is not UNSET:
            field_dict["to"] = to
        if public_host is not UNSET:
            field_dict["publicHost"] = public_host
        if public_port is not UNSET:
            field_dict["publicPort"] = public_port
        if forwarder is not UNSET:
            field_dict["forwarder"] = forwarder
        if priority is not UNSET:
            field_dict["priority"] = priority
        if description is not UNSET:
            field_dict["description"] = description
        if to_q_box is not UNSET:
            field_dict["toQBox"] = to_q_box
        if to_payload is not UNSET:
            field_dict["toPayload"] = to_payload
        if name is not UNSET:
            field_dict["name"] = name
        if application_type is not UNSET:
            field_dict["applicationType"] = application_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inbound = d.pop("inbound")

        proto = d.pop("proto")

        def _parse_port(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        port = _parse_port(d.pop("port", UNSET))

        def _parse_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        to = _parse_to(d.pop("to", UNSET))

        def _parse_public_host(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        public_host = _parse_public_host(d.pop("publicHost", UNSET))

        def _parse_public_port(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        public_port = _parse_public_port(d.pop("publicPort", UNSET))

        def _parse_forwarder(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        forwarder = _parse_forwarder(d.pop("forwarder", UNSET))

        def _parse_priority(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        to_q_box = d.pop("toQBox", UNSET)

        to_payload = d.pop("toPayload", UNSET)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_application_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        application_type = _parse_application_type(d.pop("applicationType", UNSET))

        forced_network_rule_input = cls(
            inbound=inbound,
            proto=proto,
            port=port,
            to=to,
            public_host=public_host,
            public_port=public_port,
            forwarder=forwarder,
            priority=priority,
            description=description,
            to_q_box=to_q_box,
            to_payload=to_payload,
            name=name,
            application_type=application_type,
        )

        return forced_network_rule_input
